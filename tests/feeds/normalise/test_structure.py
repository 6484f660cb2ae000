"""HTML fragments become the blocks that a reader sees."""

from dataclasses import replace
from html import escape

import pytest
from hypothesis import example, given
from hypothesis.strategies import text as text_strategy

from articles.incoming import IncomingPicture
from feeds.normalise.sanitise import sanitise
from feeds.normalise.structure import blocks_from_html, html_of, read_fragment, text_of
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
    "boxes of newer HTML": (
        "<dialog open>one</dialog><search>two</search>three",
        [("paragraph", "one"), ("paragraph", "two"), ("paragraph", "three")],
    ),
    "empty ones go": ("<p></p><p>&nbsp;</p><p>…</p><p>a</p>", [("paragraph", "a")]),
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
    "quotation in a figure": (
        "<figure><blockquote><p>a</p></blockquote><figcaption>b</figcaption></figure>",
        [("quotation", "a"), ("paragraph", "b")],
    ),
    "listing in a figure": (
        "<figure><pre>a</pre><figcaption>b</figcaption></figure>",
        [("preformatted", "a"), ("paragraph", "b")],
    ),
    "quoted words": ("<p>a <q>b <q>c</q></q> d</p>", [("paragraph", "a “b ‘c’” d")]),
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
    "preformatted with line breaks": ("<pre>a<br>  b</pre>", [("preformatted", "a\n  b")]),
    "numbers in a cell beside code": (
        (
            "<figure class='highlight'><table><tr><td class='gutter'><pre><span>1</span><br><span>2</span></pre></td>"
            "<td class='code'><pre><span>a = 1</span><br><span>  b = 2</span></pre></td></tr></table></figure>"
        ),
        [("preformatted", "a = 1\n  b = 2")],
    ),
    "numbers and a button in code": (
        "<pre><button>Copy</button><span class='linenos'>1</span>a\n<span class='linenos'>2</span>b</pre>",
        [("preformatted", "a\nb")],
    ),
    "numbers as they are": ("<pre>1\n2\n3</pre>", [("preformatted", "1\n2\n3")]),
    "scripts and comments": ("<p>a<script>b</script><!-- c --></p>", [("paragraph", "a")]),
    "dateline by style sheet": (
        '<p><span class="location-stamp">Huế</span>Mưa lớn kéo dài</p>',
        [("paragraph", "Huế - Mưa lớn kéo dài")],
    ),
    "decomposed letters": ("<p>vie\u0302\u0323t\u200b nam</p>", [("paragraph", "việt nam")]),
    "broken markup": ("<p>a <b>b<p>c</b></div>", [("paragraph", "a b"), ("paragraph", "c")]),
    "anchors without an address": (
        '<h2><a>a</a></h2><a name="x"><p>b</p><h3>c</h3></a><p><a id="y">d</a> <a href="">e</a></p>',
        [("heading", "a"), ("paragraph", "b"), ("heading", "c"), ("paragraph", "d e")],
    ),
    "struck out words": (
        '<p>ngày <s>12/5</s> 14/5, <strike>phó</strike> chủ tịch, <del>5</del> 7 triệu, <span style="text-decoration:line-through">8</span> 9</p>',
        [("paragraph", "ngày 14/5, chủ tịch, 7 triệu, 9")],
    ),
    "an s that was never closed": ("<s><p>a</p><p>b</p></s>", [("paragraph", "a"), ("paragraph", "b")]),
    "readings": (
        "<p><ruby>山<rt>やま</rt></ruby>の<ruby><rb>村</rb><rp>(</rp><rt>むら</rt><rp>)</rp></ruby></p>",
        [("paragraph", "山(やま)の村(むら)")],
    ),
    "lists of the text's own headings": (
        "<p>a</p><div id='ez-toc-container' class='ez-toc-v2_0 counter-flat'><p>Mục lục</p><nav><a href='#b'>b</a></nav></div><h2 id='b'>b</h2>",
        [("paragraph", "a"), ("heading", "b")],
    ),
    "formula": ("<p>a <math><mi>x</mi><mo>+</mo><mn>1</mn></math> b</p>", [("paragraph", "a x+1 b")]),
    "emoji and formulas as images": (
        '<p>a <img class="emoji" src="https://s.example/e.svg" alt="🎉"> <img class="latex" src="/l.png" alt="x^2"></p>',
        [("paragraph", "a 🎉 x^2")],
    ),
    "file with a button": (
        '<div class="wp-block-file"><a href="/b.pdf">Báo cáo</a><a href="/b.pdf" class="wp-block-file__button" download>Tải về</a></div>',
        [("paragraph", "Báo cáo")],
    ),
    "buttons in a row": ('<p><a href="/a">Một</a><a href="/b">Hai</a></p>', [("paragraph", "Một Hai")]),
    "form and latest posts": (
        '<p>a</p><form><label>Tên *</label><input><button>Gửi</button></form><ul class="wp-block-latest-posts"><li>b</li></ul>',
        [("paragraph", "a")],
    ),
    "list with headings": (
        "<ol><li><h3>a</h3><p>b</p></li></ol>",
        [("heading", "a"), ("paragraph", "b")],
    ),
    "words between items": ("<ul>a<li>b</li>c</ul>", [("list", "a\nb\nc")]),
    "table caption of a figure": (
        "<figure><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><figcaption>Bảng 1</figcaption></figure>",
        [("table", "Bảng 1\na | b\n1 | 2")],
    ),
    "a row of one cell has no bars": (
        "<table><tr><td>a</td><td>b</td></tr><tr><td></td><td>c</td></tr></table>",
        [("table", "a | b\nc")],
    ),
    "words in a table outside of its cells": (
        "<table>a<tr><td>b</td><td>c</td></tr></table>",
        [("paragraph", "a"), ("table", "b | c")],
    ),
    "nothing": ("  ", []),
    "markup without text": ("<div><br></div>", []),
}


