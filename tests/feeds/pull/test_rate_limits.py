"""Hosts between many who ask: turns, rest and names, and that none of it ends a pull or blames a feed."""

import random
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from articles.models import Article
from feeds.errors import HostBackoffError
from feeds.formats.listing import ask_listing
from feeds.models import Entry, Feed, Host, RobotsFile
from feeds.pull import health, pipeline, polling
from feeds.pull.run import Run
from feeds.web import dialling
from feeds.web.addresses import host_of
from feeds.web.crawl import Crawl, CrawlRequest, CrawlResult
from feeds.web.fetcher import FetchResult
from feeds.web.rate_limits import ClockedLimiter, RateLimiter, delete_old_hosts
from feeds.web.robots_cache import RobotsCache
from tests.factories import make_feed
from tests.feeds.pull.test_protocol import Puller, news, puller
from tests.feeds.server import Answer, FeedServer, Request

__all__ = ["puller"]
# Pace is kept over connections of its own, which see what is committed alone.
pytestmark = pytest.mark.django_db(transaction=True)
FAR_HOST = ".".join(["a" * 60] * 5) + ".example"


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name that ends in .test is this machine."""
    look_up = socket.getaddrinfo

    def found(host: str, port: int, **options: Any) -> Any:
        return look_up("127.0.0.1" if str(host).endswith(".test") else host, port, **options)

    monkeypatch.setattr(dialling.socket, "getaddrinfo", found)


def at(server: FeedServer, host: str, path: str) -> str:
    return f"http://{host}:{server.port}{path}"


def within(seconds: float, work: Callable[[], object]) -> object:
    """What `work` gives, or the error that ends it; it must come to an end in time."""
    came: list[object] = []

    def run() -> None:
        try:
            came.append(work())
        except BaseException as error:
            came.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive(), f"not at its end after {seconds} seconds"
    return came[0]


# --- A host that is not asked now -------------------------------------------------------------------------------


def test_feeds_that_lead_to_one_host_are_put_off_and_not_blamed(
    puller: Puller, feed_server: FeedServer
) -> None:
    until = timezone.now() + timedelta(hours=1)
    Host.objects.create(name="one.test", next_allowed_at=until, reason="It answered 429.")
    for number in range(6):
        there = at(feed_server, "one.test", f"/b{number}")
        feed_server.answer(f"/a{number}", status=301, headers=[("Location", there)])
        feed_server.answer(f"/b{number}", news(feed_server, 1))
        make_feed(url=at(feed_server, f"h{number}.test", f"/a{number}"), full_text="never")
    told = puller.pull(None, "--processes", "1")
    assert (told["feeds"], told["failed_feeds"], told["postponed_feeds"]) == (0, 0, 6)
    assert set(Feed.objects.values_list("state", "failures", "next_check_at")) == {("new", 0, until)}
    assert not Feed.objects.exclude(claimed_until=None).exists()


def test_a_host_is_one_in_all_its_spellings(puller: Puller, feed_server: FeedServer) -> None:
    feed_server.answer("/a", status=429, headers=[("Retry-After", "3600")])
    feed_server.answer("/b", news(feed_server, 1))
    first = make_feed(url=at(feed_server, "báo.test", "/a"), full_text="never")
    later = timezone.now() + timedelta(hours=1)
    second = make_feed(url=at(feed_server, "BÁO.test.", "/b"), full_text="never", next_check_at=later)
    puller.pull(first)
    assert puller.pull(second)["postponed_feeds"] == 1
    assert second.last_checked_at is None
    assert Host.objects.get().name == host_of("http://báo.test/") == "xn--bo-mia.test"


def test_a_host_that_others_keep_busy_for_long_does_not_hold_up_a_pull(
    puller: Puller, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "LONGEST_BUSY", timedelta(seconds=0.5))
    feed_server.answer("/rss", news(feed_server, 1))
    feed = puller.feed()
    with RateLimiter() as gone:
        for _connection in range(2):
            gone.acquire("127.0.0.1", timezone.now())
        assert puller.pull(feed, "--processes", "1")["postponed_feeds"] == 1
    assert puller.pull(feed, "--processes", "1")["created"] == 1


def test_robots_of_a_host_that_is_not_asked_now_are_not_taken_for_unknown() -> None:
    def rests(*arguments: object, **named: object) -> FetchResult:
        raise HostBackoffError("www.test", "it rests", until=timezone.now())

    files = RobotsCache({}, fetch=rests, user_agent="Newsroom/1", now=timezone.now)
    verdict = files.verdict("http://www.test/a")
    assert (verdict.allowed, verdict.unknown) == (False, True)
    assert files.take_fetched() == {}


def test_what_is_known_of_hosts_is_forgotten_in_time() -> None:
    now = timezone.now()
    for days in (1, 30):
        Host.objects.create(name=f"h{days}.test", next_allowed_at=now - timedelta(days=days))
        RobotsFile.objects.create(
            place=f"http://h{days}.test", status=200, body=b"", fetched_at=now - timedelta(days=days)
        )
    delete_old_hosts(now)
    assert [host.name for host in Host.objects.all()] == ["h1.test"]
    assert [file.place for file in RobotsFile.objects.all()] == ["http://h1.test"]


def test_parts_of_an_index_that_a_redirect_led_to_are_asked_in_the_turn_of_their_host() -> None:
    index = b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>https://b.test/1.xml</loc></sitemap></sitemapindex>"
    asked: list[tuple[str, str]] = []

    def fetch_as(whose: str) -> Any:
        def fetch(url: str, *arguments: object, **named: object) -> FetchResult:
            asked.append((whose, url))
            redirects = (url,) if url.startswith("https://a.test") else ()
            return FetchResult(url="https://b.test/index.xml", status=200, body=index, redirects=redirects)

        return fetch

    ask_listing("https://a.test/x", "sitemap", fetch=fetch_as("own"), fetch_elsewhere=fetch_as("elsewhere"))
    assert asked == [("own", "https://a.test/x"), ("elsewhere", "https://b.test/1.xml")]


# --- What one address or one moment may not do -------------------------------------------------------------------


def test_a_host_longer_than_any_ends_no_pull(puller: Puller, feed_server: FeedServer) -> None:
    body = news(feed_server, 2).replace(
        feed_server.url("/bai-1.html").encode(), f"http://{FAR_HOST}/x.html".encode()
    )
    feed_server.answer("/rss", body)
    feed_server.answer("/bai-0.html", "<html><body><p>Bài</p></body></html>")
    puller.feed(full_text=Feed.FullText.ALWAYS)
    far = make_feed(url=f"http://{FAR_HOST}/rss")
    told = puller.pull(None, "--processes", "1")
    assert (told["created"], told["failed_feeds"], told["failed_entries"]) == (2, 1, 0)
    far.refresh_from_db()
    assert far.state == "unreachable"
    assert Article.objects.count() == 2
    assert not Entry.objects.filter(state=Entry.State.FAILED).exists()


def test_a_run_over_all_feeds_passes_over_none_while_a_host_rests(
    puller: Puller, feed_server: FeedServer
) -> None:
    def slow(request: Request) -> Answer:
        time.sleep(0.2)
        return Answer(news(feed_server, 1))

    now = timezone.now()
    for number in range(10):
        make_feed(
            url=at(feed_server, "rest.test", f"/a{number}"),
            next_check_at=now - timedelta(hours=1),
            full_text="never",
        )
    for number in range(30):
        feed_server.script(f"/b{number}", slow)
        make_feed(url=at(feed_server, f"h{number}.test", f"/b{number}"), full_text="never")
    Host.objects.create(
        name="rest.test", next_allowed_at=now + timedelta(minutes=5), reason="It answered 429."
    )
    told = puller.pull(None, "--all", "--processes", "1", "--jobs", "4")
    assert (told["feeds"], told["postponed_feeds"]) == (30, 10)


def test_a_claim_of_another_is_never_given_back() -> None:
    feed = make_feed(url="http://127.0.0.1/x")
    now = timezone.now()
    with RateLimiter() as limiter, RateLimiter() as another:
        given = [[feed]]
        feed.claimed_by, feed.claimed_until = limiter.worker, now - timedelta(seconds=5)
        Feed.objects.update(claimed_by=another.worker, claimed_until=now + timedelta(minutes=14))
        fetcher = type("Never", (), {"fetch": None})()
        run = Run(jobs=1, dry_run=False, quiet=True)
        run._poll(fetcher, limiter, lambda limit: given.pop() if given else [], lambda report: None)
        feed.refresh_from_db()
        assert (feed.claimed_by, feed.claimed_until) == (another.worker, now + timedelta(minutes=14))


def test_visits_end_where_the_database_is_gone_in_the_middle() -> None:
    gone = threading.Event()
    with RateLimiter() as limiter:

        def visit(request: CrawlRequest[None]) -> CrawlResult[str]:
            gone.wait(10)
            return CrawlResult("read")

        requests = [CrawlRequest(f"http://127.0.0.1/{name}", None) for name in "ab"]
        until = timezone.now() + timedelta(seconds=20)
        crawl = Crawl(requests, visit=visit, limiter=limiter, now=timezone.now, until=until)
        [(session,)] = limiter._all("SELECT pg_backend_pid()", [])

        def end() -> None:
            time.sleep(0.3)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [session])
            gone.set()
            connection.close()

        threading.Thread(target=end).start()
        assert isinstance(within(10, lambda: list(crawl.results(jobs=2))), Exception)


def test_a_deadlock_with_an_editor_costs_a_pull_nothing(
    puller: Puller, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed_server.answer("/rss", news(feed_server, 1))
    feed = puller.feed()
    times: list[int] = []

    def ended(*arguments: Any, **named: Any) -> None:
        times.append(1)
        if len(times) == 1:
            raise OperationalError("deadlock detected")
        health.record(*arguments, **named)

    monkeypatch.setattr(pipeline, "record", ended)
    assert puller.pull(feed, "--processes", "1")["created"] == 1
    assert (feed.state, len(times)) == ("well", 2)


def test_a_feed_that_moves_to_itself_with_a_cookie_stays_where_it_is(
    puller: Puller, feed_server: FeedServer
) -> None:
    def script(request: Request) -> Answer:
        if "cookie" in request.headers:
            return Answer(news(feed_server, 1))
        return Answer(status=301, headers=[("Location", "/rss"), ("Set-Cookie", "a=1")])

    feed_server.script("/rss", script)
    feed = puller.feed()
    for _number in range(4):
        puller.pull(feed)
    assert (feed.state, feed.state_reason, feed.moved_to, feed.moved_times) == ("well", "", "", 0)


def test_many_turns_at_once_are_never_more_than_two_a_host() -> None:
    """Threads of two pullers that take turns of three hosts in any order: none waits for ever, no host is crowded."""
    inside: dict[str, int] = {}
    most: dict[str, int] = {}
    counting = threading.Lock()

    def work(clocked: ClockedLimiter, seed: int) -> None:
        chance = random.Random(seed)
        for _number in range(8):
            host = f"127.0.0.{chance.randint(1, 3)}"
            with clocked.turn(host):
                with counting:
                    inside[host] = inside.get(host, 0) + 1
                    most[host] = max(most.get(host, 0), inside[host])
                time.sleep(0.005)
                with counting:
                    inside[host] -= 1

    with RateLimiter() as one, RateLimiter() as other:
        threads = [
            threading.Thread(target=work, args=(ClockedLimiter(limiter, timezone.now), number))
            for number, limiter in enumerate([one, other] * 4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()
    assert set(most.values()) <= {1, 2}
    assert max(most.values()) == 2


def kill(limiter: RateLimiter) -> None:
    """Ends its connections as the end of its process does: without a word."""
    limiter._life.end()
    limiter._own.close()


def test_slots_of_a_dead_puller_are_free_for_who_waits() -> None:
    dead, waiting = RateLimiter(), RateLimiter()
    with waiting:
        dead.__enter__()
        for _number in range(2):
            assert dead.acquire("127.0.0.1", timezone.now())
        with (
            pytest.raises(HostBackoffError, match="stayed busy"),
            waiting.turn("127.0.0.1", timezone.now, 1.5),
        ):
            pass  # while it lives
        kill(dead)
        with waiting.turn("127.0.0.1", timezone.now, 8):
            pass


def test_slots_of_a_dead_puller_are_free_for_who_asks_again() -> None:
    dead, asking = RateLimiter(), RateLimiter()
    with asking:
        dead.__enter__()
        for _number in range(2):
            assert dead.acquire("127.0.0.1", timezone.now())
        assert asking.acquire("127.0.0.1", timezone.now()) is None
        kill(dead)
        assert asking.acquire("127.0.0.1", timezone.now()) is None, "nobody is asked about at each try"
        until = time.monotonic() + 20
        while asking.acquire("127.0.0.1", timezone.now()) is None:
            assert time.monotonic() < until
            time.sleep(0.1)
