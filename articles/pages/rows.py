"""What the pages of an article and a story read from the database: two statements, plain values, no long text.

The rows of both statements together are what such a page depends on, so their digest is its version. Of what they do
not hold itself (an article's text, comments, former revisions) they hold where PostgreSQL keeps the row and which
transaction wrote it (`ctid`, `xmin`), which change with every write. PostgreSQL 15, 5.5 System Columns.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from articles.evidence.kinds import Kind
from articles.models.evidence import stated_facts
from articles.pages import names
from articles.pages.cards import COLUMNS, PICTURE, cards_of, fields_of, picture_of
from articles.pages.provinces import NamedProvince, named_provinces
from articles.pages.values import Byline, Card, CitedDocument, ShownArticle
from articles.prepared import Prepared

RELATED = 4  # articles in each block of related ones
LARGEST_ID = 2**63 - 1  # PostgreSQL compares a larger number, from an address, with every row

_WRITTEN = "{row}.id || ':' || {row}.ctid || ':' || {row}.xmin"
_ALL_WRITTEN = f"md5(string_agg({_WRITTEN}, ' ' ORDER BY {{row}}.id))"

# --- The article itself -----------------------------------------------------------------------------------------

_ARTICLE = f"""
SELECT a.id, a.story_id, a.category_id, a.language, a.title, a.lead, a.published_at, a.published_day_only,
  a.ordered_at, a.is_lead, a.machine_translated, a.address_key, a.origin_key, a.source_id, a.carrier_id,
  a.state, a.url, a.origin_url, a.updated_at, a.updated_day_only, a.author_id, author.name,
  ARRAY(SELECT topic_id FROM articles_articletopic l WHERE l.article_id = a.id AND NOT l.excluded ORDER BY topic_id),
  (SELECT json_agg(json_build_array(l.province, l.former) ORDER BY l.id) FROM articles_articleplace l
    WHERE l.article_id = a.id),
  (SELECT json_agg(json_build_array(p.position, p.place, p.caption, p.credit, p.state, p.stored_as, p.widths, p.width,
    p.height) ORDER BY p.position) FROM articles_picture p WHERE p.article_id = a.id),
  (SELECT json_agg(json_build_array(d.number, d.year, d.kind, d.issuer,
    (SELECT json_object_agg(n.language, n.title) FROM articles_documentname n WHERE n.document_id = d.id))
    ORDER BY d.number, d.id)
    FROM articles_citation c JOIN articles_document d ON d.id = c.document_id WHERE c.article_id = a.id),
  c.languages, c.written,
  (SELECT o.is_open FROM comments_opening o
    WHERE o.article_id = a.id OR o.story_id = a.story_id OR o.source_id = a.source_id OR o.category_id = a.category_id
    ORDER BY o.article_id, o.story_id, o.source_id LIMIT 1),
  (SELECT l.facts FROM articles_storylink l
    WHERE (l.first_id = a.id OR l.second_id = a.id) AND l.taken_back_at IS NULL
    ORDER BY l.made_at DESC, l.id DESC LIMIT 1),
  (SELECT {_ALL_WRITTEN.format(row="r")} FROM articles_revision r WHERE r.article_id = a.id),
  {_WRITTEN.format(row="a")}
