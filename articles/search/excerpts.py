"""Highlight the matches of a query in a text, and choose the best excerpt of a long text.

PostgreSQL's `ts_headline` handles neither unmarked Vietnamese nor scripts without spaces; this does.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from articles.grouping.folding import SPACELESS, unmarked
from articles.search.languages import configuration_of, stemming_languages, subtag
from articles.search.query import Query
from articles.search.variants import (
    is_of_several_forms,
    simplified,
    ukrainian_beginnings,
    variants,
    without_particle,
)
from articles.search.words import (
    LOOSE,
    Forms,
    cut,
    finditer,
    forms,
    pieces,
    places_of_characters,
    plain,
    run_characters,
    run_words,
    script_of,
)

EXCERPT_CHARACTERS = 240
# A character of a script without spaces counts as two letters.
SPACELESS_CHARACTERS = 120
# Characters of context before the first match, at most.
RUN_UP = 60
# Matches after this position are not highlighted: no excerpt shows them, and every word costs time.
SEARCHED_CHARACTERS = 20_000
SHORTEST_SHARED_STEM = 3
WORDS_KEPT = 8_192  # twice those of the texts of a page of results

_SPACELESS = re.compile(f"[{SPACELESS}]")
_SENTENCE_END = re.compile(r"[.!?…。！？។៕॥।؟]\s*|\n+")


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What to highlight: words as written, words without marks, stems by language, beginnings of words, runs of
    characters (Chinese ones simplified), patterns.
    """

    exact: frozenset[str]
    loose: frozenset[str]
    stems: Mapping[str, frozenset[str]]
    beginnings: tuple[str, ...]
    runs: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]


class Match(NamedTuple):
    start: int
    end: int
    what: str


def search_terms_of(query: Query, stems: Mapping[tuple[str, str], str], *, edition: str = "") -> SearchTerms:
    """The terms of `query` to highlight for a reader of `edition`; `stems` are those of the query's words."""
    exact: set[str] = set()
    loose: set[str] = set()
    beginnings: set[str] = set()
    runs: list[str] = []
    for phrase in (*query.words, *query.phrases):
        for piece in pieces(plain(phrase)):
            if piece.is_run:
                runs += _runs_of(piece.text)
                continue
            word = forms(piece.text)
            spellings = (word.exact, *variants(word.exact))
            exact.update(spellings)
            if subtag(query.language or edition) == "uk":
                beginnings.update(ukrainian_beginnings(word.exact))
            if not word.loose:
                loose.update(spellings)
            elif script_of(word.exact) == "arabic":  # the loose form lacks the article
                loose.add(word.loose.removeprefix(LOOSE))
    by_language: dict[str, set[str]] = {}
    for (tag, _word), stem in stems.items():
        if stem:
            by_language.setdefault(tag, set()).add(stem)
    return SearchTerms(
        exact=frozenset(exact),
        loose=frozenset(loose),
        stems={tag: frozenset(found) for tag, found in by_language.items()},
        beginnings=tuple(beginnings),
        runs=tuple(sorted(set(runs), key=len, reverse=True)),
        patterns=tuple(_number_pattern(number) for number in query.documents),
    )


def _runs_of(run: str) -> list[str]:
    """A run of a script without spaces and its words, as they are compared with texts."""
    words = [without_particle(word) for _place, word in run_words(run)]
    return [simplified(one) for one in (run_characters(run), *words)]


def words_to_stem_in(terms: SearchTerms, text: str, language: str) -> set[tuple[str, str]]:
    """The words of `text` that may share a stem with the query: pairs of language and word, to be stemmed."""
    tag = subtag(language)
    stems = terms.stems.get(tag)
    if not stems or not configuration_of(language):
        return set()
    # Indonesian and Arabic have prefixes before the stem; endings may change its last letter.
    beginnings = {stem[: max(SHORTEST_SHARED_STEM, len(stem) - 1)] for stem in stems}
    written = {word for word, is_run in cut(text[:SEARCHED_CHARACTERS]) if not is_run}
    return {
        (tag, word)
        for word in {_forms(one).exact for one in written}
        if any(beginning in word for beginning in beginnings) and tag in stemming_languages(word, tag)
    }


class Highlighter:
    """Finds the matches of the same terms in several texts; `stems` are those of the texts' words."""

    def __init__(self, terms: SearchTerms, stems: Mapping[tuple[str, str], str]) -> None:
        self._terms, self._stems = terms, stems
        self._is_simplified = any(map(is_of_several_forms, terms.runs))
        self._words: dict[str, _Words] = {}

    def matches_in(self, text: str, language: str) -> list[Match]:
        """The non-overlapping matches in `text`, in order."""
        terms, tag = self._terms, subtag(language)
        if not (terms.exact or terms.runs or terms.patterns):
            return []
        if tag not in self._words:
            self._words[tag] = _Words(terms, tag, self._stems)
        words, searched = self._words[tag], text[:SEARCHED_CHARACTERS]
        found: list[Match] = []
        for pattern in terms.patterns:
            found += [
                Match(match.start(), match.end(), match.group()) for match in pattern.finditer(searched)
            ]
        for match in finditer(searched):
            if match.lastgroup:
                found += self._matches_in_run(match.group(), match.start())
            elif what := words[match.group()]:
                found.append(Match(match.start(), match.end(), what))
        return _without_overlaps(found)

    def _matches_in_run(self, run: str, offset: int) -> list[Match]:
        """Matches of the wanted runs in a run of the text, ignoring spaces between its characters."""
        wanted = self._terms.runs
        if not wanted:
            return []
        characters = run_characters(run)
        if self._is_simplified:
            characters = simplified(characters)
        if not any(text in characters for text in wanted):
            return []
        places = places_of_characters(run)
        found = []
        for text in wanted:
            start = characters.find(text)
            while start >= 0:
                last = start + len(text) - 1
                found.append(Match(offset + places[start], offset + places[last] + 1, text))
                start = characters.find(text, last + 1)
        return found


