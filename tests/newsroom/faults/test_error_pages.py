"""Error pages have words in the reader's language, say what happened to what was sent, and keep the log short."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import gettext, override

from articles.views import errors, front
from newsroom.faults.bare_errors import BareErrorMiddleware

PAGES = {
    400: errors.bad_request,
    403: errors.forbidden,
    405: errors.method_not_allowed,
    429: errors.too_many_requests,
    503: errors.unavailable,
}
TITLES = {
    400: "This request cannot be read",
    403: "Not allowed",
    405: "Not possible at this address",
    429: "Too many requests",
    503: "Back in a moment",
}


@pytest.mark.parametrize("status", PAGES)
@pytest.mark.parametrize("edition", [code for code, _name in settings.LANGUAGES])
def test_each_error_has_a_page_in_each_edition(status: int, edition: str) -> None:
    """Without a database: the test asks for none."""
    answer = PAGES[status](RequestFactory().get(f"/{edition}/"))
    with override(edition):
        title = gettext(TITLES[status])
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.content.decode()
    assert (title != TITLES[status]) is (edition != "en")


@pytest.mark.django_db
def test_a_method_that_is_not_taken_has_a_page(client: Client) -> None:
    answer = client.delete("/vi/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "Không thực hiện được tại địa chỉ này" in answer.content.decode()


def test_a_pause_that_is_asked_for_keeps_its_headers() -> None:
    asked = HttpResponse(status=429, headers={"Retry-After": "7"})
    answer = BareErrorMiddleware(lambda request: asked)(RequestFactory().get("/de/"))
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")
    assert "Zu viele Anfragen" in answer.content.decode()


@pytest.mark.django_db
def test_what_is_not_allowed_has_a_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_kept: object) -> None:
        raise PermissionDenied

    monkeypatch.setattr(front, "front_page", refuse)
    answer = client.get("/fr/")
    assert (answer.status_code, "Accès refusé" in answer.content.decode()) == (403, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "host"), [("/vi/", "other.example"), ("/media/..%2f..%2fetc%2fpasswd", "testserver")]
)
def test_a_wrong_host_or_path_leaves_one_line_and_no_traceback(
    client: Client, path: str, host: str, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import logging

    from newsroom.logs.refusals import OneLineARefusal

    handler = logging.StreamHandler()
    handler.addFilter(OneLineARefusal())
    logging.getLogger().addHandler(handler)
    try:
        answer = client.get(path, headers={"host": host})
    finally:
        logging.getLogger().removeHandler(handler)
    assert answer.status_code in {400, 404}
    assert "Traceback" not in capsys.readouterr().err


def test_the_console_takes_tracebacks_from_refusals_alone() -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["one_line_a_refusal"]
