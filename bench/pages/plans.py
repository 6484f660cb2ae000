"""What the database does for a page: each of its statements with the plan that PostgreSQL took, and the rows it read.

A page costs what it shows if no statement reads a table of articles from end to end, and none reads many times more rows
than it gives. At 20,000 articles both are seen as clearly as at a million.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.pages.addresses import Address

# Rows of growing tables that a statement may read for each that it gives. One that gives hardly any, such as a number,
# may read what a page full of rows might: the desk shows fifty, and counts to a thousand.
READ_A_ROW = 50
ROWS_AT_LEAST = {"desk": 50}
ROWS_AT_LEAST_ELSEWHERE = 20
# A search reads windows that do not grow: at most four thousand rows that hold the words (`articles.search.candidates`),
# of the thousand best their topics, the newest three thousand titles for another spelling; and once a minute where the
# newest 128,000 articles begin, from an index alone.
SEARCH_WINDOW, RANGE_START = 4_500, re.compile(r"OFFSET (\d+)$")
# Tables that grow with every article: none is read from end to end.
GROWING = frozenset(
    {
        "articles_article",
        "articles_articleplace",
        "articles_articletopic",
        "articles_citation",
        "articles_intake",
        "articles_picture",
        "articles_revision",
        "articles_story",
        "articles_storykey",
        "articles_textband",
        "articles_textsketch",
        "comments_comment",
        "feeds_entry",
    }
)
# A scan of a table that read this share of it went to its end: numbers of rows are estimates.
SHARE_OF_WHOLE = 0.9
SMALL_PAGES = 1_000  # of 8 KB
_SETTINGS = re.compile(r"(?:\s*(?:SET\s+LOCAL|SELECT\s+set_config\()[^;]*;)+", re.IGNORECASE)
# Nodes that make a bitmap: "Bitmap Index Scan", "BitmapAnd", "BitmapOr"; a "Bitmap Heap Scan" uses one.
_BITMAP = ("Bitmap Index", "BitmapAnd", "BitmapOr")
_SCANS = frozenset({"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Tid Scan"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with the rows that it gave, and those that it read from growing tables and their indexes. `whole` are
    the growing tables that it read from end to end."""

    sql: str
    given: int
    read: int
    whole: tuple[str, ...]
    milliseconds: float

    def faults(self, group: str = "page") -> list[str]:
        """What is wrong with it on a page of this group, in words; empty for a statement that costs what it gives."""
        found = [f"reads all of {table}" for table in self.whole]
        most = READ_A_ROW * max(self.given, ROWS_AT_LEAST.get(group, ROWS_AT_LEAST_ELSEWHERE))
        if group == "search":
            start = RANGE_START.search(self.sql)
            most = max(most, int(start[1]) + 1 if start else SEARCH_WINDOW)
        if self.read > most:
            found.append(f"reads {self.read:,} rows to give {self.given:,}")
        return found


def statements_of(address: Address, client: Client) -> list[Statement]:
    """The statements that one request for the page makes, run once more each to see their plans.

    Raises AssertionError where the page does not answer.
    """
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address.path)
        # A streamed answer asks while it is read.
        size = len(b"".join(answer) if answer.streaming else answer.content)
    assert answer.status_code < 500, f"{address.kind}: {answer.status_code}"
    assert size or answer.status_code in (301, 302), f"{address.kind}: an empty answer"
    return [explained(query["sql"]) for query in captured.captured_queries if is_question(query["sql"])]


def explained(sql: str) -> Statement:
    """The statement as PostgreSQL runs it, after the settings that it brings along (`SET LOCAL …;`,
    `SELECT set_config(…);`).

    A table of a few pages is read whole sooner than by its index: of such a one only the number of rows counts.
    """
    setting, sql = _apart(sql)
    with transaction.atomic(), connection.cursor() as cursor:
        if setting:
            cursor.execute(setting)
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        (answer,) = cursor.fetchone()
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]
    nodes = [node for node in _nodes(plan["Plan"]) if _table(node) in GROWING]
    given, read = _given(plan["Plan"]), sum(_read_with_bitmap(node) for node in nodes)
    whole = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan" and _is_whole(node)}
    if read <= READ_A_ROW * given:
        whole = {table for table in whole if _pages(table) > SMALL_PAGES}
    return Statement(
        sql=sql, given=given, read=read, whole=tuple(sorted(whole)), milliseconds=plan["Execution Time"]
    )


