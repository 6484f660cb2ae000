"""Titles and leads that editors corrected before fields were locked one by one: they are locked now."""

from typing import Any

from django.db import migrations

BATCH = 500


def lock_corrections(apps: Any, schema_editor: Any) -> None:
    Revision, FieldLock = apps.get_model("articles", "Revision"), apps.get_model("articles", "FieldLock")
    corrections = Revision.objects.filter(cause="editor").select_related("article")
    last = 0
    while rows := list(
        corrections.filter(pk__gt=last)
        .order_by("pk")
        .only("title", "lead", "replaced_at", "content_hash", "article__title", "article__lead", "article__content_hash")[:BATCH]
    ):
        last = rows[-1].pk
        locks = [
            FieldLock(
                article_id=row.article_id, field=name, given=getattr(row, name), at=row.replaced_at
            )
            for row in rows
            # A later text of the publisher replaced the correction, as the rule was then.
            if row.content_hash == row.article.content_hash
            for name in ("title", "lead")
            if getattr(row, name) != getattr(row.article, name)
        ]
        # The first correction of a field knows what the publisher said.
        FieldLock.objects.bulk_create(locks, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_field_locks")]
    operations = [migrations.RunPython(lock_corrections, migrations.RunPython.noop)]
