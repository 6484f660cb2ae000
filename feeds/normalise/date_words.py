"""The words that dates are written with, in every language: month names, halves of the day, zones, fillers.

Month names come from the Unicode CLDR through Babel, completed by `date_words.toml`. All words are folded, so that
a word and the text it is looked for in are compared without case, diacritics and native digits.
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

# Languages whose month names are tried when a text's own language does not explain its date.
WORLD = (
    *(
        "vi",
        "en",
        "fr",
        "de",
        "es",
        "pt",
        "it",
        "nl",
        "ru",
        "uk",
        "pl",
        "cs",
        "sk",
        "bg",
        "sr",
        "hr",
        "sl",
        "mk",
    ),
    *(
        "ro",
        "hu",
        "fi",
        "sv",
        "da",
        "nb",
        "et",
        "lv",
        "lt",
        "el",
        "tr",
        "az",
        "kk",
        "ar",
        "ar_SY",
        "ar_MA",
        "ar_DZ",
    ),
    *(
        "fa",
        "he",
        "hi",
        "bn",
        "ta",
        "te",
        "ur",
        "ne",
        "si",
        "th",
        "lo",
        "km",
        "my",
        "id",
        "ms",
        "fil",
        "sw",
        "mn",
    ),
    *("ko", "ja", "zh", "be", "ca", "sq", "ka", "hy"),
)

# Combining marks whose absence is a slip of the keyboard and never another month: Latin, Hebrew, Arabic.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
_LETTERS = str.maketrans(
    {"đ": "d", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "’": "'", "‘": "'", "−": "-", "–": "-", "—": "-"}
)
# What may be a digit of another script, an unusual space or an invisible mark; most lines have none.
_MORE_THAN_LATIN = re.compile("[^\x00-\x7f\u00c0-\u024f\u0300-\u036f]")


def fold(text: str) -> str:
    """`text` in the form in which dates are compared: lower case, ASCII digits, no diacritics, single spaces."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    if _MORE_THAN_LATIN.search(letters):
        kept = (" " if c.isspace() else _digit(c) for c in letters if unicodedata.category(c) != "Cf")
        letters = "".join(kept)
    plain = _MARKS.sub("", letters).translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFC", plain).split())


def _digit(character: str) -> str:
    value = unicodedata.digit(character, None) if unicodedata.category(character) == "Nd" else None
    return character if value is None else str(value)


@cache
def table(name: str) -> Mapping[str, Any]:
    """One table of `date_words.toml`."""
    path = Path(__file__).with_name("date_words.toml")
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8"))[name])


def alternatives(words: Iterable[str]) -> str:
    """A regular expression that matches any of `words` (folded already), the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@cache
def month_names(language: str | None) -> Mapping[str, int]:
    """The names of the months in `language`, folded, each with its number from 1 to 12.

    Without a language, or with one that is unknown: the names of all languages of `WORLD`, without those that
    mean one month here and another there (`listopad`, `srpen`).
    """
    if language is None:
        return MappingProxyType(_names_of_the_world())
    names: dict[str, int] = {}
    for locale in _locales(language):
        names |= _names_from_cldr(locale)
    for spellings in (table("months").get(_primary(language), ()), table("months")["en"]):
        for number, spelled in enumerate(spellings, start=1):
            for name in spelled.split("|"):
                names.setdefault(fold(name), number)
    return MappingProxyType(names)


@cache
def solar_hijri_months() -> Mapping[str, int]:
    """The months of Iran's calendar, folded, each with its number."""
    spelled = table("solar_hijri")["fa"]
    return MappingProxyType(
        {fold(name): number for number, names in enumerate(spelled, start=1) for name in names.split("|")}
    )


def _primary(language: str) -> str:
    return re.split("[-_]", language)[0].lower()


def _locales(language: str) -> tuple[str, ...]:
    """A language and those of its regional varieties whose month names differ."""
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
                folded = fold(name).rstrip(".")
                # A name that is a number only ("9월", "9月", "tháng 9") is read by the rules for numerals.
                # Single letters are initials, save in Burmese, where some abbreviations have no more.
                is_name = len(folded) > 1 or "\u1000" <= folded <= "\u109f"
                if is_name and not any(c.isdigit() for c in folded):
                    names.setdefault(folded, number)
    return names


def _names_of_the_world() -> dict[str, int]:
    meanings: dict[str, set[int]] = {}
    for locale in WORLD:
        for name, number in month_names(locale).items():
            meanings.setdefault(name, set()).add(number)
    return {name: numbers.pop() for name, numbers in meanings.items() if len(numbers) == 1}
