"""The composer's page: one edition at one minute, what is placed there, and the search for what to place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from articles.admin.base import ZONE, editor_of
from articles.admin.composer.acts import Done, Page, RefusedError, carry_out, seen_mark
from articles.admin.composer.draft import Draft, draft_of, mark_of_feature
from articles.admin.composer.finding import Search, found_for
from articles.admin.composer.lanes import day_of
from articles.admin.composer.pictures import pictures_for
from articles.admin.composer.standing import Standing, showing_nothing, standing_at
from articles.admin.formatting import EDITIONS
from articles.models import Article, Feature, Picture
from articles.models.feature import FeatureQuerySet
from articles.pages.front import front_page
from desk.models import Act
from desk.record import present_act
from desk.typed_moments import MomentError, read_moment
from desk.undoing import CannotUndoError, undo

CHANGES_SHOWN = 6  # minutes at which the page changes next
LAST = "composer_act"  # in the session: what was done last, to be taken back by one key
KEPT = ("edition", "at", "q", "elsewhere", "picture", "unplaced")
YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class Card:
    """A feature as the page shows it, with the fields in which it is changed."""

    standing: Standing
    draft: Draft
    mark: str
    pictures: Sequence[Picture]
    has_begun: bool


def view(request: HttpRequest) -> HttpResponse:
    """Shows the page; a POST does what its button says, and comes back."""
    by = editor_of(request)
    if not by.has_perm("articles.change_feature"):
        raise PermissionDenied
    edition = request.GET.get("edition", "")
    now = timezone.now()
    at, wrong = _moment(request.GET.get("at", ""), now)
    page = Page(edition if edition in EDITIONS else settings.LANGUAGES[0][0], at, now, by)
    done = Done()
    if request.method == "POST":
        done = _carried_out(request, page)
        if done.draft is None:
            return HttpResponseRedirect(request.get_full_path() + done.anchor)
    elif wrong:
        messages.error(request, wrong)
    context = _context(request, page, done)
    return TemplateResponse(request, "admin/articles/feature/compose.html", context).render()


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Takes back what was done last on the page by whoever asks, and leads back to it."""
    by = editor_of(request)
    back = f"{reverse('admin:articles_feature_compose')}?{urlencode(_kept(request.POST))}"
    if not by.has_perm("articles.change_feature"):
        raise PermissionDenied
    act = Act.objects.filter(pk=request.session.get(LAST) or 0, by=by).first()
    if act is None:
        messages.warning(request, _("There is nothing to take back."))
        return HttpResponseRedirect(back)
    try:
        newer = undo(act=act, by=by, now=timezone.now())
    except CannotUndoError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(back)
    if newer and by.has_perm("desk.view_act"):
        return HttpResponseRedirect(reverse("admin:desk_act_undo", args=[act.pk]))
    if newer:
        messages.error(request, _("Somebody changed it since, so nothing was taken back."))
        return HttpResponseRedirect(back)
    del request.session[LAST]
    messages.success(request, _("Taken back."))
    rows = act.changes.filter(table=Feature._meta.db_table).values_list("row", flat=True)
    return HttpResponseRedirect(back + Done(feature=int(rows.first() or 0)).anchor)


def _carried_out(request: HttpRequest, page: Page) -> Done:
    """Carries out what was asked, and says what came of it."""
    try:
        done = carry_out(request.POST.dict(), page)
    except (Article.DoesNotExist, Feature.DoesNotExist):
        done = Done()
    except RefusedError as error:
        messages.error(request, str(error))
        return Done()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return Done()
    act = present_act()
    if done.draft is not None:
        messages.error(request, _("Nothing was saved yet: look at what stands beside the fields."))
    elif not done.said or act is None:
        messages.warning(request, _("Nothing was changed."))
    else:
        messages.success(request, done.said)
        request.session[LAST] = act.pk
    return done


