"""Sending a comment, and what its writer may do with it afterwards: change it, withdraw it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from articles.comments.language import language_of
from articles.comments.models import Bar, Comment
from articles.comments.screening import conduct
from articles.comments.screening.findings import Finding, Known, Recent, Submission, Verdict
from articles.comments.screening.order import OF_CHANGES, screen
from articles.comments.services.addresses import address_for
from articles.comments.services.akismet import Answer
from articles.comments.services.knowledge import (
    FLOOD_PERIOD,
    is_in_standing,
    known_of,
    recent_of,
    text_key,
    words,
)
from articles.comments.services.opening import is_open
from articles.comments.services.visitors import Visitor
from articles.comments.tokens import new_writer
from articles.models import Article
from articles.services.stories import lock_keys

EDIT_PERIOD = timedelta(minutes=15)
# What a setting lets be published without a person (COMMENTS_PUBLISH).
NOTHING, OF_KNOWN_WRITERS, SCREENED = "nothing", "known-writers", "screened"


class RefusedError(Exception):
    """The screening does not take a comment; `reason` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AnsweredGoneError(Exception):
    """The comment that a reply answers is not there for readers any more."""


class ClosedError(Exception):
    """Comments on the article are closed."""


class TooLateError(Exception):
    """The time in which a writer may change a comment is over, or a moderator has taken it away."""


class ChangedMeanwhileError(Exception):
    """The comment is not as its writer saw it: it was changed in another window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a reader sends: the words, who sends them and how.

    `writer` is the mark that the reader's browser kept from an earlier comment, empty for a new one; `edition` that of the
    page; `email` empty where none was given; `honeypot` and `seconds` as in `Submission`; `spam_filter` what Akismet said.
    """

    article: Article
    parent_id: int | None
    name: str
    body: str
    edition: str
    visitor: Visitor
    writer: str = ""
    email: str = ""
    honeypot: str = ""
    seconds: int | None = None
    spam_filter: Answer = Answer.NOT_ASKED


def send_comment(draft: Draft, *, now: datetime) -> Comment:
    """Screens and stores a comment. The same words sent twice to the same person are stored once.

    What a flood brings is refused before anything else is looked at, as it must cost little. A reply to a reply becomes a reply to the top comment; one to a comment that waits, waits with it. Raises ClosedError,
    RefusedError and AnsweredGoneError.
    """
    in_standing = is_in_standing(draft.writer, now=now)
    flood = conduct.flooding(
        _submission(draft, ""), Known(recent=_recent(draft, now), in_standing=in_standing)
    )
    if flood.verdict is Verdict.REFUSE and not _is_sent_again(draft, now):
        raise RefusedError(flood.reason)
    return _store(draft, in_standing, now)


def _recent(draft: Draft, now: datetime) -> Recent:
    return recent_of(draft.visitor, draft.writer, draft.article.story_id, now)


def _is_sent_again(draft: Draft, now: datetime) -> bool:
    parent = _answered(draft.article, draft.parent_id) if draft.parent_id else None
    return _twins(draft, parent, now).exists()


@transaction.atomic
def _store(draft: Draft, in_standing: bool, now: datetime) -> Comment:
    if not is_open(draft.article, now=now):
        raise ClosedError
    visitor = draft.visitor
    # One at a time, so that limits hold exactly; on a double click the second request finds the first comment.
    lock_keys(["comments:sending"])
    parent = _answered(draft.article, draft.parent_id) if draft.parent_id else None
    if twin := _twins(draft, parent, now).first():
        return twin
    language, text = language_of(draft.body, edition=draft.edition), text_key(draft.body)
    known = known_of(
        name=draft.name,
        visitor=visitor,
        writer=draft.writer,
        text=text,
        in_standing=in_standing,
        now=now,
    )
    known = replace(
        known,
        recent=_recent(draft, now),
        is_spam=draft.spam_filter is Answer.SPAM,
        filter_is_silent=draft.spam_filter is Answer.SILENT,
    )
    finding = screen(_submission(draft, language), known)
    if finding.verdict is Verdict.REFUSE:
        raise RefusedError(finding.reason)
    state, reason = _decided(finding, in_standing=in_standing, parent=parent)
    return Comment.objects.create(
        article=draft.article,
        parent=parent,
        name=draft.name,
        body=draft.body,
        state=state,
        reason=reason,
        language=language,
        edition=draft.edition,
        key=visitor.key,
        visitor=visitor.visitor,
        block=visitor.block,
        writer=draft.writer or new_writer(),
        in_standing=in_standing,
        address=address_for(draft.email, edition=draft.edition, now=now) if draft.email else None,
        text_key=text,
        sent_at=now,
    )


