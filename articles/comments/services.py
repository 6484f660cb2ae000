"""Sending, moderating and reporting comments: one atomic function each."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import salted_hmac

from articles.comments.models import Comment, Report
from articles.comments.screening import suspicion
from articles.models import Article
from articles.services.stories import lock_keys

# More than a person writes; a program is slowed down to it.
COMMENTS_PER_PERIOD = 5
FLOOD_PERIOD = timedelta(minutes=10)


class FloodError(Exception):
    """One visitor sent too many comments in too short a time."""


def visitor_of(address: str) -> str:
    """A keyed hash (hex) of a network address: enough to count, not enough to know who."""
    return salted_hmac(
        "newsroom.comments.visitor", address, secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()


@transaction.atomic
def send_comment(
    *,
    article: Article,
    name: str,
    body: str,
    language: str,
    parent_id: int | None,
    visitor: str,
    now: datetime,
) -> Comment:
    """Stores a comment that waits for a moderator. The same words sent twice are one comment.

    A reply to a reply becomes a reply to the comment above both. Raises FloodError.
    """
    # A button pressed twice sends twice at once; the second waits here and then finds the first.
    lock_keys([f"comments:{visitor}"])
    recent = Comment.objects.filter(visitor=visitor, sent_at__gt=now - FLOOD_PERIOD)
    twin = recent.filter(article=article, body=body, name=name).first()
    if twin:
        return twin
    if recent.count() >= COMMENTS_PER_PERIOD:
        raise FloodError
    return Comment.objects.create(
        article=article,
        parent=_answered(article, parent_id) if parent_id else None,
        name=name,
        body=body,
        language=language,
        visitor=visitor,
        suspicion=suspicion(body),
        sent_at=now,
    )


def _answered(article: Article, pk: int) -> Comment | None:
    """The comment at the top of the thread that a reply to comment `pk` joins; None where readers cannot see it."""
    shown = Comment.objects.filter(article=article, state=Comment.State.APPROVED)
    comment = shown.filter(pk=pk).select_related("parent").first()
    return (comment.parent or comment) if comment else None


@transaction.atomic
def moderate(*, comments: Iterable[Comment], state: str, by: User | None, now: datetime) -> int:
    """Approves, rejects or removes comments and settles the reports about them; returns how many were changed."""
    ids = [comment.pk for comment in comments]
    changed = (
        Comment.objects.filter(pk__in=ids)
        .exclude(state=state)
        .update(state=state, moderated_at=now, moderated_by=by)
    )
    Report.objects.filter(comment_id__in=ids, settled_at=None).update(settled_at=now)
    return changed


@transaction.atomic
def report(*, comment: Comment, reason: str, visitor: str, now: datetime) -> Report:
    """A reader's report; the same visitor reports a comment once."""
    return Report.objects.get_or_create(
        comment=comment, visitor=visitor, defaults={"reason": reason, "sent_at": now}
    )[0]


@transaction.atomic
def settle_reports(*, reports: Sequence[Report], by: User | None, now: datetime) -> int:
    """Closes readers' reports without touching the comments they are about; returns how many were open."""
    return Report.objects.filter(pk__in=[report.pk for report in reports], settled_at=None).update(
        settled_at=now
    )
