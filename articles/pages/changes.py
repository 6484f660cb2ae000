"""The changes page: when the text of an article was replaced, and what differs.

A revision is the former text, before the publisher, an editor or an improved rule replaced it. A change by a
rule is listed, but is no update of the article. If the source allows only an excerpt, only title and lead are
compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from articles.grouping.changes import Change, Wording, changes_between, is_reworded
from articles.grouping.passages import passages_of
from articles.models import Article, Revision
from articles.models.article import ZONE
from articles.pages.values import ShownArticle

# Only the latest changes of an article are shown; bounds the work of a page.
REVISIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Edit:
    """One change that a reader could see. `is_update`: by the publisher or an editor, not by a rule. `reason` is what
    editors say of it."""

    when: datetime
    changes: tuple[Change, ...]
    is_update: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of an article; `until` is when it was replaced, None for the present one."""

    wording: Wording
    until: datetime | None = None
    is_update: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChangesPage:
    article: Article
    edits: list[Edit]
    updated_at: datetime | None


def changes_page(*, article: Article) -> ChangesPage:
    """All changes of an article, latest first. One query."""
    edits = [
        Edit(older.until, found, older.is_update, older.reason)
        for newer, older in pairwise(_versions(article))
        if older.until and (found := changes_between(older.wording, newer.wording))
    ]
    changed_at = next((edit.when for edit in edits if edit.is_update), None)
    return ChangesPage(article, edits, updated_at(article, changed_at))


@dataclass(frozen=True, slots=True)
class Stated:
    """The present words of an article, as its revisions hold the former ones."""

    pk: int
    title: str
    lead: str
    text: str
    html: str
    shows_excerpt_only: bool


def last_change(article: Article | Stated) -> datetime | None:
    """When publisher or editor last changed the article's words; None if never. One query."""
    return next(
        (
            older.until
            for newer, older in pairwise(_versions(article))
            if older.is_update and is_reworded(older.wording, newer.wording)
        ),
        None,
    )


def updated_at(article: Article | ShownArticle, changed_at: datetime | None) -> datetime | None:
    """The update time shown on a page: the publisher's, else when the words changed here. A day without an hour is
    no update of what was published on that day."""
    stated = article.updated_at if article.updated_at != article.published_at else None
    if stated and article.published_at and (article.updated_day_only or article.published_day_only):
        same_day = stated.astimezone(ZONE).date() == article.published_day
        stated = None if same_day else stated
    return stated or changed_at


def _versions(article: Article | Stated) -> Iterator[_Version]:
    """The versions of an article, the present one first."""
    revisions = Revision.objects.filter(article_id=article.pk).order_by("-replaced_at", "-pk")[
        :REVISIONS_SHOWN
    ]
    yield _Version(_wording(article, is_excerpt=article.shows_excerpt_only))
    for revision in revisions:
        yield _Version(
            _wording(revision, is_excerpt=article.shows_excerpt_only),
            until=revision.replaced_at,
            is_update=revision.cause != Revision.Cause.READING,
            reason=revision.reason,
        )


def _wording(version: Article | Stated | Revision, *, is_excerpt: bool) -> Wording:
    if is_excerpt:
        return Wording(version.title, version.lead, ())
    paragraphs = version.text.splitlines() or [passage.text for passage in passages_of(version.html)]
    return Wording(version.title, version.lead, tuple(paragraphs))
