"""The order of calls on the road in, nothing else: fetch → parse → normalise → store → remember.

A pull may die at any line. What makes the next one complete it: each article is stored together with the entry that
remembers it, in one transaction; and the feed's validators (ETag, Last-Modified) are kept only after all of its
entries are, so that an unfinished pull is asked for again in full.
"""

import hashlib
import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from articles.models import Article
from articles.services.store import Outcome, Rule, store_article
from feeds.entry import raw_of_entry
from feeds.errors import FeedError, FetchError
from feeds.fetcher import Conditions, Fetch, FetchResult
from feeds.health import Finding, record
from feeds.knowledge import Knowledge
from feeds.models import Entry, Feed
from feeds.models import Fetch as Attempt
from feeds.normalise.article import normalise
from feeds.parsed import ParsedEntry, ParsedFeed
from feeds.parser import parse

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """How one pull of one feed went. `failed` counts entries; `reason` is a sentence where the feed itself failed."""

    feed: Feed
    outcome: str
    status: int | None = None
    reason: str = ""
    size: int = 0
    entries: int = 0
    created: int = 0
    revised: int = 0
    failed: int = 0
    milliseconds: int = 0


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
        record(pull, finding, parsed=parsed, result=fetched.result, now=now(), chance=random.random)  # noqa: S311
    return pull


def _read(
    fetched: Fetched, *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool
) -> tuple[ParsedFeed | None, Pull]:
    if fetched.error:
        raise fetched.error
    feed, result = fetched.feed, fetched.result
    assert result is not None  # noqa: S101  # an answer or an error, never neither
    if result.not_modified:
        return None, Pull(feed=feed, outcome=Attempt.Outcome.NOT_MODIFIED, status=result.status)
    if not result.ok:
        raise FetchError(feed.url, f"The server answered {result.status}.", status=result.status)
    parsed = parse(result.body, url=result.url, content_type=result.content_type or None)
    counted = _take_entries(feed, parsed, knowledge=knowledge, now=now, dry_run=dry_run)
    changed = counted["created"] + counted["revised"]
    outcome = Attempt.Outcome.NEW if changed else Attempt.Outcome.NOTHING_NEW
    return parsed, Pull(
        feed=feed,
        outcome=outcome,
        status=result.status,
        size=len(result.body),
        entries=len(parsed.entries),
        **counted,
    )


def _take_entries(
    feed: Feed, parsed: ParsedFeed, *, knowledge: Knowledge, now: Callable[[], datetime], dry_run: bool
) -> dict[str, int]:
    """Stores the entries that are new or changed; one that cannot be used keeps its reason and stops no other."""
    counted = {"created": 0, "revised": 0, "failed": 0}
    fresh = _fresh(feed, parsed.entries)
    # Oldest first, as they were published: an original before what was made of it.
    for entry, known in reversed(fresh):
        if dry_run:
            counted["created" if known is None else "revised"] += 1
            continue
        outcome = _take_entry(feed, parsed, entry, known, knowledge=knowledge, now=now())
        if outcome is None:
            counted["failed"] += 1
        elif outcome is not Outcome.UNCHANGED:
            counted[outcome.value] += 1
    return counted


def _fresh(feed: Feed, entries: Sequence[ParsedEntry]) -> list[tuple[ParsedEntry, Entry | None]]:
    """The entries not seen before or seen otherwise, each with what is remembered of it; one query."""
    by_identity = {identity_of(entry): entry for entry in reversed(entries)}
    known = {
        row.identity: row
        for row in Entry.objects.filter(feed=feed, identity__in=by_identity).select_related("article__story")
    }
    fresh = []
    for identity, entry in reversed(by_identity.items()):
        row = known.get(identity)
        if row is None or row.content_hash != content_hash_of(entry):
            fresh.append((entry, row))
    return fresh


def _take_entry(
    feed: Feed,
    parsed: ParsedFeed,
    entry: ParsedEntry,
    known: Entry | None,
    *,
    knowledge: Knowledge,
    now: datetime,
) -> Outcome | None:
    """Stores one entry's article and remembers the entry, together or not at all; None where it cannot be used."""
    row = known or Entry(feed=feed, identity=identity_of(entry), first_seen_at=now)
    row.content_hash, row.url, row.changed_at = content_hash_of(entry), (entry.link or "")[:2000], now
    try:
        raw = raw_of_entry(entry, parsed, input=entry.link or feed.url, language=feed.language)
        incoming = normalise(raw, knowledge=knowledge, now=now)
        with transaction.atomic():
            stored = store_article(
                incoming=incoming,
                rule=Rule(feed.intake_rule),
                category=feed.category,
                now=now,
                known_as=_still_there(known),
            )
            row.article, row.state, row.reason = stored.article, Entry.State.STORED, ""
            row.save()
            return stored.outcome
    except FeedError as error:
        reason = error.message
    except Exception as error:
        # An entry must not stop its feed, nor be forgotten: the fault is logged with its place and kept with it.
        log.exception("entry %s of feed %s", entry.link, feed.url)
        reason = f"An unexpected error ({type(error).__name__}); it is in the log."
    row.state, row.reason = Entry.State.FAILED, reason[:500]
    row.save()
    return None


def _still_there(known: Entry | None) -> Article | None:
    return known.article if known else None


def identity_of(entry: ParsedEntry) -> str:
    """SHA-256 (hex) of what names the entry within its feed."""
    return hashlib.sha256(entry.identity.encode()).hexdigest()


def content_hash_of(entry: ParsedEntry) -> str:
    """SHA-256 (hex) of what the feed says of the entry; equal as long as nothing that a reader sees changes."""
    said = (
        entry.link or "",
        entry.title,
        entry.summary_html,
        entry.content_html,
        entry.author,
        entry.published_raw,
        entry.updated_raw,
        *(picture.url or "" for picture in entry.pictures),
    )
    return hashlib.sha256("\0".join(said).encode()).hexdigest()
