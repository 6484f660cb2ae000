"""Headers that keep the site's pages apart from others, on every kind of answer, and what clients' headers cannot do."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.factories import make_article
from tests.feeds.conftest import feed_server
from tests.feeds.pull.test_pull_command import Site, kept_database
from tests.newsroom.faults.serving import serving

__all__ = ["feed_server"]
pytestmark = pytest.mark.django_db
PAGES = [
    "/vi/",
    "/vi/none",
    "/nowhere",
    "/admin/login/",
    "/robots.txt",
    "/healthz",
    "/opml.xml",
    "/vi/feed.rss",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_kept_apart(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer.get("X-Content-Type-Options") == "nosniff" or path == "/healthz"
    is_shared = path.endswith((".rss", "opml.xml"))
    assert answer["Cross-Origin-Resource-Policy"] == ("cross-origin" if is_shared else "same-origin")


def test_a_wrong_host_gets_the_policy_too(client: Client) -> None:
    answer = client.get("/vi/", headers={"host": "other.example"})
    assert (answer.status_code, "default-src 'none'" in answer["Content-Security-Policy"]) == (400, True)


def test_texts_never_become_scripts_at_the_readers_pages(client: Client) -> None:
    assert "require-trusted-types-for 'script'" in client.get("/vi/")["Content-Security-Policy"]
    # Django's own scripts there write HTML.
    client.force_login(get_user_model().objects.create_superuser("chief"))
    policy = client.get("/admin/")["Content-Security-Policy"]
    assert "trusted-types" not in policy
    assert "script-src 'self'" in policy


def test_pictures_and_feeds_may_be_shown_elsewhere(client: Client, tmp_path: Path, settings: Any) -> None:
    make_article()
    for form in ("rss", "atom", "json"):
        assert client.get(f"/vi/feed.{form}")["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/media/none.jpg")["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    ("name", "is_document"),
    [("js/site.js", False), ("css/site.css", False), ("icon.svg", True), ("none.js", True)],
)
def test_policies_of_documents_are_not_sent_with_each_script(
    client: Client, settings: Any, name: str, is_document: bool
) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    answer = client.get(f"/static/{name}")
    answer.close()
    assert (answer.status_code == 200) is (name != "none.js")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    for header in ("Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy"):
        assert (header in answer) is is_document, header


@pytest.mark.parametrize(("path", "varies"), [("/nowhere.txt", True), ("/", True), ("/vi/none", False)])
def test_what_the_browsers_language_chose_says_so(client: Client, path: str, varies: bool) -> None:
    assert ("Accept-Language" in client.get(path).get("Vary", "")) is varies


def test_security_txt_says_where_to_tell_of_a_hole(client: Client, settings: Any) -> None:
    answer = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == f"mailto:{settings.CONTACT_EMAIL}"
    assert lines["Canonical"].endswith("/.well-known/security.txt")
    assert lines["Expires"].endswith("T00:00:00Z")


# --- gunicorn ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database() -> Iterator[tuple[Path, dict[str, str]]]:
    with kept_database() as database:
        yield database


@pytest.mark.timeout(300)
def test_no_header_of_a_client_says_where_the_site_stands(
    database: tuple[Path, dict[str, str]], feed_server: Any
) -> None:
    folder, environment = database
    with serving(Site(folder, environment, feed_server)) as served:

        def ask(path: str, **headers: str) -> tuple[int, str]:
            connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            said = response.status, response.read().decode()
            connection.close()
            return said

        plain = ask("/vi/about/")
        assert plain[0] == 200
        assert ask("/vi/about/", SCRIPT_NAME="/elsewhere") == plain
        assert ask("/vi/about/", PATH_INFO="/vi/privacy/") == plain
        assert ask("/vi/search/?q=" + "a" * 5000)[0] in {400, 414}
        assert ask("/vi/about/", **{f"X-Number-{number}": "1" for number in range(100)})[0] in {400, 431}
        assert "Traceback" not in served.logged()
