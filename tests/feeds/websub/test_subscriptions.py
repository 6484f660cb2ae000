"""Subscriptions at a hub: the loopback server plays the hub, the test client is what the hub calls back."""

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feeds import views
from feeds.errors import FetchError
from feeds.formats.document import ParsedFeed
from feeds.models import Feed, Subscription, unguessable
from feeds.models import Fetch as Attempt
from feeds.pull.health import FeedAttempt, Finding, Pull, record
from feeds.web.fetcher import Fetcher, FetchResult, FetchSettings
from feeds.web.rate_limits import RateLimiter
from feeds.websub import subscriptions
from feeds.websub.rules import DENIED_RETRY, LEASE_ASKED, MISSES_BEFORE_RENEWAL, PUSH_SPACING
from tests.factories import NOON, make_feed
from tests.feeds.server import Answer, FeedServer, Request

pytestmark = pytest.mark.django_db

TOPIC = "https://paper.example/rss"
State, Pending = Subscription.State, Subscription.Pending
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def public_site(settings) -> None:
    settings.SITE_URL = "https://news.example"
    settings.WEBSUB_SUBSCRIBE = True


@pytest.fixture
def fetcher(feed_server: FeedServer) -> Iterator[Fetcher]:
    values = FetchSettings(
        user_agent="Newsroom-test (+https://news.example/)",
        total_timeout=2.0,
        allow_loopback=True,
        extra_ports=frozenset({feed_server.port}),
    )
    with Fetcher(values) as fetcher:
        yield fetcher


def make_subscription(feed: Feed | None = None, **overrides: object) -> Subscription:
    values = {
        "hub": "https://hub.example/",
        "topic": TOPIC,
        "state": State.VERIFIED,
        "verified_at": NOON - DAY,
        "lease_until": NOON + DAY,
        **overrides,
    }
    return Subscription.objects.create(feed=feed or make_feed(), **values)


def checked(
    feed: Feed, *, hub: str | None = None, created: int = 0, now=NOON, failed: bool = False, link: str = ""
) -> Feed:
    """One check of the feed is recorded; its document announces the hub."""
    parsed = None if failed else ParsedFeed(version="rss20", hub=hub, self_link=TOPIC if hub else None)
    outcome = Attempt.Outcome.FAILED if failed else Attempt.Outcome.NEW
    result = None if failed else FetchResult(url=feed.url, status=200, link=link)
    pull = Pull(feed=feed, outcome=outcome, created=created, milliseconds=1000)
    finding = Finding(Feed.State.UNREACHABLE if failed else Feed.State.WELL)
    record([FeedAttempt(pull, finding, parsed, result)], now=now, random=lambda: 0.0)
    return Feed.objects.get(pk=feed.pk)


def calls_back(subscription: Subscription, client: Client, **fields: str):
    query = {f"hub.{name}": value for name, value in fields.items()}
    return client.get(reverse("feeds:websub", args=[subscription.token]), query, secure=True)


def pushes(
    subscription: Subscription,
    client: Client,
    body: bytes = b"<rss/>",
    *,
    method="sha256",
    signed=None,
    chunked=False,
):
    right = hmac.new(subscription.secret.encode(), body, getattr(hashlib, method)).hexdigest()
    header = f"{method}={right}" if signed is None else signed
    headers = {"X-Hub-Signature": header} if header else {}
    if chunked:
        headers["Transfer-Encoding"] = "chunked"
    path = reverse("feeds:websub", args=[subscription.token])
    return client.post(path, body, content_type="application/rss+xml", secure=True, headers=headers)


# --- From the announcement to the request --------------------------------------------------------------------


def test_a_feed_that_announces_a_hub_gets_one_subscription_with_secrets_of_its_own() -> None:
    first, second = make_feed(), make_feed()
    for feed in (first, first, second):
        checked(feed, hub="https://hub.example/")
    rows = list(Subscription.objects.order_by("pk"))
    assert [(row.feed_id, row.state, row.hub, row.topic) for row in rows] == [
        (first.pk, State.WANTED, "https://hub.example/", TOPIC),
        (second.pk, State.WANTED, "https://hub.example/", TOPIC),
    ]
    words = {word for row in rows for word in (row.token, row.secret)}
    assert len(words) == 4
    assert min(len(word) for word in words) >= 43


