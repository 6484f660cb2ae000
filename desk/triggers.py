"""The triggers by which the database itself writes the record: whatever code changes a row, and however.

An app config names the models whose rows are recorded, as `recorded`: each with the columns that are left out, because
they are reckoned from others or are nobody's business. What it does not record it names as `not_recorded`, each with the
reason. A trigger does nothing, and costs next to nothing, while no act is under way in its transaction.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections, models

FUNCTION = """
CREATE OR REPLACE FUNCTION desk_record() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    described jsonb := current_setting('desk.act')::jsonb;
    act bigint := nullif(current_setting('desk.act_id', true), '')::bigint;
    left_out text[] := string_to_array(TG_ARGV[1], ',');
    was jsonb;
    became jsonb;
    pk text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := to_jsonb(OLD);
        pk := was ->> TG_ARGV[0];
        was := was - left_out;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        became := to_jsonb(NEW);
        pk := became ->> TG_ARGV[0];
        became := became - left_out;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        was := (
            SELECT jsonb_object_agg(key, value) FROM jsonb_each(was) WHERE became -> key IS DISTINCT FROM value
        );
        IF was IS NULL THEN
            RETURN NULL;
        END IF;
        became := (SELECT jsonb_object_agg(key, value) FROM jsonb_each(became) WHERE was ? key);
    END IF;
    -- The act is written with its first change: what changes nothing leaves no record.
    -- One that spans transactions has its number before, and was perhaps written by an earlier one.
    IF act IS NULL THEN
        act := coalesce((described ->> 'id')::bigint, nextval(pg_get_serial_sequence('desk_act', 'id')));
        INSERT INTO desk_act (id, at, kind, road, by_id, by_name, reason, about, undoes_id, erased_by)
        SELECT act, at, kind, road, by_id, by_name, reason, about, undoes_id, ''
        FROM jsonb_populate_record(NULL::desk_act, described)
        ON CONFLICT (id) DO NOTHING;
        PERFORM set_config('desk.act_id', act::text, true);
    END IF;
    INSERT INTO desk_change (act_id, "table", "row", before, after)
    VALUES (act, TG_TABLE_NAME, pk, was, became);
    RETURN NULL;
END
$body$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER desk_record AFTER INSERT OR UPDATE OR DELETE ON "{table}" FOR EACH ROW
WHEN (current_setting('desk.act', true) <> '') EXECUTE FUNCTION desk_record('{pk}', '{left_out}')
"""


def recorded_models() -> Iterator[tuple[type[models.Model], tuple[str, ...]]]:
    """Each recorded model with the columns that are left out."""
    for config in apps.get_app_configs():
        for name, left_out in getattr(config, "recorded", {}).items():
            yield config.get_model(name), tuple(left_out)


def install_triggers(app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Gives every recorded table its trigger; a receiver of `post_migrate`. A table that is not there yet waits."""
    if app_config.name != "desk":
        return
    connection = connections[using]
    there = set(connection.introspection.table_names())
    if not {"desk_act", "desk_change"} <= there:
        return
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for model, left_out in recorded_models():
            table, pk = model._meta.db_table, model._meta.pk.column
            if table in there:
                cursor.execute(TRIGGER.format(table=table, pk=pk, left_out=",".join(left_out)))
