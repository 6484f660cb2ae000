"""What is kept of subscribers, and how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from articles.comments.services.addresses import UNCONFIRMED_LIFE
from articles.comments.services.privacy import HASHES_LIFE
from articles.comments.tokens import email_digest
from articles.newsletters.models import Issue, Subscriber, SubscriberQuerySet

# Long enough that an address that is none is not tried again at once.
STOPPED_LIFE = timedelta(days=30)
# Longer than an issue looks back, and than delivery reports take.
ISSUES_LIFE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many addresses and records of issues were deleted."""

    addresses: int
    issues: int


@transaction.atomic
def forget(*, now: datetime) -> Forgotten:
    """Deletes addresses that nobody confirmed in a week, those whose mail came back 30 days ago, hashes of networks after 30
    days, and records of issues after 60."""
    unconfirmed = Q(confirmed_at=None, asked_at__lt=now - UNCONFIRMED_LIFE)
    old = Subscriber.objects.filter(unconfirmed | Q(stopped_at__lt=now - STOPPED_LIFE))
    addresses = old.delete()[1].get("newsletters.Subscriber", 0)
    hashed = ~Q(visitor="") | ~Q(block="")
    Subscriber.objects.filter(hashed, asked_at__lt=now - HASHES_LIFE).update(visitor="", block="")
    issues = Issue.objects.filter(due_at__lt=now - ISSUES_LIFE).delete()[0]
    return Forgotten(addresses, issues)


def of_email(email: str) -> SubscriberQuerySet:
    """The newsletters of an e-mail address."""
    return Subscriber.objects.filter(digest=email_digest(email))


def export(subscribers: QuerySet[Subscriber]) -> list[dict[str, Any]]:
    """Everything that is kept of these subscribers, as data for JSON."""
    return [
        {
            "email": one.email,
            "edition": one.edition,
            "rhythm": one.rhythm,
            "topics": [topic.slug for topic in one.topics.all()],
            "visitor": one.visitor,
            "block": one.block,
            "made_at": one.made_at.isoformat(),
            "confirmed_at": one.confirmed_at.isoformat() if one.confirmed_at else None,
            "stopped_at": one.stopped_at.isoformat() if one.stopped_at else None,
            "issues": [issue.due_at.isoformat() for issue in one.issues.all()],
        }
        for one in subscribers.prefetch_related("topics", "issues").order_by("pk")
    ]
