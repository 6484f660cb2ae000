"""What is kept of writers: handed out, erased, and forgotten in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.comments.models import Bar, Comment, HashKey, Report, WriterAddress
from articles.comments.services.addresses import forget_unconfirmed
from articles.comments.services.visitors import KEY_LIFE
from articles.comments.tokens import email_digest

HASHES_LIFE = timedelta(days=30)
REPORTS_LIFE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Erased:
    """How many comments were deleted, and how many left a note because they were answered."""

    deleted: int
    noted: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What one run of the retention took away."""

    comments: int
    reports: int
    keys: int
    addresses: int


def of_comment(comment: Comment) -> QuerySet[Comment]:
    """All comments by the hand that wrote this one, as far as known: those with its mark, or with its address."""
    same = Q(pk=comment.pk)
    if comment.writer:
        same |= Q(writer=comment.writer)
    if comment.address_id:
        same |= Q(address=comment.address_id)
    return Comment.objects.filter(same)


def of_email(email: str) -> QuerySet[Comment]:
    """All comments with an e-mail address, and all others by the same hands."""
    given = Comment.objects.filter(address__digest=email_digest(email))
    marks = given.exclude(writer="").values("writer")
    return Comment.objects.filter(Q(pk__in=given.values("pk")) | Q(writer__in=marks))


def export(comments: QuerySet[Comment]) -> dict[str, Any]:
    """Everything that is kept of these comments and their writer, as data for JSON (GDPR, articles 15 and 20)."""
    rows = (
        comments.select_related("article", "address")
        .prefetch_related("moderations", "reports")
        .order_by("pk")
    )
    addresses = WriterAddress.objects.filter(comments__in=comments).distinct()
    return {
        "comments": [_exported(row) for row in rows],
        "addresses": [
            {
                "email": one.email,
                "edition": one.edition,
                "made_at": one.made_at.isoformat(),
                "confirmed_at": one.confirmed_at.isoformat() if one.confirmed_at else None,
            }
            for one in addresses
        ],
    }


def _exported(comment: Comment) -> dict[str, Any]:
    fields = (
        "id",
        "name",
        "body",
        "language",
        "edition",
        "state",
        "reason",
        "note",
        "writer",
        "visitor",
        "block",
    )
    times = ("sent_at", "edited_at", "moderated_at")
    return {
        **{name: getattr(comment, name) for name in fields},
        **{name: value.isoformat() if (value := getattr(comment, name)) else None for name in times},
        "article": comment.article.get_absolute_url(),
        "answers": comment.parent_id,
        "decisions": [
            {"what": one.action, "reason": one.reason, "note": one.note, "at": one.at.isoformat()}
            for one in comment.moderations.all()
        ],
        # Not who reported it.
        "reports": [
            {"category": one.category, "at": one.sent_at.isoformat()} for one in comment.reports.all()
        ],
    }


@transaction.atomic
def erase(comments: QuerySet[Comment]) -> Erased:
    """Deletes comments with all that is kept of their writer; of what was answered a note stays in its place."""
    rows = list(Comment.objects.select_for_update().filter(pk__in=comments.values("pk")).order_by("pk"))
    pks = [row.pk for row in rows]
    addresses = {row.address_id for row in rows if row.address_id}
    answered = set(
        Comment.objects.filter(parent__in=pks).exclude(pk__in=pks).values_list("parent_id", flat=True)
    )
    noted = Comment.objects.filter(pk__in=answered)
    noted.update(
        **dict.fromkeys(("name", "body", "reason", "note", "visitor", "block", "text_key", "writer"), ""),
        state=Comment.State.ERASED,
        key=None,
        address=None,
    )
    for comment in noted:
        comment.moderations.update(note="")
    Comment.objects.filter(pk__in=set(pks) - answered).delete()
    WriterAddress.objects.filter(pk__in=addresses, refused_at=None, comments=None).delete()
    return Erased(deleted=len(pks) - len(answered), noted=len(answered))


@transaction.atomic
def forget(*, now: datetime) -> Forgotten:
    """Takes away what was kept long enough: hashes of addresses, closed reports, keys, addresses that nobody confirmed.

    Hashes of who is barred stay as long as the bar.
    """
    bars = Bar.objects.in_force(now)
    barred = Exists(bars.filter(Q(mark=OuterRef("visitor")) | Q(mark=OuterRef("block"))))
    old = Q(sent_at__lt=now - HASHES_LIFE)
    hashed = ~Q(visitor="") | ~Q(block="")
    comments = Comment.objects.filter(old & hashed).exclude(barred).update(visitor="", block="", key=None)
    Comment.objects.filter(old).exclude(text_key="").update(text_key="")
    Report.objects.filter(old & hashed).update(visitor="", block="")
    reports, _rows = Report.objects.filter(settled_at__lt=now - REPORTS_LIFE).delete()
    Bar.objects.filter(until__lt=now).delete()
    keys, _rows = HashKey.objects.filter(made_at__lt=now - 2 * KEY_LIFE, bars=None).delete()
    return Forgotten(comments, reports, keys, forget_unconfirmed(now=now))
