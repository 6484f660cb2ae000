"""Conditional requests against real web servers that compress, with the fetcher of the site: 304 from each.

Prints a row of the table in docs/measurements.md for each, which `-rP` shows.
"""

import http.client
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.web.entity_tags import value_to_send
from feeds.web.fetcher import Conditions, Fetcher, FetchSettings
from tests.feeds.web.real_servers import ARRANGEMENTS, Arrangement, program, running

pytestmark = pytest.mark.servers

# Long enough that every server compresses it.
ITEM = "<item><title>Bà con thôn Thượng hiến đất mở đường</title><link>https://bao-mau.example/{}.html</link></item>"
FEED = f"<rss version='2.0'><channel><title>Báo Mẫu</title>{''.join(map(ITEM.format, range(60)))}</channel></rss>"

AGE_SECONDS = 10 * 24 * 3600


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that servers can read which give up root's rights, as pytest's own cannot be."""
    made = Path(tempfile.mkdtemp(prefix="servers"))
    made.chmod(0o755)
    (made / "site").mkdir()
    (made / "site" / "feed.xml").write_text(FEED)
    # Apache gives a file that was written in this second a weak tag, and caches hold a new file for no time.
    os.utime(made / "site" / "feed.xml", (time.time() - AGE_SECONDS,) * 2)
    yield made
    shutil.rmtree(made)


@pytest.mark.parametrize("arrangement", [pytest.param(one, id=one.name) for one in ARRANGEMENTS])
def test_an_unchanged_feed_is_answered_with_304(arrangement: Arrangement, folder: Path) -> None:
    missing = [name for name in arrangement.programs if program(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with running(arrangement, folder) as port, Fetcher(_settings(port)) as fetcher:
        url = f"http://127.0.0.1:{port}/feed.xml"
        first = fetcher.fetch(url)
        alone = _status_of_tag_alone(port, first.etag)
        value = value_to_send(first.etag, sent="", via=first.via)
        again = fetcher.fetch(url, Conditions(value, is_exact=True))
        assert (first.status, first.body.decode()) == (200, FEED)
        assert first.bytes < len(first.body), "it was not compressed"
        print(f"| {arrangement.name} | `{first.etag}` | {alone} | `{value}` | {again.status} |")
        assert again.not_modified


def _settings(port: int) -> FetchSettings:
    agent = "Newsroom-test (+https://example.org/about)"
    return FetchSettings(user_agent=agent, allow_loopback=True, extra_ports=frozenset({port}))


def _status_of_tag_alone(port: int, tag: str) -> int:
    """What the server answers to the tag as it came, with nothing beside it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        headers = {"If-None-Match": tag, "Accept-Encoding": "gzip, deflate, br, zstd"}
        connection.request("GET", "/feed.xml", headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()