@pytest.mark.parametrize(("html", "wanted"), SHAPES.values(), ids=SHAPES.keys())
def test_shapes(html: str, wanted: list[tuple[str, str]]) -> None:
    assert [(block.kind.value, block.text) for block in blocks_from_html(html, base_url=BASE)] == wanted


PICTURES = {
    "figure for browsers without scripts": (
        '<noscript> <figure><img src="/a.jpg"><figcaption>Chợ nổi</figcaption></figure> </noscript>',
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ nổi", ""),
    ),
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
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ nổi", "", is_alternative=True),
    ),
    "largest of a set": (
        '<img srcset="/s.jpg 300w, /l.jpg 1200w" alt="">',
        IncomingPicture("https://news.example.vn/l.jpg", "", "", width=1200),
    ),
    "credit element": (
        '<figure><img src="/a.jpg"><figcaption>Chợ nổi <span class="credit">Reuters</span></figcaption></figure>',
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ nổi", "Reuters"),
    ),
    "quoted words in a caption": (
        '<figure><img src="/a.jpg"><figcaption>Chợ <q>nổi</q></figcaption></figure>',
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ “nổi”", ""),
    ),
    "AMP, a shape in place of a size": (
        '<figure><amp-img src="/a.jpg" width="16" height="9" layout="responsive"></amp-img><figcaption>Chợ nổi</figcaption></figure>',
        IncomingPicture("https://news.example.vn/a.jpg", "Chợ nổi", ""),
    ),
    "AMP, a size": (
        '<amp-img src="/a.jpg" width="800" height="600" layout="responsive"></amp-img>',
        IncomingPicture("https://news.example.vn/a.jpg", "", "", width=800, height=600),
    ),
    "caption whose picture was lost": (
        "<figure><figcaption>Chợ nổi</figcaption></figure>",
        IncomingPicture(None, "Chợ nổi", ""),
    ),
}


def test_a_list_that_goes_on_says_at_which_number() -> None:
    parts = (
        "<ol><li>a</li></ol>",
        '<img src="/1.jpg">',
        '<ol start=" 2 "><li>b</li></ol><ol start="x"><li>c</li></ol>',
    )
    blocks = blocks_from_html("".join(parts), base_url=BASE)
    lists = [block.html for block in blocks if block.kind is BlockKind.LIST]
    assert lists == ["<ol><li>a</li></ol>", '<ol start="2"><li>b</li></ol>', "<ol><li>c</li></ol>"]


@pytest.mark.parametrize(("html", "wanted"), PICTURES.values(), ids=PICTURES.keys())
def test_pictures(html: str, wanted: IncomingPicture) -> None:
    blocks = blocks_from_html(f"<p>before</p>{html}<p>after</p>", base_url=BASE)
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.PICTURE, BlockKind.PARAGRAPH]
    assert blocks[1].picture == wanted


