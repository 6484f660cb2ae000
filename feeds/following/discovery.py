"""Feed discovery: the feeds and sitemaps of a publisher's address, each fetched and read before it is listed.

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

from feeds.errors import FetchError, ParseError
from feeds.formats.decode import decode_page
from feeds.formats.document import ParsedFeed
from feeds.formats.kinds import KINDS, FeedKind, kind_of
from feeds.formats.listing import recognise
from feeds.normalise.languages.identify import identify
from feeds.web.accept import PAGE_ACCEPT
from feeds.web.addresses import absolute_url, shown_url
from feeds.web.fetcher import Conditions, FetchFunction, FetchResult
from feeds.web.link_header import own_links
from feeds.web.robots_rules import RobotsRules

# Requests of one discovery: an editor waits for it, and they all go to one server.
MAX_REQUESTS = 24
# A front page links one feed a section; beyond that the sections repeat.
MAX_LINKS_A_PAGE = 15
MAX_CANDIDATES = 20
LANGUAGE_SAMPLE_TITLES = 20

_WELL_KNOWN_PATHS = tuple(path for kind in KINDS for path in kind.well_known_paths)
_FEED_TYPES = frozenset[str]().union(*(kind.media_types for kind in KINDS))
_LOOKS_LIKE_A_FEED = re.compile(
    r"\.(?:rss|atom|rdf)(?:[?#]|$)|(?:^|[/_.-])(?:rss|feeds?|atom)(?:[/._?-]|$)|feed\.json|[?&]feed=",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"/comments?/", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed that can be added.

    `kind` is the name of a `FeedKind`, `entries` the number of entries read, `newest` the time of the newest one where
    any has a time. `language` is a BCP 47 tag, empty where neither the feed nor its titles tell it.
    """

    kind: str
    url: str
    title: str
    entries: int
    newest: datetime | None
    language: str

    @property
    def label(self) -> str:
        """The kind as editors read it."""
        return str(kind_of(self.kind).label)


@dataclass(slots=True)
class _Discovery:
    """The state of one discovery: its budget of requests, the addresses asked and the candidates found."""

    fetch: FetchFunction
    may_continue: Callable[[], bool]
    requests_left: int = MAX_REQUESTS
    asked: set[str] = field(default_factory=set)
    contents: set[tuple[str, ...]] = field(default_factory=set)
    found: list[Candidate] = field(default_factory=list)

    def ask(
        self, url: str, conditions: Conditions | None = None, *, accept: str = PAGE_ACCEPT
    ) -> FetchResult:
        """Fetches within the budget; raises FetchError where it is used up."""
        if self.requests_left <= 0 or not self.may_continue():
            raise FetchError(url, "the time for looking around is over")
        self.requests_left -= 1
        return self.fetch(url, conditions, accept=accept)

    def has_budget(self) -> bool:
        return self.requests_left > 0 and len(self.found) < MAX_CANDIDATES and self.may_continue()


def discover(
    url: str,
    *,
    fetch: FetchFunction,
    may_continue: Callable[[], bool] = lambda: True,
    answer: FetchResult | None = None,
) -> list[Candidate]:
    """The feeds of `url` (a page, a feed or a sitemap), the declared before those at well-known paths.

    `answer` is the answer of `url`, where it was fetched already. `may_continue` is called before each further request.
    Raises `FetchError` where `url` itself does not answer; a link that does not answer is left out.
    """
    search = _Discovery(fetch, may_continue)
    first = answer or search.ask(url)
    if not first.ok:
        raise FetchError(
            shown_url(url), f"The server answered {first.status}; check the address.", status=first.status
        )
    search.asked |= {_same(url), _same(first.url)}
    if _add_if_readable(search, first):
        return search.found
    links = deque(feed_links(first.body, url=first.url, charset=first.charset, link_header=first.link))
    well_known = deque(urljoin(first.url, path) for path in _WELL_KNOWN_PATHS)
    robots_asked = False
    while search.has_budget() and (links or well_known):
        if links:
            _follow_link(search, links.popleft(), links)
        elif not robots_asked:
            robots_asked = True
            well_known.extendleft(reversed(_robots(search, first.url).sitemaps[:MAX_LINKS_A_PAGE]))
        else:
            _follow_link(search, well_known.popleft(), links)
    return search.found


def feed_links(body: bytes, *, url: str, charset: str = "", link_header: str = "") -> list[str]:
    """The addresses on a page that are, or look like, feeds; the declared ones first, each once.

    `body` is a page of `url`; what is no HTML gives nothing. Feeds of comments are left out.
    """
    declared = [absolute_url(link, url) for link in _declared_by_header(link_header, url)]
    tree = page_of(body, charset, url)
    if tree is None:
        return list(dict.fromkeys(link for link in declared if link))
    base = next((address for one in tree.xpath("//base/@href") if (address := absolute_url(one, url))), url)
    links = [*_declared(tree), *_linked(tree)]
    found = (*declared, *(absolute_url(link, base) for link in links))
    absolute = (urldefrag(link or "").url for link in found)
    return list(dict.fromkeys(link for link in absolute if link and not _COMMENTS.search(link)))[
        :MAX_LINKS_A_PAGE
    ]


def _follow_link(search: _Discovery, url: str, links: "deque[str]") -> None:
    """Fetches one address; where it is a page about feeds, its links are added to `links`."""
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
    if not _add_if_readable(search, result) and _LOOKS_LIKE_A_FEED.search(urlsplit(url).path):
        links.extend(feed_links(result.body, url=result.url, charset=result.charset, link_header=result.link))


def _add_if_readable(search: _Discovery, result: FetchResult) -> bool:
    """Whether the answer is a feed; if so it is added to the candidates, unless one with the same entries is there."""
    read = recognise(result, fetch=search.ask)
    if read is None:
        return False
    kind, parsed = read
    content = tuple(entry.identity for entry in parsed.entries)
    if not content or content not in search.contents:
        search.contents.add(content)
        search.found.append(_candidate(kind, result.url, parsed))
    return True


def _candidate(kind: FeedKind, url: str, parsed: ParsedFeed) -> Candidate:
    times = [time for entry in parsed.entries if (time := entry.published_parsed or entry.updated_parsed)]
    titles = "\n".join(entry.title for entry in parsed.entries[:LANGUAGE_SAMPLE_TITLES])
    found = identify(titles, declared=parsed.language)
    return Candidate(
        kind=kind.name,
        url=url,
        title=parsed.title,
        entries=len(parsed.entries),
        newest=max(times, default=None),
        language="" if found.tag == "und" else found.tag,
    )


def _robots(search: _Discovery, url: str) -> RobotsRules:
    """The robots.txt of the page's host; none where it does not answer, as an editor asks only once."""
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


def page_of(body: bytes, charset: str, url: str) -> lxml_html.HtmlElement | None:
    """The page at `url` as a tree; None where it is no HTML."""
    try:
        return _tree(decode_page(body, charset or None, where=url))
    except ParseError:  # an encoding that is refused
        return None


def _declared_by_header(header: str, url: str) -> Iterator[str]:
    """The feeds that the answer's Link header declares as alternates of the page."""
    for link in own_links(header, url) if header else ():
        if "alternate" in link.relations and link.media_type in _FEED_TYPES:
            yield link.target


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


def _same(url: str) -> str:
    """A key by which addresses that differ in scheme, "www." or a last slash are fetched once."""
    rest = url.partition("://")[2].removeprefix("www.")
    return rest.rstrip("/")
