"""Machine forms of dates: ISO 8601 (calendar, week and ordinal dates, basic and extended) and seconds since 1970."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as clock_time

from feeds.normalise.dates import calendars
from feeds.normalise.dates.moment import Moment, Precision, date_or_none, in_utc, of_day
from feeds.normalise.dates.time_of_day import read_offset

_ISO = re.compile(
    r"(?<!\d)(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:\s?t?\s?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s?(?P<zone>z|(?P<sign>[+-])(?P<zone_hours>\d{1,2})(?::?(?P<zone_minutes>\d{2}))?)?)?"
)
_ISO_WEEK = re.compile(r"(?P<year>\d{4})-?w(?P<week>\d{2})-?(?P<weekday>[1-7])(?!\d)")
_ISO_ORDINAL = re.compile(r"(?P<year>\d{4})-(?P<day>\d{3})(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


def from_machine_form(line: str, zone: tzinfo) -> Moment | None:
    """The moment that `line` (folded) states in a machine form; None for any other text."""
    if match := _ISO.fullmatch(line):
        return _from_iso(match, zone)
    if match := _ISO_WEEK.match(line) or _ISO_ORDINAL.match(line):
        day = _day_of_week(match) if match.re is _ISO_WEEK else _day_of_year(match)
        calendar = _ISO.fullmatch(f"{day}{line[match.end() :]}") if day else None
        return None if calendar is None else _from_iso(calendar, zone)
    if _EPOCH.fullmatch(line):
        return Moment(datetime.fromtimestamp(int(line[:10]), UTC), "second")
    return None


def _day_of_week(match: re.Match[str]) -> date | None:
    try:
        return date.fromisocalendar(int(match["year"]), int(match["week"]), int(match["weekday"]))
    except ValueError:
        return None


def _day_of_year(match: re.Match[str]) -> date | None:
    first, count = date_or_none(int(match["year"]), 1, 1), int(match["day"])
    day = first and first + timedelta(days=count - 1)
    return day if first and day and count and day.year == first.year else None


def _from_iso(match: re.Match[str], zone: tzinfo) -> Moment | None:
    buddhist_or_iranian = int(match["year"]) in calendars.BUDDHIST_YEARS or int(match["year"]) < 1500
    day = (
        None
        if buddhist_or_iranian
        else date_or_none(int(match["year"]), int(match["month"]), int(match["day"]))
    )
    if day is None:
        return None
    if match["hour"] is None:
        return of_day(day, zone)
    stated: tzinfo | None = UTC if match["zone"] == "z" else zone
    if match["sign"] is not None:
        stated = read_offset(match["sign"], match["zone_hours"], match["zone_minutes"])
    if stated is None:  # an offset that no place has
        return of_day(day, zone)
    hour, minute, second = int(match["hour"]), int(match["minute"]), min(int(match["second"] or 0), 59)
    if hour == 24 and minute == second == 0:
        day, hour = day + timedelta(days=1), 0
    if hour > 23 or minute > 59:
        return None
    at = in_utc(day, clock_time(hour, minute, second), stated)
    has_zone = match["zone"] == "z" or match["sign"] is not None
    precision: Precision = "minute" if match["second"] is None else "second"
    return None if at is None else Moment(at, precision, zone=stated if has_zone else None)
