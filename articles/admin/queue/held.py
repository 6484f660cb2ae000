"""Held articles: published by an editor, or left out as off topic."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.formatting import change_address
from articles.admin.queue.parts import LONG_TEXTS, article_line, facts_of
from articles.models import Article, Intake
from articles.models.agency import AgencyItem
from articles.services import curation
from desk.queue.kinds import NO, YES, Decision, Item, Line, QueueKind, Verb
from desk.wording import minute


class Held(QueueKind):
    """The newest first: news that waits grows old."""

    name, label, place = "held", _("Held articles"), 20
    right = "articles.change_article"
    verbs = {YES: Verb(_("Publish"), _("Published")), NO: Verb(_("Off topic"), _("Left out as off topic"))}
    seen_fields = ("state", "content_hash", "title")

    def waiting(self, *, by: User, now: datetime) -> QuerySet[Article]:
        held = Article.objects.filter(state=Article.State.HELD).select_related("source")
        return held.defer(*LONG_TEXTS).order_by("-arrived_at", "-pk")

    def line(self, row: Article) -> Line:
        return article_line(row)

    def item(self, row: Article, request: HttpRequest) -> Item:
        intake = Intake.objects.defer("raw").filter(article=row).first()
        context: dict[str, Any] = {
            "article": row,
            "dropped": len(intake.dropped) if intake else 0,
            "pictures": list(row.pictures.all()[:1]),
            "topics": [str(topic) for topic in row.topics.all()],
        }
        return Item(
            why=_why(row, intake),
            template="admin/articles/queue/article.html",
            context=context,
            opens=change_address(row),
            opens_label=gettext("Edit"),
            facts=facts_of(row),
        )

    def decide(self, row: Article, decision: Decision) -> None:
        state = Article.State.PUBLISHED if decision.verb == YES else Article.State.OFF_TOPIC
        curation.set_state(articles=[row], state=state, by=decision.by, now=decision.now)


def _why(article: Article, intake: Intake | None) -> list[str]:
    """Why an article is held, and what speaks for and against it."""
    item = AgencyItem.objects.filter(article=article, held=True).first()
    if article.state_by_hand:
        said = [gettext("An editor held it back.")]
    elif item is not None:
        until = minute(item.embargoed_until)
        said = [
            gettext("Its agency holds it until %(until)s.") % {"until": until}
            if until
            else gettext("Its agency holds it.")
        ]
    else:
        said = [gettext("The rule of its feed holds it for an editor.")]
    found = [str(reason) for reason in (intake.relevance_reasons if intake else ())]
    terms = [f"“{match['term']}”" for match in (intake.matched_terms if intake else ())][:6]
    return [
        *said,
        *found,
        *([gettext("Terms found: %(terms)s.") % {"terms": ", ".join(terms)}] if terms else []),
    ]
