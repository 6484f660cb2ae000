"""Setting text in many languages: direction, names of languages, dates, numbers."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
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
    # As papers write them: all that write Vietnamese write days so.
    ("vi", "02/06/2026"),
    ("en", "2 Jun 2026"),
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
    ("en", "2 June 2026, 01:30 (GMT+7)"),
    ("vi", "2 tháng 6, 2026, 01:30 (GMT+7)"),
    ("ar", "2 يونيو 2026، 01:30 (GMT+7)"),
    ("ja", "2026年6月2日 01:30 (GMT+7)"),
    ("th", "2 มิถุนายน พ.ศ. 2569 01:30 (GMT+7)"),
]


@pytest.mark.parametrize(("edition", "expected"), FULL, ids=[edition for edition, _ in FULL])
def test_a_full_moment_has_its_time_and_zone(edition: str, expected: str) -> None:
    with translation.override(edition):
        assert expected in reading.moment(EVENING, "full")


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        ("vi", "02/06/2026 01:30 (GMT+7)"),
        ("en", "2 Jun 2026, 01:30 (GMT+7)"),
        ("lo", "2 ມິ.ຖ. 2026, 01:30 (GMT+7)"),
    ],
)
def test_a_moment_of_an_article_is_written_as_papers_do(edition: str, expected: str) -> None:
    with translation.override(edition):
        assert expected in reading.moment(EVENING, "time")


def test_an_unknown_moment_is_nothing() -> None:
    assert reading.moment(None) == ""


def test_the_day_of_the_front_page_is_the_readers(time_machine) -> None:
    time_machine.move_to(EVENING)
    with translation.override("en"):
        assert reading.today() == '<time datetime="2026-06-02">Tuesday, 2 June 2026</time>'


def test_a_day_in_words() -> None:
    with translation.override("fr"):
        assert reading.day_text(date(2026, 6, 2)) == "2 juin 2026"


NUMBERS = [("en", "12,345"), ("de", "12.345"), ("vi", "12.345"), ("fr", "12\u202f345")]


@pytest.mark.parametrize(("edition", "expected"), NUMBERS, ids=[edition for edition, _ in NUMBERS])
def test_numbers_are_grouped_as_the_reader_does(edition: str, expected: str) -> None:
    with translation.override(edition):
        assert reading.count(12_345) == expected


def test_a_name_in_a_sentence_is_set_apart_and_safe() -> None:
    assert reading.isolated("<Tỉnh ủy>", "vi") == '<bdi lang="vi">&lt;Tỉnh ủy&gt;</bdi>'
    assert reading.isolated("Hà Nội", "") == "<bdi>Hà Nội</bdi>"
    assert reading.isolated("", "vi") == ""


LANG_TAGS = {
    "left to right": ("{% lang tag %}", "vi", 'lang="vi" dir="ltr"'),
    "right to left": ("{% lang tag %}", "ar", 'lang="ar" dir="rtl"'),
    "another direction": ("{% lang tag dir='auto' %}", "ar", 'lang="ar" dir="auto"'),
    "no direction": ("{% lang tag dir=None %}", "ar", 'lang="ar"'),
    "a link": ("{% lang tag link=True %}", "ar", 'lang="ar" hreflang="ar" dir="rtl"'),
    "unlike the text around": ("{% lang tag unless='vi' %}", "ar", 'lang="ar" dir="rtl"'),
    "like the text around": ("{% lang tag unless='vi' %}", "vi", ""),
    "no language": ("{% lang tag dir=None %}", '"><b>', 'lang="&quot;&gt;&lt;b&gt;"'),
}


@pytest.mark.parametrize(("source", "tag", "expected"), LANG_TAGS.values(), ids=LANG_TAGS.keys())
def test_an_element_says_its_language_and_direction(source: str, tag: str, expected: str) -> None:
    assert Template("{% load reading %}" + source).render(Context({"tag": tag})) == expected


def test_the_dot_between_two_facts_has_its_spaces() -> None:
    written = Template("{% load reading %}one{% separator %}two").render(Context())
    assert written == 'one <span aria-hidden="true">·\N{NO-BREAK SPACE}</span>two'
