"""Evidence: what articles state in a form that is the same in every language, and the links that rules made by it."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models

from articles.evidence.kinds import Kind
from articles.models.article import Article
from desk.wording import desk_text


class Evidence(models.Model):
    """One figure, day, document, place, name or word that an article states (`articles.evidence.statement`).

    `place` is where it stands first (0 headline, 1 opening, 2 body), `day` that of the article, so that the articles of
    some days that state the same are read from one index.
    """

    pk = models.CompositePrimaryKey("article_id", "kind", "key")
    # No constraint: checking it for each row is a large part of writing it.
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="evidence", db_index=False, db_constraint=False
    )
    kind = models.PositiveSmallIntegerField(choices=[(int(kind), kind.name.lower()) for kind in Kind])
    key = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField()
    written = models.CharField(max_length=120, blank=True, help_text="A name as the text writes it.")
    language = models.CharField(max_length=35)
    day = models.DateField()

    class Meta:
        verbose_name_plural = "evidence"
        indexes = [
            models.Index(
                fields=["kind", "key", "-day"], include=["language", "article"], name="evidence_shared"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key} of article {self.article_id}"


def stated_facts(facts: Iterable[str]) -> tuple[str, ...]:
    """The facts of a link without the word for their kind, as readers of any language see them."""
    return tuple(fact.partition(": ")[2] for fact in facts)


class StoryLinkQuerySet(models.QuerySet["StoryLink"]):
    def of(self, article: Article) -> Self:
        return self.filter(models.Q(first=article) | models.Q(second=article))

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(taken_back_at=None)


class StoryLink(models.Model):
    """Two stories that a rule joined by shared facts: which rule of which day, the facts, and what was moved.

    `gone` is the story that became a part of the other; its articles and keys go back to it if the link is taken back.
    """

    first = models.ForeignKey(Article, models.CASCADE, related_name="+")
    second = models.ForeignKey(Article, models.CASCADE, related_name="+")
    gone = models.ForeignKey("articles.Story", models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40, help_text="The rule and the day of its present form.")
    bits = models.FloatField()
    facts = models.JSONField(default=list, help_text="The shared facts, as short phrases.")
    moved_articles = models.JSONField(default=list)
    moved_keys = models.JSONField(default=list)
    made_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = StoryLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="story_link_ordered_pair"
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=models.Q(taken_back_at=None),
                name="story_link_once_a_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["rule"], name="story_link_rule", condition=models.Q(taken_back_at=None))
        ]

    def __str__(self) -> str:
        return desk_text("%(first)s and %(second)s: %(what)s") % {
            "first": self.first_id,
            "second": self.second_id,
            "what": self.rule,
        }

    @property
    def stated(self) -> tuple[str, ...]:
        return stated_facts(self.facts)


class LinkingThreshold(models.Model):
    """From how many bits on pairs are suggested and joined, as an editor set it; the last row counts."""

    suggest_at = models.FloatField("suggested from", help_text="Bits of evidence; see linking_quality.")
    join_at = models.FloatField("joined from", help_text="Bits of evidence; more than for a suggestion.")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(join_at__gte=models.F("suggest_at")), name="linking_threshold_order"
            )
        ]

    def __str__(self) -> str:
        return desk_text("%(suggest)s and %(join)s bits") % {
            "suggest": f"{self.suggest_at:g}",
            "join": f"{self.join_at:g}",
        }
