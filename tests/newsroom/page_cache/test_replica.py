"""Pages read from a real streaming replica: as new as those of the primary, or else the primary's."""

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections

from articles.models import Article, Category, CategoryName
from articles.pages import names
from bench.soak.standby import Standby
from newsroom.doctor.checks import replica as replica_check
from newsroom.page_cache import replica as module
from newsroom.page_cache.changes import Changes
from newsroom.page_cache.replica import ALIAS, Replica, is_read_from, lag
from newsroom.watching.readings import READINGS
from tests.articles.comments.writing import send
from tests.factories import make_article
from tests.newsroom.page_cache.site import Site, site_with_cache

pytestmark = pytest.mark.django_db(transaction=True, databases=[DEFAULT_DB_ALIAS, ALIAS])
PATIENCE = 20.0


@pytest.fixture(scope="module", autouse=True)
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Standby]:
    """A replica of the tests' own server, as the settings name it."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        primary = settings.DATA_DIR / "postgres"
    folder = Path(tempfile.mkdtemp(prefix="replica"))
    folder.chmod(0o755)
    standby = Standby(primary, folder)
    try:
        standby.start()
        own = connections.settings[DEFAULT_DB_ALIAS]
        connections.settings[ALIAS] = own | {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": standby.socket,
            "PORT": "",
            "TEST": {**own["TEST"], "MIRROR": DEFAULT_DB_ALIAS},
        }
        yield standby
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
        standby.stop()
        shutil.rmtree(folder)


@pytest.fixture
def standby(server: Standby) -> Iterator[Standby]:
    """The replica, which replays what comes after the test too."""
    yield server
    replay(server, goes_on=True)
    connections[ALIAS].close()


@contextmanager
def site_before(*, patience: float = 5.0) -> Iterator[tuple[Site, list[str]]]:
    """A site that notes of each page that it makes or checks where it was read; a reader waits so long for the replica."""
    read: list[str] = []
    with pytest.MonkeyPatch.context() as patch, site_with_cache() as site:
        patch.setattr(module, "CATCH_UP_SECONDS", patience)
        site.cache.maker.replica = Replica()
        note, made = site.cache.maker._noted, site.cache.maker

        def noted(asked: Any) -> Any:
            read.append("replica" if is_read_from() else "primary")
            return note(asked)

        made._noted = noted  # type: ignore[method-assign]
        yield site, read


def replay(server: Standby, *, goes_on: bool) -> None:
    verb = "resume" if goes_on else "pause"
    server.rows(str(connection.settings_dict["NAME"]), f"SELECT pg_wal_replay_{verb}()")


def until(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < ends
        time.sleep(0.02)


def caught_up() -> None:
    with connection.cursor() as cursor:
        # What nobody waits for is written to the disk with the next thing that somebody does.
        cursor.execute("SET synchronous_commit = on; SELECT pg_logical_emit_message(true, '', '')")
        cursor.execute("RESET synchronous_commit")
    until(lambda: lag() == 0)


def test_pages_are_read_from_the_replica_and_never_older_than_from_the_primary(standby: Standby) -> None:
    one = make_article(language="vi", lead="Before")
    caught_up()
    with site_before() as (site, read):
        assert b"Before" in site.ask(one.get_absolute_url()).body
        assert read == ["replica"]
        for number in range(3):
            Article.objects.filter(pk=one.pk).update(lead=f"Afterwards {number}")
            site.cache.changes.ask()
            assert f"Afterwards {number}".encode() in site.ask(one.get_absolute_url()).body
        assert read == ["replica"] * 4


def test_a_page_of_a_replica_that_lags_is_not_kept_and_not_given(
    standby: Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = make_article(language="vi", lead="Before")
    caught_up()
    with site_before() as (site, read):
        site.ask(one.get_absolute_url())
        # Nobody waits for what is not replayed any more; until here other tests may have made the replica late.
        monkeypatch.setattr(module, "CATCH_UP_SECONDS", 0.05)
        replay(standby, goes_on=False)
        Article.objects.filter(pk=one.pk).update(lead="Afterwards")
        site.cache.changes.ask()
        assert b"Afterwards" in site.ask(one.get_absolute_url()).body
        assert read == ["replica", "primary"]
        # What changed meanwhile on another page makes no page of this one.
        other = make_article(language="vi", lead="Another")
        site.cache.changes.ask()
        assert b"Another" in site.ask(other.get_absolute_url()).body
        assert b"Afterwards" in site.ask(one.get_absolute_url()).body
        replay(standby, goes_on=True)
        monkeypatch.setattr(module, "CATCH_UP_SECONDS", 5.0)
        caught_up()
        Article.objects.filter(pk=one.pk).update(lead="At last")
        caught_up()
        site.cache.changes.ask()

        def is_read_there() -> bool:
            site.cache.memory.drop(f"http://localhost{one.get_absolute_url()}?")
            return b"At last" in site.ask(one.get_absolute_url()).body and read[-1] == "replica"

        # On a busy machine it lagged so much that it was left for a while.
        until(is_read_there)


def test_a_replica_that_lags_too_much_is_left_and_taken_again(
    standby: Standby, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DATABASE_REPLICA_LAG_SECONDS = 1
    monkeypatch.setattr(module, "SHORTEST_PAUSE", 0.1)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.1)
    one = make_article(language="vi")
    caught_up()
    with site_before(patience=0.05) as (site, read):
        site.ask(one.get_absolute_url())
        replay(standby, goes_on=False)

        def made() -> str:
            site.cache.memory.drop(f"http://localhost{one.get_absolute_url()}?")
            site.ask(one.get_absolute_url())
            return read[-1]

        Article.objects.filter(pk=one.pk).update(lead="Afterwards")
        site.cache.changes.ask()
        until(lambda: made() == "primary" and "behind" in caplog.text)
        assert "seconds behind" in replica_check()
        lags = next(reading for reading in READINGS if reading.name == "newsroom_replica_lag_seconds")
        assert next(iter(lags.read()))[1] > 1
        replay(standby, goes_on=True)
        until(lambda: made() == "replica")
        assert "read from the replica again" in caplog.text
        # Other tests write to the same primary, and a busy machine replays that later than a monitor waits for it.
        until(lambda: replica_check() == "")


def test_a_readers_own_comment_is_read_from_the_primary(standby: Standby, client: Any) -> None:
    one = make_article(language="vi")
    caught_up()
    with site_before() as (site, read):
        site.ask(one.get_absolute_url())
        replay(standby, goes_on=False)
        sent = send(client, one, body="Our own road")
        answer = site.ask(sent.headers["Location"])
        assert (answer.status, b"Our own road" in answer.body) == (200, True)
        assert read[-1] == "primary"


def test_names_that_were_forgotten_are_not_kept_as_the_replica_has_them(
    standby: Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy the machine is.
    monkeypatch.setattr(module, "CATCH_UP_SECONDS", 30)
    category = Category.objects.create(slug="roads", position=1)
    CategoryName.objects.create(category=category, language="en", name="Old roads")
    caught_up()
    changes = Changes()
    changes.ask()

    def read_late() -> str:
        replay(standby, goes_on=False)
        CategoryName.objects.using(ALIAS).exists()
        in_primary = threading.Thread(target=rename)
        in_primary.start()
        in_primary.join()
        return names.categories().by_pk[category.pk].names["en"][0]

    def rename() -> None:
        CategoryName.objects.filter(category=category).update(name="New roads")
        changes.ask()
        connection.close()

    names.forget()
    assert Replica().do(lambda: changes.known, read_late) == "Old roads"
    assert names.categories().by_pk[category.pk].names["en"][0] == "New roads"


def test_a_replica_that_is_gone_is_left_and_pages_go_on(
    standby: Standby, client: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "SHORTEST_PAUSE", 0.1)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.1)
    one = make_article(language="vi")
    caught_up()
    with site_before() as (site, read):

        def made() -> str:
            site.cache.memory.drop(f"http://localhost{one.get_absolute_url()}?")
            assert site.ask(one.get_absolute_url()).status == 200
            return read[-1]

        assert made() == "replica"
        assert client.get("/readyz").content == b"ok\nreplica: in use\n"
        standby.kill()
        assert made() == "primary"
        assert client.get("/readyz").content == b"ok\nreplica: left, the primary answers\n"
        assert "does not answer" in caplog.text
        assert "is not used" in replica_check()
        standby.start()
        until(lambda: made() == "replica")


def test_cold_pages_come_from_the_replica_while_the_primary_is_down(
    standby: Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, cold = make_article(language="vi"), make_article(language="vi", lead="Asked for late")
    caught_up()
    with site_before() as (site, read):
        site.ask(one.get_absolute_url())

        def down(*_arguments: Any) -> Any:
            raise OperationalError("down")

        monkeypatch.setattr(site.cache.changes, "ask", down)
        answer = site.ask(cold.get_absolute_url())
        assert (answer.status, b"Asked for late" in answer.body, read[-1]) == (200, True, "replica")


def test_a_page_that_the_replica_cancels_is_read_from_the_primary(
    standby: Standby, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one = make_article(language="vi", lead="Read in the end")
    caught_up()
    with site_before() as (site, read):
        note = site.cache.maker._noted

        def cancelled(asked: Any) -> Any:
            if not is_read_from():
                return note(asked)
            with connection.execute_wrapper(refused):
                return note(asked)

        def refused(execute: Any, sql: Any, params: Any, many: bool, said: Any) -> Any:
            return execute("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$", None, many, said)

        monkeypatch.setattr(site.cache.maker, "_noted", cancelled)
        answer = site.ask(one.get_absolute_url())
        assert (answer.status, b"Read in the end" in answer.body) == (200, True)
        assert read == ["replica", "primary"]
        # It answers, so that it is not left; and what it said is nobody's fault.
        assert not site.cache.maker.replica._left_since
        assert "Traceback" not in caplog.text
        assert not any(line.levelname == "ERROR" for line in caplog.records)
        assert not connections[ALIAS].in_atomic_block
        assert connections[DEFAULT_DB_ALIAS].alias == DEFAULT_DB_ALIAS
        monkeypatch.setattr(site.cache.maker, "_noted", note)
        site.cache.memory.drop(f"http://localhost{one.get_absolute_url()}?")
        assert site.ask(one.get_absolute_url()).status == 200
        assert read[-1] == "replica"


def test_a_standby_that_is_promoted_is_another_database_at_once(server: Standby) -> None:
    folder = Path(tempfile.mkdtemp(prefix="promoted"))
    folder.chmod(0o755)
    other = Standby(settings.DATA_DIR / "postgres", folder)
    name = str(connection.settings_dict["NAME"])
    try:
        other.start()
        # Something to write to its disk, for which a checkpoint takes its time.
        for _number in range(3):
            make_article()
        caught_up()
        ((written,),) = server.rows(name, "SELECT pg_last_wal_replay_lsn()")
        until(lambda: other.rows(name, f"SELECT pg_last_wal_replay_lsn() >= '{written}'") == [(True,)])
        before = other.rows(name, f"SELECT {module.IDENTITY}")
        assert before == server.rows(name, f"SELECT {module.IDENTITY}")
        other.rows(name, "SELECT pg_promote()")
        # Not with its first checkpoint, minutes later: until then changes that were lost would be taken for known.
        assert other.rows(name, f"SELECT {module.IDENTITY}") != before
    finally:
        other.stop()
        shutil.rmtree(folder)


def test_a_primary_is_no_replica(
    standby: Standby, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    primary = connection.settings_dict["HOST"]
    monkeypatch.setitem(connections[ALIAS].settings_dict, "HOST", primary)
    one = make_article(language="vi")
    with site_before() as (site, read):
        assert site.ask(one.get_absolute_url()).status == 200
        assert read == ["primary"]
    assert "no replica of the database" in caplog.text
    assert "no replica of the database" in replica_check()
