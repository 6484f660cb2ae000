"""Find many phrases in a folded text at once: Aho-Corasick over their literal beginnings, then a regular expression.

In a phrase, `*` stands for any ending of a word and `**` between two spaces for up to five words (in scripts without
spaces: for up to two dozen characters).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

import ahocorasick

from articles.grouping.folding import SPACELESS

Mark = TypeVar("Mark")

_SPACELESS = re.compile(f"[{SPACELESS}]")
_WORD_GAP = r"(?:[^\s.;:!?]+ ){0,5}"
_CHARACTER_GAP = r"[^。.;!?]{0,24}?"
_ARABIC_PREFIX = re.compile(r"(?<![\u0621-\u064a])[وف]?[بلك]?$")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Mark]):
    """A phrase in the automaton: its literal beginning, and a pattern for the rest from its first wildcard on."""

    mark: Mark
    literal: str
    rest: str


class Phrases(Generic[Mark]):
    """Phrases with what each one marks; safe to share between threads."""

    def __init__(self, phrases: Iterable[tuple[str, Mark]]) -> None:
        """`phrases` are folded as the texts are, with their wildcards, and have a literal beginning."""
        by_literal: dict[str, list[_Entry[Mark]]] = defaultdict(list)
        for phrase, mark in phrases:
            entry = _entry(phrase, mark)
            by_literal[entry.literal].append(entry)
        self._automaton: Any = None
        if by_literal:
            automaton = ahocorasick.Automaton()
            for literal, entries in by_literal.items():
                automaton.add_word(literal, entries)
            automaton.make_automaton()
            self._automaton = automaton

    def occur_in(self, folded: str) -> bool:
        """Whether any of the phrases is in the folded text."""
        return next(self.occurrences(folded), None) is not None

    def occurrences(self, folded: str) -> Iterator[tuple[int, int, Mark]]:
        """Start, end and mark of each phrase in the folded text, at word boundaries; overlapping ones are all given."""
        if self._automaton is None or not folded:
            return
        for last, entries in self._automaton.iter(folded):
            for entry in entries:
                start = last + 1 - len(entry.literal)
                end = _end(entry, folded, last + 1) if entry.rest else last + 1
                if end is not None and _bounded(folded, start, end):
                    yield start, end, entry.mark


def _entry(phrase: str, mark: Mark) -> _Entry[Mark]:
    literal, star, rest = phrase.partition("*")
    if not star:
        return _Entry(mark, phrase, "")
    gap = _CHARACTER_GAP if _SPACELESS.search(literal) else _WORD_GAP
    pattern = re.escape("*" + rest).replace(r"\*\*\ ", gap).replace(r"\*\*", gap)
    return _Entry(mark, literal, pattern.replace(r"\*", r"[\w\u0900-\u097f]*"))


@cache
def _pattern(rest: str) -> re.Pattern[str]:
    """Compiled on first use: a run needs few of the thousands."""
    return re.compile(rest)


def _end(entry: _Entry[Any], folded: str, end: int) -> int | None:
    match = _pattern(entry.rest).match(folded, end)
    return match.end() if match else None


def _bounded(folded: str, start: int, end: int) -> bool:
    """Whether the span begins and ends at word boundaries, in scripts that have them."""
    if end < len(folded) and _in_word(folded[end]) and _in_word(folded[end - 1]):
        return False
    if start > 0 and _in_word(folded[start]) and _in_word(folded[start - 1]):
        return "\u0600" <= folded[start] <= "\u06ff" and bool(
            _ARABIC_PREFIX.search(folded, max(0, start - 4), start)
        )
    return True


@lru_cache(maxsize=4096)  # enough for the letters of the scripts in use
def _in_word(character: str) -> bool:
    if _SPACELESS.match(character):
        return False
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")
