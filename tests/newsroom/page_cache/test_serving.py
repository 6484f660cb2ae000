"""What readers get from the page cache: packings, conditions, one making for a crowd, pages through an outage, none withdrawn."""

import gzip
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from articles.models import Article
from articles.services import curation
from newsroom.page_cache import changes as changes_module
from newsroom.page_cache import shared as shared_module
from newsroom.page_cache.changes import Changes
from newsroom.page_cache.requests import encoding_of, is_public
from newsroom.page_cache.shared import RedisPages, packed, unpacked
from tests.factories import make_article, make_comment
from tests.newsroom.page_cache.site import Site, site_with_cache
from tests.newsroom.test_serve import free_port

pytestmark = pytest.mark.django_db(transaction=True)
REDIS = shutil.which("redis-server") or shutil.which("valkey-server")


@pytest.fixture
def site() -> Iterator[Site]:
    with site_with_cache() as site:
        yield site


def fail(*_arguments: Any) -> Any:
    raise OperationalError("the database is down")


@pytest.fixture
def outage(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Begins an outage of the database when called."""

    def begin() -> None:
        monkeypatch.setattr(Changes, "ask", fail)
        monkeypatch.setattr(changes_module, "FRESH_FOR", 0.0)
        monkeypatch.setattr(connection, "cursor", fail)

    return begin


def test_a_page_is_made_once_and_sent_in_the_packing_that_is_taken(site: Site) -> None:
    make_article(language="vi")
    plain = site.ask("/vi/")
    packed_pages = {
        name: site.ask("/vi/", accept_encoding=name) for name in ("gzip", "br", "gzip;q=1, br;q=0.1")
    }
    assert len(site.made) == 1
    assert plain.body == site.fresh("/vi/").body
    assert gzip.decompress(packed_pages["gzip"].body) == plain.body
    assert brotli.decompress(packed_pages["br"].body) == plain.body
    assert packed_pages["gzip;q=1, br;q=0.1"].headers["content-encoding"] == "gzip"
    assert all(one.headers["vary"] == "Accept-Encoding" for one in (plain, *packed_pages.values()))
    assert plain.headers["cache-control"].startswith(
        "public, max-age=0, s-maxage=1, stale-while-revalidate=1"
    )
    assert len({one.headers["x-request-id"] for one in packed_pages.values()}) == 3


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip, deflate, br", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("gzip;q=0", ""),
        ("gzip;q=x", ""),
    ],
)
def test_any_spelling_of_accept_encoding_is_one_of_three(accepted: str, encoding: str) -> None:
    assert encoding_of(accepted) == encoding


def test_conditions_are_answered_from_memory(site: Site) -> None:
    address = make_article(language="vi").get_absolute_url()
    first = site.ask(address)
    held = site.ask(address, if_none_match=first.headers["etag"])
    dated = site.ask(address, if_modified_since=first.headers["last-modified"])
    other = site.ask(address, if_none_match='W/"other"', if_modified_since=first.headers["last-modified"])
    assert [one.status for one in (held, dated, other)] == [304, 304, 200]
    assert (held.body, held.headers["etag"]) == (b"", first.headers["etag"])
    assert "content-length" not in held.headers
    assert len(site.made) == 1


def test_head_has_the_headers_of_get_and_no_body(site: Site) -> None:
    make_article(language="vi")
    head, whole = site.ask("/vi/", "HEAD"), site.ask("/vi/")
    assert (head.body, head.headers["content-length"]) == (b"", str(len(whole.body)))
    assert len(site.made) == 1


def test_tracking_and_the_order_of_a_query_make_no_other_page(site: Site) -> None:
    make_article(language="vi")
    one = site.ask("/vi/topic/?a=1&b=2")
    assert site.ask("/vi/topic/?b=2&utm_source=x&a=1&fbclid=y").body == one.body
    assert len(site.made) == 1


def test_who_is_signed_in_gets_nothing_from_the_cache(site: Site) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("chief"))
    site.ask("/vi/")
    cookie = f"a=b; sessionid={client.cookies['sessionid'].value}"
    answer = site.ask("/vi/", cookie=cookie)
    assert answer.status == 200
    assert len(site.made) == 1
    assert site.ask("/vi/", cookie="a=b; theme=dark").headers["etag"] == site.ask("/vi/").headers["etag"]


def test_no_cookie_of_one_reader_keeps_a_page_from_all(site: Site) -> None:
    make_article(language="vi")
    answer = site.ask("/vi/", cookie="messages=x; csrftoken=bad")
    assert "set-cookie" not in answer.headers
    assert site.ask("/vi/").body == answer.body
    assert site.made == ["/vi/"]


def test_an_answer_of_its_own_is_made_with_the_readers_cookies(site: Site) -> None:
    assert site.ask("/", cookie="django_language=km").headers["location"] == "/km/"
    assert site.ask("/", cookie="django_language=vi").headers["location"] == "/vi/"


def test_a_cookie_that_is_written_badly_hides_no_session(site: Site) -> None:
    assert not is_public({"REQUEST_METHOD": "GET", "PATH_INFO": "/vi/", "HTTP_COOKIE": "a[]{=1; sessionid=x"})


def test_what_is_private_or_not_there_is_never_kept(site: Site) -> None:
    for address in ("/", "/vi/none/", "/vi/newsletter/", "/admin/", "/healthz"):
        site.ask(address)
    assert site.cache.memory.get("http://localhost/?") is None
    assert not site.cache.memory._pages.keys() & {
        f"http://localhost{one}?" for one in ("/vi/none/", "/admin/", "/healthz")
    }


def test_a_crowd_on_a_cold_page_has_it_made_once(site: Site) -> None:
    make_article(language="vi")
    together = threading.Barrier(40)

    def ask(_number: int) -> bytes:
        together.wait()
        try:
            return site.ask("/vi/").body
        finally:
            connection.close()

    with ThreadPoolExecutor(40) as readers:
        bodies = set(readers.map(ask, range(40)))
    assert len(bodies) == 1
    assert site.made == ["/vi/"]


def test_a_change_is_seen_within_a_second_by_whoever_asks_on(site: Site) -> None:
    one = make_article(language="vi", lead="Before")
    address = one.get_absolute_url()
    site.ask(address)
    Article.objects.filter(pk=one.pk).update(lead="Afterwards")
    changed_at = time.monotonic()
    while b"Afterwards" not in site.ask(address).body and time.monotonic() < changed_at + 10:
        time.sleep(0.01)
    assert time.monotonic() - changed_at < 1.0


def test_a_page_outlives_the_database(site: Site, outage: Any) -> None:
    address = make_article(language="vi", title="Kept").get_absolute_url()
    whole = site.ask(address)
    outage()
    answers = [site.ask(address) for _number in range(3)]
    assert all((one.status, one.body) == (200, whole.body) for one in answers)
    assert site.ask("/vi/topic/").status == 503


def test_a_database_that_hangs_holds_up_nobody_for_long(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    address = make_article(language="vi", title="Kept").get_absolute_url()
    whole = site.ask(address)
    monkeypatch.setattr(changes_module, "PATIENCE", 0.3)
    monkeypatch.setattr(changes_module, "FRESH_FOR", 0.0)
    with site.cache.changes._asking:
        began = time.monotonic()
        assert site.ask(address).body == whole.body
        first, began = time.monotonic() - began, time.monotonic()
        assert site.ask(address).body == whole.body
        assert (first < 1.0, time.monotonic() - began < 0.1) == (True, True)


def test_what_was_withdrawn_does_not_come_back_in_an_outage(site: Site, outage: Any) -> None:
    gone, kept = make_article(language="vi", title="Gone"), make_article(language="vi", title="Kept")
    make_comment(article=kept, body="To be removed")
    for address in ("/vi/", "/vi/feed.rss", gone.get_absolute_url(), kept.get_absolute_url()):
        site.ask(address)
    curation.withdraw(articles=[gone], by=None, now=gone.arrived_at)
    site.cache.changes.ask()
    outage()
    for address in ("/vi/", "/vi/feed.rss", gone.get_absolute_url()):
        assert b"Gone" not in site.ask(address).body, address
    assert site.ask(kept.get_absolute_url()).status in (200, 503)


def test_a_page_ends_when_the_day_does(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    make_article(language="vi")
    site.ask("/vi/about/")
    page = site.cache.memory.get("http://localhost/vi/about/?")
    assert page is not None
    assert page.until - time.time() <= 24 * 3600
    page.until = time.time() - 1
    site.ask("/vi/about/")
    assert len(site.made) == 2


def test_redirects_from_long_addresses_count_as_what_they_take(site: Site) -> None:
    site.cache.memory.most_bytes = 50_000
    pk = make_article(language="vi").pk
    for number in range(8):
        assert site.ask(f"/vi/article/{pk}/{'x' * 3_000}{number}/").status == 301
    assert 1 <= len(site.cache.memory._pages) <= 4
    assert 10_000 < site.cache.memory._bytes <= 50_000


def test_what_is_published_after_the_news_sitemap_was_made_is_in_it(site: Site) -> None:
    make_article(language="vi", title="Before", published_at=timezone.now() - timedelta(hours=1))
    coming = timezone.now() + timedelta(minutes=5)
    make_article(language="vi", title="To come", published_at=coming)
    first = site.ask("/news-sitemap.xml").body
    assert (b"Before" in first, b"To come" in first) == (True, False)
    page = site.cache.memory.get("http://localhost/news-sitemap.xml?")
    assert page is not None
    assert page.until <= coming.timestamp()
    make_article(language="vi", title="Afterwards", published_at=timezone.now())
    site.cache.changes.ask()
    assert b"Afterwards" in site.ask("/news-sitemap.xml").body


# --- Shared by Redis -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if REDIS is None:
        pytest.skip("neither redis-server nor valkey-server is installed")
    folder: Path = tmp_path_factory.mktemp("redis")
    port = free_port()
    server = subprocess.Popen(
        [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def pages(redis_url: str) -> RedisPages:
    pages = RedisPages(redis_url)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        pages._quiet_until = 0.0
        if pages._do("flushall"):
            break
        time.sleep(0.05)
    return pages


def test_what_one_process_made_the_other_does_not_make_again(pages: RedisPages) -> None:
    address = make_article(language="vi", lead="Before").get_absolute_url()
    with site_with_cache(pages) as one, site_with_cache(pages) as other:
        made = one.ask(address)
        assert other.ask(address).body == made.body
        assert (len(one.made), other.made) == (1, [])
        Article.objects.update(lead="Afterwards")
        one.cache.changes.ask()
        other.cache.changes.ask()
        assert b"Afterwards" in other.ask(address).body
        assert one.ask(address).body == other.ask(address).body
        assert (len(one.made), len(other.made)) == (1, 1)


def test_a_process_that_begins_holds_what_it_finds_against_what_changed_before(pages: RedisPages) -> None:
    """Who made the page is gone and has told nobody."""
    address = make_article(language="vi", lead="Before").get_absolute_url()
    with site_with_cache(pages) as one:
        one.ask(address)
    Article.objects.update(lead="Afterwards")
    with site_with_cache(pages) as other:
        assert b"Afterwards" in other.ask(address).body


def test_who_dies_while_making_a_page_is_not_waited_for_for_ever(
    pages: RedisPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_module, "MAKING_SECONDS", 0.3)
    assert pages.begin("http://localhost/vi/?")
    with site_with_cache(pages) as site:
        assert site.ask("/vi/").status == 200


def test_a_page_of_somebody_else_is_not_believed(site: Site) -> None:
    site.ask("/vi/about/")
    key = "http://localhost/vi/about/?"
    page = site.cache.memory.get(key)
    assert page is not None
    data = packed(page, key)
    again = unpacked(data, key)
    assert again is not None
    assert (again.body, again.statements, again.snapshot) == (page.body, page.statements, page.snapshot)
    assert unpacked(data, "http://localhost/vi/?") is None
    assert unpacked(data[:-1] + b"x", key) is None


def test_without_redis_pages_are_made_here() -> None:
    make_article(language="vi")
    with site_with_cache(RedisPages(f"redis://127.0.0.1:{free_port()}/0")) as site:
        assert [site.ask("/vi/").status for _number in range(3)] == [200, 200, 200]
        assert len(site.made) == 1
