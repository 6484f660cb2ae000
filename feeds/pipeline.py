"""The order of calls on the road in, nothing else: fetch → parse → normalise → store → remember.

A pull may die at any line. What makes the next one complete it: each article is stored together with the entry that
remembers it, in one transaction (`feeds.intake`); and the feed's validators (ETag, Last-Modified) are kept only after all of its
entries are, so that an unfinished pull is asked for again in full.
"""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

from feeds.addresses import shown_url
from feeds.errors import FeedError, FetchError
from feeds.fetcher import Conditions, Fetch, FetchResult
from feeds.health import Attempted, Finding, Pull, record
from feeds.intake import take_entries
from feeds.knowledge import Knowledge
from feeds.listing import ask_listing, read_listing
from feeds.memory import Memory
from feeds.models import Feed
from feeds.models import Fetch as Attempt
from feeds.pages import spacing_of
from feeds.parsed import ParsedFeed
from feeds.parser import parse
from feeds.remembering import recall, remember

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking a feed's address: an answer or an error, and how long it took (seconds).

    `parts` are the answers of the sitemaps that the feed's own names, where it is an index of them.
    """

    feed: Feed
    result: FetchResult | None
    error: FetchError | None
    seconds: float
    parts: tuple[FetchResult, ...] = ()


def ask(feed: Feed, *, fetch: Fetch) -> Fetched:
    """Asks for the feed, conditionally where it answered before. Touches no database: safe in any thread."""
    started = time.monotonic()
    try:
        conditions = Conditions(etag=feed.etag, last_modified=feed.last_modified)
        result, parts = ask_listing(feed.url, feed.kind, fetch=fetch, conditions=conditions, pause=_pause)
    except FetchError as error:
        return Fetched(feed, None, error, time.monotonic() - started)
    except Exception as error:
        problem = FetchError(feed.url, _fault(feed, error))
        return Fetched(feed, None, problem, time.monotonic() - started)
    return Fetched(feed, result, None, time.monotonic() - started, parts)


def _pause(url: str) -> None:
    """What the host of a further address is due between two requests."""
    time.sleep(spacing_of(url).total_seconds())


def take_in(
    fetched: Fetched, *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool = False
) -> Pull:
    """Stores what a feed brought and records how it is. Raises nothing that one feed can cause.

    A fault of ours is logged with its place and recorded as a failure that says nothing of the feed itself, so that the
    feed backs off and the others go on; a database that is gone ends the pull.
    """
    try:
        return _take_in(fetched, knowledge=knowledge, now=now, dry_run=dry_run)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        feed, reason = fetched.feed, _fault(fetched.feed, error)
        pull = Pull(feed=feed, outcome=Attempt.Outcome.FAILED, reason=reason)
        if not dry_run:
            record([Attempted(pull, Finding(None), None, None)], now=now(), chance=random.random)
        return pull


def _fault(feed: Feed, error: Exception) -> str:
    log.error("feed %s", shown_url(feed.url), exc_info=error)
    return f"An unexpected error ({type(error).__name__}); it is in the log."


def _take_in(fetched: Fetched, *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool) -> Pull:
    started = time.monotonic()
    parsed: ParsedFeed | None = None
    connection.ensure_connection()
    session = connection.connection
    try:
        parsed, pull = _read(fetched, knowledge=knowledge, now=now, dry_run=dry_run)
    except FeedError as error:
        status = fetched.result.status if fetched.result else getattr(error, "status", None)
        pull = Pull(feed=fetched.feed, outcome=Attempt.Outcome.FAILED, status=status, reason=error.message)
        finding = Finding.of_error(error, fetched.result)
    else:
        finding = Finding.of_answer(parsed, fetched.result)
    if connection.connection is not session:
        # A server that crashed forgets its last moments (synchronous_commit is off): some of these entries may be lost,
        # and what would let the publisher answer "nothing new" must not be kept.
        raise OperationalError("the connection was lost; the feed is read again by the next pull")
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
    memory = recall(feed) if feed.kind == Feed.Kind.FEED else Memory()
    parsed = _parsed(fetched, result, memory)
    counted = take_entries(feed, parsed, knowledge=knowledge, now=now, dry_run=dry_run)
    if not dry_run:
        remember(feed, parsed, memory)
    changed = counted["created"] + counted["revised"]
    outcome = Attempt.Outcome.NEW if changed else Attempt.Outcome.NOTHING_NEW
    return parsed, Pull(
        feed=feed,
        outcome=outcome,
        status=result.status,
        size=len(result.body),
        entries=len(parsed.entries) + len(parsed.known),
        created=counted["created"],
        revised=counted["revised"],
        failed=counted["failed"],
    )


def _parsed(fetched: Fetched, result: FetchResult, memory: Memory) -> ParsedFeed:
    """What the answer holds; of a feed only what differs from the last answer, the rest as known."""
    feed = fetched.feed
    if feed.kind == Feed.Kind.FEED:
        return parse(result.body, url=result.url, content_type=result.content_type or None, memory=memory)
    return read_listing(result, fetched.parts, kind=feed.kind, selector=feed.item_selector)
