"""What moderators decide: the log of their decisions, who is barred, where comments are open."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

from articles.comments.models.comment import Comment
from desk.wording import desk_text


class Moderation(models.Model):
    """One decision about a comment, or its taking back. `by` is empty for what reports did by themselves."""

    class Action(models.TextChoices):
        APPROVE = "approve", "approved"
        DECLINE = "decline", "declined"
        SPAM = "spam", "declined as spam"
        HIDE = "hide", "hidden after reports"
        UNDO = "undo", "taken back"

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="moderations")
    action = models.CharField(max_length=7, choices=Action)
    before = models.CharField(max_length=10, choices=Comment.State)
    after = models.CharField(max_length=10, choices=Comment.State)
    reason_before = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="moderation_newest")]

    def __str__(self) -> str:
        return desk_text("Comment %(number)s: %(what)s") % {
            "number": self.comment_id,
            "what": self.get_action_display(),
        }


class BarQuerySet(models.QuerySet["Bar"]):
    def in_force(self, now: datetime) -> Self:
        return self.filter(models.Q(until=None) | models.Q(until__gt=now))


class Bar(models.Model):
    """A writer, address or block of which no comments are taken. `mark` is the writer's mark, or the keyed hash of the
    network; the key that it was made with is kept as long as the bar, so that it counts when keys have changed."""

    class Kind(models.TextChoices):
        WRITER = "writer", "the writer"
        ADDRESS = "address", "the address"
        BLOCK = "block", "the block of addresses"

    kind = models.CharField(max_length=7, choices=Kind)
    mark = models.CharField(max_length=64, editable=False)
    key = models.ForeignKey(
        "comments.HashKey", models.PROTECT, null=True, blank=True, related_name="bars", editable=False
    )
    note = models.CharField(max_length=500, blank=True)
    until = models.DateTimeField(null=True, blank=True, help_text="For good where nothing stands here.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = BarQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["kind", "mark"], name="bar_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.mark[:8]}"


class Opening(models.Model):
    """Where comments are open or closed, against what the settings say. The narrowest counts: an article before its story,
    its source and its category."""

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, null=True, blank=True, related_name="+"
    )
    story = models.OneToOneField("articles.Story", models.CASCADE, null=True, blank=True, related_name="+")
    source = models.OneToOneField("articles.Source", models.CASCADE, null=True, blank=True, related_name="+")
    category = models.OneToOneField(
        "articles.Category", models.CASCADE, null=True, blank=True, related_name="+"
    )
    is_open = models.BooleanField("open", default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(article__isnull=False, story=None, source=None, category=None)
                | models.Q(article=None, story__isnull=False, source=None, category=None)
                | models.Q(article=None, story=None, source__isnull=False, category=None)
                | models.Q(article=None, story=None, source=None, category__isnull=False),
                name="opening_of_one_thing",
                violation_error_message="Choose one: an article, a story, a source or a category.",
            )
        ]

    def __str__(self) -> str:
        return str(self.article or self.story or self.source or self.category)
