"""Publication times: from the date text of a feed or a page to a moment in UTC.

Reads ISO 8601 and RFC 3339, RFC 822/2822 with the malformed zones of real feeds, numerals (day first; year first;
month first only where nothing else is possible), and dates in words in the languages of the Unicode CLDR, in the
Gregorian, Buddhist, Japanese and Iranian calendars. A text without a day, a month and a year gives None.
"""

import re
import time
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from feeds.normalise.dates import calendars
from feeds.normalise.dates.machine_forms import from_machine_form
from feeds.normalise.dates.moment import Moment, Precision, date_or_none, in_utc, of_day
from feeds.normalise.dates.numerals import Reading
from feeds.normalise.dates.relative import find_relative
from feeds.normalise.dates.time_of_day import find_time
from feeds.normalise.dates.timestamps import certain_time, time_as_stated
from feeds.normalise.dates.words import fold_date
from feeds.normalise.dates.written import readings, without_era

VIETNAM = timezone(timedelta(hours=7), "UTC+07")
# Publishers' clocks may run some minutes fast; a time further ahead than this is wrong.
FUTURE_TOLERANCE = timedelta(minutes=15)
# The Web began in 1991. An earlier year is a default value (1970, 1900, 0001) or the date of an event in the text.
EARLIEST_YEAR = 1990
# A longer text is a sentence that mentions a date (in characters).
LONGEST_DATE_TEXT = 120

_THAI_OR_LAO = re.compile("[\u0e00-\u0eff]|(?<![a-z])b\\.?e\\.?(?![a-z])")
# feedparser reads a zone that it does not know as UTC.
_ZONE_THAT_THE_PARSER_DROPS = re.compile(
    r"(?:GMT|UTC)\s?[+-]|[+-]\d{1,2}\s*$|:\d{2}\s*\(?(?!(?:GMT|UTC?|Z)\b)[^\W\d_]"
)
_HAS_SECONDS = re.compile(r":\d{2}:\d{2}")


def understand(
    text: str, *, language: str | None, now: datetime, default_zone: tzinfo = VIETNAM
) -> Moment | None:
    """The publication time that `text` states, or None where it states no full date.

    `language` is the BCP 47 tag of the text (its month names are tried first), `now` an aware time, against which
    relative words are read and future times are clamped. A time without a zone is in `default_zone`, the publisher's;
    where that is Vietnam's, numerals in English have the day first.
    """
    if len(text) > LONGEST_DATE_TEXT:
        return None
    certain = _certain(text, now, default_zone)
    if certain is not None:
        return certain
    line = calendars.write_out_years(fold_date(text), language)
    moment = (
        from_machine_form(line, default_zone)
        or _from_written_form(line, text, language, now, default_zone)
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
    """The time of a feed entry, from its date as written (`raw`) and as the feed parser read it (`parsed`, in UTC).

    A valid RFC 822 or RFC 3339 date is read by `certain_time` alone. For any other text the reading of `raw` comes
    first, because the feed parser drops zones that it does not know ("+07", "GMT+7"). `parsed` is used only where `raw`
    cannot be read here, names the same year and has no such zone.
    """
    moment = understand(raw, language=language, now=now, default_zone=default_zone)
    if moment is not None or parsed is None:
        return moment
    if re.search(rf"(?<!\d){parsed.tm_year}(?!\d)", raw) is None or re.search(r"\d{1,2}:\d{2}", raw) is None:
        return None
    if _ZONE_THAT_THE_PARSER_DROPS.search(raw) is not None:
        return None
    try:
        at = datetime(*parsed[:6], tzinfo=UTC)
    except ValueError:
        return None
    return _checked(Moment(at, "second"), now, default_zone)


def _certain(text: str, now: datetime, zone: tzinfo) -> Moment | None:
    """The moment of a valid RFC 822 or RFC 3339 date; None for any other text.

    Years of other calendars, and years of two digits, are left to the rules that know them.
    """
    at = certain_time(text)
    if at is None or not EARLIEST_YEAR <= at.year <= now.year + 1 or str(at.year) not in text:
        return None
    stated = time_as_stated(text)
    precision: Precision = "second" if _HAS_SECONDS.search(text) else "minute"
    moment = Moment(at.replace(microsecond=0), precision, zone=stated.tzinfo if stated else None)
    return _checked(moment, now, zone)


def date_in(
    line: str, *, language: str | None, now: datetime, default_zone: tzinfo = VIETNAM
) -> Moment | None:
    """The date inside a short line such as a byline ("Việt Nam23/02/2024"); None without one.

    Unlike `understand` it reads no relative dates and no bare numbers: in running text these have other meanings.
    """
    if len(line) > LONGEST_DATE_TEXT:
        return None
    folded = calendars.write_out_years(fold_date(line), language)
    moment = _from_written_form(folded, line, language, now, default_zone)
    return None if moment is None else _checked(moment, now, default_zone)


def _checked(moment: Moment, now: datetime, zone: tzinfo) -> Moment | None:
    """`moment`, clamped to `now` where it is in the future; None where its year is before EARLIEST_YEAR."""
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


def _from_written_form(
    line: str, raw: str, language: str | None, now: datetime, zone: tzinfo
) -> Moment | None:
    """A date in numerals or words, with its time of day and zone."""
    for reading in readings(line, language, vietnamese=zone == VIETNAM):
        day = _common_date(reading, line, language, now)
        if day is None:
            continue
        # The bar separates the text before the date from the text after it.
        after = without_era(line[reading.end :], language)
        rest = f"{line[: reading.start]} | {reading.inside} | {after}"
        found = find_time(rest, raw=raw, language=language, day=day)
        if found is None or found.at is None or found.zone_is_open:
            return of_day(day, zone)
        at = in_utc(day, found.at, found.zone or zone)
        precision: Precision = "second" if found.seconds else "minute"
        return None if at is None else Moment(at, precision, zone=found.zone)
    return None


def _common_date(reading: Reading, line: str, language: str | None, now: datetime) -> date | None:
    """The Gregorian date of a date as written; None where there is no such day, or its calendar is not certain."""
    digits = reading.year.lstrip("'")
    if reading.solar_hijri or (_is(language, "fa") and int(digits) in calendars.SOLAR_HIJRI_YEARS):
        return calendars.from_solar_hijri(int(digits), reading.month, reading.day)
    buddhist = _counts_in_buddhist_era(line, language)
    if int(digits) in calendars.BUDDHIST_YEARS and not buddhist:
        return None
    year = calendars.common_year(digits, this_year=now.year, buddhist=buddhist)
    return None if year is None else date_or_none(year, reading.month, reading.day)


def _is(language: str | None, *primaries: str) -> bool:
    return language is not None and language.replace("_", "-").partition("-")[0].lower() in primaries


def _counts_in_buddhist_era(line: str, language: str | None) -> bool:
    """Whether a year may be one of Thailand's: in Thai and Lao texts, and beside Thai or Lao letters or "B.E."."""
    if _is(language, "th", "lo"):
        return True
    return not _is(language, "km") and _THAI_OR_LAO.search(line) is not None


def _from_relative_words(
    line: str, text: str, language: str | None, now: datetime, zone: tzinfo
) -> Moment | None:
    found = find_relative(line, text, language=language, now=now.astimezone(zone))
    if found is None:
        return None
    at, precision = found
    return of_day(at.date(), zone) if precision == "day" else Moment(at.astimezone(UTC), precision)
