"""A feed's document read with what is known of the one before: the same as reading it in full."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feeds.formats.document import KnownItem, ParsedFeed
from feeds.formats.feed_parser import parse
from feeds.formats.known_items import KnownDocument, items_of, packed, unpacked

URL = "https://bao-mau.example/rss.xml"


def item(number: int, text: str = "Nội dung", *, guid: str | None = None) -> str:
    address = f"https://bao-mau.example/bai-{number}.html"
    return (
        f"<item><title>Bài số {number}</title><link>{address}</link><guid>{guid or address}</guid>"
        f"<pubDate>Fri, 20 Nov 2026 10:{number:02d}:00 +0700</pubDate><description>{text} {number}</description></item>"
    )


def rss(*items: str, head: str = "", link: str = "https://bao-mau.example/", between: str = "\n") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Báo mẫu</title><link>{link}</link>'
        f"<language>vi</language>{head}{between.join(items)}</channel></rss>"
    ).encode()


def atom(*numbers: int, base: str = "https://bao-mau.example/") -> bytes:
    entries = "".join(
        f'<entry><id>tag:bao-mau.example,2026:{n}</id><title>Bài {n}</title><link href="bai-{n}.html"/>'
        f"<updated>2026-11-20T10:{n:02d}:00Z</updated><content>Nội dung {n}</content></entry>"
        for n in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}"><title>Báo</title>{entries}</feed>'.encode()


def known_in(body: bytes) -> KnownDocument:
    feed = parse(body, url=URL, known=KnownDocument())
    return KnownDocument(feed.context, {known.digest: known for known in items_of(feed)})


def read(body: bytes, last: KnownDocument) -> tuple[ParsedFeed, ParsedFeed]:
    return parse(body, url=URL, known=last), parse(body, url=URL)


LISTS = [rss(*map(item, (3, 2, 1))), atom(3, 2, 1)]
LONGER_LISTS = [rss(*map(item, (4, 3, 2, 1)), head="<ttl>60</ttl>"), atom(4, 3, 2, 1)]


@pytest.mark.parametrize(
    ("before", "after"), list(zip(LISTS, LONGER_LISTS, strict=True)), ids=["rss", "atom"]
)
def test_only_what_is_new_is_read_and_it_reads_as_in_full(before: bytes, after: bytes) -> None:
    found, full = read(after, known_in(before))
    assert found.entries == full.entries[:1]
    assert {known.identity for known in found.known} == {known.identity for known in items_of(full)[1:]}
    assert [known.published for known in found.known] == [
        entry.published_parsed for entry in full.entries[1:]
    ]
    assert replace(found, entries=full.entries, known=(), context=b"") == full


def test_an_item_that_changed_is_read_again() -> None:
    found, full = read(rss(item(2), item(1, "Đã sửa")), known_in(rss(item(2), item(1))))
    assert found.entries == full.entries[1:]
    assert len(found.known) == 1


def test_a_document_that_stayed_as_it_was_has_nothing_to_read() -> None:
    body = rss(item(2), item(1))
    found, _full = read(body, known_in(body))
    assert (found.entries, len(found.known)) == ((), 2)
    assert found.title == "Báo mẫu"


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(rss(item(3), item(1), link="https://khac.example/"), id="other link of the feed"),
        pytest.param(rss(item(3), item(1), item(1)), id="an item twice"),
        pytest.param(
            rss(item(3, guid="https://bao-mau.example/bai-1.html"), item(1)), id="a name used twice"
        ),
        pytest.param(rss(item(3, "<b>không khép"), item(1)), id="broken XML"),
        pytest.param(rss(item(3, "a & b"), item(1)), id="a bare ampersand"),
        pytest.param(rss(item(3), item(1), between="<note/>"), id="something between the items"),
        pytest.param(rss(item(3, '<x:y xmlns:x="urn:x">a</x:y>'), item(1)), id="a name space inside an item"),
        pytest.param(rss(item(3), item(1), head="<!--") + b"-->", id="items inside a comment"),
        pytest.param(rss(item(3), item(1)) + b"rest", id="text after the feed"),
    ],
)
def test_whatever_is_not_sure_is_read_in_full(after: bytes) -> None:
    last = known_in(rss(item(2), item(1)))
    assert last.items
    found, full = read(after, last)
    assert found.known == ()
    assert replace(found, context=b"") == full


def test_another_base_of_the_feed_is_another_context() -> None:
    found, full = read(atom(2, 1, base="https://khac.example/"), known_in(atom(1)))
    assert found.known == ()
    assert [entry.link for entry in found.entries] == [entry.link for entry in full.entries]


def test_known_items_are_kept_and_read_back() -> None:
    items = (
        KnownItem(b"1" * 16, "ab" * 32, "cd" * 32, datetime(2026, 11, 20, 3, 4, 5, 678901, tzinfo=UTC)),
        KnownItem(b"2" * 16, "00" * 32, "ff" * 32, None),
    )
    assert unpacked(packed(items)) == items
    assert unpacked(packed(items)[:-1]) == ()


def based(*entries: str) -> bytes:
    """An Atom feed whose root has no base, of entries that may have one."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Báo</title>{"".join(entries)}</feed>'.encode()


PLAIN = '<entry><id>{0}</id><title>Bài {0}</title><link href="/bai-{0}.html"/><updated>2026-11-20T01:00:00Z</updated></entry>'
WITH_BASE = (
    '<entry><id>9</id><title>Bài 9</title><link href="/bai-9.html"/><updated>2026-11-20T02:00:00Z</updated>'
    '<content type="html" xml:base="https://cdn.example/z/">chữ</content></entry>'
)


def test_the_base_of_one_entry_is_not_that_of_the_next() -> None:
    feed = parse(based(WITH_BASE, PLAIN.format(1), PLAIN.format(2)), url="https://bao.example/atom.xml")
    assert [entry.link for entry in feed.entries] == [f"https://bao.example/bai-{n}.html" for n in (9, 1, 2)]
    alone = parse(based(PLAIN.format(1), PLAIN.format(2)), url="https://bao.example/atom.xml")
    assert [entry.link for entry in alone.entries] == [entry.link for entry in feed.entries[1:]]
