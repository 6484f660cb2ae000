"""Rows written by binary COPY are those that Django's own INSERT writes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from articles.models import Intake, Picture, Story, StoryKey, TextBand, TextSketch
from articles.search import lexemes_of
from articles.services.inserting import insert_rows, new_ids
from tests.factories import make_article

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 29, 23, 59, 59, 999_999, tzinfo=UTC)
TEXTS = {
    "nothing": ("", "", ""),
    "Vietnamese": ("Dân vận khéo", "Dân vận, dàn dần dạn.", "Đường về bản. Dân dan dân\nHoà hòa."),
    "a word in all three": ("một", "một", "một hai một"),
    "Arabic": ("العمل الجماهيري", "الشعب", "والشعب بالشعب للشعب أحمد إحمد"),
    "no spaces": ("民运工作", "民运 dân", "การระดมมวลชน và 대중동원 사업 민운 民运"),
    "an apostrophe": ("L'État d'Orléans", "", "aujourd'hui O'Neil"),
    "a long text": ("T", "b", "một élève ba " * 10_000),
}


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_packed_lexemes_are_those_written_as_text(texts):
    title, lead, text = texts
    numbers = ["23-QĐ/TW", "23-QD/TW", "5-NQ/TW"]
    lexemes = lexemes_of(title=title, lead=lead, text=text, language="zh-hans", documents=numbers)
    article = make_article()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_article WHERE id = %s", [article.pk])
        names = [field.attname for field in article._meta.concrete_fields if not field.generated]
        row = [lexemes.packed if name == "search" else getattr(article, name) for name in names]
        insert_rows(type(article), names, [row])
        cursor.execute(
            "SELECT search = %s::tsvector FROM articles_article WHERE id = %s", [lexemes.literal, article.pk]
        )
        assert cursor.fetchone() == (True,)


def test_each_kind_of_value_is_read_back_as_it_was():
    article = make_article()
    picture = ("https://ảnh.example/a.jpg?a=1\\n", "Chú thích \t\\ \"'", 3, None, 2**31 - 1, 0)
    insert_rows(
        Picture,
        ("article_id", "original_url", "caption", "position", "place", "width", "height"),
        [(article.pk, *picture), (article.pk, *picture[:2], 4, *picture[3:])],
    )
    found = Picture.objects.filter(article=article).order_by("position")
    assert [one.position for one in found] == [3, 4]
    assert (found[0].original_url, found[0].caption, found[0].width, found[0].height) == (
        *picture[:2],
        *picture[4:],
    )
    assert (found[0].place, found[0].state, found[0].widths, found[0].reason) == (None, "waiting", [], "")
    dropped = [{"text": "Dòng “một” \u2028", "reason": "x"}]
    insert_rows(
        Intake,
        ("article_id", "read_from", "raw", "raw_kind", "dropped", "read_at"),
        [(make_article().pk, "a", "<p>\r\n</p>", "entry", dropped, NOW)],
    )
    intake = Intake.objects.get(read_from="a")
    assert (intake.raw, intake.dropped, intake.warnings, intake.evidence, intake.read_at) == (
        "<p>\r\n</p>",
        dropped,
        [],
        {},
        NOW,
    )
    insert_rows(TextBand, ("article_id", "band", "value"), [(article.pk, 41, -(2**63))])
    insert_rows(TextSketch, ("article_id", "sketch"), [(article.pk, b"\0\xff")])
    assert TextBand.objects.get(article=article).value == -(2**63)
    assert bytes(TextSketch.objects.get(article=article).sketch) == b"\0\xff"


@pytest.mark.parametrize(
    "moment", [NOW, NOW - timedelta(days=20_000), datetime(1999, 12, 31, 23, 59, tzinfo=UTC)]
)
def test_a_time_keeps_its_microseconds(moment):
    (pk,) = new_ids(Story, 1)
    insert_rows(Story, ("id", "created_at"), [(pk, moment)])
    assert Story.objects.get(pk=pk).created_at == moment


def test_ids_ascend_and_are_not_given_again():
    first, second, third = new_ids(Story, 3)
    assert first < second < third < Story.objects.create().pk


def test_a_row_that_cannot_be_stored_raises_what_django_raises():
    story = Story.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(StoryKey, ("story_id", "key"), [(story.pk, "a"), (story.pk, "a")])
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(StoryKey, ("story_id", "key"), [(story.pk, "a" * 701)])
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(StoryKey, ("story_id", "key"), [(story.pk, "a\0b")])
    assert not StoryKey.objects.exists()
    insert_rows(StoryKey, ("story_id", "key"), [])
