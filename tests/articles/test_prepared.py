"""A prepared statement is planned once in a session, and answers however that session fares."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.dependence import recorded
from articles.prepared import Prepared

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def numbers() -> Iterator[Prepared]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE prepared_numbers AS SELECT generate_series(1, 9) AS number")
    yield Prepared(
        "numbers",
        "SELECT number FROM prepared_numbers WHERE number = ANY(%(wanted)s) AND number %% 2 = %(rest)s ORDER BY 1",
        wanted="int[]",
        rest="int",
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE prepared_numbers")


def plans() -> list[tuple[int, int]]:
    """How often each prepared statement of this session ran with the plan for all values, and with one for some."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements")
        rows: list[tuple[int, int]] = cursor.fetchall()
    return rows


def test_it_gives_the_rows_for_its_values(numbers: Prepared) -> None:
    assert numbers.rows({"wanted": [1, 2, 3, 12], "rest": 1}) == [(1,), (3,)]
    assert numbers.rows({"wanted": [], "rest": 1}) == []
    assert numbers.rows({"wanted": [4], "rest": None}) == []


def test_it_is_planned_once_for_all_values(numbers: Prepared) -> None:
    for number in range(9):
        numbers.rows({"wanted": [number], "rest": 0})
    assert plans() == [(9, 0)]
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("auto",)


def test_preparing_it_is_none_of_a_pages_statements(numbers: Prepared) -> None:
    with CaptureQueriesContext(connection) as captured:
        numbers.rows({"wanted": [2], "rest": 0})
    (one,) = captured.captured_queries
    assert "EXECUTE numbers_" in one["sql"]


def test_another_session_prepares_it_anew(numbers: Prepared) -> None:
    numbers.rows({"wanted": [2], "rest": 0})
    connection.close()
    assert numbers.rows({"wanted": [2], "rest": 0}) == [(2,)]
    assert plans() == [(1, 0)]


def test_a_session_that_knows_it_already_is_not_asked_to_prepare_it(numbers: Prepared) -> None:
    numbers.rows({"wanted": [2], "rest": 0})
    numbers._usable.clear()
    assert numbers.rows({"wanted": [2], "rest": 0}) == [(2,)]
    assert plans() == [(2, 0)]


def test_behind_a_pooler_it_is_asked_in_full(numbers: Prepared, settings: Any) -> None:
    settings.DATABASE_IS_POOLED = True
    assert numbers.rows({"wanted": [1, 2], "rest": 0}) == [(2,)]
    assert plans() == []


@pytest.mark.parametrize(
    "change",
    ["DEALLOCATE ALL", "ALTER TABLE prepared_numbers ALTER number TYPE bigint"],
    ids=["a session that was lent", "a column of another type"],
)
def test_where_the_plan_is_gone_it_is_asked_in_full(numbers: Prepared, change: str) -> None:
    numbers.rows({"wanted": [2], "rest": 0})
    with connection.cursor() as cursor:
        cursor.execute(change)
    for _time in range(2):
        assert numbers.rows({"wanted": [2], "rest": 0}) == [(2,)]


def test_within_a_transaction_it_fails_once_and_then_is_asked_in_full(numbers: Prepared) -> None:
    def lent_session_of_a_transaction() -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
            return numbers.rows({"wanted": [2], "rest": 0})

    numbers.rows({"wanted": [2], "rest": 0})
    with pytest.raises(DatabaseError):
        lent_session_of_a_transaction()
    assert lent_session_of_a_transaction() == [(2,)]


def test_an_error_of_the_statement_itself_is_raised(numbers: Prepared) -> None:
    with pytest.raises(DatabaseError):
        numbers.rows({"wanted": ["two"], "rest": 0})
    assert numbers.rows({"wanted": [2], "rest": 0}) == [(2,)]


def test_what_reads_by_it_depends_on_the_statement_itself() -> None:
    articles = Prepared("articles", "SELECT id FROM articles_article WHERE id = ANY(%(ids)s)", ids="bigint[]")
    with recorded() as reading:
        articles.rows({"ids": [1, 2]})
    ((statement,),) = [list(reading.statements)]
    assert statement.sql == b"SELECT id FROM articles_article WHERE id = ANY(ARRAY[1,2])"
    assert statement.names == {"articles_article"}
    assert (reading.writes, reading.is_whole) == (False, True)
