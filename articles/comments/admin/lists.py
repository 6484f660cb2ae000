"""The moderators' lists: words, who is barred, where comments are open."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin
from articles.comments.models import Bar, Opening, ScreeningWord
from articles.generics import ModelForm


class ScreeningWordForm(ModelForm[ScreeningWord]):
    """A phrase with the edition for whose language it is meant."""

    class Meta:
        model = ScreeningWord
        fields = ["phrase", "language", "verdict"]
        widgets = {"language": forms.Select(choices=[("", "—"), *settings.LANGUAGES])}


@admin.register(ScreeningWord)
class ScreeningWordAdmin(NewsroomAdmin[ScreeningWord]):
    """The editors' lists of words; the site ships none."""

    form = ScreeningWordForm
    list_display = ["phrase", "language", "verdict"]
    list_filter = ["verdict", "language"]
    search_fields = ["phrase__plainly_holds"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "GET" and not ScreeningWord.objects.exists():
            text = _(
                "The lists are empty: the site comes without words. What is written here counts at once."
            )
            self.message_user(request, text, messages.INFO)
        return super().changelist_view(request, extra_context)


@admin.register(Bar)
class BarAdmin(NewsroomAdmin[Bar]):
    """Who is barred: made in the queue, ended here."""

    list_display = ["__str__", "note", "until", "by", "at"]
    not_exported = ("__str__",)  # the mark of who is barred
    list_filter = ["kind"]
    fields = ["kind", "note", "until", "by", "at"]
    readonly_fields = ["kind", "by", "at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Opening)
class OpeningAdmin(NewsroomAdmin[Opening]):
    """Where comments are open or closed, by article, story, source or category."""

    list_display = ["__str__", "article", "story", "source", "category", "is_open"]
    list_filter = ["is_open"]
    raw_id_fields = ["article", "story", "source", "category"]
