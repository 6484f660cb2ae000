"""What readers see of the changes of an article: when its text gave way to another, and what differs.

A revision is what an article was before its publisher, an editor or a better reading changed it. A better reading is
told among the changes, but it is no update of the article. Where the source allows only an excerpt, nothing but title
and lead is compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from articles.grouping.changes import Change, Wording, changes_between, is_reworded
from articles.grouping.passages import passages_of
from articles.models import Article, Revision

# Of an article that changes every hour the latest changes are shown; it bounds the work of a page.
REVISIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Edit:
    """One moment at which a reader would have seen the article change; `is_update`: by other hands than our rules'."""

    when: datetime
    changes: tuple[Change, ...]
    is_update: bool


@dataclass(frozen=True, slots=True)
class _Version:
    """One wording of an article; `until` is when a newer one took its place, None of the present one."""

    wording: Wording
    until: datetime | None = None
    is_update: bool = False


@dataclass(frozen=True, slots=True)
class ChangesPage:
    article: Article
    edits: list[Edit]
    updated_at: datetime | None


def changes_page(*, article: Article) -> ChangesPage:
    """Every change of an article, the latest first. One query."""
    edits = [
        Edit(older.until, found, older.is_update)
        for newer, older in pairwise(_versions(article))
        if older.until and (found := changes_between(older.wording, newer.wording))
    ]
    changed_at = next((edit.when for edit in edits if edit.is_update), None)
    return ChangesPage(article, edits, updated_at(article, changed_at))


def last_change(article: Article) -> datetime | None:
    """When the words of an article were last changed by its publisher or an editor; None where they never were. One
    query."""
    return next(
        (
            older.until
            for newer, older in pairwise(_versions(article))
            if older.is_update and is_reworded(older.wording, newer.wording)
        ),
        None,
    )


def updated_at(article: Article, changed_at: datetime | None) -> datetime | None:
    """The time that a page calls its update: the publisher's word, else when the words changed here."""
    stated = article.updated_at if article.updated_at != article.published_at else None
    return stated or changed_at


def _versions(article: Article) -> Iterator[_Version]:
    """The wordings of an article, the present one first."""
    revisions = Revision.objects.filter(article=article).order_by("-replaced_at", "-pk")[:REVISIONS_SHOWN]
    yield _Version(_wording(article, is_excerpt=article.shows_excerpt_only))
    for revision in revisions:
        yield _Version(
            _wording(revision, is_excerpt=article.shows_excerpt_only),
            until=revision.replaced_at,
            is_update=revision.cause != Revision.Cause.READING,
        )


def _wording(version: Article | Revision, *, is_excerpt: bool) -> Wording:
    if is_excerpt:
        return Wording(version.title, version.lead, ())
    paragraphs = version.text.splitlines() or [passage.text for passage in passages_of(version.html)]
    return Wording(version.title, version.lead, tuple(paragraphs))
