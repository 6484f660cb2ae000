"""Pages of entries that gave only a summary: read politely, stored whole, and never the entry lost for it."""

import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from articles.models import Article, Intake
from articles.services.curation import correct_text
from feeds import knowledge
from feeds.errors import ParseError
from feeds.models import Entry, Feed, Host, RobotsFile, SourceRules
from feeds.pull import pipeline
from feeds.reading.bounded import Extraction, PageSource
from feeds.storing import pages
from feeds.storing.pages import ONLY_SUMMARY, fetch_pages
from feeds.web.fetcher import Fetcher, FetchSettings
from feeds.web.rate_limits import RateLimiter
from tests.factories import make_article, make_feed
from tests.feeds.paper import ENGLISH, PARAGRAPHS, SUMMARY, item, page, rss
from tests.feeds.server import Answer, FeedServer, Request

pytestmark = pytest.mark.django_db
LAST = PARAGRAPHS[-1]


@pytest.fixture(scope="module")
def known() -> knowledge.Knowledge:
    return knowledge.from_catalogue()


class Desk:
    """A feed of the made-up newspaper, and what a puller does with it."""

    def __init__(self, server: FeedServer, known: knowledge.Knowledge, fetcher: Fetcher) -> None:
        self.server = server
        self.known = known
        self.fetcher = fetcher
        self.late = timedelta()
        self.feed = make_feed(url=server.url("/rss"), language="vi")

    def now(self) -> datetime:
        return timezone.now() + self.late

    def pull(self, *items: str, feed: Feed | None = None) -> pipeline.Pull:
        self.server.answer("/rss", rss(*items), headers=[("Content-Type", "application/rss+xml")])
        row = Feed.objects.get(pk=(feed or self.feed).pk)
        fetched = pipeline.ask(row, fetch=self.fetcher.fetch)
        return next(pipeline.store_outcomes([fetched], knowledge=self.known, now=self.now))

    def take(self) -> Counter[str]:
        with RateLimiter() as limiter:
            return fetch_pages(
                Entry.objects.all(),
                fetch=self.fetcher.fetch,
                limiter=limiter,
                knowledge=lambda: self.known,
                now=self.now,
            )

    def asked(self) -> Counter[str]:
        return Counter(request.path for request in self.server.requests)


@pytest.fixture
def desk(feed_server: FeedServer, known: knowledge.Knowledge) -> Iterator[Desk]:
    limits = FetchSettings(
        user_agent="Newsroom/1 (+https://newsroom.example/)",
        read_timeout=0.5,
        total_timeout=2.0,
        allow_loopback=True,
        extra_ports=frozenset({feed_server.port}),
    )
    with Fetcher(limits) as fetcher:
        yield Desk(feed_server, known, fetcher)


def html(text: str) -> dict[str, Any]:
    return {"body": text.encode(), "headers": [("Content-Type", "text/html; charset=utf-8")]}


def test_a_summary_becomes_the_whole_article(desk: Desk) -> None:
    desk.server.answer("/1.html", **html(page()))
    assert desk.pull(item(desk.server, "/1.html")).created == 1
    summary = Article.objects.get()
    assert LAST not in summary.text
    assert desk.take() == {"completed": 1}
    article = Article.objects.get()
    assert article.pk == summary.pk
    assert article.title == "Thôn Thượng bàn chuyện mở đường"
    assert all(one in article.text for one in PARAGRAPHS)
    assert article.published_at.isoformat() == "2026-11-20T01:05:00+00:00"
    assert article.intake.raw_kind == "page"
    entry = Entry.objects.get()
    assert (entry.page_state, entry.state, entry.article) == ("taken", "stored", article)


def test_a_second_run_fetches_nothing_again(desk: Desk) -> None:
    desk.server.answer("/1.html", **html(page()))
    desk.pull(item(desk.server, "/1.html"))
    desk.take()
    before = desk.asked()
    desk.pull(item(desk.server, "/1.html"))
    assert desk.take() == {}
    assert desk.asked() - before == {"/rss": 1}


