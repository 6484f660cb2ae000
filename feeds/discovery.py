"""What an address of a publisher offers to be followed: feeds and sitemaps, each asked and read before it is named.

Where to look, best first: what the page itself declares (`<link rel="alternate">`, as browsers and feed readers do),
its links that look like feeds, the addresses at which publishers commonly keep them, and the sitemaps of robots.txt.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from feeds.addresses import shown_url
from feeds.errors import FetchError, ParseError
from feeds.extractor.decode import decode_page
from feeds.fetcher import PAGE_ACCEPT, Conditions, Fetch, FetchResult
from feeds.listing import ListingKind, ask_parts, read_listing
from feeds.normalise.language import identify
from feeds.parsed import ParsedFeed
from feeds.robots import RobotsRules

# Requests of one discovery: an editor waits for it, and the publisher's server is asked in a row.
MAX_REQUESTS = 24
# A front page links one feed a section; beyond that the sections repeat.
MAX_LINKS_A_PAGE = 15
MAX_CANDIDATES = 20
LANGUAGE_SAMPLE_TITLES = 20

WELL_KNOWN_PATHS = (
    *("/rss", "/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/rss/home.rss", "/feed.json"),
    *("/news-sitemap.xml", "/sitemap.xml"),
)
_FEED_TYPES = frozenset(
    {
        *("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"),
        *("application/json", "application/xml", "text/xml"),
    }
)
_LOOKS_LIKE_A_FEED = re.compile(
    r"\.(?:rss|atom|rdf)(?:[?#]|$)|(?:^|[/_.-])(?:rss|feeds?|atom)(?:[/._?-]|$)|feed\.json|[?&]feed=",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"/comments?/", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that can be followed. `kind` is a `ListingKind`; `newest` is None where no entry tells its time, and
    `language` a BCP 47 tag, empty where neither the feed nor its titles tell. `entries` were read now."""

    kind: str
    url: str
    title: str
    entries: int
    newest: datetime | None
    language: str


@dataclass(slots=True)
class _Search:
    """One discovery on its way: what is still to be asked, and what was."""

    fetch: Fetch
    goes_on: Callable[[], bool]
    requests_left: int = MAX_REQUESTS
    asked: set[str] = field(default_factory=set)
    contents: set[tuple[str, ...]] = field(default_factory=set)
    found: list[Candidate] = field(default_factory=list)

    def ask(
        self, url: str, conditions: Conditions | None = None, *, accept: str = PAGE_ACCEPT
    ) -> FetchResult:
        """Asks within the limits; raises FetchError where they are reached."""
        if self.requests_left <= 0 or not self.goes_on():
            raise FetchError(url, "the time for looking around is over")
        self.requests_left -= 1
        return self.fetch(url, conditions, accept=accept)

    def may_go_on(self) -> bool:
        return self.requests_left > 0 and len(self.found) < MAX_CANDIDATES and self.goes_on()


def discover(
    url: str, *, fetch: Fetch, goes_on: Callable[[], bool] = lambda: True, answer: FetchResult | None = None
) -> list[Candidate]:
    """What can be followed at `url` (a page, a feed or a sitemap), the declared before the guessed.

    `answer` is what `url` answered, where it was asked already. `goes_on` is asked before each further request. Raises
    `FetchError` where `url` itself does not answer; what is linked and does not answer is left out.
    """
    search = _Search(fetch, goes_on)
    first = answer or search.ask(url)
    if not first.ok:
        raise FetchError(
            shown_url(url), f"The server answered {first.status}; check the address.", status=first.status
        )
    search.asked |= {_same(url), _same(first.url)}
    if _note(search, first):
        return search.found
    waiting = deque(feed_links(first.body, url=first.url, charset=first.charset))
    guessed = deque(urljoin(first.url, path) for path in WELL_KNOWN_PATHS)
    robots_asked = False
    while search.may_go_on() and (waiting or guessed):
        if waiting:
            _try(search, waiting.popleft(), waiting)
        elif not robots_asked:
            robots_asked = True
            guessed.extendleft(reversed(_robots(search, first.url).sitemaps[:MAX_LINKS_A_PAGE]))
        else:
            _try(search, guessed.popleft(), waiting)
    return search.found


