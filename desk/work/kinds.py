"""Kinds of work. An app config names those of its app as `work`: each by its name, with the dotted path of its `WorkKind`,
which is imported only by who does work."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.utils.module_loading import import_string

from desk.models import Work


class WorkError(Exception):
    """The work cannot be done; the message is a sentence for the editor who asked for it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did: `done` counts all rows so far, of `total`. After the last one `cursor` is empty, and `said` tells
    how it ended."""

    cursor: Any
    done: int
    total: int | None = None
    notes: tuple[str, ...] = ()
    said: str = ""
    is_last: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class WorkKind:
    """A kind of work. `step` does the next rows after `work.cursor`, within seconds. With `is_atomic` its changes and the
    cursor are stored in one transaction, so that no step is done twice. `act` names what the record says of it; empty where
    what it calls keeps the record itself."""

    step: Callable[[Work, datetime], Step]
    is_atomic: bool = False
    act: Callable[[Work], str] = lambda work: ""


def kind_named(name: str) -> WorkKind | None:
    """The kind of this name; None where there is none, as after an upgrade."""
    for config in apps.get_app_configs():
        if path := getattr(config, "work", {}).get(name):
            kind: WorkKind = import_string(path)
            return kind
    return None


def ask(*, kind: str, title: str, what: dict[str, Any], by: User, now: datetime) -> Work:
    """Asks for work; a worker takes it up."""
    return Work.objects.create(kind=kind, title=title[:300], what=what, by=by, asked_at=now)
