"""What the project itself remembers in the database."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.postgres.fields import ArrayField
from django.db import models


class ShippedGroup(models.Model):
    """A group of `newsroom.groups.RIGHTS`: which group it became here, and every right that it was ever given.

    It is kept apart from the group's own rights, which an administrator may change: a right that was given once and
    is missing there was taken away on purpose.
    """

    name = models.CharField(max_length=150, primary_key=True)
    # The group under whatever name an administrator gave it; null when the administrator deleted it.
    group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, related_name="+")
    given = models.ManyToManyField(Permission, related_name="+")

    class Meta:
        # Nobody edits it: no right to it is offered among those of groups and users.
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class TransactionField(models.Field):  # type: ignore[type-arg]  # it takes none where the program runs
    """The number of a transaction of PostgreSQL, which wraps around never (`xid8`)."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class PageChange(models.Model):
    """Something that pages read has changed. Triggers write it (migration 0005), in the transaction that changes it, and
    whoever keeps pages reads it (`newsroom.page_cache.changes`).

    `withdrawn` are articles of which something that was shown may not be shown again, not even in an outage.
    """

    transaction = TransactionField(editable=False)
    at = models.DateTimeField()
    table = models.CharField(max_length=63)
    withdrawn = ArrayField(models.BigIntegerField())

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["transaction"], name="page_change_transaction")]

    def __str__(self) -> str:
        return self.table


class PurgedProxy(models.Model):
    """What a proxy was told of what was withdrawn: all that this snapshot of PostgreSQL saw."""

    address = models.CharField(max_length=200, primary_key=True)
    snapshot = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.address
