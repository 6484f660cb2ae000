"""Outgoing feeds: every list in three formats, valid, complete, and cheap to ask again."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import feedparser
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from articles.models import Article, ArticleTopic, Author, Citation, Document, Picture, Revision, Source
from articles.search import index_articles
from articles.services.curation import correct_text
from articles.services.revisions import keep_revision, note_changes
from tests.factories import NOON, make_article, make_category, make_source, make_topic

pytestmark = pytest.mark.django_db

FORMATS = ("rss", "atom", "json")
MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
TITLE = "Dân vận khéo <ở> xã Tân Mẫu & bản Na"


def parsed(content: bytes) -> Any:
    """What a feed reader understands of the document; it must find no fault."""
    feed = feedparser.parse(content)
    assert feed.bozo == 0, feed.bozo_exception
    return feed


def make_full_article(**overrides: Any) -> Article:
    """An article with everything that a feed can say of one."""
    source = overrides.pop("source", None) or make_source(name="Báo Tỉnh", homepage="https://paper.example/")
    category = make_category(name="Tại địa phương", language="vi")
    article = make_article(
        **{
            "language": "vi",
            "title": TITLE,
            "lead": "Bà con hiến đất & góp công <làm> đường.",
            "text": "Cả đoạn văn.",
            "html": "<p>Cả đoạn văn.</p>",
            "source": source,
            "author": Author.objects.get_or_create(name="Phóng viên Báo", source=source)[0],
            "category": category,
            "topics": [make_topic(name="Dân vận khéo", language="vi")],
            "url": "https://platform.example/vi/1",
            "origin_url": "https://paper.example/bai-1",
            "updated_at": NOON + timedelta(hours=2),
            **overrides,
        }
    )
    Picture.objects.create(
        article=article,
        state=Picture.State.STORED,
        stored_as="abc",
        widths=[320, 960],
        width=1920,
        height=1080,
    )
    return article


def lists_of(number: int) -> dict[str, str]:
    """A site with `number` articles; the address of each kind of list."""
    article = None
    category, topic = make_category(), make_topic()
    source = make_source(name="Paper", homepage="https://paper.example/")
    author = Author.objects.create(name="Paper desk", source=source)
    document = Document.objects.create(number=f"{number}-NQ/TW")
    for count in range(number):
        article = make_article(
            language="en",
            title=f"Ploughing {count}",
            source=source,
            author=author,
            category=category,
            published_at=NOON + timedelta(minutes=count),
        )
        ArticleTopic.objects.create(article=article, topic=topic)
        Citation.objects.create(article=article, document=document, cited_as="Resolution")
        Picture.objects.create(article=article)
    assert article is not None
    index_articles(Article.objects.values_list("pk", flat=True))
    return {
        "front": "/en/",
        "category": category.get_absolute_url("en"),
        "topic": topic.get_absolute_url("en"),
        "source": source.get_absolute_url("en"),
        "author": author.get_absolute_url("en"),
        "document": document.get_absolute_url("en"),
        "archive": reverse("articles:archive", args=["en", NOON.year, NOON.month, NOON.day]),
        "story": article.story.get_absolute_url("en"),
        "search": "/en/search/?q=ploughing",
    }


KINDS = ("front", "category", "topic", "source", "author", "document", "archive", "story", "search")


def feed_of(address: str, form: str) -> str:
    path, mark, query = address.partition("?")
    return f"{path}feed.{form}{mark}{query}"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_list_can_be_followed(kind: str, form: str, client: Client) -> None:
    address = lists_of(3)[kind]
    response = client.get(feed_of(address, form))
    assert response.status_code == 200
    assert response["Content-Type"] == f"{MEDIA_TYPES[form]}; charset=utf-8"
    expected = ["Ploughing 2"] if kind == "story" else ["Ploughing 2", "Ploughing 1", "Ploughing 0"]
    if form == "json":
        document = json.loads(response.content)
        assert [item["title"] for item in document["items"]] == expected
        assert document["home_page_url"] == f"http://127.0.0.1:8000{address}"
        assert document["feed_url"] == f"http://127.0.0.1:8000{feed_of(address, form)}"
    else:
        feed = parsed(response.content)
        assert [entry.title for entry in feed.entries] == expected
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == f"http://127.0.0.1:8000{feed_of(address, form)}"
        assert feed.feed.link == f"http://127.0.0.1:8000{address}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_list_names_its_feeds(kind: str, client: Client) -> None:
    address = lists_of(2)[kind]
    page = client.get(address).content.decode()
    for form in FORMATS:
        assert f'type="{MEDIA_TYPES[form]}"' in page
        assert f'href="{feed_of(address, form)}"' in page


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_queries_do_not_grow_with_content(kind: str, form: str, client: Client) -> None:
    few = feed_of(lists_of(2)[kind], form)
    client.get(few)
    with CaptureQueriesContext(connection) as at_first:
        assert client.get(few).status_code == 200
    many = feed_of(lists_of(7)[kind], form)
    client.get(many)  # the names of what was just made are read once
    with CaptureQueriesContext(connection) as later:
        assert client.get(many).status_code == 200
    assert len(later) <= len(at_first)
    assert len(later) <= 10, [query["sql"][:120] for query in later.captured_queries]


def identity_of(article: Article) -> str:
    return f"tag:127.0.0.1,2026:article-{article.pk}"


def test_an_entry_keeps_its_identity_when_its_title_changes(client: Client) -> None:
    article = make_full_article()
    Article.objects.filter(pk=article.pk).update(title="Tên khác")
    entry = parsed(client.get("/vi/feed.rss").content).entries[0]
    assert (entry.title, entry.id) == ("Tên khác", identity_of(article))


def test_rss_says_all_that_is_known(client: Client) -> None:
    article = make_full_article()
    response = client.get("/vi/feed.rss")
    entry = parsed(response.content).entries[0]
    address = f"http://127.0.0.1:8000{article.get_absolute_url()}"
    assert (entry.link, entry.id) == (address, identity_of(article))
    assert b'<guid isPermaLink="false">' in response.content
    assert entry.title == TITLE
    assert entry.published_parsed[:5] == (2024, 5, 19, 5, 0)
    assert entry.updated_parsed[:5] == (2024, 5, 19, 7, 0)
    assert entry.language == "vi"
    assert entry.author == "Phóng viên Báo"
    # The address of a source is that of a feed, as RSS requires.
    feed_of_source = f"http://127.0.0.1:8000{article.source.get_absolute_url('vi')}feed.rss"
    assert (entry.source.title, entry.source.href) == ("Báo Tỉnh", feed_of_source)
    assert client.get(feed_of_source).status_code == 200
    assert [tag.term for tag in entry.tags] == ["Tại địa phương", "Dân vận khéo"]
    assert {link.rel: link.href for link in entry.links}["via"] == "https://paper.example/bai-1"
    assert "Bà con hiến đất &amp; góp công &lt;làm&gt; đường." in entry.summary
    assert "<p>Cả đoạn văn.</p>" in entry.content[-1].value
    assert "https://paper.example/bai-1" in entry.content[-1].value
    assert entry.media_content[0]["url"].endswith("abc-960.jpg")
    assert entry.media_content[0]["url"].startswith("http://127.0.0.1:8000/")
    assert (entry.media_content[0]["width"], entry.media_content[0]["height"]) == ("960", "540")


def test_atom_says_all_that_is_known(client: Client) -> None:
    article = make_full_article()
    response = client.get("/vi/feed.atom")
    feed = parsed(response.content)
    entry = feed.entries[0]
    address = f"http://127.0.0.1:8000{article.get_absolute_url()}"
    assert (entry.link, entry.id, entry.title) == (address, identity_of(article), TITLE)
    assert feed.feed.language == "vi"
    assert entry.title_detail.language == "vi"
    assert entry.published_parsed[:5] == (2024, 5, 19, 5, 0)
    assert entry.updated_parsed[:5] == (2024, 5, 19, 7, 0)
    assert entry.author == "Phóng viên Báo"
    assert entry.source.title == "Báo Tỉnh"
    of_source = parsed(client.get(f"{article.source.get_absolute_url('vi')}feed.atom").content)
    assert entry.source.id == of_source.feed.id
    links = {link.rel: link.href for link in entry.links}
    assert links["via"] == "https://paper.example/bai-1"
    assert links["enclosure"].endswith("abc-960.jpg")
    assert "<p>Cả đoạn văn.</p>" in entry.content[0].value


def test_json_feed_says_all_that_is_known(client: Client) -> None:
    article = make_full_article(machine_translated=True)
    document = json.loads(client.get("/vi/feed.json").content)
    item = document["items"][0]
    address = f"http://127.0.0.1:8000{article.get_absolute_url()}"
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert (item["id"], item["url"], item["title"]) == (identity_of(article), address, TITLE)
    assert item["external_url"] == "https://paper.example/bai-1"
    assert item["language"] == "vi"
    assert item["authors"] == [{"name": "Phóng viên Báo"}]
    assert item["tags"] == ["Tại địa phương", "Dân vận khéo"]
    assert item["date_published"] == "2024-05-19T05:00:00+00:00"
    assert item["date_modified"] == "2024-05-19T07:00:00+00:00"
    assert item["summary"].startswith("Bà con hiến đất & góp công <làm> đường.")
    assert item["_newsroom"]["machine_translated"] is True
    assert item["_newsroom"]["source"] == {
        "name": "Báo Tỉnh",
        "url": "https://paper.example/",
        "feed": f"http://127.0.0.1:8000{article.source.get_absolute_url('vi')}feed.json",
    }
    assert None not in item.values()


@pytest.mark.parametrize("form", FORMATS)
def test_a_machine_translation_is_said_in_the_text(form: str, client: Client) -> None:
    make_full_article(language="en", machine_translated=True)
    make_full_article(language="en")
    content = client.get(f"/en/feed.{form}").content.decode()
    # Once in the summary and once in the whole text, of the one article that a machine translated.
    assert content.count("A machine translated this text.") == 2


@pytest.mark.parametrize("form", FORMATS)
def test_a_source_that_allows_an_excerpt_gives_no_text(form: str, client: Client) -> None:
    source = make_source(rights=Source.Rights.EXCERPT)
    make_full_article(source=source, text="The secret middle.", html="<p>The secret middle.</p>")
    make_full_article(source=source, lead="", text="The secret middle.", html="<p>The secret middle.</p>")
    response = client.get(f"/vi/feed.{form}")
    assert response.content.decode().count("127.0.0.1:8000/vi/article/") >= 2
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "overrides",
    [
        pytest.param({"published_at": None}, id="no date"),
        pytest.param({"author": None, "category": None}, id="no author, no category"),
        pytest.param({"lead": "", "html": "", "text": ""}, id="no text"),
        pytest.param({"url": "", "origin_url": ""}, id="no address"),
        pytest.param(
            {"title": "Ends \x0bhere \ufffe&amp; ]]>", "text": "\x01", "lead": "a\x0cb"}, id="illegal XML"
        ),
        pytest.param({"language": "ar", "title": "عنوان"}, id="right to left"),
        pytest.param({"origin_url": "https://paper.example/bài-viết?a=1&b=2"}, id="address beyond ASCII"),
    ],
)
def test_what_is_unknown_or_odd_leaves_the_feed_valid(
    overrides: dict[str, Any], form: str, client: Client
) -> None:
    article = make_full_article(**overrides)
    content = client.get(f"/{article.language}/feed.{form}").content
    if form == "json":
        item = json.loads(content)["items"][0]
        assert ("date_published" in item) == (article.published_at is not None)
        assert item["content_html"]
        return
    entry = parsed(content).entries[0]
    assert ("published" in entry) == (article.published_at is not None)
    assert entry.updated_parsed


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_list_is_a_valid_feed_that_never_changes(form: str, client: Client) -> None:
    first, second = client.get(f"/ja/feed.{form}"), client.get(f"/ja/feed.{form}")
    assert first.content == second.content
    if form == "json":
        assert json.loads(first.content)["items"] == []
    else:
        assert parsed(first.content).entries == []


def later(**by: int) -> time_machine.travel:
    """Some time after the tests' noon, as the time of a version is told from the second after it was seen."""
    return time_machine.travel(NOON + timedelta(days=30, **by), tick=False)


