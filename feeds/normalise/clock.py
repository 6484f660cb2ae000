"""The time of day and the zone in a piece of text from which the date has been taken out."""

import re
from dataclasses import dataclass
from datetime import time, timedelta, timezone
from functools import cache

from feeds.normalise.date_words import alternatives, fold, table

# The widest offsets in use are UTC-12 and UTC+14.
WIDEST_OFFSET_HOURS = 14

_HOUR_WORD = "gio|時|时|點|点|시|ម៉ោង|ໂມງ|นาฬิกา|uhr"
_MINUTE_WORD = "phut|分|분|នាទី|ນາທີ|นาที|'"
_HOUR = rf"(?<![\d:.,])(?P<hour>\d{{1,2}})(?:\s?[:h]\s?|\s?(?:{_HOUR_WORD})\s?|\.)"
_CLOCK = re.compile(
    rf"{_HOUR}(?P<minute>\d{{2}})(?:(?:[:.]|\s?(?:{_MINUTE_WORD})\s?)(?P<second>\d{{2}})(?:[.,:]\d+)?(?!\d))?(?!\d)"
)
_CLOCK_IN_WORDS = re.compile(
    rf"(?<!\d)(?P<hour>\d{{1,2}})\s?(?:{_HOUR_WORD})\s?(?P<minute>\d{{1,2}})\s?(?:{_MINUTE_WORD})"
    r"(?:\s?(?P<second>\d{1,2})\s?(?:giay|秒|초|វិនាទី|ວິນາທີ|วินาที))?"
)
# "1500 GMT": military time, which only its zone tells from a year.
_FOUR_DIGITS = re.compile(
    r"(?<![\d+-])(?P<hour>\d{2})(?P<minute>\d{2})(?=\s?(?:gmt|utc|ut|z|[+-]\d{4})(?!\w))"
)
_HOUR_ONLY = re.compile(
    r"(?<![\d:.,])(?P<hour>\d{1,2})(?:\s?(?:h|gio|時|时|點|点|시|uhr)(?!\w)|(?=\s?[ap]\.?m\b))"
)
_OFFSET = re.compile(
    r"(?:(?:gmt|utc|ut)\s?)?(?<!\d)(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?::?00)?(?!\d)"
)


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time as written. `zone` is None where the text names none; `seconds` says whether seconds were given."""

    at: time
    seconds: bool
    zone: timezone | None


def find_time(text: str) -> TimeOfDay | None:
    """The first time of day in `text` (folded), with the zone that follows it; None where there is none."""
    for pattern in (_CLOCK_IN_WORDS, _CLOCK, _FOUR_DIGITS, _HOUR_ONLY):
        for match in pattern.finditer(text):
            found = _time_at(text, match)
            if found is not None:
                return found
    return None


def _time_at(text: str, match: re.Match[str]) -> TimeOfDay | None:
    parts = match.groupdict()
    hour, minute = int(parts["hour"]), int(parts.get("minute") or 0)
    second = parts.get("second")
    before, after = text[: match.start()], text[match.end() :]
    hour = _in_24_hours(hour, _half_of_day(before, after))
    if hour > 23 or minute > 59 or int(second or 0) > 60:
        return None
    # A leap second is written as 60; the last ordinary second stands for it.
    at = time(hour, minute, min(int(second or 0), 59))
    return TimeOfDay(at=at, seconds=second is not None, zone=_zone_after(after))


def _in_24_hours(hour: int, half: str | None) -> int:
    if half == "pm" and hour < 12:
        return hour + 12
    if half == "am" and hour == 12:
        return 0
    return hour


def _half_of_day(before: str, after: str) -> str | None:
    for half, words in _half_patterns():
        if re.match(rf"\s?(?:{words})(?![^\W\d_])", after) or re.search(
            rf"(?<![^\W\d_])(?:{words})\s?$", before
        ):
            return half
    return None


@cache
def _half_patterns() -> tuple[tuple[str, str], ...]:
    return tuple(
        (half, alternatives(fold(word) for word in table("day_periods")[half])) for half in ("am", "pm")
    )


def _zone_after(text: str) -> timezone | None:
    offset = _OFFSET.search(text)
    if offset is not None:
        return read_offset(offset["sign"], offset["hours"], offset["minutes"])
    named = re.search(rf"(?<![^\W_])(?:{_zone_names()})(?![^\W_])", text)
    return None if named is None else timezone(timedelta(hours=table("zones")[named[0]]))


@cache
def _zone_names() -> str:
    return alternatives(table("zones"))


def read_offset(sign: str, hours: str, minutes: str | None) -> timezone | None:
    """The zone `sign` `hours` `minutes` from UTC ("+", "07", "00" or None); None for an impossible offset."""
    if int(hours) > WIDEST_OFFSET_HOURS or int(minutes or 0) > 59:
        return None
    delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-delta if sign == "-" else delta)
