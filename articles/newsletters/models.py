"""Subscriber: an e-mail address that asked for a newsletter. Issue: one mail of it that was sent."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.wording import day, desk_text


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def active(self) -> Self:
        """Those to whom issues go: confirmed by their owners, with mail that does not come back."""
        return self.filter(confirmed_at__isnull=False, stopped_at=None)


class Subscriber(models.Model):
    """An address that asked for the newsletter of an edition, with the choice of its owner.

    `digest` is a keyed hash of the address as it is written, `mailbox` of the mailbox behind it, without what a sender may
    add ("name+anything@"). Without topics the newsletter tells of the whole edition. `mark` is a random secret, of which
    the private addresses are made. `asked_at` is when somebody last asked, `told_at` when the mail with the link last went
    out. `visitor` and `block` are keyed hashes as of comments. `next_at` is when the next issue is due, `since` what it
    begins with, `claimed_until` how long a sender holds the row. `stopped_at` is when its mail came back for good.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")

    digest = models.CharField(max_length=64, editable=False)
    mailbox = models.CharField(max_length=64, editable=False)
    domain = models.CharField(max_length=64, editable=False)
    email = models.EmailField()
    edition = models.CharField(max_length=35)
    rhythm = models.CharField(max_length=6, choices=Rhythm, default=Rhythm.DAILY)
    topics = models.ManyToManyField("articles.Topic", related_name="+", blank=True)
    mark = models.CharField(max_length=22, unique=True, editable=False)
    visitor = models.CharField(max_length=64, blank=True, editable=False)
    block = models.CharField(max_length=64, blank=True, editable=False)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["digest", "edition"], name="newsletter_once_an_edition"),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | models.Q(next_at__isnull=False),
                name="newsletter_confirmed_is_due",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="newsletter_due"),
            models.Index(fields=["mailbox"], name="newsletter_mailbox"),
            models.Index(fields=["-asked_at"], name="newsletter_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.edition})"


class Issue(models.Model):
    """One mail with news to one subscriber. The row stands before the mail is handed over, so that none goes out twice;
    `sent_at` is empty where the server's answer did not come. `stories` are the ids of what it told, so that later ones do
    not tell it again. `returned` is what a delivery report said."""

    class Returned(models.TextChoices):
        SOFT = "soft", "for a time"  # for the desk, which is in English
        HARD = "hard", "for good"

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="issues")
    due_at = models.DateTimeField()
    stories = ArrayField(models.BigIntegerField())
    sent_at = models.DateTimeField(null=True, blank=True)
    returned = models.CharField(max_length=4, choices=Returned, blank=True)

    class Meta:
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "due_at"], name="newsletter_issue_once"),
        ]
        indexes = [models.Index(fields=["due_at"], name="newsletter_issue_age")]

    def __str__(self) -> str:
        return desk_text("Issue of %(day)s") % {"day": day(self.due_at)}
