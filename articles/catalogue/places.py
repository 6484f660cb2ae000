"""The provinces of Vietnam, present and former, the former districts, and communes of both times (`provinces.toml`,
`districts.tsv`, `communes.tsv`).
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from articles.addresses import place_address
from articles.catalogue import FOLDER


@dataclass(frozen=True, slots=True)
class Province:
    """A province, present or former. `present` is the slug of the present one that its land belongs to, `number` the
    official number of that one.

    `chinese` are its names in Han characters, simplified before traditional; those in `common` are other words as well.
    `also` are further names in Latin letters. `tile` is its place (column, row) on the tile map, and `former` are the
    provinces that it took in: former ones have neither.
    """

    slug: str
    name: str
    present: str
    number: int
    chinese: tuple[str, ...]
    common: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    tile: tuple[int, int] | None = None
    former: tuple[str, ...] = ()

    def name_in(self, language: str) -> str:
        """The name in Han characters where Chinese is read, else the Vietnamese name, as no other is documented."""
        if language == "zh-hant":
            return self.chinese[1 if len(self.chinese) > 1 else 0]
        return self.chinese[0] if language == "zh-hans" else self.name

    def get_absolute_url(self, edition: str) -> str:
        """The path of its page; of a former province that of the present one."""
        return place_address(edition, self.present)

    def language_of_name(self, language: str) -> str:
        """The language of the name that `name_in(language)` returns."""
        return language if language in ("zh-hans", "zh-hant") else "vi"


@cache
def load_provinces() -> Mapping[str, Province]:
    """All provinces by slug, the present ones first."""
    data = tomllib.loads((FOLDER / "provinces.toml").read_text(encoding="utf-8"))["province"]
    present = [
        Province(
            slug=_slug(row["name"]),
            name=row["name"],
            present=_slug(row["name"]),
            number=row["number"],
            chinese=tuple(row["zh"]),
            common=frozenset(row.get("zh_common", ())),
            also=tuple(row.get("also", ())),
            tile=tuple(row["tile"]),
            former=tuple(_slug(gone["name"]) for gone in row.get("former", ())),
        )
        for row in data
    ]
    former = [
        Province(
            slug=_slug(gone["name"]),
            name=gone["name"],
            present=_slug(row["name"]),
            number=row["number"],
            chinese=tuple(gone["zh"]),
            common=frozenset(gone.get("zh_common", ())),
        )
        for row in data
        for gone in row.get("former", ())
    ]
    return {province.slug: province for province in (*present, *former)}


@cache
def provinces_by_number() -> Mapping[int, Province]:
    """The present provinces by their official number."""
    return {one.number: one for one in load_provinces().values() if one.tile}


@cache
def load_districts() -> Mapping[str, str]:
    """The former districts whose name is of one province alone: name without marks → slug of the present province."""
    provinces = load_provinces()
    found: dict[str, set[str]] = {}
    for line in (FOLDER / "districts.tsv").read_text(encoding="utf-8").splitlines():
        name, _tab, listed = line.partition("\t")
        found.setdefault(_slug(name), set()).update(
            provinces[_slug(one)].present for one in listed.split(", ")
        )
    names = {slug.replace("-", " "): homes for slug, homes in found.items() if slug not in provinces}
    return {name: next(iter(homes)) for name, homes in names.items() if len(homes) == 1}


@cache
def load_communes() -> Mapping[str, str]:
    """The communes and wards, present and former, whose name is of one province alone: name without marks → slug of the
    present province.
    """
    lines = (FOLDER / "communes.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines)
    return {_slug(name).replace("-", " "): _slug(province) for name, _tab, province in rows}


def _slug(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return re.sub("[^a-z0-9]+", "-", "".join(one for one in letters if not unicodedata.combining(one)))
