"""What a publisher's server may answer, case by case: `pull_feeds` against the scripted server, over one or more pulls."""

import functools
import gzip
import json
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from io import StringIO
from typing import Any

import brotli
import pytest
import zstandard
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from articles.models import Article
from feeds.models import DigestReader, Entry, Feed, Fetch, Host
from feeds.pull import health, pipeline, run
from feeds.schedule import CEILING, FAILURE_CEILING, FIRST_RETRY, FLOOR
from feeds.web.fetcher import FetchSettings
from feeds.web.site_fetcher import site_fetcher
from tests.factories import make_feed
from tests.feeds.paper import item, rss
from tests.feeds.server import Answer, FeedServer, Request

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
MAX_BYTES = 100_000  # of an answer unpacked, where a test sets the limit low


class Puller:
    """The feeds of the scripted server, and `pull_feeds` as cron runs it."""

    def __init__(self, server: FeedServer) -> None:
        self.server = server

    def feed(self, path: str = "/rss", **values: Any) -> Feed:
        return make_feed(
            url=self.server.url(path), **{"full_text": Feed.FullText.NEVER, "language": "vi", **values}
        )

    def pull(self, feed: Feed | None = None, *options: str) -> dict[str, Any]:
        """Makes the feed (or all of them) due, and pulls."""
        rows = Feed.objects.filter(pk=feed.pk) if feed else Feed.objects.all()
        rows.update(next_check_at=timezone.now() - timedelta(seconds=1))
        output = StringIO()
        call_command("pull_feeds", "--json", *options, stdout=output)
        if feed:
            feed.refresh_from_db()
        summary: dict[str, Any] = json.loads(output.getvalue())
        return summary

    def asked(self, path: str = "/rss") -> list[Request]:
        return [request for request in self.server.requests if request.path == path]


@pytest.fixture
def puller(feed_server: FeedServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Puller:
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    # A server that drips is waited for a minute; a test has less patience.
    monkeypatch.setattr(run, "site_fetcher", functools.partial(site_fetcher, total_seconds=2))
    return Puller(feed_server)


def news(server: FeedServer, number: int = 3, *, head: str = "") -> bytes:
    """A feed of so many entries of today, one an hour."""
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>Thôn {n} bàn chuyện mở đường</title><link>{server.url(f'/bai-{n}.html')}</link>"
        f"<guid>{n}</guid><pubDate>{format_datetime(now - n * HOUR)}</pubDate>"
        f"<description>Bà con thôn {n} hiến đất mở đường, cùng nhau góp công làm cầu.</description></item>"
        for n in range(number)
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
        f"<channel><title>Báo Mẫu</title><link>https://bao-mau.example/</link>{head}{items}</channel></rss>"
    ).encode()


# --- One answer, one state -------------------------------------------------------------------------------------

CHALLENGE = "<html><head><title>Just a moment...</title></head><body><script>document.cookie='a=1';location.reload()</script></body></html>"
LOGIN = "<!doctype html><html><body><form><input name=u><input type='password' name=p></form></body></html>"
PAGE = "<!doctype html><html><head><title>Trang chủ</title></head><body><h1>Báo Mẫu</h1></body></html>"


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _number in range(600):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(0.05)


