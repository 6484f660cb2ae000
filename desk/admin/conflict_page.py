"""The page that shows theirs, yours and the original of each field that two persons changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, Field, ModelChoiceField
from django.http import QueryDict
from django.utils.translation import gettext

from desk import tokens
from desk.merging import Conflict, Sent

CHOICE = "_choose:"  # before the key of a conflict: the name of its two buttons
THEIRS, YOURS = "theirs", "yours"
_NOT_CARRIED = {"csrfmiddlewaretoken", tokens.NAME}


@dataclass(frozen=True, slots=True)
class Described:
    """A conflict in words: what it is about, and the three texts. `name` is that of its buttons."""

    name: str
    about: str
    label: str
    original: str
    theirs: str
    yours: str


def choices_in(data: QueryDict, asked: Sequence[Conflict]) -> tuple[list[str], tuple[Conflict, ...]]:
    """The keys of the conflicts for which theirs was chosen, and the conflicts without an answer."""
    answers = {one.key: data.get(f"{CHOICE}{one.key}") for one in asked}
    missing = tuple(one for one in asked if answers[one.key] not in {THEIRS, YOURS})
    return [key for key, answer in answers.items() if answer == THEIRS], missing


def pairs_of(data: QueryDict) -> list[tuple[str, str]]:
    """What the page sends again, input by input."""
    return [
        (name, value)
        for name, values in data.lists()
        if name not in _NOT_CARRIED and not name.startswith(CHOICE)
        for value in values
    ]


def described(conflict: Conflict, form: Any, formsets: Sequence[Any], prefix: str) -> Described:
    """A conflict in words, with the labels of the form that it is about."""
    about, owner = "", form
    if conflict.prefix:
        formset = next(one for one in formsets if one.prefix == conflict.prefix)
        rows = {str(one.instance.pk): one for one in formset.initial_forms}
        owner = rows.get(conflict.row, formset.empty_form)
        about = str(owner.instance) if conflict.row in rows else str(formset.model._meta.verbose_name)
    field = owner.fields.get(conflict.field) if conflict.field else None
    label = str(owner[conflict.field].label) if field is not None else gettext("The whole row")
    return Described(
        name=f"{prefix}{conflict.key}",
        about=about,
        label=label,
        original=_words(conflict.original, field, owner),
        theirs=_words(conflict.theirs, field, owner),
        yours=_words(conflict.yours, field, owner),
    )


def _words(sent: Sent | None, field: Field | None, form: BaseForm) -> str:
    if sent is None:
        return "(deleted)"
    values = [value for values in sent.values() for value in values if value]
    if field is not None:
        return ", ".join(_chosen(field, values)) if hasattr(field, "choices") else " ".join(values)
    hidden = {name for name, one in form.fields.items() if one.widget.is_hidden}
    said = [
        " ".join(_chosen(form.fields[name.split(".")[0]], parts))
        for name, parts in sent.items()
        if name.split(".")[0] in form.fields and name.split(".")[0] not in hidden
    ]
    return " · ".join(part for part in said if part)


def _chosen(field: Field, values: Sequence[str]) -> list[str]:
    """The labels of chosen values; other values are their own words."""
    if isinstance(field, ModelChoiceField) and field.queryset is not None:
        rows = field.queryset.filter(pk__in=_keys(values))
        names = {str(field.prepare_value(one)): str(one) for one in rows}
        return [names.get(value, value) for value in values]
    if hasattr(field, "choices"):
        labels = {str(value): str(label) for value, label in field.choices}
        return [labels.get(value, value) for value in values]
    return list(values)


def _keys(values: Sequence[str]) -> list[str]:
    return [value for value in values if value.isdecimal() and len(value) <= 18]
