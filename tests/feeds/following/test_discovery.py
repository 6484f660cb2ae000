"""What a publisher's page offers: found where it is declared, linked, guessed or named for crawlers; each verified."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from feeds.errors import FetchError
from feeds.following.discovery import MAX_REQUESTS, discover, feed_links
from feeds.web.fetcher import Fetcher, FetchSettings

HOME = "<html><head><title>Báo Mẫu</title>{head}</head><body>{body}</body></html>"


def rss(*titles: str, language: str = "vi") -> str:
    items = "".join(
        f"<item><title>{title}</title><link>https://paper.example/{abs(hash(title))}</link>"
        f"<pubDate>Fri, 20 Nov 2026 0{number}:00:00 GMT</pubDate></item>"
        for number, title in enumerate(titles)
    )
    return f"<rss version='2.0'><channel><title>Báo Mẫu</title><language>{language}</language>{items}</channel></rss>"


@pytest.fixture
def look(feed_server):
    settings = FetchSettings(
        user_agent="Newsroom/0 (+http://newsroom.example)", allow_loopback=True,
        extra_ports=frozenset({feed_server.port}), total_timeout=5,
    )  # fmt: skip

    def _look(path="/", **limits):
        with Fetcher(settings) as fetcher:
            return discover(feed_server.url(path), fetch=fetcher.fetch, **limits)

    return _look


def paths(server, found):
    return [(one.kind, one.url.removeprefix(server.url(""))) for one in found]


def test_a_declared_feed_is_named_with_what_it_holds(feed_server, look):
    link = '<link rel="ALTERNATE nofollow" type="application/rss+xml; charset=utf-8" href="tin.xml">'
    feed_server.answer("/", HOME.format(head=link, body=""))
    feed_server.answer("/tin.xml", rss("Dân vận khéo ở cơ sở", "Mặt trận Tổ quốc"))
    (found,) = look()
    assert (found.kind, found.title, found.entries, found.language) == ("feed", "Báo Mẫu", 2, "vi")
    assert found.newest == datetime(2026, 11, 20, 1, tzinfo=UTC)


FEEDS = {
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><id>a</id><entry><id>1</id><title>T</title>"
    "<link href='https://paper.example/1'/></entry></feed>",
    "json": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "J",
            "items": [{"id": "1", "url": "https://paper.example/1"}],
        }
    ),
    "sitemap": "<urlset><url><loc>https://paper.example/bai.html</loc></url></urlset>",
    "news": "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url>"
    "<loc>https://paper.example/bai.html</loc><n:news><n:title>Tin</n:title></n:news></url></urlset>",
}


@pytest.mark.parametrize(
    ("home", "at", "body", "expected"),
    [
        pytest.param(
            "<link rel=alternate type=application/atom+xml href=/a>", "/a", "atom", "feed", id="atom"
        ),
        pytest.param(
            "<link rel=alternate type=application/feed+json href=/j>", "/j", "json", "feed", id="json"
        ),
        pytest.param("<a href='/tin-moi.rss'>RSS</a>", "/tin-moi.rss", "atom", "feed", id="a link"),
        pytest.param("<a href='/?feed=rss2'>RSS</a>", "/rss.xml", "atom", "feed", id="a usual place"),
        pytest.param("", "/feed.json", "json", "feed", id="JSON in a usual place"),
        pytest.param("", "/sitemap.xml", "sitemap", "sitemap", id="a sitemap"),
        pytest.param("", "/news-sitemap.xml", "news", "news-sitemap", id="a news sitemap"),
    ],
)
def test_each_form_is_found_where_it_stands(feed_server, look, home, at, body, expected):
    feed_server.answer("/", HOME.format(head=home, body=home))
    feed_server.answer(at, FEEDS[body])
    assert paths(feed_server, look()) == [(expected, at)]


def test_a_page_about_feeds_leads_to_them(feed_server, look):
    feed_server.answer("/", HOME.format(head="", body=""))
    feed_server.answer(
        "/rss", HOME.format(head="", body="<a href='/rss/xa-hoi.rss'>1</a><a href='/rss/dan-van.rss'>2</a>")
    )
    feed_server.answer("/rss/xa-hoi.rss", rss("Xã hội"))
    feed_server.answer("/rss/dan-van.rss", rss("Dân vận"))
    assert paths(feed_server, look()) == [("feed", "/rss/xa-hoi.rss"), ("feed", "/rss/dan-van.rss")]


def test_robots_names_a_sitemap_whose_index_is_followed(feed_server, look):
    feed_server.answer("/", HOME.format(head="", body=""))
    feed_server.answer("/robots.txt", f"Sitemap: {feed_server.url('/own/index.xml')}\n")
    part = f"<sitemap><loc>{feed_server.url('/own/11.xml.gz')}</loc></sitemap>"
    feed_server.answer("/own/index.xml", f"<sitemapindex>{part}</sitemapindex>")
    feed_server.answer("/own/11.xml.gz", FEEDS["sitemap"])
    (found,) = look()
    assert (found.kind, found.entries, found.url) == ("sitemap", 1, feed_server.url("/own/index.xml"))


@pytest.mark.parametrize(
    ("body", "kind"), [("atom", "feed"), ("sitemap", "sitemap"), ("news", "news-sitemap")]
)
def test_an_address_that_can_be_followed_itself_is_all_there_is_to_ask(feed_server, look, body, kind):
    feed_server.answer("/x", FEEDS[body])
    assert paths(feed_server, look("/x")) == [(kind, "/x")]
    assert len(feed_server.requests) == 1


def test_one_feed_under_several_addresses_is_named_once(feed_server, look):
    links = "".join(
        f"<link rel=alternate type=application/rss+xml href='{at}'>" for at in ("/a", "/a#x", "/b", "/c")
    )
    feed_server.answer("/", HOME.format(head=links, body=""))
    feed_server.answer("/a", rss("Một"))
    feed_server.answer("/b", rss("Một"))
    feed_server.answer("/c", status=302, headers=[("Location", "/a")])
    assert paths(feed_server, look()) == [("feed", "/a")]


def test_what_is_declared_and_does_not_answer_is_left_out(feed_server, look):
    links = "<link rel=alternate type=application/rss+xml href='/gone'><link rel=alternate hreflang=en href='/en'>"
    feed_server.answer("/", HOME.format(head=links, body="<a href='http://10.0.0.1/rss'>RSS</a>"))
    assert look() == []
    assert "/en" not in [request.path for request in feed_server.requests]


def test_the_number_of_requests_is_bounded(feed_server, look):
    page = HOME.format(head="", body="".join(f"<a href='/rss/{n}'>x</a>" for n in range(100)))
    feed_server.answer("/", page)
    for number in range(100):
        more = "".join(f"<a href='/rss/{number}-{n}'>x</a>" for n in range(20))
        feed_server.answer(f"/rss/{number}", HOME.format(head="", body=more))
    assert look() == []
    assert len(feed_server.requests) == MAX_REQUESTS


def test_it_ends_when_its_time_is_over(feed_server, look):
    feed_server.answer("/", HOME.format(head="", body="<a href='/rss'>x</a>"))
    assert look(may_continue=lambda: not feed_server.requests) == []
    assert len(feed_server.requests) == 1


def test_a_page_that_does_not_answer_is_an_error(look):
    with pytest.raises(FetchError, match="404"):
        look("/nowhere")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(b"<a href='/feedback/'>x</a><a href='/refeed-the-poor'>y</a>", [], id="other words"),
        pytest.param(b"<a href='mailto:rss@paper.example'>x</a>", [], id="another scheme"),
        pytest.param(b"<a href='http://[rss/'>x</a>", [], id="a broken address"),
        pytest.param(b"<a href='/bai/comments/feed/'>x</a>", [], id="comments"),
        pytest.param(b"<base href='/vi/'><a href='rss'>x</a>", ["https://p.example/vi/rss"], id="a base"),
    ],
)
def test_links_that_look_like_feeds(page, expected):
    assert feed_links(page, url="https://p.example/") == expected


# --- The command ---------------------------------------------------------------------------------------------


@pytest.fixture
def at_home(feed_server, settings):
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    feed_server.answer(
        "/", HOME.format(head="<link rel=alternate type=application/rss+xml href=/r>", body="")
    )
    feed_server.answer("/r", rss("Một"))
    return feed_server


def test_the_command_prints_for_people_and_for_machines(at_home, capsys):
    call_command("discover", at_home.url("/"))
    assert "entries   1, the newest 2026-11-20 00:00 UTC" in capsys.readouterr().out
    call_command("discover", at_home.url("/"), "--json")
    line = json.loads(capsys.readouterr().out)
    assert (line["kind"], line["url"], line["newest"]) == ("feed", at_home.url("/r"), "2026-11-20T00:00:00Z")


def test_the_command_fails_with_a_sentence(at_home, capsys):
    at_home.answer("/bare", "<html><body><p>Chào</p></body></html>")
    at_home.answer("/r", b"no feed any more")
    with pytest.raises(SystemExit):
        call_command("discover", at_home.url("/bare"))
    assert "no feed and no sitemap was found" in capsys.readouterr().err
    with pytest.raises(CommandError, match="404"):
        call_command("discover", at_home.url("/nowhere"))


def test_a_base_that_is_no_address_is_passed_over() -> None:
    page = b"<html><head><base href='http://[x'><link rel='alternate' type='application/rss+xml' href='/rss'></head></html>"
    assert feed_links(page, url="https://bao.example/") == ["https://bao.example/rss"]


def test_feeds_that_the_link_header_declares_come_first() -> None:
    header = (
        '</rss-all>; rel="alternate"; type="application/rss+xml"; title="Tin, b\\"n", '
        '</en>; rel=alternate; hreflang=en, </other>; rel=alternate; type="application/atom+xml"; anchor="/khac"'
    )
    page = HOME.format(head='<link rel="alternate" type="application/rss+xml" href="/rss-page">', body="")
    found = feed_links(page.encode(), url="https://paper.example/", link_header=header)
    assert found == ["https://paper.example/rss-all", "https://paper.example/rss-page"]
    assert feed_links(b"", url="https://paper.example/", link_header=header) == [
        "https://paper.example/rss-all"
    ]


def test_a_page_in_a_refused_encoding_offers_nothing() -> None:
    page = b'<meta charset="iso-2022-kr"><a href="/rss">\x1b$)C\x0e0!\x0f</a>'
    assert feed_links(page, url="https://paper.example/") == []


def test_a_feed_of_comments_is_not_offered(feed_server, look):
    item = "<item><title>Bạn đọc</title><link>https://paper.example/1#comment-7</link><guid>c7</guid></item>"
    feed_server.answer("/", HOME.format(head="", body='<a href="/rss-binh-luan">RSS</a>'))
    feed_server.answer(
        "/rss-binh-luan", f"<rss version='2.0'><channel><title>B</title>{item}</channel></rss>"
    )
    assert look() == []
