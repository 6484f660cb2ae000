"""The register of feed kinds: how the articles of a source may be listed, and how each kind is fetched and read.

A new kind is a subclass of `FeedKind` and its place in `KINDS`. The model's choices, the admin form, the pull, the files
that `preview` and `import_articles` read, OPML and CSV lists, discovery and the public OPML all use this register.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feeds.errors import ParseError
from feeds.formats.agency.documents import AGENCY_VERSION, ENDINGS, is_agency_document, read_documents
from feeds.formats.agency.folders import as_parts, listed_documents
from feeds.formats.archives import may_name_older, older_document, with_older
from feeds.formats.document import ParsedEntry, ParsedFeed
from feeds.formats.feed_parser import parse
from feeds.formats.known_items import KnownDocument
from feeds.formats.list_page import parse_list_page, selector_error
from feeds.formats.sitemap import (
    MAX_ENTRIES,
    MAX_NEWS_ENTRIES,
    NEWS_SITEMAP_VERSION,
    SITEMAP_VERSION,
    count_addresses,
    named_sitemaps,
    newest_first,
    parse_sitemap,
)
from feeds.formats.sitemap_parts import NamedSitemap
from feeds.web.accept import FEED_ACCEPT, PAGE_ACCEPT

if TYPE_CHECKING:  # the HTTP client takes four megabytes; who reads a file does not need it
    from feeds.web.fetcher import FetchResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A document that lists articles, and what reading it may need.

    `body` is what `url` answered; `content_type` is the media type without parameters, `charset` its parameter, each
    empty where unknown. `parts` are the further documents that it names, `selector` is the feed's CSS selector, and
    `known` are the known items of the feed's last document (None: everything is read).
    """

    body: bytes
    url: str
    content_type: str = ""
    charset: str = ""
    parts: tuple["Listing", ...] = ()
    selector: str = ""
    known: KnownDocument | None = None

    @classmethod
    def of_answer(cls, result: "FetchResult") -> "Listing":
        return cls(body=result.body, url=result.url, content_type=result.content_type, charset=result.charset)


COMMENTS_SENTENCE = (
    "it is a feed of readers' comments, not of articles; follow the feed of the site's articles instead"
)


class FeedKind(ABC):
    """One kind of feed.

    `name` is stored (15 characters at most) and stands in lists; `label` is what editors read. `accept` is the Accept
    header of the request. `endings` (with their dot) and `media_types` identify files and links of this kind, and
    `well_known_paths` are where publishers commonly keep one. `needs_selector`: an editor gives a CSS selector, so the
    kind cannot be recognised by itself. `suits_feed_readers`: programs that subscribe to feeds understand it.
    `most_parts`: how many further documents are asked at once, each only once as long as its list says nothing new of
    it; None: as many as of an index of sitemaps, each time.
    """

    name: ClassVar[str]
    label: ClassVar[Promise]
    accept: ClassVar[str] = FEED_ACCEPT
    endings: ClassVar[frozenset[str]] = frozenset()
    media_types: ClassVar[frozenset[str]] = frozenset()
    well_known_paths: ClassVar[tuple[str, ...]] = ()
    needs_selector: ClassVar[bool] = False
    suits_feed_readers: ClassVar[bool] = False
    most_parts: ClassVar[int | None] = None

    @abstractmethod
    def read(self, listing: Listing) -> ParsedFeed:
        """The entries of a document of this kind.

        Raises `ParseError`, with a sentence that names what it is, where it is something else.
        """

    def parts_of(self, listing: Listing) -> tuple[NamedSitemap, ...]:
        """The further documents that `listing` names and that are read with it, the newest first.

        Raises `ParseError` as `read` does.
        """
        return ()

    def count_entries(self, part: Listing) -> int:
        """About how many entries a further document has; 0 where it is of no use. Raises nothing."""
        return 0

    def said_of_parts(self, listing: Listing) -> dict[str, str]:
        """What `listing` says of each further document, by its address, for kinds whose parts are read once."""
        return {}

    def older_of(self, listing: Listing) -> str | None:
        """The address of the document with the entries before those of `listing`; None where none is named."""
        return None

    def selector_error(self, selector: str) -> str | None:
        """What is wrong with an editor's selector, in one sentence; None where it can be used or is not needed."""
        return None


class SyndicationFeed(FeedKind):
    name = "feed"
    label = _("RSS, Atom or JSON feed")
    endings = frozenset({".xml", ".rss", ".atom", ".rdf", ".json"})
    media_types = frozenset(
        {
            *("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"),
            *("application/json", "application/xml", "text/xml"),
        }
    )
    well_known_paths = ("/rss", "/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/rss/home.rss", "/feed.json")
    suits_feed_readers = True

    def read(self, listing: Listing) -> ParsedFeed:
        newest, older = _read_feed(listing), list[ParsedFeed]()
        for one in listing.parts:
            try:
                older.append(_read_feed(one))
            except ParseError:
                break
        return with_older(newest, older) if older else newest

    def older_of(self, listing: Listing) -> str | None:
        """The archive or the further page that a feed names (RFC 5005)."""
        if not may_name_older(listing.body):
            return None
        try:
            return older_document(_read_feed(listing))
        except ParseError:
            return None


