"""Articles as lists show them: plain values, read in one statement, with what each says of its whole story."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from articles.pages import names
from articles.pages.values import Card, ShownPicture, address_of
from articles.prepared import Prepared

# Columns that a card is made of, in this order.
COLUMNS = """a.id, a.story_id, a.category_id, a.language, a.title, a.lead, a.published_at, a.published_day_only,
  a.ordered_at, a.is_lead, a.machine_translated, a.address_key, a.origin_key, a.source_id, a.carrier_id"""
# The first picture that is shown, if its source allows any.
PICTURE = """LEFT JOIN LATERAL (
  SELECT json_build_array(p.position, p.place, p.caption, p.credit, p.state, p.stored_as, p.widths, p.width, p.height)
    AS picture
  FROM articles_picture p WHERE p.article_id = a.id AND p.state = 'stored' AND p.widths <> '[]'
  ORDER BY p.position LIMIT 1
) p ON true"""

# Where an article names no date, its story's earliest known one, of the original if that is dated.
_CARDS = f"""
SELECT {COLUMNS}, a.title_derived, p.picture, story.comments, story.papers, story.languages,
  CASE WHEN a.published_at IS NULL THEN coalesce(story.original_at, story.known_at) END
FROM articles_article a {PICTURE} CROSS JOIN LATERAL (
  SELECT sum(s.comment_count) AS comments, count(DISTINCT s.source_id) AS papers,
    count(DISTINCT s.language) AS languages, min(s.published_at) AS known_at,
    min(s.published_at) FILTER (WHERE NOT s.machine_translated) AS original_at
  FROM articles_article s WHERE s.story_id = a.story_id AND s.state = 'published'
) story
WHERE a.id = ANY(%(wanted)s) AND a.state = 'published'
"""  # noqa: S608  # own names only
_CARD_ROWS = Prepared("cards", _CARDS, wanted="bigint[]")


def cards(pks: Iterable[int]) -> dict[int, Card]:
    """The published articles of these ids, by id, in no order. One query, and one for sources that are not kept."""
    wanted = sorted(set(pks))
    if not wanted:
        return {}
    rows = _CARD_ROWS.rows({"wanted": wanted})
    found, _publishers = cards_of(rows)
    return {card.pk: _of_story(card, row) for card, row in zip(found, rows, strict=True)}


def _of_story(card: Card, row: tuple[Any, ...]) -> Card:
    derived, papers, languages, known_since = row[15], *row[18:]
    return replace(
        card,
        title_derived=derived,
        story_papers=papers,
        story_languages=languages,
        known_since=known_since,
    )


def cards_of(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Card], Any]:
    """The cards of rows that hold `COLUMNS`, something of their own, a picture and the number of comments; and the sources
    that they name."""
    publishers = names.sources(pk for row in rows for pk in row[13:15])
    found = []
    for row in rows:
        pictures = (picture_of(row[16]),) if row[16] else ()
        found.append(Card(**fields_of(row, publishers, pictures) | {"comment_count": row[17]}))
    return found, publishers


def fields_of(row: tuple[Any, ...], publishers: Any, pictures: Iterable[ShownPicture]) -> dict[str, Any]:
    """The fields of a card; `row` begins with `COLUMNS`."""
    source = publishers[row[13]]
    allowed = pictures if source.pictures_allowed else ()
    return {
        "pk": row[0],
        "story_id": row[1],
        "category_id": row[2],
        "language": row[3],
        "title": row[4],
        "lead": row[5],
        "published_at": row[6],
        "published_day_only": row[7],
        "ordered_at": row[8],
        "is_lead": row[9],
        "machine_translated": row[10],
        "address_key": row[11],
        "origin_key": row[12],
        "source": source,
        "source_id": row[13],
        "carrier": publishers[row[14]] if row[14] else None,
        "lead_picture": next((one for one in allowed if one.is_shown), None),
        "address": address_of(row[3], row[0], row[4]),
        "comment_count": 0,
    }


def picture_of(values: Sequence[Any]) -> ShownPicture:
    """A picture of what `json_build_array` made of it."""
    position, place, caption, credit, state, stored_as, widths, width, height = values
    return ShownPicture(position, place, caption, credit, state, stored_as, tuple(widths), width, height)
