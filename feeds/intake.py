"""Taking in the entries of feeds: what is new or changed is normalised and stored, and every entry remembered.

Entries that nobody knows yet are stored many at a time, in one transaction with the rows that remember them; those
that meet something known, and all of a batch in which anything went wrong, are stored one by one.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Q

from articles.grouping.addresses import same_article_key
from articles.incoming import IncomingArticle
from articles.models import Article
from articles.services.store import Outcome, Rule, Submitted, store_article, store_new_articles
from feeds.addresses import shown_url
from feeds.entry import raw_of_entry
from feeds.errors import FeedError
from feeds.full_text import wants_page
from feeds.knowledge import Knowledge
from feeds.memory import content_hash_of, identity_of
from feeds.models import Entry, Feed
from feeds.normalise.article import normalise
from feeds.parsed import ParsedEntry, ParsedFeed

log = logging.getLogger(__name__)

# Stored together: enough that queries cost little an article, few enough that a killed pull repeats only seconds.
ENTRIES_A_BATCH = 100
# A transaction that PostgreSQL ended to free another one (a deadlock) succeeds when it is repeated.
ATTEMPTS = 2

_FAILED = "failed"
# What has no words of its own and waits for its page, as most entries of sitemaps do: neither stored nor failed.
_AWAITED = "awaited"


@dataclass(frozen=True, slots=True)
class Brought:
    """What one feed's document held."""

    feed: Feed
    parsed: ParsedFeed


@dataclass(frozen=True, slots=True)
class _Fresh:
    """An entry that is new or changed, with the document it stood in and what is remembered of it."""

    brought: Brought
    entry: ParsedEntry
    known: Entry | None


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry as it was read: what is remembered of it, and either its article or why it cannot be used.

    `wants_page`: its page has more (`feeds.full_text`). `whole` is the article that was made of this page before;
    the entry's summary must not take its place.
    """

    feed: Feed
    entry: ParsedEntry
    known: Entry | None
    incoming: IncomingArticle | None
    reason: str = ""
    is_fault: bool = False
    wants_page: bool = False
    whole: Article | None = None


def take_entries(
    brought: Sequence[Brought],
    *,
    knowledge: Knowledge,
    now: Callable[[], datetime],
    dry_run: bool = False,
) -> list[Counter[str]]:
    """Stores the entries that are new or changed, those of several feeds together.

    Gives, for each of `brought`, how many were "created", "revised" and "failed". An entry that cannot be used keeps
    its reason and stops no other. A dry run stores nothing.
    """
    counted: dict[int, Counter[str]] = {one.feed.pk: Counter() for one in brought}
    # Oldest first, as they were published: an original before what was made of it.
    fresh = _fresh(brought)[::-1]
    if dry_run:
        for one in fresh:
            counted[one.brought.feed.pk]["created" if one.known is None else "revised"] += 1
    for start in range(0, 0 if dry_run else len(fresh), ENTRIES_A_BATCH):
        batch = [_read(one, knowledge, now()) for one in fresh[start : start + ENTRIES_A_BATCH]]
        for feed, outcome in _store_batch(_with_whole(batch), now()):
            counted[feed.pk][outcome] += 1
    return [counted[one.feed.pk] for one in brought]


def _fresh(brought: Sequence[Brought]) -> list[_Fresh]:
    """The entries not seen before or seen otherwise, each with what is remembered of it; two queries at most."""
    entries = {
        (one.feed.pk, identity_of(entry)): (one, entry)
        for one in brought
        for entry in reversed(one.parsed.entries)
    }
    identities = {identity for _feed, identity in entries}
    remembered = Entry.objects.filter(feed__in={feed for feed, _identity in entries}, identity__in=identities)
    rows = remembered.values_list("feed_id", "identity", "content_hash") if entries else ()
    hashes = {(feed, identity): content_hash for feed, identity, content_hash in rows}
    fresh = {
        key: (one, entry)
        for key, (one, entry) in reversed(entries.items())
        if hashes.get(key) != content_hash_of(entry)
    }
    changed = [identity for feed, identity in fresh if (feed, identity) in hashes]
    known = (
        {
            (row.feed_id, row.identity): row
            for row in remembered.filter(identity__in=changed).select_related("article")
        }
        if changed
        else {}
    )
    return [_Fresh(one, entry, known.get(key)) for key, (one, entry) in fresh.items()]


def _read(fresh: _Fresh, knowledge: Knowledge, now: datetime) -> _Read:
    feed, parsed = fresh.brought.feed, fresh.brought.parsed
    entry, known = fresh.entry, fresh.known
    wanted = False
    try:
        raw = raw_of_entry(entry, parsed, input=entry.link or feed.url, language=feed.language)
        wanted = wants_page(raw, feed.full_text)
        incoming = normalise(raw, knowledge=knowledge, now=now)
        return _Read(feed, entry, known, incoming, wants_page=wanted)
    except FeedError as error:
        # What has neither headline nor text here may have both on its page.
        return _Read(feed, entry, known, None, error.message, wants_page=wanted)
    except Exception as error:
        return _Read(feed, entry, known, None, _fault(feed, entry, error), is_fault=True)


def _with_whole(batch: Sequence[_Read]) -> list[_Read]:
    """The batch, each entry that is only a summary with the article that its page gave already; one query.

    That is the article at its address, or the one that the entry gave before its address changed.
    """
    keys = {id(one): same_article_key(one.entry.link) for one in batch if one.wants_page and one.entry.link}
    if not keys:
        return list(batch)
    before = {one.known.article_id for one in batch if id(one) in keys and one.known and one.known.article_id}
    there = Article.objects.filter(Q(address_key__in=set(keys.values()) - {""}) | Q(pk__in=before))
    rows = list(there.filter(intake__raw_kind="page").defer("search"))
    by_key = {row.address_key: row for row in rows if row.address_key}
    by_id: dict[int | None, Article] = {row.pk: row for row in rows}
    return [
        replace(one, whole=by_id.get(_known_id(one)) or by_key.get(keys[id(one)])) if id(one) in keys else one
        for one in batch
    ]


def _known_id(one: _Read) -> int | None:
    return one.known.article_id if one.known else None


def _store_batch(batch: Sequence[_Read], now: datetime) -> Iterator[tuple[Feed, str]]:
    """Stores a batch; gives for each entry its feed and the outcome's name."""
    together = [one for one in batch if one.incoming and one.known is None and one.whole is None]
    stored = _store_together(together, now)
    for one in batch:
        yield one.feed, "created" if id(one) in stored else _store_alone(one, now)


