"""Storing the digests of a feed's last document, so that the next one is read only where it differs."""

from collections.abc import Iterable, Sequence

from django.db import connection

from feeds.formats.document import ParsedFeed
from feeds.formats.known_items import KnownDocument, items_of, packed, unpacked
from feeds.models import Entry, Feed, LastDocument

# A feed that was deleted meanwhile is skipped.
_UPSERT = """
    INSERT INTO feeds_lastdocument (feed_id, context, items)
    SELECT feed.id, new.context, new.items
    FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS new (id, context, items)
    JOIN feeds_feed AS feed ON feed.id = new.id
    ON CONFLICT (feed_id) DO UPDATE SET context = excluded.context, items = excluded.items
"""


def load_known(feeds: Sequence[Feed]) -> dict[int, KnownDocument]:
    """The known items of these feeds' last documents, by the feed's id; two queries.

    An item counts as known only while its entry has the same content hash: one whose entry failed for an error of ours
    or was deleted is read again.
    """
    rows = LastDocument.objects.filter(feed__in=feeds).values_list("feed_id", "context", "items")
    kept = {feed: (bytes(context), unpacked(bytes(items))) for feed, context, items in rows}
    identities = {item.identity for _context, items in kept.values() for item in items}
    entries = (
        Entry.objects.filter(feed__in=kept, identity__in=identities) if identities else Entry.objects.none()
    )
    unchanged = set(entries.values_list("feed_id", "identity", "content_hash"))
    return {
        feed: KnownDocument(
            context,
            {item.digest: item for item in items if (feed, item.identity, item.content_hash) in unchanged},
        )
        for feed, (context, items) in kept.items()
    }


def save_known(read: Iterable[tuple[Feed, ParsedFeed, KnownDocument]]) -> None:
    """Stores the items of each document once all of its entries are stored; one statement.

    Each document comes with what was known before. It is skipped where nothing changed, and where the parser gave no
    context, as its items cannot be told apart by their own XML then.
    """
    rows = [
        (feed.pk, parsed.context, packed(items))
        for feed, parsed, before in read
        if (items := items_of(parsed) if parsed.context else ())
        and (parsed.context != before.context or {item.digest for item in items} != set(before.items))
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT, [list(column) for column in zip(*rows, strict=True)])
