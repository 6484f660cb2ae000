"""What each check makes of what it was given."""

import sqlite3
from pathlib import Path

import pytest

from audit import pages
from audit.__main__ import CHECKS, chosen
from audit.checks import (
    accessibility,
    alternates,
    clipping,
    feeds,
    lighthouse,
    links,
    markup,
    newsboat,
    overflow,
    robots_opml_manifest,
    screenshots,
    sharing,
    sitemaps,
    weight,
)
from audit.tools import FOLDER, AuditError


def test_every_check_can_be_chosen_and_says_what_it_asks() -> None:
    assert chosen("") == list(CHECKS)
    assert chosen("axe, nu") == ["nu", "axe"]
    with pytest.raises(AuditError, match="no check named axes"):
        chosen("axes")
    assert all(module.__doc__ and callable(module.check) for module in CHECKS.values())


def test_barriers_are_told_with_page_and_element() -> None:
    result = {"violations": [{"id": "link-name", "nodes": [{"html": "<a>"}, {"html": "<a b>"}]}]}
    assert accessibility.violations(result, "vi front") == [
        "vi front: link-name: <a>",
        "vi front: link-name: <a b>",
    ]


def test_overflow_and_clipping_name_the_page() -> None:
    assert overflow.too_wide({"over": 0, "widest": ""}, "vi") == []
    assert overflow.too_wide({"over": 7, "widest": "<pre>"}, "vi") == ["vi: 7 px too wide: <pre>"]
    assert clipping.findings_of({"clipped": ["a"], "overlapping": []}, "clipped", "vi") == ["vi: a"]


def lighthouse_report(*, score: float) -> dict:
    categories = ("accessibility", "best-practices", "seo", "performance")
    times = dict.fromkeys(
        ("largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time"), 0.004
    )
    audit = {"title": "Links have names", "score": score, "scoreDisplayMode": "binary"}
    return {
        "categories": {
            name: {"score": score, "auditRefs": [{"id": "link-name", "weight": 1}]} for name in categories
        },
        "audits": {"link-name": audit} | {name: {"numericValue": value} for name, value in times.items()},
    }


def test_lighthouse_floors_depend_on_the_page() -> None:
    found = list(lighthouse.figures_of(lighthouse_report(score=0.97), "vi front", fast=True))
    missed = {figure.name for figure in found if not figure.passes}
    kinds = ("accessibility", "best-practices", "seo", "performance")
    assert missed == {f"vi front: {kind}" for kind in kinds}
    assert found[0].findings == ("link-name: Links have names",)
    slow = lighthouse.figures_of(lighthouse_report(score=1), "vi topic", fast=False)
    assert {figure.name for figure in slow if figure.bound is None} == {
        f"vi topic: {kind}" for kind in ("performance", "LCP", "CLS", "TBT")
    }


def test_messages_of_the_html_checker() -> None:
    report = {
        "messages": [
            {
                "type": "error",
                "url": "file:/pages/0.html",
                "lastLine": 3,
                "message": "Stray",
                "extract": "<p>",
            },
            {"type": "info", "subType": "warning", "url": "file:/pages/0.html", "message": "Lang"},
            {"type": "non-document-error", "message": "No file"},
        ]
    }
    assert markup.messages(report, "error", {"0.html": "vi front"}) == [
        "vi front, line 3: Stray <p>",
        ", line ?: No file ",
    ]
    assert len(markup.messages(report, "warning", {})) == 1


def test_stylesheets_of_a_page() -> None:
    assert markup.stylesheets('<link rel="stylesheet" href="/a.css"><link rel="icon" href="/b.svg">') == [
        "/a.css"
    ]


def test_weight_counts_kinds_and_strangers() -> None:
    page = [
        weight.Transfer("document", 1500, "127.0.0.1:8000", "/"),
        weight.Transfer("image", 4000, "tracker.example", "http://tracker.example/p.gif"),
    ]
    assert weight.kilobytes(page) == 5.5
    assert weight.kilobytes(page, "document", "script") == 1.5
    assert weight.other_hosts({"vi": page}, "127.0.0.1:8000") == ["vi: http://tracker.example/p.gif"]


