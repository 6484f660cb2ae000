"""Keeping what a feed's document held until the next one comes (`feeds.memory`)."""

from collections.abc import Iterable, Sequence

from django.db import connection

from feeds.memory import Memory, items_of, packed, unpacked
from feeds.models import Entry, Feed, LastDocument
from feeds.parsed import ParsedFeed

# A feed that was deleted meanwhile has no memory.
_KEEP = """
    INSERT INTO feeds_lastdocument (feed_id, context, items)
    SELECT feed.id, new.context, new.items
    FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS new (id, context, items)
    JOIN feeds_feed AS feed ON feed.id = new.id
    ON CONFLICT (feed_id) DO UPDATE SET context = excluded.context, items = excluded.items
"""


def recall(feeds: Sequence[Feed]) -> dict[int, Memory]:
    """What is remembered of these feeds' last documents, by the feed's id; two queries.

    Only items whose entries still say the same: one that failed for a fault, was taken back or was deleted is read
    again.
    """
    rows = LastDocument.objects.filter(feed__in=feeds).values_list("feed_id", "context", "items")
    kept = {feed: (bytes(context), unpacked(bytes(items))) for feed, context, items in rows}
    identities = {item.identity for _context, items in kept.values() for item in items}
    entries = (
        Entry.objects.filter(feed__in=kept, identity__in=identities) if identities else Entry.objects.none()
    )
    said = set(entries.values_list("feed_id", "identity", "content_hash"))
    return {
        feed: Memory(
            context,
            {item.digest: item for item in items if (feed, item.identity, item.content_hash) in said},
        )
        for feed, (context, items) in kept.items()
    }


def remember(read: Iterable[tuple[Feed, ParsedFeed, Memory]]) -> None:
    """Keeps what each document held, after all of its entries were stored, beside what was remembered before; nothing
    where it must not be relied on. One statement."""
    rows = [
        (feed.pk, parsed.context, packed(items))
        for feed, parsed, before in read
        if (items := items_of(parsed) if parsed.context else ())
        and (parsed.context != before.context or {item.digest for item in items} != set(before.items))
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [list(column) for column in zip(*rows, strict=True)])
