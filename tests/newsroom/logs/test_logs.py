"""What the log says: one line an event with the number of its request, and nothing of persons."""

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from articles.models import Article
from desk.models import Act, Change
from desk.record import recorded
from newsroom.logs import context
from newsroom.logs.formatting import formatter
from newsroom.logs.plain import PlainLines
from newsroom.logs.requests import RequestIdMiddleware
from newsroom.logs.scrubbing import scrubbed, shown_path
from newsroom.logs.sessions import _Naming
from tests.factories import make_article

MARK = "AbCdEfGhIjKlMnOpQrStUv"


@pytest.fixture
def _web(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context._Program, "name", "web")


@pytest.fixture
def written() -> Iterator[StringIO]:
    """The lines that production writes."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter(as_json=True))
    own = logging.getLogger("newsroom.requests")
    level = own.level
    logging.getLogger().addHandler(handler)
    own.setLevel(logging.INFO)
    yield out
    logging.getLogger().removeHandler(handler)
    own.setLevel(level)


def lines(out: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.usefixtures("_web")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("to Minh.An+x@mail.example.vn: no", "to [mail]: no"),
        ("from 203.0.113.9 and 2001:db8::1, port 5432", "from [address] and [address], port 5432"),
        ("GET /vi/search/?q=B%C3%A0+Minh HTTP", "GET /vi/search/?[query] HTTP"),
        ("at 12:20:33 on 2026-11-30, version 1.2.3, why?", "at 12:20:33 on 2026-11-30, version 1.2.3, why?"),
        ("Key (email)=(a@b.example) already exists", "Key (email)=([mail]) already exists"),
    ],
)
def test_words_that_say_who_somebody_is(said: str, shown: str) -> None:
    assert scrubbed(said) == shown


def test_commands_speak_of_publishers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context._Program, "name", "pull_feeds")
    said = "https://paper.example/rss?id=3 at 192.0.2.7, a@b.example"
    assert scrubbed(said) == "https://paper.example/rss?id=3 at 192.0.2.7, [mail]"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/en/newsletter/{MARK}/", "/en/newsletter/…/"),
        ("/en/comment/7/own/short-key/", "/en/comment/7/own/…/"),
        ("/admin/reset/MQ/c0x-0123456789abcdef/", "/admin/reset/…/…/"),
        (f"/nowhere/{MARK}/", "/nowhere/…/"),
        ("/vi/article/5/mot-ten-bai-rat-dai-cua-bao/", "/vi/article/5/mot-ten-bai-rat-dai-cua-bao/"),
    ],
)
def test_private_addresses_keep_their_secret(path: str, shown: str) -> None:
    request = RequestFactory().get(path)
    if "nowhere" not in path:
        request.resolver_match = resolve(path)
    assert shown_path(request) == shown


def asked(header: str = "", **settings: Any) -> HttpResponse:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(context.request_id())

    return RequestIdMiddleware(answer)(RequestFactory(headers={"X-Request-ID": header}).get("/"))


class TestTheNumberOfARequest:
    def test_of_a_trusted_proxy(self, settings: Any) -> None:
        settings.TRUSTED_PROXIES = 1
        answer = asked("0f3c-from_the-proxy")
        assert answer.content.decode() == answer["X-Request-ID"] == "0f3c-from_the-proxy"

    @pytest.mark.parametrize(
        "header", ["", "short", "x" * 41, "two words here", "quote'; DROP", "zeilen\n12345"]
    )
    def test_what_is_no_number_is_none(self, header: str, settings: Any) -> None:
        settings.TRUSTED_PROXIES = 1
        assert re.fullmatch("[0-9a-f]{32}", asked(header)["X-Request-ID"])

    def test_without_a_proxy_nobody_gives_one(self, settings: Any) -> None:
        settings.TRUSTED_PROXIES = 0
        assert asked("0123456789abcdef")["X-Request-ID"] != "0123456789abcdef"


@pytest.mark.django_db
@pytest.mark.usefixtures("_web")
def test_a_request_is_one_line_that_names_nobody(written: StringIO, client: Client, monkeypatch: Any) -> None:
    person: Any = {
        "REMOTE_ADDR": "203.0.113.9",
        "HTTP_USER_AGENT": "Firefox/145",
        "HTTP_REFERER": "https://from.example",
    }
    found = client.get("/en/search/", {"q": "hush"}, **person)
    client.get(f"/en/newsletter/{MARK}/", **person)
    client.get("/en/nowhere/", {"mail": "a@b.example"}, **person)
    requests = [line for line in lines(written) if line["event"] == "request"]
    assert [(line["view"], line["method"], line["status"]) for line in requests] == [
        ("articles:search", "GET", 200),
        ("newsletters:own", "GET", 200),
        ("none", "GET", 404),
    ]
    assert requests[0]["request_id"] == found["X-Request-ID"]
    assert requests[0]["milliseconds"] > 0
    for word in ("203.0.113.9", "Firefox", "from.example", "hush", MARK, "@"):
        assert word not in written.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("_web")
def test_a_fault_is_one_line_with_its_traceback(
    written: StringIO, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_given: Any) -> None:
        raise ValueError("of a@b.example,\nat 203.0.113.9")

    monkeypatch.setattr("articles.views.front.front_page", fail)
    client.raise_request_exception = False
    answer = client.get("/en/?q=hush")
    fault = next(line for line in lines(written) if line["logger"] == "django.request")
    assert fault["request_id"] == answer["X-Request-ID"]
    assert "ValueError: of [mail],\nat [address]" in fault["exception"]
    assert "hush" not in written.getvalue()


def test_gunicorns_own_lines_have_the_same_shape() -> None:
    record = logging.LogRecord("gunicorn.error", logging.INFO, "", 1, "Booting %s", ("x\ny",), None)
    line = PlainLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["event"], told["level"], told["program"]) == ("Booting x\ny", "info", "gunicorn")


def session_name() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW application_name")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.usefixtures("_web")
class TestTheNumberInPostgres:
    def test_the_session_has_it_without_a_statement_of_its_own(self, django_assert_num_queries: Any) -> None:
        with connection.execute_wrapper(_Naming()):
            for number in ("0123456789abcdef", "fedcba9876543210"):
                context.begin_request(number)
                with django_assert_num_queries(1):
                    assert session_name() == f"newsroom web {number}"
                # A cursor of the server, and many rows at once, take one statement alone.
                context.begin_request("another-one")
                assert list(Article.objects.iterator()) == []
                assert session_name() == "newsroom web another-one"

    def test_the_record_of_acts_sees_the_statement_behind_it(self) -> None:
        article = make_article()
        context.begin_request("0123456789abcdef")
        with connection.execute_wrapper(_Naming()), recorded("articles.article:change", road=Act.Road.DESK):
            Article.objects.filter(pk=article.pk).update(title="New")
        assert Change.objects.filter(table="articles_article", row=str(article.pk)).exists()
