"""Read a text of any script as sounds, as far as Vietnamese names are written in it. Pure.

The alphabet is that of `articles/catalogue/sounds.toml`. Anything but letters of the script is one space, so that a name
cannot run across a boundary of words; vowels that a script leaves unwritten are missing.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from articles.catalogue import FOLDER

_SCRIPT_OF = {
    "ru": "cyrillic", "uk": "cyrillic", "be": "cyrillic", "bg": "cyrillic", "sr": "cyrillic", "ar": "arabic", "fa": "arabic",
    "ur": "arabic", "th": "thai", "lo": "lao", "km": "khmer", "ko": "hangul", "ja": "kana", "hi": "devanagari",
    "ne": "devanagari", "mr": "devanagari",
}  # fmt: skip

_HANGUL_FIRST, _HANGUL_LAST = 0xAC00, 0xD7A3
_INITIALS = "g K n d D l m b B s S . j J c k t p h".split()  # noqa: SIM905
_VOWELS = "a e ya ye v e yv ye o wa we we yo u wv we wi yu 3 3i i".split()  # noqa: SIM905
_FINALS = ". k k k n n n t l k m p l p p l m p p t t N t t k t p t".split()  # noqa: SIM905
_HANGUL_VOWELS, _HANGUL_FINALS = 21, 28

_KANA_ROWS = {
    "アイウエオ": "", "カキクケコ": "k", "ガギグゲゴ": "g", "サシスセソ": "s", "ザジズゼゾ": "z", "タチツテト": "t",
    "ダヂヅデド": "d", "ナニヌネノ": "n", "ハヒフヘホ": "h", "バビブベボ": "b", "パピプペポ": "p", "マミムメモ": "m",
    "ラリルレロ": "r",
}  # fmt: skip
_KANA_ODD = {
    "シ": "Si", "チ": "ci", "ツ": "tu", "フ": "fu", "ヂ": "zi", "ヅ": "zu", "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa",
    "ヲ": "o", "ン": "n", "ッ": "", "ー": "", "ヴ": "vu", "・": " ", "゠": " ", "＝": " ",
}  # fmt: skip
_KANA_SMALL = {
    "ァ": "a",
    "ィ": "i",
    "ゥ": "u",
    "ェ": "e",
    "ォ": "o",
    "ャ": "ya",
    "ュ": "yu",
    "ョ": "yo",
    "ヮ": "wa",
}
# A small vowel takes the place of the vowel before it: ファ is f and a.
_SMALL_KANA = re.compile("[aiueo]?\u0002")

_LEADING, _SONORANT = "เแโใไເແໂໃໄ", "งญนมยรลวງຍນມຢຣລວຼ"
# A vowel written before its consonant is spoken after it.
_LEADING_VOWEL = re.compile(f"([{_LEADING}])((?:[หຫ](?=[{_SONORANT}]))?[ก-ฮກ-ຮໜໝ])")
# Before a sonorant an h only marks the tone.
_SILENT_H = re.compile(f"[หຫ](?=[{_SONORANT}])")
_KILLED = re.compile(".[์໌]")  # the letter under this sign is silent
_SOUNDLESS = re.compile(
    "[\u0e47-\u0e4b\u0e4d\u0e4e\u0ec8-\u0ecb\u17c7-\u17d3\u200b-\u200f\u2060\u064b-\u0652\u0640\u094d\u093c]"
)


def script_of(language: str) -> str | None:
    """The script of a language whose texts are read as sounds; None for Latin and Han letters."""
    return _SCRIPT_OF.get(language.partition("-")[0])


@lru_cache(maxsize=1024)  # the articles of some days are compared with each other again and again
def sounds_of(text: str) -> str:
    """The sounds of a text, one space for anything that is no letter of the scripts that are read."""
    plain = unicodedata.normalize("NFC", text).lower()
    if re.search("[\u0e00-\u0eff]", plain):
        plain = _LEADING_VOWEL.sub(r"\2\1", _KILLED.sub("", plain))
        plain = _SILENT_H.sub("", plain)
    table = _table()
    letters = _SOUNDLESS.sub("", plain)
    sounds = "".join(table[letter] if letter in table else _hangul(letter) for letter in letters)
    return re.sub(" {2,}", " ", _SMALL_KANA.sub("", sounds))


def _hangul(character: str) -> str:
    number = ord(character) - _HANGUL_FIRST
    if not 0 <= number <= _HANGUL_LAST - _HANGUL_FIRST:
        return " "
    first, rest = divmod(number, _HANGUL_VOWELS * _HANGUL_FINALS)
    vowel, final = divmod(rest, _HANGUL_FINALS)
    return (_INITIALS[first] + _VOWELS[vowel] + _FINALS[final]).replace(".", "")


@cache
def _table() -> Mapping[str, str]:
    table: dict[str, str] = {}
    for script in tomllib.loads((FOLDER / "sounds.toml").read_text(encoding="utf-8")).values():
        for letters, sounds in script.items():
            table |= {letter: sound.strip(".") for letter, sound in zip(letters, sounds.split(), strict=True)}
    for row, consonant in _KANA_ROWS.items():
        table |= {kana: consonant + vowel for kana, vowel in zip(row, "aiueo", strict=True)}
    return table | _KANA_ODD | {kana: "\u0002" + vowel for kana, vowel in _KANA_SMALL.items()}
