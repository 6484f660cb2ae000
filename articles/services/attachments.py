"""The rows that belong to an article: topics, places, citations, pictures and the record of its intake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from articles.grouping.documents import KnownDocument, best_match
from articles.incoming import CitedDocument, IncomingArticle, IncomingPicture
from articles.models import Article, ArticleTopic, Citation, Document, Intake, Picture
from articles.pages.body import places_moved
from articles.services.editing.locks import TAKEN_OFF, Field, locks_of, offer, place_of
from articles.services.inserting import insert_rows
from articles.services.places import attach_places, places_of, replace_places

ADDRESS_CHARACTERS = 2000
CITED_AS_CHARACTERS = 300
CREDIT_CHARACTERS = 200
PICTURE_FIELDS = (
    *("article_id", "position", "original_url", "caption"),
    *("credit", "place", "width", "height"),
)
POSITION_OFFSET = 10_000  # above any article's number of pictures, within a small integer
LAST_PLACE = 32_767  # the largest small integer; no article has as many blocks


@dataclass(frozen=True, slots=True)
class Attached:
    """A stored article, the incoming article that it was made from, and the ids of its topics."""

    article: Article
    incoming: IncomingArticle
    topic_ids: Sequence[int]


def attach_new(attached: Sequence[Attached], *, now: datetime) -> None:
    """Creates the rows of new articles; the number of queries does not depend on the number of articles."""
    topics = [(one.article.pk, topic) for one in attached for topic in one.topic_ids]
    insert_rows(ArticleTopic, ("article_id", "topic_id"), topics)
    attach_places([one.article for one in attached])
    documents = _documents({cited for one in attached for cited in one.incoming.documents})
    citations = [
        (one.article.pk, pk, cited_as)
        for one in attached
        for pk, cited_as in _citations(one.incoming.documents, documents).items()
    ]
    insert_rows(Citation, ("article_id", "document_id", "cited_as"), citations)
    pictures = [
        (
            one.article.pk,
            position,
            picture.url or "",
            picture.caption,
            picture.credit[:CREDIT_CHARACTERS],
            _place(picture),
            picture.width,
            picture.height,
        )
        for one in attached
        for position, picture in enumerate(one.incoming.pictures)
    ]
    insert_rows(Picture, PICTURE_FIELDS, pictures)
    intakes = [intake_fields(one.incoming, now) for one in attached]
    rows = [(one.article.pk, *fields.values()) for one, fields in zip(attached, intakes, strict=True)]
    insert_rows(Intake, ("article_id", *intakes[0]), rows)


def attach_again(attached: Attached, *, now: datetime) -> None:
    """Updates the rows of an article stored before; an editor's choices stay."""
    article, incoming = attached.article, attached.incoming
    replace_topics(article, attached.topic_ids)
    replace_places({article.pk: places_of(article)})
    replace_citations(article, incoming.documents)
    _replace_pictures(article, incoming, now)
    Intake.objects.update_or_create(article=article, defaults=intake_fields(incoming, now))


def intake_fields(incoming: IncomingArticle, now: datetime) -> dict[str, object]:
    """The values of an article's `Intake`."""
    return {
        "read_from": incoming.input[:ADDRESS_CHARACTERS],
        # PostgreSQL's text cannot hold the null character.
        "raw": incoming.raw.replace("\0", "\ufffd"),
        "raw_kind": incoming.raw_kind,
        "dropped": [{"text": piece.text, "reason": piece.reason} for piece in incoming.dropped],
        "warnings": list(incoming.warnings),
        "matched_terms": [
            {"topic": match.topic, "term": match.term, "where": match.where, "count": match.count}
            for match in incoming.matched_terms
        ],
        "relevance_reasons": list(incoming.relevance_reasons),
        "evidence": _evidence(incoming),
        "read_at": now,
    }


def _evidence(incoming: IncomingArticle) -> dict[str, str]:
    stated = {"published": incoming.published_evidence, "author": incoming.author_evidence}
    return {field: where for field, where in stated.items() if where}


def replace_topics(article: Article, topic_ids: Sequence[int]) -> None:
    """Replaces the topics found by rule; topics that an editor added or excluded stay."""
    links = ArticleTopic.objects.filter(article=article)
    links.filter(by_hand=False).exclude(topic_id__in=topic_ids).delete()
    ArticleTopic.objects.bulk_create(
        [ArticleTopic(article=article, topic_id=topic_id) for topic_id in topic_ids], ignore_conflicts=True
    )


