"""Days and times as editors type them: the day first, 24 hours, any digits."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

_DAY = re.compile(r"(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})(?:[/.\-](?P<y>\d{4}|\d{2}))?(?!\d)")
_ISO_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)")
_TIME = re.compile(r"(?P<h>\d{1,2})(?:[:hH](?P<min>\d{2})?(?::\d{2})?)")
_BETWEEN = re.compile(r"[\s,T]+")
YEARS = range(1900, 2100)
CHARACTERS = 40


class MomentError(ValueError):
    """What was typed is no day or time; the message says what to write instead."""


def read_moment(typed: str, *, zone: ZoneInfo, day: date, at: time | None = None) -> datetime:
    """The moment that `typed` means by the clock of `zone`: 29/11/2026 18:00, 29/11 18:00, 18:00 (on `day`), 18h30, or
    ISO 8601. A day alone means `at`. Raises MomentError."""
    text = _with_plain_digits(typed).strip()[: CHARACTERS + 1]
    found_day = _ISO_DAY.search(text) or _DAY.search(text)
    rest = text if found_day is None else f"{text[: found_day.start()]} {text[found_day.end() :]}"
    found_time = _TIME.search(rest)
    left = rest if found_time is None else f"{rest[: found_time.start()]} {rest[found_time.end() :]}"
    is_nothing = found_day is None and found_time is None
    if len(text) > CHARACTERS or is_nothing or _BETWEEN.sub("", left) or (at is None and found_time is None):
        message = _("“%(typed)s” is no day and time. Write them like 29/11/2026 18:00.")
        if at is not None:
            message = _(
                "“%(typed)s” is no day. Write it like 29/11/2026, with a time after it if it is known."
            )
        raise MomentError(message % {"typed": typed[:CHARACTERS]})
    meant = _day(found_day, day) if found_day else day
    hours, minutes = _clock(found_time, at)
    return datetime.combine(meant, time(), tzinfo=zone) + timedelta(hours=hours, minutes=minutes)


def _with_plain_digits(text: str) -> str:
    """Arabic, Thai, Khmer and other digits as 0 to 9."""
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)


def _day(found: re.Match[str], near: date) -> date:
    year = int(found["y"]) if found["y"] else near.year
    year += 2000 if found["y"] and len(found["y"]) == 2 else 0
    if year not in YEARS:
        message = _("The year %(year)s is too far away. Write the day like 29/11/2026.")
        raise MomentError(message % {"year": year})
    try:
        return date(year, int(found["m"]), int(found["d"]))
    except ValueError:
        message = _("There is no day %(day)s. Write the day first, then the month: 29/11/2026.")
        raise MomentError(message % {"day": found[0]}) from None


def _clock(found: re.Match[str] | None, at: time | None) -> tuple[int, int]:
    if found is None:
        return (at.hour, at.minute) if at else (0, 0)
    hours, minutes = int(found["h"]), int(found["min"] or 0)
    if minutes > 59 or hours > 24 or (hours == 24 and minutes):
        message = _("There is no time %(time)s. A day has the times 00:00 to 23:59.")
        raise MomentError(message % {"time": found[0]})
    return hours, minutes
