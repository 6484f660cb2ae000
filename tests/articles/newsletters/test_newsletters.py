"""Newsletters: asked for, confirmed, sent once, ended, forgotten; and nobody gets any who did not ask."""

import json
import socket
from datetime import UTC, datetime, timedelta
from io import StringIO
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.clock import database_now
from articles.models import Article
from articles.models.article import ZONE
from articles.newsletters.models import Issue, Subscriber
from articles.newsletters.rhythm import next_due
from articles.newsletters.services import asking, sending
from articles.newsletters.services.privacy import ISSUES_LIFE, STOPPED_LIFE, forget
from tests.articles.newsletters.asking import EMAIL, ask, link_in, run, subscribed
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db


def make_due() -> None:
    """As if the hour of the next issue had just come."""
    Subscriber.objects.update(next_at=database_now() - timedelta(minutes=1), claimed_until=None)


def news(**overrides: object) -> Article:
    return make_article(**{"language": "vi", "published_at": timezone.now(), **overrides})


# --- When ---


@pytest.mark.parametrize(
    ("rhythm", "after", "due"),
    [
        ("daily", "2026-03-02T05:59", "2026-03-02T06:00"),
        ("daily", "2026-03-02T06:00", "2026-03-03T06:00"),
        ("weekly", "2026-03-02T05:00", "2026-03-02T06:00"),  # a Monday
        ("weekly", "2026-03-02T07:00", "2026-03-09T06:00"),
        ("weekly", "2026-12-31T23:00", "2027-01-04T06:00"),
    ],
)
def test_issues_are_due_in_the_morning_of_a_day_or_of_a_monday(rhythm: str, after: str, due: str) -> None:
    at = datetime.fromisoformat(after).replace(tzinfo=ZONE)
    found = next_due(rhythm, after=at.astimezone(UTC), zone=ZONE)
    assert found == datetime.fromisoformat(due).replace(tzinfo=ZONE)


# --- Asking ---


def test_the_form_is_the_same_for_everybody_and_may_be_cached(client: Client) -> None:
    topic = make_topic(slug="land")
    page = client.get(f"/vi/newsletter/?topic={topic.slug}")
    assert "public" in page.headers["Cache-Control"]
    assert not page.cookies
    assert 'value="land" id="id_topics_0" checked' in page.content.decode()


def test_nothing_goes_out_before_the_owner_confirmed_by_a_post(client: Client) -> None:
    news()
    assert ask(client).status_code == 302
    run()
    run()
    assert [one.to for one in mail.outbox] == [[EMAIL]]
    page = link_in(str(mail.outbox[0].body))
    assert client.get(page).status_code == 200  # programs that read mail follow its links
    assert Subscriber.objects.get().confirmed_at is None
    client.post(page, {"confirm": "1"}, headers={"sec-fetch-site": "cross-site"})
    assert Subscriber.objects.get().confirmed_at is None
    client.post(page, {"confirm": "1"})
    make_due()
    run()
    assert len(mail.outbox) == 2


def test_nobody_learns_whether_an_address_is_known_and_nothing_of_it_changes(client: Client) -> None:
    first = ask(client)
    subscribed(client)
    Subscriber.objects.update(told_at=timezone.now() - timedelta(days=2))
    topic = make_topic(slug="land")
    again = ask(client, rhythm="weekly", topics=[topic.slug])
    assert (again.status_code, again.url) == (first.status_code, first.url)
    row = Subscriber.objects.get()
    assert (row.rhythm, row.topics.count(), bool(row.confirmed_at)) == ("daily", 0, True)
    run()
    assert [one.to for one in mail.outbox] == [[EMAIL]]


def test_one_question_a_day_goes_to_a_mailbox_in_whatever_spelling_and_edition(client: Client) -> None:
    for number, email in enumerate(["a.b@gmail.com", "ab@gmail.com", "A.B+x@gmail.com", "ab+y@gmail.com"]):
        ask(client, ["vi", "ar", "en", "th"][number], email=email)
        run()
    assert len(mail.outbox) == 1
    yesterday = timezone.now() - timedelta(hours=25)
    Subscriber.objects.update(asked_at=yesterday)
    Subscriber.objects.filter(told_at__isnull=False).update(told_at=yesterday)
    run()
    run()
    assert len(mail.outbox) == 2, "a day later one question more"


def test_a_mail_holds_nothing_that_its_sender_typed(client: Client) -> None:
    ask(client, email="buy-cheap-pills@mail.example")
    run()
    (sent,) = mail.outbox
    assert "pills" not in f"{sent.subject}{sent.body}"


