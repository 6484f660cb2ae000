"""Which texts of one language are the same text, published again. Pure rules.

Two steps. `text_bands` gives the band hashes of a MinHash signature (Broder 1997; banding as in Leskovec, Rajaraman
and Ullman, "Mining of Massive Datasets", chapter 3): texts that share a band probably overlap. `compare` then
measures the overlap exactly, and `is_republication` decides. Overlap is more than likeness: two reports of one event
share names and figures, a republication shares its sentences.

The hashes are stored, so they must never depend on the release of a library: the signature is computed here, with
numpy, from fixed constants. A change of any constant below makes the stored bands useless until they are made anew.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice, pairwise

import numpy as np

from articles.grouping.folding import SPACELESS, fold

# 42 bands of 3 rows find a pair with Jaccard overlap 0.5 in 99.6 of 100 cases, one of 0.3 in 68 and one of 0.1 in 4.
BANDS = 42
ROWS = 3
SHINGLE_WORDS = 2
SHINGLE_CHARACTERS = 4  # in scripts without spaces: about two words
CHARACTERS_A_WORD = 3  # in those scripts, to count words

# Below, an overlap proves little: a line of the weather, a notice of a sale.
WORDS_AT_LEAST = 40
# Beyond, more shingles change nothing; it bounds the work for a text of any length.
SHINGLES_AT_MOST = 10_000

# How many permutations are reckoned in one step (numpy's overhead is a microsecond a step).
SEEDS_AT_ONCE = 21

# Half of all pairs of neighbouring words in common: an edited copy. Reports of one event by two newsrooms that quote
# the same speech stay below 0.3.
JACCARD_AT_LEAST = 0.5
# A copy that was cut: four fifths of the shorter text stand in the longer one, and it is no mere item in a digest.
CONTAINMENT_AT_LEAST = 0.8
LENGTH_RATIO_AT_LEAST = 0.4

# Forms that are filled in anew each day (weather, prices, draws) keep the words around a number and change the number;
# a copy keeps both. Above this share of changed numbers two texts are two fillings of one form.
CHANGED_NUMBERS_AT_MOST = 0.2

_SPACELESS = re.compile(f"[{SPACELESS}]")
# Words for comparison: what stands between spaces, punctuation and symbols; combining marks stay with their letters.
_WORDS = re.compile(
    r"[^\s!-/:-@\[-`{-¿×÷\u060c\u061b\u061f\u0964\u0965\u2000-\u206f\u20a0-\u20cf\u3000-\u303f]+"
)
_NUMBERS_OR_WORDS = re.compile(rf"\d+(?:[.,]\d+)*|[{SPACELESS}]|[^\W\d]+")
_UINT64 = np.uint64
_BAND_BYTES = 8 * ROWS


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts have in common, all shares from 0 to 1.

    `jaccard`: common shingles of all; `containment`: common ones of the shorter text's; `length_ratio`: the shorter
    text by the longer; `changed_numbers`: of the numbers between the same words, how many differ.
    """

    jaccard: float
    containment: float
    length_ratio: float
    changed_numbers: float


def text_bands(text: str, language: str) -> tuple[int, ...]:
    """The band hashes of `text`, one a band, each a signed 64-bit integer; empty where the text is too short.

    `language` (a BCP 47 tag) and the band's number are part of each hash, so that equal hashes mean the same band of
    two texts in one language.
    """
    if count_words(text) < WORDS_AT_LEAST:
        return ()
    minima = _signature(shingles(text)).astype("<u8").tobytes()
    family = language.lower().split("-")[0]
    return tuple(
        int.from_bytes(
            blake2b(
                minima[band * _BAND_BYTES : (band + 1) * _BAND_BYTES],
                digest_size=8,
                salt=f"{family}:{band}".encode()[:16],
            ).digest(),
            "big",
            signed=True,
        )
        for band in range(BANDS)
    )


def is_republication(one: str, other: str) -> bool:
    """Whether one text (of at least `WORDS_AT_LEAST` words) is surely the other, copied, edited or cut."""
    if min(count_words(one), count_words(other)) < WORDS_AT_LEAST:
        return False
    overlap = compare(one, other)
    same_words = overlap.jaccard >= JACCARD_AT_LEAST or (
        overlap.containment >= CONTAINMENT_AT_LEAST and overlap.length_ratio >= LENGTH_RATIO_AT_LEAST
    )
    return same_words and overlap.changed_numbers <= CHANGED_NUMBERS_AT_MOST


