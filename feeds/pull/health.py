"""The state of a feed after an attempt, with its reason as a sentence for editors, and the time of the next check."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from feeds.errors import FeedError, FetchError, ParseError, sentence
from feeds.formats.document import ParsedFeed
from feeds.formats.repair import CUT_SHORT
from feeds.models import Feed, Subscription
from feeds.models import Fetch as Attempt
from feeds.schedule import Habit, Outcome, next_check, rhythm
from feeds.web.entity_tags import value_to_send
from feeds.web.fetcher import FetchResult
from feeds.websub import subscriptions
from feeds.websub.rules import LONGEST_ADDRESS, Check, announcement, check_after_push

# A permanent redirect is followed after so many pulls in a row: servers under repair send them too.
MOVES_BEFORE_BELIEVED = 3
# A feed is silent when its newest entry is older than so many of its own usual gaps, and than the least silence.
SILENT_AFTER_GAPS = 10
LEAST_SILENCE = timedelta(days=14)
# The states that an answer without a document (304) leaves as they are; after any other the feed is well.
LASTING_STATES = frozenset({Feed.State.EMPTY, Feed.State.SILENT})
# What came instead of a feed (`ParseError.instead`).
STATES_BY_PAGE = {"challenge": Feed.State.CHALLENGE, "login": Feed.State.LOGIN, "page": Feed.State.PAGE}
STATES_BY_STATUS = {
    401: Feed.State.REFUSED,
    403: Feed.State.REFUSED,
    404: Feed.State.MISSING,
    # Only where the feed's own address says 410 is it gone; a redirect may lead elsewhere tomorrow.
    410: Feed.State.MISSING,
}
GONE_REASON = (
    "The server says that it is gone for good (410). It was switched off; look for its new address, or switch it on "
    "again to have it asked once more."
)
MOVED_TO_ANOTHER = "It moved to {}, which another feed has; switch one of the two off."
# Longer hints are cut to this; the schedule cuts them further.
LONGEST_HINT = timedelta(days=30)
_MOVES_LOCK = int.from_bytes(hashlib.sha256(b"feeds that move").digest()[:8], "big", signed=True)
# The rhythm is computed from so many of the newest entries.
HABIT_ENTRIES = 20
REASON_CHARACTERS = 500
# The columns that an attempt may change beside the times and the claim, with their PostgreSQL types; the others are
# for editors.
HEALTH_FIELDS = {
    "url": "text",
    "title": "text",
    "enabled": "boolean",
    "state": "text",
    "state_since": "timestamptz",
    "state_reason": "text",
    "failures": "int",
    "etag": "text",
    "last_modified": "text",
    "last_new_at": "timestamptz",
    "moved_to": "text",
    "moved_times": "int",
    "wished_wait_seconds": "int",
    "skip_hours": "smallint[]",
    "skip_days": "smallint[]",
}
# Lists travel as JSON: an array of arrays is one flat array to PostgreSQL.
_CHANGES = ", ".join(
    f"{name} = ARRAY(SELECT jsonb_array_elements_text(new.{name})::smallint)"
    if kind.endswith("[]")
    else f"{name} = new.{name}"
    for name, kind in HEALTH_FIELDS.items()
)
_COLUMNS = ", ".join(f"%s::{'jsonb' if kind.endswith('[]') else kind}[]" for kind in HEALTH_FIELDS.values())
_CHECKED = f"""
    UPDATE feeds_feed
    SET last_checked_at = %s, claimed_until = NULL, claimed_by = '', next_check_at = new.next_check_at, {_CHANGES}
    FROM unnest(%s::bigint[], %s::timestamptz[], {_COLUMNS}) AS new (id, next_check_at, {", ".join(HEALTH_FIELDS)})
    WHERE feeds_feed.id = new.id
