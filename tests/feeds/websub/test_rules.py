"""The subscriber's rules of WebSub, as tables."""

import hashlib
import hmac
from datetime import timedelta

import pytest

from feeds.formats.document import ParsedFeed
from feeds.schedule import CEILING, Habit, Outcome, next_check
from feeds.web.link_header import link_target
from feeds.websub.rules import (
    FIRST_RETRY,
    LEASE_ASKED,
    LONGEST_LEASE,
    LONGEST_RETRY,
    PUSH_SPACING,
    STALE_RETRY,
    Announcement,
    Check,
    announcement,
    check_after_push,
    granted_lease,
    is_missed,
    is_public,
    is_signed,
    renewal_at,
    retry_at,
)
from tests.factories import NOON

FEED = "https://paper.example/rss"
HUB = "https://hub.example/"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("header", "rel", "target"),
    [
        pytest.param('<https://hub.example/>; rel="hub"', "hub", HUB, id="quoted"),
        pytest.param("<https://hub.example/>; rel=hub", "hub", HUB, id="bare"),
        pytest.param(f'<{FEED}>; rel="self", <{HUB}>; rel="hub"', "hub", HUB, id="second of two"),
        pytest.param(f'<{HUB}>; title="a, b; c"; rel="hub"', "hub", HUB, id="another parameter before"),
        pytest.param(f'<{HUB}>; REL="alternate HUB"', "hub", HUB, id="several relations, capitals"),
        pytest.param(f'<{HUB}>; rel="hubs"', "hub", "", id="another relation"),
        pytest.param(f'<{HUB}>; title="rel=hub"', "hub", "", id="named only in a title"),
        pytest.param("rel=hub", "hub", "", id="no address"),
        pytest.param("", "self", "", id="empty"),
    ],
)
def test_link_headers(header: str, rel: str, target: str) -> None:
    assert link_target(header, rel) == target


@pytest.mark.parametrize(
    ("parsed", "header", "expected"),
    [
        pytest.param(
            ParsedFeed(version="rss20", hub=HUB, self_link=FEED), "", Announcement(HUB, FEED), id="document"
        ),
        pytest.param(
            ParsedFeed(version="rss20", hub=HUB),
            "",
            Announcement(HUB, FEED),
            id="no self: the feed's own address",
        ),
        pytest.param(ParsedFeed(version="rss20", self_link=FEED), "", None, id="no hub"),
        pytest.param(
            ParsedFeed(version="rss20", hub="https://other.example/", self_link="https://paper.example/old"),
            f'<{HUB}>; rel=hub, </rss>; rel="self"',
            Announcement(HUB, FEED),
            id="header wins, relative to what answered",
        ),
        pytest.param(
            ParsedFeed(version="rss20", hub="mailto:hub@paper.example"), "", None, id="not on the web"
        ),
        pytest.param(ParsedFeed(version="rss20", hub="http://[broken"), "", None, id="no address"),
        pytest.param(ParsedFeed(version="rss20", hub=HUB + "a" * 2000), "", None, id="too long to keep"),
    ],
)
def test_what_a_feed_announces(parsed: ParsedFeed, header: str, expected: Announcement | None) -> None:
    assert announcement(parsed, link_header=header, base="https://paper.example/feed/", url=FEED) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example", True),
        ("https://8.8.8.8", True),
        ("http://news.example", False),
        ("https://localhost", False),
        ("https://newsroom", False),
        ("https://desk.localhost", False),
        ("https://desk.local", False),
        ("https://127.0.0.1:8000", False),
        ("https://10.1.2.3", False),
        ("https://[::1]", False),
    ],
)
def test_where_hubs_can_reach_the_site(url: str, expected: bool) -> None:
    assert is_public(url) is expected


SECRET, BODY = "a secret of one subscription", "<rss>Tin mới</rss>".encode()


