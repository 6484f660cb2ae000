"""The admin index by task: the lists of one task together, with what is waiting there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.contrib import admin
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Names of models as in the admin; models in no group come last, under their app's name.
DESKS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("Front page and articles"),
        (
            "Feature",
            "Article",
            "Story",
            "StorySuggestion",
            "StoryDecision",
            "StoryLink",
            "LinkingThreshold",
            "Picture",
            "FieldLock",
            "Act",
            "Work",
        ),
    ),
    (_("Readers"), ("Notice", "Comment", "Report", "Bar", "Opening", "ScreeningWord")),
    (_("Where articles come from"), ("Source", "Feed", "Entry", "Fetch", "DigestReader", "Author")),
    (_("Sections and subjects"), ("Category", "Topic", "Term", "Document", "DocumentTerm")),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A heading and its lists, as in Django's `app_list`, each with `waiting` if anything waits."""

    name: str
    models: list[dict[str, Any]] = field(default_factory=list)


@register.simple_tag
def desks(app_list: Iterable[Mapping[str, Any]]) -> list[Desk]:
    """The non-empty groups of lists for the user. `app_list` is what the admin index receives."""
    apps = list(app_list)
    listed = {model["object_name"]: model for app in apps for model in app["models"]}
    result = [
        Desk(str(name), [_with_waiting(listed[one]) for one in names if one in listed])
        for name, names in DESKS
    ]
    placed = {one for _name, names in DESKS for one in names}
    for app in apps:
        others = [model for model in app["models"] if model["object_name"] not in placed]
        result.append(Desk(str(app["name"]), others))
    return [desk for desk in result if desk.models]


def _with_waiting(model: Mapping[str, Any]) -> dict[str, Any]:
    """Adds `waiting` (URL and text) if the list's admin counts what is waiting."""
    count = getattr(admin.site.get_model_admin(model["model"]), "waiting", None)
    return {**model, "waiting": count() if count else None}
