"""Read again the input of an article that `articles.models.Intake` keeps.

Pages and plain texts are kept whole. Of a feed only the entry is kept, as XML or JSON, so it is put into an empty feed
of its format. The caller gives the feed's language; an `xml:base` of the feed and unusual namespace prefixes are lost.
"""

import re
from dataclasses import replace
from html import escape

from feeds.errors import EntryError, FeedError
from feeds.extractor.page import extract_page
from feeds.extractor.rules import PageRules
from feeds.formats.agency.item import with_kept_facts
from feeds.formats.feed_parser import parse
from feeds.raw import RawArticle, RawKind
from feeds.reading.entry import raw_of_entry
from feeds.reading.plain_text import read_text

_ATOM = "http://www.w3.org/2005/Atom"
_RSS_1 = "http://purl.org/rss/1.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# The usual namespace prefixes of feeds.
_NAMESPACES = {
    "atom": _ATOM,
    "rdf": _RDF,
    "rss": _RSS_1,
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*(?=[\s=/>])")
_ELEMENT = re.compile(r"\s*<(?:([\w.-]+):)?(item|entry)\b([^>]*)>", re.IGNORECASE)


def read_again(
    raw: str,
    kind: RawKind,
    *,
    read_from: str,
    url: str | None,
    language: str = "",
    rules: PageRules | None = None,
) -> RawArticle:
    """The raw article in a kept input.

    `raw` and `kind` are those of the first raw article, `read_from` the path or address for errors, `url` the
    article's address, `language` the feed's language, `rules` those of the page's source. Raises `FeedError` where
    nothing was kept or no article is found in it.
    """
    if not raw.strip():
        raise EntryError(read_from, "Its input was not kept; it can only be fetched again.")
    if kind == "page":
        return extract_page(raw, url=url, input=read_from, rules=rules)
    if kind == "text":
        return replace(read_text(raw, input=read_from), url=url)
    return _entry(raw, read_from=read_from, url=url, language=language)


def _entry(raw: str, *, read_from: str, url: str | None, language: str) -> RawArticle:
    try:
        feed = parse(_feed_around(raw).encode(), url=url or read_from)
    except FeedError as error:
        raise EntryError(read_from, f"The entry that was kept cannot be read: {error.message}") from error
    if not feed.entries:
        raise EntryError(read_from, "What was kept of the feed holds no entry.")
    entry = with_kept_facts(feed.entries[0], raw)
    found = raw_of_entry(entry, feed, input=read_from, language=language)
    return replace(found, url=found.url or url, raw=raw)


def _feed_around(raw: str) -> str:
    """A feed that holds only the entry and declares the namespace prefixes that it uses."""
    if raw.lstrip().startswith("{"):
        return f'{{"version": "https://jsonfeed.org/version/1.1", "title": "", "items": [{raw}]}}'
    head = _ELEMENT.match(raw)
    prefix, name, attributes = (head[1] or "", head[2].lower(), head[3]) if head else ("", "item", "")
    used = {one for one in _PREFIX.findall(raw) if one not in ("xml", "xmlns")}
    bound = {one: _NAMESPACES.get(one, f"urn:prefix:{one}") for one in sorted(used)}
    if name == "entry":
        return _wrapped(raw, "feed", {**bound, prefix: _ATOM})
    if "rdf:about" in attributes:
        return _wrapped(raw, "rdf:RDF", {**bound, "rdf": _RDF, prefix: _RSS_1})
    return f"{_opening('rss', bound)}<channel>{raw}</channel></rss>"


def _wrapped(raw: str, root: str, namespaces: dict[str, str]) -> str:
    if root == "feed" and "" not in namespaces:
        namespaces = {**namespaces, "": _ATOM}
    return f"{_opening(root, namespaces)}{raw}</{root}>"


def _opening(root: str, namespaces: dict[str, str]) -> str:
    version = ' version="2.0"' if root == "rss" else ""
    declared = "".join(
        f' xmlns{":" if prefix else ""}{prefix}="{escape(uri)}"' for prefix, uri in namespaces.items()
    )
    return f"<{root}{version}{declared}>"
