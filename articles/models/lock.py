"""FieldLock: a field of an article that an editor set, and what the publisher says of it meanwhile."""

from typing import Self

from django.conf import settings
from django.db import models


class FieldLockQuerySet(models.QuerySet["FieldLock"]):
    def changed_under(self) -> Self:
        """Those of which the publisher, or a rule, says something newer than what the editor saw."""
        return self.filter(offered__isnull=False)


class FieldLock(models.Model):
    """A field that a hand set: no pull, rule or command changes it, until it is let follow the publisher again.

    `given` is what the publisher said when it was set, `offered` what it says now where that is something else; each is
    the field's value as JSON, of the text an object with `text` and `html`, of the date one with `at` and `day_only`, of
    places the slugs of present provinces.
    `place` is the hash of a picture's address: a picture that leaves the article and comes again is the same picture.
    `own` is what the editor said, where no other row keeps it: of such a picture, and of places, which are reckoned.
    """

    class Field(models.TextChoices):
        """Shown only to editors, who work in English."""

        TITLE = "title", "Title"
        LEAD = "lead", "Lead"
        TEXT = "text", "Text"
        DATE = "date", "Date"
        STATE = "state", "State"
        CATEGORY = "category", "Category"
        TOPICS = "topics", "Topics"
        PLACES = "places", "Places"
        CAPTION = "caption", "Caption of a picture"
        CREDIT = "credit", "Credit of a picture"
        PICTURE = "picture", "Picture"

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="locks", db_index=False)
    field = models.CharField(max_length=10, choices=Field)
    place = models.CharField(max_length=64, blank=True, default="", editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    own = models.JSONField(null=True)
    given = models.JSONField(null=True)
    offered = models.JSONField(null=True)
    offered_at = models.DateTimeField(null=True)

    objects = FieldLockQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-pk"]
        verbose_name = "field changed under a fix"
        verbose_name_plural = "changed under your fix"
        constraints = [
            models.UniqueConstraint(fields=["article", "field", "place"], name="field_lock_once"),
            models.CheckConstraint(
                condition=models.Q(offered__isnull=True, offered_at=None)
                | models.Q(offered__isnull=False, offered_at__isnull=False),
                name="field_lock_offer_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-offered_at"], name="field_lock_offered", condition=models.Q(offered__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.article}"
