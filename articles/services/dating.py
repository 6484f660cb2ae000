"""The times of an article: what a later reading may change of them.

A reading that knows no time forgets none, and one that knows only the day does not take away the hour of that day. A
later version of a news agency's item does not move its publication to a later time.
"""

from datetime import datetime

from django.utils import timezone

from articles.incoming import IncomingArticle
from articles.models import Article, FieldLock
from articles.models.article import ZONE
from articles.services.editing.locks import date_value, offer


def take_times(article: Article, incoming: IncomingArticle) -> None:
    """Writes the times of `incoming` into the row, which is not saved; where an editor set the date, the publisher's is
    kept beside it."""
    if (
        not _is_later_version(article, incoming)
        and _is_better(
            article.published_at,
            article.published_day_only,
            incoming.published_at,
            incoming.published_day_only,
        )
        and not _is_ours(article, incoming)
    ):
        article.published_at = incoming.published_at
        article.published_day_only = incoming.published_day_only
    if _is_better(
        article.updated_at, article.updated_day_only, incoming.updated_at, incoming.updated_day_only
    ):
        article.updated_at = incoming.updated_at
        article.updated_day_only = incoming.updated_day_only


def _is_ours(article: Article, incoming: IncomingArticle) -> bool:
    """Whether an editor set the date, and it is another one."""
    is_same = article.published_at == incoming.published_at
    if article.pk is None or (is_same and article.published_day_only == incoming.published_day_only):
        return False
    lock = FieldLock.objects.filter(article=article.pk, field=FieldLock.Field.DATE).first()
    if lock is None:
        return False
    theirs = date_value(incoming.published_at, day_only=incoming.published_day_only)
    offer(lock, theirs, own=lock.own, now=timezone.now())
    return True


def _is_later_version(article: Article, incoming: IncomingArticle) -> bool:
    if incoming.agency is None or article.published_at is None or article.published_day_only:
        return False
    return incoming.published_at is not None and incoming.published_at > article.published_at


def _is_better(
    known: datetime | None, known_day_only: bool, new: datetime | None, new_day_only: bool
) -> bool:
    if new is None:
        return False
    if known is None or known_day_only or not new_day_only:
        return True
    return known.astimezone(ZONE).date() != new.astimezone(ZONE).date()