@pytest.mark.parametrize(
    ("limit", "varied"),
    [
        ("FROM_AN_ADDRESS", {}),
        ("FROM_A_BLOCK", {"REMOTE_ADDR": "203.0.113.{}"}),
        ("TO_A_HOST", {"REMOTE_ADDR": "10.{}.0.1"}),
        ("ON_THE_SITE", {"REMOTE_ADDR": "10.{}.0.1", "email": "reader@host{}.example"}),
    ],
)
def test_a_flood_is_refused_with_what_was_typed(
    client: Client, monkeypatch: pytest.MonkeyPatch, limit: str, varied: dict[str, str]
) -> None:
    monkeypatch.setattr(asking, limit, 3)
    for number in range(4):
        typed = {"email": f"reader{number}@mail.example"} | {
            name: value.format(number) for name, value in varied.items()
        }
        answer = ask(client, **typed)
    assert answer.status_code == 400
    assert typed["email"] in answer.content.decode()
    assert Subscriber.objects.count() == 3


def test_what_is_no_wish_is_refused(client: Client) -> None:
    assert ask(client, email="nobody").status_code == 400
    assert ask(client, website="x").status_code == 400
    assert ask(client, token="x").status_code == 400
    assert ask(client, topics=["no-such-topic"]).status_code == 400
    assert ask(client, headers={"sec-fetch-site": "cross-site"}).status_code == 400
    assert not Subscriber.objects.exists()


# --- The owner ---


def test_who_wants_no_mail_gets_none_whoever_asks(client: Client) -> None:
    ask(client)
    run()
    page = link_in(str(mail.outbox[0].body))
    client.post(page, {"refuse": "1"})
    assert client.get(page).status_code == 200
    assert ask(client).status_code == 302
    run()
    assert len(mail.outbox) == 1
    assert not Subscriber.objects.exists()


def test_the_owner_chooses_anew(client: Client) -> None:
    page = subscribed(client)
    topic = make_topic(slug="land")
    assert client.post(page, {"change": "1", "rhythm": "weekly", "topics": ["land"]}).status_code == 302
    row = Subscriber.objects.get()
    assert (row.rhythm, list(row.topics.all())) == ("weekly", [topic])
    assert row.next_at.astimezone(ZONE).weekday() == 0
    assert client.post(page, {"change": "1", "rhythm": "hourly"}).status_code == 400


def test_one_post_from_anywhere_unsubscribes_and_a_get_asks(client: Client) -> None:
    page = f"{subscribed(client)}unsubscribe/"
    assert client.get(page).status_code == 200
    assert Subscriber.objects.exists()
    one_click = {"List-Unsubscribe": "One-Click"}
    for _time in range(2):
        answer = client.post(page, one_click, headers={"origin": "https://webmail.example"})
        assert answer.status_code == 200
    assert not Subscriber.objects.exists()
    assert "no-store" in answer.headers["Cache-Control"]


# --- Sending ---


def test_an_issue_tells_what_is_new_once_and_an_empty_one_is_not_sent(client: Client) -> None:
    subscribed(client)
    make_due()
    assert "empty 1" in run()
    assert not mail.outbox
    news(title="Một tin mới")
    news(title="Berita", language="id")
    make_due()
    run()
    run()
    assert len(mail.outbox) == 1
    assert "Một tin mới" in mail.outbox[0].body
    assert "Berita" not in mail.outbox[0].body
    make_due()
    assert "empty 1" in run()
    late = news(title="Đến muộn", published_at=timezone.now() - timedelta(hours=20))
    make_due()
    run()
    assert late.title in mail.outbox[1].body
    assert "Một tin mới" not in mail.outbox[1].body


def test_topics_stand_under_their_names_and_a_story_in_one_of_them(client: Client) -> None:
    land, youth = make_topic(slug="land", name="Đất đai"), make_topic(slug="youth", name="Thanh niên")
    subscribed(client, topics=["land", "youth"])
    news(title="Về đất", topics=[land, youth])
    news(title="Về người trẻ", topics=[youth])
    news(title="Về việc khác")
    make_due()
    run()
    (sent,) = mail.outbox
    body = str(sent.body)
    assert body.count("Về đất") == body.count("Về người trẻ") == 1
    assert "Về việc khác" not in body
    assert "Đất đai" in body


def refusing(error: Exception) -> sending.Send:
    def send(_mail: EmailMultiAlternatives) -> None:
        raise error

    return send


