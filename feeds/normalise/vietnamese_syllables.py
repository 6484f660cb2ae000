"""How much a text in Latin letters looks like Vietnamese, with or without its marks.

A Vietnamese word as written is one syllable: an initial from a short list and a rhyme from another. No other
language of the press keeps to that shape for a whole sentence, so it tells Vietnamese even where the marks are lost
("Hoi nghi Trung uong"), which letter statistics do not.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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

WORDS_KEPT = 32_768  # most words of a news text are common ones

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
    written = set(_WORD.findall(text))
    words = set(filter(_has_vowel, map(str.lower, written)))
    marked = set(filter(_is_marked, written))
    names = {word for word in marked if not word[0].islower()}
    small = {word.lower() for word in marked - names}
    return SyllableEvidence(
        words=len(words),
        shaped=sum(map(_is_syllable, words)),
        marked=len(small),
        marked_names=len({word.lower() for word in names} - small),
    )


def is_dense_vietnamese(text: str) -> bool:
    """Whether `text` (NFC) has so many letters that only Vietnamese has that it can be nothing else."""
    return len(_ONLY_VIETNAMESE.findall(text)) > len(text) * _DENSE_SHARE


def without_vietnamese_words(text: str) -> str:
    """`text` without the words that only Vietnamese can spell: the names in a translated article."""
    return _WORD.sub(lambda word: " " if _ONLY_VIETNAMESE.search(word[0]) else word[0], text)


@lru_cache(maxsize=WORDS_KEPT)
def _has_vowel(word: str) -> bool:
    return _VOWEL.search(_bare(word)) is not None


@lru_cache(maxsize=WORDS_KEPT)
def _is_syllable(word: str) -> bool:
    return _SYLLABLE.fullmatch(_bare(word)) is not None


@lru_cache(maxsize=WORDS_KEPT)
def _is_marked(word: str) -> bool:
    return _ONLY_VIETNAMESE.search(word) is not None


def _bare(word: str) -> str:
    """The word in small letters without its marks."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("đ", "d")
