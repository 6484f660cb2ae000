"""Moderators' decisions about comments. Each is made on what the moderator saw: where another one, or the writer, was
faster, nothing is changed and the moderator is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.comments.models import Bar, Comment, Moderation, Report

Action = Moderation.Action
State = Comment.State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided, and the comments (as they are now) that were not as the moderator saw them."""

    done: list[Moderation] = field(default_factory=list)
    met: list[Comment] = field(default_factory=list)


class NothingToBarError(Exception):
    """Nothing is kept any more of where the comment came from."""


class MetError(Exception):
    """What a decision was to change is not as it was seen; `comment` is as it is now."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(str(comment))
        self.comment = comment


@transaction.atomic
def moderate(
    *,
    comments: Iterable[Comment],
    action: str,
    by: User | None,
    now: datetime,
    reason: str = "",
    note: str = "",
) -> Outcome:
    """Approves, declines or marks comments as spam, each as its state and version were when `comments` were read.

    Settles the reports about them, and publishes with an approved one what waited only because it answers that.
    `reason` (a name of `articles.comments.reasons`) and `note` are told to the writer.
    """
    seen = {comment.pk: (comment.state, comment.version) for comment in comments}
    outcome = Outcome()
    for comment in _locked(seen):
        if seen[comment.pk] != (comment.state, comment.version) or comment.state in Comment.OUT_OF_REACH:
            outcome.met.append(comment)
        else:
            outcome.done.append(_decide(comment, action, by=by, now=now, reason=reason, note=note))
    return outcome


def _locked(pks: Iterable[int]) -> list[Comment]:
    """By rising id, which prevents deadlocks."""
    return list(Comment.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))


def _decide(
    comment: Comment, action: str, *, by: User | None, now: datetime, reason: str = "", note: str = ""
) -> Moderation:
    log = Moderation(
        comment=comment, action=action, by=by, at=now, before=comment.state, reason_before=comment.reason
    )
    comment.state = _state_after(comment, action)
    comment.reason, comment.note = reason, note
    comment.moderated_at, comment.moderated_by = now, by
    comment.save(update_fields=["state", "reason", "note", "moderated_at", "moderated_by"])
    log.after, log.reason, log.note = comment.state, reason, note
    log.save()
    comment.reports.filter(settled_at=None).update(settled_at=now)
    if comment.state == State.APPROVED:
        _release_answers(comment)
    return log


def _state_after(comment: Comment, action: str) -> str:
    """What was shown is removed and leaves a note where it was answered; what was not is rejected."""
    if action == Action.APPROVE:
        return State.APPROVED
    if action == Action.SPAM:
        return State.SPAM
    return State.REMOVED if comment.state in {State.APPROVED, State.HIDDEN, State.REMOVED} else State.REJECTED


def _release_answers(comment: Comment) -> None:
    comment.replies.filter(state=State.WAITING, reason="answered-waits").update(
        state=State.APPROVED, reason=""
    )


@transaction.atomic
def undo(*, moderation: Moderation, by: User | None, now: datetime) -> Moderation:
    """Takes a decision back: the comment is as it was before, its reports are open again. Raises MetError if anything was
    decided about it since, or its writer changed it."""
    (comment,) = _locked([moderation.comment_id])
    latest = comment.moderations.first()
    if latest is None or latest.pk != moderation.pk or comment.state != moderation.after:
        raise MetError(comment)
    log = Moderation(
        comment=comment, action=Action.UNDO, before=comment.state, after=moderation.before, by=by
    )
    log.at, log.reason_before, log.reason = now, comment.reason, moderation.reason_before
    comment.state, comment.reason, comment.note = moderation.before, moderation.reason_before, ""
    comment.moderated_at, comment.moderated_by = now, by
    comment.save(update_fields=["state", "reason", "note", "moderated_at", "moderated_by"])
    log.save()
    comment.reports.filter(settled_at=moderation.at).update(settled_at=None)
    return log


@transaction.atomic
def bar(
    *, comment: Comment, kind: str, by: User | None, now: datetime, note: str = ""
) -> tuple[Bar, list[Moderation]]:
    """Takes no more comments of a comment's writer, address or block, and declines all of theirs that wait.

    Raises MetError if the comment is not as it was seen, NothingToBarError if nothing is kept of where it came from.
    """
    (now_there,) = _locked([comment.pk])
    if (comment.state, comment.version) != (now_there.state, now_there.version):
        raise MetError(now_there)
    field_name = {Bar.Kind.WRITER: "writer", Bar.Kind.ADDRESS: "visitor", Bar.Kind.BLOCK: "block"}[
        Bar.Kind(kind)
    ]
    mark = getattr(now_there, field_name)
    key = None if kind == Bar.Kind.WRITER else now_there.key
    if not mark or (kind != Bar.Kind.WRITER and key is None):
        raise NothingToBarError
    barred, _made = Bar.objects.update_or_create(
        kind=kind, mark=mark, defaults={"key": key, "note": note, "by": by, "at": now, "until": None}
    )
    waiting = Comment.objects.filter(
        **{field_name: mark}, state__in=[State.WAITING, State.HIDDEN]
    ).values_list("pk", flat=True)
    declined = [
        _decide(one, Action.DECLINE, by=by, now=now, reason="barred")
        for one in _locked(list(waiting))
        if one.state in {State.WAITING, State.HIDDEN}
    ]
    return barred, declined


@transaction.atomic
def settle_reports(*, reports: Sequence[Report], by: User | None, now: datetime) -> int:
    """Closes reports without touching their comments; returns how many were open."""
    return Report.objects.filter(pk__in=[report.pk for report in reports], settled_at=None).update(
        settled_at=now
    )