def _context(request: HttpRequest, page: Page, done: Done) -> dict[str, Any]:
    slots = standing_at(page.edition, page.at, now=page.now)
    cards = _cards(slots, page, done)
    search = Search.asked(request.GET.dict())
    labels = dict(Feature.Slot.choices)
    stands = {
        one.story_id: str(labels[slot])
        for slot, standing in slots.items()
        for one in standing
        if one.story_id
    }
    empty = showing_nothing(page.at)
    return {
        **admin.site.each_context(request),
        "title": pgettext("desk", "Front page"),
        "opts": Feature._meta,
        "page": page,
        "editions": [
            (code, name, _address(request, edition=code), empty[code]) for code, name in settings.LANGUAGES
        ],
        "slots": [(slot, label, cards[slot]) for slot, label in Feature.Slot.choices],
        "front": None if page.is_over else front_page(edition=page.edition, now=page.at),
        "seen": seen_mark(page),
        "search": search,
        "found": [] if page.is_over else found_for(search, edition=page.edition, placed=stands),
        "day": day_of(page.edition, page.at, now=page.now),
        "changes": [(one, _address(request, at=f"{one:%Y-%m-%dT%H:%M}")) for one in _changes(page)],
        "steps": [
            (label, _address(request, at=f"{page.at.astimezone(ZONE) + by:%Y-%m-%dT%H:%M}"))
            for label, by in (
                (_("An hour before"), -timedelta(hours=1)),
                (_("An hour later"), timedelta(hours=1)),
            )
        ],
        "now_address": _address(request, at=""),
        "kept": _kept(request.GET),
        "may_take_back": bool(request.session.get(LAST)),
        "kept_days": settings.KEEP_ACTS_DAYS,
    }


def _cards(slots: Mapping[str, Sequence[Standing]], page: Page, done: Done) -> dict[str, list[Card]]:
    features = [one.feature for standing in slots.values() for one in standing]
    for standing in slots.values():
        for one in standing:
            if one.feature.article_id and one.article:
                one.feature.article = one.article  # read already
    pictures = {} if page.is_over else pictures_for(features)
    return {
        slot: [
            Card(
                one,
                done.draft
                if done.draft and done.feature == one.feature.pk
                else draft_of(one.feature, page.edition),
                mark_of_feature(one.feature, page.edition),
                pictures.get(one.feature.pk, []),
                one.feature.starts_at <= page.now,
            )
            for one in standing
        ]
        for slot, standing in slots.items()
    }


def _moment(typed: str, now: datetime) -> tuple[datetime, str]:
    """A typed minute by the readers' clock, now where none was typed; and what is wrong with it."""
    if not typed.strip():
        return now, ""
    try:
        moment = read_moment(typed, zone=ZONE, day=timezone.localtime(now, ZONE).date())
    except MomentError as error:
        return now, str(error)
    if moment.year not in YEARS:
        return now, _("That minute is too far away. Choose one near.")
    # The minute that is running is now.
    return (now, "") if moment <= now < moment + timedelta(minutes=1) else (moment, "")


def _kept(given: Any) -> dict[str, str]:
    return {name: given[name][:200] for name in KEPT if given.get(name)}


def _address(request: HttpRequest, **changed: str) -> str:
    asked = {name: value for name, value in (_kept(request.GET) | changed).items() if value}
    return f"?{urlencode(asked)}"


def _changes(page: Page) -> list[datetime]:
    """The next minutes at which the page changes by what is placed: begins and ends."""
    features: FeatureQuerySet = Feature.objects.in_edition(page.edition)
    begins = features.filter(starts_at__gt=page.at).order_by("starts_at").values_list("starts_at", flat=True)
    ends = features.filter(ends_at__gt=page.at).order_by("ends_at").values_list("ends_at", flat=True)
    found = {*begins[:CHANGES_SHOWN], *(one for one in ends[:CHANGES_SHOWN] if one)}
    # A minute in which something ends shows what comes after it from its end on.
    rounded = {_next_minute(timezone.localtime(one, ZONE)) for one in found}
    return sorted(rounded)[:CHANGES_SHOWN]


def _next_minute(moment: datetime) -> datetime:
    minute = moment.replace(second=0, microsecond=0)
    return minute if minute == moment else minute + timedelta(minutes=1)
