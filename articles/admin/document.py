"""Official documents, what each is about in every language, and who cites it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin, ReadOnlyInline
from articles.admin.filters import LanguageFilter
from articles.admin.names import DocumentNameInline
from articles.admin.shown import change_address, link_to, text_in
from articles.models import Citation, Document, DocumentTerm

SHOWN_IN = "en"  # the language in which the list gives titles, where there is one


class CitationInline(ReadOnlyInline):
    model = Citation
    fields = ["article_shown", "cited_as"]
    readonly_fields = ["article_shown"]
    verbose_name_plural = _("Cited by")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        texts = ["article__text", "article__html", "article__search"]
        return super().get_queryset(request).select_related("article").defer(*texts)

    @admin.display(description=_("Article"))
    def article_shown(self, citation: Citation) -> SafeString:
        article = citation.article
        return link_to(change_address(article), text_in(article.language, article.title, 160))


@admin.register(Document)
class DocumentAdmin(NewsroomAdmin):
    list_display = ["number", "year", "kind", "issuer", "issued_on", "title", "citation_count"]
    list_filter = ["kind", "issuer"]
    search_fields = ["number", "names__title"]
    search_help_text = _("Its number, or words of what it is about.")
    date_hierarchy = "issued_on"
    ordering = ["number", "year"]
    inlines = [DocumentNameInline, CitationInline]
    fieldsets = [
        (
            None,
            {
                "fields": [("number", "year"), ("kind", "issuer"), "issued_on"],
                "description": _(
                    "Number and year are what articles are matched by and what its address is made of, "
                    "so they stay once it is saved."
                ),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .prefetch_related("names")
            .annotate(citation_number=Count("citations", distinct=True))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Document | None = None) -> list[str]:
        return ["number", "year"] if obj else []

    def view_on_site(self, obj: Document) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("About"))
    def title(self, document: Document) -> SafeString | str:
        return text_in(SHOWN_IN, document.title_in(SHOWN_IN)) if document.title_in(SHOWN_IN) else "—"

    @admin.display(description=_("Cited by"), ordering="citation_number")
    def citation_count(self, document: Document) -> int:
        return document.citation_number


class DocumentTermForm(forms.ModelForm):
    """The name of a code in one language."""

    class Meta:
        model = DocumentTerm
        fields = ["part", "code", "language", "name"]
        widgets = {"name": forms.TextInput(attrs={"dir": "auto", "size": 50})}

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip()

    def clean_language(self) -> str:
        return str(self.cleaned_data["language"]).strip().lower()

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


@admin.register(DocumentTerm)
class DocumentTermAdmin(NewsroomAdmin):
    """What the codes in the numbers are called; readers see it under the number."""

    form = DocumentTermForm
    list_display = ["code", "part", "language", "name"]
    list_editable = ["name"]
    list_filter = ["part", LanguageFilter]
    search_fields = ["code", "name"]
    search_help_text = _("The code, or words of its name.")
    ordering = ["part", "code", "language"]

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[forms.ModelForm]:
        """A name typed in the list is checked and tidied as one typed on its page."""
        return super().get_changelist_form(request, **{"form": DocumentTermForm, **kwargs})
