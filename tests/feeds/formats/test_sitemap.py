"""Sitemaps as publishers write them, and what is no sitemap."""

import gzip
from datetime import UTC, datetime

import pytest

from feeds.errors import ParseError
from feeds.formats import sitemap
from feeds.formats.sitemap import MAX_ENTRIES, count_addresses, named_sitemaps, parse_sitemap
from feeds.reading.entry import raw_of_entry
from feeds.reading.kept_input import read_again

URL = "https://paper.example/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def urlset(*urls: str, namespaces: str = NAMESPACES) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {namespaces}>{"".join(urls)}</urlset>'.encode()


def page(number: int, lastmod: str = "", inside: str = "") -> str:
    modified = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>https://paper.example/bai-{number}.html</loc>{modified}{inside}</url>"


def news(title: str, date: str) -> str:
    return (
        "<news:news><news:publication><news:name>Báo Mẫu</news:name><news:language>vi</news:language>"
        f"</news:publication><news:publication_date>{date}</news:publication_date>"
        f"<news:title>{title}</news:title></news:news>"
    )


def links(feed) -> list[str]:
    return [entry.link.removeprefix("https://paper.example/") for entry in feed.entries]


def test_a_news_sitemap_tells_titles_dates_language_and_pictures():
    picture = "<image:image><image:loc>https://paper.example/anh.jpg</image:loc></image:image>"
    body = urlset(page(1, inside=news("Dân vận khéo &amp; hay", "2026-11-20T08:00:00+07:00") + picture))
    feed = parse_sitemap(body, url=URL, news=True)
    (entry,) = feed.entries
    assert (feed.version, feed.title, feed.language) == ("news-sitemap", "Báo Mẫu", "vi")
    assert (entry.title, entry.language) == ("Dân vận khéo & hay", "vi")
    assert entry.published_parsed == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert [one.url for one in entry.pictures] == ["https://paper.example/anh.jpg"]


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        pytest.param([page(1, "2026-11-01"), page(2, "2026-11-20T10:00:00+07:00")], [2, 1], id="by lastmod"),
        pytest.param([page(1), page(2, "2025-01-01"), page(3)], [2, 3, 1], id="unknown last, from the end"),
        pytest.param([page(1, "2026-11"), page(2, "2026")], [1, 2], id="dates cut off"),
        pytest.param([page(1, "gestern"), page(2, "2026-13-45")], [1, 2], id="nonsense is no date"),
        pytest.param([page(1, "2026-11-01"), page(1, "2026-11-02")], [1], id="one address twice"),
    ],
)
def test_the_newest_come_first(urls, expected):
    feed = parse_sitemap(urlset(*urls), url=URL)
    assert links(feed) == [f"bai-{number}.html" for number in expected]


@pytest.mark.parametrize(
    ("times", "believed"),
    [
        pytest.param(["2026-11-21T10:00:00Z"] * 6, 0, id="all in the moment it was made"),
        pytest.param(["2026-11-21T10:00:00Z"] * 4 + ["2026-11-20", "2026-11-19"], 2, id="most of them"),
        pytest.param(["2026-11-21"] * 3 + ["2026-11-20"] * 3, 6, id="half on one day, half on another"),
        pytest.param(["2026-11-21"] * 3, 3, id="too few to tell"),
    ],
)
def test_the_time_at_which_the_sitemap_was_made_is_no_change_of_its_pages(times, believed):
    feed = parse_sitemap(urlset(*(page(number, time) for number, time in enumerate(times))), url=URL)
    assert sum(bool(entry.updated_raw) for entry in feed.entries) == believed


def test_dates_in_addresses_order_where_nothing_else_does():
    urls = [
        f"<url><loc>https://paper.example/{path}</loc></url>" for path in ("2025/12/31/a", "2026/01/02/b")
    ]
    assert links(parse_sitemap(urlset(*urls), url=URL)) == ["2026/01/02/b", "2025/12/31/a"]


