"""The composer's page: one edition at one minute, what is placed there, and the search for what to place."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html

from articles.admin.base import ZONE, editor_of
from articles.admin.composer.standing import standing_at
from articles.admin.formatting import EDITIONS
from articles.models import Article, Feature
from articles.pages.front import front_page
from articles.services.editing.front_pages import move, place, take_off
from desk.admin.seen import mark_of
from desk.record import present_act

FOUND = 12  # articles that a search shows
STANDS_FOR = timedelta(hours=24)  # what is placed here ends by itself; its form knows other ends
WIDELY = 10**4  # a place below everything


def view(request: HttpRequest) -> HttpResponse:
    """Shows the page; a POST places, moves or takes off, and comes back."""
    if not request.user.has_perm("articles.change_feature"):
        raise PermissionDenied
    edition = request.GET.get("edition", "")
    edition = edition if edition in EDITIONS else settings.LANGUAGES[0][0]
    now = timezone.now()
    at = _moment(request.GET.get("at", "")) or now
    if request.method == "POST":
        _carry_out(request, edition, at, now)
        return HttpResponseRedirect(request.get_full_path())
    slots = standing_at(edition, at)
    query = request.GET.get("q", "").replace("\0", " ").strip()[:200]
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Front page",
        "opts": Feature._meta,
        "edition": edition,
        "editions": [(code, name, _address(code, request, "at")) for code, name in settings.LANGUAGES],
        "at": at,
        "is_now": at == now,
        "now_address": f"?{urlencode({'edition': edition})}",
        "slots": [(slot, label, slots[slot]) for slot, label in Feature.Slot.choices],
        "front": front_page(edition=edition, now=at),
        "seen": _seen(edition, at),
        "query": query,
        "found": _found(query, edition) if query else [],
        "bounds": _bounds(edition, at),
    }
    return TemplateResponse(request, "admin/articles/feature/compose.html", context).render()


def _moment(typed: str) -> datetime | None:
    """A typed minute by the readers' clock; None where it is none."""
    try:
        moment = parse_datetime(typed)
    except ValueError:
        return None
    return (
        moment.replace(tzinfo=ZONE, second=0, microsecond=0)
        if moment and 2000 <= moment.year < 2100
        else None
    )


def _address(edition: str, request: HttpRequest, *kept: str) -> str:
    asked = {"edition": edition} | {name: request.GET[name] for name in kept if request.GET.get(name)}
    return f"?{urlencode(asked)}"


def _seen(edition: str, at: datetime) -> str:
    """A mark of what stands: moving counts for what was shown."""
    rows = Feature.objects.in_edition(edition).running(at).order_by("pk")
    return mark_of(rows.values_list("pk", "slot", "position", "ends_at"))


def _bounds(edition: str, at: datetime) -> list[datetime]:
    """The next minutes at which the page changes by what is placed: begins and ends, to look at."""
    features = Feature.objects.in_edition(edition)
    begins = features.filter(starts_at__gt=at).order_by("starts_at").values_list("starts_at", flat=True)[:8]
    ends = features.filter(ends_at__gt=at).order_by("ends_at").values_list("ends_at", flat=True)[:8]
    return sorted({*begins, *(one for one in ends if one)})[:8]


def _found(query: str, edition: str) -> list[Article]:
    """Published articles of the edition by words of their titles, the newest first; or the one of this number."""
    public = Article.objects.published().in_language(edition).for_cards()
    if query.isascii() and query.isdigit() and len(query) < 18:
        return list(public.filter(pk=int(query)))
    return list(public.titled(query).newest_first()[:FOUND])


def _carry_out(request: HttpRequest, edition: str, at: datetime, now: datetime) -> None:
    posted = request.POST
    if posted.get("seen") != _seen(edition, at):
        messages.warning(
            request, "The page changed since it was shown, and nothing was done. Look at it again."
        )
        return
    verb, _space, key = posted.get("do", "").partition(" ")
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
    try:
        said = (
            _place(request, number, edition, at)
            if verb in Feature.Slot
            else _change(request, verb, number, at, now)
        )
    except (Article.DoesNotExist, Feature.DoesNotExist):
        said = ""
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    act = present_act()
    if not said or act is None:
        messages.warning(request, "Nothing was changed.")
        return
    undo = reverse("admin:desk_act_undo", args=[act.pk])
    messages.success(request, format_html('{} <a href="{}">Take back…</a>', said, undo))


def _place(request: HttpRequest, number: int, edition: str, at: datetime) -> str:
    if not request.user.has_perm("articles.add_feature"):
        raise PermissionDenied
    article = Article.objects.published().get(pk=number)
    slot = request.POST["do"].partition(" ")[0]
    minute = at.replace(second=0, microsecond=0)
    feature = place(
        article=article,
        edition=edition,
        slot=slot,
        starts_at=minute,
        ends_at=minute + STANDS_FOR,
        by=editor_of(request),
    )
    return f"Placed: {feature}."


def _change(request: HttpRequest, verb: str, number: int, at: datetime, now: datetime) -> str:
    feature = Feature.objects.get(pk=number)
    if verb == "off":
        take_off(feature=feature, now=now)
        return "Taken off."
    typed = request.POST.get(f"place-{number}", "")
    steps = {"up": -1, "down": 1}
    if verb == "to" and typed.isascii() and typed.isdigit() and len(typed) < 18:
        to = min(int(typed), WIDELY) - 1
    elif verb in steps:
        standing = [one.feature.pk for one in standing_at(feature.edition, at)[feature.slot]]
        to = (standing.index(number) if number in standing else 0) + steps[verb]
    else:
        return ""
    return "Moved." if move(feature=feature, to=to, at=at) else ""
