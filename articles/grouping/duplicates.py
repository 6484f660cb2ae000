"""Detect republications: texts of one language that are the same text. Pure.

Three steps, each for fewer texts than the one before. `signature_of` gives a MinHash signature (Broder 1997)
in two forms. Its bands (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3) find texts
that may overlap; its sketch (b-bit minwise hashing, Li and König 2010) estimates by how much, which rules out
texts that share only a stock phrase. `compare` then measures the overlap of all words, and `is_republication`
decides. Two reports of one event share names and figures; a republication shares sentences.

Bands and sketches are stored, so they must not depend on the version of a library: the signature is computed
here with numpy from fixed constants. Changing a constant below or `fold_case` invalidates the stored ones
until a migration recomputes them (`articles/migrations/0008_likeness_anew.py` is one).
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from articles.grouping.folding import SPACELESS, fold_case
from articles.grouping.word_cache import WordCache

# 42 bands of 3 rows find a pair with Jaccard overlap 0.5 in 99.6 of 100 cases, 0.3 in 68 and 0.1 in 4.
BANDS = 42
ROWS = 3
SHINGLE_WORDS = 2
SHINGLE_CHARACTERS = 4  # in scripts without spaces: about two words
CHARACTERS_A_WORD = 3  # in those scripts, to count words

# Shorter texts may overlap by chance: a line of the weather, a notice of a sale.
WORDS_AT_LEAST = 40
# More shingles change nothing; bounds the work for long texts.
SHINGLES_AT_MOST = 10_000

# Permutations computed in one step (numpy's overhead is a microsecond per step).
SEEDS_AT_ONCE = 42

# A text is tokenised for its bands and again for each comparison; the texts of a batch are cached.
TEXTS_KEPT = 256
LONGEST_TEXT_KEPT = 50_000  # characters

# An edited copy: half of all pairs of neighbouring words in common. Reports of one event by two newsrooms
# that quote the same speech stay below 0.3.
JACCARD_AT_LEAST = 0.5
# A shortened copy: four fifths of the shorter text are in the longer one, and it is no item of a digest.
CONTAINMENT_AT_LEAST = 0.8
LENGTH_RATIO_AT_LEAST = 0.4
# With these two thresholds no republication overlaps less than 0.296. The estimate from 126 minima has a
# standard deviation of 0.04 there: one republication in a thousand is lost, and nearly all texts that only
# share a phrase are ruled out.
ESTIMATE_AT_LEAST = 0.17

# Daily forms (weather, prices, draws) keep the words around a number and change the number; a copy keeps
# both. Above this share of changed numbers two texts are two instances of one form.
CHANGED_NUMBERS_AT_MOST = 0.2

_SPACELESS = re.compile(f"[{SPACELESS}]")
# Words: what stands between spaces, punctuation and symbols; combining marks belong to their letters.
_WORDS = re.compile(
    r"[^\s!-/:-@\[-`{-¿×÷\u060c\u061b\u061f\u0964\u0965\u2000-\u206f\u20a0-\u20cf\u3000-\u303f]+"
)
_NUMBERS_OR_WORDS = re.compile(rf"\d+(?:[.,]\d+)*|[{SPACELESS}]|[^\W\d]+")
_UINT64 = np.uint64
_ORDER = _UINT64(0xD1342543DE82EF95)  # any large odd number: "một hai" is not "hai một"
_Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class TextSignature:
    """The stored signature of a text, by which similar texts are found.

    `bands` are signed 64-bit integers, one per band; the band number is hashed in, so equal values are equal
    bands. `sketch` is the lowest byte of each of the signature's minima.
    """

    bands: tuple[int, ...]
    sketch: bytes


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts have in common, all shares from 0 to 1.

    `jaccard`: common shingles by all; `containment`: common shingles by those of the shorter text;
    `length_ratio`: the shorter length by the longer.
    """

    jaccard: float
    containment: float
    length_ratio: float


