"""One page of every template in every edition, from the sitemap and the links alone."""

import pytest

from audit.fetching import Answer, Site
from audit.pages import Page, addresses_in, find, links_of, shape

EDITIONS = ["vi", "ar"]
BASE = "http://127.0.0.1:9"
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/vi/", ("vi", "front")),
        ("/ar/topic/", ("ar", "topic")),
        ("/vi/category/land/", ("vi", "category/*")),
        ("/vi/article/7/slug/?reply=3", ("vi", "article/*/*")),
        ("/xx/category/land/", None),
        ("/vi/feed.rss", None),
        ("/vi/manifest.webmanifest", None),
        ("/static/site.css", None),
        ("/", None),
    ],
)
def test_the_shape_of_an_address(path: str, expected: tuple[str, str] | None) -> None:
    assert shape(path, EDITIONS) == expected


def test_links_are_told_without_fragments() -> None:
    assert links_of('<a href="/vi/#top">a</a><a href="#here">b</a><a>c</a>') == ["/vi/"]
    assert links_of("") == []


def sitemap(tag: str, *paths: str) -> str:
    inner = "".join(f"<url><loc>http://news.example{path}</loc></url>" for path in paths)
    return f'<?xml version="1.0"?><{tag} xmlns="{SPACE}">{inner}</{tag}>'


PAGES = {
    "/sitemap.xml": sitemap("sitemapindex", "/sitemap-vi.xml", "/sitemap-articles-0.xml"),
    "/sitemap-vi.xml": sitemap("urlset", "/vi/", "/vi/category/land/"),
    "/sitemap-articles-0.xml": sitemap("urlset", "/vi/article/1/a/", "/vi/article/2/b/"),
    "/vi/": '<a href="/vi/category/people/">People</a><a href="/vi/gone/">Gone</a>',
    "/vi/category/land/": "<p>Land</p>",
    "/vi/category/people/": "<p>People</p>",
    "/vi/article/1/a/": "<p>Short</p>",
    "/vi/article/2/b/": '<time datetime="2024-05-19">19</time><a href="http://news.example/vi/story/4/">all</a>',
    "/vi/story/4/": '<a href="/vi/story/4/compare/2/1/">Compare</a>',
    "/vi/story/4/compare/2/1/": "<p>Compared</p>",
    "/vi/archive/2024/05/19/": "<p>Day</p>",
}


def test_the_site_is_found_from_its_sitemap(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(self: Site, path: str) -> Answer:
        return Answer(200 if path in PAGES else 404, "text/html", PAGES.get(path, "").encode())

    monkeypatch.setattr(Site, "get", answer)
    found = find(Site(BASE), {"withdrawn": ["/vi/article/9/z/"]})
    templates = {page.template: page.path for page in found}
    assert templates["article/*/*"] == "/vi/article/2/b/", "the fullest"
    assert templates["story/*"] == "/vi/story/4/", "a link of an article, by the site's public name"
    assert templates["story/*/*/*/*"] == "/vi/story/4/compare/2/1/", "a link of a story"
    assert templates["archive/*/*/*"] == "/vi/archive/2024/05/19/"
    assert templates["category/*"] == "/vi/category/land/", "the sitemap's before a link's"
    assert templates["withdrawn"] == "/vi/article/9/z/"
    assert "gone" not in templates, "what is not there is no template"
    assert Page("vi", "front", "/vi/") in found


def test_a_sitemap_lists_addresses() -> None:
    assert addresses_in(PAGES["/sitemap-vi.xml"].encode()) == [
        "http://news.example/vi/",
        "http://news.example/vi/category/land/",
    ]


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("b/?q=1", "/vi/b/?q=1"),
        ("/vi/tác giả/", "/vi/t%C3%A1c%20gi%E1%BA%A3/"),
        ("/vi/t%C3%A1c/", "/vi/t%C3%A1c/"),
        ("http://127.0.0.1:9", "/"),
        ("http://news.example/ar/", "/ar/"),
        ("https://elsewhere.example/", None),
        ("mailto:a@b.example", None),
    ],
)
def test_links_that_stay_on_the_site(link: str, path: str | None) -> None:
    site = Site(BASE)
    site.set_public_host("http://news.example/sitemap.xml")
    assert site.path_of(link, on="/vi/") == path
