"""One category a story: a hand's last choice on any version, else the original's; lists and numbers follow."""

from datetime import timedelta

import pytest
from django.test import Client

from articles.kept.checking import differences
from articles.models import Article, Category
from articles.services.curation import set_category, split
from articles.services.editing.following import follow_publisher
from articles.services.stories import choose_leads, merge_by_hand
from desk.models import Act
from desk.record import recorded
from desk.undoing import undo
from tests.factories import NOON, make_article, make_category

pytestmark = pytest.mark.django_db


def categories_of(*articles: Article) -> list[str | None]:
    rows = dict(Article.objects.values_list("pk", "category__slug"))
    return [rows[article.pk] for article in articles]


def told(language: str, category: Category, **overrides: object) -> Article:
    return make_article(language=language, category=category, rule_category=category, **overrides)


@pytest.fixture
def local() -> Category:
    return make_category(name="Local", slug="local")


@pytest.fixture
def heritage() -> Category:
    return make_category(name="Heritage", slug="heritage")


@pytest.fixture
def people() -> Category:
    return make_category(name="People", slug="people")


def test_versions_take_the_category_of_their_original(local: Category, heritage: Category) -> None:
    original = told("vi", local)
    copy = told("en", heritage, story=original.story, machine_translated=True, origin_key="paper/1")
    choose_leads(story=original.story, language="en")
    assert categories_of(original, copy) == ["local", "local"]


def test_the_last_choice_of_a_hand_counts_on_whichever_version(
    local: Category, heritage: Category, people: Category
) -> None:
    original = told("vi", local)
    copy = told("en", local, story=original.story, machine_translated=True)
    set_category(articles=[copy], category=heritage, by=None, now=NOON)
    assert categories_of(original, copy) == ["heritage", "heritage"]
    set_category(articles=[original], category=people, by=None, now=NOON + timedelta(hours=1))
    assert categories_of(original, copy) == ["people", "people"]
    # Of two stories that become one, the later choice.
    other = told("fr", local)
    set_category(articles=[other], category=heritage, by=None, now=NOON + timedelta(hours=2))
    merge_by_hand(articles=[original, other], by=None)
    assert categories_of(original, copy, other) == ["heritage"] * 3


def test_what_leaves_a_story_is_filed_by_the_rules_again(local: Category, heritage: Category) -> None:
    original = told("vi", local)
    other = told("en", heritage, story=original.story, machine_translated=True)
    choose_leads(story=original.story)
    assert categories_of(other) == ["local"]
    split(articles=[other], by=None, now=NOON)
    assert categories_of(original, other) == ["local", "heritage"]


def test_without_the_hand_the_rules_count_again(local: Category, heritage: Category) -> None:
    original = told("vi", local)
    copy = told("en", local, story=original.story, machine_translated=True)
    set_category(articles=[copy], category=heritage, by=None, now=NOON)
    follow_publisher(article=copy, fields=["category"], by=None, now=NOON)
    assert categories_of(original, copy) == ["local", "local"]


def test_taking_the_choice_back_takes_it_from_all_versions(local: Category, heritage: Category) -> None:
    original = told("vi", local)
    copy = told("en", local, story=original.story, machine_translated=True)
    with recorded("test", road=Act.Road.DESK, about="test"):
        set_category(articles=[copy], category=heritage, by=None, now=NOON)
    assert undo(act=Act.objects.get(), by=None, now=NOON) == []
    assert categories_of(original, copy) == ["local", "local"]


def test_lists_and_their_numbers_follow(local: Category, heritage: Category, client: Client) -> None:
    original = told("vi", local, title="Con đường")
    copy = told("en", local, story=original.story, title="The road", machine_translated=True)
    set_category(articles=[original], category=heritage, by=None, now=NOON)
    assert "The road" in client.get(heritage.get_absolute_url("en")).content.decode()
    assert copy.get_absolute_url() not in client.get(local.get_absolute_url("en")).content.decode()
    assert list(differences()) == []
