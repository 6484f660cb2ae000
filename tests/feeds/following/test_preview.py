"""Trying a feed: what its first entries would become, whatever kind it is, and every way in which it gives nothing."""

from datetime import UTC, datetime

import pytest

from articles.services.store import Rule, state_by_rule
from feeds.extractor.page import extract_page
from feeds.following.preview import (
    PREVIEWED_ENTRIES,
    IntakeOutcome,
    PreviewRequest,
    PreviewTools,
    intake_outcome,
    preview_feed,
)
from feeds.knowledge import from_catalogue
from feeds.web.fetcher import Fetcher, FetchSettings

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ABOUT = (
    "Công tác dân vận của hệ thống chính trị ở cơ sở đã góp phần củng cố khối đại đoàn kết toàn dân tộc. "
    "Ban Dân vận Tỉnh ủy vừa tổng kết phong trào thi đua Dân vận khéo theo Quyết định 23-QĐ/TW trên địa bàn tỉnh. "
)
OTHER = "Giá cà phê trong nước hôm nay tăng nhẹ so với tuần trước, theo các đại lý thu mua tại Tây Nguyên. "


def entry(number: int, title: str, text: str) -> str:
    return (
        f"<item><title>{title}</title><link>http://127.0.0.1:{{port}}/bai-{number}.html</link>"
        f"<pubDate>Fri, 20 Nov 2026 01:00:00 GMT</pubDate><description><![CDATA[<p>{text}</p>]]></description></item>"
    )


def rss(port: int, *items: str) -> str:
    head = "<rss version='2.0'><channel><title>Báo Mẫu</title><language>vi</language>"
    return (head + "".join(items) + "</channel></rss>").replace("{port}", str(port))


def article_page(title: str, text: str) -> str:
    return (
        f"<!doctype html><html lang='vi'><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<time datetime='2026-11-19T08:00:00+07:00'>19/11/2026</time><p>{text * 3}</p><p>{text * 3}</p></article>"
        "</body></html>"
    )


@pytest.fixture(scope="module")
def known():
    return from_catalogue()


@pytest.fixture
def attempt(feed_server, known):
    settings = FetchSettings(
        user_agent="Newsroom/0 (+http://newsroom.example)", allow_loopback=True,
        extra_ports=frozenset({feed_server.port}), total_timeout=5,
    )  # fmt: skip

    def extract(page):
        return extract_page(page.html, url=page.url, input=page.input, rules=page.rules)

    def _attempt(path="/feed", kind="feed", may_continue=lambda: True, **values):
        with Fetcher(settings) as fetcher:
            tools = PreviewTools(
                fetch=fetcher.fetch, extract=extract, knowledge=known, now=NOW,
                user_agent=settings.user_agent, may_continue=may_continue,
            )  # fmt: skip
            values.setdefault("full_text", "never")
            return preview_feed(PreviewRequest(url=feed_server.url(path), kind=kind, **values), tools)

    return _attempt


def test_an_entry_is_shown_as_it_would_be_stored(feed_server, attempt):
    feed_server.answer("/feed", rss(feed_server.port, entry(1, "Dân vận khéo ở vùng cao", ABOUT * 3)))
    tried = attempt()
    (one,) = tried.articles
    assert (tried.error, tried.title, tried.entries) == ("", "Báo Mẫu", 1)
    assert (one.title, one.article.language, one.outcome) == (
        "Dân vận khéo ở vùng cao",
        "vi",
        IntakeOutcome.PUBLISHED,
    )
    assert one.article.published_at == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert [document.number for document in one.article.documents] == ["23-QĐ/TW"]
    assert one.article.relevance_reasons
    assert (one.article.lead + one.beginning).startswith("Công tác dân vận")


@pytest.mark.parametrize(
    ("rule", "fates"),
    [
        ("publish", [IntakeOutcome.PUBLISHED, IntakeOutcome.PUBLISHED]),
        ("on-topic", [IntakeOutcome.PUBLISHED, IntakeOutcome.OFF_TOPIC]),
        ("hold", [IntakeOutcome.HELD, IntakeOutcome.HELD]),
    ],
)
def test_the_intake_rule_decides_as_it_would(feed_server, attempt, rule, fates):
    items = entry(1, "Dân vận khéo", ABOUT * 3), entry(2, "Giá cà phê", OTHER * 3)
    feed_server.answer("/feed", rss(feed_server.port, *items))
    assert [one.outcome for one in attempt(rule=rule).articles] == fates


@pytest.mark.parametrize("rule", list(Rule))
@pytest.mark.parametrize("relevant", [True, False])
def test_a_fate_is_what_the_store_does(rule, relevant):
    assert intake_outcome(rule.value, relevant=relevant).value == state_by_rule(rule, relevant=relevant)


