"""Text bands are reckoned otherwise than before: those that are kept are made anew, with the sketches beside them.

The rule itself is asked, and not a copy of it: what counts is that kept bands equal those of the articles to come.
"""

from django.db import migrations

from articles.grouping.duplicates import signature_of

BATCH = 500  # articles; their texts and 42 rows for each


def make_anew(apps, schema_editor):
    Article = apps.get_model("articles", "Article")
    TextBand = apps.get_model("articles", "TextBand")
    TextSketch = apps.get_model("articles", "TextSketch")
    banded = Article.objects.filter(pk__in=TextBand.objects.filter(band=0).values("article_id"))
    after = 0
    while batch := list(banded.filter(pk__gt=after).order_by("pk").values_list("pk", "text", "language")[:BATCH]):
        after = batch[-1][0]
        made = {pk: signature_of(text, language) for pk, text, language in batch}
        TextBand.objects.filter(article_id__in=made).delete()
        TextBand.objects.bulk_create(
            TextBand(article_id=pk, band=number, value=value)
            for pk, one in made.items()
            for number, value in enumerate(one.bands)
        )
        TextSketch.objects.bulk_create(
            [TextSketch(article_id=pk, sketch=one.sketch) for pk, one in made.items() if one.sketch],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_text_sketches'),
    ]

    operations = [
        # Backwards there is nothing to do: bands of another kind meet no others, and are forgotten after some weeks.
        migrations.RunPython(make_anew, migrations.RunPython.noop),
    ]
