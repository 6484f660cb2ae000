"""Which provinces a text is about, as far as it names them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from articles.catalogue.places import load_provinces
from articles.evidence.kinds import Place

# A text that names more provinces than this lists them: it is about those of its headline and opening, or about none.
NAMED_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A present province by its official number, and the slugs of former ones by which a text names it; none where it
    uses today's name.
    """

    number: int
    former: tuple[str, ...] = ()


def named_places(found: Iterable[tuple[str, Place]]) -> tuple[NamedPlace, ...]:
    """The provinces of a text, by number, from the slugs of all provinces that it names and where each stands first."""
    provinces = [(load_provinces()[slug], place) for slug, place in found]
    if len({province.number for province, _place in provinces}) > NAMED_AT_MOST:
        provinces = [one for one in provinces if one[1] is not Place.BODY]
    slugs: dict[int, set[str]] = {}
    for province, _place in provinces:
        slugs.setdefault(province.number, set()).add(province.slug)
    present = {province.present for province, _place in provinces}
    return tuple(
        NamedPlace(number, () if named & present else tuple(sorted(named)))
        for number, named in sorted(slugs.items())
    )
