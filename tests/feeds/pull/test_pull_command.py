"""`manage.py pull_feeds` as cron runs it: a process of its own, a database of its own, a server on loopback."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from feeds.pull.run import default_processes
from tests.feeds.server import Answer, FeedServer, Request
from tests.template_database import migrated_dump

REPOSITORY = Path(__file__).resolve().parents[3]
# A pull takes a few seconds; on a machine that does much else besides, it takes minutes.
PATIENCE_SECONDS = 240.0
WORDS = [
    "bản",
    "ban",
    "bảo",
    "bền",
    "bộ",
    "bước",
    "cán",
    "cấp",
    "cầu",
    "chăm",
    "chi",
    "chính",
    "chợ",
    "chúng",
    "chuyển",
    "công",
    "cùng",
    "cuộc",
    "dân",
    "dẫn",
    "dạy",
    "dịch",
    "dựng",
    "đã",
    "đất",
    "đầu",
    "đến",
    "địa",
    "điểm",
    "đoàn",
    "đội",
    "đồng",
    "đời",
    "được",
    "đường",
    "em",
    "gạo",
    "gia",
    "giúp",
    "góp",
    "hai",
    "hàng",
    "hạt",
    "hiến",
    "họp",
    "hội",
    "huyện",
    "khéo",
    "khoa",
    "lúa",
    "mặt",
    "mùa",
]

KEEPER = """
import sys
import django
django.setup()
from django.core.management import call_command
from newsroom.backups import server
for dump in sys.argv[1:]:
    server.run("pg_restore", ["--no-owner", "--exit-on-error", "--dbname=newsroom", dump])
call_command("migrate", verbosity=0)
print("ready", flush=True)
input()
"""


@dataclass(frozen=True)
class Site:
    """A data folder of its own with a running database; `process` runs manage.py in it, `rows` asks the database."""

    folder: Path
    environment: dict[str, str]
    server: FeedServer

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=REPOSITORY,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **environment)
        output, problems = process.communicate(timeout=PATIENCE_SECONDS)
        return process.returncode, output, problems

    def pull(self, *arguments: str) -> dict[str, Any]:
        status, output, problems = self.run("pull_feeds", "--json", *arguments)
        assert status == 0, problems
        return json.loads(output)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        socket_folder = (self.folder / "postgres" / "postmaster.pid").read_text().splitlines()[4]
        connection = psycopg2.connect(host=socket_folder, user="postgres", dbname="newsroom")
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def add_feed(self, path: str, *, source: str = "bao-mau", enabled: bool = True) -> int:
        self.rows(
            "INSERT INTO articles_source (slug, name, homepage, kind, publisher, place, language, rights,"
            " pictures_allowed, created_at) VALUES (%s, %s, '', 'unknown', '', '', 'vi', 'full', true, now())"
            " ON CONFLICT DO NOTHING",
            source,
            source,
        )
        return self.rows(
            "INSERT INTO feeds_feed (source_id, url, title, language, intake_rule, enabled, note, state, state_reason,"
            " failures, etag, last_modified, next_check_at, moved_to, moved_times, claimed_by) SELECT id, %s, '', 'vi',"
            " 'publish', %s, '', 'new', '', 0, '', '', now() - interval '1 minute', '', 0, '' FROM articles_source"
            " WHERE slug = %s RETURNING id",
            self.server.url(path),
            enabled,
            source,
        )[0][0]

    def empty(self) -> None:
        # The sessions of killed processes live on for a while, and their locks with them.
        self.rows(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
        self.rows(
            "TRUNCATE feeds_feed, feeds_host, articles_source, articles_article, articles_story, articles_document CASCADE"
        )

    def make_due(self) -> None:
        self.rows("UPDATE feeds_feed SET next_check_at = now() - interval '1 minute'")

    def count(self, table: str) -> int:
        return self.rows(f"SELECT count(*) FROM {table}")[0][0]

    def articles(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT url, title, text FROM articles_article ORDER BY url")

    def claims(self) -> int:
        return self.rows("SELECT count(*) FROM feeds_feed WHERE claimed_until > now()")[0][0]


@contextmanager
def kept_database() -> Iterator[tuple[Path, dict[str, str]]]:
    """A data folder with a migrated database, kept running by a process that uses it; and what leads others there."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-pull-"))
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "NEWSROOM_ENV"}
    } | {
        "NEWSROOM_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "FETCH_ALLOW_LOOPBACK": "1",
        "PYTHONWARNINGS": "ignore",
    }
    dump = migrated_dump()
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER, *([str(dump)] if dump else [])],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == "ready\n"
        yield folder, environment
    finally:
        keeper.communicate("\n", timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def database() -> Iterator[tuple[Path, dict[str, str]]]:
    """One database for the module."""
    with kept_database() as database:
        yield database


@pytest.fixture
def site(database: tuple[Path, dict[str, str]], feed_server: FeedServer) -> Site:
    folder, environment = database
    site = Site(folder, environment | {"FETCH_EXTRA_PORTS": str(feed_server.port)}, feed_server)
    site.empty()
    return site


def item(feed: str, number: int) -> str:
    words = [WORDS[(number * 7 + place * (number + 3) + len(feed)) % len(WORDS)] for place in range(60)]
    address = f"https://bao-{feed}.example/bai-viet-thu-{number}-cua-{feed}.html"
    return (
        f"<item><title>Bài số {number} của {feed}</title><link>{address}</link><guid>{address}</guid>"
        f"<pubDate>Fri, 20 Nov 2026 {number // 60:02d}:{number % 60:02d}:00 +0700</pubDate>"
        f"<description><![CDATA[<p>{feed} {number} {' '.join(words)}.</p><p>{' '.join(words[::-1])}.</p>]]></description></item>"
    )


def rss(feed: str, entries: int) -> bytes:
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Báo {feed}</title>"
        f"<link>https://bao-{feed}.example/</link>{''.join(item(feed, n) for n in range(entries))}</channel></rss>"
    ).encode()


