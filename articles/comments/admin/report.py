"""The list of readers' reports, for moderators."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import NewsroomAdmin, Waiting, counted, editor_of
from articles.admin.formatting import (
    change_address,
    link_to,
    state_word,
    text_of_unknown_language,
)
from articles.comments.admin import queue
from articles.comments.admin.parts import ARTICLE_TEXTS, TONES, VISITOR_CHARACTERS, article_link
from articles.comments.models import Comment, Moderation, Report
from articles.comments.services import moderating
from articles.generics import ModelAdmin


class SettledFilter(admin.SimpleListFilter):
    title = _("settled")
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("no", _("Open")), ("yes", _("Settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"no", "yes"}:
            return queryset
        return queryset.filter(settled_at__isnull=self.value() == "no")


@admin.register(Report)
class ReportAdmin(NewsroomAdmin[Report]):
    """Readers' reports, open ones first."""

    list_display = [
        "category",
        "reason_shown",
        "comment_shown",
        "article_shown",
        "comment_state",
        "visitor_shown",
        "sent_at",
        "settled",
    ]
    list_filter = [SettledFilter, "category", "sent_at"]
    search_fields = ["reason", "name", "email", "comment__body", "comment__name"]
    search_help_text = _("Words of the report or of the comment.")
    in_parts = ("settle", "decline_comments")
    not_exported = ("visitor_shown",)
    seen_fields = ("settled_at",)
    actions = ["settle", "decline_comments"]
    readonly_fields = [
        "category",
        "reason_shown",
        "name",
        "email",
        "comment_shown",
        "article_shown",
        "comment_state",
        "visitor_shown",
        "sent_at",
        "settled_at",
    ]
    fields = [*readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        texts = [f"comment__article__{field}" for field in ARTICLE_TEXTS]
        return super().get_queryset(request).select_related("comment__article").defer(*texts)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [Case(When(settled_at=None, then=Value(0)), default=Value(1)), "-sent_at", "pk"]

    def waiting(self) -> Waiting:
        return Waiting(counted(Report.objects.filter(settled_at=None)), _("open"), "settled=no", "bad")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("Settle: the comment may stay"), permissions=["change"])
    def settle(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        reports = list(queryset)
        number = moderating.settle_reports(reports=reports, by=editor_of(request), now=timezone.now())
        self.log_action_on(request, reports, "Settled.")
        self.message_user(
            request, ngettext("%d report settled.", "%d reports settled.", number) % number, messages.SUCCESS
        )

    @admin.action(description=_("Decline the comments reported"), permissions=["change"])
    def decline_comments(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        comments = {report.comment_id: report.comment for report in queryset}
        outcome = moderating.moderate(
            comments=comments.values(),
            action=Moderation.Action.DECLINE,
            by=editor_of(request),
            now=timezone.now(),
        )
        queue.tell(request, outcome)

    @admin.display(description=_("What is wrong with it"))
    def reason_shown(self, report: Report) -> SafeString | str:
        return text_of_unknown_language(report.reason) if report.reason else "—"

    @admin.display(description=_("Comment"))
    def comment_shown(self, report: Report) -> SafeString:
        return link_to(change_address(report.comment), text_of_unknown_language(report.comment.body))

    @admin.display(description=_("Article"))
    def article_shown(self, report: Report) -> SafeString:
        return article_link(report.comment)

    @admin.display(description=_("State of the comment"), ordering="comment__state")
    def comment_state(self, report: Report) -> SafeString:
        return state_word(report.comment.get_state_display(), TONES[Comment.State(report.comment.state)])

    @admin.display(description=_("Visitor"))
    def visitor_shown(self, report: Report) -> str:
        return report.visitor[:VISITOR_CHARACTERS] or "—"

    @admin.display(description=_("Settled"), ordering="settled_at", boolean=True)
    def settled(self, report: Report) -> bool:
        return report.settled_at is not None
