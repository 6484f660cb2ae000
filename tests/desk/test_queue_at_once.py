"""Two editors who decide on one thing in the same moment."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from desk.models import QueueMark
from desk.queue import views
from tests.desk.pages import inputs_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_decisions_in_one_moment_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    article, together, carry_out = make_article(published_at=None), threading.Barrier(2), views._carry_out

    def slowly(*said: Any) -> None:
        time.sleep(0.5)
        carry_out(*said)

    def decide(client: Client) -> str:
        try:
            page = client.get(reverse("admin:index"), {"kind": "dates"})
            sent = inputs_of(page.content, ".todo-item form")
            together.wait()
            address = reverse("admin:queue_decide", args=["dates", article.pk])
            return client.post(address, {**sent, "verb": "no"}, follow=True).content.decode()
        finally:
            connection.close()

    monkeypatch.setattr(views, "_carry_out", slowly)
    clients = [Client(), Client()]
    for number, client in enumerate(clients):
        client.force_login(User.objects.create_superuser(f"editor-{number}"))
    with ThreadPoolExecutor(2) as editors:
        pages = list(editors.map(decide, clients))
    assert sum("Somebody has settled that already" in page for page in pages) == 1
    assert QueueMark.objects.count() == 1
