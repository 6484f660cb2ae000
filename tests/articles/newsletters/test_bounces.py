"""Delivery reports: read as mail servers write them, and believed only where they quote a mail of ours."""

import mailbox
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.newsletters.addresses import issue_of, message_id
from articles.newsletters.models import Issue, Subscriber
from articles.newsletters.services.bounces import SOFT_AT_MOST
from tests.factories import make_subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue() -> Issue:
    now = timezone.now()
    return Issue.objects.create(subscriber=make_subscriber(), due_at=now, stories=[1], sent_at=now)


def report(quoted: str, *, action: str = "failed", status: str = "5.1.1", whole: bool = False) -> bytes:
    """A report as RFC 3464 has it; the mail is quoted whole or by its headers, with a folded Message-ID."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    lines = f"""\
From: MAILER-DAEMON@mail.example
To: editors@news.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I am sorry to have to tell you that your mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; reader@mail.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b
Content-Type: {kind}

Subject: News
Message-ID:
 {quoted}
To: reader@mail.example

--b--
"""
    return lines.replace("\n", "\r\n").encode()


def read(monkeypatch: pytest.MonkeyPatch, *messages: bytes) -> str:
    """What the command says of messages that a mail server pipes into it, one by one."""
    said = StringIO()
    for one in messages:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=BytesIO(one)))
        call_command("read_bounces", stdout=said)
    return said.getvalue()


def is_stopped() -> bool:
    return Subscriber.objects.get().stopped_at is not None


@pytest.mark.parametrize("whole", [True, False])
def test_an_address_that_is_none_gets_nothing_more(
    monkeypatch: pytest.MonkeyPatch, issue: Issue, whole: bool
) -> None:
    assert "newsletters: 1" in read(monkeypatch, report(message_id(issue), whole=whole))
    assert is_stopped()


@pytest.mark.parametrize("comment", ["(unknown)", "(unknown (see below))", "(a \\( of (two\\)) words)"])
def test_fields_of_a_report_may_hold_comments(
    monkeypatch: pytest.MonkeyPatch, issue: Issue, comment: str
) -> None:
    said = report(message_id(issue), action=f"Failed {comment}", status=f"(by the host) 5.1.1 {comment}")
    assert "newsletters: 1" in read(monkeypatch, said)
    assert is_stopped()


NO_STOP = {
    "a delay": {"action": "delayed", "status": "4.4.7"},
    "a full mailbox": {"status": "5.2.2"},
    "a policy": {"status": "5.7.1"},
    "given up": {"status": "4.4.7"},
    "relayed": {"action": "relayed", "status": "2.1.5"},
}


@pytest.mark.parametrize("case", NO_STOP)
def test_what_passes_stops_nothing(monkeypatch: pytest.MonkeyPatch, issue: Issue, case: str) -> None:
    one = report(message_id(issue), **NO_STOP[case])
    read(monkeypatch, *[one] * SOFT_AT_MOST)
    assert not is_stopped(), "one issue counts once, however often it is reported"


def test_what_passes_again_and_again_stops(monkeypatch: pytest.MonkeyPatch, issue: Issue) -> None:
    for number in range(1, SOFT_AT_MOST):
        assert not is_stopped()
        day = timedelta(days=number)
        later = Issue.objects.create(
            subscriber=issue.subscriber,
            due_at=issue.due_at + day,
            stories=[number],
            sent_at=issue.due_at + day,
        )
        read(monkeypatch, report(message_id(later), status="5.2.2"))
    read(monkeypatch, report(message_id(issue), status="5.2.2"))
    assert is_stopped()


FORGED = {
    "another mail": "<1.abc@127.0.0.1>",
    "no id": "",
    "many digits": f"<{'9' * 40}.x@127.0.0.1>",
    "no number": "<x.y@127.0.0.1>",
}


@pytest.mark.parametrize("case", FORGED)
def test_a_report_about_no_mail_of_ours_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, issue: Issue, case: str
) -> None:
    assert "newsletters: 0" in read(
        monkeypatch, report(FORGED[case]), b"", b"Subject: hello\r\n\r\nhi", b"\xff\x00"
    )
    assert not is_stopped()


def test_reports_are_read_from_mailboxes(tmp_path: Path, issue: Issue) -> None:
    folder = mailbox.Maildir(tmp_path / "maildir")
    folder.add(report(message_id(issue)))
    box = mailbox.mbox(tmp_path / "mbox")
    box.add(report(message_id(issue)))
    box.close()
    (tmp_path / "one").write_bytes(report(message_id(issue)))
    for name in ("maildir", "mbox", "one"):
        Subscriber.objects.update(stopped_at=None)
        said = StringIO()
        call_command("read_bounces", str(tmp_path / name), stdout=said)
        assert said.getvalue() == "Messages read: 1. Reports about newsletters: 1.\n"
        assert is_stopped()
    with pytest.raises(CommandError, match="no maildir"):
        call_command("read_bounces", str(tmp_path))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("read_bounces", str(tmp_path / "none"))


def test_the_id_of_a_mail_leads_to_its_issue_alone(issue: Issue) -> None:
    assert issue_of(message_id(issue)) == issue.pk
    other = message_id(issue).replace(f"<{issue.pk}.", f"<{issue.pk + 1}.")
    assert issue_of(other) is None
