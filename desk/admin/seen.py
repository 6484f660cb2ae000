"""The state in which a list showed its rows: an action leaves out what changed since, and names it."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.core import signing
from django.db import models

NAME = "_rows"  # of the hidden input
SALT = "desk.rows"
NAME_CHARACTERS = 80


def compared_fields(model_admin: Any) -> list[str]:
    """The columns whose change an action must not pass over: those that the admin names as `seen_fields`, else all of the
    row but long texts."""
    if model_admin.seen_fields is not None:
        return list(model_admin.seen_fields)
    fields = model_admin.model._meta.concrete_fields
    return [
        str(one.attname)
        for one in fields
        if not isinstance(one, (models.TextField, models.BinaryField, models.GeneratedField))
    ]


def marks_of(model_admin: Any, pks: Iterable[Any]) -> dict[str, str]:
    """For each of these rows, by its key, a short mark of the state in which it stands."""
    names = compared_fields(model_admin)
    rows = model_admin.model._base_manager.filter(pk__in=list(pks)).values_list("pk", *names)
    return {str(pk): mark_of(values) for pk, *values in rows}


def signed(marks: Mapping[str, str]) -> str:
    """The marks as text for a hidden input."""
    return signing.dumps(dict(marks), salt=SALT, compress=True)


def read(text: str) -> dict[str, str]:
    """The marks in such a text; none in what cannot be read, as of a page before an upgrade."""
    try:
        return dict(signing.loads(text, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return {}


def changed_since(
    model_admin: Any, chosen: "models.QuerySet[Any]", seen: Mapping[str, str]
) -> dict[str, Any]:
    """The rows of `chosen` that are not as they were seen, by their names. Of rows that the page did not show nothing is
    known."""
    now = marks_of(model_admin, chosen.order_by().values_list("pk", flat=True))
    keys = [pk for pk, mark in now.items() if pk in seen and seen[pk] != mark]
    rows = model_admin.model._base_manager.filter(pk__in=keys)
    return {f"{str(row)[:NAME_CHARACTERS]} ({row.pk})": row.pk for row in rows}


def without(chosen: "models.QuerySet[Any]", changed: Mapping[str, Any]) -> "models.QuerySet[Any]":
    return chosen.exclude(pk__in=list(changed.values())) if changed else chosen


def mark_of(values: Iterable[Any]) -> str:
    """A short mark of these values."""
    return hashlib.blake2b(repr(list(values)).encode(), digest_size=6).hexdigest()
