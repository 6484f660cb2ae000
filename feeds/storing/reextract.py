"""Reading the pages of a source again after its page rules changed: the kept pages, and those still to be fetched."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from articles.models import Article
from articles.models.article import ArticleQuerySet
from feeds.errors import FeedError
from feeds.knowledge import Knowledge
from feeds.models import Entry, EntryQuerySet
from feeds.reading.full_text import wants_page
from feeds.reading.kept_input import read_again
from feeds.storing.pages import fetch_pages
from feeds.web.fetcher import FetchFunction
from feeds.web.rate_limits import RateLimiter


def with_kept_page(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Those whose page was kept: they are read again without a request."""
    return articles.filter(intake__raw_kind="page").exclude(intake__raw="")


def without_page(articles: ArticleQuerySet) -> list[int]:
    """The ids of the entries of `articles` whose page their feed's rule asks for and that was not kept; none of
    withdrawn articles."""
    rows = (
        Entry.objects.filter(article__in=articles.exclude(state=Article.State.WITHDRAWN), feed__enabled=True)
        .exclude(article__intake__raw_kind="page", article__intake__raw__gt="")
        .select_related("feed", "article__intake")
        .order_by("pk")
    )
    return [entry.pk for entry in rows.iterator(chunk_size=100) if _is_wanted(entry)]


def request_pages(entries: list[int], now: datetime) -> None:
    """Requests the pages of these entries; this run or the next pull fetches them."""
    for entry in Entry.objects.filter(pk__in=entries).select_related("article__intake").iterator(100):
        entry.request_page(_raw_of(entry), now, at_once=True)
        entry.save()


def fetch_requested_pages(
    entries: list[int],
    *,
    fetch: FetchFunction,
    limiter: RateLimiter,
    knowledge: Knowledge,
    now: Callable[[], datetime],
) -> Counter[str]:
    """Fetches the pages that these entries wait for, in as many rounds as it takes."""
    counted: Counter[str] = Counter()
    rows: EntryQuerySet = Entry.objects.filter(pk__in=entries)
    while outcome := fetch_pages(rows, fetch=fetch, limiter=limiter, knowledge=lambda: knowledge, now=now):
        counted.update(outcome)
    return counted


def _is_wanted(entry: Entry) -> bool:
    raw = _raw_of(entry)
    if not raw or not entry.url:
        return False
    try:
        given = read_again(raw, "entry", read_from=entry.url, url=entry.url, language=entry.feed.language)
    except FeedError:
        return False
    return wants_page(given, entry.feed.full_text)


def _raw_of(entry: Entry) -> str:
    """The feed's item, kept with the entry or as the input of its article."""
    intake = getattr(entry.article, "intake", None)
    if entry.raw or intake is None:
        return entry.raw
    return intake.raw if intake.raw_kind == "entry" else ""
