"""Page rules at the desk: what is wrong with one is said, and they are tried before they are saved."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from articles.models import Article, Source
from feeds.models import Entry, RobotsFile, SourceRules
from feeds.reading.page_rules import fault_of, page_rules, pieces_removed, selectors_without_a_piece
from tests.factories import NOON, make_article, make_feed, make_source
from tests.feeds.paper import PARAGRAPHS, page
from tests.feeds.server import FeedServer

pytestmark = pytest.mark.django_db
RELATED = "<p class='related'>Xem thêm: một bài khác hẳn về chuyện khác trong huyện.</p>"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor", password="x"))
    return client


@pytest.fixture
def source(feed_server: FeedServer, settings: Any) -> Source:
    """A source with one article, whose page stands on loopback."""
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    row = make_source()
    make_article(source=row, url=feed_server.answer("/1.html", page(extra=RELATED)))
    return row


FAULTS = {
    "none": ("div.body\n\n#text > p", ""),
    "empty": ("", ""),
    "open bracket": ("div[class", "“div[class” is no CSS selector"),
    "second line": ("div.body\n::::", "“::::” is no CSS selector"),
    "unknown pseudo-class": ("p:nowhere", "“p:nowhere” is no CSS selector"),
}


@pytest.mark.parametrize(("typed", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_wrong_with_a_selector_is_said(typed: str, words: str) -> None:
    fault = fault_of(typed)
    assert words in fault
    assert bool(fault) is bool(words)
    assert "\n" not in fault


def test_rules_are_one_selector_a_line() -> None:
    rules = page_rules({"content": " div.body \n\n#text", "remove": ".box"})
    assert rules is not None
    assert (rules.content, rules.remove, rules.lead) == (("div.body", "#text"), (".box",), ())
    assert page_rules({"content": " \n"}) is None
    assert pieces_removed(page(extra=RELATED), page_rules({"remove": ".related\n.nowhere"})) == [
        "Xem thêm: một bài khác hẳn về chuyện khác trong huyện."
    ]


def test_selectors_that_name_nothing_are_told() -> None:
    whole = page(extra=RELATED)
    rules = page_rules({"content": "div.nowhere\ndiv", "remove": ".related\n.elsewhere", "author": ".nobody"})
    assert selectors_without_a_piece(whole, rules) == [".elsewhere", ".nobody"]
    assert selectors_without_a_piece(whole, page_rules({"content": "div.nowhere"})) == ["div.nowhere"]
    assert selectors_without_a_piece(whole, None) == []


def test_a_date_is_shown_in_the_readers_time(desk: Client, source: Source, feed_server: FeedServer) -> None:
    dated = "<time datetime='2026-11-19T21:59:46+00:00'>hôm nay</time>"
    feed_server.answer("/1.html", page(extra=dated).encode(), headers=[("Content-Type", "text/html")])
    Article.objects.update(url=feed_server.url("/1.html"))
    assert "<dd>20/11/2026 04:59</dd>" in preview_rules(desk, source, content="div.body").content.decode()


def form_of(source: Source, **rules: str) -> dict[str, str]:
    """The form of the source's page as a browser sends it."""
    values = {"name": source.name, "slug": source.slug, "kind": "unknown", "language": "vi", "rights": "full"}
    values["canonical"] = source.canonical
    for prefix in ("domains", "feeds", "page_rules"):
        values |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    if rules:
        values |= {f"page_rules-0-{part}": typed for part, typed in rules.items()}
        row = SourceRules.objects.filter(source=source).first()
        values |= {"page_rules-TOTAL_FORMS": "1", "page_rules-INITIAL_FORMS": "1" if row else "0"}
        values |= {"page_rules-0-id": str(row.pk) if row else "", "page_rules-0-source": str(source.pk)}
    return values