def _store_together(batch: Sequence[_Read], now: datetime) -> set[int]:
    """Stores those that are surely new, with the rows that remember them; the `id()` of each that was.

    Where anything goes wrong nothing is stored: one by one, the entry that is at fault is found.
    """
    if not batch:
        return set()
    try:
        with transaction.atomic():
            articles = store_new_articles(
                submitted=[
                    Submitted(one.incoming, Rule(one.feed.intake_rule), one.feed.category)
                    for one in batch
                    if one.incoming
                ],
                now=now,
            )
            rows = []
            for one, article in zip(batch, articles, strict=True):
                if article:
                    row = _row(one, now)
                    row.article, row.state = article, Entry.State.STORED
                    rows.append(row)
            Entry.objects.bulk_create(rows)
    except Exception as error:
        feeds = sorted({one.feed.pk for one in batch})
        log.info("entries of feeds %s are stored one by one (%s: %s)", feeds, type(error).__name__, error)
        return set()
    return {id(one) for one, article in zip(batch, articles, strict=True) if article}


def _store_alone(one: _Read, now: datetime) -> str:
    """Stores one entry's article and remembers the entry, together or not at all; gives the outcome's name."""
    reason, is_fault = one.reason, one.is_fault
    if one.whole:
        row = _row(one, now)
        row.article, row.state, row.reason = one.whole, Entry.State.STORED, ""
        if one.known is None:
            row.settle_page(Entry.PageState.TAKEN)  # by way of another feed
        row.save()
        return Outcome.UNCHANGED.value
    if one.incoming:
        try:
            return _store_one(one, one.incoming, now)
        except FeedError as error:
            reason = error.message
        except Exception as error:
            reason, is_fault = _fault(one.feed, one.entry, error), True
    row = _row(one, now)
    if is_fault:
        # Not the entry's fault: it is read again with the feed's next answer, even if it stays as it is.
        row.content_hash = ""
    row.state, row.reason = Entry.State.FAILED, reason[:500]
    row.save()
    return _AWAITED if one.wants_page and not is_fault else _FAILED


def _store_one(one: _Read, incoming: IncomingArticle, now: datetime) -> str:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                row = _row(one, now)
                stored = store_article(
                    incoming=incoming,
                    rule=Rule(one.feed.intake_rule),
                    category=one.feed.category,
                    now=now,
                    known_as=one.known.article if one.known else None,
                )
                row.article, row.state, row.reason = stored.article, Entry.State.STORED, ""
                row.save()
                return stored.outcome.value
        except OperationalError:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError  # the last attempt returns or raises


def _row(one: _Read, now: datetime) -> Entry:
    row = one.known or Entry(feed=one.feed, identity=identity_of(one.entry), first_seen_at=now)
    row.content_hash, row.url, row.changed_at = content_hash_of(one.entry), (one.entry.link or "")[:2000], now
    if one.wants_page:
        row.want_page(one.entry.raw, now)
    elif row.page_state:
        row.settle_page(Entry.PageState.NONE)
    return row


def _fault(feed: Feed, entry: ParsedEntry, error: Exception) -> str:
    """An entry must not stop its feed, nor be forgotten: the fault is logged with its place and kept with it."""
    log.error("entry %s of feed %s", shown_url(entry.link or ""), feed.pk, exc_info=error)
    return f"An unexpected error ({type(error).__name__}); it is in the log."
