"""Picture: a picture of an article, where it came from, and its files."""

from functools import cache

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.wording import desk_text

# A name that every storage leaves as it is.
PROBE = "pictures/probe-1.jpg"


def file_name(stored_as: str, width: int, kind: str) -> str:
    """The name of a picture's file in the storage."""
    return f"{stored_as}-{width}.{kind}"


def file_address(stored_as: str, width: int, kind: str) -> str:
    """The URL of a picture's file of `width` pixels; `kind` is "webp" or "jpg".

    Names of files are hashes (`articles.services.pictures`), so that all stand behind the same prefix; a storage whose
    addresses are no prefix and name (signed ones) is asked for each.
    """
    name = file_name(stored_as, width, kind)
    prefix = _prefix(settings.MEDIA_URL)
    return str(default_storage.url(name)) if prefix is None else prefix + name


@cache
def _prefix(media_url: str) -> str | None:
    """What stands before the name in an address of the storage, which `media_url` decides for files on disk."""
    address = str(default_storage.url(PROBE))
    return address.removesuffix(PROBE) if address.endswith(PROBE) else None


class Picture(models.Model):
    """A picture of an article. `stored_as` is the stem of its files in the storage; empty until they are
    made.

    `place` is the number of blocks of the article's HTML that stand before it; empty where it was declared beside the
    text. `width` and `height` (pixels) are those that the source states until the files are made.

    The files are `<stem>-<width>.webp` and `<stem>-<width>.jpg` for each of `widths` (pixels).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Not fetched yet")
        STORED = "stored", _("Stored")
        REFUSED = "refused", _("Not allowed by the source")
        BROKEN = "broken", _("Cannot be shown")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="pictures", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    original_url = models.URLField(max_length=2000, blank=True)
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it cannot be shown.")
    stored_as = models.CharField(max_length=200, blank=True)
    widths = models.JSONField(default=list, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    jpg_bytes = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text="The size of the widest JPEG file; empty if unknown."
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="picture_position_once_an_article"),
            models.CheckConstraint(
                condition=~models.Q(state="stored") | ~models.Q(stored_as=""), name="stored_picture_has_files"
            ),
        ]

        indexes = [
            # By the address: what is known of it from another article. Of a hash, as addresses are long.
            HashIndex(fields=["original_url"], name="picture_address"),
            GinIndex(fields=["caption", "credit"], opclasses=["gin_trgm_ops"] * 2, name="picture_trigrams"),
            models.Index(fields=["article"], name="picture_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["article"], name="picture_refused", condition=models.Q(state="refused")),
            models.Index(fields=["-id"], name="picture_broken", condition=models.Q(state="broken")),
        ]

    def __str__(self) -> str:
        return self.caption or self.original_url or desk_text("Picture %(number)s") % {"number": self.pk}

    @property
    def is_shown(self) -> bool:
        return self.state == self.State.STORED and bool(self.widths)

    def file_url(self, width: int, kind: str) -> str:
        """The URL of the file of `width` pixels; `kind` is "webp" or "jpg"."""
        return file_address(self.stored_as, width, kind)

    @property
    def webp_srcset(self) -> str:
        return self._srcset("webp")

    @property
    def jpg_srcset(self) -> str:
        return self._srcset("jpg")

    @property
    def fallback_url(self) -> str:
        """The file for browsers without `srcset`: the middle width, the smaller of two."""
        return self.file_url(self.widths[(len(self.widths) - 1) // 2], "jpg")

    def _srcset(self, kind: str) -> str:
        return ", ".join(f"{self.file_url(width, kind)} {width}w" for width in self.widths)
