"""The admin of page rules: an inline on the source's page, with a preview on its latest articles."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.base import ZONE
from articles.generics import ModelAdmin, ModelForm, StackedInline
from articles.models import Source
from feeds.models import SourceRules
from feeds.reading.page_rules import PARTS, fault_of, page_rules


class SourceRulesForm(ModelForm[SourceRules]):
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


class SourceRulesInline(StackedInline[SourceRules, Source]):
    """The page rules of a source, on the source's own page."""

    model = SourceRules
    form = SourceRulesForm
    extra = 1
    max_num = 1
    # With one form at the most Django's heading is the singular.
    verbose_name = _("How its pages are read (CSS selectors, one a line; empty: found by itself)")
    verbose_name_plural = verbose_name
    classes = ["collapse"]


class SourceRulesMixin(ModelAdmin[Source]):
    """Adds the preview of page rules to the admin of sources; listed before it among the base classes."""

    change_form_template = "admin/articles/source/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        try_view = self.admin_site.admin_view(require_POST(self.try_rules_view))
        own = path("<path:object_id>/try-rules/", try_view, name="articles_source_try_rules")
        return [own, *super().get_urls()]

    def try_rules_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The preview of the rules as typed on the source's latest articles. Stores nothing."""
        # Loaded here: whatever reads pages would take a fifth of the memory of a process that serves readers.
        from feeds.admin.rules_preview import latest_addresses, preview_rules

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
                tried = preview_rules(addresses, page_rules(typed), now=timezone.now)
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