def conditional(body: bytes, etag: str = '"one"') -> Any:
    def answer(request: Request) -> Answer:
        if request.headers.get("if-none-match") == etag:
            return Answer(status=304)
        return Answer(body, headers=(("ETag", etag), ("Content-Type", "application/rss+xml")))

    return answer


def feed_requests(server: FeedServer) -> Counter[str]:
    return Counter(request.path for request in server.requests)


def test_a_second_pull_asks_conditionally_and_stores_nothing(site: Site, feed_server: FeedServer) -> None:
    feed_server.script("/a", conditional(rss("a", 3)))
    site.add_feed("/a")
    first = site.pull()
    assert (first["feeds"], first["created"], first["failed_entries"]) == (1, 3, 0)
    nothing_due = site.pull()
    assert nothing_due["feeds"] == 0
    before = site.articles()
    again = site.pull("--all")
    assert (again["feeds"], again["not_modified"], again["created"]) == (1, 1, 0)
    assert feed_server.requests[-1].headers["if-none-match"] == '"one"'
    assert site.articles() == before


def test_the_options_choose_the_feeds(site: Site, feed_server: FeedServer) -> None:
    for name in ("a", "b", "off"):
        feed_server.answer(f"/{name}", rss(name, 1))
    first = site.add_feed("/a", source="mot")
    site.add_feed("/b", source="hai")
    site.add_feed("/off", source="hai", enabled=False)
    assert site.pull("--feed", str(first))["feeds"] == 1
    assert site.pull("--feed", feed_server.url("/b"))["created"] == 1
    assert feed_requests(feed_server) == {"/a": 1, "/b": 1}
    assert site.pull("--source", "hai", "--jobs", "1")["feeds"] == 1
    assert site.pull("--all")["feeds"] == 2
    assert "/off" not in feed_requests(feed_server)


def test_a_dry_run_stores_nothing(site: Site, feed_server: FeedServer) -> None:
    feed_server.answer("/a", rss("a", 4), headers=[("ETag", '"one"')])
    site.add_feed("/a")
    before = site.rows("SELECT * FROM feeds_feed")
    assert site.pull("--dry-run")["created"] == 4
    assert site.rows("SELECT * FROM feeds_feed") == before
    tables = ("articles_article", "articles_story", "feeds_entry", "feeds_fetch")
    assert [site.count(table) for table in tables] == [0, 0, 0, 0]


