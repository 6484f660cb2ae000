"""The pages that a query asks for by name, above its results: topics, terms of the glossary, documents, sources, authors and
places.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import connection

from articles.catalogue.glossary import GlossaryEntry, load_glossary
from articles.catalogue.places import Province, load_provinces
from articles.evidence.places import provinces_asked
from articles.grouping.folding import fold_case
from articles.models import Author, Document, Source
from articles.pages import names
from articles.pages.provinces import NamedProvince
from articles.pages.values import Heading
from articles.search.concepts import Concept, meaning_of
from articles.search.plan import words_to_stem
from articles.search.query import Query
from articles.search.stems import stems_of

# A longer query asks for more than a name.
WORDS_AT_MOST, CHARACTERS_AT_MOST = 6, 40
# More of one kind answer nothing.
PLACES_AT_MOST, OTHERS_AT_MOST = 2, 3


@dataclass(frozen=True, slots=True)
class BestBets:
    """The pages that a query names; empty for most queries."""

    topics: list[Heading] = field(default_factory=list)
    terms: list[GlossaryEntry] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    places: list[NamedProvince] = field(default_factory=list)

    @property
    def has_links(self) -> bool:
        return bool(self.topics or self.documents or self.sources or self.authors or self.places)


def best_bets(query: Query, *, edition: str) -> BestBets:
    """The pages that a short query names, for readers of `edition`."""
    text = " ".join((*query.words, *query.phrases))
    if query.excluded or len(text.split()) > WORDS_AT_MOST or len(text) > CHARACTERS_AT_MOST:
        return BestBets()
    concepts = _concepts(text, query, edition) if text else ()
    sources, authors = _publishers(text)
    return BestBets(
        topics=list(_topics(text, concepts)),
        terms=list(_terms(concepts, edition)),
        documents=_documents(query, concepts),
        sources=sources,
        authors=authors,
        places=_places(text, query.language or edition),
    )


def _concepts(text: str, query: Query, edition: str) -> tuple[Concept, ...]:
    asked = Query(text=text, words=tuple(text.split()), language=query.language)
    return meaning_of(asked, edition, stems_of(words_to_stem(asked))).concepts


def _topics(text: str, concepts: Iterable[Concept]) -> Iterable[Heading]:
    """The topics of the terms, and those that are called like the whole query in any language."""
    slugs, folded, headings = {one.topic for one in concepts}, fold_case(text), names.topics()
    called = _called(headings).get(folded, frozenset()) if folded else frozenset()
    return (topic for topic in headings.by_pk.values() if topic.slug in slugs or topic.pk in called)


@dataclass(slots=True)
class _Called:
    """The topics by their folded names, as long as these topics are the ones that are kept."""

    headings: names.Headings | None = None
    by_name: Mapping[str, frozenset[int]] = field(default_factory=dict)


_last = _Called()


def _called(headings: names.Headings) -> Mapping[str, frozenset[int]]:
    """The ids of the topics that have a name, in any language, by the folded name."""
    global _last  # one assignment, so that threads see names and topics of one time
    last = _last
    if last.headings is not headings:
        found: dict[str, set[int]] = defaultdict(set)
        for topic in headings.by_pk.values():
            for name, _said in topic.names.values():
                found[fold_case(name)].add(topic.pk)
        last = _last = _Called(headings, {name: frozenset(pks) for name, pks in found.items()})
    return last.by_name


def _terms(concepts: Iterable[Concept], edition: str) -> Iterator[GlossaryEntry]:
    wanted = {one.slug for one in concepts if one.is_explained}
    return (entry for entry in load_glossary(edition).entries if entry.slug in wanted)


def _documents(query: Query, concepts: Iterable[Concept]) -> list[Document]:
    numbers = {*query.documents, *(one.document for one in concepts if one.document)}
    return list(Document.objects.filter(number__in=numbers)[:OTHERS_AT_MOST]) if numbers else []


# Most queries name none of them: their numbers alone are asked for, in one statement.
_PUBLISHERS = """
    SELECT 'source', id FROM articles_source
    WHERE upper(slug) = upper(%(text)s) OR upper(unaccent(name)) = upper(unaccent(%(text)s))
      OR id IN (SELECT source_id FROM articles_sourcedomain WHERE host = %(host)s)
    UNION ALL
    SELECT 'author', id FROM articles_author WHERE upper(name) = upper(%(text)s)
"""


def _publishers(text: str) -> tuple[list[Source], list[Author]]:
    """The sources that have this name or address, and the authors of this name."""
    if not text:
        return [], []
    host = text.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").strip("/")
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHERS, {"text": text, "host": host})
        found = cursor.fetchall()
    sources = [pk for kind, pk in found if kind == "source"]
    authors = [pk for kind, pk in found if kind == "author"]
    return (
        list(Source.objects.filter(pk__in=sources).order_by("name")[:OTHERS_AT_MOST]),
        list(Author.objects.filter(pk__in=authors).select_related("source")[:OTHERS_AT_MOST]),
    )


def _places(text: str, language: str) -> list[NamedProvince]:
    """The provinces that are named, former ones with the present one; none where many are."""
    named = [load_provinces()[slug] for slug in sorted(provinces_asked(text, language))]
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
