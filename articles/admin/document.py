"""The admin of official documents: numbers, titles in every language, citations, names of codes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin
from articles.admin.finding.filters import LanguageFilter
from articles.admin.formatting import change_address, text_in
from articles.admin.translated_names import DocumentNameInline
from articles.generics import ModelForm
from articles.kept.counts import article_count
from articles.models import Citation, Document, DocumentTerm, ListCount
from articles.models.annotated import annotated

SHOWN_IN = "en"  # the language of titles in the list
MOST_CITATIONS = 50  # on a document's page; some are cited by tens of thousands of articles


@admin.register(Document)
class DocumentAdmin(NewsroomAdmin[Document]):
    list_display = ["number", "year", "kind", "issuer", "issued_on", "title", "citation_count"]
    list_filter = ["kind", "issuer"]
    search_fields = ["number", "names__title__plainly_holds"]
    search_help_text = _("Its number, or words of what it is about.")
    date_hierarchy = "issued_on"
    ordering = ["number", "year"]
    inlines = [DocumentNameInline]
    fieldsets = [
        (
            None,
            {
                "fields": [("number", "year"), ("kind", "issuer"), "issued_on", "cited_by"],
                "description": _(
                    "Number and year are what articles are matched by and what its address is made of, "
                    "so they stay once it is saved."
                ),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return (
            super()
            .get_queryset(request)
            .prefetch_related("names")
            .annotate(citation_number=article_count(ListCount.Kind.DOCUMENT))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Document | None = None) -> list[str]:
        return ["number", "year", "cited_by"] if obj else ["cited_by"]

    def view_on_site(self, obj: Document) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("About"))
    def title(self, document: Document) -> SafeString | str:
        return text_in(SHOWN_IN, document.title_in(SHOWN_IN)) if document.title_in(SHOWN_IN) else "—"

    @admin.display(description=_("Cited by (newest published articles)"))
    def cited_by(self, document: Document) -> SafeString | str:
        texts = ("article__text", "article__html", "article__lead", "article__search")
        newest = Citation.objects.filter(document=document.pk, is_listed=True).order_by(
            "-ordered_at", "-article"
        )
        rows = [
            (change_address(one.article), text_in(one.article.language, one.article.title, 160), one.cited_as)
            for one in newest.select_related("article").defer(*texts)[:MOST_CITATIONS]
        ]
        return format_html_join(SafeString("<br>"), '<a href="{}">{}</a> “{}”', rows) or "—"

    @admin.display(description=_("Cited by published articles"), ordering="citation_number")
    def citation_count(self, document: Document) -> int:
        number: int = annotated(document, "citation_number")
        return number


class DocumentTermForm(ModelForm[DocumentTerm]):
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
class DocumentTermAdmin(NewsroomAdmin[DocumentTerm]):
    """The names of the codes in numbers; readers see them under the number."""

    form = DocumentTermForm
    list_display = ["code", "part", "language", "name"]
    list_editable = ["name"]
    list_filter = ["part", LanguageFilter]
    search_fields = ["code", "name__plainly_holds"]
    search_help_text = _("The code, or words of its name.")
    ordering = ["part", "code", "language"]

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[ModelForm[DocumentTerm]]:
        """A name typed in the list is validated like one typed in the form."""
        return super().get_changelist_form(request, **{"form": DocumentTermForm, **kwargs})
