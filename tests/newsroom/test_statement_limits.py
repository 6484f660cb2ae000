"""Statements end at the limit of their kind of process, and visitors are told so in their language."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.sites import AdminSite
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.test import Client

from articles.views import front
from newsroom.statement_limits import limit_this_process


def limit_of(using: Any) -> str:
    with using.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


def sleep_too_long(**_kept: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(10)")


@pytest.fixture
def new_connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Connections of this process that are opened from now on, closed in the end."""
    own = connections.settings["default"]
    monkeypatch.setitem(own, "OPTIONS", dict(own.get("OPTIONS", {})))
    opened: list[Any] = []
    yield opened
    for one in opened:
        one.close()


@pytest.mark.django_db
def test_a_web_process_connects_with_the_limit_of_pages(new_connections: list[Any], settings: Any) -> None:
    settings.PAGE_STATEMENT_SECONDS = 7
    command = connections.create_connection("default")
    new_connections.append(command)
    assert limit_of(command) == "0"
    limit_this_process()
    limit_this_process()
    web = connections.create_connection("default")
    new_connections.append(web)
    assert limit_of(web) == "7s"
    # What was asked for beside it stays.
    assert web.settings_dict["OPTIONS"]["options"].count("statement_timeout") == 1
    assert "synchronous_commit" in web.settings_dict["OPTIONS"]["options"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edition", "direction", "words"),
    [("vi", "ltr", "Trang này mất quá nhiều thời gian"), ("ar", "rtl", "هذه الصفحة تستغرق وقتًا طويلًا")],
)
def test_a_reader_is_told_in_their_language(
    edition: str, direction: str, words: str, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(front, "front_page", sleep_too_long)
    answer = client.get(f"/{edition}/")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert words in page
    assert f'<html lang="{edition}" dir="{direction}">' in page
    assert f'href="/{edition}/"' in page
    assert "Traceback" not in page
    assert f"a statement for GET /{edition}/ was ended at its time limit" in caplog.messages


@pytest.mark.django_db
def test_what_was_typed_is_said_to_be_unsent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.comments.views.writing.get_object_or_404", sleep_too_long_anyhow)
    answer = client.post("/en/article/1/comment", {"body": "Long and well considered."})
    assert answer.status_code == 503
    assert "What you wrote was not sent." in answer.content.decode()


def sleep_too_long_anyhow(*_given: object, **_kept: object) -> None:
    sleep_too_long()


@pytest.mark.django_db
def test_the_desk_has_its_own_limit_and_leaves_none_behind(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DESK_STATEMENT_SECONDS = 33
    client.force_login(get_user_model().objects.create_superuser("chief"))
    before, seen, usual = limit_of(connection), [], AdminSite.each_context

    def look(site: AdminSite, request: Any) -> dict[str, Any]:
        seen.append(limit_of(connection))
        return usual(site, request)

    monkeypatch.setattr(AdminSite, "each_context", look)
    client.get("/admin/")
    assert set(seen) == {"33s"}
    assert limit_of(connection) == before
    client.get("/vi/about/")
    assert limit_of(connection) == before