def dropped(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def answered(body: bytes | str = b"", status: int = 200, **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body
    return Answer(data, status, [(name.replace("_", "-"), value) for name, value in headers.items()])


BROKEN: dict[str, tuple[Answer | Callable[[BaseHTTPRequestHandler], None], str, str]] = {
    "400": (answered(status=400), "unreachable", "400"),
    "401": (answered(status=401), "refused", "401"),
    "403": (answered(CHALLENGE, 403), "refused", "403"),
    "404": (answered(status=404), "missing", "404"),
    "410": (answered(status=410), "gone", "410"),
    "429": (answered(status=429), "unreachable", "429"),
    "500": (answered(status=500), "unreachable", "500"),
    "502": (answered(status=502), "unreachable", "502"),
    "503": (answered(status=503), "unreachable", "503"),
    "504": (answered(status=504), "unreachable", "504"),
    "a redirect without an address": (answered(status=301), "unreachable", "301"),
    "a redirect to itself": (answered(status=302, Location="/rss"), "unreachable", "circle"),
    "a redirect into the network": (answered(status=302, Location="http://10.0.0.1/"), "unreachable", "private"),
    "a redirect to a file": (answered(status=302, Location="file:///srv/feed.xml"), "unreachable", "http://"),
    "a redirect to another port": (answered(status=302, Location="http://127.0.0.1:22/"), "unreachable", "port 22"),
    "a slow drip": (drip, "unreachable", "within 2 seconds"),
    "a dropped connection": (dropped, "unreachable", "hung up"),
    "a body cut short": (Answer(b"<rss>", declared_length=5000), "unreachable", "ended early"),
    "a compressed body cut short": (
        answered(gzip.compress(b"<rss>" * 999)[:-20], Content_Encoding="gzip"), "unreachable", "ended early"
    ),
    "more than is unpacked": (
        answered(gzip.compress(b" " * (MAX_BYTES + 1)), Content_Encoding="gzip"), "unreachable", "expands to more than"
    ),
    "an unknown coding": (answered(b"x", Content_Encoding="rot13"), "unreachable", "unknown content coding"),
    "endless headers": (answered(X="a" * 70_000), "unreachable", "header"),
    "a JavaScript challenge": (answered(CHALLENGE), "challenge", "JavaScript challenge"),
    "a login page": (answered(LOGIN), "login", "login page"),
    "a page": (answered(PAGE, Content_Type="application/rss+xml"), "page", "HTML page titled 'Trang chủ'"),
    "an empty body": (answered(), "not-a-feed", "empty"),
    "no content": (answered(status=204), "not-a-feed", "empty"),
    "a picture": (answered(b"\x89PNG\r\n\x1a\n"), "not-a-feed", "picture"),
    "other JSON": (answered('{"a": 1}'), "not-a-feed", "no JSON Feed"),
    "other XML": (answered("<opml><body/></opml>"), "not-a-feed", "root element <opml>"),
    "plain words": (answered("Máy chủ đang bảo trì"), "not-a-feed", "plain text"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "state", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_is_a_named_state_with_a_reason(
    monkeypatch: pytest.MonkeyPatch,
    puller: Puller,
    answer: Answer | Callable[[BaseHTTPRequestHandler], None],
    state: str,
    words: str,
) -> None:
    low = functools.partial(FetchSettings, max_bytes=MAX_BYTES)
    monkeypatch.setattr("feeds.web.site_fetcher.FetchSettings", low)
    puller.server.answer("/other", news(puller.server))
    if isinstance(answer, Answer):
        puller.server.scripts["/rss"] = answer
    else:
        puller.server.raw("/rss", answer)
    # The other one is asked first, so that a host that wants to be left alone has given it already.
    other, feed = puller.feed("/other"), puller.feed()
    before = timezone.now()
    assert puller.pull()["created"] == 3
    feed.refresh_from_db()
    assert (feed.state, feed.failures, feed.enabled) == (state, 1, state != "gone")
    assert words in feed.state_reason
    assert before <= (feed.state_since or before - HOUR) <= timezone.now()
    assert feed.next_check_at >= before + FIRST_RETRY * 0.75
    assert (feed.claimed_until, feed.etag) == (None, "")
    attempt = Fetch.objects.get(feed=feed)
    assert attempt.outcome == Fetch.Outcome.FAILED
    other.refresh_from_db()
    assert other.state == Feed.State.WELL


def in_utf16(server: FeedServer) -> Answer:
    return answered(news(server).decode().replace("utf-8", "utf-16").encode("utf-16"))


GOOD: dict[str, Callable[[FeedServer], Answer]] = {
    "gzip": lambda server: answered(gzip.compress(news(server)), Content_Encoding="gzip"),
    "brotli": lambda server: answered(brotli.compress(news(server)), Content_Encoding="br"),
    "zstd": lambda server: answered(zstandard.compress(news(server)), Content_Encoding="zstd"),
    "a gzip file": lambda server: answered(gzip.compress(news(server)), Content_Type="application/gzip"),
    "the media type of a page": lambda server: answered(news(server), Content_Type="text/html; charset=utf-8"),
    "the media type of a picture": lambda server: answered(news(server), Content_Type="image/png"),
    "no media type": lambda server: answered(news(server)),
    "a wrong charset in the header": lambda server: answered(
        news(server), Content_Type="application/rss+xml; charset=iso-8859-1"
    ),
    "a wrong encoding in the document": lambda server: answered(
        news(server).replace(b"encoding='utf-8'", b"encoding='windows-1258'")
    ),
    "UTF-16": in_utf16,
    "a byte order mark and blank lines": lambda server: answered(b"\xef\xbb\xbf\n\n" + news(server)),
    "a bare ampersand": lambda server: answered(news(server).replace(b"m\xe1\xbb\x9f", b"m\xe1\xbb\x9f & ")),
    "cut after the last entry": lambda server: answered(news(server).partition(b"</channel>")[0]),
    "Retry-After with a success": lambda server: answered(news(server), Retry_After="60"),
}  # fmt: skip


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
def test_an_odd_answer_gives_its_entries(puller: Puller, make: Callable[[FeedServer], Answer]) -> None:
    puller.server.scripts["/rss"] = make(puller.server)
    feed = puller.feed()
    assert puller.pull(feed)["created"] == 3
    assert feed.state == Feed.State.WELL
    assert all("chuyện mở" in title for title in Article.objects.values_list("title", flat=True))


def test_a_thousand_entries_come_in_at_once_and_only_once(puller: Puller) -> None:
    puller.server.answer("/rss", news(puller.server, 1000))
    feed = puller.feed()
    summary = puller.pull(feed)
    assert (summary["entries"], summary["created"], summary["failed_entries"]) == (1000, 1000, 0)
    again = puller.pull(feed)
    assert (again["entries"], again["created"], again["revised"]) == (1000, 0, 0)
    assert Entry.objects.count() == Article.objects.count() == 1000


# --- States that only the content shows ------------------------------------------------------------------------


def test_a_valid_feed_without_entries_is_empty_and_says_since_when(puller: Puller) -> None:
    puller.server.answer("/rss", rss())
    feed = puller.feed()
    puller.pull(feed)
    since = feed.state_since
    puller.pull(feed)
    assert (feed.state, feed.state_since, feed.failures) == ("empty", since, 0)
    puller.server.answer("/rss", news(puller.server))
    puller.pull(feed)
    assert feed.state == "well"
    assert feed.state_since > since


def test_a_feed_that_stopped_publishing_is_silent(puller: Puller) -> None:
    old = [f"{day:02d} Jan 2020 08:00:00 +0000" for day in range(1, 11)]
    items = "".join(
        f"<item><title>Bài {n}</title><guid>{n}</guid><pubDate>{date}</pubDate><description>Bà con góp công."
        f"</description></item>"
        for n, date in enumerate(old)
    )
    puller.server.answer("/rss", f"<rss version='2.0'><channel><title>Báo</title>{items}</channel></rss>")
    feed = puller.feed()
    puller.pull(feed)
    assert (feed.state, "2020-01-10" in feed.state_reason) == ("silent", True)
    assert feed.next_check_at - feed.last_checked_at >= CEILING


# --- Conditional requests --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("etag", "modified"),
    [
        ('"one"', "Fri, 20 Nov 2026 08:05:00 GMT"),
        ('W/"a, b \\" c"', ""),
        ("unquoted", "yesterday, about noon"),
        ("", "Fri, 20 Nov 2026 08:05:00 GMT"),
        ('"b\xc3\xa0i"', ""),
    ],
)
def test_validators_are_kept_and_sent_back_to_the_byte_over_304s(
    puller: Puller, etag: str, modified: str
) -> None:
    given = {name: value for name, value in (("ETag", etag), ("Last_Modified", modified)) if value}

    def answer(request: Request) -> Answer:
        is_known = (request.headers.get("if-none-match", ""), request.headers.get("if-modified-since", ""))
        return Answer(status=304) if is_known == (etag, modified) else answered(news(puller.server), **given)

    puller.server.script("/rss", answer)
    feed = puller.feed()
    assert puller.pull(feed)["created"] == 3
    for _number in range(2):
        summary = puller.pull(feed)
        assert (summary["not_modified"], summary["entries"]) == (1, 0)
    assert (feed.etag, feed.last_modified, feed.state) == (etag, modified, "well")


# What a server that compresses knows as its own tag, given the whole header; and the answers to pull after pull.
COMPARISONS: dict[str, tuple[Callable[[str], bool], str, list[int]]] = {
    "Apache reads lists of bare tags": (lambda sent: '"a"' in sent.split(", "), "", [200, 304, 304]),
    "Varnish compares the whole": (lambda sent: sent == '"a-gzip"', "1.1 varnish", [200, 304, 304]),
    "WordPress compares the whole": (lambda sent: sent == '"a"', "", [200, 200, 304, 304]),
    "a silent cache compares the whole": (lambda sent: sent == '"a-gzip"', "", [200, 200, 200, 304, 304]),
}


@pytest.mark.parametrize("name", COMPARISONS)
def test_a_server_that_compresses_answers_304_sooner_or_later(puller: Puller, name: str) -> None:
    is_known, via, expected = COMPARISONS[name]
    headers = {"ETag": '"a-gzip"', **({"Via": via} if via else {})}
    given = []

    def script(request: Request) -> Answer:
        given.append(304 if is_known(request.headers.get("if-none-match", "")) else 200)
        return Answer(status=304) if given[-1] == 304 else answered(news(puller.server), **headers)

    puller.server.script("/rss", script)
    feed = puller.feed()
    for _number in expected:
        puller.pull(feed)
    assert given == expected
    sent = [set(request.headers) & {"if-none-match", "if-modified-since"} for request in puller.asked()]
    assert sent[0] == set()
    assert sent[1] == sent[2] != set()


def test_every_request_says_who_asks_and_where_to_complain(puller: Puller) -> None:
    puller.server.answer("/rss", news(puller.server, 1))
    puller.server.answer("/bai-0.html", PAGE)
    puller.pull(puller.feed(full_text=Feed.FullText.ALWAYS))
    agents = {request.headers["user-agent"] for request in puller.server.requests}
    assert {request.path for request in puller.server.requests} == {"/rss", "/robots.txt", "/bai-0.html"}
    assert len(agents) == 1
    agent = agents.pop()
    assert site_settings.CONTACT_EMAIL in agent
    assert site_settings.SITE_URL in agent
    encodings = {one.strip() for one in puller.asked()[0].headers["accept-encoding"].split(",")}
    assert {"gzip", "br", "zstd"} <= encodings


# --- Moves -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "is_moved"),
    [
        pytest.param([301, 301, 301], True, id="301 three times"),
        pytest.param([308, 308, 308], True, id="308 three times"),
        pytest.param([301, 308, 301], True, id="both"),
        pytest.param([301, 301], False, id="twice is not enough"),
        pytest.param([301, 301, 302, 301], False, id="302 in between"),
        pytest.param([301, 301, 500, 301], False, id="a failure in between"),
        pytest.param([301, 301, 200, 301], False, id="the old address answers in between"),
        pytest.param([302] * 3, False, id="302 never"),
        pytest.param([307] * 3, False, id="307 never"),
        pytest.param([303] * 3, False, id="303 never"),
    ],
)
def test_a_move_is_saved_after_three_pulls_in_a_row(
    puller: Puller, statuses: list[int], is_moved: bool
) -> None:
    puller.server.answer("/new", news(puller.server), headers=[("ETag", '"new"')])
    feed = puller.feed()
    old = feed.url
    for status in statuses:
        assert feed.url == old
        if status == 200:
            puller.server.answer("/rss", news(puller.server))
        else:
            puller.server.answer(
                "/rss", status=status, headers=[("Location", "/new")] if status < 400 else []
            )
        puller.pull(feed)
    assert feed.url == (puller.server.url("/new") if is_moved else old)
    if is_moved:
        before = len(puller.asked())
        puller.pull(feed)
        assert len(puller.asked()) == before
        assert feed.state == "well"
    assert Entry.objects.count() == 3


def test_moves_to_changing_addresses_are_not_saved(puller: Puller) -> None:
    feed = puller.feed()
    for number in range(4):
        puller.server.answer(f"/new-{number}", news(puller.server))
        puller.server.answer("/rss", status=301, headers=[("Location", f"/new-{number}")])
        puller.pull(feed)
    assert feed.url == puller.server.url("/rss")


# --- The end, and trouble --------------------------------------------------------------------------------------


def test_410_retires_the_feed_and_tells_the_editor(puller: Puller) -> None:
    editor = User.objects.create_user("editor", "editor@news.example", is_staff=True)
    puller.server.answer("/rss", news(puller.server))
    feed = puller.feed()
    puller.pull(feed)
    reader = DigestReader.objects.create(user=editor)
    puller.server.answer("/rss", status=410)
    puller.pull(feed)
    assert (feed.state, feed.enabled) == ("gone", False)
    assert "switched off" in feed.state_reason
    call_command("mail_feed_digest", stdout=StringIO())
    assert [message.to for message in mail.outbox] == [["editor@news.example"]]
    assert "Gone for good" in mail.outbox[0].body
    assert feed.url in mail.outbox[0].body
    asked = len(puller.asked())
    assert puller.pull(feed)["feeds"] == 0
    assert puller.pull(None, "--all")["feeds"] == 0
    assert len(puller.asked()) == asked
    assert Article.objects.count() == 3
    # Switched on again by hand and gone again: that is news once more.
    gone_since = feed.state_since
    DigestReader.objects.filter(pk=reader.pk).update(last_sent_at=timezone.now() - timedelta(days=1))
    Feed.objects.update(enabled=True)
    puller.pull(feed)
    assert (feed.enabled, feed.state_since > gone_since) == (False, True)


def test_failures_back_off_with_jitter_and_never_end(puller: Puller) -> None:
    puller.server.answer("/rss", status=404)
    feed = puller.feed()
    for failures in range(1, 6):
        puller.pull(feed)
        wait = feed.next_check_at - feed.last_checked_at
        most = min(FIRST_RETRY * 2 ** (failures - 1), FAILURE_CEILING)
        assert most * 0.75 <= wait <= most
        assert (feed.failures, feed.enabled, feed.state) == (failures, True, "missing")
    puller.server.answer("/rss", news(puller.server))
    puller.pull(feed)
    assert (feed.failures, feed.state) == (0, "well")


def test_feeds_that_fail_together_do_not_come_back_together(puller: Puller) -> None:
    feeds = [puller.feed(f"/missing-{number}") for number in range(6)]
    puller.pull()
    assert len({Feed.objects.get(pk=feed.pk).next_check_at for feed in feeds}) == 6


@pytest.mark.parametrize("form", ["seconds", "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_quiets_the_whole_host(puller: Puller, status: int, form: str) -> None:
    wish = "1800" if form == "seconds" else format_datetime(datetime.now(UTC) + HOUR / 2, usegmt=True)
    puller.server.answer("/rss", status=status, headers=[("Retry-After", wish)])
    for path in ("/b", "/c"):
        puller.server.answer(path, news(puller.server))
    feed, others = puller.feed(), [puller.feed("/b"), puller.feed("/c")]
    Feed.objects.exclude(pk=feed.pk).update(next_check_at=timezone.now() + HOUR)
    puller.pull(feed)
    assert feed.next_check_at >= timezone.now() + timedelta(minutes=29)
    summary = puller.pull(None, "--all")
    assert (summary["feeds"], summary["postponed_feeds"]) == (0, 3)
    assert [len(puller.asked(path)) for path in ("/rss", "/b", "/c")] == [1, 0, 0]
    for other in others:
        other.refresh_from_db()
        assert other.next_check_at >= timezone.now() + timedelta(minutes=29)
        assert other.state == Feed.State.NEW
    Host.objects.update(next_allowed_at=timezone.now() - timedelta(seconds=1))
    puller.server.answer("/rss", news(puller.server))
    assert puller.pull()["feeds"] == 3


# --- When to ask again -----------------------------------------------------------------------------------------

WISHES = {
    "ttl": ("<ttl>180</ttl>", {}, 3 * HOUR),
    "updatePeriod": ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", {}, 6 * HOUR),
    "the longer one": ("<ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>", {}, 24 * HOUR),
    "max-age": ("", {"Cache_Control": "public, max-age=14400"}, 4 * HOUR),
    "max-age, out of a cache": ("", {"Cache_Control": "public, max-age=18000", "Age": "3600"}, 4 * HOUR),
    "Expires": ("", {"Expires": "in 5 hours"}, 5 * HOUR),
}  # fmt: skip


def test_nothing_new_is_no_answer_to_the_first_question(puller: Puller) -> None:
    """A cache that says 304 to a request without conditions would let a feed stand empty for ever."""
    puller.server.answer("/rss", status=304)
    feed = puller.feed()
    puller.pull(feed)
    assert (feed.state, feed.failures) == ("unreachable", 1)
    assert "304" in feed.state_reason


def test_a_feed_at_fault_keeps_no_other_from_being_recorded(
    puller: Puller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    feeds = [puller.feed(f"/{name}", etag='"1"', state="well") for name in "abc"]
    for feed in feeds:
        puller.server.answer(feed.url.rpartition(str(puller.server.port))[2], status=304)

    def faulty(attempts: Sequence[health.FeedAttempt], **named: Any) -> None:
        if any(one.pull.feed.pk == feeds[1].pk for one in attempts):
            raise ValueError("no such luck")
        health.record(attempts, **named)

    monkeypatch.setattr(pipeline, "record", faulty)
    puller.pull()
    assert [Feed.objects.get(pk=feed.pk).last_checked_at is not None for feed in feeds] == [True, False, True]
    assert "no such luck" in caplog.text


def test_a_host_that_a_redirect_leads_to_is_left_alone_when_it_asks_for_it(puller: Puller) -> None:
    there = f"http://localhost:{puller.server.port}/there"
    puller.server.answer("/a", status=302, headers=[("Location", there)])
    puller.server.answer("/there", status=429, headers=[("Retry-After", "600")])
    feed = puller.feed("/a")
    puller.pull(feed)
    failures = feed.failures
    for _number in range(2):
        assert puller.pull(feed)["postponed_feeds"] == 1
    assert (len(puller.asked("/a")), len(puller.asked("/there"))) == (3, 1)
    # Nothing was learnt of the feed: it is no failure more, and is due when the host may be asked.
    assert feed.failures == failures
    assert feed.next_check_at > timezone.now() + timedelta(minutes=9)
    assert feed.claimed_until is None


def test_the_host_of_a_sitemaps_part_is_left_alone_when_it_asks_for_it(puller: Puller) -> None:
    there = f"http://localhost:{puller.server.port}/part.xml"
    index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{}</loc></sitemap></sitemapindex>"
    puller.server.answer("/index.xml", index.format(there))
    puller.server.answer("/part.xml", status=429, headers=[("Retry-After", "600")])
    feed = puller.feed("/index.xml", kind="sitemap")
    for _number in range(2):
        puller.pull(feed)
    assert len(puller.asked("/part.xml")) == 1
    assert Host.objects.get(name="localhost").next_allowed_at > timezone.now()


@pytest.mark.parametrize(("head", "headers", "wait"), WISHES.values(), ids=WISHES)
def test_what_the_publisher_wishes_is_heeded_after_304s_too(
    puller: Puller, head: str, headers: dict[str, str], wait: timedelta
) -> None:
    """The wishes of a document stand until the next one; an answer without a document (304) repeats none."""

    def answer(request: Request) -> Answer:
        late = format_datetime(datetime.now(UTC) + 5 * HOUR, usegmt=True)
        given = {name: late if name == "Expires" else value for name, value in headers.items()}
        if request.headers.get("if-none-match"):
            return answered(status=304, **given)
        return answered(news(puller.server, head=head), ETag='"a"', **given)

    puller.server.script("/rss", answer)
    feed = puller.feed()
    for _number in range(3):
        puller.pull(feed)
        planned = feed.next_check_at - feed.last_checked_at
        assert wait - timedelta(seconds=5) <= planned <= wait * 1.06
    assert Fetch.objects.filter(outcome=Fetch.Outcome.NOT_MODIFIED).count() == 2


def test_hours_and_days_to_be_skipped_are_skipped_after_304s_too(puller: Puller) -> None:
    soon = [(datetime.now(UTC) + number * HOUR).hour for number in range(6)]
    head = f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in soon)}</skipHours>"

    def answer(request: Request) -> Answer:
        known = request.headers.get("if-none-match")
        return answered(status=304) if known else answered(news(puller.server, head=head), ETag='"a"')

    puller.server.script("/rss", answer)
    feed = puller.feed()
    for _number in range(3):
        puller.pull(feed)
        assert feed.next_check_at.hour not in soon
        assert feed.next_check_at > timezone.now() + 4 * HOUR
    assert feed.skip_hours == sorted(soon)
    puller.server.answer("/rss", news(puller.server, 4))
    puller.pull(feed)
    assert (feed.skip_hours, feed.next_check_at < timezone.now() + 2 * HOUR) == ([], True)


@pytest.mark.parametrize(
    ("gap", "wait"),
    [
        pytest.param(HOUR, HOUR, id="hourly"),
        pytest.param(timedelta(minutes=1), FLOOR, id="never faster than the floor"),
        pytest.param(timedelta(days=4), CEILING, id="a sleeper daily"),
    ],
)
def test_the_rhythm_is_the_feeds_own(puller: Puller, gap: timedelta, wait: timedelta) -> None:
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>Bài số {n}</title><guid>{n}</guid><pubDate>{format_datetime(now - n * gap)}</pubDate>"
        f"<description>Bà con thôn {n} góp công.</description></item>"
        for n in range(20)
    )
    puller.server.answer("/rss", f"<rss version='2.0'><channel><title>Báo</title>{items}</channel></rss>")
    feed = puller.feed()
    puller.pull(feed)
    planned = feed.next_check_at - feed.last_checked_at
    assert wait * 0.99 <= planned <= wait * 1.06


# --- Manners ---------------------------------------------------------------------------------------------------


def test_requests_to_one_host_are_spaced(puller: Puller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that is not this machine itself: a name that resolves here. Two connections, a second apart."""
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        return real("127.0.0.1" if host == "bao-mau.example" else host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    times: list[float] = []

    def answer(request: Request) -> Answer:
        times.append(time.monotonic())
        return answered(news(puller.server, 1))

    for number in range(4):
        puller.server.script(f"/{number}", answer)
        make_feed(url=f"http://bao-mau.example:{puller.server.port}/{number}", full_text=Feed.FullText.NEVER)
    assert puller.pull()["feeds"] == 4
    # From the first to the last: on a busy machine one may be late, and the next one then comes sooner after it.
    assert times[-1] - times[0] > 2.7, times


def test_robots_are_obeyed_for_pages_and_not_needed_for_feeds(puller: Puller) -> None:
    puller.server.answer("/robots.txt", "User-agent: *\nDisallow: /")
    puller.server.answer("/rss", rss(item(puller.server, "/bai.html")))
    feed = puller.feed(full_text=Feed.FullText.ALWAYS)
    puller.pull(feed)
    assert Counter(request.path for request in puller.server.requests) == {"/rss": 1, "/robots.txt": 1}
    assert "robots.txt" in Entry.objects.get().page_reason
    assert Article.objects.count() == 1


def test_a_password_in_an_address_is_neither_sent_nor_printed(
    puller: Puller, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    puller.server.answer("/bad", status=500)
    puller.server.answer("/good", news(puller.server, 1))
    for path in ("/bad", "/good"):
        make_feed(url=puller.server.url(path).replace("http://", "http://reader:geheim@"))
    output = StringIO()
    call_command("pull_feeds", "--all", stdout=output)
    call_command("feed_health", stdout=output)
    seen = capfd.readouterr()
    assert "failed  http://127.0.0.1" in seen.err
    assert "geheim" not in output.getvalue() + seen.out + seen.err + caplog.text
    assert all("authorization" not in request.headers for request in puller.server.requests)
    assert "geheim" not in "".join(Fetch.objects.values_list("reason", flat=True))