LAZY = {
    "placeholder": '<img src="/placeholder.gif" data-src="/a.jpg">',
    "original": '<img src="/loading.svg" data-original="/a.jpg">',
    "any name": '<img src="/lazy-grey.png" data-hi-res-src="/a.jpg">',
    "set for scripts": '<img src="data:image/svg+xml,x" data-lazy-srcset="/s.jpg 300w, /a.jpg 900w">',
    "small source, large set": '<img src="/s.jpg" srcset="/s.jpg 240w, /a.jpg 1024w">',
    "small lazy source, large set": '<img src="data:," data-src="/s-300x200.jpg" data-srcset="/s-300x200.jpg 300w, /a.jpg 900w">',
    "only in sources": '<picture><source srcset="/s.jpg 320w"><source srcset="/a.jpg 1200w"><img alt=""></picture>',
    "AMP": '<amp-img src="/a.jpg" width="900" height="600"></amp-img>',
    "for browsers without scripts": '<img src="data:,"><noscript><img src="/a.jpg"></noscript>',
    "twice": '<img data-src="/a.jpg"><noscript><img src="/a.jpg"></noscript>',
    "link to the file": '<a href="/a.jpg"><img src="/a-150x150.jpg" width="150"></a>',
    "densities": '<img srcset="/s.jpg, /a.jpg 2x">',
}


@pytest.mark.parametrize("html", LAZY.values(), ids=LAZY.keys())
@pytest.mark.parametrize(
    "around", ["<p>{}</p>", "<figure>{}<figcaption>c</figcaption></figure>", "<div>{}</div>"]
)
def test_the_largest_file_is_the_picture(html: str, around: str) -> None:
    blocks = blocks_from_html(around.format(html), base_url=BASE)
    assert [block.picture.url for block in blocks if block.picture] == ["https://news.example.vn/a.jpg"]


def test_the_size_of_a_picture_is_known_where_it_is_stated() -> None:
    sizes = {
        '<img src="/a.jpg" width="900" height="600">': (900, 600),
        '<img src="/a.jpg" srcset="/b.jpg 1800w" width="900" height="600">': (1800, 1200),
        '<img src="/a.jpg" width="100%">': (None, None),
        '<a href="/a.jpg"><img src="/a-300x200.jpg" width="300" height="200"></a>': (None, None),
    }
    for html, wanted in sizes.items():
        (block,) = blocks_from_html(html, base_url=BASE)
        assert block.picture
        assert (block.picture.width, block.picture.height) == wanted


GALLERIES = {
    "figures in a figure": (
        (
            '<figure><figure><img src="/1.jpg"><figcaption>Một</figcaption></figure><figure><img src="/2.jpg"></figure>'
            "<figcaption>Cả bộ</figcaption></figure>"
        ),
        [("/1.jpg", "Một"), ("/2.jpg", ""), (None, "Cả bộ")],
    ),
    "list of figures": (
        (
            '<figure><ul><li><figure><img src="/1.jpg"><figcaption>Một</figcaption></figure></li><li><figure><img src="/2.jpg">'
            "<figcaption>Hai</figcaption></figure></li></ul><figcaption>Cả bộ</figcaption></figure>"
        ),
        [("/1.jpg", "Một"), ("/2.jpg", "Hai"), (None, "Cả bộ")],
    ),
    "classic": (
        (
            '<div class="gallery"><dl class="gallery-item"><dt><img src="/1.jpg"></dt><dd class="gallery-caption">Một</dd></dl>'
            '<dl class="gallery-item"><dt><img src="/2.jpg"></dt></dl></div>'
        ),
        [("/1.jpg", "Một"), ("/2.jpg", "")],
    ),
    "boxes with captions": (
        (
            '<div class="slide"><img src="/1.jpg"><div class="caption">Một</div></div>'
            '<div class="slide"><img src="/2.jpg"><div class="caption">Hai</div></div>'
        ),
        [("/1.jpg", "Một"), ("/2.jpg", "Hai")],
    ),
    "list of pictures": (
        '<ul><li><img src="/1.jpg"> Một</li><li><img src="/2.jpg"> Hai</li></ul>',
        [("/1.jpg", "Một"), ("/2.jpg", "Hai")],
    ),
    "table of photos": (
        (
            '<table><tr><td><img src="/1.jpg"></td><td><img src="/2.jpg"></td></tr><tr><td>Một</td><td>Hai</td></tr>'
            '<tr><td colspan="2"><img src="/3.jpg"></td></tr><tr><td colspan="2">Ba</td></tr></table>'
        ),
        [("/1.jpg", "Một"), ("/2.jpg", "Hai"), ("/3.jpg", "Ba")],
    ),
    "captions in the middle and in italics": (
        '<p style="text-align:center"><img src="/1.jpg"></p><p style="text-align:center"><em>Một</em></p>',
        [("/1.jpg", "Một")],
    ),
    "video and audio": (
        (
            '<figure><video src="/v.mp4"></video><figcaption>Phim</figcaption></figure>'
            '<figure><audio src="/a.mp3"></audio><figcaption>Lời kể</figcaption></figure>'
        ),
        [(None, "Phim"), (None, "Lời kể")],
    ),
    "inline markup": (
        '<figure><img src="/1.jpg"><figcaption><strong>Hình 1</strong>: ông <em>Thử</em> (<b>phải</b>).</figcaption></figure>',
        [("/1.jpg", "Hình 1: ông Thử (phải).")],
    ),
}