def _read_feed(listing: Listing) -> ParsedFeed:
    feed = parse(
        listing.body,
        url=listing.url,
        content_type=listing.content_type or None,
        charset=listing.charset,
        known=listing.known,
    )
    if feed.is_comments:
        raise ParseError(listing.url, COMMENTS_SENTENCE, instead="comments")
    return feed


class Sitemap(FeedKind):
    name = "sitemap"
    label = _("Sitemap")
    well_known_paths = ("/sitemap.xml",)
    version: ClassVar[str] = SITEMAP_VERSION
    most_entries: ClassVar[int] = MAX_ENTRIES
    has_news: ClassVar[bool] = False

    def parts_of(self, listing: Listing) -> tuple[NamedSitemap, ...]:
        """The sitemaps that an index of them names."""
        return named_sitemaps(listing.body, url=listing.url, charset=listing.charset)

    def count_entries(self, part: Listing) -> int:
        return count_addresses(part.body, url=part.url)

    def read(self, listing: Listing) -> ParsedFeed:
        """One feed of all sitemaps. A sitemap that cannot be read is a problem of the feed; raises where none can."""
        read, faults = [], []
        for one in listing.parts or (listing,):
            try:
                read.append(parse_sitemap(one.body, url=one.url, charset=one.charset, news=self.has_news))
            except ParseError as error:
                faults.append(error)
        if not read:
            raise faults[0]
        entries: dict[str, ParsedEntry] = {}
        for entry in newest_first(entry for one in read for entry in one.entries):
            entries.setdefault(entry.identity, entry)
        problems = (problem for one in read for problem in one.problems)
        return ParsedFeed(
            version=self.version,
            title=next((one.title for one in read if one.title), ""),
            language=next((one.language for one in read if one.language), None),
            entries=tuple(entries.values())[: self.most_entries],
            problems=(*problems, *(str(error) for error in faults)),
        )


class NewsSitemap(Sitemap):
    name = "news-sitemap"
    label = _("News sitemap")
    well_known_paths = ("/news-sitemap.xml",)
    version = NEWS_SITEMAP_VERSION
    most_entries = MAX_NEWS_ENTRIES
    has_news = True


class ListPage(FeedKind):
    name = "list-page"
    label = _("Page that lists articles")
    accept = PAGE_ACCEPT
    needs_selector = True

    def read(self, listing: Listing) -> ParsedFeed:
        return parse_list_page(
            listing.body,
            url=listing.url,
            selector=listing.selector,
            declared_charset=listing.charset or None,
        )

    def selector_error(self, selector: str) -> str | None:
        return selector_error(selector)


class AgencyDocuments(FeedKind):
    """Documents of a news agency at one address: one, several in one, or a folder or sitemap that lists them."""

    name = "agency"
    label = _("News agency documents (NewsML-G2, NITF, ninjs)")
    endings = ENDINGS
    media_types = frozenset(
        {
            *("application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml"),
            *("application/vnd.iptc.g2.packageitem+xml", "application/zip"),
        }
    )
    most_parts = 30  # with a wait of ten seconds between two, as some hosts wish, within the lease of a feed

    def parts_of(self, listing: Listing) -> tuple[NamedSitemap, ...]:
        """The documents that a folder's page or a sitemap lists."""
        return as_parts(listed_documents(listing.body, url=listing.url, charset=listing.charset))

    def said_of_parts(self, listing: Listing) -> dict[str, str]:
        listed = listed_documents(listing.body, url=listing.url, charset=listing.charset)
        return {one.url: one.said for one in listed}

    def count_entries(self, part: Listing) -> int:
        return int(is_agency_document(part.body))

    def read(self, listing: Listing) -> ParsedFeed:
        if not listing.parts and not is_agency_document(listing.body) and self.parts_of(listing):
            return ParsedFeed(version=AGENCY_VERSION, has_known_documents=True)
        return read_documents([(one.url, one.body, one.charset) for one in listing.parts or (listing,)])


# In the order in which an unknown document is tried: a news sitemap is a sitemap too, but has titles and dates.
KINDS: tuple[FeedKind, ...] = (
    SyndicationFeed(),
    AgencyDocuments(),
    NewsSitemap(),
    Sitemap(),
    ListPage(),
)
# The kind of an address where none is named; also the default of the model's field.
DEFAULT_KIND = SyndicationFeed.name
_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(name: str) -> FeedKind:
    """The kind that is stored as `name`. Raises LookupError where there is none."""
    return _BY_NAME[name]


def kind_of_file(ending: str, content_type: str = "") -> FeedKind:
    """The kind of a file or an answer by its ending (".rss"), else by its media type, else the usual one."""
    by_ending = (kind for kind in KINDS if ending in kind.endings)
    by_type = (kind for kind in KINDS if content_type in kind.media_types)
    return next(by_ending, None) or next(by_type, None) or kind_of(DEFAULT_KIND)


def unknown_kind(name: str) -> str | None:
    """A sentence where no kind is stored as `name`."""
    if name in _BY_NAME:
        return None
    return f"the kind “{name[:40]}” is not known; use {', '.join(_BY_NAME)}"
