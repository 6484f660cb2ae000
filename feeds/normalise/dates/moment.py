"""A publication time and its precision."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from datetime import time as clock_time
from typing import Literal

Precision = Literal["second", "minute", "day"]

# A date without a time is placed at noon: in Hanoi (UTC+7) that is 05:00 UTC, so that the calendar day is the
# same for a reader in Vietnam and in the UTC times that the site stores and exports.
HOUR_OF_A_DAY_WITHOUT_TIME = clock_time(12)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time and its precision.

    `at` is in UTC. `precision` is the smallest unit that the text states; for "day" the time of `at` is noon in the
    default zone. `warning` is a sentence for the article's record where the value was changed. `zone` is the one that
    the text states, None where it states none: the day as written is that of `at` in this zone.
    """

    at: datetime
    precision: Precision
    warning: str | None = None
    zone: tzinfo | None = field(default=None, compare=False)


def in_utc(day: date, at: clock_time, zone: tzinfo) -> datetime | None:
    """A local day and time of day in UTC; None beyond the years 1 to 9999."""
    try:
        return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    except OverflowError:  # the first and the last day of the years 1 to 9999
        return None


def of_day(day: date | None, zone: tzinfo) -> Moment | None:
    """The moment of a day whose time is not known."""
    at = None if day is None else in_utc(day, HOUR_OF_A_DAY_WITHOUT_TIME, zone)
    return None if at is None else Moment(at, "day")


def date_or_none(year: int, month: int, day: int) -> date | None:
    """That date; None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
