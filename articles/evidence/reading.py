"""Read a name of another script back into Vietnamese syllables without marks, by the same tables that write it. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product

from articles.catalogue.places import load_communes, load_districts
from articles.evidence.sounds import sounds_of
from articles.evidence.syllables import han_characters, is_syllable, plain, sound_pattern

SYLLABLES_AT_LEAST, SYLLABLES_AT_MOST = 2, 4
# Names of a text in Han characters, and beginnings of one in sounds ("nong" is Nông, Nong and Nung).
NAMES_AT_MOST, BEGINNINGS_AT_MOST = 5000, 12_000
LONGEST_SYLLABLE = 9  # sounds
# Syllables of names that no Han character reads and no commune has.
_OTHERS = (
    "dak",
    "lak",
    "muong",
    "kon",
    "tum",
    "ban",
    "chu",
    "buon",
    "ho",
    "pleiku",
    "cho",
    "suoi",
    "mau",
    "na",
    "pa",
    "sa",
    "rach",
)


class Readings:
    """The names that stretches of a short text, such as a query, may write in `script`.

    All readings of three syllables together are too many to be listed. So those of the first two are given, by which the
    names that there are can be looked up, and each of these is then held against the sounds.
    """

    def __init__(self, text: str, script: str) -> None:
        self._sounds, self._script = sounds_of(text), script
        self._starts = tuple(_starts(self._sounds, script))

    def beginnings(self) -> tuple[str, ...]:
        """The first two syllables that names may have, without marks, in reading order."""
        found: dict[str, None] = {}
        for start in self._starts:
            for first, after in self._syllables(start):
                found.update(
                    dict.fromkeys(
                        f"{first} {second}" for second, _after in self._syllables(self._next(after))
                    )
                )
            if len(found) >= BEGINNINGS_AT_MOST:
                break
        return tuple(found)[:BEGINNINGS_AT_MOST]

    def holds(self, name: str) -> bool:
        """Whether a name without marks may be written there."""
        syllables = name.split()
        return any(self._reads_from(start, syllables) for start in self._starts)

    def _reads_from(self, start: int, syllables: Sequence[str]) -> bool:
        places = {start}
        for number, syllable in enumerate(syllables):
            places = {
                after
                for place in places
                for read, after in self._syllables(self._next(place) if number else place)
                if read == syllable
            }
        return bool(places)

    def _syllables(self, at: int) -> Iterator[tuple[str, int]]:
        for syllable, length in _syllables_at(self._sounds[at : at + LONGEST_SYLLABLE], self._script):
            yield syllable, at + length

    def _next(self, place: int) -> int:
        return place + (self._sounds[place : place + 1] == " ")


def names_in_han(text: str) -> frozenset[str]:
    """The names without marks that neighbouring Han characters read as, of two to four syllables."""
    readings = [_han_readings().get(character) for character in text]
    found: dict[str, None] = {}
    for start in range(len(readings)):
        for length in range(SYLLABLES_AT_LEAST, SYLLABLES_AT_MOST + 1):
            part = readings[start : start + length]
            if len(part) == length and all(part):
                found.update(
                    dict.fromkeys(" ".join(one) for one in product(*(sorted(one) for one in part if one)))
                )
    return frozenset(list(found)[:NAMES_AT_MOST])


def names_in_latin(text: str) -> frozenset[str]:
    """The names without marks that neighbouring words may be, in any case: queries are typed in small letters."""
    words = [plain(word) if is_syllable(word) else "" for word in re.findall(r"[^\W\d_]+", text)]
    spans = (
        words[start : start + length]
        for start in range(len(words))
        for length in range(SYLLABLES_AT_LEAST, SYLLABLES_AT_MOST + 1)
    )
    return frozenset(" ".join(span) for span in spans if len(span) >= SYLLABLES_AT_LEAST and all(span))


_JOINED = re.compile("w?[bl]|w|al")


def _starts(sounds: str, script: str) -> Iterator[int]:
    """Where a name may begin: at a word, in scripts that set none apart anywhere."""
    if script in ("thai", "lao", "khmer"):
        yield from range(len(sounds))
        return
    for match in re.finditer(r"(?<![^ ])[^ ]", sounds):
        yield match.start()
        # Arabic joins "and", "in", "for" and the article to a name.
        if script == "arabic" and (joined := _JOINED.match(sounds, match.start())):
            yield joined.end()


@lru_cache(maxsize=2048)
def _syllables_at(sounds: str, script: str) -> tuple[tuple[str, int], ...]:
    """The syllables that the sounds begin with, each with every length that it may have there: vowels and ends may be
    unwritten.
    """
    return tuple(
        (syllable, length)
        for syllable, pattern in _patterns(script)
        if pattern.match(sounds)
        for length in range(1, len(sounds) + 1)
        if pattern.fullmatch(sounds, 0, length)
    )


@cache
def _patterns(script: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    of_places = (name.split() for name in (*load_communes(), *load_districts()))
    readings = {reading for reading in han_characters() if reading.isascii()}
    syllables = sorted(readings.union(_OTHERS, *of_places))
    return tuple(
        (syllable, re.compile(sound_pattern(syllable, script, is_marked=False)))
        for syllable in syllables
        if is_syllable(syllable) and len(syllable) > 1
    )


@cache
def _han_readings() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for reading, characters in han_characters().items():
        if reading.isascii():
            for character in characters:
                found.setdefault(character, set()).add(reading)
    return {character: frozenset(readings) for character, readings in found.items()}
