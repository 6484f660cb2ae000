"""The subscriptions of feeds at their hubs: requested, verified, renewed and ended (WebSub, W3C 2018).

The life of a subscription: a check of its feed finds the hub (`follow_announcement`), a run of the puller sends the
request (`renew`), the hub calls back (`verify`, `deny`), and then pushes (`record_push`). No step waits for another: a
hub that is down costs a few seconds at the end of a pull, and its feeds are polled as before.

Locks are taken in one order, the feed before its subscription, so that a push and a check cannot deadlock.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse

from articles.clock import DatabaseClock
from feeds.errors import FetchError, HostBackoffError
from feeds.models import Feed, Subscription
from feeds.web.addresses import host_of
from feeds.web.fetcher import FetchResult, PostForm
from feeds.web.rate_limits import ClockedLimiter, RateLimiter
from feeds.web.site_fetcher import site_fetcher
from feeds.websub.rules import (
    DENIED_RETRY,
    LEASE_ASKED,
    MISSES_BEFORE_RENEWAL,
    PUSH_SPACING,
    Announcement,
    Check,
    granted_lease,
    is_missed,
    is_public,
    renewal_at,
    retry_at,
)

log = logging.getLogger(__name__)

# In one run; one hub gets about one a second (`feeds.web.rate_limits`), so that a thousand feeds take some hours.
REQUESTS_A_RUN = 100
# For all requests of a run, and for one: a hub accepts or refuses at once.
RUN_SECONDS = 30.0
REQUEST_SECONDS = 10.0
# After so many unconfirmed requests the lease is left to end by itself.
UNSUBSCRIBE_ATTEMPTS = 3
REASON_CHARACTERS = 500

_State, _Pending = Subscription.State, Subscription.Pending
# The states that are ended when their feed is switched off.
_STANDING = (_State.WANTED, _State.REQUESTED, _State.VERIFIED, _State.DENIED)


@dataclass(frozen=True, slots=True)
class _Request:
    """One request to a hub, committed before it is sent, as hubs may verify it before they answer."""

    subscription: int
    hub: str
    fields: dict[str, str]
    requested_at: datetime


# --- After a check of a feed ---------------------------------------------------------------------------------


def subscriptions_of(feeds: Sequence[int]) -> dict[int, Subscription]:
    """The subscriptions of these feeds by feed, locked; the caller has locked the feeds and is in a transaction."""
    rows = Subscription.objects.select_for_update().filter(feed__in=feeds).order_by("feed_id")
    return {row.feed_id: row for row in rows if row.feed_id is not None}


def is_reliable(subscription: Subscription | None, check: Check) -> bool:
    """Counts a missed push; True where the hub pushes and misses nothing, so that the feed may be polled more rarely."""
    if subscription is None or not subscription.is_live(check.now):
        return False
    if is_missed(check, subscription.verified_at):
        subscription.misses += 1
        if subscription.misses % MISSES_BEFORE_RENEWAL == 0:
            subscription.next_request_at = check.now
        subscription.save(update_fields=["misses", "next_request_at"])
    return not subscription.misses


def follow_announcement(
    feed: Feed, subscription: Subscription | None, announced: Announcement | None, now: datetime
) -> None:
    """Updates a subscription by what the feed's document announces: a new hub, another one, or none any more.

    A subscription at another hub is ended first; the next document then starts the new one.
    """
    if not feed.enabled:
        announced = None
    if subscription is None:
        if announced:
            # A puller whose lease ran out may have created it meanwhile.
            place = {"hub": announced.hub, "topic": announced.topic, "next_request_at": now}
            Subscription.objects.get_or_create(feed=feed, defaults=place)
        return
    if subscription.state == _State.ENDED:
        if announced and subscription.next_request_at is None:
            fresh = Subscription(
                pk=subscription.pk,
                feed=feed,
                hub=announced.hub,
                topic=announced.topic,
                next_request_at=now,
            )
            fresh.save(force_update=True)
    elif announced != Announcement(subscription.hub, subscription.topic):
        _end(subscription, "The feed announces it no more.", now)
        subscription.save()


def _end(subscription: Subscription, reason: str, now: datetime) -> None:
    """Ends a subscription, with a request to the hub where it still pushes. The caller saves it."""
    does_push = subscription.lease_until is not None and subscription.lease_until > now
    subscription.state, subscription.reason = _State.ENDED, reason
    subscription.pending, subscription.failures = _Pending.NOTHING, 0
    subscription.next_request_at = now if does_push else None


# --- Requests to hubs ----------------------------------------------------------------------------------------


def may_subscribe() -> bool:
    """True where the operator allows it and hubs can reach the site."""
    return bool(settings.WEBSUB_SUBSCRIBE) and is_public(settings.SITE_URL)


def renew_after_pull(limiter: RateLimiter) -> None:
    """Renews subscriptions at the end of a pull; errors are logged and end nothing else."""
    if not may_subscribe():
        return
    try:
        with limited_post(limiter) as post:
            renew(post=post, now=DatabaseClock())
    except Exception:
        log.exception("The subscriptions at hubs could not be renewed. The next pull goes on with them.")


@contextmanager
def limited_post(limiter: RateLimiter) -> Iterator[PostForm]:
    """Gives the function that posts to hubs within the rate limits of their hosts."""
    clocked = ClockedLimiter(limiter, DatabaseClock())
    with site_fetcher(host_limiter=clocked, total_seconds=REQUEST_SECONDS) as fetcher:

        def post(url: str, fields: Mapping[str, str]) -> FetchResult:
            with clocked.turn(host_of(url)):
                return fetcher.post_form(url, fields)

        yield post


def renew(
    *, post: PostForm, now: Callable[[], datetime], limit: int = REQUESTS_A_RUN, within: float = RUN_SECONDS
) -> tuple[int, int]:
    """Sends the requests that are due, at most `limit` within so many seconds; returns how many were sent, and failed.

    A hub that did not answer or backs off is not asked again in the same run.
    """
    started = time.monotonic()
    sent = failed = 0
    unavailable: set[str] = set()
    while sent < limit and time.monotonic() - started < within:
        request = _next_request(now(), unavailable)
        if request is None:
            break
        sent += 1
        try:
            reason = _send(request, post, unavailable)
        except HostBackoffError as error:
            _reschedule(request, error.until)
            unavailable.add(request.hub)
            continue
        failed += bool(reason)
        # Not where the hub verified it or another run sent a request meanwhile; an ended subscription keeps its reason.
        requested_rows = Subscription.objects.filter(
            pk=request.subscription, requested_at=request.requested_at
        )
        requested_rows = requested_rows.exclude(pending=_Pending.NOTHING).exclude(state=_State.ENDED)
        requested_rows.update(reason=reason[:REASON_CHARACTERS])
    return sent, failed


def _send(request: _Request, post: PostForm, unavailable: set[str]) -> str:
    """Sends a request; returns why it failed, empty where the hub accepted."""
    try:
        result = post(request.hub, request.fields)
    except HostBackoffError:
        raise
    except FetchError as error:
        unavailable.add(request.hub)
        return error.message
    if result.status in {429, 503}:
        unavailable.add(request.hub)
    return "" if result.ok else f"The hub answered {result.status}."


def _reschedule(request: _Request, until: datetime) -> None:
    """Undoes the attempt of a request that was not sent; it is due again when its hub may be requested_rows."""
    requested_rows = Subscription.objects.filter(pk=request.subscription, requested_at=request.requested_at)
    requested_rows.update(failures=F("failures") - 1, next_request_at=until)


def _next_request(now: datetime, unavailable: set[str]) -> _Request | None:
    """The next request that is due, its row prepared for the hub's verification. Safe for concurrent runs."""
    with transaction.atomic():
        while True:
            is_off = Q(feed__enabled=False, state__in=_STANDING)
            is_deleted = Q(feed=None) & (Q(state__in=_STANDING) | Q(next_request_at=None))
            is_due = Q(next_request_at__lte=now) | is_off | is_deleted
            rows = Subscription.objects.select_for_update(skip_locked=True, of=("self",))
            due = rows.select_related("feed").filter(is_due).exclude(hub__in=unavailable)
            row = due.order_by("next_request_at", "pk").first()
            if row is None:
                return None
            if _prepare(row, now):
                row.save()
                break
            _save_or_delete(row)
    fields = {
        "hub.callback": callback_of(row),
        "hub.mode": row.pending,
        "hub.topic": row.topic,
    }
    if row.pending == _Pending.SUBSCRIBE:
        # The secret also goes to hubs over plain http: whoever reads it can only make us fetch the feed once a minute.
        fields["hub.secret"] = row.secret
        fields["hub.lease_seconds"] = str(int(LEASE_ASKED.total_seconds()))
    return _Request(row.pk, row.hub, fields, now)