def test_the_link_header_announces_too() -> None:
    checked(make_feed(url=TOPIC), link='<https://hub.example/>; rel="hub"')
    assert Subscription.objects.get().topic == TOPIC


def test_a_feed_without_a_hub_gets_none() -> None:
    checked(make_feed())
    assert not Subscription.objects.exists()


def test_the_request_says_what_the_specification_asks_for(
    feed_server: FeedServer, fetcher: Fetcher, client: Client
) -> None:
    """The hub verifies before it answers, as some do."""
    row = make_subscription(state=State.WANTED, lease_until=None, hub=feed_server.url("/hub?id=1"))
    Subscription.objects.update(next_request_at=NOON)
    feed_server.answer("/hub", status=202)
    assert subscriptions.renew(post=fetcher.post_form, now=lambda: NOON) == (1, 0)
    [request] = feed_server.requests
    assert (request.method, request.path) == ("POST", "/hub?id=1")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert dict(parse_qsl(request.body.decode())) == {
        "hub.callback": f"https://news.example/websub/{row.token}",
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.secret": row.secret,
        "hub.lease_seconds": str(int(LEASE_ASKED.total_seconds())),
    }
    row.refresh_from_db()
    assert (row.state, row.pending, row.requested_at) == (State.REQUESTED, Pending.SUBSCRIBE, NOON)
    assert subscriptions.renew(post=fetcher.post_form, now=lambda: NOON) == (0, 0), "asked once"


def test_a_hub_may_verify_before_it_answers(client: Client) -> None:
    row = make_subscription(state=State.WANTED, lease_until=None, next_request_at=NOON)

    def post(url, fields):
        token = urlsplit(fields["hub.callback"]).path.rpartition("/")[2]
        assert token == row.token
        answer = calls_back(
            row, client, mode="subscribe", topic=fields["hub.topic"], challenge="c", lease_seconds="60"
        )
        assert answer.content == b"c"
        return FetchResult(url=url, status=500)

    subscriptions.renew(post=post, now=lambda: NOON)
    row.refresh_from_db()
    assert (row.state, row.reason, row.failures) == (State.VERIFIED, "", 0)


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_hub_that_refuses_is_asked_again_later(status: int) -> None:
    row = make_subscription(state=State.WANTED, lease_until=None, next_request_at=NOON)
    sent = subscriptions.renew(post=lambda url, fields: FetchResult(url=url, status=status), now=lambda: NOON)
    assert sent == (1, 1)
    row.refresh_from_db()
    assert row.reason == f"The hub answered {status}."
    assert row.next_request_at == NOON + HOUR
    subscriptions.renew(post=lambda url, fields: FetchResult(url=url, status=202), now=lambda: NOON + HOUR)
    row.refresh_from_db()
    assert (row.reason, row.next_request_at) == ("", NOON + 3 * HOUR)
    subscriptions.renew(
        post=lambda url, fields: FetchResult(url=url, status=202), now=lambda: NOON + 3 * HOUR
    )
    row.refresh_from_db()
    assert row.failures == 3


