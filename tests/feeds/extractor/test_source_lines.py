"""What the source lines of a page cite, wherever they stand in its tree."""

import pytest

from feeds.extractor.page import extract_page
from feeds.normalise.furniture import remove_furniture
from feeds.raw import RawArticle

HERE = "https://platform.example/de/gemeinsam-den-kanal-reinigen"
THERE = "https://bao-goc.example/ca-xom-cung-don-kenh-1024.html"
PROSE = "Jeden Sonntagmorgen kommen mehr als hundert Einwohner, um den Kanal von Pflanzen und Abfall zu befreien. "


def _page(after: str = "", within: str = "", below: str = "", language: str = "de") -> RawArticle:
    paragraphs = "".join(f"<p>{number}. {PROSE}{PROSE}</p>" for number in range(4))
    body = f"<article><h1>Gemeinsam den Kanal reinigen</h1>{paragraphs}{within}<p>{PROSE}</p>{after}</article>{below}"
    head = "<meta charset='utf-8'><title>Gemeinsam den Kanal reinigen</title>"
    html = f"<!DOCTYPE html><html lang='{language}'><head>{head}</head><body>{body}</body></html>"
    return extract_page(html, url=HERE, input="page")


LINK = f"<a href='{THERE}'>{THERE}</a>"
NAMED = f"<a href='{THERE}'>Báo Gốc</a>"

CITED = {
    "paragraph": f"<p>Quelle: {LINK}</p>",
    "space before the colon": f"<p>Quelle : {LINK}</p>",
    "name with the address behind it": f"<p>Quelle: {NAMED}</p>",
    "no colon": f"<p>Quelle {LINK}</p>",
    "plain address": f"<p>Quelle: {THERE}</p>",
    "in brackets": f"<p><em>(Quelle: {NAMED})</em></p>",
    "label in an element of its own": f"<p><strong>Quelle:</strong> {LINK}</p>",
    "label and address in two boxes": f"<div><span>Quelle</span><div>{LINK}</div></div>",
    "label and link in two paragraphs": f"<div class='src'><p>Quelle:</p><p>{LINK}</p></div>",
    "a link that is called source": f"<p><a href='{THERE}'>Originalquelle</a></p>",
    "list item": f"<ul><li>Quelle: {LINK}</li></ul>",
    "definition": f"<dl><dt>Quelle</dt><dd>{LINK}</dd></dl>",
    "footer of the article": f"<footer>Quelle: {LINK}</footer>",
    "left in Vietnamese": f"<p>Nguồn: {LINK}</p>",
    "left in English": f"<div>Source: {NAMED}</div>",
    "relative address of the protocol": f"<p>Quelle: <a href='{THERE.removeprefix('https:')}'>Báo Gốc</a></p>",
}


@pytest.mark.parametrize("line", CITED.values(), ids=CITED.keys())
@pytest.mark.parametrize("place", ["after", "below"])
def test_the_address_is_found(line: str, place: str) -> None:
    found = remove_furniture(_page(**{place: line}), language="de")
    assert found.origin_urls == (THERE,)
    assert not any("Quelle" in block.text or THERE in block.text for block in found.blocks)


FRAME = "<figure><img src='/a.jpg'><figcaption>{}</figcaption></figure>"
ELSEWHERE = {
    "caption": {"within": FRAME.format(f"Der Kanal. Quelle: {LINK}")},
    "table": {"within": f"<table><tr><td>Quelle: {LINK}</td></tr></table>"},
    "comment": {"below": f"<div class='comment-list'><p>Quelle: {LINK}</p></div>"},
    "sidebar": {"below": f"<aside><p>Quelle: {LINK}</p></aside>"},
    "sentence": {
        "after": f"<p>Quellen im Ministerium sagten, dass der Kanal {NAMED} bald gereinigt wird.</p>"
    },
    "heading of a chapter": {"within": "<h2>Quelle des Flusses</h2>"},
    "no article": {"after": "<p>Quelle: <a href='mailto:redaktion@bao-goc.example'>Redaktion</a></p>"},
}


@pytest.mark.parametrize("parts", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_what_is_no_source_of_the_article_is_left(parts: dict[str, str]) -> None:
    assert _page(**parts).origin_urls == ()


def test_the_last_line_is_the_articles_own() -> None:
    other = "https://statistik.example/bericht-2025.html"
    found = _page(within=f"<p>Quelle: {other}</p>", after=f"<p>Quelle: {LINK}</p>")
    assert found.origin_urls == (THERE, other)


def test_a_publisher_without_an_address_is_named() -> None:
    found = _page(after="<p>Nguồn: Báo Gốc</p>")
    assert (found.publisher, found.origin_urls) == ("Báo Gốc", ())


def test_labels_of_all_languages_count_where_the_page_declares_none() -> None:
    assert _page(after=f"<p>ที่มา: {LINK}</p>", language="").origin_urls == (THERE,)
