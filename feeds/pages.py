"""Reading the pages of entries that gave only a summary, and storing the whole articles.

The entries are in the database already, each with its summary, so nothing is lost whatever a page does. Threads fetch
and read the pages; the thread that holds the database stores what they found, one transaction an article.
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
from feeds.addresses import host_of, shown_url
from feeds.errors import FeedError, HostRestsError
from feeds.extracting import Extraction, PageSource
from feeds.extractor.rules import PageRules
from feeds.fetcher import PAGE_ACCEPT, Fetch, FetchResult
from feeds.full_text import merged, next_attempt, unfit_page
from feeds.knowledge import Knowledge
from feeds.models import Entry, EntryQuerySet, SourceRules
from feeds.normalise.article import normalise
from feeds.pacing import SPACING, Manners, Pace
from feeds.page_rules import rules_of
from feeds.raw import RawArticle
from feeds.renormalising import is_rewritten
from feeds.rereading import read_again
from feeds.robots_files import LONGEST_CRAWL_DELAY, RobotsFiles, remember, remembered
from feeds.visiting import Errand, Visited, Visits

log = logging.getLogger(__name__)

# Of one feed in one run: a new feed's fifty entries are complete within three runs, and no site feels it.
PAGES_A_FEED = 20
PAGES_A_RUN = 200
# The cron line starts a run every five minutes; the pages shall not keep it from ending before the next begins.
PAGES_TIME = timedelta(minutes=3)
PAGE_JOBS = 4
# How long other pullers leave the entries alone that one has taken.
LEASE = timedelta(minutes=15)
PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", "")
REASON_CHARACTERS = 500
# How the warning begins that stands with an article whose page could not be read.
ONLY_SUMMARY = "Only the feed's text is shown: "


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page and the rules for it; `entries` are the ids of all entries that want it."""

    rules: PageRules | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageFound:
    """The article of a page, or a sentence on why there is none; `is_final` where it is useless to try again, `is_left`
    where it was not asked at all."""

    article: RawArticle | None
    reason: str = ""
    is_final: bool = False
    is_left: bool = False


def take_pages(
    entries: EntryQuerySet,
    *,
    fetch: Fetch,
    pace: Pace,
    knowledge: Callable[[], Knowledge],
    now: Callable[[], datetime],
) -> Counter[str]:
    """Reads the pages that `entries` still want and stores their articles.

    How many articles were "completed", and how many pages were "postponed" or "given_up" or not needed any more ("kept"). `knowledge` is asked only
    where there is something to do.
    """
    started = now()
    wanted = _claim(entries, started)
    counted: Counter[str] = Counter()
    if not wanted:
        return counted
    elsewhere = Manners(pace, now).polite(fetch)
    reader = PageReader(urls=[one.url for one in wanted], fetch=fetch, now=now, fetch_elsewhere=elsewhere)
    visits = Visits(wanted, visit=reader.visit, pace=pace, now=now, until=started + PAGES_TIME)
    left = {pk for one in wanted for pk in one.task.entries}
    known = knowledge()
    try:
        for errand, found in visits.results(jobs=PAGE_JOBS):
            remember(reader.robots.learnt())
            if found.is_left:
                continue
            for entry in Entry.objects.filter(pk__in=errand.task.entries).select_related(
                "article", "feed__category"
            ):
                counted[_settle(entry, found, known, now())] += 1
            left.difference_update(errand.task.entries)
    finally:
        reader.close()
    Entry.objects.filter(pk__in=left, page_state=Entry.PageState.WANTED).update(page_next_at=now())
    return counted


