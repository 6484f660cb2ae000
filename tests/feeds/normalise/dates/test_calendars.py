"""Years of other calendars."""

from datetime import date

import pytest

from feeds.normalise.dates.calendars import common_year, from_solar_hijri, write_out_years


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ((1369, 1, 1), date(1990, 3, 21)),
        ((1403, 6, 24), date(2024, 9, 14)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1405, 1, 1), date(2026, 3, 21)),
        ((1408, 12, 30), date(2030, 3, 20)),
        ((1404, 12, 30), None),
        ((1404, 7, 31), None),
        ((1404, 13, 1), None),
        ((1300, 1, 1), None),
    ],
)
def test_solar_hijri(written: tuple[int, int, int], expected: date | None) -> None:
    assert from_solar_hijri(*written) == expected


@pytest.mark.parametrize(
    ("digits", "buddhist", "expected"),
    [
        ("2567", True, 2024),
        ("2024", True, 2024),
        ("2567", False, 2567),
        ("67", True, 2024),
        ("26", True, 2026),
        ("26", False, 2026),
        ("27", False, 2027),
        ("28", False, 1928),
        ("98", False, 1998),
        ("202", False, None),
    ],
)
def test_common_year(digits: str, buddhist: bool, expected: int | None) -> None:
    assert common_year(digits, this_year=2026, buddhist=buddhist) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二〇二六年九月十四日", "2026年9月14日"),
        ("二零二四年十二月三十一日", "2024年12月31日"),
        ("十月二十日", "10月20日"),
        ("令和8年9月14日", "2026年9月14日"),
        ("令和元年5月1日", "2019年5月1日"),
        ("平成三十年", "2018年"),
        ("十分重要", "十分重要"),
    ],
)
def test_han_numbers_and_japanese_eras(text: str, expected: str) -> None:
    assert write_out_years(text, None) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ja", "r8.9.14", "2026.9.14"),
        ("ja", "h31/4/30", "2019/4/30"),
        ("ja", "h40/4/30", "h40/4/30"),
        ("vi", "r8.9.14", "r8.9.14"),
        ("zh-Hant", "民國115年9月14日", "2026年9月14日"),
        ("zh-Hant", "中華民國一百一十五年九月十四日", "2026年9月14日"),
        ("zh-Hant", "民國元年1月1日", "1912年1月1日"),
        ("zh-Hant", "115/09/14 18:44", "2026/09/14 18:44"),
        ("zh-Hant", "115年9月14日", "2026年9月14日"),
        ("zh-Hant", "2026/09/14", "2026/09/14"),
        ("zh-Hant", "999/09/14", "999/09/14"),
        ("zh-Hans", "115/09/14", "115/09/14"),
        (None, "平成40年", "平成40年"),
    ],
)
def test_years_of_japan_and_taiwan(language: str | None, text: str, expected: str) -> None:
    assert write_out_years(text, language) == expected
