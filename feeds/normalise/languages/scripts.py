"""Which scripts a text is written in, and which languages each script can be.

Scripts follow Unicode Standard Annex 24, reduced to those of newspapers; signs, digits and shared marks have none.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

# First and last code point of each block of letters.
_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x41, 0x5A, "Latin"),
    (0x61, 0x7A, "Latin"),
    (0xC0, 0xD6, "Latin"),
    (0xD8, 0xF6, "Latin"),
    (0xF8, 0x24F, "Latin"),
    (0x370, 0x3FF, "Greek"),
    (0x400, 0x52F, "Cyrillic"),
    (0x531, 0x587, "Armenian"),
    (0x5D0, 0x5F2, "Hebrew"),
    (0x620, 0x64A, "Arabic"),
    (0x66E, 0x6D3, "Arabic"),
    (0x6D5, 0x6D5, "Arabic"),
    (0x6EE, 0x6EF, "Arabic"),
    (0x6FA, 0x6FC, "Arabic"),
    (0x750, 0x77F, "Arabic"),
    (0x900, 0x963, "Devanagari"),
    (0x971, 0x97F, "Devanagari"),
    (0x980, 0x9E3, "Bengali"),
    (0x9F0, 0x9F1, "Bengali"),
    (0xA01, 0xA5E, "Gurmukhi"),
    (0xA70, 0xA75, "Gurmukhi"),
    (0xA81, 0xAE3, "Gujarati"),
    (0xB01, 0xB63, "Oriya"),
    (0xB82, 0xBD7, "Tamil"),
    (0xC00, 0xC63, "Telugu"),
    (0xC80, 0xCE3, "Kannada"),
    (0xD00, 0xD63, "Malayalam"),
    (0xD81, 0xDF3, "Sinhala"),
    (0xE01, 0xE3A, "Thai"),
    (0xE40, 0xE4E, "Thai"),
    (0xE81, 0xECD, "Lao"),
    (0xEDC, 0xEDF, "Lao"),
    (0xF40, 0xFBC, "Tibetan"),
    (0x1000, 0x103F, "Myanmar"),
    (0x1050, 0x108F, "Myanmar"),
    (0x10A0, 0x10FF, "Georgian"),
    (0x1100, 0x11FF, "Hangul"),
    (0x1200, 0x135A, "Ethiopic"),
    (0x1780, 0x17D3, "Khmer"),
    (0x1820, 0x1878, "Mongolian"),
    (0x1C90, 0x1CBF, "Georgian"),
    (0x1E00, 0x1EFF, "Latin"),
    (0x1F00, 0x1FFF, "Greek"),
    (0x3041, 0x3096, "Kana"),
    (0x309D, 0x309F, "Kana"),
    (0x30A1, 0x30FA, "Kana"),
    (0x30FD, 0x30FF, "Kana"),
    (0x3130, 0x318F, "Hangul"),
    (0x3400, 0x4DBF, "Han"),
    (0x4E00, 0x9FFF, "Han"),
    (0xA960, 0xA97F, "Hangul"),
    (0xAC00, 0xD7FB, "Hangul"),
    (0xF900, 0xFAFF, "Han"),
    (0xFB50, 0xFDFB, "Arabic"),
    (0xFE70, 0xFEFC, "Arabic"),
    (0xFF66, 0xFF9D, "Kana"),
    (0x20000, 0x323AF, "Han"),
)
_SCRIPTS = tuple(dict.fromkeys(script for _, _, script in _RANGES))
_STARTS = tuple(first for first, _, _ in _RANGES)

# Scripts with one language of the press.
LANGUAGE_OF_SCRIPT: dict[str, str] = {
    "Armenian": "hy",
    "Ethiopic": "am",
    "Georgian": "ka",
    "Greek": "el",
    "Gujarati": "gu",
    "Gurmukhi": "pa",
    "Hangul": "ko",
    "Hebrew": "he",
    "Kannada": "kn",
    "Khmer": "km",
    "Lao": "lo",
    "Malayalam": "ml",
    "Mongolian": "mn",
    "Myanmar": "my",
    "Oriya": "or",
    "Sinhala": "si",
    "Tamil": "ta",
    "Telugu": "te",
    "Thai": "th",
    "Tibetan": "bo",
}

_LATIN = "vi en fr de es pt it id ms nl pl cs sk hu ro sv da no fi tr ca hr sl sq et lv lt tl af cy so sw"
# Scripts of several languages: the candidates of the letter statistics.
LANGUAGES_OF_SCRIPT: dict[str, tuple[str, ...]] = {
    "Arabic": ("ar", "fa", "ur", "ps", "ug"),
    "Bengali": ("bn", "as"),
    "Cyrillic": ("ru", "uk", "bg", "be", "mk", "sr", "kk", "ky", "mn", "tg", "tt"),
    "Devanagari": ("hi", "mr", "ne"),
    "Latin": tuple(_LATIN.split()),
}

# All languages with a known script: a text in another script is in none of them.
LANGUAGES_WITH_SCRIPT = frozenset(
    {"ja", "zh", "zh-Hans", "zh-Hant", "yue"}.union(
        LANGUAGE_OF_SCRIPT.values(), *LANGUAGES_OF_SCRIPT.values()
    )
)

# Letters of a language beyond those that all languages of its script share. A letter of another language's list is
# evidence against the language; letters in no list (in borrowed names) are ignored.
LETTERS_OF_LANGUAGE: dict[str, str] = {
    "ru": "ёщъыэ",
    "uk": "щґєії",
    "bg": "щъ",
    "be": "ёіўыэ",
    "mk": "ѓѕјљњќџ",
    "sr": "ђјљњћџ",
    "kk": "ёщъыэіәғқңөұүһ",
    "ky": "ёщъыэңөү",
    "mn": "ёщъыэөү",
    "tg": "ёъэғӣқӯҳҷ",
    "tt": "ёщъыэәҗңөүһ",
    "ar": "يكىةأإؤئآء",
    "fa": "یکيكپچژگآئأؤء",
    "ur": "یکيكپچژگٹڈڑںےہھآئؤۂۓأء",
    "ps": "یکيكپچژګټډړږښڅځڼېۍئآء",
    "ug": "يكپچژگېەۇۆۈۋڭھى",
    "hi": "\u093c",
    "mr": "ळ",
    "ne": "",
    "bn": "র",
    "as": "ৰৱ",
}

# Letters of other scripts than Latin weigh more: Thai texts contain Latin names, Latin texts hardly Thai ones, and
# one ideograph or syllable block stands for several letters.
_WEIGHT_OF_SCRIPT = {"Latin": 1.0, "Han": 4.0, "Kana": 3.0, "Hangul": 4.0}
_WEIGHT_OF_OTHER_SCRIPTS = 2.0

LAST_OF_BASIC_PLANE = 0xFFFF  # a list of counters for all code points beyond would take 9 MB


@lru_cache(maxsize=8192)
def script_of(letter: str) -> str | None:
    """The script of one character; None for digits, signs and shared marks."""
    code = ord(letter)
    at = bisect_right(_STARTS, code) - 1
    if at < 0 or code > _RANGES[at][1]:
        return None
    return _RANGES[at][2]


def _script_numbers() -> NDArray[np.uint8]:
    """For each code point of the basic plane the place of its script in `_SCRIPTS`, from 1; 0 for one without."""
    numbers = np.zeros(LAST_OF_BASIC_PLANE + 1, dtype=np.uint8)
    for first, last, script in _RANGES:
        numbers[first : last + 1] = _SCRIPTS.index(script) + 1
    return numbers


_SCRIPT_NUMBERS = _script_numbers()


@lru_cache(maxsize=16)
def script_counts(text: str) -> Mapping[str, int]:
    """The number of letters of each script in `text` (NFC); 0 for a script without any."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    counts: Counter[str] = Counter()
    if len(codes) and codes.max() <= LAST_OF_BASIC_PLANE:
        by_number = np.bincount(_SCRIPT_NUMBERS[codes], minlength=len(_SCRIPTS) + 1).tolist()
        counts.update({script: count for script, count in zip(_SCRIPTS, by_number[1:], strict=True) if count})
    else:
        for character, count in Counter(text).items():
            if (script := script_of(character)) is not None:
                counts[script] += count
    return MappingProxyType(counts)


