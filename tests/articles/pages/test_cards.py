"""Articles as lists show them: read in one statement, rendered once for as long as nothing of them changes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.comments.services.moderating import moderate
from articles.models import Article, Feature, Picture, Source
from articles.pages import names
from articles.pages.cards import cards
from articles.services import curation
from articles.templatetags import keeping
from tests.articles.pages.test_pages import NOON
from tests.factories import make_article, make_category, make_comment, make_source

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


NOW = timezone.now


def _features(article: Article) -> None:
    Feature.objects.create(
        edition="en",
        article=article,
        headline="A headline of its own",
        starts_at=NOW() - timedelta(hours=1),
    )


CHANGES: dict[str, Callable[[Article], Any]] = {
    "the title is corrected": lambda one: curation.correct_text(
        article=one, title="Corrected", by=None, now=NOW()
    ),
    "the lead is corrected": lambda one: curation.correct_text(
        article=one, lead="A corrected lead.", by=None, now=NOW()
    ),
    "the day alone is known": lambda one: curation.set_date(
        article=one, published_at=NOON, day_only=True, by=None, now=NOW()
    ),
    "no date is known": lambda one: Article.objects.filter(pk=one.pk).update(published_at=None),
    "it is placed under another headline": _features,
    "its picture is refused": lambda one: curation.refuse_pictures(
        pictures=list(one.pictures.all()), by=None, now=NOW()
    ),
    "its source allows no pictures": lambda one: _save(one.source, pictures_allowed=False),
    "its source has another name": lambda one: _save(one.source, name="Another paper"),
    "its source writes another language": lambda one: _save(one.source, language="ar"),
    "its category has another name": lambda one: _save(one.category.names.get(language="en"), name="Renamed"),
    "a machine translated it": lambda one: Article.objects.filter(pk=one.pk).update(machine_translated=True),
    "a comment is approved": lambda one: moderate(
        comments=[make_comment(article=one, state="waiting")], action="approve", by=None, now=NOW()
    ),
    "another paper tells the story": lambda one: make_article(language="en", story=one.story, is_lead=False),
    "another language tells the story": lambda one: make_article(language="ar", story=one.story),
    "it is withdrawn": lambda one: curation.withdraw(articles=[one], by=None, now=NOW(), reason="Wrong"),
}


def _save(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


@pytest.mark.parametrize("change", CHANGES)
def test_pages_with_cards_kept_are_those_of_a_new_process(
    client: Client, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """Cards that were rendered before a change are not shown after it, on any page, in any edition."""
    category = make_category()
    one = make_article(
        language="en",
        title="First",
        lead="Its lead.",
        category=category,
        published_at=NOON,
        source=make_source(),
    )
    Picture.objects.create(
        article=one, position=0, state="stored", stored_as="a/b", widths=[320], width=320, height=200
    )
    other = make_article(
        language="en", title="Second", category=category, published_at=NOON - timedelta(hours=1)
    )
    make_article(language="ar", story=other.story, title="ثان", published_at=NOON - timedelta(hours=2))
    pages = [
        "/en/",
        "/ar/",
        category.get_absolute_url("en"),
        one.source.get_absolute_url("en"),
        other.get_absolute_url(),
        f"/en/story/{one.story_id}/",
    ]

    def shown() -> list[str]:
        return [re.sub(r'nonce="[^"]*"', "", client.get(page).content.decode()) for page in pages]

    before = shown()
    CHANGES[change](one)
    after = shown()
    monkeypatch.setattr(keeping.KeptNode, "render", lambda node, context: node.nodelist.render(context))
    names.forget()
    assert after == shown()
    assert after != before
