"""Texts cut to a length: after a word, never inside a letter.

A letter is what readers take for one: an extended grapheme cluster (Unicode Standard Annex 29), which in Khmer, Hindi,
Thai or Vietnamese may be several characters. Words of scripts without spaces are found by ICU's dictionaries.
"""

import re
from functools import lru_cache
from itertools import accumulate

from icu4py.breakers import CharacterBreaker, WordBreaker

ELLIPSIS = "…"
# Most letters have one character; those of no language have more than the second of these.
CHARACTERS_A_LETTER = (2, 8)
# Leads of cards, which stand on many pages.
CUTS_KEPT = 2_048
# What does not stand before an ellipsis.
_DANGLING = " \u00a0\u200b,;:.-–—/(「『\"“'‘«،、。，·"
# A number at the end of a text, and what may be counted by it: a word, or more of the number.
_LAST_NUMBER = re.compile(r"(?<![A-Za-zÀ-ỹ\d.,:/٫٬])\d(?:[.,:/٫٬\u00a0\u202f]?\d)*\s*\Z")
_COUNTED = re.compile(r"\s*[\w%‰٪°$€£¥₫]")
# The rules for words and letters are those of the script, whatever the language.
_LOCALE = "en"


@lru_cache(CUTS_KEPT)
def cut(text: str, most: int) -> str:
    """`text` on one line with at most `most` letters, the ellipsis among them. Where its last word begins before the
    middle, it is cut between two letters of that word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    ends: list[int] = []
    for factor in CHARACTERS_A_LETTER:
        seen = line[: most * factor]
        ends = _ends(CharacterBreaker(seen, _LOCALE))
        if len(ends) > most or len(seen) == len(line):
            break
    if len(ends) <= most and ends[-1] == len(line):
        return line
    letters = ends[: most - 1]
    between = set(letters)
    whole = [
        end for end in _ends(WordBreaker(line[: ends[min(most, len(ends) - 1)]], _LOCALE)) if end in between
    ]
    middle = letters[-1] / 2
    end = whole[-1] if whole and whole[-1] >= middle else letters[-1]
    end = _before_lone_number(line, end, middle)
    return (line[:end].rstrip(_DANGLING) or line[:end]) + ELLIPSIS


def _before_lone_number(line: str, end: int, middle: float) -> int:
    """`end`, or the place before the number that ends there if what it counts comes behind: "1.3 …" of "1.3 million" would
    say a wrong figure."""
    number = _LAST_NUMBER.search(line, 0, end)
    if not number or number.start() < middle or not _COUNTED.match(line, end):
        return end
    return number.start()


def _ends(breaker: CharacterBreaker | WordBreaker) -> list[int]:
    """Where the pieces of a text end; the breaker's own numbers count some characters twice (UTF-16)."""
    return list(accumulate(len(piece) for piece in breaker))


def is_between_letters(text: str, place: int) -> bool:
    """Whether no letter of `text` begins before `place` and ends behind it."""
    return place <= 0 or place >= len(text) or place in _ends(CharacterBreaker(text, _LOCALE))
