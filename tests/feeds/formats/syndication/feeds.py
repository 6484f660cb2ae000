"""Writes small feeds around the element that a test is about."""

from feeds.formats.document import ParsedEntry, ParsedFeed
from feeds.formats.feed_parser import parse

URL = "https://bao.example/rss"
NAMESPACES = {
    "media": "http://search.yahoo.com/mrss/",
    "anh": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "fh": "http://purl.org/syndication/history/1.0",
    "at": "http://purl.org/atompub/tombstones/1.0",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
NAMED = "<title>Mùa gặt trên nương</title><link>https://bao.example/tin/1</link><guid isPermaLink='false'>1</guid>"
TEXT = "<description>Bà con gặt lúa giúp nhau.</description>"


def rss(*items: str, channel: str = "") -> ParsedFeed:
    listed = "".join(f"<item>{item}</item>" for item in items)
    document = (
        f'<?xml version="1.0"?><rss version="2.0" {_DECLARED}><channel><title>Báo Mẫu</title>'
        f"<link>https://bao.example/</link>{channel}{listed}</channel></rss>"
    )
    return parse(document.encode(), url=URL)


def atom(*entries: str, feed: str = "", attributes: str = "") -> ParsedFeed:
    listed = "".join(f"<entry>{entry}</entry>" for entry in entries)
    document = (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" {_DECLARED} {attributes}>'
        f"<title>Báo Mẫu</title><id>tag:bao.example,2026:feed</id>{feed}{listed}</feed>"
    )
    return parse(document.encode(), url=URL)


def item(xml: str) -> ParsedEntry:
    return rss(xml).entries[0]


def entry(xml: str, **around: str) -> ParsedEntry:
    return atom(f"<id>tag:bao.example,2026:1</id>{xml}", **around).entries[0]