"""  # noqa: S608  # the names are the constants above

_NEWEST_TIMES = """
    SELECT feed.id, times.published
    FROM unnest(%(feeds)s::bigint[]) AS feed (id)
    CROSS JOIN LATERAL (
        SELECT array_agg(newest.published) AS published FROM (
            SELECT COALESCE(article.published_at, entry.first_seen_at) AS published FROM feeds_entry AS entry
            JOIN articles_article AS article ON article.id = entry.article_id
            WHERE entry.feed_id = feed.id
            ORDER BY entry.first_seen_at DESC LIMIT %(newest)s
        ) AS newest
    ) AS times
    WHERE times.published IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """How one pull of one feed went. `failed` counts entries, `canceled` items that a news agency declares so; `reason` is a
    sentence where the feed itself failed."""

    feed: Feed
    outcome: str
    status: int | None = None
    reason: str = ""
    size: int = 0
    entries: int = 0
    created: int = 0
    revised: int = 0
    failed: int = 0
    canceled: int = 0
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """The state that one attempt shows. None where it shows none: a 304 leaves an empty feed empty, and an error of ours
    says nothing of the feed."""

    state: str | None
    reason: str = ""

    @classmethod
    def of_error(cls, error: FeedError, result: FetchResult | None) -> "Finding":
        if isinstance(error, ParseError):
            return cls(STATES_BY_PAGE.get(error.instead, Feed.State.NOT_A_FEED), sentence(error.message))
        status = result.status if result else error.status if isinstance(error, FetchError) else None
        if status == 410 and not (result and result.redirects):
            return cls(Feed.State.GONE, GONE_REASON)
        return cls(STATES_BY_STATUS.get(status or 0, Feed.State.UNREACHABLE), sentence(error.message))

    @classmethod
    def of_answer(cls, parsed: ParsedFeed | None, result: FetchResult | None) -> "Finding":
        if parsed is None:
            return cls(None)
        if not parsed.entries and not parsed.known and not parsed.has_known_documents:
            return cls(Feed.State.EMPTY, "It is a valid feed without entries.")
        return cls(Feed.State.WELL)


@dataclass(frozen=True, slots=True)
class FeedAttempt:
    """One attempt at a feed, with its document and its answer where they came.

    `has_faults`: an entry failed by an error of ours, so that the document must be read again.
    """

    pull: Pull
    finding: Finding
    parsed: ParsedFeed | None
    result: FetchResult | None
    has_faults: bool = False


@transaction.atomic
def record(attempts: Sequence[FeedAttempt], *, now: datetime, random: Callable[[], float]) -> None:
    """Records attempts, updates the state of their feeds, plans the next checks, and releases the claims.

    `random` gives numbers from 0 up to 1, which spread the feeds over time.
    """
    wanted = [attempt.pull.feed.pk for attempt in attempts]
    # Locked by rising id, so that pullers with overlapping leases cannot deadlock.
    rows = Feed.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    feeds = {feed.pk: feed for feed in rows}
    # Read after the feeds are locked: an earlier push is seen, a later one waits for this transaction.
    by_feed = subscriptions.subscriptions_of(list(feeds))
    stored_times = _stored_times([one.pull.feed.pk for one in attempts if not _times_of(one.parsed)])
    kept = []
    for attempt in attempts:
        # An editor may have deleted the feed meanwhile.
        if feed := feeds.get(attempt.pull.feed.pk):
            published = _times_of(attempt.parsed) or stored_times.get(feed.pk, ())
            subscription = by_feed.get(feed.pk)
            check = _check_of(feed, subscription, attempt.pull, now)
            is_pushed = subscriptions.is_reliable(subscription, check)
            _update_feed(feed, attempt, published, now, random, is_pushed=is_pushed)
            feed.next_check_at = check_after_push(feed.next_check_at, check)
            _update_subscription(feed, subscription, attempt, now)
            kept.append(_attempt_row(feed, attempt.pull, now))
    _apply_moves(feeds.values())
    columns = [_column(name, feeds.values()) for name in ("pk", "next_check_at", *HEALTH_FIELDS)]
    with connection.cursor() as cursor:
        cursor.execute(_CHECKED, [now, *columns])
    Attempt.objects.bulk_create(kept)


