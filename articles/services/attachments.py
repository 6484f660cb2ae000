"""What belongs to an article beside its text: topics, cited documents, pictures and the record of its intake."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import F

from articles.grouping.documents import KnownDocument, best_match
from articles.incoming import CitedDocument, IncomingArticle
from articles.models import Article, ArticleTopic, Citation, Document, Intake, Picture

ADDRESS_CHARACTERS = 2000
CITED_AS_CHARACTERS = 300
CREDIT_CHARACTERS = 200
OUT_OF_THE_WAY = 10_000  # added to a position: beyond those of any article's pictures, within a small integer


@dataclass(frozen=True, slots=True)
class Attached:
    """An article as it is stored, what it was made from, and the ids of its topics."""

    article: Article
    incoming: IncomingArticle
    topic_ids: Sequence[int]


def attach_new(attached: Sequence[Attached], *, now: datetime) -> None:
    """Keeps what belongs to articles that were just made: a fixed number of queries for any number of them."""
    ArticleTopic.objects.bulk_create(
        [ArticleTopic(article=one.article, topic_id=topic) for one in attached for topic in one.topic_ids]
    )
    documents = _documents({cited for one in attached for cited in one.incoming.documents})
    Citation.objects.bulk_create(
        Citation(article=one.article, document_id=pk, cited_as=cited_as)
        for one in attached
        for pk, cited_as in _citations(one.incoming.documents, documents).items()
    )
    Picture.objects.bulk_create(
        Picture(
            article=one.article,
            position=position,
            original_url=picture.url or "",
            caption=picture.caption,
            credit=picture.credit[:CREDIT_CHARACTERS],
        )
        for one in attached
        for position, picture in enumerate(one.incoming.pictures)
    )
    Intake.objects.bulk_create(
        Intake(article=one.article, **_intake_fields(one.incoming, now)) for one in attached
    )


def attach_again(attached: Attached, *, now: datetime) -> None:
    """Brings up to date what belongs to an article that was stored before; an editor's choices stay."""
    article, incoming = attached.article, attached.incoming
    replace_topics(article, attached.topic_ids)
    replace_citations(article, incoming.documents)
    _replace_pictures(article, incoming)
    Intake.objects.update_or_create(article=article, defaults=_intake_fields(incoming, now))


def _intake_fields(incoming: IncomingArticle, now: datetime) -> dict[str, object]:
    return {
        "read_from": incoming.input[:ADDRESS_CHARACTERS],
        # PostgreSQL's text cannot hold the null character.
        "raw": incoming.raw.replace("\0", "\ufffd"),
        "raw_kind": incoming.raw_kind,
        "dropped": [asdict(piece) for piece in incoming.dropped],
        "warnings": list(incoming.warnings),
        "matched_terms": [asdict(match) for match in incoming.matched_terms],
        "relevance_reasons": list(incoming.relevance_reasons),
        "read_at": now,
    }


def replace_topics(article: Article, topic_ids: Sequence[int]) -> None:
    """Topics by rule follow the text; what an editor added or excluded stays."""
    links = ArticleTopic.objects.filter(article=article)
    links.filter(by_hand=False).exclude(topic_id__in=topic_ids).delete()
    ArticleTopic.objects.bulk_create(
        [ArticleTopic(article=article, topic_id=topic_id) for topic_id in topic_ids], ignore_conflicts=True
    )


def replace_citations(article: Article, documents: Sequence[CitedDocument]) -> None:
    """The documents that an article cites become exactly these."""
    cited = _citations(documents, _documents(set(documents)))
    Citation.objects.filter(article=article).exclude(document_id__in=cited).delete()
    Citation.objects.bulk_create(
        [Citation(article=article, document_id=pk, cited_as=words) for pk, words in cited.items()],
        update_conflicts=True,
        unique_fields=["article", "document"],
        update_fields=["cited_as"],
    )


def _citations(cited: Sequence[CitedDocument], documents: Mapping[CitedDocument, int]) -> dict[int, str]:
    """The documents that an article cites, each once, with the words in which it does."""
    return {documents[one]: one.cited_as[:CITED_AS_CHARACTERS] for one in cited}


def _documents(cited: set[CitedDocument]) -> dict[CitedDocument, int]:
    """The id of the document that each citation means; a document nobody cited before is made."""
    if not cited:
        return {}
    rows = Document.objects.filter(number__in={one.number for one in cited})
    known = {_known(row): row for row in rows}
    found: dict[CitedDocument, int] = {}
    # In one order for all pullers, so that two that make the same documents never wait for each other in a circle;
    # citations with a year come first, as only they can tell two documents of one number apart.
    for one in sorted(cited, key=lambda one: (one.number, one.year is None, one.year or 0, one.cited_as)):
        match = best_match(one, [candidate for candidate in known if candidate.number == one.number])
        row = known[match] if match else _make_document(one)
        if one.issued_on and row.issued_on is None:
            row.issued_on = one.issued_on
            row.save(update_fields=["issued_on"])
        known[_known(row)] = row
        found[one] = row.pk
    return found


def _known(row: Document) -> KnownDocument:
    return KnownDocument(row.number, row.kind, row.issuer, row.year, row.issued_on)


def _make_document(cited: CitedDocument) -> Document:
    return Document.objects.get_or_create(
        number=cited.number,
        year=cited.year,
        defaults={"kind": cited.kind, "issuer": cited.issuer, "issued_on": cited.issued_on},
    )[0]


def _replace_pictures(article: Article, incoming: IncomingArticle) -> None:
    """Pictures in the order of the text. Of one address the files are kept, and an editor's refusal, wherever it stands."""
    stored = list(Picture.objects.filter(article=article))
    rows: list[Picture] = []
    for picture in incoming.pictures:
        address = picture.url or ""
        row = next((one for one in stored if one.original_url == address), None)
        if row:
            stored.remove(row)
        row = row or Picture(article=article, original_url=address)
        row.caption, row.credit = picture.caption, picture.credit[:CREDIT_CHARACTERS]
        rows.append(row)
    Picture.objects.filter(pk__in=[picture.pk for picture in stored]).delete()
    kept = [(position, row) for position, row in enumerate(rows) if row.pk]
    moved = [row.pk for position, row in kept if row.position != position]
    # Out of each other's way first: a position is taken once an article.
    Picture.objects.filter(pk__in=moved).update(position=F("position") + OUT_OF_THE_WAY)
    for position, row in enumerate(rows):
        row.position = position
        row.save()
