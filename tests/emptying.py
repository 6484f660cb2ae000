"""Emptying the database after a test that committed.

Django empties all tables and makes content types, permissions and groups again, which takes as long as a short test. Here
the tables with rows are emptied, and those stay as the migrations left them.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase
from psycopg2 import sql

from newsroom.models import ShippedGroup

KEPT = {
    *(
        model._meta.db_table
        for model in (
            ContentType,
            Permission,
            Group,
            Group.permissions.through,
            ShippedGroup,
            ShippedGroup.given.through,
        )
    ),
    "django_migrations",
}


def empty_written(_case: TransactionTestCase) -> None:
    """Takes the place of `TransactionTestCase._fixture_teardown`."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - KEPT)
        rows = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(one), sql.Identifier(one))
            for one in tables
        ]
        cursor.execute(sql.SQL(" UNION ALL ").join(rows))
        if written := [sql.Identifier(name) for (name,) in cursor.fetchall()]:
            cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(written)))
