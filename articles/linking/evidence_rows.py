"""The evidence of stored articles as rows: written from their texts, and read back for a comparison."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from articles.evidence.kinds import Kind, Place
from articles.evidence.named_places import NamedPlace, named_places
from articles.evidence.names import Name
from articles.evidence.statement import CHARACTERS_AT_MOST, Piece, Statement, statement_of
from articles.models import Article, Citation, Evidence
from articles.services.places import replace_places

# Pieces of one article, headline and opening first; a table of a hundred figures is no better known by all of them.
PIECES_AT_MOST = 80
KEY_CHARACTERS, WRITTEN_CHARACTERS = 80, 120
# Versions follow within days. Places stay, as searches ask for them.
KEPT_DAYS = 60
ROWS_AT_ONCE = 2000


@transaction.atomic
def store_evidence(articles: Sequence[Article]) -> int:
    """Writes the evidence of articles anew, and which provinces they name. Returns the number of rows of evidence."""
    numbers = cited_numbers([article.pk for article in articles])
    stated = {article.pk: statement_from_text(article, numbers.get(article.pk, ())) for article in articles}
    rows = [row for article in articles for row in _rows(article, stated[article.pk])]
    replace_places({pk: _places(statement) for pk, statement in stated.items()})
    Evidence.objects.filter(article__in=[article.pk for article in articles]).delete()
    # Two processes that look at the same article write the same rows.
    Evidence.objects.bulk_create(rows, ROWS_AT_ONCE, ignore_conflicts=True)
    return len(rows)


def statement_from_text(article: Article, numbers: Iterable[str]) -> Statement:
    """What an article states, read from its text; `numbers` are those of the documents that it cites."""
    return statement_of(
        language=article.language,
        title=article.title,
        lead=article.lead,
        text=article.text,
        documents=numbers,
    )


def statements_from_rows(articles: Sequence[Article]) -> dict[int, Statement]:
    """What articles state, from their rows: much faster than from their texts."""
    pieces: dict[int, list[Piece]] = {article.pk: [] for article in articles}
    rows = Evidence.objects.filter(article__in=list(pieces)).values_list(
        "article_id", "kind", "key", "place", "written"
    )
    for pk, kind, key, place, written in rows:
        pieces[pk].append(Piece(Kind(kind), key, Place(place), written))
    return {
        article.pk: Statement(
            language=article.language,
            text=f"{article.title}\n{article.lead}\n{article.text}"[:CHARACTERS_AT_MOST],
            pieces=tuple(found := sorted(pieces[article.pk], key=lambda piece: (piece.place, piece.key))),
            names=tuple(Name(piece.written, piece.key) for piece in found if piece.kind is Kind.NAME),
        )
        for article in articles
    }


def cited_numbers(pks: Sequence[int]) -> dict[int, list[str]]:
    """The numbers of the documents that each article cites. Years are not compared: texts often omit them."""
    numbers: dict[int, list[str]] = {}
    for pk, number in Citation.objects.filter(article__in=pks).values_list("article", "document__number"):
        numbers.setdefault(pk, []).append(number)
    return numbers


def forget_old_evidence(*, now: datetime) -> int:
    """Deletes the evidence of articles too old to be linked with new ones, but for places. Returns the number of rows."""
    deleted, _by_model = old_evidence(now=now).delete()
    return deleted


def old_evidence(*, now: datetime) -> QuerySet[Evidence]:
    """The rows that `forget_old_evidence` deletes."""
    earliest = (now - timedelta(days=KEPT_DAYS)).date()
    return Evidence.objects.filter(day__lt=earliest).exclude(kind=Kind.PLACE)


def _places(statement: Statement) -> tuple[NamedPlace, ...]:
    return named_places((one.key, one.place) for one in statement.pieces if one.kind is Kind.PLACE)


def _rows(article: Article, statement: Statement) -> list[Evidence]:
    ordered = sorted(statement.pieces, key=lambda piece: (piece.place, piece.kind is Kind.YEAR))[
        :PIECES_AT_MOST
    ]
    day = (article.published_at or article.arrived_at).date()
    return [
        Evidence(
            article=article,
            kind=piece.kind,
            key=piece.key,
            place=piece.place,
            written=piece.written[:WRITTEN_CHARACTERS],
            language=article.language,
            day=day,
        )
        for piece in ordered
        if len(piece.key) <= KEY_CHARACTERS
    ]
