"""Sending what is due, by any number of processes on any number of hosts, so that nobody gets a mail twice.

A sender claims rows for a time. Before it hands a mail over it writes, in a transaction of its own, that it does; what it
claimed and did not come to is free again when the claim ends. One mail, at the most, of a sender that was killed is lost,
and what stood in it comes with the next issue.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q

from articles.models.article import ZONE
from articles.newsletters.addresses import message_id
from articles.newsletters.models import Issue, Subscriber
from articles.newsletters.rhythm import next_due
from articles.newsletters.services.asking import wants_no_mail
from articles.newsletters.services.bounces import Report, is_for_good, stop, take
from articles.newsletters.services.composing import Part, compose
from articles.newsletters.services.mails import issue_mail, question
from articles.services.stories import lock_keys

CLAIM = timedelta(minutes=15)  # longer than a claimed batch takes, the server's slowest answers included
BATCH = 20
BETWEEN_QUESTIONS = timedelta(days=1)
PERMANENT = 500  # from this code of SMTP on the same mail would be refused again (RFC 5321, 4.2.1)

Send = Callable[[EmailMultiAlternatives], None]
Clock = Callable[[], datetime]


class Outcome(Enum):
    """What came of one row: a mail; nothing to tell; nothing to do any more, or nobody knows; a mail that was refused, as
    the address is none or for another reason; a failure, after which it is tried again."""

    SENT = "sent"
    EMPTY = "empty"
    GONE = "gone"
    HARD = "hard"
    SOFT = "soft"
    FAILED = "failed"


# --- Questions ----------------------------------------------------------------------------------------------


def questions_due(*, now: datetime) -> list[int]:
    """The ids of the subscribers to whom the mail with the private address is to go."""
    asked = Q(told_at=None) | Q(asked_at__gt=F("told_at"), told_at__lte=now - BETWEEN_QUESTIONS)
    return list(
        Subscriber.objects.filter(asked, stopped_at=None)
        .order_by("asked_at", "pk")
        .values_list("pk", flat=True)
    )


def send_question(pk: int, *, send: Send, now: datetime) -> Outcome:
    """Sends the mail with the private address, at most one a day to one mailbox, whatever was asked."""
    with transaction.atomic():
        row = Subscriber.objects.select_for_update(skip_locked=True).filter(pk=pk, stopped_at=None).first()
        if row is None or (row.told_at and row.told_at >= row.asked_at):
            return Outcome.GONE
        lock_keys([f"newsletters:{row.mailbox}"])
        same = Subscriber.objects.filter(mailbox=row.mailbox, told_at__gt=now - BETWEEN_QUESTIONS)
        if same.exists() or wants_no_mail(row.digest):
            return Outcome.GONE
        before = row.told_at
        Subscriber.objects.filter(pk=pk).update(told_at=max(now, row.asked_at))
    outcome = _handed_over(question(row), send)
    if outcome is Outcome.FAILED:
        Subscriber.objects.filter(pk=pk).update(told_at=before)
    elif outcome is Outcome.HARD:
        stop(pk, now=now)
    return outcome


# --- Issues -------------------------------------------------------------------------------------------------


@transaction.atomic
def claim(*, now: datetime, most: int = BATCH) -> list[Subscriber]:
    """Takes subscribers whose issue is due, for CLAIM; no other sender has them meanwhile."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    due = Subscriber.objects.active().filter(free, next_at__lte=now).order_by("next_at", "pk")
    rows = list(due.select_for_update(skip_locked=True)[:most])
    for row in rows:
        row.claimed_until = now + CLAIM
    Subscriber.objects.bulk_update(rows, ["claimed_until"])
    return rows


def send_issue(row: Subscriber, *, send: Send, clock: Clock) -> Outcome:
    """Sends the issue that is due to a claimed subscriber, unless it would be empty."""
    parts = compose(row)
    now = clock()
    issue = _written_down(row, parts, now)
    if issue is None:
        return Outcome.GONE
    if not parts:
        return Outcome.EMPTY
    outcome = _handed_over(issue_mail(row, issue, parts), send)
    if outcome is Outcome.SENT:
        Issue.objects.filter(pk=issue.pk).update(sent_at=clock())
    elif outcome in (Outcome.HARD, Outcome.SOFT):
        take(Report(message_id(issue), Issue.Returned(outcome.value)), now=now)
    elif outcome is Outcome.FAILED:
        _taken_back(row, issue, now)
    return outcome


@transaction.atomic
def _written_down(row: Subscriber, parts: list[Part], now: datetime) -> Issue | None:
    """The issue that is about to be handed over; None where the claim ended, or the newsletter did. An empty one is not
    kept."""
    mine = Subscriber.objects.active().filter(pk=row.pk, next_at=row.next_at, claimed_until=row.claimed_until)
    is_over = row.next_at is None or (row.claimed_until and row.claimed_until <= now)
    if is_over or not mine.select_for_update().exists():
        return None
    following = next_due(row.rhythm, after=now, zone=ZONE)
    Subscriber.objects.filter(pk=row.pk).update(next_at=following, claimed_until=None)
    stories = [article.story_id for part in parts for article in part.articles]
    issue = Issue(subscriber=row, due_at=row.next_at or now, stories=stories)
    if stories:
        issue.save()
    return issue


@transaction.atomic
def _taken_back(row: Subscriber, issue: Issue, now: datetime) -> None:
    """The server refused the mail for now: it is due again when the claim would have ended."""
    issue.delete()
    Subscriber.objects.filter(pk=row.pk).update(next_at=row.next_at, claimed_until=now + CLAIM)


def _handed_over(mail: EmailMultiAlternatives, send: Send) -> Outcome:
    """FAILED only where the server surely took nothing; a connection that broke may have come after it did."""
    try:
        send(mail)
    except SMTPRecipientsRefused as refused:
        (answer,) = refused.recipients.values()
        return _refusal(*answer)
    except SMTPDataError as refused:
        return Outcome.SOFT if refused.smtp_code >= PERMANENT else Outcome.FAILED
    except SMTPServerDisconnected:
        return Outcome.GONE
    except SMTPException:
        return Outcome.FAILED
    except OSError:
        return Outcome.GONE
    return Outcome.SENT


def _refusal(code: int, words: bytes | str) -> Outcome:
    """What a server means that does not take mail for an address."""
    if code < PERMANENT:
        return Outcome.FAILED
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    # Of a server that gives no status (RFC 3463) the code alone is known.
    status = text.split(" ", 1)[0] if text.startswith("5.") else "5.1.0"
    return Outcome.HARD if is_for_good(status) else Outcome.SOFT
