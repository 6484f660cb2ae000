"""A list of the desk as CSV, as it is narrowed, in parts."""

import csv
from datetime import datetime
from io import StringIO
from typing import Any

from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.utils.html import strip_tags
from django.utils.translation import gettext

from desk import wording
from desk.models import Work, WorkPart
from desk.work.asking import admin_of, request_of
from desk.work.kinds import Step, WorkError, WorkKind

KIND = "desk.export"
AT_ONCE = 250
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def step(work: Work, now: datetime) -> Step:
    """Writes the next rows, by rising key, as one part of the file."""
    model_admin = admin_of(work)
    request, _said = request_of(work, get=work.what["query"])
    if not model_admin.has_view_permission(request):
        raise WorkError(gettext("%(who)s may not see that list any more.") % {"who": work.by})
    shown = model_admin.get_changelist_instance(request)
    after, number = work.cursor or (0, 0)
    queryset = shown.get_queryset(request).order_by("pk")
    rows = list(queryset.filter(pk__gt=after)[:AT_ONCE])
    columns = [name for name in shown.list_display if name != "action_checkbox"]
    text = StringIO()
    written = csv.writer(text)
    if number == 0:
        labels = [label_for_field(name, shown.model, model_admin) for name in columns]
        written.writerow(["id", *(str(label) for label in labels)])
    written.writerows([str(row.pk), *(_cell(name, row, model_admin) for name in columns)] for row in rows)
    WorkPart.objects.update_or_create(work=work, number=number, defaults={"text": text.getvalue()})
    done = work.done + len(rows)
    return Step(
        cursor=[rows[-1].pk if rows else after, number + 1],
        done=done,
        total=queryset.count() if number == 0 else None,
        said=gettext("Done: %(done)s rows.") % {"done": wording.grouped(done)},
        is_last=len(rows) < AT_ONCE,
    )


def _cell(name: str, row: Any, model_admin: Any) -> str:
    field, _attribute, value = lookup_field(name, row, model_admin)
    if field is not None and not field.remote_field:
        value = display_for_field(value, field, "")
    text = " ".join(strip_tags("" if value is None else str(value)).split())
    return f"'{text}" if text.startswith(FORMULA) else text


EXPORT = WorkKind(step, is_atomic=True)
