"""The times and words of one feature as an editor types them on the composer's page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.base import ZONE
from articles.models import Feature
from articles.models.feature import ALL_EDITIONS, OwnWords
from desk.admin.seen import mark_of
from desk.typed_moments import MomentError, read_moment

HEADLINE_CHARACTERS = 300  # of the column
LEAD_CHARACTERS = 2000
NAMES = ("starts", "ends", "breaking", "headline", "lead", "picture", "everywhere")


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the fields of a feature, and what is wrong with it. `theirs` tells what a colleague changed since the
    fields were shown."""

    starts: str = ""
    ends: str = ""
    breaking: str = ""
    headline: str = ""
    lead: str = ""
    picture: str = ""
    everywhere: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """What a draft says, as the service takes it."""

    starts_at: datetime
    ends_at: datetime | None
    breaking_until: datetime | None
    words: OwnWords
    everywhere: bool


class DraftError(Exception):
    """What was typed cannot be saved; `errors` has a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(*errors.values())
        self.errors = errors


def draft_of(feature: Feature, edition: str) -> Draft:
    """The fields as they stand."""
    words = feature.words_in(edition)
    return Draft(
        starts=shown(feature.starts_at),
        ends=shown(feature.ends_at),
        breaking=shown(feature.breaking_until),
        headline=words.headline,
        lead=words.lead,
        picture=str(words.picture or ""),
        everywhere="1" if feature.edition == ALL_EDITIONS else "",
    )


def typed_draft(posted: Mapping[str, str]) -> Draft:
    """The fields as they were sent."""
    typed: dict[str, Any] = {name: posted.get(name, "").replace("\0", " ") for name in NAMES}
    return Draft(**typed, is_open=True)


def shown(moment: datetime | None) -> str:
    """A moment as these fields show it, by the readers' clock."""
    return f"{timezone.localtime(moment, ZONE):%d/%m/%Y %H:%M}" if moment else ""


def mark_of_feature(feature: Feature, edition: str) -> str:
    """A short mark of all that the fields show."""
    draft = draft_of(feature, edition)
    return mark_of([feature.slot, *(getattr(draft, name) for name in NAMES)])


def meant_by(draft: Draft, feature: Feature, *, now: datetime, pictures: set[int]) -> Meant:
    """What a draft says of a feature. Raises DraftError."""
    errors: dict[str, str] = {}
    # What stands already began when it began.
    has_begun = feature.starts_at <= now
    starts = feature.starts_at if has_begun else _moment(draft, "starts", now, errors)
    ends = _moment(draft, "ends", now, errors)
    breaking = _moment(draft, "breaking", now, errors)
    earliest = now - timedelta(minutes=1)
    if starts is None and "starts" not in errors:
        errors["starts"] = _("Write when it begins, like 29/11/2026 18:00.")
    elif starts and not has_begun and starts < earliest:
        errors["starts"] = _("That is over, and it was not shown then. It can begin from now on.")
    if ends and ends <= now and ends != feature.ends_at:
        errors["ends"] = _("That is over: readers would see nothing. To end it now, take it off.")
    elif starts and ends and ends <= starts:
        errors["ends"] = _("The end must be later than the start.")
    headline, lead = " ".join(draft.headline.split()), draft.lead.strip()
    for name, text, most in (("headline", headline, HEADLINE_CHARACTERS), ("lead", lead, LEAD_CHARACTERS)):
        if len(text) > most:
            message = _("That has %(number)s characters; at most %(most)s fit.")
            errors[name] = message % {"number": len(text), "most": most}
    number = number_in(draft.picture)
    if draft.picture and number not in pictures:
        errors["picture"] = _("That picture is not there any more. Choose another.")
    if errors or starts is None:
        raise DraftError(errors)
    return Meant(starts, ends, breaking, OwnWords(headline, lead, number or None), bool(draft.everywhere))


def number_in(typed: str) -> int:
    """A typed number that may be the key of a row; 0 for what is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0


def _moment(draft: Draft, name: str, now: datetime, errors: dict[str, str]) -> datetime | None:
    typed = getattr(draft, name).strip()
    if not typed:
        return None
    try:
        return read_moment(typed, zone=ZONE, day=timezone.localtime(now, ZONE).date())
    except MomentError as error:
        errors[name] = str(error)
        return None