@pytest.mark.parametrize("form", FORMATS)
def test_whoever_has_it_already_is_sent_nothing(form: str, client: Client) -> None:
    make_full_article()
    address = f"/vi/feed.{form}"
    with later():
        client.get(address)
    with later(seconds=2):
        first = client.get(address)
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    by_etag = client.get(address, headers={"if-none-match": first["ETag"]})
    by_date = client.get(address, headers={"if-modified-since": first["Last-Modified"]})
    assert (by_etag.status_code, by_date.status_code) == (304, 304)
    # A text may arrive long after its publication: what counts is when it came here.
    make_full_article(published_at=NOON - timedelta(days=9), arrived_at=NOON + timedelta(days=1))
    assert client.get(address, headers={"if-modified-since": first["Last-Modified"]}).status_code == 200


def _published(article: Article) -> None:
    Article.objects.filter(title="Held").update(state=Article.State.PUBLISHED)


def _withdrawn(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(state=Article.State.WITHDRAWN)


def _corrected(article: Article) -> None:
    correct_text(article=article, by=None, now=NOON, title="Tên khác")


def _given_another_topic(article: Article) -> None:
    ArticleTopic.objects.create(article=article, topic=make_topic(name="Khác", language="vi"))


def _given_a_picture(article: Article) -> None:
    Picture.objects.filter(article=article).update(stored_as="other")


def _called_otherwise(article: Article) -> None:
    Author.objects.filter(pk=article.author_id).update(name="Tên bút danh")
    Source.objects.filter(pk=article.source_id).update(name="Báo khác")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "happens",
    [_published, _withdrawn, _corrected, _given_another_topic, _given_a_picture, _called_otherwise],
)
def test_whatever_changes_a_feed_reaches_those_who_ask_by_date(
    form: str, happens: Callable[[Article], None], client: Client
) -> None:
    article = make_full_article()
    # Held since long before the other came: nothing of it is new but that readers may see it.
    old = {"published_at": NOON - timedelta(days=3), "arrived_at": NOON - timedelta(days=3)}
    make_article(language="vi", title="Held", state=Article.State.HELD, **old)
    with later():
        client.get(f"/vi/feed.{form}")
    with later(seconds=5):
        before = client.get(f"/vi/feed.{form}")
    asked = {"if-modified-since": before["Last-Modified"]}
    with later(seconds=9):
        assert client.get(f"/vi/feed.{form}", headers=asked).status_code == 304
    happens(article)
    with later(seconds=10):
        assert client.get(f"/vi/feed.{form}", headers=asked).status_code == 200