URLSET = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://news.example/vi/</loc>{}</url></urlset>"""
# The part of the protocol's schema that the extensions hang on; the whole one comes with npm.
PROTOCOL = b"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
  targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9"><xsd:element name="urlset"><xsd:complexType><xsd:sequence>
  <xsd:element name="url" maxOccurs="unbounded"><xsd:complexType><xsd:sequence><xsd:element name="loc" type="xsd:anyURI"/>
  <xsd:any namespace="##other" minOccurs="0" maxOccurs="unbounded" processContents="strict"/></xsd:sequence></xsd:complexType>
  </xsd:element></xsd:sequence></xsd:complexType></xsd:element></xsd:schema>"""
NEWS = """<news:news><news:publication><news:name>N</news:name><news:language>{}</news:language></news:publication>
  <news:publication_date>2026-11-26T10:00:00+00:00</news:publication_date><news:title>T</news:title></news:news>"""


@pytest.mark.parametrize(
    ("extension", "valid"),
    [
        ("", True),
        ('<xhtml:link rel="alternate" hreflang="zh-hans" href="http://news.example/zh-hans/"/>', True),
        ('<xhtml:link rel="alternate" hreflang="zh_hans" href="http://news.example/zh-hans/"/>', False),
        ('<xhtml:link rel="alternate" href="http://news.example/vi/"/>', False),
        (NEWS.format("zh-cn"), True),
        (NEWS.format("zh-hans"), False),
        ("<priority>1</priority>", False),
    ],
    ids=["plain", "version", "wrong tag", "no tag", "news", "wrong language", "not in this schema"],
)
def test_sitemaps_by_the_schema(extension: str, valid: bool) -> None:
    files = {file.name: file.read_bytes() for file in (FOLDER / "schemas").glob("*.xsd")}
    schema = sitemaps.read_schema(PROTOCOL, files)
    assert (sitemaps.schema_errors(URLSET.format(extension).encode(), schema) == []) is valid


def test_a_sitemap_that_is_no_xml() -> None:
    schema = sitemaps.read_schema(PROTOCOL, {})
    assert sitemaps.schema_errors(b"<urlset>", schema)[0].startswith("is no XML")


RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>http://news.example/</link>
  <description>D</description><item><guid>1</guid><link>http://news.example/1</link><title>A</title></item></channel></rss>"""


@pytest.mark.parametrize(
    ("body", "form", "entries", "fault"),
    [
        (RSS, "rss", ["1"], ""),
        (RSS.replace(b"<guid>1</guid>", b""), "rss", ["None"], "lacks id"),
        (RSS.replace(b"<title>A</title>", b""), "rss", ["1"], "lacks title"),
        (RSS[:-10], "rss", ["1"], "bozo"),
        (
            b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "content_text": "a"}]}',
            "json",
            ["1"],
            "",
        ),
        (b'{"title": "T", "items": [{"id": 1, "content_text": "a"}]}', "json", ["1"], "version"),
        (b"[]", "json", [], "is no JSON Feed"),
        (b"<rss/>", "json", [], "is no JSON Feed"),
    ],
    ids=["rss", "no id", "no title", "cut off", "json", "old json", "a list", "other form"],
)
def test_feeds_are_read(body: bytes, form: str, entries: list[str], fault: str) -> None:
    found, wrong = feeds.read(body, form)
    assert found == entries
    assert any(fault in one for one in wrong) if fault else wrong == []


