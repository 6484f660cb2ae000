"""Split text into lexemes, for search vectors and for queries.

There are three kinds of lexemes, distinguished by their first character:

- `dân`: a word as written, normalised (case, width, tone placement: hoà = hòa);
- `~dan`: the word without marks, if that differs; for Arabic without article and hamza;
- `~大众`: two neighbouring characters of a script without spaces, so that any substring can be found, whatever
  the dictionary's words. The last character of a run is also a lexeme alone (`~众`).

PostgreSQL's four weights are used for title, lead and text, so the kind is part of the lexeme. Words of scripts
with spaces take one position each; so do characters of scripts without, where a dictionary word (ICU) has the
position of its first character.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from icu4py.breakers import WordBreaker

from articles.grouping.folding import SPACELESS, SpacelessError, fold_case, unmarked
from articles.grouping.word_cache import WordCache

LOOSE = "~"
LONGEST_WORD = 60  # characters; longer ones are URLs or noise
# A Vietnamese syllable has at most seven letters ("nghiêng"). A longer word with marks is of another
# language, where omitting accents never makes another word.
LONGEST_SYLLABLE = 7

_INDIC = "\u0900-\u0963\u0966-\u0dff"
_WORD_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c\u200d"
# A run may hold the spaces and invisible marks that these scripts use freely between words.
_RUN = rf"[{SPACELESS}](?:[ \u200b-\u200d\u2060]*[{SPACELESS}]+)*"
# Within a Cyrillic word an apostrophe is a part of it, however it is typed: п'ять, п’ять.
_APOSTROPHE = "(?<=[\u0400-\u052f])['’‘`´](?=[\u0400-\u052f])"
_PIECE = re.compile(
    rf"(?P<run>{_RUN})|(?![{SPACELESS}])[^\W_](?:(?![{SPACELESS}])[^\W_]|[{_INDIC}{_WORD_MARKS}]|{_APOSTROPHE})*"
)
_SPACELESS = re.compile(f"[{SPACELESS}]")
# The words of a text without such scripts: the same result in a tenth of the time.
_WORD = re.compile(rf"[^\W_]+(?:(?:[{_INDIC}{_WORD_MARKS}]+|{_APOSTROPHE})[^\W_]*)*")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0640\u064b-\u0652\u0670]")
_BLANKS_OF_RUN = " \u200b\u200c\u200d\u2060"
_RUN_BLANKS = re.compile(f"[{_BLANKS_OF_RUN}]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_AM = re.compile(r"[\u0e4d\u0ecd]([\u0e48-\u0e4b\u0ec8-\u0ecb]?)([\u0e32\u0eb2])")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")

# The script of a word, to choose ICU's dictionary and the stemmers.
_SCRIPTS = (
    ("thai", re.compile(r"[\u0e00-\u0e7f]")),
    ("lao", re.compile(r"[\u0e80-\u0eff]")),
    ("khmer", re.compile(r"[\u1780-\u17ff]")),
    ("burmese", re.compile(r"[\u1000-\u109f]")),
    ("kana", re.compile(r"[\u3040-\u30ff]")),
    ("hangul", re.compile(r"[\uac00-\ud7af]")),
    ("han", re.compile(r"[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff]")),
    ("arabic", _ARABIC),
    ("devanagari", re.compile(r"[\u0900-\u097f]")),
    ("cyrillic", re.compile(r"[\u0400-\u052f]")),
    ("latin", re.compile(r"[a-z\u00c0-\u024f\u1e00-\u1eff]")),
)
_BREAKER_LOCALES = {
    "thai": "th",
    "lao": "lo",
    "khmer": "km",
    "burmese": "my",
    "kana": "ja",
    "hangul": "ko",
    "han": "zh",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or a run of a script without spaces; `start` and `end` are positions in the text."""

    text: str
    is_run: bool
    start: int
    end: int


class Forms(NamedTuple):
    """The lexemes of one word: as written, and without marks (empty if that is the same)."""

    exact: str
    loose: str


