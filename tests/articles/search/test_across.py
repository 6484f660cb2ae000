"""Queries in another language find stories by what they state."""

import pytest

from articles.linking.evidence_rows import store_evidence
from articles.models import Article
from articles.search import find, index_articles, parse
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db

VI = "Ngày 31/10, tỉnh Thanh Hóa bàn giao 1.284 căn nhà ở xã Nông Cống theo 25-NQ/TW; ông Lê Văn Minh đến dự."
TH = "จังหวัดแทงฮว้ามอบบ้าน 1,284 หลังให้ครอบครัวยากจน"


@pytest.fixture
def vietnamese() -> Article:
    article = make_article(language="vi", title="Bàn giao nhà", text=VI)
    other = make_article(language="vi", title="Tin khác", text="Tỉnh Nghệ An trồng 45 ha rừng ở xã Quỳ Hợp.")
    store_evidence([article, other])
    index_articles([article.pk, other.pk])
    return article


@pytest.mark.parametrize(
    ("typed", "edition"),
    [
        ("บ้านที่แทงฮว้า", "th"),
        ("ตำบลหนองก๊ง", "th"),
        ("дома в провинции Тханьхоа", "ru"),
        ("громада Нонг Конг", "uk"),
        ("타인호아성 주택", "ko"),
        ("タインホア省の住宅", "ja"),
        ("清化省房屋", "zh-hans"),
        ("黎文明说了什么", "zh-hans"),
        ("منازل في ثانه هوا", "ar"),
        ("houses nong cong", "en"),
        ("1,284 maisons", "fr"),
        ("le van minh a dit", "fr"),
    ],
)
def test_the_vietnamese_article_is_found_first(vietnamese: Article, typed: str, edition: str) -> None:
    page = find(parse(typed), edition=edition)
    assert [result.article.pk for result in (*page.here, *page.elsewhere)][:1] == [vietnamese.pk]
    assert page.by_facts


def test_the_version_in_the_language_of_the_reader_stands_for_its_story(vietnamese: Article) -> None:
    thai = make_article(language="th", title="มอบบ้าน", text=TH, story=vietnamese.story)
    index_articles([thai.pk])
    page = find(parse("ใครได้บ้านที่แทงฮว้า"), edition="th")
    assert [result.article for result in page.here] == [thai]


def test_a_query_that_states_nothing_finds_nothing(vietnamese: Article) -> None:
    assert not find(parse("completely unrelated words"), edition="en")


def test_what_is_excluded_stays_out(vietnamese: Article) -> None:
    assert not find(parse("houses nong cong -nhà"), edition="en")


def test_a_term_of_a_topic_finds_its_articles_in_any_language(vietnamese: Article) -> None:
    topic = make_topic(slug="housing")
    topic.terms.create(language="th", phrase="บ้านคนจน", weight=1)
    vietnamese.topics.add(topic)
    page = find(parse("โครงการบ้านคนจน"), edition="th")
    assert [result.article for result in page.elsewhere] == [vietnamese]
