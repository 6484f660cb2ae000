"""What editors placed on a front page at a moment, in readers' order, with what shows nothing and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.models import Article, Feature


@dataclass(frozen=True, slots=True)
class Standing:
    """A feature at a moment. `article` is the one that shows it, `nothing` says why readers see nothing of it."""

    feature: Feature
    article: Article | None
    nothing: str
    is_breaking: bool

    @property
    def headline(self) -> str:
        return self.feature.headline or (self.article.title if self.article else str(self.feature))

    @property
    def language(self) -> str:
        is_own = bool(self.feature.headline) or self.article is None
        return self.feature.edition if is_own or self.article is None else self.article.language


def standing_at(edition: str, at: datetime) -> dict[str, list[Standing]]:
    """The features of each slot that run at a moment, as `articles.pages.front` orders them. Four queries at the most."""
    features = list(
        Feature.objects.in_edition(edition)
        .running(at)
        .with_story_titles()
        .select_related("placed_by", "story")
        .order_by("slot", "position", "-starts_at", "-pk")
    )
    features.sort(key=lambda one: not one.is_breaking(at))
    articles = _articles(features, edition)
    slots: dict[str, list[Standing]] = {slot: [] for slot in Feature.Slot.values}
    seen: set[int] = set()
    for feature in features:
        article = articles.get(("article", feature.article_id)) or articles.get(("story", feature.story_id))
        nothing = _nothing(feature, article, seen)
        if article and not nothing:
            seen.add(article.story_id)
        slots[feature.slot].append(Standing(feature, article, nothing, feature.is_breaking(at)))
    return slots


def _articles(features: Sequence[Feature], edition: str) -> dict[tuple[str, int | None], Article]:
    """The article of each feature: that which was placed, or the story's own in the edition."""
    placed = Article.objects.for_cards().filter(pk__in=[one.article_id for one in features if one.article_id])
    stories = [one.story_id for one in features if one.story_id]
    versions = Article.objects.for_cards().filter(story__in=stories, language=edition, is_lead=True)
    found: dict[tuple[str, int | None], Article] = {("article", one.pk): one for one in placed}
    return found | {("story", one.story_id): one for one in versions}


def _nothing(feature: Feature, article: Article | None, seen: set[int]) -> str:
    """Why readers see nothing of a feature; empty where they see it."""
    if article is None:
        return "Its story has no version in this edition."
    if article.state != Article.State.PUBLISHED:
        return f"Its article is {article.get_state_display().lower()}."
    if article.story_id in seen:
        return "Its story stands further up already."
    return ""
