"""The index of the admin as desks: what belongs to one task stands together, with what waits there for somebody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.contrib import admin
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Names of models as the admin lists them; what no desk names comes last, under the name of its app.
DESKS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("Front page and articles"),
        ("Feature", "Article", "Story", "StorySuggestion", "StoryDecision", "Picture"),
    ),
    (_("Readers"), ("Comment", "Report")),
    (_("Where articles come from"), ("Source", "Feed", "Entry", "Fetch", "DigestReader", "Author")),
    (_("Sections and subjects"), ("Category", "Topic", "Term", "Document", "DocumentTerm")),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A heading and the lists under it, as Django's `app_list` describes them, each with `waiting` where it has some."""

    name: str
    models: list[dict[str, Any]] = field(default_factory=list)


@register.simple_tag
def desks(app_list: Iterable[Mapping[str, Any]]) -> list[Desk]:
    """The desks that hold anything the user may see. `app_list` is what the admin's index is given."""
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
    """Adds `waiting`, the address and text of what waits in this list, where its admin counts such things."""
    count = getattr(admin.site.get_model_admin(model["model"]), "waiting", None)
    return {**model, "waiting": count() if count else None}
