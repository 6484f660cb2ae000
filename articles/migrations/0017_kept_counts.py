"""What pages would count is kept: numbers by list, places of articles in lists, the languages of stories, comments.

Triggers keep it, since they see every way in which a row changes, also SQL that no service sends. Statement triggers
count a hundred articles that are stored at once in one step.
"""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# One place says what counts where: `articles_lists_of` the lists that an article's own row puts it in, the view
# `articles_placement` every place of every article, `articles_rows_of` the rows that a place counts in. The triggers
# below count differences of the same.
DEFINITIONS = """
CREATE FUNCTION articles_day_of(moment timestamptz) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT (moment AT TIME ZONE 'Asia/Ho_Chi_Minh')::date $$;

CREATE FUNCTION articles_lists_of(day date, category bigint, source bigint, carrier bigint, author bigint)
RETURNS TABLE (kind smallint, key bigint) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT list.kind::smallint, list.key
    FROM (VALUES (1, 0::bigint), (2, (day - DATE '1970-01-01')::bigint), (3, category), (4, source),
        (4, nullif(carrier, source)), (5, author)) AS list (kind, key)
    WHERE list.key IS NOT NULL
$$;

-- The source 0 is that of rows for all sources, the period 0001-01-01 that of rows for all time.
CREATE FUNCTION articles_rows_of(kind smallint, source bigint, day date)
RETURNS TABLE (source_id bigint, period date) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT counted.source_id, counted.period
    FROM (VALUES
        (kind <> 8, 0::bigint, DATE '0001-01-01'),
        (kind NOT IN (1, 8), source, DATE '0001-01-01'),
        (kind NOT IN (2, 8), 0, date_trunc('month', day::timestamp)::date),
        (kind NOT IN (1, 2, 8), source, date_trunc('month', day::timestamp)::date),
        (kind = 8, 0, day)) AS counted (is_kept, source_id, period)
    WHERE counted.is_kept
$$;

CREATE VIEW articles_placement AS
    SELECT list.kind, list.key, article.language, article.source_id, article.is_lead, article.day
    FROM (
        SELECT language, source_id, carrier_id, category_id, author_id, is_lead, articles_day_of(ordered_at) AS day
        FROM articles_article WHERE state = 'published'
    ) AS article,
    LATERAL articles_lists_of(day, category_id, source_id, carrier_id, author_id) AS list
    UNION ALL
    SELECT list.kind::smallint, topic_id, language, source_id, is_lead, articles_day_of(ordered_at)
    FROM articles_articletopic, (VALUES (6), (8)) AS list (kind) WHERE is_listed
    UNION ALL
    SELECT 7::smallint, document_id, language, source_id, is_lead, articles_day_of(ordered_at)
    FROM articles_citation WHERE is_listed;
"""

# Links are set right before they are stored, and the article stays as it is until the transaction ends: else one that
# publishes an article and one that gives it a topic would each miss what the other does.
LINKS = """
CREATE FUNCTION articles_place_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT language, ordered_at, source_id, is_lead, state = 'published'{unless}
    INTO NEW.language, NEW.ordered_at, NEW.source_id, NEW.is_lead, NEW.is_listed
    FROM articles_article WHERE id = NEW.article_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        NEW.is_lead := false;
        NEW.is_listed := false;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER articles_place BEFORE INSERT OR UPDATE OF article_id, {key}{columns} ON articles_{table}
FOR EACH ROW EXECUTE FUNCTION articles_place_{table}();
"""

COUNT = """
    INSERT INTO articles_listcount (kind, key, language, source_id, period, articles, leads, is_folded)
    SELECT place.kind, place.key, place.language, counted.source_id, counted.period,
        sum(place.number), coalesce(sum(place.number) FILTER (WHERE place.is_lead), 0), false
    FROM ({places}) AS place, LATERAL articles_rows_of(place.kind, place.source_id, place.day) AS counted
    GROUP BY place.kind, place.key, place.language, counted.source_id, counted.period
    HAVING sum(place.number) <> 0 OR coalesce(sum(place.number) FILTER (WHERE place.is_lead), 0) <> 0;
"""

