"""What a device keeps of the site: the service worker, the list of what was saved, the tools of an article."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from articles.views import web_app
from articles.views.web_app import SHELL
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def facts(client: Client) -> dict[str, object]:
    """What the worker was told: the object that its script starts with."""
    [found] = re.findall(
        r"^const \{[^}]+\} = (\{.*\});$", client.get("/service-worker.js").content.decode(), re.M
    )
    return json.loads(found)


def test_the_worker_answers_for_the_whole_site_and_is_never_stale(
    client: Client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/service-worker.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Service-Worker-Allowed"] == "/"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert client.get("/service-worker.js", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_worker_is_the_same_in_every_language(client: Client) -> None:
    vietnamese, arabic = (
        client.get("/service-worker.js", headers={"Accept-Language": language}).content
        for language in ("vi", "ar")
    )
    assert vietnamese == arabic


def test_the_worker_keeps_files_that_exist(client: Client, settings) -> None:
    known = facts(client)
    assert known["shell"] == [settings.STATIC_URL + name for name in SHELL]
    assert [name for name in SHELL if finders.find(name) is None] == []
    assert known["editions"] == [code for code, _name in settings.LANGUAGES]


def test_the_worker_knows_pictures_of_a_bucket_behind_the_address_of_the_site(
    client: Client, settings
) -> None:
    settings.SITE_URL = "https://news.example.org"
    settings.MEDIA_URL = "https://news.example.org/media/"
    assert facts(client)["media"] == "/media/"
    settings.MEDIA_URL = "https://pictures.example.org/"
    assert facts(client)["media"] == "https://pictures.example.org/"


def test_the_worker_has_another_version_when_a_file_has_another_name(client: Client, monkeypatch) -> None:
    before = facts(client)["version"]
    assert facts(client)["version"] == before
    monkeypatch.setattr(web_app, "static", lambda name: f"/static/{name}.0123456789ab")
    assert facts(client)["version"] != before


@pytest.mark.parametrize("path", ["/vi/saved/", "/ar/offline/"])
def test_the_list_says_in_words_what_it_needs(
    client: Client, path: str, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(2):
        page = client.get(path).content.decode()
    assert "<noscript>" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "js/saved.js" in page


def test_only_articles_can_be_saved_and_read_aloud(client: Client) -> None:
    article = make_article(language="pl", title='Droga "Nà Mẫu" <b>', lead="Lead")
    page = client.get(article.get_absolute_url()).content.decode()
    assert 'data-lang="pl" data-dir="ltr"' in page
    assert 'data-title="Droga &quot;Nà Mẫu&quot; &lt;b&gt;"' in page
    assert 'data-offline="/en/offline/"' in page, "an article without an edition has the English one's page"
    assert page.count('data-tool="save"') == page.count('data-tool="aloud"') == 1
    front = client.get("/vi/").content.decode()
    assert 'data-tool="save"' not in front
    assert "js/saved.js" not in front
    assert 'href="/vi/saved/"' in front
