"""Lists of feeds: OPML and CSV."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.errors import ParseError
from feeds.formats.feed_lists import FeedOutline, read_csv, read_opml, write_opml

NOW = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)

OPML = """<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0"><head><title>Báo chí</title></head><body>
<outline text="Trung ương">
  <outline text="Báo A &amp; B" type="rss" xmlUrl="https://a.example.org/rss?x=1&amp;y=2"
    htmlUrl="https://a.example.org/" language="vi"/>
  <outline text="Lần nữa" type="rss" xmlUrl="http://a.example.org/rss?x=1&amp;y=2"/>
</outline>
<outline text="Cũ" type="rss" xmlUrl="https://old.example.org/rss/" isComment="true"/>
<outline text="Sai" type="rss" xmlUrl="http://10.0.0.1/rss"/>
</body></opml>"""


def test_opml_is_read() -> None:
    first, old, bad = read_opml(OPML.encode(), where="list.opml")
    assert first == FeedOutline(
        title="Báo A & B",
        url="https://a.example.org/rss?x=1&y=2",
        homepage="https://a.example.org/",
        language="vi",
        category="Trung ương",
    )
    assert (old.title, old.enabled, old.problem) == ("Cũ", False, "")
    assert (bad.url, bad.enabled) == ("", False)
    assert bad.problem.startswith("line 9 (“Sai”): http://10.0.0.1/rss: this address may not be fetched")


def test_opml_in_utf16_with_bom() -> None:
    text = OPML.replace("utf-8", "utf-16")
    assert read_opml(text.encode("utf-16"), where="x")[0].category == "Trung ương"


NOT_OPML = {
    "empty": (b"  \n", "empty"),
    "text": (b"https://a.example.org/rss", "neither XML nor OPML"),
    "a feed": (b"<rss version='2.0'><channel/></rss>", "XML, but not OPML"),
    "a page": (b"<!DOCTYPE html><html><body>x</body></html>", "not OPML"),
    "too large": (b"<opml>" + b" " * (11 * 1024 * 1024), "larger than 10 MB"),
}


@pytest.mark.parametrize(("body", "says"), NOT_OPML.values(), ids=NOT_OPML.keys())
def test_what_is_no_opml_says_so(body: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=says):
        read_opml(body, where="list.opml")


def test_entities_of_an_opml_are_inert(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("root:")
    text = f"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "AAAA"><!ENTITY b "&a;&a;">
      <!ENTITY f SYSTEM "{secret.as_uri()}">]>
      <opml version="2.0"><body><outline text="&b;&f;" type="rss" xmlUrl="https://a.example.org/"/></body></opml>"""
    read = read_opml(text.encode(), where="x")
    assert [outline.url for outline in read] == ["https://a.example.org/"]
    assert "AAAA" not in read[0].title
    assert "root:" not in read[0].title


def test_written_opml_reads_back() -> None:
    outlines = [
        FeedOutline(
            title='Báo "A" & <B>', url="https://a.example.org/rss?x=1&y=2", language="vi", category="Hà Nội"
        ),
        FeedOutline(title="C\x0bD", url="https://c.example.org/", homepage="https://c.example.org/vi/"),
        FeedOutline(title="Cũ", url="https://old.example.org/rss", category="Hà Nội", enabled=False),
    ]
    text = write_opml(outlines, title="Nguồn & báo", now=NOW)
    assert '<opml version="2.0">' in text
    assert "<dateCreated>Mon, 14 Sep 2026 12:00:00 +0000</dateCreated>" in text
    read = {outline.url: outline for outline in read_opml(text.encode(), where="x")}
    assert read == {
        outlines[0].url: outlines[0],
        outlines[1].url: FeedOutline(
            title="CD", url="https://c.example.org/", homepage="https://c.example.org/vi/"
        ),
        outlines[2].url: outlines[2],
    }


