"""Outgoing feeds: any list as RSS 2.0, Atom 1.0 or JSON Feed 1.1."""

from articles.outgoing.feeds.atom import write_atom
from articles.outgoing.feeds.entries import FEED_SIZE, Channel, Entry, for_feeds, read_entries
from articles.outgoing.feeds.json_feed import write_json_feed
from articles.outgoing.feeds.rss import write_rss
from articles.outgoing.feeds.version import written

__all__ = [
    "FEED_SIZE",
    "FORMATS",
    "Channel",
    "Entry",
    "for_feeds",
    "read_entries",
    "write_atom",
    "write_json_feed",
    "write_rss",
    "written",
]

# File extension of a feed's URL: its writer and media type.
FORMATS = {
    "rss": (write_rss, "application/rss+xml; charset=utf-8"),
    "atom": (write_atom, "application/atom+xml; charset=utf-8"),
    "json": (write_json_feed, "application/feed+json; charset=utf-8"),
}
