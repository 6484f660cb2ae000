"""Any document, header, address or typed text is read, or refused in a sentence; what is read has the promised form."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.search import query
from articles.services.reads import read_in
from feeds.errors import FeedError
from feeds.formats.feed_lists import read_csv, read_opml, write_opml
from feeds.formats.feed_lists.outline import FeedOutline
from feeds.formats.feed_lists.xpath import css_of, selector_of
from feeds.formats.kinds import KINDS, FeedKind, Listing
from feeds.formats.known_items import items_of, packed, unpacked
from feeds.normalise.markup.srcset import WIDEST, candidates
from feeds.web import entity_tags, http_headers
from feeds.web.addresses import absolute_url, check_url, clean_url, host_of, refuse_reason, shown_url
from feeds.web.link_header import links_of, own_links
from feeds.websub.rules import granted_lease, is_signed
from newsroom.middleware import EDITIONS, address_in, edition_of

NOW = datetime(2026, 5, 19, 5, 0, tzinfo=UTC)
QUICK = settings(max_examples=60, deadline=None)


def pieces(*known: str) -> st.SearchStrategy[str]:
    """Texts of the pieces that a grammar knows, in any order, with others between them."""
    odd = st.text(alphabet=st.characters(codec="utf-8"), max_size=4)
    return st.lists(st.one_of(st.sampled_from(known), odd), max_size=14).map("".join)


def taken(read: Callable[[], Any]) -> Any:
    """What is read; None where it is refused, which must come with a sentence."""
    try:
        return read()
    except FeedError as error:
        sentence = error.message.strip()
    assert sentence
    return None


# --- Documents -----------------------------------------------------------------------------------------------------

XML = pieces(
    *(
        "<?xml version='1.0'?>",
        "<rss version='2.0'>",
        "<channel>",
        "<item>",
        "</item>",
        "</channel></rss>",
        "<![CDATA[",
    ),
    *(
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>",
        "</entry></feed>",
        "<title>x</title>",
        "]]>",
        "<!--",
        "-->",
    ),
    *(
        "<link>https://paper.example/a</link>",
        "<link href='/b'/>",
        "<pubDate>Mon, 32 May 2024</pubDate>",
        "&nbsp;",
        "&#0;",
    ),
    *("<urlset>", "<url><loc>https://paper.example/c</loc>", "<lastmod>2024-13-40</lastmod></url></urlset>"),
    *(
        "<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>",
        "<a href='/d'>words</a>",
        "<base href='::'>",
    ),
    *(
        '{"version":"https://jsonfeed.org/version/1.1","items":[',
        '{"id":1,"url":null}',
        "]}",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    ),
)
BODIES = st.one_of(XML.map(str.encode), st.binary(max_size=200), XML.map(lambda text: text.encode("utf-16")))


@pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@QUICK
@given(body=BODIES, charset=st.sampled_from(["", "utf-8", "tcvn", "no-such", "utf-16"]))
def test_any_document_of_any_kind(kind: FeedKind, body: bytes, charset: str) -> None:
    listing = Listing(body=body, url="https://paper.example/feed", charset=charset, selector="a")
    assert kind.count_entries(listing) >= 0
    feed = taken(lambda: kind.read(listing))
    parts = taken(lambda: kind.parts_of(listing)) or ()
    if feed is None:
        return
    for link in [*(entry.link for entry in feed.entries), *(part.url for part in parts)]:
        assert not link or urlsplit(link).scheme in {"http", "https"}, link
    known = items_of(feed)
    assert unpacked(packed(known)) == known


LISTS = pieces(
    *(
        "<opml version='2.0'><body>",
        "<outline text='a' xmlUrl='https://paper.example/f'/>",
        "<outline text='b'>",
    ),
    *(
        "</outline>",
        "</body></opml>",
        "xmlUrl='javascript:x'",
        "feed_url,name\n",
        "https://paper.example/g,Paper\n",
        '"',
        ";",
    ),
    *("sep=;\n", "kind\n", "<outline type='rss' xmlUrl='file:///etc/passwd'/>", "\t", "\r", "PK\x03\x04"),
)


@pytest.mark.parametrize("read", [read_opml, read_csv], ids=["opml", "csv"])
@QUICK
@given(text=LISTS)
def test_any_list_of_feeds(read: Callable[..., list[FeedOutline]], text: str) -> None:
    outlines = taken(lambda: read(text.encode(), where="list")) or []
    for outline in outlines:
        assert outline.problem or urlsplit(outline.url).scheme in {"http", "https"}
    usable = [outline for outline in outlines if not outline.problem]
    again = read_opml(write_opml(usable, title="x", now=NOW).encode(), where="list")
    assert [one.url for one in again] == [one.url for one in usable]


@QUICK
@given(
    text=pieces("//", "a", "[", "]", "@href", "contains(", "'x'", ")", "descendant::", "*", "|", "..", "1")
)
def test_any_xpath(text: str) -> None:
    for found in (css_of(text), selector_of(text, text)):
        assert found is None or found.strip()


# --- Headers -------------------------------------------------------------------------------------------------------


@QUICK
@given(
    text=pieces(
        "<",
        ">",
        ";",
        ",",
        "rel=",
        "hub",
        '"',
        "\\",
        "https://paper.example/",
        "title*=",
        "utf-8''%E1",
        "anchor=",
    )
)
def test_any_link_header(text: str) -> None:
    links = list(links_of(text))
    assert all("\0" not in link.target and "<" not in link.target for link in links)
    assert all(relation == relation.lower() for link in links for relation in link.relations)
    assert set(own_links(text, "https://paper.example/")) <= set(links)


HEADERS = pieces(
    "text/html",
    "charset=",
    ";",
    "max-age",
    "=",
    "120",
    "9" * 30,
    "Mon, 20 May 2024",
    "10:00:00 GMT",
    "W/",
    '"',
)


@QUICK
@given(text=HEADERS)
def test_any_header(text: str) -> None:
    media_type, charset = http_headers.content_type(text)
    assert (media_type, charset) == (media_type.lower(), charset.lower())
    for seconds in (http_headers.retry_after(text, NOW), http_headers.max_age(text)):
        assert seconds is None or 0 <= seconds <= http_headers.MAX_DELTA_SECONDS
    moment = http_headers.http_date(text)
    assert moment is None or moment.tzinfo is not None
    for kept in (http_headers.etag(text), http_headers.last_modified(text)):
        assert kept in {"", text}
    assert "\n" not in entity_tags.value_to_send('"a"', sent=text, via=text)
    assert isinstance(granted_lease(text), timedelta)
    assert not is_signed(text, "secret", [b"x"])


@QUICK
@given(
    text=pieces(
        " 100w",
        " 2x",
        "https://a.example/a.jpg",
        ",",
        "(",
        ")",
        " 1e999x",
        " 0w",
        "\n",
        "data:image/png;base64,AA",
    )
)
def test_any_srcset(text: str) -> None:
    for one in candidates(text):
        assert one.address.strip()
        assert one.width is None or 0 < one.width <= WIDEST


# --- Addresses -----------------------------------------------------------------------------------------------------

ADDRESSES = pieces(
    *(
        "http://",
        "https://",
        "feed:",
        "paper.example",
        "127.0.0.1",
        "[::1]",
        "0x7f.1",
        "2130706433",
        ":80",
        ":99999",
    ),
    *(
        "user:pw@",
        "/",
        "?",
        "#",
        "..",
        "%00",
        "\\",
        "\t",
        "xn--",
        "ỉ.example",
        "。",
        "169.254.169.254",
        "[::ffff:10.0.0.1]",
    ),
)


@QUICK
@given(text=ADDRESSES, base=ADDRESSES)
def test_any_address(text: str, base: str) -> None:
    joined = absolute_url(text, base)
    assert joined is None or urlsplit(joined).scheme in {"http", "https"}
    assert host_of(text) == host_of(text).lower()
    assert (
        "pw@"
        not in shown_url(f"https://user:pw@{text}").partition("?")[0].partition("#")[0].partition("/")[0]
    )
    cleaned = taken(lambda: clean_url(text))
    if cleaned is None:
        return
    assert cleaned.isascii()
    assert clean_url(cleaned) == cleaned
    host = host_of(cleaned)
    if taken(lambda: check_url(cleaned) or True) and re.fullmatch(r"[\d.]+|.*:.*", host):
        # A number that may be fetched is one of the Internet.
        assert refuse_reason(host) is None


@QUICK
@given(text=pieces("127.0.0.1", "[", "]", ":", "443", "2001:db8::1", "unknown", '"', " ", "::ffff:10.0.0.1"))
def test_any_entry_of_a_proxy(text: str) -> None:
    found = address_in(text)
    assert found == address_in(found)


@QUICK
@given(text=pieces("vi", "zh", "-", "hant", "TW", "_", "*"))
def test_any_language_tag(text: str) -> None:
    assert edition_of(text) in EDITIONS


# --- Typed texts ---------------------------------------------------------------------------------------------------

QUERIES = pieces(
    *(
        "dân",
        " vận",
        '"',
        "-",
        "source:",
        "topic:",
        "lang:",
        "after:",
        "2024-13-40",
        "0000",
        "9999",
        "25-NQ/TW",
        "“",
        "\0",
    ),
    *(" OR ", "ｖｉ", "\u202e", "%", "'", "\\", "before:", "://", "(", "&", "|", "!", ":*", "<->"),
)


@QUICK
@given(text=QUERIES)
def test_any_search(text: str) -> None:
    found = query.parse(text)
    assert len(found.text) <= query.MOST_CHARACTERS
    assert all(sentence.strip() for sentence in found.problems)
    assert "\0" not in repr(found)
    for operator in query.OPERATORS:
        assert query.parse(query.without(found.text, operator)).text is not None


@pytest.mark.django_db
@settings(max_examples=12, deadline=None)
@given(text=QUERIES)
def test_any_search_is_answered(text: str) -> None:
    assert Client().get("/vi/search/", {"q": text}).status_code == 200


@QUICK
@given(
    text=pieces(
        '203.0.113.9 - - [19/May/2024:05:00:00 +0000] "GET ',
        "/vi/article/1/a/",
        ' HTTP/1.1" 200 12',
        '"-" "Mozilla"',
        "{",
    )
)
def test_any_line_of_a_log(text: str) -> None:
    found: Any = read_in(text)
    assert found is None or found.article > 0