def test_only_the_newest_of_an_archive_are_read():
    feed = parse_sitemap(urlset(*(page(number) for number in range(MAX_ENTRIES + 5))), url=URL)
    assert len(feed.entries) == MAX_ENTRIES
    assert feed.problems == (f"the newest {MAX_ENTRIES} of {MAX_ENTRIES + 5} addresses were read",)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(gzip.compress(urlset(page(1))), id="gzip"),
        pytest.param(b"\xef\xbb\xbf\n" + urlset(page(1)), id="mark and line before the declaration"),
        pytest.param(urlset(page(1), namespaces=""), id="no namespace"),
        pytest.param(
            urlset(page(1), namespaces='xmlns="http://www.google.com/schemas/sitemap/0.84"'), id="0.84"
        ),
        pytest.param(urlset(page(1))[:-9], id="cut off"),
        pytest.param(
            urlset(page(1), "<url><loc>mailto:a@b.example</loc></url>", "<url/>"), id="useless addresses"
        ),
        pytest.param(urlset(page(1), "<url><loc>https://paper.example/</loc></url>"), id="the front page"),
        pytest.param(urlset("<url><loc>javascript:alert(1)</loc></url>", page(1)), id="a script"),
    ],
)
def test_what_is_written_otherwise_is_read_the_same(body):
    assert links(parse_sitemap(body, url=URL)) == ["bai-1.html"]


def test_news_without_declared_prefixes_is_read():
    body = urlset(page(1, inside=news("Tiêu đề", "2026-11-20")), namespaces="")
    assert parse_sitemap(body, url=URL, news=True).entries[0].title == "Tiêu đề"


