"""The whole site behind a PgBouncer that lends its sessions for one transaction each: nothing is left in a session."""

import os
import pwd
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from prometheus_client import CollectorRegistry

from articles.models.article import slug_of_title
from newsroom.watching.counting import collector
from tests.articles.services.test_pictures import photo
from tests.feeds.conftest import feed_server
from tests.feeds.pull.test_kills import ENTRIES, FEEDS, assert_complete, names
from tests.feeds.pull.test_pull_command import PATIENCE_SECONDS, Site, conditional, kept_database, rss
from tests.feeds.server import FeedServer
from tests.newsroom.faults.serving import Served, serving
from tests.newsroom.test_serve import free_port
from tests.programs import needed

__all__ = ["feed_server"]
pytestmark = pytest.mark.timeout(600)
SESSIONS = 8
PASSWORD = "a long enough sentence"


@pytest.fixture(scope="module")
def database() -> Iterator[tuple[Path, dict[str, str]]]:
    with kept_database() as database:
        yield database


@pytest.fixture(scope="module")
def pooler(database: tuple[Path, dict[str, str]]) -> Iterator[int]:
    """The port of a PgBouncer before the database, in transaction mode."""
    program = needed("pgbouncer", package="pgbouncer")
    pid_file = database[0] / "postgres" / "postmaster.pid"
    place, port = pid_file.read_text().splitlines()[4], free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as file:
        file.write(
            f"[databases]\nnewsroom = host={place} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
            f"listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n"
            f"default_pool_size = {SESSIONS}\nmax_client_conn = 200\n"
        )
        file.flush()
        os.chmod(file.name, 0o644)
        # It refuses to run as root; whoever runs the server may reach its socket.
        owner = pwd.getpwuid(pid_file.stat().st_uid).pw_name
        as_owner = ["-u", owner] if os.geteuid() == 0 else []
        process = subprocess.Popen([program, "-q", *as_owner, file.name])
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg2.connect(host="127.0.0.1", port=port, user="postgres", dbname="newsroom").close()
        except psycopg2.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def site(database: tuple[Path, dict[str, str]], pooler: int, feed_server: FeedServer) -> Site:
    folder, environment = database
    pooled = environment | {
        "DATABASE_URL": f"postgres://postgres@127.0.0.1:{pooler}/newsroom",
        "DATABASE_POOLER": "transaction",
        "FETCH_EXTRA_PORTS": str(feed_server.port),
    }
    site = Site(folder, pooled, feed_server)
    site.empty()
    return site


def assert_nothing_is_left(site: Site, port: int) -> None:
    """No lock, no slot, and no setting in any session that the next one would be lent."""
    assert site.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]
    assert site.rows("SELECT count(*) FROM feeds_hostslot") == [(0,)]
    clients = [
        psycopg2.connect(host="127.0.0.1", port=port, user="postgres", dbname="newsroom") for _ in range(4)
    ]
    for client in clients:
        # Its transaction goes on, so that the next one is lent another session.
        cursor = client.cursor()
        cursor.execute(
            "SELECT current_setting('statement_timeout'), coalesce(current_setting('desk.act', true), ''),"
            " current_setting('synchronous_commit'), current_setting('jit')"
        )
        assert cursor.fetchone() == ("0", "", "on", "on")
    for client in clients:
        client.close()


def test_pullers_share_the_work_and_leave_nothing_behind(
    site: Site, pooler: int, feed_server: FeedServer
) -> None:
    picture = feed_server.url("/photo.jpg")
    feed_server.answer("/photo.jpg", photo(400, 300), headers=[("Content-Type", "image/jpeg")])
    for name in names():
        shown = f'<enclosure url="{picture}" type="image/jpeg" length="1"/></item>'
        feed_server.script(f"/{name}", conditional(rss(name, ENTRIES).replace(b"</item>", shown.encode())))
        site.add_feed(f"/{name}")
    pullers = [site.start("pull_feeds", "--json", "--jobs", "4") for _number in range(3)]
    for puller in pullers:
        _output, problems = puller.communicate(timeout=PATIENCE_SECONDS)
        assert puller.returncode == 0, problems
    assert_complete(site)
    stored = site.rows("SELECT state, count(*) FROM articles_picture GROUP BY state")
    assert stored == [("stored", FEEDS * ENTRIES)]
    assert_nothing_is_left(site, pooler)


