"""Locks of single fields: an editor's value stays, and what the publisher says of it meanwhile is kept beside it.

Whoever writes an article from outside asks `locks_of`, leaves the locked fields alone and hands what it would have
written to `offer`. So a publisher's later change is neither lost nor silently refused: editors find it in the queue
"changed under your fix".
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User

from articles.models import Article, FieldLock

Field = FieldLock.Field
TAKEN_OFF = "An editor took it off."  # the reason of a picture that is shown no more


def locks_of(article: Article) -> dict[tuple[str, str], FieldLock]:
    """The locks of an article by field and place. One query."""
    return {(lock.field, lock.place): lock for lock in FieldLock.objects.filter(article=article)}


def place_of(address: str) -> str:
    """The place of a picture's lock."""
    return hashlib.sha256(address.encode()).hexdigest()


def locked_fields(article: Article) -> list[str]:
    """The fields of an article that a hand set, with those that were set before fields were locked by themselves."""
    found = set(FieldLock.objects.filter(article=article).values_list("field", flat=True))
    found |= {Field.STATE.value} if article.state_by_hand else set()
    found |= {Field.CATEGORY.value} if article.category_by_hand else set()
    found |= {Field.TOPICS.value} if article.topic_links.filter(by_hand=True).exists() else set()
    return [field.value for field in Field if field.value in found]


def is_locked(article: Article, field: str) -> bool:
    return FieldLock.objects.filter(article=article, field=field).exists()


def lock_fields(
    *,
    given: Mapping[tuple[int, str, str], Any],
    by: User | None,
    now: datetime,
    own: Mapping[tuple[int, str, str], Any] | None = None,
) -> None:
    """Locks fields; `given` has, by article, field and place, what stood there before the editor's value, and `own` that
    value, where it is to outlive the row that holds it.

    A field that is locked already keeps what its publisher said, and belongs to who set it last. What was waiting for an
    answer is answered by the new value.
    """
    known = {
        (lock.article_id, lock.field, lock.place): lock
        for lock in FieldLock.objects.select_for_update().filter(
            article__in={article for article, _field, _place in given}
        )
    }
    new = []
    for key, value in given.items():
        article, field, place = key
        lock, said = known.get(key), (own or {}).get(key)
        if lock is None:
            lock = FieldLock(article_id=article, field=field, place=place, by=by, at=now, given=value)
            lock.own = said
            new.append(lock)
            continue
        lock.by, lock.at, lock.own = by, now, said
        settle(lock)
        lock.save()
    FieldLock.objects.bulk_create(new)


def offer(lock: FieldLock, value: Any, *, own: Any, now: datetime) -> None:
    """Notes that a pull or rule would now write `value` where the editor's `own` value stands.

    What says the same as before, or what the editor wrote, waits for nobody.
    """
    if value == own:
        lock.given, lock.offered, lock.offered_at = value, None, None
    elif value == lock.given:
        lock.offered, lock.offered_at = None, None
    elif value != lock.offered:
        lock.offered, lock.offered_at = value, now
    else:
        return
    lock.save(update_fields=["given", "offered", "offered_at"])


def settle(lock: FieldLock) -> None:
    """The editor's value stays, having seen what was offered. The caller saves the lock."""
    if lock.offered is not None:
        lock.given, lock.offered, lock.offered_at = lock.offered, None, None


def publishers_value(lock: FieldLock) -> Any:
    """What the publisher or a rule says now."""
    return lock.given if lock.offered is None else lock.offered


def date_value(moment: datetime | None, *, day_only: bool) -> dict[str, Any] | None:
    """A time of publication as locks keep it."""
    return None if moment is None else {"at": moment.astimezone(UTC).isoformat(), "day_only": day_only}


def text_value(*, text: str, html: str) -> dict[str, str]:
    return {"text": text, "html": html}
