"""Setting text in many languages: direction, names of languages, dates, numbers."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from articles.templatetags import reading

EVENING = datetime(2026, 6, 1, 18, 30, tzinfo=UTC)  # already the 2nd of June for the readers

DIRECTIONS = [
    ("ar", "rtl"),
    ("fa", "rtl"),
    ("ar-eg", "rtl"),
    ("vi", "ltr"),
    ("zh-hant", "ltr"),
    ("arn", "ltr"),
]


@pytest.mark.parametrize(("tag", "expected"), DIRECTIONS, ids=[tag for tag, _ in DIRECTIONS])
def test_direction(tag: str, expected: str) -> None:
    assert reading.direction(tag) == expected


ENDONYMS = [("vi", "Tiếng Việt"), ("lo", "ລາວ"), ("zh-hans", "简体中文"), ("pl", "polski"), ("xx", "xx")]


@pytest.mark.parametrize(("tag", "expected"), ENDONYMS, ids=[tag for tag, _ in ENDONYMS])
def test_what_a_language_calls_itself(tag: str, expected: str) -> None:
    assert reading.endonym(tag) == expected


NAMES = [
    ("en", "vi", "Vietnamese"),
    ("vi", "en", "Tiếng Anh"),
    ("en", "zh-hans", "Simplified Chinese"),
    ("en", "zh-hant", "Traditional Chinese"),
    ("en", "xx", "xx"),
]


@pytest.mark.parametrize(("edition", "tag", "expected"), NAMES, ids=[f"{one}-{two}" for one, two, _ in NAMES])
def test_what_the_reader_calls_a_language(edition: str, tag: str, expected: str) -> None:
    with translation.override(edition):
        assert reading.language_name(tag) == expected


DAYS = [
    ("vi", "2 thg 6, 2026"),
    ("en", "Jun 2, 2026"),
    ("th", "2 มิ.ย. 2569"),
    ("km", "2 មិថុនា 2026"),
    ("zh-hans", "2026年6月2日"),
    # In figures alone a day and a month cannot be told apart: these are written out.
    ("ja", "2026年6月2日"),
    ("de", "2. Juni 2026"),
    ("ar", "2 يونيو 2026"),
]


@pytest.mark.parametrize(("edition", "expected"), DAYS, ids=[edition for edition, _ in DAYS])
def test_a_moment_is_a_day_of_the_readers_zone_in_words(edition: str, expected: str) -> None:
    with translation.override(edition):
        written = reading.moment(EVENING)
    assert expected in written.replace("\u200f", "")
    assert 'datetime="2026-06-02T01:30+07:00"' in written


FULL = [
    ("en", "June 2, 2026, 01:30 (GMT+7)"),
    ("vi", "2 tháng 6, 2026, 01:30 (GMT+7)"),
    ("ar", "2 يونيو 2026، 01:30 (GMT+7)"),
    ("ja", "2026年6月2日 01:30 (GMT+7)"),
    ("th", "2 มิถุนายน พ.ศ. 2569 01:30 (GMT+7)"),
]


@pytest.mark.parametrize(("edition", "expected"), FULL, ids=[edition for edition, _ in FULL])
def test_a_full_moment_has_its_time_and_zone(edition: str, expected: str) -> None:
    with translation.override(edition):
        assert expected in reading.moment(EVENING, "full")


def test_an_unknown_moment_is_nothing() -> None:
    assert reading.moment(None) == ""


def test_the_day_of_the_front_page_is_the_readers(time_machine) -> None:
    time_machine.move_to(EVENING)
    with translation.override("en"):
        assert reading.today() == '<time datetime="2026-06-02">Tuesday, June 2, 2026</time>'


def test_a_day_in_words() -> None:
    with translation.override("fr"):
        assert reading.day_text(date(2026, 6, 2)) == "2 juin 2026"


NUMBERS = [("en", "12,345"), ("de", "12.345"), ("vi", "12.345"), ("fr", "12\u202f345")]


@pytest.mark.parametrize(("edition", "expected"), NUMBERS, ids=[edition for edition, _ in NUMBERS])
def test_numbers_are_grouped_as_the_reader_does(edition: str, expected: str) -> None:
    with translation.override(edition):
        assert reading.count(12_345) == expected


HEADINGS = {
    "as they should be": ("<h2>A</h2><h3>B</h3><h2>C</h2>", "<h2>A</h2><h3>B</h3><h2>C</h2>"),
    "one level too deep": ("<h3>A</h3><p>…</p><h3>B</h3>", "<h2>A</h2><p>…</p><h2>B</h2>"),
    "a level left out": ("<h2>A</h2><h4>B</h4><h4>C</h4>", "<h2>A</h2><h3>B</h3><h3>C</h3>"),
    "falling back": ("<h4>A</h4><h2>B</h2><h5>C</h5>", "<h2>A</h2><h2>B</h2><h3>C</h3>"),
    "a second h1": ('<h1 id="a">A</h1>', '<h2 id="a">A</h2>'),
    "no heading": ("<p>h2 and <hr> stay</p>", "<p>h2 and <hr> stay</p>"),
}


@pytest.mark.parametrize(("html", "expected"), HEADINGS.values(), ids=HEADINGS.keys())
def test_headings_of_an_article_follow_the_one_of_its_page(html: str, expected: str) -> None:
    assert reading.headings_in_order(html) == expected
