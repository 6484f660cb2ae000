"""Comment: a reader's comment on an article."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsroom.middleware import edition_of

COMMENT_CHARACTERS = 3000
NAME_CHARACTERS = 60
MARK_CHARACTERS = 22  # of a writer: 128 bits in base 64


class CommentQuerySet(models.QuerySet["Comment"]):
    def under_published(self) -> Self:
        """Those on articles that readers can open."""
        return self.filter(article__state="published")

    def waiting(self) -> Self:
        return self.filter(state=Comment.State.WAITING)


class Comment(models.Model):
    """A reader's comment. Replies go one level deep; nothing is shown before an editor approves it.

    `language` is that of the text itself, `edition` the one in which it was written. `writer` is a random mark that the
    writer's browser keeps: comments with the same one are by the same hand. `visitor` and `block` are keyed hashes of the
    sender's IP address and of the network around it: enough for rate limiting, without storing the address; `key` is the
    one they were made with. `text_key` is a hash of the words, by which the same text from many is seen. `in_standing`:
    its writer was in good standing when it was sent. `version` counts the writer's changes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a moderator")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        REMOVED = "removed", _("Removed after it was shown")
        SPAM = "spam", "Spam"
        HIDDEN = "hidden", "Hidden after reports"
        ERASED = "erased", "Erased"
        WITHDRAWN = "withdrawn", "Withdrawn by its writer"  # for the desk, which is in English

    TAKEN_AWAY = (State.REJECTED, State.REMOVED, State.SPAM)
    # Its writer has the last word on these.
    OUT_OF_REACH = (State.WITHDRAWN, State.ERASED)
    # Shown as a note where they were answered.
    TOMBSTONES = (State.REMOVED, State.HIDDEN, State.WITHDRAWN, State.ERASED)

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    language = models.CharField(max_length=35)
    edition = models.CharField(max_length=35, blank=True, default="", db_default="", editable=False)
    name = models.CharField(max_length=NAME_CHARACTERS)
    body = models.TextField(max_length=COMMENT_CHARACTERS)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(
        max_length=20, blank=True, help_text="Why it waits or was declined (articles.comments.reasons)."
    )
    note = models.CharField(
        max_length=500, blank=True, default="", db_default=""
    )  # a moderator's, to the writer
    visitor = models.CharField(max_length=64, blank=True, editable=False)
    block = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    key = models.ForeignKey(
        "comments.HashKey", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    text_key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    in_standing = models.BooleanField(default=False, db_default=False, editable=False)
    writer = models.CharField(
        max_length=MARK_CHARACTERS, blank=True, default="", db_default="", editable=False
    )
    address = models.ForeignKey(
        "comments.WriterAddress", models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    version = models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)
    sent_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    mailed_state = models.CharField(
        max_length=10, blank=True, default="", db_default="", editable=False
    )  # what its writer was last told by mail
    answer_mailed = models.BooleanField(default=False, db_default=False, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            # Of what was erased nothing but its place is left.
            models.CheckConstraint(
                condition=~models.Q(body="") | models.Q(state="erased"), name="comment_not_empty"
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="comment_not_its_own_parent"
            ),
        ]
        indexes = [
            GinIndex(fields=["body", "name"], opclasses=["gin_trgm_ops"] * 2, name="comment_trigrams"),
            models.Index(fields=["article", "state", "sent_at"], name="comment_thread"),
            models.Index(fields=["state", "sent_at"], name="comment_queue"),
            models.Index(fields=["visitor", "-sent_at"], name="comment_visitor"),
            models.Index(fields=["block", "-sent_at"], name="comment_block", condition=~models.Q(block="")),
            models.Index(fields=["-sent_at"], name="comment_newest"),
            # The order of the desk's list: what waits, the oldest first, then the others, the newest first.
            models.Index(
                models.Case(models.When(state="waiting", then=models.Value(0)), default=models.Value(1)),
                models.Case(models.When(state="waiting", then="sent_at")),
                models.F("sent_at").desc(),
                "id",
                name="comment_desk",
            ),
            models.Index(
                fields=["text_key", "-sent_at"], name="comment_text", condition=~models.Q(text_key="")
            ),
            models.Index(fields=["writer"], name="comment_writer", condition=~models.Q(writer="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.body[:60]}"

    def get_absolute_url(self) -> str:
        """The permanent address, which leads to the page on which the comment stands."""
        return reverse(
            "comments:permalink", kwargs={"edition": edition_of(self.article.language), "pk": self.pk}
        )

    @property
    def as_shown(self) -> tuple[object, ...]:
        """What readers see of it below an article: it looks the same as long as these are."""
        return (
            self.pk,
            self.state,
            self.name,
            self.body,
            self.language,
            self.sent_at,
            self.article.language,
        )
