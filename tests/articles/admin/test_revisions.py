"""An article's form shows what each change changed, by word."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article, Revision
from tests.factories import NOON, make_article

pytestmark = pytest.mark.django_db


def rows_of(article: Article) -> list[BeautifulSoup]:
    client = Client()
    client.force_login(User.objects.create_superuser("editor"))
    page = client.get(reverse("admin:articles_article_change", args=[article.pk]))
    return BeautifulSoup(page.content, "lxml").select("#revisions-group .has_original")


def words(cell: BeautifulSoup, tag: str) -> list[str]:
    """The words that were taken away or added, without what is said to those who do not see the colours."""
    for said in cell.select(".visually-hidden"):
        said.extract()
    return [one.text.strip() for one in cell.select(tag)]


def test_each_revision_is_compared_with_what_took_its_place() -> None:
    article = make_article(title="Canal opened", lead="", text="The village dug it.\nIt is long.")
    for days, title, text in (
        (2, "Canal begun", "The village digs it.\nIt is long."),
        (1, "Canal opens", "The village dug it.\nIt is long."),
    ):
        Revision.objects.create(
            article=article,
            title=title,
            text=text,
            replaced_at=NOON - timedelta(days=days),
            cause="publisher",
        )
    latest, first = [row.select_one(".field-differs") for row in rows_of(article)]
    assert (words(latest, "del"), words(latest, "ins")) == (["opens"], ["opened"])
    assert words(first, "del") == ["begun", "digs"]
    assert words(first, "ins") == ["opens", "dug"]


def test_the_whole_former_text_is_kept_beside_it() -> None:
    article = make_article(title="Canal", text="One.")
    Revision.objects.create(
        article=article, title="Canal", lead="A lead", text="Another.", replaced_at=NOON, cause="publisher"
    )
    (row,) = rows_of(article)
    assert row.select_one(".former-text").text == "Canal\n\nA lead\n\nAnother."


def test_a_change_of_no_word_says_so() -> None:
    article = make_article(title="Canal", lead="", text="One.")
    Revision.objects.create(article=article, title="Canal", text="One.", replaced_at=NOON, cause="reading")
    (row,) = rows_of(article)
    assert row.select_one(".field-differs").text.strip() == "No word: signs, spaces, pictures or layout."
