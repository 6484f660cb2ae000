"""What is kept is filled in for the articles that are there.

The rule that compares and mends is asked, and not a copy of it: what counts is that it finds nothing afterwards. It
changes no row that is true already, so it may be stopped and started again.
"""

from django.db import migrations

from articles.kept.checking import mend
from articles.kept.folding import fold_counts


def fill_in(apps, schema_editor):
    mend()
    fold_counts()
    # Most rows that were appended are folded: their room is given back.
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL, ANALYZE) articles_listcount")


class Migration(migrations.Migration):

    atomic = False  # in batches: a full table is not locked

    dependencies = [
        ('articles', '0017_kept_counts'),
        ('comments', '0004_comment_counts'),
    ]

    operations = [
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