@dataclass(frozen=True, slots=True)
class _Shingled:
    """A tokenised text: its number of words, and the sorted, distinct hashes of its shingles.

    With 64 bits per shingle, collisions between two texts are negligible.
    """

    words: int
    shingles: _Hashes


def signature_of(text: str, language: str) -> TextSignature:
    """The signature of `text`; empty if the text is too short.

    `language` (a BCP 47 tag) is hashed into each band, so that only texts in one language match.
    """
    read = _read(text)
    if read.words < WORDS_AT_LEAST:
        return TextSignature((), b"")
    signature = _signature(read.shingles)
    return TextSignature(_bands(signature, language), signature.astype(np.uint8).tobytes())


def may_be_republication(one: bytes, other: bytes) -> bool:
    """Whether two sketches are similar enough that one text may republish the other."""
    if len(one) != len(other) or not one:
        return True
    equal = np.count_nonzero(np.frombuffer(one, dtype=np.uint8) == np.frombuffer(other, dtype=np.uint8))
    by_chance = 1 / 256
    return bool((equal / len(one) - by_chance) / (1 - by_chance) >= ESTIMATE_AT_LEAST)


def _bands(signature: _Hashes, language: str) -> tuple[int, ...]:
    first, second, third = signature.reshape(BANDS, ROWS).T
    hashes = _mixed(_BAND_NUMBERS ^ _UINT64(_word_hash(language.lower().split("-")[0])) ^ first)
    hashes = _mixed(hashes ^ (second << _UINT64(32)) ^ third)
    return tuple(hashes.view(np.int64).tolist())


def is_republication(one: str, other: str) -> bool:
    """Whether one text (of at least `WORDS_AT_LEAST` words) is a copy of the other, edited or cut."""
    if min(_read(one).words, _read(other).words) < WORDS_AT_LEAST:
        return False
    overlap = compare(one, other)
    same_words = overlap.jaccard >= JACCARD_AT_LEAST or (
        overlap.containment >= CONTAINMENT_AT_LEAST and overlap.length_ratio >= LENGTH_RATIO_AT_LEAST
    )
    return same_words and changed_numbers(one, other) <= CHANGED_NUMBERS_AT_MOST


def compare(one: str, other: str) -> Overlap:
    """The overlap of two texts; two texts without a shingle have nothing in common."""
    first, second = _read(one).shingles, _read(other).shingles
    shorter = min(len(first), len(second))
    if not shorter:
        return Overlap(0.0, 0.0, 0.0)
    common = len(np.intersect1d(first, second, assume_unique=True))
    return Overlap(
        jaccard=common / (len(first) + len(second) - common),
        containment=common / shorter,
        length_ratio=shorter / max(len(first), len(second)),
    )


def _read(text: str) -> _Shingled:
    return _read_lately(text) if len(text) <= LONGEST_TEXT_KEPT else _tokenise(text)


def _tokenise(text: str) -> _Shingled:
    folded = fold_case(text)
    if not _SPACELESS.search(folded):
        hashes = np.frombuffer(b"".join(map(_HASHES.__getitem__, folded.split())), dtype="<u8")
        return _Shingled(len(hashes), _shingles(hashes.astype(_UINT64, copy=False), SHINGLE_WORDS))
    words = _WORDS.findall(folded)
    joined = "".join(words)
    spaceless = len(_SPACELESS.findall(joined))
    if 2 * spaceless > len(joined):
        units, size = (
            np.frombuffer(joined.encode("utf-32-le"), dtype="<u4").astype(_UINT64),
            SHINGLE_CHARACTERS,
        )
    else:
        units, size = np.fromiter(map(_word_hash, words), dtype=_UINT64, count=len(words)), SHINGLE_WORDS
    count = spaceless // CHARACTERS_A_WORD + len(_WORDS.findall(_SPACELESS.sub(" ", folded)))
    return _Shingled(count, _shingles(units, size))


_read_lately = lru_cache(maxsize=TEXTS_KEPT)(_tokenise)