def test_a_feed_that_is_quiet_for_long_says_so_before_it_is_kept(feed_server, attempt):
    old = entry(1, "Dân vận khéo", ABOUT).replace("20 Nov 2026", "20 Nov 2025")
    feed_server.answer("/feed", rss(feed_server.port, old))
    assert attempt().silence == "Its newest entry is of 2025-11-20."
    feed_server.answer("/feed", rss(feed_server.port, old, entry(2, "Dân vận khéo", ABOUT)))
    assert attempt().silence == ""


def test_a_feed_that_moved_for_good_says_where(feed_server, attempt):
    feed_server.answer("/feed", rss(feed_server.port, entry(1, "Dân vận khéo", ABOUT)))
    feed_server.answer("/old", status=301, headers=[("Location", "/feed")])
    assert (attempt().moved_to, attempt("/old").moved_to) == ("", feed_server.url("/feed"))


def test_only_the_first_are_tried_and_one_bad_stops_no_other(feed_server, attempt):
    bad = f"<item><guid>x</guid><link>{feed_server.url('/x')}</link></item>"
    items = [entry(number, f"Bài {number}", OTHER) for number in range(PREVIEWED_ENTRIES + 3)]
    feed_server.answer("/feed", rss(feed_server.port, bad, *items))
    tried = attempt()
    assert (tried.entries, len(tried.articles)) == (PREVIEWED_ENTRIES + 4, PREVIEWED_ENTRIES)
    assert "neither a headline nor a paragraph" in tried.articles[0].problem
    assert all(one.article for one in tried.articles[1:])


def test_a_sitemap_and_a_list_page_give_the_articles_of_their_pages(feed_server, attempt):
    feed_server.answer("/bai-1.html", article_page("Dân vận khéo ở vùng cao", ABOUT))
    feed_server.answer("/feed", f"<urlset><url><loc>{feed_server.url('/bai-1.html')}</loc></url></urlset>")
    feed_server.answer("/muc/", "<h3><a href='/bai-1.html'>Dân vận khéo</a></h3>")
    of_sitemap = attempt(kind="sitemap", full_text="when-summary")
    of_list = attempt("/muc/", kind="list-page", selector="h3 a", full_text="when-summary")
    for tried in (of_sitemap, of_list):
        (one,) = tried.articles
        assert (one.title, one.outcome) == ("Dân vận khéo ở vùng cao", IntakeOutcome.PUBLISHED)
        assert one.page == "The text is that of its page."
        assert one.article.published_at == datetime(2026, 11, 19, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("robots", "status", "may_continue", "words"),
    [
        pytest.param("User-agent: *\nDisallow: /", 200, True, "robots.txt asks not to", id="robots"),
        pytest.param("", 404, True, "The server answered 404", id="not found"),
        pytest.param("", 200, False, "the time for a trial was over", id="no time left"),
    ],
)
def test_a_page_that_is_not_read_says_why(feed_server, attempt, robots, status, may_continue, words):
    feed_server.answer("/robots.txt", robots)
    feed_server.answer("/bai-1.html", article_page("Một", ABOUT), status=status)
    feed_server.answer("/feed", rss(feed_server.port, entry(1, "Một", ABOUT)))
    (one,) = attempt(full_text="always", may_continue=lambda: may_continue).articles
    assert words in one.page or words.capitalize() in one.page
    assert one.article.raw_kind == "entry"


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        pytest.param(404, "", "feed", "answered 404: there is nothing", id="not found"),
        pytest.param(403, "", "feed", "answered 403: it refuses us", id="refused"),
        pytest.param(503, "", "sitemap", "answered 503", id="in trouble"),
        pytest.param(200, "", "feed", "body is empty", id="empty"),
        pytest.param(200, "<html><body>Chào</body></html>", "feed", "HTML page", id="a page"),
        pytest.param(
            200, "<html><body>Chào</body></html>", "list-page", "names nothing", id="no such element"
        ),
        pytest.param(
            200, "<rss version='2.0'><channel/></rss>", "news-sitemap", "kind “feed”", id="wrong kind"
        ),
        pytest.param(200, "<urlset/>", "news-sitemap", "lists no article", id="nothing in it"),
    ],
)
def test_an_address_that_gives_nothing_is_told_in_one_sentence(
    feed_server, attempt, status, body, kind, words
):
    feed_server.answer("/feed", body, status=status)
    tried = attempt(kind=kind, selector="h3 a")
    assert words in tried.error
    assert tried.error[0].isupper()
    assert tried.error.endswith(".")
    assert tried.articles == ()


def test_nobody_there_is_told_too(attempt, feed_server):
    feed_server.raw("/feed", lambda handler: handler.connection.close())
    assert attempt().error


def test_a_page_offers_what_it_declares(feed_server, attempt):
    feed_server.answer("/feed", "<html><link rel=alternate type=application/rss+xml href=/tin.rss></html>")
    feed_server.answer("/tin.rss", rss(feed_server.port, entry(1, "Một", OTHER)))
    tried = attempt()
    assert "HTML page" in tried.error
    assert [(one.kind, one.url) for one in tried.candidates] == [("feed", feed_server.url("/tin.rss"))]