def test_feeds_that_fail_are_recorded_and_the_run_succeeds(site: Site, feed_server: FeedServer) -> None:
    feed_server.answer("/good", rss("good", 2))
    feed_server.answer("/missing", b"", status=404)
    feed_server.answer("/page", b"<!doctype html><title>Trang</title><p>Xin doi")
    feed_server.raw("/dropped", lambda handler: handler.connection.close())
    for name in ("good", "missing", "page", "dropped"):
        site.add_feed(f"/{name}")
    status, output, problems = site.run("pull_feeds")
    assert status == 0
    assert "4 feeds asked, 3 failed" in output
    assert problems.count("failed  http://") == 3
    states = dict(site.rows("SELECT substring(url from '[^/]*$'), state FROM feeds_feed"))
    assert states == {"good": "well", "missing": "missing", "page": "page", "dropped": "unreachable"}
    assert site.rows("SELECT count(*) FROM feeds_fetch WHERE outcome = 'failed'") == [(3,)]
    assert site.claims() == 0


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        pytest.param(["--feed", "987654"], {}, "There is no feed 987654", id="unknown id"),
        pytest.param(["--feed", "https://x.example/rss"], {}, "There is no feed https://x", id="unknown URL"),
        pytest.param(["--source", "nobody"], {}, "There is no source nobody", id="unknown source"),
        pytest.param(["--jobs", "0"], {}, "--jobs must be", id="no jobs"),
        pytest.param(
            [],
            {"DATABASE_URL": "postgres://nobody:wrong@127.0.0.1:9/none"},
            "The database cannot be used",
            id="wrong DATABASE_URL",
        ),
        pytest.param([], {"DATABASE_URL": "no-tables"}, "run migrate", id="database without tables"),
    ],
)
def test_a_run_that_cannot_work_says_why(
    site: Site, arguments: list[str], environment: dict[str, str], words: str
) -> None:
    if environment.get("DATABASE_URL") == "no-tables":
        folder = (site.folder / "postgres" / "postmaster.pid").read_text().splitlines()[4]
        environment = {"DATABASE_URL": f"postgres://postgres@{folder.replace('/', '%2F')}/template1"}
    status, output, problems = site.run("pull_feeds", *arguments, **environment)
    assert status == 1
    assert words in problems
    assert "Traceback" not in problems
    assert len(problems.strip().splitlines()) == 1
    assert output == ""


def test_a_killed_pull_is_completed_by_the_next_one(site: Site, feed_server: FeedServer) -> None:
    names = [f"feed{number}" for number in range(6)]
    for name in names:
        feed_server.script(f"/{name}", conditional(rss(name, 60)))
        site.add_feed(f"/{name}")
    site.pull()
    undisturbed, entries = site.articles(), site.count("feeds_entry")
    assert len(undisturbed) == entries == 360
    site.rows("TRUNCATE feeds_entry, feeds_fetch, articles_article, articles_story CASCADE")
    site.rows("UPDATE feeds_feed SET etag = '', last_checked_at = NULL")
    site.make_due()
    killed = site.start("pull_feeds", "--json")
    wait_until(lambda: site.count("articles_article") >= 50)
    killed.kill()
    killed.communicate()
    assert site.count("articles_article") == site.count("feeds_entry") < 360
    # Without waiting for the lease: the killed puller's lock is gone, so its feeds are free.
    second = site.pull()
    assert second["created"] > 0
    assert site.articles() == undisturbed
    assert site.count("feeds_entry") == entries
    assert site.claims() == 0


def test_two_pullers_ask_no_feed_twice(site: Site, feed_server: FeedServer) -> None:
    names = [f"feed{number}" for number in range(40)]
    open_now, most_open, lock = 0, 0, threading.Lock()

    def answer(request: Request) -> Answer:
        nonlocal open_now, most_open
        with lock:
            open_now += 1
            most_open = max(most_open, open_now)
        time.sleep(0.02)
        with lock:
            open_now -= 1
        return Answer(rss(request.path.strip("/"), 2))

    for name in names:
        feed_server.script(f"/{name}", answer)
        site.add_feed(f"/{name}")
    pullers = [site.start("pull_feeds", "--json", *options) for options in ((), ("--all",))]
    summaries = [json.loads(puller.communicate(timeout=PATIENCE_SECONDS)[0]) for puller in pullers]
    assert sum(summary["feeds"] for summary in summaries) == 40
    assert feed_requests(feed_server) == {f"/{name}": 1 for name in names}
    assert site.count("articles_article") == 80
    assert most_open <= 2


