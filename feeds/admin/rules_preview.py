"""The preview of page rules on the latest articles of a source. Nothing is stored."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from articles.models import Article, Source
from desk import wording
from feeds.extractor.rules import PageRules
from feeds.models import Entry
from feeds.normalise.dates.parse import understand
from feeds.raw import RawArticle
from feeds.reading.page_rules import pieces_removed, selectors_without_a_piece
from feeds.storing.pages import PageReader, spacing_of
from feeds.web.fetcher import Fetcher, FetchSettings
from feeds.web.rate_limits import ClockedLimiter, RateLimiter

PAGES_PREVIEWED = 3
# An editor waits for it, and so does a thread of the web server.
SECONDS_A_PAGE = 8.0
LONGEST_PAUSE = timedelta(seconds=3)
TURN_SECONDS = 3.0
PARAGRAPHS_SHOWN = 4
PIECES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class RulesPreview:
    """The result of the rules on one page; `reason` says why there is none."""

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
    """The addresses of the newest articles of the source, or of the newest entries of its feeds; up to PAGES_PREVIEWED."""
    articles = Article.objects.filter(Q(carrier=source) | Q(source=source, carrier=None)).exclude(url="")
    found = list(articles.newest_first().values_list("url", flat=True)[:PAGES_PREVIEWED])
    if len(found) < PAGES_PREVIEWED:
        entries = Entry.objects.filter(feed__source=source).exclude(url="").order_by("-first_seen_at")
        found += list(entries.values_list("url", flat=True)[:PAGES_PREVIEWED])
    return list(dict.fromkeys(found))[:PAGES_PREVIEWED]


def preview_rules(
    urls: Sequence[str], rules: PageRules | None, *, now: Callable[[], datetime]
) -> list[RulesPreview]:
    """Fetches the pages, one after the other, and reads them by `rules`. Nothing is stored."""
    limits = FetchSettings(
        user_agent=settings.USER_AGENT,
        connect_timeout=SECONDS_A_PAGE / 2,
        read_timeout=SECONDS_A_PAGE,
        total_timeout=SECONDS_A_PAGE,
        allow_loopback=settings.FETCH_ALLOW_LOOPBACK,
        extra_ports=settings.FETCH_EXTRA_PORTS,
    )
    previews: list[RulesPreview] = []
    with (
        RateLimiter() as limiter,
        Fetcher(limits, clocked := ClockedLimiter(limiter, now, longest_wait=TURN_SECONDS)) as fetcher,
    ):
        fetch = clocked.limited(fetcher.fetch)
        reader = PageReader(urls=urls, fetch=fetch, now=now, longest_pause=LONGEST_PAUSE)
        try:
            for number, url in enumerate(urls):
                one, pause = _preview(reader, url, rules, now())
                previews.append(one)
                if number + 1 < len(urls):
                    time.sleep(min(max(pause, spacing_of(url)), LONGEST_PAUSE).total_seconds())
        finally:
            reader.close()
    return previews


def _preview(
    reader: PageReader, url: str, rules: PageRules | None, now: datetime
) -> tuple[RulesPreview, timedelta]:
    found, pause = reader.read(url, rules)
    article = found.article
    if article is None:
        return RulesPreview(url, found.reason), pause
    paragraphs = [block.text for block in article.blocks if block.text]
    return RulesPreview(
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
    """The date of a page in the active time zone; as written where it is not understood."""
    moment = understand(article.published_text, language=article.declared_language, now=now)
    if moment is None:
        return article.published_text
    return wording.day(moment.at) if moment.precision == "day" else wording.minute(moment.at)
