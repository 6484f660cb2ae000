"""Documents of news agencies as entries: what NITF, NewsML-G2 and ninjs say of an item, and what is refused."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles.incoming import AgencyFacts
from feeds.errors import ParseError
from feeds.formats.agency import documents
from feeds.formats.agency.documents import is_agency_document, read_documents
from feeds.formats.agency.folders import listed_documents
from feeds.formats.agency.item import with_kept_facts
from feeds.formats.document import ParsedEntry, ParsedFeed
from feeds.formats.json_feed import parse_json_feed
from feeds.reading.kept_input import read_again

CASES = Path(__file__).parents[2] / "cases" / "agency"
ALL = sorted(path.relative_to(CASES).as_posix() for path in CASES.rglob("*.*"))


def read(name: str) -> ParsedFeed:
    return read_documents([(f"https://hang-tin.example/{name}", (CASES / name).read_bytes(), "")])


def facts(entry: ParsedEntry) -> AgencyFacts:
    assert entry.agency is not None
    return entry.agency


def test_nitf_gives_headline_text_rights_and_one_picture_of_its_renditions() -> None:
    (entry,) = read("nitf/report.xml").entries
    assert (entry.title, entry.language, entry.author) == (
        "Xã Đồng Mẫu mở con đường liên thôn",
        "vi",
        "Nguyễn Thị Mẫu",
    )
    assert (entry.link, entry.publisher) == ("https://hang-tin.example/tin/1.html", "Hãng tin Mẫu")
    assert "cùng cán bộ dân vận" in entry.content_html
    assert "– dài 2 cây số." in entry.content_html
    assert "<h2>Bốn mươi hộ hiến đất</h2>" in entry.content_html
    assert "<li>Thôn Hạ: hai mươi hai hộ</li>" in entry.content_html
    (picture,) = entry.pictures
    assert (picture.url, picture.width) == ("https://anh.hang-tin.example/1-vua.jpg", 1280)
    assert (picture.caption, picture.credit) == ("Con đường mới qua thôn Thượng.", "Trần Văn Mẫu")
    said = facts(entry)
    assert (said.item, said.document, said.version) == ("hang-tin.example:mo-duong", "tin-0001-1", 1)
    assert (said.copyright, said.note) == ("© 2026 Hãng tin Mẫu", "Thay bài phát lúc 7 giờ")
    assert "limitations: Không dùng trong quảng cáo" in said.usage_terms
    assert [one.code for one in said.media_topics] == ["04005003"]
    assert entry.published_parsed == datetime(2026, 11, 20, 1, tzinfo=UTC)


def test_newsml_keeps_the_words_behind_inline_elements_and_tells_headlines_apart() -> None:
    (entry,) = read("newsml/text.xml").entries
    assert entry.title == "Vùng lúa Mẫu vào vụ gặt mới"
    assert entry.content_html.startswith("<h2>Năng suất tăng nhẹ</h2>")
    assert "Từ <b>sáng sớm</b>, máy gặt" in entry.content_html
    assert entry.content_html.count("Vùng lúa Mẫu vào vụ gặt mới") == 0
    said = facts(entry)
    assert (said.version, said.status, said.is_embargoed) == (2, "usable", False)
    assert said.usage_terms == "Not for use in advertisements.\nKeep the byline."
    assert said.note == "Adds the yield in the last paragraph."
    assert [one.code for one in said.media_topics] == ["20000593", "11000000"]


def test_an_item_in_two_languages_is_two_entries_of_one_item() -> None:
    first, second = read("newsml/two-languages.xml").entries
    assert (first.language, second.language) == ("vi", "ja")
    assert second.title == "マウ川に新しい橋が かかる", "ruby annotations repeat the words below them"
    assert facts(first).item == facts(second).item
    assert first.identity != second.identity
    assert "ba trăm mét" in first.content_html
    assert second.content_html.count("<p>") == 2


def test_a_package_says_what_belongs_together() -> None:
    vietnamese, english, rain = read("newsml/message.xml").entries
    assert facts(vietnamese).related == (facts(english).item,)
    assert facts(english).related == (facts(vietnamese).item,)
    assert facts(rain).related == ()
    assert [picture.url for picture in vietnamese.pictures] == ["https://anh.hang-tin.example/cho.jpg"]
    assert [picture.caption for picture in english.pictures] == ["Mau fair this morning."]
    assert rain.pictures == ()


def test_ninjs_of_version_2_and_3() -> None:
    (second,) = read("ninjs/v2.json").entries
    assert (second.title, second.author) == ("Trường làng Mẫu có thêm sáu phòng học", "Phạm Thị Mẫu")
    assert "Bản chữ trơn" not in second.content_html
    assert [picture.url for picture in second.pictures] == ["https://anh.hang-tin.example/truong.jpg"]
    assert 'src="https://anh.hang-tin.example/truong.jpg"' in second.content_html
    assert "truong-nho" not in second.content_html
    english, vietnamese = read("ninjs/v3.json").entries
    assert english.link == "https://hang-tin.example/en/fishers.html"
    assert (facts(english).version, facts(english).copyright) == (4, "© 2026 Sample Agency")
    assert facts(vietnamese).related == (facts(english).item,)


@pytest.mark.parametrize("name", ["nitf/embargoed.xml", "newsml/embargoed.xml", "ninjs/embargoed.json"])
def test_an_embargo_has_its_end(name: str) -> None:
    (entry,) = read(name).entries
    end = datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert facts(entry).embargoed_until == end
    assert facts(entry).is_held(datetime(2026, 11, 21, 1, 59, tzinfo=UTC))
    assert not facts(entry).is_held(end)


def test_an_embargo_without_an_end_holds_until_another_version() -> None:
    body = (CASES / "newsml/embargoed.xml").read_bytes()
    (entry,) = read_documents(
        [("x", body.replace(b"<embargoed>2026-11-21T09:00:00+07:00</embargoed>", b"<embargoed/>"), "")]
    ).entries
    assert facts(entry).is_held(datetime(2099, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "written", "without"),
    [
        ("nitf/embargoed.xml", '"20261121T090000+0700"', '"20261121T090000"'),
        ("newsml/embargoed.xml", ">2026-11-21T09:00:00+07:00<", ">2026-11-21T09:00:00<"),
        ("ninjs/embargoed.json", '"2026-11-21T02:00:00Z"', '"2026-11-21T09:00"'),
    ],
)
def test_a_time_without_a_zone_is_vietnamese(name: str, written: str, without: str) -> None:
    body = (CASES / name).read_text()
    assert written in body
    (entry,) = read_documents([("x", body.replace(written, without).encode(), "")]).entries
    assert facts(entry).embargoed_until == datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "item", "version"),
    [
        ("nitf/canceled.xml", "hang-tin.example:mo-duong", 3),
        ("newsml/canceled.xml", "urn:newsml:hang-tin.example:20261120:gao", 3),
        ("ninjs/canceled.json", "https://hang-tin.example/items/truong", 3),
    ],
)
def test_a_canceled_item_is_no_entry(name: str, item: str, version: int) -> None:
    feed = read(name)
    (stone,) = feed.tombstones
    assert (stone.identity, stone.version, stone.is_item) == (item, version, True)
    assert feed.entries == ()


def test_what_is_no_article_is_named() -> None:
    (sentence,) = read("newsml/knowledge.xml").problems
    assert sentence == "The knowledgeItem urn:newsml:hang-tin.example:vung is a list of concepts: no article."
    (sentence,) = read("ninjs/canceled.json").problems
    assert "of the type picture" in sentence


@pytest.mark.parametrize("name", ALL)
def test_what_is_kept_of_an_entry_gives_the_same_again(name: str) -> None:
    for entry in read(name).entries:
        feed = parse_json_feed(
            json.dumps(
                {"version": "https://jsonfeed.org/version/1.1", "title": "", "items": [json.loads(entry.raw)]}
            ),
            url="https://hang-tin.example/",
        )
        again = with_kept_facts(feed.entries[0], entry.raw)
        for field in ("identity", "title", "summary_html", "content_html", "author", "labels", "publisher"):
            assert getattr(again, field) == getattr(entry, field), field
        assert (again.pictures, again.agency) == (entry.pictures, entry.agency)
        assert read_again(entry.raw, "entry", read_from="x", url=None).agency == entry.agency


@pytest.mark.parametrize("name", ALL)
def test_documents_are_recognised_in_any_encoding(name: str) -> None:
    body = (CASES / name).read_bytes()
    assert is_agency_document(body)
    assert is_agency_document(b"\xef\xbb\xbf" + body)
    if name.endswith(".xml"):
        text = body.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
        assert is_agency_document(text)
        assert read_documents([("x", text, "")]).entries == () or read(name).entries


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel/></rss>",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        b"<html><body>nitf</body></html>",
        b'{"type": "FeatureCollection", "uri": "x"}',
        b"",
    ],
)
def test_other_files_are_not_taken_for_documents(body: bytes) -> None:
    assert not is_agency_document(body)


def packed(files: dict[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


def test_an_archive_holds_documents_of_any_format() -> None:
    files = {name: (CASES / name).read_bytes() for name in ("nitf/report.xml", "ninjs/v3.json")}
    feed = read_documents([("tin.zip", packed(files | {"anh.jpg": b"\xff\xd8\xff"}), "")])
    assert [entry.language for entry in feed.entries] == ["vi", "en", "vi"]


def test_hostile_archives_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 1000)
    with pytest.raises(ParseError, match="too large"):
        read_documents([("x.zip", packed({"a.xml": b"<nitf>" + b" " * 5000}), "")])
    with pytest.raises(ParseError, match="cannot be read"):
        read_documents([("x.zip", b"PK\x03\x04 nothing", "")])
    with pytest.raises(ParseError, match="no document"):
        read_documents([("x.zip", packed({"a.txt": b"x", "b.xml": b"<rss/>"}), "")])


BOMB = (
    "<!DOCTYPE nitf [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>"
    "<nitf><head><docdata><doc-id id-string='1'/></docdata></head><body><body.head><hedline><hl1>Tin &b;&c;</hl1>"
    "</hedline></body.head></body></nitf>"
)


def test_no_entity_is_expanded_and_no_file_is_read() -> None:
    (entry,) = read_documents([("x", BOMB.encode(), "")]).entries
    assert entry.title == "Tin &b;&c;"


@pytest.mark.usefixtures("shallow_stack")
@pytest.mark.parametrize("depth", [200, 5000])
def test_deep_nesting_is_read_or_refused_in_one_sentence(depth: int) -> None:
    inside = "<block>" * depth + "chữ" + "</block>" * depth
    body = (
        f"<nitf><head><docdata><doc-id id-string='1'/></docdata></head><body><body.head><hedline><hl1>Tin</hl1></hedline>"
        f"</body.head><body.content>{inside}</body.content></body></nitf>"
    )
    if depth < 250:
        (entry,) = read_documents([("x", body.encode(), "")]).entries
        assert "chữ" in entry.content_html
    else:
        with pytest.raises(ParseError, match="cannot be read"):
            read_documents([("x", body.encode(), "")])


@pytest.mark.parametrize("name", ALL)
def test_a_document_that_is_cut_off_is_an_error_with_a_sentence(name: str) -> None:
    body = (CASES / name).read_bytes()
    for share in (0.3, 0.6, 0.95):
        with pytest.raises(ParseError, match=r".{20}"):
            read_documents([("x", body[: int(len(body) * share)], "")])


APACHE = """<!DOCTYPE HTML><html><head><title>Index of /tin</title></head><body><h1>Index of /tin</h1><pre>
<a href="?C=N;O=D">Name</a> <a href="/">Parent Directory</a>
<a href="a.xml">a.xml</a>  2026-11-20 08:00  4.1K
<a href="b.json">b.json</a>  2026-11-20 09:00  2.0K
<a href="sitemap.xml">sitemap.xml</a>  2026-11-20 09:00  2.0K
<a href="anh.jpg">anh.jpg</a>  2026-11-20 09:30  900K
<a href="https://other.example/c.xml">c.xml</a>
</pre></body></html>"""
NGINX = """<html><head><title>Index of /tin/</title></head><body><pre><a href="../">../</a>
<a href="a.xml">a.xml</a>    20-Nov-2026 08:00    4100
<a href="b.json">b.json</a>    20-Nov-2026 09:00    2000
</pre></body></html>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://p.example/tin/a.xml</loc><lastmod>2026-11-20T08:00:00Z</lastmod></url>
<url><loc>https://p.example/tin/b.json</loc><lastmod>2026-11-20T09:00:00Z</lastmod></url></urlset>"""


@pytest.mark.parametrize("page", [APACHE, NGINX, SITEMAP], ids=["apache", "nginx", "sitemap"])
def test_a_list_names_its_documents_the_newest_first(page: str) -> None:
    listed = listed_documents(page.encode(), url="https://p.example/tin/")
    assert [one.url for one in listed] == ["https://p.example/tin/b.json", "https://p.example/tin/a.xml"]
    assert all("2026" in one.said for one in listed)


def test_a_page_of_a_site_is_no_list_of_documents() -> None:
    page = "<html><body><a href='/rss.xml'>RSS</a><a href='/1.html'>Tin</a><a href='/data.json'>x</a><a href='/2.html'>Y</a>"
    assert listed_documents(page.encode(), url="https://p.example/") == ()
