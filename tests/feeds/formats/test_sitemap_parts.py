"""Which sitemaps of an index are read, in which order, and which addresses in them are no articles'."""

import pytest

from feeds.formats.sitemap import MAX_ENTRIES, named_sitemaps, parse_sitemap
from feeds.formats.sitemap_parts import is_no_article

SITE = "https://paper.example"


def read_order(*names: str) -> list[str]:
    """The names of an index's sitemaps, given without times, in the order in which they are read."""
    body = "".join(f"<sitemap><loc>{SITE}/{name}</loc></sitemap>" for name in names)
    named = named_sitemaps(f"<sitemapindex>{body}</sitemapindex>".encode(), url=f"{SITE}/sitemap.xml")
    return [one.url.removeprefix(f"{SITE}/") for one in named]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(
            [
                *(f"wp-sitemap-posts-post-{number}.xml" for number in (1, 2, 10)),
                "wp-sitemap-posts-page-1.xml",
                "wp-sitemap-posts-news-1.xml",
                "wp-sitemap-taxonomies-category-1.xml",
                "wp-sitemap-taxonomies-post_tag-1.xml",
                "wp-sitemap-users-1.xml",
            ],
            [
                "wp-sitemap-posts-post-10.xml",
                "wp-sitemap-posts-news-1.xml",
                "wp-sitemap-posts-post-2.xml",
                "wp-sitemap-posts-post-1.xml",
            ],
            id="WordPress",
        ),
        pytest.param(
            [
                *("author-sitemap.xml", "page-sitemap.xml", "page-sitemap2.xml", "category-sitemap.xml"),
                *("post_tag-sitemap2.xml", "post_format-sitemap.xml", "post-sitemap.xml", "post-sitemap2.xml"),
            ],
            ["post-sitemap2.xml", "post-sitemap.xml"],
            id="Yoast",
        ),
        pytest.param(
            ["post-sitemap1.xml", "post-sitemap2.xml", "product_cat-sitemap1.xml", "page-sitemap1.xml"],
            ["post-sitemap2.xml", "post-sitemap1.xml"],
            id="Rank Math",
        ),
        pytest.param(
            ["sitemap-pages.xml", "sitemap-posts.xml", "sitemap-authors.xml", "sitemap-tags.xml"],
            ["sitemap-posts.xml"],
            id="Ghost",
        ),
        pytest.param(
            ["sitemap-misc.xml", "sitemap-tax-category.xml", "sitemap-pt-page-2026.xml", "sitemap-pt-post.xml"],
            ["sitemap-misc.xml", "sitemap-pt-post.xml"],
            id="XML Sitemap Generator",
        ),
        pytest.param(
            ["feed.xml", "rss.xml", "atom.xml", "feeds/", "vi/sitemap.xml", "en/sitemap.xml"],
            ["vi/sitemap.xml", "en/sitemap.xml"],
            id="Hugo, feeds first",
        ),
        pytest.param(["tags.xml", "categories.xml", "posts.xml", "pages.xml"], ["posts.xml"], id="Jekyll"),
        pytest.param(
            ["tags/sitemap-1.xml", "users/sitemap.xml"], ["tags/sitemap-1.xml", "users/sitemap.xml"], id="folders"
        ),
        pytest.param(
            ["sitemap.xml?page=1", "sitemap.xml?page=2", "sitemap.xml?page=3"],
            ["sitemap.xml?page=3", "sitemap.xml?page=2", "sitemap.xml?page=1"],
            id="Drupal",
        ),
        pytest.param(["sitemap-page-1.xml", "sitemap-page-2.xml"], ["sitemap-page-2.xml", "sitemap-page-1.xml"], id="a page of a sitemap"),
        pytest.param(["page-sitemap.xml", "tag-sitemap.xml"], ["page-sitemap.xml"], id="nothing but pages"),
        pytest.param(["villages-and-users-of-water.xml", "feedback-on-roads.xml"], ["villages-and-users-of-water.xml", "feedback-on-roads.xml"], id="words inside a name"),
        pytest.param(["tag-sitemap.xml", "wp-sitemap-users-1.xml"], [], id="nothing but lists"),
    ],
)  # fmt: skip
def test_sitemaps_that_may_hold_articles_are_read_from_the_newest_on(names, expected):
    assert read_order(*names) == expected


@pytest.mark.parametrize(
    ("path", "title", "expected"),
    [
        ("/category/tin-tuc/", "", True),
        ("/category/tin-tuc/trong-tinh/", "", True),
        ("/vi/tags/", "", True),
        ("/tags/dan-van/", "", True),
        ("/tag/dan-van.html", "", True),
        ("/categories.html", "", True),
        ("/author/ban-bien-tap/", "", True),
        ("/blog/tag/duong-moi", "", True),
        ("/page/2/", "", True),
        ("/feed/", "", True),
        ("/index.xml", "", True),
        ("/tin-tuc/duong-moi.html", "Category: Tin tức", True),
        ("/tin-tuc/duong-moi.html", "Tag: dân vận", True),
        ("/tin-tuc/duong-moi.html", "Category 5: bão lớn", False),
        ("/tin-tuc/duong-moi.html", "", False),
        ("/category/2026/11/20/duong-moi.html", "", False),
        ("/category/duong-moi-20261120.html", "", False),
        ("/tags-and-villages/duong-moi/", "", False),
        ("/2026/11/20/category/", "", False),
        ("/feedback-cua-ba-con/", "", False),
        ("/", "", False),
    ],
)
def test_lists_and_feeds_are_no_articles(path, title, expected):
    assert is_no_article(f"{SITE}{path}", title) is expected


def urls(*paths: str, lastmod: str = "") -> bytes:
    modified = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<urlset>{''.join(f'<url><loc>{SITE}/{path}</loc>{modified}</url>' for path in paths)}</urlset>".encode()


def links(body: bytes) -> list[str]:
    parsed = parse_sitemap(body, url=f"{SITE}/sitemap.xml")
    return [(entry.link or "").removeprefix(f"{SITE}/") for entry in parsed.entries]


@pytest.mark.parametrize("lastmod", ["", "2026-11-20T03:00:00+00:00"])
def test_a_sitemap_without_times_of_its_own_is_read_from_the_end(lastmod):
    slugs = [f"bai-{chr(97 + number // 26)}{chr(97 + number % 26)}/" for number in range(MAX_ENTRIES + 50)]
    assert links(urls(*slugs, lastmod=lastmod)) == slugs[::-1][:MAX_ENTRIES]


def test_one_whose_numbers_fall_is_read_from_the_start():
    slugs = [f"bai-viet-{5000 - number}.html" for number in range(MAX_ENTRIES + 50)]
    assert links(urls(*slugs)) == slugs[:MAX_ENTRIES]
    assert links(urls(*slugs[::-1])) == slugs[:MAX_ENTRIES]


def test_what_was_passed_over_is_said():
    parsed = parse_sitemap(urls("bai-1.html", "tags/", "tags/x/"), url=f"{SITE}/sitemap.xml")
    assert [entry.link for entry in parsed.entries] == [f"{SITE}/bai-1.html"]
    assert parsed.problems == ("2 addresses of lists and feeds were passed over",)
