"""Text bands are reckoned otherwise than before: those that are kept are made anew.

The rule itself is asked, and not a copy of it: what counts is that kept bands equal those of the articles to come.
"""

from django.db import migrations

from articles.grouping.duplicates import text_bands

BATCH = 500  # articles; their texts and 42 rows for each


def make_anew(apps, schema_editor):
    Article = apps.get_model("articles", "Article")
    TextBand = apps.get_model("articles", "TextBand")
    banded = Article.objects.filter(pk__in=TextBand.objects.filter(band=0).values("article_id"))
    after = 0
    while batch := list(banded.filter(pk__gt=after).order_by("pk").values_list("pk", "text", "language")[:BATCH]):
        after = batch[-1][0]
        TextBand.objects.filter(article_id__in=[pk for pk, _text, _language in batch]).delete()
        TextBand.objects.bulk_create(
            [
                TextBand(article_id=pk, band=number, value=value)
                for pk, text, language in batch
                for number, value in enumerate(text_bands(text, language))
            ]
        )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0006_document_terms'),
    ]

    operations = [
        # Backwards there is nothing to do: bands of another kind meet no others, and are forgotten after some weeks.
        migrations.RunPython(make_anew, migrations.RunPython.noop),
    ]