def _shingles(units: _Hashes, size: int) -> _Hashes:
    """The distinct hashes of all runs of `size` neighbouring units, sorted."""
    ends = max(0, min(len(units) - size + 1, SHINGLES_AT_MOST))
    hashes = units[:ends]
    for place in range(1, size):
        hashes = _mixed(hashes * _ORDER + units[place : place + ends])
    hashes = np.sort(hashes)
    return hashes[np.concatenate(([True], hashes[1:] != hashes[:-1]))[: len(hashes)]]


def _word_hash(word: str) -> int:
    return int.from_bytes(_octets(word), "little")


def _octets(word: str) -> bytes:
    return blake2b(word.encode(), digest_size=8).digest()


def _hashes_of(token: str) -> bytes:
    """The hashes of the words between two spaces, mostly one: eight octets each, little-endian."""
    return b"".join(map(_octets, _WORDS.findall(token)))


_HASHES = WordCache(_hashes_of)


def _signature(shingles: _Hashes) -> _Hashes:
    """For each of `BANDS * ROWS` permutations the smallest hash of all shingles.

    A permutation is `x * factor + shift` modulo 2³² over the upper half of a mixed hash (Dietzfelbinger,
    Hagerup, Katajainen and Penttonen 1997, "A reliable randomized algorithm for the closest-pair problem"):
    eight times faster than mixing each hash again, with equally good estimates.
    """
    hashed = (shingles >> _UINT64(32)).astype(np.uint32)
    # Several permutations at once: one at a time takes three times as long, all at once 10 MB for a long
    # text.
    minima = [
        (
            hashed[None, :] * _FACTORS[start : start + SEEDS_AT_ONCE] + _SHIFTS[start : start + SEEDS_AT_ONCE]
        ).min(axis=1)
        for start in range(0, BANDS * ROWS, SEEDS_AT_ONCE)
    ]
    return np.concatenate(minima).astype(_UINT64)


def _mixed(values: _Hashes) -> _Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a permutation of the 64-bit integers."""
    values = (values ^ (values >> _UINT64(30))) * _UINT64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> _UINT64(27))) * _UINT64(0x94D049BB133111EB)
    return values ^ (values >> _UINT64(31))


# Multiples of the golden ratio, mixed: well spread and constant. A factor must be odd to permute.
_NUMBERS = _mixed(np.arange(1, 2 * BANDS * ROWS + BANDS + 1, dtype=_UINT64) * _UINT64(0x9E3779B97F4A7C15))
_BAND_NUMBERS = _NUMBERS[:BANDS]
_FACTORS = _NUMBERS[BANDS : BANDS + BANDS * ROWS, None].astype(np.uint32) | np.uint32(1)
_SHIFTS = _NUMBERS[BANDS + BANDS * ROWS :, None].astype(np.uint32)


def changed_numbers(one: str, other: str) -> float:
    """The share of different numbers among the places (words before and after a number) that both texts have."""
    first, second = _numbers_by_place(one), _numbers_by_place(other)
    places = first.keys() & second.keys()
    if not places:
        return 0.0
    return sum(first[place].isdisjoint(second[place]) for place in places) / len(places)


def _numbers_by_place(text: str) -> dict[tuple[str, ...], set[str]]:
    """Each number of the text by its neighbours: two tokens before and one after, numbers among them as "#"."""
    tokens = _NUMBERS_OR_WORDS.findall(fold_case(text))
    masked = ["", "", *("#" if token[0].isdigit() else token for token in tokens), ""]
    places: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for position, token in enumerate(tokens):
        if token[0].isdigit():
            place = (masked[position], masked[position + 1], masked[position + 3])
            places[place].add(_plain_number(token))
    return places


def _plain_number(token: str) -> str:
    """One form for "1.100" and "1,100", "07" and "7", and Thai digits."""
    digits = "".join(str(unicodedata.digit(letter)) for letter in token if letter.isdigit())
    return digits.lstrip("0") or "0"
