"""Feature: an article or story that an editor placed in a slot of a front page, for a time."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


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
        return self.filter(edition=edition)


class Feature(models.Model):
    """An article or story on one edition's front page. Exactly one of `article` and `story` is set."""

    class Slot(models.TextChoices):
        LEAD = "lead", _("Lead story")
        SECOND = "second", _("Beside the lead")

    edition = models.CharField(max_length=35, help_text="The code of the edition, such as vi.")
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
        ]
        indexes = [models.Index(fields=["edition", "starts_at", "ends_at"], name="feature_running")]

    def __str__(self) -> str:
        shown = self.headline or self.article or self.story_title or self.story
        return f"{self.get_slot_display()}, {self.edition}: {shown}"

    def is_breaking(self, now: datetime) -> bool:
        return self.breaking_until is not None and self.breaking_until > now

    def clean(self) -> None:
        if self.article and not self.article.is_public:
            raise ValidationError(
                {"article": _("This article is not published, so readers could not open it.")}
            )
