"""A feed with its older documents: archives and further pages (RFC 5005), and JSON Feed's `next_url`. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from feeds.formats.document import ParsedEntry, ParsedFeed

_NAMES_ANOTHER = re.compile(
    rb"prev-archive|\brel\s*=\s*[\"'](?:[^\"'<>]{0,80}[/\s])?next(?:\s[^\"'<>]{0,80})?[\"']|\"next_url\"",
    re.IGNORECASE,
)


def may_name_older(body: bytes) -> bool:
    """Whether a document may name an older one; a cheap check before it is parsed."""
    return bool(_NAMES_ANOTHER.search(body))


def older_document(feed: ParsedFeed) -> str | None:
    """The address of the next older document: the archive before, else the next page; None where all is here."""
    return None if feed.is_complete else feed.previous_archive or feed.next_page


def with_older(newest: ParsedFeed, older: Sequence[ParsedFeed]) -> ParsedFeed:
    """The feed with the entries of its older documents, the newest document first; of one entry its newest form counts.

    Entries of older documents without a certain time are left out: they would stand among today's news.
    """
    entries = {entry.identity: entry for entry in newest.entries}
    undated = 0
    for entry in (entry for one in older for entry in one.entries):
        if entry.identity in entries:
            continue
        if _is_dated(entry):
            entries[entry.identity] = entry
        else:
            undated += 1
    stones = {stone.identity: stone for one in (*reversed(older), newest) for stone in one.tombstones}
    left_out = (f"{undated} older entries without a date were left out",) if undated else ()
    return replace(
        newest,
        entries=tuple(entries.values()),
        tombstones=tuple(stones.values()),
        problems=(*newest.problems, *left_out),
    )


def _is_dated(entry: ParsedEntry) -> bool:
    return (entry.published_parsed or entry.updated_parsed) is not None
