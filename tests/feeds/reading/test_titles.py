"""Titles of feeds and pages on their whole way: what is markup goes, what is a word stays."""

import json
from datetime import UTC, datetime

import pytest

from feeds import knowledge
from feeds.normalise.article import normalise
from feeds.raw import RawArticle
from feeds.reading.inputs import read_body

NOW = datetime(2026, 6, 15, tzinfo=UTC)
TEXT = "Bà con hai xóm góp công làm xong con đường bê tông trước mùa mưa, trẻ em đi học không còn lội suối."


def title_of(body: str, ending: str) -> str:
    (raw,) = read_body(
        body.encode(),
        input=f"x{ending}",
        ending=ending,
        url="https://paper.example/x",
        content_type="",
        charset="",
    )
    assert isinstance(raw, RawArticle)
    return normalise(raw, knowledge=knowledge.from_catalogue(), now=NOW).title


def atom(title: str, kind: str) -> str:
    typed = f' type="{kind}"' if kind else ""
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>https://paper.example/1</id>'
        f"<title{typed}>{title}</title><summary>{TEXT}</summary></entry></feed>"
    )


def rss(title: str) -> str:
    return (
        f'<rss version="2.0"><channel><title>T</title><item><title>{title}</title>'
        f"<description>{TEXT}</description></item></channel></rss>"
    )


def json_feed(title: str) -> str:
    item = {"id": "1", "title": title, "content_text": TEXT}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]})


def page(title: str) -> str:
    paragraphs = f"<p>{TEXT}</p>" * 4
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"


WHOLE = {
    "Atom text, a pair of tags": (atom("Khi nào dùng &lt;b>đậm&lt;/b> trong bài", "text"), ".xml"),
    "JSON Feed": (json_feed("Khi nào dùng <b>đậm</b> trong bài"), ".json"),
}
WORDS = {
    "Atom text": (atom("Vì sao thẻ &lt;mark> hợp với từ điển", "text"), ".xml"),
    "Atom HTML that names a tag": (atom("Vì sao thẻ &amp;lt;mark&amp;gt; hợp với từ điển", "html"), ".xml"),
    "RSS": (rss("Vì sao thẻ &lt;mark&gt; hợp với từ điển"), ".xml"),
    "JSON Feed": (json_feed("Vì sao thẻ <mark> hợp với từ điển"), ".json"),
    "a page": (page("Vì sao thẻ &lt;mark&gt; hợp với từ điển"), ".html"),
}
REFERENCES = {
    "Atom text": (atom("Viết &amp;amp; hay &amp;#38; tr&amp;#242;n bài", "text"), ".xml"),
    "JSON Feed": (json_feed("Viết &amp; hay &#38; tr&#242;n bài"), ".json"),
}
ESCAPED_TWICE = {
    "Atom without a type": (atom("Tổ hòa giải &amp;amp; nhóm hộ", ""), ".xml"),
    "RSS": (rss("Tổ hòa giải &amp;amp; nhóm hộ"), ".xml"),
}
MARKUP = {
    "Atom HTML": (atom("Khi nào dùng &lt;b>đậm&lt;/b> trong bài", "html"), ".xml"),
    "RSS": (rss("Khi nào dùng &lt;b&gt;đậm&lt;/b&gt; trong bài"), ".xml"),
    "a page": (page("Khi nào dùng <b>đậm</b> trong bài"), ".html"),
    "a page that escapes twice": (page("Khi nào dùng &lt;b&gt;đậm&lt;/b&gt; trong bài"), ".html"),
}


@pytest.mark.parametrize(("body", "ending"), WHOLE.values(), ids=WHOLE.keys())
def test_titles_that_are_plain_text_lose_nothing(body: str, ending: str) -> None:
    assert title_of(body, ending) == "Khi nào dùng <b>đậm</b> trong bài"


@pytest.mark.parametrize(("body", "ending"), WORDS.values(), ids=WORDS.keys())
def test_a_tag_that_a_title_speaks_of_stays(body: str, ending: str) -> None:
    assert title_of(body, ending) == "Vì sao thẻ <mark> hợp với từ điển"


@pytest.mark.parametrize(("body", "ending"), MARKUP.values(), ids=MARKUP.keys())
def test_markup_goes(body: str, ending: str) -> None:
    assert title_of(body, ending) == "Khi nào dùng đậm trong bài"


@pytest.mark.parametrize(("body", "ending"), REFERENCES.values(), ids=REFERENCES.keys())
def test_a_reference_in_plain_text_is_literal(body: str, ending: str) -> None:
    assert title_of(body, ending) == "Viết &amp; hay &#38; tròn bài"


@pytest.mark.parametrize(("body", "ending"), ESCAPED_TWICE.values(), ids=ESCAPED_TWICE.keys())
def test_what_is_escaped_twice_is_read(body: str, ending: str) -> None:
    assert title_of(body, ending) == "Tổ hòa giải & nhóm hộ"
