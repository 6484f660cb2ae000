"""Each article keeps the number of its approved comments, so that what is most discussed is found without counting."""

from django.db import migrations

COUNT = """
CREATE FUNCTION comments_count_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_article AS article SET comment_count = article.comment_count + changed.number
    FROM (
        SELECT article_id, sum(sign) AS number FROM ({signed}) AS signed WHERE state = 'approved'
        GROUP BY article_id HAVING sum(sign) <> 0
    ) AS changed
    WHERE article.id = changed.article_id;
    RETURN NULL;
END $$;

CREATE TRIGGER comments_count_{name} AFTER {event} ON comments_comment REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION comments_count_{name}();
"""
EVENTS = (
    ("INSERT", "inserted", "NEW TABLE AS new_rows", "SELECT *, 1 AS sign FROM new_rows"),
    ("DELETE", "deleted", "OLD TABLE AS old_rows", "SELECT *, -1 AS sign FROM old_rows"),
    (
        "UPDATE",
        "updated",
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "SELECT *, 1 AS sign FROM new_rows UNION ALL SELECT *, -1 FROM old_rows",
    ),
)
EMPTIED = """
CREATE FUNCTION comments_count_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_article SET comment_count = 0 WHERE comment_count > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER comments_count_emptied AFTER TRUNCATE ON comments_comment
FOR EACH STATEMENT EXECUTE FUNCTION comments_count_emptied();
"""
FORWARDS = EMPTIED + "".join(
    COUNT.format(event=event, name=name, tables=tables, signed=signed) for event, name, tables, signed in EVENTS
)
BACKWARDS = "".join(
    f"DROP TRIGGER comments_count_{name} ON comments_comment; DROP FUNCTION comments_count_{name}();"
    for name in ("emptied", *(name for _event, name, _tables, _signed in EVENTS))
)


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0003_screening'),
        ('articles', '0017_kept_counts'),
    ]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
