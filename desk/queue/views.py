"""The pages of the queue: the list with the item that is decided on, a decision, and its undo."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from desk import presence, wording
from desk.models import Act
from desk.queue.finding import (
    MOST_COUNTED,
    Place,
    Waiting,
    leave_aside,
    numbers,
    places,
    row_of,
    seen_mark,
)
from desk.queue.kinds import LATER, Decision, QueueKind, TooLateError, kind_named
from desk.record import present_act
from desk.undoing import CannotUndoError, undo

LATER_FOR = timedelta(hours=4)
DECIDED = "queue_decided"  # in the session: the last decision, to be undone by one key
REFUSED = "queue_refused"  # in the session: what was typed for a decision that could not be carried out
OWN_FIELDS = frozenset({"csrfmiddlewaretoken", "seen", "kind", "next", "verb"})
TYPED_CHARACTERS = 2000  # of each field
ZONE = ZoneInfo(settings.READER_TIME_ZONE)
HEADLINE_CHARACTERS = 80


def home(request: HttpRequest, site: AdminSite) -> TemplateResponse:
    """What waits for whoever looks: the kinds, the list, and one item with its text and the buttons."""
    by, now = _editor(request), timezone.now()
    found = numbers(by, now)
    chosen = next((one for one in found if one.kind.name == request.GET.get("kind")), None)
    listed = places([chosen] if chosen else found, by=by, now=now)
    place = _asked(request, found, by, now) or (listed[0] if listed else None)
    keys = [one.key for one in listed]
    at = keys.index(place.key) if place and place.key in keys else -1
    urgent = [one for one in found if not one.kind.is_data]
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": gettext("To do"),
        "found": urgent,
        "found_data": [one for one in found if one.kind.is_data],
        "chosen": chosen.kind.name if chosen else "",
        "total": _total(found),
        "places": [{"place": one, "address": _address(chosen, one)} for one in listed],
        "place": place,
        "has_item": "item" in request.GET,
        "previous": _address(chosen, listed[at - 1]) if at > 0 else "",
        "next": _address(chosen, listed[at + 1]) if 0 <= at < len(listed) - 1 else "",
        "next_key": keys[at + 1] if 0 <= at < len(listed) - 1 else "",
        "list_address": _address(chosen, None),
        "decided": request.session.get(DECIDED),
    }
    with timezone.override(ZONE):
        if place:
            context |= _shown(request, place, by, now)
        page = TemplateResponse(request, "admin/desk/queue/home.html", context)
        page.render()
    return page


def _shown(request: HttpRequest, place: Place, by: Any, now: datetime) -> dict[str, Any]:
    presence.enter(row=place.row, by=by, now=now)
    item = place.kind.item(place.row, request)
    refused = request.session.pop(REFUSED, {})
    typed = refused.get("typed") if refused.get("item") == place.key else {}
    return {
        "item": item,
        "body": render_to_string(item.template, {**item.context, "typed": typed}, request),
        "seen": seen_mark(place.kind, place.row),
        "verbs": [(name, verb) for name, verb in place.kind.verbs.items()],
        "others_here": presence.others(row=place.row, by=by, now=now),
    }


def _asked(request: HttpRequest, found: list[Waiting], by: Any, now: datetime) -> Place | None:
    """The item that the address names, if it waits still."""
    name, _colon, pk = request.GET.get("item", "").partition(":")
    kind = next((one.kind for one in found if one.kind.name == name), None)
    if kind is None or not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    row = row_of(kind, int(pk), by=by, now=now)
    return Place(kind, row, kind.line(row)) if row is not None else None


def _total(found: list[Waiting]) -> str:
    total = sum(min(one.number, MOST_COUNTED) for one in found)
    return f"{total}+" if any(one.number > MOST_COUNTED for one in found) else str(total)


def _address(chosen: Waiting | None, place: Place | None) -> str:
    asked = {"kind": chosen.kind.name} if chosen else {}
    asked |= {"item": place.key} if place else {}
    return f"{reverse('admin:index')}?{urlencode(asked)}"


@require_POST
def decide(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Carries out one decision on what was shown, and leads to the next."""
    by, now = _editor(request), timezone.now()
    found = kind_named(kind)
    if found is None:
        raise Http404
    if not by.has_perm(found.right):
        raise PermissionDenied
    verb = request.POST.get("verb", "")
    if verb != LATER and verb not in found.verbs:
        raise Http404
    try:
        with transaction.atomic():
            _wait_for_others(kind, pk)
            row = row_of(found, pk, by=by, now=now)
            if row is None:
                messages.warning(request, gettext("Somebody has settled that already. Here is the next."))
                return _on(request, request.POST.get("next", ""))
            if request.POST.get("seen") != seen_mark(found, row):
                raise TooLateError(
                    gettext("It changed since it was shown, and nothing was done. Look at it again.")
                )
            headline = found.line(row).headline[:HEADLINE_CHARACTERS]
            _carry_out(found, row, Decision(verb, by, now, request.POST.dict()))
    except TooLateError as error:
        messages.error(request, str(error))
        return _again(request, f"{kind}:{pk}")
    act = present_act()
    done = gettext("Left for later") if verb == LATER else found.verbs[verb].done
    request.session[DECIDED] = {
        "act": act.pk if act else None,
        "said": str(done),
        "headline": headline,
        "at": wording.clock(now),
        "item": f"{kind}:{pk}",
    }
    return _on(request, request.POST.get("next", ""))


