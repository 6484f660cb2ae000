"""The page, the origin and the source of an entry, among all links that it has."""

import pytest

from articles.grouping.versions import story_keys
from feeds.normalise.origin import find_origin
from feeds.reading.entry import raw_of_entry
from tests.feeds.formats.syndication.feeds import NAMED, atom, entry, item, rss

IANA = "http://www.iana.org/assignments/relation/"
PAGE = "https://bao.example/bai"
ATOM_LINKS = {
    "a relation as an IRI": (f'<link rel="{IANA}alternate" href="{PAGE}"/>', PAGE),
    "no relation": (f'<link href="{PAGE}"/>', PAGE),
    "a relation in capitals": (f'<link rel="Alternate" href="{PAGE}"/>', PAGE),
    "HTML before a PDF": (f'<link type="application/pdf" href="{PAGE}.pdf"/><link type="text/html" href="{PAGE}"/>', PAGE),
    "HTML with a charset": (
        f'<link type="application/json" href="{PAGE}.json"/><link type="text/html; charset=utf-8" href="{PAGE}"/>',
        PAGE,
    ),
    "the feed's own language first": (
        f'<link hreflang="en" href="{PAGE}-en"/><link hreflang="vi" href="{PAGE}"/>',
        PAGE,
    ),
    "a region of it": (f'<link hreflang="en" href="{PAGE}-en"/><link hreflang="vi-VN" href="{PAGE}"/>', PAGE),
    "no language before a foreign one": (f'<link hreflang="en" href="{PAGE}-en"/><link href="{PAGE}"/>', PAGE),
    "HTML before the language": (
        f'<link hreflang="vi" type="application/pdf" href="{PAGE}.pdf"/><link hreflang="en" type="text/html" href="{PAGE}"/>',
        PAGE,
    ),
    "a page before a sound, both without a type": (f'<link href="{PAGE}.mp3?s=1"/><link href="{PAGE}"/>', PAGE),
    "the language before the ending": (
        f'<link hreflang="en" href="{PAGE}-en"/><link hreflang="vi" href="{PAGE}.jpg"/>',
        f"{PAGE}.jpg",
    ),
    "another scheme": (f'<link href="nostr:naddr1abc"/><link href="{PAGE}"/>', PAGE),
    "a word for none": ('<link href="N/A"/>', None),
    "self and enclosure alone": (f'<link rel="self" href="{PAGE}.xml"/><link rel="enclosure" href="{PAGE}.jpg"/>', None),
}  # fmt: skip


@pytest.mark.parametrize("name", ATOM_LINKS)
def test_links_of_an_atom_entry(name: str) -> None:
    links, page = ATOM_LINKS[name]
    assert entry(f"<title>x</title>{links}", attributes='xml:lang="vi"').link == page


NOTHING = ("N/A", "none", "null", "undefined", "#", "-", "no link", "không có", "")


@pytest.mark.parametrize("written", NOTHING)
def test_what_is_no_address_is_no_link(written: str) -> None:
    assert item(f"<title>x</title><link>{written}</link><guid isPermaLink='false'>1</guid>").link is None


RSS_LINKS = {
    "before atom:link": (
        '<atom:link rel="alternate" href="https://bao.example/amp/1"/><link>{}</link>',
        PAGE,
    ),
    "after atom:link": ('<link>{}</link><atom:link href="https://bao.example/amp/1"/>', PAGE),
    "in CDATA": ('<atom:link href="https://bao.example/amp/1"/><link><![CDATA[ {} ]]></link>', PAGE),
    "atom:link alone": ('<atom:link href="{}"/>', PAGE),
    "atom:link beside a word for none": ('<link>N/A</link><atom:link href="{}"/>', PAGE),
    "FeedBurner": (
        "<link>https://feeds.example/~r/1</link><feedburner:origLink>{}</feedburner:origLink>",
        PAGE,
    ),
    "FeedBurner first": (
        "<feedburner:origLink>{}</feedburner:origLink><link>https://feeds.example/~r/1</link>",
        PAGE,
    ),
    "a permalink": ("<guid>{}</guid>", PAGE),
    "relative": ("<link>bai</link>", PAGE),
    "the guid of a part of the page": (
        "<link>https://bao.example/bai</link><guid isPermaLink='false'>{}#cap-nhat-7</guid>",
        f"{PAGE}#cap-nhat-7",
    ),
    "names that look like entities": ("<link>{}?a=1&amp;copy=2&amp;amp=3</link>", f"{PAGE}?a=1&copy=2&amp=3"),
    "the same beside atom:link": (
        "<link>{}?a=1&amp;copy=2</link><atom:link href='https://bao.example/amp/1'/>",
        f"{PAGE}?a=1&copy=2",
    ),
}


@pytest.mark.parametrize("name", RSS_LINKS)
def test_links_of_an_rss_item(name: str) -> None:
    links, page = RSS_LINKS[name]
    assert item(f"<title>x</title>{links.format(PAGE)}").link == page


