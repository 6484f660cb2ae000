"""Story: all articles that tell the same piece, and what joins or parts them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Story(models.Model):
    """The language versions and republications of one piece. A merged story points to the one it became."""

    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "stories"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="story_not_merged_into_itself"
            )
        ]

    def __str__(self) -> str:
        return f"Story {self.pk}"

    def get_absolute_url(self, edition: str = "vi") -> str:
        return reverse("articles:story", kwargs={"edition": edition, "pk": self.pk})


class StoryKey(models.Model):
    """Something that surely belongs to one story: an address of the original, or a site with a slug.

    An article that brings a key which is already here belongs to that key's story; the unique constraint keeps two
    pullers from making two stories of one piece.
    """

    story = models.ForeignKey(Story, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=700, unique=True)

    def __str__(self) -> str:
        return self.key


class StoryDecision(models.Model):
    """An editor's word on two articles, remembered for ever: rules never join what it parts, nor part what it joins."""

    class Verdict(models.TextChoices):
        SAME = "same", _("Same story")
        APART = "apart", _("Different stories")

    first = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    second = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=5, choices=Verdict)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            # Stored with the smaller id first, so that a pair is decided once.
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="story_decision_ordered_pair"
            ),
            models.UniqueConstraint(fields=["first", "second"], name="story_decision_once_a_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.get_verdict_display()}"
