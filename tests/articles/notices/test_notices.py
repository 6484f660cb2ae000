"""What readers report about articles: sent, limited, handled at the desk, answered, mailed, forgotten."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.comments.models import WriterAddress
from articles.comments.tokens import email_digest, form_token
from articles.models import Article
from articles.notices.models import Notice, NoticeStep
from articles.notices.services import handling
from articles.notices.services.mailing import own_address
from articles.notices.services.privacy import ADDRESS_LIFE, CLOSED_LIFE
from articles.notices.services.sending import FROM_A_BLOCK, FROM_AN_ADDRESS
from desk.models import Act
from desk.undoing import undo
from tests.desk.pages import Window
from tests.factories import make_article, make_notice
from tests.texts import translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return make_article(language="vi")


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password="x")


def send(
    client: Client, article: Article, edition: str = "vi", headers: dict[str, str] | None = None, **typed: Any
) -> HttpResponse:
    """A notice sent as a browser does."""
    data = {
        "kind": "error",
        "body": "Sai tên xã trong đoạn hai.",
        "token": form_token(article.pk, timezone.now()),
        "REMOTE_ADDR": "203.0.113.5",
        **typed,
    }
    remote = data.pop("REMOTE_ADDR")
    address = reverse("notices:write", args=[edition, article.pk])
    return client.post(address, data, headers=headers or {}, REMOTE_ADDR=remote)


def change_address(notice: Notice) -> str:
    return reverse("admin:notices_notice_change", args=[notice.pk])


# --- Sending ---


def test_the_article_leads_to_the_form_and_the_form_to_a_private_page(client, article):
    address = f"/vi/report/on/{article.pk}/"
    assert address in client.get(article.get_absolute_url()).content.decode()
    page = client.get(address)
    # The same for everybody: it may stand in a cache, and sets no cookie.
    assert "public" in page["Cache-Control"]
    assert not page.cookies
    answer = send(client, article)
    notice = Notice.objects.get()
    assert answer["Location"] == own_address(notice)
    own = client.get(answer["Location"])
    assert "no-store" in own["Cache-Control"]
    assert own["Referrer-Policy"] == "same-origin"
    assert (
        translated("Thank you. Your report has arrived; an editor will look at it.", "vi")
        in own.content.decode()
    )
    assert (notice.state, notice.edition, notice.visitor != "") == ("new", "vi", True)


def test_nobody_guesses_a_private_page(client):
    one, other = make_notice(), make_notice()
    key = own_address(other).rstrip("/").rpartition("/")[2]
    assert client.get(f"/en/report/{one.pk}/{key}/").status_code == 404
    assert client.post(f"/en/report/{one.pk}/{key}/", {"withdraw": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"body": "  "}, "Write what is wrong before you send it."),
        ({"body": "\u2800"}, "Write what is wrong before you send it."),
        (
            {"kind": "rights"},
            "Who asks for removal leaves a name and an e-mail address, to which an answer is owed.",
        ),
        ({"website": "x"}, "This field must stay empty. Clear it and send the report again."),
        (
            {"headers": {"Sec-Fetch-Site": "cross-site"}},
            "This form came from another site. Send it again from this page.",
        ),
        (
            {"token": ""},
            "This page was open for a long time. What you typed is still here: read it and send it again.",
        ),
    ],
)
def test_what_cannot_be_taken_comes_back_with_the_reason_and_the_words(client, article, typed, words):
    page = send(client, article, **{"name": "Minh An", **typed})
    assert page.status_code == 400
    assert translated(words, "vi") in page.content.decode()
    assert "Minh An" in page.content.decode()
    assert not Notice.objects.exists()


def test_a_page_that_came_back_can_be_sent_again(client, article):
    page = send(client, article, token="")
    token = page.context["form"]["token"].value()
    assert send(client, article, token=token).status_code == 302


def test_what_others_would_hold_comes_into_the_queue_with_the_reason(client, article):
    send(client, article, body="http://a.example http://b.example http://c.example " * 5)
    assert Notice.objects.get().reason in {"links", "repeats"}


def test_the_same_words_sent_twice_are_one_notice(client, article):
    assert send(client, article)["Location"] == send(client, article)["Location"]
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "address"),
    [(FROM_AN_ADDRESS, "203.0.113.5"), (FROM_A_BLOCK, "203.0.113.{}")],
    ids=["an address", "a block"],
)
def test_a_flood_is_stopped(client, article, number, address):
    for one in range(number):
        answer = send(client, article, body=f"Sai {one}", REMOTE_ADDR=address.format(one + 10))
        assert answer.status_code == 302
    refused = send(client, article, body="Sai nữa", REMOTE_ADDR=address.format(200))
    assert refused.status_code == 400
    assert "Sai nữa" in refused.content.decode()
    assert send(client, article, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_only_what_readers_can_open_is_reported(client):
    article = make_article(state=Article.State.HELD)
    assert client.get(reverse("notices:write", args=["en", article.pk])).status_code == 404


def test_its_sender_withdraws_it(client):
    notice = make_notice(name="Minh An", email="an@example.org")
    page = client.post(own_address(notice), {"withdraw": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 400
    assert client.post(own_address(notice), {"withdraw": "1"}).status_code == 302
    notice.refresh_from_db()
    assert (notice.state, notice.name, notice.email, notice.body) == ("withdrawn", "", "", "")
    assert "deleted" in client.get(own_address(notice)).content.decode()


# --- The desk ---


def test_the_desk_answers_in_the_edition_and_the_log_says_who(client, editor):
    notice = make_notice(edition="fr")
    client.force_login(editor)
    index = client.get(reverse("admin:lists")).content.decode()
    assert "1 open" in " ".join(index.split())
    assert "Français" in client.get(change_address(notice)).content.decode()
    window = Window(client, change_address(notice))
    assert window.send(outcome="corrected", answer="Merci, le nom est juste.").status_code == 302
    own = Client().get(own_address(notice)).content.decode()
    assert translated("The article was corrected.", "fr") in own
    assert "Merci, le nom est juste." in own
    notice.refresh_from_db()
    assert (notice.state, notice.handler) == ("answered", editor)
    (step,) = notice.steps.all()
    assert (step.action, step.by, step.outcome) == ("answer", editor, "corrected")
    assert Act.objects.get().kind == "notices.notice:change"


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"answer": "Merci"}, "Choose what came of it"), ({"outcome": ""}, "open the report again")],
)
def test_an_answer_needs_an_outcome(client, editor, typed, words):
    notice = make_notice()
    if "outcome" in typed:
        handling.answer(notice=notice, outcome="unfounded", words="", by=editor, now=timezone.now())
    client.force_login(editor)
    page = Window(client, change_address(notice)).send(**typed)
    assert words in page.content.decode()


def test_who_handles_it_stands_at_the_desk_and_a_handover_is_logged(client, editor):
    notice, other = make_notice(), User.objects.create_user("other", is_staff=True)
    client.force_login(editor)
    data = {"action": "take", "_selected_action": [notice.pk]}
    client.post(reverse("admin:notices_notice_changelist"), data)
    mine = client.get(reverse("admin:notices_notice_changelist"), {"open": "mine"})
    assert list(mine.context["cl"].result_list) == [notice]
    Window(client, change_address(notice)).send(handler=other.pk)
    notice.refresh_from_db()
    assert (notice.handler, notice.state) == (other, "in-hand")
    assert [step.by for step in notice.steps.all()] == [editor, editor]


def test_removal_is_asked_for_first_and_the_longest_waiting_comes_before_others(client, editor):
    now = timezone.now()
    late = make_notice(sent_at=now)
    early = make_notice(sent_at=now - timedelta(days=1))
    rights = make_notice(kind="rights", sent_at=now)
    closed = make_notice(sent_at=now - timedelta(days=2))
    handling.close_as_spam(notices=[closed], by=editor, now=now)
    client.force_login(editor)
    page = client.get(reverse("admin:notices_notice_changelist"))
    assert list(page.context["cl"].result_list) == [rights, early, late, closed]


def test_taking_an_answer_back_is_logged_and_told(client, editor):
    notice = make_notice()
    client.force_login(editor)
    Window(client, change_address(notice)).send(outcome="unfounded")
    assert undo(act=Act.objects.get(), by=editor, now=timezone.now()) == []
    notice.refresh_from_db()
    assert (notice.state, notice.outcome, notice.closed_at) == ("new", "", None)
    assert [step.action for step in notice.steps.all()] == ["undo", "answer"]


def test_the_record_says_nothing_of_who_sent_it(client, editor):
    notice = make_notice(name="Minh An", email="an@example.org", body="Tên tôi là Minh An")
    client.force_login(editor)
    Window(client, change_address(notice)).send(outcome="unfounded")
    (change,) = Act.objects.get().changes.all()
    assert not {"name", "email", "body", "mark", "visitor"} & {*change.before, *change.after}


def test_a_withdrawn_one_is_not_answered_any_more(client, editor):
    notice = make_notice()
    client.post(own_address(notice), {"withdraw": "1"})
    assert not handling.answer(notice=notice, outcome="unfounded", words="", by=editor, now=timezone.now())
    client.force_login(editor)
    assert 'name="outcome"' not in client.get(change_address(notice)).content.decode()


# --- Mail and retention ---


def run(command: str, **options: Any) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_the_answer_goes_out_once_by_mail_and_again_when_it_changes(mailoutbox, editor):
    notice = make_notice(edition="fr", email="an@example.org")
    make_notice(email="other@example.org")
    run("mail_comments")
    assert mailoutbox == []
    for words in ("Merci", "Merci bien"):
        handling.answer(notice=notice, outcome="corrected", words=words, by=editor, now=timezone.now())
        run("mail_comments")
        run("mail_comments")
    assert [mail.to for mail in mailoutbox] == [["an@example.org"], ["an@example.org"]]
    assert translated("The article was corrected.", "fr") in mailoutbox[0].body
    assert own_address(notice) in mailoutbox[0].body
    assert "Merci bien" in mailoutbox[1].body


def test_who_wants_no_mail_gets_none(mailoutbox, editor):
    notice = make_notice(email="An@example.org")
    digest = email_digest("an@example.org")
    now = timezone.now()
    WriterAddress.objects.create(digest=digest, edition="en", made_at=now, refused_at=now)
    handling.answer(notice=notice, outcome="corrected", words="", by=editor, now=now)
    run("mail_comments")
    assert mailoutbox == []


def test_what_was_kept_long_enough_is_forgotten(editor):
    now = timezone.now()
    kept = {"name": "An", "email": "an@example.org", "visitor": "v", "block": "b"}
    fresh, closed, gone = (make_notice(sent_at=now - timedelta(days=400), **kept) for _ in range(3))
    for notice, life in ((closed, ADDRESS_LIFE), (gone, CLOSED_LIFE)):
        at = now - life - timedelta(minutes=1)
        handling.answer(notice=notice, outcome="unfounded", words="", by=editor, now=at)
    assert run("retention", only=["reporters"]).startswith("reporters: 3 ")
    assert not Notice.objects.filter(pk=gone.pk).exists()
    assert not NoticeStep.objects.filter(notice=gone.pk).exists()
    fresh.refresh_from_db()
    closed.refresh_from_db()
    assert (fresh.email, fresh.visitor) == ("an@example.org", "")
    assert (closed.email, closed.name, closed.body != "") == ("", "", True)


def test_all_that_is_kept_of_an_address_is_handed_out_and_erased():
    make_notice(email="an@example.org", body="Sai tên xã")
    assert "Sai tên xã" in run("writer_data", email="AN@example.org")
    assert "Reports about articles deleted: 1" in run("writer_data", email="an@example.org", erase=True)
    assert not Notice.objects.exists()


def test_the_digest_names_them():
    make_notice()
    assert "1 reports about articles wait" in run("mail_comment_digest", dry_run=True)