def test_a_hub_that_is_down_is_asked_once_a_run_and_others_are_not_held_up() -> None:
    for hub in ("https://down.example/", "https://down.example/", "https://well.example/"):
        make_subscription(state=State.WANTED, lease_until=None, next_request_at=NOON, hub=hub)
    asked = []

    def post(url, fields):
        asked.append(url)
        if "down" in url:
            raise FetchError(url, "the host refuses connections")
        return FetchResult(url=url, status=202)

    assert subscriptions.renew(post=post, now=lambda: NOON) == (2, 1)
    assert sorted(asked) == ["https://down.example/", "https://well.example/"]
    assert Subscription.objects.filter(reason="the host refuses connections").count() == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_hub_that_wants_to_be_left_alone_is_asked_once_a_run(status: int) -> None:
    for _ in range(3):
        make_subscription(state=State.WANTED, lease_until=None, next_request_at=NOON)
    asked = []

    def post(url, fields):
        asked.append(url)
        return FetchResult(url=url, status=status)

    assert subscriptions.renew(post=post, now=lambda: NOON) == (1, 1)
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)  # pace is kept over a connection of its own
def test_a_hub_is_left_alone_for_as_long_as_it_asked(settings, feed_server: FeedServer) -> None:
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    hub = feed_server.answer("/hub", status=429, headers=[("Retry-After", "600")])
    for _ in range(2):
        make_subscription(state=State.WANTED, lease_until=None, next_request_at=NOON, hub=hub)
    for _ in range(3):
        call_command("renew_subscriptions", stdout=StringIO())
    assert len(feed_server.requests) == 1


def test_a_run_is_bounded() -> None:
    for _ in range(3):
        make_subscription(state=State.WANTED, lease_until=None, next_request_at=NOON)
    accepted = FetchResult(url="https://hub.example/", status=202)
    assert subscriptions.renew(post=lambda url, fields: accepted, now=lambda: NOON, limit=2) == (2, 0)
    assert subscriptions.renew(post=lambda url, fields: accepted, now=lambda: NOON, within=0.0) == (0, 0)


# --- Verification --------------------------------------------------------------------------------------------


@pytest.fixture
def requested() -> Subscription:
    return make_subscription(
        state=State.REQUESTED, pending=Pending.SUBSCRIBE, requested_at=NOON, lease_until=None, failures=2
    )


def test_what_was_asked_for_is_confirmed_by_the_challenge(requested: Subscription, client: Client) -> None:
    answer = calls_back(
        requested, client, mode="subscribe", topic=TOPIC, challenge="<b>1&2", lease_seconds="86400"
    )
    assert (answer.status_code, answer.content) == (200, b"<b>1&2")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    requested.refresh_from_db()
    assert (requested.state, requested.pending, requested.failures) == (State.VERIFIED, Pending.NOTHING, 0)
    now = timezone.now()
    assert abs(requested.lease_until - now - DAY) < timedelta(minutes=1)
    assert now < requested.next_request_at < requested.lease_until


WRONG = {
    "another topic": {"topic": "https://paper.example/other"},
    "no topic": {"topic": ""},
    "a topic that no database can hold": {"topic": "\0"},
    "the end, which was not asked for": {"mode": "unsubscribe"},
    "an unknown mode": {"mode": "publish"},
    "no mode": {"mode": ""},
    "no challenge": {"challenge": ""},
    "an endless challenge": {"challenge": "c" * 2001},
}


@pytest.mark.parametrize("fields", WRONG.values(), ids=WRONG)
def test_what_was_not_asked_for_is_not_confirmed(
    requested: Subscription, client: Client, fields: dict[str, str]
) -> None:
    right = {"mode": "subscribe", "topic": TOPIC, "challenge": "c", "lease_seconds": "60"}
    assert calls_back(requested, client, **{**right, **fields}).status_code == 404
    requested.refresh_from_db()
    assert requested.state == State.REQUESTED
    assert calls_back(requested, client, **right).status_code == 200
    assert calls_back(requested, client, **right).status_code == 404, "confirmed once"


@pytest.mark.parametrize("mode", ["subscribe", "unsubscribe", "denied"])
def test_an_unknown_callback_confirms_nothing_and_tells_pushes_to_stop(
    requested: Subscription, client: Client, mode: str
) -> None:
    requested.token = unguessable()
    asked = calls_back(requested, client, mode=mode, topic=TOPIC, challenge="c")
    pushed = pushes(requested, client)
    assert (asked.status_code, pushed.status_code) == (404, 410)
    assert not asked.cookies
    assert not pushed.cookies
    assert {asked["Content-Type"], pushed["Content-Type"]} == {"text/plain; charset=utf-8"}


