"""Derives `zone_abbreviations.toml`, `day_period_words.toml` and `names_of_days_and_months.toml`:
`python -m feeds.normalise.dates.derived_tables`.

The abbreviations of time zones are those of all locales of the Unicode CLDR (through Babel) and those that the tz
database has used in YEARS; the day periods are those of languages in Latin letters, the months those of all languages
that dates are read in. Run it after an update of Babel; a test compares.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_day_names
from babel.localedata import locale_identifiers

from feeds.normalise.dates.day_periods import words_of
from feeds.normalise.dates.sources import LATIN
from feeds.normalise.dates.words import WORLD, month_names
from feeds.normalise.dates.zones import (
    KINDS,
    LARGEST,
    NO_NAME,
    Kind,
    Meaning,
    identifiers,
    members_of_metazones,
    offset_of,
)
from feeds.vocabulary import fold_phrase, languages

# Zones change: an abbreviation of an earlier year may mean another offset today.
YEARS = range(2024, 2027)
_DAYS = tuple(date(year, month, 1) for year in YEARS for month in (1, 7))
# Letters of the longest abbreviation (WARST).
LONGEST = 5

_HEAD = """# Abbreviations of time zones and what each means in some country, from the Unicode CLDR and the tz database.
# Derived by `python -m feeds.normalise.dates.derived_tables`; not to be edited by hand.

"""
_HEAD_OF_PERIODS = """# Day periods of languages in Latin letters, folded, with the minutes of the day that each stands for.
# Derived by `python -m feeds.normalise.dates.derived_tables`; not to be edited by hand.
"""
_HEAD_OF_NAMES = """# Names of the days of the week in the languages of the vocabulary, folded; names of the months in all languages that
# dates are read in, folded, those of one meaning alone; from the Unicode CLDR.
# Derived by `python -m feeds.normalise.dates.derived_tables`; not to be edited by hand.

"""


def derive_abbreviations() -> dict[str, list[str]]:
    """The table: by abbreviation the zones and which of their times is meant ("Europe/Berlin standard")."""
    found: dict[str, set[Meaning]] = {}
    in_use = set(_from_tz_database())
    for name, meaning in (*in_use, *_from_cldr(in_use)):
        found.setdefault(name, set()).add(meaning)
    return {name: [" ".join(meaning) for meaning in _distinct(found[name])] for name in sorted(found)}


def derive_day_periods() -> dict[str, dict[str, list[list[int]]]]:
    """By language and folded word: from which minute of the day to which it may stand for."""
    return {
        language: {word: [list(span) for span in spans] for word, spans in sorted(words_of(language).items())}
        for language in LATIN
    }


def derive_month_names() -> dict[str, int]:
    """The names of the months in all languages of `WORLD`, without those that mean different months in two of them."""
    meanings: dict[str, set[int]] = {}
    for language in WORLD:
        for name, number in month_names(language).items():
            meanings.setdefault(name, set()).add(number)
    return {name: min(numbers) for name, numbers in sorted(meanings.items()) if len(numbers) == 1}


def derive_weekdays() -> list[str]:
    """The names of the days of the week in every language of the vocabulary."""
    locales = [Locale.parse(tag, sep="-") for tag in languages()]
    names = (get_day_names(each, locale=locale) for locale in locales for each in ("wide", "abbreviated"))
    return sorted({fold_phrase(name) for days in names for name in days.values()})


def _from_cldr(in_use: set[tuple[str, Meaning]]) -> Iterator[tuple[str, Meaning]]:
    members = members_of_metazones()
    seen: set[tuple[str, str, Kind]] = set()
    for identifier in locale_identifiers():
        locale = Locale.parse(identifier)
        for zones in (locale.meta_zones, locale.time_zones):
            for key, written in zones.items():
                seen |= {(name, key, kind) for name, kind in _short_names(written)}
    for name, key, kind in sorted(seen):
        sharing = members.get(key, (key,) if key in identifiers().values() else ())
        # In French, CLDR calls standard times EEST and WEST, which the tz database calls summer time.
        if kind == "daylight" or not any((name, (zone, "daylight")) in in_use for zone in sharing):
            for zone in sharing:
                yield name, (zone, kind)


def _short_names(written: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Kind]]:
    """The abbreviations in one entry; of "CST China" the first word, which has several meanings."""
    for kind in KINDS:
        name, *more = written.get("short", {}).get(kind, NO_NAME).split(" ")
        if 2 <= len(name) <= LONGEST and name.isalpha() and name.isupper() and all(map(str.isascii, more)):
            yield name, kind


def _from_tz_database() -> Iterator[tuple[str, Meaning]]:
    for name in identifiers().values():
        zone = ZoneInfo(name)
        for year in YEARS:
            winter, summer = (datetime(year, month, 1, tzinfo=zone) for month in (1, 7))
            first, second = cast(timedelta, winter.utcoffset()), cast(timedelta, summer.utcoffset())
            for moment, offset in ((winter, first), (summer, second)):
                abbreviation = moment.tzname() or ""
                if abbreviation.isalpha():
                    yield abbreviation, (name, "daylight" if offset > min(first, second) else "standard")


def _distinct(meanings: set[Meaning]) -> list[Meaning]:
    """One of several meanings that give the same time of late, and none of those that give no time."""
    kept: dict[tuple[timedelta | None, ...], Meaning] = {}
    for meaning in sorted(meanings, key=lambda meaning: (meaning[0] not in LARGEST, meaning)):
        offsets = tuple(offset_of(*meaning, day) for day in _DAYS)
        if any(offset is not None for offset in offsets):
            kept.setdefault(offsets, meaning)
    return sorted(kept.values())


def main() -> None:
    """Write the tables beside this module."""
    lines = [
        f"{name} = {str(meanings).replace(chr(39), chr(34))}"
        for name, meanings in derive_abbreviations().items()
    ]
    path = Path(__file__).with_name("zone_abbreviations.toml")
    path.write_text(_HEAD + "\n".join(_quoted(line) for line in lines) + "\n", encoding="utf-8")
    sections = [
        "\n".join((f"\n[{language}]", *(f'"{word}" = {spans}' for word, spans in words.items())))
        for language, words in derive_day_periods().items()
    ]
    path = Path(__file__).with_name("day_period_words.toml")
    path.write_text(_HEAD_OF_PERIODS + "\n".join(sections) + "\n", encoding="utf-8")
    path = Path(__file__).with_name("names_of_days_and_months.toml")
    days = "\n".join(f'    "{name}",' for name in derive_weekdays())
    months = "\n".join(f'"{name}" = {number}' for name, number in derive_month_names().items())
    path.write_text(f"{_HEAD_OF_NAMES}weekdays = [\n{days}\n]\n\n[months]\n{months}\n", encoding="utf-8")


def _quoted(line: str) -> str:
    """TOML wants quotes around keys of other letters than ASCII's."""
    key, _, value = line.partition(" = ")
    return line if key.isascii() else f'"{key}" = {value}'


if __name__ == "__main__":
    main()
