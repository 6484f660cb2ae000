"""What a search does where an article does not hold the words as they were typed."""

from datetime import timedelta

import pytest

from articles.models import Article, Author, Document
from articles.search import find, index_articles, parse
from articles.search.best_bets import BestBets, best_bets
from articles.services.catalogue_loading import load_taxonomy
from tests.factories import NOON, make_article, make_source

pytestmark = pytest.mark.django_db


def written(title: str, language: str = "vi", **facts: object) -> Article:
    article = make_article(title=title, language=language, **facts)
    index_articles([article.pk])
    return article


def found(typed: str, edition: str) -> list[Article]:
    page = find(parse(typed), edition=edition)
    return [one.article for one in (*page.here, *page.elsewhere)]


@pytest.mark.parametrize(
    ("edition", "typed", "title"),
    [
        ("en", "mass mobilisation", "Nhân rộng mô hình dân vận"),
        ("vi", "MTTQ", "Mặt trận Tổ quốc quyên góp"),
        ("vi", "mặt trận tổ quốc", "MTTQ quyên góp"),
        ("th", "น้ำท่วม", "Lũ lụt ở miền Trung"),
        ("zh-hant", "漁民", "Ngư dân ra khơi"),
    ],
)
def test_a_term_is_found_by_its_other_names(edition: str, typed: str, title: str) -> None:
    article = written(title)
    assert found(typed, edition) == [article]


def test_the_editions_version_stands_for_a_foreign_hit() -> None:
    original = written("Bão số 3 vào bờ")
    version = written("A storm", "en", story=original.story, is_lead=True)
    assert found("số bờ", "en") == [version]
    assert found("số bờ lang:vi", "en") == [original]


def test_some_of_the_words_and_the_page_says_so() -> None:
    article = written("Pupils paint the old lighthouse", "en")
    page = find(parse("pupils paint a submarine"), edition="en")
    assert page.by_some
    assert [one.article for one in page.here] == [article]
    assert find(parse('"pupils paint a submarine"'), edition="en").total == 0


def test_a_term_as_it_is_called_comes_before_its_words_here_and_there() -> None:
    apart = written("Dân làng vận chuyển thóc", published_at=NOON + timedelta(days=3))
    whole = written("Tin trong xã", text="Bài viết về công tác dân vận của xã.")
    assert found("dân vận", "vi") == [whole, apart]


def test_the_newest_first() -> None:
    old = written("River river river", "en", published_at=NOON)
    new = written("Boats", "en", text="On the river.", published_at=NOON + timedelta(days=1))
    assert found("river", "en") == [old, new]
    page = find(parse("river"), edition="en", by_date=True)
    assert [one.article for one in page.here] == [new, old]


def test_facets_count_the_stories_that_narrowing_then_shows() -> None:
    first = written("River", "en")
    written("River", "fr", story=first.story)
    written("River", "fr")
    page = find(parse("river"), edition="en")
    assert page.total == 2
    counts = {one.value: one.count for one in page.facets.languages}
    assert counts == {
        "en": find(parse("river lang:en"), edition="en").total,
        "fr": find(parse("river lang:fr"), edition="en").total,
    }


def test_best_bets() -> None:
    load_taxonomy()
    source = make_source(name="Báo Sông Quê", host="songque.example")
    author = Author.objects.create(source=source, name="Tác Giả Mẫu")
    document = Document.objects.create(number="25-NQ/TW", kind="NQ", issuer="TW")

    def bets(typed: str, edition: str = "en") -> BestBets:
        return best_bets(parse(typed), edition=edition)

    assert [one.slug for one in bets("mass mobilisation").topics] == ["dan-van"]
    assert [one.slug for one in bets("MTTQ", "vi").terms] == ["mat-tran-to-quoc"]
    assert bets("25-nq/tw").documents == [document]
    assert bets("bao song que").sources == bets("songque.example").sources == [source]
    assert bets("tác giả mẫu").authors == [author]
    assert [one.province.slug for one in bets("Hà Nội").places] == ["ha-noi"]
    assert not bets("qqxzvvw").has_links
    assert not bets("mass mobilisation -army").topics
