"""Names: those that a text in Latin letters gives, and whether a text of another script writes one of them. Pure.

A Vietnamese name is written in each script as it sounds, by no fixed rule, and Thai, Lao, Khmer and Chinese mark neither
words nor names. So no name is cut out of such a text: a name that is known from another one is looked for in it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from articles.evidence.syllables import han_characters, is_syllable, plain, reading_key, sound_pattern

SYLLABLES_AT_LEAST, SYLLABLES_AT_MOST = 2, 5
ACRONYM_LETTERS = range(2, 9)

# The letter stands before what it may not follow, as patterns that begin with letters are looked for much faster.
CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĐĨŨƠƯẠ-Ỹ]"
_CAPITALISED = re.compile(rf"{CAPITAL}(?<![\w'’]{CAPITAL})[a-zà-öø-ÿăđĩũơưạ-ỹ]*(?![\w])")
_ACRONYM = re.compile(r"(?<![A-Za-z0-9À-ỹ./-])[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?![A-Za-zÀ-ỹ]|[-/][A-ZĐ0-9])")
_BRAND = re.compile(r"(?<![A-Za-z0-9À-ỹ./@-])[A-Za-z][A-Za-z.]{2,}(?![A-Za-z@])")
# Words that begin a sentence or name what a name is of; the name comes after them.
# Those of other languages are no Vietnamese surnames without their marks ("Le", "Do", "An" are).
_BEFORE_NAMES = frozenset(
    """
    ông bà anh chị cụ bác cô chú đồng chí chủ tịch phó bí thư giám đốc trưởng ban bộ sở tỉnh thành phố tp thị xã huyện
    quận phường thôn bản làng ấp xóm khu tổ tại theo ngày trong sau khi và các những của cho với từ đến ở năm sáng
    chiều tối hội đoàn đảng ủy công ty tập nhà trường đại học trung tâm viện cục chi tổng hãng báo đài lễ
    the in on at mr mrs ms dr of by and for en em de du des au et mme el los las os as da der die das im am
    """.split()  # noqa: SIM905
)
_EVERYWHERE = frozenset(
    ("viet nam", "ha noi", "ho chi minh", "dong nam", "trung quoc", "han quoc", "nhat ban", "chau a")
)
_COMMON_LATIN = frozenset(
    ("https", "http", "www", "com", "covid", "asean", "vnd", "usd", "html", "photo", "tphcm", "tp")
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of two syllables or more: as written, and without marks in lower case (`key`)."""

    written: str
    key: str

    @property
    def syllables(self) -> tuple[str, ...]:
        return tuple(self.written.split())


def names_of(text: str) -> tuple[Name, ...]:
    """The Vietnamese names of a text in Latin letters, once each, in reading order."""
    found: dict[str, Name] = {}
    run: list[str] = []
    last = -1
    for match in [*_CAPITALISED.finditer(text), None]:
        goes_on = match is not None and match.start() == last + 1 and text[last] == " "
        word = match.group() if match else ""
        if run and not goes_on:
            for name in _of_run(run):
                found.setdefault(name.key, name)
            run = []
        if match and is_syllable(word):
            run.append(word)
        else:
            run = []
        last = match.end() if match else -1
    return tuple(found.values())


def _of_run(words: Sequence[str]) -> Iterable[Name]:
    while words and words[0].lower() in _BEFORE_NAMES:
        words = words[1:]
    if not SYLLABLES_AT_LEAST <= len(words) <= SYLLABLES_AT_MOST:
        return
    key = " ".join(map(plain, words))
    if key not in _EVERYWHERE:
        yield Name(" ".join(words), key)


def latin_words_of(text: str, *, is_latin: bool) -> frozenset[str]:
    """Acronyms and brands in Latin letters, which every script leaves as they are; in another script any word."""
    words = (_ACRONYM if is_latin else _BRAND).findall(text)
    kept = {plain(word).replace(".", "") for word in words if len(word) in ACRONYM_LETTERS or not is_latin}
    return frozenset(word for word in kept if len(word) > 1) - _COMMON_LATIN


def is_sounded(name: Name, sounds: str, script: str) -> bool:
    """Whether the sounds of a text in `script` (`articles.evidence.sounds`) contain the name."""
    pattern = sounded_as(name.written, script)
    return pattern is not None and pattern.search(sounds) is not None


def is_in_han(name: Name, text: str) -> bool:
    """Whether a text in Han characters writes the name by its Sino-Vietnamese readings."""
    pattern = _in_han(name.written)
    return pattern is not None and pattern.search(text) is not None


# Where words are set apart a name begins with one. Arabic joins particles to it, Cyrillic inflects it.
_BEGINS = {
    "cyrillic": "(?<![^ ])",
    "arabic": "(?<![^ ])(?:w?[bl]?|al)",
    "hangul": "(?<![^ ])",
    "kana": "(?<![^ ])",
    "devanagari": "(?<![^ ])",
}
_ENDS = {"cyrillic": "(?=.{0,3}(?: |$))", "arabic": "(?= |$)", "devanagari": "(?= |$)", "kana": "(?= |$)"}


@lru_cache(maxsize=8192)
def sounded_as(written: str, script: str, *, is_whole: bool = False) -> re.Pattern[str] | None:
    """The pattern of the sounds by which `script` may write a name; None where a part of it is no syllable.

    `is_whole` says that a name without any mark has none, and was not written without its marks.
    """
    is_marked = is_whole or written.lower() != plain(written)
    try:
        patterns = [sound_pattern(syllable, script, is_marked=is_marked) for syllable in written.split()]
    except ValueError:
        return None
    return re.compile(_BEGINS.get(script, "") + " ?".join(patterns) + _ENDS.get(script, ""))


def _characters(syllable: str) -> str | None:
    readings = han_characters()
    return readings.get(reading_key(syllable)) or readings.get(plain(syllable))


@lru_cache(maxsize=4096)
def _in_han(written: str) -> re.Pattern[str] | None:
    sets = [_characters(syllable) for syllable in written.split()]
    if not all(sets):
        return None
    return re.compile("".join(f"[{characters}]" for characters in sets if characters))
