"""The first publication that an article cites."""

import pytest

from articles.incoming import Dropped
from feeds.normalise.origin import Origin, find_origin
from feeds.raw import Block, BlockKind, RawArticle

PAGE = "https://platform.example/id/hoi-nghi-tong-ket-dan-van"
FIRST = "https://baotinhxa.vn/hoi-nghi-tong-ket-dan-van-382516.html"


def paragraph(text: str, *links: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text, links=links)


def article(*blocks: Block, **overrides: object) -> RawArticle:
    values: dict[str, object] = {"input": "x", "kind": "page", "url": PAGE, "declared_language": "en"}
    return RawArticle(**(values | {"blocks": blocks} | overrides))  # type: ignore[arg-type]


TEXT = paragraph("The conference reviewed the year's work and set the tasks of the next one.")

FOUND = {
    "declared": (article(TEXT, origin_urls=(FIRST,)), Origin(FIRST, "baotinhxa.vn", "declared by the page")),
    "declared outranks the text": (
        article(
            TEXT, paragraph("Source: https://khac.vn/bai-viet-khac-han-99999.html"), origin_urls=(FIRST,)
        ),
        Origin(FIRST, "baotinhxa.vn", "declared by the page"),
    ),
    "in the words": (
        article(TEXT, paragraph(f"Source: {FIRST}")),
        Origin(FIRST, "baotinhxa.vn", "source line"),
    ),
    "Vietnamese label on a foreign page": (
        article(TEXT, paragraph(f"Nguồn: {FIRST}?utm_source=x")),
        Origin(FIRST, "baotinhxa.vn", "source line"),
    ),
    "behind the words": (
        article(TEXT, paragraph("Source: Báo Tỉnh Xa", FIRST)),
        Origin(FIRST, "baotinhxa.vn", "link in the source line"),
    ),
    "link after the bare label": (
        article(TEXT, paragraph("Source"), paragraph("Báo Tỉnh Xa", FIRST)),
        Origin(FIRST, "baotinhxa.vn", "link after the source label"),
    ),
    "address after the bare label": (
        article(TEXT, paragraph("Source"), paragraph(FIRST)),
        Origin(FIRST, "baotinhxa.vn", "address after the source label"),
    ),
    "in a piece that was dropped": (
        article(TEXT, dropped=(Dropped(f"Source: {FIRST}", "source line"),)),
        Origin(FIRST, "baotinhxa.vn", "source line"),
    ),
    "article address outranks a home page": (
        article(TEXT, paragraph(f"Source: {FIRST}"), origin_urls=("https://baotinhxa.vn/",)),
        Origin(FIRST, "baotinhxa.vn", "source line"),
    ),
    "only a home page": (
        article(TEXT, paragraph("Source: https://baotinhxa.vn/")),
        Origin(None, "baotinhxa.vn", "source line, publisher only"),
    ),
    "only a domain": (
        article(TEXT, paragraph("Source: baotinhxa.vn")),
        Origin(None, "baotinhxa.vn", "source line, publisher only"),
    ),
    "only a section": (
        article(TEXT, origin_urls=("https://baotinhxa.vn/thoi-su/",)),
        Origin(None, "baotinhxa.vn", "declared by the page, publisher only"),
    ),
    "a section of an edition": (
        article(TEXT, origin_urls=("https://baotinhxa.vn/vi/thoi-su",)),
        Origin(None, "baotinhxa.vn", "declared by the page, publisher only"),
    ),
    "a short name that a feed states for one entry": (
        article(TEXT, kind="entry", origin_urls=("https://baotinhxa.vn/hop-lang",)),
        Origin("https://baotinhxa.vn/hop-lang", "baotinhxa.vn", "declared by the page"),
    ),
    "a section that a feed states for one entry": (
        article(TEXT, kind="entry", origin_urls=("https://baotinhxa.vn/thoi-su/",)),
        Origin(None, "baotinhxa.vn", "declared by the page, publisher only"),
    ),
    "a word that a feed states for one entry": (
        article(TEXT, kind="entry", origin_urls=("https://baotinhxa.vn/original",)),
        Origin("https://baotinhxa.vn/original", "baotinhxa.vn", "declared by the page"),
    ),
    "a word that a page states": (
        article(TEXT, origin_urls=("https://baotinhxa.vn/original",)),
        Origin(None, "baotinhxa.vn", "declared by the page, publisher only"),
    ),
    "an address by number": (
        article(TEXT, origin_urls=("https://en.baotinhxa.vn/123456",)),
        Origin("https://en.baotinhxa.vn/123456", "baotinhxa.vn", "declared by the page"),
    ),
    "an address by query": (
        article(TEXT, origin_urls=("https://baotinhxa.vn/?id=123456",)),
        Origin("https://baotinhxa.vn/?id=123456", "baotinhxa.vn", "declared by the page"),
    ),
    "the same article in another edition of the site": (
        article(TEXT, origin_urls=("https://platform.example/vi/hoi-nghi-tong-ket-dan-van",)),
        Origin(
            "https://platform.example/vi/hoi-nghi-tong-ket-dan-van",
            "platform.example",
            "declared by the page",
        ),
    ),
    "a text without an address": (
        article(TEXT, paragraph(f"Source: {FIRST}"), url=None, kind="text"),
        Origin(FIRST, "baotinhxa.vn", "source line"),
    ),
}
NONE = {
    "nothing cited": article(TEXT),
    "bare label": article(TEXT, paragraph("Source")),
    "the page itself": article(TEXT, origin_urls=(PAGE, PAGE + "?utm_source=x", PAGE + "/amp")),
    "the page's own site": article(
        TEXT, origin_urls=("https://platform.example/id/another-article-of-the-site",)
    ),
    "the site's home page": article(TEXT, origin_urls=("https://platform.example/",)),
    "sharing": article(TEXT, paragraph("Source", f"https://www.facebook.com/sharer/sharer.php?u={FIRST}")),
    "a network": article(TEXT, paragraph("Source: Zalo", "https://zalo.me/123456")),
    "a link inside the article": article(paragraph("The province reported on Monday.", FIRST)),
    "no web address": article(TEXT, origin_urls=("javascript:alert(1)", "urn:x")),
}


@pytest.mark.parametrize(("raw", "expected"), FOUND.values(), ids=FOUND.keys())
def test_origin_is_found(raw: RawArticle, expected: Origin) -> None:
    assert find_origin(raw) == expected


@pytest.mark.parametrize("raw", NONE.values(), ids=NONE.keys())
def test_missing_stays_missing(raw: RawArticle) -> None:
    assert find_origin(raw) is None
