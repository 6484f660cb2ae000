"""Keeping what a feed's document held until the next one comes (`feeds.memory`)."""

from django.db import connection

from feeds.memory import Memory, items_of, packed, unpacked
from feeds.models import Entry, Feed, LastDocument
from feeds.parsed import ParsedFeed

# A feed that was deleted meanwhile has no memory.
_KEEP = """
    INSERT INTO feeds_lastdocument (feed_id, context, items)
    SELECT id, %(context)s, %(items)s FROM feeds_feed WHERE id = %(feed)s
    ON CONFLICT (feed_id) DO UPDATE SET context = excluded.context, items = excluded.items
"""


def recall(feed: Feed) -> Memory:
    """What is remembered of the feed's last document; two queries.

    Only items whose entries still say the same: one that failed for a fault, was taken back or was deleted is read
    again.
    """
    row = LastDocument.objects.filter(feed=feed).values_list("context", "items").first()
    if row is None:
        return Memory()
    items = unpacked(bytes(row[1]))
    entries = Entry.objects.filter(feed=feed, identity__in=[item.identity for item in items])
    hashes = dict(entries.values_list("identity", "content_hash"))
    return Memory(
        bytes(row[0]),
        {item.digest: item for item in items if hashes.get(item.identity) == item.content_hash},
    )


def remember(feed: Feed, parsed: ParsedFeed, before: Memory) -> None:
    """Keeps what the document held, after all of its entries were stored; nothing where it must not be relied on."""
    items = items_of(parsed) if parsed.context else ()
    if not items or (
        parsed.context == before.context and {item.digest for item in items} == set(before.items)
    ):
        return
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"feed": feed.pk, "context": parsed.context, "items": packed(items)})
