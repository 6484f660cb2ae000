"""Feature: an article or story that an editor placed in a slot of front pages, for a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article

ALL_EDITIONS = ""  # the code of no edition: each that has a version of the story


class FeatureQuerySet(models.QuerySet["Feature"]):
    def running(self, now: datetime) -> Self:
        """Those that have started and not ended."""
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=now), starts_at__lte=now)

    def not_over(self, now: datetime) -> Self:
        """Those that run now or later."""
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=now))

    def with_story_titles(self) -> Self:
        """Adds `story_title` and `story_language` of a placed story: of its article in the edition, else any."""
        elsewhere = models.Case(models.When(language=models.OuterRef("edition"), then=0), default=1)
        of_story = (
            Article.objects.filter(story=models.OuterRef("story"))
            .annotate(elsewhere=elsewhere)
            .order_by("elsewhere", "-is_lead", "pk")
        )
        return self.annotate(
            story_title=models.Subquery(of_story.values("title")[:1]),
            story_language=models.Subquery(of_story.values("language")[:1]),
        )

    def in_edition(self, edition: str) -> Self:
        """Those of this edition, and those of all editions."""
        return self.filter(edition__in=[edition, ALL_EDITIONS])


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a feature shows in an edition instead of the article's own; empty or None where it shows that."""

    headline: str = ""
    lead: str = ""
    picture: int | None = None


class Feature(models.Model):
    """An article or story on the front page of one edition, or of each that has a version of the story. Exactly one of
    `article` and `story` is set.

    `editions` holds what single editions have of their own: by code a `picture`, and of a feature of all editions also
    `headline`, `lead` and `position`. The columns of these names count elsewhere.
    """

    class Slot(models.TextChoices):
        LEAD = "lead", _("Lead story")
        SECOND = "second", _("Beside the lead")

    edition = models.CharField(
        max_length=35, blank=True, help_text="The code of the edition, such as vi; empty: all editions."
    )
    slot = models.CharField(max_length=10, choices=Slot, default=Slot.LEAD)
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller stands earlier in its slot.")
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, null=True, blank=True, related_name="features"
    )
    story = models.ForeignKey(
        "articles.Story", models.CASCADE, null=True, blank=True, related_name="features"
    )
    headline = models.CharField(max_length=300, blank=True, help_text="Instead of the article's own.")
    lead = models.TextField(blank=True, help_text="Instead of the article's own.")
    starts_at = models.DateTimeField(help_text="Shown from then on.")
    ends_at = models.DateTimeField(
        null=True, blank=True, help_text="Gone by itself then; empty: until removed."
    )
    breaking_until = models.DateTimeField(
        null=True, blank=True, help_text="Until then it is marked as breaking and stands first in its slot."
    )
    editions = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    # Set by `with_story_titles` for lists; a single feature asks its story.
    story_title: str | None = None
    story_language: str | None = None

    objects = FeatureQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "slot", "position", "-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(article=None, story__isnull=False)
                | models.Q(article__isnull=False, story=None),
                name="feature_shows_one_thing",
                violation_error_message=_("Choose an article or a story, not both."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="feature_ends_after_it_starts",
                violation_error_message=_("The end must be later than the start."),
            ),
            models.CheckConstraint(
                condition=~models.Q(edition="") | models.Q(story__isnull=False),
                name="feature_of_all_editions_shows_story",
                violation_error_message="In all editions a story is shown: choose one, and no article.",
            ),
        ]
        indexes = [models.Index(fields=["edition", "starts_at", "ends_at"], name="feature_running")]

    def __str__(self) -> str:
        shown = self.headline or self.article or self.story_title or self.story
        where = self.edition or "all editions"
        return f"{self.get_slot_display()}, {where}: {shown}"

    def is_breaking(self, now: datetime) -> bool:
        return self.breaking_until is not None and self.breaking_until > now

    def position_in(self, edition: str) -> int:
        return int(self._own(edition).get("position", self.position))

    def words_in(self, edition: str) -> OwnWords:
        own = self._own(edition)
        if self.edition != ALL_EDITIONS:
            own = {**own, "headline": self.headline, "lead": self.lead}
        return OwnWords(own.get("headline", ""), own.get("lead", ""), own.get("picture"))

    def put_words(self, edition: str, words: OwnWords) -> None:
        """Sets what the feature shows in an edition; nothing is saved."""
        own: dict[str, Any] = {"picture": words.picture}
        if self.edition == ALL_EDITIONS:
            own |= {"headline": words.headline, "lead": words.lead}
        else:
            self.headline, self.lead = words.headline, words.lead
        self._put_own(edition, own)

    def put_position(self, edition: str, position: int) -> None:
        """Sets the place of the feature in an edition; nothing is saved."""
        if self.edition == ALL_EDITIONS:
            self._put_own(edition, {"position": position})
        else:
            self.position = position

    def _own(self, edition: str) -> dict[str, Any]:
        return dict(self.editions.get(edition, {}))

    def _put_own(self, edition: str, values: dict[str, Any]) -> None:
        own = {
            name: value for name, value in (self._own(edition) | values).items() if value not in ("", None)
        }
        others = {code: kept for code, kept in self.editions.items() if code != edition}
        self.editions = {**others, edition: own} if own else others

    def clean(self) -> None:
        if self.article and not self.article.is_public:
            raise ValidationError(
                {"article": _("This article is not published, so readers could not open it.")}
            )


def in_readers_order(features: Iterable[Feature], *, edition: str, now: datetime) -> list[Feature]:
    """Features as a front page orders them: what is breaking before the rest, then by slot and place; of two in one place
    the one that began later. No two are ever equal."""
    return sorted(
        features,
        key=lambda one: (
            not one.is_breaking(now),
            one.slot,
            one.position_in(edition),
            -one.starts_at.timestamp(),
            -one.pk,
        ),
    )