def test_newsboats_cache_is_compared_with_the_feeds(tmp_path: Path) -> None:
    cache = tmp_path / "cache.db"
    with sqlite3.connect(cache) as database:
        database.executescript(
            "CREATE TABLE rss_feed (rssurl TEXT); CREATE TABLE rss_item (id INTEGER PRIMARY KEY, feedurl TEXT);"
            "INSERT INTO rss_feed VALUES ('a'), ('b'); INSERT INTO rss_item (feedurl) VALUES ('a'), ('a');"
        )
    database.close()
    found = newsboat.loaded(cache)
    assert found == {"a": 2, "b": 0}
    assert newsboat.differences({"a": 2, "b": 1, "c": 4}, found) == [
        "b: 0 of 1 entries",
        "c: not loaded of 4 entries",
    ]


ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /*/search/?\nSitemap: http://news.example/sitemap.xml\n"


def test_robots() -> None:
    closed = ["http://news.example/vi/search/?q=a"]
    assert robots_opml_manifest.robots_faults(ROBOTS, ["http://news.example/vi/"], closed) == []
    assert (
        len(
            robots_opml_manifest.robots_faults(
                "User-agent: *\nDisallow: /vi/", ["http://news.example/vi/"], closed
            )
        )
        == 2
    )
    assert (
        "lets crawlers in" in robots_opml_manifest.robots_faults(ROBOTS, [], ["http://news.example/vi/"])[0]
    )


def test_lists_of_feeds() -> None:
    body = '<opml version="2.0"><head><title>T</title></head><body>{}</body></opml>'
    good = '<outline type="rss" text="A" xmlUrl="http://paper.example/rss"/>'
    assert robots_opml_manifest.opml_faults(body.format(good)) == []
    assert robots_opml_manifest.opml_faults(body.format("")) == ["opml.xml lists no feed"]


def test_manifests() -> None:
    assert robots_opml_manifest.manifest_faults(b"<html>")[0].startswith("is no JSON")
    faulty = robots_opml_manifest.manifest_faults(b'{"name": "N", "dir": "up", "icons": [{"src": "/i.svg"}]}')
    assert "names the direction 'up'" in faulty
    assert "has an icon without sizes" in faulty
    assert "lacks start_url" in faulty
    assert robots_opml_manifest.icons_of(b'{"icons": [{"src": "/i.svg"}]}') == ["/i.svg"]
    assert robots_opml_manifest.icons_of(b"<html>") == robots_opml_manifest.icons_of(b'{"icons": [{}]}') == []


def test_versions_that_are_mutual_pass_and_others_are_named() -> None:
    mutual = {"vi": "/vi/", "ar": "/ar/", "x-default": "/"}
    pages = {"/vi/": mutual, "/ar/": mutual}
    assert alternates.missing_return_links(pages, pages.get) == []
    lonely = {"/vi/": {"vi": "/vi/", "ar": "/ar/"}, "/ar/": {"ar": "/ar/"}}
    found = alternates.missing_return_links({"/vi/": lonely["/vi/"]}, lonely.get)
    assert found == ["/vi/ names no x-default", "/vi/ names /ar/ as ar, which does not name it back"]
    assert alternates.missing_return_links({"/vi/": mutual}, {"/vi/": mutual}.get) == [
        "/vi/ names /ar/ as ar, which is not there"
    ]


def test_dead_links_are_told_with_their_page() -> None:
    targets = {"/vi/": "/ar/", "/vi/none/": "/ar/", "/vi/gone/": "/ar/"}
    statuses = {"/vi/": 200, "/vi/none/": 404, "/vi/gone/": 410}
    assert links.broken(targets, statuses) == ["/ar/ links to /vi/none/, which answers 404"]


def test_one_edition_is_followed_in_full_and_others_by_template() -> None:
    many = [f"/{edition}/source/{number}/" for edition in ("vi", "ar") for number in range(15)]
    found = links.followed([*many, "/static/site.css"], ["vi", "ar"])
    assert sum(link.startswith("/vi/") for link in found) == 15
    assert sum(link.startswith("/ar/") for link in found) == links.OF_A_TEMPLATE
    assert found[-1] == "/static/site.css"


def test_a_preview_needs_a_picture_of_a_size_and_words() -> None:
    head = '<meta name="description" property="og:description" content=" A road "><meta property="og:image" content="/x">'
    metas = sharing.metas_of(f"<html><head>{head}</head></html>")
    assert list(sharing.missing(metas, "vi")) == [
        "vi has no og:image:alt",
        "vi names no size of its og:image",
    ]
    whole = metas | {"og:image:alt": "A road", "og:image:width": "1200", "og:image:height": "630"}
    assert list(sharing.missing(whole, "vi")) == []


def test_a_set_of_versions_is_the_same_at_each_of_them() -> None:
    link = '<x:link hreflang="{}" href="{}"/>'
    both = link.format("vi", "/vi") + link.format("en", "/en")
    url = "<url><loc>{}</loc>{}</url>"

    def read(english: str) -> dict:
        rows = url.format("/vi", both) + url.format("/en", english)
        document = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:x="http://www.w3.org/1999/xhtml">{rows}</urlset>'
        return alternates.sets_of(document.encode())

    assert alternates.open_sets(read(both)) == []
    assert alternates.open_sets(read(link.format("en", "/en"))) == ["/vi gives /en as en, which gives others"]


def test_the_matrix_has_all_pages_of_two_editions_and_two_of_further_ones() -> None:
    found = [
        pages.Page(edition, template, "/")
        for edition in ("vi", "th", "de")
        for template in (pages.FRONT, "story/*", "story/*/*/*/*", "document/*/*", "about")
    ]
    assert [(page.edition, screenshots.MATRIX[page.template]) for page in screenshots.in_matrix(found)] == [
        ("vi", "front"),
        ("vi", "story"),
        ("vi", "comparison"),
        ("vi", "document"),
        ("th", "front"),
    ]
