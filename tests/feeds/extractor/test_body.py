"""Which blocks and pictures of a page are its article's, and where the others go."""

import pytest

from articles.incoming import IncomingPicture
from feeds.extractor.page import extract_page
from feeds.normalise.pictures import distinct_pictures
from feeds.normalise.structure import text_of
from feeds.raw import OUTSIDE, RawArticle

URL = "https://paper.example/tin/mot-ngay-o-ban.html"
ONE = "Sau bốn tháng thi công, cây cầu nối hai xóm ven suối đã hoàn thành, trẻ em không còn phải lội bùn đến lớp."
TWO = "Cầu rộng ba mét rưỡi, có lan can hai bên và hai ngầm tràn ở những đoạn thường bị ngập vào mùa mưa lũ."
THREE = "Theo tính toán của thôn, các hộ đã góp gần bốn nghìn ngày công, nhiều gia đình lùi hàng rào cho cầu thẳng."
CAPTIONS = (
    "Sương sớm phủ kín lối vào bản, trẻ em đến lớp từ tinh mơ.",
    "Già làng đốt bếp lửa đón khách theo tục lệ lâu đời.",
    "Chị em ngồi dệt bên hiên nhà, tiếng thoi vang cả xóm.",
    "Phiên chợ đông vui nhất trong tháng với đủ sắc áo.",
    "Cán bộ xuống ruộng gặt giúp nhà neo người.",
    "Đêm hội bên ánh lửa, khách và chủ cùng múa xòe.",
)
STRIP = "<div class='related'><h3>Tin liên quan</h3>" + "".join(
    f"<figure><a href='/x{number}'><img src='/x{number}.jpg' width='300'></a><figcaption><a href='/x{number}'>Xã vùng cao "
    f"khởi công trường học mới số {number}</a></figcaption></figure>"
    for number in range(5)
)


def read(body: str, head: str = "") -> RawArticle:
    page = (
        f"<!DOCTYPE html><html lang='vi'><head><title>Một ngày ở bản</title>{head}</head><body><header><a href='/'>Báo Thử"
        f"</a></header><main><article><h1>Một ngày ở bản</h1>{body}</article></main>{STRIP}</div>"
        "<footer><p>Bản quyền thuộc Báo Thử.</p></footer></body></html>"
    )
    return extract_page(page, url=URL, input="page")


def pictures_of(article: RawArticle) -> list[IncomingPicture]:
    return list(distinct_pictures([one.picture for one in article.blocks if one.picture], article.pictures))


def figure(number: int, caption: str) -> str:
    return f"<figure><img src='/p-{number}.jpg' width='1200'><figcaption>{caption}</figcaption></figure>"


def test_a_photo_story_keeps_a_short_sentence_beside_its_pictures() -> None:
    pictures = "".join(figure(*pair) for pair in enumerate(CAPTIONS))
    article = read(f"<div class='body'><p>Một ngày hội ở bản.</p>{pictures}</div>")
    assert f"{article.lead}{text_of(article.blocks)}" == "Một ngày hội ở bản."
    assert len(pictures_of(article)) == len(CAPTIONS)


