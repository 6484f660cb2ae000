"""Items that a news agency cancels: their articles are taken back as those that a feed declares deleted.

A cancellation is remembered, so that it does not matter whether it comes before or after its item: what it cancels is
taken back when it is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from articles.incoming import AgencyFacts, IncomingArticle
from articles.models import AgencyCancellation, AgencyItem, Article, Source
from articles.services.agencies.items import ITEM_CHARACTERS, USED_AGAIN_AFTER
from articles.services.stories import lock_keys
from articles.services.taking_back import TakenBack, given_again_at, take_back


@dataclass(frozen=True, slots=True)
class CanceledItem:
    """An item or a document that is canceled. `language` and `version` are empty or None where none is said."""

    name: str
    at: datetime | None
    version: int | None = None
    language: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Canceling:
    """What cancellations did: `known` articles of their items were stored, and `changed` of them changed."""

    known: int = 0
    changed: int = 0


@transaction.atomic
def cancel(*, items: Sequence[CanceledItem], publisher: Source | None, now: datetime) -> Canceling:
    """Takes back the articles of canceled items, and remembers the cancellations for those that come later.

    `publisher` is the source whose feed says so: only what it published or carried counts; None, for files: each article's
    own source.
    """
    # As who stores an article of the item: one of both sees what the other wrote.
    lock_keys([_lock_of(item.name[:ITEM_CHARACTERS]) for item in items])
    taken, known = list[TakenBack](), 0
    for one in _remembered(items, publisher, now):
        rows = _rows_of(one).select_related("article__source")
        for row in rows.select_for_update(of=("self",)):
            known += 1
            if _cancels(one, version=row.version, created=row.version_created):
                taken.append(_mark(row, one))
    return Canceling(known, take_back(taken=taken, now=now) if taken else 0)


@transaction.atomic
def cancel_arrived(*, article: Article, facts: AgencyFacts, giver: Source | None, now: datetime) -> None:
    """Takes back an article whose item was just stored (`keep_item`), where its version is canceled.

    `giver` is the source whose feed gave it, None for a file.
    """
    one = _cancellation_of(facts, article, giver)
    if one is None:
        return
    row = AgencyItem.objects.select_related("article__source").get(article=article)
    take_back(taken=[_mark(row, one)], now=now)
    article.refresh_from_db(fields=["state", "taken_back_at", "taken_back_note", "is_lead"])


def usable_again_at(article: Article, incoming: IncomingArticle, now: datetime) -> datetime | None:
    """Since when `incoming` gives an article again that was taken back before; None where it does not.

    Of a canceled item the versions decide, of all else the times.
    """
    facts = incoming.agency
    if article.taken_back_at is None or facts is None or not _is_canceled(article):
        return given_again_at(article, incoming)
    if _cancellation_of(facts, article, None):
        return None
    return facts.version_created or now


def cancellations_of(row: AgencyItem) -> list[AgencyCancellation]:
    """Those of a stored item, the last one first, for its page at the desk."""
    names = {row.item, row.document} - {""}
    named = AgencyCancellation.objects.filter(name__in=names, language__in={"", row.language})
    return sorted(named, key=lambda one: (one.version or 0, one.at or one.remembered_at), reverse=True)


def cancellation_locks(facts: AgencyFacts | None) -> tuple[str, ...]:
    """The keys under which an article of the item is stored, so that no cancellation of it is missed meanwhile."""
    return tuple(map(_lock_of, _names_of(facts))) if facts else ()


def _lock_of(name: str) -> str:
    return f"canceled:{name}"


def _names_of(facts: AgencyFacts) -> list[str]:
    return sorted({facts.item[:ITEM_CHARACTERS], facts.document[:ITEM_CHARACTERS]} - {""})


def _cancellation_of(facts: AgencyFacts, article: Article, giver: Source | None) -> AgencyCancellation | None:
    """The last one that cancels this version of an item, said by a file or by somebody whose word counts."""
    named = AgencyCancellation.objects.filter(
        name__in=_names_of(facts), language__in={"", facts.language}
    ).select_related("publisher")
    found = [
        one
        for one in named
        if not _is_of_another_story(one, facts)
        and _cancels(one, version=facts.version, created=facts.version_created)
    ]
    heard = {None, *_publishers(article, giver)} if found else set()
    said = (one for one in found if one.publisher_id in heard)
    return max(said, key=lambda one: (one.version or 0, one.at or one.remembered_at), default=None)


def _remembered(
    items: Sequence[CanceledItem], publisher: Source | None, now: datetime
) -> list[AgencyCancellation]:
    found = []
    for item in items:
        one, _is_new = AgencyCancellation.objects.update_or_create(
            name=item.name[:ITEM_CHARACTERS],
            language=item.language.lower(),
            publisher=publisher,
            version=item.version,
            defaults={"at": item.at, "note": item.note},
            create_defaults={"at": item.at, "note": item.note, "remembered_at": now},
        )
        found.append(one)
    return found


def _cancels(one: AgencyCancellation, *, version: int | None, created: datetime | None) -> bool:
    """Whether a version is canceled: a lower one; of equal or unknown ones that which is not later."""
    if one.version is not None and version is not None and one.version != version:
        return version < one.version
    return one.at is None or created is None or created <= one.at


def _is_of_another_story(one: AgencyCancellation, facts: AgencyFacts) -> bool:
    """Whether the provider has used the item's key again since."""
    if not facts.is_key_reused or facts.version_created is None:
        return False
    return facts.version_created - (one.at or one.remembered_at) > USED_AGAIN_AFTER


def _mark(row: AgencyItem, one: AgencyCancellation) -> TakenBack:
    row.status, row.due_at = AgencyItem.Status.CANCELED, None
    row.save(update_fields=["status", "due_at"])
    publisher = one.publisher or row.article.source
    return TakenBack(row.article_id, publisher, one.at, one.note, is_certain=True)


def _is_canceled(article: Article) -> bool:
    return AgencyItem.objects.filter(article=article, status=AgencyItem.Status.CANCELED).exists()


def _publishers(article: Article, giver: Source | None) -> set[int]:
    """The sources whose word counts: the article's own, its carrier, and those whose feeds gave it."""
    given = Article.objects.filter(pk=article.pk).values_list("entries__feed__source", flat=True)
    own = (article.source_id, article.carrier_id, giver.pk if giver else None, *given)
    return {source for source in own if source is not None}


def _rows_of(one: AgencyCancellation) -> QuerySet[AgencyItem]:
    named = AgencyItem.objects.filter(Q(item=one.name) | Q(document=one.name))
    if one.language:
        named = named.filter(language=one.language)
    if one.publisher is None:
        return named
    own = Q(article__source=one.publisher) | Q(article__carrier=one.publisher)
    # A subquery: rows of a join, which the entries are, cannot be locked.
    listed = named.filter(own | Q(article__entries__feed__source=one.publisher))
    return AgencyItem.objects.filter(pk__in=listed.values("pk"))
