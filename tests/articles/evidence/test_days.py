"""Days and years as each language writes them."""

import pytest

from articles.evidence.days import times_of
from articles.grouping.issue_dates import fold_text


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("ngày 31/10/2025", 2025),
        ("sáng 31-10", None),
        ("31 tháng 10 năm 2025", 2025),
        ("October 31, 2025", 2025),
        ("31st October", None),
        ("10/31/2025", 2025),
        ("le 31 octobre 2025", 2025),
        ("31 de octubre de 2025", 2025),
        ("31. Oktober", None),
        ("31.10.2025", 2025),
        ("31 октября 2025 года", 2025),
        ("31 жовтня", None),
        ("31 أكتوبر ٢٠٢٥", 2025),
        ("วันที่ 31 ตุลาคม พ.ศ. 2568 มี", 2025),
        ("31 ต.ค.", None),
        ("ວັນທີ 31 ຕຸລາ 2568", 2025),
        ("ថ្ងៃទី៣១ ខែតុលា ឆ្នាំ២០២៥", 2025),
        ("2025年10月31日", 2025),
        ("10月31號", None),
        ("2025년 10월 31일", 2025),
        ("31 Oktober 2025", 2025),
    ],
)
def test_days(text: str, year: int | None) -> None:
    found = times_of(fold_text(text).folded)
    assert found.days == ((10, 31),)
    assert found.years == ((year,) if year else ())


@pytest.mark.parametrize(
    ("text", "years"),
    [("民國114年", (2025,)), ("令和7年に", (2025,)), ("năm 2024", (2024,)), ("2.024 hộ", ())],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert times_of(fold_text(text).folded).years == years


@pytest.mark.parametrize("text", ["từ năm đến 5-10 triệu", "1.284", "8:30", "45/99/1", "tháng 13"])
def test_no_days(text: str) -> None:
    assert times_of(fold_text(text).folded).days == ()
