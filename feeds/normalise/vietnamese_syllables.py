"""How much a text in Latin letters looks like Vietnamese, with or without its marks.

A Vietnamese word as written is one syllable: an initial from a short list and a rhyme from another. No other
language of the press keeps to that shape for a whole sentence, so it tells Vietnamese even where the marks are lost
("Hoi nghi Trung uong"), which letter statistics do not.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain

from articles.grouping.word_memory import WordMemory

_INITIALS = "b|ch?|d|gh?|gi|h|kh?|l|m|nh?|ngh?|ph?|qu|r|s|th?|tr|v|x"
_RHYMES = (
    "a(?:i|o|u|y|ch?|m|nh?|ng|p|t)?|e(?:o|u|ch?|m|nh?|ng|p|t)?|i(?:a|u|ch?|m|nh?|p|t|e(?:c|m|n|ng|p|t|u))?"
    "|o(?:i|c|m|n|ng|p|t|ong|oc)?|oa(?:i|o|y|ch?|m|nh?|ng|p|t)?|oe(?:o|n|t)?"
    "|u(?:i|u|c|m|n|ng|p|t)?|ua(?:y|n|ng|t)?|ue(?:ch|nh)?|uo(?:c|i|m|n|ng|p|t|u)?|uy(?:a|ch|nh?|t|u|en|et)?"
    "|y(?:em|en|et|eu|t)?"
)
_SYLLABLE = re.compile(f"(?:{_INITIALS})?(?:{_RHYMES})")
_VOWEL = re.compile("[aeiouy]")
_WORD = re.compile(r"[^\W\d_]+")
# Only Vietnamese has these letters: horned vowels, and vowels under a hook, a dot or two marks.
_ONLY_VIETNAMESE = re.compile("[ơưƠƯạ-ỹẠ-Ỹ]")

# Of running Vietnamese about one letter in six is such a letter; a foreign text full of its names stays below.
_DENSE_SHARE = 1 / 12


@dataclass(frozen=True, slots=True)
class SyllableEvidence:
    """Of `words` distinct words, `shaped` have the shape of a syllable; `marked` (in small letters) and
    `marked_names` (with a capital) have a letter that only Vietnamese has."""

    words: int
    shaped: int
    marked: int
    marked_names: int


def syllable_evidence(text: str) -> SyllableEvidence:
    """The evidence in `text` (NFC). Words without a vowel are abbreviations (TP, UBND) and are left out."""
    words: set[str] = set()
    shaped: set[str] = set()
    marked: set[str] = set()
    marked_names: set[str] = set()
    for word in chain.from_iterable(map(_TRAITS.__getitem__, set(text.split()))):
        if word.has_vowel:
            words.add(word.small)
            if word.is_syllable:
                shaped.add(word.small)
        if word.is_marked:
            (marked if word.is_small else marked_names).add(word.small)
    return SyllableEvidence(
        words=len(words), shaped=len(shaped), marked=len(marked), marked_names=len(marked_names - marked)
    )


def is_dense_vietnamese(text: str) -> bool:
    """Whether `text` (NFC) has so many letters that only Vietnamese has that it can be nothing else."""
    return len(_ONLY_VIETNAMESE.findall(text)) > len(text) * _DENSE_SHARE


def without_vietnamese_words(text: str) -> str:
    """`text` without the words that only Vietnamese can spell: the names in a translated article."""
    return _WORD.sub(lambda word: " " if _ONLY_VIETNAMESE.search(word[0]) else word[0], text)


@dataclass(frozen=True, slots=True)
class _Traits:
    """A word in small letters, and what its spelling says; `is_small`: it was written with a small first letter."""

    small: str
    is_small: bool
    has_vowel: bool
    is_syllable: bool
    is_marked: bool


def _traits(word: str) -> _Traits:
    bare = _bare(word)
    return _Traits(
        small=word.lower(),
        is_small=word[0].islower(),
        has_vowel=_VOWEL.search(bare) is not None,
        is_syllable=_SYLLABLE.fullmatch(bare) is not None,
        is_marked=_ONLY_VIETNAMESE.search(word) is not None,
    )


def _traits_of_piece(piece: str) -> tuple[_Traits, ...]:
    """Those of the words in what stands between two spaces: mostly one."""
    return tuple(map(_traits, _WORD.findall(piece)))


_TRAITS = WordMemory(_traits_of_piece)


def _bare(word: str) -> str:
    """The word in small letters without its marks."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("đ", "d")