FROM articles_article a
LEFT JOIN articles_author author ON author.id = a.author_id
CROSS JOIN LATERAL (
  SELECT json_agg(c.language) FILTER (WHERE c.state = 'approved') AS languages,
    {_ALL_WRITTEN.format(row="c")} AS written
  FROM articles_article s JOIN comments_comment c ON c.article_id = s.id
  WHERE s.story_id = a.story_id AND s.state = 'published' AND c.state IN ('approved', 'removed', 'hidden', 'withdrawn', 'erased')
) c
WHERE a.id = %(article)s AND a.state IN ('published', 'withdrawn')
"""  # noqa: S608  # own names only
_ARTICLE_ROWS = Prepared("article", _ARTICLE, article="bigint")


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """An article without its text, the ids of its topics, the provinces it names, the documents it cites; the languages of the comments that
    readers see below its story, with their numbers; whether editors say that comments are open; the facts by which a rule linked it with another version; whether it was ever revised; and `written`, which changes with every
    write of what belongs to it."""

    article: ShownArticle
    topic_ids: tuple[int, ...]
    places: list[NamedProvince]
    documents: list[CitedDocument]
    comment_languages: list[tuple[str, int]]
    is_open: bool | None
    shared_facts: tuple[str, ...]
    is_revised: bool
    written: str


def article_rows(pk: int) -> ArticleRows | None:
    """An article that is or was public; None if there is none. One query, and one for sources that are not kept."""
    rows = _ARTICLE_ROWS.rows({"article": pk}) if pk <= LARGEST_ID else []
    if not rows:
        return None
    (row,) = rows
    (
        author_id,
        author,
        topics,
        places,
        pictures,
        documents,
        comments,
        _comments,
        is_open,
        facts,
        revisions,
        _row,
    ) = row[20:]
    shown = tuple(picture_of(one) for one in pictures or ())
    publishers = names.sources(row[13:15])
    category = names.categories().by_pk.get(row[2])
    article = ShownArticle(
        **fields_of(row, publishers, shown),
        state=row[15],
        url=row[16],
        origin_url=row[17],
        updated_at=row[18],
        updated_day_only=row[19],
        author=Byline(author_id, author) if author_id else None,
        category=category,
        pictures=shown,
    )
    terms = names.document_terms() if documents else {}
    cited = [
        CitedDocument(number, year, kind, issuer, titles or {}, terms)
        for number, year, kind, issuer, titles in documents or ()
    ]
    return ArticleRows(
        article,
        tuple(topics),
        named_provinces(places or ()),
        cited,
        _most_first(comments or ()),
        is_open,
        stated_facts(facts or ()),
        revisions is not None,
        repr((row, publishers)),
    )


def _most_first(languages: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(languages).items(), key=lambda one: (-one[1], one[0]))


# --- Articles around it -----------------------------------------------------------------------------------------

_NEIGHBOURS = (
    """a.state = 'published' AND a.language = %(language)s AND a.is_lead AND a.story_id <> %(story)s"""
)
_ORDER = "ORDER BY a.ordered_at DESC, a.id DESC"
_NEWEST = f"{_ORDER} LIMIT {RELATED}"
# Another report of the same event lies a few days away, shares at least so many facts that few articles have, and names
# no other province.
EVENT_DAYS, EVENT_FACTS = 4, 3
FACTS_LOOKED_AT, FEW_ARTICLES = 16, 25
_FACTS = f"kind IN ({Kind.DOCUMENT:d}, {Kind.NAME:d}) OR kind = {Kind.FIGURE:d} AND length(key) > 2"
# Of the same place and subject: among the newest of so many provinces.
PLACES_LOOKED_AT, NEWEST_OF_A_PLACE = 3, 60
# Of a subject: among its newest, as lists keep them.
NEWEST_OF_A_TOPIC = 60
_ON_TOPIC = "l.topic_id = ANY(%(topics)s) AND NOT l.excluded"
# Asked for each row of some sixty: PostgreSQL makes no join of a subquery that has an OFFSET, which would read the topics'
# links from end to end.
_EACH = "OFFSET 0"

_AROUND = f"""
WITH event AS MATERIALIZED (
  SELECT {COLUMNS} FROM articles_article a WHERE {_NEIGHBOURS} AND a.id IN (
    SELECT hit.article_id FROM (
      SELECT kind, key FROM articles_evidence WHERE article_id = %(article)s AND ({_FACTS})
      ORDER BY place, kind, key LIMIT {FACTS_LOOKED_AT}
    ) own CROSS JOIN LATERAL (
      SELECT near.article_id, near.language, count(*) OVER () AS sharing FROM (
        SELECT e.article_id, e.language FROM articles_evidence e WHERE e.kind = own.kind AND e.key = own.key
          AND e.day BETWEEN %(day)s::date - {EVENT_DAYS} AND %(day)s::date + {EVENT_DAYS}
        ORDER BY e.day DESC LIMIT {FEW_ARTICLES}
      ) near
    ) hit
    WHERE hit.sharing < {FEW_ARTICLES} AND hit.language = %(language)s
    GROUP BY hit.article_id HAVING count(*) >= {EVENT_FACTS})
  AND (%(provinces)s::int[] = '{{}}' OR NOT EXISTS (SELECT 1 FROM articles_articleplace p WHERE p.article_id = a.id)
    OR EXISTS (SELECT 1 FROM articles_articleplace p WHERE p.article_id = a.id AND p.province = ANY(%(provinces)s)))
  {_NEWEST}
), near AS MATERIALIZED (
  SELECT {COLUMNS} FROM articles_article a WHERE {_NEIGHBOURS} AND a.id IN (
    SELECT newest.article_id FROM unnest(%(provinces)s::int[]) WITH ORDINALITY wanted (province, number)
    CROSS JOIN LATERAL (
      SELECT p.article_id FROM articles_articleplace p
      WHERE p.province = wanted.province AND p.language = %(language)s AND p.is_listed AND p.is_lead
      ORDER BY p.ordered_at DESC, p.article_id DESC LIMIT {NEWEST_OF_A_PLACE}
    ) newest
    WHERE wanted.number <= {PLACES_LOOKED_AT}
      AND EXISTS (SELECT 1 FROM articles_articletopic l WHERE l.article_id = newest.article_id AND {_ON_TOPIC} {_EACH}))
  AND a.id NOT IN (SELECT id FROM event) {_NEWEST}
), topic AS MATERIALIZED (
  SELECT {COLUMNS} FROM articles_article a WHERE {_NEIGHBOURS} AND a.id IN (
    SELECT newest.article_id FROM unnest(%(topics)s::bigint[]) wanted (topic) CROSS JOIN LATERAL (
      SELECT l.article_id FROM articles_articletopic l
      WHERE l.topic_id = wanted.topic AND l.language = %(language)s AND l.is_listed AND l.is_lead
      ORDER BY l.ordered_at DESC, l.article_id DESC LIMIT {NEWEST_OF_A_TOPIC}
    ) newest)
  AND a.id NOT IN (SELECT id FROM event UNION ALL SELECT id FROM near)
  {_ORDER} LIMIT {RELATED} - (SELECT count(*) FROM near)
), category AS MATERIALIZED (
  SELECT {COLUMNS} FROM articles_article a WHERE {_NEIGHBOURS} AND a.category_id = %(category)s
    AND a.id NOT IN (SELECT id FROM event UNION ALL SELECT id FROM near UNION ALL SELECT id FROM topic) {_NEWEST}
), author AS MATERIALIZED (
  SELECT {COLUMNS} FROM articles_article a WHERE {_NEIGHBOURS} AND a.author_id = %(author)s
    AND a.id NOT IN (SELECT id FROM event UNION ALL SELECT id FROM near UNION ALL SELECT id FROM topic
      UNION ALL SELECT id FROM category) {_NEWEST}
), story AS MATERIALIZED (
  SELECT {COLUMNS} FROM articles_article a WHERE a.story_id = %(story)s AND a.state = 'published' AND a.id <> %(article)s
)
SELECT a.*, p.picture, (
  SELECT sum(s.comment_count) FROM articles_article s WHERE s.story_id = a.story_id AND s.state = 'published') FROM (
  SELECT *, 's' AS block FROM story UNION ALL SELECT *, 'e' FROM event
  UNION ALL SELECT *, 'n' FROM near UNION ALL SELECT *, 't' FROM topic
  UNION ALL SELECT *, 'c' FROM category UNION ALL SELECT *, 'a' FROM author
) a {PICTURE} ORDER BY a.ordered_at DESC, a.id DESC
"""  # noqa: S608  # own names only
_AROUND_ROWS = Prepared(
    "around_article",
    _AROUND,
    article="bigint",
    story="bigint",
    language="text",
    topics="bigint[]",
    provinces="int[]",
    day="date",
    category="bigint",
    author="bigint",
)


@dataclass(frozen=True, slots=True)
class Around:
    """The articles that an article's page links to, newest first, none in two of the last four lists: others of its
    story, other reports of its event, and the newest of its topics (those that name the same province first), its category
    and its author. `written` is as in `ArticleRows`."""

    story: list[Card]
    event: list[Card]
    topic: list[Card]
    category: list[Card]
    author: list[Card]
    written: str


def around(rows: ArticleRows) -> Around:
    """What stands around an article. One query, and one for sources that are not kept."""
    article = rows.article
    found = _AROUND_ROWS.rows(
        {
            "article": article.pk,
            "story": article.story_id,
            "language": article.language,
            "topics": list(rows.topic_ids),
            "provinces": [one.province.number for one in rows.places],
            "day": article.ordered_at.date(),
            "category": article.category_id,
            "author": article.author.pk if article.author else None,
        },
    )
    cards, publishers = cards_of(found)
    blocks: dict[str, list[Card]] = {block: [] for block in "sentca"}
    for row, card in zip(found, cards, strict=True):
        blocks[row[15]].append(card)
    on_topic = [*blocks["n"], *blocks["t"]]
    return Around(blocks["s"], blocks["e"], on_topic, blocks["c"], blocks["a"], repr((found, publishers)))


# --- A story ----------------------------------------------------------------------------------------------------

# Of each topic the newest places in the edition, which one index holds in their order.
_VERSIONS = f"""
WITH told AS MATERIALIZED (
  SELECT {COLUMNS} FROM articles_article a WHERE a.story_id = %(story)s AND a.state = 'published'
), near AS MATERIALIZED (
  SELECT DISTINCT place.article_id FROM (
    SELECT DISTINCT topic_id FROM articles_articletopic
    WHERE article_id IN (SELECT id FROM told) AND is_listed
  ) t, LATERAL (
    SELECT article_id FROM articles_articletopic l
    WHERE l.topic_id = t.topic_id AND l.is_listed AND l.is_lead AND l.language = %(language)s
    ORDER BY l.ordered_at DESC, l.article_id DESC LIMIT {RELATED * 2}
  ) place
), related AS MATERIALIZED (
  SELECT {COLUMNS} FROM articles_article a JOIN near ON near.article_id = a.id
  WHERE a.state = 'published' AND a.story_id <> %(story)s {_NEWEST}
)
SELECT a.*, p.picture, (
    SELECT sum(s.comment_count) FROM articles_article s WHERE s.story_id = a.story_id AND s.state = 'published'),
  changed.changed_at, (
    SELECT json_agg(json_build_array(c.article_id, d.number, d.year, d.kind, d.issuer,
      (SELECT json_object_agg(n.language, n.title) FROM articles_documentname n WHERE n.document_id = d.id))
      ORDER BY d.number, d.id, c.article_id)
    FROM articles_citation c JOIN articles_document d ON d.id = c.document_id
    WHERE c.article_id IN (SELECT id FROM told))