def test_pages_and_the_desk_are_served_and_acts_stay_apart(
    site: Site, pooler: int, feed_server: FeedServer
) -> None:
    for name in names()[:2]:
        feed_server.script(f"/{name}", conditional(rss(name, 10)))
        site.add_feed(f"/{name}")
    site.pull()
    site.rows("TRUNCATE auth_user, desk_act CASCADE")
    made = ("createsuperuser", "--no-input", "--username", "chief", "--email", "chief@paper.example")
    assert site.run(*made, DJANGO_SUPERUSER_PASSWORD=PASSWORD)[0] == 0
    with serving(site, threads=8) as served, ThreadPoolExecutor(12) as readers:
        pages = readers.map(lambda _number: served.ask("/vi/").status, range(60))
        desk = Desk(served)
        articles = [pk for (pk,) in site.rows("SELECT id FROM articles_article ORDER BY id LIMIT 3")]
        held = desk.post(
            "/admin/articles/article/", action="hold", _selected_action=[str(pk) for pk in articles]
        )
        assert held == 200
        assert set(pages) == {200}
        assert "Traceback" not in served.logged()
    states = site.rows("SELECT count(*) FROM articles_article WHERE state = 'held'")
    assert states == [(3,)]
    acts = "SELECT kind, by_name <> '', count(DISTINCT row) FROM desk_act JOIN desk_change ON act_id = desk_act.id"
    written = f"{acts} WHERE \"table\" = 'articles_article' GROUP BY 1, 2"
    assert site.rows(written) == [("articles.article:action:hold", True, 3)]
    before = site.rows("SELECT count(*) FROM desk_change")
    # What others do in the same sessions belongs to nobody's act.
    site.make_due()
    feed_server.script(f"/{names()[0]}", conditional(rss(names()[0], 20), '"two"'))
    assert site.pull("--all")["created"] == 10
    assert site.rows("SELECT count(*) FROM desk_change") == before
    assert_nothing_is_left(site, pooler)


def test_pages_from_memory_are_kept_and_forgotten(site: Site, pooler: int, feed_server: FeedServer) -> None:
    feed_server.script(f"/{names()[0]}", conditional(rss(names()[0], 2)))
    site.add_feed(f"/{names()[0]}")
    site.pull()
    (first, path), (_second, other) = [
        (pk, f"/vi/article/{pk}/{slug_of_title(title)}/")
        for pk, title in site.rows("SELECT id, title FROM articles_article ORDER BY id")
    ]
    counts = CollectorRegistry()
    with serving(site, threads=8, METRICS_BIND="127.0.0.1:1") as served, ThreadPoolExecutor(8) as readers:
        counts.register(collector(site.folder / "metrics"))
        assert {served.ask(one).status for one in (path, other)} == {200}
        for number in range(3):
            lead = f"Sapô thứ {number}"
            site.rows("UPDATE articles_article SET lead = %s WHERE id = %s", lead, first)
            changed = time.monotonic()
            while lead not in served.ask(path).body:
                assert time.monotonic() < changed + 10
            assert set(readers.map(lambda _number: served.ask(path).status, range(20))) == {200}
        site.rows("UPDATE articles_article SET state = 'withdrawn' WHERE id = %s", first)
        while served.ask(path).status != 410:
            assert time.monotonic() < changed + 20
        assert served.ask(other).status == 200
        found = {name: _pages(counts, name) for name in ("made", "hit", "checked")}
        assert "Traceback" not in served.logged()
    # The first, again after each change, and gone; the other one, which was read again and had not changed.
    assert found["made"] == 6
    assert found["hit"] >= 60
    assert found["checked"] >= 1
    assert_nothing_is_left(site, pooler)


def _pages(counts: CollectorRegistry, found: str) -> float:
    return counts.get_sample_value("newsroom_page_cache_total", {"found": found}) or 0.0


class Desk:
    """An editor's browser, signed in."""

    def __init__(self, served: Served) -> None:
        self._base = f"http://127.0.0.1:{served.port}"
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        assert self.post("/admin/login/?next=/admin/", username="chief", password=PASSWORD) == 200

    def post(self, path: str, **fields: Any) -> int:
        page = self._opener.open(self._base + path, timeout=60).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}, doseq=True).encode()
        request = urllib.request.Request(self._base + path, body, {"Referer": self._base + path})
        with self._opener.open(request, timeout=60) as answer:
            assert "/login/" not in answer.url, answer.read().decode()
            return int(answer.status)
