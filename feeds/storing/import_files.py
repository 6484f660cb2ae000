"""Storing the articles that lie in files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from articles.clock import database_now
from articles.incoming import AgencyFacts
from articles.models import Article
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
from feeds.storing.tombstones import cancel_item


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one article of a file: "created", "revised", "unchanged", or "failed" with its error; of the agency's
    item of the title: "canceled", or "remembered" where nothing of it is stored yet. `remark` is a sentence about it."""

    input: str
    outcome: str
    title: str = ""
    error: str = ""
    remark: str = ""


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
        return _canceled(found, now)
    try:
        incoming = normalise(found, knowledge=known, now=now)
    except FeedError as error:
        return Imported(found.input, "failed", error=error.message)
    stored = store_article(incoming=incoming, rule=rule, now=now)
    article = stored.article
    return Imported(
        found.input, stored.outcome.value, title=article.title, remark=_remark(article, incoming.agency)
    )


def _canceled(found: Canceled, now: datetime) -> Imported:
    canceling = cancel_item(found.stone, now=now)
    title = f"{found.stone.identity} ({found.versions})"
    if canceling.changed:
        return Imported(found.input, "canceled", title=title)
    if canceling.known:
        remark = "Nothing changed: it was canceled before, or a later version is stored."
        return Imported(found.input, "unchanged", title=title, remark=remark)
    remark = "Nothing of it is stored; what comes of it later with such a version is taken back at once."
    return Imported(found.input, "remembered", title=title, remark=remark)


def _remark(article: Article, facts: AgencyFacts | None) -> str:
    """What readers see of an article whose agency has canceled it; nothing of other articles."""
    if facts is None or article.taken_back_at is None:
        return ""
    if article.state == Article.State.WITHDRAWN:
        return "Its agency has canceled it: it is stored and withdrawn."
    why = (
        "as an editor chose it"
        if article.state_by_hand
        else "as its source does not say “withdraw what it takes back”"
    )
    return f"Its agency has canceled it: it is stored and marked; its state is “{article.get_state_display()}”, {why}."
