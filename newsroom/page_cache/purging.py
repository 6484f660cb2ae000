"""Proxies are told what was withdrawn, so that no outage brings it back out of their caches.

For corrections they need not be told: they ask again each second. What each proxy has been told stands in the database,
after it was told: whatever dies, it is told again and nothing is left out.
"""

import http.client
from collections.abc import Iterable, Iterator
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


class ProxyError(Exception):
    """A proxy was not reached, or does not take what it is told."""


def purge_once(proxy: str) -> int:
    """Tells one proxy what was withdrawn since it was told last; the number of addresses that it was told.

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
    for address in addresses:
        for encoding in ENCODINGS:
            _purge(proxy, address, encoding)
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


def _purge(proxy: str, path: str, encoding: str) -> None:
    headers = {"Host": urlsplit(settings.SITE_URL).netloc, "Accept-Encoding": encoding or "identity"}
    where = urlsplit(proxy)
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    asking = kind(where.netloc, timeout=TIMEOUT_SECONDS)
    try:
        asking.request("GET", quote(path, safe="/%"), headers=headers)
        status = asking.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise ProxyError(f"{proxy} is not reached: {type(error).__name__}") from error
    finally:
        asking.close()
    if status not in DONE:
        raise ProxyError(f"{proxy} answers {status}")
