"""What a page with a form shows, in the words of `desk.merging`; and the way back into the data of a request."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.forms import BaseForm, BoundField, Widget
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import QueryDict

from desk.merging import Fields, Rows, Sent, Shown, Typed


def shown_of(form: BaseForm | None, formsets: Iterable[Any]) -> Shown:
    """What a browser would send back of this form and these inline forms if nobody touched them. They are unbound."""
    return Shown(
        fields=_fields_of(form) if form else {},
        rows={
            formset.prefix: Rows(
                stored={
                    str(one.instance.pk): _fields_of(one, *_own(formset)) for one in formset.initial_forms
                },
                empty=[_fields_of(one, *_own(formset)) for one in formset.extra_forms],
            )
            for formset in formsets
        },
    )


def sets_of(form: BaseForm | None, formsets: Iterable[Any]) -> dict[str, frozenset[str]]:
    """For each prefix the fields that hold a set of choices."""
    found = {"": _sets_in(form)} if form else {}
    return found | {formset.prefix: _sets_in(formset.empty_form) for formset in formsets}


def typed_of(data: QueryDict, shown: Shown, formsets: Iterable[Any]) -> Typed:
    """What a request says of the fields that `shown` names. Rows without a key are new."""
    fields = {name: _sent(data, "", sent) for name, sent in shown.fields.items()}
    rows, deleted = {}, {}
    for formset in formsets:
        rows[formset.prefix], deleted[formset.prefix] = _typed_rows(data, formset)
    return Typed(fields, rows, deleted)


def written(data: QueryDict, typed: Typed, formsets: Iterable[Any]) -> QueryDict:
    """The data of a request with what `typed` says in the place of what was sent."""
    made = data.copy()
    _put(made, "", typed.fields)
    for formset in formsets:
        prefix, key = formset.prefix, formset.model._meta.pk.name
        for name in [name for name in made if name.startswith(f"{prefix}-")]:
            if name.removeprefix(f"{prefix}-").split("-")[0].isdecimal():
                del made[name]
        rows, gone = typed.rows[prefix], typed.deleted[prefix]
        stored = [(pk, row) for pk, row in rows.stored.items()]
        for place, (pk, row) in enumerate([*stored, *(("", row) for row in rows.empty)]):
            start = f"{prefix}-{place}-"
            made[f"{start}{key}"] = pk
            _put(made, start, row)
            if pk in gone:
                made[f"{start}{DELETION_FIELD_NAME}"] = "on"
        made[f"{prefix}-{INITIAL_FORM_COUNT}"] = str(len(stored))
        made[f"{prefix}-{TOTAL_FORM_COUNT}"] = str(len(stored) + len(rows.empty))
    return made


def sent_by(field: BoundField) -> Sent:
    """What a browser sends of one untouched field: the names of its inputs without the form's prefix."""
    start = f"{field.form.prefix}-" if field.form.prefix else ""
    sent: Sent = {}
    for name, values in _inputs(field.field.widget, field.html_name, field.value(), field):
        sent[name.removeprefix(start)] = values
    return sent


def _inputs(widget: Widget, name: str, value: Any, field: BoundField) -> Iterator[tuple[str, list[str]]]:
    inner: Widget = getattr(widget, "widget", widget)  # the admin wraps those of relations
    context = inner.get_context(name, value, field.build_widget_attrs({}, inner))["widget"]
    yield from _sent_by_context(context)


def _sent_by_context(context: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    if "subwidgets" in context:
        for part in context["subwidgets"]:
            yield from _sent_by_context(part)
    elif "optgroups" in context:
        yield context["name"], _chosen(context)
    elif context.get("type") == "checkbox":
        yield context["name"], ["on"] if context["attrs"].get("checked") else []
    else:
        value = context["value"]
        yield context["name"], ["" if value is None else str(value)]


def _chosen(context: dict[str, Any]) -> list[str]:
    options = [one for _group, group, _place in context["optgroups"] for one in group]
    chosen = [str(one["value"]) for one in options if one["selected"]]
    is_list = context.get("type") == "select" and not context["attrs"].get("multiple")
    # A list from which nothing is chosen shows, and sends, its first line.
    return chosen or ([str(options[0]["value"])] if is_list and options else [])


def _own(formset: Any) -> tuple[str, ...]:
    """The inputs of a row that say which row it is."""
    return (formset.model._meta.pk.name, DELETION_FIELD_NAME)


def _fields_of(form: BaseForm, *but: str) -> Fields:
    return {
        field.name: sent_by(field) for field in form if field.name not in but and not field.field.disabled
    }


def _sets_in(form: BaseForm | None) -> frozenset[str]:
    fields = form.fields.items() if form else ()
    return frozenset(
        name
        for name, field in fields
        if getattr(getattr(field.widget, "widget", field.widget), "allow_multiple_selected", False)
    )


def _typed_rows(data: QueryDict, formset: Any) -> tuple[Rows, set[str]]:
    key, prefix = formset.model._meta.pk.name, formset.prefix
    inputs = _fields_of(formset.empty_form, *_own(formset))
    rows, deleted = Rows(), set()
    total = data.get(f"{prefix}-{TOTAL_FORM_COUNT}", "")
    for place in range(min(int(total), formset.absolute_max) if total.isdecimal() else 0):
        start = f"{prefix}-{place}-"
        pk = data.get(f"{start}{key}", "")
        row = {name: _sent(data, start, sent) for name, sent in inputs.items()}
        if data.get(f"{start}{DELETION_FIELD_NAME}") and pk:
            deleted.add(pk)
        if pk:
            rows.stored[pk] = row
        elif not data.get(f"{start}{DELETION_FIELD_NAME}"):
            rows.empty.append(row)
        else:
            rows.empty.append({})
    return rows, deleted


def _sent(data: QueryDict, start: str, inputs: Sent) -> Sent:
    return {name: data.getlist(start + name) for name in inputs}


def _put(data: QueryDict, start: str, fields: Fields) -> None:
    for sent in fields.values():
        for name, values in sent.items():
            data.setlist(start + name, values)
            if not values:
                del data[start + name]
