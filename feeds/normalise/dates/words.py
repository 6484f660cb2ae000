"""The words of dates in every language: month names, day periods, zones, filler words.

Month names come from the Unicode CLDR through Babel, completed by `words.toml`. Words and texts are folded before
they are compared: case, diacritics and native digits make no difference.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale, UnknownLocaleError

# Languages whose month names are tried where the text's own language does not explain its date.
_WORLD = (
    "vi en fr de es pt it nl ru uk pl cs sk bg sr hr sl mk ro hu fi sv da nb et lv lt el tr az kk ar ar_SY ar_MA "
    "ar_DZ fa he hi bn ta te ur ne si th lo km my id ms fil sw mn ko ja zh be ca sq ka hy"
)
WORLD = tuple(_WORLD.split())

# Combining marks that are often left out and never tell two months apart: Latin, Hebrew, Arabic.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
_LETTERS = str.maketrans(
    {"đ": "d", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "’": "'", "‘": "'", "−": "-", "–": "-", "—": "-"}
)
# Commas and strokes of Arabic and Burmese dates ("12 مايو، 2026").
_PUNCTUATION = str.maketrans({"،": ",", "؍": "/", "۔": ".", "၊": ",", "။": "."})
# Characters that may be digits of another script, unusual spaces or invisible marks; most lines have none.
_MORE_THAN_LATIN = re.compile("[^\x00-\x7f\u00c0-\u024f\u0300-\u036f]")


def fold_date(text: str) -> str:
    """`text` for comparing dates: lower case, ASCII digits, no diacritics, single spaces."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    if _MORE_THAN_LATIN.search(letters):
        kept = (" " if c.isspace() else _digit(c) for c in letters if unicodedata.category(c) != "Cf")
        letters = "".join(kept).translate(_PUNCTUATION)
    plain = _MARKS.sub("", letters).translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFC", plain).split())


def _digit(character: str) -> str:
    value = unicodedata.digit(character, None) if unicodedata.category(character) == "Nd" else None
    return character if value is None else str(value)


@cache
def table(name: str) -> Mapping[str, Any]:
    """One table of `words.toml`."""
    path = Path(__file__).with_name("words.toml")
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8"))[name])


def alternatives(words: Iterable[str]) -> str:
    """A regular expression that matches any of `words` (folded already), the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@cache
def month_names(language: str | None) -> Mapping[str, int]:
    """The names of the months in `language`, folded, each with its number from 1 to 12.

    Without a language: the names of all languages of `WORLD`, without those that mean different months in different
    languages (`listopad`, `srpen`).
    """
    if language is None:
        return MappingProxyType(_derived()["months"])
    names: dict[str, int] = {}
    for locale in _locales(language):
        names |= _names_from_cldr(locale)
    for spellings in (table("months").get(_primary(language), ()), table("months")["en"]):
        for number, spelled in enumerate(spellings, start=1):
            for name in spelled.split("|"):
                names.setdefault(fold_date(name), number)
    return MappingProxyType(names)


@cache
def weekday_names() -> frozenset[str]:
    """The names of the days of the week in every language of the vocabulary (Unicode CLDR), as `fold_phrase` gives
    them."""
    return frozenset(_derived()["weekdays"])


def _derived() -> dict[str, Any]:
    """Names from the derived table: Babel's data of so many languages takes fifty megabytes."""
    path = Path(__file__).with_name("names_of_days_and_months.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def solar_hijri_months() -> Mapping[str, int]:
    """The month names of Iran's calendar, folded, each with its number."""
    spelled = table("solar_hijri")["fa"]
    return MappingProxyType(
        {
            fold_date(name): number
            for number, names in enumerate(spelled, start=1)
            for name in names.split("|")
        }
    )


@cache
def cldr_locale(language: str) -> str | None:
    """The name of the Unicode CLDR's locale for `language` (BCP 47), "zh_Hant"; None where it has none."""
    for name in (language.replace("-", "_"), _primary(language)):
        try:
            return str(Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
    return None


@cache
def weekday_numbers(language: str) -> Mapping[str, int]:
    """The names of the days of the week in `language`, folded and without a full stop; Monday is 0."""
    name = cldr_locale(language)
    days = Locale.parse(name).days if name else {}
    return MappingProxyType(
        {
            fold_date(day).rstrip("."): number
            for widths in days.values()
            for width in ("wide", "abbreviated", "short")
            for number, day in widths.get(width, {}).items()
        }
    )


@cache
def era_words(language: str | None) -> frozenset[str]:
    """The names of the Common Era in `language` ("n. Chr.", ค.ศ.), folded."""
    name = cldr_locale(language) if language else None
    eras = Locale.parse(name).eras if name else {}
    return frozenset(fold_date(names[1]) for names in eras.values() if 1 in names)


def _primary(language: str) -> str:
    return re.split("[-_]", language)[0].lower()


def _locales(language: str) -> tuple[str, ...]:
    """The locales of a language: itself and regional varieties with other month names."""
    primary = _primary(language)
    return ("ar", "ar_SY", "ar_MA", "ar_DZ") if primary == "ar" else (primary,)


def _names_from_cldr(locale: str) -> dict[str, int]:
    try:
        months = Locale.parse(locale).months
    except (UnknownLocaleError, ValueError):
        return {}
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in months[context][width].items():
                folded = fold_date(name).rstrip(".")
                # A name that is a number ("9월", "9月", "tháng 9") is read by the rules for numerals.
                # Single letters are initials, save in Burmese, where some abbreviations have no more.
                is_name = len(folded) > 1 or "\u1000" <= folded <= "\u109f"
                if is_name and not any(c.isdigit() for c in folded):
                    names.setdefault(folded, number)
    return names
