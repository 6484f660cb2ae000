"""What is kept of the senders of notices, and how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from articles.comments.services.privacy import HASHES_LIFE
from articles.notices.models import Notice, NoticeQuerySet

# Long enough for a second question; the answer itself stands at the private address.
ADDRESS_LIFE = timedelta(days=30)
CLOSED_LIFE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many notices lost name and address, and how many were deleted."""

    addresses: int
    notices: int


@transaction.atomic
def forget(*, now: datetime) -> Forgotten:
    """Takes away what was kept long enough: hashes 30 days after a notice came, name and address 30 days and all the rest a
    year after it was closed."""
    hashed = ~Q(visitor="") | ~Q(block="")
    Notice.objects.filter(hashed, sent_at__lt=now - HASHES_LIFE).update(visitor="", block="")
    closed = Notice.objects.exclude(state__in=Notice.OPEN)
    known = closed.filter(~Q(email="") | ~Q(name=""), closed_at__lt=now - ADDRESS_LIFE)
    addresses = known.update(name="", email="")
    notices = closed.filter(closed_at__lt=now - CLOSED_LIFE).delete()[1].get("notices.Notice", 0)
    return Forgotten(addresses, notices)


def of_email(email: str) -> NoticeQuerySet:
    """All notices with an e-mail address."""
    return Notice.objects.filter(email__iexact=email.strip()).exclude(email="")


def export(notices: QuerySet[Notice]) -> list[dict[str, Any]]:
    """Everything that is kept of these notices, as data for JSON."""
    return [
        {
            "id": one.pk,
            "article": one.article.get_absolute_url(),
            "kind": one.kind,
            "edition": one.edition,
            "name": one.name,
            "email": one.email,
            "body": one.body,
            "state": one.state,
            "outcome": one.outcome,
            "answer": one.answer,
            "visitor": one.visitor,
            "block": one.block,
            "sent_at": one.sent_at.isoformat(),
            "closed_at": one.closed_at.isoformat() if one.closed_at else None,
        }
        for one in notices.select_related("article").order_by("pk")
    ]
