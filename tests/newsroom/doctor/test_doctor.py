"""The doctor names what is wrong in a sentence that says what to do, and nothing where nothing is."""

import os
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError
from django.test import Client
from django.utils import timezone

from articles.clock import database_now
from feeds.models import Fetch
from newsroom.doctor import NEEDED_TO_SERVE, checks, findings
from tests.factories import make_feed

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")
LATER = timedelta(days=1)


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage(10**12, 0, 10**12))
    monkeypatch.setattr(checks, "_is_migrated", False)


def doctor(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_sound_installation_has_nothing_wrong() -> None:
    assert doctor() == (0, f"Nothing is wrong, by {len(checks.CHECKS)} checks.\n")


class AnotherClock(datetime):
    shift = LATER

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) + cls.shift


@pytest.mark.parametrize(("shift", "words"), [(LATER, "ahead of"), (-LATER, "behind")])
def test_a_wrong_clock(shift: timedelta, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnotherClock, "shift", shift)
    monkeypatch.setattr(checks, "datetime", AnotherClock)
    status, said = doctor()
    assert status == 1
    assert words in said
    assert "set both by a time server" in said


def test_stamps_of_the_future() -> None:
    make_feed(next_check_at=database_now() + LATER, last_checked_at=database_now() + LATER)
    assert "1 feeds were asked in the future" in checks.stamps()


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage(10**12, 0, 10**8))
    assert "0.1 GB left of 1000.0" in checks.disk()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready: disk\n")


def test_open_migrations(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    class Executor(checks.MigrationExecutor):  # type: ignore[misc]
        def migration_plan(self, *_given: Any) -> Any:
            return [("articles.0099_more", False)]

    monkeypatch.setattr(checks, "MigrationExecutor", Executor)
    assert (
        checks.migrations()
        == "1 migrations are open, the first is articles.0099_more: run manage.py migrate."
    )
    assert client.get("/readyz").status_code == 503


def test_a_database_that_is_down_is_the_only_finding(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(checks.connection, "cursor", refuse)
    [found] = findings()
    assert found.sentence.startswith("The database does not answer: connection refused.")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready: database\n")


def test_pulls_that_nobody_calls() -> None:
    now = database_now()
    feed = make_feed(next_check_at=now - timedelta(hours=2))
    assert "No feed was asked yet, and 1 are due" in checks.pulls()
    Fetch.objects.create(feed=feed, started_at=now, milliseconds=1, outcome=Fetch.Outcome.NEW)
    assert (checks.pulls(), checks.late_feeds()) == ("", "")
    make_feed(next_check_at=now - LATER)
    assert "1 feeds are due for hours" in checks.late_feeds()


def test_backups(tmp_path: Path, settings: Any) -> None:
    assert checks.backups() == ""
    settings.BACKUP_DIR = str(tmp_path / "backups")
    assert "There is no backup" in checks.backups()
    (tmp_path / "backups").mkdir()
    dump = tmp_path / "backups" / "newsroom.dump"
    dump.touch()
    assert checks.backups() == ""
    old = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    os.utime(dump, (old, old))
    assert "The newest backup" in checks.backups()


def test_what_production_needs(settings: Any) -> None:
    settings.PRODUCTION = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.BEHIND_HTTPS = False
    assert {one.check for one in findings()} == {"mail", "proxies"}


def test_a_database_that_does_not_say_which_it_is(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PAGE_CACHE_MB = 1
    assert checks.pages() == ""

    def refused() -> None:
        raise ProgrammingError("permission denied for function pg_control_system\n")

    monkeypatch.setattr(checks, "snapshot_now", refused)
    assert "Pages are not kept" in checks.pages()
    assert "GRANT EXECUTE ON FUNCTION pg_control_system" in checks.pages()
    settings.PAGE_CACHE_MB = 0
    assert checks.pages() == ""


def test_a_check_that_fails_hides_no_other(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def fail() -> str:
        raise ValueError("of our own")

    [found, other] = findings((fail, lambda: "Something."))
    assert (found.sentence, other.sentence) == (
        "It could not be looked at: ValueError. The log says more.",
        "Something.",
    )


def test_readiness_asks_what_serving_needs_alone(client: Client, django_assert_max_num_queries: Any) -> None:
    make_feed(next_check_at=timezone.now() - LATER)
    assert [check.__name__ for check in NEEDED_TO_SERVE] == ["database", "migrations", "disk"]
    assert client.get("/readyz").status_code == 200
    with django_assert_max_num_queries(1):
        assert client.get("/readyz").status_code == 200


def test_administrators_see_it_at_the_desk(client: Client) -> None:
    make_feed(next_check_at=database_now() - LATER)
    member = get_user_model().objects.create_user("member", is_staff=True)
    client.force_login(member)
    assert "let cron call" not in client.get("/admin/").content.decode()
    client.force_login(get_user_model().objects.create_superuser("chief"))
    assert "let cron call" in client.get("/admin/").content.decode()
