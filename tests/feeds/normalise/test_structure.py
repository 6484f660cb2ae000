"""HTML fragments become the blocks that a reader sees."""

from dataclasses import replace
from html import escape

import pytest
from hypothesis import example, given
from hypothesis.strategies import text as text_strategy

from articles.incoming import IncomingPicture
from feeds.normalise.sanitise import sanitise
from feeds.normalise.structure import blocks_from_html, html_of, text_of
from feeds.raw import Block, BlockKind

BASE = "https://news.example.vn/2026/bai-viet.html"

SHAPES = {
    "paragraphs": ("<p>one</p><p>two</p>", [("paragraph", "one"), ("paragraph", "two")]),
    "bare text and double breaks": (
        "one<br><br/>two<br>still two",
        [("paragraph", "one"), ("paragraph", "two still two")],
    ),
    "text in boxes": (
        "<div>one<div>two</div>three</div>",
        [("paragraph", "one"), ("paragraph", "two"), ("paragraph", "three")],
    ),
    "empty and doubled ones go": ("<p></p><p>&nbsp;</p><p>…</p><p>a</p><p>a</p>", [("paragraph", "a")]),
    "headings": ("<h1>a</h1><h3>b</h3><h6>c</h6>", [("heading", "a"), ("heading", "b"), ("heading", "c")]),
    "a bold line is a heading": (
        "<p><strong>Nguồn cung không thiếu</strong></p>",
        [("heading", "Nguồn cung không thiếu")],
    ),
    "a bold sentence is none": ("<p><b>It rained all day.</b></p>", [("paragraph", "It rained all day.")]),
    "a bold link is none": ('<p><b><a href="/x">See the list</a></b></p>', [("paragraph", "See the list")]),
    "half a bold line is none": ("<p><b>Note</b> this</p>", [("paragraph", "Note this")]),
    "list": ("<ul><li>a</li><li> b <ul><li>c</li></ul></li></ul>", [("list", "a\nb\nc")]),
    "list of boxes": ("<ul><li><p>a</p><p>b</p></li></ul>", [("paragraph", "a"), ("paragraph", "b")]),
    "quotation": ("<blockquote><p>a</p><p>b</p></blockquote>", [("quotation", "a\nb")]),
    "data table": (
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
        [("table", "a | b\n1 | 2")],
    ),
    "layout table": (
        "<table><tr><td><p>a</p><p>b</p></td></tr></table>",
        [("paragraph", "a"), ("paragraph", "b")],
    ),
    "table in table": (
        "<table><tr><td>a</td><td><table><tr><td>b</td></tr></table></td></tr></table>",
        [("paragraph", "a"), ("paragraph", "b")],
    ),
    "preformatted": ("<pre>a\n  b</pre>", [("preformatted", "a\n  b")]),
    "scripts and comments": ("<p>a<script>b</script><!-- c --></p>", [("paragraph", "a")]),
    "dateline by style sheet": (
        '<p><span class="location-stamp">Huế</span>Mưa lớn kéo dài</p>',
        [("paragraph", "Huế - Mưa lớn kéo dài")],
    ),
    "decomposed letters": ("<p>vie\u0302\u0323t\u200b nam</p>", [("paragraph", "việt nam")]),
    "broken markup": ("<p>a <b>b<p>c</b></div>", [("paragraph", "a b"), ("paragraph", "c")]),
    "nothing": ("  ", []),
    "markup without text": ("<div><br></div>", []),
}


@pytest.mark.parametrize(("html", "wanted"), SHAPES.values(), ids=SHAPES.keys())
def test_shapes(html: str, wanted: list[tuple[str, str]]) -> None:
    assert [(block.kind.value, block.text) for block in blocks_from_html(html, base_url=BASE)] == wanted


