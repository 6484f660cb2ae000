"""Report: a reader's report about a comment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.comments.models.comment import Comment
from desk.wording import desk_text


class Report(models.Model):
    """A reader's report that a comment breaks the rules or the law. `name` and `email` are asked for illegal content, as
    the Digital Services Act does (Regulation (EU) 2022/2065, article 16)."""

    class Category(models.TextChoices):
        SPAM = "spam", _("Advertising or spam")
        INSULT = "insult", _("Insult or hate")
        PERSONAL_DATA = "personal-data", _("Personal data of somebody")
        OFF_TOPIC = "off-topic", _("It is not about the article")
        ILLEGAL = "illegal", _("Illegal content")
        OTHER = "other", _("Something else")

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    category = models.CharField(
        max_length=13, choices=Category, default=Category.OTHER, db_default=Category.OTHER
    )
    reason = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=100, blank=True, default="", db_default="")
    email = models.EmailField(blank=True, default="", db_default="")
    visitor = models.CharField(max_length=64, blank=True, editable=False)
    block = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    sent_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]
        indexes = [
            models.Index(fields=["visitor", "-sent_at"], name="report_visitor"),
            models.Index(fields=["comment"], name="report_open", condition=models.Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return desk_text("Comment %(number)s: %(what)s") % {
            "number": self.comment_id,
            "what": self.reason[:60],
        }
