"""What readers see through a real nginx, as it ships, before the page cache."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import urllib3
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connection

from articles.models import Article
from articles.services import curation
from newsroom.models import PurgedProxy
from newsroom.page_cache.purging import ProxyError, purge_once
from tests.factories import make_article
from tests.newsroom.page_cache.site import Site, site_with_cache
from tests.newsroom.test_proxy import REPOSITORY, free_port, nginx_before

pytestmark = pytest.mark.django_db(transaction=True)
MODULE = Path("/usr/lib/nginx/modules/ngx_http_cache_purge_module.so")
SPELLINGS = ("gzip, deflate, br", "br", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1")


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@dataclass
class Served:
    """A site behind its page cache, behind nginx; `purge` is where nginx is told what to forget."""

    site: Site
    address: str
    purge: str
    stop: Callable[[], None]

    def ask(self, path: str, **headers: str) -> urllib3.BaseHTTPResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return urllib3.request(
            "GET", self.address + path, headers=named, decode_content=False, redirect=False
        )


@pytest.fixture
def served(settings: Any) -> Iterator[Served]:
    if not MODULE.exists():
        pytest.skip("libnginx-mod-http-cache-purge is not installed")
    port, purging = free_port(), free_port()
    settings.TRUSTED_PROXIES, settings.SITE_URL = 1, f"http://127.0.0.1:{port}"
    settings.PURGE_PROXIES = [f"http://127.0.0.1:{purging}"]
    shipped = (REPOSITORY / "deploy" / "nginx" / "newsroom-purge.conf").read_text()
    more = shipped.replace("127.0.0.1:8081", f"127.0.0.1:{purging}")
    with site_with_cache() as site:
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        application = Closing(site.cache)
        server.set_app(application)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            at = f"127.0.0.1:{server.server_port}"
            with nginx_before(at, port=port, more=more, load=f"load_module {MODULE};") as address:
                yield Served(site, address, settings.PURGE_PROXIES[0], application.is_down.set)
        finally:
            server.shutdown()
            server.server_close()


class Closing:
    """Each request has a thread of its own here, and a connection to the database that nobody else would close."""

    def __init__(self, application: Any) -> None:
        self.application, self.is_down = application, threading.Event()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if self.is_down.is_set():
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []
        try:
            return self.application(environ, start_response)
        finally:
            connection.close()


def test_a_correction_is_seen_through_nginx_within_a_second_or_so(served: Served) -> None:
    one = make_article(language="vi", lead="Before")
    path = one.get_absolute_url()
    served.ask(path)
    for number in range(3):
        Article.objects.filter(pk=one.pk).update(lead=f"Afterwards {number}")
        asked_at = former_at = changed_at = time.monotonic()
        while f"Afterwards {number}" not in served.ask(path).data.decode() and asked_at < changed_at + 10:
            former_at = asked_at
            time.sleep(0.01)
            asked_at = time.monotonic()
        # Whoever asks later has it: three tenths until the page cache looks, at the latest, and the rest of the second for
        # which nginx has what it was given then. How long the new page takes to be made is the machine's affair.
        assert former_at - changed_at < 1.3
    assert len(served.site.made) == 4


def test_spellings_of_accept_encoding_share_a_page(served: Served) -> None:
    path = make_article(language="vi").get_absolute_url()
    served.ask(path, accept_encoding=SPELLINGS[0])
    answers = [served.ask(path, accept_encoding=one) for one in SPELLINGS]
    assert {one.headers["Content-Encoding"] for one in answers} == {"br"}
    assert {one.headers["X-Cache"] for one in answers} <= {"HIT", "REVALIDATED", "EXPIRED"}
    assert served.ask(path, accept_encoding="gzip, br;q=0").headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in served.ask(path, accept_encoding="identity").headers
    assert "X-Accel-Expires" not in answers[0].headers
    assert len(served.site.made) == 1


def test_a_page_that_nginx_asks_for_again_is_not_sent_again(served: Served) -> None:
    path = make_article(language="vi").get_absolute_url()
    seen = set()
    deadline = time.monotonic() + 5
    while "REVALIDATED" not in seen and time.monotonic() < deadline:
        seen.add(served.ask(path).headers["X-Cache"])
        time.sleep(0.05)
    assert "REVALIDATED" in seen


def test_what_was_withdrawn_does_not_come_back_while_the_site_is_down(served: Served) -> None:
    gone, kept = make_article(language="vi", title="Gone"), make_article(language="vi", title="Kept")
    purge_once(served.purge)
    paths = {one: one.get_absolute_url() for one in (gone, kept)}
    for path in (*paths.values(), "/vi/"):
        assert served.ask(path, accept_encoding="br").status == 200
    curation.withdraw(articles=[gone], by=None, now=gone.arrived_at)
    call_command("purge_proxies", "--once")
    served.stop()
    time.sleep(1.1)
    assert served.ask(paths[kept], accept_encoding="br").headers["X-Cache"] == "STALE"
    assert served.ask(paths[gone], accept_encoding="br").status == 503
    assert served.ask("/vi/", accept_encoding="br").status == 503


def test_what_a_proxy_was_not_told_it_is_told_later(served: Served, settings: Any) -> None:
    one = make_article(language="vi")
    away = f"http://127.0.0.1:{free_port()}"
    for proxy in (away, served.purge):
        purge_once(proxy)
    before = PurgedProxy.objects.get(address=away).snapshot
    curation.withdraw(articles=[one], by=None, now=one.arrived_at)
    with pytest.raises(ProxyError):
        purge_once(away)
    assert PurgedProxy.objects.get(address=away).snapshot == before
    assert purge_once(served.purge) > 0
    told = PurgedProxy.objects.get(address=served.purge).snapshot
    PurgedProxy.objects.filter(address=away).delete()
    assert purge_once(served.purge) == 0
    # Nothing changed that a page shows: no row is written for it.
    assert PurgedProxy.objects.get(address=served.purge).snapshot == told