def test_a_correction_is_the_update_of_its_entry(client: Client) -> None:
    article = make_full_article(updated_at=None)
    moment = NOON + timedelta(days=2)
    correct_text(article=article, by=None, now=moment, lead="Bà con hiến hai cây số đường.")
    for form in ("rss", "atom"):
        feed = parsed(client.get(f"/vi/feed.{form}").content)
        assert feed.entries[0].updated_parsed[:5] == (2024, 5, 21, 5, 0)
        assert feed.feed.updated_parsed[:5] == (2024, 5, 21, 5, 0)
    item = json.loads(client.get("/vi/feed.json").content)["items"][0]
    assert item["date_modified"] == moment.isoformat()
    page = client.get(article.get_absolute_url()).content.decode()
    assert f'"dateModified": "{moment.isoformat()}"' in page


def test_what_a_better_rule_changed_is_no_update(client: Client) -> None:
    article = make_full_article(updated_at=None)
    keep_revision(article=article, cause=Revision.Cause.READING, now=NOON + timedelta(days=2))
    Article.objects.filter(pk=article.pk).update(lead="Khác.")
    note_changes([article.pk])
    item = json.loads(client.get("/vi/feed.json").content)["items"][0]
    assert item["date_modified"] == NOON.isoformat()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMATS)
