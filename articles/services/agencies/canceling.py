"""Items that a news agency cancels: their articles are taken back as those that a feed declares deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from articles.models import AgencyItem, Source
from articles.services.agencies.items import ITEM_CHARACTERS
from articles.services.taking_back import TakenBack, take_back


@dataclass(frozen=True, slots=True)
class CanceledItem:
    """An item or a document that is canceled. `language` and `version` are empty or None where none is said."""

    name: str
    at: datetime | None
    version: int | None = None
    language: str = ""
    note: str = ""


@transaction.atomic
def cancel(*, items: Sequence[CanceledItem], publisher: Source | None, now: datetime) -> int:
    """Takes back the articles of canceled items, and remembers the version, so that a lower one revives none.

    `publisher` is the source whose feed says so: only what it published or carried counts; None, for files: each article's
    own source. Returns how many articles changed.
    """
    taken = list[TakenBack]()
    for item in items:
        rows = _rows_of(item, publisher).select_related("article__source")
        for row in rows.select_for_update(of=("self",)):
            if row.version is not None and item.version is not None and row.version > item.version:
                continue
            taken.append(TakenBack(row.article_id, publisher or row.article.source, item.at, item.note))
            row.status, row.due_at = AgencyItem.Status.CANCELED, None
            row.version = item.version if item.version is not None else row.version
            row.version_created = max(filter(None, (item.at, row.version_created)), default=None)
            row.save(update_fields=["status", "due_at", "version", "version_created"])
    return take_back(taken=taken, now=now) if taken else 0


def _rows_of(item: CanceledItem, publisher: Source | None) -> QuerySet[AgencyItem]:
    name = item.name[:ITEM_CHARACTERS]
    named = AgencyItem.objects.filter(Q(item=name) | Q(document=name))
    if item.language:
        named = named.filter(language=item.language.lower())
    if publisher is None:
        return named
    own = Q(article__source=publisher) | Q(article__carrier=publisher)
    # A subquery: rows of a join, which the entries are, cannot be locked.
    listed = named.filter(own | Q(article__entries__feed__source=publisher))
    return AgencyItem.objects.filter(pk__in=listed.values("pk"))
