"""Search looks through ranges of the newest articles, and reads no more of them than it needs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Citation, Document
from articles.search import candidates as stage
from articles.search import find, index_articles, parse
from articles.search.newest import newest_matches
from tests.factories import NOON, make_article, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that a test can fill."""
    monkeypatch.setattr(stage, "RANGES", (2, 8))
    monkeypatch.setattr(stage, "MOST_RESULTS", 4)
    monkeypatch.setattr("articles.search.newest.MOST_RESULTS", 4)
    monkeypatch.setattr(stage, "MOST_CHECKED", 6)
    monkeypatch.setattr(stage, "MOST_FILTERED", 8)
    stage._starts.clear()


def days(number: int, **facts) -> "list[int]":
    """One article a day; the ids, oldest first."""
    pks = [make_article(published_at=NOON + timedelta(days=day), **facts).pk for day in range(number)]
    index_articles(pks)
    return pks


def found(typed: str, edition: str = "en") -> "list[int]":
    page = find(parse(typed), edition=edition)
    return [one.article.pk for one in (*page.here, *page.elsewhere)]


def test_a_rare_word_is_found_however_old() -> None:
    rare = days(1, title="Ferry")
    days(30, title="River")
    assert found("ferry") == rare


def test_a_frequent_word_is_looked_for_among_the_newest_only() -> None:
    days(40, title="Ferry")
    days(40, title="River")
    with CaptureQueriesContext(connection) as queries:
        page = find(parse("river"), edition="en")
    held = [query["sql"] for query in queries if "AS MATERIALIZED" in query["sql"]]
    assert (page.total, page.is_more) == (4, True)
    # Two articles with two on the same days are too few, eight enough: all are never asked.
    assert len(held) == 2
    assert all("::date) >= '2024-06" in sql for sql in held)


def test_the_newest_of_the_edition_come_before_all_others() -> None:
    here = days(3, title="River", language="en")
    elsewhere = days(9, title="River", language="fr")
    assert found("river") == [*reversed(here), elsewhere[-1]]
    assert found("river", "fr") == list(reversed(elsewhere))[:4]


def test_words_in_order_are_checked_of_the_newest_that_hold_them() -> None:
    in_order = days(1, title="Clean river")
    days(5, title="River clean")
    assert found('"clean river"') == in_order
    days(9, title="River clean")
    page = find(parse('"clean river"'), edition="en")
    assert (page.total, page.is_cut, page.suggestion) == (0, True, "")


def test_others_are_looked_for_among_the_newest_where_the_edition_has_enough_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stage, "ENOUGH_IN_ORDER", 2)
    monkeypatch.setattr(stage, "RANGES_ELSEWHERE", 1)
    days(2, title="Clean river", language="en")
    old = days(1, title="Clean river", language="fr")
    days(20, title="Ferry", language="fr")
    page = find(parse('"clean river"'), edition="en")
    assert (page.total, page.is_cut) == (2, True)
    monkeypatch.setattr(stage, "ENOUGH_IN_ORDER", 3)
    assert found('"clean river"')[2:] == old


def test_a_document_that_is_cited_is_found_whatever_the_order_of_its_number() -> None:
    document = Document.objects.create(number="23-QĐ/TW")
    scattered = "Of tw and qđ, 23 times"
    citing, unwanted, _not_citing = pks = days(3, title=scattered)
    for pk in (citing, unwanted):
        Citation.objects.create(article_id=pk, document=document, cited_as="decision 23")
    Article.objects.filter(pk=unwanted).update(lead="River")
    named = days(1, title="Decision 23-QĐ/TW")
    index_articles([*pks, *named])
    assert set(found("23-QĐ/TW")) == {*named, unwanted, citing}
    assert set(found("23-QĐ/TW -river")) == {*named, citing}


def test_a_range_with_the_days_of_too_many_articles_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    days(9, title="River", language="km")
    days(30, title="River", language="en")
    assert len(list(stage._ranges("km"))) == 3
    monkeypatch.setattr(stage, "WIDEST_RANGE", 20)
    stage._starts.clear()
    # Its newest two are older than the newest twenty of all.
    assert list(stage._ranges("km")) == [None]
    assert len(list(stage._ranges("en"))) == 3


def test_a_range_that_would_hardly_hold_enough_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "RANGES", (2, 8, 16))
    rare = days(1, title="Ferry")
    days(30, title="River")
    with CaptureQueriesContext(connection) as queries:
        assert found("ferry lang:en") == rare
    held = [query["sql"] for query in queries if "AS MATERIALIZED" in query["sql"]]
    # Of the edition's language one of eight is not asked for, nor one of eight of all others.
    assert ["::date" in sql for sql in held] == [True, True, False, True, True, False]


def test_what_was_not_looked_through_is_said() -> None:
    days(9, title="River clean")
    page = Client().get("/en/search/", {"q": '"clean river"'}).content.decode()
    assert "Only the newest articles with these words were looked through." in page
    assert "No article contains" not in page


def test_facets_of_a_sample_say_so() -> None:
    for number in range(3):
        days(3, title="River", source=make_source(name=f"Paper {number}"))
    page = Client().get("/en/search/", {"q": "river"}).content.decode()
    assert "Counted among the newest results only." in page
    page = Client().get("/en/search/", {"q": "river after:2024-05-21"}).content.decode()
    assert "Counted among" not in page


def test_a_filter_is_asked_of_what_holds_the_words() -> None:
    source = make_source(slug="paper")
    mine = days(2, title="River", source=source)
    days(5, title="River")
    assert found("river source:paper") == list(reversed(mine))
    days(9, title="River")
    page = find(parse("river source:paper"), edition="en")
    assert (page.total, page.is_cut) == (0, True)


def test_exclusions_alone_look_through_the_newest() -> None:
    kept = days(1, title="Ferry")
    days(5, title="River")
    assert found("lang:en -river") == kept
    days(3, title="River")
    page = find(parse("lang:en -river"), edition="en")
    assert (page.total, page.is_cut) == (0, True)


def test_the_start_of_a_range_is_remembered_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    days(9, title="River")
    for seconds, queries in ((0, 3), (59, 0), (61, 3)):
        monkeypatch.setattr(stage, "monotonic", lambda seconds=seconds: 1_000.0 + seconds)
        with CaptureQueriesContext(connection) as asked:
            assert len(list(stage._ranges("en"))) == 3
        assert len(asked) == queries


def test_the_feed_of_a_search_holds_the_newest() -> None:
    days(3, title="Ferry")
    pks = days(9, title="River")
    matches = newest_matches(parse("river"), edition="en")
    assert [pk for _moment, pk in matches] == pks[:-5:-1]
    assert not newest_matches(parse("river"), edition="fr")


def test_a_word_left_out_is_known_to_the_index_however_many_hold_it() -> None:
    kept = days(1, title="River")
    days(20, title="River clean")
    assert found("river -clean") == kept


def test_a_spelling_is_looked_for_among_the_newest_titles_of_the_edition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("articles.search.spelling.MOST_IN_LANGUAGE", 1)
    monkeypatch.setattr("articles.search.spelling.MOST_ELSEWHERE", 1)
    days(1, title="Lantern", language="en")
    assert find(parse("lantren"), edition="en").suggestion == "lantern"
    assert find(parse("lantren"), edition="vi").suggestion == "lantern"
    make_article(title="Ferry", language="en", published_at=NOON + timedelta(days=9))
    assert find(parse("lantren"), edition="en").suggestion == ""
