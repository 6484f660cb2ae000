"""A title, a summary and a content are the entry's own, and what their type says."""

import json

import pytest

from feeds.formats.feed_parser import parse
from feeds.normalise.plain_title import plain_title
from feeds.reading.entry import raw_of_entry
from tests.feeds.formats.syndication.feeds import NAMED, TEXT, atom, entry, item, rss

CAPTION = "<media:description>Chú thích ảnh</media:description>"
FOREIGN = {
    "a caption in media:content": f'<media:content url="https://a.example/1.jpg">{CAPTION}</media:content>',
    "a caption in a group": f'<media:group><media:title>IMG_1</media:title>{CAPTION}</media:group>',
    "a caption of the item": CAPTION,
    "a caption with markup": "<media:description type='html'><![CDATA[<p>Chú thích <b>ảnh</b></p>]]></media:description>",
    "another prefix": "<anh:title>Tên ảnh</anh:title><anh:description>Chú thích</anh:description>",
    "media:text": "<media:text type='plain'>Lời của phim</media:text>",
    "itunes": "<itunes:title>Tập 1</itunes:title><itunes:subtitle>Phụ đề</itunes:subtitle>"
    "<itunes:summary>Tóm tắt cho ứng dụng</itunes:summary>",
    "googleplay": "<googleplay:description>Tóm tắt cho ứng dụng</googleplay:description>",
    "the item's image": "<image><url>https://a.example/1.jpg</url><title>Ảnh</title><description>Lời ảnh</description></image>",
    "Dublin Core beside the description": "<dc:description>Không có thẻ</dc:description>",
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("is_first", [True, False], ids=["before", "after"])
def test_texts_of_media_and_podcasts_take_no_place(name: str, is_first: bool) -> None:
    xml = f"{FOREIGN[name]}{NAMED}{TEXT}" if is_first else f"{NAMED}{TEXT}{FOREIGN[name]}"
    found = item(xml)
    assert (found.title, found.summary_html, found.content_html) == (
        "Mùa gặt trên nương",
        "Bà con gặt lúa giúp nhau.",
        "",
    )
    assert FOREIGN[name] in found.raw


def test_a_content_beside_a_caption_stays_the_content() -> None:
    found = item(f"{NAMED}{TEXT}<content:encoded><![CDATA[<p>Toàn văn.</p>]]></content:encoded>{CAPTION}")
    assert (found.summary_html, found.content_html) == ("Bà con gặt lúa giúp nhau.", "<p>Toàn văn.</p>")


def test_a_video_in_atom_has_no_text_but_its_title() -> None:
    found = entry(f"<title>Phim</title><media:group><media:title>Khác</media:title>{CAPTION}</media:group>")
    assert (found.title, found.summary_html, found.content_html) == ("Phim", "", "")


def test_dublin_core_alone_is_the_summary() -> None:
    assert item(f"{NAMED}<dc:description>Bà con gặt lúa.</dc:description>").summary_html == "Bà con gặt lúa."


ATOM_TITLES = {
    "literal": ("<title>uses &lt;b> and &lt;i></title>", "uses <b> and <i>"),
    "stated literal": ('<title type="text">thẻ &lt;b&gt;đậm&lt;/b&gt;</title>', "thẻ <b>đậm</b>"),
    "literal, escaped twice": ("<title>Hợp tác R&amp;amp;D</title>", "Hợp tác R&D"),
    "HTML": ('<title type="html">Bản &lt;em>mới&lt;/em> &amp;amp; cũ</title>', "Bản mới & cũ"),
    "HTML that names a tag": ('<title type="html">uses &amp;lt;b&amp;gt; here</title>', "uses <b> here"),
    "XHTML": (
        '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Bản <b>mới</b> &lt;i&gt;</div></title>',
        "Bản mới <i>",
    ),
}


@pytest.mark.parametrize("name", ATOM_TITLES)
def test_atom_titles_are_what_their_type_says(name: str) -> None:
    xml, title = ATOM_TITLES[name]
    assert entry(xml).title == title


RSS_TITLES = {
    "a pair of tags": ("Bản <b>mới</b> ở Tân Mẫu", "Bản mới ở Tân Mẫu"),
    "tags as words": (
        "How a school uses <b> and <i> in its timetable",
        "How a school uses <b> and <i> in its timetable",
    ),
    "a picture's tag as a word": ("Nội dung <img> và tốc độ", "Nội dung <img> và tốc độ"),
    "a picture": ('<img src="a.png"/>Bản mới', "Bản mới"),
    "a tag that was not closed": ("<strong>Bản mới ở Tân Mẫu", "Bản mới ở Tân Mẫu"),
    "a break": ("Bản mới<br/>ở Tân Mẫu", "Bản mới ở Tân Mẫu"),
    "an unknown tag": ("bỏ thẻ <blink> sau hai mươi năm", "bỏ thẻ <blink> sau hai mươi năm"),
    "a comparison": ("Giá < 5 triệu, > 3 triệu", "Giá < 5 triệu, > 3 triệu"),
}


@pytest.mark.parametrize("name", RSS_TITLES)
def test_titles_without_a_type(name: str) -> None:
    written, title = RSS_TITLES[name]
    assert plain_title(written) == title
    assert item(f"<title><![CDATA[{written}]]></title><guid>1</guid>").title == title


def test_atom_text_is_literal_with_its_line_breaks() -> None:
    found = entry("<title>x</title><content type='text'>Dùng &lt;b> và &lt;i>\nDòng hai</content>")
    assert found.content_html == "<p>Dùng &lt;b&gt; và &lt;i&gt;</p><p>Dòng hai</p>"
    found = entry("<title>x</title><summary>Một\n\nHai &amp; ba</summary>")
    assert found.summary_html == "<p>Một</p><p>Hai &amp; ba</p>"


def test_html_of_which_atom_was_not_told_is_html() -> None:
    html = "&lt;p>Một &lt;b>hai&lt;/b>.&lt;/p>"
    assert entry(f"<title>x</title><summary>{html}</summary>").summary_html == "<p>Một <b>hai</b>.</p>"
    stated = entry(f'<title>x</title><summary type="text">{html}</summary>')
    assert stated.summary_html == "<p>&lt;p&gt;Một &lt;b&gt;hai&lt;/b&gt;.&lt;/p&gt;</p>"


def json_feed(**item: object) -> bytes:
    head = {"version": "https://jsonfeed.org/version/1.1", "title": "Báo <b>", "items": [{"id": "1", **item}]}
    return json.dumps(head).encode()


def test_json_titles_and_texts_are_literal() -> None:
    feed = parse(
        json_feed(title="Thẻ <b>đậm</b>", content_text="Dùng <b>\nDòng hai"), url="https://b.example/f"
    )
    assert (feed.title, feed.entries[0].title) == ("Báo <b>", "Thẻ <b>đậm</b>")
    assert feed.entries[0].content_html == "<p>Dùng &lt;b&gt;</p><p>Dòng hai</p>"


def test_json_with_raw_line_breaks_and_tabs_is_read() -> None:
    body = json_feed(title="Một", content_html="<p>a@b</p>").replace(b"@", b"\n\t")
    assert parse(body, url="https://b.example/f").entries[0].content_html == "<p>a\n\tb</p>"


AUTHORS = {
    "a list of objects": ({"authors": [{"name": "An"}, {"name": "Bình"}]}, "An, Bình"),
    "one object": ({"authors": {"name": "An"}}, "An"),
    "a name": ({"authors": "An"}, "An"),
    "names": ({"authors": ["An", "Bình"]}, "An, Bình"),
    "the old form": ({"author": {"name": "An"}}, "An"),
    "the old form as a name": ({"author": "An"}, "An"),
    "both": ({"authors": [{"name": "An"}], "author": {"name": "An"}}, "An"),
    "nobody": ({"authors": [{"url": "https://b.example/an"}, 5, None]}, ""),
}


@pytest.mark.parametrize("name", AUTHORS)
def test_json_authors_in_any_form(name: str) -> None:
    values, author = AUTHORS[name]
    assert parse(json_feed(title="x", **values), url="https://b.example/f").entries[0].author == author


HUBS = {
    "the WebSub hub among several": [{"type": "rssCloud", "url": "https://c.example/"}, {"type": "WebSub", "url": "https://h.example/"}],
    "the old name": [{"type": "PubSubHubbub", "url": "https://h.example/"}],
    "no type": [{"url": "https://h.example/"}],
}  # fmt: skip


@pytest.mark.parametrize("name", HUBS)
def test_json_hubs(name: str) -> None:
    document = {"version": "https://jsonfeed.org/version/1.1", "hubs": HUBS[name], "items": []}
    assert parse(json.dumps(document).encode(), url="https://b.example/f").hub == "https://h.example/"
    document["hubs"] = [{"type": "rssCloud", "url": "https://c.example/"}]
    assert parse(json.dumps(document).encode(), url="https://b.example/f").hub is None


SEVERAL = {
    "an address and a name in brackets": "<author>{} (Lò Mẫu)</author><dc:creator>Mai Mẫu</dc:creator>",
    "the last with an address": "<author>Lò Mẫu</author><author>{} (Mai Mẫu)</author>",
    "a name and an address": "<dc:creator>Lò Mẫu &lt;{}&gt;</dc:creator><dc:creator>Mai Mẫu</dc:creator>",
    "an address in brackets": "<author>Lò Mẫu ({})</author><dc:creator>Mai Mẫu</dc:creator>",
    "an address beside names": "<author>{}</author><dc:creator>Lò Mẫu</dc:creator><dc:creator>Mai Mẫu</dc:creator>",
    "all of them, and each": "<itunes:author>Lò Mẫu and Mai Mẫu</itunes:author><dc:creator>Lò Mẫu</dc:creator>"
    "<dc:creator>Mai Mẫu &lt;{}&gt;</dc:creator>",
}


@pytest.mark.parametrize("address", ["ban@bao.vn", "ban.tin@bao.example", "b-t@bao.photography"])
@pytest.mark.parametrize("authors", SEVERAL.values(), ids=SEVERAL.keys())
def test_several_authors_with_addresses(authors: str, address: str) -> None:
    assert item(NAMED + authors.format(address)).author == "Lò Mẫu, Mai Mẫu"


def test_atom_entries_inherit_the_author_of_their_feed() -> None:
    author = "<author><name>Ban biên tập</name></author>"
    own = "<id>2</id><title>b</title><author><name>An</name></author>"
    borrowed = "<id>3</id><title>c</title><source><author><name>Báo Gốc</name></author></source>"
    feed = atom("<id>1</id><title>a</title>", own, borrowed, feed=author)
    assert [one.author for one in feed.entries] == ["Ban biên tập", "An", "Báo Gốc"]
    # The entry is kept with it, so that it can be read without its feed.
    assert "<name>Ban biên tập</name>" in feed.entries[0].raw
    assert feed.entries[0].own_xml == "<entry><id>1</id><title>a</title></entry>"


def test_rss_entries_inherit_nobody() -> None:
    assert (
        rss(NAMED, channel="<managingEditor>toa-soan@bao.example (Tòa soạn)</managingEditor>")
        .entries[0]
        .author
        == ""
    )


def test_each_text_has_its_own_base_and_language() -> None:
    found = entry(
        '<title>x</title><link href="https://bao.example/p/1"/>'
        '<content type="html" xml:base="https://tinh.example/kho/" xml:lang="fr">&lt;img src="anh/cau.jpg"></content>',
        attributes='xml:lang="vi"',
    )
    assert (found.base_url, found.language) == ("https://tinh.example/kho/", "fr")
    raw = raw_of_entry(found, atom(), input="x")
    assert [one.picture.url for one in raw.blocks if one.picture] == ["https://tinh.example/kho/anh/cau.jpg"]
