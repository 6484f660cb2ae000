"""Whoever chose Vietnamese finds no English of ours on any page of the desk."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.contrib.auth.models import User
from django.test import Client
from lxml import html

from desk.models import Preference
from tests.desk.walk import desk_pages
from tests.newsroom.access.addresses import Addresses

pytestmark = pytest.mark.django_db

REPOSITORY = Path(__file__).resolve().parents[2]
CATALOGUES = (
    REPOSITORY / "locale/desk/vi/LC_MESSAGES/django.po",
    REPOSITORY / "locale/vi/LC_MESSAGES/django.po",
)
SHOWN_ATTRIBUTES = ("title", "aria-label", "placeholder", "alt")
# Words of English sentences; two of them in a text that nobody marked as data are a sentence of ours.
ENGLISH = re.compile(
    r"\b(?:the|of|is|are|was|and|with|for|by|it|its|not|this|that|where|what|you|your)\b", re.I
)
# Where rows are shown as they are stored, in whatever language; and those of Django's rights, which it stores in English.
DATA = (
    "//script | //style | //textarea | //pre | //code | //iframe | //*[@lang and @lang != 'vi'] | //*[@dir='auto']"
    " | //*[contains(@class, 'selector') or contains(@class, 'field-permissions')]"
)
# The names of languages in themselves, and words of the rows that are looked at.
SAID_BY_ROWS = {"English", "rule", "word"}
# One page for all models.
SAME_FOR_ALL = re.compile(r"(?<!articles/article/<path:object_id>)/(history|delete)/$")


def texts() -> dict[str, str]:
    """What must not be shown: each text in English that has another in Vietnamese."""
    found = {}
    for file in CATALOGUES:
        with file.open("rb") as lines:
            for message in read_po(lines):
                ids = message.id if isinstance(message.id, (tuple, list)) else [message.id]
                said = message.string if isinstance(message.string, str) else message.string[0]
                found.update({one: said for one in ids if one and one != said and len(one) > 2})
    return {one: said for one, said in found.items() if one not in SAID_BY_ROWS}


def shown(page: str) -> Iterator[str]:
    """The texts of a page that are the desk's own."""
    tree = html.fromstring(page)
    for element in tree.xpath(DATA):
        element.clear(keep_tail=True)
    for element in tree.iter():
        for name in SHOWN_ATTRIBUTES:
            yield element.get(name) or ""
        if element.tag == "input" and element.get("type") in ("submit", "button"):
            yield element.get("value") or ""
        yield element.text if isinstance(element.text, str) else ""
        yield element.tail or ""


def english(page: str, known: dict[str, str]) -> set[str]:
    wrong = set()
    for text in shown(page):
        said = " ".join(text.split()).strip(" :·/,.…()")
        if said in known or f"{said}." in known or f"{said}:" in known or len(ENGLISH.findall(said)) > 1:
            wrong.add(said)
    return wrong


@pytest.fixture
def editor() -> Client:
    user = User.objects.create_superuser("bien-tap", "bien-tap@example.org", "x")
    Preference.objects.create(user=user, language="vi")
    client = Client()
    client.force_login(user)
    return client


def test_no_page_of_the_desk_shows_english(editor: Client) -> None:
    known, wrong, seen = texts(), {}, 0
    for route, address in desk_pages(Addresses()):
        if SAME_FOR_ALL.search(route):
            continue
        answer = editor.get(address, follow=True)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        seen += 1
        if found := english(answer.content.decode(), known):
            wrong[route] = found
    assert seen > 90
    assert wrong == {}
