"""What pages read says that it changed, in the transaction that changes it, so that whoever keeps pages forgets them.

Triggers of statements do it, as those of kept numbers do (articles 0017): a change of the desk, of a pull, of a service
and of SQL that an operator types are the same to them. A row names the table, and the articles of which something that
was shown may not be shown again.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

import newsroom.models

NOTE = """
CREATE FUNCTION newsroom_note_change(name text, gone bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Of the many statements of one transaction one row a table is enough.
    IF gone = '{}' AND EXISTS (
        SELECT FROM newsroom_pagechange WHERE transaction = pg_current_xact_id() AND "table" = name
    ) THEN
        RETURN;
    END IF;
    INSERT INTO newsroom_pagechange ("table", withdrawn) VALUES (name, gone);
END $$;
ALTER TABLE newsroom_pagechange
    ALTER transaction SET DEFAULT pg_current_xact_id(), ALTER at SET DEFAULT clock_timestamp();
"""

TRIGGER = """
CREATE FUNCTION newsroom_watch_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM {rows} WHERE {changed}) THEN
        PERFORM newsroom_note_change('{table}', {gone});
    END IF;{more}
    RETURN NULL;
END $$;
CREATE TRIGGER newsroom_watch_{name} AFTER {event} ON {table} REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION newsroom_watch_{table}_{name}();
"""
EMPTIED = """
CREATE FUNCTION newsroom_watch_{table}_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_note_change('{table}', '{{}}');
    RETURN NULL;
END $$;
CREATE TRIGGER newsroom_watch_emptied AFTER TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION newsroom_watch_{table}_emptied();
"""
# What search knows beside the words is of interest to searches alone.
SEARCHED = """
    IF EXISTS (SELECT FROM {rows} WHERE became.state = 'published' AND was.search IS DISTINCT FROM became.search) THEN
        PERFORM newsroom_note_change('articles_searched', '{{}}');
    END IF;"""
EVENTS = {
    "inserted": ("INSERT", "NEW TABLE AS new_rows", "new_rows AS became"),
    "updated": (
        "UPDATE",
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "old_rows AS was JOIN new_rows AS became ON became.id = was.id",
    ),
    "deleted": ("DELETE", "OLD TABLE AS old_rows", "old_rows AS was"),
}

# Any change of these is one of what pages read.
PLAIN = (
    "articles_articleplace",
    "articles_articletopic",
    "articles_author",
    "articles_category",
    "articles_categoryname",
    "articles_citation",
    "articles_document",
    "articles_documentname",
    "articles_documentterm",
    "articles_evidence",
    "articles_feature",
    "articles_listcount",
    "articles_picture",
    "articles_readcount",
    "articles_revision",
    "articles_source",
    "articles_sourcedomain",
    "articles_story",
    "articles_storylink",
    "articles_term",
    "articles_topic",
    "articles_topicname",
    "comments_opening",
)
# Columns that readers are shown, or that decide what they are shown.
ARTICLE = (
    "id", "story_id", "is_lead", "source_id", "carrier_id", "author_id", "category_id", "language", "title",
    "title_derived", "lead", "text", "html", "machine_translated", "relevant", "url", "address_key", "origin_url",
    "origin_key", "published_at", "published_day_only", "updated_at", "updated_day_only", "changed_at", "arrived_at",
    "ordered_at", "state", "state_reason", "taken_back_at", "taken_back_note", "comment_count",
)  # fmt: skip
COMMENT = (
    "id", "article_id", "parent_id", "language", "edition", "name", "body", "state", "sent_at", "edited_at", "version",
)  # fmt: skip
# Rows that no page for readers shows.
SHOWN = {
    "articles_article": (ARTICLE, "{row}.state IN ('published', 'withdrawn')"),
    "comments_comment": (COMMENT, "{row}.state NOT IN ('waiting', 'rejected', 'spam')"),
}
# What was shown and is not any more, by the article.
GONE = {
    "articles_article": "ARRAY(SELECT was.id FROM {pairs} WHERE was.state = 'published' AND {ended})",
    "articles_picture": "ARRAY(SELECT was.article_id FROM {pairs} WHERE was.state = 'stored' AND {ended})",
    "comments_comment": (
        "ARRAY(SELECT every.id FROM articles_article AS one JOIN articles_article AS every"
        " ON every.story_id = one.story_id WHERE one.id IN"
        " (SELECT was.article_id FROM {pairs} WHERE was.state = 'approved' AND {ended}))"
    ),
}


def _changed(table, name):
    """The condition under which a statement changed what pages read."""
    columns, shown = SHOWN.get(table, ((), "true"))
    old, new = shown.format(row="was"), shown.format(row="became")
    if name == "inserted":
        return new
    if name == "deleted":
        return old
    before, after = (", ".join(f"{row}.{one}" for one in columns) or f"{row}.*" for row in ("was", "became"))
    return f"({old} OR {new}) AND ({before}) IS DISTINCT FROM ({after})"


def _gone(table, name):
    if table not in GONE or name == "inserted":
        return "'{}'"
    ended = "true" if name == "deleted" else "became.state <> was.state"
    return GONE[table].format(pairs=EVENTS[name][2], ended=ended)


def _statements():
    yield NOTE
    for table in (*PLAIN, *SHOWN):
        for name, (event, tables, rows) in EVENTS.items():
            yield TRIGGER.format(
                table=table,
                name=name,
                event=event,
                tables=tables,
                rows=rows,
                changed=_changed(table, name),
                gone=_gone(table, name),
                more=SEARCHED.format(rows=rows) if (table, name) == ("articles_article", "updated") else "",
            )
        yield EMPTIED.format(table=table)


def _reverse():
    for table in (*PLAIN, *SHOWN):
        for name in (*EVENTS, "emptied"):
            yield f"DROP TRIGGER newsroom_watch_{name} ON {table};"
            yield f"DROP FUNCTION newsroom_watch_{table}_{name}();"
    yield "DROP FUNCTION newsroom_note_change(text, bigint[]);"


class Migration(migrations.Migration):

    dependencies = [
        ("newsroom", "0004_shipped_groups"),
        ("articles", "0040_agency_cancellations"),
        ("comments", "0008_trigrams"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transaction", newsroom.models.TransactionField(editable=False)),
                ("at", models.DateTimeField()),
                ("table", models.CharField(max_length=63)),
                (
                    "withdrawn",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["transaction"], name="page_change_transaction")],
            },
        ),
        migrations.CreateModel(
            name="PurgedProxy",
            fields=[
                ("address", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("snapshot", models.TextField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL("".join(_statements()), "".join(_reverse())),
    ]
