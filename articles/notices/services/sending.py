"""Sending a notice, and taking it back by its sender."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from articles.comments.screening import conduct, text
from articles.comments.screening.findings import FINE, Finding, Known, Submission, Verdict, hold
from articles.comments.screening.links import LINKS_AT_MOST, links_in
from articles.comments.screening.order import Phase, screen
from articles.comments.services.sending import RefusedError
from articles.comments.services.visitors import Visitor
from articles.models import Article
from articles.notices.models import Notice, NoticeStep
from articles.notices.tokens import new_mark
from articles.services.stories import lock_keys

PERIOD = timedelta(hours=1)
# A household that reports a whole series of errors; a town behind one provider; what editors can look at.
FROM_AN_ADDRESS = 10
FROM_A_BLOCK = 40
ON_THE_SITE = 300


class TooManyNoticesError(Exception):
    """More came from one network, or to the whole site, than readers send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a reader sends. `name` and `email` are empty where none was given; `honeypot` as in `Submission`."""

    article: Article
    kind: str
    body: str
    edition: str
    visitor: Visitor
    name: str = ""
    email: str = ""
    honeypot: str = ""


def many_links(submission: Submission, known: Known) -> Finding:
    """Held, never refused: who asks for removal may have to name many addresses."""
    return hold("links") if links_in(submission.body) > LINKS_AT_MOST else FINE


# Of the phases for comments those that look at the words. What was reported may have to be quoted, so that no list of
# words counts; and who is barred from commenting may still ask for removal.
PHASES: tuple[Phase, ...] = (
    conduct.honeypot,
    text.empty,
    text.marks,
    text.direction,
    text.length,
    text.repeats,
    text.capitals,
    many_links,
)


@transaction.atomic
def send_notice(draft: Draft, *, now: datetime) -> Notice:
    """Screens and stores a notice; the same one sent twice is kept once. What the screening would hold comes into the
    queue as well, with the reason. Raises RefusedError and TooManyNoticesError."""
    visitor = draft.visitor
    lock_keys(["notices:sending"])
    recent = Notice.objects.filter(sent_at__gt=now - PERIOD)
    mine = recent.filter(visitor__in=visitor.visitors)
    same = mine.filter(article=draft.article, kind=draft.kind, body=draft.body, state=Notice.State.NEW)
    if twin := same.filter(name=draft.name, email=draft.email).first():
        return twin
    is_flood = (
        mine.count() >= FROM_AN_ADDRESS
        or recent.filter(block__in=visitor.blocks).count() >= FROM_A_BLOCK
        or recent.count() >= ON_THE_SITE
    )
    if is_flood:
        raise TooManyNoticesError
    # A name may be left out.
    submission = Submission(name=draft.name or "–", body=draft.body, honeypot=draft.honeypot)
    finding = screen(submission, Known(), PHASES)
    if finding.verdict is Verdict.REFUSE:
        raise RefusedError(finding.reason)
    return Notice.objects.create(
        article=draft.article,
        kind=draft.kind,
        body=draft.body,
        name=draft.name,
        email=draft.email,
        edition=draft.edition,
        reason=finding.reason,
        visitor=visitor.visitor,
        block=visitor.block,
        mark=new_mark(),
        sent_at=now,
    )


@transaction.atomic
def withdraw_notice(*, notice_id: int, now: datetime) -> Notice:
    """Takes a notice back at its sender's wish: name, address and words are deleted."""
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    if notice.state == Notice.State.WITHDRAWN:
        return notice
    notice.state, notice.closed_at = Notice.State.WITHDRAWN, now
    notice.name = notice.email = notice.body = ""
    notice.save(update_fields=["state", "closed_at", "name", "email", "body"])
    NoticeStep.objects.create(
        notice=notice, action=NoticeStep.Action.WITHDRAW, state=notice.state, by=None, at=now
    )
    return notice
