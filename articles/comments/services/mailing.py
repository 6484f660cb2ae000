"""Mail to the writers of comments: the question whose an address is, and news to those who confirmed theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.comments import tokens
from articles.comments.models import Comment, WriterAddress
from articles.comments.wording import what_became

BETWEEN_QUESTIONS = timedelta(days=1)
# A writer hears of these; of what they did themselves they know.
TOLD = (Comment.State.APPROVED, Comment.State.REJECTED, Comment.State.REMOVED, Comment.State.HIDDEN)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, in the language of the edition in which the address was typed."""

    to: str
    subject: str
    text: str


def addresses_with_mail(*, now: datetime) -> list[int]:
    """The ids of the addresses that something is to be sent to."""
    newer = Q(asked_at=None) | Q(comments__sent_at__gt=F("asked_at"), asked_at__lte=now - BETWEEN_QUESTIONS)
    unconfirmed = Q(confirmed_at=None) & newer & Q(comments__isnull=False)
    confirmed = Q(confirmed_at__isnull=False) & (
        Q(Exists(_decided().filter(address=OuterRef("pk"))))
        | Q(Exists(_answers().filter(parent__address=OuterRef("pk"))))
    )
    rows = WriterAddress.objects.filter(refused_at=None).filter(unconfirmed | confirmed)
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())


@transaction.atomic
def mail_address(pk: int, *, send: Callable[[Mail], None], now: datetime) -> bool:
    """Sends what is due to one address; returns whether anything was.

    Two runs at once never mail the same address twice, and what `send` raises leaves everything to be sent again.
    """
    rows = WriterAddress.objects.select_for_update(skip_locked=True)
    address = rows.filter(pk=pk, refused_at=None).first()
    if address is None:
        return False
    with override(address.edition):
        mail = _news(address) if address.confirmed_at else _question(address, now)
    if mail is None:
        return False
    send(mail)
    return True


def _question(address: WriterAddress, now: datetime) -> Mail | None:
    if address.asked_at and address.asked_at > now - BETWEEN_QUESTIONS:
        return None
    WriterAddress.objects.filter(pk=address.pk).update(asked_at=now)
    words = _(
        "Somebody wrote this address beside a comment on this site. If it was you, confirm it. If not, nothing more goes"
        " to it, and it is deleted after seven days."
    )
    return Mail(address.email, _("Is this your address?"), "\n\n".join([words, _choice(address)]))


def _news(address: WriterAddress) -> Mail | None:
    """What became of the writer's comments, and who answered them."""
    decided = list(_decided().filter(address=address).select_related("article"))
    answers = list(_answers().filter(parent__address=address).select_related("article", "parent"))
    if not decided and not answers:
        return None
    parts = ["\n".join([*what_became(one), one.body, _own(one, address)]) for one in decided]
    parts += [
        f"{_('%(name)s answered you:') % {'name': one.name}}\n{one.body}\n{_absolute(one.get_absolute_url())}"
        for one in answers
    ]
    for one in decided:
        Comment.objects.filter(pk=one.pk).update(mailed_state=one.state)
    Comment.objects.filter(pk__in=[one.pk for one in answers]).update(answer_mailed=True)
    parts.append(f"{_('Send me no mail')}: {_choice(address)}")
    return Mail(address.email, _("News of your comment"), "\n\n".join(parts))


def _decided() -> QuerySet[Comment]:
    return Comment.objects.filter(state__in=TOLD).exclude(state=F("mailed_state"))


def _answers() -> QuerySet[Comment]:
    """Published answers that the writer of what they answer was not told of; to oneself nobody writes."""
    return Comment.objects.filter(state=Comment.State.APPROVED, answer_mailed=False).exclude(
        writer=F("parent__writer")
    )


def _own(comment: Comment, address: WriterAddress) -> str:
    kept = {"edition": address.edition, "pk": comment.pk, "key": tokens.own_key(comment)}
    return _absolute(reverse("comments:own", kwargs=kept))


def _choice(address: WriterAddress) -> str:
    kept = {"edition": address.edition, "pk": address.pk, "key": tokens.address_key(address)}
    return _absolute(reverse("comments:address", kwargs=kept))


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
