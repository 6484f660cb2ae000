"""The pages of places that a query asks for: its own best answers, found without the database."""

from articles.catalogue.places import Province, load_provinces
from articles.evidence.places import provinces_asked
from articles.pages.provinces import NamedProvince
from articles.search.query import Query

# A longer query asks for more than a place.
WORDS_AT_MOST, CHARACTERS_AT_MOST = 6, 40
PLACES_AT_MOST = 2


def places_asked(query: Query, *, edition: str) -> list[NamedProvince]:
    """The provinces that a short query names, former ones with the present one; none where it names many."""
    text = " ".join((*query.words, *query.phrases))
    if len(text.split()) > WORDS_AT_MOST or len(text) > CHARACTERS_AT_MOST or query.excluded:
        return []
    named = [load_provinces()[slug] for slug in sorted(provinces_asked(text, query.language or edition))]
    found: dict[int, list[Province]] = {}
    for one in named:
        found.setdefault(one.number, []).append(one)
    if len(found) > PLACES_AT_MOST:
        return []
    return [
        NamedProvince(
            load_provinces()[provinces[0].present],
            () if any(one.tile for one in provinces) else tuple(provinces),
        )
        for provinces in found.values()
    ]