def test_editors_may_keep_rules(client: Client, source: Source) -> None:
    editor = User.objects.create_user("editor", password="x", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    address = reverse("admin:articles_source_change", args=[source.pk])
    assert client.post(address, form_of(source, remove=".box")).status_code == 302
    assert SourceRules.objects.get().remove == ".box"
    assert "Thôn Thượng" in preview_rules(client, source, content="div.body").content.decode()


def test_rules_are_saved_with_who_and_when(desk: Client, source: Source) -> None:
    address = reverse("admin:articles_source_change", args=[source.pk])
    assert desk.post(address, form_of(source, content="div.body")).status_code == 302
    rules = SourceRules.objects.get()
    assert (rules.source, rules.content, rules.updated_by.username) == (source, "div.body", "editor")
    assert rules.updated_at is not None
    assert "Try these page rules" in desk.get(address).content.decode()


def test_a_source_without_rules_keeps_none(desk: Client, source: Source) -> None:
    address = reverse("admin:articles_source_change", args=[source.pk])
    assert desk.post(address, form_of(source)).status_code == 302
    assert not SourceRules.objects.exists()


def test_a_broken_selector_comes_back_with_a_sentence(desk: Client, source: Source) -> None:
    address = reverse("admin:articles_source_change", args=[source.pk])
    answer = desk.post(address, form_of(source, content="div[class"))
    assert answer.status_code == 200
    assert "“div[class” is no CSS selector" in answer.content.decode()
    assert not SourceRules.objects.exists()


def preview_rules(desk: Client, source: Source, **rules: str) -> Any:
    return desk.post(reverse("admin:articles_source_try_rules", args=[source.pk]), form_of(source, **rules))


def test_rules_are_tried_on_the_latest_articles_and_nothing_is_written(desk: Client, source: Source) -> None:
    before = list(Article.objects.values())
    shown = preview_rules(desk, source, content="div.body", remove=".related").content.decode()
    assert "Thôn Thượng bàn chuyện mở đường" in shown
    assert PARAGRAPHS[0] in shown
    assert "<del>Xem thêm" in shown
    assert "name nothing" not in shown
    assert "<code>.nowhere</code>" in preview_rules(desk, source, content=".nowhere").content.decode()
    assert list(Article.objects.values()) == before
    assert not SourceRules.objects.exists()
    assert not RobotsFile.objects.exists()


def test_three_pages_at_the_most_and_entries_where_there_are_no_articles(
    desk: Client, source: Source, feed_server: FeedServer
) -> None:
    Article.objects.all().delete()
    feed = make_feed(source=source)
    for number in range(4):
        url = feed_server.answer(f"/{number}.html", page(f"Bài {number}"))
        Entry.objects.create(
            feed=feed, identity=str(number), url=url, state="failed", first_seen_at=NOON, changed_at=NOON
        )
    shown = preview_rules(desk, source, content="div.body").content.decode()
    assert shown.count("<section") == 3
    assert sum(request.path.endswith(".html") for request in feed_server.requests) == 3


def test_a_page_that_cannot_be_read_says_why(desk: Client, source: Source, feed_server: FeedServer) -> None:
    feed_server.answer("/1.html", status=500)
    assert "answered 500" in preview_rules(desk, source).content.decode()
    feed_server.answer("/robots.txt", "User-agent: *\nDisallow: /")
    assert "robots.txt forbids" in preview_rules(desk, source).content.decode()


def test_broken_rules_are_not_tried(desk: Client, source: Source, feed_server: FeedServer) -> None:
    shown = preview_rules(desk, source, remove="p:nowhere").content.decode()
    assert "is no CSS selector" in shown
    assert feed_server.requests == []


def test_a_source_without_articles_says_what_to_do(desk: Client) -> None:
    assert "Pull its feeds first" in preview_rules(desk, make_source()).content.decode()


def test_only_those_who_may_change_the_source_may_try(client: Client, source: Source) -> None:
    address = reverse("admin:articles_source_try_rules", args=[source.pk])
    assert client.post(address).status_code == 302  # to the login
    reader = User.objects.create_user("reader", password="x", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_source"))
    client.force_login(reader)
    assert client.post(address).status_code == 403
    client.force_login(User.objects.create_superuser("editor", password="x"))
    assert client.get(address).status_code == 405
    assert client.post(reverse("admin:articles_source_try_rules", args=[10**9])).status_code == 404
