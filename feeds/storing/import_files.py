"""Storing the articles that lie in files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from articles.clock import database_now
from articles.services.store import Rule, store_article
from feeds import knowledge
from feeds.errors import FeedError
from feeds.normalise.article import normalise
from feeds.reading.inputs import (
    Canceled,
    Companion,
    Found,
    Unreadable,
    companions_among,
    files_below,
    read_file,
)
from feeds.storing.tombstones import cancel_items


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one article of a file: "created", "revised", "unchanged", "canceled" (the agency's item of the
    title), or "failed" with its error."""

    input: str
    outcome: str
    title: str = ""
    error: str = ""


def import_files(paths: Iterable[Path], *, rule: Rule) -> Iterator[Imported]:
    """Stores every article below `paths`, one transaction each; one that fails stops no other."""
    known = knowledge.from_database()
    files = list(files_below(list(paths)))
    companions = companions_among(files)
    for file in files:
        for found in read_file(file, companions=companions):
            yield _stored(found, known, rule)


def _stored(found: Found, known: knowledge.Knowledge, rule: Rule) -> Imported:
    if isinstance(found, Unreadable):
        return Imported(found.input, "failed", error=found.error)
    if isinstance(found, Companion):
        return Imported(found.input, "unchanged", title=found.sentence)
    now = database_now()
    if isinstance(found, Canceled):
        number = cancel_items([found.stone], now=now)
        return Imported(found.input, "canceled" if number else "unchanged", title=found.stone.identity)
    try:
        incoming = normalise(found, knowledge=known, now=now)
    except FeedError as error:
        return Imported(found.input, "failed", error=error.message)
    stored = store_article(incoming=incoming, rule=rule, now=now)
    return Imported(found.input, stored.outcome.value, title=stored.article.title)
