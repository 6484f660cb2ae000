"""A database that is down, restarting or out of connections: visitors are told to come back, the log gets a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.test import Client

from articles.views import front
from newsroom.faults import outages
from newsroom.faults.outages import Outage, is_outage
from tests.feeds.conftest import feed_server
from tests.feeds.pull.test_kills import kill_database
from tests.feeds.pull.test_pull_command import Site, kept_database
from tests.newsroom.faults.serving import database_url, serving

__all__ = ["feed_server"]
GONE = "the server closed the connection unexpectedly\nThis probably means"


@pytest.fixture(autouse=True)
def outage(monkeypatch: pytest.MonkeyPatch) -> Outage:
    own = Outage()
    monkeypatch.setattr(outages, "outage", own)
    return own


@pytest.fixture
def reader(client: Client) -> Client:
    client.raise_request_exception = False
    return client


def fail(**_kept: object) -> None:
    raise OperationalError(GONE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edition", "words"),
    [
        ("vi", "Sẽ trở lại ngay"),
        ("ar", "نعود بعد لحظات"),
        ("th", "กลับมาในอีกสักครู่"),
        ("en", "Back in a moment"),
    ],
)
def test_a_reader_is_told_to_come_back(
    edition: str, words: str, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "front_page", fail)
    answer = reader.get(f"/{edition}/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    assert "no-store" in answer["Cache-Control"]
    assert words in answer.content.decode()
    assert f'<html lang="{edition}"' in answer.content.decode()


@pytest.mark.django_db
def test_the_page_is_the_same_where_a_middleware_missed_the_database(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsroom.middleware.VisitorAddressMiddleware.__call__", fail_anyhow)
    answer = reader.get("/vi/")
    assert (answer.status_code, "Sẽ trở lại ngay" in answer.content.decode()) == (503, True)


def fail_anyhow(*_given: object) -> None:
    fail()


@pytest.mark.django_db
def test_the_log_has_a_line_an_outage_and_one_when_it_is_over(
    reader: Client, outage: Outage, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(front, "front_page", fail)
    for _request in range(5):
        reader.get("/vi/")
    outage.is_over()
    outage.is_over()
    began, ended = caplog.messages
    assert began.endswith("It said: the server closed the connection unexpectedly")
    assert "5 requests were told to come back" in ended
    assert [record.exc_info for record in caplog.records] == [None, None]


def test_a_database_that_comes_and_goes_does_not_fill_the_log(caplog: Any) -> None:
    outage = Outage()
    for _time in range(20):
        outage.missed(OperationalError("sorry, too many clients already"))
        outage.is_over()
    assert len(caplog.messages) == 2


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError(GONE), True),
        (InterfaceError("connection already closed"), True),
        (ValueError("of our own"), False),
        (ImproperlyConfigured("a setting"), False),
    ],
)
def test_what_counts_as_an_outage(error: Exception, expected: bool) -> None:
    assert is_outage(error) is expected
    follows = RuntimeError("while that was handled")
    follows.__context__ = error
    assert is_outage(follows) is expected


# --- A real one ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database() -> Iterator[tuple[Path, dict[str, str]]]:
    with kept_database() as database:
        yield database


@pytest.mark.timeout(300)
def test_a_database_that_is_killed_and_started_costs_readers_pages_that_nobody_kept(
    database: tuple[Path, dict[str, str]], feed_server: Any
) -> None:
    folder, environment = database
    site = Site(folder, environment, feed_server)
    address = database_url(folder)
    with serving(site, DATABASE_URL=address) as served:
        assert served.ask("/vi/").status == 200
        kill_database(folder)
        during = [served.ask(path) for path in ("/vi/", "/vi/search/?q=d%C3%A2n", "/vi/none", "/admin/") * 10]
        # The front page had been made, and is given still.
        assert {answer.status for answer in during[::4]} == {200}
        refused = [answer for answer in during if answer not in during[::4]]
        assert {answer.status for answer in refused} == {503}
        assert {answer.headers["retry-after"] for answer in refused} == {"15"}
        assert all("Sẽ trở lại ngay" in answer.body for answer in during[1::4])
        assert served.ask("/healthz").status == 200
        assert served.ask("/readyz").status == 503
        # Whoever uses the embedded server starts it, at the same place.
        assert site.run("feed_health")[0] == 0
        assert database_url(folder) == address
        assert [served.ask(path).status for path in ("/vi/", "/vi/about/", "/en/") * 3] == [200] * 9
        log = served.logged()
    assert log.count("The database fails") == 1, log
    assert log.count("The database answers again") == 1, log
    assert "Traceback" not in log