def test_a_changed_summary_does_not_take_the_place_of_the_text(desk: Desk) -> None:
    desk.server.answer("/1.html", **html(page()))
    desk.pull(item(desk.server, "/1.html"))
    desk.take()
    desk.server.answer(
        "/1.html", **html(page(paragraphs=(*PARAGRAPHS, "Tin thêm vào buổi chiều cùng ngày.")))
    )
    desk.pull(item(desk.server, "/1.html", summary=f"{SUMMARY} Cập nhật."))
    assert LAST in Article.objects.get().text
    assert desk.take() == {}  # a restless feed has its pages read every two hours at the most
    desk.late = timedelta(hours=1)
    desk.pull(item(desk.server, "/1.html", summary=f"{SUMMARY} Cập nhật lần hai."))
    desk.late = timedelta(hours=2, minutes=1)
    assert desk.take() == {"completed": 1}
    assert "Tin thêm" in Article.objects.get().text
    [former] = Article.objects.get().revisions.all()  # the first page's text; the summaries were none
    assert LAST in former.text


def test_a_new_address_leaves_the_text_until_its_page_is_read(desk: Desk) -> None:
    desk.server.answer("/1.html", **html(page()))
    desk.server.answer("/moved.html", **html(page()))
    same = "<guid>1</guid>"
    entry = item(desk.server, "/1.html")
    guid = f"<guid>{desk.server.url('/1.html')}</guid>"
    desk.pull(entry.replace(guid, same))
    desk.take()
    moved = item(desk.server, "/moved.html").replace(f"<guid>{desk.server.url('/moved.html')}</guid>", same)
    desk.pull(moved)
    assert LAST in Article.objects.get().text
    desk.late = timedelta(hours=3)
    assert desk.take() == {"completed": 1}
    article = Article.objects.get()
    assert article.url.endswith("/moved.html")
    assert LAST in article.text


def test_another_feed_of_the_same_page_fetches_it_no_more(desk: Desk) -> None:
    desk.server.answer("/1.html", **html(page()))
    desk.pull(item(desk.server, "/1.html"))
    desk.take()
    other = make_feed(url=desk.server.url("/rss?other"), source=desk.feed.source)
    desk.pull(item(desk.server, "/1.html"), feed=other)
    assert desk.take() == {}
    assert desk.asked()["/1.html"] == 1
    assert LAST in Article.objects.get().text
    assert Entry.objects.get(feed=other).article == Article.objects.get()


@pytest.mark.parametrize("rule", [Feed.FullText.NEVER, Feed.FullText.ALWAYS])
def test_the_feeds_rule_decides(desk: Desk, rule: str) -> None:
    Feed.objects.update(full_text=rule)
    desk.server.answer("/1.html", **html(page()))
    whole = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    desk.pull(item(desk.server, "/1.html", summary=whole))
    desk.take()
    assert desk.asked()["/1.html"] == (rule == Feed.FullText.ALWAYS)


def test_an_entry_without_words_becomes_an_article_by_its_page(desk: Desk) -> None:
    desk.server.answer("/1.html", **html(page()))
    bare = f"<item><link>{desk.server.url('/1.html')}</link></item>"
    pulled = desk.pull(bare)
    assert (pulled.created, pulled.failed) == (0, 0)
    assert Entry.objects.get().state == Entry.State.FAILED
    assert desk.take() == {"completed": 1}
    assert Entry.objects.get().state == Entry.State.STORED
    assert LAST in Article.objects.get().text


def test_a_sitemap_gives_whole_articles(desk: Desk) -> None:
    desk.server.answer("/1.html", **html(page()))
    news = (
        "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        f"<url><loc>{desk.server.url('/1.html')}</loc><lastmod>2026-11-20T01:05:00Z</lastmod></url></urlset>"
    )
    Feed.objects.update(kind="sitemap")
    desk.server.answer("/rss", news, headers=[("Content-Type", "application/xml")])
    fetched = pipeline.ask(Feed.objects.get(), fetch=desk.fetcher.fetch)
    pulled = next(pipeline.store_outcomes([fetched], knowledge=desk.known, now=desk.now))
    assert (pulled.entries, pulled.created, pulled.failed) == (1, 0, 0)
    assert desk.take() == {"completed": 1}
    assert LAST in Article.objects.get().text


