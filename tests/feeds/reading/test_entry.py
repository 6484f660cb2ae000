"""An entry's content and declared pictures become one article."""

import pytest

from feeds.formats.feed_parser import parse
from feeds.raw import RawArticle
from feeds.reading.continuation import REASON
from feeds.reading.entry import raw_of_entry

PROSE = "Sau bốn tháng thi công, cây cầu nối hai xóm ven suối đã hoàn thành trước mùa mưa lũ năm nay."


def test_a_picture_in_the_text_is_read_from_the_text_alone() -> None:
    html = (
        f"<p>{PROSE}</p><p>Hai xóm đi lại dễ hơn.</p><p><s>cũ</s><img src='/a/placeholder.gif' data-src='/a/1.jpg'></p>"
        "<p><img src='https://count.example/p?id=3' width='1' height='1'></p>"
    )
    body = (
        '<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Báo</title>'
        "<item><title>Cầu mới</title><link>https://paper.example/1.html</link>"
        f"<description><![CDATA[{html}]]></description>"
        '<media:content url="https://paper.example/lead.jpg" medium="image"/></item></channel></rss>'
    )
    feed = parse(body.encode(), url="https://paper.example/rss")
    raw = raw_of_entry(feed.entries[0], feed, input="x")
    assert [block.picture.url for block in raw.blocks if block.picture] == ["https://paper.example/a/1.jpg"]
    assert [one.url for one in raw.pictures if one.url not in {"https://paper.example/a/1.jpg"}] == [
        "https://paper.example/lead.jpg"
    ]
    assert [(piece.text, piece.reason) for piece in raw.dropped] == [("cũ", "struck out")]


LOG = "https://paper.example/log"
ADDRESSES = {
    "parts by their ids": (((f"{LOG}#hull", f"{LOG}#hull"),), [f"{LOG}#hull"]),
    "parts of one page": (((f"{LOG}#hull", "a"), (f"{LOG}#crew", "b")), [f"{LOG}#hull", f"{LOG}#crew"]),
    "a numbered part": (((f"{LOG}#v1.2", "a"),), [f"{LOG}#v1.2"]),
    "an element to show first": (((f"{LOG}#body", "a"),), [LOG]),
    "the same name behind each page": (
        (("https://paper.example/1#body", "a"), ("https://paper.example/2#body", "b")),
        ["https://paper.example/1", "https://paper.example/2"],
    ),
    "one part twice": (((f"{LOG}#body", "a"), (f"{LOG}#body", "b")), [LOG, LOG]),
    "no part": ((("https://paper.example/1", "a"),), ["https://paper.example/1"]),
}


@pytest.mark.parametrize(("items", "wanted"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_a_named_part_of_a_page_has_its_own_address(
    items: tuple[tuple[str, str], ...], wanted: list[str]
) -> None:
    entries = "".join(
        f'<item><title>Phần</title><link>{link}</link><guid isPermaLink="false">{guid}</guid>'
        f"<description>{PROSE}</description></item>"
        for link, guid in items
    )
    feed = parse(
        f'<rss version="2.0"><channel><title>Báo</title>{entries}</channel></rss>'.encode(),
        url="https://paper.example/rss",
    )
    assert [raw_of_entry(entry, feed, input="x").url for entry in feed.entries] == wanted


def _read(*, description: str, content: str = "", title: str = "Cầu mới") -> RawArticle:
    inner = f"<content:encoded><![CDATA[{content}]]></content:encoded>" if content else ""
    body = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Báo</title><item>'
        f"<title>{title}</title><link>https://paper.example/1.html</link><description><![CDATA[{description}]]></description>"
        f"{inner}</item></channel></rss>"
    )
    feed = parse(body.encode(), url="https://paper.example/rss")
    return raw_of_entry(feed.entries[0], feed, input="x")


OTHER = "Hai xóm nay đi lại dễ dàng hơn, hàng hóa của bà con bán ra chợ cũng được giá hơn trước nhiều."
ONWARD = "https://paper.example/1.html"
SUMMARIES = {
    "the beginning, run together": (f"{PROSE}{OTHER[:20]}", "", "summary that repeats the text"),
    "the whole text": (f"{PROSE} {OTHER}", "", "summary that repeats the text"),
    "another text that breaks off": (
        "Bài kể chuyện cây cầu mới của hai xóm ven…",
        "",
        "summary that breaks off",
    ),
    "a lead": ("Chuyện cây cầu mới của hai xóm.", "Chuyện cây cầu mới của hai xóm.", ""),
}


@pytest.mark.parametrize(("description", "lead", "reason"), SUMMARIES.values(), ids=SUMMARIES.keys())
def test_a_summary_beside_the_text_is_its_lead_or_recorded(description: str, lead: str, reason: str) -> None:
    raw = _read(description=description, content=f"<p>{PROSE}</p><p>{OTHER}</p>")
    assert (raw.lead, [block.text for block in raw.blocks]) == (lead, [PROSE, OTHER])
    assert [(piece.text, piece.reason) for piece in raw.dropped] == (
        [(description, reason)] if reason else []
    )


CONTINUED = {
    "with the headline": (f"{PROSE[:50]}… <a href='{ONWARD}'>Continue reading <span>Cầu mới</span></a>", f"{PROSE[:50]}…", "Continue reading Cầu mới"),
    "a phrase in any language": (f"<p>{PROSE} <b><a href='{ONWARD}'>Weiterlesen</a> →</b></p>", PROSE, "Weiterlesen"),
    "a line of its own": (
        f"<p>{PROSE}</p><p>{OTHER}</p><p><a href='{ONWARD}'>Continue reading on Sổ tay »</a></p>", "", "Continue reading on Sổ tay »",
    ),
    "a link in a sentence": (f"<p>{PROSE} <a href='{ONWARD}'>Ảnh trên trang của xã</a></p>", f"{PROSE} Ảnh trên trang của xã", ""),
    "a link to elsewhere": (f"<p>{PROSE[:50]}… <a href='https://xa.example/2'>Đọc tiếp</a></p>", f"{PROSE[:50]}… Đọc tiếp", ""),
}  # fmt: skip


@pytest.mark.parametrize(("description", "lead", "words"), CONTINUED.values(), ids=CONTINUED.keys())
def test_the_link_that_leads_on_is_no_text(description: str, lead: str, words: str) -> None:
    raw = _read(description=description)
    assert raw.lead == lead
    assert [(piece.text, piece.reason) for piece in raw.dropped] == ([(words, REASON)] if words else [])


def test_an_entry_called_untitled_has_no_title() -> None:
    raw = _read(description=PROSE, title="(no title)")
    assert raw.title == ""
    assert [piece.text for piece in raw.dropped] == ["(no title)"]
