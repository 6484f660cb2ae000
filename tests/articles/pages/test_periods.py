"""Months and years: as they stand in addresses, and as they follow each other."""

from datetime import date

import pytest

from articles.pages.periods import Period, month_after, months_back, months_between, weeks_of

WRITTEN = {
    "a year": ("2026", Period(2026)),
    "a month": ("2026-05", Period(2026, 5)),
    "a month without its zero": ("2026-5", Period(2026, 5)),
    "spaces around": (" 2026-12 ", Period(2026, 12)),
    "no month of the year": ("2026-13", None),
    "month zero": ("2026-00", None),
    "a dash and nothing": ("2026-", None),
    "a day": ("2026-05-19", None),
    "a year too early": ("0999", None),
    "a year too late": ("9999", None),
    "a long number": ("20260", None),
    "digits of another script": ("٢٠٢٦", None),
    "a negative year": ("-2026", None),
    "words": ("last year", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("text", "expected"), WRITTEN.values(), ids=WRITTEN.keys())
def test_a_period_is_read_or_is_none(text: str, expected: Period | None) -> None:
    assert Period.read(text) == expected


SPANS = {
    "a year": (Period(2026), date(2026, 1, 1), date(2027, 1, 1), "2026"),
    "a short month": (Period(2026, 2), date(2026, 2, 1), date(2026, 3, 1), "2026-02"),
    "the last month of a year": (Period(2026, 12), date(2026, 12, 1), date(2027, 1, 1), "2026-12"),
}


@pytest.mark.parametrize(("period", "first", "end", "written"), SPANS.values(), ids=SPANS.keys())
def test_a_period_has_a_first_day_and_an_end(period: Period, first: date, end: date, written: str) -> None:
    assert (period.first, period.end, str(period)) == (first, end, written)
    assert Period.read(written) == period
    assert period.holds(first)
    assert not period.holds(end)


def test_months_follow_each_other_over_the_years() -> None:
    assert list(months_between(date(2025, 11, 20), date(2026, 2, 1))) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
    assert list(months_between(date(2026, 2, 1), date(2026, 1, 31))) == []


@pytest.mark.parametrize("month", [date(2026, 1, 31), date(2024, 2, 29), date(2026, 12, 1)])
def test_a_month_back_undoes_a_month_on(month: date) -> None:
    assert months_back(month_after(month), 1) == month.replace(day=1)
    assert months_back(month, 24) == month.replace(year=month.year - 2, day=1)


def test_a_month_lies_in_weeks_from_monday() -> None:
    weeks = weeks_of(date(2026, 11, 1))  # a Sunday
    assert weeks[0] == [None] * 6 + [date(2026, 11, 1)]
    assert weeks[-1] == [date(2026, 11, 30)] + [None] * 6
    assert [day.day for week in weeks for day in week if day] == list(range(1, 31))
