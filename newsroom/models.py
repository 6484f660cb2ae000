"""What the project itself remembers in the database."""

from django.contrib.auth.models import Group, Permission
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
