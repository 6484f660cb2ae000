"""Lists of articles on pages, by a selector."""

from datetime import UTC, datetime

import pytest

from feeds.errors import ParseError
from feeds.formats.list_page import parse_list_page, selector_error

URL = "https://paper.example/dan-van/"
PAGE = """<!doctype html><html lang="vi"><head><title>Dân vận &#8211; Báo Mẫu</title></head><body>
<nav><a href="/">Trang chủ</a><a href="/kinh-te/">Kinh tế</a></nav>
<main>
  <div class="story"><a href="/bai-1.html"><img src="1.jpg"></a><h3><a href="/bai-1.html#top">Khéo  vận
    động</a></h3><time datetime="2026-11-20T08:00:00+07:00">hôm qua</time></div>
  <div class="story"><h3><a href="https://www.paper.example/bai-2.html">Tổ dân vận</a></h3>
    <p>18/11/2026</p></div>
  <div class="story"><a href="/bai-3.html"><h3>Nhà văn hóa</h3><time>17/11/2026</time></a></div>
  <div class="story"><h3><a href="https://other.example/x">Nơi khác</a></h3></div>
  <div class="story"><h3><a href="/tep.pdf">Tài liệu</a></h3></div>
  <div class="story"><h3><a href="javascript:void(0)">Xem thêm</a></h3></div>
</main><ul class="pages"><li><a href="?page=2">2</a></li></ul></body></html>"""


def read(selector: str, page: str = PAGE):
    return parse_list_page(page.encode(), url=URL, selector=selector)


@pytest.mark.parametrize(
    "selector",
    [".story", ".story a", "main h3 a, main a:has(h3)", "main div"],
)
def test_the_articles_of_the_host_are_found_by_boxes_or_links(selector):
    feed = read(selector)
    assert [(entry.link, entry.title) for entry in feed.entries] == [
        ("https://paper.example/bai-1.html", "Khéo vận động"),
        ("https://www.paper.example/bai-2.html", "Tổ dân vận"),
        ("https://paper.example/bai-3.html", "Nhà văn hóa"),
    ]
    assert (feed.version, feed.title, feed.language) == ("list-page", "Dân vận – Báo Mẫu", "vi")


def test_dates_are_those_beside_the_headline():
    first, second, third = read(".story h3 a, .story a:has(h3)").entries
    assert first.published_parsed == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert (second.published_raw, third.published_raw) == ("", "17/11/2026")


def test_a_date_of_another_article_is_nobodys():
    page = "<ul><li><a href='/a'>Một</a></li><li><a href='/b'>Hai</a> <time>1/1/2026</time></li></ul>"
    assert [entry.published_raw for entry in read("li a", page).entries] == ["", "1/1/2026"]


def test_the_base_of_the_page_counts():
    page = "<base href='https://paper.example/vi/'><h2><a href='bai'>Bài</a></h2>"
    assert read("h2", page).entries[0].link == "https://paper.example/vi/bai"


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        pytest.param("", "needs a CSS selector", id="none"),
        pytest.param("h3 >", "not a valid CSS selector", id="unfinished"),
        pytest.param("a[", "not a valid CSS selector", id="bracket"),
        pytest.param(".nowhere", "names nothing on this page", id="finds nothing"),
        pytest.param(".pages a", "no link with words", id="numbers of pages"),
        pytest.param("nav a[href='/']", "no link with words", id="the front page"),
        pytest.param("time", "no link with words", id="no links"),
    ],
)
def test_a_selector_that_does_not_help_is_told(selector, words):
    with pytest.raises(ParseError) as caught:
        read(selector)
    assert words in caught.value.message


def test_a_selector_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr("feeds.formats.list_page.SELECTION_SECONDS", 0.01)
    items = "".join(f"<li><a href='/{number}'>Bài</a></li>" for number in range(2000))
    with pytest.raises(ParseError, match="make it simpler"):
        read(".x ~ li", f"<ul>{items}</ul>")


def test_selectors_are_checked_before_any_page_is_asked():
    assert selector_error(".story h3 > a:not(.ad)") is None
    assert "CSS selector" in (selector_error("..") or "")


@pytest.mark.parametrize("base", ["http://cdn.paper.example/", "http://evil.example/"])
def test_only_links_to_the_host_of_the_page_count_whatever_base_it_names(base):
    links = '<h3><a href="https://paper.example/bai-1.html">Bài một</a></h3><h3><a href="/bai-2.html">Bài hai</a></h3>'
    page = f'<html><head><base href="{base}"></head><body>{links}</body></html>'
    assert [entry.link for entry in read("h3 a", page).entries] == ["https://paper.example/bai-1.html"]
