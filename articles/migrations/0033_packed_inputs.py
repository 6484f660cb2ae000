"""The inputs that articles were read from are kept packed. Older ones stay as they are, in octets."""

import zstandard
from django.db import migrations

import articles.models.compressed


def unpack(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM articles_intake WHERE substr(raw, 1, 4) = %s", [zstandard.FRAME_HEADER])
        for (pk,) in cursor.fetchall():
            cursor.execute("SELECT raw FROM articles_intake WHERE id = %s", [pk])
            octets = zstandard.decompress(bytes(cursor.fetchone()[0]))
            cursor.execute("UPDATE articles_intake SET raw = %s WHERE id = %s", [octets, pk])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0032_words_from_texts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    "ALTER TABLE articles_intake ALTER COLUMN raw TYPE bytea USING convert_to(raw, 'UTF8')",
                    "ALTER TABLE articles_intake ALTER COLUMN raw TYPE text USING convert_from(raw, 'UTF8')",
                )
            ],
            [
                migrations.AlterField(
                    model_name="intake",
                    name="raw",
                    field=articles.models.compressed.CompressedTextField(blank=True),
                )
            ],
        ),
        migrations.RunPython(migrations.RunPython.noop, unpack),
    ]