FROM (
  SELECT *, 'v' AS block FROM told UNION ALL SELECT *, 'r' FROM related
) a JOIN articles_article changed ON changed.id = a.id {PICTURE} ORDER BY a.ordered_at, a.id
"""  # noqa: S608  # own names only
_VERSION_ROWS = Prepared("story", _VERSIONS, story="bigint", language="text")


@dataclass(frozen=True, slots=True)
class StoryRows:
    """The published articles of a story, oldest first; when the words of each last changed; the documents that they cite,
    each with the ids of the articles; the newest articles on its topics in the edition, newest first; and what changes
    with every write of them."""

    versions: list[Card]
    changed_at: dict[int, datetime]
    documents: list[tuple[CitedDocument, frozenset[int]]]
    related: list[Card]
    written: str


def story_rows(pk: int, *, edition: str) -> StoryRows:
    """What the page of a story shows. One query, and one for sources that are not kept."""
    found = _VERSION_ROWS.rows({"story": pk, "language": edition})
    cards, publishers = cards_of(found)
    versions = [card for row, card in zip(found, cards, strict=True) if row[15] == "v"]
    related = [card for row, card in zip(found, cards, strict=True) if row[15] == "r"]
    return StoryRows(
        versions=versions,
        changed_at={row[0]: row[18] for row in found if row[18]},
        documents=_cited(found[0][19] or ()) if found else [],
        related=related[::-1],
        written=repr((found, publishers)),
    )


def _cited(rows: Iterable[Sequence[Any]]) -> list[tuple[CitedDocument, frozenset[int]]]:
    """The documents of a story, those that most of its articles cite first."""
    terms = names.document_terms()
    found: dict[tuple[str, int | None], tuple[CitedDocument, set[int]]] = {}
    for article, number, year, kind, issuer, titles in rows:
        document = CitedDocument(number, year, kind, issuer, titles or {}, terms)
        found.setdefault((number, year), (document, set()))[1].add(article)
    ranked = sorted(found.values(), key=lambda one: -len(one[1]))
    return [(document, frozenset(articles)) for document, articles in ranked]


def texts_of(pk: int) -> tuple[str, str]:
    """The text and the HTML of an article; empty if it is gone. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, html FROM articles_article WHERE id = %s", [pk])
        rows = cursor.fetchall()
    return (rows[0][0], rows[0][1]) if rows else ("", "")
