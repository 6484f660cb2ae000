"""A page that stands as it stood is answered with 304 before it is rendered; after any change it is sent again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date

from articles.comments.models import Comment
from articles.comments.services.moderating import moderate
from articles.models import Article, ArticleTopic, Author, Citation, Document, Picture, Revision
from articles.services.revisions import keep_revision
from articles.views import conditional
from newsroom.page_cache.public import PUBLIC
from tests.factories import NOON, make_article, make_category, make_comment, make_source, make_topic

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def article() -> Article:
    """An article with something of everything that its page shows."""
    category, topic, source = make_category(), make_topic(), make_source()
    author = Author.objects.create(name="Phóng viên", source=source)
    facts: dict[str, Any] = {"language": "vi", "category": category, "source": source, "author": author}
    article = make_article(html="<p>Làng</p>", text="Làng", topics=[topic], **facts)
    make_article(language="fr", story=article.story, source=make_source())
    make_article(topics=[topic], **facts)
    document = Document.objects.create(number="25-NQ/TW", kind="NQ", issuer="TW")
    Citation.objects.create(article=article, document=document, cited_as="Nghị quyết 25")
    Picture.objects.create(article=article, caption="Bà con làm đường.")
    make_comment(article=article)
    return article


def beside(article: Article) -> Article:
    """The article that stands among the related ones."""
    return Article.objects.exclude(story=article.story).get()


def revise(article: Article) -> None:
    keep_revision(article=article, cause=Revision.Cause.PUBLISHER, now=LATER)
    Article.objects.filter(pk=article.pk).update(text="Làng ta", html="<p>Làng ta</p>")


def publish_comment(article: Article) -> None:
    waiting = make_comment(article=article, state=Comment.State.WAITING)
    moderate(comments=[waiting], action="approve", by=None, now=LATER)


def remove_comment(article: Article) -> None:
    moderate(comments=article.comments.all(), action="decline", by=None, now=LATER)


def rename_category(article: Article) -> None:
    assert article.category
    name = article.category.names.get()
    name.name = "Đời sống"
    name.save()


def rename_source(article: Article) -> None:
    article.source.name = "Báo Làng"
    article.source.save()


def rename_topic(article: Article) -> None:
    name = article.topics.get().names.get()
    name.name = "Đường làng"
    name.save()


def retitle_related(article: Article) -> None:
    Article.objects.filter(pk=beside(article).pk).update(title="Một tựa khác")


def store_related(article: Article) -> None:
    make_article(language="vi", category=article.category, published_at=LATER)


def illustrate_related(article: Article) -> None:
    Picture.objects.create(
        article=beside(article),
        state="stored",
        stored_as="pictures/aa/aa",
        widths=[320],
        width=320,
        height=200,
    )


CHANGES: dict[str, Callable[[Article], object]] = {
    "article revised": revise,
    "lead corrected": lambda one: Article.objects.filter(pk=one.pk).update(lead="Sáng nay"),
    "comment published": publish_comment,
    "comment removed": remove_comment,
    "comment deleted": lambda one: one.comments.get().delete(),
    "comment edited": lambda one: one.comments.update(body="Đúng"),
    "category renamed": rename_category,
    "topic renamed": rename_topic,
    "source renamed": rename_source,
    "author renamed": lambda one: Author.objects.update(name="Cộng tác viên"),
    "document dropped": lambda one: one.citations.all().delete(),
    "document numbered otherwise": lambda one: Document.objects.update(year=2013),
    "topic added": lambda one: one.topics.add(make_topic()),
    "topic excluded": lambda one: ArticleTopic.objects.filter(article=one).update(
        excluded=True, by_hand=True
    ),
    "picture captioned": lambda one: one.pictures.update(caption="Con đường mới."),
    "related article stored": store_related,
    "related article with another title": retitle_related,
    "related article withdrawn": lambda one: Article.objects.filter(pk=beside(one).pk).update(
        state="withdrawn"
    ),
    "related article illustrated": illustrate_related,
    "version added": lambda one: make_article(language="ar", story=one.story),
    "version withdrawn": lambda one: one.story.articles.exclude(pk=one.pk).update(state="withdrawn"),
}


def held(client: Client, address: str) -> dict[str, str]:
    """The conditions with which a client asks again."""
    response = client.get(address)
    assert response.status_code == 200
    return {"if-none-match": response["ETag"], "if-modified-since": response["Last-Modified"]}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_an_article_is_sent_again_after_any_change(
    change: Callable[[Article], object], article: Article, client: Client
) -> None:
    address = article.get_absolute_url()
    with time_machine.travel(LATER, tick=False) as clock:
        client.get(address)
        clock.shift(5)
        conditions = held(client, address)
        for name, value in conditions.items():
            assert client.get(address, headers={name: value}).status_code == 304, name
        before = client.get(address).content
        change(article)
        for name, value in conditions.items():
            again = client.get(address, headers={name: value})
            assert again.status_code == 200, name
            assert again.content != before
        clock.shift(5)
        assert held(client, address).items() & conditions.items() == set()


def test_a_withdrawn_article_is_gone_whatever_the_client_holds(article: Article, client: Client) -> None:
    conditions = {"if-none-match": client.get(article.get_absolute_url())["ETag"]}
    Article.objects.filter(pk=article.pk).update(state=Article.State.WITHDRAWN)
    assert client.get(article.get_absolute_url(), headers=conditions).status_code == 410


STORY_CHANGES: dict[str, Callable[[Article], object]] = {
    "version retitled": lambda one: Article.objects.filter(pk=one.pk).update(title="Một tựa khác"),
    "version added": lambda one: make_article(language="ar", story=one.story),
    "version withdrawn": lambda one: Article.objects.filter(pk=one.pk).update(state="withdrawn"),
    "source renamed": rename_source,
    "category renamed": rename_category,
}


@pytest.mark.parametrize("change", STORY_CHANGES.values(), ids=STORY_CHANGES.keys())
def test_a_story_is_sent_again_after_any_change(
    change: Callable[[Article], object], article: Article, client: Client
) -> None:
    address = article.story.get_absolute_url("en")
    with time_machine.travel(LATER, tick=False) as clock:
        client.get(address)
        clock.shift(5)
        conditions = held(client, address)
        for name, value in conditions.items():
            assert client.get(address, headers={name: value}).status_code == 304, name
        change(article)
        for name, value in conditions.items():
            assert client.get(address, headers={name: value}).status_code == 200, name


def test_a_release_has_every_page_sent_again(
    article: Article, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = article.get_absolute_url()
    conditions = {"if-none-match": client.get(address)["ETag"]}
    assert client.get(address, headers=conditions).status_code == 304
    monkeypatch.setattr(conditional, "code_version", lambda: "another")
    assert client.get(address, headers=conditions).status_code == 200


def test_a_release_is_known_by_code_templates_and_settings(tmp_path: Any, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    version = conditional.code_version.__wrapped__
    seen = {version()}
    for name in (
        "articles/views/a.py",
        "articles/catalogue/glossary/vi.tsv",
        "articles/catalogue/topics.toml",
        "feeds/views.py",
        "templates/a.html",
        "locale/vi/LC_MESSAGES/django.mo",
        "requirements.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
        seen.add(version())
        (tmp_path / name).write_text("two")
        seen.add(version())
    settings.CONTACT_EMAIL = "other@paper.example"
    seen.add(version())
    settings.COMMENTS_CLOSE_AFTER_DAYS = 7
    seen.add(version())
    assert len(seen) == 17
    assert version() == version()


def test_a_304_costs_two_queries_and_no_template(article: Article, client: Client) -> None:
    address = article.get_absolute_url()
    conditions = {"if-none-match": client.get(address)["ETag"]}
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers=conditions)
    assert (response.status_code, response.content, response.templates) == (304, b"", [])
    assert len(queries) == 2
    assert response["Cache-Control"] == PUBLIC
    assert response["Vary"] == "Accept-Encoding"
    assert response["ETag"] == conditions["if-none-match"]


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ("{tag}", 304),
        ("{strong}", 304),
        ('"x", {tag}', 304),
        ("*", 304),
        ('"x"', 200),
        ("", 200),
    ],
)
def test_tags_are_compared_weakly(tags: str, status: int, article: Article, client: Client) -> None:
    address = article.get_absolute_url()
    tag = client.get(address)["ETag"]
    asked = tags.format(tag=tag, strong=tag.removeprefix("W/"))
    assert client.get(address, headers={"if-none-match": asked}).status_code == status


def test_another_tag_counts_more_than_the_right_time(article: Article, client: Client) -> None:
    address = article.get_absolute_url()
    with time_machine.travel(LATER, tick=False) as clock:
        client.get(address)
        clock.shift(5)
        conditions = held(client, address)
        assert client.get(address, headers={**conditions, "if-none-match": '"x"'}).status_code == 200


@pytest.mark.parametrize("shift", [timedelta(seconds=-1), timedelta(seconds=1), timedelta(days=1)])
def test_another_time_is_no_proof(shift: timedelta, article: Article, client: Client) -> None:
    address = article.get_absolute_url()
    with time_machine.travel(LATER, tick=False) as clock:
        client.get(address)
        clock.shift(5)
        asked = http_date((LATER + shift).timestamp())
        assert client.get(address, headers={"if-modified-since": asked}).status_code == 200


def test_a_version_of_this_very_second_has_no_time_yet(article: Article, client: Client) -> None:
    address = article.get_absolute_url()
    with time_machine.travel(LATER, tick=False) as clock:
        assert not client.get(address).has_header("Last-Modified")
        clock.shift(1)
        assert client.get(address)["Last-Modified"] == "Sun, 19 May 2024 06:00:00 GMT"


def test_pages_of_comments_are_pages_of_their_own(article: Article, client: Client) -> None:
    address = article.get_absolute_url()
    tags = {client.get(address + query)["ETag"] for query in ("", "?order=newest", "?comments=2", "?in=vi")}
    assert len(tags) == 4


def test_what_a_process_remembers_of_pages_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditional, "MOST_REMEMBERED", 2)
    seen = conditional._Seen()
    with time_machine.travel(LATER, tick=False) as clock:
        first = seen.since("/a", "x")
        clock.shift(10)
        assert seen.since("/a", "x") == first
        for address in ("/b", "/c"):
            seen.since(address, "x")
        assert len(seen.pages) == 2
        assert seen.since("/a", "x") == first + 10