def _column(name: str, feeds: Iterable[Feed]) -> list[object]:
    values = [getattr(feed, name) for feed in feeds]
    return [json.dumps(value) if isinstance(value, list) else value for value in values]


def _update_feed(
    feed: Feed,
    attempt: FeedAttempt,
    published: tuple[datetime, ...],
    now: datetime,
    random: Callable[[], float],
    *,
    is_pushed: bool,
) -> None:
    """Updates the row of a feed by one attempt."""
    pull, parsed, result = attempt.pull, attempt.parsed, attempt.result
    failed = pull.outcome == Attempt.Outcome.FAILED
    feed.failures = feed.failures + 1 if failed else 0
    finding = attempt.finding
    if finding.state is None and not failed and feed.state not in LASTING_STATES:
        finding = Finding(Feed.State.WELL)
    _set_state(feed, _with_silence(finding, published, now), now)
    if parsed:
        _keep_polling_hints(feed, parsed)
    feed.next_check_at = _next_check(feed, published, result, now, random, is_pushed=is_pushed)
    if pull.created:
        feed.last_new_at = now
    # Where an editor changed the address meanwhile, the new one must be fetched in full.
    if result and not failed and feed.url == pull.feed.url:
        if not result.not_modified:
            # Otherwise the publisher would answer "not modified", and what was not stored would never come.
            is_complete = not attempt.has_faults and (parsed is None or CUT_SHORT not in parsed.problems)
            tag = value_to_send(result.etag[:1000], sent=pull.feed.etag, via=result.via)
            feed.etag = tag if is_complete else ""
            feed.last_modified = result.last_modified[:200] if is_complete else ""
        _count_redirect(feed, result)
    else:
        feed.moved_to, feed.moved_times = "", 0
    if parsed and parsed.title and not feed.title:
        feed.title = parsed.title[:300]
    if feed.state == Feed.State.GONE:
        feed.enabled = False


def _check_of(feed: Feed, subscription: Subscription | None, pull: Pull, now: datetime) -> Check:
    """The attempt as WebSub sees it, with the last push of the feed's hub."""
    return Check(
        started=now - timedelta(milliseconds=pull.milliseconds),
        now=now,
        before=feed.last_checked_at,
        has_news=pull.created > 0,
        has_failed=pull.outcome == Attempt.Outcome.FAILED,
        last_push=subscription.last_push_at if subscription else None,
    )


def _update_subscription(
    feed: Feed, subscription: Subscription | None, attempt: FeedAttempt, now: datetime
) -> None:
    """Updates the feed's subscription by the hub that its document announces."""
    if attempt.parsed and attempt.result:
        header, base = attempt.result.link, attempt.result.url
        announced = announcement(attempt.parsed, link_header=header, base=base, url=feed.url)
        subscriptions.follow_announcement(feed, subscription, announced, now)


def _attempt_row(feed: Feed, pull: Pull, now: datetime) -> Attempt:
    return Attempt(
        feed=feed,
        started_at=now - timedelta(milliseconds=pull.milliseconds),
        milliseconds=pull.milliseconds,
        outcome=pull.outcome,
        status=pull.status,
        reason=pull.reason[:REASON_CHARACTERS],
        size=pull.size,
        entries=pull.entries,
        created=pull.created,
        revised=pull.revised,
        failed=pull.failed,
    )


def _set_state(feed: Feed, finding: Finding, now: datetime) -> None:
    if finding.state is None:
        return
    is_gone_again = finding.state == Feed.State.GONE and feed.enabled
    if feed.state != finding.state or is_gone_again:
        feed.state, feed.state_since = finding.state, now
    feed.state_reason = finding.reason[:REASON_CHARACTERS]


def _with_silence(finding: Finding, published: tuple[datetime, ...], now: datetime) -> Finding:
    """The finding, or SILENT where the feed is well but its newest entry is much older than its usual gaps."""
    silence = silence_of(published, now) if finding.state in (None, Feed.State.WELL) else ""
    return Finding(Feed.State.SILENT, silence) if silence else finding


