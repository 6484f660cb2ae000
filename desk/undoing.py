"""Undo of any act in the record, also days later: every row gets back what the act took, where it still holds what the
act left. Where something newer stands, nothing is changed until somebody chose.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import wording
from desk.models import Act, Change
from desk.naming import model_of
from desk.record import recorded

# Read and written in one transaction; a run of a command over everything is taken back by a command.
MOST_CHANGES = 20_000
ROW = ""  # the "column" of a whole row that was made or deleted

# Acts that nothing can take back, each with the reason that the desk shows.
NO_UNDO: "dict[str, str | Promise]" = {
    "feeds.feed:action:ask_now": _("The feed was made due; a pull that has asked it cannot un-ask it."),
    "desk.act:action:erase": _("Erasure is for good."),
    "comments.comment:action:erase_writers": _("Erasure is for good."),
}
# Called within the transaction of an undo, with the rows of each table before, and again after it changed them.
BEFORE: list[Callable[[Mapping[str, set[str]], Mapping[str, set[str]], User | None, datetime], None]] = []
# `AFTER` gets the changes that were taken back too: a row that is gone is known from these alone.
AFTER: list[Callable[[Mapping[str, set[str]], Sequence[Change]], None]] = []


class CannotUndoError(Exception):
    """The act cannot be taken back; the message says why."""


@dataclass(frozen=True, slots=True)
class Newer:
    """A field that holds something newer than what the act left; of a whole row, `column` is empty."""

    change: Change
    column: str
    before: Any
    left: Any
    now: Any

    @property
    def key(self) -> str:
        return f"{self.change.pk}:{self.column}"


def reason_against(act: Act) -> str:
    """Why an act cannot be taken back; empty where it can."""
    if act.erased_at:
        return gettext("What it changed was erased from the record.")
    if act.kind in NO_UNDO:
        return str(NO_UNDO[act.kind])
    if act.undone_by.exists():
        return gettext("It was taken back already.")
    number = act.changes.count()
    if number > MOST_CHANGES:
        return gettext("It changed %(number)s rows, more than a page can take back at once.") % {
            "number": wording.grouped(number)
        }
    return ""


def newer_than(act: Act) -> list[Newer]:
    """What stands in the way of taking an act back: fields that somebody changed since."""
    found = []
    with connection.cursor() as cursor:
        for change in act.changes.order_by("-pk"):
            found += _newer(cursor, change)
    return found


@transaction.atomic
def undo(
    *, act: Act, by: User | None, now: datetime, restore: Mapping[str, bool] | None = None
) -> list[Newer]:
    """Takes an act back. Returns what stands in the way without an answer in `restore`; then nothing was changed.

    `restore` says for the key of each `Newer` whether the older value replaces what stands now. Raises CannotUndoError.
    """
    Act.objects.select_for_update().get(pk=act.pk)
    if reason := reason_against(act):
        raise CannotUndoError(reason)
    answers = dict(restore or {})
    changes = list(act.changes.order_by("-pk"))
    with connection.cursor() as cursor:
        _lock(cursor, changes)
        open_questions = [
            one for change in changes for one in _newer(cursor, change) if one.key not in answers
        ]
        if open_questions:
            return open_questions
        with recorded("act:undo", road=Act.Road.DESK, by=by, about=act.about, undoes=act):
            rows = _rows(changes)
            columns = _columns(changes)
            for prepare in BEFORE:
                prepare(rows, columns, by, now)
            try:
                for change in changes:
                    _take_back(cursor, change, answers)
                # Keys of other rows are compared at the end of a transaction; here the reason can still be told.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            except IntegrityError as error:
                raise CannotUndoError(_in_words(error)) from error
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for finish in AFTER:
                finish(rows, changes)
    return []


def _newer(cursor: CursorWrapper, change: Change) -> list[Newer]:
    now = _row(cursor, change)
    if change.before is None:
        after = change.after or {}
        changed = now is not None and any(now.get(column) != value for column, value in after.items())
        return [Newer(change, ROW, None, after, now)] if changed else []
    if change.after is None:
        return [Newer(change, ROW, change.before, None, now)] if now is not None else []
    if now is None:
        return [Newer(change, ROW, change.before, change.after, None)]
    return [
        Newer(change, column, before, change.after[column], now[column])
        for column, before in change.before.items()
        if column in now and now[column] not in (change.after[column], before)
    ]


def _take_back(cursor: CursorWrapper, change: Change, answers: Mapping[str, bool]) -> None:
    now = _row(cursor, change)
    is_kept = answers.get(f"{change.pk}:{ROW}") is False
    if change.before is None:
        if now is not None and not is_kept:
            cursor.execute(f'DELETE FROM "{change.table}" WHERE {_key(change)}', [change.row])  # noqa: S608
        return
    if change.after is None:
        if now is None:
            _write(cursor, change, change.before, is_new=True)
        elif not is_kept:
            _write(cursor, change, change.before, is_new=False)
        return
    if now is None:
        return
    values = {
        column: before
        for column, before in change.before.items()
        if column in now and answers.get(f"{change.pk}:{column}", True) and now[column] != before
    }
    if values:
        _write(cursor, change, values, is_new=False)


def _write(cursor: CursorWrapper, change: Change, values: Mapping[str, Any], *, is_new: bool) -> None:
    """Writes columns of one row. The names come from the record and are compared with the table's own."""
    own = _columns_of(cursor, change.table)
    if is_new:
        values = dict.fromkeys(_left_out_of(change), f"restored {change.row}") | dict(values)
    names = ", ".join(f'"{column}"' for column in values if column in own)
    data = json.dumps(
        {column: value for column, value in values.items() if column in own}, cls=DjangoJSONEncoder
    )
    source = f'SELECT {names} FROM jsonb_populate_record(NULL::"{change.table}", %s)'  # noqa: S608
    if is_new:
        cursor.execute(f'INSERT INTO "{change.table}" ({names}) {source}', [data])
    else:
        cursor.execute(
            f'UPDATE "{change.table}" SET ({names}) = ({source}) WHERE {_key(change)}',  # noqa: S608
            [data, change.row],
        )


