"""Doing work: one piece at a time, step by step, under a lease."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext

from desk.languages import language_of
from desk.models import MOST_ATTEMPTS, WORK_LEASE, Act, Change, Work
from desk.naming import about
from desk.record import present_act, recorded
from desk.work.kinds import Step, WorkError, WorkKind, kind_named

log = logging.getLogger(__name__)

MOST_NOTES = 50
KEPT_FOR = timedelta(days=30)


class _LostError(Exception):
    """The work is not this worker's any more: it was cancelled, or taken up by another."""


def work_once(*, worker: str, now: Callable[[], datetime]) -> Work | None:
    """Takes up one piece of work and does it to its end; None where none waits. What fails is told at the desk.

    An error of the database is raised: the lease runs out, and the work is taken up again.
    """
    work = Work.objects.claim(now(), by=worker)
    if work is None:
        return None
    # What it says is for who asked for it.
    with translation.override(language_of(work.by)):
        return _to_its_end(work, worker, now)


def _to_its_end(work: Work, worker: str, now: Callable[[], datetime]) -> Work:
    try:
        if work.attempts > MOST_ATTEMPTS:
            raise WorkError(
                gettext("It ended %(most_attempts)s times at the same place; the operator's log says more.")
                % {"most_attempts": MOST_ATTEMPTS}
            )
        _do(work, worker, now)
    except _LostError:
        pass
    except WorkError as error:
        _fail(work, worker, str(error), now())
    except (OperationalError, InterfaceError):
        raise
    except BaseException as error:
        if not isinstance(error, Exception):
            # Told to stop: another worker, or this one started again, goes on at once.
            Work.objects.filter(pk=work.pk, claimed_by=worker).update(claimed_until=None)
            raise
        log.exception("Work %s failed", work.pk)
        said = gettext("An unexpected error ended it (%(name)s: %(error)s). Tell the operator.") % {
            "name": type(error).__name__,
            "error": str(error)[:200],
        }
        _fail(work, worker, said, now())
    return work


def cancel(works: "list[Work]", *, now: datetime) -> int:
    """Ends work that waits or runs; what was done stays. Returns how many pieces."""
    rows = Work.objects.filter(pk__in=[work.pk for work in works], state__in=Work.OPEN)
    return rows.update(
        state=Work.State.CANCELLED, ended_at=now, claimed_until=None, said=gettext("Cancelled by hand.")
    )


def go_on(works: "list[Work]") -> int:
    """Lets failed and cancelled work go on where it stopped; returns how many pieces."""
    ended = [Work.State.FAILED, Work.State.CANCELLED]
    rows = Work.objects.filter(pk__in=[work.pk for work in works], state__in=ended)
    return rows.update(state=Work.State.WAITING, ended_at=None, claimed_until=None, attempts=0, said="")


def forget_old(*, now: datetime) -> int:
    """Deletes work, with the files that it made, a month after it ended; returns how many pieces."""
    old = Work.objects.filter(ended_at__lt=now - KEPT_FOR)
    return old.delete()[1].get("desk.Work", 0)


def _do(work: Work, worker: str, now: Callable[[], datetime]) -> None:
    kind = kind_named(work.kind)
    if kind is None:
        raise WorkError(
            gettext("This version of the site knows no work of the kind “%(kind)s”. Ask for it anew.")
            % {"kind": work.kind}
        )
    with _recorded(work, kind):
        while True:
            with ExitStack() as stack:
                if kind.is_atomic:
                    stack.enter_context(transaction.atomic())
                step = kind.step(work, now())
                _keep(work, step, worker, now())
            if step.is_last:
                return


@contextmanager
def _recorded(work: Work, kind: WorkKind) -> Iterator[None]:
    """All steps are one act of who asked, whoever does them."""
    name = kind.act(work)
    if not name:
        yield
        return
    reason = str(work.what.get("reason", ""))
    with recorded(name, road=Act.Road.DESK, by=work.by, reason=reason, continues=work.act, is_local=False):
        yield
        if work.act_id:
            Act.objects.filter(pk=work.act_id).update(about=about(Change.objects.filter(act=work.act_id)))


def _keep(work: Work, step: Step, worker: str, now: datetime) -> None:
    """Stores how far the work came, and the sign of life. Raises _LostError."""
    work.notes = [*work.notes, *(note for note in step.notes if note not in work.notes)][:MOST_NOTES]
    if work.act_id is None:
        work.act = present_act()
    values = {
        "cursor": step.cursor,
        "done": step.done,
        "total": work.total if step.total is None else step.total,
        "notes": work.notes,
        "act": work.act,
        "attempts": 0,
        "claimed_until": now + WORK_LEASE,
    }
    if step.is_last:
        values |= {"state": Work.State.DONE, "said": step.said[:500], "ended_at": now, "claimed_until": None}
    mine = Work.objects.filter(pk=work.pk, claimed_by=worker, state=Work.State.RUNNING)
    if not mine.update(**values):
        raise _LostError
    work.cursor, work.done, work.total = step.cursor, step.done, values["total"]


def _fail(work: Work, worker: str, said: str, now: datetime) -> None:
    mine = Work.objects.filter(pk=work.pk, claimed_by=worker, state=Work.State.RUNNING)
    mine.update(state=Work.State.FAILED, said=said[:500], ended_at=now, claimed_until=None)
