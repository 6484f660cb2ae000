"""The bench of work says what each piece of work reads, and takes it back."""

import pytest
from django.db import connection, transaction

from articles.models import Article
from bench.work.costs import Work, costs, table
from tests.factories import make_article


@pytest.mark.django_db(transaction=True)
def test_work_is_measured_and_taken_back() -> None:
    for _number in range(30):
        make_article()
    Article.objects.latest("pk").delete()

    def read_everything() -> None:
        with connection.cursor() as cursor:
            for kind in ("indexscan", "indexonlyscan", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{kind} = off")
            cursor.execute("SELECT count(*) FROM articles_article WHERE title LIKE '%e%'")
        make_article(title="Taken back")

    assert not connection.in_atomic_block
    (cost,) = costs([Work("read everything", read_everything, articles=2)])
    assert "articles_article" in cost.whole
    assert cost.rows >= 29 / 2
    assert not Article.objects.filter(title="Taken back").exists()
    assert table([cost]).splitlines()[1].startswith("read everything")
    with transaction.atomic():
        assert Article.objects.count() == 29
