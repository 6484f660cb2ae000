"""Alphabetical order as the reader of an edition knows it: a key by which names are sorted.

PostgreSQL as it is embedded has no collations of ICU. After Unicode CLDR: letters first, marks where these are the same,
capitals last; names in the edition's script before others.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

# The letters of alphabets in which some stand elsewhere than by their codes.
_ALPHABETS = {
    "vi": "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "lo": "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮ",
}
# Marks in the order of Vietnamese tones: none, huyền, hỏi, ngã, sắc, nặng.
_MARKS = "\u0300\u0309\u0303\u0301\u0323"
# Simplified characters stand in GB 2312 by their sounds, traditional ones in Big5 by their strokes, Japanese ones by sounds.
_ENCODINGS = {"zh-hans": "gb2312", "zh-hant": "big5", "ja": "euc_jp"}
_SCRIPTS = {
    "ru": (0x400, 0x52F), "uk": (0x400, 0x52F), "ar": (0x600, 0x6FF), "hi": (0x900, 0x97F), "th": (0xE00, 0xE7F),
    "lo": (0xE80, 0xEFF), "km": (0x1780, 0x17FF), "ko": (0xAC00, 0xD7AF), "ja": (0x3040, 0x9FFF),
    "zh-hans": (0x3400, 0x9FFF), "zh-hant": (0x3400, 0x9FFF),
}  # fmt: skip
# Vowels that are written before the consonant behind which they are spoken.
_LEADING = {"th": re.compile("([\u0e40-\u0e44])(.)"), "lo": re.compile("([\u0ec0-\u0ec4])(.)")}
# What stands for other letters: forms of alif, Lao letters for two.
_SAME = str.maketrans({**dict(zip("أإآٱىة", "ااااية", strict=True)), "ໜ": "ຫນ", "ໝ": "ຫມ"})
# Signs that tell apart what is the same without them: Latin marks, Arabic vowels, the nukta of Hindi, Thai and Lao tones,
# Khmer shifters. Other marks of these scripts are vowels, or join consonants, and count as letters.
_SIGNS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u093c\u0e47-\u0e4e\u0ec8-\u0ece\u17c9-\u17d1\u17dd]")
# What is written and not read: the end of a Khmer word, and how letters join.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u0640\u2060]")

Key = tuple[bool, list[tuple[int, ...]], list[int], str]


@cache
def collation(edition: str) -> Callable[[str], Key]:
    """What gives the key of a name for readers of an edition."""
    places = {letter: place for place, letter in enumerate(_ALPHABETS.get(edition, ""))}

    def key(name: str) -> Key:
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", name.casefold()).translate(_SAME))
        letters: list[tuple[int, ...]] = []
        marks: list[int] = []
        for letter in _in_spoken_order(text, edition):
            if letters and _SIGNS.match(letter):
                marks[-1] = marks[-1] << 21 | ord(letter)
                continue
            base, mark = (letter, 0) if letter in places else _apart(letter, places)
            letters.append(_weight(base, edition, places))
            marks.append(mark)
        low, high = _SCRIPTS.get(edition, (0x41, 0x24F))
        first = ord(text[:1] or " ")
        is_latin = high == 0x24F and 0x1E00 <= first <= 0x1EFF
        is_foreign = not (low <= first <= high or is_latin)
        return is_foreign, letters, marks, name

    return key


def _in_spoken_order(text: str, edition: str) -> str:
    leading = _LEADING.get(edition)
    return leading.sub(r"\2\1", text) if leading else text


def _apart(letter: str, places: dict[str, int]) -> tuple[str, int]:
    """A letter without its last marks, until the alphabet has it or it has none; and the place of the mark, 0 for none."""
    base, mark = letter, 0
    decomposed = unicodedata.normalize("NFD", letter)
    for number, sign in enumerate(_MARKS, 1):
        if sign in decomposed:
            base, mark = unicodedata.normalize("NFC", decomposed.replace(sign, "")), number
            break
    if base not in places and len(unicodedata.normalize("NFD", base)) > 1 and base[:1] < "\u0900":
        base, mark = unicodedata.normalize("NFD", base)[0], mark or len(_MARKS) + 1
    return base, mark


def _weight(letter: str, edition: str, places: dict[str, int]) -> tuple[int, ...]:
    """The weight of a letter: signs and spaces before digits before letters."""
    if not letter.isalnum() and not unicodedata.category(letter).startswith("M"):
        return (0, ord(letter))
    if letter.isdigit():
        return (1, unicodedata.digit(letter, ord(letter)))
    if letter in places:
        return (2, places[letter])
    if edition in _ENCODINGS:
        try:
            return (3, *letter.encode(_ENCODINGS[edition]))
        except UnicodeEncodeError:
            return (4, ord(letter))
    # Đ stands behind d where the alphabet has no place for it.
    return (3, ord("d"), 1) if letter == "đ" else (3, ord(letter))
