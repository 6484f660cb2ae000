"""Lists of the desk that are too long to be counted or sorted: what they say, and what they refuse."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Citation, Document
from tests.factories import NOON, make_article, make_category, make_source

pytestmark = pytest.mark.django_db

ARTICLES = reverse("admin:articles_article_changelist")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor", password="x"))
    return client


@pytest.fixture
def long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five articles, of which a list counts three."""
    monkeypatch.setattr("articles.admin.base.MOST_COUNTED", 3)
    for number in range(5):
        make_article(title=f"Canal {number}", state=Article.State.HELD)


def words_of(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.decode()).split())


@pytest.mark.usefixtures("long_list")
def test_a_long_list_says_more_than(desk: Client) -> None:
    page = words_of(desk.get(ARTICLES).content)
    assert "More than 3 articles (narrow the list to see others)" in page
    assert "More than 3 results" in words_of(desk.get(ARTICLES, {"q": "canal"}).content)
    assert "More than" not in words_of(desk.get(ARTICLES, {"q": "canal 1"}).content)
    assert "3+ held" in words_of(desk.get(reverse("admin:lists")).content)


@pytest.mark.usefixtures("long_list")
def test_rows_of_which_nobody_saw_the_number_are_not_changed_at_once(desk: Client) -> None:
    assert "Select all" not in words_of(desk.get(ARTICLES, {"q": "canal"}).content).replace(
        "Select all objects", ""
    )
    some = Article.objects.values_list("pk", flat=True)[:1]
    chosen = {"action": "publish", "_selected_action": list(some), "select_across": "1", "index": "0"}
    answer = desk.post(ARTICLES, chosen, follow=True)
    assert "The list has more than 3 rows. Narrow it first" in words_of(answer.content)
    assert not Article.objects.filter(state=Article.State.PUBLISHED).exists()
    desk.post(f"{ARTICLES}?q=canal+1", chosen)
    assert Article.objects.filter(state=Article.State.PUBLISHED).count() == 1


@pytest.mark.usefixtures("long_list")
def test_a_list_is_counted_no_further_than_it_says(desk: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        desk.get(ARTICLES)
    counts = [query["sql"] for query in asked.captured_queries if "COUNT(*)" in query["sql"].upper()[:60]]
    assert counts
    assert all("LIMIT 4" in sql for sql in counts)


def test_articles_are_found_by_year_and_month(desk: Client) -> None:
    for title, moment in (
        ("of May", datetime(2026, 5, 31, 16, 59, tzinfo=UTC)),
        ("of June", datetime(2026, 5, 31, 17, 0, tzinfo=UTC)),
        ("of 2024", datetime(2024, 2, 1, tzinfo=UTC)),
    ):
        make_article(title=title, published_at=moment)

    def titles(**filters: str) -> list[str]:
        return [one.title for one in desk.get(ARTICLES, filters).context["cl"].result_list]

    assert titles(period="2026") == ["of June", "of May"]
    assert titles(period="2026-06") == ["of June"]
    assert titles(period="2024") == ["of 2024"]
    assert titles(period="nonsense") == ["of June", "of May", "of 2024"]
    page = desk.get(ARTICLES, {"period": "2026-06"}).content.decode()
    assert [f"?period={one}" in page for one in ("2026", "2025", "2024", "2026-05", "2024-02")] == [
        True
    ] * 4 + [False]


def test_a_number_of_articles_leads_to_as_many(desk: Client) -> None:
    category, source = make_category(slug="section"), make_source(name="Paper")
    for state in (Article.State.PUBLISHED, Article.State.PUBLISHED, Article.State.HELD):
        make_article(category=category, source=source, state=state)
    for name in ("category", "source"):
        page = desk.get(reverse(f"admin:articles_{name}_changelist")).content.decode()
        link = re.search(r'<td class="field-articles_shown"><a href="([^"]*)">2</a>', page)
        assert link, name
        assert desk.get(link[1].replace("&amp;", "&")).context["cl"].result_count == 2


def test_a_document_names_the_newest_articles_that_cite_it(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.document.MOST_CITATIONS", 2)
    document = Document.objects.create(number="25-NQ/TW")
    for number in range(3):
        article = make_article(title=f"Canal {number}", published_at=NOON + timedelta(days=number))
        Citation.objects.create(article=article, document=document, cited_as=f"Resolution {number}")
    page = words_of(desk.get(reverse("admin:articles_document_change", args=[document.pk])).content)
    assert "Canal 2 “Resolution 2” Canal 1 “Resolution 1”" in page
    assert "Canal 0" not in page
    assert desk.get(reverse("admin:articles_document_add")).status_code == 200
