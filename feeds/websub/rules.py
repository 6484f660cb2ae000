"""The rules of WebSub for a subscriber (W3C Recommendation of 23 January 2018). Pure: no clock, no database, no network.

What a feed announces, when a subscription is requested or renewed, whether a push is signed rightly, and how a push
changes the polling interval. `feeds.websub.subscriptions` stores the subscriptions and talks to the hubs.
"""

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from feeds.formats.document import ParsedFeed
from feeds.web.addresses import absolute_url
from feeds.web.link_header import link_target

# What hubs commonly grant; a forgotten subscription ends by itself within days.
LEASE_ASKED = timedelta(days=10)
# A hub that grants a year may lose its data within it: renewing once a month costs nothing.
LONGEST_LEASE = timedelta(days=30)
# Three quarters leave time for several more attempts before the lease ends.
RENEWED_AFTER_SHARE = 0.75
# A hub verifies within minutes; one that does not is retried with exponential back-off.
FIRST_RETRY = timedelta(hours=1)
LONGEST_RETRY = timedelta(days=3)
# A publisher that refused may have changed its mind within a week.
DENIED_RETRY = timedelta(days=7)

# A push and a check closer together than this count as one: they may cross.
PUSH_WITHIN = timedelta(minutes=15)
# After so many checks in a row that found entries without a push, the subscription is renewed.
MISSES_BEFORE_RENEWAL = 3
# A push makes a feed due no sooner than this after its last check.
PUSH_SPACING = timedelta(minutes=1)
# A push may come before the publisher's own cache gives the new document: the feed is then fetched once more.
STALE_RETRY = timedelta(minutes=5)

LONGEST_ADDRESS = 2000
_SIGNATURE: Final = re.compile(r"(sha1|sha256|sha384|sha512)=([0-9a-fA-F]{40,128})")
_PRIVATE_NAMES = ("localhost", "local", "internal", "invalid", "home", "lan")


@dataclass(frozen=True, slots=True)
class Announcement:
    """A hub that a feed announces, and the topic address by which the hub knows the feed."""

    hub: str
    topic: str


def announcement(parsed: ParsedFeed, *, link_header: str, base: str, url: str) -> Announcement | None:
    """What a feed's answer announces, or None.

    `base` is the address that answered, to which links are relative; `url` the feed's own. Link headers win over the
    document (section 4). A feed that names a hub and not itself is known by its own address.
    """
    hub = _web_address(link_target(link_header, "hub", url=base), base) or _web_address(parsed.hub, base)
    topic = _web_address(link_target(link_header, "self", url=base), base) or _web_address(
        parsed.self_link, base
    )
    return Announcement(hub, topic or url) if hub else None


def _web_address(address: str | None, base: str) -> str:
    whole = absolute_url(address, base) or ""
    return whole if len(whole) <= LONGEST_ADDRESS else ""


def is_public(site_url: str) -> bool:
    """True where hubs can reach the site over https, so that the callback addresses stay secret."""
    parts = urlsplit(site_url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or not host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and host.rpartition(".")[2] not in _PRIVATE_NAMES


def is_signed(header: str, secret: str, pieces: Iterable[bytes]) -> bool:
    """True where `X-Hub-Signature` is the HMAC of the body, given in pieces, under the secret (section 7.1).

    The comparison takes the same time however much of the signature is right.
    """
    found = _SIGNATURE.fullmatch(header.strip())
    if found is None:
        return False
    expected = hmac.new(secret.encode(), digestmod=getattr(hashlib, found[1]))
    for piece in pieces:
        expected.update(piece)
    return hmac.compare_digest(expected.hexdigest(), found[2].lower())


def granted_lease(seconds: str) -> timedelta:
    """The lease that a hub grants by `hub.lease_seconds`; where that is unusable, the requested one."""
    if not (seconds.isascii() and seconds.isdigit()) or not int(seconds[:12]):
        return LEASE_ASKED
    return min(timedelta(seconds=int(seconds[:12])), LONGEST_LEASE)


def renewal_at(lease: timedelta, now: datetime) -> datetime:
    """When to renew a subscription that was just verified: well before its lease ends, but never at once, however short
    the lease."""
    return now + max(lease * RENEWED_AFTER_SHARE, FIRST_RETRY)


def retry_at(requests: int, now: datetime) -> datetime:
    """When to try again after so many unconfirmed requests in a row, this one included."""
    doublings = min(max(requests, 1) - 1, 16)
    return now + min(FIRST_RETRY * float(2**doublings), LONGEST_RETRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of a feed, and the last push of its hub.

    `started` and `now` are its begin and end, `before` is the check before it; `has_news`: it found new entries.
    """

    started: datetime
    now: datetime
    before: datetime | None
    has_news: bool
    has_failed: bool
    last_push: datetime | None


def is_missed(check: Check, verified_at: datetime | None) -> bool:
    """True where the check found new entries that no push announced.

    Entries from before the subscription was verified do not count.
    """
    if not check.has_news or verified_at is None or check.before is None or check.before < verified_at:
        return False
    since = min(check.before, check.started - PUSH_WITHIN)
    return check.last_push is None or check.last_push < since


def check_after_push(planned: datetime, check: Check) -> datetime:
    """The time of the next check, given the one that the schedule plans."""
    if check.last_push is None or check.has_failed:
        return planned
    if check.last_push >= check.started - PUSH_SPACING:
        # It came during the check, perhaps after the answer was made.
        return min(planned, check.now + PUSH_SPACING)
    came_since = check.before is None or check.last_push > check.before
    return min(planned, check.now + STALE_RETRY) if came_since and not check.has_news else planned
