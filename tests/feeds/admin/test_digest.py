"""The daily mail: which changes it tells, to whom, and that it tells them once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feeds.admin.digest import FeedFacts, digest_of, facts_since, subject_of, text_of
from feeds.models import DigestReader, Feed, Fetch
from tests.factories import make_source

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)
HOUR = timedelta(hours=1)
AFTER, BEFORE = NOW - HOUR, SINCE - HOUR


def facts(**values) -> FeedFacts:
    known = {
        "name": "Báo Mẫu: Tin", "url": "https://paper.example/rss", "state": "well", "label": "Well", "reason": "",
        "state_since": BEFORE, "failures": 0, "failed_before": False, "failed_meanwhile": False,
        "due_first": NOW - timedelta(days=90), "answered": True,
    }  # fmt: skip
    return FeedFacts(**{**known, **values})


NEVER = {"answered": False, "state": "unreachable", "state_since": BEFORE}


@pytest.mark.parametrize(
    ("values", "part"),
    [
        pytest.param({}, "", id="all is well as before"),
        pytest.param({"state": "gone", "state_since": AFTER}, "gone", id="gone"),
        pytest.param({"state": "gone"}, "", id="gone, told before"),
        pytest.param({"state": "gone", "state_since": AFTER, "answered": False}, "gone", id="gone at once"),
        pytest.param({"state": "unreachable", "state_since": AFTER}, "broken", id="broke"),
        pytest.param(
            {"state": "missing", "state_since": AFTER, "failed_before": True}, "broken", id="otherwise"
        ),
        pytest.param({"state": "unreachable"}, "", id="broken, told before"),
        pytest.param({"state": "empty", "state_since": AFTER}, "broken", id="empty"),
        pytest.param({"state": "silent", "state_since": AFTER}, "silent", id="silent"),
        pytest.param({"state": "silent"}, "", id="silent, told before"),
        pytest.param({"state_since": AFTER, "failed_before": True}, "well", id="mended"),
        pytest.param({"state_since": AFTER}, "well", id="writes again"),
        pytest.param({"state_since": AFTER, "failed_meanwhile": True}, "", id="broke and mended in between"),
        pytest.param({"state_since": AFTER, "failed_before": None}, "", id="answers for the first time"),
        pytest.param({**NEVER, "due_first": NOW - 25 * HOUR}, "never", id="no first answer within a day"),
        pytest.param({**NEVER, "due_first": NOW - 23 * HOUR}, "", id="has a day to begin with"),
        pytest.param({**NEVER, "due_first": NOW - 50 * HOUR}, "", id="no first answer, told before"),
        pytest.param({**NEVER, "due_first": None}, "", id="when it was added is not known"),
        pytest.param(
            {**NEVER, "state": "new", "state_since": None, "due_first": NOW - 25 * HOUR},
            "never",
            id="never asked",
        ),
        pytest.param({"state": "gone", "state_since": NOW + HOUR}, "", id="later than this mail"),
    ],
)
def test_each_change_is_told_in_its_part_and_once(values, part):
    digest = digest_of([facts(**values)], since=SINCE, now=NOW)
    parts = {name: len(getattr(digest, name)) for name in ("gone", "broken", "silent", "never", "well")}
    assert {name for name, number in parts.items() if number} == ({part} if part else set())
    assert bool(digest) == bool(part)


def test_the_mail_names_feeds_reasons_and_where_to_look():
    broken = facts(
        state="missing", label="Not found", reason="The server\nanswered 404.", state_since=AFTER, failures=4
    )
    digest = digest_of([broken, facts(state_since=AFTER, name="Báo\r\nBcc: x")], since=SINCE, now=NOW)
    text = text_of(digest, since=SINCE, address="https://site.example/admin/feeds/feed/")
    assert subject_of(digest, site="site.example") == "[site.example] Feeds: 1 broken, 1 well again"
    assert "    Not found: The server answered 404. (4 failures in a row)" in text
    assert "Báo Bcc: x" in text
    assert "https://site.example/admin/feeds/feed/" in text


# --- The command ---------------------------------------------------------------------------------------------


def make_feed(number=0, *, attempts=(), **values):
    feed = Feed.objects.create(
        source=make_source(), url=f"https://paper{number}.example/rss", next_check_at=timezone.now(), **values
    )
    for days_ago, outcome in attempts:
        Fetch.objects.create(
            feed=feed, started_at=timezone.now() - timedelta(days=days_ago), milliseconds=1, outcome=outcome
        )
    return feed


def make_reader(name="one", email="one@newsroom.example", days=1, **values):
    reader = DigestReader.objects.create(
        user=User.objects.create_user(name, email=email, is_staff=True, **values)
    )
    DigestReader.objects.filter(pk=reader.pk).update(since=timezone.now() - timedelta(days=days))
    return reader


@pytest.fixture
def broken(db):
    attempts = [(3, "new"), (0.1, "failed")]
    since = timezone.now() - timedelta(days=0.1)
    return make_feed(state="missing", state_since=since, state_reason="404.", failures=1, attempts=attempts)


def test_a_reader_is_told_once_a_day(broken, capsys):
    reader = make_reader()
    call_command("mail_feed_digest")
    call_command("mail_feed_digest")
    (sent,) = mail.outbox
    assert sent.to == ["one@newsroom.example"]
    assert broken.url in sent.body
    assert "0 of 1 readers" in capsys.readouterr().out
    reader.refresh_from_db()
    DigestReader.objects.update(last_sent_at=reader.last_sent_at - timedelta(days=1))
    Feed.objects.update(state_since=timezone.now() - timedelta(days=2))
    call_command("mail_feed_digest")
    assert len(mail.outbox) == 1, "what was told is not told again"


@pytest.mark.django_db
def test_where_nothing_changed_nothing_is_sent_and_the_day_stays_open():
    reader = make_reader()
    make_feed(state="well", state_since=timezone.now() - timedelta(days=9), attempts=[(9, "new")])
    call_command("mail_feed_digest")
    assert mail.outbox == []
    reader.refresh_from_db()
    assert reader.last_sent_at is None


def test_a_dry_run_prints_and_remembers_nothing(broken, capsys):
    make_reader()
    call_command("mail_feed_digest", "--dry-run")
    printed = capsys.readouterr().out
    assert "Subject: " in printed
    assert "1 of 1 readers would be sent a digest." in printed
    assert mail.outbox == []
    assert DigestReader.objects.get().last_sent_at is None


def test_only_who_wants_it_and_still_works_here_is_told(broken):
    User.objects.create_user("other", email="other@newsroom.example", is_staff=True)
    make_reader("former", "former@newsroom.example", is_active=False)
    call_command("mail_feed_digest")
    assert mail.outbox == []


def test_a_feed_that_an_editor_switched_off_is_nobodys_business_but_one_that_is_gone_is(broken):
    make_reader()
    make_feed(1, state="gone", state_since=timezone.now() - timedelta(hours=1), enabled=False)
    Feed.objects.filter(pk=broken.pk).update(enabled=False)
    call_command("mail_feed_digest")
    (sent,) = mail.outbox
    assert "paper1.example" in sent.body
    assert broken.url not in sent.body


def test_one_that_cannot_be_told_stops_no_other_and_is_tried_again(broken, capsys, monkeypatch):
    make_reader("without", email="")
    make_reader("one")
    with pytest.raises(SystemExit):
        call_command("mail_feed_digest")
    assert len(mail.outbox) == 1
    assert "without has no mail address" in capsys.readouterr().err
    DigestReader.objects.update(last_sent_at=None)

    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr("feeds.management.commands.mail_feed_digest.send_mail", refuse)
    with pytest.raises(SystemExit):
        call_command("mail_feed_digest")
    assert "check EMAIL_URL" in capsys.readouterr().err
    assert not DigestReader.objects.exclude(last_sent_at=None).exists()


def test_the_facts_cost_one_query_for_any_number_of_feeds(broken):
    for number in range(1, 9):
        make_feed(number, attempts=[(2, "failed"), (1, "new")])
    with CaptureQueriesContext(connection) as queries:
        assert len(facts_since(timezone.now() - timedelta(days=1))) == 9
    assert len(queries) == 1


def test_who_keeps_the_feeds_keeps_the_list_of_readers(client, broken):
    user = User.objects.create_user("editor", email="editor@newsroom.example", is_staff=True)
    client.force_login(user)
    address = reverse("admin:feeds_digestreader_changelist")
    assert client.get(address).status_code == 403
    group = Group.objects.create(name="Keepers of feeds")
    group.permissions.set(Permission.objects.filter(codename__in=["view_feed", "change_feed"]))
    user.groups.add(group)
    assert client.get(address).status_code == 200
    assert client.post(reverse("admin:feeds_digestreader_add"), {"user": user.pk}).status_code == 302
    reader = DigestReader.objects.get(user=user)
    page = client.get(reverse("admin:feeds_digestreader_change", args=[reader.pk]))
    assert "editor@newsroom.example" in page.content.decode()
