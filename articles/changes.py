"""What readers see of the changes of an article: when its text gave way to another, and what differs.

A revision is what an article was before its publisher, an editor or a better reading changed it. Where the source
allows only an excerpt, nothing but title and lead is compared.
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
    """One moment at which a reader would have seen the article change."""

    when: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    article: Article
    edits: list[Edit]
    updated_at: datetime | None


def changes_page(*, article: Article) -> ChangesPage:
    """Every change of an article, the latest first. One query."""
    wordings = list(_wordings(article))
    edits = [
        Edit(when, found)
        for (_newer_since, newer), (when, older) in pairwise(wordings)
        if when and (found := changes_between(older, newer))
    ]
    return ChangesPage(article, edits, updated_at(article, edits[0].when if edits else None))


def last_change(article: Article) -> datetime | None:
    """When the words of an article last changed here; None where they never did. One query."""
    return next(
        (
            when
            for (_since, newer), (when, older) in pairwise(_wordings(article))
            if is_reworded(older, newer)
        ),
        None,
    )


def updated_at(article: Article, changed_at: datetime | None) -> datetime | None:
    """The time that a page calls its update: the publisher's word, else when the words changed here."""
    stated = article.updated_at if article.updated_at != article.published_at else None
    return stated or changed_at


def _wordings(article: Article) -> Iterator[tuple[datetime | None, Wording]]:
    """The wordings of an article, the present one first, each with the time at which a newer one took its place."""
    revisions = Revision.objects.filter(article=article).order_by("-replaced_at", "-pk")[:REVISIONS_SHOWN]
    yield None, _wording(article, is_excerpt=article.shows_excerpt_only)
    for revision in revisions:
        yield revision.replaced_at, _wording(revision, is_excerpt=article.shows_excerpt_only)


def _wording(version: Article | Revision, *, is_excerpt: bool) -> Wording:
    if is_excerpt:
        return Wording(version.title, version.lead, ())
    paragraphs = version.text.splitlines() or [passage.text for passage in passages_of(version.html)]
    return Wording(version.title, version.lead, tuple(paragraphs))
