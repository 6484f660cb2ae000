"""The answer to a notice by mail, where its sender gave an address."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.comments.models import WriterAddress
from articles.comments.services.mailing import Mail
from articles.comments.tokens import email_digest
from articles.notices.models import Notice
from articles.notices.tokens import own_key
from articles.notices.wording import what_became


def own_address(notice: Notice) -> str:
    """The path of a notice's private page, in the edition in which it was sent."""
    kept = {"edition": notice.edition, "pk": notice.pk, "key": own_key(notice)}
    return reverse("notices:own", kwargs=kept)


def notices_with_mail() -> list[int]:
    """The ids of the notices whose answer is to be sent."""
    return list(_due().order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def mail_notice(pk: int, *, send: Callable[[Mail], None], now: datetime) -> bool:
    """Sends an answer; returns whether one was due. Two runs at once never send it twice, and what `send` raises leaves it
    to be sent again. Whoever wants no mail from here gets none."""
    notice = _due().select_for_update(skip_locked=True, of=("self",)).select_related("article").filter(pk=pk)
    row = notice.first()
    if row is None:
        return False
    Notice.objects.filter(pk=pk).update(mailed_at=now)
    wants_none = WriterAddress.objects.filter(digest=email_digest(row.email), refused_at__isnull=False)
    if wants_none.exists():
        return False
    with override(row.edition):
        send(Mail(row.email, _("An answer to your report"), _text(row)))
    return True


def _due() -> QuerySet[Notice]:
    unsent = Q(mailed_at=None) | Q(mailed_at__lt=F("closed_at"))
    return Notice.objects.filter(unsent, state=Notice.State.ANSWERED).exclude(email="")


def _text(notice: Notice) -> str:
    words = _("At this address your report stands, and you can delete what we keep of you:")
    return "\n\n".join(
        [
            notice.article.title,
            notice.body,
            "\n".join(what_became(notice)),
            f"{words}\n{settings.SITE_URL}{own_address(notice)}",
        ]
    )
