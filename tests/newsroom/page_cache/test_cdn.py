"""A CDN is told what was withdrawn: by addresses, with a token, again where it did not take it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.services import curation
from newsroom.models import PurgedProxy
from newsroom.page_cache import purging
from newsroom.page_cache.purging import ProxyError, purge_once
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


class Cdn:
    """The purging side of a CDN; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.told: list[tuple[str, str, list[str]]] = []
        cdn = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                cdn.told.append((self.path, self.headers["Authorization"], json.loads(body)["files"]))
                self.send_response(cdn.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def files(self) -> list[str]:
        return [one for _path, _token, files in self.told for one in files]


@pytest.fixture
def cdn(settings: Any) -> Iterator[Cdn]:
    one = Cdn()
    settings.PURGE_CDN = f"http://127.0.0.1:{one.server.server_port}/zones/one/purge?now=1"
    settings.PURGE_CDN_TOKEN = "a token"
    settings.SITE_URL = "https://news.example.org"
    yield one
    one.server.shutdown()
    one.server.server_close()


def test_it_is_told_the_addresses_of_what_was_withdrawn(cdn: Cdn, settings: Any) -> None:
    gone, kept = make_article(language="vi", title="Tắt"), make_article(language="vi", title="Còn")
    call_command("purge_proxies", "--once")
    assert cdn.told == []
    curation.withdraw(articles=[gone], by=None, now=gone.arrived_at)
    call_command("purge_proxies", "--once")
    assert {(path, token) for path, token, _files in cdn.told} == {
        ("/zones/one/purge?now=1", "Bearer a token")
    }
    assert all(len(files) <= purging.AT_ONCE for _path, _token, files in cdn.told)
    assert f"https://news.example.org{gone.get_absolute_url()}" in cdn.files
    assert "https://news.example.org/vi/" in cdn.files
    assert f"https://news.example.org{kept.get_absolute_url()}" not in cdn.files
    before = len(cdn.told)
    assert purge_once(settings.PURGE_CDN) == 0
    assert len(cdn.told) == before


def test_what_it_did_not_take_it_is_told_again(cdn: Cdn, settings: Any) -> None:
    one = make_article(language="vi")
    purge_once(settings.PURGE_CDN)
    before = PurgedProxy.objects.get().snapshot
    curation.withdraw(articles=[one], by=None, now=one.arrived_at)
    cdn.status = 429
    with pytest.raises(ProxyError, match="answers 429") as told:
        purge_once(settings.PURGE_CDN)
    assert "token" not in str(told.value)
    assert PurgedProxy.objects.get().snapshot == before
    with pytest.raises(CommandError, match="Not told"):
        call_command("purge_proxies", "--once")
    cdn.status = 200
    cdn.told.clear()
    assert purge_once(settings.PURGE_CDN) == len(cdn.files) > 0


def test_without_anybody_to_tell_the_command_says_what_is_missing() -> None:
    with pytest.raises(CommandError, match="PURGE_CDN no CDN"):
        call_command("purge_proxies", "--once")
