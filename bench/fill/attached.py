"""The rows that belong to an article of a filled site: topics, places, citations, pictures, intake, entry of its feed."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np

from articles.evidence.statement import places_in
from articles.incoming import CitedDocument
from articles.models import ArticlePlace, ArticleTopic, Citation, Document, Intake, Picture
from articles.services.attachments import CITED_AS_CHARACTERS, intake_fields
from bench.fill.stories import Told
from bench.fill.tables import Tables
from bench.fill.world import World
from feeds.models import Entry
from feeds.storing.pictures import NOT_ALLOWED

TOPIC_BY_HAND = 0.01  # of articles: an editor put a topic on, or took one off
REFUSED, BROKEN = (
    0.01,
    0.04,
)  # of pictures that their sources allow, each up to here; an editor refused the first
FETCHED_WITHIN = timedelta(hours=3)  # the newest pictures wait to be fetched


class Attachments:
    """Adds what hangs on an article."""

    def __init__(self, tables: Tables, world: World, *, newest: datetime) -> None:
        self._tables, self._world, self._waiting_since = tables, world, newest - FETCHED_WITHIN
        self._documents = dict(world.documents)

    def add(
        self, article: int, one: Told, chance: np.random.Generator, *, is_lead: bool, is_published: bool
    ) -> None:
        place: dict[str, object] = {
            "article_id": article,
            "language": one.incoming.language,
            "ordered_at": one.ordered_at,
            "source_id": one.source.pk,
            "is_lead": is_lead,
        }
        self._add_topics(place, one, chance, is_published=is_published)
        incoming = one.incoming
        named = places_in(
            language=incoming.language, title=incoming.title, lead=incoming.lead, text=incoming.text
        )
        for province in named:
            self._tables.add(
                ArticlePlace,
                province=province.number,
                former=" ".join(province.former),
                is_listed=is_published,
                **place,
            )
        cited = {self._document(cited): cited.cited_as for cited in one.incoming.documents}
        for document, words in cited.items():
            self._tables.add(
                Citation,
                document_id=document,
                cited_as=words[:CITED_AS_CHARACTERS],
                is_listed=is_published,
                **place,
            )
        for position in range(len(one.incoming.pictures)):
            self._add_picture(article, position, one, chance)
        self._tables.add(Intake, article_id=article, **intake_fields(one.incoming, one.arrived_at))
        self._tables.add(
            Entry,
            feed_id=one.feed.pk,
            identity=_digest(one.incoming.input),
            url=one.incoming.input,
            content_hash=_digest(one.incoming.raw),
            state=Entry.State.STORED.value,
            article_id=article,
            first_seen_at=one.arrived_at,
            changed_at=one.arrived_at,
        )

    def _add_topics(
        self, place: Mapping[str, object], one: Told, chance: np.random.Generator, *, is_published: bool
    ) -> None:
        ids = self._world.topics
        decided = {ids[slug]: (False, False) for slug in one.incoming.topics}
        if chance.random() < TOPIC_BY_HAND:
            topic = list(ids.values())[int(chance.integers(len(ids)))]
            decided[topic] = (True, topic in decided)
        for topic, (by_hand, excluded) in decided.items():
            self._tables.add(
                ArticleTopic,
                topic_id=topic,
                by_hand=by_hand,
                excluded=excluded,
                is_listed=is_published and not excluded,
                **place,
            )

    def _document(self, cited: CitedDocument) -> int:
        """The id of a cited document; one that only chance made of the words around a number is new."""
        key = (cited.number, cited.year)
        if key not in self._documents:
            made, _new = Document.objects.get_or_create(
                number=cited.number,
                year=cited.year,
                defaults={"kind": cited.kind, "issuer": cited.issuer, "issued_on": cited.issued_on},
            )
            self._documents[key] = made.pk
        return self._documents[key]

    def _add_picture(self, article: int, position: int, one: Told, chance: np.random.Generator) -> None:
        picture, drawn = one.incoming.pictures[position], chance.random()
        row: dict[str, object] = {
            "article_id": article,
            "position": position,
            "place": picture.place,
            "original_url": picture.url or "",
            "caption": picture.caption,
            "credit": picture.credit,
        }
        if not (one.source.pictures_allowed and (one.carrier is None or one.carrier.pictures_allowed)):
            row |= {"state": Picture.State.REFUSED.value, "reason": NOT_ALLOWED}
        elif drawn < REFUSED:
            row |= {"state": Picture.State.REFUSED.value}
        elif drawn < BROKEN:
            row |= {"state": Picture.State.BROKEN.value, "reason": "The file is empty."}
        elif one.arrived_at < self._waiting_since:
            file = self._world.files[int(chance.integers(len(self._world.files)))]
            row |= {"state": Picture.State.STORED.value, "stored_as": file.stem, "widths": list(file.widths)}
            row |= {"width": file.width, "height": file.height}
        self._tables.add(Picture, **row)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
