"""Mail that came back: delivery reports (RFC 3464) read, and newsletters stopped."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from django.db import transaction

from articles.newsletters.addresses import issue_of
from articles.newsletters.models import Issue, Subscriber

# So many issues in succession that came back for a time mean that nobody reads them.
SOFT_AT_MOST = 5
# Comments may stand in comments to any depth; each depth takes a look at the whole field.
LONGEST_FIELD = 1_000  # characters
# Without other comments in it; a parenthesis behind a backslash is one of its words (RFC 5322, 3.2.2).
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)", re.DOTALL)
# Failures that say nothing of the address: a full mailbox, a message that is too long, the system, its contents, a policy
# (RFC 3463).
_FOR_A_TIME = ("5.2.2", "5.2.3", "5.3.", "5.6.", "5.7.")


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report says: the Message-ID that it quotes, and whether the mail came back for good."""

    message_id: str
    returned: Issue.Returned


def read_report(message: Message) -> Report | None:
    """The report in a message; None if it is none, tells of a delay, or quotes no mail."""
    if message.get_content_type() != "multipart/report":
        return None
    status, quoted = "", ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            status = status or _failure(part)
        elif kind == "text/rfc822-headers":
            quoted = quoted or _header(part)
        elif kind == "message/rfc822":
            original = part.get_payload(0) if part.is_multipart() else None
            quoted = quoted or (str(original.get("Message-ID", "")) if isinstance(original, Message) else "")
    if not status or not quoted:
        return None
    return Report(quoted, Issue.Returned.HARD if is_for_good(status) else Issue.Returned.SOFT)


def is_for_good(status: str) -> bool:
    """Whether a status (RFC 3463) says that the address takes no mail."""
    return status.startswith("5.") and not status.startswith(_FOR_A_TIME)


def _failure(part: Message) -> str:
    """The status of the first recipient to whom a mail failed; empty if none did."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message) and _field(block, "Action").lower() == "failed":
            return _field(block, "Status") or "4.0.0"
    return ""


def _field(block: Message, name: str) -> str:
    """The value of a field without its comments, which may stand in parentheses anywhere (RFC 3464, 2.1.1)."""
    value, number = str(block.get(name, ""))[:LONGEST_FIELD], 1
    while number:
        value, number = _COMMENT.subn(" ", value)
    return value.strip()


def _header(part: Message) -> str:
    """The Message-ID among headers that are quoted as text; folded ones too."""
    payload = part.get_payload(decode=True)
    text = payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""
    name, found = "message-id:", ""
    for line in text.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ").splitlines():
        if line.lower().startswith(name):
            found = line[len(name) :].strip()
    return found


@transaction.atomic
def take(report: Report, *, now: datetime) -> bool:
    """Stops the newsletter of an address that is none, or of one whose mail comes back again and again. False for a report
    about no issue of ours. The same report twice counts once."""
    pk = issue_of(report.message_id)
    issue = Issue.objects.select_for_update().filter(pk=pk).first() if pk else None
    if issue is None:
        return False
    Issue.objects.filter(pk=issue.pk).update(returned=report.returned)
    newest = Issue.objects.filter(subscriber=issue.subscriber_id).order_by("-due_at")[:SOFT_AT_MOST]
    returned = [one.returned for one in newest]
    if report.returned == Issue.Returned.HARD or (len(returned) == SOFT_AT_MOST and all(returned)):
        stop(issue.subscriber_id, now=now)
    return True


def stop(pk: int, *, now: datetime) -> None:
    """Sends nothing more to a subscriber."""
    Subscriber.objects.filter(pk=pk, stopped_at=None).update(stopped_at=now)