PLACES_OF_LINKS = """
        SELECT list.kind::smallint AS kind, {key} AS key, language, source_id, is_lead,
            articles_day_of(ordered_at) AS day, sum(sign) AS number
        FROM ({signed}) AS link, (VALUES {kinds}) AS list (kind) WHERE is_listed
        GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(sign) <> 0
"""

PLACES_OF_ARTICLES = """
        SELECT list.kind, list.key, article.language, article.source_id, article.is_lead, article.day, article.number
        FROM (
            SELECT language, source_id, carrier_id, category_id, author_id, is_lead,
                articles_day_of(ordered_at) AS day, sum(sign) AS number
            FROM ({signed}) AS changed WHERE state = 'published'
            GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(sign) <> 0
        ) AS article,
        LATERAL articles_lists_of(day, category_id, source_id, carrier_id, author_id) AS list
"""

# Old rows count less, new ones more. They are grouped and not joined: a plan that was made for one row serves thousands.
COUNTED = "id, story_id, state, language, is_lead, source_id, carrier_id, category_id, author_id, ordered_at"
SIGNED = {
    "INSERT": "SELECT {columns}, 1 AS sign FROM new_rows",
    "DELETE": "SELECT {columns}, -1 AS sign FROM old_rows",
    "UPDATE": "SELECT {columns}, 1 AS sign FROM new_rows UNION ALL SELECT {columns}, -1 FROM old_rows",
}
TABLES = {
    "INSERT": "NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
}

# The columns of the links are set first, which counts them by their own triggers. Stories are locked before their
# articles are looked at: of two that publish one language each, the second sees what the first did.
ARTICLES = """
CREATE FUNCTION articles_count_article_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint[];
    stories bigint[];
BEGIN
    SELECT array_agg(DISTINCT id) INTO changed FROM (
        SELECT {counted} FROM ({signed}) AS signed GROUP BY {counted} HAVING sum(sign) <> 0
    ) AS changes;
    -- Most updates, such as that of a search vector, change nothing of this.
    IF changed IS NULL THEN
        RETURN NULL;
    END IF;
    {links}
    SELECT array_agg(DISTINCT story_id) INTO stories FROM (
        SELECT story_id FROM ({signed}) AS signed WHERE state = 'published'
        GROUP BY story_id, language HAVING sum(sign) <> 0
    ) AS changes;
    IF stories IS NOT NULL THEN
        PERFORM 1 FROM articles_story WHERE id = ANY (stories) ORDER BY id FOR NO KEY UPDATE;
        UPDATE articles_story AS story SET languages = told.languages
        FROM (
            SELECT id, ARRAY(
                SELECT DISTINCT language::text FROM articles_article
                WHERE story_id = one.id AND state = 'published' ORDER BY 1
            )::varchar[] AS languages
            FROM unnest(stories) AS one (id)
        ) AS told
        WHERE story.id = told.id AND story.languages <> told.languages;
    END IF;
    {count}
    RETURN NULL;
END $$;

CREATE TRIGGER articles_count_{name} AFTER {event} ON articles_article REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION articles_count_article_{name}();
"""

PLACE_AGAIN = """
    UPDATE articles_{table} AS link
    SET language = article.language, ordered_at = article.ordered_at, source_id = article.source_id,
        is_lead = article.is_lead, is_listed = article.state = 'published'{unless}
    FROM articles_article AS article
    WHERE article.id = link.article_id AND link.article_id = ANY (changed)
        AND (link.language, link.ordered_at, link.source_id, link.is_lead, link.is_listed) IS DISTINCT FROM
            (article.language, article.ordered_at, article.source_id, article.is_lead,
            article.state = 'published'{unless});
"""

