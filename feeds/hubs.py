"""The subscriptions of feeds at their hubs: asked for, verified, renewed and ended (WebSub, W3C 2018).

Which way a subscription goes: a check of its feed notices the hub (`notice`), a run of the puller asks the hub (`renew`),
the hub calls back (`verify`, `deny`), and then pushes (`push_came`). No step waits for another; a hub that is down costs
a few seconds at the end of a pull, and feeds are asked by their rhythm as before.

Locks are taken in one order, the feed before its subscription, so that a push and a check never wait in a circle.
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
from django.utils import timezone

from feeds.addresses import host_of
from feeds.errors import FetchError, HostRestsError
from feeds.fetcher import FetchResult, PostForm
from feeds.models import Feed, Subscription
from feeds.pacing import Manners, Pace
from feeds.site_fetcher import site_fetcher
from feeds.websub import (
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

# In one run. Of one hub it is about one a second (`feeds.pacing`), so that a thousand feeds take some hours.
REQUESTS_A_RUN = 100
# The whole of a run's requests, and one of them: a hub accepts or refuses at once.
RUN_SECONDS = 30.0
REQUEST_SECONDS = 10.0
# A hub that does not confirm the end is left alone; the lease ends by itself.
UNSUBSCRIBE_ATTEMPTS = 3
REASON_CHARACTERS = 500

_State, _Pending = Subscription.State, Subscription.Pending
# Those that a feed which is switched off must not keep.
_STANDING = (_State.WANTED, _State.REQUESTED, _State.VERIFIED, _State.DENIED)


@dataclass(frozen=True, slots=True)
class _Request:
    """One request to a hub, committed before it is sent, as hubs may verify it before they answer."""

    subscription: int
    hub: str
    fields: dict[str, str]
    requested_at: datetime


# --- What a check of a feed means for its subscription -------------------------------------------------------


def of_feeds(feeds: Sequence[int]) -> dict[int, Subscription]:
    """The subscriptions of these feeds by feed, locked; the caller has locked the feeds and is in a transaction."""
    rows = Subscription.objects.select_for_update().filter(feed__in=feeds).order_by("feed_id")
    return {row.feed_id: row for row in rows if row.feed_id is not None}


def is_relied_on(subscription: Subscription | None, check: Check) -> bool:
    """Counts what the hub missed; True where the feed may be asked more rarely: its hub pushes and misses nothing."""
    if subscription is None or not subscription.is_live(check.now):
        return False
    if is_missed(check, subscription.verified_at):
        subscription.misses += 1
        if subscription.misses % MISSES_BEFORE_RENEWAL == 0:
            subscription.next_request_at = check.now
        subscription.save(update_fields=["misses", "next_request_at"])
    return not subscription.misses


def notice(
    feed: Feed, subscription: Subscription | None, announced: Announcement | None, now: datetime
) -> None:
    """Takes down what a feed's document announces: a new hub, another one, or none any more.

    A subscription at another place is ended first; the next document that is read then begins the new one.
    """
    if not feed.enabled:
        announced = None
    if subscription is None:
        if announced:
            # A puller whose lease ran out may have written it meanwhile.
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
    """Has the hub told that it shall push no more, where it does. To be saved by the caller."""
    does_push = subscription.lease_until is not None and subscription.lease_until > now
    subscription.state, subscription.reason = _State.ENDED, reason
    subscription.pending, subscription.failures = _Pending.NOTHING, 0
    subscription.next_request_at = now if does_push else None


# --- Asking the hubs -----------------------------------------------------------------------------------------


def may_subscribe() -> bool:
    """True where the operator allows it and hubs can reach the site."""
    return bool(settings.WEBSUB_SUBSCRIBE) and is_public(settings.SITE_URL)


def renew_after_pull(pace: Pace) -> None:
    """What `pull_feeds` does at its end; whatever goes wrong with hubs stays with them."""
    if not may_subscribe():
        return
    try:
        with polite_post(pace) as post:
            renew(post=post, now=timezone.now)
    except Exception:
        log.exception("The subscriptions at hubs could not be renewed. The next pull goes on with them.")


@contextmanager
def polite_post(pace: Pace) -> Iterator[PostForm]:
    """What sends requests to hubs, each in its host's turn."""
    manners = Manners(pace, timezone.now)
    with site_fetcher(courtesy=manners, total_seconds=REQUEST_SECONDS) as fetcher:

        def post(url: str, fields: Mapping[str, str]) -> FetchResult:
            with manners.turn(host_of(url)):
                return fetcher.post_form(url, fields)

        yield post


