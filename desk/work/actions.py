"""An action on many rows of a list, in parts."""

from datetime import datetime

from django.utils.translation import gettext

from desk import wording
from desk.admin.seen import changed_since, without
from desk.models import Work
from desk.work.asking import admin_of, request_of
from desk.work.kinds import Step, WorkError, WorkKind

AT_ONCE = 20


def step(work: Work, now: datetime) -> Step:
    """Runs the action on the next rows. Those that are not as the list showed them are left out, and named."""
    model_admin, what = admin_of(work), work.what
    rows, start = what["rows"], work.cursor or 0
    # Who typed the number of rows was asked already.
    request, said = request_of(work, post={**what["typed"], "post": ["yes"]})
    offered = model_admin.get_actions(request)
    if what["action"] not in offered:
        raise WorkError(gettext("%(who)s may not do that any more.") % {"who": work.by})
    chosen = model_admin.get_queryset(request).filter(pk__in=rows[start : start + AT_ONCE])
    changed = changed_since(model_admin, chosen, what["seen"])
    chosen = without(chosen, changed)
    if chosen.exists():
        offered[what["action"]][0](model_admin, request, chosen)
    end = min(start + AT_ONCE, len(rows))
    return Step(
        cursor=end,
        done=end,
        total=len(rows),
        notes=(
            *said,
            *(
                gettext("Left out, as it changed since the list was shown: %(one)s") % {"one": one}
                for one in changed
            ),
        ),
        said=gettext("Done: %(number)s rows were looked at.") % {"number": wording.grouped(len(rows))},
        is_last=end == len(rows),
    )


ACTIONS = WorkKind(
    step, is_atomic=True, act=lambda work: f"{work.what['model']}:action:{work.what['action']}"
)