CSV = """name,homepage,feed_url,language,category,found_in,seen,note
Báo A,https://a.example.org/,https://a.example.org/rss,vi,latest,,2026-05,
Báo A,,http://a.example.org/rss/,,news,,,50 items when checked
Báo B,,https://b.example.org/rss,vi,latest,,2019-01,"old list; many are dead"
Báo C,,ftp://c.example.org/rss,vi,latest,,,
Báo D,,,vi,latest,,,
Báo E,,https://e.example.org/rss,vi,latest,,,"25 items; /rss/the-gioi.rss gives 404"
"""


def test_csv_is_read_row_by_row() -> None:
    a, b, c, d, e = read_csv(("\ufeff" + CSV).encode(), where="feeds.csv")
    assert (a.title, a.url, a.category, a.note) == (
        "Báo A",
        "https://a.example.org/rss",
        "latest",
        "50 items when checked",
    )
    assert (a.homepage, a.enabled) == ("https://a.example.org/", True)
    assert (b.enabled, b.problem) == (False, "")
    assert c.problem.startswith("row 5: ftp://c.example.org/rss: the address must begin with http://")
    assert d.problem == "row 6: the feed's address is missing; fill it in"
    assert (c.url, d.url, c.enabled) == ("", "", False)
    assert e.enabled


def test_csv_needs_one_column_only() -> None:
    (only,) = read_csv(b"FEED_URL\nhttps://a.example.org/rss,too,many\n\n", where="x")
    assert only == FeedOutline(url="https://a.example.org/rss")


@pytest.mark.parametrize("text", ["", "name,homepage\nA,https://a.example.org/\n", "\n\n"])
def test_csv_without_addresses_says_which_columns_it_has(text: str) -> None:
    with pytest.raises(ParseError, match="must name the column feed_url"):
        read_csv(text.encode(), where="feeds.csv")


@pytest.mark.shared
def test_captured_list(shared: Path) -> None:
    text = (shared / "data" / "vietnamese_feeds.csv").read_text(encoding="utf-8")
    read = read_csv(text.encode(), where="feeds.csv")
    assert len({outline.url for outline in read if outline.url}) == sum(bool(outline.url) for outline in read)
    assert sum(bool(outline.url) for outline in read) > 0.9 * (text.count("\n") - 1)
    assert not any(
        outline.enabled for outline in read if "old list" in outline.note and ";" not in outline.note
    )
    assert read_opml(write_opml(read, title="t", now=NOW).encode(), where="x")


FEED_ADDRESSES = {
    "feed://": ('xmlUrl="feed://bao.example/rss"', "http://bao.example/rss"),
    "feed:https:": ('xmlUrl="feed:https://bao.example/rss"', "https://bao.example/rss"),
    "capitals": ('xmlUrl="FEED://bao.example/rss"', "http://bao.example/rss"),
    "a type that nobody knows": ('type="source" xmlUrl="https://bao.example/rss"', "https://bao.example/rss"),
    "a type in capitals": ('type="RSS" xmlUrl="https://bao.example/rss"', "https://bao.example/rss"),
    "the address in url": ('type="rss" url="https://bao.example/rss"', "https://bao.example/rss"),
}


@pytest.mark.parametrize("name", FEED_ADDRESSES)
def test_outlines_of_all_types_and_schemes(name: str) -> None:
    attributes, address = FEED_ADDRESSES[name]
    text = f'<opml version="2.0"><body><outline text="Báo" {attributes}/></body></opml>'
    (outline,) = read_opml(text.encode(), where="x")
    assert (outline.url, outline.title, outline.problem) == (address, "Báo", "")


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        ('type="include" url="https://bao.example/list.opml"', "https://bao.example/list.opml"),
        ('type="link" url="https://bao.example/"', "not a feed"),
        ('type="rss" htmlUrl="https://bao.example/"', "address is missing"),
    ],
)
def test_outlines_that_are_no_feeds_are_told(attributes: str, problem: str) -> None:
    text = f'<opml version="2.0"><body><outline text="Báo" {attributes}/></body></opml>'
    (outline,) = read_opml(text.encode(), where="x")
    assert not outline.url
    assert problem in outline.problem
    assert "Báo" in outline.problem