@pytest.mark.parametrize(
    "challenge", ["c", "a+b c&d=é%2B", "<script>alert(1)</script>", " spaces around ", "0" * 2000]
)
def test_the_challenge_comes_back_to_the_byte(
    requested: Subscription, client: Client, challenge: str
) -> None:
    answer = calls_back(requested, client, mode="subscribe", topic=TOPIC, challenge=challenge)
    assert (answer.status_code, answer.content) == (200, challenge.encode())
    assert answer["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("method", ["put", "delete", "head", "options"])
def test_a_callback_knows_two_methods(requested: Subscription, client: Client, method: str) -> None:
    path = reverse("feeds:websub", args=[requested.token])
    assert getattr(client, method)(path, secure=True).status_code == 405


def test_a_refusal_is_kept_with_its_reason_and_tried_again(requested: Subscription, client: Client) -> None:
    assert calls_back(requested, client, mode="denied", topic="https://no.example/").status_code == 404
    assert calls_back(requested, client, mode="denied", topic=TOPIC, reason="No room").status_code == 200
    requested.refresh_from_db()
    assert (requested.state, requested.pending) == (State.DENIED, Pending.NOTHING)
    assert requested.reason == "The hub refused: No room"
    accepted = FetchResult(url="https://hub.example/", status=202)
    now = timezone.now()
    assert subscriptions.renew(post=lambda url, fields: accepted, now=lambda: now) == (0, 0)
    later = now + DENIED_RETRY + HOUR
    assert subscriptions.renew(post=lambda url, fields: accepted, now=lambda: later) == (1, 0)


def test_a_lease_is_renewed_before_its_end_and_counts_meanwhile(client: Client) -> None:
    row = make_subscription(state=State.REQUESTED, pending=Pending.SUBSCRIBE, lease_until=None)
    calls_back(row, client, mode="subscribe", topic=TOPIC, challenge="c", lease_seconds="86400")
    accepted = FetchResult(url="https://hub.example/", status=202)
    now = timezone.now()
    assert subscriptions.renew(post=lambda url, fields: accepted, now=lambda: now + 17 * HOUR) == (0, 0)
    assert subscriptions.renew(post=lambda url, fields: accepted, now=lambda: now + 19 * HOUR) == (1, 0)
    row.refresh_from_db()
    assert (row.state, row.pending) == (State.VERIFIED, Pending.SUBSCRIBE)
    assert pushes(row, client).status_code == 202
    calls_back(row, client, mode="subscribe", topic=TOPIC, challenge="c", lease_seconds="172800")
    row.refresh_from_db()
    assert row.lease_until > now + DAY


# --- Pushes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["sha1", "sha256"])
def test_a_push_makes_the_feed_due(client: Client, method: str) -> None:
    tomorrow = timezone.now() + DAY
    feed = make_feed(next_check_at=tomorrow)
    row = make_subscription(feed, misses=2)
    answer = pushes(row, client, "<rss>Tin mới</rss>".encode(), method=method)
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (202, b"", {})
    feed.refresh_from_db()
    row.refresh_from_db()
    assert feed.next_check_at <= timezone.now()
    assert (row.last_push_at is not None, row.misses) == (True, 0)


@pytest.mark.parametrize("signed", ["", "sha256=" + "0" * 64, "md5=" + "0" * 32, "nonsense"])
def test_a_push_that_is_not_signed_rightly_changes_nothing(client: Client, signed: str) -> None:
    feed = make_feed(next_check_at=timezone.now() + DAY)
    row = make_subscription(feed)
    right = pushes(make_subscription(), client)
    wrong = pushes(row, client, signed=signed)
    assert (wrong.status_code, wrong.content) == (right.status_code, right.content)
    row.refresh_from_db()
    assert row.last_push_at is None
    assert Feed.objects.get(pk=feed.pk).next_check_at == feed.next_check_at


def test_pushes_ask_a_feed_at_most_once_a_minute(client: Client) -> None:
    now = timezone.now()
    feed = make_feed(next_check_at=now + DAY, last_checked_at=now)
    row = make_subscription(feed)
    for _ in range(3):
        pushes(row, client)
    feed.refresh_from_db()
    assert feed.next_check_at == now + PUSH_SPACING


def test_a_push_does_not_switch_a_feed_on_nor_put_it_off(client: Client) -> None:
    due = timezone.now() - HOUR
    feed = make_feed(next_check_at=due)
    pushes(make_subscription(feed), client)
    feed.refresh_from_db()
    assert feed.next_check_at == due


def test_an_oversize_push_is_not_read(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(views, "PUSH_BYTES", 1000)
    row = make_subscription()
    assert pushes(row, client, b"a" * 1001).status_code == 413
    row.refresh_from_db()
    assert row.last_push_at is None
    assert pushes(row, client, b"a" * 1000).status_code == 202


def test_a_push_without_a_length_is_refused_rather_than_passed_over(client: Client) -> None:
    row = make_subscription()
    answer = pushes(row, client, chunked=True)
    assert answer.status_code == 411
    row.refresh_from_db()
    assert row.last_push_at is None


def test_a_hub_is_told_to_stop_when_the_subscription_is_over(client: Client) -> None:
    assert pushes(make_subscription(state=State.ENDED), client).status_code == 410


def test_a_push_needs_no_form_token_of_ours() -> None:
    row = make_subscription()
    assert pushes(row, Client(enforce_csrf_checks=True)).status_code == 202


@pytest.mark.parametrize("token", ["", "%00", "a" * 65, "a" * 43 + "%0A", "%F0%9D%9F%8E" * 43])
def test_what_is_no_token_is_not_found(client: Client, token: str) -> None:
    assert client.post(f"/websub/{token}", b"", content_type="text/xml", secure=True).status_code == 404


# --- Falling back to asking ----------------------------------------------------------------------------------


def test_a_feed_is_asked_more_rarely_while_its_hub_is_relied_on() -> None:
    waits = {}
    for name, overrides in {
        "none": None,
        "live": {},
        "missing news": {"misses": 1},
        "ran out": {"lease_until": NOON - HOUR},
        "requested": {"state": State.REQUESTED},
    }.items():
        feed = make_feed()
        if overrides is not None:
            make_subscription(feed, **overrides)
        waits[name] = checked(feed, hub="https://hub.example/").next_check_at - NOON
    usual = waits.pop("none")
    assert waits.pop("live") == 4 * usual
    assert set(waits.values()) == {usual}


def test_news_that_no_push_announced_count_and_three_times_ask_the_hub_anew(client: Client) -> None:
    feed = make_feed(last_checked_at=NOON - HOUR)
    row = make_subscription(feed, next_request_at=NOON + DAY)
    for number in range(MISSES_BEFORE_RENEWAL):
        row.refresh_from_db()
        assert (row.misses, row.next_request_at) == (number, NOON + DAY)
        feed = checked(feed, hub=row.hub, created=1, now=NOON + number * HOUR)
    row.refresh_from_db()
    assert row.next_request_at == NOON + 2 * HOUR
    assert feed.next_check_at - (NOON + 2 * HOUR) == timedelta(hours=1), "its usual rhythm"
    pushes(row, client)
    row.refresh_from_db()
    assert row.misses == 0


def test_news_that_a_push_announced_are_no_miss() -> None:
    feed = make_feed(last_checked_at=NOON - HOUR)
    row = make_subscription(feed, last_push_at=NOON - timedelta(minutes=10))
    checked(feed, hub=row.hub, created=1)
    row.refresh_from_db()
    assert row.misses == 0


def test_a_push_that_comes_while_the_feed_is_asked_is_not_lost() -> None:
    feed = make_feed(last_checked_at=NOON - HOUR)
    row = make_subscription(feed, last_push_at=NOON - timedelta(seconds=0.5))
    assert checked(feed, hub=row.hub, created=1).next_check_at == NOON + PUSH_SPACING


# --- The end -------------------------------------------------------------------------------------------------

ENDS = {
    "switched off": lambda feed: Feed.objects.filter(pk=feed.pk).update(enabled=False),
    "another hub": lambda feed: checked(feed, hub="https://other.example/"),
    "no hub any more": lambda feed: checked(feed),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_subscription_that_is_not_wanted_any_more_is_ended_at_the_hub(
    feed_server: FeedServer, fetcher: Fetcher, client: Client, end
) -> None:
    feed = make_feed()
    row = make_subscription(feed, hub=feed_server.url("/hub"), next_request_at=NOON + DAY)
    feed_server.answer("/hub", status=202)
    end(feed)
    assert subscriptions.renew(post=fetcher.post_form, now=lambda: NOON) == (1, 0)
    row.refresh_from_db()
    assert row.reason in {"The feed is switched off.", "The feed announces it no more."}
    fields = parse_qs(feed_server.requests[-1].body.decode())
    assert (fields["hub.mode"], fields["hub.topic"]) == (["unsubscribe"], [TOPIC])
    assert "hub.secret" not in fields
    assert calls_back(row, client, mode="subscribe", topic=TOPIC, challenge="c").status_code == 404
    assert calls_back(row, client, mode="unsubscribe", topic=TOPIC, challenge="c").content == b"c"
    row.refresh_from_db()
    assert (row.state, row.next_request_at, row.lease_until) == (State.ENDED, None, None)
    assert subscriptions.renew(post=fetcher.post_form, now=lambda: NOON + DAY) == (0, 0)


@pytest.mark.parametrize("goes", ["the feed", "its source"])
def test_a_deleted_feed_is_unsubscribed_and_its_subscription_goes_after_it(
    feed_server: FeedServer, fetcher: Fetcher, client: Client, goes: str
) -> None:
    feed = make_feed()
    row = make_subscription(feed, hub=feed_server.url("/hub"), next_request_at=NOON + DAY)
    feed_server.answer("/hub", status=202)
    (feed if goes == "the feed" else feed.source).delete()
    assert pushes(row, client).status_code == 410
    assert subscriptions.renew(post=fetcher.post_form, now=lambda: NOON) == (1, 0)
    fields = parse_qs(feed_server.requests[-1].body.decode())
    assert (fields["hub.mode"], fields["hub.topic"]) == (["unsubscribe"], [TOPIC])
    assert calls_back(row, client, mode="unsubscribe", topic=TOPIC, challenge="c").content == b"c"
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("state", [State.WANTED, State.DENIED, State.ENDED])
def test_a_deleted_feed_whose_hub_does_not_push_leaves_nothing(state: str) -> None:
    feed = make_feed()
    make_subscription(feed, state=state, lease_until=None)
    feed.delete()
    assert subscriptions.renew(
        post=lambda url, fields: pytest.fail("nobody is to be asked"), now=lambda: NOON
    ) == (
        0,
        0,
    )
    assert not Subscription.objects.exists()


def test_a_hub_that_never_confirms_the_end_of_a_deleted_feed_is_forgotten() -> None:
    feed = make_feed()
    make_subscription(feed, lease_until=NOON + 30 * DAY)
    feed.delete()
    accepted = FetchResult(url="https://hub.example/", status=202)
    sent = [
        subscriptions.renew(post=lambda url, fields: accepted, now=lambda n=n: NOON + n * DAY)[0]
        for n in range(5)
    ]
    assert sent == [1, 1, 1, 0, 0]
    assert not Subscription.objects.exists()


def test_a_feed_that_names_itself_otherwise_is_subscribed_to_under_its_new_name(
    feed_server: FeedServer, fetcher: Fetcher, client: Client
) -> None:
    """The topic moved (rel=self differs): the old one is ended at the hub, then the new one is asked for."""
    feed = make_feed()
    hub = feed_server.answer("/hub", status=202)
    row = make_subscription(feed, hub=hub, topic="https://paper.example/old", next_request_at=NOON + DAY)
    checked(feed, hub=hub)
    assert subscriptions.renew(post=fetcher.post_form, now=lambda: NOON) == (1, 0)
    assert (
        calls_back(row, client, mode="unsubscribe", topic="https://paper.example/old", challenge="c").content
        == b"c"
    )
    checked(feed, hub=hub, now=NOON + HOUR)
    assert subscriptions.renew(post=fetcher.post_form, now=lambda: NOON + HOUR) == (1, 0)
    sent = [parse_qs(one.body.decode()) for one in feed_server.requests]
    assert [(one["hub.mode"], one["hub.topic"]) for one in sent] == [
        (["unsubscribe"], ["https://paper.example/old"]),
        (["subscribe"], [TOPIC]),
    ]


def test_after_its_end_another_hub_gets_a_subscription_with_new_secrets() -> None:
    feed = make_feed()
    row = make_subscription(feed, state=State.ENDED, lease_until=None, misses=3, reason="Over.")
    checked(feed, hub="https://other.example/")
    fresh = Subscription.objects.get(feed=feed)
    assert (fresh.state, fresh.hub, fresh.misses, fresh.reason) == (
        State.WANTED,
        "https://other.example/",
        0,
        "",
    )
    assert not {row.token, row.secret} & {fresh.token, fresh.secret}


def test_a_hub_that_never_confirms_the_end_is_left_alone() -> None:
    row = make_subscription(make_feed(enabled=False), lease_until=NOON + 30 * DAY)
    accepted = FetchResult(url="https://hub.example/", status=202)
    sent = [
        subscriptions.renew(post=lambda url, fields: accepted, now=lambda n=n: NOON + n * DAY)[0]
        for n in range(6)
    ]
    assert sent == [1, 1, 1, 0, 0, 0]
    row.refresh_from_db()
    assert (row.state, row.next_request_at) == (State.ENDED, None)


# --- The commands and the desk -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allowed", "site"), [(False, "https://news.example"), (True, "http://127.0.0.1:8000")]
)
def test_nothing_is_asked_where_hubs_cannot_call_back(settings, allowed: bool, site: str) -> None:
    settings.WEBSUB_SUBSCRIBE, settings.SITE_URL = allowed, site
    row = make_subscription(state=State.WANTED, lease_until=None, next_request_at=NOON)
    with RateLimiter() as limiter:
        subscriptions.renew_after_pull(limiter)
    with pytest.raises(CommandError, match="WEBSUB_SUBSCRIBE"):
        call_command("renew_subscriptions")
    row.refresh_from_db()
    assert row.state == State.WANTED


def test_the_command_asks_and_counts(settings, feed_server: FeedServer) -> None:
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    feed_server.script("/hub", lambda request: Answer(status=202 if request.method == "POST" else 405))
    for path in ("/hub", "/gone"):
        hub = feed_server.url(path)
        make_subscription(state=State.WANTED, lease_until=None, next_request_at=NOON, hub=hub)
    output = StringIO()
    call_command("renew_subscriptions", stdout=output)
    assert output.getvalue() == "2 requests sent to hubs, 1 of them failed.\n"


def test_whatever_goes_wrong_with_hubs_stays_with_them(monkeypatch, caplog) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(subscriptions, "renew", broken)
    with RateLimiter() as limiter:
        subscriptions.renew_after_pull(limiter)
    assert "The subscriptions at hubs could not be renewed" in caplog.text


def test_the_page_of_a_feed_shows_its_subscription_and_not_its_secrets(client: Client) -> None:
    client.force_login(User.objects.create_superuser("editor", password="x"))
    row = make_subscription(reason="The hub answered 500.")
    page = client.get(reverse("admin:feeds_feed_change", args=[row.feed_id]), secure=True).content.decode()
    assert "https://hub.example/" in page
    assert "The hub answered 500." in page
    assert row.secret not in page
    assert row.token not in page


# --- A whole pull --------------------------------------------------------------------------------------------


def atom(server: FeedServer, entries: int, hub: str) -> str:
    """A feed whose newest entries stand first."""
    items = "".join(
        f"<entry><id>urn:x-paper:{number}</id><title>Dân vận khéo ở thôn {number}</title>"
        f"<link href='{server.url(f'/bai-{number}.html')}'/><updated>2026-11-20T0{number}:00:00Z</updated>"
        f"<content type='html'>Bà con thôn {number} hiến đất mở đường, {'cùng nhau góp công ' * 20}.</content></entry>"
        for number in range(entries, 0, -1)
    )
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:x-paper</id><title>Báo Mẫu</title>"
        f"<updated>2026-11-20T09:00:00Z</updated><link rel='self' href='{TOPIC}'/>"
        f"<link rel='hub' href='{hub}'/>{items}</feed>"
    )


def pulled() -> dict[str, object]:
    output = StringIO()
    call_command("pull_feeds", "--json", "--all", stdout=output)
    return json.loads(output.getvalue())


@pytest.mark.django_db(transaction=True)
def test_from_a_pull_to_a_push_to_a_pull(settings, feed_server: FeedServer, client: Client) -> None:
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    hub = feed_server.answer("/hub", status=202)
    feed = make_feed(url=feed_server.answer("/feed", atom(feed_server, 2, hub)), full_text="never")
    assert pulled()["created"] == 2
    row = Subscription.objects.get()
    assert (row.feed_id, row.state, row.topic) == (feed.pk, State.REQUESTED, TOPIC)
    sent = [dict(parse_qsl(one.body.decode())) for one in feed_server.requests if one.path == "/hub"]
    assert [one["hub.callback"] for one in sent] == [f"https://news.example/websub/{row.token}"]
    assert calls_back(row, client, mode="subscribe", topic=TOPIC, challenge="c").content == b"c"
    assert not Feed.objects.due(timezone.now()).exists()
    Feed.objects.update(last_checked_at=timezone.now() - HOUR)
    assert pushes(row, client).status_code == 202
    assert Feed.objects.due(timezone.now()).exists()
    feed_server.answer("/feed", atom(feed_server, 3, hub))
    assert pulled()["created"] == 1
    row.refresh_from_db()
    assert (row.state, row.misses, row.pending) == (State.VERIFIED, 0, Pending.NOTHING)


@pytest.mark.django_db(transaction=True)
def test_a_hub_that_is_down_never_fails_a_pull(settings, feed_server: FeedServer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port, port})
    body = atom(feed_server, 2, f"http://127.0.0.1:{port}/hub")
    feed = make_feed(url=feed_server.answer("/feed", body), full_text="never")
    summary = pulled()
    assert (summary["created"], summary["failed_feeds"]) == (2, 0)
    feed.refresh_from_db()
    assert (feed.state, feed.failures) == (Feed.State.WELL, 0)
    row = Subscription.objects.get()
    assert (row.state, row.reason) == (State.REQUESTED, "the host refuses connections")
    assert row.next_request_at > timezone.now()


