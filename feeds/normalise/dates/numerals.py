"""Dates in numerals: which of the numbers is the year, the month and the day.

The order is the one that the Unicode CLDR has for the language. In English it is open: Americans write the month first,
Vietnamese publishers the day ("05/12/2026", with leading zeros). There a date is read only where something decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale

from feeds.normalise.dates.words import alternatives, cldr_locale, weekday_numbers

YEAR = r"(?P<year>\d{4}|'?\d{2})(?!\d|\s?[:h]\s?\d)"
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?<!\d[-/.])(?P<year>\d{4})(?P<sign>\s?(?:[-/.]|年|년)\s?)(?P<month>\d{1,2})"
    r"(?P<other>\s?(?:[-/.]|月|월)\s?)(?P<day>\d{1,2})(?!\d)"
    r"(?:[日號号일](?!本))?"
)
_SIGNS = frozenset("-/.")
_NUMERALS = re.compile(
    r"(?<![\d/.-])(?P<first>\d{1,2})\s?(?P<separator>[-/.])\s?(?P<second>\d{1,2})\s?(?P=separator)\s?" + YEAR
)
# "26. 5. 12." is how Koreans write 12 May 2026, "26/05/12" how Japanese do.
_SHORT_YEAR_FIRST = re.compile(
    r"(?<![a-z\d/.-])'?(?P<year>\d{2})\s?(?P<separator>[-/.])\s?(?P<month>\d{1,2})\s?(?P=separator)\s?(?P<day>\d{1,2})"
    r"(?:\s?(?P=separator))?(?!\d|\s?[:h]\s?\d\d\s?[:h])"
)
_SHORT_YEAR_FIRST_IN = frozenset({"ko", "ja"})
# What .NET writes by default ("M/d/yyyy h:mm:ss tt"): slashes, no leading zeros, AM or PM.
_AMERICAN = re.compile(
    r"[1-9]\d?/[1-9]\d?/(?:\d{4}|(?P<short>\d\d)),? (?:[1-9]|1[0-2]):\d{2}(?::\d{2})? [ap]m"
)
# The time before the date, from 0 to 23 and without AM or PM, is Vietnamese: "10:20 | 12/05/2026".
_TIME_FIRST = re.compile(
    r"(?:^|[\s(])(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d(?:\s?(?:gmt|utc)\s?\+\s?0?7)?[\s,|-]*$"
)
# "05/12/2026": day and month in two digits each, the year in four.
_PADDED = re.compile(r"\d\d[/-]\d\d[/-]\d{4}")
_HALF_OF_DAY = re.compile(r"(?<![a-z])[ap]\.?m(?![a-z])")
# Words of Vietnamese bylines, without their marks.
_VIETNAMESE = re.compile(
    r"(?<![^\W\d_])(?:bao|ngay|dang|luc|cap nhat|theo|thu (?:hai|ba|tu|nam|sau|bay))(?![^\W\d_])"
)
# Whoever names the weekday in English writes the date in English.
_ENGLISH_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun),|(?<!\w)(?:mon|tues|wednes|thurs|fri|satur|sun)day(?!\w)"
)
_ZONE_OF_VIETNAM = re.compile(r"\+\s?0?7(?::?00)?(?!\d)|(?<!\w)ict(?!\w)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A date as written, its calendar not yet decided; `start` and `end` are its offsets in the text.

    `inside` is a time of day between the day and the year ("Sep 14 18:44:00 2026").
    """

    year: str
    month: int
    day: int
    start: int
    end: int
    inside: str = ""
    solar_hijri: bool = False


def readings_in_numerals(line: str, language: str | None, *, vietnamese: bool) -> Iterator[Reading]:
    """The dates in `line` (folded) whose year has four digits, those that begin with the year first.

    `vietnamese`: the publisher is taken to be one of Vietnam.
    """
    for match in _YEAR_FIRST.finditer(line):
        if not _ends_another(match, language):
            yield _reading(match, int(match["month"]), int(match["day"]))
    for match in _NUMERALS.finditer(line):
        if len(match["year"]) == 4:
            yield from _in_order(match, line, language, vietnamese)


