"""Filters that several lists share. Each takes a fixed number of queries."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.generics import ModelAdmin
from articles.models import Article, Category, Topic
from articles.models.article import ZONE
from articles.pages.periods import Period
from articles.pages.places import moments_of

OTHER, NONE = "other", "none"


class LanguageFilter(admin.SimpleListFilter):
    """By language: those of the editions, and all others together."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [*settings.LANGUAGES, (OTHER, _("Another language"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == OTHER:
            return queryset.exclude(language__in=[code for code, _name in settings.LANGUAGES])
        return queryset.filter(language=self.value()) if self.value() else queryset


class ValuesFilter(admin.AllValuesFieldListFilter):
    """By the values that rows have; that there is none is said in a word."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or _("unknown")}


class TakenBackFilter(admin.SimpleListFilter):
    """Articles that their publisher took back, all of them or those that readers still see."""

    title = _("taken back")
    parameter_name = "taken_back"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("public", _("By its publisher, but published here")), ("any", _("By its publisher"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "public":
            return queryset.filter(taken_back_at__isnull=False, state=Article.State.PUBLISHED)
        return queryset.filter(taken_back_at__isnull=False) if self.value() == "any" else queryset


class PeriodFilter(admin.SimpleListFilter):
    """Articles by year, and of a chosen year by month, in the readers' time zone."""

    title = _("published, or arrived")
    parameter_name = "period"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        moments = Article.objects.values_list("ordered_at", flat=True)
        first, last = moments.order_by("ordered_at").first(), moments.order_by("-ordered_at").first()
        if first is None or last is None:
            return []
        chosen = Period.read(self.value() or "")
        choices: list[tuple[str, Any]] = []
        for year in range(last.astimezone(ZONE).year, first.astimezone(ZONE).year - 1, -1):
            choices.append((str(Period(year)), str(year)))
            if chosen and chosen.year == year:
                choices += [(str(Period(year, month)), f"{year}-{month:02}") for month in range(12, 0, -1)]
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        period = Period.read(self.value() or "")
        if period is None:
            return queryset
        start, stop = moments_of(period.first, period.end)
        return queryset.filter(ordered_at__gte=start, ordered_at__lt=stop)


class CategoryFilter(admin.SimpleListFilter):
    """By category, with all names in one query."""

    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        rows = [(str(one.pk), str(one)) for one in Category.objects.prefetch_related("names")]
        return [*rows, (NONE, _("No category"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == NONE:
            return queryset.filter(category=None)
        return queryset.filter(category_id=int(value)) if value and value.isdecimal() else queryset


class _TopicFilter(admin.SimpleListFilter):
    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(str(one.pk), str(one)) for one in Topic.objects.prefetch_related("names")]


class TopicOfArticleFilter(_TopicFilter):
    """Articles of a topic, without those from which an editor removed it."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value or not value.isdecimal():
            return queryset
        return queryset.filter(topic_links__topic_id=int(value), topic_links__excluded=False)


class TopicOfTermFilter(_TopicFilter):
    """Terms of a topic."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(topic_id=int(value)) if value and value.isdecimal() else queryset
