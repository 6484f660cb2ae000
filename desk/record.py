"""The record of acts: who changed what readers see, when, why, and by which road.

    with recorded("articles.article:revise", road=Act.Road.PULL):
        …  # every change of a recorded row in here belongs to one act

The rows are written by the database (`desk.triggers`), so that no writer can forget one. The outermost act counts: a
service that records itself is part of the desk's act where the desk calls it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.management import BaseCommand
from django.db import connection, models, transaction
from django.utils import timezone

from desk.models import Act, Change
from desk.presence import name_of

_is_recording: ContextVar[bool] = ContextVar("desk_is_recording", default=False)
# The number of an act that spans transactions.
_number: ContextVar[int | None] = ContextVar("desk_act_number", default=None)
# What may stand before a statement, and how statements begin that change no row.
_SETTINGS = re.compile(r"(?:SET (?:LOCAL )?\w+ TO [^;]+; )*")
_WRITE_NOTHING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "SHOW", "EXPLAIN", "DECLARE")


@contextmanager
def recorded(
    kind: str,
    *,
    road: str,
    by: User | None = None,
    reason: str = "",
    about: str = "",
    undoes: Act | None = None,
    continues: Act | None = None,
    is_local: bool = True,
) -> Iterator[None]:
    """Records every change of a recorded row within it as one act.

    `is_local`: within the transaction that is under way, or one of its own. Else it spans all transactions within it,
    as for a request or a command. `continues` is an act that was begun before, as by a worker that was killed.
    """
    if _is_recording.get():
        yield
        return
    described = {
        "at": timezone.now().isoformat(),
        "kind": kind,
        "road": str(road),
        "by_id": by.pk if by else None,
        "by_name": name_of(by) if by else "",
        "reason": reason[:500],
        "about": about[:500],
        "undoes_id": undoes.pk if undoes else None,
    }
    token = _is_recording.set(True)
    try:
        with (
            _in_this_transaction(described)
            if is_local
            else _in_each_transaction(described, continues=continues)
        ):
            yield
    finally:
        _is_recording.reset(token)


@contextmanager
def _in_this_transaction(described: dict[str, Any]) -> Iterator[None]:
    with transaction.atomic():
        _announce(json.dumps(described))
        yield
        # A transaction that fails takes this back with all else.
        _announce("")


@contextmanager
def _in_each_transaction(described: dict[str, Any], *, continues: Act | None) -> Iterator[None]:
    """Each statement that may write says in its own transaction which act it belongs to. What is kept beyond a
    transaction would be a session's, which a pooler of connections gives to others."""
    number = continues.pk if continues else _next_number()
    # `%` would be taken for a place of a parameter.
    said = json.dumps(described | {"id": number}).replace("%", "\\u0025").replace("'", "''")
    announcement = f"SELECT set_config('desk.act', '{said}', true); "  # quoted above

    def announce(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str):
            place = _SETTINGS.match(sql).end()  # type: ignore[union-attr]  # it matches nothing too
            if not sql[place:].lstrip()[:9].upper().startswith(_WRITE_NOTHING):
                sql = sql[:place] + announcement + sql[place:]
        return execute(sql, params, many, context)

    token = _number.set(number)
    try:
        with connection.execute_wrapper(announce):
            yield
    finally:
        _number.reset(token)
        if connection.in_atomic_block and not connection.needs_rollback:
            _announce("")


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('desk_act', 'id'))")
        (number,) = cursor.fetchone()
    return int(number)


def present_act() -> Act | None:
    """The act that is being recorded, if it has changed anything yet."""
    number = _number.get()
    if number is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nullif(current_setting('desk.act_id', true), '')")
            (number,) = cursor.fetchone()
    return Act.objects.filter(pk=number).first() if number else None


def forget(*, table: str, rows: Iterable[Any], by_name: str, now: datetime) -> int:
    """Erases what the record says of these rows, as a law or a reader asked; that something was erased, when and by whom
    stays. Returns the number of acts."""
    changes = Change.objects.filter(table=table, row__in=[str(row) for row in rows])
    acts = set(changes.values_list("act_id", flat=True))
    changes.update(before=None, after=None)
    return Act.objects.filter(pk__in=acts).update(about="", reason="", erased_at=now, erased_by=by_name[:200])


def acts_on(row: models.Model) -> "models.QuerySet[Act]":
    """The acts that changed one row, the latest first."""
    changes = Change.objects.filter(table=row._meta.db_table, row=str(row.pk))
    return Act.objects.filter(pk__in=changes.values("act_id"))


def former_row(*, table: str, column: str, value: str) -> str | None:
    """The key of the row that had this value in a column once, by the record; of several the one that had it last."""
    had = models.Q(**{f"before__{column}": value}) | models.Q(**{f"after__{column}": value})
    change = Change.objects.filter(had, table=table).order_by("-pk").first()
    return change.row if change else None


class RecordedCommand(BaseCommand):
    """A command whose changes stand in the record, as one act a run."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        name = type(self).__module__.rpartition(".")[2]
        with recorded(f"command:{name}", road=Act.Road.COMMAND, is_local=False):
            return super().execute(*args, **options)


def _announce(described: str) -> None:
    """Says to the triggers, for the rest of this transaction, which act its changes belong to; empty for none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('desk.act', %s, true), set_config('desk.act_id', '', true)", [described]
        )
