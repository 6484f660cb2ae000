"""The groups "Editors" and "Moderators", so that a new colleague is given a desk by ticking one of them.

It stands with the project rather than with an app because it speaks of the models of all three.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS, MODERATORS = "Editors", "Moderators"
EDITED_APPS = ("articles", "comments", "feeds")
MODERATED_APPS = ("comments",)
# Moderators decide on comments; deleting one for good would take its answers along and is left to editors.
MODERATORS_MAY = ("view_", "change_")


def make_groups(apps, schema_editor):
    alias = schema_editor.connection.alias
    for label in EDITED_APPS:
        # Permissions are made after all migrations; on a fresh database they are not there yet.
        config = apps.get_app_config(label)
        # The apps of a migration carry no module of models, which is what says that there is something to permit.
        module = getattr(config, "models_module", None)
        config.models_module = module or True
        create_permissions(config, verbosity=0, apps=apps, using=alias)
        config.models_module = module
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    editors, _created = groups.get_or_create(name=EDITORS)
    editors.permissions.add(*permissions.filter(content_type__app_label__in=EDITED_APPS))
    moderators, _created = groups.get_or_create(name=MODERATORS)
    moderated = permissions.filter(content_type__app_label__in=MODERATED_APPS)
    moderators.permissions.add(*(one for one in moderated if one.codename.startswith(MODERATORS_MAY)))


def remove_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=[EDITORS, MODERATORS]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("articles", "0002_models"),
        ("comments", "0001_models"),
        ("feeds", "0001_models"),
    ]
    operations = [migrations.RunPython(make_groups, remove_groups)]
