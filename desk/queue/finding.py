"""What waits in the queue for one editor: rows of every kind that they may decide on, without what was left aside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast, Extract

from desk.admin.seen import mark_of
from desk.models import QueueMark
from desk.queue.kinds import Line, QueueKind, kinds

SHOWN = 30  # lines of the list
MOST_COUNTED = 99  # of one kind; that there are more is all that is said of the others


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind with the number of what waits, or `MOST_COUNTED` + 1 where there is more."""

    kind: QueueKind
    number: int

    @property
    def shown(self) -> str:
        return f"{MOST_COUNTED}+" if self.number > MOST_COUNTED else str(self.number)


@dataclass(frozen=True, slots=True)
class Place:
    """One row in the list."""

    kind: QueueKind
    row: Any
    line: Line

    @property
    def key(self) -> str:
        return f"{self.kind.name}:{self.row.pk}"


def since(column: str) -> Any:
    """The condition of kinds whose rows wait since, or until, a moment."""
    return Cast(Extract(column, "epoch"), BigIntegerField())


def kinds_for(user: User) -> list[QueueKind]:
    return [kind for kind in kinds() if user.has_perm(kind.right)]


def row_of(kind: QueueKind, pk: int, *, by: User, now: datetime) -> Any:
    """The row with this key, if it waits; else None."""
    return _without_left_aside(kind, kind.waiting(by=by, now=now).filter(pk=pk), by=by, now=now).first()


def _parts(kind: QueueKind, *, by: User, now: datetime) -> Iterator[QuerySet[Any]]:
    for rows in kind.in_order(by=by, now=now):
        yield _without_left_aside(kind, rows, by=by, now=now)


def _without_left_aside(kind: QueueKind, rows: QuerySet[Any], *, by: User, now: datetime) -> QuerySet[Any]:
    """Without what somebody left aside for all, or `by` for later."""
    marks = QueueMark.objects.filter(kind=kind.name, row=OuterRef("pk")).in_force(by=by, now=now)
    if kind.condition is None:
        return rows.exclude(Exists(marks))
    rows = rows.annotate(queue_condition=kind.condition)
    return rows.exclude(Exists(marks.filter(condition=OuterRef("queue_condition"))))


def numbers(user: User, now: datetime) -> list[Waiting]:
    """How much waits, by kind."""
    return [Waiting(kind, _counted(kind, by=user, now=now)) for kind in kinds_for(user)]


def _counted(kind: QueueKind, *, by: User, now: datetime) -> int:
    number = 0
    for rows in _parts(kind, by=by, now=now):
        # In the order of the list: its index gives the first rows, where a count in any order may begin at the wrong table.
        number += rows.values("pk")[: MOST_COUNTED + 1 - number].count()
        if number > MOST_COUNTED:
            break
    return number


def places(found: Sequence[Waiting], *, by: User, now: datetime) -> list[Place]:
    """The first rows of these kinds."""
    listed: list[Place] = []
    for waiting in found:
        for rows in _parts(waiting.kind, by=by, now=now) if waiting.number else ():
            if len(listed) < SHOWN:
                found_here = rows[: SHOWN - len(listed)]
                listed += [Place(waiting.kind, row, waiting.kind.line(row)) for row in found_here]
    return listed


def seen_mark(kind: QueueKind, row: Any) -> str:
    """A short mark of the state in which a row is shown; a decision counts for that state alone."""
    return mark_of(getattr(row, name) for name in kind.seen_fields)


def leave_aside(
    kind: QueueKind, row: Any, *, by: User, now: datetime, until: datetime | None, for_all: bool
) -> None:
    """Takes a row out of the queue, of `by` alone or of everybody."""
    QueueMark.objects.create(
        kind=kind.name,
        row=row.pk,
        condition=getattr(row, "queue_condition", None) or 0,
        by=by,
        is_for_all=for_all,
        at=now,
        until=until,
    )
