"""Fetching the pages of entries that gave only a summary, and storing the full articles.

The entries are stored already, each with its summary, so nothing is lost when a page fails. Threads fetch and read the
pages; the thread that holds the database connection stores the articles, one transaction each.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, When, Window
from django.db.models.functions import RowNumber

from articles.models import Article, Intake, Revision
from articles.services.store import Rule, store_article
from feeds.errors import FeedError, HostBackoffError, unexpected
from feeds.extractor.rules import PageRules
from feeds.knowledge import Knowledge
from feeds.models import Entry, EntryQuerySet, SourceRules
from feeds.normalise.article import normalise
from feeds.raw import RawArticle
from feeds.reading.bounded import Extraction, PageSource
from feeds.reading.full_text import merged, next_attempt, unfit_page
from feeds.reading.kept_input import read_again
from feeds.reading.page_rules import rules_of
from feeds.web.accept import PAGE_ACCEPT
from feeds.web.addresses import host_of, shown_url
from feeds.web.crawl import Crawl, CrawlRequest, CrawlResult
from feeds.web.fetcher import FetchFunction, FetchResult
from feeds.web.rate_limits import SPACING, ClockedLimiter, RateLimiter
from feeds.web.robots_cache import LONGEST_CRAWL_DELAY, RobotsCache, load_robots, save_robots

log = logging.getLogger(__name__)

# Of one feed in one run: a new feed's fifty entries are complete within three runs.
PAGES_A_FEED = 20
PAGES_A_RUN = 200
# Cron starts a run every five minutes; the pages must not make it overlap the next one.
PAGES_TIME = timedelta(minutes=3)
PAGE_JOBS = 4
# How long an entry that one puller claimed is hidden from the others.
LEASE = timedelta(minutes=15)
PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", "")
REASON_CHARACTERS = 500
# How the warning of an article whose page could not be read begins.
ONLY_SUMMARY = "Only the feed's text is shown: "


@dataclass(frozen=True, slots=True)
class WantedPage:
    """A page and the rules for it; `entries` are the ids of all entries that want it."""

    rules: PageRules | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """The article of a page, or a sentence on why there is none. `is_final`: trying again is useless. `is_skipped`: it was
    not fetched, as its host backs off."""

    article: RawArticle | None
    reason: str = ""
    is_final: bool = False
    is_skipped: bool = False


def fetch_pages(
    entries: EntryQuerySet,
    *,
    fetch: FetchFunction,
    limiter: RateLimiter,
    knowledge: Callable[[], Knowledge],
    now: Callable[[], datetime],
) -> Counter[str]:
    """Fetches the pages that `entries` wait for and stores their articles.

    Counts the articles that were "completed", and the pages that were "postponed", "given_up", or not needed any more
    because of an editor's decision ("kept"). `knowledge` is called only where there is something to do.
    """
    started = now()
    wanted = _claim(entries, started)
    counted: Counter[str] = Counter()
    if not wanted:
        return counted
    elsewhere = ClockedLimiter(limiter, now).limited(fetch)
    reader = PageReader(urls=[one.url for one in wanted], fetch=fetch, now=now, fetch_elsewhere=elsewhere)
    crawl = Crawl(wanted, visit=reader.visit, limiter=limiter, now=now, until=started + PAGES_TIME)
    left = {pk for one in wanted for pk in one.purpose.entries}
    known = knowledge()
    try:
        for request, found in crawl.results(jobs=PAGE_JOBS):
            save_robots(reader.robots.take_fetched())
            if found.is_skipped:
                continue
            for entry in Entry.objects.filter(pk__in=request.purpose.entries).select_related(
                "article", "feed__category"
            ):
                counted[_store_result(entry, found, known, now())] += 1
            left.difference_update(request.purpose.entries)
    finally:
        reader.close()
    Entry.objects.filter(pk__in=left, page_state=Entry.PageState.WANTED).update(page_next_at=now())
    return counted


def _claim(entries: EntryQuerySet, now: datetime) -> list[CrawlRequest[WantedPage]]:
    """Claims the newest entries that wait for their page, limited per feed and in all; each address once."""
    due = (
        entries.page_due(now)
        .exclude(url="")
        .annotate(
            # Summaries that readers see now come before articles that they do not see.
            is_shown=Case(When(article__state=Article.State.PUBLISHED, then=1), default=0)
        )
    )
    place = Window(
        RowNumber(),
        partition_by=F("feed_id"),
        order_by=[F("is_shown").desc(), F("first_seen_at").desc(), F("pk").desc()],
    )
    chosen = due.annotate(place=place).filter(place__lte=PAGES_A_FEED).order_by("-is_shown", "place", "-pk")
    pks = list(chosen.values_list("pk", flat=True)[:PAGES_A_RUN])
    if not pks:
        return []
    with transaction.atomic():
        # Another puller may have taken them since they were chosen.
        free = (
            Entry.objects.page_due(now).filter(pk__in=pks).select_for_update(skip_locked=True, of=("self",))
        )
        taken = list(free.select_related("feed").order_by("url", "feed__source_id", "pk"))
        Entry.objects.filter(pk__in=[entry.pk for entry in taken]).update(page_next_at=now + LEASE)
    sources = SourceRules.objects.filter(source__in={entry.feed.source_id for entry in taken})
    rules = {row.source_id: rules_of(row) for row in sources}
    order = {pk: position for position, pk in enumerate(pks)}
    requests = [
        CrawlRequest(url, WantedPage(rules.get(source), tuple(entry.pk for entry in entries)))
        for (url, source), entries in groupby(taken, key=lambda entry: (entry.url, entry.feed.source_id))
    ]
    return sorted(requests, key=lambda request: order[request.purpose.entries[0]])


def _store_result(entry: Entry, found: PageOutcome, knowledge: Knowledge, now: datetime) -> str:
    """Stores the result of an entry's page; gives the outcome's name."""
    reason, is_final = found.reason, found.is_final
    if decision := _editor_decision(entry):
        entry.end_page_request(Entry.PageState.GIVEN_UP, decision)
        entry.save()
        return "kept"
    if found.article:
        try:
            reason = _complete(entry, found.article, knowledge, now)
        except FeedError as error:
            reason = error.message
        except Exception as error:
            log.exception("the page of entry %s (%s)", entry.pk, shown_url(entry.url))
            reason = unexpected(error)
    if not reason:
        return "completed"
    return _retry_later(entry, reason, now, is_final=is_final)


def _editor_decision(entry: Entry) -> str:
    """An editor's decision that a page must not undo, as a sentence; empty where there is none."""
    article = entry.article
    if article is None:
        return "The article was deleted." if entry.state == Entry.State.STORED else ""
    if article.state == Article.State.WITHDRAWN:
        return "The article was withdrawn."
    return ""


