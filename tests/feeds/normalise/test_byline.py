"""Lines that are nothing but a date, in the forms in which papers write them above a text."""

from datetime import UTC, datetime

import pytest

from feeds.normalise.byline import split_byline
from feeds.normalise.dates.parse import understand

WHOLE_DATES = {
    "ja weekday behind": "2025年11月3日月曜日, 10:26",
    "ja weekday in brackets": "2025年11月3日（月）10:26",
    "ko": "2025년 11월 3일 월요일, 10:26",
    "zh": "2025年11月3日 星期一 10:26",
    "vi in words": "Thứ hai, ngày 3 tháng 11 năm 2025, 10:26",
    "th": "วันจันทร์ที่ 3 พฤศจิกายน 2568 - 10:26",
    "lo": "ວັນຈັນ, 3 ພະຈິກ 2025 - 10:26",
    "km": "ថ្ងៃចន្ទ ទី៣ វិច្ឆិកា ២០២៥ ម៉ោង ១០:២៦",
    "hi": "सोमवार, 3 नवंबर 2025, 10:26",
    "en": "Monday, 3 November 2025 at 10:26",
    "ru": "Понедельник, 3 ноября 2025 в 10:26",
}


@pytest.mark.parametrize("line", WHOLE_DATES.values(), ids=WHOLE_DATES.keys())
def test_a_line_that_is_only_a_date(line: str) -> None:
    found = split_byline(line)
    assert found is not None
    assert found[:2] == ("", "")
    moment = understand(found[2], language=None, now=datetime(2026, 11, 21, tzinfo=UTC))
    assert moment is not None
    assert moment.at == datetime(2025, 11, 3, 3, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    "line", ["Chương trình ngày 3 tháng 11 năm 2025", "Lễ hội năm 2025", "日本の祭り2025年"]
)
def test_a_headline_that_ends_in_a_date_is_no_byline(line: str) -> None:
    assert split_byline(line) is None