# --- Forms over HTTP -----------------------------------------------------------------------------------------


def test_a_form_follows_only_redirects_that_keep_it(feed_server: FeedServer, fetcher: Fetcher) -> None:
    def moved(status: int, target: str):
        return lambda request: Answer(status=status, headers=[("Location", target)])

    feed_server.answer("/hub", status=202)
    feed_server.script("/kept", moved(307, "/hub"))
    feed_server.script("/lost", moved(302, "/hub"))
    feed_server.script("/safer", moved(308, f"https://127.0.0.1:{feed_server.port}/hub"))
    feed_server.script("/circle", moved(308, "/circle"))
    assert fetcher.post_form(feed_server.url("/kept"), {"a": "ấ&="}).status == 202
    last: Request = feed_server.requests[-1]
    assert (last.path, last.method, parse_qsl(last.body.decode())) == ("/hub", "POST", [("a", "ấ&=")])
    assert fetcher.post_form(feed_server.url("/lost"), {}).status == 302
    # Over TLS, which this server does not speak; it was tried.
    for path, problem in (("/safer", "secure connection failed"), ("/circle", "in a circle")):
        with pytest.raises(FetchError, match=problem):
            fetcher.post_form(feed_server.url(path), {})


@pytest.mark.parametrize("url", ["http://10.0.0.1/hub", "http://169.254.169.254/", "file:///srv/hub"])
def test_a_form_goes_to_no_private_address(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(FetchError):
        fetcher.post_form(url, {"a": "b"})