COUNT_LINKS = """
CREATE FUNCTION articles_count_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {count}
    RETURN NULL;
END $$;

CREATE TRIGGER articles_count_{name} AFTER {event} ON articles_{table} REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION articles_count_{table}_{name}();
"""

# Emptying a table calls no other trigger.
EMPTIED = """
CREATE FUNCTION articles_count_{table}_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM articles_listcount WHERE kind IN ({kinds});
    RETURN NULL;
END $$;

CREATE TRIGGER articles_count_emptied AFTER TRUNCATE ON articles_{table}
FOR EACH STATEMENT EXECUTE FUNCTION articles_count_{table}_emptied();
"""

LINK_TABLES = {
    # key, further columns that decide, when an editor hides it, kinds of lists
    "articletopic": ("topic_id", ", excluded", " AND NOT {link}.excluded", (6, 8)),
    "citation": ("document_id", "", "", (7,)),
}
EVENTS = {"INSERT": "inserted", "UPDATE": "updated", "DELETE": "deleted"}


def _statements():
    yield DEFINITIONS
    for table, (key, columns, unless, kinds) in LINK_TABLES.items():
        yield LINKS.format(table=table, key=key, columns=columns, unless=unless.format(link="NEW"))
        wanted = ", ".join(f"({kind})" for kind in kinds)
        for event, name in EVENTS.items():
            signed = SIGNED[event].format(columns=f"{key}, language, source_id, is_lead, ordered_at, is_listed")
            count = COUNT.format(places=PLACES_OF_LINKS.format(key=key, signed=signed, kinds=wanted))
            yield COUNT_LINKS.format(table=table, name=name, event=event, tables=TABLES[event], count=count)
        yield EMPTIED.format(table=table, kinds=", ".join(map(str, kinds)))
    links = "".join(
        PLACE_AGAIN.format(table=table, unless=unless.format(link="link"))
        for table, (_key, _columns, unless, _kinds) in LINK_TABLES.items()
    )
    for event, name in EVENTS.items():
        signed = SIGNED[event].format(columns=COUNTED)
        yield ARTICLES.format(
            name=name,
            event=event,
            tables=TABLES[event],
            counted=COUNTED,
            signed=signed,
            links="" if event == "DELETE" else links,
            count=COUNT.format(places=PLACES_OF_ARTICLES.format(signed=signed)),
        )
    yield EMPTIED.format(table="article", kinds="1, 2, 3, 4, 5")


