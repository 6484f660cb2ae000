"""Asking for a newsletter, and what the owner of the address decides."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from articles.comments.models import WriterAddress
from articles.comments.services.addresses import address_for, refuse_address
from articles.comments.services.visitors import Visitor
from articles.comments.tokens import email_digest
from articles.models import Topic
from articles.models.article import ZONE
from articles.newsletters.addresses import domain_digest, mailbox_digest
from articles.newsletters.models import Subscriber
from articles.newsletters.rhythm import next_due
from articles.services.stories import lock_keys

PERIOD = timedelta(hours=1)
# A family; a town behind one provider; a company whose people all hear of it; a day in the news.
FROM_AN_ADDRESS = 10
FROM_A_BLOCK = 40
TO_A_HOST = 100
ON_THE_SITE = 400
_MARK_BYTES = 16


class TooManyError(Exception):
    """More was asked from one network, for one host of mail, or on the whole site than readers ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for: an address that may be another's, the edition, how often, about what."""

    email: str
    edition: str
    rhythm: str
    topics: Sequence[Topic]
    visitor: Visitor


@transaction.atomic
def ask(wish: Wish, *, now: datetime) -> None:
    """Keeps the wish until the owner of the address confirms it. Nobody is told whether the address is known: of one that is
    confirmed nothing changes, to one whose owner wants no mail nothing goes. Raises TooManyError."""
    lock_keys(["newsletters:asking"])
    if _is_flood(wish, now):
        raise TooManyError
    digest = email_digest(wish.email)
    if wants_no_mail(digest):
        return
    facts = {"asked_at": now, "visitor": wish.visitor.visitor, "block": wish.visitor.block}
    row, is_new = Subscriber.objects.get_or_create(
        digest=digest,
        edition=wish.edition,
        defaults={
            **facts,
            "email": wish.email.strip(),
            "mailbox": mailbox_digest(wish.email),
            "domain": domain_digest(wish.email),
            "rhythm": wish.rhythm,
            "mark": secrets.token_urlsafe(_MARK_BYTES),
            "made_at": now,
        },
    )
    if not is_new:
        chosen = {} if row.confirmed_at else {"rhythm": wish.rhythm}
        Subscriber.objects.filter(pk=row.pk).update(**facts, **chosen)
    if not row.confirmed_at:
        row.topics.set(wish.topics)


def _is_flood(wish: Wish, now: datetime) -> bool:
    recent = Subscriber.objects.filter(asked_at__gt=now - PERIOD)
    return (
        recent.filter(visitor__in=wish.visitor.visitors).count() >= FROM_AN_ADDRESS
        or recent.filter(block__in=wish.visitor.blocks).count() >= FROM_A_BLOCK
        or recent.filter(domain=domain_digest(wish.email)).count() >= TO_A_HOST
        or recent.count() >= ON_THE_SITE
    )


def wants_no_mail(digest: str) -> bool:
    """Whether the owner of an address refused all mail from here."""
    return WriterAddress.objects.filter(digest=digest, refused_at__isnull=False).exists()


@transaction.atomic
def confirm(subscriber: Subscriber, *, now: datetime) -> None:
    """The owner of the address wants the newsletter, again where its mail came back."""
    due = next_due(subscriber.rhythm, after=now, zone=ZONE)
    waiting = Subscriber.objects.filter(pk=subscriber.pk).exclude(confirmed_at__isnull=False, stopped_at=None)
    waiting.update(confirmed_at=now, stopped_at=None, next_at=due, claimed_until=None)


@transaction.atomic
def change(subscriber: Subscriber, *, rhythm: str, topics: Sequence[Topic], now: datetime) -> None:
    """The owner chooses anew how often and about what."""
    row = Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()
    if row is None:
        return
    if row.rhythm != rhythm:
        row.rhythm = rhythm
        row.next_at = next_due(rhythm, after=now, zone=ZONE) if row.confirmed_at else None
        row.save(update_fields=["rhythm", "next_at"])
    row.topics.set(topics)


@transaction.atomic
def unsubscribe(mark: str) -> None:
    """Ends a newsletter: all that is kept of the subscriber is deleted. A second time does nothing."""
    Subscriber.objects.filter(mark=mark).delete()


@transaction.atomic
def refuse(subscriber: Subscriber, *, now: datetime) -> None:
    """The owner wants no mail from this site at all: nothing is kept but a hash of the address."""
    if row := address_for(subscriber.email, edition=subscriber.edition, now=now):
        refuse_address(row, now=now)
    Subscriber.objects.filter(digest=subscriber.digest).delete()
