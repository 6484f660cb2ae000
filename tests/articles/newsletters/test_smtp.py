"""A newsletter from the form to its end, through a real SMTP server and Python's own parser of mail."""

import re
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.utils import timezone
from lxml import html

from articles.clock import database_now
from articles.models import Article
from articles.newsletters.models import Issue, Subscriber
from tests.articles.newsletters.asking import EMAIL, ask, link_in, run
from tests.factories import make_article, make_source, make_topic

pytestmark = pytest.mark.django_db
TITLES = {"vi": "Bản Nà Mẩu hiến đất làm đường", "ar": "قرية نا ماو تتبرع بأرض لشق طريق"}


class Mailbox:
    """Keeps what the server takes: who the envelope names, and the mail; refuses an address that is none."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append((envelope.mail_from, message))
        return "250 Message accepted for delivery"


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=0)

    def connect() -> None:
        socket.create_connection(server.server.sockets[0].getsockname()).close()

    # The library waits for its server by connecting to it, at the port that was asked for: here to the one that it has.
    server._trigger_server = connect  # type: ignore[method-assign]
    server.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.server.sockets[0].getsockname()[1]
        settings.NEWSLETTER_SENDER = "returns@news.example"
        yield box
    finally:
        server.stop()


def issue_due(client: Client, mailbox: Mailbox, edition: str) -> tuple[EmailMessage, Article]:
    """Asked for, confirmed by the link of a mail, and sent; gives the issue as the server got it."""
    topic = make_topic(slug="land", name="Đất đai")
    article = make_article(
        language=edition,
        title=TITLES[edition],
        lead=f"{TITLES[edition]}. " * 3,
        published_at=timezone.now(),
        topics=[topic],
        source=make_source(name="Báo <Dân> & Vận"),
    )
    ask(client, edition, topics=["land"])
    run()
    (_sender, question) = mailbox.mails.pop()
    page = link_in(str(question.get_content()))
    client.post(page, {"confirm": "1"})
    Subscriber.objects.update(next_at=database_now())
    run()
    ((sender, issue),) = mailbox.mails
    assert sender == "returns@news.example"
    return issue, article


@pytest.mark.parametrize("edition", ["vi", "ar"])
def test_a_newsletter_is_sent_read_and_unsubscribed_from(
    client: Client, mailbox: Mailbox, edition: str
) -> None:
    mail, article = issue_due(client, mailbox, edition)
    assert not mail.defects
    assert (mail["To"], mail["Content-Language"], mail["Auto-Submitted"]) == (
        EMAIL,
        edition,
        "auto-generated",
    )
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = f"http://127.0.0.1:8000{article.get_absolute_url()}"

    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert rich
    text = plain.get_content()
    assert TITLES[edition] in text
    assert address in text
    assert "Báo <Dân> & Vận" in text

    page = html.document_fromstring(rich.get_content())
    assert page.get("lang") == edition
    assert page.get("dir") == ("rtl" if edition == "ar" else "ltr")
    assert page.findtext(".//h3/a") == TITLES[edition]
    links = [str(one.get("href")) for one in page.iter("a")]
    assert address in links
    # Nothing is loaded, and no link says who followed it, save the owner's own.
    assert not page.xpath("//img | //link | //script | //@onload | //@background")
    assert not [link for link in links if "?" in link]
    assert "url(" not in rich.get_content()

    one_click = re.fullmatch(r"<http://127\.0\.0\.1:8000(/\S+)>", mail["List-Unsubscribe"].strip())
    assert one_click
    assert client.post(one_click[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert "nothing is due" in run()


def test_an_address_that_is_none_is_tried_once(client: Client, mailbox: Mailbox) -> None:
    ask(client, email="nobody@mail.example")
    assert "hard 1" in run()
    assert Subscriber.objects.get().stopped_at
    assert "nothing is due" in run()
    assert not mailbox.mails
    assert not Issue.objects.exists()