def reader() -> Client:
    """A client that asks as a reader does."""
    return Client(SERVER_NAME="127.0.0.1")


def editor() -> Client:
    """A client that is signed in to the desk, as somebody who may see all of it."""
    users = get_user_model().objects
    account = users.filter(is_superuser=True).first() or users.create_superuser("bench")
    client = reader()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def offenders(addresses: Iterable[Address]) -> Iterator[tuple[Address, Statement]]:
    """The statements that do not cost what they give, each with its page."""
    clients = {True: editor(), False: reader()}
    for address in addresses:
        group = "search" if " search " in address.kind else address.group  # its feed reads the same windows
        for statement in statements_of(address, clients[address.group == "desk"]):
            if statement.faults(group):
                yield address, statement


def report(found: Sequence[tuple[Address, Statement]], *, width: int = 220) -> str:
    """The offenders as lines for people, by page."""
    lines = []
    for address, statement in found:
        sql = " ".join(statement.sql.split())
        shown = sql if len(sql) <= width else f"{sql[: width // 2]} … {sql[-width // 2 :]}"
        group = "search" if " search " in address.kind else address.group
        faults = "; ".join(statement.faults(group))
        lines.append(
            f"{address.kind} ({address.path}): {faults}; {statement.milliseconds:.0f} ms\n    {shown}"
        )
    return "\n".join(lines)


def is_question(sql: str) -> bool:
    """Whether a statement only reads."""
    return _apart(sql)[1].lstrip(" (\n").upper().startswith(("SELECT", "WITH", "EXECUTE"))


def _apart(sql: str) -> tuple[str, str]:
    """The settings that precede a statement, if any, and the statement."""
    found = _SETTINGS.match(sql)
    return (found[0], sql[found.end() :]) if found else ("", sql)


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The nodes of a plan, without those that make a bitmap for another."""
    yield plan
    for part in plan.get("Plans", ()):
        if not part["Node Type"].startswith(_BITMAP):
            yield from _nodes(part)


def _table(node: Mapping[str, Any]) -> str:
    """The table that a node reads, if it reads any and is run at all."""
    if node["Node Type"] not in _SCANS or not node.get("Actual Loops", 1):
        return ""
    return str(node["Relation Name"])


def _given(plan: Mapping[str, Any]) -> int:
    """The rows that a statement gives; of a number those that it counts, which the desk bounds by LIMIT."""
    counted = plan["Node Type"] == "Aggregate" and plan["Plans"][0]["Node Type"] in ("Limit", "Subquery Scan")
    rows: float = (plan["Plans"][0] if counted else plan)["Actual Rows"]
    return round(rows)


def _pages(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpages FROM pg_class WHERE oid = %s::regclass", [table])
        (pages,) = cursor.fetchone()
    return int(pages)


def _is_whole(node: Mapping[str, Any]) -> bool:
    """Whether a scan went on to the table's end, and was not stopped by a LIMIT."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [node["Relation Name"]])
        (rows,) = cursor.fetchone()
    return _read(node) >= SHARE_OF_WHOLE * float(rows)


def _read_with_bitmap(node: Mapping[str, Any]) -> int:
    """The rows that a node reads from a table. A bitmap names them from an index first, which plain scans of an index do
    in one step: the larger number counts."""
    made = (part for part in node.get("Plans", ()) if part["Node Type"].startswith(_BITMAP))
    return max(_read(node), sum(_read_with_bitmap(part) for part in made))


def _read(node: Mapping[str, Any]) -> int:
    """The rows that a node reads from a table or an index, those that it throws away included."""
    rows: float = node.get("Actual Rows", 0)
    rows += node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    loops: float = node.get("Actual Loops", 1)
    return round(rows * loops)
