"""How rows are forgotten: few at a time, so that nobody waits for them, and how a rehearsal counts them instead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

# Rows of one transaction: some milliseconds, for which nobody at the desk waits.
AT_ONCE = 1_000
# Rows that one look through a table finds; what is left is found by the next look.
FOUND_AT_ONCE = 50_000

Step = Callable[[datetime, bool], int]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is forgotten in time.

    `tables` are the models whose rows go, or lose a part; `step` is called with the time and whether it only rehearses,
    and gives how many rows it took, or would take. `what` is the sentence's subject ("old attempts at feeds").
    """

    name: str
    what: str
    tables: tuple[str, ...]
    step: Step


def deleted(old: Callable[[datetime], QuerySet[Any] | None]) -> Step:
    """A step that deletes the rows of `old`, with what hangs on them; None of `old` says that all stays."""
    return _by_rows(old, lambda rows: rows.delete())


def emptied(old: Callable[[datetime], QuerySet[Any] | None], **values: Any) -> Step:
    """A step that gives the rows of `old` these values, by which they are old no more."""
    return _by_rows(old, lambda rows: rows.update(**values))


def _by_rows(old: Callable[[datetime], QuerySet[Any] | None], change: Callable[[QuerySet[Any]], Any]) -> Step:
    def step(now: datetime, rehearse: bool) -> int:
        found = old(now)
        if found is None:
            return 0
        if rehearse:
            return found.count()
        return _changed(found, change)

    return step


def _changed(found: QuerySet[Any], change: Callable[[QuerySet[Any]], Any]) -> int:
    total = 0
    every = found.model._base_manager
    while True:
        keys = list(found.order_by().values_list("pk", flat=True)[:FOUND_AT_ONCE])
        for start in range(0, len(keys), AT_ONCE):
            change(every.filter(pk__in=keys[start : start + AT_ONCE]))
        total += len(keys)
        if len(keys) < FOUND_AT_ONCE:
            return total


def rolled_back(forget: Callable[[datetime], int]) -> Step:
    """A step of a service that forgets by itself; a rehearsal lets it, and takes all of it back."""

    def step(now: datetime, rehearse: bool) -> int:
        with transaction.atomic():
            total = forget(now)
            transaction.set_rollback(rehearse)
        return total

    return step
