"""Proxies are told what was withdrawn, so that no outage brings it back out of their caches.

For corrections they need not be told: they ask again each second. What each proxy has been told stands in the database,
after it was told: whatever dies, it is told again and nothing is left out.
"""

import http.client
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote, urlsplit

from django.conf import settings

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
# A CDN is told so many addresses at once; some take no more.
AT_ONCE = 30
TAKEN = frozenset({200, 201, 202, 204})


class ProxyError(Exception):
    """A proxy or CDN was not reached, or does not take what it is told."""


def told_ones() -> list[str]:
    """The addresses of all that are told: each nginx, and the CDN."""
    return [*settings.PURGE_PROXIES, *([settings.PURGE_CDN] if settings.PURGE_CDN else [])]


def purge_once(proxy: str) -> int:
    """Tells one of `told_ones` what was withdrawn since it was told last; the number of addresses that it was told.

    Raises ProxyError and django.db.Error; nothing counts as told then.
    """
    row = PurgedProxy.objects.filter(address=proxy).first()
    if row is None:
        # A proxy that is named for the first time: whatever it has, it has for a second.
        PurgedProxy.objects.create(address=proxy, snapshot=snapshot_now().text)
        return 0
    told = Snapshot(row.snapshot)
    snapshot, changes = changes_since(told)
    withdrawn = {article for _number, _table, articles in changes for article in articles}
    addresses = list(addresses_of(withdrawn))
    if proxy == settings.PURGE_CDN:
        _tell_cdn(proxy, addresses)
    else:
        _tell_nginx(proxy, addresses)
    # Where nothing changed, the former snapshot says the same, and no row is written five times a second.
    if changes or snapshot.database != told.database:
        PurgedProxy.objects.filter(address=proxy).update(snapshot=snapshot.text)
    return len(addresses)


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
    """Sends the addresses as JSON, `{"files": […]}`, with the token; all of them again where one part was not taken."""
    where = urlsplit(cdn)
    headers = {"Authorization": f"Bearer {settings.PURGE_CDN_TOKEN}", "Content-Type": "application/json"}
    for start in range(0, len(paths), AT_ONCE):
        files = [settings.SITE_URL + _written(path) for path in paths[start : start + AT_ONCE]]
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
    asking = kind(where.netloc, timeout=TIMEOUT_SECONDS)
    try:
        asking.request(method, path, body, dict(headers))
        return asking.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise ProxyError(f"{where.netloc} is not reached: {type(error).__name__}") from error
    finally:
        asking.close()
