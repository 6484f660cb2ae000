"""What every parser returns, free of library objects: a feed and its entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.incoming import AgencyFacts, IncomingPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One entry of a feed.

    `identity` identifies the entry within its feed: its guid or id, else its link, else a hash of its text.
    `link` is absolute, or None. `title` is plain text. `summary_html` and `content_html` are as sent, unsanitised;
    relative addresses in them are relative to `base_url`. `published_raw` and `updated_raw` are the dates as written,
    empty where absent; the parsed times are in UTC and set only where the writing follows RFC 822 or RFC 3339 and
    is unambiguous. `origin_url` is the article's first publication as the entry declares it. `source_url` and `source_title`
    are the feed or site that the entry names as its source, which is no article.

    `raw` is kept with the article, to be read again without the rest of the document (`feeds.reading.kept_input`). So
    it is one of two: an RSS `item` or Atom `entry` element as it stood in its feed, or a JSON object with the members
    of a JSON Feed item. Kinds of feeds that have neither write such an object from what they know; a time that is no
    publication is left out of it. It is empty where the entry cannot be cut out of its document. `own_xml` is the
    element exactly as it stood, where `raw` was completed by what the entry inherits from its feed. `publisher` is
    the name of the entry's own publisher, where no address tells it; `agency` is what a news agency says of it.
    """

    identity: str
    link: str | None = None
    title: str = ""
    summary_html: str = ""
    content_html: str = ""
    author: str = ""
    published_raw: str = ""
    published_parsed: datetime | None = None
    updated_raw: str = ""
    updated_parsed: datetime | None = None
    labels: tuple[str, ...] = ()
    pictures: tuple[IncomingPicture, ...] = ()
    origin_url: str | None = None
    source_url: str | None = None
    source_title: str = ""
    language: str | None = None
    base_url: str = ""
    raw: str = ""
    own_xml: str = ""
    publisher: str = ""
    agency: AgencyFacts | None = None


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that its publisher took back (RFC 6721): its id or guid, and when, None where that is not certain.

    A news agency's item that is canceled is one too, with its `version`; then `identity` is that of the item,
    or of its document, and `language` the only one that is meant (empty: all).

    `by` is the name of the person who did, `comment` the reason given; plain text, empty where absent.
    """

    identity: str
    when: datetime | None
    when_raw: str
    by: str = ""
    comment: str = ""
    version: int | None = None
    is_item: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item that an earlier document of the feed held in the same form, and what the pull needs of it.

    `digest` is the hash of its own XML, `identity` and `content_hash` are those of its entry (hex), `published` is
    the entry's `published_parsed`.
    """

    digest: bytes
    identity: str
    content_hash: str
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed and its entries, in the feed's order.

    `version` is feedparser's name of the format ("rss20", "atom10", "json11"). `hub` and `self_link` are those of
    WebSub. `ttl_minutes`, `skip_hours` (0 to 23, GMT), `skip_days` (0 is Monday) and `update_period_seconds` are the
    publisher's wishes, None or empty where absent. `problems` are sentences about what was wrong and repaired.
    `known` are items that were not parsed again because they have not changed. `context` is a hash of all outside of
    the items that they depend on (see `known_items`), empty where the items must not be remembered.

    `author` is the feed's, which Atom's entries inherit. `is_comments`: the entries are readers' comments, not
    articles. `tombstones` are entries that were taken back (RFC 6721). By RFC 5005, `is_complete` says that the
    document holds all entries of the feed, `is_archive` that it does not change any more; `next_page` is the next page
    of a paged feed, `previous_archive` and `next_archive` are archive documents, `current` is the subscription document.
    `has_known_documents`: it is a list of documents, all of which were read before.
    """

    version: str
    title: str = ""
    language: str | None = None
    link: str | None = None
    hub: str | None = None
    self_link: str | None = None
    ttl_minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    update_period_seconds: int | None = None
    entries: tuple[ParsedEntry, ...] = ()
    problems: tuple[str, ...] = ()
    known: tuple[KnownItem, ...] = ()
    context: bytes = b""
    author: str = ""
    is_comments: bool = False
    tombstones: tuple[Tombstone, ...] = ()
    is_complete: bool = False
    is_archive: bool = False
    next_page: str | None = None
    previous_archive: str | None = None
    next_archive: str | None = None
    current: str | None = None
    has_known_documents: bool = False


def shared_links(entries: Iterable[ParsedEntry]) -> frozenset[str]:
    """The links that several entries with different words have: such a link is the address of none of them."""
    words: dict[str, tuple[str, str, str]] = {}
    shared = set()
    for entry in entries:
        said = (entry.title, entry.summary_html, entry.content_html)
        if entry.link and words.setdefault(entry.link, said) != said:
            shared.add(entry.link)
    return frozenset(shared)