def _complete(entry: Entry, page: RawArticle, knowledge: Knowledge, now: datetime) -> str:
    """Stores the article merged from entry and page; gives the reason why it cannot be, else nothing."""
    feed = entry.feed
    given = _article_of_feed(entry)
    reason = unfit_page(given, page)
    if reason:
        return reason
    incoming = normalise(merged(given, page), knowledge=knowledge, now=now)
    summary = entry.article.content_hash if entry.article and not _has_page(entry.article) else None
    with transaction.atomic():
        stored = store_article(
            incoming=incoming,
            rule=Rule(feed.intake_rule),
            category=feed.category,
            now=now,
            known_as=entry.article,
        )
        entry.article, entry.state, entry.reason = stored.article, Entry.State.STORED, ""
        entry.end_page_request(Entry.PageState.TAKEN)
        entry.save()
        _warn(stored.article.pk, "")
        # The summary is no earlier version of the article: it is kept with the entry, not as a revision. What an editor
        # corrected of it was seen by readers.
        earlier = Revision.objects.filter(article=stored.article, content_hash=summary)
        earlier.exclude(cause=Revision.Cause.EDITOR).delete()
    return ""


def _article_of_feed(entry: Entry) -> RawArticle:
    """The article in the feed's item; only its address where the item cannot be read by itself."""
    language = entry.feed.language
    try:
        return read_again(entry.raw, "entry", read_from=entry.url, url=entry.url, language=language)
    except FeedError:
        return RawArticle(input=entry.url, kind="entry", url=entry.url, declared_language=language or None)


def _has_page(article: Article) -> bool:
    """Whether the stored article was read from a page."""
    return Intake.objects.filter(article=article, raw_kind="page").exists()


def _retry_later(entry: Entry, reason: str, now: datetime, *, is_final: bool) -> str:
    """Has the page tried again later, or gives it up; the article's record says why it is only a summary."""
    entry.page_attempts += 1
    later = None if is_final else next_attempt(entry.page_attempts, now)
    if later:
        entry.page_reason, entry.page_next_at = reason[:REASON_CHARACTERS], later
    else:
        entry.end_page_request(Entry.PageState.GIVEN_UP, reason)
    with transaction.atomic():
        entry.save()
        if entry.article_id:
            _warn(entry.article_id, reason)
    return "postponed" if later else "given_up"


