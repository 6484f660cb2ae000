"""The glossary: sixty terms in every edition, each linked once an article, where it stands first."""

import re

import pytest
from django.conf import settings
from django.test import Client

from articles.catalogue.glossary import load_glossary
from articles.reading_time import minutes_of
from articles.term_links import with_terms_linked
from tests.factories import make_article

EDITIONS = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_explains_the_same_terms(edition: str) -> None:
    entries = load_glossary(edition).entries
    assert [one.slug for one in entries] == [one.slug for one in load_glossary("vi").entries]
    assert len(entries) >= 60
    names = [name.lower() for one in entries for name in one.names]
    assert len(names) == len(set(names))
    assert all(len(one.text) < 160 for one in entries)


def test_the_word_for_mass_mobilization_is_glossed_in_chinese() -> None:
    first = load_glossary("zh-hans").entries[0]
    assert (first.name, first.vietnamese) == ("群众工作", "dân vận")
    assert "民运" in first.names


@pytest.mark.parametrize(
    ("language", "text", "linked"),
    [
        ("en", "The Fatherland Front met. The Fatherland Front agreed.", ["Fatherland Front"]),
        ("en", "Mass mobilization in the hamlets", ["Mass mobilization", "hamlets"]),
        ("en", "Hamletic doubts", []),
        (
            "vi",
            "Dân vận khéo và công tác dân vận theo 25-NQ/TW",
            ["Dân vận khéo", "công tác dân vận", "25-NQ/TW"],
        ),
        ("zh-hans", "开展民运工作，祖国阵线参加。", ["民运工作", "祖国阵线"]),
        ("th", "ชาวบ้านบริจาคที่ดินในหมู่บ้าน", ["บริจาคที่ดิน", "หมู่บ้าน"]),
        ("ar", "اجتمعت جبهة الوطن في القرية.", ["جبهة الوطن"]),
        ("ru", "Отечественный фронт и староста", ["Отечественный фронт", "староста"]),
        ("fa", "جبهه", []),
    ],
)
def test_a_term_is_linked_where_it_stands_first(language: str, text: str, linked: list[str]) -> None:
    (html,) = with_terms_linked([f"<p>{text}</p>"], language)
    assert re.findall(r'<a class="term"[^>]*>([^<]*)</a>', html) == linked
    assert re.sub(r"</?a[^>]*>", "", html) == f"<p>{text}</p>"


def test_headings_links_and_later_parts_are_left_alone() -> None:
    parts = ["<h2>Hamlet</h2><p><a href='/x'>hamlet</a> &amp; hamlet</p>", "<p>hamlet</p>"]
    assert with_terms_linked(parts, "en") == [
        '<h2>Hamlet</h2><p><a href=\'/x\'>hamlet</a> &amp; <a class="term" href="/en/glossary/#thon-ban">hamlet</a></p>',
        "<p>hamlet</p>",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("edition", ["vi", "ar", "th", "zh-hant"])
def test_what_an_article_links_stands_on_the_page(edition: str, client: Client) -> None:
    entry = load_glossary(edition).entries[2]
    text = f"<p>{entry.name}</p>"
    article = make_article(language=edition, html=text, text=entry.name)
    page = client.get(article.get_absolute_url()).content.decode()
    assert f'<a class="term" href="/{edition}/glossary/#{entry.slug}">{entry.name}</a>' in page
    glossary = client.get(f"/{edition}/glossary/").content.decode()
    assert f'<div id="{entry.slug}">' in glossary
    assert f"/{edition}/document/25-NQ/TW/" in glossary


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("", 0), ("a few words", 1), ("word " * 660, 3), ("字" * 1500, 3), ("ก" * 1000 + " word" * 220, 3)],
)
def test_reading_time(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes
