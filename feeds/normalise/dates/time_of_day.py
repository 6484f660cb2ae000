"""The time of day and the zone in a piece of text from which the date has been taken out."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta, timezone, tzinfo
from functools import cache

from feeds.normalise.dates.day_periods import find_period, hour_of, is_contradicted
from feeds.normalise.dates.words import alternatives
from feeds.normalise.dates.zones import is_in_capitals, utc_words, zone_named, zone_named_at_end

# Offsets from UTC that are or were in use end in these minutes, and lie between these hours.
OFFSET_MINUTES = frozenset({0, 30, 45})
WEST_MOST, EAST_MOST = timedelta(hours=-12), timedelta(hours=14)

_HOUR_WORD = "gio|heures?|時|时|點|点|시|ម៉ោង|ໂມງ|นาฬิกา|uhr"
# Behind a time: no word with which the name of a zone begins ("18:44 giờ Hà Nội", "18:44 heure de Paris").
_WORD_BEHIND = "uhr|hrs?|hours|heures"
_MINUTE_WORD = "phut|分|분|នាទី|ນາທີ|นาที|'(?![a-z])"
_SECOND_WORD = "giay|秒|초|វិនាទី|ວິນາທີ|วินาที"
_HOUR = rf"(?<![\d:.,+])(?P<hour>\d{{1,2}})(?:\s?[:h]\s?|g(?=\d\d)|\s?(?:{_HOUR_WORD})\s?|\.)"
# "15:20", "15h20", "15:20 Uhr", "15:20 hrs".
_CLOCK = re.compile(
    rf"{_HOUR}(?P<minute>\d{{2}})(?:(?:[:.]|\s?(?:{_MINUTE_WORD})\s?)(?P<second>\d{{2}})(?:[.,:]\d+)?(?!\d)"
    rf"(?:\s?(?:{_SECOND_WORD}))?)?(?!\d)(?:\s?(?:{_MINUTE_WORD})|\s(?:{_WORD_BEHIND})(?![^\W\d_]))?"
)
_CLOCK_IN_WORDS = re.compile(
    rf"(?<!\d)(?P<hour>\d{{1,2}})\s?(?:{_HOUR_WORD})\s?(?P<minute>\d{{1,2}})\s?(?:{_MINUTE_WORD})"
    rf"(?:\s?(?P<second>\d{{1,2}})\s?(?:{_SECOND_WORD}))?"
)
# "1500 GMT": military time, which only its zone tells from a year.
_FOUR_DIGITS = re.compile(
    r"(?<![\d+-])(?P<hour>\d{2})(?P<minute>\d{2})(?=\s?(?:gmt|utc|ut|z|[+-]\d{4})(?!\w))"
)
_HOUR_ONLY = re.compile(
    r"(?<![\d:.,])(?P<hour>\d{1,2})(?:\s?(?:h|gio|時|时|點|点|시|uhr)(?!\w)|\s?(?:ໂມງ|นาฬิกา)|(?=\s?[ap]\.?\s?m\b))"
)
# "6 de la tarde": an hour for the word beside it alone.
_NUMBER = re.compile(r"(?<![\d:.,/+-])(?P<hour>0?[1-9]|1[0-2])(?![\d:.,/])")
_AMOUNT = r"(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?::?00)?(?!\d|:\d\d)"
# "+0700 18:44" and "(+07:00) 18:44": an offset before the time.
_OFFSET_BEFORE = re.compile(
    r"(?:(?<=[\s|(\[,])|^)(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})[)\]]?\s(?=\D{0,12}\d{1,2}[:.h]\d{2})"
)
# An offset without "GMT" stands directly beside the time: "18:44 - 5 comments" has none.
_BARE_OFFSET = re.compile(rf"[\s,|(\[]*{_AMOUNT.replace(chr(92) + 's?', '', 1)}")
_BETWEEN = " ,|()[]:-–"
_NAME_ALONE = re.compile(r"[\s|]*([a-z]{1,5})[\s|]*")
_DIGIT = re.compile(r"\d")
# "10:20-11:30": the end of an event as often as a zone.
_RANGE = re.compile(r"-\d{1,2}:\d{2}")


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time as written. `seconds` says whether seconds were given.

    `at` is None where the text leaves open which half of the day is meant. `zone` is None where the text names no zone;
    `zone_is_open` where it names one whose offset is not certain.
    """

    at: time | None
    seconds: bool
    zone: tzinfo | None
    zone_is_open: bool = False


def find_time(text: str, *, raw: str, language: str | None, day: date) -> TimeOfDay | None:
    """The first time of day in `text` (folded), with its day period and zone; None where there is none.

    `raw` is the text as written and `day` the date beside it, on which a named zone may have summer time.
    """
    if _DIGIT.search(text) is None:
        return None
    # An offset with a colon looks like a time, so it is taken out first.
    stated = _offset_from_utc(language).search(text) or _OFFSET_BEFORE.search(text)
    if stated is not None:
        text = f"{text[: stated.start()]}|{text[stated.end() :]}"
    for pattern in (_CLOCK_IN_WORDS, _CLOCK, _FOUR_DIGITS, _HOUR_ONLY):
        for match in pattern.finditer(text):
            clock = _clock(match)
            if clock is not None:
                return _with_period_and_zone(clock, match, stated, _Context(text, raw, language, day))
    for match in _NUMBER.finditer(text):
        clock = _clock(match)
        if (
            clock is not None
            and find_period(text[: match.start()], text[match.end() :], language) is not None
        ):
            return _with_period_and_zone(clock, match, stated, _Context(text, raw, language, day))
    return None


@dataclass(frozen=True, slots=True)
class _Context:
    """What a time is read by: the text around it (folded), the text as written, its language and the date."""

    text: str
    raw: str
    language: str | None
    day: date


def _clock(match: re.Match[str]) -> tuple[int, int, int | None] | None:
    """Hour, minute and second (None where there is none) as written; None where there is no such time."""
    parts = match.groupdict()
    hour, minute, second = int(parts["hour"]), int(parts.get("minute") or 0), parts.get("second")
    if hour > 23 or minute > 59 or int(second or 0) > 60:
        return None
    # A leap second is written as 60; the last ordinary second stands for it.
    return hour, minute, None if second is None else min(int(second), 59)


def _with_period_and_zone(
    clock: tuple[int, int, int | None], match: re.Match[str], stated: re.Match[str] | None, context: _Context
) -> TimeOfDay:
    written, minute, second = clock
    before, after = context.text[: match.start()], context.text[match.end() :]
    period = find_period(before, after, context.language)
    hour: int | None = written
    if period is not None:
        before, after = period.before, period.after
        # Templates write "18:44 PM".
        hour = hour_of(period, written, minute) if written <= 12 else written
    elif written <= 12 and is_contradicted(context.text, written, minute, context.language):
        hour = None
    if stated is not None:
        zone, is_open = _stated(stated)
    elif second is None and _RANGE.match(after):
        zone, is_open = None, True
    else:
        zone, is_open = _zone_beside(before, after, context)
        # "Mon, 14 Sep 2026 18:44:00 XYZ" names a zone, whatever it is.
        name = _NAME_ALONE.fullmatch(after) if second is not None and zone is None else None
        is_open = is_open or (name is not None and is_in_capitals(name[1], context.raw))
    at = None if hour is None else time(hour, minute, second or 0)
    return TimeOfDay(at, second is not None, zone, is_open)


def _zone_beside(before: str, after: str, context: _Context) -> tuple[tzinfo | None, bool]:
    """The zone that the text names beside a time, and whether it names one whose offset is open."""
    if match := _BARE_OFFSET.match(after):
        return _stated(match)
    words = after.lstrip(_BETWEEN)
    if words and not words[0].isdigit():
        # A known abbreviation that ends the text is a zone in small letters too.
        raw = context.raw.upper() if _NAME_ALONE.fullmatch(after) else context.raw
        named = zone_named(words, raw, context.language, context.day)
        if named is not None:
            zone, length = named
            return _shifted(zone, words[:length], words[length:])
    words = before.rstrip(_BETWEEN)
    if words and not words[-1].isdigit():
        at_end = zone_named_at_end(words, context.raw, context.language, context.day)
        if at_end is not None:
            return at_end[0], at_end[0] is None
    return None, False


def _stated(match: re.Match[str]) -> tuple[tzinfo | None, bool]:
    zone = read_offset(match["sign"], match["hours"], match["minutes"])
    return zone, zone is None


def _shifted(zone: tzinfo | None, name: str, rest: str) -> tuple[tzinfo | None, bool]:
    """A named zone with the offset that follows it: Russia counts from Moscow's time ("МСК+4"), others do not."""
    match = re.match(_AMOUNT, rest)
    if zone is None or match is None:
        return zone, zone is None
    moscow, more = zone.utcoffset(None), read_offset(match["sign"], match["hours"], match["minutes"])
    if name not in ("мск", "msk") or moscow is None or more is None:
        return None, True
    return timezone(moscow + more.utcoffset(None)), False


@cache
def _offset_from_utc(language: str | None) -> re.Pattern[str]:
    """A pattern for "GMT+7" and "UTC +07:00"."""
    words = alternatives(utc_words(language))
    return re.compile(rf"(?<![^\W\d_])(?:{words})\s?{_AMOUNT}")


def read_offset(sign: str, hours: str, minutes: str | None) -> timezone | None:
    """The zone `sign` `hours` `minutes` from UTC ("+", "07", "00" or None); None for an offset that no place has."""
    if int(minutes or 0) not in OFFSET_MINUTES:
        return None
    delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
    delta = -delta if sign == "-" else delta
    return timezone(delta) if WEST_MOST <= delta <= EAST_MOST else None
