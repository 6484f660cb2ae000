"""`migrate` gives way to readers and tries again, and no migration takes from running code what it still reads."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import psycopg2
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import DeleteModel, RemoveField, RenameField, RenameModel
from django.db.migrations.operations.base import Operation

from newsroom.management.commands import migrate
from newsroom.management.commands.migrate import Attempts, locks_of, short_locks

CHANGE = "ALTER TABLE desk_presence ADD COLUMN IF NOT EXISTS sample integer"
UNDO = "ALTER TABLE desk_presence DROP COLUMN IF EXISTS sample"
OURS = ("articles", "comments", "desk", "feeds", "newsroom", "notices")
TAKES_AWAY = (RemoveField, DeleteModel, RenameField, RenameModel)


@pytest.fixture
def reader(transactional_db: None) -> Iterator[psycopg2.extensions.connection]:
    """Somebody who reads a table for long."""
    settings = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    other = psycopg2.connect(**{name: settings[name] for name in names if settings.get(name)})
    other.cursor().execute("SELECT count(*) FROM desk_presence")
    yield other
    other.close()
    with connection.cursor() as cursor:
        cursor.execute(UNDO)


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "LOCK_SECONDS", 0.05)
    monkeypatch.setattr(migrate, "FIRST_REST", 0.01)


def changed() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CHANGE)


def in_transaction(*_arguments: Any, **_options: Any) -> None:
    with transaction.atomic():
        changed()


def columns() -> set[str]:
    with connection.cursor() as cursor:
        return {one.name for one in connection.introspection.get_table_description(cursor, "desk_presence")}


@pytest.mark.parametrize(
    "change", [in_transaction, lambda *_a, **_o: changed()], ids=["atomic", "by statement"]
)
def test_a_long_read_is_let_through_and_the_migration_comes_after_it(reader: Any, change: Any) -> None:
    told: list[str] = []

    def tell(_command: Any, sentence: str) -> None:
        told.append(sentence)
        reader.rollback()

    with patch.object(Migrate, "handle", change), patch.object(migrate.Command, "_told", tell):
        call_command("migrate")
    assert "sample" in columns()
    assert len(told) == 1
    assert "A table is in use" in told[0]


def test_patience_ends_with_a_sentence_and_nothing_is_half_done(reader: Any) -> None:
    with (
        patch.object(Migrate, "handle", in_transaction),
        pytest.raises(CommandError, match="was in use for 0 seconds"),
    ):
        call_command("migrate", patience=0.0)
    assert "sample" not in columns()


def test_another_error_is_not_tried_again() -> None:
    error = OperationalError("the disk is full")
    with pytest.raises(OperationalError, match="the disk is full"):
        Attempts(60, print).rest_after(error)


@pytest.mark.django_db(transaction=True)
def test_an_index_that_is_made_beside_readers_has_all_the_time_it_needs() -> None:
    asked = "SELECT current_setting('lock_timeout')"
    with short_locks(connection, Attempts(1, print)), connection.cursor() as cursor:
        cursor.execute(asked)
        brief = cursor.fetchone()
        cursor.execute(f"{asked} /* CREATE INDEX CONCURRENTLY */")
        assert (brief, cursor.fetchone()) == (("50ms",), ("0",))
    with connection.cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchone() == ("0",)
    with locks_of(connection, 3), connection.cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchone() == ("3s",)


def taken_away(operations: list[Operation]) -> Iterator[str]:
    """What these operations take from the database; what leaves the state alone stays there."""
    for operation in operations:
        if isinstance(operation, TAKES_AWAY):
            yield type(operation).__name__


def test_no_migration_takes_away_what_running_code_reads() -> None:
    """Expand and contract: what a migration takes away, says since which migration nothing reads it (`contracts`)."""
    found = {
        f"{app}.{name}": list(taken_away(migration.operations))
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in OURS and not getattr(migration, "contracts", "")
    }
    assert {name: taken for name, taken in found.items() if taken} == {}
    assert {apps.get_app_config(app).label for app in OURS} == set(OURS)
