"""Readers' reports about articles in the queue of the desk's first page."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.formatting import EDITIONS, change_address
from articles.comments.reasons import reason_words
from articles.notices.models import Notice
from articles.notices.services import handling
from desk.queue.kinds import NO, YES, Decision, Item, Line, QueueKind, Verb


class OpenNotice(QueueKind):
    """Those that ask for removal first, then the longest waiting; what a colleague has in hand is theirs."""

    name, label, place = "notice", _("Readers' error reports"), 15
    right = "notices.change_notice"
    verbs = {
        YES: Verb(_("It was corrected: tell the reader"), _("Answered: corrected")),
        NO: Verb(_("Nothing is wrong: tell the reader"), _("Answered: nothing is changed")),
    }
    seen_fields = ("state", "handler_id", "outcome", "answer")

    def waiting(self, *, by: User, now: datetime) -> QuerySet[Notice]:
        mine = Q(handler=None) | Q(handler=by)
        owed = Case(When(kind__in=Notice.TAKE_DOWN, then=Value(0)), default=Value(1))
        texts = [f"article__{name}" for name in ("text", "html", "search")]
        rows = Notice.objects.open().filter(mine).select_related("article__source").defer(*texts)
        return rows.order_by(owed, "sent_at", "pk")

    def line(self, row: Notice) -> Line:
        return Line(row.body or str(row.get_kind_display()), "", row.article.title, row.sent_at)

    def item(self, row: Notice, request: HttpRequest) -> Item:
        edition = EDITIONS.get(row.edition, row.edition)
        why = [
            gettext("%(kind)s. The reader is told the answer in %(edition)s.")
            % {"kind": row.get_kind_display(), "edition": edition}
        ]
        reason = reason_words(row.reason)
        return Item(
            why=[
                *why,
                *([gettext("The screening found: %(reason)s.") % {"reason": reason}] if reason else []),
            ],
            template="admin/articles/queue/notice.html",
            context={"notice": row, "answer_address": change_address(row)},
            opens=change_address(row.article),
            opens_label=gettext("Correct the article"),
            facts=[str(edition), str(row.get_state_display()), row.name or gettext("left no name")],
        )

    def decide(self, row: Notice, decision: Decision) -> None:
        outcome = Notice.Outcome.CORRECTED if decision.verb == YES else Notice.Outcome.UNFOUNDED
        words = decision.typed.get("answer", "").replace("\0", "").strip()[:2000]
        handling.answer(notice=row, outcome=outcome, words=words, by=decision.by, now=decision.now)