# --- robots.txt ----------------------------------------------------------------------------------------------


def test_robots_forbid_a_page(desk: Desk) -> None:
    desk.server.answer("/robots.txt", "User-agent: *\nDisallow: /closed/\n")
    desk.server.answer("/closed/1.html", **html(page()))
    desk.server.answer("/open/2.html", **html(page()))
    desk.pull(item(desk.server, "/closed/1.html"), item(desk.server, "/open/2.html", title="Bài hai"))
    assert desk.take() == {"completed": 1, "given_up": 1}
    asked = desk.asked()
    assert (asked["/closed/1.html"], asked["/open/2.html"], asked["/robots.txt"]) == (0, 1, 1)
    entry = Entry.objects.get(url__contains="closed")
    assert (entry.page_state, entry.state) == ("given-up", "stored")
    assert "robots.txt forbids" in entry.page_reason
    assert any(one.startswith(ONLY_SUMMARY) for one in entry.article.intake.warnings)


def test_robots_are_remembered_for_a_day(desk: Desk) -> None:
    desk.server.answer("/robots.txt", "User-agent: *\nAllow: /\n")
    for number, late in ((1, 0), (2, 23), (3, 25)):
        desk.late = timedelta(hours=late)
        desk.server.answer(f"/{number}.html", **html(page(f"Bài {number} về con đường mới")))
        desk.pull(item(desk.server, f"/{number}.html", title=f"Bài {number}"))
        assert desk.take() == {"completed": 1}
        assert desk.asked()["/robots.txt"] == (2 if late == 25 else 1)
    assert RobotsFile.objects.get().status == 200


def test_a_page_waits_where_robots_cannot_be_read(desk: Desk) -> None:
    desk.server.answer("/robots.txt", status=503)
    desk.server.answer("/1.html", **html(page()))
    desk.pull(item(desk.server, "/1.html"))
    assert desk.take() == {"postponed": 1}
    assert desk.asked()["/1.html"] == 0
    desk.server.answer("/robots.txt", status=404)
    desk.late = timedelta(hours=2)
    assert desk.take() == {"completed": 1}


def test_a_page_waits_where_robots_came_cut_short(desk: Desk) -> None:
    desk.server.scripts["/robots.txt"] = Answer(b"User-agent: *\nDis", declared_length=500)
    desk.server.answer("/1.html", **html(page()))
    desk.pull(item(desk.server, "/1.html"))
    assert desk.take() == {"postponed": 1}
    assert desk.asked()["/1.html"] == 0
    assert RobotsFile.objects.get().status == 0


def test_a_page_waits_where_it_leads_to_a_site_whose_robots_cannot_be_read(desk: Desk) -> None:
    there = f"http://localhost:{desk.server.port}"
    desk.server.script(
        "/robots.txt",
        lambda request: Answer(status=503 if "localhost" in request.headers["host"] else 404),
    )
    desk.server.answer("/1.html", status=302, headers=[("Location", f"{there}/2.html")])
    desk.server.answer("/2.html", **html(page()))
    desk.pull(item(desk.server, "/1.html"))
    assert desk.take() == {"postponed": 1}
    assert "robots.txt cannot be read" in Entry.objects.get().page_reason


@pytest.mark.django_db(transaction=True)
def test_the_crawl_delay_is_kept(desk: Desk) -> None:
    desk.server.answer("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n")
    times: list[float] = []

    def answer(request: Request) -> Answer:
        times.append(time.monotonic())
        return Answer(page(f"Bài {request.path}").encode(), headers=[("Content-Type", "text/html")])

    for number in range(3):
        desk.server.script(f"/{number}.html", answer)
    desk.pull(*(item(desk.server, f"/{number}.html", title=f"Bài {number}") for number in range(3)))
    assert desk.take() == {"completed": 3}
    assert all(later - earlier >= 0.4 for earlier, later in itertools.pairwise(times))
    assert Host.objects.get().reason


# --- Pages that give nothing ---------------------------------------------------------------------------------


