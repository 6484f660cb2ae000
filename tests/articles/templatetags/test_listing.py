"""Months, years and weekdays in the words of each edition."""

from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from articles.pages.periods import Period
from articles.templatetags import listing

MONTHS = [
    ("vi", "tháng 5 năm 2026", "2026"),
    ("en", "May 2026", "2026"),
    ("th", "พฤษภาคม 2569", "2569"),
    ("ar", "مايو 2026", "2026"),
    ("ja", "2026年5月", "2026年"),
    ("uk", "травень 2026\u202fр.", "2026"),
    ("km", "ឧសភា 2026", "2026"),
]


@pytest.mark.parametrize(("edition", "month", "year"), MONTHS, ids=[row[0] for row in MONTHS])
def test_a_month_and_a_year_in_words(edition: str, month: str, year: str) -> None:
    with translation.override(edition):
        assert listing.month_text(date(2026, 5, 1)) == month
        assert listing.year_text(date(2026, 5, 1)) == year
        assert listing.period_text(Period(2026, 5)) == month
        assert listing.period_text(Period(2026)) == year


@pytest.mark.parametrize("edition", [code for code, _name in settings.LANGUAGES])
def test_every_edition_names_seven_days(edition: str) -> None:
    with translation.override(edition):
        days = listing.weekdays()
    assert len({full for _short, full in days}) == 7
    assert all(0 < len(short) <= 3 for short, _full in days)


def test_a_week_begins_on_monday() -> None:
    with translation.override("en"):
        assert listing.weekdays()[0] == ("M", "Monday")
