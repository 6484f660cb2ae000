"""Suggest another spelling for a search without results: words of the most similar titles."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import cache, lru_cache

from django.db import connection

from articles.catalogue.places import load_provinces
from articles.grouping.folding import unmarked
from articles.search.concepts import load_concepts
from articles.search.query import Query
from articles.search.words import forms, pieces, plain, run_words

# Titles that are looked through, in the edition's language and among the newest in all; and those read for each
# condition. A word that is in none of the newest is rarely the one meant, and half a word is in thousands of titles of a
# large site. To find those of a frequent language PostgreSQL reads the newest of all languages, twice as many and more.
MOST_IN_LANGUAGE, MOST_ELSEWHERE = 1_200, 1_500
MOST_TITLES = 40
# Minimum share of letters of two words in the same order: one wrong letter in four, or two in eight.
CLOSE_ENOUGH = 0.72
SHORTEST_WORD = 2
# Shorter words have too few trigrams to be searched alone.
SHORTEST_ALONE = 4
# A shorter word is like some name by chance.
SHORTEST_NAME = 5
# One mistake leaves half of a word intact; halves shorter than three letters say nothing.
SHORTEST_HALVED = 6
WORDS_KEPT = 16_384  # known words of which the letters without marks are remembered


def suggest(query: Query, edition: str, *, right: Collection[str] = ()) -> str:
    """The search with misspelt words replaced by words of the newest titles and of known names, those of `edition` before
    all; empty if none is similar. The words that are `right` stay.
    """
    typed = [word for phrase in (*query.words, *query.phrases) for word in _words(phrase)]
    if not typed:
        return ""
    kept = {word for phrase in right for word in _words(phrase)}
    titles = _similar_titles(typed, edition)
    own = dict.fromkeys(word for title, is_own in titles if is_own for word in _words(title))
    known = own | dict.fromkeys(word for title, _is_own in titles for word in _words(title))
    names = dict.fromkeys(_name_words(edition))
    corrected = [
        word
        if word in kept or word in known
        else _closest(word, own | names if len(word) >= SHORTEST_NAME else own, known)
        for word in typed
    ]
    if corrected == typed:
        return ""
    has_spaces = any(not piece.is_run for piece in pieces(plain(query.text)))
    return (" " if has_spaces else "").join(corrected)


_RECENT = """
WITH recent AS MATERIALIZED (
  (SELECT title, ordered_at, id, true AS is_own FROM articles_article WHERE state = 'published' AND language = %s
   ORDER BY ordered_at DESC, id DESC LIMIT %s)
  UNION ALL
  (SELECT title, ordered_at, id, false FROM (
     SELECT title, ordered_at, id, language FROM articles_article WHERE state = 'published'
     ORDER BY ordered_at DESC, id DESC LIMIT %s
   ) AS newest WHERE language <> %s)
)
"""
_SIMILAR, _HALVES = "title %%> %s", "title ~* %s"


def _similar_titles(words: Iterable[str], edition: str) -> list[tuple[str, bool]]:
    """The newest titles similar to all words together, and to each longer one of them, each with whether it is in the
    edition's language; one query."""
    words = list(words)
    similar = [(_SIMILAR, " ".join(words))]
    for word in words:
        if len(word) >= SHORTEST_ALONE:
            similar.append((_SIMILAR, word))
        if len(word) >= SHORTEST_HALVED and word.isalpha():
            similar.append((_HALVES, f"{word[: len(word) // 2]}|{word[len(word) // 2 :]}"))
    # Of one word alone, all words together are this one.
    similar = list(dict.fromkeys(similar))
    texts = [text for _condition, text in similar]
    newest = " UNION ALL ".join(
        f"(SELECT title, is_own FROM recent WHERE {condition} ORDER BY ordered_at DESC, id DESC LIMIT {MOST_TITLES})"  # noqa: S608  # this module's constants
        for condition, _text in similar
    )
    with connection.cursor() as cursor:
        cursor.execute(_RECENT + newest, [edition, MOST_IN_LANGUAGE, MOST_ELSEWHERE, edition, *texts])
        return [(title, is_own) for title, is_own in cursor.fetchall()]


def _words(text: str) -> list[str]:
    words: list[str] = []
    for piece in pieces(plain(text)):
        words += (
            [word for _place, word in run_words(piece.text)] if piece.is_run else [forms(piece.text).exact]
        )
    return [word for word in words if word]


@cache
def _name_words(edition: str) -> tuple[str, ...]:
    """The words of the names of terms, topics and provinces in a language."""
    names = [name for one in load_concepts().values() for name in one.names.get(edition, ())]
    names += [one.name_in(edition) for one in load_provinces().values()]
    return tuple(dict.fromkeys(word for name in names for word in _words(name)))


def _closest(word: str, *known: dict[str, None]) -> str:
    """The most similar word of the first of the known ones that has any, else `word`."""
    found = (_closest_of(word, one) for one in known) if len(word) >= SHORTEST_WORD else iter(())
    return next((one for one in found if one != word), word)


def _closest_of(word: str, known: dict[str, None]) -> str:
    """The most similar known word, else `word`; differences in marks count least."""
    bare = _bare(word)
    by_bare: dict[str, str] = {}
    for other in known:
        by_bare.setdefault(_bare(other), other)
    if same_letters := by_bare.get(bare):
        return same_letters
    close = get_close_matches(bare, _with_its_letters(bare, by_bare), n=1, cutoff=CLOSE_ENOUGH)
    return by_bare[close[0]] if close else word


_bare = lru_cache(maxsize=WORDS_KEPT)(unmarked)


def _with_its_letters(word: str, others: Iterable[str]) -> list[str]:
    """Those that hold so many letters of a word that they may be close to it; the others need not be compared."""
    letters = str.maketrans(dict.fromkeys(word))
    length = len(word)
    return [
        other
        for other in others
        if 2 * min(length, len(other) - len(other.translate(letters))) >= CLOSE_ENOUGH * (length + len(other))
    ]