@pytest.mark.parametrize(("html", "wanted"), GALLERIES.values(), ids=GALLERIES.keys())
def test_each_caption_stays_at_its_picture(html: str, wanted: list[tuple[str | None, str]]) -> None:
    blocks = blocks_from_html(f"<p>before</p>{html}<p>after</p>", base_url="https://a.example")
    pictures = [block.picture for block in blocks if block.picture]
    assert [
        ((one.url or "").removeprefix("https://a.example") or None, one.caption) for one in pictures
    ] == wanted
    assert text_of(blocks) == "before\nafter"


def test_an_italic_paragraph_below_a_picture_that_is_not_in_the_middle_is_text() -> None:
    blocks = blocks_from_html('<p><img src="/1.jpg"></p><p><em>Lời tòa soạn</em></p>', base_url=BASE)
    assert text_of(blocks) == "Lời tòa soạn"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p>a <s>b</s></p>", "struck out"),
        ("<p>a</p><button>b</button>", "form control"),
        ("<p>a</p><form><label>b</label></form>", "form"),
        ("<p>a</p><noscript>b</noscript>", "text for browsers without scripts"),
        ('<p>a</p><div class="sharedaddy">b</div>', "block of the platform"),
        ("<p>a</p><video>b</video>", "fallback text"),
        ('<p>a</p><figure><img src="/1.jpg"><p>b</p></figure>', "words beside a picture"),
    ],
)
def test_what_is_left_out_is_recorded_with_the_reason(html: str, reason: str) -> None:
    fragment = read_fragment(html, base_url=BASE)
    assert text_of(fragment.blocks) == "a"
    assert [(piece.text, piece.reason) for piece in fragment.dropped] == [("b", reason)]


LINKS = {
    "fragment": ("#chu-thich-1", "https://news.example.vn/2026/bai-viet.html#chu-thich-1"),
    "fragment of an application": ("https://app.example/#/tin/5", "https://app.example/#/tin/5"),
    "doubled slashes and percent signs": (
        "https://a.example//t%C3%A0i%20li%e1%bb%87u",
        "https://a.example//t%C3%A0i%20li%e1%bb%87u",
    ),
    "letters outside of ASCII, decomposed": (
        "https://a.example/ta\u0300i?q=\u0110",
        "https://a.example/ta\u0300i?q=\u0110",
    ),
    "other scheme-relative host": ("//cdn.example/a", "https://cdn.example/a"),
}


@pytest.mark.parametrize(("href", "wanted"), LINKS.values(), ids=LINKS.keys())
def test_links_stay_as_they_are_written(href: str, wanted: str) -> None:
    (block,) = blocks_from_html(f'<p><a href="{href}">a</a></p>', base_url=BASE)
    assert block.links == (wanted,)
    assert f'href="{wanted}"' in sanitise(html_of([block]), base_url=None)


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


@pytest.mark.usefixtures("shallow_stack")
@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td"])
def test_deep_nesting_ends(monkeypatch: pytest.MonkeyPatch, tag: str) -> None:
    """Beyond what a parser of HTML follows, and with its own limit set so low that a walk without it would not end."""
    monkeypatch.setattr("feeds.normalise.markup.walk.DEEPEST_WALK", 10)
    for depth in (100, 400):
        blocks = blocks_from_html(f"<{tag}>" * depth + "deep", base_url=None)
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


def test_what_is_left_out_of_code_is_recorded() -> None:
    html = (
        "<pre><button>Copy</button><span class='lineno'>1</span>a</pre>"
        "<table><tr><td><pre>1\n2</pre></td><td><pre>b\nc</pre></td></tr></table>"
    )
    dropped = read_fragment(html, base_url=BASE).dropped
    assert [(piece.text, piece.reason) for piece in dropped] == [
        ("Copy", "form control"),
        ("1", "line numbers"),
        ("1 2", "line numbers"),
    ]
