"""The admin of features: what is on which front page, and when."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ZONE, NewsroomAdmin, editor_of
from articles.admin.composer import page
from articles.admin.finding.searching import holding
from articles.admin.formatting import edition_name, link_to, state_word, text_in
from articles.generics import ModelAdmin, ModelForm
from articles.models import Article, Feature
from articles.models.feature import ALL_EDITIONS, FeatureQuerySet
from articles.services.editing.front_pages import free_position

RUNNING, SCHEDULED, OVER = "running", "scheduled", "over"


def timing_of(feature: Feature, now: datetime) -> str:
    """Whether a feature is running, scheduled or over at `now`."""
    if feature.starts_at > now:
        return SCHEDULED
    return OVER if feature.ends_at and feature.ends_at <= now else RUNNING


class EditionFilter(admin.SimpleListFilter):
    title = _("edition")
    parameter_name = "edition"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return cast(FeatureQuerySet, queryset).in_edition(chosen) if chosen else queryset


class TimingFilter(admin.SimpleListFilter):
    title = _("time")
    parameter_name = "time"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(RUNNING, _("Running now")), (SCHEDULED, _("Scheduled")), (OVER, _("Over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        if self.value() == RUNNING:
            return cast(FeatureQuerySet, queryset).running(now)
        if self.value() == SCHEDULED:
            return queryset.filter(starts_at__gt=now)
        return queryset.filter(ends_at__lte=now) if self.value() == OVER else queryset


class FeatureForm(ModelForm[Feature]):
    edition = forms.ChoiceField(
        choices=[*settings.LANGUAGES, (ALL_EDITIONS, _("All that have a version of the story"))],
        required=False,
        label=_("Edition"),
        help_text=_("Whose front page."),
    )

    class Meta:
        model = Feature
        # The composer orders them, so that no two stand in one place.
        exclude = ["placed_by", "position"]
        help_texts = {
            "article": _("Either an article …"),
            "story": _("… or a story, which shows its version in the edition's language."),
            "headline": _("Empty: the article's own."),
            "lead": _("Empty: the article's own."),
        }


@admin.register(Feature)
class FeatureAdmin(NewsroomAdmin[Feature]):
    form = FeatureForm
    list_display = [
        "what",
        "edition_shown",
        "slot",
        "timing",
        "starts_at",
        "ends_at",
        "placed_by",
        "preview",
    ]
    list_filter = [EditionFilter, TimingFilter, "slot"]
    search_fields = ["headline", "article__title", "story__articles__title"]
    search_help_text = _("Words of the headline or of the article's title.")
    date_hierarchy = "starts_at"
    ordering = ["edition", "slot", "position", "-starts_at"]
    autocomplete_fields = ["article", "story"]
    readonly_fields = ["placed_by", "preview"]
    fieldsets = [
        (None, {"fields": [("edition", "slot"), "article", "story", "preview"]}),
        (_("In other words"), {"fields": ["headline", "lead"]}),
        (
            _("When"),
            {
                "fields": ["starts_at", "ends_at", "breaking_until"],
                "description": format_lazy(_("The clock is that of {} (GMT+7)."), settings.READER_TIME_ZONE),
            },
        ),
        (_("For the record"), {"fields": ["placed_by"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.compose_view)
        undo = self.admin_site.admin_view(page.take_back)
        return [
            path("compose/", view, name="articles_feature_compose"),
            path("compose/undo/", undo, name="articles_feature_undo"),
            *super().get_urls(),
        ]

    def compose_view(self, request: HttpRequest) -> HttpResponse:
        """The front page itself, at any minute, with what may be placed there."""
        with timezone.override(ZONE):
            return page.view(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feature]:
        texts = ["article__text", "article__html", "article__search"]
        features = cast(FeatureQuerySet, super().get_queryset(request)).with_story_titles()
        return features.select_related("article", "story", "placed_by").defer(*texts)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Feature], search_term: str
    ) -> tuple[QuerySet[Feature], bool]:
        """By the words of the headline, or of a title of the article or story, which are asked of each feature: there
        are few."""
        versions = Article.objects.titled(search_term).order_by()
        found = Feature.objects.order_by().filter(
            Q(pk__in=holding(Feature.objects.order_by(), search_term, "headline").values("pk"))
            | Exists(versions.filter(pk=OuterRef("article")))
            | Exists(versions.filter(story=OuterRef("story")))
        )
        return queryset.filter(pk__in=list(found.values_list("pk", flat=True))), False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "starts_at": timezone.now().replace(second=0, microsecond=0)
        } | super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: Feature, form: ModelForm[Feature], change: bool) -> None:
        """Records who placed it. Something that readers would not see is saved too, with a warning."""
        if not change:
            obj.placed_by = editor_of(request)
            obj.position = free_position(obj)
        super().save_model(request, obj, form, change)
        warning = _warning(obj)
        if warning:
            self.message_user(request, warning, messages.WARNING)

    def view_on_site(self, obj: Feature) -> str:
        return _front_of(obj)

    @admin.display(description=_("What"))
    def what(self, feature: Feature) -> SafeString | str:
        if feature.headline and feature.edition:
            return text_in(feature.edition, feature.headline)
        if feature.article:
            return text_in(feature.article.language, feature.article.title)
        if feature.story_title and feature.story_language:
            return format_html(
                "{} ({})", text_in(feature.story_language, feature.story_title), _("the story")
            )
        return str(feature.story)

    @admin.display(description=_("Edition"), ordering="edition")
    def edition_shown(self, feature: Feature) -> str:
        return edition_name(feature.edition)

    @admin.display(description=_("Now"))
    def timing(self, feature: Feature) -> SafeString:
        tone, label = {
            RUNNING: ("good", _("Running")),
            SCHEDULED: ("waiting", _("Scheduled")),
            OVER: ("quiet", _("Over")),
        }[timing_of(feature, timezone.now())]
        return state_word(str(label), tone)

    @admin.display(description=_("Front page"))
    def preview(self, feature: Feature) -> SafeString | str:
        return link_to(_front_of(feature), str(_("Look at it"))) if feature.pk else "—"


def _front_of(feature: Feature) -> str:
    return reverse("articles:front", kwargs={"edition": feature.edition or settings.LANGUAGES[0][0]})


def _warning(feature: Feature) -> str:
    """Why readers of the edition may see nothing, or another language; empty if all is well."""
    edition = edition_name(feature.edition)
    if feature.ends_at and feature.ends_at <= timezone.now():
        return str(_("It is over already: nothing is shown."))
    if feature.article and feature.article.language != feature.edition:
        text = _("The article is in %(language)s, but you placed it in the edition %(edition)s.")
        return str(text % {"language": feature.article.language, "edition": edition})
    if feature.story_id:
        versions = Article.objects.published().filter(story=feature.story_id)
        if feature.edition != ALL_EDITIONS:
            versions = versions.in_language(feature.edition)
        if not versions.exists():
            text = _(
                "The story has no published article in the language of the edition %(edition)s yet: nothing is shown."
            )
            return str(text % {"edition": edition})
    return ""
