"""The order of calls on the road in, nothing else: fetch → parse → normalise → store → remember.

A pull may die at any line. What makes the next one complete it: each article is stored together with the entry that
remembers it, in one transaction (`feeds.intake`); and the feed's validators (ETag, Last-Modified) are kept only after all of its
entries are, so that an unfinished pull is asked for again in full.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

from feeds.addresses import shown_url
from feeds.errors import FeedError, FetchError, refusal, sentence
from feeds.fetcher import Conditions, Fetch, FetchResult
from feeds.health import Attempted, Finding, Pull, record
from feeds.intake import ENTRIES_A_BATCH, Brought, take_entries
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

NOTHING_TO_COMPARE = "The server says that nothing changed (304), though it was asked for the whole feed."


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


def ask(feed: Feed, *, fetch: Fetch, fetch_elsewhere: Fetch | None = None) -> Fetched:
    """Asks for the feed, conditionally where it answered before. Touches no feed's row: safe in any thread.

    `fetch_elsewhere` asks other hosts than the feed's own, where its answer names sitemaps there.
    """
    started = time.monotonic()
    try:
        conditions = Conditions(etag=feed.etag, last_modified=feed.last_modified)
        result, parts = ask_listing(
            feed.url,
            feed.kind,
            fetch=fetch,
            conditions=conditions,
            pause=_pause,
            fetch_elsewhere=fetch_elsewhere,
        )
        if result.not_modified and conditions == Conditions():
            raise FetchError(feed.url, NOTHING_TO_COMPARE, status=result.status)
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
    answers: Sequence[Fetched], *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool = False
) -> Iterator[Pull]:
    """Stores what feeds brought and records how they are, a few feeds at a time.

    Feeds with little news share their queries. Raises nothing that one feed can cause: a fault of ours is logged with
    its place and recorded as a failure that says nothing of the feed itself, so that the feed backs off and the others
    go on. A database that is gone ends the pull.
    """
    feeds = [one.feed for one in answers if one.result and one.result.ok and one.feed.kind == Feed.Kind.FEED]
    memories = recall(feeds) if feeds else {}
    waiting: list[_Opened] = []
    for fetched in answers:
        waiting.append(_open(fetched, memories.get(fetched.feed.pk, Memory())))
        if sum(one.fresh for one in waiting) >= ENTRIES_A_BATCH:
            yield from _take_in_some(waiting, knowledge=knowledge, now=now, dry_run=dry_run)
            waiting = []
    yield from _take_in_some(waiting, knowledge=knowledge, now=now, dry_run=dry_run)


def _fault(feed: Feed, error: Exception) -> str:
    log.error("feed %s", shown_url(feed.url), exc_info=error)
    return f"An unexpected error ({type(error).__name__}); it is in the log."


@dataclass(frozen=True, slots=True)
class _Opened:
    """An answer that was looked into: the document in it, or why there is none. `since` is when that began (seconds of
    the monotonic clock); `is_fault`: the error is ours and says nothing of the feed."""

    fetched: Fetched
    memory: Memory
    parsed: ParsedFeed | None
    error: FeedError | None
    since: float
    is_fault: bool = False

    @property
    def fresh(self) -> int:
        return len(self.parsed.entries) if self.parsed else 0


def _open(fetched: Fetched, memory: Memory) -> _Opened:
    since = time.monotonic()
    try:
        return _Opened(fetched, memory, _read(fetched, memory), None, since)
    except FeedError as error:
        return _Opened(fetched, memory, None, error, since)
    except Exception as error:
        return _faulty(fetched, error, since)


def _faulty(fetched: Fetched, error: Exception, since: float) -> _Opened:
    reason = FeedError(fetched.feed.url, _fault(fetched.feed, error))
    return _Opened(fetched, Memory(), None, reason, since, is_fault=True)


def _take_in_some(
    opened: Sequence[_Opened], *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool
) -> list[Pull]:
    """Together; where that fails one by one, so that the feed at fault is found and the others are stored."""
    try:
        return _take_in_together(opened, knowledge=knowledge, now=now, dry_run=dry_run)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(opened) == 1:
            faulty = [_faulty(opened[0].fetched, error, opened[0].since)]
            return _take_in_together(faulty, knowledge=knowledge, now=now, dry_run=dry_run)
    return [
        pull for one in opened for pull in _take_in_some([one], knowledge=knowledge, now=now, dry_run=dry_run)
    ]


def _take_in_together(
    opened: Sequence[_Opened], *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool
) -> list[Pull]:
    connection.ensure_connection()
    session = connection.connection
    read = [(one.fetched.feed, one.parsed, one.memory) for one in opened if one.parsed]
    brought = [Brought(feed, parsed) for feed, parsed, _memory in read]
    taken = take_entries(brought, knowledge=knowledge, now=now, dry_run=dry_run)
    counted = {one.feed.pk: counts for one, counts in zip(brought, taken, strict=True)}
    if not dry_run:
        remember(read)
    if connection.connection is not session:
        # A server that crashed forgets its last moments (synchronous_commit is off): some of these entries may be lost,
        # and what would let the publisher answer "nothing new" must not be kept.
        raise OperationalError("the connection was lost; the feeds are read again by the next pull")
    attempts = [_attempted(one, counted.get(one.fetched.feed.pk, Counter())) for one in opened]
    if attempts and not dry_run:
        _record(attempts, now)
    return [attempt.pull for attempt in attempts]


def _record(attempts: Sequence[Attempted], now: Callable[[], datetime]) -> None:
    """Once more where PostgreSQL ended it to free somebody else's transaction (a deadlock with an editor's)."""
    try:
        record(attempts, now=now(), chance=random.random)
    except OperationalError:
        if not connection.is_usable():
            raise
        record(attempts, now=now(), chance=random.random)


def _attempted(opened: _Opened, counted: Counter[str]) -> Attempted:
    fetched, parsed, error, result = opened.fetched, opened.parsed, opened.error, opened.fetched.result
    spent = round((fetched.seconds + time.monotonic() - opened.since) * 1000)
    if error:
        status = result.status if result else getattr(error, "status", None)
        pull = Pull(
            feed=fetched.feed,
            outcome=Attempt.Outcome.FAILED,
            status=status,
            reason=sentence(error.message),
            milliseconds=spent,
        )
        if opened.is_fault:
            return Attempted(pull, Finding(None), None, None)
        return Attempted(pull, Finding.of_error(error, result), parsed, result)
    if parsed is None or result is None:
        return Attempted(
            replace(_unchanged(fetched), milliseconds=spent), Finding.of_answer(None, result), None, result
        )
    changed = counted["created"] + counted["revised"]
    pull = Pull(
        feed=fetched.feed,
        outcome=Attempt.Outcome.NEW if changed else Attempt.Outcome.NOTHING_NEW,
        status=result.status,
        size=len(result.body),
        entries=len(parsed.entries) + len(parsed.known),
        created=counted["created"],
        revised=counted["revised"],
        failed=counted["failed"],
        milliseconds=spent,
    )
    return Attempted(pull, Finding.of_answer(parsed, result), parsed, result)


def take_in_unchanged(
    answers: Sequence[Fetched], *, now: Callable[[], datetime], dry_run: bool = False
) -> list[Pull]:
    """Records, all at once, the feeds that answered 304: there is nothing to store."""
    attempts = [
        Attempted(_unchanged(fetched), Finding.of_answer(None, fetched.result), None, fetched.result)
        for fetched in answers
    ]
    if attempts and not dry_run:
        _record_unchanged(attempts, now)
    return [attempt.pull for attempt in attempts]


def _record_unchanged(attempts: Sequence[Attempted], now: Callable[[], datetime]) -> None:
    """Together; where that fails one by one, so that the feed at fault keeps no other from being recorded."""
    try:
        _record(attempts, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(attempts) == 1:
            _fault(attempts[0].pull.feed, error)
            return
        for attempt in attempts:
            _record_unchanged([attempt], now)


def _unchanged(fetched: Fetched) -> Pull:
    return Pull(
        feed=fetched.feed,
        outcome=Attempt.Outcome.NOT_MODIFIED,
        status=fetched.result.status if fetched.result else None,
        milliseconds=round(fetched.seconds * 1000),
    )


def _read(fetched: Fetched, memory: Memory) -> ParsedFeed | None:
    """The document in an answer; None where it is the one that is known. Raises FeedError where there is none."""
    if fetched.error:
        raise fetched.error
    feed, result = fetched.feed, fetched.result
    assert result is not None  # noqa: S101  # an answer or an error, never neither
    if result.not_modified:
        return None
    if not result.ok:
        raise FetchError(feed.url, refusal(result.status), status=result.status)
    return _parsed(fetched, result, memory)


def _parsed(fetched: Fetched, result: FetchResult, memory: Memory) -> ParsedFeed:
    """What the answer holds; of a feed only what differs from the last answer, the rest as known."""
    feed = fetched.feed
    if feed.kind == Feed.Kind.FEED:
        return parse(result.body, url=result.url, content_type=result.content_type or None, memory=memory)
    return read_listing(result, fetched.parts, kind=feed.kind, selector=feed.item_selector)
