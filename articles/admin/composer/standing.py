"""What editors placed on a front page at a moment, in readers' order, with what shows nothing and why."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Article, Feature, Picture
from articles.models.feature import ALL_EDITIONS, in_readers_order
from articles.pages.front import FRONT_SECONDS, own_pictures
from desk.history import as_of, values_as_of


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a story in one language."""

    language: str
    machine_translated: bool
    pk: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A feature at a moment in one edition. `article` is the one that shows it, `nothing` says why readers see nothing of
    it; `headline`, `lead` and `picture` are what they see, or would."""

    feature: Feature
    article: Article | None
    nothing: str
    is_breaking: bool
    edition: str
    picture: Picture | None = None
    title: str = ""  # as it was at the moment
    versions: Sequence[Version] = field(default_factory=list)

    @property
    def headline(self) -> str:
        own = self.feature.words_in(self.edition).headline
        return own or self.title or (self.article.title if self.article else self._of_story())

    def _of_story(self) -> str:
        return self.feature.story_title or str(self.feature.story or "")

    @property
    def lead(self) -> str:
        return self.feature.words_in(self.edition).lead or (self.article.lead if self.article else "")

    @property
    def language(self) -> str:
        if self.feature.words_in(self.edition).headline:
            return self.edition
        return self.article.language if self.article else self.feature.story_language or ""

    @property
    def is_everywhere(self) -> bool:
        return self.feature.edition == ALL_EDITIONS

    @property
    def is_quiet(self) -> bool:
        """Whether it shows nothing as it waits for a version, which is no fault of a feature of all editions."""
        return bool(self.nothing) and self.is_everywhere and self.article is None

    @property
    def story_id(self) -> int | None:
        return self.article.story_id if self.article else self.feature.story_id


def standing_at(edition: str, at: datetime, *, now: datetime) -> dict[str, list[Standing]]:
    """The features of each slot that run at a moment, as `articles.pages.front` orders them; of a moment that is over as
    the record says that they stood. A fixed number of queries."""
    features = in_readers_order(_features(edition, at, now), edition=edition, now=at)
    articles = _articles(features, edition)
    shown_by = [_shown_by(one, articles) for one in features]
    states, titles = _as_of(shown_by, at) if at < now else ({}, {})
    pictures = own_pictures(features, edition)
    versions = versions_of(
        {one.story_id for one in shown_by if one} | {one.story_id or 0 for one in features}
    )
    slots: dict[str, list[Standing]] = {slot: [] for slot in Feature.Slot.values}
    seen: set[int] = set()
    for feature, article in zip(features, shown_by, strict=True):
        state = states.get(article.pk, article.state) if article else ""
        nothing = _nothing(feature, article, state, seen)
        if article and not nothing:
            seen.add(article.story_id)
        own = pictures.get(feature.words_in(edition).picture or 0)
        story = article.story_id if article else feature.story_id
        standing = Standing(
            feature,
            article,
            nothing,
            feature.is_breaking(at),
            edition,
            own or (article.lead_picture if article else None),
            str(titles.get(article.pk, "")) if article else "",
            versions.get(story or 0, []),
        )
        slots[feature.slot].append(standing)
    return _with_those_without_room(slots)


def showing_nothing(at: datetime) -> Counter[str]:
    """How many features of single editions show nothing at a moment, by edition. Two queries at the most."""
    features = list(
        Feature.objects.running(at)
        .exclude(edition=ALL_EDITIONS)
        .select_related("article")
        .only("edition", "story", "article__state")
    )
    stories = {one.story_id for one in features if one.story_id}
    there = set(
        Article.objects.published().filter(story__in=stories, is_lead=True).values_list("story", "language")
        if stories
        else ()
    )
    return Counter(
        one.edition
        for one in features
        if (one.article and one.article.state != Article.State.PUBLISHED)
        or (one.story_id and (one.story_id, one.edition) not in there)
    )


def versions_of(stories: Collection[int]) -> dict[int, list[Version]]:
    """The published versions of stories, one a language, those that no machine made first. One query."""
    found: dict[int, list[Version]] = {}
    rows = Article.objects.published().filter(story__in=stories, is_lead=True)
    rows = rows.order_by("machine_translated", "language", "pk")
    names = ("story", "language", "machine_translated", "pk")
    for story, language, by_machine, pk in rows.values_list(*names):
        found.setdefault(story, []).append(Version(language, by_machine, pk))
    return found


def _features(edition: str, at: datetime, now: datetime) -> list[Feature]:
    features = Feature.objects.in_edition(edition).running(at).with_story_titles()
    features = features.select_related("placed_by", "story")
    if at >= now:
        return list(features)
    return [
        one
        for one in as_of(features, at)
        if one.edition in (edition, ALL_EDITIONS)
        and one.starts_at <= at
        and (one.ends_at is None or one.ends_at > at)
    ]


def _articles(features: Sequence[Feature], edition: str) -> dict[tuple[str, int | None], Article]:
    """The article of each feature: that which was placed, or the story's own in the edition."""
    placed = Article.objects.for_cards().filter(pk__in=[one.article_id for one in features if one.article_id])
    stories = [one.story_id for one in features if one.story_id]
    versions = Article.objects.for_cards().filter(story__in=stories, language=edition, is_lead=True)
    found: dict[tuple[str, int | None], Article] = {("article", one.pk): one for one in placed}
    return found | {("story", one.story_id): one for one in versions}


def _shown_by(feature: Feature, articles: dict[tuple[str, int | None], Article]) -> Article | None:
    kind = "article" if feature.article_id else "story"
    return articles.get((kind, feature.article_id or feature.story_id))


def _as_of(articles: Sequence[Article | None], at: datetime) -> tuple[dict[int, str], dict[int, str]]:
    """The states and titles of articles at a moment that is over, of those that had others."""
    keys = [one.pk for one in articles if one]
    return values_as_of(Article, keys, "state", at), values_as_of(Article, keys, "title", at)


def _nothing(feature: Feature, article: Article | None, state: str, seen: set[int]) -> str:
    """Why readers see nothing of a feature; empty where they see it."""
    if article is None:
        return _("Its story has no version in this edition.")
    if state != Article.State.PUBLISHED:
        return _("Its article is %(state)s.") % {"state": str(Article.State(state).label).lower()}
    if article.story_id in seen:
        return _("Its story stands further up already.")
    return ""


def _with_those_without_room(slots: dict[str, list[Standing]]) -> dict[str, list[Standing]]:
    """The slots, with those said to show nothing for which the page has no room."""
    room = FRONT_SECONDS
    made: dict[str, list[Standing]] = {}
    for slot, standing in slots.items():
        made[slot] = []
        is_first = slot == Feature.Slot.LEAD
        for one in standing:
            if not one.nothing and not is_first:
                room -= 1
            if not one.nothing and room < 0:
                why = _(
                    "There is no room: only %(number)s stand beside the lead. Move it up or take others off."
                )
                one = replace(one, nothing=why % {"number": FRONT_SECONDS})  # said of this one
            elif not one.nothing:
                is_first = False
            made[slot].append(one)
    return made
