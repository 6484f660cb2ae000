"""Write the search vector of articles: title weighs A, lead B, text C; cited documents as one lexeme each.

The written words, their unmarked forms and the character pairs are set here (`articles.search.words`); the stems are
PostgreSQL's own, added in the same UPDATE under their language ("en:mobil"), so that a stem of one language never
meets a word of another.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef
from django.db.models.expressions import RawSQL

from articles.grouping.folding import unmarked
from articles.models import Article, Citation
from articles.search.languages import configuration_of, subtag
from articles.search.words import bigrams, cut, forms, plain, run_words, spaced_words

# PostgreSQL keeps word positions up to here; what follows could not be told from its neighbours.
LAST_POSITION = 16_383
# A vector may take 1 MB. This many characters make less than that in any script, in all forms together.
MOST_CHARACTERS = 60_000
ARTICLES_A_STATEMENT = 50

# A vector, its stems added under their language's prefix. The names stand for columns, or for values in that order.
_VECTOR = """({literal} || COALESCE((
        SELECT ' ' || string_agg(quote_literal({prefix} || lexeme) || ':' || (
            SELECT string_agg(place || CASE WHEN place <= {title_end} THEN 'A'
                                            WHEN place <= {lead_end} THEN 'B' ELSE 'C' END, ',')
            FROM unnest(positions) AS place), ' ')
        FROM unnest(to_tsvector({configuration}::regconfig, {words}))
    ), ''))::tsvector"""
_STEMMED = ("literal", "prefix", "title_end", "lead_end", "configuration", "words")
_AS_VALUES = _VECTOR.format(**dict.fromkeys(_STEMMED, "%s"))
_AS_COLUMNS = _VECTOR.format(**{name: f"new.{name}" for name in _STEMMED})
_UPDATE = f"""
    UPDATE articles_article SET search = CASE
        WHEN new.configuration = '' THEN new.literal::tsvector ELSE {_AS_COLUMNS} END
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[], %s::int[], %s::text[], %s::text[])
        AS new(id, {", ".join(_STEMMED)})
    WHERE articles_article.id = new.id
"""  # noqa: S608  # the names are the constants above


@dataclass(slots=True)
class _Draft:
    """A vector while it is filled: places of each lexeme, the words for the stemmer, the next position."""

    places: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    words: list[str] = field(default_factory=list)
    position: int = 1

    def literal(self) -> str:
        """The vector in PostgreSQL's input form. Lexemes are letters and digits only, so quoting is enough."""
        return " ".join(
            [f"'{lexeme}':{','.join(places)}" for lexeme, places in self.places.items() if "'" not in lexeme]
        )


@dataclass(frozen=True, slots=True)
class Vector:
    """A vector without its stems, and the words to stem: how many of them are the title's, and the lead's too."""

    literal: str
    words: str
    title_end: int
    lead_end: int


def index_articles(pks: Iterable[int]) -> None:
    """Computes the search vectors of these articles anew: one SELECT and one UPDATE for every fifty."""
    wanted = list(pks)
    for start in range(0, len(wanted), ARTICLES_A_STATEMENT):
        _index(wanted[start : start + ARTICLES_A_STATEMENT])


def _index(pks: list[int]) -> None:
    cited = Citation.objects.filter(article=OuterRef("pk")).values("document__number")
    rows = (
        Article.objects.filter(pk__in=pks)
        .order_by("pk")
        .annotate(cited=ArraySubquery(cited))
        .values_list("pk", "language", "title", "lead", "text", "cited")
    )
    columns = [
        (pk, *_stemmed(vector_of(title=title, lead=lead, text=text, documents=numbers), language))
        for pk, language, title, lead, text, numbers in rows
    ]
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, [list(column) for column in zip(*columns, strict=True)])


def search_value(*, title: str, lead: str, text: str, language: str, documents: Iterable[str]) -> RawSQL:
    """What `Article.search` is to be saved as, for an article that is not stored yet; `documents` as in `vector_of`.

    An article that is indexed only after it was stored is written twice, with all entries of its indexes.
    """
    vector = vector_of(title=title, lead=lead, text=text, documents=documents)
    if not configuration_of(language):
        return RawSQL("%s::tsvector", [vector.literal])
    return RawSQL(_AS_VALUES, _stemmed(vector, language))  # noqa: S611  # a constant; what varies is a parameter


def _stemmed(vector: "Vector", language: str) -> tuple[object, ...]:
    """The vector as the values that `_STEMMED` names."""
    configuration = configuration_of(language)
    words = vector.words if configuration else ""
    return (vector.literal, f"{subtag(language)}:", vector.title_end, vector.lead_end, configuration, words)


def vector_of(*, title: str, lead: str, text: str, documents: Iterable[str] = ()) -> Vector:
    """The vector of one article; `documents` are the numbers that it cites."""
    draft = _Draft()
    _add(draft, title, "A")
    title_end = len(draft.words)
    # The lead is often the text's first paragraph. It keeps its own place all the same: it weighs more there.
    _add(draft, lead[:MOST_CHARACTERS], "B")
    lead_end = len(draft.words)
    _add(draft, text[: MOST_CHARACTERS - min(len(lead), MOST_CHARACTERS)], "C")
    for number in documents:
        draft.places[document_lexeme(number)].append(f"{LAST_POSITION}B")
    return Vector(draft.literal(), " ".join(draft.words), title_end, lead_end)


def document_lexeme(number: str) -> str:
    """The lexeme of a document number: 23-QĐ/TW and 23-QD/TW are one."""
    return "#" + unmarked(plain(number)).replace("'", "")


def _add(draft: _Draft, text: str, weight: str) -> None:
    """Adds a text from the draft's position on."""
    words = spaced_words(text)
    if words is None:
        _add_mixed(draft, text, weight)
        return
    del words[LAST_POSITION + 1 - draft.position :]
    places, written = draft.places, islice(_places(weight), draft.position, None)
    for (exact, loose), place in zip(words, written, strict=False):
        places[exact].append(place)
        if loose:
            places[loose].append(place)
    draft.words.extend([exact for exact, _loose in words])
    draft.position += len(words)


def _add_mixed(draft: _Draft, text: str, weight: str) -> None:
    """`_add` for a text that has runs of a script without spaces."""
    places, words, position = draft.places, draft.words, draft.position
    written = _places(weight)
    for piece, is_run in cut(plain(text)):
        if position > LAST_POSITION:
            break
        if is_run:
            position = _add_run(places, piece, position, weight)
            continue
        exact, loose = forms(piece)
        if not exact:
            continue
        place = written[position]
        places[exact].append(place)
        if loose:
            places[loose].append(place)
        words.append(exact)
        position += 1
    draft.position = position


@cache
def _places(weight: str) -> tuple[str, ...]:
    """Every position as it is written with this weight: words are many, positions always the same."""
    return tuple(f"{position}{weight}" for position in range(LAST_POSITION + 1))


def _add_run(places: defaultdict[str, list[str]], run: str, start: int, weight: str) -> int:
    """Adds a run's pairs and words from position `start` on; the position after it.

    One position stays free behind it: the end of a run and the start of the next are not neighbours.
    """
    pairs = bigrams(run)[: LAST_POSITION - start + 1]
    for position, pair in enumerate(pairs, start):
        places[pair].append(f"{position}{weight}")
    for place, word in run_words(run):
        if place < len(pairs):
            places[word].append(f"{start + place}{weight}")
    return start + len(pairs) + 1
