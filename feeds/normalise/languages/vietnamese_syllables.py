"""How much a text in Latin letters looks like Vietnamese, with or without its marks.

A written Vietnamese word is one syllable: an optional initial and a rhyme, both from short lists. In no other language
of the press do all words of a sentence have that shape, so it identifies Vietnamese even without its marks
("Hoi nghi Trung uong"), where letter statistics fail.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain

from articles.grouping.word_cache import WordCache

_INITIALS = "b|ch?|d|gh?|gi|h|kh?|l|m|nh?|ngh?|ph?|qu|r|s|th?|tr|v|x"
_RHYMES = (
    "a(?:i|o|u|y|ch?|m|nh?|ng|p|t)?|e(?:o|u|ch?|m|nh?|ng|p|t)?|i(?:a|u|ch?|m|nh?|p|t|e(?:c|m|n|ng|p|t|u))?"
    "|o(?:i|c|m|n|ng|p|t|ong|oc)?|oa(?:i|o|y|ch?|m|nh?|ng|p|t)?|oe(?:o|n|t)?"
    "|u(?:i|u|c|m|n|ng|p|t)?|ua(?:y|n|ng|t)?|ue(?:ch|nh)?|uo(?:c|i|m|n|ng|p|t|u)?|uy(?:a|ch|nh?|t|u|en|et)?"
    "|y(?:em|en|et|eu|t)?"
)
_SYLLABLE = re.compile(f"(?:{_INITIALS})?(?:{_RHYMES})")
_VOWEL = re.compile("[aeiouy]")
_STOP = re.compile("(?:ch?|p|t)$")
# These pairs of vowels have a circumflex or a horn, but behind the initials gi and qu.
_UNMARKED_PAIR = re.compile("eu|(?<!g)ie|ye|(?<!q)u[eo]")
_TONES_BEFORE_A_STOP = "\u0301\u0323"  # acute, dot below
_TONES = f"{_TONES_BEFORE_A_STOP}\u0300\u0303\u0309"  # grave, tilde, hook
_MARKS = frozenset(f"{_TONES}\u0302\u0306\u031b")  # circumflex, breve, horn
_WORD = re.compile(r"[^\W\d_]+")
# Only Vietnamese has these letters: horned vowels, and vowels under a hook, a dot or two marks.
_ONLY_VIETNAMESE = re.compile("[ơưƠƯạ-ỹẠ-Ỹ]")

# In Vietnamese prose one letter in six is such a letter; a foreign text full of Vietnamese names stays below.
_DENSE_SHARE = 1 / 12


@dataclass(frozen=True, slots=True)
class SyllableEvidence:
    """Numbers of distinct words. `shaped` words are possible syllables; `marked` (lower-case) and `marked_names`
    (capitalised) words have a letter that only Vietnamese has."""

    words: int
    shaped: int
    marked: int
    marked_names: int


def syllable_evidence(text: str) -> SyllableEvidence:
    """Count the words of `text` (NFC). Words without a vowel are abbreviations (TP, UBND) and do not count."""
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


def is_marked_syllable(word: str) -> bool:
    """Whether `word` is spelled as a Vietnamese syllable and has at least one marked letter.

    At most one mark is a tone, and a syllable that ends in c, ch, p or t has the acute or the dot below.
    """
    decomposed = unicodedata.normalize("NFD", word.lower())
    marks = [letter for letter in decomposed if unicodedata.combining(letter)]
    tones = [mark for mark in marks if mark in _TONES]
    if not (marks or "đ" in decomposed) or len(tones) > 1 or not _MARKS.issuperset(marks):
        return False
    toneless = unicodedata.normalize("NFC", "".join(one for one in decomposed if one not in _TONES))
    if _UNMARKED_PAIR.search(toneless):
        return False
    bare = _bare(word)
    if _STOP.search(bare) and (not tones or tones[0] not in _TONES_BEFORE_A_STOP):
        return False
    return _SYLLABLE.fullmatch(bare) is not None


def is_dense_vietnamese(text: str) -> bool:
    """Whether the share of letters that only Vietnamese has proves that `text` (NFC) is Vietnamese."""
    return len(_ONLY_VIETNAMESE.findall(text)) > len(text) * _DENSE_SHARE


def without_vietnamese_words(text: str) -> str:
    """`text` without words that have a letter only Vietnamese has: names, in a translated article."""
    return _WORD.sub(lambda word: " " if _ONLY_VIETNAMESE.search(word[0]) else word[0], text)


@dataclass(frozen=True, slots=True)
class _Traits:
    """A word in lower case with its properties; `is_small`: its first letter was lower case."""

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
    """The properties of the words between two spaces (mostly one)."""
    return tuple(map(_traits, _WORD.findall(piece)))


_TRAITS = WordCache(_traits_of_piece)


def _bare(word: str) -> str:
    """The word in lower case without its marks."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("đ", "d")
