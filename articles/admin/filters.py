"""Filters that several lists share. Each costs a fixed number of queries, however many rows there are."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Category, Topic

OTHER, NONE = "other", "none"


class LanguageFilter(admin.SimpleListFilter):
    """By language: those of the editions, and all the others together."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [*settings.LANGUAGES, (OTHER, _("Another language"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == OTHER:
            return queryset.exclude(language__in=[code for code, _name in settings.LANGUAGES])
        return queryset.filter(language=self.value()) if self.value() else queryset


class CategoryFilter(admin.SimpleListFilter):
    """By category, whose names come in one query."""

    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        rows = [(str(one.pk), str(one)) for one in Category.objects.prefetch_related("names")]
        return [*rows, (NONE, _("No category"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value == NONE:
            return queryset.filter(category=None)
        return queryset.filter(category_id=int(value)) if value and value.isdecimal() else queryset


class _TopicFilter(admin.SimpleListFilter):
    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(str(one.pk), str(one)) for one in Topic.objects.prefetch_related("names")]


class TopicOfArticleFilter(_TopicFilter):
    """Articles of a topic, without those from which an editor took it off."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if not value or not value.isdecimal():
            return queryset
        return queryset.filter(topic_links__topic_id=int(value), topic_links__excluded=False)


class TopicOfTermFilter(_TopicFilter):
    """Terms of a topic."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        return queryset.filter(topic_id=int(value)) if value and value.isdecimal() else queryset
