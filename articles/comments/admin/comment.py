"""The list of all comments, for moderators."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin, ReadOnlyInline, Waiting, counted, editor_of
from articles.admin.finding.filters import LanguageFilter
from articles.admin.finding.searching import holding
from articles.admin.formatting import (
    change_address,
    distance_to,
    link_to,
    state_word,
    text_of_unknown_language,
)
from articles.comments.admin import queue
from articles.comments.admin.parts import ARTICLE_TEXTS, TONES, VISITOR_CHARACTERS, article_link
from articles.comments.models import Comment, Moderation, Report
from articles.comments.reasons import REASONS, reason_words
from articles.comments.services import moderating, privacy
from articles.models.annotated import annotated


class ReportInline(ReadOnlyInline[Report, Comment]):
    model = Report
    fields = ["reason", "visitor_shown", "sent_at", "settled_at"]
    readonly_fields = ["visitor_shown"]

    @admin.display(description=_("Visitor"))
    def visitor_shown(self, report: Report) -> str:
        return report.visitor[:VISITOR_CHARACTERS] or "—"


class ModerationInline(ReadOnlyInline[Moderation, Comment]):
    model = Moderation
    fields = ["action", "before", "after", "reason", "note", "by", "at"]


class ReasonFilter(admin.SimpleListFilter):
    """By the reason for which a comment waits or was declined: all that there are, without reading the comments."""

    title = "reason"
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in REASONS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        return queryset.filter(reason=self.value()) if self.value() else queryset


@admin.register(Comment)
class CommentAdmin(NewsroomAdmin[Comment]):
    """Waiting comments first, oldest at the top; then moderated ones, newest first."""

    list_display = [
        "body_shown",
        "name",
        "article_shown",
        "state_shown",
        "reason_shown",
        "report_count",
        "visitor_shown",
        "sent",
    ]
    list_filter = ["state", ReasonFilter, LanguageFilter, "sent_at"]
    search_fields = ["body", "name", "article__title"]
    search_help_text = _("Words of the comment, its sender's name or the article's title.")
    in_parts = ("approve", "decline", "spam")
    not_exported = ("visitor_shown",)
    seen_fields = ("state", "version")
    actions = ["approve", "decline", "spam", "export_writers", "erase_writers"]
    inlines = [ModerationInline, ReportInline]
    readonly_fields = [
        "state_shown",
        "body_whole",
        "name",
        "article_shown",
        "parent_shown",
        "language",
        "reason_shown",
        "visitor_shown",
        "sent_at",
        "moderated_at",
        "moderated_by",
    ]
    fieldsets = [
        (None, {"fields": ["state_shown", "body_whole", "name", "article_shown", "parent_shown"]}),
        (_("What is known of it"), {"fields": ["reason_shown", "language", "visitor_shown", "sent_at"]}),
        (_("Moderation"), {"fields": [("moderated_by", "moderated_at")]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Comment], search_term: str
    ) -> tuple[QuerySet[Comment], bool]:
        return holding(queryset, search_term, "body", "name", titles="article"), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        reports = Report.objects.filter(comment=OuterRef("pk"), settled_at=None).order_by().values("comment")
        return (
            super()
            .get_queryset(request)
            .select_related("article", "moderated_by", "parent")
            .defer(*(f"article__{field}" for field in ARTICLE_TEXTS))
            .annotate(
                open_reports=Coalesce(Subquery(reports.annotate(number=Count("pk")).values("number")), 0)
            )
        )

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        waiting = Q(state=Comment.State.WAITING)
        return [
            Case(When(waiting, then=Value(0)), default=Value(1)),
            Case(When(waiting, then="sent_at")),
            "-sent_at",
            "pk",
        ]

    def waiting(self) -> Waiting:
        return Waiting(counted(Comment.objects.waiting()), _("waiting"), "state__exact=waiting")

    # Comments are written on the site. Deleting one would delete its replies: remove it instead.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """A reader's words are never rewritten; decisions are made by actions and in the queue."""
        return obj is None and super().has_change_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        return [
            path("queue/", self.admin_site.admin_view(queue.view), name="comments_comment_queue"),
            *super().get_urls(),
        ]

    def view_on_site(self, obj: Comment) -> str | None:
        return (
            obj.get_absolute_url() if obj.state == Comment.State.APPROVED and obj.article.is_public else None
        )

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._moderate(request, queryset, Moderation.Action.APPROVE)

    @admin.action(description=_("Decline, or remove what was shown"), permissions=["change"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._moderate(request, queryset, Moderation.Action.DECLINE)

    @admin.action(description=_("Decline as spam"), permissions=["change"])
    def spam(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._moderate(request, queryset, Moderation.Action.SPAM)

    @admin.action(description=_("Hand out all that is kept of their writers"), permissions=["delete"])
    def export_writers(self, request: HttpRequest, queryset: QuerySet[Comment]) -> HttpResponse:
        data = privacy.export(_of_writers(queryset))
        self.log_action_on(request, queryset, "All that is kept of its writer was handed out.")
        response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response.headers["Content-Disposition"] = 'attachment; filename="writer.json"'
        return response

    @admin.action(description=_("Erase all that is kept of their writers…"), permissions=["delete"])
    def erase_writers(self, request: HttpRequest, queryset: QuerySet[Comment]) -> HttpResponse | None:
        comments = _of_writers(queryset)
        if "confirmed" in request.POST:
            gone = privacy.erase(comments)
            text = gettext("Comments deleted: %(deleted)s. Replaced by a note: %(noted)s.") % {
                "deleted": gone.deleted,
                "noted": gone.noted,
            }
            self.message_user(request, text, messages.SUCCESS)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Erase all that is kept of their writers?"),
            "comments": list(comments),
            "ticked": [one.pk for one in queryset],
        }
        return TemplateResponse(request, "admin/comments/comment/erase.html", context)

    def _moderate(self, request: HttpRequest, queryset: QuerySet[Comment], action: str) -> None:
        outcome = moderating.moderate(
            comments=list(queryset), action=action, by=editor_of(request), now=timezone.now()
        )
        queue.tell(request, outcome)

    @admin.display(description=_("Comment"))
    def body_shown(self, comment: Comment) -> SafeString:
        return text_of_unknown_language(comment.body)

    @admin.display(description=_("Comment"))
    def body_whole(self, comment: Comment) -> SafeString:
        return format_html('<div class="former-text" dir="auto">{}</div>', comment.body)

    @admin.display(description=_("Article"), ordering="article")
    def article_shown(self, comment: Comment) -> SafeString:
        return article_link(comment)

    @admin.display(description=_("Answers"))
    def parent_shown(self, comment: Comment) -> SafeString | str:
        return link_to(change_address(comment.parent), str(comment.parent)) if comment.parent else "—"

    @admin.display(description=_("State"), ordering="state")
    def state_shown(self, comment: Comment) -> SafeString:
        return state_word(comment.get_state_display(), TONES[Comment.State(comment.state)])

    @admin.display(description=_("Reason"), ordering="reason")
    def reason_shown(self, comment: Comment) -> SafeString | str:
        return state_word(reason_words(comment.reason), "bad") if comment.reason else "—"

    @admin.display(description=_("Reports"), ordering="open_reports")
    def report_count(self, comment: Comment) -> SafeString | str:
        number: int = annotated(comment, "open_reports")
        return state_word(str(number), "bad") if number else "—"

    @admin.display(description=_("Visitor"), ordering="visitor")
    def visitor_shown(self, comment: Comment) -> str:
        return comment.visitor[:VISITOR_CHARACTERS] or "—"

    @admin.display(description=_("Sent"), ordering="sent_at")
    def sent(self, comment: Comment) -> SafeString | str:
        return distance_to(comment.sent_at)


def _of_writers(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """All comments by the hands that wrote these."""
    pks = {pk for one in comments for pk in privacy.of_comment(one).values_list("pk", flat=True)}
    return Comment.objects.filter(pk__in=pks)
