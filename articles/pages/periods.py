"""Months and years: as filters of lists, in sequence, and as calendar weeks."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

# Days at the calendar's ends would overflow in another time zone.
FIRST_YEAR, LAST_YEAR = 1000, 9998


@dataclass(frozen=True, slots=True)
class Period:
    """A year or a month, written "2026" or "2026-05"."""

    year: int
    month: int | None = None

    @classmethod
    def read(cls, text: str) -> "Period | None":
        """The period in `text`; None if it is invalid."""
        year, dash, month = text.strip().partition("-")
        if not _is_number(year, 4) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
            return None
        if not dash:
            return cls(int(year))
        return cls(int(year), int(month)) if _is_number(month, 2) and 1 <= int(month) <= 12 else None

    @classmethod
    def of_month(cls, day: date) -> "Period":
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def end(self) -> date:
        """The first day after the period."""
        return month_after(date(self.year, self.month or 12, 1))

    def holds(self, day: date) -> bool:
        return self.first <= day < self.end


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= most


def month_after(month: date) -> date:
    """The first day of the month after that of `month`."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def months_back(month: date, number: int) -> date:
    """The first day of the month `number` months before that of `month`."""
    years, index = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, index + 1, 1)


def months_between(first: date, last: date) -> Iterator[date]:
    """The first days of all months from that of `first` to that of `last`, inclusive."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = month_after(month)


def weeks_of(month: date) -> list[list[date | None]]:
    """The days of a month by weeks, from Monday as in Vietnam; None for days of other months."""
    weeks = calendar.Calendar(firstweekday=calendar.MONDAY).monthdatescalendar(month.year, month.month)
    return [[day if day.month == month.month else None for day in week] for week in weeks]
