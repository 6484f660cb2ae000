"""Publication times: from the words of a feed or a page to a moment in UTC.

Read are ISO 8601 and RFC 3339, RFC 822/2822 with zones as broken as feeds write them, numerals (day first; year
first; month first where nothing else is possible), and dates in words in the languages of the Unicode CLDR, in
the Buddhist, Japanese and Iranian calendars. Nothing is invented: what has no day, month and year is None.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from datetime import time as clock_time
from functools import cache
from typing import Literal

from feeds.normalise import calendars
from feeds.normalise.clock import find_time, read_offset
from feeds.normalise.date_words import alternatives, fold, month_names, solar_hijri_months, table
from feeds.normalise.relative_dates import find_relative
from feeds.timestamps import certain_time

Precision = Literal["second", "minute", "day"]

VIETNAM = timezone(timedelta(hours=7), "UTC+07")
# Clocks of publishers run fast by some minutes; beyond this a time is wrong and not merely early.
FUTURE_TOLERANCE = timedelta(minutes=15)
# The Web began in 1991. An earlier year is a default value (1970, 1900, 0001) or the date of an event in the text.
EARLIEST_YEAR = 1990
# A date without a time is placed at noon: in Hanoi (UTC+7) that is 05:00 UTC, so that the calendar day is the
# same for a reader in Vietnam and in the UTC times that the site stores and exports.
HOUR_OF_A_DAY_WITHOUT_TIME = clock_time(12)
# Longer texts are sentences that mention a date, not dates (in characters).
LONGEST_DATE_TEXT = 120

_ISO = re.compile(
    r"(?<!\d)(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:\s?t?\s?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s?(?P<zone>z|(?P<sign>[+-])(?P<zone_hours>\d{1,2})(?::?(?P<zone_minutes>\d{2}))?)?)?"
)
_ISO_WEEK = re.compile(r"(?P<year>\d{4})-?w(?P<week>\d{2})-?(?P<weekday>[1-7])")
_ISO_ORDINAL = re.compile(r"(?P<year>\d{4})-(?P<day>\d{3})")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_HAS_SECONDS = re.compile(r":\d{2}:\d{2}")

# Thai, Lao, Burmese and Khmer put no spaces between words: there a word may follow a letter.
_WORD_START = "(?<![^\\W\\d_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
_WORD_END = "(?![^\\W\\d_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
_YEAR = r"(?P<year>\d{4}|'?\d{2})(?!\d|\s?[:h]\s?\d)"
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s?(?:[-/.]|年|년)\s?(?P<month>\d{1,2})\s?(?:[-/.]|月|월)\s?(?P<day>\d{1,2})(?!\d)"
)
_NUMERALS = re.compile(
    r"(?<![\d/.-])(?P<first>\d{1,2})\s?(?P<separator>[-/.])\s?(?P<second>\d{1,2})\s?(?P=separator)\s?" + _YEAR
)
# What .NET writes by default ("M/d/yyyy h:mm:ss tt"): slashes, no leading zeros, a half of the day.
_AMERICAN = re.compile(r"[1-9]\d?/[1-9]\d?/\d{4},? (?:[1-9]|1[0-2]):\d{2}(?::\d{2})? [ap]m")


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as far as it is known.

    `at` is in UTC. `precision` says what the text gave; for "day" the time of `at` is noon in the default zone.
    `warning` is a sentence for the article's record where the value had to be changed.
    """

    at: datetime
    precision: Precision
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A date as written, before the calendar of its year is settled; `start` and `end` are its place in the text.

    `inside` is a time of day that stands between the day and the year ("Sep 14 18:44:00 2026").
    """

    year: str
    month: int
    day: int
    start: int
    end: int
    inside: str = ""
    solar_hijri: bool = False


def understand(
    text: str, *, language: str | None, now: datetime, default_zone: tzinfo = VIETNAM
) -> Moment | None:
    """The publication time that `text` states, or None where it states no full date.

    `language` is the BCP 47 tag of the text (its month names are tried first), `now` an aware time, against which
    relative words are read and future times are clamped. A time without a zone is in `default_zone`.
    """
    if len(text) > LONGEST_DATE_TEXT:
        return None
    line = calendars.write_out_han_numbers(fold(text))
    moment = (
        _from_machine_form(line, default_zone)
        or _from_written_form(line, language, now, default_zone)
        or _from_relative_words(line, text, language, now, default_zone)
    )
    return None if moment is None else _checked(moment, now, default_zone)


def understand_feed_date(
    raw: str,
    parsed: time.struct_time | None,
    *,
    now: datetime,
    language: str | None = None,
    default_zone: tzinfo = VIETNAM,
) -> Moment | None:
    """The time of a feed entry, from the date as written and what the feed parser made of it (in UTC).

    A date written as the formats want it needs no rules for other writings. Of any other one, what is written is trusted
    first, because the parser drops zones that it does not know ("+07", "GMT+7"). Its value is used only for texts that
    are not understood here and that name the same year and no such zone.
    """
    certain = certain_time(raw)
    # Years of other calendars, and years of two digits, are left to the rules that know them.
    if certain is not None and EARLIEST_YEAR <= certain.year <= now.year + 1 and str(certain.year) in raw:
        precision: Precision = "second" if _HAS_SECONDS.search(raw) else "minute"
        return _checked(Moment(certain.replace(microsecond=0), precision), now, default_zone)
    moment = understand(raw, language=language, now=now, default_zone=default_zone)
    if moment is not None or parsed is None:
        return moment
    if re.search(rf"(?<!\d){parsed.tm_year}(?!\d)", raw) is None or re.search(r"\d{1,2}:\d{2}", raw) is None:
        return None
    if re.search(r"(?:GMT|UTC)\s?[+-]|[+-]\d{1,2}$", raw.strip()) is not None:
        return None
    try:
        at = datetime(*parsed[:6], tzinfo=UTC)
    except ValueError:
        return None
    return _checked(Moment(at, "second"), now, default_zone)


def date_in(
    line: str, *, language: str | None, now: datetime, default_zone: tzinfo = VIETNAM
) -> Moment | None:
    """The date inside a short line such as a byline ("Việt Nam23/02/2024"); None where there is none.

    Unlike `understand` it reads no relative words and no bare numbers, which mean something else in running text.
    """
    if len(line) > LONGEST_DATE_TEXT:
        return None
    folded = calendars.write_out_han_numbers(fold(line))
    moment = _from_written_form(folded, language, now, default_zone)
    return None if moment is None else _checked(moment, now, default_zone)


def _checked(moment: Moment, now: datetime, zone: tzinfo) -> Moment | None:
    """`moment` clamped to `now` where it lies in the future; None where its year cannot be one of publication."""
    if moment.at.astimezone(zone).year < EARLIEST_YEAR:
        return None
    now = now.astimezone(UTC)
    if moment.precision == "day" and moment.at.astimezone(zone).date() == now.astimezone(zone).date():
        # Published today at an unknown time: noon may still lie ahead.
        return Moment(min(moment.at, now), "day")
    if moment.at <= now + FUTURE_TOLERANCE:
        return moment
    warning = f"The publication time {moment.at:%Y-%m-%d %H:%M} UTC lies in the future; the time of reading is used."
    return Moment(now, moment.precision, warning)


def _in_utc(day: date, at: clock_time, zone: tzinfo) -> datetime | None:
    try:
        return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    except OverflowError:  # the first and the last day that a calendar can name
        return None


def _of_day(day: date | None, zone: tzinfo) -> Moment | None:
    at = None if day is None else _in_utc(day, HOUR_OF_A_DAY_WITHOUT_TIME, zone)
    return None if at is None else Moment(at, "day")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _from_machine_form(line: str, zone: tzinfo) -> Moment | None:
    """ISO 8601 (calendar, week and ordinal dates, basic and extended) and seconds since 1970."""
    if match := _ISO.fullmatch(line):
        return _from_iso(match, zone)
    if match := _ISO_WEEK.fullmatch(line):
        try:
            return _of_day(date.fromisocalendar(*(int(part) for part in match.groups())), zone)
        except ValueError:
            return None
    if (match := _ISO_ORDINAL.fullmatch(line)) and 1 <= int(match["day"]) <= 366:
        first = _date(int(match["year"]), 1, 1)
        return _of_day(first and first + timedelta(days=int(match["day"]) - 1), zone)
    if _EPOCH.fullmatch(line):
        return Moment(datetime.fromtimestamp(int(line[:10]), UTC), "second")
    return None


def _from_iso(match: re.Match[str], zone: tzinfo) -> Moment | None:
    buddhist_or_iranian = int(match["year"]) in calendars.BUDDHIST_YEARS or int(match["year"]) < 1500
    day = None if buddhist_or_iranian else _date(int(match["year"]), int(match["month"]), int(match["day"]))
    if day is None:
        return None
    if match["hour"] is None:
        return _of_day(day, zone)
    stated: tzinfo | None = zone
    if match["zone"] is not None:
        stated = (
            UTC
            if match["zone"] == "z"
            else read_offset(match["sign"], match["zone_hours"], match["zone_minutes"])
        )
    hour, minute, second = int(match["hour"]), int(match["minute"]), min(int(match["second"] or 0), 59)
    if hour == 24 and minute == second == 0:
        day, hour = day + timedelta(days=1), 0
    if hour > 23 or minute > 59:
        return None
    at = _in_utc(day, clock_time(hour, minute, second), stated or zone)
    return None if at is None else Moment(at, "minute" if match["second"] is None else "second")


def _from_written_form(line: str, language: str | None, now: datetime, zone: tzinfo) -> Moment | None:
    """A date in numerals or words, with the time of day and the zone beside it."""
    for reading in _readings(line, language):
        day = _common_date(reading, line, language, now)
        if day is None:
            continue
        # The bar keeps what stood before the date from running into what stood after it.
        rest = f"{line[: reading.start]} | {reading.inside} | {line[reading.end :]}"
        found = find_time(rest)
        if found is None:
            return _of_day(day, zone)
        at = _in_utc(day, found.at, found.zone or zone)
        return None if at is None else Moment(at, "second" if found.seconds else "minute")
    return None


def _common_date(reading: _Reading, line: str, language: str | None, now: datetime) -> date | None:
    digits = reading.year.lstrip("'")
    if reading.solar_hijri or (_is(language, "fa") and int(digits) in calendars.SOLAR_HIJRI_YEARS):
        return calendars.from_solar_hijri(int(digits), reading.month, reading.day)
    year = calendars.common_year(digits, this_year=now.year, buddhist=_counts_in_buddhist_era(line, language))
    return None if year is None else _date(year, reading.month, reading.day)


def _is(language: str | None, *primaries: str) -> bool:
    return language is not None and re.split("[-_]", language)[0].lower() in primaries


def _counts_in_buddhist_era(line: str, language: str | None) -> bool:
    if language is not None and not _is(language, "und"):
        return _is(language, "th", "lo", "km") or re.search("[\u0e00-\u0eff]", line) is not None
    return (
        re.search("[\u0e00-\u0eff\u1780-\u17ff]", line) is not None
        or re.search(r"[/.-]25\d\d", line) is not None
    )


def _readings(line: str, language: str | None) -> Iterator[_Reading]:
    """The dates written in `line`, the most certain form first."""
    for match in _YEAR_FIRST.finditer(line):
        yield _reading(match, int(match["month"]), int(match["day"]))
    numerals = [(match, *_order_of_numerals(match, line, language)) for match in _NUMERALS.finditer(line)]
    for match, month, day in numerals:
        if len(match["year"]) == 4:
            yield _reading(match, month, day)
    yield from _readings_in_words(line, language)
    # Last, because three short numbers are a time as often as a date ("9 Feb 2026 05.08.00").
    for match, month, day in numerals:
        if len(match["year"]) != 4:
            yield _reading(match, month, day)


def _readings_in_words(line: str, language: str | None) -> Iterator[_Reading]:
    for known in (language, None) if language else (None,):
        names = month_names(known)
        for pattern in _patterns_with_names(tuple(names)):
            for match in pattern.finditer(line):
                month = int(match["number"]) if match["number"] else names[match["name"]]
                yield _reading(match, month, int(match["day"]))
    iranian = solar_hijri_months()
    for match in _patterns_with_names(tuple(iranian))[0].finditer(line):
        if match["name"]:
            yield _reading(match, iranian[match["name"]], int(match["day"]), solar_hijri=True)


def _reading(match: re.Match[str], month: int, day: int, *, solar_hijri: bool = False) -> _Reading:
    inside = match.groupdict().get("between") or ""
    return _Reading(match["year"], month, day, match.start(), match.end(), inside, solar_hijri)


def _order_of_numerals(match: re.Match[str], line: str, language: str | None) -> tuple[int, int]:
    """Month and day of two numerals: day first, unless that is impossible or the form is an American one."""
    first, second = int(match["first"]), int(match["second"])
    american = language is not None and language.lower().replace("_", "-") == "en-us"
    american = american or _AMERICAN.fullmatch(line, match.start()) is not None
    if first <= 12 and (second > 12 or american):
        return first, second
    return second, first


@cache
def _patterns_with_names(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Patterns for day-month-year, month-day-year (also with the time between) and year-month-day."""
    fillers = table("fillers")
    words = alternatives(fold(word) for word in fillers["words"])
    filler = rf"(?:[\s,./|-]|{_WORD_START}(?:{words}){_WORD_END})*"
    ordinal = rf"(?:{alternatives(fold(word) for word in fillers['ordinals'])})?(?![^\W\d_])"
    before = alternatives(fold(word) for word in fillers["before_month_number"])
    name = alternatives(names)
    # Two names with a stroke between them are one month in two varieties of Arabic; Hebrew joins its "in" to the
    # name of the month.
    month = (
        rf"(?:{_WORD_START}ב?(?P<name>{name})(?:\s?/\s?(?:{name}))?(?![^\W\d_])"
        rf"|{_WORD_START}(?:{before})\.?\s?(?P<number>\d{{1,2}})(?!\d))"
    )
    day = r"(?<!\d)(?P<day>\d{1,2})(?!\d)"
    # A two-digit number after "month day" is a time more often than a year, so that four digits are asked for.
    between = r"(?P<between>\d{1,2}:\d{2}(?::\d{2})?\s(?:[a-z]+\s)?)?"
    sure_year = r"(?P<year>\d{4}|'\d{2})(?!\d|\s?[:h]\s?\d)"
    return (
        re.compile(rf"{day}(?:{ordinal})?{filler}{month}{filler}{_YEAR}"),
        re.compile(rf"{month}{filler}{day}{ordinal}{filler}{between}{sure_year}"),
        re.compile(rf"(?<!\d)(?P<year>\d{{4}}){filler}{month}{filler}{day}"),
    )


def _from_relative_words(
    line: str, text: str, language: str | None, now: datetime, zone: tzinfo
) -> Moment | None:
    found = find_relative(line, text, language=language, now=now.astimezone(zone))
    if found is None:
        return None
    at, precision = found
    return _of_day(at.date(), zone) if precision == "day" else Moment(at.astimezone(UTC), precision)
