"""The page rules of a source at the desk: edited on the source's page, and tried on its latest articles before."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.base import ZONE
from articles.models import Source
from feeds.models import SourceRules
from feeds.page_rules import PARTS, fault_of, page_rules
from feeds.trying_rules import latest_addresses, try_rules

if TYPE_CHECKING:
    # Django's classes take type arguments in their stubs only.
    RulesModelForm = forms.ModelForm[SourceRules]
    RulesStackedInline = admin.StackedInline[SourceRules, Source]
    SourceModelAdmin = admin.ModelAdmin[Source]
else:
    RulesModelForm, RulesStackedInline, SourceModelAdmin = forms.ModelForm, admin.StackedInline, object


class SourceRulesForm(RulesModelForm):
    """Selectors, one a line; one that is no CSS comes back with a sentence."""

    class Meta:
        model = SourceRules
        fields = [*PARTS]
        widgets = {
            part: forms.Textarea(attrs={"rows": 2, "cols": 60, "spellcheck": "false"}) for part in PARTS
        }
        labels = {
            "content": _("Text"),
            "remove": _("Leave out"),
            "lead": _("Lead"),
            "author": _("Author"),
            "date": _("Date"),
        }
        help_texts = {
            "content": _(
                "The boxes that hold the text, such as div.article-body. The first line that finds one counts."
            ),
            "remove": _("What in these boxes is not the article, such as .related-news. All lines count."),
            "lead": _("The paragraph under the headline."),
            "author": _("Where the author's name stands."),
            "date": _("Where the date of publication stands."),
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for part in PARTS:
            if fault := fault_of(str(data.get(part, ""))):
                self.add_error(part, fault)
        return data


class SourceRulesInline(RulesStackedInline):
    """The page rules of a source, on the source's own page."""

    model = SourceRules
    form = SourceRulesForm
    extra = 1
    max_num = 1
    # With one form at the most Django's heading is the singular.
    verbose_name = _("How its pages are read (CSS selectors, one a line; empty: found by itself)")
    verbose_name_plural = verbose_name
    classes = ["collapse"]


class SourceRulesDesk(SourceModelAdmin):
    """What page rules add to the admin of sources. To be mixed in before it."""

    change_form_template = "admin/articles/source/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        try_view = self.admin_site.admin_view(require_POST(self.try_rules_view))
        own = path("<path:object_id>/try-rules/", try_view, name="articles_source_try_rules")
        return [own, *super().get_urls()]

    def try_rules_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Shows what the rules as typed make of the source's latest articles. Stores nothing."""
        source = self.get_object(request, object_id)
        if source is None:
            raise Http404
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        form = SourceRulesForm(_typed(request))
        addresses = latest_addresses(source)
        tried = []
        if form.is_valid():
            typed = {part: str(form.cleaned_data[part]) for part in PARTS}
            with timezone.override(ZONE):
                tried = try_rules(addresses, page_rules(typed), now=timezone.now)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Page rules, tried"),
            "subtitle": source.name,
            "opts": self.opts,
            "original": source,
            "form": form,
            "tried": tried,
            "addresses": addresses,
        }
        return TemplateResponse(request, "admin/articles/source/try_rules.html", context)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is SourceRules:
            for one in formset.forms:
                if one.has_changed():
                    one.instance.updated_by_id, one.instance.updated_at = request.user.pk, timezone.now()
        super().save_formset(request, form, formset, change)


def _typed(request: HttpRequest) -> dict[str, str]:
    """The rules as they stand in the form of the source's page."""
    return {part: request.POST.get(f"page_rules-0-{part}", "") for part in PARTS}
