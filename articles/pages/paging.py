"""Keyset pagination: a page starts after a known article, so deep pages cost no more than the first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from django.utils.http import urlencode

from articles.pages.places import Place, Places, Statement
from articles.pages.values import Card


@dataclass(frozen=True, slots=True)
class PagePlaces:
    """The places on a page of a list, and the query strings of its neighbours (None at the ends).

    `beside` are places that stand beside the first page.
    """

    places: list[Place]
    older: str | None
    newer: str | None
    beside: list[Place]

    @classmethod
    def of(
        cls,
        places: Places,
        *,
        size: int,
        before: str | None,
        after: str | None,
        keep: dict[str, str],
        beside: Statement | None = None,
    ) -> Self:
        """Those of the page of `size` articles older than the place `before`, or newer than `after`; one query.

        `keep` are the other query parameters, which links to the neighbours keep; `beside` reads what stands beside
        the first page.
        """
        older_than, newer_than = Place.read(before), Place.read(after)
        further = [beside] if beside and older_than is None and newer_than is None else []
        if newer_than:
            (rows,) = places.nearest(size + 1, newer_than=newer_than).read()
            has_newer, has_older = len(rows) > size, True
            rows, others = rows[-size:], []
        else:
            rows, *others = places.newest(size + 1, older_than=older_than).read(*further)
            has_newer, has_older = older_than is not None, len(rows) > size
            rows = rows[:size]
        return cls(
            places=rows,
            older=_link(keep, "before", rows[-1]) if rows and has_older else None,
            newer=_link(keep, "after", rows[0]) if rows and has_newer else None,
            beside=others[0] if others else [],
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its articles, and the query strings of its neighbours (None at the ends)."""

    articles: list[Card]
    older: str | None
    newer: str | None

    def __bool__(self) -> bool:
        return bool(self.articles)

    def __iter__(self) -> Iterator[Card]:
        return iter(self.articles)

    @classmethod
    def of(cls, found: PagePlaces, cards: Mapping[int, Card]) -> Self:
        """The page with its articles taken from `cards`, where one that was withdrawn meanwhile is missing."""
        articles = [cards[place.pk] for place in found.places if place.pk in cards]
        return cls(articles, found.older, found.newer)


def _link(keep: dict[str, str], name: str, place: Place) -> str:
    return "?" + urlencode({**keep, name: str(place)})
