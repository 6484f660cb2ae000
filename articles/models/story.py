"""Story: all versions of one piece, its keys, and editors' decisions."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.models.article import Article
from desk.wording import desk_text


class StoryQuerySet(models.QuerySet["Story"]):
    def with_titles(self) -> Self:
        """Adds `title` and `title_language` of the story's first lead article."""
        articles = Article.objects.filter(story=models.OuterRef("pk"))
        first = articles.order_by("-is_lead", "ordered_at", "pk")
        return self.annotate(
            title=models.Subquery(first.values("title")[:1]),
            title_language=models.Subquery(first.values("language")[:1]),
        )


class Story(models.Model):
    """The language versions and republications of one piece. A merged story points to the one it became.

    Lists use `with_titles`; a single story queries its title on access.
    """

    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    languages = ArrayField(
        models.CharField(max_length=35),
        default=list,
        db_default=[],
        editable=False,
        help_text="Those of its published articles, in order; kept by a trigger.",
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="story_not_merged_into_itself"
            )
        ]

    def __str__(self) -> str:
        return self.title or desk_text("Story %(number)s") % {"number": self.pk}

    def get_absolute_url(self, edition: str = "vi") -> str:
        return addresses.story_address(edition, self.pk)

    @cached_property
    def title(self) -> str | None:
        """The title by which editors know the story; None if it has no article."""
        titled = Story.objects.with_titles().filter(pk=self.pk).first()
        return titled.title if titled else None


class StoryKey(models.Model):
    """A key that belongs to one story: the URL of the original, or a site with a slug.

    An article with an existing key joins that key's story; the unique constraint keeps two processes from
    making two stories of one piece.
    """

    story = models.ForeignKey(Story, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=700)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="story_key_once")]

    def __str__(self) -> str:
        return self.key


class StoryDecision(models.Model):
    """An editor's permanent decision on two articles: rules neither join what it separates nor separate what
    it joins.
    """

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
        return desk_text("%(first)s and %(second)s: %(what)s") % {
            "first": self.first_id,
            "second": self.second_id,
            "what": self.get_verdict_display(),
        }
