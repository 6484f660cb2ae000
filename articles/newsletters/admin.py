"""The desk's list of subscribers, for reading alone: only the owner of an address changes anything."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin, ReadOnlyInline
from articles.newsletters.models import Issue, Subscriber


class IssueInline(ReadOnlyInline[Issue, Subscriber]):
    model = Issue
    fields = ["due_at", "sent_at", "returned"]
    verbose_name_plural = _("Issues")


@admin.register(Subscriber)
class SubscriberAdmin(NewsroomAdmin[Subscriber]):
    inlines = [IssueInline]
    list_display = ["email", "edition", "rhythm", "made_at", "confirmed_at", "stopped_at", "next_at"]
    list_filter = ["edition", "rhythm"]
    search_fields = ["email"]
    fields = ["email", "edition", "rhythm", "topics", "made_at", "confirmed_at", "stopped_at", "next_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        return super().get_queryset(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        return False
