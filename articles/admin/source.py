"""The admin of sources: a publisher, its hosts and rights. `feeds.admin.feed` adds its feeds."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.base import URL_FIELDS, NewsroomAdmin, clean_language_tag
from articles.admin.finding.filters import LanguageFilter
from articles.admin.formatting import language_word, list_link
from articles.admin.helps import HelpBesideFields
from articles.generics import ModelForm, TabularInline
from articles.kept.counts import article_count
from articles.models import Category, ListCount, Source, SourceDomain
from articles.models.annotated import annotated
from articles.services.intake_findings import findings_of
from articles.services.sources import slug_for_name

FINDINGS_DAYS = 90  # covers a weekly feed, and soon forgets faults that were fixed


class DomainForm(ModelForm[SourceDomain]):
    """A host; of a pasted URL the host is kept."""

    class Meta:
        model = SourceDomain
        fields = ["host", "path_prefix", "language"]
        help_texts = {
            "host": _("Such as example.vn. A pasted address is cut to its host."),
            "path_prefix": _("Where one edition has a part of the host only, such as /en-US/."),
            "language": _("Only where the publisher's own edition in this language is published there."),
        }

    def clean_host(self) -> str:
        typed = str(self.cleaned_data["host"]).strip().lower()
        host = host_in(typed)
        if not host or "." not in host or any(sign in host for sign in " /?#@"):
            raise forms.ValidationError(
                _("“%(typed)s” is no host. Write one such as example.vn."), params={"typed": typed}
            )
        return host

    def clean_path_prefix(self) -> str:
        path = str(self.cleaned_data["path_prefix"]).strip()
        return f"/{path.lstrip('/')}" if path else ""

    def clean_language(self) -> str:
        return clean_language_tag(str(self.cleaned_data["language"]))

    def clean(self) -> dict[str, object]:
        """Names the source that has the host already."""
        data = super().clean() or self.cleaned_data
        others = SourceDomain.objects.filter(host=data.get("host"), path_prefix=data.get("path_prefix", ""))
        owner = others.exclude(pk=self.instance.pk).select_related("source").first()
        if owner:
            text = _("%(host)s belongs to %(source)s already. Take it away there first.")
            self.add_error(
                "host", forms.ValidationError(text, params={"host": str(owner), "source": owner.source})
            )
        return data


def host_in(typed: str) -> str:
    """The host of a typed address or host, without `www.`; empty where there is none."""
    try:
        host = urlsplit(typed if "://" in typed else f"//{typed}").hostname or ""
    except ValueError:
        return ""
    return host.strip().lower().rstrip(".").removeprefix("www.")


class DomainInline(HelpBesideFields, TabularInline[SourceDomain, Source]):
    model = SourceDomain
    form = DomainForm
    extra = 1
    verbose_name = _("host")
    verbose_name_plural = _("Hosts that are its own")


class SourceForm(ModelForm[Source]):
    class Meta:
        model = Source
        exclude = ["created_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Part of its public address. Empty: made from the name.")
        if "category" in self.fields:
            self.fields["category"].queryset = Category.objects.prefetch_related("names")  # type: ignore[attr-defined]

    def clean_language(self) -> str:
        return clean_language_tag(str(self.cleaned_data["language"]))

    def clean(self) -> dict[str, Any]:
        """Makes the slug on the server: the script of Django's admin drops Vietnamese letters."""
        data = super().clean() or self.cleaned_data
        if not data.get("slug") and data.get("name") and "slug" not in self.errors:
            other = Source.objects.filter(name__iexact=data["name"]).exclude(pk=self.instance.pk).first()
            if other:
                text = _(
                    "There is a source “%(other)s” already. Open that one, or give this one a slug of its own."
                )
                self.add_error("name", forms.ValidationError(text, params={"other": other}))
            else:
                data["slug"] = slug_for_name(data["name"])
        return data


@admin.register(Source)
class SourceAdmin(NewsroomAdmin[Source]):
    form = SourceForm
    list_display = [
        "name",
        "kind",
        "place",
        "language_shown",
        "rights",
        "pictures_allowed",
        "category",
        "articles_shown",
    ]
    list_filter = ["kind", "rights", "pictures_allowed", LanguageFilter]
    search_fields = ["name__plainly_holds", "slug", "domains__host", "publisher__plainly_holds"]
    search_help_text = _("Name, publisher or host.")
    ordering = ["name"]
    readonly_fields = ["created_at", "findings_shown"]
    inlines = [DomainInline]
    formfield_overrides = URL_FIELDS
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "slug", "homepage", ("kind", "language"), "publisher", "place"],
                "description": _("A source has a name, a host and, below, the addresses of its feeds."),
            },
        ),
        (
            _("What is shown of it"),
            {"fields": [("rights", "pictures_allowed"), "canonical", "withdraws_taken_back", "category"]},
        ),
        (
            format_lazy(_("What was dropped and warned of (last {days} days)"), days=FINDINGS_DAYS),
            {"fields": ["findings_shown"], "classes": ["collapse"]},
        ),
        (_("For the record"), {"fields": ["created_at"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return (
            super()
            .get_queryset(request)
            .select_related("category")
            .prefetch_related("category__names")
            .annotate(article_count=article_count(ListCount.Kind.SOURCE, source=OuterRef("pk")))
        )

    def view_on_site(self, obj: Source) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("Language"), ordering="language")
    def language_shown(self, source: Source) -> SafeString:
        return language_word(source.language)

    @admin.display(description=_("Published articles"), ordering="article_count")
    def articles_shown(self, source: Source) -> SafeString | str:
        return list_link(
            "articles_article",
            f"source__id__exact={source.pk}&state__exact=published",
            str(annotated(source, "article_count")),
        )

    @admin.display(description=_("In its articles"))
    def findings_shown(self, source: Source) -> SafeString | str:
        if not source.pk:
            return "—"
        found = findings_of(source, since=timezone.now() - timedelta(days=FINDINGS_DAYS))
        return render_to_string("admin/articles/source/findings.html", {"findings": found})
