"""Entries that a feed declares deleted (RFC 6721), and items that a news agency cancels: their articles are marked, and
withdrawn where the source says so.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from articles.models.article import ZONE
from articles.services.agencies.canceling import CanceledItem, Canceling, cancel
from articles.services.taking_back import TakenBack, take_back
from feeds.formats.document import Tombstone
from feeds.models import Entry
from feeds.storing.intake import FeedDocument

REASON_CHARACTERS = 500


def take_back_entries(documents: Sequence[FeedDocument], *, now: datetime) -> int:
    """Takes back what the feeds declare deleted, of the entries that they gave themselves.

    Returns how many articles changed. No query is made where no feed declares anything.
    """
    stones = {
        (one.feed.pk, hashlib.sha256(stone.identity.encode("utf-8", "replace")).hexdigest()): (one, stone)
        for one in documents
        for stone in one.parsed.tombstones
        if not stone.is_item
    }
    return _take_back(stones, now) if stones else 0


def cancel_listed(documents: Sequence[FeedDocument], *, now: datetime) -> None:
    """Takes back the articles of items that the feeds declare canceled, and remembers that for those that are not stored yet.

    Call it before their entries are stored: then nobody reads what was canceled meanwhile.
    """
    for one in documents:
        canceled = [_canceled(stone) for stone in one.parsed.tombstones if stone.is_item]
        if canceled:
            cancel(items=canceled, publisher=one.feed.source, now=now)


def cancel_item(stone: Tombstone, *, now: datetime) -> Canceling:
    """As `cancel_listed`, of an item that a file declares canceled."""
    return cancel(items=[_canceled(stone)], publisher=None, now=now)


def _canceled(stone: Tombstone) -> CanceledItem:
    note = "; ".join(words for words in (stone.by, stone.comment) if words)
    return CanceledItem(stone.identity, stone.when, stone.version, stone.language, note)


@transaction.atomic
def _take_back(stones: dict[tuple[int, str], tuple[FeedDocument, Tombstone]], now: datetime) -> int:
    named = Entry.objects.filter(
        feed__in={feed for feed, _identity in stones}, identity__in={identity for _feed, identity in stones}
    )
    taken = []
    for entry in named.defer("raw").order_by("pk"):
        document, stone = stones.get((entry.feed_id, entry.identity), (None, None))
        if document is None or stone is None:
            continue
        if entry.article_id is None:
            _stop_reading(entry, stone, now)
        else:
            note = "; ".join(words for words in (stone.by, stone.comment) if words)
            taken.append(TakenBack(entry.article_id, document.feed.source, stone.when, note))
    return take_back(taken=taken, now=now) if taken else 0


def _stop_reading(entry: Entry, stone: Tombstone, now: datetime) -> None:
    """An entry without an article waits for its page no longer."""
    reason = f"Its publisher took it back on {(stone.when or now).astimezone(ZONE):%Y-%m-%d}."
    if entry.page_state == Entry.PageState.WANTED:
        entry.end_page_request(Entry.PageState.GIVEN_UP, reason)
        entry.reason, entry.state = reason[:REASON_CHARACTERS], Entry.State.FAILED
        entry.save(update_fields=["page_state", "page_reason", "page_next_at", "reason", "state"])
