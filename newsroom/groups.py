"""The groups that ship and what each may do, applied after every `migrate` and `flush`.

A right of the table (`newsroom.rights`) that a group was never given is added to it; one that it was given and that the
table has no more is taken from it, and `migrate` says so with the members whom it concerns. What an administrator granted
stays, what an administrator took away does not come back: `ShippedGroup` remembers every right that was given. A renamed
group goes on getting what is new; a deleted one stays deleted. A new line of the table needs no migration.
"""

import sys
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, TextIO

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS, router, transaction

from newsroom.rights import TABLE, rights_of

# What each group may do, in Django's notation `app.codename`; `*` stands for any letters of the codename.
RIGHTS: Mapping[str, tuple[str, ...]] = {role: rights_of(role) for role in TABLE}


def is_covered(right: str, patterns: Iterable[str]) -> bool:
    """Whether a right, written `app.codename`, is one of those that the patterns stand for."""
    return any(fnmatchcase(right, pattern) for pattern in patterns)


def give_new_rights(
    app_config: AppConfig,
    using: str = DEFAULT_DB_ALIAS,
    apps: Apps = installed_apps,
    verbosity: int = 1,
    stdout: TextIO | None = None,
    **_signal: Any,
) -> None:
    """Gives each group what the table newly has for the models of one app; a receiver of `post_migrate`.

    `apps` are the models as migrated so far: before the memory's own migration there is nothing to do.
    """
    label = app_config.label
    concerned = {
        name: patterns
        for name, patterns in RIGHTS.items()
        if any(pattern.startswith(f"{label}.") for pattern in patterns)
    }
    if not concerned or "shippedgroup" not in apps.all_models["newsroom"]:
        return
    if not router.allow_migrate_model(using, apps.get_model("newsroom", "ShippedGroup")):
        return
    # Whichever receiver is called first, Django's own or this one.
    create_permissions(app_config, verbosity=verbosity, using=using, apps=apps)
    rights = _rights(label, using, apps)
    for name, patterns in concerned.items():
        wanted = {pk: right for pk, right in rights.items() if is_covered(right, patterns)}
        new, lost = _give(name, label, wanted, using, apps)
        said = stdout or sys.stdout
        if new and verbosity >= 1:
            said.write(f"  The group {name} may now: {', '.join(sorted(new))}\n")
        if lost and verbosity >= 1:
            members = ", ".join(_members(name, using, apps)) or "nobody is in it"
            said.write(f"  The group {name} may no longer: {', '.join(sorted(lost))} ({members})\n")


def _rights(label: str, using: str, apps: Apps) -> dict[int, str]:
    """The rights to the present models of an app; those of models that are gone may still be in the database."""
    permissions: Any = apps.get_model("auth", "Permission")
    present = permissions.objects.using(using).filter(
        content_type__app_label=label, content_type__model__in=list(apps.all_models[label])
    )
    return {pk: f"{label}.{codename}" for pk, codename in present.values_list("pk", "codename")}


def _members(name: str, using: str, apps: Apps) -> list[str]:
    """The accounts that are in the group that a shipped one became here."""
    shipped: Any = apps.get_model("newsroom", "ShippedGroup")
    users: Any = apps.get_model("auth", "User")
    row = shipped.objects.using(using).get(name=name)
    rows = users.objects.using(using).filter(groups=row.group_id) if row.group_id else users.objects.none()
    return sorted(rows.values_list("username", flat=True))


def _give(
    name: str, label: str, wanted: Mapping[int, str], using: str, apps: Apps
) -> tuple[list[str], list[str]]:
    """Gives a group those of the wanted rights that it was never given, takes from it those that it was given and that are
    wanted no more, and remembers both. Returns the names of what it got and of what it lost."""
    groups: Any = apps.get_model("auth", "Group")
    shipped: Any = apps.get_model("newsroom", "ShippedGroup")
    holding, remembered = groups.permissions.through, shipped.given.through
    with transaction.atomic(using=using):
        # Two migrations at once: the second waits here and then finds all given.
        row, is_new = shipped.objects.using(using).select_for_update().get_or_create(name=name)
        if is_new:
            row.group, _made = groups.objects.using(using).get_or_create(name=name)
            row.save(using=using, update_fields=["group"])
        if row.group_id is None:
            return [], []
        given = remembered.objects.using(using).filter(
            shippedgroup_id=name, permission__content_type__app_label=label
        )
        had = set(given.values_list("permission_id", flat=True))
        present = _rights(label, using, apps)
        gone = [pk for pk in had - wanted.keys() if pk in present]
        held = holding.objects.using(using).filter(group_id=row.group_id, permission_id__in=gone)
        lost = [present[pk] for pk in held.values_list("permission_id", flat=True)]
        held.delete()
        given.filter(permission_id__in=gone).delete()
        new = sorted(wanted.keys() - had)
        holding.objects.using(using).bulk_create(
            [holding(group_id=row.group_id, permission_id=pk) for pk in new], ignore_conflicts=True
        )
        remembered.objects.using(using).bulk_create(
            [remembered(shippedgroup_id=name, permission_id=pk) for pk in new]
        )
    return [wanted[pk] for pk in new], lost
