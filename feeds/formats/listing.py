"""Fetch the address of a feed, and read the answer as the feed's kind says."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from feeds.errors import FetchError, ParseError
from feeds.formats.document import ParsedFeed
from feeds.formats.kinds import KINDS, FeedKind, Listing, kind_of
from feeds.formats.known_items import KnownDocument
from feeds.formats.sitemap import MAX_ENTRIES
from feeds.formats.sitemap_parts import NamedSitemap
from feeds.web.addresses import host_of
from feeds.web.fetcher import Conditions, FetchFunction, FetchResult

# Of an index the newest sitemaps are fetched: the current month, and the one before it on the first of a month.
MAX_PARTS = 3
# Parts that are empty, or something else than their index says, do not count; but no more are asked than this.
MAX_PARTS_ASKED = 6
BACKS_OFF = frozenset({429, 503})


def ask_listing(
    url: str,
    kind: str,
    *,
    fetch: FetchFunction,
    conditions: Conditions | None = None,
    pause: Callable[[str], None] = lambda url: None,
    fetch_elsewhere: FetchFunction | None = None,
    is_known: Callable[[str, str], bool] = lambda url, said: False,
    most_parts: int | None = None,
) -> tuple[FetchResult, tuple[FetchResult, ...]]:
    """The answer of a feed's address and, where that is an index of sitemaps, those of its newest sitemaps.

    An index comes back without its validators: it may stay as it is while its sitemaps change. A sitemap that cannot
    be fetched is left out, as is one that `is_known` by its address and what its list says of it, for kinds whose parts
    are read once; no more than `most_parts` are asked, if given. `pause` is called with each further address of the same host before it is fetched, and
    `fetch_elsewhere` asks other hosts. Raises `FetchError` as `fetch` does.
    """
    chosen = kind_of(kind)
    result = fetch(url, conditions, accept=chosen.accept)
    named = _parts_of(result, chosen) if result.ok else ()
    is_list = bool(named)
    if named and chosen.most_parts is not None:
        said = chosen.said_of_parts(Listing.of_answer(result))
        named = tuple(one for one in named if not is_known(one.url, said.get(one.url, "")))
    parts = ask_parts(
        named[:most_parts], result, kind=chosen, fetch=fetch, pause=pause, fetch_elsewhere=fetch_elsewhere
    )
    is_list = bool(parts) or (is_list and chosen.most_parts is not None)
    return (replace(result, etag="", last_modified="") if is_list else result), parts


def _parts_of(result: FetchResult, kind: FeedKind) -> tuple[NamedSitemap, ...]:
    try:
        return kind.parts_of(Listing.of_answer(result))
    except ParseError:
        return ()  # reading raises the same error


def ask_parts(
    named: Sequence[NamedSitemap],
    result: FetchResult,
    *,
    kind: FeedKind,
    fetch: FetchFunction,
    pause: Callable[[str], None] = lambda url: None,
    fetch_elsewhere: FetchFunction | None = None,
) -> tuple[FetchResult, ...]:
    """The answers of the first documents of those that `result` named, those of use before the others.

    One that cannot be fetched is left out, as are further ones of a host that backs off. Of a series without times no
    older part is asked once a newer one has as many entries as are read at all. A part that is an index itself gives
    way to what it names. Raises nothing.
    """
    # The caller has the turn of the host of its first request.
    own = host_of((*result.redirects, result.url)[0])
    useful, others = list[FetchResult](), list[FetchResult]()
    busy, full, asked = set[str](), set[str](), 0
    waiting, seen = deque(named), {*result.redirects, result.url}
    most, most_asked = kind.most_parts or MAX_PARTS, kind.most_parts or MAX_PARTS_ASKED
    while waiting and len(useful) < most and asked < most_asked:
        one = waiting.popleft()
        host = host_of(one.url)
        if host in busy or one.family in full or one.url in seen:
            continue
        seen.add(one.url)
        if host == own:
            pause(one.url)
        asked += 1
        try:
            part = (fetch if host == own else fetch_elsewhere or fetch)(one.url)
        except FetchError:
            continue
        if not part.ok:
            busy |= {host} if part.status in BACKS_OFF else set()
            continue
        if further := _parts_of(part, kind):
            waiting.extendleft(reversed(further))
            continue
        entries = kind.count_entries(Listing.of_answer(part))
        (useful if entries else others).append(part)
        if one.family and entries >= MAX_ENTRIES:
            full.add(one.family)
    return (*useful, *others)


def ask_older(
    result: FetchResult,
    kind: str,
    *,
    at_most: int,
    fetch: FetchFunction,
    pause: Callable[[str], None] = lambda url: None,
    fetch_elsewhere: FetchFunction | None = None,
) -> tuple[FetchResult, ...]:
    """The answers of the documents before `result`, one after the other, up to `at_most`; see `ask_parts`.

    It ends at the first one that cannot be fetched or read, or that was asked before. Raises nothing.
    """
    chosen, own = kind_of(kind), host_of((*result.redirects, result.url)[0])
    older: list[FetchResult] = []
    seen, newest = {*result.redirects, result.url}, result
    while len(older) < at_most:
        url = chosen.older_of(Listing.of_answer(newest))
        if url is None or url in seen:
            break
        seen.add(url)
        if host_of(url) == own:
            pause(url)
        try:
            newest = (fetch if host_of(url) == own else fetch_elsewhere or fetch)(url)
        except FetchError:
            break
        if not newest.ok:
            break
        older.append(newest)
    return tuple(older)


def read_listing(
    result: FetchResult,
    parts: tuple[FetchResult, ...] = (),
    *,
    kind: str,
    selector: str = "",
    known: KnownDocument | None = None,
) -> ParsedFeed:
    """The entries of what `ask_listing` gave, as `kind` says; see `Listing` for `selector` and `known`.

    Raises `ParseError`, with a sentence that names what it is, where it is something else.
    """
    listing = replace(
        Listing.of_answer(result),
        parts=tuple(Listing.of_answer(part) for part in parts),
        selector=selector,
        known=known,
    )
    return kind_of(kind).read(listing)


def recognise(result: FetchResult, *, fetch: FetchFunction) -> tuple[FeedKind, ParsedFeed] | None:
    """The kind that an answer is, and its entries: the first kind that finds any, else the last that can read it.

    `fetch` asks for the parts of an index. None where no kind recognises it, or only one that needs a selector.
    """
    found = None
    parts: dict[tuple[NamedSitemap, ...], tuple[FetchResult, ...]] = {}
    for kind in (kind for kind in KINDS if not kind.needs_selector):
        named = _parts_of(result, kind)
        if named not in parts:
            parts[named] = ask_parts(named, result, kind=kind, fetch=fetch)
        try:
            parsed = read_listing(result, parts[named], kind=kind.name)
        except ParseError:
            continue
        if parsed.entries:
            return kind, parsed
        found = kind, parsed
    return found
