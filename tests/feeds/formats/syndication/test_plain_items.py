"""Items that are read without feedparser are read as feedparser reads them, and what is not sure is left to it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.formats import feed_parser
from feeds.formats.document import ParsedFeed
from feeds.formats.feed_parser import parse
from feeds.formats.syndication.entry_spans import entry_spans
from feeds.formats.syndication.plain_items import plain_items

URL = "https://bao-mau.example/rss.xml"
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>Báo mẫu</title>'
    "<link>https://bao-mau.example/</link><language>vi</language>"
)


def rss(*items: str, head: str = HEAD) -> str:
    return f"{head}{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"


def both(text: str) -> tuple[ParsedFeed | str, ParsedFeed | str]:
    """The feed as it is read, and as feedparser alone reads it; for a refused one the sentence."""

    def read() -> ParsedFeed | str:
        try:
            return parse(text.encode("utf-8", "surrogatepass"), url=URL)
        except ParseError as error:
            return error.message

    mixed = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed_parser, "plain_items", lambda text, spans: [])
        return mixed, read()


def are_plain(text: str) -> list[bool]:
    spans = entry_spans(text)
    nodes = plain_items(text, spans)
    return [node is not None for node in nodes] if nodes else [False] * len(spans)


PLAIN = {
    "all": (
        "<title>Bài</title><link>https://bao-mau.example/1</link><guid>https://bao-mau.example/1</guid>"
        "<pubDate>Fri, 20 Nov 2026 10:00:00 +0700</pubDate><author>Một người</author><category>Xã hội</category>"
        "<category>Đời sống</category><category>Xã hội</category><category></category><description>Lời dẫn</description>"
        "<content:encoded><![CDATA[<p>Một đoạn &amp; dấu</p>]]></content:encoded>"
        '<enclosure url="https://bao-mau.example/a.jpg?a=1&amp;b=2" length="12" type="IMAGE/JPEG" />'
        "<comments>https://bao-mau.example/1#c</comments><slash:comments>3</slash:comments>"
        "<wfw:commentRss>https://bao-mau.example/1/feed</wfw:commentRss>"
    ),
    "nothing": "",
    "empty elements": "<title></title><link></link><guid></guid><description></description><author></author>",
    "lines and spaces": "\n\t<title>\n  Bài\u00a0 \n</title>\r\n  <link>\n https://bao-mau.example/1 \n</link>\n",
    "CDATA between spaces": "<title> <![CDATA[ Một & hai ]]>\n</title><description><![CDATA[]]></description>",
    "lines ends in CDATA": "<title>a</title><content:encoded><![CDATA[<p>một\r\nhai\rba</p>]]></content:encoded>",
    "references": "<title>&#272;&#x1EA5;t &lt;b&gt;&quot;&apos;&amp;amp;</title>",
    "guid first": "<guid>https://bao-mau.example/1</guid><link>https://bao-mau.example/2</link>",
    "guid alone": "<title>a</title><guid>https://bao-mau.example/1</guid>",
    "guid that is no link": '<guid isPermaLink="false">123</guid><link>https://bao-mau.example/1</link>',
    "guid with another word": '<guid isPermaLink="True">123</guid>',
    "guid that is a number": "<guid>123</guid><link>https://bao-mau.example/1</link>",
    "relative addresses": "<link>/1.html</link><guid>bai-1</guid>",
    "too many slashes": "<link>https:////bao-mau.example//1</link><guid>http:///bao-mau.example/1</guid>",
    "ampersands in a link": "<link>https://bao-mau.example/?a=1&amp;b=2&amp;amp;c;=3</link><guid>x&amp;y;z</guid>",
    "content before description": "<content:encoded>&lt;p&gt;dài&lt;/p&gt;</content:encoded><description>ngắn</description>",
    "content alone": "<title>a</title><content:encoded><![CDATA[<p>dài</p>]]></content:encoded>",
    "empty description with content": "<description></description><content:encoded>dài</content:encoded>",
    "read as Latin-1": "<title>BÃ¡o Ä\x91áº£ng</title><description>CÃ´ng</description>",
    "signs of Windows": "<title>\x93Bài\x94 \x96 một</title><author>\x8a</author>",
    "name of Dublin Core": "<dc:creator><![CDATA[Một người]]></dc:creator><title>a</title>",
    "HTML in a title": "<title>Một &lt;b&gt;chữ&lt;/b&gt; đậm</title>",
    "an enclosure before the link": '<enclosure url="https://bao-mau.example/a.mp3" type="audio/mpeg"/><link>/1</link>',
}
LEFT = {
    "an attribute": '<title lang="en">a</title>',
    "another element": "<title>a</title><note>b</note>",
    "an undeclared prefix": "<title>a</title><media:title>b</media:title>",
    "a title twice": "<title>a</title><title>b</title>",
    "description twice": "<description>a</description><description>b</description>",
    "an author twice": "<author>a</author><dc:creator>b</dc:creator>",
    "an author's address": "<author>ban@bao-mau.example (Một người)</author>",
    "markup": "<title>Một <b>chữ</b></title>",
    "two sections of CDATA": "<title><![CDATA[a]]><![CDATA[b]]></title>",
    "text around CDATA": "<title>a <![CDATA[b]]></title>",
    "text between elements": "<title>a</title>chữ<link>/1</link>",
    "no-break space between elements": "<title>a</title>\u00a0<link>/1</link>",
    "a comment": "<title>a</title><!-- b --><link>/1</link>",
    "a bare ampersand": "<title>a & b</title>",
    "an entity of HTML": "<title>a&nbsp;b</title>",
    "the end of CDATA in a text": "<title>a ]]> b</title>",
    "an open element": "<title>a<link>/1</link>",
    "an open section": "<title><![CDATA[a</title>",
    "a category with a domain": '<category domain="https://bao-mau.example/">a</category>',
    "an enclosure without an address": '<enclosure length="3"/>',
    "an enclosure twice": '<enclosure url="/a.jpg"/><enclosure url="/b.jpg"/>',
    "an attribute twice": '<enclosure url="/a.jpg" url="/b.jpg"/>',
    "a reference to nothing": "<title>a&#1114112;</title>",
}
OTHER = "<title>khác</title><media>x</media><link>/9</link>"


@pytest.mark.parametrize("item", PLAIN.values(), ids=PLAIN)
def test_a_plain_item_is_read_as_feedparser_reads_it(item: str) -> None:
    text = rss(item, OTHER, f"{item} ")
    assert are_plain(text) == [True, False, True]
    mixed, whole = both(text)
    assert mixed == whole


@pytest.mark.parametrize("item", LEFT.values(), ids=LEFT)
def test_what_is_not_sure_is_left_to_feedparser(item: str) -> None:
    text = rss(item)
    assert are_plain(text) == [False]
    mixed, whole = both(rss(PLAIN["all"], item, PLAIN["guid alone"]))
    assert mixed == whole


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            HEAD.replace("<rss ", '<rss xml:base="https://khac.example/" '), id="a base of the root"
        ),
        pytest.param(
            HEAD.replace("<channel>", '<channel base="https://khac.example/">'), id="a base of the channel"
        ),
        pytest.param(f'{HEAD}<docs base="https://khac.example/">a</docs>', id="a base of another element"),
        pytest.param(HEAD.replace("<rss ", '<rss xml:lang="en" '), id="a language of the root"),
        pytest.param(HEAD.replace("<rss ", '<rss xmlns="urn:x" '), id="a namespace of the root"),
        pytest.param(HEAD.replace("modules/content/", "modules/other/"), id="another namespace of a prefix"),
        pytest.param(
            HEAD.replace("<channel>", '<channel xmlns:content="urn:x">'), id="a prefix declared again"
        ),
        pytest.param(f"{HEAD}<box>", id="an element around the items"),
        pytest.param('<feed xmlns="http://www.w3.org/2005/Atom"><channel>', id="no RSS"),
    ],
)
def test_what_surrounds_the_items_may_change_how_they_read(head: str) -> None:
    text = rss(PLAIN["all"], head=head)
    assert are_plain(text) == [False]
    mixed, whole = both(text)
    assert mixed == whole


def test_a_base_in_another_item_may_change_how_the_next_reads() -> None:
    text = rss('<note base="https://khac.example/a/">x</note>', "<link>1.html</link>")
    assert are_plain(text) == [False, False]


def test_a_feed_that_ends_in_an_item_is_read_as_before() -> None:
    text = rss(PLAIN["all"], PLAIN["guid alone"])
    for end in range(len(HEAD), len(text), 7):
        mixed, whole = both(text[:end])
        assert mixed == whole


NAMES = [
    "title",
    "link",
    "guid",
    "pubDate",
    "description",
    "content:encoded",
    "author",
    "dc:creator",
    "category",
    "comments",
]
PIECES = [
    "a",
    "Đ",
    " ",
    "\n",
    "\r",
    "\u00a0",
    "\x93",
    "Ã¡",
    "#x",
    "?=.0",
    ":///",
    "&amp;",
    "&lt;",
    "&",
    "<",
    "]]>",
    "@b.cc",
]
ELEMENTS = st.tuples(
    st.sampled_from(NAMES), st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from("tttcg/")
)


def element(name: str, pieces: list[str], form: str) -> str:
    """An element with a text, a section of CDATA or another guid; or the end of an item."""
    words = "".join(pieces)
    if form == "/":
        return "</item><item>"
    if form == "g":
        return f'<guid isPermaLink="false">{words}</guid>'
    return f"<{name}>{words if form == 't' else f'<![CDATA[{words}]]>'}</{name}>"


@settings(deadline=None)
@given(st.lists(ELEMENTS, max_size=16))
def test_any_items_are_read_as_feedparser_reads_them(found: list[tuple[str, list[str], str]]) -> None:
    mixed, whole = both(rss("".join(element(*one) for one in found)))
    assert mixed == whole


@pytest.mark.shared
def test_captured_feeds_are_read_as_feedparser_reads_them(shared: Path) -> None:
    files = [file for folder in ("data/feeds", "trials") for file in sorted((shared / folder).rglob("*.xml"))]
    some = 0
    for file in files:
        text = file.read_bytes().decode("utf-8", "replace")
        some += any(are_plain(text))
        mixed, whole = both(text)
        assert mixed == whole, file
    assert some > len(files) / 8
