"""Which sitemaps of an index hold articles, in which order they are read, and which addresses are no articles'. Pure.

Names are those of WordPress's core, Yoast, Rank Math and other plugins, Ghost, Hugo and Jekyll. Only the last segment of
a sitemap's path counts: a folder may have any name.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import unquote, urlsplit

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_ENDING = re.compile(r"(?:\.(?:xml|gz|txt|php|rss|atom|json))+$")
_LISTS = (
    r"(?:[a-z]+_)*(?:taxonom(?:y|ies)|tax|categor(?:y|ies)|cats?|tags?|post_formats?|format|authors?|users?|"
    r"feeds?|rss|atom)"
)
_FEED = re.compile(r"(?:[\w-]*[-_.])?(?:feeds?|rss2?|atom|rdf)")
# "page-sitemap2" and "sitemap-pages" hold pages, but "sitemap-page-2" is the second page of a sitemap.
_PAGES = re.compile(
    r"wp-sitemap-posts-(?:page|attachment)-\d+|(?:page|attachment)s?[-_]sitemap[-_]?\d*"
    r"|sitemap[-_](?:pt-)?(?:pages|attachments?|page)|sitemap[-_](?:pages|pt-page)[-_][\d-]+|pages"
)
_LIST_PART = re.compile(
    rf"wp-sitemap-(?:taxonomies-.+|users)-\d+|{_LISTS}[-_]sitemap[-_]?\d*"
    rf"|sitemap[-_](?:tax-[\w-]+|{_LISTS})(?:[-_]?\d+)?|{_LISTS}"
)
_NUMBER = re.compile(r"\d+(?=\D*$)")

# Segments of a path under which a site lists its articles.
_LIST_SEGMENTS = frozenset(
    {"category", "categories", "tag", "tags", "post_tag", "author", "authors", "user", "users", "taxonomies"}
)
# A language, a site's folder or a parent category may stand around the name of the list.
_LONGEST_LIST_PATH = 4
_ARTICLE_NUMBER = re.compile(r"\d{4}")
_PAGE_NUMBER = re.compile(r"/page/\d+$")
# The headlines that WordPress gives to its lists.
_LIST_TITLE = re.compile(r"(?:Category|Tag): ")
_LONG_NUMBER = re.compile(r"\d{3,}")
# Numbers in addresses tell the order of a sitemap where so many neighbours can be compared.
_LEAST_COMPARED = 5


@dataclass(frozen=True, slots=True)
class NamedSitemap:
    """A sitemap that an index names; `modified` orders them and is None where the index does not say.

    `family` is what its address shares with others of a numbered series; empty where it has a time or no number.
    """

    url: str
    modified: datetime | None
    family: str = ""


def in_reading_order(named: Iterable[NamedSitemap]) -> tuple[NamedSitemap, ...]:
    """The sitemaps that may hold articles: the most recently modified first, then those without a time.

    Of a numbered series without times the highest number comes first, as generators number from the oldest on; series
    take turns, in the index's order. Sitemaps of lists are left out, feeds and those of pages where there are others.
    """
    named = tuple(named)
    useful = [one for one in named if not _holds_lists(one.url)] or [
        one for one in named if _is_feed(one.url)
    ]
    articles = [one for one in useful if not _PAGES.fullmatch(_stem(one.url))] or useful
    dated = sorted((one for one in articles if one.modified), key=_moment, reverse=True)
    return (*dated, *_in_turns([one for one in articles if not one.modified]))


def from_the_end(links: Sequence[str]) -> bool:
    """Whether a sitemap without times has its newest addresses at the end: yes, unless their numbers fall."""
    numbers = [int(found[-1][:18]) for link in links if (found := _LONG_NUMBER.findall(link))]
    falls = sum(one > other for one, other in pairwise(numbers))
    rises = sum(one < other for one, other in pairwise(numbers))
    return falls + rises < _LEAST_COMPARED or rises * 2 >= falls


def is_no_article(url: str, title: str = "") -> bool:
    """Whether an entry of a sitemap is a list of articles or a feed, by its address or its headline."""
    path = unquote(urlsplit(url).path).rstrip("/").lower()
    segments = [segment for segment in path.split("/") if segment]
    if not segments:
        return False
    last = segments[-1]
    if last.endswith((".xml", ".rss", ".atom")) or last == "feed" or _PAGE_NUMBER.search(path):
        return True
    if _LIST_TITLE.match(title):
        return True
    named = any(segment.removesuffix(".html") in _LIST_SEGMENTS for segment in segments[:2])
    return named and len(segments) <= _LONGEST_LIST_PATH and not _ARTICLE_NUMBER.search(path)


def _holds_lists(url: str) -> bool:
    return bool(_LIST_PART.fullmatch(_stem(url))) or _is_feed(url)


def _is_feed(url: str) -> bool:
    stem = _stem(url)
    return bool(_FEED.fullmatch(stem)) and "sitemap" not in stem


def _stem(url: str) -> str:
    """The last segment of the address's path, without its ending."""
    last = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].lower()
    return _ENDING.sub("", last)


def _moment(one: NamedSitemap) -> datetime:
    return one.modified or _LONG_AGO


def _in_turns(named: Sequence[NamedSitemap]) -> Iterable[NamedSitemap]:
    series: dict[str, list[tuple[int, NamedSitemap]]] = {}
    for one in named:
        family, number = _family(one.url)
        series.setdefault(family, []).append((number, one))
    for family, numbered in series.items():
        if len(numbered) > 1:
            numbered.sort(key=lambda pair: pair[0], reverse=True)
            series[family] = [(n, NamedSitemap(one.url, None, family)) for n, one in numbered]
    longest = max(map(len, series.values()), default=0)
    return [
        numbered[turn][1] for turn in range(longest) for numbered in series.values() if turn < len(numbered)
    ]


def _family(url: str) -> tuple[str, int]:
    """The address without the last number of its query or its last segment, and that number (0: it has none)."""
    parts = urlsplit(url)
    folder, _, last = parts.path.rpartition("/")
    tail = f"?{parts.query}" if _NUMBER.search(parts.query) else last
    ahead = f"{parts.netloc}{folder}/{last if tail is not last else ''}"
    found = _NUMBER.search(tail)
    if not found:
        return f"{ahead}{tail}", 0
    return f"{ahead}{tail[: found.start()]}{tail[found.end() :]}", int(found[0][:18])
