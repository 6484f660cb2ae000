"""Newsletters as readers ask for them."""

from io import StringIO
from typing import Any

from django.core import mail
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.comments.tokens import form_token
from articles.newsletters.views import FORM

EMAIL = "reader@mail.example"


def ask(
    client: Client, edition: str = "vi", headers: dict[str, str] | None = None, **typed: Any
) -> HttpResponse:
    """A wish sent as a browser does."""
    data = {"email": EMAIL, "rhythm": "daily", "token": form_token(FORM, timezone.now()), **typed}
    remote = data.pop("REMOTE_ADDR", "203.0.113.5")
    address = reverse("newsletters:subscribe", args=[edition])
    return client.post(address, data, headers=headers or {}, REMOTE_ADDR=remote)


def run() -> str:
    out = StringIO()
    call_command("send_newsletters", stdout=out)
    return out.getvalue()


def link_in(text: str) -> str:
    """The path of the private page that a mail names."""
    return next(word for word in text.split() if "/newsletter/" in word).removeprefix("http://127.0.0.1:8000")


def subscribed(client: Client, edition: str = "vi", **typed: Any) -> str:
    """The private page of a subscriber who has confirmed; the outbox is empty then."""
    ask(client, edition, **typed)
    run()
    page = link_in(str(mail.outbox[-1].body))
    assert client.post(page, {"confirm": "1"}).status_code == 302
    mail.outbox.clear()
    return page
