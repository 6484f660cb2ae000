"""Proxies are told what was withdrawn, so that no outage brings it back out of their caches.

For corrections they need not be told: they ask again each second. What each proxy has been told stands in the database,
after it was told: whatever dies, it is told again and nothing is left out.
"""

import http.client
import json
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import connection

from articles.addresses import story_address
from articles.languages import SITE_LANGUAGES
from articles.models import Article
from newsroom.models import PurgedProxy
from newsroom.page_cache.changes import Snapshot, changes_since, snapshot_now

TIMEOUT_SECONDS = 5.0
# Each packing lies in the cache by itself.
ENCODINGS = ("", "gzip", "br")
# 404 of a proxy that has nothing of it, 412 of other releases of the module.
DONE = frozenset({200, 204, 404, 412})
# So many addresses are told before it is looked whether the turn is over; a CDN gets them in one message, some take no more.
AT_ONCE = 30
TAKEN = frozenset({200, 201, 202, 204})

# What was withdrawn so long ago should have been told (seconds).
LATE_SECONDS = 300
_BEHIND = """
    SELECT EXISTS (
        SELECT FROM newsroom_pagechange
        WHERE transaction >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
            -- What is newer was written before a restore, by another cluster.
            AND transaction < pg_snapshot_xmax(pg_current_snapshot())
            AND NOT pg_visible_in_snapshot(transaction, %(seen)s::pg_snapshot)
            AND withdrawn <> '{}' AND at < now() - make_interval(secs => %(late)s)
    )
"""


class ProxyError(Exception):
    """A proxy or CDN was not reached, or does not take what it is told."""


@dataclass(slots=True)
class _Rest:
    """What one of them is to be told since the snapshot `since`; all up to `snapshot` is told once no address is left."""

    since: str
    snapshot: str
    addresses: list[str]


# What a turn did not come to or was not taken, so that it is gone on with. Whoever has none of it begins at the snapshot in
# the database, and tells all of it.
_rests: dict[str, _Rest] = {}


def told_ones() -> list[str]:
    """The addresses of all that are told: each nginx, and the CDN."""
    return [*settings.PURGE_PROXIES, *([settings.PURGE_CDN] if settings.PURGE_CDN else [])]


def purge_once(proxy: str, *, seconds: float = math.inf) -> int:
    """Tells one of `told_ones` what was withdrawn since it was told last, for so long at most; the number of addresses that
    it was told.

    Raises ProxyError and django.db.Error; what was not taken is told the next time.
    """
    row = PurgedProxy.objects.filter(address=proxy).first()
    if row is None:
        # A proxy that is named for the first time: whatever it has, it has for a second.
        PurgedProxy.objects.create(address=proxy, snapshot=snapshot_now().text)
        return 0
    rest = _rests.get(proxy)
    if rest is None or rest.since != row.snapshot:
        rest = _rests[proxy] = _rest_since(row.snapshot)
    tell, ends, number = (
        _tell_cdn if proxy == settings.PURGE_CDN else _tell_nginx,
        time.monotonic() + seconds,
        0,
    )
    while rest.addresses and time.monotonic() < ends:
        part = rest.addresses[:AT_ONCE]
        tell(proxy, part)
        del rest.addresses[:AT_ONCE]
        number += len(part)
    if not rest.addresses:
        del _rests[proxy]
        if rest.snapshot != rest.since:
            PurgedProxy.objects.filter(address=proxy).update(snapshot=rest.snapshot)
    return number


def has_rest(proxy: str) -> bool:
    """Whether the last turn of one of `told_ones` was too short."""
    return proxy in _rests


def _rest_since(since: str) -> _Rest:
    told = Snapshot(since)
    snapshot, changes = changes_since(told)
    withdrawn = {article for _number, _table, articles in changes for article in articles}
    # Where nothing changed, the former snapshot says the same, and no row is written five times a second.
    is_news = bool(changes) or snapshot.database != told.database
    return _Rest(since, snapshot.text if is_news else since, list(addresses_of(withdrawn)))


def is_behind(proxy: str) -> bool:
    """Whether one of `told_ones` was not told of something that was withdrawn minutes ago. Raises django.db.Error."""
    row = PurgedProxy.objects.filter(address=proxy).first()
    if row is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, {"seen": Snapshot(row.snapshot).transactions, "late": LATE_SECONDS})
        return bool(cursor.fetchone()[0])


def addresses_of(articles: Iterable[int]) -> Iterator[str]:
    """The paths of the pages that show some articles first of all: their own, their stories', the front pages."""
    found = Article.objects.filter(pk__in=set(articles)).defer("search", "text", "html")
    stories = set()
    for article in found:
        yield article.get_absolute_url()
        yield article.get_changes_url()
        stories.add(article.story_id)
    for edition in SITE_LANGUAGES if stories else ():
        yield f"/{edition}/"
        for story in sorted(stories):
            yield story_address(edition, story)


def _tell_nginx(proxy: str, paths: Iterable[str]) -> None:
    for path in paths:
        for encoding in ENCODINGS:
            headers = {"Host": urlsplit(settings.SITE_URL).netloc, "Accept-Encoding": encoding or "identity"}
            status = _asked(proxy, "GET", _written(path), headers)
            if status not in DONE:
                raise ProxyError(f"{proxy} answers {status}")


def _tell_cdn(cdn: str, paths: Sequence[str]) -> None:
    """Sends the addresses as JSON, `{"files": […]}`, with the token."""
    where = urlsplit(cdn)
    headers = {"Authorization": f"Bearer {settings.PURGE_CDN_TOKEN}", "Content-Type": "application/json"}
    files = [settings.SITE_URL + _written(path) for path in paths]
    path = f"{where.path or '/'}{'?' if where.query else ''}{where.query}"
    status = _asked(cdn, "POST", path, headers, json.dumps({"files": files}))
    if status not in TAKEN:
        raise ProxyError(f"The CDN at {where.netloc} answers {status}")


def _written(path: str) -> str:
    return quote(path, safe="/%")


def _asked(address: str, method: str, path: str, headers: Mapping[str, str], body: str | None = None) -> int:
    """The status of an answer. Raises ProxyError where there is none."""
    where = urlsplit(address)
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    try:
        with closing(kind(where.netloc, timeout=TIMEOUT_SECONDS)) as asking:
            asking.request(method, path, body, dict(headers))
            return asking.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        # A name of a host that is none is a ValueError. What errors say may have the token in it.
        raise ProxyError(f"{where.netloc} is not reached: {type(error).__name__}") from None
