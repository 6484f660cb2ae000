"""Base classes of the admin: the readers' time zone, logging of actions, conflicts as sentences."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from babel.core import get_global
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from articles.admin.helps import HelpBesideFields
from articles.generics import ModelAdmin, Paginator, TabularInline
from desk import wording
from desk.admin.versions import VersionedForms

Model = TypeVar("Model", bound=models.Model)
Parent = TypeVar("Parent", bound=models.Model)

ZONE = ZoneInfo(settings.READER_TIME_ZONE)
ROWS_PER_PAGE = 50
MOST_COUNTED = 1_000  # rows of a list; that there are more is all that is said of the others
# URLs typed without a scheme: nearly every publisher supports https.
URL_FIELDS: "dict[type[models.Field[Any, Any]], dict[str, Any]]" = {
    models.URLField: {"assume_scheme": "https"}
}


_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{2,8})*")


def clean_language_tag(typed: str) -> str:
    """A language tag (BCP 47) in its stored form, lower case; empty if nothing was typed.

    Raises ValidationError, with a sentence, if it is no tag or its language is unknown to the Unicode CLDR.
    """
    tag = typed.strip().lower().replace("_", "-")
    match = _TAG.fullmatch(tag)
    known = match and any(match[1] in get_global(table) for table in ("likely_subtags", "language_aliases"))
    if tag and not known:
        raise ValidationError(
            _("“%(typed)s” is no language tag. Write one such as vi, en or zh-hans."), params={"typed": typed}
        )
    return tag


def counted(rows: models.QuerySet[Any]) -> int:
    """The number of rows, or `MOST_COUNTED` + 1 where there are more."""
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


class BoundedPaginator(Paginator[Any]):
    """The pages of a list's first `MOST_COUNTED` rows. Whoever looks for others narrows the list."""

    @cached_property
    def _counted(self) -> int:
        return counted(cast(models.QuerySet[Any], self.object_list))

    @property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def is_more(self) -> bool:
        """Whether the list has more rows than these."""
        return self._counted > MOST_COUNTED


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is waiting in a list: the number (as by `counted`), a label, and the filter that shows it."""

    number: int
    label: Promise
    query: str
    tone: str = "waiting"

    @property
    def shown(self) -> str:
        return f"{wording.grouped(MOST_COUNTED)}+" if self.number > MOST_COUNTED else str(self.number)


class NewsroomAdmin(HelpBesideFields, VersionedForms[Model], ModelAdmin[Model]):
    """Django's ModelAdmin with the project's defaults. Times are shown and typed in the readers' time zone, and a save
    changes only what its editor changed."""

    save_on_top = True
    empty_value_display = "—"
    list_per_page = ROWS_PER_PAGE
    # Counting the whole table to show "of 1,000,000" costs too much, and more so for each choice of a filter.
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    paginator = BoundedPaginator
    formfield_overrides = URL_FIELDS

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        with timezone.override(ZONE):
            return _rendered(super().changelist_view(request, extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; a conflict with somebody who saved at the same moment is reported as a sentence."""
        try:
            with timezone.override(ZONE):
                return _rendered(super().changeform_view(request, object_id, form_url, extra_context))
        except IntegrityError:
            text = _(
                "Somebody saved the same thing in this moment, so nothing was changed. Look at it and try again."
            )
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Model], *place: Any
    ) -> HttpResponse | None:
        """Runs an action; not on all rows of a list of which nobody saw the number."""
        if request.POST.get("select_across") == "1" and counted(queryset) > MOST_COUNTED:
            text = _(
                "The list has more than %(most)s rows. Narrow it first, so that you see what you change."
            )
            self.message_user(request, text % {"most": wording.grouped(MOST_COUNTED)}, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *place)

    def log_action_on(self, request: HttpRequest, objects: Iterable[models.Model], message: str) -> None:
        """Logs an action in the history of each object."""
        LogEntry.objects.log_actions(editor_of(request).pk, list(objects), CHANGE, message)


class ReadOnlyInline(TabularInline[Model, Parent]):
    """Rows that nobody edits here."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def editor_of(request: HttpRequest) -> User:
    """The signed-in editor. Raises PermissionDenied for a visitor, whom the admin's views reject before."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def _rendered(response: HttpResponse) -> HttpResponse:
    """Renders a lazy response while the readers' time zone is active."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    return response
