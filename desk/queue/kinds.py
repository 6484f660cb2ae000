"""Kinds of what waits in the queue. An app config names those of its app as `queue`, by dotted paths of `QueueKind`s, which
are imported only by who shows or decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

YES, NO, LATER = "yes", "no", "later"
OPEN = _("Open")


class TooLateError(Exception):
    """The decision cannot be carried out as it was made; the message says why."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What a decision does: the words of its button, and of what was done."""

    label: "str | Promise"
    done: "str | Promise"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the queue's list. `headline` is in `language`, empty where nobody knows; `said` stands below it."""

    headline: str
    language: str = ""
    said: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What is shown of the row that is decided on: why it is here, facts in a few words, the text by a template of its own
    with its context, and the page where it is edited."""

    why: Sequence[str]
    template: str
    context: Mapping[str, Any]
    opens: str
    opens_label: "str | Promise" = OPEN
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when, and what was typed beside the button."""

    verb: str
    by: User
    now: datetime
    typed: Mapping[str, str] = field(default_factory=dict)


class QueueKind:
    """A kind of what waits. `place` is its place among the others, `right` what who decides must be allowed.

    A row that was left aside comes back when its `condition` changes: an expression of whole numbers, such as when it began
    to wait. `seen_fields` are the columns for which a decision counts, as they were shown.
    """

    name: ClassVar[str]
    label: ClassVar["str | Promise"]
    place: ClassVar[int]
    right: ClassVar[str]
    verbs: ClassVar[Mapping[str, Verb]]
    seen_fields: ClassVar[tuple[str, ...]]
    condition: ClassVar[Any] = None
    is_data: ClassVar[bool] = False  # about articles that readers see already: named apart, and last

    def waiting(self, *, by: User, now: datetime) -> "models.QuerySet[Any]":
        """What waits, in the order in which it is decided on, with all that lines and items read."""
        raise NotImplementedError

    def in_order(self, *, by: User, now: datetime) -> "Sequence[models.QuerySet[Any]]":
        """What waits in parts that follow each other, where no index has the order of the whole."""
        return [self.waiting(by=by, now=now)]

    def line(self, row: Any) -> Line:
        raise NotImplementedError

    def item(self, row: Any, request: HttpRequest) -> Item:
        raise NotImplementedError

    def decide(self, row: Any, decision: Decision) -> None:
        """Carries out `yes` or `no`. Raises TooLateError."""
        raise NotImplementedError


@cache
def kinds() -> tuple[QueueKind, ...]:
    """All kinds, in their order."""
    paths = [path for config in apps.get_app_configs() for path in getattr(config, "queue", ())]
    return tuple(sorted((import_string(path)() for path in paths), key=lambda kind: kind.place))


def kind_named(name: str) -> QueueKind | None:
    return next((kind for kind in kinds() if kind.name == name), None)
