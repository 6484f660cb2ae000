"""What a feed says of its own completeness and of entries that were taken back: RFC 5005 and RFC 6721."""

import html
import re
from dataclasses import dataclass

from feeds.formats.document import Tombstone
from feeds.normalise.dates.timestamps import certain_time
from feeds.normalise.plain_title import plain_title

_TOMBSTONES = "purl.org/atompub/tombstones"
_HISTORY = "purl.org/syndication/history"
_DELETED = re.compile(
    r"<((?:[\w.-]+:)?deleted-entry)\b([^<>]*?)(?:/>|>(.*?)(?:</\1\s{0,20}>|\Z))", re.DOTALL | re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_BY = re.compile(r"<(?:[\w.-]+:)?name(?=[\s>])[^<>]*>(.*?)<(?!!)", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(
    r"<(?:[\w.-]+:)?comment(?=[\s>])[^<>]*>(.*?)(?:</(?:[\w.-]+:)?comment\s{0,20}>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_MARK = re.compile(r"<(?:[\w.-]+:)?(complete|archive)(?=[\s/>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HistoryMarks:
    """`is_complete`: the document holds all entries of the feed. `is_archive`: it will not change any more."""

    is_complete: bool = False
    is_archive: bool = False


def tombstones(text: str) -> tuple[Tombstone, ...]:
    """The entries that a feed declares as deleted (`at:deleted-entry`), each once; without a `ref` there is none."""
    if _TOMBSTONES not in text:
        return ()
    found: dict[str, Tombstone] = {}
    for match in _DELETED.finditer(text):
        values = {name: html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(match[2])}
        identity, when = values.get("ref", "").strip(), values.get("when", "").strip()
        if identity:
            by, comment = _words(_BY, match[3] or ""), _words(_COMMENT, match[3] or "")
            found.setdefault(identity, Tombstone(identity, certain_time(when), when, by, comment))
    return tuple(found.values())


def _words(pattern: re.Pattern[str], inside: str) -> str:
    found = pattern.search(inside)
    return plain_title(found[1].replace("<![CDATA[", "").replace("]]>", "")) if found else ""


def without_tombstones(text: str) -> str:
    """The feed without its deleted entries, whose authors feedparser would take for the feed's."""
    return _DELETED.sub("", text) if _TOMBSTONES in text else text


def history_marks(around: str) -> HistoryMarks:
    """The marks in what stands around a feed's entries."""
    if _HISTORY not in around:
        return HistoryMarks()
    marks = {mark.lower() for mark in _MARK.findall(around)}
    return HistoryMarks("complete" in marks, "archive" in marks)