PICTURES = {
    "figure": (
        '<figure><img src="/a.jpg"><figcaption>Chợ nổi. Ảnh: TTXVN</figcaption></figure>',
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ nổi.", "TTXVN"),
    ),
    "table of picture and caption": (
        '<table class="picture"><tr><td><img src="/a.jpg"></td></tr><tr><td class="caption">Chợ nổi</td></tr></table>',
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ nổi", ""),
    ),
    "widget with lazy address": (
        '<div class="VCSortableInPreviewMode" type="Photo"><div><img data-original="/a.jpg" src="data:,"></div><div class="PhotoCMS_Caption"><p>Chợ nổi (Photo: VNA)</p></div></div>',
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ nổi", "VNA"),
    ),
    "caption in the next paragraph": (
        '<p class="image"><img src="/a.jpg" alt="x"></p><p class="caption">Chợ nổi</p>',
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ nổi", ""),
    ),
    "alternative text where there is no caption": (
        '<p><img src="/a.jpg" alt="Chợ nổi"></p>',
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ nổi", ""),
    ),
    "largest of a set": (
        '<img srcset="/s.jpg 300w, /l.jpg 1200w" alt="">',
        IncomingPicture("https://news.example.vn/l.jpg", "", ""),
    ),
    "credit element": (
        '<figure><img src="/a.jpg"><figcaption>Chợ nổi <span class="credit">Reuters</span></figcaption></figure>',
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ nổi", "Reuters"),
    ),
    "caption whose picture was lost": (
        "<figure><figcaption>Chợ nổi</figcaption></figure>",
        IncomingPicture(None, "Chợ nổi", ""),
    ),
}


@pytest.mark.parametrize(("html", "wanted"), PICTURES.values(), ids=PICTURES.keys())
def test_pictures(html: str, wanted: IncomingPicture) -> None:
    blocks = blocks_from_html(f"<p>before</p>{html}<p>after</p>", base_url=BASE)
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.PICTURE, BlockKind.PARAGRAPH]
    assert blocks[1].picture == wanted


def test_icons_are_no_pictures() -> None:
    html = '<p>a<img src="/x.gif" width="1" height="1"><img src="/share-icon.png"><img class="avatar" src="/y.jpg"></p>'
    assert [block.kind for block in blocks_from_html(html, base_url=BASE)] == [BlockKind.PARAGRAPH]


def test_links_are_absolute_and_listed() -> None:
    (block,) = blocks_from_html(
        '<p><a href="/a?x=1&amp;y=2">a</a> and <a href="javascript:b()">b</a></p>', base_url=BASE
    )
    assert block.links == ("https://news.example.vn/a?x=1&y=2",)
    assert (
        block.html
        == '<p><a href="https://news.example.vn/a?x=1&amp;y=2" rel="nofollow noopener">a</a> and b</p>'
    )


def test_an_open_element_is_closed_and_opened_again_at_a_cut() -> None:
    blocks = blocks_from_html("<div>a <em>b<br><br>c</em> d</div>", base_url=None)
    assert [block.html for block in blocks] == ["<p>a <em>b</em></p>", "<p><em>c</em> d</p>"]


@pytest.mark.parametrize("html", [html for html, _ in SHAPES.values()], ids=SHAPES.keys())
def test_round_trip(html: str) -> None:
    blocks = blocks_from_html(html, base_url=BASE)
    assert blocks_from_html(html_of(blocks), base_url=None) == blocks


def test_blocks_from_plain_text_get_their_element() -> None:
    blocks = (
        Block(BlockKind.HEADING, "a < b", level=2),
        Block(BlockKind.PARAGRAPH, "c"),
        Block(BlockKind.LIST, "d\ne"),
        Block(BlockKind.PICTURE, "f", picture=IncomingPicture(None, "f")),
        Block(BlockKind.QUOTATION, "g"),
    )
    assert html_of(blocks) == (
        "<h2>a &lt; b</h2>\n<p>c</p>\n<ul><li>d</li><li>e</li></ul>\n<blockquote><p>g</p></blockquote>"
    )
    assert text_of(blocks) == "a < b\nc\nd\ne\ng"


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td"])
def test_deep_nesting_ends(tag: str) -> None:
    blocks = blocks_from_html(f"<{tag}>" * 20_000 + "deep", base_url=None)
    assert "deep" in text_of(blocks)


@given(text=text_strategy(max_size=60))
@example(text="a < b & c > d, &amp; &lt;p&gt; \u00a0\u00ad “x” \ufffe \x85")
def test_a_paragraph_of_nothing_but_text_is_read_as_one_with_inline_elements(text: str) -> None:
    """The short way around the runs gives what the long one gives, and HTML that the cleaner leaves as it is."""
    source = escape(text)
    short, long = (
        blocks_from_html(f"<p>{inner}</p>", base_url=None) for inner in (source, f"<span>{source}</span>")
    )
    trimmed = [replace(block, html=block.html.replace(" </p>", "</p>")) for block in long]
    assert list(short) == trimmed
    assert all(sanitise(block.html, base_url=None) == block.html for block in short)
