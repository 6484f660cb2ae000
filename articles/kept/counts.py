"""The numbers of articles in lists, read from kept rows: what they cost does not depend on the number of articles."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from articles.models import ListCount, Topic
from articles.models.kept import ALL_TIME, EVERY_SOURCE

EPOCH = date(1970, 1, 1)
# Every article, or one per story and language.
Number = Literal["articles", "leads"]


def number_of_day(day: date) -> int:
    """The key of the list of a day."""
    return (day - EPOCH).days


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source to which a list can be narrowed."""

    pk: int
    slug: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """The articles of a list by language, most first; those of one language by month (by first day), newest first;
    and the sources of the latter by name.
    """

    languages: dict[str, int]
    months: dict[date, int]
    sources: list[SourceChoice]


# Rows of all time and rows of periods stand in two indexes. Sources come in the order of the database, which knows
# Vietnamese letters; the rest in one order too, so that the same numbers are the same rows (`articles.dependence`).
_NUMBERS = """
    (SELECT language, NULL::date, sum({number}), NULL::bigint, NULL, NULL
    FROM articles_listcount
    WHERE kind = %(kind)s AND key = %(key)s AND source_id = {source} AND {within}
    GROUP BY language HAVING sum({number}) > 0 ORDER BY language)
    UNION ALL
    (SELECT NULL, period, sum({number}), NULL, NULL, NULL
    FROM articles_listcount
    WHERE kind = %(kind)s AND key = %(key)s AND source_id = {source} AND language = %(language)s
        AND period > '0001-01-01'
    GROUP BY period HAVING sum({number}) > 0 ORDER BY period)
    UNION ALL (
        SELECT language, NULL, row_number() OVER (ORDER BY name), id, slug, name
        FROM articles_source
        WHERE id IN (
            SELECT source_id FROM articles_listcount
            WHERE kind = %(kind)s AND key = %(key)s AND language = %(language)s AND source_id > 0
                AND period = '0001-01-01'
            GROUP BY source_id HAVING sum(articles) > 0
        )
        ORDER BY name LIMIT %(most_sources)s
    )
"""
_EVERY_SOURCE, _ONE_SOURCE = str(EVERY_SOURCE), "(SELECT id FROM articles_source WHERE slug = %(source)s)"
_ALWAYS, _WITHIN = (
    "period = '0001-01-01'",
    "period > '0001-01-01' AND period >= %(first)s AND period < %(end)s",
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A list of which numbers are kept."""

    kind: int
    key: int

    def numbers(
        self,
        language: str,
        *,
        within: tuple[date, date] | None = None,
        source: str = "",
        most_sources: int = 0,
    ) -> Numbers:
        """The numbers of the list, of one source if its slug is given: of it all articles count, else one per story
        and language, whose lead may be from another source. One query.

        With `within`, languages count in the months from its first day to before its second only. At most
        `most_sources` sources are named, to whichever the list is narrowed.
        """
        first, end = within or (None, None)
        statement = _NUMBERS.format(
            number="articles" if source else "leads",
            source=_ONE_SOURCE if source else _EVERY_SOURCE,
            within=_WITHIN if within else _ALWAYS,
        )
        values: dict[str, Any] = {"kind": self.kind, "key": self.key, "language": language, "source": source}
        values |= {"first": first, "end": end, "most_sources": most_sources}
        found = Numbers({}, {}, [])
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            for tag, month, number, pk, slug, name in sorted(cursor.fetchall(), key=_in_order):
                if pk is not None:
                    found.sources.append(SourceChoice(pk, slug, name, tag))
                elif month is None:
                    found.languages[tag] = number
                else:
                    found.months[month] = number
        return found


def _in_order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Languages by number, most first; months newest first; sources by their place."""
    tag, month, number, pk, _slug, _name = row
    if pk is not None:
        return 2, number
    return (1, -month.toordinal()) if month else (0, -number, tag)


def own_and_carried(source_id: int) -> dict[str, tuple[int, int]]:
    """For each language the number of a source's own articles, and of those of others that it carries. One query."""
    rows = ListCount.objects.filter(
        kind=ListCount.Kind.SOURCE, key=source_id, period=ALL_TIME, source_id__in=(EVERY_SOURCE, source_id)
    )
    numbers = (
        rows.values_list("language")
        .annotate(
            every=Sum("articles", filter=Q(source_id=EVERY_SOURCE)),
            own=Sum("articles", filter=Q(source_id=source_id), default=0),
        )
        .filter(every__gt=0)
    )
    return {language: (own, every - own) for language, every, own in numbers}


def article_count(
    kind: int, *, language: str | None = None, source: OuterRef | int = EVERY_SOURCE
) -> Combinable:
    """The number of all articles of the list of each row of a query, for `annotate`; in one language if given."""
    rows = ListCount.objects.filter(kind=kind, key=OuterRef("pk"), source_id=source, period=ALL_TIME)
    if language is not None:
        rows = rows.filter(language=language)
    totals = rows.order_by().values("key").annotate(total=Sum("articles")).values("total")
    return Coalesce(Subquery(totals), 0)


def of_days(days: Sequence[date], *, language: str) -> dict[date, int]:
    """The number of stories in a language on each of some days; without days of none. One query."""
    rows = ListCount.objects.filter(
        kind=ListCount.Kind.DAY,
        key__in=[number_of_day(day) for day in days],
        language=language,
        source_id=EVERY_SOURCE,
        period=ALL_TIME,
    )
    return {EPOCH + timedelta(days=number): count for number, count in _summed(rows, ["key"], "leads")}


def of_topics_since(first: date, *, language: str) -> dict[int, int]:
    """The number of articles in a language on each topic from a day on; without those of none. One query."""
    rows = ListCount.objects.filter(
        kind=ListCount.Kind.TOPIC_BY_DAY,
        key__in=Topic.objects.values("pk"),
        language=language,
        source_id=EVERY_SOURCE,
        period__gt=ALL_TIME,
        period__gte=first,
    )
    return dict(_summed(rows, ["key"], "articles"))


def of_keys(kind: int, *, language: str) -> dict[int, int]:
    """The number of stories in a language in each list of a kind, by its key; without those of none. One query."""
    rows = ListCount.objects.filter(kind=kind, language=language, source_id=EVERY_SOURCE, period=ALL_TIME)
    return dict(_summed(rows, ["key"], "leads"))


def of_all_languages(kind: int) -> dict[int, int]:
    """The number of articles in each list of a kind, by its key; without those of none. One query."""
    rows = ListCount.objects.filter(kind=kind, source_id=EVERY_SOURCE, period=ALL_TIME)
    return dict(_summed(rows, ["key"], "articles"))


def languages_of(kind: int) -> dict[int, set[str]]:
    """The languages in which each list of a kind (by its key) holds articles. One query."""
    rows = ListCount.objects.filter(kind=kind, source_id=EVERY_SOURCE, period=ALL_TIME)
    # Without the numbers: what is read stays the same until a list fills or empties (`articles.dependence`).
    filled = rows.values("key", "language").alias(total=Sum("articles")).filter(total__gt=0)
    found: dict[int, set[str]] = defaultdict(set)
    for key, language in filled.order_by("key", "language").values_list("key", "language"):
        found[key].add(language)
    return found


def filled_lists(kind: int, *, language: str) -> set[int]:
    """The lists of a kind, by key, that hold articles in a language. One query."""
    rows = ListCount.objects.filter(kind=kind, language=language, source_id=EVERY_SOURCE, period=ALL_TIME)
    filled = rows.values("key").alias(total=Sum("articles")).filter(total__gt=0)
    return set(filled.order_by("key").values_list("key", flat=True))


def _summed(
    rows: "QuerySet[ListCount]", by: Sequence[str], number: Number
) -> "QuerySet[ListCount, tuple[Any, ...]]":
    """The sums of `number` by some columns, without those of none."""
    return rows.values_list(*by).annotate(total=Sum(number)).filter(total__gt=0)
