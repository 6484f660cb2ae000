"""What was dropped from the articles of a source, and what was warned about, counted by reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection

from articles.models import Source

MOST_FINDINGS = 20  # of each kind; rarer ones need no rule of their own

FindingKind = Literal["dropped", "warning"]

# Each query counts the elements of one JSON list per article; a value that is no list counts as empty.
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
# Warnings that differ only in addresses, quotations, brackets or numbers are counted together: these parts
# become "…".
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
    """One reason for dropping pieces, or one kind of warning: number of articles, and number of times."""

    kind: FindingKind
    reason: str
    articles: int
    pieces: int


def findings_of(source: Source, *, since: datetime) -> tuple[Finding, ...]:
    """What was dropped from articles of `source` read at or after `since`, then what was warned about.

    The `MOST_FINDINGS` most frequent of each kind, most frequent first; two queries.
    """
    return (*_counted("dropped", _DROPPED, source, since), *_counted("warning", _WARNINGS, source, since))


def _counted(kind: FindingKind, sql: str, source: Source, since: datetime) -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"source": source.pk, "since": since, "most": MOST_FINDINGS})
        return [Finding(kind, reason, articles, pieces) for reason, articles, pieces in cursor.fetchall()]
