"""Which addresses can be those of articles: all others join nothing."""

import pytest

from articles.grouping.addresses import article_link, names_an_article, same_article_key
from articles.grouping.versions import story_keys

NONE = (
    "https://bao.example/",
    "https://bao.example",
    "https://bao.example/rss",
    "https://bao.example/feed/",
    "https://bao.example/feed/atom/",
    "https://bao.example/rss/home.rss",
    "https://bao.example/tin-moi.rss",
    "https://bao.example/rss/thoi-su-34.xml",
    "https://bao.example/atom.xml",
    "https://bao.example/index.xml",
    "https://bao.example/feed.json",
    "https://bao.example/sitemap-news.xml.gz",
    "https://bao.example/?feed=rss2",
    "https://bao.example/tin?format=rss",
)
ARTICLES = (
    "https://bao.example/tin/mo-duong-vao-ban-1024.html",
    "https://bao.example/?p=15",
    "https://bao.example/van-de/feed-thuc-an-chan-nuoi",
    "https://bao.example/rss-la-gi-102.html",
    "https://bao.example/feeding-the-village",
    "https://bao.example/index.php?id=4",
)


@pytest.mark.parametrize("address", NONE)
def test_no_article(address: str) -> None:
    assert not names_an_article(address)
    assert story_keys(url=None, origin_url=address) == ()


@pytest.mark.parametrize("address", ARTICLES)
def test_article(address: str) -> None:
    assert names_an_article(address)
    assert story_keys(url=None, origin_url=address)


PARTS = {
    "a comment": ("https://bao.example/tin-1#comment-7", "https://bao.example/tin-1#comment-7"),
    "a version": ("https://bao.example/thay-doi#v1.2", "https://bao.example/thay-doi#v1.2"),
    "a named part": ("https://bao.example/so-tay#chuong-dau", "https://bao.example/so-tay#chuong-dau"),
    "statistics": ("https://bao.example/tin-1#utm_source=rss", "https://bao.example/tin-1"),
    "RSS of a newspaper": ("https://bao.example/tin-1#xtor=RSS-1", "https://bao.example/tin-1"),
    "the comments below": ("https://bao.example/tin-1#comments", "https://bao.example/tin-1"),
    "a marked text": ("https://bao.example/tin-1#:~:text=dan", "https://bao.example/tin-1"),
    "nothing": ("https://bao.example/tin-1#", "https://bao.example/tin-1"),
}


@pytest.mark.parametrize("name", PARTS)
def test_an_address_with_a_fragment_is_a_part_of_its_page(name: str) -> None:
    address, kept = PARTS[name]
    assert article_link(address) == kept
    is_part = "#" in kept
    assert (same_article_key(address) != same_article_key("https://bao.example/tin-1")) is (
        is_part or "thay-doi" in kept
    )


def test_parts_of_one_page_are_not_joined_by_the_words_of_its_address() -> None:
    page = "https://nen-tang.example/en/villagers-open-a-road-to-the-market"
    of_page, of_part = (
        story_keys(url=page, origin_url=None),
        story_keys(url=f"{page}#part-2", origin_url=None),
    )
    assert not set(of_page) & set(of_part)