def _prepare(row: Subscription, now: datetime) -> bool:
    """Prepares the row for a request to the hub; False where there is nothing to request."""
    feed = row.feed
    if row.state != _State.ENDED and (feed is None or not feed.enabled):
        _end(row, "The feed is switched off." if feed else "The feed was deleted.", now)
        if row.next_request_at is None:
            return False
    if row.state == _State.ENDED:
        if row.failures >= UNSUBSCRIBE_ATTEMPTS or row.lease_until is None or row.lease_until <= now:
            _finish(row)
            return False
        row.pending = _Pending.UNSUBSCRIBE
    else:
        row.pending = _Pending.SUBSCRIBE
        if row.state != _State.VERIFIED:
            row.state = _State.REQUESTED
        if row.failures:
            row.reason = row.reason or "The hub has not verified the last request."
    row.failures += 1
    row.requested_at, row.next_request_at = now, retry_at(row.failures, now)
    return True


def _finish(row: Subscription) -> None:
    row.pending, row.next_request_at, row.lease_until, row.failures = _Pending.NOTHING, None, None, 0


def _save_or_delete(row: Subscription) -> None:
    """Saves a finished subscription, or deletes it where its feed was deleted."""
    if row.feed_id is None:
        row.delete()
    else:
        row.save()


def callback_of(subscription: Subscription) -> str:
    """The callback address of this subscription."""
    return f"{settings.SITE_URL}{reverse('feeds:websub', args=[subscription.token])}"