def _reverse():
    for table in ("article", *LINK_TABLES):
        yield f"DROP TRIGGER articles_count_emptied ON articles_{table};"
        yield f"DROP FUNCTION articles_count_{table}_emptied();"
        for name in EVENTS.values():
            yield f"DROP TRIGGER articles_count_{name} ON articles_{table};"
            yield f"DROP FUNCTION articles_count_{table}_{name}();"
    for table in LINK_TABLES:
        yield f"DROP TRIGGER articles_place ON articles_{table};"
        yield f"DROP FUNCTION articles_place_{table}();"
    yield "DROP VIEW articles_placement;"
    yield "DROP FUNCTION articles_rows_of(smallint, bigint, date);"
    yield "DROP FUNCTION articles_lists_of(date, bigint, bigint, bigint, bigint);"
    yield "DROP FUNCTION articles_day_of(timestamptz);"


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0016_sitemap_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.PositiveSmallIntegerField(choices=[(1, 'Edition'), (2, 'Day'), (3, 'Category'), (4, 'Source'), (5, 'Author'), (6, 'Topic'), (7, 'Document'), (8, 'Topic By Day')])),
                ('key', models.BigIntegerField()),
                ('language', models.CharField(max_length=35)),
                ('source_id', models.BigIntegerField()),
                ('period', models.DateField()),
                ('articles', models.IntegerField()),
                ('leads', models.IntegerField()),
                ('is_folded', models.BooleanField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RemoveIndex(
            model_name='article',
            name='article_source',
        ),
        migrations.RemoveIndex(
            model_name='article',
            name='article_author',
        ),
        migrations.AddField(
            model_name='article',
            name='comment_count',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text='Approved comments, kept by a trigger.'),
        ),
        migrations.AddField(
            model_name='articletopic',
            name='is_lead',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='articletopic',
            name='is_listed',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='articletopic',
            name='language',
            field=models.CharField(editable=False, max_length=35, null=True),
        ),
        migrations.AddField(
            model_name='articletopic',
            name='ordered_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='articletopic',
            name='source_id',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='citation',
            name='is_lead',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='citation',
            name='is_listed',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='citation',
            name='language',
            field=models.CharField(editable=False, max_length=35, null=True),
        ),
        migrations.AddField(
            model_name='citation',
            name='ordered_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='citation',
            name='source_id',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='story',
            name='languages',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=35), db_default=[], default=list, editable=False, help_text='Those of its published articles, in order; kept by a trigger.', size=None),
        ),
        migrations.AlterField(
            model_name='citation',
            name='article',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='articles.article'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['category', 'source', 'language', '-ordered_at', '-id'], name='article_category_source'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['category', '-ordered_at', '-id'], name='article_category_newest'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['source', 'language', '-ordered_at', '-id'], include=('is_lead',), name='article_source'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['source', '-ordered_at', '-id'], name='article_source_newest'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('carrier__isnull', False), ('state', 'published')), fields=['carrier', 'language', '-ordered_at', '-id'], include=('is_lead', 'source'), name='article_carrier'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('carrier__isnull', False), ('state', 'published')), fields=['carrier', '-ordered_at', '-id'], name='article_carrier_newest'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['source', 'arrived_at'], name='article_source_since'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('carrier__isnull', False), ('state', 'published')), fields=['carrier', 'arrived_at'], name='article_carrier_since'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('author__isnull', False), ('state', 'published')), fields=['author', 'language', '-ordered_at', '-id'], name='article_author_list'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('author__isnull', False), ('state', 'published')), fields=['author', '-ordered_at', '-id'], name='article_author_newest'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('comment_count__gt', 0), ('state', 'published')), fields=['-ordered_at'], include=('comment_count', 'story'), name='article_discussed'),
        ),
        migrations.AddIndex(
            model_name='articletopic',
            index=models.Index(condition=models.Q(('is_listed', True)), fields=['topic', 'language', '-ordered_at', '-article'], include=('is_lead',), name='article_topic_list'),
        ),
        migrations.AddIndex(
            model_name='articletopic',
            index=models.Index(condition=models.Q(('is_listed', True)), fields=['topic', 'source_id', 'language', '-ordered_at', '-article'], name='article_topic_source'),
        ),
        migrations.AddIndex(
            model_name='articletopic',
            index=models.Index(condition=models.Q(('is_listed', True)), fields=['topic', '-ordered_at', '-article'], name='article_topic_newest'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(condition=models.Q(('is_listed', True)), fields=['document', 'language', '-ordered_at', '-article'], include=('is_lead', 'source_id'), name='citation_list'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(condition=models.Q(('is_listed', True)), fields=['document', '-ordered_at', '-article'], name='citation_newest'),
        ),
        migrations.AddIndex(
            model_name='listcount',
            index=models.Index(condition=models.Q(('period__gt', datetime.date(1, 1, 1))), fields=['kind', 'key', 'source_id', 'language', 'period'], name='list_count_period'),
        ),
        migrations.AddIndex(
            model_name='listcount',
            index=models.Index(condition=models.Q(('period', datetime.date(1, 1, 1))), fields=['kind', 'key', 'language', 'source_id'], name='list_count_total'),
        ),
        migrations.AddIndex(
            model_name='listcount',
            index=models.Index(condition=models.Q(('is_folded', False)), fields=['id'], name='list_count_new'),
        ),
        migrations.RunSQL("".join(_statements()), "".join(_reverse())),
    ]