def silence_of(published: Iterable[datetime], now: datetime) -> str:
    """A sentence where the newest of these times is much older than the usual gaps; empty where it is not."""
    # A date in the future (an announced event, a typing mistake) must not hide a silence for years.
    past = [time for time in published if time <= now]
    if not past:
        return ""
    newest = max(past)
    is_silent = now - newest > max(rhythm(past, now=newest) * SILENT_AFTER_GAPS, LEAST_SILENCE)
    return f"Its newest entry is of {newest:%Y-%m-%d}." if is_silent else ""


def _times_of(parsed: ParsedFeed | None) -> tuple[datetime, ...]:
    """The times of publication that a feed's document gives."""
    if parsed is None:
        return ()
    times = (
        *(entry.published_parsed for entry in parsed.entries),
        *(item.published for item in parsed.known),
    )
    return tuple(time for time in times if time)


def _stored_times(feeds: Sequence[int]) -> dict[int, tuple[datetime, ...]]:
    """The times of publication of the newest stored entries of these feeds, or when they were first seen; one query."""
    if not feeds:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_TIMES, {"feeds": list(feeds), "newest": HABIT_ENTRIES})
        return {feed: tuple(times) for feed, times in cursor.fetchall()}


def _keep_polling_hints(feed: Feed, parsed: ParsedFeed) -> None:
    """Stores the polling hints of the document (ttl, skipHours …): later 304 answers do not repeat them."""
    hinted = max((parsed.ttl_minutes or 0) * 60, parsed.update_period_seconds or 0)
    feed.wished_wait_seconds = min(hinted, int(LONGEST_HINT.total_seconds())) or None
    feed.skip_hours, feed.skip_days = sorted(parsed.skip_hours), sorted(parsed.skip_days)


def _next_check(
    feed: Feed,
    published: tuple[datetime, ...],
    result: FetchResult | None,
    now: datetime,
    random: Callable[[], float],
    *,
    is_pushed: bool,
) -> datetime:
    habit = Habit(
        published=published,
        wished_wait_seconds=feed.wished_wait_seconds,
        skip_hours=frozenset(feed.skip_hours),
        skip_days=frozenset(feed.skip_days),
    )
    outcome = Outcome(
        failures=feed.failures,
        gone=feed.state == Feed.State.GONE,
        is_pushed=is_pushed,
        retry_after=result.retry_after if result else None,
        max_age=result.max_age if result else None,
        expires=result.expires if result else None,
    )
    return next_check(habit, outcome, now=now, random=random)


def _count_redirect(feed: Feed, result: FetchResult) -> None:
    """Counts how many times in a row the feed redirected permanently to the same address."""
    target = result.permanent_redirect
    if not target or target == feed.url or len(target) > LONGEST_ADDRESS:
        feed.moved_to, feed.moved_times = "", 0
        return
    times = feed.moved_times + 1 if feed.moved_to == target else 1
    # The count stays where another feed has that address.
    feed.moved_to, feed.moved_times = target, min(times, MOVES_BEFORE_BELIEVED)


def _apply_moves(feeds: Iterable[Feed]) -> None:
    """Gives feeds the new addresses that repeated often enough, unless another feed has them."""
    moved = [feed for feed in feeds if feed.moved_times >= MOVES_BEFORE_BELIEVED]
    if not moved:
        return
    with connection.cursor() as cursor:
        # Two pullers must not give one address to two feeds.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MOVES_LOCK])
    taken = set(Feed.objects.filter(url__in={feed.moved_to for feed in moved}).values_list("url", flat=True))
    for feed in moved:
        if feed.moved_to in taken:
            feed.state_reason = MOVED_TO_ANOTHER.format(feed.moved_to)[:REASON_CHARACTERS]
        else:
            taken.add(feed.moved_to)
            feed.url, feed.moved_to, feed.moved_times = feed.moved_to, "", 0
            feed.etag = feed.last_modified = ""