def test_via_is_the_origin() -> None:
    via = '<atom:link rel="via" href="https://goc.example/tin/mo-duong-vao-ban-15.html"/>'
    of_rss = item(f"{NAMED}{via}<source url='https://goc.example/rss'>Báo Gốc</source>")
    of_atom = entry(f"<title>x</title><link href='{PAGE}'/>{via.replace('atom:', '')}")
    for found in (of_rss, of_atom):
        assert found.origin_url == "https://goc.example/tin/mo-duong-vao-ban-15.html"
        origin = find_origin(raw_of_entry(found, rss(), input="x"))
        assert origin is not None
        assert origin.url == found.origin_url


def test_several_relations_in_one_link_count_each() -> None:
    origin = "https://goc.example/tin/mo-duong-vao-ban-15.html"
    found = entry(
        f"<title>x</title><link rel='nofollow alternate' href='{PAGE}'/>"
        f"<link rel='external  http://www.iana.org/assignments/relation/Via' href='{origin}'/>"
    )
    assert (found.link, found.origin_url) == (PAGE, origin)


SOURCES = (
    "https://goc.example/rss/thoi-su-34.rss",
    "https://goc.example/",
    "https://goc.example/tin/15.html",
)


@pytest.mark.parametrize("address", SOURCES)
def test_a_source_tells_the_publisher_and_joins_no_articles(address: str) -> None:
    found = item(f"{NAMED}<source url='{address}'>Báo Gốc</source>")
    assert (found.origin_url, found.source_title) == (None, "Báo Gốc")
    origin = find_origin(raw_of_entry(found, rss(), input="x"))
    assert origin is not None
    assert (origin.url, origin.domain) == (None, "goc.example")
    keys = {story_keys(url=f"https://bao.example/tin/{number}", origin_url=origin.url) for number in (1, 2)}
    assert len(keys) == 2


COMMENTS = {
    "anchored in a page": "<link>https://bao.example/tin/1/#comment-{}</link>",
    "Blogger": "<link>https://bao.example/tin/1.html?showComment={}#c{}</link>",
    "replies": "<link>https://bao.example/binh-luan/{}</link><thr:in-reply-to ref='x' href='https://bao.example/tin/1'/>",
}  # fmt: skip


@pytest.mark.parametrize("name", COMMENTS)
def test_comments_feeds_are_told(name: str) -> None:
    items = [f"<title>Bạn đọc {n}</title><guid>c{n}</guid>{COMMENTS[name].format(n, n)}" for n in (7, 8)]
    feed = rss(*items)
    assert feed.is_comments
    assert not rss(*items, NAMED).is_comments
    assert len({one.link for one in feed.entries}) == 2


def test_a_feed_whose_articles_have_comments_is_none_of_comments() -> None:
    marks = (
        "<comments>https://bao.example/tin/1#comments</comments><slash:comments>3</slash:comments>"
        "<wfw:commentRss>https://bao.example/tin/1/feed/</wfw:commentRss>"
    )
    assert not rss(f"{NAMED}{marks}").is_comments
    assert rss(channel="").is_comments is False
    assert atom(feed="<subtitle>x</subtitle>").is_comments is False


def test_pages_of_a_feed_and_its_archives() -> None:
    links = "".join(
        f'<link rel="{relation}" href="/a/{relation}"/>'
        for relation in ("next", "prev-archive", f"{IANA}next-archive", "current")
    )
    feed = atom(feed=f"<fh:archive/>{links}")
    assert (feed.is_archive, feed.is_complete) == (True, False)
    assert feed.next_page == "https://bao.example/a/next"
    assert feed.previous_archive == "https://bao.example/a/prev-archive"
    assert feed.next_archive == f"https://bao.example/a/{IANA}next-archive"
    assert feed.current == "https://bao.example/a/current"
    assert rss(NAMED, channel="<fh:complete/>").is_complete
    assert not rss(f"{NAMED}<description>fh:complete &lt;fh:complete/></description>").is_complete


def test_deleted_entries() -> None:
    feed = atom(
        "<id>1</id><title>Còn lại</title>",
        feed='<at:deleted-entry ref="tag:bao.example,2026:9" when="2026-11-20T08:00:00Z">'
        "<at:by><name>Biên tập viên</name></at:by><at:comment>Đăng nhầm</at:comment></at:deleted-entry>"
        "<at:deleted-entry when='hôm qua' ref='tag:bao.example,2026:10'/><at:deleted-entry/>",
    )
    assert [(one.identity, one.when_raw) for one in feed.tombstones] == [
        ("tag:bao.example,2026:9", "2026-11-20T08:00:00Z"),
        ("tag:bao.example,2026:10", "hôm qua"),
    ]
    assert [one.when is None for one in feed.tombstones] == [False, True]
    assert [(one.title, one.author) for one in feed.entries] == [("Còn lại", "")]