def _claim(entries: EntryQuerySet, now: datetime) -> list[Errand[Wanted]]:
    """Takes the newest entries that want their page, so many a feed and in all; each address once."""
    due = (
        entries.page_due(now)
        .exclude(url="")
        .annotate(
            # What readers see as a summary at this moment comes before what they do not see at all.
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
    errands = [
        Errand(url, Wanted(rules.get(source), tuple(entry.pk for entry in entries)))
        for (url, source), entries in groupby(taken, key=lambda entry: (entry.url, entry.feed.source_id))
    ]
    return sorted(errands, key=lambda errand: order[errand.task.entries[0]])


def _settle(entry: Entry, found: PageFound, knowledge: Knowledge, now: datetime) -> str:
    """Stores what came of an entry's page; gives the outcome's name. The entry is never lost for it."""
    reason, is_final = found.reason, found.is_final
    if decision := _decided(entry):
        entry.settle_page(Entry.PageState.GIVEN_UP, decision)
        entry.save()
        return "kept"
    if found.article:
        try:
            reason = _complete(entry, found.article, knowledge, now)
        except FeedError as error:
            reason = error.message
        except Exception as error:
            log.exception("the page of entry %s (%s)", entry.pk, shown_url(entry.url))
            reason = _fault(error)
    if not reason:
        return "completed"
    return _put_off(entry, reason, now, is_final=is_final)


def _decided(entry: Entry) -> str:
    """What an editor did that a page must not undo, as a sentence; empty where nothing was."""
    article = entry.article
    if article is None:
        return "The article was deleted." if entry.state == Entry.State.STORED else ""
    if article.state == Article.State.WITHDRAWN:
        return "The article was withdrawn."
    return "An editor changed the text; it is kept." if is_rewritten(article) else ""


def _complete(entry: Entry, page: RawArticle, knowledge: Knowledge, now: datetime) -> str:
    """Stores the article of entry and page; gives why it cannot be, as a sentence, or nothing."""
    feed = entry.feed
    given = _given(entry)
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
        entry.settle_page(Entry.PageState.TAKEN)
        entry.save()
        _warn(stored.article.pk, "")
        # The summary was never what the publisher wrote instead: it is kept with the entry, not as a revision.
        Revision.objects.filter(article=stored.article, content_hash=summary).delete()
    return ""


def _given(entry: Entry) -> RawArticle:
    """What the feed says of the entry; of an item that cannot be read by itself, its address."""
    language = entry.feed.language
    try:
        return read_again(entry.raw, "entry", read_from=entry.url, url=entry.url, language=language)
    except FeedError:
        return RawArticle(input=entry.url, kind="entry", url=entry.url, declared_language=language or None)


def _has_page(article: Article) -> bool:
    """Whether what is stored of the article came from a page."""
    return Intake.objects.filter(article=article, raw_kind="page").exists()


def _put_off(entry: Entry, reason: str, now: datetime, *, is_final: bool) -> str:
    """Tries the page again later, or not any more; the article says why it is no more than its summary."""
    entry.page_attempts += 1
    later = None if is_final else next_attempt(entry.page_attempts, now)
    if later:
        entry.page_reason, entry.page_next_at = reason[:REASON_CHARACTERS], later
    else:
        entry.settle_page(Entry.PageState.GIVEN_UP, reason)
    with transaction.atomic():
        entry.save()
        if entry.article_id:
            _warn(entry.article_id, reason)
    return "postponed" if later else "given_up"


def _warn(article: int, reason: str) -> None:
    """Puts the warning about a page into the article's record, or takes it out where there is no reason any more."""
    intake = Intake.objects.select_for_update().filter(article=article).defer("raw").first()
    if intake is None or (intake.raw_kind == "page" and reason):
        return  # what is shown came from a page before
    kept = [warning for warning in intake.warnings if not warning.startswith(ONLY_SUMMARY)]
    warnings = [*kept, f"{ONLY_SUMMARY}{reason}"] if reason else kept
    if warnings != intake.warnings:
        intake.warnings = warnings
        intake.save(update_fields=["warnings"])


class PageReader:
    """Fetches pages by the rules of their sites and reads the articles in them. For several threads.

    `fetch` asks the hosts that the caller has a turn of, `fetch_elsewhere` those to which their pages lead.
    """

    def __init__(
        self,
        *,
        urls: Sequence[str],
        fetch: Fetch,
        now: Callable[[], datetime],
        longest_pause: timedelta = LONGEST_CRAWL_DELAY,
        fetch_elsewhere: Fetch | None = None,
    ) -> None:
        self._fetch = fetch
        self._fetch_elsewhere = fetch_elsewhere or fetch
        self._longest_pause = longest_pause
        self.robots = RobotsFiles(
            remembered(urls, now()), fetch=fetch, user_agent=settings.USER_AGENT, now=now
        )
        self._mutex = threading.Lock()
        self._extractions: dict[int, Extraction] = {}

    def visit(self, errand: Errand[Wanted]) -> Visited[PageFound]:
        """Reads one page; what a polite visitor of many needs (`feeds.visiting`)."""
        try:
            found, pause = self.read(errand.url, errand.task.rules)
        except Exception as error:
            # One page must not stop the others; the fault is logged with its place.
            log.exception("the page %s", shown_url(errand.url))
            return Visited(PageFound(None, _fault(error)))
        return Visited(found, pause)

    def read(self, url: str, rules: PageRules | None) -> tuple[PageFound, timedelta]:
        """The article of the page at `url`, and the pause that its site wants. Raises nothing that a page can cause."""
        verdict = self.robots.verdict(url)
        if verdict.unknown:
            return PageFound(None, "The site's robots.txt cannot be read; the page is left until it can."), (
                verdict.delay
            )
        if not verdict.allowed:
            return PageFound(None, "The site's robots.txt forbids reading its pages.", is_final=True), (
                verdict.delay
            )
        if verdict.asked:
            pause = min(max(verdict.delay, spacing_of(url)), self._longest_pause)
            time.sleep(pause.total_seconds())
        try:
            answer = self._fetch(url, accept=PAGE_ACCEPT)
            return self._read(url, answer, rules), verdict.delay
        except HostRestsError as error:
            return PageFound(None, error.message, is_left=True), verdict.delay
        except FeedError as error:
            return PageFound(None, error.message), verdict.delay

    def close(self) -> None:
        """Ends the processes that read pages."""
        with self._mutex:
            extractions, self._extractions = list(self._extractions.values()), {}
        for extraction in extractions:
            extraction.close()

    def _read(self, url: str, answer: FetchResult, rules: PageRules | None) -> PageFound:
        fault = _fault_of(answer)
        if fault:
            return PageFound(None, fault, is_final=answer.gone)
        if answer.redirects:
            is_own = host_of(answer.url) == host_of(url)
            verdict = self.robots.verdict(answer.url, fetch=self._fetch if is_own else self._fetch_elsewhere)
            if verdict.unknown:
                return PageFound(
                    None, "It leads to a site whose robots.txt cannot be read; it is left until it can."
                )
            if not verdict.allowed:
                return PageFound(
                    None, "It leads to a page that the site's robots.txt forbids.", is_final=True
                )
        source = PageSource(answer.body, answer.url, url, answer.charset or None, rules)
        return PageFound(self._extraction().read(source))

    def _extraction(self) -> Extraction:
        """The process that reads pages for this thread."""
        with self._mutex:
            return self._extractions.setdefault(threading.get_ident(), Extraction())


def _fault(error: Exception) -> str:
    return f"An unexpected error ({type(error).__name__}); it is in the log."


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
    """The pause between the site's robots.txt and its page; this machine itself (a rehearsal) needs none."""
    return timedelta() if host_of(url) in {"127.0.0.1", "::1", "localhost"} else SPACING
