"""A CDN is told what was withdrawn: by addresses, with a token, again where it did not take it."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.services import curation
from newsroom.doctor.checks import purging as purging_check
from newsroom.models import PageChange, PurgedProxy
from newsroom.page_cache import purging
from newsroom.page_cache.purging import ProxyError, purge_once
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


class Cdn:
    """The purging side of a CDN; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.takes = float("inf")  # messages, before it answers 429
        self.told: list[tuple[str, str, list[str]]] = []
        self.asked: list[str] = []
        cdn = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                cdn.told.append((self.path, self.headers["Authorization"], json.loads(body)["files"]))
                self.send_response(cdn.status if len(cdn.told) <= cdn.takes else 429)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self) -> None:
                cdn.asked.append(self.path)
                self.send_response(200)
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


def test_what_it_took_of_many_addresses_it_is_not_told_again(cdn: Cdn, settings: Any) -> None:
    one = make_article(language="vi")
    purge_once(settings.PURGE_CDN)
    before = PurgedProxy.objects.get().snapshot
    curation.withdraw(articles=[one], by=None, now=one.arrived_at)
    expected = {settings.SITE_URL + purging._written(path) for path in purging.addresses_of([one.pk])}
    cdn.takes = 1
    with pytest.raises(ProxyError, match="answers 429"):
        purge_once(settings.PURGE_CDN)
    assert PurgedProxy.objects.get().snapshot == before
    taken, cdn.takes = set(cdn.told[0][2]), float("inf")
    assert len(taken) == purging.AT_ONCE
    cdn.told.clear()
    assert purge_once(settings.PURGE_CDN) == len(expected - taken) > 0
    assert set(cdn.files) == expected - taken
    # A process that knows nothing of that tells all.
    PurgedProxy.objects.update(snapshot=before)
    cdn.told.clear()
    purge_once(settings.PURGE_CDN)
    assert set(cdn.files) == expected


def test_a_turn_ends_and_the_next_one_goes_on(
    cdn: Cdn, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "AT_ONCE", 1)
    one = make_article(language="vi")
    purge_once(settings.PURGE_CDN)
    curation.withdraw(articles=[one], by=None, now=one.arrived_at)
    turns = 0
    while purge_once(settings.PURGE_CDN, seconds=0.01) or purging.has_rest(settings.PURGE_CDN):
        turns += 1
    assert turns > 1
    assert len(cdn.files) == len(set(cdn.files)) == len(list(purging.addresses_of([one.pk])))


@pytest.mark.parametrize("status", [302, 403, 500])
def test_a_proxy_is_told_while_the_cdn_refuses(
    cdn: Cdn, settings: Any, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    proxy = Cdn()
    settings.PURGE_PROXIES = [f"http://127.0.0.1:{proxy.server.server_port}"]
    one = make_article(language="vi")
    call_command("purge_proxies", "--once")
    before = PurgedProxy.objects.get(address=settings.PURGE_CDN).snapshot
    curation.withdraw(articles=[one], by=None, now=one.arrived_at)
    cdn.status = status
    try:
        with pytest.raises(CommandError, match="Not told") as told:
            call_command("purge_proxies", "--once")
    finally:
        proxy.server.shutdown()
        proxy.server.server_close()
    assert settings.PURGE_CDN.partition("?")[0] in str(told.value)
    assert "now=1" not in str(told.value) + caplog.text
    assert "a token" not in caplog.text
    assert one.get_absolute_url() in proxy.asked
    assert PurgedProxy.objects.get(address=settings.PURGE_CDN).snapshot == before
    assert PurgedProxy.objects.get(address=settings.PURGE_PROXIES[0]).snapshot != before


def test_an_address_that_cannot_be_asked_stops_nothing(cdn: Cdn, settings: Any) -> None:
    settings.PURGE_PROXIES = ["http://127.0.0.1:none", f"http://{'a' * 70}.example:1"]
    one = make_article(language="vi")
    call_command("purge_proxies", "--once")
    curation.withdraw(articles=[one], by=None, now=one.arrived_at)
    with pytest.raises(CommandError, match=r"Not told: http://127\.0\.0\.1:none"):
        call_command("purge_proxies", "--once")
    assert cdn.files


def test_the_doctor_says_who_was_not_told(cdn: Cdn, settings: Any) -> None:
    settings.PURGE_CDN_TOKEN = "a token"
    assert f"{settings.PURGE_CDN.partition('?')[0]} was not told" in purging_check()
    purge_once(settings.PURGE_CDN)
    one = make_article(language="vi")
    curation.withdraw(articles=[one], by=None, now=one.arrived_at)
    assert purging_check() == ""  # of what was withdrawn just now it may know nothing yet
    PageChange.objects.update(at=timezone.now() - timedelta(minutes=6))
    assert "was not told what was withdrawn" in purging_check()
    assert "now=1" not in purging_check()
    purge_once(settings.PURGE_CDN)
    assert purging_check() == ""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO newsroom_pagechange (transaction, at, "table", withdrawn)'
            " VALUES ('999999999999', now() - interval '1 hour', 'articles_article', '{1}')"
        )
    # Of the cluster that a restored backup was taken of.
    assert purging_check() == ""


def test_without_anybody_to_tell_the_command_says_what_is_missing() -> None:
    with pytest.raises(CommandError, match="PURGE_CDN no CDN"):
        call_command("purge_proxies", "--once")
