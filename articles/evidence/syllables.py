"""Vietnamese syllables: their parts, how each script writes their sounds, and which Han characters read so. Pure.

A syllable is an onset, a glide, a vowel and an ending. Transliterations differ by translator ("Dũng" is Зунг and Дунг,
ยวุง and ซุง), so each part stands for several sounds (`articles/catalogue/transliterations.tsv`).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from articles.catalogue import FOLDER

_ONSET = r"(?P<onset>ngh?|nh|ch|tr|th|ph|kh|gh|gi(?=[aăâeêoôơuưy])|qu|[bcdđghklmnprstvx])?"
_SYLLABLE = re.compile(
    _ONSET
    + r"(?P<glide>[ou](?=[aăâeêyơ]))?(?P<vowel>iê|yê|uô|ươ|ưa|ia|ua|ya|oo|[aăâeêioôơuưy])(?P<end>ng|nh|ch|[ckmnptiyou])?"
)
# Without marks "ie" is iê, "uo" uô or ươ, "ua" ua or ưa.
_UNMARKED = re.compile(
    _ONSET
    + r"(?P<glide>[ou](?=[aey]|ie))?(?P<vowel>ie|ye|uo|ua|ia|ya|oo|[aeiouy])(?P<end>ng|nh|ch|[ckmnptiyou])?"
)
_SAME_ONSET = {"k": "c", "q": "c", "qu": "c", "gh": "g", "ngh": "ng"}
_SAME_END = {"k": "c"}  # Đắk Lắk
_SAME_VOWEL = {"y": "i", "yê": "iê", "ya": "ia", "oo": "o"}
# What a vowel or onset without marks may be.
_MAY_BE = {
    "a": ("a", "ă", "â"), "e": ("e", "ê"), "o": ("o", "ô", "ơ"), "u": ("u", "ư"), "ie": ("iê",), "ye": ("iê",),
    "uo": ("uô", "ươ"), "ua": ("ua", "ưa"), "d": ("d", "đ"),
}  # fmt: skip
_OFF = {"i": "i", "y": "i", "o": "u", "u": "u"}

# A syllable without an onset begins with a letter that carries its vowel; in Devanagari that is always written.
_CARRIERS = {"thai": "o?", "lao": "o?", "arabic": "a?", "devanagari": "(?=[aeiouy])"}
_TONE_BY_H = ("thai", "lao")
_ONE_SIGN_FOR_AI = ("thai", "lao", "khmer")


def toneless(syllable: str) -> str:
    """A syllable in lower case without its tone, its vowel signs kept: "Cống" → "công"."""
    decomposed = unicodedata.normalize("NFD", syllable.lower())
    return unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0303\u0309\u0323]", "", decomposed))


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Text in lower case without any Vietnamese mark: "Nông Cống" → "nong cong"."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether a word may be a Vietnamese syllable, with or without its marks."""
    return _parts(toneless(word)) is not None


def _parts(written: str) -> re.Match[str] | None:
    return _SYLLABLE.fullmatch(written) or _UNMARKED.fullmatch(written)


@lru_cache(maxsize=16384)
def sound_pattern(syllable: str, script: str, *, is_marked: bool) -> str:
    """A regular expression of the sounds by which `script` may write a syllable.

    `is_marked` is whether the name that it belongs to was written with Vietnamese marks: without them "Dong" may be Đông.
    Raises ValueError for a word that is no syllable.
    """
    parts = _parts(toneless(syllable))
    if parts is None:
        raise ValueError(f"{syllable!r} is no Vietnamese syllable")
    onset, vowel, end = (
        parts["onset"] or "",
        parts["vowel"],
        _SAME_END.get(parts["end"] or "", parts["end"] or ""),
    )
    glide = parts["glide"] or onset == "qu"
    onset = _SAME_ONSET.get(onset, onset)
    start = (
        _any_of([f"onset {one}" for one in _choices(onset, is_marked)], script)
        if onset
        else _CARRIERS.get(script, "")
    )
    spoken = "(?:" + _any_of(["glide"], script) + ")?" if glide else ""
    middle = _any_of([f"vowel {_SAME_VOWEL.get(one, one)}" for one in _choices(vowel, is_marked)], script)
    final = _any_of([f"off {_OFF[end]}"] if end in _OFF else [f"coda {end}"], script) if end else ""
    if glide and onset == "h" and script in _TONE_BY_H:
        start = "h?"  # before a sonorant it is read as the mark of a tone
    if vowel in ("a", "ă") and end in ("i", "y") and script in _ONE_SIGN_FOR_AI:
        return f"{start}{spoken}(?:{middle}{final}|I)"
    return start + spoken + middle + final


def _choices(part: str, is_marked: bool) -> tuple[str, ...]:
    return (part,) if is_marked and part not in ("ie", "ye", "uo") else _MAY_BE.get(part, (part,))


def _any_of(rows: list[str], script: str) -> str:
    table = _transliterations()
    return "(?:" + "|".join(dict.fromkeys(table[row][script] for row in rows)) + ")"


@cache
def _transliterations() -> Mapping[str, Mapping[str, str]]:
    lines = (FOLDER / "transliterations.tsv").read_text(encoding="utf-8").splitlines()
    head, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


@cache
def han_characters() -> Mapping[str, str]:
    """The Han characters of each reading as one string, by `reading_key` and without marks (`han_readings.tsv`)."""
    found: dict[str, str] = {}
    for line in (FOLDER / "han_readings.tsv").read_text(encoding="utf-8").splitlines():
        reading, characters = line.split("\t")
        for form in {reading_key(reading), plain(reading)}:
            found[form] = found.get(form, "") + characters
    return found


def reading_key(syllable: str) -> str:
    """A syllable with its tone apart, so that "hòa" and "hoà" are one; without any mark, unchanged."""
    tones = [
        mark
        for mark in unicodedata.normalize("NFD", syllable.lower())
        if mark in "\u0300\u0301\u0303\u0309\u0323"
    ]
    return toneless(syllable) + "".join(tones)
