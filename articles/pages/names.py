"""The names that nearly every page shows, kept in the process for a minute: categories, topics, codes of documents,
sources; and in which languages each category has articles.

Who changes one in this process sees it at once; the other processes of the site follow within `SECONDS`, or as soon as
they are told that a table has changed (`forget_of`).
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save

from articles.dependence import Statement, inherit, recorded
from articles.kept.counts import filled_lists
from articles.languages import SITE_LANGUAGES
from articles.models import Category, CategoryName, DocumentTerm, ListCount, Source, Topic, TopicName
from articles.models.document import TermNames
from articles.pages.values import Heading, Publisher

SECONDS = 60
# Sources come with every site that is carried again; of more than this many, those asked for are read again.
MOST_SOURCES = 5_000

Value = TypeVar("Value")

# How often each kept value had been forgotten when a block of `as_of_now` began.
_forgotten: ContextVar[dict[int, int] | None] = ContextVar("articles_names_forgotten", default=None)


@dataclass(slots=True)
class Kept(Generic[Value]):
    """A value that is read again when it is older than `SECONDS`; a page that uses it depends on what it was read from."""

    read: Callable[[], Value]
    value: Value | None = None
    read_at: float = 0.0
    statements: tuple[Statement, ...] = ()
    forgotten: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self) -> Value:
        with self.lock:
            value, statements, forgotten = self.value, self.statements, self._forgotten_before()
            is_old = value is None or monotonic() - self.read_at > SECONDS
        if not is_old and value is not None:
            inherit(statements)
            return value
        with recorded() as reading:
            value = self.read()
        with self.lock:
            # What was read before it was forgotten may be what was there before a change.
            if forgotten == self.forgotten:
                self.value, self.read_at, self.statements = value, monotonic(), tuple(reading.statements)
        return value

    def is_as_new(self) -> bool:
        """Whether what is read now may be kept: not if it may be older than what this process was told."""
        return self.forgotten == self._forgotten_before()

    def _forgotten_before(self) -> int:
        marked = _forgotten.get()
        return self.forgotten if marked is None else marked.get(id(self), self.forgotten)

    def forget(self) -> None:
        with self.lock:
            self.value, self.statements = None, ()
            self.forgotten += 1


@dataclass(frozen=True, slots=True)
class Headings:
    """All categories or all topics by their ids, in the order of lists; `digest` changes with any of their names."""

    by_pk: dict[int, Heading]
    digest: str

    def of(self, ids: Collection[int]) -> list[Heading]:
        """Those with these ids, in the order of lists."""
        return [heading for pk, heading in self.by_pk.items() if pk in ids]


def _headings(things: str, names: str, key: str, *, is_topic: bool) -> Headings:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, t.slug, n.language, n.name, n.description FROM {things} t"  # noqa: S608  # own names
            f" LEFT JOIN {names} n ON n.{key} = t.id ORDER BY t.position, t.slug, t.id, n.language"
        )
        rows = cursor.fetchall()
    found: dict[int, tuple[str, dict[str, tuple[str, str]]]] = {}
    for pk, slug, language, name, description in rows:
        of_one = found.setdefault(pk, (slug, {}))[1]
        if language is not None:
            of_one[language] = (name, description)
    by_pk = {pk: Heading(pk, slug, is_topic, of_one) for pk, (slug, of_one) in found.items()}
    return Headings(by_pk, hashlib.sha256(repr(rows).encode()).hexdigest())


def _terms() -> TermNames:
    names: TermNames = {}
    for part, code, language, name in DocumentTerm.objects.values_list("part", "code", "language", "name"):
        names.setdefault((part, code), {})[language] = name
    return names


_categories = Kept(
    lambda: _headings("articles_category", "articles_categoryname", "category_id", is_topic=False)
)
_topics = Kept(lambda: _headings("articles_topic", "articles_topicname", "topic_id", is_topic=True))
_filled = {
    code: Kept(partial(filled_lists, ListCount.Kind.CATEGORY, language=code)) for code in SITE_LANGUAGES
}
_document_terms = Kept(_terms)
# Each with the statement by which it was read.
_sources: Kept[dict[int, tuple[Publisher, tuple[Statement, ...]]]] = Kept(dict)

categories = _categories.get
topics = _topics.get
document_terms = _document_terms.get


def sections(edition: str) -> list[Heading]:
    """The categories that hold articles in this language, in the order of lists; one query for those not kept."""
    return categories().of(_filled[edition].get())


def sections_digest(edition: str) -> str:
    """What changes with `sections` and their names."""
    return f"{categories().digest} {[one.pk for one in sections(edition)]}"


SOURCE_COLUMNS = (
    "pk",
    "slug",
    "name",
    "language",
    "kind",
    "publisher",
    "homepage",
    "rights",
    "pictures_allowed",
    "canonical",
)


def sources(ids: Iterable[int | None]) -> dict[int, Publisher]:
    """The sources with these ids, in their order; one query for all that are not kept."""
    kept = _sources.get()
    wanted = {pk for pk in ids if pk is not None}
    found = {pk: kept[pk] for pk in sorted(wanted & kept.keys())}
    inherit(statement for _publisher, statements in found.values() for statement in statements)
    if missing := wanted - found.keys():
        with recorded() as reading:
            rows = list(Source.objects.filter(pk__in=missing).values_list(*SOURCE_COLUMNS))
        statements = tuple(reading.statements)
        read = {row[0]: (Publisher(*row), statements) for row in rows}
        if len(kept) + len(read) > MOST_SOURCES:
            _sources.forget()
        elif _sources.is_as_new():
            # Into the dictionary that was there before they were read: one that was forgotten meanwhile is nobody's.
            kept.update(read)
        found |= read
    return {pk: found[pk][0] for pk in sorted(found)}


_EVERY: tuple[tuple[Kept[Any], frozenset[str]], ...] = (
    (_categories, frozenset({"articles_category", "articles_categoryname"})),
    (_topics, frozenset({"articles_topic", "articles_topicname"})),
    (_document_terms, frozenset({"articles_documentterm"})),
    (_sources, frozenset({"articles_source"})),
    *((filled, frozenset({"articles_listcount"})) for filled in _filled.values()),
)


@contextmanager
def as_of_now() -> Iterator[None]:
    """What is read in the block may be as old as its beginning: a value that was forgotten meanwhile is not kept by it."""
    token = _forgotten.set({id(kept): kept.forgotten for kept, _tables in _EVERY})
    try:
        yield
    finally:
        _forgotten.reset(token)


def forget() -> None:
    """Have this process read all names again."""
    for kept, _tables in _EVERY:
        kept.forget()


def forget_of(tables: Collection[str]) -> None:
    """Have this process read the names again that come from any of these tables."""
    for kept, read_from in _EVERY:
        if not read_from.isdisjoint(tables):
            kept.forget()


def _changed(**_event: Any) -> None:
    forget()
    # Another thread may have read the old names again before this change was committed.
    transaction.on_commit(forget)


def watch() -> None:
    """Forget the names in this process when one is saved or deleted here."""
    for model in (Category, CategoryName, Topic, TopicName, DocumentTerm, Source):
        for event in (post_save, post_delete):
            event.connect(_changed, sender=model, dispatch_uid=f"articles.pages.names:{model.__name__}")
