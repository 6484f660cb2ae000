"""The search page."""

import pytest
from django.test import Client

from articles.search import index_articles
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db


def get(typed, edition="en", **more):
    response = Client().get(f"/{edition}/search/", {"q": typed, **more})
    assert response.status_code == 200
    return response.content.decode()


def test_nothing_typed_shows_how_to_search():
    make_topic(name="Religion")
    page = Client().get("/en/search/").content.decode()
    assert "How to search" in page
    assert "Religion" in page


def test_results_are_marked_and_what_was_typed_is_kept():
    article = make_article(title="Residents build a bridge")
    index_articles([article.pk])
    page = get("bridges")
    assert "<mark>bridge</mark>" in page
    assert article.get_absolute_url() in page
    assert 'value="bridges"' in page
    assert '<meta name="robots" content="noindex, follow">' in page
    assert page.count("<h1") == 1


def test_what_was_typed_is_escaped():
    page = get('"><script>alert(1)</script>')
    assert "<script>alert" not in page


def test_nothing_found_says_what_to_do():
    index_articles([make_article(title="Residents build a bridge").pk])
    page = get("brigde lang:en")
    assert "No article contains" in page
    assert "?q=bridge" in page
    assert '?q=brigde"' in page


def test_only_in_other_languages():
    index_articles([make_article(title="Xây cầu", language="vi").pk])
    page = get("xây cầu")
    assert "In other languages" in page
    assert "Nothing was found in this language" in page


def test_a_problem_is_said_and_the_rest_searched():
    index_articles([make_article(title="Residents build a bridge").pk])
    page = get("bridge after:soon")
    assert "is not a date" in page
    assert "<mark>bridge</mark>" in page


def test_pages_are_links():
    index_articles([make_article(title="River").pk for _ in range(25)])
    assert "?q=river&amp;page=2" in get("river")
    assert "?q=river&amp;page=1" in get("river", page="2")
    for number in ("0", "x", "-1", "99999999999", "²"):
        get("river", page=number)


@pytest.mark.parametrize("typed", ["a" * 5000, "\0", "%", "\u202e", "🙂" * 300])
def test_any_input_answers(typed):
    get(typed)


@pytest.mark.parametrize("edition", ["vi", "ar", "th", "zh-hans"])
def test_every_edition(edition):
    index_articles([make_article(title="Residents build a bridge").pk])
    assert "<mark>" in get("bridge", edition)
