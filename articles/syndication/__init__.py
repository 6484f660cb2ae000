"""What the site gives to feed readers: any list as RSS 2.0, Atom 1.0 or JSON Feed 1.1."""

from articles.syndication.atom import write_atom
from articles.syndication.entries import FEED_SIZE, Channel, Entry, for_feeds, read_entries
from articles.syndication.json_feed import write_json_feed
from articles.syndication.rss import write_rss

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
]

# The ending of a feed's address: what writes it, and its media type.
FORMATS = {
    "rss": (write_rss, "application/rss+xml; charset=utf-8"),
    "atom": (write_atom, "application/atom+xml; charset=utf-8"),
    "json": (write_json_feed, "application/feed+json; charset=utf-8"),
}
