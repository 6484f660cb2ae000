"""One box for any address of a publisher: what stands there is shown, filled in, saved, and pulled at once."""

import html
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Source
from articles.services.sources import slug_for_name
from desk.models import Act, Work
from desk.undoing import undo
from desk.work.doing import work_once
from feeds.admin import paste
from feeds.models import Feed
from tests.desk.pages import inputs_of
from tests.factories import make_feed, make_source
from tests.feeds.server import FeedServer

pytestmark = pytest.mark.django_db

PASTE = reverse("admin:feeds_feed_paste")
ABOUT = "Ban Dân vận Tỉnh ủy tổng kết phong trào thi đua Dân vận khéo theo Quyết định 23-QĐ/TW. " * 12
OTHER = "Đội bóng của huyện thắng hai trận liền trên sân nhà trong vòng đấu thứ chín của giải. " * 12
ITEM = (
    "<item><title>{title}</title><link>{link}</link><pubDate>Fri, 20 Nov 2026 01:00:00 GMT</pubDate>"
    "<description><![CDATA[<p>{text}</p>]]></description></item>"
)


def feed_of(server: FeedServer, title: str, texts: list[str]) -> str:
    items = "".join(
        ITEM.format(title=f"{title} {number}", link=server.url(f"/{title}-{number}.html"), text=text)
        for number, text in enumerate(texts)
    )
    return f"<rss version='2.0'><channel><title>{title}</title><language>vi</language>{items}</channel></rss>"


@pytest.fixture
def server(feed_server: FeedServer, settings: Any) -> FeedServer:
    """A newspaper with two feeds: one about dân vận for the most part, one about sport."""
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    links = "".join(
        f"<link rel=alternate type=application/rss+xml href=/{name}>" for name in ("rss", "sport")
    )
    page = (
        f"<html><head><title>x</title><meta property='og:site_name' content='Báo Mẫu'>{links}</head></html>"
    )
    feed_server.answer("/", page)
    feed_server.answer("/bai.html", page)
    feed_server.answer("/rss", feed_of(feed_server, "dan-van", [ABOUT, ABOUT, OTHER]))
    feed_server.answer("/sport", feed_of(feed_server, "the-thao", [OTHER, OTHER]))
    return feed_server


@pytest.fixture
def editor() -> User:
    user = User.objects.create_user("one", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def look(desk: Client, address: str) -> Any:
    return desk.post(PASTE, {"address": address})


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(html.unescape(answer.content.decode()).split())


def rows() -> list[int]:
    return [model.objects.count() for model in (Source, Feed, Article, Act)]


@pytest.mark.parametrize("path", ["/", "/bai.html", "/rss"])
def test_any_address_shows_what_its_feeds_would_give_and_saves_nothing(
    desk: Client, server: FeedServer, path: str
) -> None:
    before = rows()
    answer = look(desk, server.url(path))
    page = words(answer)
    assert "2 of 3 on topic" in page
    assert "whole texts" in page
    assert "Tiếng Việt" in page
    assert "dan-van 0" in page
    sent = inputs_of(answer.content, ".paste-found")
    assert sent["take"] == ["0"]  # of two the one that is about dân vận
    assert sent["name"] == ["dan-van" if path == "/rss" else "Báo Mẫu"]
    assert (sent["host"], sent["language"]) == (["127.0.0.1"], ["vi"])
    assert rows() == before


def test_saved_and_pulled_its_articles_stand_on_the_site(
    desk: Client, editor: User, server: FeedServer
) -> None:
    sent = inputs_of(look(desk, server.url("/")).content, ".paste-found")
    answer = desk.post(PASTE, {**sent, "pull": "1"})
    work = Work.objects.get()
    assert answer.headers["Location"].startswith(reverse("admin:desk_work_change", args=[work.pk]))
    source, feed = Source.objects.get(), Feed.objects.get()
    assert (source.name, source.slug, source.language) == ("Báo Mẫu", "bao-mau", "vi")
    assert [one.host for one in source.domains.all()] == ["127.0.0.1"]
    assert (feed.url, feed.title, feed.intake_rule) == (server.url("/rss"), "dan-van", "on-topic")
    work_once(worker="a worker", now=timezone.now)
    assert sorted(Article.objects.values_list("state", flat=True)) == ["off-topic", "published", "published"]
    page = words(desk.get(answer.headers["Location"]))
    assert "2 on the site, 1 off topic" in page
    assert f"source__id__exact={source.pk}" in page


def test_saving_is_one_act_that_can_be_taken_back(desk: Client, editor: User, server: FeedServer) -> None:
    sent = inputs_of(look(desk, server.url("/")).content, ".paste-found")
    assert desk.post(PASTE, sent).status_code == 302
    act = Act.objects.get()
    assert str(act).startswith("Added by an address")
    assert undo(act=act, by=editor, now=timezone.now()) == []
    assert (Source.objects.exists(), Feed.objects.exists()) == (False, False)


def test_feeds_of_a_known_host_join_its_source(desk: Client, server: FeedServer) -> None:
    source = make_source(name="Báo đã có", host="127.0.0.1")
    make_feed(source=source, url=server.url("/rss"))
    answer = look(desk, server.url("/"))
    assert "Báo đã có" in words(answer)
    assert "Known already" in words(answer)
    sent = inputs_of(answer.content, ".paste-found")
    assert desk.post(PASTE, sent).status_code == 302
    assert source.feeds.count() == 2
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("صحيفة النموذج", "shyfh-lnmwdhj"),
        ("Báo Đà Mẫu", "bao-da-mau"),
        ("人民样报", "renminyangbao"),
        ("หนังสือพิมพ์", "hnangsueophimph"),
        ("Газета Образец", "gazeta-obrazets"),
        ("★", "source"),
    ],
)
def test_a_name_of_any_script_has_a_slug(name: str, slug: str) -> None:
    assert slug_for_name(name) == slug


