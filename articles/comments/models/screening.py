"""What the screening of comments knows beside the comments themselves: keys of hashes, lists of words."""

import secrets

from django.db import models

SALT_BYTES = 24


def new_salt() -> str:
    return secrets.token_urlsafe(SALT_BYTES)


class HashKey(models.Model):
    """A key with which network addresses are hashed for a time; without its salt nobody can make the hash again.

    The salt is half of the key: the other is `SECRET_KEY`, so that neither a copy of the database nor one of the settings
    is enough to try addresses.
    """

    salt = models.CharField(max_length=40, default=new_salt, editable=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class ScreeningWord(models.Model):
    """A phrase for which comments are looked at by a moderator, or refused."""

    class Verdict(models.TextChoices):
        HOLD = "hold", "hold for a moderator"
        REFUSE = "refuse", "refuse"

    phrase = models.CharField(max_length=100, help_text="Upper and lower case count as the same.")
    language = models.CharField(
        max_length=35,
        blank=True,
        help_text="Looked for in comments of this language and edition only; leave empty for all.",
    )
    verdict = models.CharField(max_length=6, choices=Verdict, default=Verdict.HOLD)

    class Meta:
        ordering = ["language", "phrase"]
        constraints = [models.UniqueConstraint(fields=["language", "phrase"], name="screening_word_once")]

    def __str__(self) -> str:
        return self.phrase
