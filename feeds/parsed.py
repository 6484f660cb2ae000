"""A feed as the parser read it: frozen values, no library's objects."""

from dataclasses import dataclass
from datetime import datetime

from articles.incoming import IncomingPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One entry of a feed.

    `identity` names the entry within its feed for ever: its guid or id, else its link, else a hash of its words.
    `link` is absolute, or None. `title` is plain text. `summary_html` and `content_html` are as sent, unsanitised;
    relative addresses in them are relative to `base_url`. `published_raw` and `updated_raw` are the dates as written,
    empty where absent; the parsed times are in UTC and set only where the writing follows RFC 822 or RFC 3339 and
    leaves no doubt. `source_url` and `source_title` are what the entry declares as its source. `raw` is the entry's
    own XML or JSON.
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
    source_url: str | None = None
    source_title: str = ""
    language: str | None = None
    base_url: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item that was read before, and what is needed of it now.

    `digest` is the hash of its own XML, `identity` and `content_hash` are those of its entry (hex), `published` is
    the entry's certain time of publication.
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
    `known` are the items that were not read, because they stand in the document as they were read before; `context`
    is a hash of what the meaning of its items depends on outside of them, empty where they must not be remembered.
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
