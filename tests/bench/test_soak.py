"""A short soak of several machines: each fault once, all that was sent is stored once, and read through nginx at the end."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.soak.__main__ import reads_line, wrong_line
from bench.soak.crowd import ASKED_SECONDS, Commenter, Editor, Page, Reads
from bench.soak.reconciling import articles, comments, log_lines, readable, staleness
from tests.factories import make_article

REPOSITORY = Path(__file__).resolve().parents[2]
SECONDS = 10


class World:
    """What a soak left behind."""

    def __init__(self, data: Path, rows: list[tuple[str]] | None = None, base: str = "") -> None:
        self.data, self.base, self.stored = data, base, rows or []

    def rows(self, sql: str, *values: Any) -> list[tuple[str]]:
        return self.stored


def test_one_read_that_nginx_could_have_covered_is_wrong(tmp_path: Path) -> None:
    for why, is_right in (("502", False), ("504", False), ("ReadTimeoutError", True)):
        reads = Reads(pages=10_000, failed=Counter({why: 1}))
        assert reads_line(reads, has_proxy=True).is_right is is_right
        assert reads_line(reads, has_proxy=False).is_right
    assert not reads_line(Reads(pages=10_000, come_back=1), has_proxy=True).is_right
    assert not reads_line(Reads(), has_proxy=True).is_right
    assert not wrong_line(Reads(wrong=[(Page("/vi/", "Here"), "There")]), tmp_path).is_right


def test_what_was_lost_doubled_or_never_sent_is_wrong(tmp_path: Path) -> None:
    sent = {"https://soak-1.example/1", "https://soak-1.example/2"}
    stored = [(one,) for one in sorted(sent)]
    assert articles(World(tmp_path, stored), sent).is_right  # type: ignore[arg-type]
    assert not articles(World(tmp_path, stored[:1]), sent).is_right  # type: ignore[arg-type]
    assert not articles(World(tmp_path, stored + stored[:1]), sent).is_right  # type: ignore[arg-type]
    writer = Commenter("", 1.0, [], str)
    writer.accepted, writer.unsure = {"One", "Two"}, {"Three"}
    for words, is_right in (
        ("One Two", True),
        ("One Two Three", True),
        ("One", False),
        ("One Two Two", False),
        ("One Two Four", False),
    ):
        world = World(tmp_path, [(one,) for one in words.split()])
        assert comments(world, writer).is_right is is_right  # type: ignore[arg-type]
    (tmp_path / "web.log").write_text("Traceback (most recent call last):")
    assert not log_lines(World(tmp_path), ["web"]).is_right  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "is_right"),
    [
        ([(0.5, False), (12.0, True)], True),
        ([(5.5, False)], False),
        ([(0.5, False), (50.0, True)], False),
        ([(0.5, False), (ASKED_SECONDS, True)], False),
        ([(0.5, True)], False),
    ],
)
def test_a_headline_that_stays_old_is_wrong(seen: list[tuple[float, bool]], is_right: bool) -> None:
    editor = Editor("", 1.0, [], "")
    editor.seen = seen
    assert staleness(editor).is_right is is_right


@pytest.mark.django_db(transaction=True)
def test_an_article_that_nobody_can_read_is_wrong(tmp_path: Path, live_server: Any) -> None:
    there, gone = (
        make_article(language="vi", url=f"https://soak-1.example/{name}") for name in ("there", "gone")
    )
    world = World(tmp_path, base=live_server.url)
    assert readable(world, {there.url, gone.url}).is_right  # type: ignore[arg-type]
    type(gone).objects.filter(pk=gone.pk).update(state="withdrawn")
    assert not readable(world, {there.url, gone.url}).is_right  # type: ignore[arg-type]
    assert not readable(world, {there.url, "https://soak-1.example/lost"}).is_right  # type: ignore[arg-type]


@pytest.mark.long
@pytest.mark.timeout(900)
def test_nothing_is_lost_while_everything_fails_once() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "bench.soak", "--seconds", str(SECONDS)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    # A build server installs all that it breaks.
    assert not os.environ.get("CI") or "left out" not in done.stdout
    # It did something.
    for name in ("articles", "comments", "edits"):
        found = re.search(rf"as it must be +{name} +(\d+)", done.stdout)
        assert found, name
        assert int(found[1]) > 0, name
