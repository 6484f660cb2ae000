"""Mail to the writers of comments: nobody gets any who did not ask for it."""

from datetime import timedelta
from io import StringIO
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.comments.models import Comment, WriterAddress
from articles.comments.services import addresses, mailing, moderating
from articles.models import Article
from tests.articles.comments.writing import send
from tests.factories import make_article, make_comment

EMAIL = "reader@mail.example"


@pytest.fixture
def article(db: None) -> Article:
    return make_article(language="vi")


def run() -> str:
    out = StringIO()
    call_command("mail_comments", stdout=out)
    return out.getvalue()


def decide(comment: Comment, action: str = "approve") -> None:
    comment.refresh_from_db()
    moderating.moderate(comments=[comment], action=action, by=None, now=timezone.now())


def link_in(text: str, part: str) -> str:
    return next(word for word in text.split() if part in word).removeprefix("http://127.0.0.1:8000")


def test_the_address_is_never_shown(client: Client, article: Article) -> None:
    send(client, article, email=EMAIL)
    decide(Comment.objects.get())
    assert EMAIL not in client.get(article.get_absolute_url()).content.decode()


def test_nothing_but_the_question_goes_out_before_the_owner_confirmed(
    client: Client, article: Article
) -> None:
    send(client, article, email=EMAIL)
    decide(Comment.objects.get())
    run()
    run()
    assert [one.to for one in mail.outbox] == [[EMAIL]]
    page = link_in(mail.outbox[0].body, "/comment/address/")
    # A program that follows the link confirms nothing.
    assert client.get(page).status_code == 200
    assert WriterAddress.objects.get().confirmed_at is None
    assert client.post(page, {"confirm": "1"}).status_code == 302
    run()
    run()
    assert len(mail.outbox) == 2
    assert "/own/" in mail.outbox[1].body


def test_an_unconfirmed_address_is_asked_once_a_day_and_forgotten_after_seven(
    client: Client, article: Article
) -> None:
    send(client, article, email=EMAIL)
    run()
    send(client, article, email=EMAIL.upper(), body="Một ý kiến khác")
    run()
    assert len(mail.outbox) == 1
    WriterAddress.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    Comment.objects.update(sent_at=timezone.now())
    run()
    assert len(mail.outbox) == 2
    run()
    assert len(mail.outbox) == 2
    WriterAddress.objects.update(made_at=timezone.now() - addresses.UNCONFIRMED_LIFE - timedelta(hours=1))
    assert "Addresses forgotten: 1." in run()
    assert not WriterAddress.objects.exists()
    assert Comment.objects.count() == 2


def test_who_wants_no_mail_gets_none_and_the_address_is_forgotten(client: Client, article: Article) -> None:
    send(client, article, email=EMAIL)
    run()
    page = link_in(mail.outbox[0].body, "/comment/address/")
    client.post(page, {"refuse": "1"})
    row = WriterAddress.objects.get()
    assert (row.email, row.confirmed_at) == ("", None)
    assert client.get(page).status_code == 200
    assert send(client, article, email=EMAIL, body="Lại một lần nữa").status_code == 302
    run()
    assert len(mail.outbox) == 1
    assert EMAIL not in str(WriterAddress.objects.values())


def test_a_confirmed_writer_hears_of_decisions_and_answers_once(client: Client, article: Article) -> None:
    send(client, article, email=EMAIL)
    comment = Comment.objects.get()
    addresses.confirm_address(WriterAddress.objects.get(), now=timezone.now())
    decide(comment)
    answer = make_comment(article=article, parent=comment, name="Hudā", body="Đồng ý", writer="another")
    make_comment(article=article, parent=comment, body="Tôi nói thêm", writer=comment.writer)
    run()
    assert len(mail.outbox) == 1
    assert "Hudā" in mail.outbox[0].body
    assert "Đồng ý" in mail.outbox[0].body
    assert "Tôi nói thêm" not in mail.outbox[0].body
    decide(answer, "decline")
    run()
    assert len(mail.outbox) == 1
    decide(comment, "decline")
    run()
    assert len(mail.outbox) == 2


def test_what_could_not_be_sent_is_sent_the_next_time(article: Article, client: Client, monkeypatch) -> None:
    send(client, article, email=EMAIL)

    def refuse(*_arguments: object) -> None:
        raise SMTPException("busy")

    monkeypatch.setattr("articles.management.commands.mail_comments.send_mail", refuse)
    with pytest.raises(SystemExit):
        call_command("mail_comments", stderr=StringIO(), stdout=StringIO())
    monkeypatch.undo()
    run()
    assert len(mail.outbox) == 1


def test_a_mail_is_in_the_language_of_the_edition(article: Article, client: Client) -> None:
    send(client, article, email=EMAIL)
    sent: list[mailing.Mail] = []
    (pk,) = mailing.addresses_with_mail(now=timezone.now())
    mailing.mail_address(pk, send=sent.append, now=timezone.now())
    assert sent[0].subject != "Is this your address?"


def test_another_site_confirms_nothing(article: Article, client: Client) -> None:
    send(client, article, email=EMAIL)
    run()
    page = link_in(mail.outbox[0].body, "/comment/address/")
    client.post(page, {"confirm": "1"}, headers={"sec-fetch-site": "cross-site"})
    assert WriterAddress.objects.get().confirmed_at is None
    assert client.get(page[:-3] + "xx/").status_code == 404
