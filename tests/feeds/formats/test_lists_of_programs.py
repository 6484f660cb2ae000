"""Lists of feeds in the dialects of the programs that people come from, and spreadsheets as Excel saves them."""

import codecs
from datetime import UTC, datetime

import listparser
import pytest

from feeds.errors import ParseError
from feeds.formats.feed_lists import FeedOutline, read_csv, read_opml, write_opml
from feeds.formats.feed_lists.xpath import css_of, selector_of
from feeds.formats.list_page import selector_error
from tests.feeds.formats.legacy_vietnamese import windows_1258

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def opml(body: str, namespaces: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"{namespaces}>\n<head/>\n<body>\n{body}\n</body>\n</opml>'.encode()


def usable(body: bytes) -> dict[str, FeedOutline]:
    return {one.url: one for one in read_opml(body, where="x") if not one.problem}


def problems(body: bytes) -> list[str]:
    return [one.problem for one in read_opml(body, where="x") if one.problem]


FRESHRSS = opml(
    """<outline text="Trung ương">
  <outline text="Báo Mẫu" type="rss" xmlUrl="https://mau.example/rss?a=1&amp;b=2" htmlUrl="https://mau.example/" description="Tin &#xA;mới"/>
  <outline text="Tắt tiếng" type="rss" xmlUrl="https://tat.example/rss" frss:priority="hidden" frss:ttl="-7200"/>
  <outline text="Trang" type="HTML+XPath" xmlUrl="https://trang.example/tin" htmlUrl="https://trang.example/"
    frss:xPathItem="//div[contains(@class, 'tin')]" frss:xPathItemTitle="descendant::h3" frss:xPathItemUri="descendant::a/@href"/>
  <outline text="Trang khác" type="HTML+XPath" xmlUrl="https://khac.example/" frss:xPathItem="//a[position() &lt; 4]"/>
  <outline text="Số liệu" type="JSON+DotNotation" xmlUrl="https://json.example/api" frss:jsonItem="data.items"/>
  <outline text="XML riêng" type="XML+XPath" xmlUrl="https://xml.example/a" frss:xPathItem="//tin"/>
  <outline text="JSON Feed" type="JSONFeed" xmlUrl="https://jf.example/feed.json"/>
</outline>
<outline text="Động" frss:opmlUrl="https://list.example/all.opml"></outline>""",
    ' xmlns:frss="https://freshrss.org/opml"',
)


def test_freshrss() -> None:
    found = usable(FRESHRSS)
    assert found["https://mau.example/rss?a=1&b=2"].category == "Trung ương"
    assert not found["https://tat.example/rss"].enabled
    page = found["https://trang.example/tin"]
    assert (page.kind, page.selector, page.enabled) == ("list-page", 'div[class*="tin"]', True)
    assert found["https://jf.example/feed.json"].kind == "feed"
    told = problems(FRESHRSS)
    assert [one.split(":")[0] for one in told] == [
        "line 10 (“Trang khác”)",
        "line 11 (“Số liệu”)",
        "line 12 (“XML riêng”)",
        "line 15 (“Động”)",
    ]
    assert "has no CSS selector of the same meaning" in told[0]
    assert "JSON+DotNotation" in told[1]
    assert "https://list.example/all.opml" in told[3]


THUNDERBIRD = opml(
    """<outline title="Tin trong nước">
 <outline type="rss" title="Báo Mẫu" text="Báo Mẫu" version="RSS" fz:quickMode="false"
  fz:options="{&quot;version&quot;:2,&quot;updates&quot;:{&quot;enabled&quot;:true,&quot;updateMinutes&quot;:100}}"
  xmlUrl="https://mau.example/rss" htmlUrl="https://mau.example/"/>
 <outline title="Ngừng"><outline type="rss" title="Ngừng" text="Ngừng" version="RSS"
  fz:options="{&quot;updates&quot;:{&quot;enabled&quot;:false}}" xmlUrl="https://ngung.example/rss"/></outline>
 <outline type="rss" title="Hỏng" text="Hỏng" fz:options="[1" xmlUrl="https://hong.example/rss"/>
</outline>""",
    ' xmlns:fz="urn:forumzilla:"',
)


def test_thunderbird_says_which_feeds_are_not_updated() -> None:
    found = usable(THUNDERBIRD)
    assert {url: one.enabled for url, one in found.items()} == {
        "https://mau.example/rss": True,
        "https://ngung.example/rss": False,
        "https://hong.example/rss": True,
    }
    assert found["https://ngung.example/rss"].category == "Tin trong nước / Ngừng"


PLAIN = {
    "Miniflux": '<outline text="Báo chí"><outline title="Báo Mẫu" text="Báo Mẫu" xmlUrl="https://mau.example/rss" '
    'htmlUrl="https://mau.example/" description="" type="rss"></outline></outline>',
    "NewsBlur": '<outline text="Báo chí" title="Báo chí"><outline htmlUrl="https://mau.example/" type="rss" '
    'version="RSS" text="Báo Mẫu" title="Báo Mẫu" xmlUrl="https://mau.example/rss" /></outline>',
    "Feedly": '<outline text="Báo chí" title="Báo chí"><outline type="rss" text="Báo Mẫu" title="Báo Mẫu" '
    'xmlUrl="https://mau.example/rss" htmlUrl="https://mau.example/"/></outline>',
    "Inoreader": '<outline text="Báo chí" title="Báo chí">\n\t<outline text="Báo Mẫu" title="Báo Mẫu" type="rss" '
    'xmlUrl="https://mau.example/rss" htmlUrl="https://mau.example/"/>\n</outline>',
    "newsboat": '<outline title="Báo chí" text="Báo chí"><outline type="rss" xmlUrl="https://mau.example/rss" '
    'htmlUrl="https://mau.example/" title="Báo Mẫu" text="Báo Mẫu"/></outline>',
    "categories in attributes": '<outline type="rss" text="Báo Mẫu" xmlUrl="https://mau.example/rss" '
    'htmlUrl="https://mau.example/" category="/Báo chí,/Tin mới"/>',
    "small letters": '<outline text="Báo chí"><outline title="Báo Mẫu" type="rss" xmlurl="https://mau.example/rss" '
    'htmlurl="https://mau.example/"/></outline>',
    "a feed address": '<outline text="Báo chí"><outline text="Báo Mẫu" type="rss" '
    'xmlUrl="feed:https://mau.example/rss" htmlUrl="https://mau.example/"/></outline>',
}


@pytest.mark.parametrize("program", PLAIN)
def test_a_folder_with_a_feed(program: str) -> None:
    assert read_opml(opml(PLAIN[program]), where="x") == [
        FeedOutline(
            title="Báo Mẫu",
            url="https://mau.example/rss",
            homepage="https://mau.example/",
            category="Báo chí",
        )
    ]


def test_what_newsboat_runs_as_commands_is_told() -> None:
    (told,) = problems(opml('<outline type="rss" text="Lệnh" xmlUrl="exec:~/bin/feed.sh"/>'))
    assert told.startswith("line 5 (“Lệnh”): exec:~/bin/feed.sh: the address must begin with http")


def test_what_stands_in_a_comment_is_off_with_its_children() -> None:
    found = usable(
        opml(
            """<outline text="Cũ" isComment="true"><outline text="Sâu"><outline type="rss" xmlUrl="https://a.example/rss"/></outline></outline>
<!-- <outline type="rss" xmlUrl="https://b.example/rss"/> -->
<outline type="rss" text="Sau" xmlUrl="https://c.example/rss"/>"""
        )
    )
    assert {url: one.enabled for url, one in found.items()} == {
        "https://a.example/rss": False,
        "https://c.example/rss": True,
    }


def test_other_lists_and_links_are_told_and_never_taken() -> None:
    told = problems(
        opml(
            """<outline type="include" text="Danh sách" url="https://list.example/a.opml"/>
<outline type="link" text="Bài" url="https://bai.example/1.html"/>
<outline type="link" text="Danh sách khác" url="https://list.example/b.opml"/>"""
        )
    )
    assert "includes another list, https://list.example/a.opml" in told[0]
    assert "a link to https://bai.example/1.html, not a feed" in told[1]
    assert "includes another list, https://list.example/b.opml" in told[2]


def test_a_feed_that_nobody_closed_is_no_folder() -> None:
    found = usable(
        opml(
            '<outline text="Báo chí"><outline text="Một" type="rss" xmlUrl="https://a.example/rss">'
            '<outline text="Hai" type="rss" xmlUrl="https://b.example/rss"></outline>'
        )
    )
    assert {one.category for one in found.values()} == {"Báo chí"}


def test_quotes_and_signs_that_nobody_escaped_stay_in_the_title() -> None:
    (outline,) = read_opml(
        opml('<outline text="Báo "Mẫu" > Tin & ảnh" type="rss" xmlUrl="https://a.example/rss?x=1&y=2"/>'),
        where="x",
    )
    assert (outline.title, outline.url) == ('Báo "Mẫu" > Tin & ảnh', "https://a.example/rss?x=1&y=2")


OURS = [
    FeedOutline(title="Một", url="https://a.example/rss", category="trung-uong", language="vi"),
    FeedOutline(title="Tắt", url="https://b.example/rss", category="trung-uong", enabled=False),
    FeedOutline(title="Trang", url="https://c.example/tin", kind="list-page", selector=".tin h3 > a"),
    FeedOutline(
        title="Sơ đồ",
        url="https://d.example/sitemap.xml",
        kind="sitemap",
        category="dia-phuong",
        enabled=False,
    ),
]


def test_ours_comes_back_whole() -> None:
    read = read_opml(write_opml(OURS, title="t", now=NOW).encode(), where="x")
    assert sorted(read, key=lambda one: one.url) == OURS


def kept_elsewhere(document: bytes) -> bytes:
    """The list as another program gives it back: addresses, titles and the folder are all that it knows."""
    feeds = listparser.parse(document)["feeds"]
    lines = [
        f'<outline text="{" / ".join(one["categories"][0])}"><outline type="rss" text="{one["title"]}" xmlUrl="{one["url"]}"/></outline>'
        for one in feeds
    ]
    return opml("\n".join(lines).replace('<outline text="">', "<outline>"))


def test_ours_comes_back_from_a_program_that_keeps_folders_alone() -> None:
    read = read_opml(kept_elsewhere(write_opml(OURS, title="t", now=NOW).encode()), where="x")
    by_title = {one.title: one for one in read}
    assert (by_title["Một"].category, by_title["Một"].enabled) == ("trung-uong", True)
    assert (by_title["Tắt"].category, by_title["Tắt"].enabled) == ("trung-uong", False)
    assert (by_title["Sơ đồ"].kind, by_title["Sơ đồ"].enabled) == ("sitemap", False)
    assert "whose selector the other program did not keep" in by_title["Trang"].problem


XPATHS = {
    "//article": "article",
    "//div[@class='news-item']": 'div[class="news-item"]',
    '//*[@id="list"]//li/a': '[id="list"] li > a',
    "descendant::li[@data-x]": "li[data-x]",
    "//div[contains(concat(' ', normalize-space(@class), ' '), ' tin ')]": 'div[class~="tin"]',
    "//a[contains(@href,'/bai/')]/ancestor::article": 'article:has(a[href*="/bai/"])',
    "//li[starts-with(@id, 'b') and string-length(@id) > 0]": 'li[id^="b"][id]:not([id=""])',
    "//h2/a | //h3/a": "h2 > a, h3 > a",
    "//a[1]": None,
    "//a/text()": None,
    "//div[a]": None,
    "concat('a', 'b')": None,
    "": None,
}


@pytest.mark.parametrize("xpath", XPATHS)
def test_xpath_that_has_a_css_selector_of_the_same_meaning(xpath: str) -> None:
    assert css_of(xpath) == XPATHS[xpath]
    assert XPATHS[xpath] is None or selector_error(XPATHS[xpath] or "") is None


def test_the_link_of_an_item_is_part_of_the_selector_where_it_says_more() -> None:
    assert selector_of("//article", "descendant::a/@href") == "article"
    assert selector_of("//article", "descendant::h3/a/@href") == "article h3 > a"
    assert selector_of("//article", "descendant::a[last()]/@href") == "article"


ROWS = "name{0}feed_url{0}note\r\nBáo Đà Nẵng{0}https://dn.example/rss{0}Thành phố, phường\r\nBáo Huế{0}https://hue.example/rss{0}\r\n"


SAVED = {
    "UTF-8 with a mark and semicolons": codecs.BOM_UTF8 + ROWS.format(";").encode(),
    "UTF-8 and commas": ROWS.format(",").replace("Thành phố, phường", '"Thành phố, phường"').encode(),
    "Unicode text": ROWS.format("\t").encode("utf-16"),
    "UTF-16, the other order": codecs.BOM_UTF16_BE + ROWS.format("\t").encode("utf-16-be"),
    "windows-1258 and semicolons": windows_1258(ROWS.format(";")),
    "windows-1258 and tabs": windows_1258(ROWS.format("\t")),
    "a line that tells the separator": ("sep=;\r\n" + ROWS.format(";")).encode(),
}


@pytest.mark.parametrize("saved", SAVED)
def test_a_table_as_excel_saves_it(saved: str) -> None:
    first, second = read_csv(SAVED[saved], where="list.csv")
    assert (first.title, first.url, first.note) == (
        "Báo Đà Nẵng",
        "https://dn.example/rss",
        "Thành phố, phường",
    )
    assert (second.title, second.url) == ("Báo Huế", "https://hue.example/rss")


def test_columns_under_other_names() -> None:
    (row,) = read_csv(
        "Tên báo;Địa chỉ;Trang chủ;Ngôn ngữ\nBáo Mẫu;https://a.example/rss;https://a.example/;vi\n".encode(),
        where="x",
    )
    assert row == FeedOutline(
        title="Báo Mẫu", url="https://a.example/rss", homepage="https://a.example/", language="vi"
    )


def test_our_own_name_of_a_column_comes_first() -> None:
    (row,) = read_csv(b"url,feed_url\nhttps://page.example/,https://a.example/rss\n", where="x")
    assert row.url == "https://a.example/rss"


def test_a_workbook_is_told() -> None:
    with pytest.raises(ParseError, match="a workbook, not CSV"):
        read_csv(b"PK\x03\x04rest", where="list.csv")