def test_processes_share_a_run(site: Site, feed_server: FeedServer) -> None:
    names = [f"feed{number}" for number in range(30)]
    for name in names:
        feed_server.script(f"/{name}", conditional(rss(name, 2)))
        site.add_feed(f"/{name}")
    feed_server.answer("/broken", b"", status=500)
    site.add_feed("/broken")
    status, output, problems = site.run("pull_feeds", "--processes", "3")
    assert status == 0, problems
    assert "31 feeds asked, 1 failed" in output
    assert "60 articles new" in output
    assert problems.count("/feed") == 30
    assert "failed  " in problems
    assert feed_requests(feed_server) == {f"/{name}": 1 for name in [*names, "broken"]}
    assert site.count("articles_article") == site.count("feeds_entry") == 60
    assert site.claims() == 0
    site.make_due()
    assert site.pull("--processes", "2")["not_modified"] == 30


def test_a_process_that_is_killed_is_said_and_the_next_pull_takes_up_its_feeds(
    site: Site, feed_server: FeedServer
) -> None:
    release = threading.Event()

    def slow(request: Request) -> Answer:
        release.wait(30)
        return Answer(rss(request.path.strip("/"), 3))

    for number in range(40):
        feed_server.script(f"/slow{number}", slow)
        site.add_feed(f"/slow{number}")
    puller = site.start("pull_feeds", "--json", "--processes", "2", "--jobs", "2")
    try:
        wait_until(lambda: len(feed_server.requests) >= 2 and len(children_of(puller.pid)) == 1)
        os.kill(children_of(puller.pid)[0], signal.SIGKILL)
    finally:
        release.set()
    output, problems = puller.communicate(timeout=90)
    assert puller.returncode == 1
    assert json.loads(output)["failed_feeds"] == 0
    assert "ended early" in problems
    assert "Traceback" not in problems
    site.make_due()
    site.pull()
    assert site.count("articles_article") == site.count("feeds_entry") == 120
    assert site.claims() == 0


@pytest.mark.parametrize(
    ("due", "cores", "processes"),
    [(0, 4, 1), (19, 4, 1), (40, 1, 1), (40, 4, 2), (1000, 2, 2), (5000, 64, 16)],
)
def test_processes_follow_the_cores_and_what_is_due(due: int, cores: int, processes: int) -> None:
    assert default_processes(due, cores) == processes


def test_too_many_requests_quiets_the_whole_host(site: Site, feed_server: FeedServer) -> None:
    feed_server.answer("/first", b"", status=429, headers=[("Retry-After", "900")])
    feed_server.answer("/second", rss("second", 1))
    first, second = site.add_feed("/first"), site.add_feed("/second")
    site.rows("UPDATE feeds_feed SET next_check_at = next_check_at - interval '1 hour' WHERE id = %s", first)
    assert site.pull("--feed", str(first))["failed_feeds"] == 1
    summary = site.pull("--jobs", "1")
    assert (summary["feeds"], summary["postponed_feeds"]) == (0, 1)
    assert feed_requests(feed_server) == {"/first": 1}
    [(wait, claimed)] = site.rows(
        "SELECT next_check_at - now() > interval '14 minutes', claimed_until FROM feeds_feed WHERE id = %s",
        second,
    )
    assert (wait, claimed) == (True, None)


@pytest.mark.parametrize("processes", ["1", "2"])
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_ends_quickly_and_gives_its_feeds_back(
    site: Site, feed_server: FeedServer, ending: signal.Signals, processes: str
) -> None:
    asked, release = threading.Event(), threading.Event()

    def slow(request: Request) -> Answer:
        asked.set()
        release.wait(20)
        return Answer(rss("slow", 1))

    for number in range(3):
        feed_server.script(f"/slow{number}", slow)
        site.add_feed(f"/slow{number}")
    puller = site.start("pull_feeds", "--json", "--processes", processes)
    try:
        assert asked.wait(30)
        assert site.claims() == 3
        stopped_at = time.monotonic()
        puller.send_signal(ending)
        output, problems = puller.communicate(timeout=20)
        assert time.monotonic() - stopped_at < 10  # seconds; the publishers keep silent for twenty
    finally:
        release.set()
    assert puller.returncode == 128 + ending
    assert json.loads(output)["feeds"] == 0
    assert "Stopped" in problems
    assert "Traceback" not in problems
    assert site.claims() == 0


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_until(condition: Any, seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
