"""Suggestions: two articles that are probably one story, both texts beside each other."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.formatting import change_address
from articles.admin.queue.parts import facts_of
from articles.models.similarity import StorySuggestion
from desk.queue.kinds import NO, YES, Decision, Item, Line, QueueKind, Verb


class Suggested(QueueKind):
    """The most alike first."""

    name, label, place = "suggestion", _("One story or two"), 30
    right = "articles.change_storysuggestion"
    verbs = {
        YES: Verb(_("One story"), _("Joined into one story")),
        NO: Verb(_("Two stories"), _("Left apart")),
    }
    seen_fields = ("decided", "first_id", "second_id")

    def waiting(self, *, by: User, now: datetime) -> QuerySet[StorySuggestion]:
        sides = ("first", "second")
        texts = [f"{side}__{name}" for side in sides for name in ("html", "search", "text")]
        rows = StorySuggestion.objects.waiting().defer(*texts)
        return rows.select_related(*(f"{side}__source" for side in sides), "first__story", "second__story")

    def line(self, row: StorySuggestion) -> Line:
        return Line(row.first.title, row.first.language, row.second.title, row.suggested_at)

    def item(self, row: StorySuggestion, request: HttpRequest) -> Item:
        shared = "; ".join(str(reason) for reason in row.reasons)
        return Item(
            why=[
                gettext("They share %(shared)s.") % {"shared": shared}
                if shared
                else gettext("Their texts are alike.")
            ],
            template="admin/articles/queue/pair.html",
            context={"sides": [(side, facts_of(side)) for side in (row.first, row.second)]},
            opens=change_address(row),
            facts=[f"{row.score:.0%} alike", str(row.get_kind_display())],
        )

    def decide(self, row: StorySuggestion, decision: Decision) -> None:
        # Loaded here: numpy takes a tenth of the memory of a process that serves readers.
        from articles.linking.suggestions import decide_suggestion

        is_one = decision.verb == YES
        decide_suggestion(suggestion=row, same=is_one, by=decision.by, now=decision.now)
