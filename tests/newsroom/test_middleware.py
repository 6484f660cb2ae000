"""The address of a visitor behind proxies, the edition of a path, the answers to monitors."""

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory, override_settings

from newsroom.middleware import HeadMiddleware, VisitorAddressMiddleware, edition_of


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        pytest.param(0, "203.0.113.9", "10.0.0.1", id="without proxies the header is not believed"),
        pytest.param(1, "203.0.113.9", "203.0.113.9", id="one proxy"),
        pytest.param(
            1, "1.1.1.1, 203.0.113.9", "203.0.113.9", id="what the visitor wrote itself counts for nothing"
        ),
        pytest.param(2, "203.0.113.9, 192.0.2.7", "203.0.113.9", id="two proxies"),
        pytest.param(2, "203.0.113.9", "10.0.0.1", id="fewer entries than proxies"),
        pytest.param(1, "", "10.0.0.1", id="no header"),
        pytest.param(1, "203.0.113.9:51234", "203.0.113.9", id="with a port"),
        pytest.param(1, "[2001:DB8::0:1]:443", "2001:db8::1", id="IPv6 with a port"),
        pytest.param(1, '"[2001:db8::1]"', "2001:db8::1", id="IPv6 in brackets and quotes"),
        pytest.param(1, "::ffff:203.0.113.9", "203.0.113.9", id="IPv4 in IPv6"),
        pytest.param(1, "unknown", "10.0.0.1", id="unknown"),
        pytest.param(1, "203.0.113.9, unknown", "10.0.0.1", id="unknown after a forged address"),
        pytest.param(1, "<script>", "10.0.0.1", id="garbage"),
        pytest.param(1, "999.1.1.1", "10.0.0.1", id="no address"),
        pytest.param(1, "_hidden", "10.0.0.1", id="a hidden one (RFC 7239)"),
    ],
)
def test_the_address_of_a_visitor(proxies: int, header: str, address: str) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": header})
    with override_settings(TRUSTED_PROXIES=proxies):
        VisitorAddressMiddleware(view)(request)
    assert seen == [address]


@pytest.mark.parametrize(
    ("tag", "edition"),
    [
        ("vi", "vi"),
        ("zh-Hant", "zh-hant"),
        ("zh", "zh-hans"),
        ("zh-TW", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("pt-BR", "pt"),
        ("pl", "en"),
        ("", "en"),
    ],
)
def test_the_edition_that_goes_with_a_language(tag: str, edition: str) -> None:
    assert edition_of(tag) == edition


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_monitors_are_answered_whatever_host_they_name(path: str, client: Client) -> None:
    response = client.get(path, headers={"host": "10.1.2.3"})
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_is_said(fault: type[Exception], monkeypatch, client: Client) -> None:
    def refuse() -> None:
        raise fault("connection already closed")

    monkeypatch.setattr("newsroom.doctor.checks.connection.cursor", refuse)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(HttpResponse("words", headers={"Content-Length": "5"}), id="a page"),
        pytest.param(StreamingHttpResponse(["words"], headers={"Content-Length": "5"}), id="a stream"),
    ],
)
def test_a_head_request_gets_headers_alone(response: HttpResponse) -> None:
    answer = HeadMiddleware(lambda request: response)(RequestFactory().head("/"))
    assert b"".join(answer) == b""
    assert answer["Content-Length"] == "5"