def slow(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.settimeout(3)
    try:
        handler.connection.recv(1)
    except TimeoutError:
        return


CHALLENGE = "<html><head><title>Just a moment…</title></head><body><noscript>Enable JavaScript</noscript></body></html>"
BAD = {
    "missing": (Answer(b"no such page", 404), "404"),
    "in trouble": (Answer(b"", 500), "500"),
    "a challenge": (Answer(CHALLENGE.encode(), headers=[("Content-Type", "text/html")]), "browser check"),
    "a PDF": (Answer(b"%PDF-1.7", headers=[("Content-Type", "application/pdf")]), "application/pdf"),
    "another language": (
        Answer(page("The road", ENGLISH).encode(), headers=[("Content-Type", "text/html")]),
        "another language (en)",
    ),
    "less than the summary": (
        Answer(page(paragraphs=("Mời bạn đăng nhập.",)).encode(), headers=[("Content-Type", "text/html")]),
        "less text",
    ),
    "slow": (slow, "0.5 seconds"),
}


@pytest.mark.parametrize(("answer", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_page_leaves_the_summary_and_is_tried_again(desk: Desk, answer: object, words: str) -> None:
    if isinstance(answer, Answer):
        desk.server.scripts["/1.html"] = answer
    else:
        desk.server.raw("/1.html", answer)  # type: ignore[arg-type]
    desk.pull(item(desk.server, "/1.html"))
    assert desk.take() == {"postponed": 1}
    article = Article.objects.get()
    assert SUMMARY in f"{article.lead} {article.text}"
    entry = Entry.objects.get()
    assert (entry.page_state, entry.page_attempts, entry.state) == ("wanted", 1, "stored")
    assert words in entry.page_reason
    assert f"{ONLY_SUMMARY}{entry.page_reason}" in article.intake.warnings
    assert desk.take() == {}  # not before its time
    desk.server.raw_handlers.clear()
    desk.server.answer("/1.html", **html(page()))
    desk.late = timedelta(hours=1, minutes=1)
    assert desk.take() == {"completed": 1}
    assert not any(one.startswith(ONLY_SUMMARY) for one in Intake.objects.get().warnings)


def test_attempts_end(desk: Desk) -> None:
    desk.pull(item(desk.server, "/missing.html"))
    outcomes = []
    for _attempt in range(7):
        outcomes.append(dict(desk.take()))
        desk.late += timedelta(days=4)
    assert outcomes == [{"postponed": 1}] * 4 + [{"given_up": 1}] + [{}] * 2
    assert desk.asked()["/missing.html"] == 5


def test_a_page_that_is_gone_is_not_tried_again(desk: Desk) -> None:
    desk.server.answer("/1.html", status=410)
    desk.pull(item(desk.server, "/1.html"))
    assert desk.take() == {"given_up": 1}


CHARSETS = {
    "wrong header": (page(), "utf-8", "text/html; charset=iso-8859-1"),
    "two bytes a character, unsaid": (
        page().replace("charset='utf-8'", "charset='utf-16'"),
        "utf-16",
        "text/html",
    ),
    "unknown charset": (page(), "utf-8", "text/html; charset=x-none"),
}


@pytest.mark.parametrize(("text", "encoding", "header"), CHARSETS.values(), ids=CHARSETS.keys())
def test_the_charset_is_what_the_page_is_written_in(
    desk: Desk, text: str, encoding: str, header: str
) -> None:
    desk.server.answer("/1.html", text.encode(encoding), headers=[("Content-Type", header)])
    desk.pull(item(desk.server, "/1.html"))
    assert desk.take() == {"completed": 1}
    assert LAST in Article.objects.get().text


# --- Bounds --------------------------------------------------------------------------------------------------


def test_so_many_pages_a_feed_and_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGES_A_FEED", 2)
    for number in range(3):
        desk.server.answer(f"/{number}.html", **html(page(f"Bài {number} về đường mới")))
    desk.pull(*(item(desk.server, f"/{number}.html", title=f"Bài {number}") for number in range(3)))
    assert desk.take() == {"completed": 2}
    assert desk.take() == {"completed": 1}


def test_a_run_ends_in_time_and_gives_back_what_is_left(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGES_TIME", timedelta())
    desk.server.answer("/1.html", **html(page()))
    desk.pull(item(desk.server, "/1.html"))
    assert desk.take() == {}
    monkeypatch.undo()
    assert desk.take() == {"completed": 1}


def test_a_page_that_takes_too_long_is_ended() -> None:
    long = page(paragraphs=PARAGRAPHS * 600)
    with Extraction(seconds=0.05) as extraction:
        assert extraction.read(PageSource(page(), "https://a.example/1", "a")).title
        with pytest.raises(ParseError, match=r"took longer than 0\.05 seconds.*simpler"):
            extraction.read(PageSource(long, "https://a.example/1", "a"))
        assert extraction.read(PageSource(page(), "https://a.example/1", "a")).title


# --- Editors -------------------------------------------------------------------------------------------------


def test_what_an_editor_wrote_stands(desk: Desk) -> None:
    desk.server.answer("/1.html", **html(page()))
    desk.pull(item(desk.server, "/1.html"))
    article = Article.objects.get()
    correct_text(article=article, title="Tựa của biên tập viên", by=None, now=desk.now())
    assert desk.take() == {"completed": 1}
    title, text = article.title, article.text
    article.refresh_from_db()
    assert article.title == title
    assert len(article.text) > len(text)  # and the page gives its text all the same
    assert article.revisions.get(cause="editor").title != title


@pytest.mark.parametrize("act", ["withdrawn", "deleted"])
def test_a_page_brings_nothing_back(desk: Desk, act: str) -> None:
    desk.server.answer("/1.html", **html(page()))
    desk.pull(item(desk.server, "/1.html"))
    if act == "deleted":
        Article.objects.all().delete()
    else:
        Article.objects.update(state=Article.State.WITHDRAWN, state_by_hand=True)
    assert desk.take() == {"kept": 1}
    assert not Article.objects.published().exists()


def test_the_rules_of_the_source_are_applied(desk: Desk) -> None:
    SourceRules.objects.create(source=desk.feed.source, content="div.body", remove=".related\n.box")
    extra = "<p class='related'>Xem thêm: một bài khác hẳn về chuyện khác trong huyện hôm qua.</p>"
    desk.server.answer("/1.html", **html(page(extra=extra)))
    desk.pull(item(desk.server, "/1.html"))
    desk.take()
    article = Article.objects.get()
    assert LAST in article.text
    assert "một bài khác hẳn" not in article.text


def test_an_article_without_entry_is_left_alone(desk: Desk) -> None:
    make_article(url=desk.server.url("/1.html"))
    assert desk.take() == {}


# --- The whole road ------------------------------------------------------------------------------------------


def test_one_pull_brings_the_whole_article_and_its_picture(
    feed_server: FeedServer, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    out = BytesIO()
    Image.new("RGB", (800, 600), "green").save(out, "PNG")
    figure = f"<figure><img src='{feed_server.answer('/a.png', out.getvalue())}' alt='Đường mới'></figure>"
    feed_server.answer("/1.html", **html(page(extra=figure)))
    feed_server.answer("/rss", rss(item(feed_server, "/1.html")), headers=[("ETag", '"one"')])
    make_feed(url=feed_server.url("/rss"), language="vi")
    call_command("pull_feeds", "--json")
    summary = json.loads(capsys.readouterr().out)
    assert (summary["created"], summary["pages"], summary["failed_pages"], summary["pictures"]) == (
        1,
        1,
        0,
        1,
    )
    article = Article.objects.get()
    assert LAST in article.text
    assert article.lead_picture is not None
    asked = Counter(request.path for request in feed_server.requests)
    assert asked == {"/rss": 1, "/robots.txt": 1, "/1.html": 1, "/a.png": 1}
    call_command("pull_feeds", "--json", "--all")
    again = json.loads(capsys.readouterr().out)
    assert (again["revised"], again["pages"], again["pictures"]) == (0, 0, 0)
    assert Counter(request.path for request in feed_server.requests) - asked == {"/rss": 1}