def compare(one: str, other: str) -> Overlap:
    """The exact overlap of two texts; two texts without a shingle have nothing in common."""
    first, second = shingles(one), shingles(other)
    common, shorter = len(first & second), min(len(first), len(second))
    if not shorter:
        return Overlap(0.0, 0.0, 0.0, 0.0)
    return Overlap(
        jaccard=common / len(first | second),
        containment=common / shorter,
        length_ratio=shorter / max(len(first), len(second)),
        changed_numbers=_changed_numbers(one, other),
    )


def count_words(text: str) -> int:
    """Words of `text`; scripts without spaces count by `CHARACTERS_A_WORD`."""
    if not _SPACELESS.search(text):
        return len(_WORDS.findall(text))
    spaceless = len(_SPACELESS.findall(text))
    return spaceless // CHARACTERS_A_WORD + len(_WORDS.findall(_SPACELESS.sub(" ", text)))


def shingles(text: str) -> frozenset[str]:
    """The neighbouring pairs of words of the folded text, or runs of characters where a script has no spaces."""
    folded = fold(text)
    words = _WORDS.findall(folded)
    joined = "".join(words) if _SPACELESS.search(folded) else ""
    if 2 * len(_SPACELESS.findall(joined)) > len(joined):
        units: Sequence[str] = joined
        size = SHINGLE_CHARACTERS
    else:
        units, size = words, SHINGLE_WORDS
    ends = range(min(len(units) - size + 1, SHINGLES_AT_MOST))
    if units is words:
        # Pairs of neighbours, joined without slicing the list for each.
        return frozenset(map(" ".join, islice(pairwise(words), SHINGLES_AT_MOST)))
    return frozenset(" ".join(units[start : start + size]) for start in ends)


def _signature(pieces: frozenset[str]) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    """For each of `BANDS * ROWS` permutations the smallest hash of all shingles."""
    hashed = np.frombuffer(
        b"".join([blake2b(piece.encode(), digest_size=8).digest() for piece in pieces]), dtype="<u8"
    ).astype(_UINT64)
    # Some permutations at once: one at a time costs three times as much, all at once takes 10 MB for a long text.
    minima = [
        _mixed(hashed[None, :] ^ _SEEDS[start : start + SEEDS_AT_ONCE, None]).min(axis=1)
        for start in range(0, len(_SEEDS), SEEDS_AT_ONCE)
    ]
    return np.concatenate(minima)


def _mixed(
    values: "np.ndarray[tuple[int], np.dtype[np.uint64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a permutation of the 64-bit integers."""
    values = (values ^ (values >> _UINT64(30))) * _UINT64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> _UINT64(27))) * _UINT64(0x94D049BB133111EB)
    return values ^ (values >> _UINT64(31))


# Multiples of the golden ratio, mixed: far apart, and the same for ever.
_SEEDS = _mixed(np.arange(1, BANDS * ROWS + 1, dtype=_UINT64) * _UINT64(0x9E3779B97F4A7C15))


def _changed_numbers(one: str, other: str) -> float:
    """Of the places (the words before and after a number) that both texts have, the share with other numbers."""
    first, second = _numbers_by_place(one), _numbers_by_place(other)
    places = first.keys() & second.keys()
    if not places:
        return 0.0
    return sum(first[place].isdisjoint(second[place]) for place in places) / len(places)


def _numbers_by_place(text: str) -> dict[tuple[str, ...], set[str]]:
    """Each number of the text under its neighbours: two tokens before and one after, numbers among them as "#"."""
    tokens = _NUMBERS_OR_WORDS.findall(fold(text))
    masked = ["", "", *("#" if token[0].isdigit() else token for token in tokens), ""]
    places: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for position, token in enumerate(tokens):
        if token[0].isdigit():
            place = (masked[position], masked[position + 1], masked[position + 3])
            places[place].add(_plain_number(token))
    return places


def _plain_number(token: str) -> str:
    """ "1.100" and "1,100", "07" and "7", Thai digits and others in one form."""
    digits = "".join(str(unicodedata.digit(letter)) for letter in token if letter.isdigit())
    return digits.lstrip("0") or "0"