def test_a_list_goes_on_in_further_documents(
    kind: str, form: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.outgoing.feeds.FEED_SIZE", 2)
    monkeypatch.setattr("articles.views.feeds.ONE_MORE", 3)
    address = feed_of(lists_of(5)[kind], form)
    if kind == "story":
        story = Article.objects.latest("pk").story
        Article.objects.exclude(story=story).update(story=story, is_lead=False)
    first, seen = f"http://127.0.0.1:8000{address}", []
    following = first
    while following:
        content = client.get(following.removeprefix("http://127.0.0.1:8000")).content
        if form == "json":
            document = json.loads(content)
            seen += [item["title"] for item in document["items"]]
            here, following = document["feed_url"], document.get("next_url", "")
        else:
            feed = parsed(content)
            seen += [entry.title for entry in feed.entries]
            links = {link.rel: link.href for link in feed.feed.links}
            here, following = links["self"], links.get("next", "")
            assert links["first"] == first
        assert ("before=" in here) == (here != first)
    assert seen == [f"Ploughing {count}" for count in (4, 3, 2, 1, 0)]


def test_the_titles_of_no_two_feeds_are_the_same(client: Client) -> None:
    titles = []
    # A category, a topic and a source of one name, in several editions.
    named = [
        make_category(name="Local", language="en"),
        make_topic(name="Local", language="en"),
        make_source(name="Local"),
    ]
    for edition in ("en", "vi", "ar", "zh-hans", "zh-hant"):
        for address in (f"/{edition}/", *(one.get_absolute_url(edition) for one in named)):
            titles.append(parsed(client.get(f"{address}feed.rss").content).feed.title)
    assert len(titles) == len(set(titles)) == 20
    assert titles[:2] == ["Newsroom (English)", "Local · Category – Newsroom (English)"]


@pytest.mark.parametrize(("length", "said"), [(4_321, "4321"), (None, None)])
def test_an_enclosure_says_its_length_where_that_is_known(
    length: int | None, said: str | None, client: Client
) -> None:
    make_full_article()
    Picture.objects.update(jpg_bytes=length)
    assert [
        one.get("length") for one in parsed(client.get("/vi/feed.rss").content).entries[0].enclosures
    ] == ([said] if said else [])
    (enclosure,) = parsed(client.get("/vi/feed.atom").content).entries[0].enclosures
    assert enclosure.get("length") == said
    (attachment,) = json.loads(client.get("/vi/feed.json").content)["items"][0]["attachments"]
    assert attachment.get("size_in_bytes") == length


def test_only_what_is_published_in_the_language_is_sent_and_no_more_than_fifty(client: Client) -> None:
    for count in range(52):
        make_article(language="en", title=f"Seen {count}", published_at=NOON + timedelta(minutes=count))
    make_article(language="fr", title="Autre", published_at=NOON + timedelta(days=1))
    make_article(language="en", title="Held", state=Article.State.HELD, published_at=NOON + timedelta(days=1))
    titles = [item["title"] for item in json.loads(client.get("/en/feed.json").content)["items"]]
    assert titles == [f"Seen {count}" for count in range(51, 1, -1)]


@pytest.mark.parametrize(
    ("form", "hubs_in"),
    [
        ("rss", lambda content: [link.href for link in parsed(content).feed.links if link.rel == "hub"]),
        ("atom", lambda content: [link.href for link in parsed(content).feed.links if link.rel == "hub"]),
        ("json", lambda content: [hub["url"] for hub in json.loads(content).get("hubs", [])]),
    ],
)
def test_hubs_are_named_when_there_are_any(
    form: str, hubs_in: Callable[[bytes], list[str]], client: Client, settings: Settings
) -> None:
    make_full_article()
    without = client.get(f"/vi/feed.{form}")
    assert hubs_in(without.content) == []
    assert "Link" not in without
    settings.WEBSUB_HUBS = ["https://hub.example/"]
    response = client.get(f"/vi/feed.{form}")
    assert hubs_in(response.content) == ["https://hub.example/"]
    assert '<https://hub.example/>; rel="hub"' in response["Link"]
    assert f'<http://127.0.0.1:8000/vi/feed.{form}>; rel="self"' in response["Link"]


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/en/category/nowhere/feed.rss", id="no such category"),
        pytest.param("/en/search/feed.rss", id="nothing asked"),
        pytest.param("/en/archive/2024/2/31/feed.rss", id="no such day"),
        pytest.param("/en/story/999999/feed.atom", id="no such story"),
        pytest.param("/en/feed.xml", id="no such format"),
        pytest.param("/xx/feed.rss", id="no such edition"),
    ],
)
def test_what_is_not_there_is_not_found(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


def test_what_else_stands_in_the_address_makes_no_other_feed(client: Client) -> None:
    plain = client.get("/en/feed.rss").content
    assert client.get("/en/feed.rss?utm_source=mail").content == plain


def test_a_followed_search_gets_the_newest_once_a_story(client: Client) -> None:
    older = make_article(title="Ploughing", published_at=NOON, text="Ploughing")
    newer = make_article(title="A day", text="They went ploughing.", published_at=NOON + timedelta(days=1))
    make_article(title="Ploughing", story=newer.story, is_lead=False)
    make_article(title="Ploughing", language="fr")
    make_article(title="Ploughing", state=Article.State.HELD)
    make_article(title="Sowing")
    index_articles(Article.objects.values_list("pk", flat=True))
    items = json.loads(client.get("/en/search/feed.json?q=ploughing").content)["items"]
    assert [item["url"] for item in items] == [
        f"http://127.0.0.1:8000{article.get_absolute_url()}" for article in (newer, older)
    ]


def test_a_search_that_holds_control_characters_still_gives_a_feed(client: Client) -> None:
    response = client.get("/en/search/feed.rss?q=plough%01ing%0B")
    assert response.status_code == 200
    parsed(response.content)
