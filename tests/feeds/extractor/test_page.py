"""Pages become articles, and what is no article is refused with a reason."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from articles.incoming import IncomingPicture
from bench.extraction_quality import measure
from feeds.errors import ParseError
from feeds.extractor.page import extract_page
from feeds.extractor.rules import PageRules
from feeds.normalise.pictures import distinct_pictures
from feeds.normalise.structure import text_of
from feeds.raw import RawArticle

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
PROSE = (
    "Con đường mới dài bốn cây số giúp bà con đi lại thuận tiện hơn trong mùa mưa lũ và đưa nông sản ra chợ. "
)


def _page(body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    )


def _article(extra: str = "", head: str = "") -> str:
    paragraphs = "".join(f"<p>{number}. {PROSE}</p>" for number in range(5))
    return _page(f"<article><h1>Mở đường vào bản</h1>{extra}{paragraphs}</article>", head)


def _read(html: str | bytes, **options: object) -> RawArticle:
    return extract_page(html, url="https://news.example.vn/tin/mo-duong.html", input="page", **options)  # type: ignore[arg-type]


def pictures_of(found: RawArticle) -> tuple[IncomingPicture, ...]:
    """The pictures of the body and of the metadata, each once."""
    return distinct_pictures([one.picture for one in found.blocks if one.picture], found.pictures)


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_pages(page: Path) -> None:
    wanted = json.loads(page.with_suffix(".expected.json").read_text(encoding="utf-8"))
    found = extract_page(page.read_bytes(), url=wanted["url"], input=page.name)
    assert {
        "url": found.url,
        "title": found.title,
        "lead": found.lead,
        "author": found.author,
        "publisher": found.publisher,
        "published_text": found.published_text,
        "language": found.declared_language,
        "origin_urls": list(found.origin_urls),
        "labels": list(found.labels),
        "blocks": [[block.kind.value, block.text] for block in found.blocks],
        "pictures": [[picture.url, picture.caption, picture.credit] for picture in pictures_of(found)],
    } == wanted


CHALLENGE = _page(
    "<noscript>Please enable JavaScript</noscript>",
    "<script>document.cookie='a=1';location.reload()</script>",
)
LOGIN = _page("<h1>Đăng nhập</h1><form><input name='u'><input type='password'><p>Quên mật khẩu?</p></form>")
LINKS = "".join(
    f"<div><h3><a href='/{number}.htm'>Tin số {number} trong ngày hôm nay</a></h3></div>"
    for number in range(30)
)

REFUSED = {
    "empty": ("", "empty"),
    "white space": (" \n ", "empty"),
    "no text": (_page("<div></div>"), "empty"),
    "browser check": (CHALLENGE, "browser check"),
    "login": (LOGIN, "login"),
    "list": (_page(LINKS), "list of links"),
    "only signs": (_page("<p>*** !!!</p>"), "no article text"),
}


@pytest.mark.parametrize(("html", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals(html: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason) as caught:
        _read(html)
    assert caught.value.where == "page"


def test_text_that_only_the_head_declares() -> None:
    body = "\\n".join(f"{number}. {PROSE.strip()}" for number in range(5))
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Mở đường","articleBody":"{body}"}}</script>'
    assert len(_read(_page("<div id='app'></div><footer>Liên hệ</footer>", head)).blocks) == 5


def test_a_front_page_is_refused() -> None:
    with pytest.raises(ParseError, match="front page"):
        extract_page(_article(), url="https://news.example.vn/", input="page")


CHARSETS = {
    "mark before everything": (("\ufeff" + _article()).encode("utf-8"), None),
    "sixteen bits": (_article().encode("utf-16"), None),
    "valid UTF-8 against the header": (_article().encode(), "iso-8859-1"),
    "unknown charset": (_article().encode(), "no-such-charset"),
}


@pytest.mark.parametrize(("body", "declared"), CHARSETS.values(), ids=CHARSETS.keys())
def test_charsets(body: bytes, declared: str | None) -> None:
    assert _read(body, declared_charset=declared).title == "Mở đường vào bản"


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("gb18030", "新华社记者从会议上获悉，今年的工作已经全面展开，各地群众积极参与。"),
        ("windows-1251", "Жители посёлка построили дорогу."),
    ],
)
def test_charset_of_the_meta_element(charset: str, text: str) -> None:
    label = {"gb18030": "gb2312"}.get(charset, charset)
    html = f"<html><head><meta charset={label}></head><body><p>{text * 4}</p></body></html>"
    assert text[:10] in text_of(_read(html.encode(charset)).blocks)


TITLES = {
    "the h1 that the head confirms": ("<title>Mở đường vào bản | Báo A</title>", "Mở đường vào bản"),
    "logo in an h1": (
        "<title>Mở đường vào bản - Báo A</title><meta property='og:site_name' content='Báo A'>",
        "Mở đường vào bản",
    ),
    "the name of the site alone in the title": ("<title>Báo A</title>", "Mở đường vào bản"),
}


@pytest.mark.parametrize(("head", "wanted"), TITLES.values(), ids=TITLES.keys())
def test_titles(head: str, wanted: str) -> None:
    html = _article(head=head).replace("<article>", "<h1 class='logo'><a href='/'>Báo A</a></h1><article>")
    assert _read(html).title == wanted


LEADS = {
    "named": "<h2 class='sapo'>Hơn hai trăm hộ dân trong xã đã tự nguyện hiến đất và góp công để mở con đường vào bản.</h2>",
    "a heading beside the paragraphs": "<h2>Hơn hai trăm hộ dân trong xã đã tự nguyện hiến đất và góp công để mở con đường vào bản.</h2>",
    "in a box of its own": "<div class='box'><div class='chapeau'>Hơn hai trăm hộ dân trong xã đã tự nguyện hiến đất và góp công để mở con đường vào bản.</div></div>",
    "bold": "<p><b>Hơn hai trăm hộ dân trong xã đã tự nguyện hiến đất và góp công để mở con đường vào bản.</b></p>",
    "told by the description": "<p>Hơn hai trăm hộ dân trong xã đã tự nguyện hiến đất và góp công để mở con đường vào bản.</p>",
}


@pytest.mark.parametrize("html", LEADS.values(), ids=LEADS.keys())
def test_leads(html: str) -> None:
    head = (
        "<meta name='description' content='Hơn hai trăm hộ dân trong xã đã tự nguyện hiến đất và góp công để mở con đường vào…'>"
        if html.startswith("<p>H")
        else ""
    )
    article = _read(_article(html, head))
    assert (
        article.lead
        == "Hơn hai trăm hộ dân trong xã đã tự nguyện hiến đất và góp công để mở con đường vào bản."
    )
    assert len(article.blocks) == 5
    assert article.lead not in text_of(article.blocks)


DATES = {
    "JSON-LD": (
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-01-02T03:04:05+07:00"}</script>',
        "2026-01-02T03:04:05+07:00",
    ),
    "meta element": (
        "<meta property='article:published_time' content='2026-01-02T03:04:05Z'>",
        "2026-01-02T03:04:05Z",
    ),
    "no epoch": ("<meta property='article:published_time' content='1970-01-01T00:00:00Z'>", ""),
}


@pytest.mark.parametrize(("head", "wanted"), DATES.values(), ids=DATES.keys())
def test_dates(head: str, wanted: str) -> None:
    assert _read(_article(head=head)).published_text == wanted


def test_date_of_a_time_element() -> None:
    assert (
        _read(_article("<time datetime='2026-02-03T04:05'>3/2</time>")).published_text == "2026-02-03T04:05"
    )


def test_rules_go_first() -> None:
    html = _page(
        "<h1>Mở đường</h1><i class='when' title=x>2026-03-04</i><b class='by'>Tổ phóng viên</b><div class='first'>Tóm tắt riêng của trang này.</div>"
        f"<div class='text'><p>{PROSE}</p><div class='noise'><p>{PROSE} nhiễu</p></div><p>Hết.</p></div><div><p>{PROSE * 9}</p></div>"
    )
    rules = PageRules(
        content=("[[broken", ".text"), remove=(".noise",), lead=(".first",), author=(".by",), date=(".when",)
    )
    article = _read(html, rules=rules)
    assert text_of(article.blocks) == f"{PROSE.strip()}\nHết."
    assert (article.lead, article.author, article.published_text) == (
        "Tóm tắt riêng của trang này.", "Tổ phóng viên", "2026-03-04",
    )  # fmt: skip


def test_an_origin_on_the_same_site_is_none() -> None:
    head = "<link rel=canonical href='https://m.example.vn/tin/mo-duong.html'><link rel=amphtml href='/amp'>"
    article = extract_page(_article(head=head), url="https://example.vn/tin/mo-duong.html", input="page")
    assert article.origin_urls == ()


BROKEN_HEADS = {
    "broken JSON-LD": "<script type='application/ld+json'>{\"@type\":</script>",
    "deep JSON-LD": f"<script type='application/ld+json'>{'[' * 400}</script>",
    "JSON-LD of other types": '<script type="application/ld+json">{"@type":["NewsArticle",1],"author":[[]],"headline":{"a":1},"image":[[]]}</script>',
    "broken addresses": "<base href='http://['><link rel=canonical href='http://['><meta property='og:image' content='http://['>",
}


@pytest.mark.parametrize("head", BROKEN_HEADS.values(), ids=BROKEN_HEADS.keys())
@pytest.mark.usefixtures("shallow_stack")
def test_a_broken_head_costs_nothing(head: str) -> None:
    assert len(_read(_article(head=head)).blocks) == 5


@pytest.mark.shared
def test_quality_on_captured_pages(shared: Path) -> None:
    summary = measure(shared / "data/pages")["summary"]
    assert summary["gold and silver"]["f1"] >= 0.98
    assert summary["Vietnamese"]["f1"] >= 0.99
    assert summary["segments"]["with"] >= 0.97
    assert summary["segments"]["without"] >= 0.93
    assert summary["all"]["date_right"] >= 0.97
    # One of 37: a history page in Bengali, whose expectation is two days later than the day that it shows.
    assert summary["all"]["date_wrong"] <= 0.03
    assert summary["all"]["refused"] == 0


@pytest.mark.parametrize(("number", "is_read"), [(50, True), (51, False)])
def test_elements_are_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch, number: int, is_read: bool) -> None:
    monkeypatch.setattr("feeds.extractor.page.MOST_ELEMENTS", 50)
    html = "<html><body><h1>Xã họp bàn mở đường</h1>" + "<p>Bà con góp công mở đường liên thôn.</p>" * (
        number - 3
    )
    if is_read:
        assert _read(html).blocks
        return
    with pytest.raises(ParseError, match="more than 50 elements"):
        _read(html)


HOSTILE = {
    "open boxes": "<div>" * 400 + "x",
    "open tables": "<table><tr><td>" * 200 + "x",
    "attributes": "<p " + "a=b " * 2_000 + ">x",
    "signs": "<" * 5_000,
    "zero bytes": "\x00<p>a\x00b</p>" * 100,
    "pictures in pictures": "<figure><img src=a.jpg>" * 200,
}


@pytest.mark.timeout(10)
@pytest.mark.usefixtures("shallow_stack")
@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_end(monkeypatch: pytest.MonkeyPatch, html: str) -> None:
    monkeypatch.setattr("feeds.normalise.markup.walk.DEEPEST_WALK", 20)
    with suppress(ParseError):
        _read(html)


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["encoding", "feeds"])
def test_captured_hostile_files_raise_nothing_else(shared: Path, folder: str) -> None:
    files = [path for path in sorted((shared / "data/hostile" / folder).rglob("*")) if path.is_file()]
    assert files
    for path in files:
        with suppress(ParseError):
            _read(path.read_bytes())


def test_a_few_damaged_characters_make_no_other_charset_of_a_page() -> None:
    text = "Cán bộ xã họp với bà con về việc mở đường liên thôn vào sáng thứ hai. " * 4
    html = _page(f"<article><h1>Xã họp bàn mở đường</h1><p>{text}</p><p>{text[::-1]}</p></article>").encode()
    damaged = html.replace("sáng".encode(), b"s\xffng", 1)
    article = extract_page(damaged, url=None, declared_charset="iso-8859-1", input="page")
    assert article.title == "Xã họp bàn mở đường"
    assert "Cán bộ xã họp" in article.blocks[0].text


def test_paragraphs_in_boxes_of_their_own_go_on_after_a_box_of_links() -> None:
    texts = [
        f"Đoạn thứ {n} kể rằng bà con trong thôn đã họp với cán bộ xã và thống nhất cách làm, có biên bản rõ ràng."
        for n in range(5)
    ]
    boxes = [f"<div class='text-block'><p>{text}</p></div>" for text in texts]
    related = "<p>Xem thêm</p><p><a href='/khac.html'>Một bài khác hẳn về một chuyện khác trong huyện</a></p>"
    article = _read(
        _page(f"<article><h1>Thôn họp</h1>{boxes[0]}{boxes[1]}{related}{''.join(boxes[2:])}</article>")
    )
    assert [block.text for block in article.blocks] == texts


def test_a_page_that_scripts_would_draw_is_no_article_of_its_menu() -> None:
    menu = "<nav><a href='/'>Trang chủ</a><a href='/thoi-su'>Thời sự và đời sống hôm nay</a></nav><div id='root'></div>"
    with pytest.raises(ParseError):
        _read(_page(menu, head="<meta property='og:type' content='article'>"))


def test_a_lead_of_several_paragraphs_by_an_editors_rule_stands_once() -> None:
    lead = "<div class='sapo'><p>Câu đầu của lời dẫn.</p><p>Câu sau của lời dẫn</p></div>"
    body = "".join(
        f"<p>Đoạn {n} của bài, dài vừa đủ để là một đoạn văn thật sự của bài báo này.</p>" for n in range(4)
    )
    rules = PageRules(content=(".bai",), remove=(), lead=(".sapo",), author=(), date=())
    article = _read(_page(f"<div class='bai'><h1>Thôn họp</h1>{lead}{body}</div>"), rules=rules)
    assert article.lead == "Câu đầu của lời dẫn. Câu sau của lời dẫn"
    assert len(article.blocks) == 4
