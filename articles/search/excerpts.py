"""Mark what a query found in a text, and choose the piece of a long text that shows it best.

PostgreSQL's `ts_headline` knows neither unmarked Vietnamese nor scripts without spaces; this does, in every script.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from articles.grouping.folding import SPACELESS, unmarked
from articles.search.languages import configuration_of, stemming_languages, subtag
from articles.search.query import Query
from articles.search.words import LOOSE, Forms, forms, pieces, plain, run_characters, run_words, script_of

EXCERPT_CHARACTERS = 240
# A character of a script without spaces says about as much as two letters.
SPACELESS_CHARACTERS = 120
# How far before the first find an excerpt begins, at most: enough to read the sentence in.
RUN_UP = 60
# Finds beyond this place are left unmarked: nobody sees them in an excerpt, and every word costs time.
SEARCHED_CHARACTERS = 20_000
SHORTEST_SHARED_STEM = 3

_SPACELESS = re.compile(f"[{SPACELESS}]")
_SENTENCE_END = re.compile(r"[.!?…。！？។៕॥।؟]\s*|\n+")


@dataclass(frozen=True, slots=True)
class Sought:
    """What to mark: words as written, words without marks, stems by language, runs of characters, patterns."""

    exact: frozenset[str]
    loose: frozenset[str]
    stems: Mapping[str, frozenset[str]]
    runs: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Find:
    start: int
    end: int
    what: str


def sought_of(query: Query, stems: Mapping[tuple[str, str], str]) -> Sought:
    """What of `query` to mark; `stems` are those that the query asks for."""
    exact: set[str] = set()
    loose: set[str] = set()
    runs: list[str] = []
    for phrase in (*query.words, *query.phrases):
        for piece in pieces(plain(phrase)):
            if piece.is_run:
                runs += [run_characters(piece.text)] + [word for _place, word in run_words(piece.text)]
                continue
            word = forms(piece.text)
            exact.add(word.exact)
            if not word.loose:
                loose.add(word.exact)
            elif script_of(word.exact) == "arabic":  # whose loose form is the one without the article
                loose.add(word.loose.removeprefix(LOOSE))
    by_language: dict[str, set[str]] = {}
    for (tag, _word), stem in stems.items():
        if stem:
            by_language.setdefault(tag, set()).add(stem)
    return Sought(
        exact=frozenset(exact),
        loose=frozenset(loose),
        stems={tag: frozenset(found) for tag, found in by_language.items()},
        runs=tuple(sorted(set(runs), key=len, reverse=True)),
        patterns=tuple(_number_pattern(number) for number in query.documents),
    )


def words_like(sought: Sought, text: str, language: str) -> set[tuple[str, str]]:
    """The words of `text` that may share a stem with what is sought: pairs of language and word, to be stemmed."""
    tag = subtag(language)
    stems = sought.stems.get(tag)
    if not stems or not configuration_of(language):
        return set()
    # Prefixes of Indonesian and Arabic stand before the stem, endings change its last letter.
    beginnings = {stem[: max(SHORTEST_SHARED_STEM, len(stem) - 1)] for stem in stems}
    words = {_forms(piece.text).exact for piece in pieces(text[:SEARCHED_CHARACTERS]) if not piece.is_run}
    return {
        (tag, word)
        for word in words
        if any(beginning in word for beginning in beginnings) and tag in stemming_languages(word, tag)
    }


def finds(text: str, sought: Sought, *, language: str, stems: Mapping[tuple[str, str], str]) -> list[Find]:
    """The places of `text` that answer what is sought, in their order, none over another."""
    if not (sought.exact or sought.runs or sought.patterns):
        return []
    searched = text[:SEARCHED_CHARACTERS]
    tag = subtag(language)
    wanted = sought.stems.get(tag, frozenset())
    found: list[Find] = []
    for pattern in sought.patterns:
        found += [Find(match.start(), match.end(), match.group()) for match in pattern.finditer(searched)]
    for piece in pieces(searched):
        if piece.is_run:
            found += _finds_in_run(piece.text, piece.start, sought.runs)
            continue
        word = _forms(piece.text)
        if word.exact in sought.exact or (word.loose.removeprefix(LOOSE) or word.exact) in sought.loose:
            found.append(Find(piece.start, piece.end, unmarked(word.exact)))
        elif wanted and stems.get((tag, word.exact)) in wanted:
            found.append(Find(piece.start, piece.end, stems[tag, word.exact]))
    return _apart(found)


def marked(text: str, found: Sequence[Find]) -> SafeString:
    """`text` as HTML, escaped, each find in a `<mark>`."""
    parts: list[tuple[str]] = []
    place = 0
    for find in found:
        parts.append((conditional_escape(text[place : find.start]),))
        parts.append((format_html("<mark>{}</mark>", text[find.start : find.end]),))
        place = find.end
    parts.append((conditional_escape(text[place:]),))
    return format_html_join("", "{}", parts)


def excerpt(text: str, found: Sequence[Find]) -> SafeString:
    """The piece of `text` that holds most of what was sought, marked; its beginning where nothing was found."""
    length = SPACELESS_CHARACTERS if _is_spaceless(text) else EXCERPT_CHARACTERS
    start = _start(text, _best(found, length))
    end = _end(text, start, length)
    inside = [
        Find(find.start - start, find.end - start, find.what)
        for find in found
        if start <= find.start and find.end <= end
    ]
    body = marked(
        text[start:end].rstrip(), [find for find in inside if find.end <= len(text[start:end].rstrip())]
    )
    return format_html("{}{}{}", "… " if start else "", body, " …" if end < len(text.rstrip()) else "")


@lru_cache(maxsize=65_536)
def _forms(word: str) -> Forms:
    return forms(plain(word))


def _finds_in_run(run: str, offset: int, wanted: Sequence[str]) -> list[Find]:
    """Where the wanted runs stand in a run of the text, whatever spaces it puts between its characters."""
    if not wanted:
        return []
    places = [place for place, character in enumerate(run) if run_characters(character)]
    characters = "".join(run[place] for place in places)
    found = []
    for text in wanted:
        start = characters.find(text)
        while start >= 0:
            last = start + len(text) - 1
            found.append(Find(offset + places[start], offset + places[last] + 1, text))
            start = characters.find(text, last + 1)
    return found


def _apart(found: list[Find]) -> list[Find]:
    """The finds in their order without those that overlap an earlier or longer one."""
    kept: list[Find] = []
    for find in sorted(found, key=lambda find: (find.start, -find.end)):
        if not kept or find.start >= kept[-1].end:
            kept.append(find)
    return kept


def _number_pattern(number: str) -> re.Pattern[str]:
    """A document number as translations write it: other marks between its parts, Đ as D."""
    parts = [re.escape(part) for part in re.split(r"[-/.]", number)]
    written = r"\s?[-/.‑–]\s?".join(parts)
    for letter, choice in (("Đ", "[ĐD]"), ("Ư", "[ƯU]"), ("Ơ", "[ƠO]")):
        written = written.replace(letter, choice)
    return re.compile(rf"(?<![0-9a-zđ]){written}(?![0-9a-zđ])", re.IGNORECASE)


def _is_spaceless(text: str) -> bool:
    sample = text[:400]
    return len(_SPACELESS.findall(sample)) * 2 > len(sample)


def _best(found: Sequence[Find], length: int) -> int:
    """The place of the find from which an excerpt holds the most different things, then the most finds."""
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
    """Where the excerpt that shows `place` begins: at its sentence when that is near, else at a word."""
    if place <= RUN_UP:
        return 0
    earliest = place - RUN_UP
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, earliest, place)]
    if sentences:
        return sentences[-1]
    space = text.find(" ", earliest, place)
    return space + 1 if space >= 0 else earliest


def _end(text: str, start: int, length: int) -> int:
    """Where it ends: at a word's end, after at most `length` characters."""
    end = start + length
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start + length // 2, end)
    return space if space > 0 and not _is_spaceless(text[start:end]) else end
