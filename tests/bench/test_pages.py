"""The bench of pages asks for what there is, and names what reads more than it gives."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article
from bench.fill.filling import fill
from bench.pages import disk, plans
from bench.pages.addresses import Address, desk_addresses, public_addresses
from bench.pages.inside import times_of
from bench.pages.measuring import Measured, table
from bench.pages.plans import ROWS_AT_LEAST_ELSEWHERE, explained, offenders, reader, report, statements_of
from tests.articles.pages.query_budgets import MOST_QUERIES

pytestmark = pytest.mark.django_db

# Kinds of pages in the table of budgets, under the names that they have here.
RENAMED = {"narrowed": "topic narrowed", "archive-month": "archive month", "search": "search common"}


@pytest.fixture
def filled() -> None:
    list(fill(300, seed=2, newest=timezone.now(), processes=1))


def test_every_page_of_the_site_is_asked_for(filled: None) -> None:
    public, desk = public_addresses(("vi",)), desk_addresses()
    kinds = {address.kind for address in public}
    assert {f"vi {RENAMED.get(kind, kind)}" for kind in MOST_QUERIES} <= kinds
    assert len({address.path for address in (*public, *desk)}) == len(public) + len(desk)
    statuses = {address.kind: times_of(address, rounds=1).status for address in (*public, *desk)}
    wrong = {kind: status for kind, status in statuses.items() if status != 200}
    assert wrong == {"vi not found": 404}


@contextmanager
def without_plans(*kinds: str) -> Iterator[None]:
    """The planner leaves these kinds of scans out: what it prefers in a small table depends on the tests before."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL enable_{kind} = off" for kind in kinds))
        yield
        cursor.execute("; ".join(f"SET LOCAL enable_{kind} = on" for kind in kinds))


def test_statements_are_explained_as_they_ran(filled: None) -> None:
    total = Article.objects.count()
    with without_plans("indexscan", "indexonlyscan", "bitmapscan"):
        whole = explained("SELECT count(*) FROM articles_article WHERE lead LIKE '%zzz%'")
    assert whole.whole == ("articles_article",)
    assert (whole.given, whole.read) == (1, total)
    assert whole.faults() == ["reads all of articles_article"]
    with without_plans("seqscan", "bitmapscan"):
        one = explained("SELECT title FROM articles_article WHERE id = 5")
    assert (one.given, one.read, one.whole, one.faults()) == (1, 1, (), [])
    # PostgreSQL reads so small a table whole, though an index would do.
    assert explained("SELECT id FROM articles_article WHERE story_id IN (1, 2, 3)").whole == ()
    with without_plans("seqscan", "indexscan", "indexonlyscan"):
        marked = explained("SELECT title FROM articles_article WHERE id = 5 OR id = 6")
    assert (marked.given, marked.read) == (2, 2)
    many = explained(
        "SELECT sum(one.id * other.id) FROM generate_series(1, 3) n, articles_article one, LATERAL "
        "(SELECT id FROM articles_article WHERE id > one.id - 5 OFFSET 0) other WHERE one.id > 0"
    )
    assert many.read > 50 * ROWS_AT_LEAST_ELSEWHERE
    assert many.faults()[-1].endswith("rows to give 1")


def test_offenders_are_named_with_their_page(filled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "SMALL_PAGES", 0)
    page = next(one for one in public_addresses(("vi",)) if one.kind == "vi article")
    asked = [statement.sql.split()[:2] for statement in statements_of(page, reader())]
    assert asked[0][0] == "EXECUTE", "planned once"
    assert asked[0][1].startswith("article_")
    desk = Address("desk entry search", "desk", "/admin/feeds/entry/?q=example")
    with without_plans("indexscan", "indexonlyscan", "bitmapscan"):
        found = list(offenders([desk]))
    assert any("feeds_entry" in statement.whole for _address, statement in found)
    assert "desk entry search (/admin/feeds/entry/?q=example): reads all of feeds_entry" in report(found)


def test_disk_is_shared_out_among_tables_and_indexes(filled: None) -> None:
    shares = disk.disk_shares()
    parts = {(share.table, share.part) for share in shares}
    assert {
        ("articles_article", "rows"),
        ("articles_article", "long values"),
        ("articles_article", "article_lexemes"),
    } <= parts
    assert shares[0].an_article == pytest.approx(shares[0].size / 300, abs=0.1)
    assert "an article in all" in disk.table(shares)


def test_figures_are_shown_a_page_a_line() -> None:
    one = Measured("vi front", "page", "/vi/", 42_500, 12.0, 34.5, 80.1, 9.9, 2.2, 0)
    assert table([one]).splitlines()[1].split() == [
        "vi",
        "front",
        "42.5",
        "12.0",
        "34.5",
        "80.1",
        "9.9",
        "2.2",
        "0",
    ]
