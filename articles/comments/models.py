"""Comment: what a reader wrote under an article; Report: what another reader said about it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

COMMENT_CHARACTERS = 3000


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> Self:
        """What readers see: approved comments, and removed ones as tombstones where they have answers."""
        return self.filter(
            models.Q(state=Comment.State.APPROVED)
            | models.Q(state=Comment.State.REMOVED, replies__state=Comment.State.APPROVED)
        ).distinct()

    def under_published(self) -> Self:
        """Those whose article readers can open."""
        return self.filter(article__state="published")

    def waiting(self) -> Self:
        return self.filter(state=Comment.State.WAITING)


class Comment(models.Model):
    """A reader's comment. Replies go one level deep; nothing is shown before an editor approved it.

    `visitor` is a keyed hash of the sender's address: it lets the site slow down a flood and keeps no address.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a moderator")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        REMOVED = "removed", _("Removed after it was shown")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    language = models.CharField(max_length=35)
    name = models.CharField(max_length=60)
    body = models.TextField(max_length=COMMENT_CHARACTERS)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    suspicion = models.CharField(max_length=300, blank=True, help_text="Why it looks like spam, if it does.")
    visitor = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField()
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(body=""), name="comment_not_empty"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="comment_not_its_own_parent"
            ),
        ]
        indexes = [
            models.Index(fields=["article", "state", "sent_at"], name="comment_thread"),
            models.Index(fields=["state", "sent_at"], name="comment_queue"),
            models.Index(fields=["visitor", "-sent_at"], name="comment_visitor"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.body[:60]}"

    def get_absolute_url(self) -> str:
        return f"{self.article.get_absolute_url()}#comment-{self.pk}"


class Report(models.Model):
    """A reader says that a comment breaks the rule of the house."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=500, blank=True)
    visitor = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "visitor"], name="report_once_a_visitor"),
        ]

    def __str__(self) -> str:
        return f"Comment {self.comment_id}: {self.reason[:60]}"
