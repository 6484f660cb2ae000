"""Dates in numerals and words: where they stand in a line, and their year, month and day as written."""

import re
from collections.abc import Iterator
from functools import cache

from feeds.normalise.dates.numerals import YEAR, Reading, readings_in_numerals, readings_with_short_year
from feeds.normalise.dates.words import (
    alternatives,
    era_words,
    fold_date,
    month_names,
    solar_hijri_months,
    table,
)

# Thai, Lao, Burmese and Khmer put no spaces between words: there a word may follow a letter.
_WORD_START = "(?<![^\\W\\d_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
_WORD_END = "(?![^\\W\\d_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
_DIGIT = re.compile(r"\d")


def readings(line: str, language: str | None, *, vietnamese: bool) -> Iterator[Reading]:
    """The dates written in `line` (folded), the most certain form first.

    `vietnamese`: the publisher is taken to be one of Vietnam.
    """
    if _DIGIT.search(line) is None:
        return
    yield from readings_in_numerals(line, language, vietnamese=vietnamese)
    yield from _readings_in_words(line, language)
    # Last, because three short numbers are a time as often as a date ("9 Feb 2026 05.08.00").
    yield from readings_with_short_year(line, language, vietnamese=vietnamese)


def without_era(text: str, language: str | None) -> str:
    """What follows a date, without the name of the Common Era, which may look like a day period (م)."""
    eras = _era_at_start(language)
    return eras.sub("", text, count=1) if eras else text


@cache
def _era_at_start(language: str | None) -> re.Pattern[str] | None:
    words = alternatives(era_words(language))
    return re.compile(rf"^\s?(?:{words})(?![^\W\d_])") if words else None


def _readings_in_words(line: str, language: str | None) -> Iterator[Reading]:
    for known in (language, None) if language else (None,):
        names = month_names(known)
        for pattern in _patterns_with_names(known):
            for match in pattern.finditer(line):
                number = match["number"] or match["counted"]
                month = int(number) if number else names[match["name"]]
                yield _reading(match, month)
    iranian = solar_hijri_months()
    for pattern in _solar_hijri_patterns():
        for match in pattern.finditer(line):
            if match["name"]:
                yield _reading(match, iranian[match["name"]], solar_hijri=True)


def _reading(match: re.Match[str], month: int, *, solar_hijri: bool = False) -> Reading:
    inside = match.groupdict().get("between") or ""
    return Reading(match["year"], month, int(match["day"]), match.start(), match.end(), inside, solar_hijri)


@cache
def _solar_hijri_patterns() -> tuple[re.Pattern[str], ...]:
    """Day first, as newspapers write; year first, as browsers and the Unicode CLDR do (۱۴۰۵ اردیبهشت ۲۲)."""
    day_first, _, year_first = _patterns(alternatives(solar_hijri_months()), "fa")
    return day_first, year_first


@cache
def _patterns_with_names(language: str | None) -> tuple[re.Pattern[str], ...]:
    return _patterns(alternatives(month_names(language)), language)


def _patterns(name: str, language: str | None) -> tuple[re.Pattern[str], ...]:
    """Patterns for day-month-year, month-day-year (also with the time between) and year-month-day.

    `name` is a pattern of the months' names.
    """
    fillers = table("fillers")
    words = alternatives((*map(fold_date, fillers["words"]), *era_words(language)))
    filler = rf"(?:[\s,./|-]|{_WORD_START}(?:{words}){_WORD_END})*"
    ordinal = rf"(?:{alternatives(fold_date(word) for word in fillers['ordinals'])})?(?![^\W\d_])"
    before = alternatives(fold_date(word) for word in fillers["before_month_number"])
    # Two names with a stroke between them are one month in two varieties of Arabic; Hebrew joins its "in" to the
    # name of the month. Software that puts Chinese or Korean names into an English form writes "13 5月 2026".
    month = (
        rf"(?:{_WORD_START}ב?(?P<name>{name})(?:\s?/\s?(?:{name}))?(?![^\W\d_])"
        rf"|{_WORD_START}(?:{before})\.?\s?(?P<number>\d{{1,2}})(?!\d)"
        rf"|(?<!\d)(?P<counted>\d{{1,2}})\s?[月월](?![^\W\d_]))"
    )
    day = r"(?<!\d)(?P<day>\d{1,2})(?!\d)"
    # A two-digit number after "month day" is a time more often than a year, so that four digits are asked for.
    between = (
        r"(?P<between>\d{1,2}:\d{2}(?::\d{2})?(?:\s[ap]\.?m\.?)?\s(?:(?:[a-z]+|[+-]\d{2}(?::?\d{2})?)\s)?)?"
    )
    sure_year = r"(?P<year>\d{4}|'\d{2})(?!\d|\s?[:h]\s?\d)"
    # In "19:23 June 17, 2018" it is 17 June, not 23 June of 2017.
    no_other_year = r"(?![\s,]{1,2}(?:19|20)\d{2}(?!\d))"
    return (
        re.compile(rf"{day}(?:{ordinal})?{filler}{month}{filler}{YEAR}{no_other_year}"),
        re.compile(rf"{month}{filler}{day}{ordinal}{filler}{between}{sure_year}"),
        re.compile(rf"(?<!\d)(?P<year>\d{{4}}){filler}{month}{filler}{day}"),
    )