def replace_citations(article: Article, documents: Sequence[CitedDocument]) -> None:
    """Makes `documents` the documents that the article cites."""
    cited = _citations(documents, _documents(set(documents)))
    Citation.objects.filter(article=article).exclude(document_id__in=cited).delete()
    Citation.objects.bulk_create(
        [Citation(article=article, document_id=pk, cited_as=words) for pk, words in cited.items()],
        update_conflicts=True,
        unique_fields=["article", "document"],
        update_fields=["cited_as"],
    )


def _citations(cited: Sequence[CitedDocument], documents: Mapping[CitedDocument, int]) -> dict[int, str]:
    """The id of each cited document, with the words that cite it."""
    return {documents[one]: one.cited_as[:CITED_AS_CHARACTERS] for one in cited}


def _documents(cited: set[CitedDocument]) -> dict[CitedDocument, int]:
    """The id of the document that each citation means; documents that are new are created."""
    if not cited:
        return {}
    rows = Document.objects.filter(number__in={one.number for one in cited})
    known = {_known(row): row for row in rows}
    found: dict[CitedDocument, int] = {}
    # All processes create documents in one order, which prevents deadlocks. Citations with a year come first:
    # only they can tell apart two documents with the same number.
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


def _place(picture: IncomingPicture) -> int | None:
    return None if picture.place is None else min(picture.place, LAST_PLACE)


def move_pictures(article: Article, *, old: str, new: str) -> None:
    """Has the pictures of a text that an editor changed from `old` to `new` stand where they stood in it."""
    rows = list(Picture.objects.select_for_update().filter(article=article, place__isnull=False))
    places = places_moved(old, new, [row.place or 0 for row in rows])
    moved = [(row, place) for row, place in zip(rows, places, strict=True) if row.place != place]
    for row, place in moved:
        row.place = min(place, LAST_PLACE)
        row.save(update_fields=["place"])


def _places(article: Article, incoming: IncomingArticle, *, is_locked: bool) -> list[int | None]:
    """The place of each picture of the publisher's text in the article's, which differs where an editor's is kept."""
    places = [_place(picture) for picture in incoming.pictures]
    if not is_locked:
        return places
    moved = places_moved(incoming.html, article.html, [place or 0 for place in places])
    return [None if place is None else min(own, LAST_PLACE) for place, own in zip(places, moved, strict=True)]


def _replace_pictures(article: Article, incoming: IncomingArticle, now: datetime) -> None:
    """Replaces the pictures by those of the text. A picture at a known address keeps its files and its state,
    wherever it now stands, and what an editor said of it.
    """
    stored = list(Picture.objects.filter(article=article))
    locks = locks_of(article) if stored or incoming.pictures else {}
    rows: list[Picture] = []
    places = _places(article, incoming, is_locked=(Field.TEXT, "") in locks)
    for picture, place in zip(incoming.pictures, places, strict=True):
        address = picture.url or ""
        row = next((one for one in stored if one.original_url == address), None)
        if row:
            stored.remove(row)
        row = row or Picture(article=article, original_url=address)
        given = {"caption": picture.caption, "credit": picture.credit[:CREDIT_CHARACTERS]}
        for name, value in given.items():
            lock = locks.get((name, place_of(address)))
            if lock:
                own = str(getattr(row, name) if row.pk else lock.own or "")
                offer(lock, value, own=own, now=now)
                value = own
            setattr(row, name, value)
        if (Field.PICTURE, place_of(address)) in locks:
            row.state, row.reason = Picture.State.REFUSED, TAKEN_OFF
        row.place = place
        if row.state != Picture.State.STORED:
            row.width, row.height = picture.width, picture.height
        rows.append(row)
    Picture.objects.filter(pk__in=[picture.pk for picture in stored]).delete()
    kept = [(position, row) for position, row in enumerate(rows) if row.pk]
    moved = [row.pk for position, row in kept if row.position != position]
    # Move positions away first: a position is unique within an article.
    Picture.objects.filter(pk__in=moved).update(position=F("position") + POSITION_OFFSET)
    for position, row in enumerate(rows):
        row.position = position
        row.save()
