"""What the probes see in a real page: text that is cut, lines that collide, what is too wide."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from audit.tools import FOLDER

pytestmark = pytest.mark.browser

Looker = Callable[[str, str], dict]
STYLE = "<style>body{margin:0;font:16px/1.5 sans-serif} p{margin:0}</style>"


@pytest.fixture
def look(chromium: Browser) -> Looker:
    """What a probe says of a page with this body, on a phone."""

    def looked(probe: str, body: str) -> dict:
        page = chromium.new_page(viewport={"width": 360, "height": 740})
        try:
            page.set_content(f"<!doctype html>{STYLE}{body}")
            return page.evaluate((FOLDER / f"probes/{probe}.js").read_text(encoding="utf-8"))
        finally:
            page.close()

    return looked


LONG = "Words that do not fit into so narrow a box"
CASES = {
    "plain": (f"<p>{LONG} {LONG}</p><p>{LONG}</p>", 0, 0),
    "cut across": (f"<p style='width:80px;overflow:hidden;white-space:nowrap'>{LONG}</p>", 1, 0),
    "cut below": (f"<p style='width:80px;height:30px;overflow:hidden'>{LONG}</p>", 4, 0),
    "an ellipsis": (
        f"<p style='width:80px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis'>{LONG}</p>",
        1,
        0,
    ),
    "chosen lines": (
        f"<p style='width:80px;overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2'>{LONG}</p><p>{LONG}</p>",
        0,
        0,
    ),
    "a scroller": (f"<p style='width:80px;overflow:auto;white-space:nowrap'>{LONG}</p>", 0, 0),
    "beyond the screen": (f"<p style='position:relative;left:340px;width:300px'>{LONG}</p>", 1, 0),
    "for screen readers": (
        f"<p style='position:absolute;width:1px;height:1px;overflow:hidden;white-space:nowrap'>{LONG}</p>",
        0,
        0,
    ),
    "above the page": (f"<p style='position:absolute;top:-60px'>{LONG}</p>" * 2, 0, 0),
    "lines too close": (f"<p style='line-height:.5;width:200px'>{LONG} {LONG}</p>", 0, 1),
    "one over the other": (f"<p>{LONG}</p><p style='margin-top:-20px'>{LONG}</p>", 0, 1),
}


@pytest.mark.parametrize(("body", "clipped", "overlapping"), CASES.values(), ids=CASES.keys())
def test_text(look: Looker, body: str, clipped: int, overlapping: int) -> None:
    found = look("text", body)
    assert bool(found["clipped"]) is bool(clipped), found
    assert bool(found["overlapping"]) is bool(overlapping), found


def test_what_is_too_wide_is_named(look: Looker) -> None:
    assert look("overflow", f"<p>{LONG}</p>") == {"over": 0, "widest": ""}
    found = look("overflow", "<p id=wide style='width:500px'>a</p>")
    assert found["over"] == 140
    assert "wide" in found["widest"]


PARAGRAPH = f"<div class=prose><p>{LONG}</p></div>"
READINGS = {
    "the first paragraph": (f"<div style='height:700px'></div>{PARAGRAPH}", "first", 700),
    "no text": ("<p>Short.</p>", "first", None),
    "one headline twice": (
        "<main><h2 class=headline><a href=/a>A</a></h2><h3 class=headline><a href=/a>A</a></h3></main>",
        "repeats",
        ["/a"],
    ),
    "a lonely chip": ("<main><ul class=chips><li>One</li></ul></main>", "lonely", 1),
    "two chips": ("<main><ul class=chips><li>One</li><li>Two</li></ul></main>", "lonely", 0),
    "nothing dated on top": ("<div class=top-lead><div class=card><h2>A</h2></div></div>", "undated", 1),
    "a cut headline on top": (
        "<div class=top-lead><div class=card><h2 class=headline>A …</h2><time>1</time></div></div>",
        "undated",
        1,
    ),
    "a separator that ends a line": (f"<p style='width:330px'>{LONG} · {LONG}</p>", "dangling", 1),
    "a separator within a line": ("<p>One · two</p>", "dangling", 0),
}


@pytest.mark.parametrize(("body", "name", "expected"), READINGS.values(), ids=READINGS.keys())
def test_what_readers_meet_first(look: Looker, body: str, name: str, expected: object) -> None:
    found = look("reading", body)[name]
    assert (len(found) if isinstance(expected, int) and isinstance(found, list) else found) == expected
