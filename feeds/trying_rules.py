"""Trying page rules on the latest articles of a source before they are saved: a look, of which nothing is kept."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import localtime

from articles.models import Article, Source
from feeds.extractor.rules import PageRules
from feeds.fetcher import Fetcher, FetchSettings
from feeds.models import Entry
from feeds.normalise.dates import understand
from feeds.pacing import Manners, Pace
from feeds.page_rules import pieces_removed, selectors_without_a_piece
from feeds.pages import PageReader, spacing_of
from feeds.raw import RawArticle

PAGES_TRIED = 3
# An editor waits for it, and so does a thread of the web server.
SECONDS_A_PAGE = 8.0
LONGEST_PAUSE = timedelta(seconds=3)
TURN_SECONDS = 3.0
PARAGRAPHS_SHOWN = 4
PIECES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Tried:
    """What the rules make of one page; `reason` says why it is none."""

    url: str
    reason: str = ""
    title: str = ""
    lead: str = ""
    author: str = ""
    date: str = ""
    paragraphs: tuple[str, ...] = ()
    more: int = 0
    removed: tuple[str, ...] = ()
    without_a_piece: tuple[str, ...] = ()


def latest_addresses(source: Source) -> list[str]:
    """Where the newest articles of the source stand, or the newest entries of its feeds; up to PAGES_TRIED."""
    articles = Article.objects.filter(Q(carrier=source) | Q(source=source, carrier=None)).exclude(url="")
    found = list(articles.newest_first().values_list("url", flat=True)[:PAGES_TRIED])
    if len(found) < PAGES_TRIED:
        entries = Entry.objects.filter(feed__source=source).exclude(url="").order_by("-first_seen_at")
        found += list(entries.values_list("url", flat=True)[:PAGES_TRIED])
    return list(dict.fromkeys(found))[:PAGES_TRIED]


def try_rules(urls: Sequence[str], rules: PageRules | None, *, now: Callable[[], datetime]) -> list[Tried]:
    """Fetches the pages, one after the other, and reads them by `rules`. Nothing is stored."""
    limits = FetchSettings(
        user_agent=settings.USER_AGENT,
        connect_timeout=SECONDS_A_PAGE / 2,
        read_timeout=SECONDS_A_PAGE,
        total_timeout=SECONDS_A_PAGE,
        allow_loopback=settings.FETCH_ALLOW_LOOPBACK,
        extra_ports=settings.FETCH_EXTRA_PORTS,
    )
    tried: list[Tried] = []
    with Pace() as pace, Fetcher(limits, manners := Manners(pace, now, patience=TURN_SECONDS)) as fetcher:
        fetch = manners.polite(fetcher.fetch)
        reader = PageReader(urls=urls, fetch=fetch, now=now, longest_pause=LONGEST_PAUSE)
        try:
            for number, url in enumerate(urls):
                one, pause = _try(reader, url, rules, now())
                tried.append(one)
                if number + 1 < len(urls):
                    time.sleep(min(max(pause, spacing_of(url)), LONGEST_PAUSE).total_seconds())
        finally:
            reader.close()
    return tried


def _try(reader: PageReader, url: str, rules: PageRules | None, now: datetime) -> tuple[Tried, timedelta]:
    found, pause = reader.read(url, rules)
    article = found.article
    if article is None:
        return Tried(url, found.reason), pause
    paragraphs = [block.text for block in article.blocks if block.text]
    return Tried(
        url=url,
        title=article.title,
        lead=article.lead,
        author=article.author,
        date=_date_of(article, now),
        paragraphs=tuple(paragraphs[:PARAGRAPHS_SHOWN]),
        more=max(0, len(paragraphs) - PARAGRAPHS_SHOWN),
        removed=tuple(pieces_removed(article.raw, rules)[:PIECES_SHOWN]),
        without_a_piece=tuple(selectors_without_a_piece(article.raw, rules)),
    ), pause


def _date_of(article: RawArticle, now: datetime) -> str:
    """The date of a page as it would be shown, in the zone of the moment; as it is written where it is not understood."""
    moment = understand(article.published_text, language=article.declared_language, now=now)
    if moment is None:
        return article.published_text
    return (
        f"{localtime(moment.at):%Y-%m-%d}"
        if moment.precision == "day"
        else f"{localtime(moment.at):%Y-%m-%d %H:%M}"
    )
