"""Picture: what an article shows, where it came from, and the files that the site keeps of it."""

from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """A picture of an article. `stored_as` is the stem of its files in the storage; empty until they are made.

    The files are `<stem>-<width>.webp` and `<stem>-<width>.jpg` for each of `widths` (pixels).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Not fetched yet")
        STORED = "stored", _("Stored")
        REFUSED = "refused", _("Not allowed by the source")
        BROKEN = "broken", _("Cannot be shown")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="pictures", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    original_url = models.URLField(max_length=2000, blank=True)
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it cannot be shown.")
    stored_as = models.CharField(max_length=200, blank=True)
    widths = models.JSONField(default=list, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="picture_position_once_an_article"),
            models.CheckConstraint(
                condition=~models.Q(state="stored") | ~models.Q(stored_as=""), name="stored_picture_has_files"
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.original_url or f"Picture {self.pk}"

    @property
    def is_shown(self) -> bool:
        return self.state == self.State.STORED and bool(self.widths)

    def file_url(self, width: int, kind: str) -> str:
        """The address of the file of `width` pixels; `kind` is "webp" or "jpg"."""
        return str(default_storage.url(f"{self.stored_as}-{width}.{kind}"))

    @property
    def webp_srcset(self) -> str:
        return self._srcset("webp")

    @property
    def jpg_srcset(self) -> str:
        return self._srcset("jpg")

    @property
    def fallback_url(self) -> str:
        """One file for browsers that know no `srcset`: the middle width, the smaller where two are in the middle."""
        return self.file_url(self.widths[(len(self.widths) - 1) // 2], "jpg")

    def _srcset(self, kind: str) -> str:
        return ", ".join(f"{self.file_url(width, kind)} {width}w" for width in self.widths)
