"""The public list of feeds."""

import pytest
from django.test import Client

from feeds.formats.feed_lists import read_opml
from tests.factories import make_feed, make_source

pytestmark = pytest.mark.django_db


def test_the_list_names_the_feeds_that_are_read(client: Client) -> None:
    source = make_source(name="Báo <Tỉnh> & Huyện", homepage="https://paper.example/")
    make_feed(source=source, url="https://paper.example/rss", language="vi", note="A secret of the desk")
    make_feed(source=source, url="https://paper.example/off", enabled=False)
    response = client.get("/opml.xml")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/x-opml; charset=utf-8"
    outlines = read_opml(response.content, where="/opml.xml")
    assert [(one.title, one.url, one.homepage, one.language) for one in outlines] == [
        ("Báo <Tỉnh> & Huyện", "https://paper.example/rss", "https://paper.example/", "vi")
    ]
    assert b"secret" not in response.content


def test_an_unchanged_list_is_the_same_to_the_byte(client: Client) -> None:
    make_feed()
    first = client.get("/opml.xml")
    assert client.get("/opml.xml").content == first.content
    assert client.get("/opml.xml", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_no_feeds_make_an_empty_list(client: Client) -> None:
    response = client.get("/opml.xml")
    assert response.status_code == 200
    assert b"<outline" not in response.content
