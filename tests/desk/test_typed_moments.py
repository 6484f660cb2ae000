"""Days and times as editors type them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from desk.typed_moments import MomentError, read_moment

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 11, 29)


def read(typed: str, at: time | None = None) -> datetime:
    return read_moment(typed, zone=ZONE, day=DAY, at=at)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("03/04/2026 18:00", "2026-04-03 18:00"),
        ("3-4-26 7:05", "2026-04-03 07:05"),
        ("3.4.2026, 18h30", "2026-04-03 18:30"),
        ("18h 3/4", "2026-04-03 18:00"),
        ("18:00", "2026-11-29 18:00"),
        ("24:00", "2026-11-30 00:00"),
        ("2026-04-03T18:00", "2026-04-03 18:00"),
        ("2026-04-03 18:00:59", "2026-04-03 18:00"),
        ("٠٣/٠٤/٢٠٢٦ ١٨:٠٠", "2026-04-03 18:00"),
    ],
)
def test_the_day_stands_first_and_a_day_has_24_hours(typed: str, expected: str) -> None:
    assert f"{read(typed):%Y-%m-%d %H:%M}" == expected


def test_a_day_alone_means_the_time_that_is_given() -> None:
    assert read("3/4/2026", time(12)) == datetime(2026, 4, 3, 12, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "is no day and time"),
        ("tomorrow at 18:00", "is no day and time"),
        ("3/4/2026", "is no day and time"),
        ("3/4/2026 18:00 18:00", "is no day and time"),
        ("9" * 5000, "is no day and time"),
        ("31/02/2026 10:00", "There is no day 31/02/2026"),
        ("12/31/2026 10:00", "Write the day first"),
        ("25:00", "There is no time 25:00"),
        ("24:01", "There is no time 24:01"),
        ("18:60", "There is no time 18:60"),
        ("01/01/0001 10:00", "too far away"),
    ],
)
def test_what_is_no_moment_says_what_to_write(typed: str, said: str) -> None:
    with pytest.raises(MomentError, match=said):
        read(typed)