# --- Callbacks of hubs ---------------------------------------------------------------------------------------


@transaction.atomic
def verify(token: str, *, mode: str, topic: str, lease_seconds: str, now: datetime) -> bool:
    """Confirms a request that the hub verifies; False where we did not make it (section 5.3)."""
    row = Subscription.objects.select_for_update().filter(token=token).first()
    if row is None or row.topic != topic or not row.pending or row.pending != mode:
        return False
    if mode == _Pending.UNSUBSCRIBE:
        _finish(row)
        _save_or_delete(row)
    else:
        lease = granted_lease(lease_seconds)
        row.state, row.reason, row.pending, row.failures = _State.VERIFIED, "", _Pending.NOTHING, 0
        row.verified_at, row.lease_until = now, now + lease
        row.next_request_at = renewal_at(lease, now)
        row.save()
    return True


@transaction.atomic
def deny(token: str, *, topic: str, reason: str, now: datetime) -> bool:
    """Records that the hub refuses or ends the subscription (section 5.2); False where it is not known here."""
    row = Subscription.objects.select_for_update().filter(token=token).first()
    if row is None or row.topic != topic:
        return False
    _finish(row)
    if row.state != _State.ENDED:
        row.state, row.next_request_at = _State.DENIED, now + DENIED_RETRY
        said = reason.replace("\0", "").strip()
        row.reason = (f"The hub refused: {said}" if said else "The hub refused.")[:REASON_CHARACTERS]
    _save_or_delete(row)
    return True


@transaction.atomic
def record_push(subscription: Subscription, now: datetime) -> None:
    """Makes the feed due for the next pull, at most once in `PUSH_SPACING`."""
    due = Greatest(now, F("last_checked_at") + PUSH_SPACING)
    feeds = Feed.objects.filter(subscription=subscription, enabled=True)
    feeds.update(next_check_at=Least(F("next_check_at"), due))
    Subscription.objects.filter(pk=subscription.pk).update(last_push_at=now, misses=0)
