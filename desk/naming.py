"""The record in words: what an act did, what it was about, what a field is called and says."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import wording
from desk.languages import CODES
from desk.models import Change
from desk.queue.kinds import LATER, kind_named

NAMED = 3  # rows that an act is about, by name
NAME_CHARACTERS = 120
_NAMED_ROW = re.compile(r"(^|; )([^“”;]+) “")
VERBS = {
    "add": _("Added"),
    "change": _("Changed"),
    "delete": _("Put into the bin"),
    "list": _("Changed in the list"),
    "undo": _("Took back"),
    "revise": _("Changed by its publisher"),
    "take_back": _("Taken back by its publisher"),
    "merge": _("Joined"),
    "compose": _("Composed the front page"),
    "paste": _("Added by an address"),
}


def model_of(table: str) -> type[models.Model] | None:
    """The model of a table; None where it is gone."""
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def in_words(kind: str) -> str:
    """What a kind of act is called at the desk."""
    label, _colon, done = kind.partition(":")
    if label == "command":
        return f"manage.py {done}"
    if label.startswith("queue."):
        return _decision_in_words(label.removeprefix("queue."), done)
    if done.startswith("action:"):
        return _action_in_words(label, done.removeprefix("action:"))
    return str(VERBS.get(done) or done.replace("_", " ").capitalize() or label)


def about(changes: Iterable[Change]) -> str:
    """The rows that an act changed, by name: those that the desk shows in lists of their own first. In English, as it is
    stored; `about_in_words` shows it."""
    with translation.override(CODES[0]):
        return _about(changes)


def about_in_words(said: str) -> str:
    """What `about` stored, with the names of models in the language of who reads it."""
    names = _names_in_english()
    return _NAMED_ROW.sub(lambda found: f"{found[1]}{names.get(found[2], found[2])} “", said)


@cache
def _names_in_english() -> dict[str, Any]:
    with translation.override(CODES[0]):
        return {str(model._meta.verbose_name): model._meta.verbose_name for model in apps.get_models()}


def _about(changes: Iterable[Change]) -> str:
    names: dict[str, None] = {}
    number = 0
    rows = sorted(changes, key=lambda change: (_rank(change.table), change.pk))
    first = _rank(rows[0].table) if rows else 0
    for change in rows:
        if _rank(change.table) != first:
            continue
        number += 1
        if len(names) < NAMED:
            names[name_of_row(change)] = None
    said = "; ".join(names)
    return (said if number <= len(names) else f"{said}; {number} in all")[:500]


def name_of_row(change: Change) -> str:
    """A changed row by its name now, or by what it was called when it was deleted."""
    model = model_of(change.table)
    if model is None:
        return f"{change.table} {change.row}"
    row = model._base_manager.filter(pk=change.row).first()
    if row is not None:
        name = str(row)
    else:
        known = change.before or change.after or {}
        name = next(
            (
                str(known[column])
                for column in ("title", "name", "slug", "number", "phrase")
                if known.get(column)
            ),
            change.row,
        )
    return f"{model._meta.verbose_name} “{name[:NAME_CHARACTERS]}”"


def field_in_words(table: str, column: str) -> str:
    """What a column is called in forms."""
    model = model_of(table)
    found = (
        next((one for one in model._meta.concrete_fields if one.column == column), None) if model else None
    )
    return str(found.verbose_name) if found else column


def value_in_words(table: str, column: str, value: Any) -> str:
    """A stored value as editors read it: the label of a choice, the name of a row that it names."""
    model = model_of(table)
    field = (
        next((one for one in model._meta.concrete_fields if one.column == column), None) if model else None
    )
    if value is None or value == "":
        return "—"
    if isinstance(field, models.ForeignKey):
        row = field.related_model._base_manager.filter(pk=value).first()
        return str(row) if row is not None else str(value)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(str(value))):
        return wording.minute(moment)
    choices = dict(field.flatchoices) if field is not None and field.choices else {}
    return str(choices.get(value, value))


def _rank(table: str) -> int:
    """Which rows an act is about: the desk's order of models, and rows without a list of their own last."""
    listed = [model._meta.db_table for model in admin.site._registry]
    return listed.index(table) if table in listed else len(listed)


def _decision_in_words(name: str, verb: str) -> str:
    kind = kind_named(name)
    if verb == LATER:
        return gettext("Left for later")
    return str(kind.verbs[verb].done) if kind is not None and verb in kind.verbs else verb


def _action_in_words(label: str, action: str) -> str:
    try:
        model_admin = admin.site._registry[apps.get_model(label)]
    except LookupError:
        return action
    for one in model_admin.actions or ():
        function = one if callable(one) else getattr(model_admin, one, None)
        if getattr(function, "__name__", "") == action:
            return str(getattr(function, "short_description", action))
    return action.replace("_", " ").capitalize()
