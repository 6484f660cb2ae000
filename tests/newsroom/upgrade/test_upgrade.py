"""An upgrade from the schema and code of an earlier version, of a filled database, while that version serves readers."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest

from tests.feeds.pull.test_pull_command import REPOSITORY
from tests.newsroom.faults.serving import database_url
from tests.newsroom.test_serve import free_port

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]
BEFORE = "842ad30"
PAGES = (
    "/vi/",
    "/ar/",
    "/vi/feed.rss",
    "/vi/search/?q=xe",
    "/vi/topic/",
    "/vi/source/",
    "/sitemap.xml",
    "/robots.txt",
)
ARTICLES = 6
OK = 200
MOST_ASKED_AGAIN = 2
# Makes the earlier version's tables and keeps its database's server up until it is told to end.
KEEPER = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
print("ready", flush=True)
input()
"""
IN_USE = "A table is in use"
COMMENT = (
    "INSERT INTO comments_comment (article_id, name, body, language, state, sent_at, suspicion, visitor) "
    "SELECT id, 'A reader', 'A useful article.', 'vi', 'approved', now(), '', '' FROM articles_article WHERE language = 'vi'"
)


@dataclass
class Readers:
    """Somebody who reads one page after the other until told to stop, and asks once more where a page does not come.

    A migration that has worked on one table for most of a second and then wants another may meet a reader who has these
    two the other way round: PostgreSQL ends one of them, mostly the migration, which tries again.
    """

    base: str
    paths: list[str]
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    asked_again: int = 0

    def __post_init__(self) -> None:
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while not self._is_over.is_set():
            self.once()

    def once(self) -> None:
        for path in self.paths:
            status = asked(self.base + path)[0]
            if status != OK:
                self.asked_again += 1
                status = asked(self.base + path)[0]
            self.answers[path, status] += 1

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join()


def asked(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


@pytest.fixture(scope="module")
def earlier() -> Iterator[Path]:
    """The earlier version's code."""
    known = subprocess.run(
        ["git", "cat-file", "-e", f"{BEFORE}^{{commit}}"], cwd=REPOSITORY, capture_output=True, check=False
    )
    if known.returncode:
        pytest.skip(f"The history of this clone does not reach back to {BEFORE}: git fetch --unshallow.")
    folder = Path(tempfile.mkdtemp(prefix="newsroom-before-"))
    git = ["git", "-C", str(REPOSITORY), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", "--force", folder / "code", BEFORE], check=True)
    try:
        yield folder / "code"
    finally:
        subprocess.run([*git, "remove", "--force", folder / "code"], check=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def filled(code: Path) -> Iterator[dict[str, str]]:
    """The environment of a database that the earlier version made and filled; its server runs while the block does."""
    data = Path(tempfile.mkdtemp(prefix="newsroom-upgrade-"))
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "NEWSROOM_ENV"}
    }
    environment |= {"NEWSROOM_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    environment |= {"PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1"}
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER],
        cwd=code,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == "ready\n"
        environment["DATABASE_URL"] = database_url(data)
        for command in (["load_catalogue"], ["load_samples"], ["collectstatic", "--no-input"]):
            managed(code, environment, *command)
        connection = connected(environment)
        connection.cursor().execute(COMMENT)
        connection.commit()
        connection.close()
        yield environment
    finally:
        keeper.communicate("\n", timeout=60)
        shutil.rmtree(data, ignore_errors=True)


def connected(environment: Mapping[str, str]) -> psycopg2.extensions.connection:
    place = (
        (Path(environment["NEWSROOM_DATA_DIR"]) / "postgres" / "postmaster.pid").read_text().splitlines()[4]
    )
    return psycopg2.connect(host=place, user="postgres", dbname="newsroom")


def managed(code: Path, environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=code, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]
    return done.stdout


@contextmanager
def served(code: Path, environment: Mapping[str, str]) -> Iterator[str]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--threads", "4", "--no-control-socket"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=code, env={**environment, "SITE_URL": base}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            while process.poll() is None and asked(f"{base}/healthz")[0] != 200:
                threading.Event().wait(0.1)
            yield base
        finally:
            process.terminate()
            process.wait(60)
            log.seek(0)
            print(log.read().decode(errors="replace")[-3000:])


def upgraded(environment: Mapping[str, str]) -> str:
    """Migrates to this version, with a long read in the way that ends when the migration has given way to it once."""
    reader = connected(environment)
    reader.cursor().execute("SELECT count(*) FROM articles_article, comments_comment")
    lines = []
    with subprocess.Popen(
        [sys.executable, "manage.py", "migrate", "--no-input"],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if IN_USE in line:
                reader.rollback()
    reader.close()
    output = "".join(lines)
    assert process.returncode == 0, output[-3000:]
    return output


def test_readers_are_served_while_a_filled_database_is_upgraded(earlier: Path) -> None:
    with filled(earlier) as environment, served(earlier, environment) as base:
        front = asked(f"{base}/vi/")[1]
        articles = sorted(set(re.findall(r'href="(/vi/article/[^"#?]+)"', front)))[:ARTICLES]
        assert len(articles) == ARTICLES
        headline = re.search(r"<h1[^>]*>(.*?)</h1>", asked(base + articles[0])[1], re.DOTALL)
        assert headline
        readers = Readers(base, [*PAGES, *articles])
        try:
            output = upgraded(environment)
        finally:
            readers.stop()
        # The earlier code goes on until it is replaced.
        readers.once()
        assert IN_USE in output, output
        assert {path: status for path, status in readers.answers if status != OK} == {}
        assert readers.asked_again <= MOST_ASKED_AGAIN
        managed(REPOSITORY, environment, "collectstatic", "--no-input", "--verbosity", "0")
        with served(REPOSITORY, environment) as newer:
            status, page = asked(newer + articles[0])
            assert (status, headline[1].strip() in page) == (200, True)
            assert asked(f"{newer}/readyz")[0] == 200
