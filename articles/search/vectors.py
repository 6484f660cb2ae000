"""Compute what the index of search holds of an article beside its words as they are written.

PostgreSQL itself reads the plain words of a text, and their stems, into the index (`article_words`, a function of
migration 0027): they are in the article already and need no second place on disk. What it cannot know is computed here
and kept in the column `search`, without positions: words that it would cut or write otherwise, words without marks, pairs
of characters of scripts without spaces, and the documents that are cited. The order of words is asked of the texts of the
few articles that hold them all (`articles.search.reading`).
"""

import re
from collections.abc import Iterable, Iterator
from struct import Struct

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef

from articles.grouping.folding import SPACELESS, SpacelessError, unmarked
from articles.grouping.word_cache import WordCache
from articles.models import Article, Citation
from articles.search.languages import subtag
from articles.search.syllables import marked
from articles.search.words import LOOSE, WORDS_OF_PIECE, Forms, bigrams, cut, forms, plain

# This many characters of an article are searched; `article_words` has the same number.
MOST_CHARACTERS = 60_000
# PostgreSQL knows positions of words only up to this one.
LAST_POSITION = 16_383
ARTICLES_A_STATEMENT = 50
# PostgreSQL would take a whole sentence of these for one word; `article_words` reads pairs of characters instead.
SPACELESS_LANGUAGES = frozenset({"zh", "ja", "ko", "th", "lo", "km", "my"})

# Signs that part words, beside spaces; `article_words` has the same.
SIGNS = "\t\n\r!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»‘’“”„–—…"
_SPACES = str.maketrans(SIGNS, " " * len(SIGNS))
# Words of which PostgreSQL makes what `words.forms` does: digits, and letters that any of its locales knows.
_READ_BY_DATABASE = re.compile("[0-9a-zà-öø-ÿăđĩũơưạ-ỹа-яѐ-џءآ-غف-ي]+")

_RUNS = re.compile(f"[{SPACELESS}]+")

_UPDATE = """
    UPDATE articles_article SET search = new.search::tsvector
    FROM unnest(%s::bigint[], %s::text[]) AS new(id, search)
    WHERE articles_article.id = new.id
"""
_COUNT = Struct(">i")


class Lexemes(frozenset[str]):
    """What the column `search` of an article holds."""

    __slots__ = ()

    @property
    def literal(self) -> str:
        """As PostgreSQL's text. Lexemes hold only letters, digits and `#~-/.`, so quoting is enough."""
        return " ".join(f"'{lexeme}'" for lexeme in sorted(self))

    @property
    def packed(self) -> bytes:
        """The same in PostgreSQL's binary form (`tsvectorrecv`), which the server need not parse: of each lexeme its
        octets, a zero, and that it has no positions."""
        parts = [lexeme.encode() + b"\0\0\0" for lexeme in self]
        return _COUNT.pack(len(parts)) + b"".join(parts)


def index_articles(pks: Iterable[int]) -> None:
    """Recomputes what the index holds of these articles: one SELECT and one UPDATE per fifty."""
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
        (pk, lexemes_of(title=title, lead=lead, text=text, language=language, documents=cited).literal)
        for pk, language, title, lead, text, cited in rows
    ]
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, [list(column) for column in zip(*columns, strict=True)])


def lexemes_of(*, title: str, lead: str, text: str, language: str, documents: Iterable[str] = ()) -> Lexemes:
    """What PostgreSQL does not read from an article by itself; `documents` are the numbers that it cites."""
    lead = lead[:MOST_CHARACTERS]
    texts = (title, lead, text[: MOST_CHARACTERS - len(lead)])
    is_spaceless = subtag(language) in SPACELESS_LANGUAGES
    rest = None if is_spaceless else _unread_in(texts)
    if rest is None:
        rest = {lexeme for one in texts for lexeme in _all_in(one)}
    if is_spaceless:
        rest.difference_update(pair for one in texts for pair in _pairs_read_in(one))
    rest.update(map(document_lexeme, documents))
    return Lexemes(lexeme for lexeme in rest if "'" not in lexeme and "\\" not in lexeme)


def document_lexeme(number: str) -> str:
    """The lexeme of a document number: 23-QĐ/TW and 23-QD/TW are one."""
    return "#" + unmarked(plain(number)).replace("'", "")


def loose_lexemes(word: Forms) -> tuple[str, ...]:
    """The lexeme of a word without marks, if it needs one: whoever types a Vietnamese syllable without marks searches
    for all that it may be (`articles.search.plan`)."""
    return (word.loose,) if word.loose and word.exact not in marked(word.loose.removeprefix(LOOSE)) else ()


def _unread_in(texts: Iterable[str]) -> set[str] | None:
    """The lexemes that PostgreSQL does not read; None if there is a script without spaces."""
    try:
        pieces = {piece for text in texts for piece in text.split()}
        return {lexeme for piece in pieces for lexeme in _UNREAD[piece]}
    except SpacelessError:
        return None


def _unread(piece: str) -> tuple[str, ...]:
    """The lexemes of a piece between two spaces that PostgreSQL does not read."""
    read = {word for word in piece.translate(_SPACES).lower().split() if _READ_BY_DATABASE.fullmatch(word)}
    found: dict[str, None] = {}
    for word in WORDS_OF_PIECE[piece]:
        if word.exact not in read:
            found[word.exact] = None
        found.update(dict.fromkeys(loose_lexemes(word)))
    return tuple(found)


_UNREAD = WordCache(_unread)


def _pairs_read_in(text: str) -> Iterator[str]:
    """The pairs of characters that PostgreSQL reads from a text as it is written, and last characters of runs."""
    for run in _RUNS.findall(text.replace(" ", "")):
        yield from (f"{LOOSE}{run[place : place + 2]}" for place in range(len(run)))


def _all_in(text: str) -> Iterator[str]:
    """All lexemes of a text with runs of a script without spaces."""
    for piece, is_run in cut(plain(text)):
        if is_run:
            yield from bigrams(piece)
        elif (word := forms(piece)).exact:
            yield word.exact
            yield from loose_lexemes(word)