def signature(method: str, *, secret: str = SECRET, body: bytes = BODY) -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_method_of_the_specification_is_understood(method: str) -> None:
    halves = [BODY[:7], BODY[7:]]
    assert is_signed(signature(method), SECRET, halves)
    assert is_signed(signature(method).upper().replace(method.upper(), method), SECRET, halves)
    assert not is_signed(signature(method), SECRET, [*halves, b" "])
    assert not is_signed(signature(method, secret="another"), SECRET, halves)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("", id="missing"),
        pytest.param(f"md5={hashlib.md5(BODY).hexdigest()}", id="a weak method"),
        pytest.param(signature("sha256").replace("sha256", "sha1"), id="another method's"),
        pytest.param(signature("sha256")[:-24], id="cut short"),
        pytest.param(signature("sha256").partition("=")[2], id="without its method"),
        pytest.param("sha256=" + "é" * 64, id="not hexadecimal"),
    ],
)
def test_what_is_no_right_signature(header: str) -> None:
    assert not is_signed(header, SECRET, [BODY])


@pytest.mark.parametrize(
    ("seconds", "lease"),
    [
        ("864000", timedelta(days=10)),
        ("60", MINUTE),
        ("", LEASE_ASKED),
        ("0", LEASE_ASKED),
        ("-5", LEASE_ASKED),
        ("soon", LEASE_ASKED),
        ("²", LEASE_ASKED),
        ("9" * 30, LONGEST_LEASE),
    ],
)
def test_leases(seconds: str, lease: timedelta) -> None:
    assert granted_lease(seconds) == lease
    assert NOON < renewal_at(lease, NOON) < NOON + max(lease, 2 * FIRST_RETRY)
    assert renewal_at(lease, NOON) >= NOON + FIRST_RETRY


def test_a_silent_hub_is_asked_ever_more_rarely() -> None:
    waits = [retry_at(requests, NOON) - NOON for requests in range(1, 40)]
    assert waits[:3] == [HOUR, 2 * HOUR, 4 * HOUR]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_RETRY


def check(**overrides: object) -> Check:
    values = {
        "started": NOON,
        "now": NOON + timedelta(seconds=2),
        "before": NOON - 4 * HOUR,
        "has_news": True,
        "has_failed": False,
        "last_push": None,
        **overrides,
    }
    return Check(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "verified", "missed"),
    [
        pytest.param(check(), NOON - DAY, True, id="news, and never a push"),
        pytest.param(check(last_push=NOON - 5 * HOUR), NOON - DAY, True, id="the last push is of before"),
        pytest.param(check(last_push=NOON - HOUR), NOON - DAY, False, id="pushed since the last check"),
        pytest.param(
            check(before=NOON - 5 * MINUTE, last_push=NOON - 10 * MINUTE),
            NOON - DAY,
            False,
            id="pushed shortly before the last check, whose answer was old",
        ),
        pytest.param(check(has_news=False), NOON - DAY, False, id="no news"),
        pytest.param(check(), NOON - HOUR, False, id="verified since the last check"),
        pytest.param(check(), None, False, id="never verified"),
        pytest.param(check(before=None), NOON - DAY, False, id="the first check"),
    ],
)
def test_what_a_push_should_have_announced(one: Check, verified: object, missed: bool) -> None:
    assert is_missed(one, verified) is missed  # type: ignore[arg-type]


LATER = NOON + 4 * HOUR


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(check(), LATER, id="never a push"),
        pytest.param(check(last_push=NOON - HOUR), LATER, id="a push, and its news"),
        pytest.param(
            check(last_push=NOON - HOUR, has_news=False), check().now + STALE_RETRY, id="no news yet"
        ),
        pytest.param(check(last_push=NOON - 5 * HOUR, has_news=False), LATER, id="no news, push of before"),
        pytest.param(
            check(last_push=NOON + timedelta(seconds=1)), check().now + PUSH_SPACING, id="a push meanwhile"
        ),
        pytest.param(check(last_push=NOON - HOUR, has_failed=True), LATER, id="the feed failed"),
    ],
)
def test_the_next_check_after_a_push(one: Check, expected: object) -> None:
    assert check_after_push(LATER, one) == expected


def test_a_feed_whose_hub_pushes_is_asked_a_quarter_as_often() -> None:
    hourly = Habit(published=tuple(NOON - number * HOUR for number in range(20)))

    def wait(habit: Habit, *, is_pushed: bool) -> timedelta:
        return next_check(habit, Outcome(is_pushed=is_pushed), now=NOON, random=lambda: 0.0) - NOON

    assert wait(hourly, is_pushed=False) == HOUR
    assert wait(hourly, is_pushed=True) == 4 * HOUR
    weekly = Habit(published=tuple(NOON - number * 7 * DAY for number in range(20)))
    assert wait(weekly, is_pushed=True) == CEILING
