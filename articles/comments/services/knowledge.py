"""What the screening must know of a comment that comes in, asked of the database in a fixed number of queries."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from articles.comments.models import Bar, Comment, ScreeningWord
from articles.comments.screening.findings import Known, Recent, Word
from articles.comments.screening.names import fold
from articles.comments.services.visitors import Visitor
from articles.grouping.folding import fold_case
from articles.models import Source

FLOOD_PERIOD = timedelta(minutes=10)
DAY = timedelta(days=1)
# Before this many letters two people may well write the same.
SAME_TEXT_FROM = 20
# So many comments of a writer a moderator approved, and took none away in this time.
STANDING_FROM = 2
STANDING_PERIOD = timedelta(days=90)


def text_key(body: str) -> str:
    """A hash of the words without case, signs and spaces; empty for a text so short that many write it."""
    letters = "".join(character for character in fold_case(body) if character.isalnum())
    return sha256(letters.encode()).hexdigest() if len(letters) >= SAME_TEXT_FROM else ""


def is_in_standing(writer: str, *, now: datetime) -> bool:
    """Whether moderators approved comments of this writer and lately took none away."""
    if not writer:
        return False
    approved, taken = Q(state=Comment.State.APPROVED), Q(state__in=Comment.TAKEN_AWAY)
    counts = Comment.objects.filter(writer=writer).aggregate(
        approved=Count("pk", filter=approved & Q(moderated_at__isnull=False)),
        taken=Count("pk", filter=taken & Q(sent_at__gt=now - STANDING_PERIOD)),
    )
    return bool(counts["approved"] >= STANDING_FROM and not counts["taken"])


def known_of(
    *, name: str, visitor: Visitor, writer: str, text: str, in_standing: bool, now: datetime
) -> Known:
    """What is known, beside the counts of `recent_of`, when a comment with this `text` (its `text_key`) comes in."""
    return Known(
        site_names=_site_names(),
        source_names=_sources_named(name),
        words=words(),
        others_with_text=_others(text, visitor, now),
        in_standing=in_standing,
        is_barred=is_barred(visitor, writer, now),
    )


def is_barred(visitor: Visitor, writer: str, now: datetime) -> bool:
    """Whether a moderator barred this writer, address or block."""
    who = Q(kind=Bar.Kind.ADDRESS, mark__in=visitor.visitors) | Q(
        kind=Bar.Kind.BLOCK, mark__in=visitor.blocks
    )
    if writer:
        who |= Q(kind=Bar.Kind.WRITER, mark=writer)
    return Bar.objects.in_force(now).filter(who).exists()


def words() -> tuple[Word, ...]:
    """The editors' lists."""
    rows = ScreeningWord.objects.values_list("phrase", "language", "verdict")
    return tuple(
        Word(phrase=fold_case(phrase), language=language, refused=verdict == ScreeningWord.Verdict.REFUSE)
        for phrase, language, verdict in rows
    )


# One statement, as it is asked for every post of a flood; written by hand, as building it costs more than asking it.
_RECENT = """
    SELECT count(*) FILTER (WHERE c.writer = %(writer)s AND c.writer <> ''),
           count(*) FILTER (WHERE c.visitor = ANY(%(visitors)s)),
           count(*) FILTER (WHERE c.block = ANY(%(blocks)s) AND NOT c.in_standing),
           count(*) FILTER (WHERE a.story_id = %(story)s),
           count(*),
           (SELECT count(*) FROM comments_comment WHERE visitor = ANY(%(visitors)s) AND sent_at > %(day)s),
           (SELECT count(*) FROM comments_comment
             WHERE block = ANY(%(blocks)s) AND NOT in_standing AND block <> '' AND sent_at > %(day)s)
      FROM comments_comment c JOIN articles_article a ON a.id = c.article_id
     WHERE c.sent_at > %(period)s
"""


def recent_of(visitor: Visitor, writer: str, story_id: int, now: datetime) -> Recent:
    """The counts of the last ten minutes, and of the day from this network."""
    values: dict[str, Any] = {
        "writer": writer,
        "visitors": list(visitor.visitors),
        "blocks": list(visitor.blocks),
        "story": story_id,
        "day": now - DAY,
        "period": now - FLOOD_PERIOD,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, values)
        row = cursor.fetchone()
    names = ("writer", "visitor", "block", "story", "site", "visitor_today", "block_today")
    return Recent(**dict(zip(names, row, strict=True)))


def _others(text: str, visitor: Visitor, now: datetime) -> int:
    """How many other visitors sent this text today."""
    if not text:
        return 0
    same = Comment.objects.filter(text_key=text, sent_at__gt=now - DAY).exclude(visitor__in=visitor.visitors)
    return same.aggregate(number=Count("visitor", distinct=True))["number"] or 0


def _sources_named(name: str) -> frozenset[str]:
    return _folded(Source.objects.filter(name__iexact=name.strip()).values_list("name", flat=True))


@lru_cache(maxsize=1)
def _site_names() -> frozenset[str]:
    return _folded([settings.SITE_NAME])


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, names))
