"""The overview of places, and the provinces that an article names."""

from collections.abc import Iterable
from dataclasses import dataclass

from articles.catalogue.places import Province, load_provinces, provinces_by_number
from articles.collation import collation
from articles.kept.counts import of_keys
from articles.models import ListCount
from articles.pages.tile_map import TileMap, tile_map


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    """A present province, those that it took in, and the number of articles in an edition that name any of them."""

    province: Province
    former: tuple[Province, ...]
    count: int


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """All provinces in the order of the edition's alphabet, and the same as a map."""

    rows: list[ProvinceRow]
    map: TileMap


@dataclass(frozen=True, slots=True)
class NamedProvince:
    """A province that an article names; `former` are those by whose names it does, none where it uses today's."""

    province: Province
    former: tuple[Province, ...]


def places_page(*, edition: str) -> PlacesPage:
    """All places with their numbers of articles in an edition. One query."""
    counts = of_keys(ListCount.Kind.PLACE, language=edition)
    order = collation(edition)
    provinces = sorted(provinces_by_number().values(), key=lambda one: order(one.name_in(edition)))
    rows = [ProvinceRow(one, former_of(one), counts.get(one.number, 0)) for one in provinces]
    return PlacesPage(rows, tile_map(provinces, counts, language=edition))


def former_of(province: Province) -> tuple[Province, ...]:
    """The provinces that a present one took in."""
    return tuple(load_provinces()[slug] for slug in province.former)


def named_provinces(stored: Iterable[tuple[int, str]]) -> list[NamedProvince]:
    """The provinces of an article from its rows (`articles.models.ArticlePlace`): number, and slugs of former ones."""
    known = provinces_by_number()
    return [
        NamedProvince(
            known[number],
            tuple(load_provinces()[slug] for slug in former.split() if slug in load_provinces()),
        )
        for number, former in stored
        if number in known
    ]