def leading_script(counts: Mapping[str, int]) -> tuple[str, float]:
    """The main script of a text and its weighted share (0 to 1); Kana counts as "Han".

    Raises ValueError where there are no letters.
    """
    if not counts:
        raise ValueError("A text without letters has no script; look at the counts first.")
    weights: dict[str, float] = {}
    for script, count in counts.items():
        name = "Han" if script == "Kana" else script
        weight = _WEIGHT_OF_SCRIPT.get(script, _WEIGHT_OF_OTHER_SCRIPTS)
        weights[name] = weights.get(name, 0.0) + count * weight
    script = max(sorted(weights), key=weights.__getitem__)
    return script, weights[script] / sum(weights.values())


@lru_cache(maxsize=16384)
def _in_standard(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def han_evidence(text: str) -> Counter[str]:
    """Counts of ideographs found only in simplified ("Hans"), traditional ("Hant") or Japanese ("Jpan") writing.

    The national character sets serve as lists: GB 2312 for simplified, Big5 for traditional and JIS X 0208 for
    Japanese writing. "Chinese" counts the ideographs that JIS X 0208 lacks.
    """
    evidence: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if script_of(letter) != "Han":
            continue
        simplified, traditional = _in_standard(letter, "gb2312"), _in_standard(letter, "big5")
        japanese = _in_standard(letter, "shift_jis")
        if simplified != traditional:
            evidence["Hans" if simplified else "Hant"] += count
        if japanese and not simplified and not traditional:
            evidence["Jpan"] += count
        if not japanese:
            evidence["Chinese"] += count
    return evidence
