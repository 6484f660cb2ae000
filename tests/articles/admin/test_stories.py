"""Stories at the desk: which paper has one in which language, and merging by ticking."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article, Story
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("editor"))
    return client


def test_a_story_is_a_grid_of_languages_and_papers(desk: Client) -> None:
    story, (first, second) = Story.objects.create(), (make_source(name="First"), make_source(name="Second"))
    for language, source, title in (
        ("en", first, "Canal"),
        ("vi", first, "Kênh"),
        ("vi", second, "Con kênh"),
        ("xx", second, "Elsewhere"),
    ):
        make_article(language=language, source=source, title=title, story=story, is_lead=False)
    page = desk.get(reverse("admin:articles_story_change", args=[story.pk]))
    rows = BeautifulSoup(page.content, "lxml").select(".story-grid tr")
    shown = [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in rows]
    assert [row[1:] for row in shown] == [
        ["First", "Second"],
        ["Kênh", "Con kênh"],
        ["Canal", "—"],
        ["—", "Elsewhere"],
    ]


def test_ticked_stories_become_the_oldest_one(desk: Client) -> None:
    articles = [make_article(title=f"Canal {number}") for number in range(3)]
    older = make_article(story=articles[0].story, is_lead=False, language="vi")
    data = {"action": "merge", "_selected_action": [one.story_id for one in articles]}
    page = desk.post(reverse("admin:articles_story_changelist"), data, follow=True)
    assert "3 stories are one now" in page.content.decode()
    assert set(Article.objects.values_list("story_id", flat=True)) == {articles[0].story_id}
    assert older.story_id == articles[0].story_id


def test_one_story_alone_cannot_be_merged(desk: Client) -> None:
    data = {"action": "merge", "_selected_action": [make_article().story_id, Story.objects.create().pk]}
    page = desk.post(reverse("admin:articles_story_changelist"), data, follow=True)
    assert "Tick at least two stories" in page.content.decode()
