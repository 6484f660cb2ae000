"""The moderators' desk: the queue of comments, and what readers reported."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import NewsroomAdmin, ReadOnlyInline, Waiting
from articles.admin.filters import LanguageFilter
from articles.admin.shown import (
    change_address,
    distance_to,
    link_to,
    state_word,
    text_in,
    text_of_unknown_language,
)
from articles.comments import services
from articles.comments.models import Comment, Report

TONES = {
    Comment.State.WAITING: "waiting",
    Comment.State.APPROVED: "good",
    Comment.State.REJECTED: "quiet",
    Comment.State.REMOVED: "bad",
}
# Enough to see that two comments come from one visitor; the whole hash tells a moderator nothing more.
VISITOR_CHARACTERS = 8
ARTICLE_TITLE_CHARACTERS = 90
_ARTICLE_TEXTS = ("text", "html", "lead", "search")


class ReportInline(ReadOnlyInline):
    model = Report
    fields = ["reason", "visitor_shown", "sent_at", "settled_at"]
    readonly_fields = ["visitor_shown"]

    @admin.display(description=_("Visitor"))
    def visitor_shown(self, report: Report) -> str:
        return report.visitor[:VISITOR_CHARACTERS] or "—"


class CommentForm(forms.ModelForm):
    """Only the state: what a reader wrote is never rewritten."""

    class Meta:
        model = Comment
        fields = ["state"]
        help_texts = {"state": _("Removed: a note stands in its place where others answered it.")}


@admin.register(Comment)
class CommentAdmin(NewsroomAdmin):
    """What waits stands first, the longest waiting at the top; then what was moderated, the newest first."""

    form = CommentForm
    list_display = [
        "body_shown",
        "name",
        "article_shown",
        "state_shown",
        "suspicion_shown",
        "report_count",
        "visitor_shown",
        "sent",
    ]
    list_filter = ["state", ("suspicion", admin.EmptyFieldListFilter), LanguageFilter]
    search_fields = ["body", "name", "article__title"]
    search_help_text = _("Words of the comment, its sender's name or the article's title.")
    date_hierarchy = "sent_at"
    actions = ["approve", "reject", "remove"]
    inlines = [ReportInline]
    readonly_fields = [
        "body_whole",
        "name",
        "article_shown",
        "parent_shown",
        "language",
        "suspicion_shown",
        "visitor_shown",
        "sent_at",
        "moderated_at",
        "moderated_by",
    ]
    fieldsets = [
        (None, {"fields": ["state", "body_whole", "name", "article_shown", "parent_shown"]}),
        (_("What is known of it"), {"fields": ["suspicion_shown", "language", "visitor_shown", "sent_at"]}),
        (_("Moderation"), {"fields": [("moderated_by", "moderated_at")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        reports = Report.objects.filter(comment=OuterRef("pk"), settled_at=None).order_by().values("comment")
        return (
            super()
            .get_queryset(request)
            .select_related("article", "moderated_by", "parent")
            .defer(*(f"article__{field}" for field in _ARTICLE_TEXTS))
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
        return Waiting(Comment.objects.waiting().count(), _("waiting"), "state__exact=waiting")

    # A comment is written on the site. Deleting one would take the answers to it along: remove it instead.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Comment, form: forms.ModelForm, change: bool) -> None:
        if "state" in form.changed_data:
            state = form.cleaned_data["state"]
            services.moderate(comments=[obj], state=state, by=request.user, now=timezone.now())

    def view_on_site(self, obj: Comment) -> str | None:
        return (
            obj.get_absolute_url() if obj.state == Comment.State.APPROVED and obj.article.is_public else None
        )

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        text = "%d comment approved.", "%d comments approved."
        self._moderate(request, queryset, Comment.State.APPROVED, text)

    @admin.action(description=_("Reject"), permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        text = "%d comment rejected.", "%d comments rejected."
        self._moderate(request, queryset, Comment.State.REJECTED, text)

    @admin.action(description=_("Remove after it was shown"), permissions=["change"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        text = "%d comment removed.", "%d comments removed."
        self._moderate(request, queryset, Comment.State.REMOVED, text)

    def _moderate(self, request: HttpRequest, queryset: QuerySet, state: str, text: tuple[str, str]) -> None:
        comments = list(queryset)
        number = services.moderate(comments=comments, state=state, by=request.user, now=timezone.now())
        self.log_action_on(request, comments, f"State: {state}.")
        self.message_user(request, ngettext(*text, number) % number, messages.SUCCESS)

    @admin.display(description=_("Comment"))
    def body_shown(self, comment: Comment) -> SafeString:
        return text_of_unknown_language(comment.body)

    @admin.display(description=_("Comment"))
    def body_whole(self, comment: Comment) -> SafeString:
        return format_html('<div class="former-text" dir="auto">{}</div>', comment.body)

    @admin.display(description=_("Article"), ordering="article")
    def article_shown(self, comment: Comment) -> SafeString:
        return _article_link(comment)

    @admin.display(description=_("Answers"))
    def parent_shown(self, comment: Comment) -> SafeString | str:
        return link_to(change_address(comment.parent), str(comment.parent)) if comment.parent else "—"

    @admin.display(description=_("State"), ordering="state")
    def state_shown(self, comment: Comment) -> SafeString:
        return state_word(comment.get_state_display(), TONES[Comment.State(comment.state)])

    @admin.display(description=_("Suspicion"), ordering="suspicion")
    def suspicion_shown(self, comment: Comment) -> SafeString | str:
        return state_word(comment.suspicion, "bad") if comment.suspicion else "—"

    @admin.display(description=_("Reports"), ordering="open_reports")
    def report_count(self, comment: Comment) -> SafeString | str:
        return state_word(str(comment.open_reports), "bad") if comment.open_reports else "—"

    @admin.display(description=_("Visitor"), ordering="visitor")
    def visitor_shown(self, comment: Comment) -> str:
        return comment.visitor[:VISITOR_CHARACTERS] or "—"

    @admin.display(description=_("Sent"), ordering="sent_at")
    def sent(self, comment: Comment) -> SafeString | str:
        return distance_to(comment.sent_at)


class SettledFilter(admin.SimpleListFilter):
    title = _("settled")
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("no", _("Open")), ("yes", _("Settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in {"no", "yes"}:
            return queryset
        return queryset.filter(settled_at__isnull=self.value() == "no")


@admin.register(Report)
class ReportAdmin(NewsroomAdmin):
    """What readers reported: open ones first."""

    list_display = [
        "reason_shown",
        "comment_shown",
        "article_shown",
        "comment_state",
        "visitor_shown",
        "sent_at",
        "settled",
    ]
    list_filter = [SettledFilter]
    search_fields = ["reason", "comment__body", "comment__name"]
    search_help_text = _("Words of the report or of the comment.")
    date_hierarchy = "sent_at"
    actions = ["settle", "remove_comments"]
    fields = [
        "reason_shown",
        "comment_shown",
        "article_shown",
        "comment_state",
        "visitor_shown",
        "sent_at",
        "settled_at",
    ]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        texts = [f"comment__article__{field}" for field in _ARTICLE_TEXTS]
        return super().get_queryset(request).select_related("comment__article").defer(*texts)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [Case(When(settled_at=None, then=Value(0)), default=Value(1)), "-sent_at", "pk"]

    def waiting(self) -> Waiting:
        return Waiting(Report.objects.filter(settled_at=None).count(), _("open"), "settled=no", "bad")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("Settle: the comment may stay"), permissions=["change"])
    def settle(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        reports = list(queryset)
        number = services.settle_reports(reports=reports, by=request.user, now=timezone.now())
        self.log_action_on(request, reports, "Settled.")
        self.message_user(
            request, ngettext("%d report settled.", "%d reports settled.", number) % number, messages.SUCCESS
        )

    @admin.action(description=_("Remove the comments reported"), permissions=["change"])
    def remove_comments(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        reports = list(queryset)
        comments = [report.comment for report in reports]
        number = services.moderate(
            comments=comments, state=Comment.State.REMOVED, by=request.user, now=timezone.now()
        )
        self.log_action_on(request, reports, "Its comment was removed.")
        self.message_user(
            request,
            ngettext("%d comment removed.", "%d comments removed.", number) % number,
            messages.SUCCESS,
        )

    @admin.display(description=_("What is wrong with it"))
    def reason_shown(self, report: Report) -> SafeString | str:
        return text_of_unknown_language(report.reason) if report.reason else "—"

    @admin.display(description=_("Comment"))
    def comment_shown(self, report: Report) -> SafeString:
        return link_to(change_address(report.comment), text_of_unknown_language(report.comment.body))

    @admin.display(description=_("Article"))
    def article_shown(self, report: Report) -> SafeString:
        return _article_link(report.comment)

    @admin.display(description=_("State of the comment"), ordering="comment__state")
    def comment_state(self, report: Report) -> SafeString:
        return state_word(report.comment.get_state_display(), TONES[Comment.State(report.comment.state)])

    @admin.display(description=_("Visitor"))
    def visitor_shown(self, report: Report) -> str:
        return report.visitor[:VISITOR_CHARACTERS] or "—"

    @admin.display(description=_("Settled"), ordering="settled_at", boolean=True)
    def settled(self, report: Report) -> bool:
        return report.settled_at is not None


def _article_link(comment: Comment) -> SafeString:
    """The article as readers see it: moderators need not be allowed into the articles' own pages."""
    article = comment.article
    return link_to(
        article.get_absolute_url(), text_in(article.language, article.title, ARTICLE_TITLE_CHARACTERS)
    )
