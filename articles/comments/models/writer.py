"""WriterAddress: an e-mail address that somebody typed with a comment."""

from django.db import models


class WriterAddress(models.Model):
    """An e-mail address typed with a comment; never shown. Nothing but the question whose it is goes to it before its
    owner confirmed it.

    `digest` is a keyed hash of the address. Of one whose owner wants no mail nothing else is kept.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(blank=True)
    edition = models.CharField(max_length=35)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email="", refused_at__isnull=False)
                | (~models.Q(email="") & models.Q(refused_at=None)),
                name="writer_address_or_refusal",
            )
        ]

    def __str__(self) -> str:
        return self.email or f"refused, {self.digest[:8]}"
