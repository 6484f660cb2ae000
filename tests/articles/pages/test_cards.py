"""Articles as lists show them: read in one statement, rendered once for as long as nothing of them changes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Source
from articles.pages import names
from articles.pages.cards import cards
from tests.articles.pages.test_pages import NOON
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db


def test_a_card_says_what_its_whole_story_does() -> None:
    original = make_article(language="vi", published_at=NOON - timedelta(days=3))
    copy = make_article(
        language="th", story=original.story, published_at=None, machine_translated=True, source=make_source()
    )
    withdrawn = make_article(language="fr", story=original.story, state=Article.State.WITHDRAWN)
    Article.objects.filter(pk=original.pk).update(comment_count=2)
    Article.objects.filter(pk=copy.pk).update(comment_count=1, title_derived=True)
    names.sources([original.source_id, copy.source_id])  # kept from here on
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = cards([original.pk, copy.pk, withdrawn.pk, 0])
    assert len(asked) == 1
    assert found.keys() == {original.pk, copy.pk}
    card = found[copy.pk]
    assert (card.comment_count, card.story_papers, card.story_languages) == (3, 2, 2)
    assert (card.title_derived, card.known_since) == (True, original.published_at)
    assert found[original.pk].known_since is None
    assert cards([]) == {}


def test_a_translation_without_a_date_has_that_of_its_original_in_lists_too(client: Client) -> None:
    category = make_category()
    original = make_article(language="vi", published_at=NOON, category=category)
    make_article(
        language="th", story=original.story, published_at=None, machine_translated=True, category=category
    )
    assert f'datetime="{NOON.date()}"' in client.get(category.get_absolute_url("th")).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another headline"},
        {"published_at": NOON - timedelta(days=40)},
        {"machine_translated": True},
        {"comment_count": 7},
    ],
)
def test_a_card_that_was_rendered_before_changes_with_its_article(client: Client, change: dict) -> None:
    article = make_article(language="en", published_at=NOON)
    before = client.get("/en/").content
    assert client.get("/en/").content == before
    Article.objects.filter(pk=article.pk).update(**change)
    assert client.get("/en/").content != before


def test_a_card_that_was_rendered_before_changes_with_its_source(client: Client) -> None:
    article = make_article(language="en", source=make_source(name="Old name"))
    assert b"Old name" in client.get("/en/").content
    source = Source.objects.get(pk=article.source_id)
    source.name = "New name"
    source.save()
    page = client.get("/en/").content
    assert b"New name" in page
    assert b"Old name" not in page