def renew(
    *, post: PostForm, now: Callable[[], datetime], limit: int = REQUESTS_A_RUN, within: float = RUN_SECONDS
) -> tuple[int, int]:
    """Sends the requests that are due, at most `limit` within so many seconds; how many were sent, and failed.

    A hub that gave no answer, or wants to be left alone, is not asked again in the same run.
    """
    started = time.monotonic()
    sent = failed = 0
    silent: set[str] = set()
    while sent < limit and time.monotonic() - started < within:
        request = _take_request(now(), silent)
        if request is None:
            break
        sent += 1
        try:
            reason = _sent(request, post, silent)
        except HostRestsError as error:
            _take_back(request, error.until)
            silent.add(request.hub)
            continue
        failed += bool(reason)
        # What the hub verified meanwhile, or another run asks, has nothing to do with this answer; and what is ended
        # keeps the reason why.
        asked = Subscription.objects.filter(pk=request.subscription, requested_at=request.requested_at)
        asked = asked.exclude(pending=_Pending.NOTHING).exclude(state=_State.ENDED)
        asked.update(reason=reason[:REASON_CHARACTERS])
    return sent, failed


def _sent(request: _Request, post: PostForm, silent: set[str]) -> str:
    """Sends it; gives why it failed, empty where the hub accepted."""
    try:
        result = post(request.hub, request.fields)
    except HostRestsError:
        raise
    except FetchError as error:
        silent.add(request.hub)
        return error.message
    if result.status in {429, 503}:
        silent.add(request.hub)
    return "" if result.ok else f"The hub answered {result.status}."


def _take_back(request: _Request, until: datetime) -> None:
    """The request was not sent: it is no attempt, and is due again when its hub may be asked."""
    asked = Subscription.objects.filter(pk=request.subscription, requested_at=request.requested_at)
    asked.update(failures=F("failures") - 1, next_request_at=until)


def _take_request(now: datetime, silent: set[str]) -> _Request | None:
    """The next request that is due, with its row prepared for the hub's verification; any number of runs may ask."""
    with transaction.atomic():
        while True:
            is_off = Q(feed__enabled=False, state__in=_STANDING)
            is_deleted = Q(feed=None) & (Q(state__in=_STANDING) | Q(next_request_at=None))
            is_due = Q(next_request_at__lte=now) | is_off | is_deleted
            rows = Subscription.objects.select_for_update(skip_locked=True, of=("self",))
            due = rows.select_related("feed").filter(is_due).exclude(hub__in=silent)
            row = due.order_by("next_request_at", "pk").first()
            if row is None:
                return None
            if _prepare(row, now):
                row.save()
                break
            _keep(row)
    fields = {
        "hub.callback": callback_of(row),
        "hub.mode": row.pending,
        "hub.topic": row.topic,
    }
    if row.pending == _Pending.SUBSCRIBE:
        # The secret also goes to hubs over plain http: who reads it there can make us ask the feed once a minute,
        # and nothing more.
        fields["hub.secret"] = row.secret
        fields["hub.lease_seconds"] = str(int(LEASE_ASKED.total_seconds()))
    return _Request(row.pk, row.hub, fields, now)


def _prepare(row: Subscription, now: datetime) -> bool:
    """Writes into the row what is asked of the hub now; False where nothing is to be asked."""
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


def _keep(row: Subscription) -> None:
    """Saves a subscription for which nothing is asked any more; one whose feed was deleted goes with it."""
    if row.feed_id is None:
        row.delete()
    else:
        row.save()


def callback_of(subscription: Subscription) -> str:
    """The address at which the hub reaches us for this subscription alone."""
    return f"{settings.SITE_URL}{reverse('feeds:websub', args=[subscription.token])}"


# --- What the hubs say ---------------------------------------------------------------------------------------


@transaction.atomic
def verify(token: str, *, mode: str, topic: str, lease_seconds: str, now: datetime) -> bool:
    """Confirms what the hub says was asked of it; False where that was not asked (section 5.3)."""
    row = Subscription.objects.select_for_update().filter(token=token).first()
    if row is None or row.topic != topic or not row.pending or row.pending != mode:
        return False
    if mode == _Pending.UNSUBSCRIBE:
        _finish(row)
        _keep(row)
    else:
        lease = granted_lease(lease_seconds)
        row.state, row.reason, row.pending, row.failures = _State.VERIFIED, "", _Pending.NOTHING, 0
        row.verified_at, row.lease_until = now, now + lease
        row.next_request_at = renewal_at(lease, now)
        row.save()
    return True


@transaction.atomic
def deny(token: str, *, topic: str, reason: str, now: datetime) -> bool:
    """Takes down that the hub refuses or ends the subscription (section 5.2); False where it is not known here."""
    row = Subscription.objects.select_for_update().filter(token=token).first()
    if row is None or row.topic != topic:
        return False
    _finish(row)
    if row.state != _State.ENDED:
        row.state, row.next_request_at = _State.DENIED, now + DENIED_RETRY
        said = reason.replace("\0", "").strip()
        row.reason = (f"The hub refused: {said}" if said else "The hub refused.")[:REASON_CHARACTERS]
    _keep(row)
    return True


@transaction.atomic
def push_came(subscription: Subscription, now: datetime) -> None:
    """Has the feed asked by the next pull, at most once in `PUSH_SPACING`."""
    due = Greatest(now, F("last_checked_at") + PUSH_SPACING)
    feeds = Feed.objects.filter(subscription=subscription, enabled=True)
    feeds.update(next_check_at=Least(F("next_check_at"), due))
    Subscription.objects.filter(pk=subscription.pk).update(last_push_at=now, misses=0)