def _warn(article: int, reason: str) -> None:
    """Puts the warning about a page into the article's record, or takes it out where there is no reason any more."""
    intake = Intake.objects.select_for_update().filter(article=article).defer("raw").first()
    if intake is None or (intake.raw_kind == "page" and reason):
        return  # the stored article is that of a page read before
    kept = [warning for warning in intake.warnings if not warning.startswith(ONLY_SUMMARY)]
    warnings = [*kept, f"{ONLY_SUMMARY}{reason}"] if reason else kept
    if warnings != intake.warnings:
        intake.warnings = warnings
        intake.save(update_fields=["warnings"])


class PageReader:
    """Fetches pages as robots.txt allows and reads the articles in them. Thread-safe.

    `fetch` asks the hosts that the caller has a turn of, `fetch_elsewhere` those that redirects lead to.
    """

    def __init__(
        self,
        *,
        urls: Sequence[str],
        fetch: FetchFunction,
        now: Callable[[], datetime],
        longest_pause: timedelta = LONGEST_CRAWL_DELAY,
        fetch_elsewhere: FetchFunction | None = None,
    ) -> None:
        self._fetch = fetch
        self._fetch_elsewhere = fetch_elsewhere or fetch
        self._longest_pause = longest_pause
        self._now = now
        self.robots = RobotsCache(
            load_robots(urls, now()), fetch=fetch, user_agent=settings.USER_AGENT, now=now
        )
        self._mutex = threading.Lock()
        self._extractions: dict[int, Extraction] = {}

    def visit(self, request: CrawlRequest[WantedPage]) -> CrawlResult[PageOutcome]:
        """Reads one page, as a visitor of `feeds.web.crawl`."""
        try:
            found, pause = self.read(request.url, request.purpose.rules)
        except Exception as error:
            # One page must not stop the others; the fault is logged with its place.
            log.exception("the page %s", shown_url(request.url))
            return CrawlResult(PageOutcome(None, unexpected(error)))
        return CrawlResult(found, pause)

    def read(self, url: str, rules: PageRules | None) -> tuple[PageOutcome, timedelta]:
        """The article of the page at `url`, and the Crawl-delay of its site. Raises nothing that a page can cause."""
        verdict = self.robots.verdict(url)
        if verdict.unknown:
            return PageOutcome(
                None, "The site's robots.txt cannot be read; the page is left until it can."
            ), (verdict.delay)
        if not verdict.allowed:
            return PageOutcome(None, "The site's robots.txt forbids reading its pages.", is_final=True), (
                verdict.delay
            )
        if verdict.just_fetched:
            pause = min(max(verdict.delay, spacing_of(url)), self._longest_pause)
            time.sleep(pause.total_seconds())
        try:
            answer = self._fetch(url, accept=PAGE_ACCEPT)
            return self._read(url, answer, rules), verdict.delay
        except HostBackoffError as error:
            return PageOutcome(None, error.message, is_skipped=True), verdict.delay
        except FeedError as error:
            return PageOutcome(None, error.message), verdict.delay

    def close(self) -> None:
        """Ends the extraction processes."""
        with self._mutex:
            extractions, self._extractions = list(self._extractions.values()), {}
        for extraction in extractions:
            extraction.close()

    def _read(self, url: str, answer: FetchResult, rules: PageRules | None) -> PageOutcome:
        fault = _fault_of(answer)
        if fault:
            return PageOutcome(None, fault, is_final=answer.gone)
        if answer.redirects:
            is_own = host_of(answer.url) == host_of(url)
            verdict = self.robots.verdict(answer.url, fetch=self._fetch if is_own else self._fetch_elsewhere)
            if verdict.unknown:
                return PageOutcome(
                    None, "It leads to a site whose robots.txt cannot be read; it is left until it can."
                )
            if not verdict.allowed:
                return PageOutcome(
                    None, "It leads to a page that the site's robots.txt forbids.", is_final=True
                )
        source = PageSource(answer.body, answer.url, url, answer.charset or None, rules, self._now())
        return PageOutcome(self._extraction().read(source))

    def _extraction(self) -> Extraction:
        """The extraction process of this thread."""
        with self._mutex:
            return self._extractions.setdefault(threading.get_ident(), Extraction())


def _fault_of(answer: FetchResult) -> str:
    """Why the answer is no page, as a sentence; empty where it may be one."""
    if answer.status == 404:
        return "The page is not found (404)."
    if answer.gone:
        return "The page is gone for good (410)."
    if not answer.ok:
        return f"The page's server answered {answer.status}."
    if answer.content_type not in PAGE_TYPES:
        return f"The address gives no web page but {answer.content_type}."
    return ""


def spacing_of(url: str) -> timedelta:
    """The pause between the site's robots.txt and its page; none for the local machine (tests, development)."""
    return timedelta() if host_of(url) in {"127.0.0.1", "::1", "localhost"} else SPACING