def _ends_another(match: re.Match[str], language: str | None) -> bool:
    """Whether the year rather ends a date, with a time behind it: "15 Juni 2022 - 11.02", "15 Juni 2022. 11.02"."""
    sign, other = match["sign"], match["other"]
    if not {sign.strip(), other.strip()} <= _SIGNS:
        return False
    return sign.strip() != other.strip() or (other == "." != sign and _order(language) != "y")


def readings_with_short_year(line: str, language: str | None, *, vietnamese: bool) -> Iterator[Reading]:
    """The dates in `line` (folded) whose year has two digits."""
    primary = (language or "").partition("-")[0]
    if primary in _SHORT_YEAR_FIRST_IN:
        for match in _SHORT_YEAR_FIRST.finditer(line):
            yield _reading(match, int(match["month"]), int(match["day"]))
        return
    for match in _NUMERALS.finditer(line):
        if match["separator"] == "." and line[match.end() : match.end() + 1] == ".":
            continue  # Korean
        # Where the year comes first, 26/05/12 may be of 2026 or of 2012, and 12/05/98 is of 1998.
        if len(match["year"]) == 4 or (_order(language) == "y" and not _is_last(match)):
            continue
        yield from _in_order(match, line, language, vietnamese)


def _is_last(match: re.Match[str]) -> bool:
    """Whether the year can only be the last of three numbers, or is the first of them too."""
    year = int(match["year"].lstrip("'"))
    return year > 31 or year == int(match["first"])


def _reading(match: re.Match[str], month: int, day: int) -> Reading:
    return Reading(match["year"], month, day, match.start(), match.end())


def _in_order(match: re.Match[str], line: str, language: str | None, vietnamese: bool) -> Iterator[Reading]:
    first, second = int(match["first"]), int(match["second"])
    if first > 12 or first == second:
        yield _reading(match, second, first)
    elif second > 12:
        yield _reading(match, first, second)
    else:
        if _ENGLISH_WEEKDAY.search(line):
            language = "en"
        month_first = _is_month_first(match, line, language, vietnamese)
        if month_first is not None:
            yield _reading(match, first, second) if month_first else _reading(match, second, first)


def _is_month_first(match: re.Match[str], line: str, language: str | None, vietnamese: bool) -> bool | None:
    """Whether the month is the first of two numbers up to twelve; None where that stays open."""
    if language is not None and language.lower() == "en-us":
        return True
    if _order(language) != "M":
        american = _AMERICAN.fullmatch(line, match.start())
        if american is None or _has_twelve_hours(language):
            return False
        return True if language in (None, "vi") and american["short"] is None else None
    if match["separator"] == "." or _ZONE_OF_VIETNAM.search(line, match.end()) or _VIETNAMESE.search(line):
        return False
    by_weekday = _month_first_by_weekday(match, line, language)
    if by_weekday is not None:
        return by_weekday
    american = _AMERICAN.fullmatch(line, match.start())
    if american is not None and american["short"] is None:
        return True
    padded = vietnamese and _PADDED.match(match[0]) is not None and _HALF_OF_DAY.search(line) is None
    return False if padded or _TIME_FIRST.search(line, 0, match.start()) else None


def _month_first_by_weekday(match: re.Match[str], line: str, language: str | None) -> bool | None:
    """What the name of the weekday in the line says, where only one of the two days is such a day."""
    names = weekday_numbers(language or "en")
    found = re.search(rf"(?<!\w)(?:{alternatives(names)})(?!\w)", line)
    if found is None:
        return None
    year, first, second = int(match["year"].lstrip("'")), int(match["first"]), int(match["second"])
    year += 2000 if year < 100 else 0
    fits = [
        date(year, month, day).weekday() == names[found[0]]
        for month, day in ((first, second), (second, first))
    ]
    return fits[0] if fits[0] != fits[1] else None


@cache
def _order(language: str | None) -> str:
    """Which part CLDR's short date begins with in `language`: "d", "M" or "y"; "d" for an unknown language."""
    name = cldr_locale(language) if language else None
    pattern = Locale.parse(name).date_formats["short"].pattern if name else "d"
    return next((letter for letter in pattern if letter in "dMy"), "d")


@cache
def _has_twelve_hours(language: str | None) -> bool:
    """Whether CLDR's short time in `language` has AM and PM."""
    name = cldr_locale(language) if language else None
    return name is not None and "a" in Locale.parse(name).time_formats["short"].pattern
