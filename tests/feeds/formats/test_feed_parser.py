"""Feeds → parsed entries. The feeds here are written for the tests in the shapes that publishers use."""

import gzip
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest

from feeds.errors import ParseError
from feeds.formats import feed_parser
from feeds.formats.document import ParsedEntry, ParsedFeed
from feeds.formats.feed_parser import parse
from feeds.normalise.dates.timestamps import certain_time
from feeds.normalise.plain_title import plain_title
from feeds.web.robots_rules import RobotsRules

URL = "https://news.example.org/rss/all.rss"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
<title>Tin &amp;amp; b&amp;#225;o</title><link>https://news.example.org/vi/</link><language>vi-vn</language>
<ttl>60</ttl><skipHours><hour>1</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
<atom:link rel="hub" href="https://hub.example.org/"/><atom:link rel="self" href="/rss/all.rss"/>
<item><title><![CDATA[Ch&#225;nh văn ph&#242;ng: &amp;apos;dân vận khéo&amp;apos; ở <b>xã</b>]]></title>
  <link>bai-mot.html?a=1&amp;b=2</link><guid isPermaLink="false">n-1</guid>
  <description><![CDATA[<a href="x"><img src="/anh/nho.jpg?w=1&amp;h=2"></a>Tóm tắt.]]></description>
  <content:encoded><![CDATA[<p>Toàn văn.</p>]]></content:encoded>
  <dc:creator>Người Viết</dc:creator><category>Thời sự</category><category>Thời sự</category>
  <media:content url="https://i.example.org/lon.jpg" medium="image"/>
  <media:thumbnail url="https://i.example.org/vua.jpg"/>
  <enclosure url="https://i.example.org/dinh-kem.png" type="image/png" length="9"/>
  <enclosure url="https://i.example.org/am-thanh.mp3" type="audio/mpeg" length="9"/>
  <image>https://i.example.org/rieng.jpg</image>
  <source url="https://goc.example.net/rss">Báo Gốc</source>
  <pubDate>Mon, 14 Sep 26 09:13:00 +0700</pubDate></item>
<item><title>AT&amp;T &lt;3</title><guid>https://news.example.org/vi/bai-hai</guid>
  <pubDate>9/14/2026 6:44:00 PM</pubDate></item>
</channel></rss>"""


def parse_text(text: str, url: str = URL) -> ParsedFeed:
    return parse(text.encode(), url=url)


def items(*bodies: str, head: str = "<link>https://news.example.org/</link>") -> str:
    joined = "".join(f"<item>{body}</item>" for body in bodies)
    return f'<rss version="2.0"><channel><title>T</title>{head}{joined}</channel></rss>'


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://paper.example/blog/feed", "https://paper.example/blog/muc/bai.html"),
        ("/home/reader/feeds/saved.xml", "https://paper.example/tin/muc/bai.html"),
    ],
    ids=["an address", "the path of a file"],
)
def test_an_inner_base_resolves_against_the_address_of_the_document(url: str, wanted: str) -> None:
    head = '<link rel="alternate" href="https://paper.example/"/><link rel="self" href="https://paper.example/tin/feed"/>'
    feed = parse_text(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{head}<entry xml:base="muc/"><id>urn:x:1</id>'
        '<title>Tin</title><link href="bai.html"/></entry></feed>',
        url,
    )
    assert feed.entries[0].link == wanted


def test_rss_with_everything() -> None:
    feed = parse_text(RSS)
    assert (feed.version, feed.title, feed.language) == ("rss20", "Tin & báo", "vi-vn")
    assert (feed.link, feed.hub) == ("https://news.example.org/vi/", "https://hub.example.org/")
    assert feed.self_link == URL
    assert (feed.ttl_minutes, feed.update_period_seconds) == (60, 21_600)
    assert (feed.skip_hours, feed.skip_days) == (frozenset({0, 1}), frozenset({6}))
    assert feed.problems == ()
    first, second = feed.entries
    assert first.raw.startswith("<item><title><![CDATA[Ch")
    assert first == ParsedEntry(
        identity="n-1",
        link="https://news.example.org/vi/bai-mot.html?a=1&b=2",
        title="Chánh văn phòng: 'dân vận khéo' ở xã",
        summary_html='<a href="x"><img src="/anh/nho.jpg?w=1&amp;h=2"></a>Tóm tắt.',
        content_html="<p>Toàn văn.</p>",
        author="Người Viết",
        published_raw="Mon, 14 Sep 26 09:13:00 +0700",
        published_parsed=datetime(2026, 9, 14, 2, 13, tzinfo=UTC),
        labels=("Thời sự",),
        pictures=first.pictures,
        source_url="https://goc.example.net/rss",
        source_title="Báo Gốc",
        language="vi-vn",
        base_url="https://news.example.org/vi/bai-mot.html?a=1&b=2",
        raw=first.raw,
    )
    assert [picture.url for picture in first.pictures] == [
        "https://i.example.org/lon.jpg",
        "https://i.example.org/dinh-kem.png",
        "https://i.example.org/rieng.jpg",
    ]
    assert (second.title, second.link) == ("AT&T <3", "https://news.example.org/vi/bai-hai")
    assert (second.published_raw, second.published_parsed) == ("9/14/2026 6:44:00 PM", None)


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example.org/x/" xml:lang="vi">
<title type="html">A &amp;amp; B</title><link href="/"/>
<entry xml:lang="en"><title>5 &lt; 6</title><id>tag:b.example.org,2026:1</id>
<link rel="alternate" type="application/pdf" href="a.pdf"/><link rel="alternate" type="text/html" href="a.html"/>
<link rel="enclosure" type="image/png" href="p.png"/>
<published>2026-09-14T09:13:00+07:00</published><updated>2026-09-14T10:00:00.5Z</updated>
<author><name>An</name></author><author><name>Bình</name></author>
<source><title>Gốc</title><link href="https://goc.example.net/bai"/></source>
<summary>Tóm</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Văn</p></div></content>
<category term="t" label="Nhãn"/></entry></feed>"""


def test_atom_with_everything() -> None:
    feed = parse_text(ATOM)
    (entry,) = feed.entries
    assert (feed.version, feed.title, feed.link) == ("atom10", "A & B", "https://b.example.org/")
    assert (entry.identity, entry.link) == ("tag:b.example.org,2026:1", "https://b.example.org/x/a.html")
    assert (entry.title, entry.author, entry.labels) == ("5 < 6", "An, Bình", ("Nhãn",))
    assert entry.published_parsed == datetime(2026, 9, 14, 2, 13, tzinfo=UTC)
    assert entry.updated_parsed == datetime(2026, 9, 14, 10, 0, 0, 500_000, tzinfo=UTC)
    assert (entry.source_url, entry.source_title) == ("https://goc.example.net/bai", "Gốc")
    assert [picture.url for picture in entry.pictures] == ["https://b.example.org/x/p.png"]
    assert (entry.summary_html, entry.language) == ("<p>Tóm</p>", "en")
    assert "<p>Văn</p>" in entry.content_html
    assert entry.base_url == "https://b.example.org/x/"


OLD_FORMATS = {
    "rss091u": '<rss version="0.91"><channel><title>T</title><item><title>A</title><link>/a</link></item></channel></rss>',
    "rss10": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
      <channel rdf:about="x"><title>T</title></channel><item rdf:about="/a"><title>A</title><link>/a</link></item>
      </rdf:RDF>""",
    "atom03": """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title>
      <entry><title>A</title><link rel="alternate" type="text/html" href="/a"/></entry></feed>""",
    "json11": '{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":1,"title":"A","url":"/a"}]}',
    "json1": '{"version":"https://jsonfeed.org/version/1","title":"T","items":[{"id":"1","title":"A","url":"/a"}]}',
}


@pytest.mark.parametrize(("version", "text"), OLD_FORMATS.items(), ids=OLD_FORMATS.keys())
def test_every_format(version: str, text: str) -> None:
    feed = parse_text(text)
    assert (feed.version, feed.title) == (version, "T")
    assert [(entry.title, entry.link) for entry in feed.entries] == [("A", "https://news.example.org/a")]


JSON_HEAD = '{"version":"https://jsonfeed.org/version/1.1","title":"T","items":['
JSON_ITEM = '{{"id":"{0}","title":"Bài {1}","url":"https://b.example/{1}"}}'


def test_json_items_that_share_an_id_are_all_kept() -> None:
    feed = parse_text(JSON_HEAD + ",".join(JSON_ITEM.format(0, number) for number in range(3)) + "]}")
    assert len({entry.identity for entry in feed.entries}) == len(feed.entries) == 3


def test_json_numbers_beyond_reason_do_not_make_a_feed_unreadable() -> None:
    feed = parse_text(f'{JSON_HEAD}{{"id":{"7" * 5000},"title":"A"}},{JSON_ITEM.format(1, 1)}]}}')
    assert [entry.title for entry in feed.entries] == ["A", "Bài 1"]


@pytest.mark.parametrize(
    "end", [',{"id":"3","ti', ",]}", "", ',{"id":3,}]}'], ids=["cut", "comma", "open", "comma inside"]
)
def test_a_damaged_json_feed_gives_what_came_whole(end: str) -> None:
    feed = parse_text(JSON_HEAD + JSON_ITEM.format(1, 1) + "," + JSON_ITEM.format(2, 2) + end)
    assert [entry.title for entry in feed.entries] == ["Bài 1", "Bài 2"]
    assert any("closing" in problem for problem in feed.problems)


def test_json_feed_with_everything() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Báo &amp; tin",
        "home_page_url": "https://j.example.org/vi/",
        "feed_url": "https://j.example.org/feed.json",
        "language": "vi",
        "authors": [{"name": "Ban biên tập"}],
        "hubs": [{"type": "WebSub", "url": "https://hub.example.org/"}],
        "items": [
            {
                "id": "7",
                "url": "bai",
                "external_url": "https://goc.example.net/bai",
                "title": "Một &#225;",
                "content_text": "a < b\n\nhai",
                "date_published": "2026-09-14T09:13:00+07:00",
                "tags": ["Nhãn", 3],
                "image": "/a.jpg",
                "attachments": [
                    {"url": "b.png", "mime_type": "image/png"},
                    {"url": "c.mp3", "mime_type": "audio/mpeg"},
                ],
            },
            "no object",
            {
                "id": {},
                "title": [],
                "url": 1.5,
                "content_html": True,
                "tags": "x",
                "attachments": {"a": 1},
                "authors": 3,
            },
        ],
    }
    feed = parse_text(json.dumps(document))
    first, odd = feed.entries
    assert (feed.title, feed.hub, feed.self_link) == (
        "Báo & tin",
        "https://hub.example.org/",
        "https://j.example.org/feed.json",
    )
    assert (first.identity, first.link, first.title) == ("7", "https://j.example.org/vi/bai", "Một á")
    assert (first.content_html, first.author) == ("<p>a &lt; b</p><p>hai</p>", "Ban biên tập")
    assert (first.origin_url, first.language, first.labels) == (
        "https://goc.example.net/bai",
        "vi",
        ("Nhãn",),
    )
    assert [picture.url for picture in first.pictures] == [
        "https://j.example.org/a.jpg",
        "https://j.example.org/vi/b.png",
    ]
    assert first.published_parsed == datetime(2026, 9, 14, 2, 13, tzinfo=UTC)
    assert (odd.title, odd.link, odd.identity[:7]) == ("", None, "sha256:")
    assert feed.problems == ("1 items are no objects and were skipped",)


TITLES = {
    "plain": ("Dân vận khéo", "Dân vận khéo"),
    "numeric entity": ("Tỷ gi&#225; ng&#xE0;y", "Tỷ giá ngày"),
    "escaped twice": ("&amp;quot;Khéo&amp;quot;", '"Khéo"'),
    "escaped thrice": ("&amp;amp;apos;x&amp;amp;apos;", "'x'"),
    "escaped four times stops": ("&amp;amp;amp;amp;", "&amp;"),
    "less-than survives": ("AT&T <3", "AT&T <3"),
    "comparison survives": ("a < b > c", "a < b > c"),
    "query survives": ("a&copy=1 & b", "a&copy=1 & b"),
    "unknown name in brackets survives": ("List<String> &foo;", "List<String> &foo;"),
    "markup": ("<b>Đậm</b> và <i class='x'>nghiêng</i>", "Đậm và nghiêng"),
    "escaped markup": ("&lt;strong&gt;Đậm&lt;/strong&gt;", "Đậm"),
    "line break": ("Một<br/>hai<p>ba</p>", "Một hai ba"),
    "inside a word": ("C<sub>2</sub>H", "C2H"),
    "script": ("A<script>alert(1)</script>B", "A B"),
    "comment": ("A<!-- x -->B", "A B"),
    "spaces": ("  a \n b\u00a0\u200bc ", "a b c"),
    "control characters": ("a\x00b\x1fc", "abc"),
}


@pytest.mark.parametrize(("raw", "title"), TITLES.values(), ids=TITLES.keys())
def test_plain_title(raw: str, title: str) -> None:
    assert plain_title(raw) == title


BODY = items("<title>Cải cách đất đai &#233;</title><link>/a</link>")
DECLARED = '<?xml version="1.0" encoding="{}"?>'
CYRILLIC = items("<title>Народна самодопомога у місті працює</title><link>/a</link>")
FRENCH = items("<title>Début d'une année à l'école, naïveté</title><link>/a</link>")

ENCODINGS: dict[str, tuple[bytes, str | None, str]] = {
    "UTF-8": ((DECLARED.format("utf-8") + BODY).encode(), None, "Cải cách đất đai é"),
    "UTF-8 with BOM": (b"\xef\xbb\xbf" + BODY.encode(), None, "Cải cách đất đai é"),
    "UTF-16 with BOM": ((DECLARED.format("utf-16") + BODY).encode("utf-16"), None, "Cải cách đất đai é"),
    "UTF-16 without BOM": (
        (DECLARED.format("utf-16") + BODY).encode("utf-16-le"),
        None,
        "Cải cách đất đai é",
    ),
    "UTF-32": (BODY.encode("utf-32"), None, "Cải cách đất đai é"),
    "UTF-8 that says Latin-1": ((DECLARED.format("iso-8859-1") + BODY).encode(), None, "Cải cách đất đai é"),
    "UTF-8 that HTTP calls Latin-1": (BODY.encode(), "text/xml; charset=ISO-8859-1", "Cải cách đất đai é"),
    "unknown encoding": ((DECLARED.format("x-none") + BODY).encode(), None, "Cải cách đất đai é"),
    "windows-1251": (
        (DECLARED.format("windows-1251") + CYRILLIC).encode("cp1251"),
        None,
        "Народна самодопомога у місті працює",
    ),
    "windows-1251 by HTTP": (
        CYRILLIC.encode("cp1251"),
        "text/xml; charset=windows-1251",
        "Народна самодопомога у місті працює",
    ),
    "windows-1251 that says UTF-8": (
        (DECLARED.format("utf-8") + CYRILLIC).encode("cp1251"),
        None,
        "Народна самодопомога у місті працює",
    ),
    "windows-1252 that says UTF-8": (
        (DECLARED.format("utf-8") + FRENCH).encode("cp1252"),
        None,
        "Début d'une année à l'école, naïveté",
    ),
    "Latin-1 with typographic quotes": (
        (DECLARED.format("iso-8859-1") + items("<title>“Dân vận”</title>")).encode("cp1252", "replace"),
        None,
        "“Dân v?n”",
    ),
    "one broken character": (
        BODY.encode().replace("ả".encode(), b"\xe1\xba"),
        None,
        "C\ufffdi cách đất đai é",
    ),
}


@pytest.mark.parametrize(("body", "content_type", "title"), ENCODINGS.values(), ids=ENCODINGS.keys())
def test_encodings(body: bytes, content_type: str | None, title: str) -> None:
    assert parse(body, url=URL, content_type=content_type).entries[0].title == title


REPAIRED = {
    "leading lines": ("\n\n  " + DECLARED.format("utf-8") + BODY, ""),
    "a sentence before": ("This file has no style." + BODY, "text before the feed was dropped"),
    "a warning in HTML before": (
        "<br />\n<b>Warning</b>: x\n" + DECLARED.format("utf-8") + BODY,
        "text before",
    ),
    "a script after": (BODY + "<script>x()</script>", "text after the feed was dropped"),
    "a comment after": (BODY + "<!-- 0.1 s -->", ""),
    "control characters": (BODY.replace("đất", "đ\x00\x0bất"), "control characters"),
    "forbidden reference": (BODY.replace("&#233;", "&#0;&#xB;&#233;"), "control characters"),
    "bare ampersands": (BODY.replace("</link>", "?x=1&y=2&z</link>"), "ampersands"),
    "entities of HTML": (BODY.replace("&#233;", "&eacute;"), "ampersands"),
    "cut off": (BODY[: BODY.index("</item>")], "ends before its closing tag"),
    "a wrong end tag": (BODY.replace("</channel>", "</chanel>"), "leniently"),
    "a wrapper of HTML": ("<html><body>" + BODY + "</body></html>", "text before"),
}


@pytest.mark.parametrize(("text", "problem"), REPAIRED.values(), ids=REPAIRED.keys())
def test_damage_is_repaired_and_named(text: str, problem: str) -> None:
    feed = parse_text(text)
    assert [entry.title for entry in feed.entries] == ["Cải cách đất đai é"]
    assert (feed.entries[0].link or "").startswith("https://news.example.org/a")
    assert any(problem in sentence for sentence in feed.problems) if problem else feed.problems == ()


def test_a_gzip_file_is_unpacked() -> None:
    assert len(parse(gzip.compress(BODY.encode()), url=URL).entries) == 1
    with pytest.raises(ParseError, match="ended early"):
        parse(gzip.compress(BODY.encode())[:-9], url=URL)


def test_a_gzip_file_is_unpacked_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_parser, "MAX_UNPACKED_BYTES", len(BODY.encode()))
    assert len(parse(gzip.compress(BODY.encode()), url=URL).entries) == 1
    with pytest.raises(ParseError, match="expands to more than"):
        parse(gzip.compress(BODY.encode() + b" "), url=URL)


LINKS = {
    "relative to the feed's page": ("<link>a.html</link>", "https://news.example.org/vi/a.html"),
    "from the root": ("<link>/a.html</link>", "https://news.example.org/a.html"),
    "without scheme": ("<link>//other.example.org/a</link>", "https://other.example.org/a"),
    "spaces around": ("<link>\n https://x.example.org/a \n</link>", "https://x.example.org/a"),
    "CDATA": ("<link><![CDATA[https://x.example.org/a?b=1&c=2]]></link>", "https://x.example.org/a?b=1&c=2"),
    "guid as link": ("<guid>https://x.example.org/a</guid>", "https://x.example.org/a"),
    "guid that is no link": ("<guid isPermaLink='false'>https://x.example.org/a</guid>", None),
    "guid that is no address": ("<guid>7bd204c6</guid>", None),
    "link before guid": ("<guid>https://x.example.org/g</guid><link>/a</link>", "https://news.example.org/a"),
    "script": ("<link>javascript:alert(1)</link>", None),
    "broken": ("<link>http://[::1</link>", None),
    "none": ("<title>x</title>", None),
}


@pytest.mark.parametrize(("item", "link"), LINKS.values(), ids=LINKS.keys())
def test_links(item: str, link: str | None) -> None:
    feed = parse_text(items(item, head="<link>https://news.example.org/vi/</link>"))
    assert [entry.link for entry in feed.entries] == [link]


def test_links_without_a_feed_link_are_relative_to_the_feed() -> None:
    assert parse_text(items("<link>a</link>", head="")).entries[0].link == "https://news.example.org/rss/a"


def identities(*bodies: str) -> list[str]:
    return [entry.identity for entry in parse_text(items(*bodies)).entries]


def test_identities() -> None:
    one, two = "<title>1</title><link>/1</link>", "<title>2</title><link>/2</link>"
    site = "https://news.example.org"
    assert identities(f"<guid>g</guid>{one}", two) == ["g", f"{site}/2"]
    assert identities(f"<guid>g</guid>{one}", f"<guid>g</guid>{two}") == [f"{site}/1", f"{site}/2"]
    assert identities(one, one) == [f"{site}/1"], "a true repetition is one entry"
    assert len(set(identities("<title>1</title>", "<title>2</title>"))) == 2
    assert len(set(identities("<guid>g</guid><title>1</title>", "<guid>g</guid><title>2</title>"))) == 2
    home = "<link>/</link>"
    assert len(set(identities(f"<title>1</title>{home}", f"<title>2</title>{home}"))) == 2
    assert identities("<title>1</title>") == identities("<title>1</title>"), "stable from pull to pull"


NOT_FEEDS = {
    "empty": (b"", "empty"),
    "blank": (b" \n\t", "empty"),
    "only a BOM": (b"\xef\xbb\xbf", "empty"),
    "page": (
        b"<!DOCTYPE html><html><head><title>B\xc3\xa1o</title></head><body>x</body></html>",
        "HTML page titled 'Báo'",
    ),
    "page that names its feed": (
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2"></head></html>',
        r"names this feed: https://news\.example\.org/rss\?a=1&b=2",
    ),
    "cookie challenge": (
        b'<html><body><script>document.cookie="K=0f0f"+"; path=/";window.location.reload(true);</script></body></html>',
        "JavaScript challenge",
    ),
    "bot check": (
        b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>",
        "JavaScript challenge",
    ),
    "login": (b"<html><form><input name=p type='password'></form></html>", "login page"),
    "script": (b"var a = 1; a();", "a script"),
    "text": (b"custom feed", "plain text that begins with 'custom feed'"),
    "a path": (b"/etc/passwd", "plain text"),
    "an address": (b"http://127.0.0.1:9/feed", "plain text"),
    "JSON": (b'{"items": []}', "no JSON Feed"),
    "JSON list": (b"[1, 2]", "no JSON Feed"),
    "JSON of another version": (
        b'{"version": "https://jsonfeed.org/version/9", "items": []}',
        "unknown version",
    ),
    "JSON without items": (b'{"version": "https://jsonfeed.org/version/1"}', "without a list of items"),
    "broken JSON": (b'{"version": ', "cannot be read"),
    "deep JSON": (b"[" * 400, "cannot be read"),
    "sitemap": (b'<?xml version="1.0"?><!-- x --><urlset><url/></urlset>', "root element <urlset>"),
    "OPML": (b"<opml version='2.0'><body/></opml>", "root element <opml>"),
    "PDF": (b"%PDF-1.7 ...", "PDF file"),
    "picture": (b"\x89PNG\r\n\x1a\n", "a picture"),
    "deep nesting": (b"<rss><channel><item>" + b"<b>" * (feed_parser.MAX_DEPTH + 1), "nested deeper"),
}


@pytest.mark.parametrize(("body", "says"), NOT_FEEDS.values(), ids=NOT_FEEDS.keys())
@pytest.mark.usefixtures("shallow_stack")
def test_what_is_no_feed_is_named(body: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=says) as caught:
        parse(body, url=URL)
    assert caught.value.where == URL


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse_text(items()).entries == ()


def entity_feed(declarations: str, title: str) -> bytes:
    return f"<?xml version='1.0'?><!DOCTYPE rss [{declarations}]>{items(f'<title>{title}</title><link>/a</link>')}".encode()


EXPANDING = {
    "nested": '<!ENTITY a0 "lol"><!ENTITY a1 "&a0;&a0;"><!ENTITY a "&a1;&a1;">',
    "long": f'<!ENTITY a "{"lol" * 30}">',
    "parameter": '<!ENTITY % p "lol"><!ENTITY a "%p;lol">',
}


@pytest.mark.parametrize("declarations", EXPANDING.values(), ids=EXPANDING.keys())
def test_entities_are_not_expanded(declarations: str) -> None:
    (entry,) = parse(entity_feed(declarations, "x&a;&a;"), url=URL).entries
    assert "lol" not in entry.title + entry.summary_html


# Constructs that nothing closes. A reader that looks for the end of each from its own start takes seconds for these few
# kilobytes, which read once through take hundredths of one.
START = b"<rss><channel><item><title>x</title></item>"
OPENED = {
    "entities": entity_feed('<!ENTITY a "' * 5000, "x"),
    "items in a comment": START + b"<!-- " + b"<item " * 10_000,
    "comments": START + b"<!-- " * 10_000,
    "sections": START + b"<![CDATA[" * 10_000,
    "skipped hours in a comment": START + b"<!-- " + b"<skipHours>" * 10_000,
    "pictures": items(
        "<title>x</title><description><![CDATA[" + "<img " * 10_000 + "]]></description>"
    ).encode(),
}
MOST_SECONDS = 0.6


@pytest.mark.parametrize("body", OPENED.values(), ids=OPENED.keys())
def test_what_is_opened_and_never_closed_is_read_once_through(body: bytes) -> None:
    started = time.process_time()
    feed = parse(body, url=URL)
    assert time.process_time() - started < MOST_SECONDS
    assert [entry.title for entry in feed.entries][:1] == ["x"]


def test_a_small_entity_of_ones_own_still_works() -> None:
    assert parse(entity_feed('<!ENTITY bao "Báo">', "&bao; A"), url=URL).entries[0].title == "Báo A"


def test_a_thousand_items() -> None:
    text = items(*(f"<title>Bài {i}</title><link>/{i}</link><guid>{i}</guid>" for i in range(1000)))
    feed = parse_text(text)
    assert len(feed.entries) == 1000
    assert feed.entries[999].title == "Bài 999"
    assert all(entry.raw for entry in feed.entries)


TIMES = {
    "RFC 822": ("Mon, 14 Sep 2026 14:18:47 +0700", datetime(2026, 9, 14, 7, 18, 47, tzinfo=UTC)),
    "without seconds": ("14 Sep 2026 14:18 GMT", datetime(2026, 9, 14, 14, 18, tzinfo=UTC)),
    "two-digit year": ("Mon, 14 Sep 26 09:13:00 +0700", datetime(2026, 9, 14, 2, 13, tzinfo=UTC)),
    "unknown zone": ("Mon, 14 Sep 2026 09:13:00 -0000", datetime(2026, 9, 14, 9, 13, tzinfo=UTC)),
    "RFC 3339": ("2026-09-14T09:13:00.25+07:00", datetime(2026, 9, 14, 2, 13, 0, 250_000, tzinfo=UTC)),
    "no zone": ("2026-09-14T09:13:00", None),
    "GMT+7": ("Tue, 15 Sep 2026 09:02:15 GMT+7", None),
    "+07": ("Tue, 15 Sep 2026 09:02:15 +07", None),
    "colon in the zone": ("Mon, 14 Sep 2026 19:44:41 +07:00", None),
    "month first": ("9/14/2026 6:44:00 PM", None),
    "impossible": ("Mon, 34 Sep 2026 14:18:47 +0700", None),
    "empty": ("", None),
}


@pytest.mark.parametrize(("raw", "expected"), TIMES.values(), ids=TIMES.keys())
def test_certain_times(raw: str, expected: datetime | None) -> None:
    assert certain_time(raw) == expected


def test_robots() -> None:
    agent = "Newsroom/0.1 (+https://example.org/about)"
    text = b"User-agent: *\nDisallow: /private\nCrawl-delay: 5\n\nUser-agent: Newsroom\nDisallow: /rss/\n"
    rules = RobotsRules(text)
    assert not rules.allowed("https://a.example.org/rss/x", agent)
    assert rules.allowed("https://a.example.org/private", agent)
    assert not rules.allowed("https://a.example.org/private", "Other/1")
    assert RobotsRules(text).crawl_delay("Other/1") == 5
    assert RobotsRules(b"\xff<html>\x00").allowed("https://a.example.org/", agent)
    assert RobotsRules(b"").crawl_delay(agent) is None
    assert RobotsRules.from_answer(404, b"Disallow").allowed("https://a.example.org/", agent)
    assert not RobotsRules.from_answer(503, b"").allowed("https://a.example.org/", agent)
    assert not RobotsRules.from_answer(200, text).allowed("https://a.example.org/rss/x", agent)


@pytest.mark.parametrize("own", ["Newsroom", "newsroom", "NEWSROOM/2.1", "Newsroom*", " Newsroom  # ours"])
@pytest.mark.parametrize("others", ["News", "new", "Newsroom-Pictures", "room", "n/1"])
def test_robots_of_names_like_ours(own: str, others: str) -> None:
    agent = "Newsroom/0.1 (+https://example.org/about)"
    for_others = f"User-agent: {others}\nDisallow: /others\nCrawl-delay: 60\n\n"
    for_all = RobotsRules(f"{for_others}User-agent: *\nDisallow: /all\nCrawl-delay: 5\n")
    assert not for_all.allowed("https://a.example.org/all", agent)
    assert for_all.allowed("https://a.example.org/others", agent)
    assert for_all.crawl_delay(agent) == 5
    for_us = RobotsRules(f"{for_others}User-agent: *\nDisallow: /all\n\nUser-agent: {own}\nDisallow: /ours\n")
    assert not for_us.allowed("https://a.example.org/ours", agent)
    assert for_us.allowed("https://a.example.org/all", agent)
    assert for_us.allowed("https://a.example.org/others", agent)


@pytest.mark.shared
def test_captured_feeds(shared: Path) -> None:
    """Every title and link of the captured Vietnamese, Ukrainian and Russian feeds."""
    folder = shared / "data" / "feeds"
    feeds = [
        path
        for place in ("vi", "uk-ru")
        for path in sorted((folder / place).iterdir())
        if path.suffix != ".json"
    ]
    assert feeds
    for path in feeds:
        expected = json.loads(path.with_name(f"{path.stem}.expected.json").read_text(encoding="utf-8"))[
            "items"
        ]
        entries = parse(path.read_bytes(), url=f"https://{path.stem}.example/feed").entries
        assert [entry.title for entry in entries] == [item["title"] for item in expected]
        for entry, item in zip(entries, expected, strict=True):
            # The expectation leaves out tracking parameters, which the normaliser drops, and may be relative.
            wanted = urljoin(entry.base_url, item["link"]) if item["link"] else None
            assert (re.sub(r"\?utm_.*", "", entry.link) if entry.link else None) == wanted


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["feeds", "encoding", "feedparser", "feedvalidator"])
def test_captured_hostile_feeds(shared: Path, kind: str) -> None:
    """Nothing but ParseError comes out, and no file takes long."""
    for path in sorted((shared / "data" / "hostile" / kind).rglob("*")):
        if path.is_file():
            started = time.process_time()
            try:
                parse(path.read_bytes(), url=URL)
            except ParseError as error:
                assert len(error.message) > 20  # noqa: PT017 - most files parse; those that do not must say why
            assert time.process_time() - started < 2, path
