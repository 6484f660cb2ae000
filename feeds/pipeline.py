"""The order of calls on the road in, nothing else: fetch → parse → normalise → store → remember.

A pull may die at any line. What makes the next one complete it: each article is stored together with the entry that
remembers it, in one transaction (`feeds.intake`); and the feed's validators (ETag, Last-Modified) are kept only after all of its
entries are, so that an unfinished pull is asked for again in full.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.errors import FeedError, FetchError
from feeds.fetcher import Conditions, Fetch, FetchResult
from feeds.health import Attempted, Finding, Pull, record
from feeds.intake import take_entries
from feeds.knowledge import Knowledge
from feeds.models import Feed
from feeds.models import Fetch as Attempt
from feeds.parsed import ParsedFeed
from feeds.parser import parse


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking a feed's address: an answer or an error, and how long it took (seconds)."""

    feed: Feed
    result: FetchResult | None
    error: FetchError | None
    seconds: float


def ask(feed: Feed, *, fetch: Fetch) -> Fetched:
    """Asks for the feed, conditionally where it answered before. Touches no database: safe in any thread."""
    started = time.monotonic()
    try:
        result = fetch(feed.url, Conditions(etag=feed.etag, last_modified=feed.last_modified))
    except FetchError as error:
        return Fetched(feed, None, error, time.monotonic() - started)
    return Fetched(feed, result, None, time.monotonic() - started)


def take_in(
    fetched: Fetched, *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool = False
) -> Pull:
    """Stores what a feed brought and records how it is. Raises nothing that one feed can cause."""
    started = time.monotonic()
    parsed: ParsedFeed | None = None
    try:
        parsed, pull = _read(fetched, knowledge=knowledge, now=now, dry_run=dry_run)
    except FeedError as error:
        status = fetched.result.status if fetched.result else getattr(error, "status", None)
        pull = Pull(feed=fetched.feed, outcome=Attempt.Outcome.FAILED, status=status, reason=error.message)
        finding = Finding.of_error(error, fetched.result)
    else:
        finding = Finding.of_answer(parsed, fetched.result)
    spent = fetched.seconds + time.monotonic() - started
    pull = replace(pull, milliseconds=round(spent * 1000))
    if not dry_run:
        record([Attempted(pull, finding, parsed, fetched.result)], now=now(), chance=random.random)
    return pull


def take_in_unchanged(
    answers: Sequence[Fetched], *, now: Callable[[], datetime], dry_run: bool = False
) -> list[Pull]:
    """Records, all at once, the feeds that answered 304: there is nothing to store."""
    attempts = [
        Attempted(_unchanged(fetched), Finding.of_answer(None, fetched.result), None, fetched.result)
        for fetched in answers
    ]
    if attempts and not dry_run:
        record(attempts, now=now(), chance=random.random)
    return [attempt.pull for attempt in attempts]


def _unchanged(fetched: Fetched) -> Pull:
    return Pull(
        feed=fetched.feed,
        outcome=Attempt.Outcome.NOT_MODIFIED,
        status=fetched.result.status if fetched.result else None,
        milliseconds=round(fetched.seconds * 1000),
    )


def _read(
    fetched: Fetched, *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool
) -> tuple[ParsedFeed | None, Pull]:
    if fetched.error:
        raise fetched.error
    feed, result = fetched.feed, fetched.result
    assert result is not None  # noqa: S101  # an answer or an error, never neither
    if result.not_modified:
        return None, _unchanged(fetched)
    if not result.ok:
        raise FetchError(feed.url, f"The server answered {result.status}.", status=result.status)
    parsed = parse(result.body, url=result.url, content_type=result.content_type or None)
    counted = take_entries(feed, parsed, knowledge=knowledge, now=now, dry_run=dry_run)
    changed = counted["created"] + counted["revised"]
    outcome = Attempt.Outcome.NEW if changed else Attempt.Outcome.NOTHING_NEW
    return parsed, Pull(
        feed=feed,
        outcome=outcome,
        status=result.status,
        size=len(result.body),
        entries=len(parsed.entries),
        created=counted["created"],
        revised=counted["revised"],
        failed=counted["failed"],
    )
