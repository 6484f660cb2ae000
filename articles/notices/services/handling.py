"""What editors do with notices: take one in hand, answer it, close it, open it again. Each step is logged."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.notices.models import Notice, NoticeStep
from desk.record import present_act

Action, State = NoticeStep.Action, Notice.State


@transaction.atomic
def take_in_hand(*, notices: Iterable[Notice], handler: User | None, by: User | None, now: datetime) -> int:
    """Says who looks into open notices; returns how many changed. Without a handler they are new again."""
    number = 0
    for notice in _locked(notices):
        if notice.is_open and notice.handler != handler:
            notice.handler = handler
            notice.state = State.IN_HAND if handler else State.NEW
            _save(notice, Action.TAKE, by, now)
            number += 1
    return number


@transaction.atomic
def answer(*, notice: Notice, outcome: str, words: str, by: User | None, now: datetime) -> bool:
    """Answers a notice, also anew; returns whether that changed anything. Its sender sees the answer at once."""
    (row,) = _locked([notice])
    is_same = (row.state, row.outcome, row.answer) == (State.ANSWERED, outcome, words)
    if is_same or row.state == State.WITHDRAWN:
        return False
    row.state, row.outcome, row.answer, row.closed_at = State.ANSWERED, outcome, words, now
    row.handler = row.handler or by
    _save(row, Action.ANSWER, by, now)
    return True


@transaction.atomic
def close_as_spam(*, notices: Iterable[Notice], by: User | None, now: datetime) -> int:
    """Closes open notices without an answer; returns how many."""
    number = 0
    for notice in _locked(notices):
        if notice.is_open:
            notice.state, notice.closed_at = State.SPAM, now
            _save(notice, Action.SPAM, by, now)
            number += 1
    return number


@transaction.atomic
def reopen(*, notices: Iterable[Notice], by: User | None, now: datetime) -> int:
    """Opens answered and closed notices again; returns how many. The former answer stays in the log."""
    number = 0
    for notice in _locked(notices):
        if notice.state in {State.ANSWERED, State.SPAM}:
            notice.state = State.IN_HAND if notice.handler else State.NEW
            notice.outcome, notice.answer, notice.closed_at = "", "", None
            _save(notice, Action.REOPEN, by, now)
            number += 1
    return number


def log_taken_back(rows: Mapping[str, set[str]], _changes: object) -> None:
    """Logs that an act on notices was taken back; called by `desk.undoing` within its transaction."""
    act = present_act()
    for notice in Notice.objects.filter(pk__in=rows.get(Notice._meta.db_table, ())) if act else ():
        _log(notice, Action.UNDO, act.by if act else None, act.at if act else notice.sent_at)


def _locked(notices: Iterable[Notice]) -> list[Notice]:
    """By rising id, which prevents deadlocks."""
    pks = [notice.pk for notice in notices]
    rows = Notice.objects.select_for_update(of=("self",)).select_related("handler")
    return list(rows.filter(pk__in=pks).order_by("pk"))


def _save(notice: Notice, action: str, by: User | None, now: datetime) -> None:
    notice.save(update_fields=["state", "handler", "outcome", "answer", "closed_at"])
    _log(notice, action, by, now)


def _log(notice: Notice, action: str, by: User | None, now: datetime) -> None:
    NoticeStep.objects.create(
        notice=notice,
        action=action,
        state=notice.state,
        outcome=notice.outcome,
        answer=notice.answer,
        by=by,
        at=now,
    )
