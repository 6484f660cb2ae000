"""Editors name the codes of documents, a model that is younger than their group."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS = "Editors"


def _permissions(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    return permissions.filter(content_type__app_label="articles", content_type__model="documentterm")


def _editors(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    return groups.filter(name=EDITORS)


def allow(apps, schema_editor):
    # Permissions are made after all migrations; this one may not be there yet.
    config = apps.get_app_config("articles")
    module = getattr(config, "models_module", None)
    config.models_module = module or True
    create_permissions(config, verbosity=0, apps=apps, using=schema_editor.connection.alias)
    config.models_module = module
    for group in _editors(apps, schema_editor):
        group.permissions.add(*_permissions(apps, schema_editor))


def forbid(apps, schema_editor):
    for group in _editors(apps, schema_editor):
        group.permissions.remove(*_permissions(apps, schema_editor))


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0002_editors_keep_page_rules"),
        ("articles", "0006_document_terms"),
    ]
    operations = [migrations.RunPython(allow, forbid)]