class _Words(dict[str, str]):
    """Of each word of texts in a language what it is a match of; empty for most."""

    def __init__(self, terms: SearchTerms, tag: str, stems: Mapping[tuple[str, str], str]) -> None:
        super().__init__()
        self._terms, self._tag, self._stems = terms, tag, stems
        self._wanted = terms.stems.get(tag, frozenset())

    def __missing__(self, written: str) -> str:
        what = self[written] = self._what(_forms(written))
        return what

    def _what(self, word: Forms) -> str:
        terms = self._terms
        if word.exact in terms.exact or (word.loose.removeprefix(LOOSE) or word.exact) in terms.loose:
            return unmarked(word.exact)
        if terms.beginnings and word.exact.startswith(terms.beginnings):
            return word.exact
        stem = self._stems.get((self._tag, word.exact), "") if self._wanted else ""
        return stem if stem in self._wanted else ""


def highlighted(text: str, found: Sequence[Match]) -> SafeString:
    """`text` as escaped HTML with each match in a `<mark>`."""
    parts: list[tuple[str]] = []
    place = 0
    for find in found:
        parts.append((conditional_escape(text[place : find.start]),))
        parts.append((format_html("<mark>{}</mark>", text[find.start : find.end]),))
        place = find.end
    parts.append((conditional_escape(text[place:]),))
    return format_html_join("", "{}", parts)


def excerpt(text: str, found: Sequence[Match]) -> SafeString:
    """The piece of `text` with most matches, highlighted; its beginning if nothing matches."""
    length = SPACELESS_CHARACTERS if _is_spaceless(text) else EXCERPT_CHARACTERS
    start = _start(text, _best(found, length))
    end = _end(text, start, length)
    inside = [
        Match(find.start - start, find.end - start, find.what)
        for find in found
        if start <= find.start and find.end <= end
    ]
    body = highlighted(
        text[start:end].rstrip(), [find for find in inside if find.end <= len(text[start:end].rstrip())]
    )
    return format_html("{}{}{}", "… " if start else "", body, " …" if end < len(text.rstrip()) else "")


@lru_cache(maxsize=WORDS_KEPT)
def _forms(word: str) -> Forms:
    return forms(plain(word))


def _without_overlaps(found: list[Match]) -> list[Match]:
    """The matches in order, without those that overlap an earlier or longer one."""
    kept: list[Match] = []
    for find in sorted(found, key=lambda find: (find.start, -find.end)):
        if not kept or find.start >= kept[-1].end:
            kept.append(find)
    return kept


def _number_pattern(number: str) -> re.Pattern[str]:
    """A document number as translations write it: other separators, D for Đ."""
    parts = [re.escape(part) for part in re.split(r"[-/.]", number)]
    written = r"\s?[-/.‑–]\s?".join(parts)
    for letter, choice in (("Đ", "[ĐD]"), ("Ư", "[ƯU]"), ("Ơ", "[ƠO]")):
        written = written.replace(letter, choice)
    return re.compile(rf"(?<![0-9a-zđ]){written}(?![0-9a-zđ])", re.IGNORECASE)


def _is_spaceless(text: str) -> bool:
    sample = text[:400]
    return len(_SPACELESS.findall(sample)) * 2 > len(sample)


def _best(found: Sequence[Match], length: int) -> int:
    """The match that an excerpt should start at: most distinct terms, then most matches."""
    best, best_value = 0, (0, 0)
    for number, find in enumerate(found):
        inside = []
        for other in found[number : number + 40]:
            if other.end > find.start + length - RUN_UP:
                break
            inside.append(other.what)
        value = (len(set(inside)), len(inside))
        if value > best_value:
            best, best_value = find.start, value
    return best


def _start(text: str, place: int) -> int:
    """Where the excerpt around `place` begins: at the sentence if it is near, else at a word."""
    if place <= RUN_UP:
        return 0
    earliest = place - RUN_UP
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, earliest, place)]
    if sentences:
        return sentences[-1]
    space = text.find(" ", earliest, place)
    return space + 1 if space >= 0 else earliest


def _end(text: str, start: int, length: int) -> int:
    """Where the excerpt ends: at the end of a word, after at most `length` characters."""
    end = start + length
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start + length // 2, end)
    return space if space > 0 and not _is_spaceless(text[start:end]) else end
