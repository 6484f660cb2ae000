"""What is wrong with articles that readers see: headlines made from the first sentence, unknown dates, dead pictures."""

from datetime import datetime, time

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ZONE
from articles.admin.formatting import change_address
from articles.admin.queue.parts import LONG_TEXTS, article_line, facts_of
from articles.models import Article, Picture
from articles.services import curation
from articles.services.completing import TITLE_CHARACTERS
from desk.queue.finding import leave_aside
from desk.queue.kinds import NO, YES, Decision, Item, Line, QueueKind, TooLateError, Verb
from desk.typed_moments import MomentError, read_moment


class _OfArticles(QueueKind):
    """Published articles, the newest first."""

    right = "articles.change_article"
    seen_fields = ("state", "title", "published_at", "content_hash")
    is_data = True

    def line(self, row: Article) -> Line:
        return article_line(row)

    def published(self) -> QuerySet[Article]:
        rows = Article.objects.published().select_related("source").defer(*LONG_TEXTS)
        return rows.order_by("-arrived_at", "-pk")

    def shown(self, row: Article, *why: str, typed: bool = False, typed_date: bool = False) -> Item:
        return Item(
            why=why,
            template="admin/articles/queue/article.html",
            context={"article": row, "typed_title": typed, "typed_date": typed_date},
            opens=change_address(row),
            opens_label=gettext("Edit"),
            facts=facts_of(row),
        )


class DerivedTitle(_OfArticles):
    name, label, place = "titles", _("Headlines made here"), 70
    verbs = {
        YES: Verb(_("Use this headline"), _("Headline set")),
        NO: Verb(_("Hold it back"), _("Held back")),
    }

    def waiting(self, *, by: User, now: datetime) -> QuerySet[Article]:
        return self.published().filter(title_derived=True)

    def item(self, row: Article, request: HttpRequest) -> Item:
        why = gettext(
            "It came without a headline; its first sentence stands in its place. Write one, or keep it."
        )
        return self.shown(row, why, typed=True)

    def decide(self, row: Article, decision: Decision) -> None:
        if decision.verb == NO:
            curation.hold(articles=[row], by=decision.by, now=decision.now)
            return
        title = " ".join(decision.typed.get("title", "").replace("\0", " ").split())
        if not title or len(title) > TITLE_CHARACTERS:
            raise TooLateError(
                gettext("A headline has between 1 and %(title_characters)s characters.")
                % {"title_characters": TITLE_CHARACTERS}
            )
        curation.confirm_title(article=row, title=title, by=decision.by, now=decision.now)


class UnknownDate(_OfArticles):
    name, label, place = "dates", _("No date"), 80
    verbs = {
        YES: Verb(_("Use this date"), _("Date set")),
        NO: Verb(_("It stays unknown"), _("Stays without a date")),
    }

    def waiting(self, *, by: User, now: datetime) -> QuerySet[Article]:
        return self.published().filter(published_at=None)

    def item(self, row: Article, request: HttpRequest) -> Item:
        why = gettext(
            "Neither its feed nor its page names the day of publication; lists show it by its arrival."
        )
        return self.shown(row, why, typed_date=True)

    def decide(self, row: Article, decision: Decision) -> None:
        if decision.verb == NO:
            leave_aside(self, row, by=decision.by, now=decision.now, until=None, for_all=True)
            return
        published_at, day_only = _date(decision)
        curation.set_date(
            article=row, published_at=published_at, day_only=day_only, by=decision.by, now=decision.now
        )


def _date(decision: Decision) -> tuple[datetime, bool]:
    """The typed time of publication, and whether it is a day alone. Raises TooLateError with what is wrong with it."""
    typed, today = decision.typed.get("date", "").strip(), timezone.localtime(decision.now, ZONE).date()
    if not typed:
        raise TooLateError(
            gettext("Write the day of publication like 29/11/2026, with a time after it if it is known.")
        )
    try:
        moment = read_moment(typed, zone=ZONE, day=today, at=time(12))
        # A day alone, where another hour would be taken for it, was typed without one.
        day_only = moment != read_moment(typed, zone=ZONE, day=today, at=time(13))
    except MomentError as error:
        raise TooLateError(str(error)) from error
    if moment.date() > today or (moment > decision.now and not day_only):
        raise TooLateError(gettext("That is still to come. Write the day on which it was published."))
    return moment, day_only


class DeadPicture(QueueKind):
    """Pictures of published articles that cannot be shown, the newest first."""

    name, label, place = "pictures", _("Dead pictures"), 90
    right = "articles.change_picture"
    verbs = {YES: Verb(_("Do without it"), _("Shown no more")), NO: Verb(_("Leave it"), _("Left as it is"))}
    seen_fields = ("state", "original_url")
    is_data = True

    def waiting(self, *, by: User, now: datetime) -> QuerySet[Picture]:
        broken = Picture.objects.filter(state=Picture.State.BROKEN, article__state=Article.State.PUBLISHED)
        texts = [f"article__{name}" for name in LONG_TEXTS]
        return broken.select_related("article__source").defer(*texts).order_by("-pk")

    def line(self, row: Picture) -> Line:
        article = row.article
        return Line(article.title, article.language, row.reason or str(article.source), article.arrived_at)

    def item(self, row: Picture, request: HttpRequest) -> Item:
        return Item(
            why=[row.reason or gettext("It could not be fetched.")],
            template="admin/articles/queue/picture.html",
            context={"picture": row},
            opens=change_address(row),
            facts=facts_of(row.article),
        )

    def decide(self, row: Picture, decision: Decision) -> None:
        if decision.verb == YES:
            curation.refuse_pictures(pictures=[row], by=decision.by, now=decision.now)
        else:
            leave_aside(self, row, by=decision.by, now=decision.now, until=None, for_all=True)
