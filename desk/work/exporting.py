"""A list of the desk as CSV or JSON Lines, as it is narrowed, in parts: what the list shows, and nothing else;
not what its admin keeps at the desk (`not_exported`)."""

import csv
import json
from collections.abc import Sequence
from datetime import datetime
from html import unescape
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext

from desk import wording
from desk.models import Work, WorkPart
from desk.work.asking import admin_of, request_of
from desk.work.kinds import Step, WorkError, WorkKind

KIND = "desk.export"
# What a list is exported as, with the type of the file.
FORMS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}
AT_ONCE = 250
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def step(work: Work, now: datetime) -> Step:
    """Writes the next rows, by rising key, as one part of the file."""
    model_admin = admin_of(work)
    request, _said = request_of(work, get=work.what["query"])
    if not model_admin.has_view_permission(request):
        raise WorkError(gettext("%(who)s may not see that list any more.") % {"who": work.by})
    try:
        shown = model_admin.get_changelist_instance(request)
    except (IncorrectLookupParameters, SuspiciousOperation) as error:
        message = gettext(
            "The list cannot be narrowed by that any more, so nothing was exported. Narrow it anew and export it."
        )
        raise WorkError(message) from error
    after, number = work.cursor or (0, 0)
    queryset = shown.get_queryset(request).order_by("pk")
    rows = list(queryset.filter(pk__gt=after)[:AT_ONCE])
    left_out = {"action_checkbox", *model_admin.not_exported}
    columns = [name for name in shown.list_display if name not in left_out]
    with timezone.override(settings.READER_TIME_ZONE):
        if work.what.get("form") == "jsonl":
            text = _lines(rows, columns, model_admin)
        else:
            labels = [label_for_field(name, shown.model, model_admin) for name in columns]
            text = _table(rows, columns, model_admin, head=labels if number == 0 else ())
    WorkPart.objects.update_or_create(work=work, number=number, defaults={"text": text})
    done = work.done + len(rows)
    return Step(
        cursor=[rows[-1].pk if rows else after, number + 1],
        done=done,
        total=queryset.count() if number == 0 else None,
        said=gettext("Done: %(done)s rows.") % {"done": wording.grouped(done)},
        is_last=len(rows) < AT_ONCE,
    )


def _table(rows: Sequence[Any], columns: Sequence[str], model_admin: Any, *, head: Sequence[Any]) -> str:
    text = StringIO()
    written = csv.writer(text)
    if head:
        written.writerow(["id", *(str(label) for label in head)])
    for row in rows:
        cells = [_cell(name, row, model_admin) for name in columns]
        written.writerow([str(row.pk), *(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)])
    return text.getvalue()


def _lines(rows: Sequence[Any], columns: Sequence[str], model_admin: Any) -> str:
    """One object a line: the names of the columns, which no language changes, and what the list shows."""
    objects = ({"id": row.pk, **{name: _cell(name, row, model_admin) for name in columns}} for row in rows)
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in objects)


def _cell(name: str, row: Any, model_admin: Any) -> str:
    field, _attribute, value = lookup_field(name, row, model_admin)
    if field is not None and not field.remote_field:
        value = display_for_field(value, field, "")
    text = "" if value is None else str(value)
    # What a list makes of a value may be HTML; words of a title are not, though they have a "<" in them.
    return " ".join((unescape(strip_tags(text)) if hasattr(value, "__html__") else text).split())


EXPORT = WorkKind(step, is_atomic=True)