def test_entities_are_neither_read_from_disk_nor_expanded(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    body = (
        f'<!DOCTYPE urlset [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY b "boom">]>'
        "<urlset><url><loc>https://paper.example/&f;&b;x</loc></url></urlset>"
    ).encode()
    (entry,) = parse_sitemap(body, url=URL).entries
    assert entry.link == "https://paper.example/&f;&b;x"


@pytest.mark.parametrize(
    ("body", "news", "words"),
    [
        pytest.param(b"", False, "empty", id="nothing"),
        pytest.param(b"<!doctype html><title>Trang chu</title>", False, "HTML page", id="a page"),
        pytest.param(b"<rss version='2.0'><channel/></rss>", True, "choose the kind “feed”", id="a feed"),
        pytest.param(b"%PDF-1.7", False, "a PDF file, not a sitemap", id="a PDF"),
        pytest.param(b"<sitemapindex/>", False, "none of the sitemaps", id="an index"),
        pytest.param(urlset(page(1)), True, "choose the kind “sitemap”", id="no news"),
        pytest.param(gzip.compress(urlset(page(1)))[:40], False, "ended early", id="damaged gzip"),
    ],
)
def test_what_is_no_sitemap_is_named(body, news, words):
    with pytest.raises(ParseError) as caught:
        parse_sitemap(body, url=URL, news=news)
    assert words in caught.value.message


def test_a_packed_sitemap_is_unpacked_up_to_a_limit(monkeypatch):
    body = urlset(page(1))
    monkeypatch.setattr(sitemap, "MAX_UNPACKED_BYTES", len(body))
    assert len(parse_sitemap(gzip.compress(body), url=URL).entries) == 1
    with pytest.raises(ParseError, match="is larger than"):
        parse_sitemap(gzip.compress(body + b" "), url=URL)


def test_an_empty_news_sitemap_is_valid():
    assert parse_sitemap(urlset(), url=URL, news=True).entries == ()


def test_an_index_names_its_sitemaps_newest_first():
    names = {"a.xml": "2026-01-01", "news-2026-11.xml": "", "b.xml.gz": "2026-11-20T00:00:00Z", "c.xml": ""}
    body = "".join(
        f"<sitemap><loc>https://paper.example/{name}</loc>{f'<lastmod>{time}</lastmod>' if time else ''}</sitemap>"
        for name, time in names.items()
    )
    named = named_sitemaps(f"<sitemapindex {NAMESPACES}>{body}</sitemapindex>".encode(), url=URL)
    assert [one.url.rpartition("/")[2] for one in named] == ["b.xml.gz", "news-2026-11.xml", "a.xml", "c.xml"]
    assert named_sitemaps(urlset(page(1)), url=URL) == ()


def test_a_time_of_modification_is_no_publication_now_or_later():
    feed = parse_sitemap(urlset(page(1, "2026-11-20T10:00:00Z")), url=URL)
    (entry,) = feed.entries
    raw = raw_of_entry(entry, feed, input=entry.link)
    assert (raw.published, raw.published_text) == (None, "")
    assert raw.updated == datetime(2026, 11, 20, 10, tzinfo=UTC)
    again = read_again(entry.raw, "entry", read_from=entry.link, url=entry.link)
    assert (again.url, again.published) == (entry.link, None)


def test_addresses_that_are_not_written_as_they_should_be_are_read():
    body = urlset(
        "<url><loc>https://p.example/xem.php?a=1&b=2</loc></url>",
        "<url><loc>/bai-2.html</loc></url>",
        "<url><loc>HTTPS://p.example/bai-3.html</loc></url>",
        "<url><loc>https://p.example/bai-4.html?x=1&amp;y=2</loc></url>",
    )
    found = [entry.link for entry in parse_sitemap(body, url="https://p.example/sitemap.xml").entries]
    assert found[::-1] == [
        "https://p.example/xem.php?a=1&b=2",
        "https://p.example/bai-2.html",
        "https://p.example/bai-3.html",
        "https://p.example/bai-4.html?x=1&y=2",
    ]


def test_a_sitemap_that_misnames_its_encoding_is_read():
    body = urlset(page(1)).replace(b'encoding="UTF-8"', b'encoding="UTF-16"')
    assert b"UTF-16" in body
    assert links(parse_sitemap(body, url=URL)) == ["bai-1.html"]


TEXTS = {
    "lines": b"https://paper.example/1.html\nhttps://paper.example/2.html\n",
    "a byte order mark, blank lines, returns": b"\xef\xbb\xbfhttps://paper.example/1.html\r\n\r\nhttps://paper.example/2.html",
    "gzip": gzip.compress(b"https://paper.example/1.html\nhttps://paper.example/2.html\n"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_of_addresses_is_a_sitemap(name):
    body = TEXTS[name]
    read = parse_sitemap(body, url="https://paper.example/sitemap.txt")
    assert sorted(entry.link or "" for entry in read.entries) == [
        "https://paper.example/1.html",
        "https://paper.example/2.html",
    ]
    assert count_addresses(body, url=URL) == 2
    assert named_sitemaps(body, url=URL) == ()


def test_a_text_that_begins_with_an_address_is_no_sitemap():
    with pytest.raises(ParseError):
        parse_sitemap(b"https://paper.example/1.html is our best article\n", url=URL)


RSS = """<rss version="2.0"><channel><title>Báo Mẫu</title><item><title>Bài một</title>
<link>https://paper.example/1.html</link><pubDate>Mon, 02 Nov 2026 08:00:00 +0700</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Báo Mẫu</title><entry><id>https://paper.example/1.html</id>
<title>Bài một</title><link href="https://paper.example/1.html"/><published>2026-11-02T08:00:00+07:00</published></entry></feed>"""


@pytest.mark.parametrize("body", [RSS, ATOM], ids=["RSS", "Atom"])
def test_a_feed_is_a_sitemap_with_titles_and_dates(body):
    (entry,) = parse_sitemap(body.encode(), url=URL).entries
    assert (entry.link, entry.title) == ("https://paper.example/1.html", "Bài một")
    assert entry.published_parsed == datetime(2026, 11, 2, 1, tzinfo=UTC)
    assert count_addresses(body.encode(), url=URL) == 1


def test_a_feed_of_comments_is_no_sitemap():
    body = """<rss version="2.0"><channel><title>Comments for Báo Mẫu</title><link>https://paper.example/</link>
    <item><title>By A</title><link>https://paper.example/1.html#comment-2</link></item></channel></rss>"""
    with pytest.raises(ParseError, match="comments"):
        parse_sitemap(body.encode(), url="https://paper.example/comments/feed/")


def test_pictures_and_videos_of_a_page_are_not_taken_for_the_page():
    body = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
      xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"><url>
      <image:image><image:loc>https://paper.example/anh.jpg</image:loc><image:title>Ảnh</image:title></image:image>
      <video:video><video:title>Phim</video:title><video:player_loc>https://paper.example/player</video:player_loc>
        <video:publication_date>2020-01-01T00:00:00Z</video:publication_date>
        <video:tag>tin</video:tag></video:video>
      <loc>https://paper.example/bai.html</loc><lastmod>2026-11-02T08:00:00+07:00</lastmod></url></urlset>"""
    (entry,) = parse_sitemap(body.encode(), url=URL).entries
    assert (entry.link, entry.title, entry.published_raw) == ("https://paper.example/bai.html", "", "")
    assert [picture.url for picture in entry.pictures] == ["https://paper.example/anh.jpg"]
    assert entry.labels == ()
