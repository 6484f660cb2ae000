"""Storing the entries of feeds: new and changed ones are normalised and stored, unchanged ones are skipped.

New entries are stored in batches, in one transaction with their `Entry` rows. Entries that meet a known article or
entry are stored one by one, and so is a batch in which anything failed.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from articles.grouping.addresses import same_article_key
from articles.incoming import IncomingArticle
from articles.models import Article
from articles.services.completing import complete_article
from articles.services.inserting import insert_rows
from articles.services.store import Outcome, Rule, Submitted, store_article, store_new_articles
from feeds.errors import FeedError, unexpected
from feeds.formats.document import KnownItem, ParsedEntry, ParsedFeed, shared_links
from feeds.formats.known_items import content_hash_of, identity_of
from feeds.knowledge import Knowledge
from feeds.models import Entry, Feed
from feeds.normalise.article import normalise
from feeds.raw import RawArticle
from feeds.reading.entry import raw_of_entry
from feeds.reading.full_text import wants_page
from feeds.storing.transactions import retry_after_deadlock, together_or_each
from feeds.web.addresses import shown_url

log = logging.getLogger(__name__)

# Stored together: enough that queries cost little an article, few enough that a killed pull repeats only seconds.
ENTRIES_A_BATCH = 100

_FAILED = "failed"
# Failed for an error of ours or of the database: a later try may succeed.
_FAULT = "fault"
# An entry without words of its own that waits for its page, as most of sitemaps do: neither stored nor failed.
_AWAITING_PAGE = "awaited"


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed and the document that it answered with."""

    feed: Feed
    parsed: ParsedFeed


@dataclass(frozen=True, slots=True)
class _ChangedEntry:
    """An entry that is new or changed, with its document and its stored row, where there is one.

    `is_sharing`: other entries of the document have the same link and other words.
    """

    document: FeedDocument
    entry: ParsedEntry
    known: Entry | None
    is_sharing: bool = False


@dataclass(frozen=True, slots=True)
class _NormalisedEntry:
    """A normalised entry with its stored row: its article, or the reason why it cannot be used.

    `is_fault`: the reason is an error of ours. `is_sharing`: its link is that of other entries too, so that it is not
    the article's address, and the page there not its text. `remembered` are the unchanged entries of its document. `wants_page`: its page has more (`feeds.reading.full_text`).
    `full_article` is the article made of this page before, which the entry's summary must not replace.
    """

    feed: Feed
    entry: ParsedEntry
    known: Entry | None
    incoming: IncomingArticle | None
    reason: str = ""
    is_fault: bool = False
    wants_page: bool = False
    full_article: Article | None = None
    is_sharing: bool = False
    remembered: Sequence[KnownItem] = ()


def store_entries(
    documents: Sequence[FeedDocument],
    *,
    knowledge: Knowledge,
    now: Callable[[], datetime],
    dry_run: bool = False,
) -> list[Counter[str]]:
    """Stores the new and changed entries of several feeds together.

    Gives, for each document, how many were "created", "revised" and "failed", and how many of the latter by a "fault" of
    ours, so that they must be read again. An entry that cannot be used keeps its reason and stops no other. A dry run
    stores nothing.
    """
    counted: dict[int, Counter[str]] = {one.feed.pk: Counter() for one in documents}
    # Oldest first, as they were published: an original before what was made of it.
    changed = _changed_entries(documents)[::-1]
    if dry_run:
        for one in changed:
            counted[one.document.feed.pk]["created" if one.known is None else "revised"] += 1
    for start in range(0, 0 if dry_run else len(changed), ENTRIES_A_BATCH):
        batch = [_normalised(one, knowledge, now()) for one in changed[start : start + ENTRIES_A_BATCH]]
        for feed, outcome in _store_batch(_with_full_articles(batch), now()):
            counted[feed.pk][outcome] += 1
            counted[feed.pk][_FAILED] += outcome == _FAULT
    return [counted[one.feed.pk] for one in documents]


def _changed_entries(documents: Sequence[FeedDocument]) -> list[_ChangedEntry]:
    """The entries that are not stored yet, or stored with another content; two queries at most."""
    entries = {
        (one.feed.pk, identity_of(entry)): (one, entry)
        for one in documents
        for entry in reversed(one.parsed.entries)
    }
    identities = {identity for _feed, identity in entries}
    stored = Entry.objects.filter(feed__in={feed for feed, _identity in entries}, identity__in=identities)
    rows = stored.values_list("feed_id", "identity", "content_hash") if entries else ()
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
            for row in stored.filter(identity__in=changed).select_related("article")
        }
        if changed
        else {}
    )
    shared = {one.feed.pk: shared_links(one.parsed.entries) for one, _entry in fresh.values()}
    return [
        _ChangedEntry(one, entry, known.get(key), entry.link in shared[one.feed.pk])
        for key, (one, entry) in fresh.items()
    ]


def _normalised(changed: _ChangedEntry, knowledge: Knowledge, now: datetime) -> _NormalisedEntry:
    feed, parsed = changed.document.feed, changed.document.parsed
    entry, known = changed.entry, changed.known
    wanted = False
    try:
        raw = raw_of_entry(entry, parsed, input=entry.link or feed.url, language=feed.language)
        raw = credited(raw, feed)
        # An agency's document is the whole text, and a page knows nothing of its embargo.
        wanted = not changed.is_sharing and raw.agency is None and wants_page(raw, feed.full_text)
        incoming = normalise(raw, knowledge=knowledge, now=now)
        return _NormalisedEntry(
            feed,
            entry,
            known,
            incoming,
            wants_page=wanted,
            is_sharing=changed.is_sharing,
            remembered=parsed.known,
        )
    except FeedError as error:
        # What has neither headline nor text here may have both on its page.
        return _NormalisedEntry(feed, entry, known, None, error.message, wants_page=wanted)
    except Exception as error:
        return _NormalisedEntry(feed, entry, known, None, _log_fault(feed, entry, error), is_fault=True)