def _submission(draft: Draft, language: str) -> Submission:
    return Submission(
        name=draft.name,
        body=draft.body,
        language=language,
        edition=draft.edition,
        honeypot=draft.honeypot,
        seconds=draft.seconds,
    )


def _decided(finding: Finding, *, in_standing: bool, parent: Comment | None) -> tuple[str, str]:
    """State and reason of a comment that was not refused, by the setting that says what is published without a person."""
    if finding.verdict is Verdict.HOLD:
        return Comment.State.WAITING, finding.reason
    if settings.COMMENTS_PUBLISH == NOTHING:
        return Comment.State.WAITING, ""
    if settings.COMMENTS_PUBLISH == OF_KNOWN_WRITERS and not in_standing:
        return Comment.State.WAITING, "new-writer"
    if parent and parent.state != Comment.State.APPROVED:
        return Comment.State.WAITING, "answered-waits"
    return Comment.State.APPROVED, ""


def _twins(draft: Draft, parent: Comment | None, now: datetime) -> QuerySet[Comment]:
    """The comment that a second click sends again, if there is one.

    One that readers can see already may be copied by anybody on the same connection, who would be handed its private
    address: it counts only for the browser that wrote it.
    """
    same = Comment.objects.filter(
        visitor__in=draft.visitor.visitors,
        sent_at__gt=now - FLOOD_PERIOD,
        article=draft.article,
        parent=parent,
        body=draft.body,
        name=draft.name,
    )
    own = Q(writer=draft.writer) if draft.writer else Q(pk=None)
    return same.filter(own | Q(state=Comment.State.WAITING))


def _answered(article: Article, pk: int) -> Comment:
    """The top comment of the thread of comment `pk` in the conversation below the article, also one that waits again.

    Raises AnsweredGoneError.
    """
    there = Comment.objects.under_published().filter(
        article__story_id=article.story_id, state__in=[Comment.State.APPROVED, Comment.State.WAITING]
    )
    comment = there.filter(pk=pk).select_related("parent").first()
    if comment is None:
        raise AnsweredGoneError
    return comment.parent or comment


@transaction.atomic
def edit_comment(*, comment_id: int, version: int, body: str, now: datetime) -> Comment:
    """Puts a writer's new words in the place of the old ones, screened like new ones.

    `version` is the one that the writer saw. Raises TooLateError, ChangedMeanwhileError and RefusedError.
    """
    comment = Comment.objects.select_for_update().get(pk=comment_id)
    if not may_edit(comment, now):
        raise TooLateError
    if comment.body == body:
        return comment
    if comment.version != version:
        raise ChangedMeanwhileError
    language = language_of(body, edition=comment.edition)
    submission = Submission(name=comment.name, body=body, language=language, edition=comment.edition)
    barred = Bar.objects.in_force(now).filter(kind=Bar.Kind.WRITER, mark=comment.writer).exists()
    finding = screen(submission, Known(words=words(), is_barred=barred), OF_CHANGES)
    if finding.verdict is Verdict.REFUSE:
        raise RefusedError(finding.reason)
    in_standing = is_in_standing(comment.writer, now=now)
    comment.state, comment.reason = _decided(finding, in_standing=in_standing, parent=comment.parent)
    comment.body, comment.version, comment.edited_at = body, version + 1, now
    comment.language, comment.text_key = language, text_key(body)
    comment.save(update_fields=["body", "version", "edited_at", "language", "text_key", "state", "reason"])
    return comment


@transaction.atomic
def withdraw_comment(*, comment_id: int) -> Comment:
    """Takes a comment away at its writer's wish; where it was answered, a note stands in its place.

    Raises TooLateError if a moderator has taken it away before.
    """
    comment = Comment.objects.select_for_update().get(pk=comment_id)
    if comment.state == Comment.State.WITHDRAWN:
        return comment
    if not may_withdraw(comment):
        raise TooLateError
    comment.state = Comment.State.WITHDRAWN
    comment.save(update_fields=["state"])
    return comment


def may_edit(comment: Comment, now: datetime) -> bool:
    """Whether the writer may still change the words."""
    editable = comment.state in {Comment.State.WAITING, Comment.State.APPROVED}
    return editable and now <= comment.sent_at + EDIT_PERIOD


def may_withdraw(comment: Comment) -> bool:
    return comment.state in {Comment.State.WAITING, Comment.State.APPROVED, Comment.State.HIDDEN}