def feed_links(body: bytes, *, url: str, charset: str = "") -> list[str]:
    """The addresses on a page that are, or look like, feeds; the declared ones first, each once.

    `body` is a page of `url`; what is no HTML gives nothing. Feeds of comments are left out.
    """
    tree = _tree(decode_page(body, charset or None))
    if tree is None:
        return []
    base = next((address for one in tree.xpath("//base/@href") if (address := _absolute(one, url))), url)
    links = [*_declared(tree), *_linked(tree)]
    absolute = (_absolute(link, base) for link in links)
    return list(dict.fromkeys(link for link in absolute if link and not _COMMENTS.search(link)))[
        :MAX_LINKS_A_PAGE
    ]


def _try(search: _Search, url: str, waiting: "deque[str]") -> None:
    """Asks for one address; where it is a page about feeds, what it links waits to be asked too."""
    if _same(url) in search.asked:
        return
    search.asked.add(_same(url))
    try:
        result = search.ask(url)
    except FetchError:
        return
    if not result.ok or (result.url != url and _same(result.url) in search.asked):
        return
    search.asked.add(_same(result.url))
    if not _note(search, result) and _LOOKS_LIKE_A_FEED.search(urlsplit(url).path):
        waiting.extend(feed_links(result.body, url=result.url, charset=result.charset))


def _note(search: _Search, result: FetchResult) -> bool:
    """Whether the answer can be followed; if so it is among what was found, unless another one says the same."""
    read = _read(search, result)
    if read is None:
        return False
    kind, parsed = read
    content = tuple(entry.identity for entry in parsed.entries)
    if not content or content not in search.contents:
        search.contents.add(content)
        search.found.append(_candidate(kind, result.url, parsed))
    return True


def _read(search: _Search, result: FetchResult) -> tuple[ListingKind, ParsedFeed] | None:
    """The answer as the first kind that it is: a news sitemap is a sitemap too, but tells more as what it is."""
    try:
        return ListingKind.FEED, read_listing(result, kind=ListingKind.FEED)
    except ParseError:
        parts = ask_parts(result, fetch=search.ask)
    for kind in (ListingKind.NEWS_SITEMAP, ListingKind.SITEMAP):
        try:
            parsed = read_listing(result, parts, kind=kind)
        except ParseError:
            continue
        if parsed.entries or kind is ListingKind.SITEMAP:
            return kind, parsed
    return None


def _candidate(kind: ListingKind, url: str, parsed: ParsedFeed) -> Candidate:
    times = [time for entry in parsed.entries if (time := entry.published_parsed or entry.updated_parsed)]
    titles = "\n".join(entry.title for entry in parsed.entries[:LANGUAGE_SAMPLE_TITLES])
    found = identify(titles, declared=parsed.language)
    return Candidate(
        kind=kind.value,
        url=url,
        title=parsed.title,
        entries=len(parsed.entries),
        newest=max(times, default=None),
        language="" if found.tag == "und" else found.tag,
    )


def _robots(search: _Search, url: str) -> RobotsRules:
    """The robots.txt of the page's host; one that does not answer allows what is asked once, by an editor's wish."""
    try:
        answer = search.ask(urljoin(url, "/robots.txt"))
    except FetchError:
        return RobotsRules("")
    return RobotsRules(answer.body if answer.ok else "")


def _tree(text: str) -> lxml_html.HtmlElement | None:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(_CONTROLS.sub(" ", text).encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _declared(tree: lxml_html.HtmlElement) -> Iterator[str]:
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        media_type = (link.get("type") or "").partition(";")[0].strip().lower()
        # A translation of the page is an alternate too, and without a type.
        if "alternate" in relations and media_type in _FEED_TYPES and link.get("href"):
            yield link.get("href")


def _linked(tree: lxml_html.HtmlElement) -> Iterator[str]:
    for link in tree.iter("a"):
        address = (link.get("href") or "").strip()
        if address and _LOOKS_LIKE_A_FEED.search(address):
            yield address


def _absolute(link: str, base: str) -> str | None:
    try:
        address = urldefrag(urljoin(base, link.strip())).url
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if address.startswith(_WEB) and parts.hostname else None


def _same(url: str) -> str:
    """Two addresses that differ in scheme, "www." or a last slash are asked once."""
    rest = url.partition("://")[2].removeprefix("www.")
    return rest.rstrip("/")
