"""Notice: what a reader reports about an article; and the log of what editors did with it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.wording import desk_text

NOTICE_CHARACTERS = 3000
ANSWER_CHARACTERS = 2000
NAME_CHARACTERS = 100


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> Self:
        """Those that nobody has answered or closed."""
        return self.filter(state__in=Notice.OPEN)


class Notice(models.Model):
    """A reader says that something in an article is wrong, or asks to take it down (Regulation (EU) 2022/2065, article 16).

    `edition` is the one in which it was sent, and in which it is answered. `mark` is a random secret, of which the private
    address is made. `visitor` and `block` are keyed hashes as of comments. `reason` names what the screening found.
    `closed_at` is when it was last answered or closed; `mailed_at` when the answer went out by mail.
    """

    class Kind(models.TextChoices):
        ERROR = "error", _("Something in it is wrong")
        TRANSLATION = "translation", _("The translation is wrong")
        RIGHTS = "rights", _("It infringes my rights")
        PERSONAL_DATA = "personal-data", _("Personal data of somebody")
        ILLEGAL = "illegal", _("Illegal content")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        NEW = "new", "New"  # for the desk, which is in English
        IN_HAND = "in-hand", "In hand"
        ANSWERED = "answered", "Answered"
        SPAM = "spam", "Closed as spam"
        WITHDRAWN = "withdrawn", "Withdrawn by its sender"

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", _("The article was corrected.")
        TAKEN_DOWN = "taken-down", _("The article was taken down.")
        PUBLISHER = (
            "publisher",
            _(
                "The text is as its publisher wrote it. Please turn to the publisher; we follow when the original changes."
            ),
        )
        UNFOUNDED = "unfounded", _("We looked into it and change nothing.")

    # Who asks for these wants the article away: an answer is owed to a name and an address.
    TAKE_DOWN = (Kind.RIGHTS, Kind.ILLEGAL)
    OPEN = (State.NEW, State.IN_HAND)

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=13, choices=Kind, default=Kind.ERROR)
    edition = models.CharField(max_length=35, editable=False)
    body = models.TextField(max_length=NOTICE_CHARACTERS, blank=True)
    name = models.CharField(max_length=NAME_CHARACTERS, blank=True)
    email = models.EmailField(blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.NEW)
    reason = models.CharField(max_length=20, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(max_length=ANSWER_CHARACTERS, blank=True)
    visitor = models.CharField(max_length=64, blank=True, editable=False)
    block = models.CharField(max_length=64, blank=True, editable=False)
    mark = models.CharField(max_length=22, editable=False)
    sent_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "report about an article"
        verbose_name_plural = "reports about articles"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(body="") | models.Q(state="withdrawn"), name="notice_not_empty"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="answered") | ~models.Q(outcome=""),
                name="notice_answer_has_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "sent_at"], name="notice_queue"),
            models.Index(fields=["visitor", "-sent_at"], name="notice_visitor"),
            models.Index(fields=["block", "-sent_at"], name="notice_block"),
            models.Index(fields=["-sent_at"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.body[:60]}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class NoticeStep(models.Model):
    """One step in the handling of a notice. `by` is empty for what its sender did."""

    class Action(models.TextChoices):
        TAKE = "take", "taken in hand"
        ANSWER = "answer", "answered"
        SPAM = "spam", "closed as spam"
        REOPEN = "reopen", "opened again"
        WITHDRAW = "withdraw", "withdrawn by its sender"
        UNDO = "undo", "taken back"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="steps")
    action = models.CharField(max_length=8, choices=Action)
    state = models.CharField(max_length=9, choices=Notice.State)
    outcome = models.CharField(max_length=10, choices=Notice.Outcome, blank=True)
    answer = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return desk_text("Report %(number)s: %(what)s") % {
            "number": self.notice_id,
            "what": self.get_action_display(),
        }
