"""A memory of the rights that groups were given, so that those which an administrator took away stay away.

What the migrations before this one granted counts as given, whether or not the group still has it. From here on rights
are given by `newsroom.groups`, and a new right needs no migration.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.recorder import MigrationRecorder

EDITORS, MODERATORS = "Editors", "Moderators"
EDITED_APPS = ("articles", "comments", "feeds")
MODERATED_APPS = ("comments",)
MODERATORS_MAY = ("view_", "change_")
# 0001 granted what there was when it ran. These models are younger than it; where their migration ran after it, which
# the order of the records tells, their rights were never granted. (0002 and 0003 made up for two other models.)
YOUNGER = {
    ("articles", "storysuggestion"): "0005_likeness",
    ("articles", "textband"): "0005_likeness",
    ("articles", "textsketch"): "0007_text_sketches",
    ("feeds", "host"): "0002_hosts",
    ("feeds", "robotsfile"): "0003_full_text",
    ("feeds", "digestreader"): "0004_kinds_and_digest",
    ("feeds", "pictureattempt"): "0005_picture_attempts",
    ("feeds", "lastdocument"): "0006_last_document",
    ("feeds", "subscription"): "0007_subscription",
}


def _never_granted(connection):
    """The models whose rights 0001 could not grant, as (app, model)."""
    records = MigrationRecorder(connection).migration_qs.values_list("app", "name", "id")
    place = {(app, name): number for app, name, number in records}
    granted = place.get(("newsroom", "0001_editor_groups"), 0)
    return {
        (app, model)
        for (app, model), migration in YOUNGER.items()
        if place.get((app, migration), granted + 1) > granted
    }


def remember(apps, schema_editor):
    alias = schema_editor.connection.alias
    never = _never_granted(schema_editor.connection)
    permissions = apps.get_model("auth", "Permission").objects.using(alias).select_related("content_type")
    edited = [
        one
        for one in permissions.filter(content_type__app_label__in=EDITED_APPS)
        if (one.content_type.app_label, one.content_type.model) not in never
    ]
    moderated = [
        one
        for one in permissions.filter(content_type__app_label__in=MODERATED_APPS)
        if one.codename.startswith(MODERATORS_MAY)
    ]
    shipped = apps.get_model("newsroom", "ShippedGroup")
    through = shipped.given.through
    for name, given in ((EDITORS, edited), (MODERATORS, moderated)):
        # A group that is not found by its name was deleted or renamed, and is left to the administrator.
        group = apps.get_model("auth", "Group").objects.using(alias).filter(name=name).first()
        shipped.objects.using(alias).create(name=name, group=group)
        through.objects.using(alias).bulk_create(
            through(shippedgroup_id=name, permission_id=one.pk) for one in given
        )


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0003_editors_name_document_codes"),
    ]
    operations = [
        migrations.CreateModel(
            name="ShippedGroup",
            fields=[
                ("name", models.CharField(max_length=150, primary_key=True, serialize=False)),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="auth.group",
                    ),
                ),
                ("given", models.ManyToManyField(related_name="+", to="auth.permission")),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