def _wait_for_others(kind: str, pk: int) -> None:
    """Who decides on the same row in the same moment comes one after the other, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"desk.queue:{kind}:{pk}"])


def _carry_out(kind: QueueKind, row: Any, decision: Decision) -> None:
    if decision.verb == LATER:
        until = decision.now + LATER_FOR
        leave_aside(kind, row, by=decision.by, now=decision.now, until=until, for_all=False)
    else:
        kind.decide(row, decision)


@require_POST
def undo_last(request: HttpRequest) -> HttpResponse:
    """Takes back the last decision of whoever asks; where something newer stands, the record asks what shall count."""
    by = _editor(request)
    decided = request.session.get(DECIDED) or {}
    act = Act.objects.filter(pk=decided.get("act") or 0, by=by).first()
    if act is None:
        messages.warning(request, gettext("There is nothing to take back."))
        return _on(request, "")
    try:
        newer = undo(act=act, by=by, now=timezone.now())
    except CannotUndoError as error:
        messages.error(request, str(error))
        return _on(request, "")
    if newer and by.has_perm("desk.view_act"):
        return HttpResponseRedirect(reverse("admin:desk_act_undo", args=[act.pk]))
    if newer:
        messages.error(request, gettext("Somebody changed it since, so nothing was taken back."))
        return _on(request, "")
    del request.session[DECIDED]
    messages.success(
        request,
        gettext("Taken back: %(act)s, “%(headline)s”.")
        % {"act": decided["said"], "headline": decided["headline"]},
    )
    return _on(request, decided["item"])


def _again(request: HttpRequest, item: str) -> HttpResponse:
    """Leads back to an item that could not be decided on, with what was typed there."""
    fields = request.POST.dict().items()
    typed = {name: value[:TYPED_CHARACTERS] for name, value in fields if name not in OWN_FIELDS}
    request.session[REFUSED] = {"item": item, "typed": typed}
    return _on(request, item)


def _on(request: HttpRequest, item: str) -> HttpResponse:
    """Leads to an item of the kind that is looked through."""
    asked = {name: value for name, value in (("kind", request.POST.get("kind", "")), ("item", item)) if value}
    return HttpResponseRedirect(f"{reverse('admin:index')}?{urlencode(asked)}")


def _editor(request: HttpRequest) -> Any:
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
