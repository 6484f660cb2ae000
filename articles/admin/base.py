"""What every page of the admin has in common: the readers' clock, one way to log, and errors as sentences."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import get_global
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ZONE = ZoneInfo(settings.READER_TIME_ZONE)
ROWS_PER_PAGE = 50
# Addresses typed without a scheme: nearly every publisher answers on https today.
URL_FIELDS: dict[type[models.Field], dict[str, Any]] = {models.URLField: {"assume_scheme": "https"}}


_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{2,8})*")


def clean_language_tag(typed: str) -> str:
    """A language tag (BCP 47) as it is kept, in small letters; empty where nothing was typed.

    Raises ValidationError, with a sentence, where it is none or names no language that the Unicode CLDR knows.
    """
    tag = typed.strip().lower().replace("_", "-")
    match = _TAG.fullmatch(tag)
    known = match and any(match[1] in get_global(table) for table in ("likely_subtags", "language_aliases"))
    if tag and not known:
        raise ValidationError(
            _("“%(typed)s” is no language tag. Write one such as vi, en or zh-hans."), params={"typed": typed}
        )
    return tag


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody in a list: how many, in words, and the filter that shows them."""

    number: int
    label: Promise
    query: str
    tone: str = "waiting"


class NewsroomAdmin(admin.ModelAdmin):
    """Django's model admin with the house's defaults. Times are shown and typed in the readers' time zone."""

    save_on_top = True
    empty_value_display = "—"
    list_per_page = ROWS_PER_PAGE
    # Counting a whole table to say "of 1,000,000" costs more than it tells.
    show_full_result_count = False
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
        """The form; what two people saved in the same moment against each other comes back as a sentence."""
        try:
            with timezone.override(ZONE):
                return _rendered(super().changeform_view(request, object_id, form_url, extra_context))
        except IntegrityError:
            text = _(
                "Somebody saved the same thing in this moment, so nothing was changed. Look at it and try again."
            )
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def log_action_on(self, request: HttpRequest, objects: Iterable[models.Model], message: str) -> None:
        """Writes one line into the history of each object that an action touched."""
        LogEntry.objects.log_actions(request.user.pk, list(objects), CHANGE, message)


class ReadOnlyInline(admin.TabularInline):
    """Rows that tell what happened and that nobody edits here."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def _rendered(response: HttpResponse) -> HttpResponse:
    """Renders a lazy response while the readers' time zone is in force."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    return response
