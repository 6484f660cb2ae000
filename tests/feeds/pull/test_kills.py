"""What is killed in the middle of a pull, the database or the network: the next run completes it, exactly.

Each test has a database server of its own, in a data folder of its own, which it may kill.
"""

import os
import signal
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.feeds.pull.test_pull_command import (
    PATIENCE_SECONDS,
    Site,
    conditional,
    kept_database,
    rss,
    wait_until,
)
from tests.feeds.server import Answer, FeedServer, Request

FEEDS = 8
ENTRIES = 50
# Four pulls as processes of their own take half a minute; on a machine that does much else besides, minutes.
pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def database() -> Iterator[tuple[Path, dict[str, str]]]:
    """A database for these tests alone."""
    with kept_database() as database:
        yield database


@pytest.fixture
def site(database: tuple[Path, dict[str, str]], feed_server: FeedServer) -> Site:
    """A site with a running database and some feeds of fifty entries each, of which none was asked yet."""
    folder, environment = database
    site = Site(folder, environment | {"FETCH_EXTRA_PORTS": str(feed_server.port)}, feed_server)
    # A test that failed may have left the database dead: whoever uses it starts it.
    assert site.run("feed_health")[0] == 0
    site.empty()
    for name in names():
        feed_server.script(f"/{name}", conditional(rss(name, ENTRIES)))
        site.add_feed(f"/{name}")
    return site


def names() -> list[str]:
    return [f"feed{number}" for number in range(FEEDS)]


def all_addresses() -> list[str]:
    return sorted(
        f"https://bao-{name}.example/bai-viet-thu-{number}-cua-{name}.html"
        for name in names()
        for number in range(ENTRIES)
    )


def assert_complete(site: Site) -> None:
    """Every entry of every feed is there once, with one article; no feed is claimed."""
    stored = [url for (url,) in site.rows("SELECT url FROM articles_article")]
    assert sorted(stored) == all_addresses()
    remembered = site.rows("SELECT url FROM feeds_entry WHERE state = 'stored' AND article_id IS NOT NULL")
    assert sorted(url for (url,) in remembered) == all_addresses()
    assert site.count("feeds_entry") == FEEDS * ENTRIES
    assert site.claims() == 0
    assert site.rows("SELECT DISTINCT state FROM feeds_feed") == [("well",)]
    assert site.run("recount", "--check")[:2] == (0, "0 differences\n")
    assert site.rows("SELECT count(*) FROM articles_listcount WHERE NOT is_folded") == [(0,)]


def kill_database(folder: Path) -> None:
    """SIGKILL for the server and each of its processes, as when the machine loses its power."""
    server = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{server}/task/{server}/children")
    processes = [server, *(int(child) for child in children.read_text().split())]
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue  # It noticed that the server is gone.


def test_a_database_that_is_killed_is_started_by_the_next_pull_which_completes(site: Site) -> None:
    puller = site.start("pull_feeds", "--json", "--jobs", "2")
    wait_until(lambda: site.count("articles_article") >= ENTRIES * 2)
    kill_database(site.folder)
    _output, problems = puller.communicate(timeout=PATIENCE_SECONDS)
    assert puller.returncode == 1, problems
    assert "The database cannot be used" in problems
    assert "Traceback" not in problems
    second = site.pull("--all")
    assert second["created"] > 0
    assert_complete(site)
    # Nothing was left that would make a publisher keep silent about what was lost.
    third = site.pull("--all")
    assert (third["feeds"], third["not_modified"], third["created"]) == (FEEDS, FEEDS, 0)
    assert_complete(site)


def test_a_database_that_is_killed_while_one_feed_comes_in_loses_no_part_of_it(
    site: Site, feed_server: FeedServer
) -> None:
    """Stored in several transactions: the earlier ones may be lost although the later ones succeed."""
    site.rows("DELETE FROM feeds_feed")
    feed_server.script("/long", conditional(rss("long", 200)))
    site.add_feed("/long")
    puller = site.start("pull_feeds", "--json")
    wait_until(lambda: site.count("articles_article") >= ENTRIES)
    kill_database(site.folder)
    puller.communicate(timeout=PATIENCE_SECONDS)
    assert puller.returncode == 1
    site.pull("--all")
    assert (site.count("articles_article"), site.count("feeds_entry"), site.claims()) == (200, 200, 0)
    assert site.pull("--all")["created"] == 0


def test_a_network_that_drops_connections_costs_nothing_but_time(site: Site, feed_server: FeedServer) -> None:
    whole = {name: rss(name, ENTRIES) for name in names()}
    broken = names()[::3] + names()[1::3]

    def cut(handler: BaseHTTPRequestHandler) -> None:
        body = whole[handler.path.strip("/")]
        handler.wfile.write(f'HTTP/1.1 200 OK\r\nETag: "one"\r\nContent-Length: {len(body)}\r\n\r\n'.encode())
        handler.wfile.write(body[: len(body) // 2])
        handler.wfile.flush()

    for name in broken:
        feed_server.raw(f"/{name}", cut)
    first = site.pull()
    assert (first["feeds"], first["failed_feeds"]) == (FEEDS, len(broken))
    assert first["created"] == (FEEDS - len(broken)) * ENTRIES
    assert site.claims() == 0
    states = site.rows("SELECT state, etag, count(*) FROM feeds_feed GROUP BY 1, 2 ORDER BY 1")
    assert states == [("unreachable", "", len(broken)), ("well", '"one"', FEEDS - len(broken))]
    feed_server.raw_handlers.clear()
    assert site.pull()["feeds"] == 0  # They wait their time.
    site.make_due()
    second = site.pull()
    assert (second["failed_feeds"], second["created"]) == (0, len(broken) * ENTRIES)
    assert_complete(site)


def test_a_network_that_is_gone_during_a_pull_comes_back_for_the_next(
    site: Site, feed_server: FeedServer
) -> None:
    """Every third answer breaks off, whichever feed it is for, over several pulls."""
    whole = {name: conditional(rss(name, ENTRIES)) for name in names()}
    count = [0]

    def flaky(request: Request) -> Answer:
        answer: Answer = whole[request.path.strip("/")](request)
        count[0] += 1
        if count[0] % 3 == 0 and answer.status == 200:
            return Answer(answer.body[:1000], headers=answer.headers, declared_length=len(answer.body))
        return answer

    for name in names():
        feed_server.script(f"/{name}", flaky)
    created = 0
    for _pull in range(5):
        site.make_due()
        created += site.pull()["created"]
    assert created == FEEDS * ENTRIES
    assert_complete(site)
