"""A request as an admin's code expects it, made by a worker for whoever asked for the work."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from desk.models import Work
from desk.work.kinds import WorkError


class Said(list[str]):
    """Takes the messages of an action: what went wrong, or was left out, is a note; that it went well the end says."""

    def add(self, level: int, message: Any, extra_tags: str = "") -> None:
        if level >= messages.WARNING:
            self.append(str(message))


def admin_of(work: Work) -> Any:
    """The admin of the list that the work is about. Raises WorkError."""
    # Here: a worker serves no pages, and knows no lists before.
    admin.autodiscover()
    try:
        return admin.site._registry[apps.get_model(work.what["model"])]
    except LookupError as error:
        raise WorkError(gettext("The list that it was asked for is gone.")) from error


def request_of(
    work: Work, *, get: str = "", post: Mapping[str, Sequence[str]] | None = None
) -> tuple[HttpRequest, Said]:
    """The request, and what is said while it is answered. Raises WorkError where the account is gone."""
    if work.by is None or not work.by.is_active or not work.by.is_staff:
        raise WorkError(gettext("The account that asked for it is gone or may not use the desk any more."))
    request, said = HttpRequest(), Said()
    request.user = work.by
    request.method = "GET" if post is None else "POST"
    request.GET = QueryDict(get)
    typed = QueryDict(mutable=True)
    for name, values in (post or {}).items():
        typed.setlist(name, list(values))
    request.POST = typed  # type: ignore[assignment]
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request._messages = said  # type: ignore[attr-defined]
    return request, said
