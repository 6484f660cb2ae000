"""How a feed is: what one attempt says about it, in words that an editor understands, and when to look again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from feeds.errors import FeedError, FetchError, ParseError
from feeds.fetcher import FetchResult
from feeds.models import Entry, Feed
from feeds.models import Fetch as Attempt
from feeds.parsed import ParsedFeed
from feeds.schedule import Habit, Outcome, next_check, rhythm
from feeds.timestamps import certain_time

if TYPE_CHECKING:
    from feeds.pipeline import Pull

# A permanent redirect is believed when it repeated on so many pulls in a row: servers under repair send them too.
MOVES_BEFORE_BELIEVED = 3
# A feed is silent when its newest entry is older than so many of its own usual gaps, and than the least silence.
SILENT_AFTER_GAPS = 10
LEAST_SILENCE = timedelta(days=14)
STATES_BY_STATUS = {
    401: Feed.State.REFUSED,
    403: Feed.State.REFUSED,
    404: Feed.State.MISSING,
    410: Feed.State.GONE,
}
# The rhythm is learnt from so many of the newest entries.
HABIT_ENTRIES = 20
REASON_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """The state that one attempt speaks for. None: it says nothing new (a 304 leaves an empty feed empty)."""

    state: str | None
    reason: str = ""

    @classmethod
    def of_error(cls, error: FeedError, result: FetchResult | None) -> "Finding":
        if isinstance(error, ParseError):
            return cls(Feed.State.NOT_A_FEED, error.message)
        status = result.status if result else error.status if isinstance(error, FetchError) else None
        return cls(STATES_BY_STATUS.get(status or 0, Feed.State.UNREACHABLE), error.message)

    @classmethod
    def of_answer(cls, parsed: ParsedFeed | None, result: FetchResult | None) -> "Finding":
        if parsed is None:
            return cls(None)
        if not parsed.entries:
            return cls(Feed.State.EMPTY, "It is a valid feed without entries.")
        return cls(Feed.State.WELL)


@transaction.atomic
def record(
    pull: "Pull",
    finding: Finding,
    *,
    parsed: ParsedFeed | None,
    result: FetchResult | None,
    now: datetime,
    chance: Callable[[], float],
) -> None:
    """Keeps an attempt and what it says of the feed, plans the next one, and gives the feed free.

    `chance` gives numbers from 0 up to 1, which spread the feeds over time.
    """
    feed = Feed.objects.select_for_update().get(pk=pull.feed.pk)
    failed = pull.outcome == Attempt.Outcome.FAILED
    feed.failures = feed.failures + 1 if failed else 0
    published = _times(feed, parsed)
    _set_state(feed, _with_silence(finding, published, now), now)
    feed.next_check_at = _next_check(feed, published, parsed, result, now, chance)
    feed.last_checked_at = now
    feed.claimed_until, feed.claimed_by = None, ""
    if pull.created:
        feed.last_new_at = now
    if result and not failed:
        _follow_move(feed, result)
        if not result.not_modified:
            feed.etag, feed.last_modified = result.etag[:1000], result.last_modified[:200]
    if parsed and parsed.title and not feed.title:
        feed.title = parsed.title[:300]
    if feed.state == Feed.State.GONE:
        feed.enabled = False
    feed.save()
    Attempt.objects.create(
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
    if feed.state != finding.state:
        feed.state, feed.state_since = finding.state, now
    feed.state_reason = finding.reason[:REASON_CHARACTERS]


def _with_silence(finding: Finding, published: tuple[datetime, ...], now: datetime) -> Finding:
    """A feed that answers well but whose newest entry is much older than its own habit is silent."""
    if finding.state not in (None, Feed.State.WELL) or not published:
        return finding
    newest = max(published)
    usual = rhythm(published, now=newest)
    if now - newest > max(usual * SILENT_AFTER_GAPS, LEAST_SILENCE):
        return Finding(Feed.State.SILENT, f"Its newest entry is of {newest:%Y-%m-%d}.")
    return finding


def _times(feed: Feed, parsed: ParsedFeed | None) -> tuple[datetime, ...]:
    """When the newest entries were published: as the feed says, or as remembered where it sent nothing new."""
    if parsed:
        times = (entry.published_parsed or certain_time(entry.published_raw) for entry in parsed.entries)
        known = tuple(time for time in times if time)
        if known:
            return known
    remembered = Entry.objects.filter(feed=feed).order_by("-first_seen_at")[:HABIT_ENTRIES]
    return tuple(
        time for time in remembered.values_list("article__published_at", flat=True) if time is not None
    )


def _next_check(
    feed: Feed,
    published: tuple[datetime, ...],
    parsed: ParsedFeed | None,
    result: FetchResult | None,
    now: datetime,
    chance: Callable[[], float],
) -> datetime:
    habit = Habit(published=published)
    if parsed:
        habit = Habit(
            published=published,
            ttl_minutes=parsed.ttl_minutes,
            update_period_seconds=parsed.update_period_seconds,
            skip_hours=parsed.skip_hours,
            skip_days=parsed.skip_days,
        )
    outcome = Outcome(
        failures=feed.failures,
        gone=feed.state == Feed.State.GONE,
        retry_after=result.retry_after if result else None,
        max_age=result.max_age if result else None,
        expires=result.expires if result else None,
    )
    return next_check(habit, outcome, now=now, random=chance)


def _follow_move(feed: Feed, result: FetchResult) -> None:
    """Takes over a new address after it was said three times in a row, unless another feed has it."""
    target = result.permanent_redirect
    if not target:
        feed.moved_to, feed.moved_times = "", 0
        return
    feed.moved_times = feed.moved_times + 1 if feed.moved_to == target else 1
    feed.moved_to = target
    if feed.moved_times >= MOVES_BEFORE_BELIEVED and not Feed.objects.filter(url=target).exists():
        feed.url, feed.moved_to, feed.moved_times = target, "", 0
        feed.etag = feed.last_modified = ""
