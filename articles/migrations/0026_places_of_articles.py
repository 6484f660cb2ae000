"""Which articles name which province, as lists that are kept like those of topics.

The table comes empty: `suggest_stories` fills it for what arrives, `find_places` for the articles that are there.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

# The statements are those that keep topics and documents: nothing may count in one way there and in another here.
kept = import_module("articles.migrations.0017_kept_counts")

TABLE, KEY, KIND = "articleplace", "province", 9
TABLES = {**kept.LINK_TABLES, TABLE: (KEY, "", "", (KIND,))}
_VIEW = kept.DEFINITIONS[kept.DEFINITIONS.index("CREATE VIEW") :].strip().rstrip(";")


def _view(*, with_places):
    places = f"""
    UNION ALL
    SELECT {KIND}::smallint, {KEY}::bigint, language, source_id, is_lead, articles_day_of(ordered_at)
    FROM articles_{TABLE} WHERE is_listed"""
    return f"{_VIEW.replace('CREATE VIEW', 'CREATE OR REPLACE VIEW')}{places if with_places else ''};\n"


def _of_articles(tables):
    """What an article that is stored or changed does to its links, as functions that replace those of their names."""
    links = "".join(
        kept.PLACE_AGAIN.format(table=table, unless=unless.format(link="link"))
        for table, (_key, _columns, unless, _kinds) in tables.items()
    )
    for event in ("INSERT", "UPDATE"):
        signed = kept.SIGNED[event].format(columns=kept.COUNTED)
        whole = kept.ARTICLES.format(
            name=kept.EVENTS[event],
            event=event,
            tables=kept.TABLES[event],
            counted=kept.COUNTED,
            signed=signed,
            links=links,
            count=kept.COUNT.format(places=kept.PLACES_OF_ARTICLES.format(signed=signed)),
        )
        yield whole.partition("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _statements():
    yield kept.LINKS.format(table=TABLE, key=KEY, columns="", unless="")
    for event, name in kept.EVENTS.items():
        columns = f"{KEY}, language, source_id, is_lead, ordered_at, is_listed"
        signed = kept.SIGNED[event].format(columns=columns)
        places = kept.PLACES_OF_LINKS.format(key=KEY, signed=signed, kinds=f"({KIND})")
        count = kept.COUNT.format(places=places)
        yield kept.COUNT_LINKS.format(
            table=TABLE, name=name, event=event, tables=kept.TABLES[event], count=count
        )
    yield kept.EMPTIED.format(table=TABLE, kinds=KIND)
    yield _view(with_places=True)
    yield from _of_articles(TABLES)


def _reverse():
    yield from _of_articles(kept.LINK_TABLES)
    yield _view(with_places=False)
    for name in (*kept.EVENTS.values(), "emptied"):
        yield f"DROP TRIGGER articles_count_{name} ON articles_{TABLE};"
        yield f"DROP FUNCTION articles_count_{TABLE}_{name}();"
    yield f"DROP TRIGGER articles_place ON articles_{TABLE};"
    yield f"DROP FUNCTION articles_place_{TABLE}();"
    yield f"DELETE FROM articles_listcount WHERE kind = {KIND};"


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0025_reads_and_breaking'),
    ]

    operations = [
        migrations.AlterField(
            model_name='listcount',
            name='kind',
            field=models.PositiveSmallIntegerField(choices=[(1, 'Edition'), (2, 'Day'), (3, 'Category'), (4, 'Source'), (5, 'Author'), (6, 'Topic'), (7, 'Document'), (8, 'Topic By Day'), (9, 'Place')]),
        ),
        migrations.CreateModel(
            name='ArticlePlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(editable=False, max_length=35, null=True)),
                ('ordered_at', models.DateTimeField(editable=False, null=True)),
                ('source_id', models.BigIntegerField(editable=False, null=True)),
                ('is_lead', models.BooleanField(db_default=False, default=False, editable=False)),
                ('is_listed', models.BooleanField(db_default=False, default=False, editable=False)),
                ('province', models.PositiveSmallIntegerField(help_text='The official number of a present province.')),
                ('former', models.CharField(blank=True, max_length=120)),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='place_links', to='articles.article')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_listed', True)), fields=['province', 'language', '-ordered_at', '-article'], include=('is_lead',), name='article_place_list'), models.Index(condition=models.Q(('is_listed', True)), fields=['province', 'source_id', 'language', '-ordered_at', '-article'], name='article_place_source'), models.Index(condition=models.Q(('is_listed', True)), fields=['province', '-ordered_at', '-article'], name='article_place_newest')],
                'constraints': [models.UniqueConstraint(fields=('article', 'province'), name='article_place_once')],
            },
        ),
        migrations.RunSQL(''.join(_statements()), ''.join(_reverse())),
    ]