REFUSED = {
    "none such": (SMTPRecipientsRefused({EMAIL: (550, b"5.1.1 No such user")}), "hard", True, "hard"),
    "without a status": (SMTPRecipientsRefused({EMAIL: (550, b"No")}), "hard", True, "hard"),
    "a policy": (SMTPRecipientsRefused({EMAIL: (550, b"5.7.1 Blocked")}), "soft", False, "soft"),
    "a text that displeases": (SMTPDataError(554, b"5.6.0 Spam"), "soft", False, "soft"),
    "greylisted": (SMTPRecipientsRefused({EMAIL: (451, b"4.7.1 Later")}), "failed", False, None),
    "cut off": (SMTPServerDisconnected("closed"), "gone", False, ""),
    "too slow": (TimeoutError(), "gone", False, ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_server_says_decides(client: Client, case: str) -> None:
    error, outcome, is_stopped, returned = REFUSED[case]
    subscribed(client)
    news()
    make_due()
    (row,) = sending.claim(now=database_now())
    assert sending.send_issue(row, send=refusing(error), clock=database_now).value == outcome
    row.refresh_from_db()
    assert bool(row.stopped_at) is is_stopped
    issue = Issue.objects.first()
    assert (issue.returned if issue else None) == returned
    assert (row.next_at <= database_now()) is (outcome == "failed"), "due again only if nothing was taken"
    make_due()
    run()
    assert len(mail.outbox) == (not is_stopped), "what did not arrive stands in the next issue"


def test_two_senders_never_have_the_same_row_and_a_claim_that_ended_sends_nothing(client: Client) -> None:
    subscribed(client)
    news()
    make_due()
    now = database_now()
    (row,) = sending.claim(now=now)
    assert sending.claim(now=now) == []
    # The first was asleep; another took over when the claim had ended, and is killed before it sends.
    (other,) = sending.claim(now=now + sending.CLAIM)
    sent: list[EmailMultiAlternatives] = []
    assert sending.send_issue(row, send=sent.append, clock=lambda: now) is sending.Outcome.GONE
    assert sending.send_issue(other, send=sent.append, clock=lambda: now) is sending.Outcome.SENT
    assert sending.send_issue(other, send=sent.append, clock=lambda: now) is sending.Outcome.GONE
    assert len(sent) == 1


def test_killed_while_it_handed_a_mail_over_none_goes_twice(client: Client) -> None:
    subscribed(client)
    news(title="Tin đang gửi")
    make_due()
    (row,) = sending.claim(now=database_now())
    with pytest.raises(KeyboardInterrupt):
        sending.send_issue(row, send=refusing(KeyboardInterrupt()), clock=database_now)  # type: ignore[arg-type]
    assert Issue.objects.get().sent_at is None
    assert "nothing is due" in run()
    make_due()
    run()
    assert "Tin đang gửi" in mail.outbox[0].body


def test_a_server_that_is_down_holds_up_nobody(client: Client, settings, free_port: int) -> None:
    subscribed(client)
    news()
    make_due()
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port
    with pytest.raises(Exception, match="check EMAIL_URL"):
        run()
    settings.EMAIL_BACKEND = backend
    assert "sent 1" in run()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


# --- Kept and shown ---


def test_what_is_kept_is_forgotten_in_time(client: Client) -> None:
    ask(client)
    now = timezone.now()
    Subscriber.objects.update(asked_at=now - timedelta(days=8))
    assert forget(now=now).addresses == 1
    subscribed(client)
    news()
    make_due()
    run()
    assert forget(now=now + ISSUES_LIFE + timedelta(hours=1)).issues == 1
    row = Subscriber.objects.get()
    assert (row.visitor, row.block) == ("", "")
    Subscriber.objects.update(stopped_at=now)
    assert forget(now=now + STOPPED_LIFE + timedelta(hours=1)).addresses == 1


def test_the_owner_is_handed_out_what_is_kept_and_may_have_it_erased(client: Client) -> None:
    make_topic(slug="land")
    subscribed(client, topics=["land"])
    said = StringIO()
    call_command("writer_data", "--email", EMAIL.upper(), stdout=said)
    (kept,) = json.loads(said.getvalue())["newsletters"]
    assert (kept["email"], kept["topics"], kept["rhythm"]) == (EMAIL, ["land"], "daily")
    call_command("writer_data", "--email", EMAIL, "--erase", stdout=said)
    assert "Newsletters ended: 1." in said.getvalue()
    assert not Subscriber.objects.exists()


def test_the_desk_shows_subscribers_to_administrators_and_lets_nobody_change_them(client: Client) -> None:
    subscribed(client)
    row = Subscriber.objects.get()
    client.force_login(User.objects.create_superuser("boss", password="x"))
    assert EMAIL in client.get(reverse("admin:newsletters_subscriber_changelist")).content.decode()
    page = reverse("admin:newsletters_subscriber_change", args=[row.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"email": "other@mail.example"}).status_code == 403
    assert client.post(reverse("admin:newsletters_subscriber_delete", args=[row.pk])).status_code == 403
