"""The order of the steps of a pull, nothing else: fetch → parse → normalise → store → record.

A pull may be killed at any line, and the next one completes it: each article is stored with its `Entry` in one
transaction (`feeds.storing.intake`), and the feed's validators (ETag, Last-Modified) are saved only after all of its
entries, so that an unfinished feed is fetched again in full.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from feeds.errors import FeedError, FetchError, refusal, sentence, unexpected
from feeds.formats.document import ParsedFeed
from feeds.formats.known_items import KnownDocument
from feeds.formats.listing import ask_listing, ask_older, read_listing
from feeds.knowledge import Knowledge
from feeds.models import Feed
from feeds.models import Fetch as Attempt
from feeds.pull.health import FeedAttempt, Finding, Pull, record
from feeds.storing.intake import ENTRIES_A_BATCH, FeedDocument, store_entries
from feeds.storing.last_document import load_known, save_known
from feeds.storing.pages import spacing_of
from feeds.storing.taken_parts import digest_of_part, keep_taken_parts
from feeds.storing.tombstones import cancel_listed, take_back_entries
from feeds.storing.transactions import retry_after_deadlock, together_or_each
from feeds.web.addresses import shown_url
from feeds.web.fetcher import Conditions, FetchFunction, FetchResult

log = logging.getLogger(__name__)

# Errors that end a pull: every further feed would fail as well.
DATABASE_IS_GONE = (OperationalError, InterfaceError)
# The states of feeds that were read at least once.
HAS_ANSWERED = frozenset({Feed.State.WELL, Feed.State.SILENT, Feed.State.EMPTY})
NOTHING_TO_COMPARE = "The server says that nothing changed (304), though it was asked for the whole feed."


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """The result of fetching a feed: an answer or an error, and how long it took (seconds).

    `parts` are the answers of the sitemaps that the feed's own names, where it is an index of them, or of the feed's
    older documents.
    """

    feed: Feed
    result: FetchResult | None
    error: FetchError | None
    seconds: float
    parts: tuple[FetchResult, ...] = ()


def ask(feed: Feed, *, fetch: FetchFunction, fetch_elsewhere: FetchFunction | None = None) -> FetchOutcome:
    """Fetches the feed, conditionally where it answered before. Touches no database: safe in any thread.

    `fetch_elsewhere` asks other hosts than the feed's own, where its answer names sitemaps there.
    """
    started = time.monotonic()
    try:
        conditions = Conditions(feed.etag, feed.last_modified, is_exact=bool(feed.etag))
        result, parts = ask_listing(
            feed.url,
            feed.kind,
            fetch=fetch,
            conditions=conditions,
            pause=_pause,
            fetch_elsewhere=fetch_elsewhere,
            is_known=lambda url, said: digest_of_part(url, said) in feed.known_parts,
        )
        if result.not_modified and conditions == Conditions():
            raise FetchError(feed.url, NOTHING_TO_COMPARE, status=result.status)
        if result.ok and _is_first_sight(feed):
            parts += ask_older(
                result,
                feed.kind,
                at_most=settings.FEED_ARCHIVE_PAGES,
                fetch=fetch,
                pause=_pause,
                fetch_elsewhere=fetch_elsewhere,
            )
    except FetchError as error:
        return FetchOutcome(feed, None, error, time.monotonic() - started)
    except Exception as error:
        problem = FetchError(feed.url, _log_fault(feed, error))
        return FetchOutcome(feed, None, problem, time.monotonic() - started)
    return FetchOutcome(feed, result, None, time.monotonic() - started, parts)


def _is_first_sight(feed: Feed) -> bool:
    """Whether the feed has given nothing yet: it is new, or could not be read so far."""
    return feed.last_new_at is None and feed.state not in HAS_ANSWERED


def _pause(url: str) -> None:
    """Waits as long as the rate limit asks between two requests to a host."""
    time.sleep(spacing_of(url).total_seconds())


def store_outcomes(
    answers: Sequence[FetchOutcome],
    *,
    knowledge: Knowledge,
    now: Callable[[], datetime],
    dry_run: bool = False,
) -> Iterator[Pull]:
    """Stores the entries of fetched feeds and records each attempt, a few feeds at a time.

    Feeds with few entries share their queries. Raises nothing that one feed can cause: an error of ours is logged and
    recorded as a failure that leaves the feed's state as it is, so that this feed backs off and the others go on. A
    lost database ends the pull.
    """
    feeds = [one.feed for one in answers if one.result and one.result.ok]
    known_documents = load_known(feeds) if feeds else {}
    waiting: list[_ParsedOutcome] = []
    for fetched in answers:
        waiting.append(_parse_answer(fetched, known_documents.get(fetched.feed.pk, KnownDocument())))
        if sum(one.fresh for one in waiting) >= ENTRIES_A_BATCH:
            yield from _store_group(waiting, knowledge=knowledge, now=now, dry_run=dry_run)
            waiting = []
    yield from _store_group(waiting, knowledge=knowledge, now=now, dry_run=dry_run)


def _log_fault(feed: Feed, error: Exception) -> str:
    log.error("feed %s", shown_url(feed.url), exc_info=error)
    return unexpected(error)


@dataclass(frozen=True, slots=True)
class _ParsedOutcome:
    """A parsed answer: its document, or why there is none. `since` is when parsing began (seconds of the monotonic
    clock); `is_fault`: the error is ours and says nothing of the feed."""

    fetched: FetchOutcome
    known: KnownDocument
    parsed: ParsedFeed | None
    error: FeedError | None
    since: float
    is_fault: bool = False

    @property
    def fresh(self) -> int:
        return len(self.parsed.entries) if self.parsed else 0


def _parse_answer(fetched: FetchOutcome, known: KnownDocument) -> _ParsedOutcome:
    since = time.monotonic()
    try:
        return _ParsedOutcome(fetched, known, _document_in(fetched, known), None, since)
    except FeedError as error:
        return _ParsedOutcome(fetched, known, None, error, since)
    except Exception as error:
        return _failed_outcome(fetched, error, since)


def _failed_outcome(fetched: FetchOutcome, error: Exception, since: float) -> _ParsedOutcome:
    reason = FeedError(fetched.feed.url, _log_fault(fetched.feed, error))
    return _ParsedOutcome(fetched, KnownDocument(), None, reason, since, is_fault=True)


def _store_group(
    outcomes: Sequence[_ParsedOutcome], *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool
) -> list[Pull]:
    """Together; where that fails one by one, so that the feed at fault is found and the others are stored."""

    def together(some: Sequence[_ParsedOutcome]) -> list[Pull]:
        return _store_together(some, knowledge=knowledge, now=now, dry_run=dry_run)

    def failed(one: _ParsedOutcome, error: Exception) -> list[Pull]:
        return together([_failed_outcome(one.fetched, error, one.since)])

    return together_or_each(outcomes, together, failed, passing=DATABASE_IS_GONE)


def _store_together(
    outcomes: Sequence[_ParsedOutcome], *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool
) -> list[Pull]:
    connection.ensure_connection()
    session = connection.connection
    read = [(one.fetched.feed, one.parsed, one.known) for one in outcomes if one.parsed]
    documents = [FeedDocument(feed, parsed) for feed, parsed, _known in read]
    if not dry_run:
        cancel_listed(documents, now=now())
    stored = store_entries(documents, knowledge=knowledge, now=now, dry_run=dry_run)
    counted = {one.feed.pk: counts for one, counts in zip(documents, stored, strict=True)}
    attempts = [_attempt_of(one, counted.get(one.fetched.feed.pk, Counter())) for one in outcomes]
    if attempts and not dry_run:
        take_back_entries(documents, now=now())
        save_known(read)
        for one in outcomes:
            if one.parsed and one.fetched.result and not counted[one.fetched.feed.pk]["fault"]:
                keep_taken_parts(one.fetched.feed, one.fetched.result, one.fetched.parts)
        with transaction.atomic():
            # A crashed server loses its last commits (synchronous_commit is off), so some of these entries may be lost:
            # the validators must not be saved, with which the publisher would answer "not modified".
            if connection.connection is not session:
                raise OperationalError("the connection was lost; the feeds are read again by the next pull")
            _record(attempts, now)
    return [attempt.pull for attempt in attempts]


def _record(attempts: Sequence[FeedAttempt], now: Callable[[], datetime]) -> None:
    retry_after_deadlock(lambda: record(attempts, now=now(), random=random.random))


def _attempt_of(outcome: _ParsedOutcome, counted: Counter[str]) -> FeedAttempt:
    fetched, parsed, error, result = outcome.fetched, outcome.parsed, outcome.error, outcome.fetched.result
    spent = round((fetched.seconds + time.monotonic() - outcome.since) * 1000)
    if error:
        status = result.status if result else getattr(error, "status", None)
        pull = Pull(
            feed=fetched.feed,
            outcome=Attempt.Outcome.FAILED,
            status=status,
            reason=sentence(error.message),
            milliseconds=spent,
        )
        if outcome.is_fault:
            return FeedAttempt(pull, Finding(None), None, None)
        return FeedAttempt(pull, Finding.of_error(error, result), parsed, result)
    if parsed is None or result is None:
        return FeedAttempt(
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
        canceled=sum(stone.is_item for stone in parsed.tombstones),
        milliseconds=spent,
    )
    return FeedAttempt(
        pull, Finding.of_answer(parsed, result), parsed, result, has_faults=counted["fault"] > 0
    )


def record_unchanged(
    answers: Sequence[FetchOutcome], *, now: Callable[[], datetime], dry_run: bool = False
) -> list[Pull]:
    """Records, all at once, the feeds that answered 304: there is nothing to store."""

    def recorded(some: Sequence[FeedAttempt]) -> list[None]:
        _record(some, now)
        return []

    def failed(one: FeedAttempt, error: Exception) -> list[None]:
        _log_fault(one.pull.feed, error)
        return []

    attempts = [
        FeedAttempt(_unchanged(fetched), Finding.of_answer(None, fetched.result), None, fetched.result)
        for fetched in answers
    ]
    if attempts and not dry_run:
        together_or_each(attempts, recorded, failed, passing=DATABASE_IS_GONE)
    return [attempt.pull for attempt in attempts]


def _unchanged(fetched: FetchOutcome) -> Pull:
    return Pull(
        feed=fetched.feed,
        outcome=Attempt.Outcome.NOT_MODIFIED,
        status=fetched.result.status if fetched.result else None,
        milliseconds=round(fetched.seconds * 1000),
    )


def _document_in(fetched: FetchOutcome, known: KnownDocument) -> ParsedFeed | None:
    """The document in an answer, or only what differs from the last one; None where nothing does (304).

    Raises FeedError where there is no document.
    """
    if fetched.error:
        raise fetched.error
    feed, result = fetched.feed, fetched.result
    assert result is not None  # noqa: S101  # an answer or an error, never neither
    if result.not_modified:
        return None
    if not result.ok:
        raise FetchError(feed.url, refusal(result.status), status=result.status)
    return read_listing(result, fetched.parts, kind=feed.kind, selector=feed.item_selector, known=known)