STORIES = {
    "figures": "".join(figure(*pair) for pair in enumerate(CAPTIONS)),
    "tables": "".join(
        f"<table class='picture'><tr><td><img src='/p-{n}.jpg'></td></tr><tr><td>{c}</td></tr></table>"
        for n, c in enumerate(CAPTIONS)
    ),
    "one table of two columns": "<table>"
    + "".join(
        f"<tr><td><img src='/p-{n}.jpg'></td><td><img src='/p-{n + 1}.jpg'></td></tr><tr><td>{CAPTIONS[n]}</td>"
        f"<td>{CAPTIONS[n + 1]}</td></tr>"
        for n in (0, 2, 4)
    )
    + "</table>",
    "boxes": "".join(
        f"<div class='slide'><img src='/p-{n}.jpg'><p class='caption'>{c}</p></div>"
        for n, c in enumerate(CAPTIONS)
    ),
    "in the middle": "".join(
        f"<p align='center'><img src='/p-{n}.jpg'></p><p align='center'><em>{c}</em></p>"
        for n, c in enumerate(CAPTIONS)
    ),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
@pytest.mark.parametrize("words", ["", f"<p>{ONE}</p>", f"<p>{ONE}</p><p>{TWO}</p>"], ids=["0", "1", "2"])
def test_a_photo_story_keeps_its_pictures_with_their_captions(story: str, words: str) -> None:
    article = read(f"<div class='body'>{words}{story}</div>")
    found = [(one.url, one.caption) for one in pictures_of(article)]
    assert found == [(f"https://paper.example/p-{n}.jpg", caption) for n, caption in enumerate(CAPTIONS)]
    text = f"{article.lead}\n{text_of(article.blocks)}"
    assert all((sentence in text) == (sentence in words) for sentence in (ONE, TWO))
    assert not any(caption in text for caption in CAPTIONS)
    assert "|" not in text


LINKED = {
    "anchor around blocks": f"<p>{ONE}</p><a name='x'><h3>Giữa dòng</h3><p>{TWO}</p></a><p>{THREE}</p>",
    "anchors in blocks": f"<p>{ONE}</p><h3><a id='b'>Giữa dòng</a></h3><p><a name='c'>{TWO}</a></p><p>{THREE}</p>",
    "real links": f"<p>{ONE}</p><h3><a href='/n'>Giữa dòng</a></h3><p><a href='/q'>{TWO}</a></p><p>{THREE}</p>",
}


@pytest.mark.parametrize("body", LINKED.values(), ids=LINKED.keys())
def test_paragraphs_and_headings_in_anchors_and_links_stay(body: str) -> None:
    article = read(f"<div class='body'>{body}</div>")
    assert [block.text for block in article.blocks] == [ONE, "Giữa dòng", TWO, THREE]
    links = [link for block in article.blocks for link in block.links]
    assert URL not in links
    assert bool(links) == ("href" in body)


def test_a_linked_headline_between_paragraphs_goes_and_is_recorded() -> None:
    article = read(
        f"<p>{ONE}</p><p>{TWO}</p><p><a href='/x'>Xã vùng cao khởi công trường học mới</a></p><p>{THREE}</p>"
    )
    assert [block.text for block in article.blocks] == [ONE, TWO, THREE]
    assert any("khởi công" in piece.text and piece.reason == OUTSIDE for piece in article.dropped)


MAIN_PICTURES = {
    "featured image above the headline": "<figure class='wp-block-post-featured-image'><img src='/main.jpg'></figure>",
    "large image in a box": "<div class='field field-image'><img src='/main.jpg' width='1090'></div>",
    "image with a caption beside it": "<div class='itemImageBlock'><span class='itemImage'><img src='/main.jpg' width='600'></span>"
    "<span class='itemImageCaption'>Cầu mới</span></div>",
}


@pytest.mark.parametrize("picture", MAIN_PICTURES.values(), ids=MAIN_PICTURES.keys())
def test_the_main_picture_above_the_text_is_the_first(picture: str) -> None:
    article = read(
        f"{picture}<div class='entry'><p>{ONE}</p>{figure(2, 'Chợ')}<p>{TWO}</p><p>{THREE}</p></div>"
    )
    assert [one.url for one in pictures_of(article)] == [
        "https://paper.example/main.jpg",
        "https://paper.example/p-2.jpg",
    ]
    assert article.blocks[0].picture


AROUND = {
    "teaser of another page": "<div><a href='/other'><img src='/main.jpg' width='1090'></a></div>",
    "avatar of the author": "<div class='author-card'><img src='/main.jpg' width='400'></div>",
    "small": "<div><img src='/main.jpg' width='100'></div>",
}


@pytest.mark.parametrize("picture", AROUND.values(), ids=AROUND.keys())
def test_other_pictures_above_the_text_are_none_of_the_article(picture: str) -> None:
    article = read(f"{picture}<div class='entry'><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div>")
    assert pictures_of(article) == []


def test_the_declared_picture_in_another_size_is_that_of_the_text() -> None:
    head = "<meta property='og:image' content='https://paper.example/p-1-1200x630.jpg'>"
    (found,) = pictures_of(read(f"<p>{ONE}</p>{figure(1, 'Cầu')}<p>{TWO}</p><p>{THREE}</p>", head))
    assert (found.url, found.caption) == ("https://paper.example/p-1.jpg", "Cầu")


BOXES = {
    "subscription prompt": "<section class='paywall'><h2>Còn 78 % bài viết</h2><p>Chỉ dành cho người đặt mua dài hạn báo này. "
    "Mời đăng nhập hoặc đặt mua để đọc tiếp toàn bộ bài viết.</p><a class='btn' href='/offer'>Đặt mua</a></section>",
    "previous and next": "<ul class='links-nextprev'><li>Trước: <a href='/a'>Ghi chép của người gác đập</a></li></ul>",
    "a form for a newsletter": "<div class='signup'><h3>Bản tin sáng</h3><p>Mỗi sáng một lá thư với những chuyện hay nhất, miễn "
    "phí cho mọi bạn đọc.</p><form action='/s'><input type='email'><button>Gửi</button></form></div>",
    "text size": "<div class='font-size'><span>Cỡ chữ</span></div>",
    "a search": "<search><h3>Tìm trong kho</h3><p>Kho lưu trữ có những bài báo từ hai mươi năm nay, theo ngày và theo "
    "vùng.</p></search>",
    "follow": "<div class='follow'><a href='/gn'>Theo dõi trên mạng</a></div>",
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES.keys())
def test_boxes_in_the_article_are_none_of_its_text(box: str) -> None:
    article = read(f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>{box}")
    assert [block.text for block in article.blocks] == [ONE, TWO, THREE]


DATE_LINES = (
    "الثلاثاء، 12 مايو، 2026",
    "วันอังคารที่ 12 พฤษภาคม พุทธศักราช 2569",
    "ວັນອັງຄານ, ວັນທີ 12 ພຶດສະພາ 2026",
    "ថ្ងៃអង្គារ ទី១២ ខែឧសភា ឆ្នាំ២០២៦",
    "၂၀၂၆ ခုနှစ်၊ မေလ ၁၂ ရက်",
    "मंगलवार, 12 मई 2026",
    "سه‌شنبه ۲۲ اردیبهشت ۱۴۰۵",
    "令和8年5月12日",
    "ika-12 ng Mayo, 2026",
    "Thứ Ba, 12/05/2026",
)


@pytest.mark.parametrize("line", DATE_LINES)
def test_a_date_line_above_the_text_is_none_of_it(line: str) -> None:
    article = read(f"<p>{line}</p><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>")
    assert [block.text for block in article.blocks] == [ONE, TWO, THREE]


QUOTATIONS = {
    "footer": f"<blockquote><p>{CAPTIONS[0]}</p><footer>Lò Văn Mẫu</footer></blockquote>",
    "cite": f"<blockquote><p>{CAPTIONS[0]}</p><cite>Lò Văn Mẫu</cite></blockquote>",
    "figure": f"<figure><blockquote><p>{CAPTIONS[0]}</p></blockquote><figcaption>Lò Văn Mẫu</figcaption></figure>",
}


@pytest.mark.parametrize("quotation", QUOTATIONS.values(), ids=QUOTATIONS.keys())
def test_a_quotation_stays_with_the_name_of_who_said_it(quotation: str) -> None:
    article = read(f"<p>{ONE}</p>{quotation}<p>{TWO}</p><p>{THREE}</p>")
    assert text_of(article.blocks).split("\n") == [ONE, CAPTIONS[0], "Lò Văn Mẫu", TWO, THREE]


def test_updates_of_a_live_report_stay() -> None:
    updates = "".join(f"<li><time>10:{n}0</time><h3>Tin {n}</h3><p>{n}. {TWO}</p></li>" for n in (2, 1))
    text = text_of(read(f"<p>{ONE}</p><ol class='live'>{updates}</ol>").blocks)
    assert [text.index(piece) for piece in ("Tin 2", f"2. {TWO}", "Tin 1", f"1. {TWO}")] == sorted(
        text.index(piece) for piece in ("Tin 2", f"2. {TWO}", "Tin 1", f"1. {TWO}")
    )