def credited(raw: RawArticle, feed: Feed) -> RawArticle:
    """A news agency's item without a page of its own is credited to the source of its feed, whose rights editors keep."""
    return replace(raw, publisher=feed.source.name) if raw.agency and not raw.url else raw


def _with_full_articles(batch: Sequence[_NormalisedEntry]) -> list[_NormalisedEntry]:
    """The batch, where each entry that is only a summary has the article that its page gave before; one query.

    That is the article at its address, or the entry's own article from before its address changed.
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
        replace(one, full_article=by_id.get(_known_article_id(one)) or by_key.get(keys[id(one)]))
        if id(one) in keys
        else one
        for one in batch
    ]


def _known_article_id(one: _NormalisedEntry) -> int | None:
    return one.known.article_id if one.known else None


def _store_batch(batch: Sequence[_NormalisedEntry], now: datetime) -> Iterator[tuple[Feed, str]]:
    """Stores a batch; gives for each entry its feed and the outcome's name."""

    def together(some: Sequence[_NormalisedEntry]) -> list[int]:
        return _store_new(some, now)

    def failed(one: _NormalisedEntry, error: Exception) -> list[int]:
        log.info("an entry of feed %s is stored by itself (%s: %s)", one.feed.pk, type(error).__name__, error)
        return []

    new = [
        one
        for one in batch
        if one.incoming
        and one.known is None
        and one.full_article is None
        and not one.is_sharing
        and one.incoming.agency is None  # its versions are compared one by one
    ]
    stored = set(together_or_each(new, together, failed)) if new else set()
    for one in batch:
        yield one.feed, "created" if id(one) in stored else _store_alone(one, now)


@transaction.atomic
def _store_new(batch: Sequence[_NormalisedEntry], now: datetime) -> list[int]:
    """Stores those that are surely new, with their rows; gives the `id()` of each that was."""
    submitted = [
        Submitted(one.incoming, Rule(one.feed.intake_rule), one.feed.category)
        for one in batch
        if one.incoming
    ]
    articles = store_new_articles(submitted=submitted, now=now)
    stored = [(one, article) for one, article in zip(batch, articles, strict=True) if article]
    rows = []
    for one, article in stored:
        row = _row(one, now)
        row.article, row.state = article, Entry.State.STORED
        rows.append(row)
    names = [field.attname for field in Entry._meta.concrete_fields if not field.primary_key]
    insert_rows(Entry, names, [[getattr(row, name) for name in names] for row in rows])
    return [id(one) for one, _article in stored]


def _store_alone(one: _NormalisedEntry, now: datetime) -> str:
    """Stores one entry and its article in one transaction; gives the outcome's name."""
    if one.incoming and not one.is_sharing and _meets_remembered(one):
        one = replace(one, is_sharing=True, wants_page=False, full_article=None)
    reason, is_fault = one.reason, one.is_fault
    if one.full_article:
        row = _row(one, now)
        row.article, row.state, row.reason = one.full_article, Entry.State.STORED, ""
        if one.known is None:
            row.end_page_request(Entry.PageState.TAKEN)  # by way of another feed
        if one.incoming:
            complete_article(article=one.full_article, incoming=one.incoming)
        row.save()
        return Outcome.UNCHANGED.value
    if one.incoming:
        try:
            return retry_after_deadlock(partial(_store_one, one, one.incoming, now))
        except FeedError as error:
            reason = error.message
        except Exception as error:
            reason, is_fault = _log_fault(one.feed, one.entry, error), True
    row = _row(one, now)
    if is_fault:
        # An error of ours: without a hash the entry counts as changed in the feed's next answer.
        row.content_hash = ""
    row.state, row.reason = Entry.State.FAILED, reason[:500]
    row.save()
    if is_fault:
        return _FAULT
    return _AWAITING_PAGE if one.wants_page else _FAILED


def _meets_remembered(one: _NormalisedEntry) -> bool:
    """Whether an unchanged entry of the same document has the same link; a query only where there are such entries."""
    if not one.remembered or not one.entry.link:
        return False
    others = Entry.objects.filter(feed=one.feed, identity__in={item.identity for item in one.remembered})
    return others.filter(url=one.entry.link[:2000]).exclude(identity=identity_of(one.entry)).exists()


@transaction.atomic
def _store_one(one: _NormalisedEntry, incoming: IncomingArticle, now: datetime) -> str:
    row = _row(one, now)
    stored = store_article(
        incoming=incoming,
        rule=Rule(one.feed.intake_rule),
        category=one.feed.category,
        now=now,
        known_as=one.known.article if one.known else None,
        is_own_address=not one.is_sharing,
        giver=one.feed.source,
    )
    row.article, row.state, row.reason = stored.article, Entry.State.STORED, ""
    row.save()
    return stored.outcome.value


def _row(one: _NormalisedEntry, now: datetime) -> Entry:
    row = one.known or Entry(feed=one.feed, identity=identity_of(one.entry), first_seen_at=now)
    row.content_hash, row.url, row.changed_at = content_hash_of(one.entry), (one.entry.link or "")[:2000], now
    if one.wants_page:
        row.request_page(one.entry.raw, now)
    elif row.page_state:
        row.end_page_request(Entry.PageState.NONE)
    return row


def _log_fault(feed: Feed, entry: ParsedEntry, error: Exception) -> str:
    """Logs an error of ours with its place; gives the sentence that is kept with the entry."""
    log.error("entry %s of feed %s", shown_url(entry.link or ""), feed.pk, exc_info=error)
    return unexpected(error)
