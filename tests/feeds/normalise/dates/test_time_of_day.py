"""Times of day: tables of times with their day periods and zones, as publishers write them."""

from datetime import UTC, date, time, timedelta, timezone, tzinfo

import pytest

from feeds.normalise.dates.day_periods import _table_of_words
from feeds.normalise.dates.derived_tables import derive_day_periods
from feeds.normalise.dates.time_of_day import TimeOfDay, find_time, read_offset
from feeds.normalise.dates.words import fold_date

DAY = date(2026, 9, 14)

PERIODS = [
    ("vi", "6:44 CH", "18:44"),
    ("vi", "10:20 SA", "10:20"),
    ("vi", "12:20 SA", "00:20"),
    ("vi", "11:44 đêm", "23:44"),
    ("vi", "3:10 rạng sáng", "03:10"),
    ("vi", "11:30 trưa", "11:30"),
    ("vi", "1:15 trưa", "13:15"),
    ("vi", "9 giờ 30 phút tối", "21:30"),
    ("vi", "18:44 PM", "18:44"),
    ("es", "6:44 p.\u202fm.", "18:44"),
    ("es", "6:44 p.\u00a0m.", "18:44"),
    ("es", "6:44 de la tarde", "18:44"),
    ("es", "6 de la tarde", "18:00"),
    ("uk", "6:44 пп", "18:44"),
    ("uk", "6:44 дп", "06:44"),
    ("uk", "9:44 вечора", "21:44"),
    ("ru", "2:10 дня", "14:10"),
    ("ru", "2:10 ночи", "02:10"),
    ("lo", "6:44 ຫຼັງທ່ຽງ", "18:44"),
    ("lo", "6:44 ກ່ອນທ່ຽງ", "06:44"),
    ("km", "9:44 យប់", "21:44"),
    ("km", "9:44 នៅពេល\u200bយប់", "21:44"),
    ("id", "9.44 malam", "21:44"),
    ("ms", "9.44 malam", "21:44"),
    ("ms", "6:44 PTG", "18:44"),
    ("zh-Hans", "下午6:44", "18:44"),
    ("zh-Hans", "中午12:10", "12:10"),
    ("zh-Hant", "凌晨2:10", "02:10"),
    ("ja", "午後6時44分", "18:44"),
    ("ja", "午後0時30分", "12:30"),
    ("ja", "正午12:00", "12:00"),
    ("ko", "오후 6:44", "18:44"),
    ("ko", "새벽 2:10", "02:10"),
    ("hi", "शाम 6:44", "18:44"),
    ("hi", "6:44 रात", None),
    ("ar", "6:44 م", "18:44"),
    ("ar", "6:44 ص", "06:44"),
    ("fa", "۶:۴۴ ب.ظ.", "18:44"),
    ("th", "6:44 หลังเที่ยง", "18:44"),
    ("tr", "ÖS 6:44", "18:44"),
    ("nl", "11:20 ’s avonds", "23:20"),
    ("my", "ညနေ 6:44", "18:44"),
    ("my", "6:44 ညှိထားသည့်", "06:44"),
    ("el", "6:44 μ.μ.", "18:44"),
    ("uk", "6:44 chiều", "18:44"),
    ("en", "下午6:44", "18:44"),
    ("de", "12:20 Sa", "12:20"),
    ("vi", "6:44 du soir", "18:44"),
    ("uk", "9.44 malam", "21:44"),
    (None, "6:44 da tarde", "18:44"),
    (None, "밤 11:20", "23:20"),
    ("vi", "6:44 đêm", None),
    ("vi", "chiều | 6:44", None),
    ("vi", "chiều | 16:44", "16:44"),
]

SEVEN = timezone(timedelta(hours=7))
ZONES: list[tuple[str | None, str, tzinfo | None, bool]] = [
    ("vi", "18:44 (GMT+7)", SEVEN, False),
    ("vi", "GMT+7 18:44", SEVEN, False),
    ("vi", "+0700 18:44:00", SEVEN, False),
    ("vi", "18:44 | +07:00", SEVEN, False),
    ("km", "18:44 ម៉ោងសកល +07:00", SEVEN, False),
    ("ar", "غرينتش+07:00 18:44", SEVEN, False),
    ("ru", "18:44 (МСК+4)", SEVEN, False),
    ("ru", "МСК 18:44", timezone(timedelta(hours=3)), False),
    ("en", "18:44 UTC", UTC, False),
    ("en", "18:44 EST-5", None, True),
    ("en", "18:44 IST", None, True),
    ("en", "18:44:00 XYZ", None, True),
    ("en", "18:44 +99:00", None, True),
    ("en", "18:44 +07:13", None, True),
    ("vi", "10:20-11:30", None, True),
    ("vi", "18:44 - 5 bình luận", None, False),
    ("vi", "18:44 - 12 ảnh", None, False),
    ("vi", "18:44 VOV", None, False),
    ("vi", "18:44 |", None, False),
]


@pytest.mark.parametrize(("language", "text", "expected"), PERIODS, ids=lambda value: str(value))
def test_day_periods(language: str | None, text: str, expected: str | None) -> None:
    found = find_time(fold_date(text), raw=text, language=language, day=DAY)
    assert found is not None
    assert found.at == (None if expected is None else time.fromisoformat(expected))
    assert found.zone is None


@pytest.mark.parametrize(("language", "text", "zone", "is_open"), ZONES, ids=lambda value: str(value))
def test_zones_beside_a_time(language: str, text: str, zone: tzinfo | None, is_open: bool) -> None:
    found = find_time(fold_date(text), raw=text, language=language, day=DAY)
    assert found is not None
    assert (found.zone, found.zone_is_open) == (zone, is_open)


@pytest.mark.parametrize("text", ["", "no time", "25:10", "10:61", "5 ảnh", "12"])
def test_no_time(text: str) -> None:
    assert find_time(text, raw=text, language="vi", day=DAY) is None


def test_a_leap_second_is_the_last_of_its_minute() -> None:
    assert find_time("23:59:60", raw="23:59:60", language=None, day=DAY) == TimeOfDay(
        time(23, 59, 59), True, None
    )


@pytest.mark.parametrize(
    ("written", "minutes"),
    [(("+", "07", None), 420), (("-", "3", "30"), -210), (("+", "14", "00"), 840), (("-", "12", None), -720)],
)
def test_offsets(written: tuple[str, str, str | None], minutes: int) -> None:
    assert read_offset(*written) == timezone(timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "written", [("+", "15", None), ("-", "13", "00"), ("+", "07", "13"), ("+", "14", "30")]
)
def test_offsets_that_no_place_has(written: tuple[str, str, str | None]) -> None:
    assert read_offset(*written) is None


def test_the_table_of_day_periods_is_what_the_cldr_gives() -> None:
    derived = {
        language: {word: tuple(map(tuple, spans)) for word, spans in words.items()}
        for language, words in derive_day_periods().items()
    }
    assert _table_of_words() == derived
