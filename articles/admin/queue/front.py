"""Features of front pages that end soon, and those that show nothing."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.formatting import change_address, edition_name
from articles.models import Article, Feature
from articles.models.feature import ALL_EDITIONS, FeatureQuerySet, in_readers_order
from articles.services.editing.front_pages import take_off
from desk.queue.finding import leave_aside, since
from desk.queue.kinds import NO, YES, Decision, Item, Line, QueueKind, Verb
from desk.wording import minute

SOON = timedelta(hours=6)
LONGER = timedelta(hours=6)


class _OfFrontPages(QueueKind):
    """What both kinds share."""

    right = "articles.change_feature"
    seen_fields = ("starts_at", "ends_at", "article_id", "story_id", "edition", "slot")

    def item(self, row: Feature, request: HttpRequest) -> Item:
        return Item(
            why=self.why(row),
            template="admin/articles/queue/feature.html",
            context={"feature": row, "shown": shown_by(row), "next": _next_in_slot(row)},
            opens=change_address(row),
            opens_label=gettext("Edit"),
            facts=[
                edition_name(row.edition),
                str(row.get_slot_display()),
                gettext("%(start)s to %(end)s")
                % {"start": minute(row.starts_at), "end": minute(row.ends_at) or gettext("no end")},
            ],
        )

    def why(self, row: Feature) -> list[str]:
        raise NotImplementedError


class EndingFeature(_OfFrontPages):
    """What ends next first."""

    name, label, place = "ending", _("Front page: ends soon"), 60
    verbs = {YES: Verb(_("Six hours more"), _("Six hours more")), NO: Verb(_("Let it end"), _("Left to end"))}
    condition = since("ends_at")

    def waiting(self, *, by: User, now: datetime) -> QuerySet[Feature]:
        return _features().running(now).filter(ends_at__lte=now + SOON).order_by("ends_at", "pk")

    def line(self, row: Feature) -> Line:
        headline, language = _headline(row)
        return Line(headline, language, f"{edition_name(row.edition)}, ends", row.ends_at)

    def why(self, row: Feature) -> list[str]:
        return [
            gettext("It stands on the front page until %(ends_at)s; then its place is filled.")
            % {"ends_at": minute(row.ends_at)}
        ]

    def decide(self, row: Feature, decision: Decision) -> None:
        if decision.verb == YES:
            row.ends_at = (row.ends_at or decision.now) + LONGER
            row.save(update_fields=["ends_at"])
        else:
            leave_aside(self, row, by=decision.by, now=decision.now, until=row.ends_at, for_all=True)


class EmptyFeature(_OfFrontPages):
    """What shows nothing in its edition, now or when its time comes."""

    name, label, place = "empty", _("Front page: shows nothing"), 50
    verbs = {YES: Verb(_("Take it off"), _("Taken off")), NO: Verb(_("Keep its place"), _("Kept its place"))}
    condition = since("starts_at")

    def waiting(self, *, by: User, now: datetime) -> QuerySet[Feature]:
        # One value for each feature: of a condition (`Exists`) the database may read all published articles first.
        # Of all editions any language will do.
        language = Coalesce(NullIf(OuterRef("edition"), Value(ALL_EDITIONS)), F("language"))
        versions = Article.objects.published().filter(story=OuterRef("story"), language=language)
        version = Subquery(versions.filter(is_lead=True).order_by().values("pk")[:1])
        shows = Q(article__state=Article.State.PUBLISHED) | Q(version__isnull=False)
        rows = _features().annotate(version=version).exclude(ends_at__lte=now)
        return rows.exclude(shows).order_by("starts_at", "pk")

    def line(self, row: Feature) -> Line:
        headline, language = _headline(row)
        return Line(headline, language, edition_name(row.edition), row.starts_at)

    def why(self, row: Feature) -> list[str]:
        if row.article:
            return [
                gettext("Its article is %(state)s, so readers see nothing of it.")
                % {"state": row.article.get_state_display().lower()}
            ]
        if row.edition == ALL_EDITIONS:
            return [gettext("No version of its story is published in any edition.")]
        edition = edition_name(row.edition)
        return [
            gettext("No version of its story is published in the language of the edition %(edition)s.")
            % {"edition": edition}
        ]

    def decide(self, row: Feature, decision: Decision) -> None:
        if decision.verb == NO:
            leave_aside(self, row, by=decision.by, now=decision.now, until=None, for_all=True)
        else:
            take_off(feature=row, now=decision.now)


def _features() -> FeatureQuerySet:
    features = Feature.objects.with_story_titles().select_related("article__source", "story", "placed_by")
    return features.defer("article__text", "article__html", "article__search")


def _headline(feature: Feature) -> tuple[str, str]:
    if feature.headline and feature.edition:
        return feature.headline, feature.edition
    if feature.article:
        return feature.article.title, feature.article.language
    return feature.story_title or str(feature.story), feature.story_language or ""


def shown_by(feature: Feature) -> Article | None:
    """The article by which a feature is shown, published or not; of a story its version in the edition, if it has one."""
    if feature.article_id:
        return feature.article
    versions = Article.objects.filter(story=feature.story_id, is_lead=True)
    if feature.edition != ALL_EDITIONS:
        versions = versions.in_language(feature.edition)
    return versions.select_related("source").defer("text", "html", "search").first()


def _next_in_slot(feature: Feature) -> Feature | None:
    """What stands in the same slot when this one has ended."""
    if feature.ends_at is None:
        return None
    same = _features().in_edition(feature.edition).filter(slot=feature.slot).exclude(pk=feature.pk)
    following = in_readers_order(same.running(feature.ends_at), edition=feature.edition, now=feature.ends_at)
    return following[0] if following else None
