"""Comments in the queue of the desk's first page: one at a time, with what was reported about each."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.comments.admin import queue
from articles.comments.models import Comment, Moderation, Report
from articles.comments.reasons import reason_words
from articles.comments.services.moderating import moderate
from articles.templatetags.reading import endonym
from desk.queue.kinds import NO, YES, Decision, Item, Line, QueueKind, TooLateError, Verb

BODY_CHARACTERS = 120


class WaitingComment(QueueKind):
    """What was reported as illegal, what reports have hidden, what else was reported, then what waits."""

    name, label, place = "comment", _("Comments, reports"), 10
    right = "comments.change_comment"
    verbs = {YES: Verb(_("Approve"), _("Approved")), NO: Verb(_("Decline"), _("Declined"))}
    seen_fields = ("state", "version")

    def waiting(self, *, by: User, now: datetime) -> QuerySet[Comment]:
        return queue.waiting()

    def in_order(self, *, by: User, now: datetime) -> Sequence[QuerySet[Comment]]:
        return queue.in_order()

    def line(self, row: Comment) -> Line:
        return Line(row.body[:BODY_CHARACTERS], row.language, row.article.title, row.sent_at)

    def item(self, row: Comment, request: HttpRequest) -> Item:
        reports: list[Report] = row.open_reports  # type: ignore[attr-defined]
        said = [
            (
                gettext("Reported: %(category)s. %(reason)s")
                % {"category": report.get_category_display(), "reason": report.reason}
            ).strip()
            for report in reports[:5]
        ]
        reason = reason_words(row.reason)
        return Item(
            why=[*said, *([gettext("Held: %(reason)s.") % {"reason": reason}] if reason else [])]
            or [gettext("It waits for a moderator.")],
            template="admin/comments/comment/queue_item.html",
            context={"comment": row, "history": queue.others_by_writer(row)[: queue.HISTORY]},
            opens=reverse("admin:comments_comment_queue"),
            opens_label=gettext("All comments that wait"),
            facts=[
                str(row.get_state_display()),
                endonym(row.language),
                *([gettext("changed by its writer")] if row.edited_at else []),
            ],
        )

    def decide(self, row: Comment, decision: Decision) -> None:
        action = Moderation.Action.APPROVE if decision.verb == YES else Moderation.Action.DECLINE
        outcome = moderate(comments=[row], action=action, by=decision.by, now=decision.now)
        if outcome.met:
            raise TooLateError(
                gettext("Somebody else decided on it, or its writer changed it. Look at it again.")
            )