def _row(cursor: CursorWrapper, change: Change) -> dict[str, Any] | None:
    cursor.execute(
        f'SELECT to_jsonb(stored) FROM "{change.table}" AS stored WHERE {_key(change)}',  # noqa: S608
        [change.row],
    )
    found = cursor.fetchone()
    if found is None:
        return None
    row: dict[str, Any] = json.loads(found[0]) if isinstance(found[0], str) else found[0]
    return row


def _columns_of(cursor: CursorWrapper, table: str) -> frozenset[str]:
    """The columns that can be written: those that the database computes cannot."""
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = ''",
        [f'"{table}"'],
    )
    return frozenset(name for (name,) in cursor.fetchall())


def _left_out_of(change: Change) -> list[str]:
    """The texts that a row needs and the record leaves out, such as a visitor's mark."""
    model = model_of(change.table)
    return [
        str(field.column)
        for field in (model._meta.concrete_fields if model else ())
        if isinstance(field, models.CharField)
        and not field.null
        and field.column not in (change.before or {})
    ]


def _lock(cursor: CursorWrapper, changes: list[Change]) -> None:
    """Locks all rows in one order, which prevents deadlocks."""
    for table, row in sorted(
        {(change.table, change.row) for change in changes}, key=lambda one: (_order(one[0]), one)
    ):
        cursor.execute(
            f'SELECT 1 FROM "{table}" WHERE {_key_of(table)} FOR NO KEY UPDATE',  # noqa: S608
            [row],
        )


def _order(table: str) -> int:
    # Stories before articles, as everybody locks them.
    return 0 if table.endswith("_story") else 1


def _key(change: Change) -> str:
    return _key_of(change.table)


def _key_of(table: str) -> str:
    model = model_of(table)
    if model is None:
        raise CannotUndoError(gettext("The table %(table)s is gone since.") % {"table": table})
    return f'"{model._meta.pk.column}"::text = %s'


def _rows(changes: list[Change]) -> dict[str, set[str]]:
    rows: dict[str, set[str]] = {}
    for change in changes:
        rows.setdefault(change.table, set()).add(change.row)
    return rows


def _columns(changes: list[Change]) -> dict[str, set[str]]:
    columns: dict[str, set[str]] = {}
    for change in changes:
        columns.setdefault(change.table, set()).update({**(change.before or {}), **(change.after or {})})
    return columns


def _in_words(error: IntegrityError) -> str:
    detail = (
        getattr(getattr(error.__cause__, "diag", None), "message_detail", "") or str(error).splitlines()[0]
    )
    return gettext("Something newer stands in its place: %(detail)s Take the newer act back first.") % {
        "detail": detail
    }