def plain(text: str) -> str:
    """`text` with one form of letters, widths and digits (NFKC, case folded); marks and spaces stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Case folding decomposes some letters again.
    folded = unicodedata.normalize("NFC", folded).replace("ё", "е")
    # NFKC decomposes the Thai and Lao vowel am, which no dictionary knows; so do some typists.
    folded = _AM.sub(lambda match: match[1] + ("\u0e33" if match[2] == "\u0e32" else "\u0eb3"), folded)
    return _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.digit(match.group(), 0)), folded)


def pieces(text: str) -> Iterator[Piece]:
    """The words and runs of `text`, in order."""
    for match in _PIECE.finditer(text):
        yield Piece(match.group(), match["run"] is not None, match.start(), match.end())


def spaced_words(text: str) -> list[Forms] | None:
    """The lexemes of the words of `text`, in order; None if it has a script without spaces.

    What stands between two spaces is cached together with its punctuation.
    """
    if _SPACELESS.search(text):
        return None
    try:
        return list(chain.from_iterable(map(WORDS_OF_PIECE.__getitem__, text.split())))
    except SpacelessError:
        return None


def has_arabic(text: str) -> bool:
    """Whether the text has a character of the Arabic script."""
    return _ARABIC.search(text) is not None


def _words_of_piece(piece: str) -> tuple[Forms, ...]:
    folded = plain(piece)
    if _SPACELESS.search(folded):
        raise SpacelessError
    return tuple(found for word in _WORD.findall(folded) if (found := forms(word)).exact)


WORDS_OF_PIECE = WordCache(_words_of_piece)


def forms(word: str) -> Forms:
    """The lexemes of a word of a script with spaces; `word` is in `plain` form."""
    return _FORMS[word]


def _forms(word: str) -> Forms:
    if _ARABIC.search(word):
        exact, loose = _INVISIBLE.sub("", word)[:LONGEST_WORD], fold_case(word)[:LONGEST_WORD]
        return Forms(exact, LOOSE + loose if loose else "")
    exact = fold_case(word).replace(" ", "")[:LONGEST_WORD]
    loose = unmarked(exact)
    return Forms(exact, LOOSE + loose if loose != exact else "")


_FORMS = WordCache(_forms)


def run_characters(run: str) -> str:
    """The run without spaces and invisible marks."""
    # Of five characters this takes a tenth of the time of a regular expression.
    for blank in _BLANKS_OF_RUN:
        run = run.replace(blank, "")
    return run


def places_of_characters(run: str) -> list[int]:
    """Of each of `run_characters(run)`, its place in the run."""
    places: list[int] = []
    start = 0
    for blanks in _RUN_BLANKS.finditer(run):
        places += range(start, blanks.start())
        start = blanks.end()
    return [*places, *range(start, len(run))]


def finditer(text: str) -> Iterator[re.Match[str]]:
    """The words and runs of `text`, in order; `lastgroup` is empty for a word."""
    return _PIECE.finditer(text)


def cut(text: str) -> Iterator[tuple[str, bool]]:
    """The words and runs of `text` in order, each with whether it is a run; faster than `pieces`."""
    return ((match.group(), match.lastgroup == "run") for match in _PIECE.finditer(text))


def bigrams(run: str) -> list[str]:
    """The lexeme of each character with the next one, and of the last one alone; one per position."""
    characters = run_characters(run)
    return [LOOSE + characters[place : place + 2] for place in range(len(characters))]


def run_words(run: str) -> list[tuple[int, str]]:
    """ICU's dictionary words of a run, with the position of their first character in `run_characters(run)`."""
    breaker = WordBreaker(run, _BREAKER_LOCALES.get(script_of(run), "zh"))
    words, place = [], 0
    for segment in breaker:
        word = run_characters(segment)
        if word:
            words.append((place, word[:LONGEST_WORD]))
            place += len(word)
    return words


@lru_cache(maxsize=4096)
def script_of(word: str) -> str:
    """The script of a word or run in `plain` form ("latin", "thai", "kana" ...); empty if it has no letters."""
    return next((name for name, letters in _SCRIPTS if letters.search(word)), "")
