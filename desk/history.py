"""Rows as they were at a moment that is over, by the record of acts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import models

from desk.models import Change


def as_of(rows: "models.QuerySet[Any]", moment: datetime) -> list[Any]:
    """The rows of a model as they stood at `moment`, unsaved, whatever changed or deleted them since by a recorded act.

    `rows` are those that may be meant as they are now; those that were changed or deleted since are added, whichever they
    are. What the record was made to forget stays as it is now. Two queries more than `rows`.
    """
    model = rows.model
    found = {str(row.pk): row for row in rows}
    since = Change.objects.filter(table=model._meta.db_table, act__at__gt=moment)
    changes = list(since.order_by("-pk"))
    others = {change.row for change in changes} - found.keys()
    if others:
        found |= {str(row.pk): row for row in model._base_manager.filter(pk__in=others)}
    for change in changes:
        if change.before is None and change.after is None:
            continue
        if change.before is None:
            found.pop(change.row, None)
        elif change.after is None:
            found[change.row] = _made(model, change.before)
        elif change.row in found:
            _put(found[change.row], change.before)
    return list(found.values())


def values_as_of(
    model: type[models.Model], keys: Collection[int], column: str, moment: datetime
) -> dict[int, Any]:
    """What a column of some rows held at `moment`, by key; only of rows in which it changed since. One query."""
    changes = Change.objects.filter(
        table=model._meta.db_table,
        row__in=[str(key) for key in keys],
        act__at__gt=moment,
        before__has_key=column,
    )
    found = changes.order_by("-pk").values_list("row", "before")
    return {int(row): before[column] for row, before in found if before is not None}


def _made(model: type[models.Model], values: dict[str, Any]) -> Any:
    row = model()
    _put(row, values)
    row._state.adding = False
    return row


def _put(row: Any, values: dict[str, Any]) -> None:
    for field in row._meta.concrete_fields:
        if field.column in values:
            setattr(row, field.attname, field.to_python(values[field.column]))
