"""What the address of a feed answers, read as its kind says: a feed, a sitemap, a news sitemap or a page with a list."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from feeds.addresses import host_of
from feeds.errors import FetchError, ParseError
from feeds.fetcher import FEED_ACCEPT, PAGE_ACCEPT, Conditions, Fetch, FetchResult
from feeds.list_page import parse_list_page
from feeds.parsed import ParsedEntry, ParsedFeed
from feeds.parser import parse
from feeds.sitemap import (
    MAX_ENTRIES,
    MAX_NEWS_ENTRIES,
    NEWS_SITEMAP_VERSION,
    SITEMAP_VERSION,
    named_sitemaps,
    newest_first,
    parse_sitemap,
)

# Of an index the newest sitemaps are asked for: the current month, and the one before it on the first of a month.
MAX_PARTS = 3
WANTS_REST = frozenset({429, 503})


class ListingKind(StrEnum):
    """How the articles of a source are listed; the values are those of `Feed.Kind`."""

    FEED = "feed"
    SITEMAP = "sitemap"
    NEWS_SITEMAP = "news-sitemap"
    LIST_PAGE = "list-page"


SITEMAPS = frozenset({ListingKind.SITEMAP, ListingKind.NEWS_SITEMAP})


def ask_listing(
    url: str,
    kind: str,
    *,
    fetch: Fetch,
    conditions: Conditions | None = None,
    pause: Callable[[str], None] = lambda url: None,
    fetch_elsewhere: Fetch | None = None,
) -> tuple[FetchResult, tuple[FetchResult, ...]]:
    """The answer of a listing's address and, where that is an index of sitemaps, those of its newest sitemaps.

    An index comes back without its validators: it may stay as it is while its sitemaps change. A sitemap that cannot
    be fetched is left out. `pause` is called with each further address of the same host before it is asked for, and
    `fetch_elsewhere` asks other hosts. Raises `FetchError` as `fetch` does.
    """
    accept = PAGE_ACCEPT if kind == ListingKind.LIST_PAGE else FEED_ACCEPT
    result = fetch(url, conditions, accept=accept)
    parts: tuple[FetchResult, ...] = ()
    if kind in SITEMAPS and result.ok:
        parts = ask_parts(result, fetch=fetch, pause=pause, fetch_elsewhere=fetch_elsewhere)
    return (replace(result, etag="", last_modified="") if parts else result), parts


def ask_parts(
    result: FetchResult,
    *,
    fetch: Fetch,
    pause: Callable[[str], None] = lambda url: None,
    fetch_elsewhere: Fetch | None = None,
) -> tuple[FetchResult, ...]:
    """The answers of the newest sitemaps that `result` names; nothing where it is no index of sitemaps.

    One that cannot be fetched is left out, as are further ones of a host that wants to be left alone. Raises nothing.
    """
    try:
        named = named_sitemaps(result.body, url=result.url)
    except ParseError:
        return ()
    # The host that the caller has a turn of is the one that it asked for.
    parts, own, busy = [], host_of((*result.redirects, result.url)[0]), set[str]()
    for one in named[:MAX_PARTS]:
        host = host_of(one.url)
        if host in busy:
            continue
        if host == own:
            pause(one.url)
        try:
            part = (fetch if host == own else fetch_elsewhere or fetch)(one.url)
        except FetchError:
            continue
        if part.ok:
            parts.append(part)
        elif part.status in WANTS_REST:
            busy.add(host)
    return tuple(parts)


def read_listing(
    result: FetchResult, parts: tuple[FetchResult, ...] = (), *, kind: str, selector: str = ""
) -> ParsedFeed:
    """The entries of what `ask_listing` gave, as `kind` says.

    Raises `ParseError`, with a sentence that names what it is, where it is something else.
    """
    if kind == ListingKind.LIST_PAGE:
        return parse_list_page(
            result.body, url=result.url, selector=selector, declared_charset=result.charset or None
        )
    if kind in SITEMAPS:
        return _read_sitemaps(parts or (result,), news=kind == ListingKind.NEWS_SITEMAP)
    return parse(result.body, url=result.url, content_type=result.content_type or None)


def _read_sitemaps(answers: tuple[FetchResult, ...], *, news: bool) -> ParsedFeed:
    """One feed of all sitemaps; one that cannot be read is told as a problem unless none can."""
    read, faults = [], []
    for answer in answers:
        try:
            read.append(parse_sitemap(answer.body, url=answer.url, news=news))
        except ParseError as error:
            faults.append(error)
    if not read:
        raise faults[0]
    entries: dict[str, ParsedEntry] = {}
    for entry in newest_first(entry for one in read for entry in one.entries):
        entries.setdefault(entry.identity, entry)
    return ParsedFeed(
        version=NEWS_SITEMAP_VERSION if news else SITEMAP_VERSION,
        title=next((one.title for one in read if one.title), ""),
        language=next((one.language for one in read if one.language), None),
        entries=tuple(entries.values())[: MAX_NEWS_ENTRIES if news else MAX_ENTRIES],
        problems=(*(problem for one in read for problem in one.problems), *(str(error) for error in faults)),
    )