def test_a_second_source_with_an_arabic_name_is_not_refused(desk: Client) -> None:
    add = reverse("admin:articles_source_add")
    inlines = ("domains", "feeds", "page_rules")
    managed = {f"{one}-{part}": "0" for one in inlines for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    values = {"kind": "unknown", "language": "ar", "rights": "full", "canonical": "own", **managed}
    for name in ("صحيفة النموذج", "صوت القرية"):
        assert desk.post(add, {**values, "name": name}).status_code == 302
    assert sorted(Source.objects.values_list("slug", flat=True)) == ["shyfh-lnmwdhj", "swt-lqryh"]


def test_a_slug_that_is_taken_gets_a_number() -> None:
    make_source(slug="bao-mau")
    assert slug_for_name("Báo Mẫu") == "bao-mau-2"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            "list.opml",
            (
                "<opml version='2.0'><body><outline text='One' xmlUrl='https://one.example/rss'/>"
                "<outline text='Two' xmlUrl='https://two.example/rss'/></body></opml>"
            ),
        ),
        ("list.csv", "feed_url,name\nhttps://one.example/rss,One\nhttps://two.example/rss,Two\n"),
    ],
)
def test_a_list_is_shown_and_added(desk: Client, name: str, body: str) -> None:
    answer = desk.post(PASTE, {"file": SimpleUploadedFile(name, body.encode())})
    assert "2 feeds in the list" in words(answer)
    assert not Feed.objects.exists()
    sent = inputs_of(answer.content, "form:has([name=list])")
    assert desk.post(PASTE, {**sent, "pull": "1"}).status_code == 302
    assert sorted(Feed.objects.values_list("url", flat=True)) == [
        "https://one.example/rss",
        "https://two.example/rss",
    ]
    assert len(Work.objects.get().what["feeds"]) == 2


def test_a_list_at_an_address_is_read_too(desk: Client, server: FeedServer) -> None:
    server.answer(
        "/list.opml", "<opml><body><outline text='One' xmlUrl='https://one.example/rss'/></body></opml>"
    )
    assert "1 feed in the list" in words(look(desk, server.url("/list.opml")))


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.1/", "http://169.254.169.254/latest", "ftp://paper.example/", "http://[::1]:5432/"],
)
def test_addresses_of_ones_own_network_are_not_asked(desk: Client, settings: Any, address: str) -> None:
    settings.FETCH_ALLOW_LOOPBACK = False
    page = words(look(desk, address))
    assert "errorlist" in page
    assert "paste-found" not in page


@pytest.mark.parametrize("url", ["http://10.0.0.1/rss", "not an address", ""])
def test_what_is_sent_back_is_checked_as_what_is_typed(desk: Client, server: FeedServer, url: str) -> None:
    sent = inputs_of(look(desk, server.url("/")).content, ".paste-found")
    answer = desk.post(PASTE, {**sent, "url-0": url})
    assert "errornote" in words(answer)
    assert (Source.objects.exists(), Feed.objects.exists()) == (False, False)


def test_what_is_missing_is_said_and_what_was_typed_is_kept(desk: Client, server: FeedServer) -> None:
    sent = inputs_of(look(desk, server.url("/")).content, ".paste-found")
    answer = desk.post(PASTE, {**sent, "take": [], "slug": "of-its-own"})
    assert "Tick at least one feed." in words(answer)
    assert "of-its-own" in words(answer)
    answer = desk.post(PASTE, {**sent, "name": ""})
    assert inputs_of(answer.content, ".paste-found")["take"] == ["0"]
    assert not Source.objects.exists()


def test_an_address_that_gives_nothing_says_why(desk: Client, server: FeedServer) -> None:
    assert "404" in words(look(desk, server.url("/none")))
    assert "Paste an address" in words(look(desk, ""))


def test_a_list_that_was_tampered_with_adds_nothing(desk: Client) -> None:
    odd = (
        "{",
        "[1]",
        "{}",
        '[{"url": 5}]',
        '[{"url": "https://one.example/rss", "title": 5}]',
        '[{"url": "http://10.0.0.1/rss"}]',
    )
    signed = paste._LISTS.sign('[{"url": "https://one.example/rss"}]')
    for tampered in (*odd, "[" * 100_000, signed.replace("one", "two")):
        assert desk.post(PASTE, {"list": tampered}).status_code == 302
    # One of before a release that checks more.
    for listed in ('[{"url": "http://10.0.0.1/rss"}]', '[{"of": "another release"}]'):
        assert desk.post(PASTE, {"list": paste._LISTS.sign(listed)}).status_code == 302
    assert not Feed.objects.exists()


def test_only_who_may_add_feeds_and_sources_sees_the_box(client: Client) -> None:
    user = User.objects.create_user("moderator", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(user)
    assert client.get(PASTE).status_code == 403
    assert client.post(PASTE, {"address": "paper.example"}).status_code == 403
