"""Keyset pagination: a page starts after a known article, however deep it is, and costs the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from django.utils.http import urlencode

from articles.models import Article
from articles.models.article import ArticleQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two articles of a list ordered by time and id, as it stands in an address."""

    moment: datetime
    pk: int

    @classmethod
    def of(cls, article: Article) -> "Cursor":
        return cls(article.ordered_at, article.pk)

    @classmethod
    def read(cls, text: str | None) -> "Cursor | None":
        """The cursor written as `text`; None when it is missing or not one (the list then starts at its top)."""
        parts = (text or "").split("-")
        if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
            return None
        try:
            moment = EPOCH + timedelta(microseconds=int(parts[0]))
        except OverflowError:
            return None
        return cls(moment, int(parts[1]))

    def __str__(self) -> str:
        return f"{(self.moment - EPOCH) // timedelta(microseconds=1)}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its articles, and the query strings of its neighbours (None at either end)."""

    articles: list[Article]
    older: str | None
    newer: str | None
    is_first: bool

    def __bool__(self) -> bool:
        return bool(self.articles)

    def __iter__(self) -> Iterator[Article]:
        return iter(self.articles)

    @classmethod
    def of(
        cls,
        articles: ArticleQuerySet,
        *,
        size: int,
        before: str | None,
        after: str | None,
        keep: dict[str, str],
    ) -> Self:
        """The page of `size` articles older than the cursor `before`, or newer than `after`; one query.

        `keep` are the other parameters of the address, which the links to the neighbours carry on.
        """
        older_than, newer_than = Cursor.read(before), Cursor.read(after)
        if newer_than:
            rows = list(
                articles.newer_than(newer_than.moment, newer_than.pk).order_by("ordered_at", "pk")[: size + 1]
            )
            has_newer, has_older = len(rows) > size, True
            rows = rows[:size][::-1]
        else:
            if older_than:
                articles = articles.older_than(older_than.moment, older_than.pk)
            rows = list(articles.newest_first()[: size + 1])
            has_newer, has_older = older_than is not None, len(rows) > size
            rows = rows[:size]
        return cls(
            articles=rows,
            older=_link(keep, "before", rows[-1]) if rows and has_older else None,
            newer=_link(keep, "after", rows[0]) if rows and has_newer else None,
            is_first=older_than is None and newer_than is None,
        )


def _link(keep: dict[str, str], name: str, article: Article) -> str:
    return "?" + urlencode({**keep, name: str(Cursor.of(article))})
