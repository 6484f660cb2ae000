"""When to fetch a feed again. Pure: the clock and the random numbers are passed in.

The interval follows the feed: one that publishes hourly is fetched hourly, a quiet one once a day. The publisher's hints
make it longer, never shorter: HTTP caching (RFC 9111), ttl, skipHours and skipDays (RSS 2.0) and updatePeriod (RSS 1.0's
syndication module). A feed that fails is fetched with exponential back-off, and never given up.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

# No feed is fetched more often than this, whatever it publishes.
FLOOR = timedelta(minutes=10)

# An article of a quiet feed is found within a day; longer hints of the publisher are cut to this as well.
CEILING = timedelta(days=1)

# A feed of unknown rhythm: often enough to learn it on the first day.
UNKNOWN_HABIT = timedelta(hours=1)

# A hub pushes new entries: the feed is then polled only for what it missed.
PUSHED_SLOWDOWN = 4

# Only the newest entries show the present rhythm.
RECENT_ENTRIES = 20

# A silence counts for a tenth of its length: a night does not slow an hourly feed down, ten silent days do, to a day.
SILENCE_SHARE = 10

# The first failure may be a restart of the server; each further one doubles the wait.
FIRST_RETRY = timedelta(minutes=10)
FAILURE_CEILING = timedelta(days=2)

# Retry-After is obeyed up to a week: beyond that it is a mistake that would end the feed.
RETRY_AFTER_CEILING = timedelta(days=7)

# Nothing is put off for longer: the longest wish, and a week of days to be skipped after it.
LONGEST_WAIT = RETRY_AFTER_CEILING + timedelta(days=9)

# Shares of the wait that chance adds or takes, so that feeds of one host do not come back in one instant.
SUCCESS_SPREAD = 0.05
FAILURE_SPREAD = 0.25

# Moved checks spread over the first minutes of the hour they are moved to.
MOVED_SPREAD = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """The times of a feed's recent entries, in any order, and its publisher's hints.

    `wished_wait_seconds` is the longer one of ttl and updatePeriod; `skip_hours` (0 to 23, GMT) and `skip_days` (0 is
    Monday) are when it should not be fetched.
    """

    published: tuple[datetime, ...] = ()
    wished_wait_seconds: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the last check went.

    `failures` counts failures in a row, this one included; 0 says that it went well. `gone` says that the server
    called the address gone for good. `is_pushed`: a hub pushes its new entries (WebSub). `retry_after` and `max_age` are
    seconds.
    """

    failures: int = 0
    gone: bool = False
    is_pushed: bool = False
    retry_after: int | None = None
    max_age: int | None = None
    expires: datetime | None = None


def next_check(habit: Habit, outcome: Outcome, *, now: datetime, random: Callable[[], float]) -> datetime:
    """Return the time of the next check, in UTC. `now` is aware; `random` gives numbers from 0 up to 1."""
    if outcome.failures or outcome.gone:
        wait = _wait_after_failure(outcome, random)
    else:
        wait = _wait_after_success(habit, outcome, now) * (1 + SUCCESS_SPREAD * random())
    if outcome.retry_after is not None:
        asked = min(timedelta(seconds=outcome.retry_after), RETRY_AFTER_CEILING)
        wait = max(wait, asked * (1 + SUCCESS_SPREAD * random()))
    return _outside_skipped(now.astimezone(UTC) + wait, habit, random)


def rhythm(published: Iterable[datetime], *, now: datetime) -> timedelta:
    """Return the interval at which a feed with entries of these times is worth fetching, from `FLOOR` to `CEILING`."""
    times = sorted((time for time in published if time <= now), reverse=True)[:RECENT_ENTRIES]
    if not times:
        return UNKNOWN_HABIT
    silence = (now - times[0]) / SILENCE_SHARE
    gaps = [(newer - older).total_seconds() for newer, older in pairwise(times)]
    usual = timedelta(seconds=median(gaps)) if gaps else UNKNOWN_HABIT
    if not usual and gaps:
        # Entries that come in batches with one time each: what counts is how often a batch comes.
        usual = (times[0] - times[-1]) / len(gaps) or UNKNOWN_HABIT
    return min(max(usual, silence, FLOOR), CEILING)


def _wait_after_success(habit: Habit, outcome: Outcome, now: datetime) -> timedelta:
    waits = [
        timedelta(seconds=habit.wished_wait_seconds or 0),
        timedelta(seconds=outcome.max_age or 0),
    ]
    # A max-age overrides Expires (RFC 9111 section 5.3).
    if outcome.expires is not None and outcome.max_age is None:
        waits.append(outcome.expires - now)
    usual = rhythm(habit.published, now=now) * (PUSHED_SLOWDOWN if outcome.is_pushed else 1)
    return min(max(usual, *waits), CEILING)


def _wait_after_failure(outcome: Outcome, random: Callable[[], float]) -> timedelta:
    doublings = min(max(outcome.failures, 1) - 1, 16)
    wait = FAILURE_CEILING if outcome.gone else min(FIRST_RETRY * 2**doublings, FAILURE_CEILING)
    return wait * (1 - FAILURE_SPREAD * random())


def _outside_skipped(when: datetime, habit: Habit, random: Callable[[], float]) -> datetime:
    """Move `when` out of the hours and days that the publisher wants skipped.

    A feed that skips every hour of every day says nothing, and `when` stays.
    """
    if not _is_skipped(when, habit):
        return when
    hour = when.replace(minute=0, second=0, microsecond=0)
    for step in range(1, 8 * 24):
        moved = hour + timedelta(hours=step)
        if not _is_skipped(moved, habit):
            return moved + MOVED_SPREAD * random()
    return when


def _is_skipped(when: datetime, habit: Habit) -> bool:
    return when.hour in habit.skip_hours or when.weekday() in habit.skip_days
