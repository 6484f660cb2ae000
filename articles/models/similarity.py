"""Similarity of articles: text signatures that find republications, and suggestions to editors."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.wording import desk_text


class TextBand(models.Model):
    """One band of the MinHash signature of an article's text (`articles.grouping.duplicates`).

    Language and band number are hashed into `value`, so equal values alone mean that two texts of one
    language probably overlap. Stored in the database, as several processes pull at once.
    """

    pk = models.CompositePrimaryKey("article_id", "band")
    # No constraint: checking it for each band took a fifteenth of a pull.
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="text_bands", db_index=False, db_constraint=False
    )
    band = models.PositiveSmallIntegerField()
    value = models.BigIntegerField()

    class Meta:
        # Newest first, so that a lookup reads no more rows than needed.
        indexes = [models.Index(fields=["value", "-article"], name="text_band_value")]

    def __str__(self) -> str:
        return f"band {self.band} of article {self.article_id}"


class TextSketch(models.Model):
    """A compact form of the signature (`articles.grouping.duplicates`), which rules out texts without reading
    them.
    """

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="text_sketch"
    )
    sketch = models.BinaryField(help_text="One byte of each minimum of the signature.")

    def __str__(self) -> str:
        return f"sketch of article {self.article_id}"


class StorySuggestionQuerySet(models.QuerySet["StorySuggestion"]):
    def waiting(self) -> Self:
        """Undecided, and still in different stories; best first."""
        return (
            self.filter(decided=StorySuggestion.Decision.WAITING)
            .exclude(first__story=models.F("second__story"))
            .order_by("-score", "-pk")
        )


class StorySuggestion(models.Model):
    """Two articles that probably belong to one story, suggested to editors; no rule applies it."""

    class Kind(models.TextChoices):
        HEADLINE = "headline", _("Headlines of one language")
        FACTS = "facts", _("Facts across languages")

    class Decision(models.TextChoices):
        WAITING = "waiting", _("Waiting for an editor")
        SAME = "same", _("Same story")
        APART = "apart", _("Different stories")

    first = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    second = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    score = models.FloatField(help_text="0 to 1; more is more alike.")
    reasons = models.JSONField(default=list, help_text="What the two share, as short phrases.")
    decided = models.CharField(max_length=10, choices=Decision, default=Decision.WAITING)
    suggested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = StorySuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "-pk"]
        constraints = [
            # Stored with the smaller id first, so that a pair is suggested once.
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="story_suggestion_ordered_pair"
            ),
            models.UniqueConstraint(fields=["first", "second"], name="story_suggestion_once_a_pair"),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=1), name="story_suggestion_score_range"
            ),
            models.CheckConstraint(
                condition=models.Q(decided="waiting", decided_at=None)
                | (~models.Q(decided="waiting") & models.Q(decided_at__isnull=False)),
                name="story_suggestion_decision_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-score", "-id"],
                name="story_suggestion_waiting",
                condition=models.Q(decided="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return desk_text("%(first)s and %(second)s: %(what)s") % {
            "first": self.first_id,
            "second": self.second_id,
            "what": f"{self.score:.2f}",
        }
