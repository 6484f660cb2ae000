"""The admin's second button: an editor sees what a feed would give before it is kept."""

import html
import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from feeds.models import Entry, Feed, Fetch
from tests.factories import make_source

pytestmark = pytest.mark.django_db
ADD = reverse("admin:feeds_feed_add")
FEEDS = reverse("admin:feeds_feed_changelist")
ABOUT = "Ban Dân vận Tỉnh ủy tổng kết phong trào thi đua Dân vận khéo theo Quyết định 23-QĐ/TW. " * 4
RSS = (
    "<rss version='2.0'><channel><title>Báo &lt;Mẫu&gt;</title><language>vi</language><item>"
    "<title>Dân vận khéo</title><link>{link}</link><pubDate>Fri, 20 Nov 2026 01:00:00 GMT</pubDate>"
    "<description><![CDATA[<p>5 &lt;img src=x onerror=alert(1)&gt; 6. {text}</p>]]></description>"
    "</item></channel></rss>"
)


@pytest.fixture
def desk():
    """Somebody of the group “Editors”, whose browser must prove that it was the form that sent this."""
    migration = import_module("newsroom.migrations.0001_editor_groups")
    migration.make_groups(apps, SimpleNamespace(connection=connection))
    user = User.objects.create_user("one", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


@pytest.fixture
def server(feed_server, settings):
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    feed_server.answer("/rss", RSS.format(link=feed_server.url("/bai-1.html"), text=ABOUT))
    return feed_server


def press(desk, address, values, button="_try", value="Try this feed"):
    page = desk.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    always_sent = {"kind": "feed", "intake_rule": "on-topic"}
    return desk.post(address, {**always_sent, **values, button: value, "csrfmiddlewaretoken": token})


def shown(answer) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def make_feed(url, **values):
    return Feed.objects.create(source=make_source(), url=url, next_check_at=timezone.now(), **values)


def counts():
    return [model.objects.count() for model in (Feed, Entry, Fetch, Article, LogEntry)]


def test_a_new_feed_is_tried_with_what_was_typed_and_nothing_is_written(desk, server):
    before = counts()
    values = {"url": server.url("/rss"), "intake_rule": "hold", "note": "ask for pictures"}
    answer = press(desk, ADD, values)
    page = shown(answer)
    for words in (
        "Dân vận khéo",
        "Would be held",
        "23-QĐ/TW",
        "About dân vận:",
        "20/11/2026 08:00",
        "ask for pictures",
    ):
        assert words in page
    assert "This field is required" not in page
    assert counts() == before


def test_what_strangers_wrote_is_escaped(desk, server):
    page = press(desk, ADD, {"url": server.url("/rss")}).content.decode()
    assert "Dân vận khéo" in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page
    assert "<Mẫu>" not in page


def test_a_feed_that_exists_is_tried_with_the_forms_values_and_stays_as_it_was(desk, server):
    feed = make_feed("https://old.example/rss", intake_rule="publish")
    values = {"source": feed.source_id, "url": server.url("/rss"), "intake_rule": "hold"}
    page = shown(press(desk, reverse("admin:feeds_feed_change", args=[feed.pk]), values))
    assert "Would be held" in page
    feed.refresh_from_db()
    assert (feed.url, feed.intake_rule) == ("https://old.example/rss", "publish")
    assert not Fetch.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({"url": ""}, "This field is required", id="no address"),
        pytest.param({"url": "http://192.168.0.1/rss"}, "192.168.0.1", id="inside the network"),
        pytest.param({"url": "/rss", "kind": "list-page"}, "needs a CSS selector", id="no selector"),
        pytest.param(
            {"url": "/rss", "kind": "list-page", "item_selector": "a["}, "not a valid CSS", id="wrong one"
        ),
        pytest.param({"url": "/rss", "kind": "nonsense"}, "valid choice", id="unknown kind"),
        pytest.param({"url": "/nowhere"}, "The server answered 404", id="not found"),
        pytest.param({"url": "/rss", "kind": "news-sitemap"}, "choose the kind “feed”", id="another kind"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk, server, values, words):
    if values["url"].startswith("/"):
        values = {**values, "url": server.url(values["url"])}
    page = shown(press(desk, ADD, {"title": "As typed", **values}))
    assert words in page
    assert "As typed" in page
    assert "Would be" not in page


def test_a_page_offers_its_feeds_and_one_is_taken_over_into_the_form(desk, server):
    server.answer("/", "<html><link rel=alternate type=application/rss+xml href=/rss></html>")
    page = shown(press(desk, ADD, {"url": server.url("/")}))
    offered = re.search(r'name="_take" value="([^"]+)"', page)[1]
    assert offered == f"feed {server.url('/rss')}"
    values = {"url": server.url("/"), "note": "kept"}
    taken = press(desk, ADD, values, button="_take", value=offered)
    page = shown(taken)
    assert f'value="{server.url("/rss")}"' in page
    assert "Dân vận khéo" in page
    assert "kept" in page
    assert not Feed.objects.exists()


def test_what_is_taken_over_is_checked_like_what_is_typed(desk, server):
    page = shown(press(desk, ADD, {"url": ""}, button="_take", value="feed http://10.0.0.1/rss"))
    assert "10.0.0.1" in page
    assert "Would be" not in page


def test_the_action_of_the_list_tries_one_feed(desk, server):
    feed, other = make_feed(server.url("/rss"), full_text="never"), make_feed("https://other.example/rss")
    chosen = {"action": "try_one", "_selected_action": [feed.pk]}
    page = shown(press(desk, FEEDS, chosen, button="index", value="0"))
    assert "Dân vận khéo" in page
    chosen["_selected_action"] = [feed.pk, other.pk]
    assert press(desk, FEEDS, chosen, button="index", value="0").status_code == 302
    assert not Fetch.objects.exists()


@pytest.mark.parametrize("address", [ADD, "change"])
def test_only_who_may_change_feeds_may_try_them(server, client, address):
    user = User.objects.create_user("two", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_feed"))
    client.force_login(user)
    if address == "change":
        address = reverse("admin:feeds_feed_change", args=[make_feed("https://old.example/rss").pk])
    assert client.post(address, {"_try": "1", "url": server.url("/rss")}).status_code == 403
    assert server.requests == []


def test_strangers_and_forged_forms_try_nothing(desk, server, client):
    assert client.post(ADD, {"_try": "1", "url": server.url("/rss")}).status_code == 302
    assert desk.post(ADD, {"_try": "1", "url": server.url("/rss")}).status_code == 403
    assert desk.get(ADD, {"_try": "1", "url": server.url("/rss")}).status_code == 200
    assert server.requests == []


def test_a_feed_that_is_not_there_is_not_found(desk, server):
    feed = make_feed("https://old.example/rss")
    address = reverse("admin:feeds_feed_change", args=[feed.pk])
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', desk.get(address).content.decode())[1]
    feed.delete()
    assert desk.post(address, {"_try": "1", "csrfmiddlewaretoken": token}).status_code == 404


def test_a_list_page_is_saved_with_its_selector_and_a_feed_without_one(desk):
    values = {"source": make_source().pk, "intake_rule": "hold", "enabled": "on", "full_text": "always"}
    for kind, url in (("list-page", "https://paper.example/muc"), ("feed", "https://paper.example/rss")):
        sent = {**values, "kind": kind, "url": url, "item_selector": " h3 a "}
        assert press(desk, ADD, sent, button="_save", value="Save").status_code == 302
    assert set(Feed.objects.values_list("kind", "item_selector")) == {("list-page", "h3 a"), ("feed", "")}


@pytest.mark.parametrize(
    ("changes", "etag"),
    [({"item_selector": "h2 a"}, ""), ({"url": "https://paper.example/khac"}, ""), ({"note": "x"}, '"old"')],
    ids=["selector", "address", "note"],
)
def test_what_is_to_be_read_otherwise_is_asked_for_in_full(desk, changes, etag):
    url = "https://paper.example/muc"
    feed = make_feed(url, kind="list-page", item_selector="h3 a", etag='"old"')
    sent = {"source": feed.source_id, "url": url, "kind": "list-page", "item_selector": "h3 a", **changes}
    address = reverse("admin:feeds_feed_change", args=[feed.pk])
    assert press(desk, address, sent, button="_save", value="Save").status_code == 302
    feed.refresh_from_db()
    assert feed.etag == etag
