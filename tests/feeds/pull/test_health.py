"""What attempts say of a feed: its state and since when, silence, moves, and when to look again."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.services.store import Rule, store_article
from feeds.errors import FetchError, ParseError
from feeds.formats.document import ParsedFeed
from feeds.formats.feed_parser import parse
from feeds.models import Entry, Feed, Host
from feeds.models import Fetch as Attempt
from feeds.pull.health import FeedAttempt, Finding, Pull, record
from feeds.web import rate_limits
from feeds.web.fetcher import FetchResult
from feeds.web.rate_limits import ClockedLimiter, NotBefore, RateLimiter, Slot
from tests.factories import NOON, make_feed, make_incoming

pytestmark = pytest.mark.django_db
ADDRESS = "https://bao-mau.example/rss"


def feed_of(*published: datetime, **overrides: object) -> ParsedFeed:
    items = "".join(
        f"<item><title>{number}</title><guid>{number}</guid><pubDate>{moment:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for number, moment in enumerate(published)
    )
    return parse(
        f"<rss version='2.0'><channel><title>Báo Mẫu</title>{items}</channel></rss>".encode(), url=ADDRESS
    )


def answer(status: int = 200, **overrides: object) -> FetchResult:
    return FetchResult(**{"url": ADDRESS, "status": status, **overrides})  # type: ignore[arg-type]


def attempt(
    feed: Feed,
    *,
    parsed: ParsedFeed | None = None,
    result: FetchResult | None = None,
    error: FetchError | ParseError | None = None,
    now: datetime = NOON,
    created: int = 0,
) -> Feed:
    feed.refresh_from_db()
    outcome = Attempt.Outcome.FAILED if error else Attempt.Outcome.NOTHING_NEW
    if result and result.not_modified:
        outcome = Attempt.Outcome.NOT_MODIFIED
    finding = Finding.of_error(error, result) if error else Finding.of_answer(parsed, result)
    pull = Pull(feed=feed, outcome=outcome, reason=error.message if error else "", created=created)
    record([FeedAttempt(pull, finding, parsed, result)], now=now, random=lambda: 0.5)
    return Feed.objects.get(pk=feed.pk)


def failure(status: int | None = None) -> FetchError:
    return FetchError(ADDRESS, f"The server answered {status}.", status=status)


def test_a_state_keeps_the_time_since_when_it_lasts() -> None:
    feed = make_feed(url=ADDRESS)
    attempt(feed, error=failure(500), now=NOON)
    later = attempt(feed, error=failure(502), now=NOON + timedelta(hours=1))
    assert (later.state, later.state_since, later.failures) == ("unreachable", NOON, 2)
    assert "502" in later.state_reason
    well = attempt(feed, parsed=feed_of(NOON), result=answer(), now=NOON + timedelta(hours=2))
    assert (well.state, well.state_since, well.state_reason) == ("well", NOON + timedelta(hours=2), "")


@pytest.mark.parametrize(
    ("newest", "state"),
    [
        pytest.param(timedelta(days=13), "well", id="a fortnight is no silence"),
        pytest.param(timedelta(days=15), "silent", id="a daily feed after a fortnight"),
    ],
)
def test_silence_is_measured_by_the_feeds_own_habit(newest: timedelta, state: str) -> None:
    times = [NOON - newest - timedelta(hours=24 * number) for number in range(10)]
    assert attempt(make_feed(url=ADDRESS), parsed=feed_of(*times), result=answer()).state == state


def test_a_feed_that_answers_304_becomes_silent_by_what_is_remembered() -> None:
    feed = make_feed(url=ADDRESS)
    incoming = make_incoming(published_at=NOON - timedelta(days=40))
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    Entry.objects.create(
        feed=feed,
        identity="1",
        content_hash="1",
        state="stored",
        article=article,
        first_seen_at=NOON,
        changed_at=NOON,
    )
    assert attempt(feed, result=answer(304, not_modified=True)).state == "silent"


def test_an_empty_feed_stays_empty_when_it_is_not_modified() -> None:
    feed = make_feed(url=ADDRESS)
    attempt(feed, parsed=feed_of(), result=answer())
    assert attempt(feed, result=answer(304, not_modified=True)).state == "empty"


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(failure(500), id="out of order"),
        pytest.param(
            ParseError(ADDRESS, "It is a JavaScript challenge.", instead="challenge"), id="a challenge"
        ),
        pytest.param(failure(410), id="gone, and switched on again"),
    ],
)
def test_a_feed_that_recovers_without_news_is_well_again(error: FetchError | ParseError) -> None:
    feed = make_feed(url=ADDRESS)
    attempt(feed, parsed=feed_of(NOON), result=answer(etag='"1"'))
    assert attempt(feed, error=error).state not in {"well", "new"}
    Feed.objects.update(enabled=True)
    later = NOON + timedelta(days=1)
    well = attempt(feed, result=answer(304, not_modified=True), now=later)
    assert (well.state, well.state_since, well.state_reason, well.enabled) == ("well", later, "", True)


def test_a_fault_of_ours_leaves_a_feed_as_it_was() -> None:
    feed = attempt(make_feed(url=ADDRESS), error=failure(500))
    pull = Pull(feed=feed, outcome=Attempt.Outcome.FAILED, reason="An unexpected error.")
    record([FeedAttempt(pull, Finding(None), None, None)], now=NOON, random=lambda: 0.5)
    feed.refresh_from_db()
    assert (feed.state, feed.failures) == ("unreachable", 2)


def test_a_date_ahead_of_its_time_hides_no_silence() -> None:
    old = [NOON - timedelta(days=300 + number) for number in range(10)]
    feed = make_feed(url=ADDRESS)
    assert attempt(feed, parsed=feed_of(NOON + timedelta(days=900), *old), result=answer()).state == "silent"


def test_a_feed_without_dates_is_silent_when_nothing_new_was_seen_for_long() -> None:
    feed = make_feed(url=ADDRESS)
    article = store_article(
        incoming=make_incoming(published_at=None), rule=Rule.PUBLISH, now=NOON - timedelta(days=60)
    ).article
    seen = {"first_seen_at": NOON - timedelta(days=60), "changed_at": NOON - timedelta(days=60)}
    Entry.objects.create(feed=feed, identity="1", content_hash="1", state="stored", article=article, **seen)
    assert attempt(feed, parsed=undated(), result=answer()).state == "silent"


def undated() -> ParsedFeed:
    item = "<item><title>Tin</title><guid>1</guid></item>"
    return parse(f"<rss version='2.0'><channel>{item}</channel></rss>".encode(), url=ADDRESS)


def test_what_is_gone_behind_a_redirect_does_not_retire_the_feed() -> None:
    feed = make_feed(url=ADDRESS)
    away = answer(410, url="https://khac.example/rss", redirects=(ADDRESS,))
    found = attempt(feed, error=failure(410), result=away)
    assert (found.state, found.enabled) == ("missing", True)


def test_two_feeds_that_moved_to_one_address_do_not_both_take_it() -> None:
    target = "https://bao-mau.example/new"
    feeds = [make_feed(url=f"https://bao-mau.example/{name}") for name in "ab"]
    for number in range(3):
        attempts = []
        for feed in feeds:
            feed.refresh_from_db()
            result = answer(304, url=target, permanent_redirect=target, not_modified=True)
            pull = Pull(feed=feed, outcome=Attempt.Outcome.NOT_MODIFIED)
            attempts.append(FeedAttempt(pull, Finding(None), None, result))
        record(attempts, now=NOON + timedelta(days=number), random=lambda: 0.5)
    first, second = Feed.objects.order_by("pk")
    assert (first.url, first.moved_to, first.moved_times, first.state_reason) == (target, "", 0, "")
    assert (second.url, second.moved_to, second.moved_times) == ("https://bao-mau.example/b", target, 3)
    assert second.state_reason == f"It moved to {target}, which another feed has; switch one of the two off."


def test_a_document_that_was_cut_short_is_asked_for_in_full_again() -> None:
    feed = make_feed(url=ADDRESS)
    given = answer(etag='"1"', last_modified="Fri, 20 Nov 2026 01:00:00 GMT")
    whole = "<rss version='2.0'><channel><item><title>Tin</title><guid>1</guid></item></channel></rss>"
    cut = parse(whole[: whole.index("</item>") + 9].encode(), url=ADDRESS)
    row = attempt(feed, parsed=cut, result=given)
    assert (len(cut.entries), row.state, row.etag, row.last_modified) == (1, "well", "", "")
    row = attempt(feed, parsed=parse(whole.encode(), url=ADDRESS), result=given)
    assert (row.etag, row.last_modified) == (given.etag, given.last_modified)


def test_what_was_said_of_a_move_ends_with_it() -> None:
    feed = make_feed(
        url=ADDRESS, state="well", state_since=NOON, state_reason="It moved to another feed's address."
    )
    row = attempt(feed, result=answer(304, not_modified=True), now=NOON + timedelta(days=1))
    assert (row.state, row.state_since, row.state_reason) == ("well", NOON, "")


def test_a_move_is_not_counted_beyond_what_makes_it_believed() -> None:
    target = make_feed(url="https://bao-mau.example/new").url
    feed = make_feed(url=ADDRESS)
    for number in range(8):
        moved = answer(url=target, permanent_redirect=target)
        row = attempt(feed, parsed=feed_of(NOON), result=moved, now=NOON + timedelta(days=number))
    assert (row.url, row.moved_to, row.moved_times) == (ADDRESS, target, 3)


def test_an_address_that_an_editor_gave_meanwhile_is_kept_whatever_was_counted() -> None:
    feed = make_feed(url=ADDRESS, moved_to="https://cu.example/rss", moved_times=3)
    stale = Feed.objects.get(pk=feed.pk)
    Feed.objects.filter(pk=feed.pk).update(url="https://moi.example/rss")
    pull = Pull(feed=stale, outcome=Attempt.Outcome.NOTHING_NEW)
    record([FeedAttempt(pull, Finding("well"), feed_of(NOON), answer())], now=NOON, random=lambda: 0.5)
    feed.refresh_from_db()
    assert (feed.url, feed.moved_to) == ("https://moi.example/rss", "")


def test_an_attempt_does_not_undo_what_an_editor_changed_meanwhile() -> None:
    feed = make_feed(url=ADDRESS)
    stale = Feed.objects.get(pk=feed.pk)
    Feed.objects.filter(pk=feed.pk).update(url="https://moi.example/rss", note="moved by hand", enabled=False)
    pull = Pull(feed=stale, outcome=Attempt.Outcome.NOTHING_NEW)
    result = answer(etag='"old"')
    record([FeedAttempt(pull, Finding("well"), feed_of(NOON), result)], now=NOON, random=lambda: 0.5)
    feed.refresh_from_db()
    assert (feed.url, feed.note, feed.enabled, feed.etag) == (
        "https://moi.example/rss",
        "moved by hand",
        False,
        "",
    )


def test_an_attempt_gives_the_feed_free_and_is_kept() -> None:
    feed = make_feed(url=ADDRESS, claimed_until=NOON + timedelta(minutes=5), claimed_by="a")
    after = attempt(feed, parsed=feed_of(NOON), result=answer(etag='"1"'), created=1)
    assert (after.claimed_until, after.claimed_by, after.etag) == (None, "", '"1"')
    assert (after.last_checked_at, after.last_new_at) == (NOON, NOON)
    assert after.next_check_at > NOON
    assert Attempt.objects.get(feed=feed).created == 1


def test_a_feed_deleted_meanwhile_is_no_error() -> None:
    feed = make_feed(url=ADDRESS)
    stale = Feed.objects.get(pk=feed.pk)
    feed.delete()
    pull = Pull(feed=stale, outcome=Attempt.Outcome.NOT_MODIFIED)
    record([FeedAttempt(pull, Finding(None), None, answer(304))], now=NOON, random=lambda: 0.5)
    assert not Attempt.objects.exists()


def test_the_queries_do_not_grow_with_the_feeds(django_assert_num_queries) -> None:
    feeds = [make_feed() for _number in range(12)]
    result = answer(304, not_modified=True)
    attempts = [
        FeedAttempt(Pull(feed=feed, outcome=Attempt.Outcome.NOT_MODIFIED), Finding(None), None, result)
        for feed in feeds
    ]
    with django_assert_num_queries(7):  # a transaction's two, select, subscriptions, times, update, insert
        record(attempts, now=NOON, random=lambda: 0.5)


def test_a_move_to_the_address_of_another_feed_is_not_followed() -> None:
    other = make_feed()
    feed = make_feed(url=ADDRESS)
    for _times in range(4):
        attempt(feed, parsed=feed_of(NOON), result=answer(url=other.url, permanent_redirect=other.url))
    feed.refresh_from_db()
    assert feed.url == ADDRESS


def test_a_move_that_stops_is_forgotten() -> None:
    feed = make_feed(url=ADDRESS)
    for target in ("https://moi.example/rss", "https://moi.example/rss", None, "https://moi.example/rss"):
        attempt(feed, parsed=feed_of(NOON), result=answer(permanent_redirect=target))
    feed.refresh_from_db()
    assert (feed.url, feed.moved_times) == (ADDRESS, 1)


class TestPace:
    @pytest.fixture
    def limiter(self, transactional_db):
        with RateLimiter(spacing=timedelta(seconds=30)) as limiter:
            yield limiter

    def test_a_host_is_given_a_pause_between_requests(self, limiter: RateLimiter) -> None:
        now = timezone.now()
        first = limiter.acquire("bao-mau.example", now)
        assert isinstance(first, Slot)
        assert limiter.acquire("bao-mau.example", now) == NotBefore(now + timedelta(seconds=30))
        assert isinstance(limiter.acquire("bao-khac.example", now), Slot)
        assert isinstance(limiter.acquire("bao-mau.example", now + timedelta(seconds=31)), Slot)

    def test_all_pullers_share_two_connections_to_a_host(self, limiter: RateLimiter) -> None:
        now = timezone.now()
        with RateLimiter() as other:
            mine, theirs = limiter.acquire("127.0.0.1", now), other.acquire("127.0.0.1", now)
            assert isinstance(mine, Slot)
            assert isinstance(theirs, Slot)
            assert limiter.acquire("127.0.0.1", now) is None
            assert other.acquire("127.0.0.1", now) is None
            limiter.release(mine)
            assert isinstance(other.acquire("127.0.0.1", now), Slot)

    @pytest.mark.parametrize(
        ("status", "retry_after", "seconds"),
        [
            pytest.param(429, 600, 600, id="too many requests"),
            pytest.param(503, 120, 120, id="unavailable"),
            pytest.param(429, None, 300, id="no time given"),
            pytest.param(503, None, None, id="unavailable, no time given: the feed's own failure"),
            pytest.param(500, 600, None, id="another error"),
            pytest.param(429, 10**9, 7 * 86_400, id="absurdly long"),
        ],
    )
    def test_retry_after_speaks_for_the_host(
        self, limiter: RateLimiter, status: int, retry_after: int | None, seconds: int | None
    ) -> None:
        now = timezone.now()
        limiter.observe(answer(status, retry_after=retry_after), now)
        expected = NotBefore(now + timedelta(seconds=seconds)) if seconds else None
        entered = limiter.acquire("bao-mau.example", now)
        assert entered == expected if expected else isinstance(entered, Slot)

    def test_a_turn_in_the_middle_waits_for_the_host(
        self, limiter: RateLimiter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rate_limits, "LONGEST_TURN_WAIT", 0.3)
        clocked = ClockedLimiter(limiter, timezone.now)
        with clocked.turn("127.0.0.1"), clocked.turn("127.0.0.1"):
            with pytest.raises(FetchError, match="stayed busy"), clocked.turn("127.0.0.1"):
                pass
            with clocked.turn("127.0.0.2"):
                pass
        with clocked.turn("127.0.0.1"):
            pass
        clocked.observe(answer(429, url="http://127.0.0.1/rss", retry_after=600))
        with pytest.raises(FetchError, match="wants to be left alone until"), clocked.turn("127.0.0.1"):
            pass

    def test_two_threads_never_get_one_connection(self, limiter: RateLimiter) -> None:
        now = timezone.now()
        with ThreadPoolExecutor(8) as threads:
            turns = list(threads.map(lambda _number: limiter.acquire("127.0.0.1", now), range(40)))
        assert len([turn for turn in turns if isinstance(turn, Slot)]) == 2

    def test_a_shorter_wish_does_not_end_a_longer_one(self, limiter: RateLimiter) -> None:
        now = timezone.now()
        limiter.observe(answer(429, retry_after=600), now)
        limiter.observe(answer(429, retry_after=5), now)
        assert Host.objects.get().next_allowed_at == now + timedelta(seconds=600)

    def test_claims_of_the_dead_are_given_back_and_those_of_the_living_kept(
        self, limiter: RateLimiter
    ) -> None:
        now = timezone.now()
        dead, living = make_feed(), make_feed()
        with RateLimiter() as other:
            Feed.objects.filter(pk=dead.pk).claim(now, by="host:1:dead", limit=1)
            Feed.objects.filter(pk=living.pk).claim(now, by=other.worker, limit=1)
            assert limiter.release_claims_of_dead_pullers(now) == 1
            assert list(Feed.objects.due(now)) == [dead]
        assert limiter.release_claims_of_dead_pullers(now) == 1


def test_feed_health_lists_the_worst_first() -> None:
    good, bad = make_feed(), make_feed(url=ADDRESS)
    attempt(good, parsed=feed_of(NOON), result=answer())
    attempt(bad, error=failure(404))
    out = StringIO()
    call_command("feed_health", "--json", stdout=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["state"] for row in rows] == ["missing", "well"]
    assert (rows[0]["since"], rows[0]["failures"]) == ("2024-05-19T05:00:00Z", 1)
    assert "404" in rows[0]["reason"]
    table = StringIO()
    call_command("feed_health", "--state", "missing", stdout=table)
    assert "404" in table.getvalue()
    assert good.url not in table.getvalue()
