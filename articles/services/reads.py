"""Counting how often articles are read, from the log of the proxy before the site: hourly sums, robots left out."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from articles.languages import SITE_LANGUAGES
from articles.models import Article, ReadCount

# How long sums are kept; the front page looks at the last two days.
KEPT = timedelta(days=30)
# The combined format of nginx and Apache.
_COMBINED = re.compile(
    r'^\S+ \S+ \S+ \[(?P<at>[^\]]+)\] "(?P<method>[A-Z]+) (?P<path>\S+)[^"]*" (?P<status>\d{3}) \S+'
    r'(?: "[^"]*" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
_ARTICLE = re.compile(rf"/(?:{'|'.join(SITE_LANGUAGES)})/article/(?P<pk>[0-9]{{1,18}})/[^/]+/(?:\?.*)?$")
# Programs name themselves so; browsers name none of these.
_ROBOT = re.compile(
    r"bot|crawl|spider|slurp|archive|fetch|monitor|check|preview|facebookexternalhit|feed|rss|curl|wget|python|java/"
    r"|go-http|okhttp|libwww|headless|lighthouse|scan|http[-_ ]?client",
    re.I,
)
_READ = frozenset({200, 304})


@dataclass(frozen=True, slots=True)
class Read:
    """One reading of an article, by nobody in particular."""

    article: int
    hour: datetime


def read_in(line: str) -> Read | None:
    """The reading of an article that a line of a log tells of, in the combined format or as Caddy's JSON; None for
    everything else: other pages, robots, errors, lines that cannot be read.
    """
    found = _of_json(line) if line.startswith("{") else _of_combined(line)
    if found is None:
        return None
    at, method, path, status, agent = found
    article = _ARTICLE.match(path)
    if method != "GET" or status not in _READ or article is None:
        return None
    if agent in ("", "-") or _ROBOT.search(agent):
        return None
    return Read(int(article["pk"]), at.astimezone(UTC).replace(minute=0, second=0, microsecond=0))


_Line = tuple[datetime, str, str, int, str]


def _of_combined(line: str) -> _Line | None:
    found = _COMBINED.match(line)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["at"], "%d/%b/%Y:%H:%M:%S %z")
    except ValueError:
        return None
    return at, found["method"], found["path"], int(found["status"]), found["agent"] or ""


def _of_json(line: str) -> _Line | None:
    try:
        said = json.loads(line)
        asked = said["request"]
        at = datetime.fromtimestamp(float(said["ts"]), UTC)
        agent = asked.get("headers", {}).get("User-Agent") or [""]
        return at, str(asked["method"]), str(asked["uri"]), int(said["status"]), str(agent[0])
    except (ValueError, KeyError, TypeError, OverflowError, OSError, AttributeError, IndexError):
        return None


def count_reads(*, lines: Iterable[str], now: datetime) -> int:
    """Add up the readings that a log tells of, and return how many were counted. Only hours that are over count, and
    only those after the last that was counted, so that a log may be read again. Sums older than `KEPT` are deleted.
    """
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        last = ReadCount.objects.aggregate(last=Max("hour"))["last"]
        start = max(this_hour - KEPT, last or this_hour - KEPT)
        counted = Counter(one for one in _reads(lines) if start < one.hour < this_hour)
        known = set(
            Article.objects.published()
            .filter(pk__in={one.article for one in counted})
            .values_list("pk", flat=True)
        )
        rows = [
            ReadCount(article_id=one.article, hour=one.hour, reads=number)
            for one, number in counted.items()
            if one.article in known
        ]
        ReadCount.objects.bulk_create(rows, batch_size=1_000)
        ReadCount.objects.filter(hour__lt=this_hour - KEPT).delete()
    return sum(row.reads for row in rows)


def _reads(lines: Iterable[str]) -> Iterator[Read]:
    for line in lines:
        if found := read_in(line):
            yield found
