"""Readers' reports: kept, limited, and at a threshold hiding a comment until a moderator has looked at it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from articles.comments.models import Comment, Moderation, Report
from articles.comments.services.visitors import Visitor
from articles.services.stories import lock_keys

REPORTS_AT_MOST = 10
PERIOD = timedelta(hours=1)


class TooManyReportsError(Exception):
    """One address reported more than a reader does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a reader reports. `name` and `email` are empty but for illegal content."""

    category: str
    reason: str = ""
    name: str = ""
    email: str = ""


@transaction.atomic
def report(*, comment: Comment, complaint: Complaint, visitor: Visitor, now: datetime) -> Report:
    """Keeps a report; the same one sent twice is kept once. Raises TooManyReportsError.

    When open reports came from as many blocks as the settings say, the comment is hidden until a moderator decides.
    """
    lock_keys([f"comments:report:{visitor.visitor}"])
    fields = {
        "category": complaint.category,
        "reason": complaint.reason,
        "name": complaint.name,
        "email": complaint.email,
    }
    mine = Report.objects.filter(visitor__in=visitor.visitors)
    if twin := mine.filter(comment=comment, settled_at=None, **fields).first():
        return twin
    if mine.filter(sent_at__gt=now - PERIOD).count() >= REPORTS_AT_MOST:
        raise TooManyReportsError
    kept = Report.objects.create(
        comment=comment, visitor=visitor.visitor, block=visitor.block, sent_at=now, **fields
    )
    _hide_if_many(comment.pk, now)
    return kept


def _hide_if_many(pk: int, now: datetime) -> None:
    comment = Comment.objects.select_for_update().get(pk=pk)
    threshold = settings.COMMENTS_HIDE_AT_REPORTS
    blocks = comment.reports.filter(settled_at=None).exclude(block="").values("block").distinct().count()
    if comment.state != Comment.State.APPROVED or not threshold or blocks < threshold:
        return
    comment.state = Comment.State.HIDDEN
    comment.save(update_fields=["state"])
    Moderation.objects.create(
        comment=comment,
        action=Moderation.Action.HIDE,
        before=Comment.State.APPROVED,
        after=Comment.State.HIDDEN,
        reason_before=comment.reason,
        reason=comment.reason,
        at=now,
    )
