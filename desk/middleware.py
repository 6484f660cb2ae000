"""Records what a request to the desk changes, as one act of its editor."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from desk.models import Act, Change
from desk.naming import about
from desk.queue.kinds import LATER, kind_named
from desk.record import present_act, recorded

UNDOES = ("desk.act:undo", "desk:queue_undo", "articles.feature:undo")


class RecordMiddleware:
    """Every change that a signed-in editor's POST to the desk makes is one act, whichever view makes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as stack:
            request.record_stack = stack  # type: ignore[attr-defined]
            response = self.get_response(request)
            if getattr(request, "is_recorded", False):
                act = present_act()
                if act and not act.about:
                    Act.objects.filter(pk=act.pk).update(about=about(Change.objects.filter(act=act)))
            return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Begins the act once the address is known."""
        match = request.resolver_match
        is_desk = match is not None and match.app_name == "admin" and request.method == "POST"
        if match is None or not is_desk or not request.user.is_authenticated:
            return
        kind = kind_of(match.url_name or "", request.POST.get("action", ""))
        if match.url_name == "queue_decide":
            kind = decision_of(match.kwargs["kind"], request.POST.get("verb", ""))
        if kind in UNDOES:
            return  # an undo is an act of its own, which names what it takes back
        stack: ExitStack = request.record_stack  # type: ignore[attr-defined]
        stack.enter_context(
            recorded(
                kind,
                road=Act.Road.DESK,
                by=request.user,
                reason=request.POST.get("reason", ""),
                is_local=False,
            )
        )
        request.is_recorded = True  # type: ignore[attr-defined]


def decision_of(kind: str, verb: str) -> str:
    """What a decision in the queue is called in the record: `queue.held:yes`."""
    found = kind_named(kind)
    known = found is not None and (verb == LATER or verb in found.verbs)
    return f"queue.{kind}:{verb}" if known else "desk:queue_decide"


def kind_of(url_name: str, action: str) -> str:
    """What an address of the desk does: `articles.article:change`, `articles.article:action:withdraw`."""
    for model in admin.site._registry:
        label, place = model._meta.label_lower, f"{model._meta.app_label}_{model._meta.model_name}_"
        if url_name.startswith(place):
            done = url_name.removeprefix(place)
            if done == "changelist":
                return f"{label}:action:{action}" if action else f"{label}:list"
            return f"{label}:{done}"
    return f"desk:{url_name}"
