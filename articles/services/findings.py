"""What reading the articles of a source came upon: which pieces were dropped and why, and what it warned of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection

from articles.models import Source

MOST_FINDINGS = 20  # of each kind; what is rarer than the twenty most frequent needs no rule of its own

FindingKind = Literal["dropped", "warning"]

# Both count over one list of JSON an article; anything but a list, which nothing writes, counts as an empty one.
_DROPPED = """
    SELECT piece ->> 'reason' AS reason, count(DISTINCT intake.id) AS articles, count(*) AS pieces
    FROM articles_intake intake
    JOIN articles_article article ON article.id = intake.article_id
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(intake.dropped) WHEN 'array' THEN intake.dropped ELSE '[]' END
    ) AS piece
    WHERE article.source_id = %(source)s AND intake.read_at >= %(since)s AND piece ->> 'reason' <> ''
    GROUP BY 1 ORDER BY pieces DESC, reason LIMIT %(most)s
"""
# A warning is a sentence about one article. What belongs to that article alone (addresses, what is quoted or stands
# in brackets, numbers) becomes an ellipsis, so that equal sentences meet.
_WARNINGS = """
    SELECT
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(warning #>> '{}', '“[^”]*”|"[^"]*"|«[^»]*»', '“…”', 'g'),
                    'https?://[^[:space:]]*[^[:space:].,;:)]', '…', 'g'
                ),
                '[(].*[)]', '(…)', 'g'
            ),
            '[0-9]+([-:.,/ ]*[0-9]+)*', '…', 'g'
        ) AS reason,
        count(DISTINCT intake.id) AS articles,
        count(*) AS pieces
    FROM articles_intake intake
    JOIN articles_article article ON article.id = intake.article_id
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(intake.warnings) WHEN 'array' THEN intake.warnings ELSE '[]' END
    ) AS warning
    WHERE article.source_id = %(source)s AND intake.read_at >= %(since)s AND warning #>> '{}' <> ''
    GROUP BY 1 ORDER BY pieces DESC, reason LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason for dropping pieces, or one kind of warning: in how many articles it stands, and how often."""

    kind: FindingKind
    reason: str
    articles: int
    pieces: int


def findings_of(source: Source, *, since: datetime) -> tuple[Finding, ...]:
    """What was dropped from the articles of `source` that were read at `since` or later, then what was warned of.

    Of each kind the `MOST_FINDINGS` most frequent come, the most frequent first; two queries.
    """
    return (*_counted("dropped", _DROPPED, source, since), *_counted("warning", _WARNINGS, source, since))


def _counted(kind: FindingKind, sql: str, source: Source, since: datetime) -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"source": source.pk, "since": since, "most": MOST_FINDINGS})
        return [Finding(kind, reason, articles, pieces) for reason, articles, pieces in cursor.fetchall()]
