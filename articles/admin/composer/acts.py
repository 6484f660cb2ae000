"""What the buttons of the composer's page do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.base import ZONE
from articles.admin.composer.draft import (
    Draft,
    DraftError,
    mark_of_feature,
    meant_by,
    number_in,
    shown,
    typed_draft,
)
from articles.admin.composer.pictures import pictures_for
from articles.admin.composer.standing import standing_at
from articles.models import Article, Feature
from articles.services.editing.front_pages import change, lock_front_pages, move, place, take_off
from desk.admin.seen import mark_of
from desk.models import Act, Change
from desk.typed_moments import MomentError, read_moment

STANDS_FOR = timedelta(hours=24)  # unless another end is typed
BREAKING_FOR = timedelta(hours=2)
WIDELY = 10**4  # a place below everything
STEPS = {"up": -1, "down": 1}
HERE, STORY, EVERYWHERE = "article", "story", "everywhere"


class RefusedError(Exception):
    """Nothing was done; the message is a sentence for the editor."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which front page is composed, at which minute, and by whom."""

    edition: str
    at: datetime
    now: datetime
    by: User

    @property
    def is_over(self) -> bool:
        return self.at < self.now

    @property
    def is_coming(self) -> bool:
        return self.at > self.now


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in a sentence, empty where nothing was; and the feature that it was done to, or the slot that it
    left. With a `draft` nothing was saved, and the page shows it again."""

    said: str = ""
    feature: int = 0
    draft: Draft | None = None
    slot: str = ""

    @property
    def anchor(self) -> str:
        """Where on the page to go on."""
        if self.feature:
            return f"#feature-{self.feature}"
        return f"#slot-{self.slot}" if self.slot else ""


def seen_mark(page: Page) -> str:
    """A mark of what stands, and of what of it is breaking: moving counts for what was shown."""
    rows = Feature.objects.in_edition(page.edition).running(page.at).order_by("pk")
    names = ("pk", "slot", "position", "editions", "ends_at", "breaking_until")
    breaking = rows.filter(breaking_until__gt=page.at).values_list("pk")
    return mark_of([*rows.values_list(*names), *breaking])


@transaction.atomic
def carry_out(posted: Mapping[str, str], page: Page) -> Done:
    """Does what a button says, one act after the other: what it compares and changes is what the last one left. Raises RefusedError, ValidationError, and DoesNotExist where its row is gone."""
    verb, _space, key = posted.get("do", "").partition(" ")
    number = number_in(key)
    if page.is_over:
        raise RefusedError(
            _("What was shown then stays as it was. Go to now, or to a later minute, to compose.")
        )
    lock_front_pages()
    if verb == "save":
        return _save(posted, page, number)
    if posted.get("seen") != seen_mark(page):
        raise RefusedError(_since_seen(page))
    if verb in Feature.Slot:
        return _place(posted, page, number, verb)
    feature = Feature.objects.in_edition(page.edition).get(pk=number)
    if verb in ("off", "off-now"):
        return _take_off(page, feature, is_now=verb == "off-now")
    if verb in ("breaking", "calm"):
        return _mark_breaking(page, feature, is_breaking=verb == "breaking")
    return _move(posted, page, feature, verb)


def _place(posted: Mapping[str, str], page: Page, number: int, slot: str) -> Done:
    if not page.by.has_perm("articles.add_feature"):
        raise PermissionDenied
    article = Article.objects.published().select_related("story").get(pk=number)
    minute = page.at.replace(second=0, microsecond=0)
    what = posted.get("what", HERE)
    feature = place(
        shown=article if what == HERE else article.story,
        edition=page.edition,
        slot=slot,
        starts_at=minute,
        ends_at=_end(posted.get("until", ""), page, minute),
        by=page.by,
        everywhere=what == EVERYWHERE,
    )
    to = number_in(posted.get("to", ""))
    if to > 1:
        move(feature=feature, edition=page.edition, to=min(to, WIDELY) - 1, at=page.at)
    said = _("Placed until %(end)s: %(what)s.")
    return Done(said % {"end": shown(feature.ends_at), "what": article.title[:120]}, feature.pk)


def _end(typed: str, page: Page, starts_at: datetime) -> datetime:
    if not typed.strip():
        return starts_at + STANDS_FOR
    try:
        ends_at = read_moment(typed, zone=ZONE, day=timezone.localtime(page.at, ZONE).date())
    except MomentError as error:
        raise RefusedError(str(error)) from error
    if ends_at <= max(starts_at, page.now):
        raise RefusedError(
            _("It would end before it begins. Write a later end, or none: then it stands for a day.")
        )
    return ends_at


def _take_off(page: Page, feature: Feature, *, is_now: bool) -> Done:
    """Ends it at the minute that is looked at, or now."""
    begins, at = feature.starts_at, page.now if is_now else page.at
    take_off(feature=feature, now=page.now, at=at)
    if begins >= at:
        said = _("Taken off: it is not shown at all.")
    elif at > page.now:
        said = _("It is taken off at %(time)s; until then it stands.") % {"time": shown(at)}
    else:
        said = _("Taken off.") if feature.edition else _("Taken off, in all editions.")
    return Done(said, slot=feature.slot)


def _mark_breaking(page: Page, feature: Feature, *, is_breaking: bool) -> Done:
    until = page.at.replace(second=0, microsecond=0) + BREAKING_FOR if is_breaking else None
    change(
        feature=feature,
        edition=page.edition,
        words=feature.words_in(page.edition),
        starts_at=feature.starts_at,
        ends_at=feature.ends_at,
        breaking_until=until,
        everywhere=not feature.edition,
    )
    if until is None:
        return Done(_("It is not breaking any more."), feature.pk)
    said = _("Marked as breaking until %(time)s.")
    if page.is_coming and feature.starts_at <= page.now:
        said = _("Marked as breaking, from now on until %(time)s.")
    return Done(said % {"time": shown(until)}, feature.pk)


def _move(posted: Mapping[str, str], page: Page, feature: Feature, verb: str) -> Done:
    typed = posted.get("place", "")
    slot = posted.get("slot", "") if verb == "drop" else ""
    slot = slot if slot in Feature.Slot else feature.slot
    if verb in ("to", "drop") and number_in(typed):
        to = min(number_in(typed), WIDELY) - 1
    elif verb in STEPS:
        slot, to = _a_step_on(page, feature, STEPS[verb])
    else:
        return Done()
    is_elsewhere = slot != feature.slot
    if not move(feature=feature, edition=page.edition, to=to, at=page.at, slot=slot):
        return Done()
    is_seen = page.is_coming and feature.starts_at <= page.now
    said = _("Moved. It stands there from now on, as it is on the page already.") if is_seen else _("Moved.")
    where = " " + _("It is in: %(slot)s.") % {"slot": Feature.Slot(slot).label} if is_elsewhere else ""
    return Done(said + where, feature.pk)


def _a_step_on(page: Page, feature: Feature, step: int) -> tuple[str, int]:
    """The slot and the place, counted from 0, one step up or down: at the end of a slot the next one goes on."""
    slots = standing_at(page.edition, page.at, now=page.now)
    standing = [one.feature.pk for one in slots[feature.slot]]
    place = (standing.index(feature.pk) if feature.pk in standing else 0) + step
    names = list(Feature.Slot.values)
    further = names.index(feature.slot) + step
    if 0 <= place < len(standing) or not 0 <= further < len(names):
        return feature.slot, place
    return names[further], 0 if step > 0 else WIDELY


def _save(posted: Mapping[str, str], page: Page, number: int) -> Done:
    """Saves times and words, or gives back what was typed with what is wrong, or with what a colleague changed."""
    feature = Feature.objects.in_edition(page.edition).select_related("article").get(pk=number)
    draft = typed_draft(posted)
    if posted.get("mark") != mark_of_feature(feature, page.edition):
        said = _("%(who)s Your words are kept in the fields: save again to put them in the place of these.")
        theirs = said % {"who": _who_changed([number])}
        return Done(feature=number, draft=replace(draft, theirs=theirs))
    pictures = {one.pk for one in pictures_for([feature])[feature.pk]}
    try:
        meant = meant_by(draft, feature, now=page.now, pictures=pictures)
    except DraftError as error:
        return Done(feature=number, draft=replace(draft, errors=error.errors))
    changed = change(
        feature=feature,
        edition=page.edition,
        words=meant.words,
        starts_at=meant.starts_at,
        ends_at=meant.ends_at,
        breaking_until=meant.breaking_until,
        everywhere=meant.everywhere,
    )
    return Done(_("Saved.") if changed else "", number)


def _since_seen(page: Page) -> str:
    rows = Feature.objects.in_edition(page.edition).not_over(page.at - STANDS_FOR)
    said = _(
        "%(who)s Your act was not carried out: look at the page as it is now, and do it again if it still fits."
    )
    return said % {"who": _who_changed(list(rows.values_list("pk", flat=True)))}


def _who_changed(features: list[int]) -> str:
    """Who changed features last, and when, as a sentence."""
    keys = [str(pk) for pk in features]
    changes = Change.objects.filter(table=Feature._meta.db_table, row__in=keys)
    act = Act.objects.filter(pk=changes.aggregate(last=Max("act"))["last"]).first()
    if act is None:
        return _("This page changed since it was shown.")
    when = f"{timezone.localtime(act.at, ZONE):%H:%M}"
    if not act.by_name:
        return _("This page changed at %(time)s, since it was shown.") % {"time": when}
    return _("%(name)s changed this page at %(time)s, since it was shown.") % {
        "name": act.by_name,
        "time": when,
    }
