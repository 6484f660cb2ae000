"""Makers of static sites: each is given the posts and writes the pages, the feed and the sitemap as it does by default.

Where a maker has no theme of its own, it gets a small one as its documentation shows it. What a maker cannot say (a
post without a title, a password) is left out of its posts.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.feeds.publishers.installed import NotInstalledError, npm_packages, python_packages, run
from tests.feeds.publishers.markup import as_markdown, save_photos
from tests.feeds.publishers.posts import POSTS, SITE_AUTHOR, SITE_TITLE, Post
from tests.feeds.web.real_servers import program

OPEN = tuple(post for post in POSTS if not post.password)
TITLED = tuple(post for post in OPEN if post.title)

# The posts, the folder to work in, the address of the site; gives the folder to serve.
Build = Callable[[tuple[Post, ...], Path, str], Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A maker with its posts. `feed`, `listing` and `sitemap` are paths; `selector` names the links of the list.

    `unsaid` are the facts of posts that neither its feed nor its pages state, `unsaid_by_pages` those that its feed
    alone does; `others` are parts of the addresses of its pages that are no posts.
    """

    name: str
    build: Build
    posts: tuple[Post, ...] = TITLED
    feed: str = ""
    listing: str = "/"
    selector: str = ""
    sitemap: str = "/sitemap.xml"
    unsaid: frozenset[str] = frozenset()
    unsaid_by_pages: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()


def _front_matter(values: dict[str, Any], body: str) -> str:
    """JSON is YAML, too."""
    lines = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    return f"---\n{lines}\n---\n\n{body}"


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _need(name: str) -> str:
    found = program(name)
    if found is None:
        raise NotInstalledError(f"{name} is not installed")
    return found


HUGO_THEME = {
    "layouts/_default/baseof.html": (
        '<!doctype html>\n<html lang="{{ site.LanguageCode }}">\n<head>\n<meta charset="utf-8">\n'
        "<title>{{ if .IsHome }}{{ site.Title }}{{ else }}{{ .Title }} | {{ site.Title }}{{ end }}</title>\n"
        '{{ with .Description }}<meta name="description" content="{{ . }}">{{ end }}\n'
        "{{ range .AlternativeOutputFormats }}{{ printf `<link rel=\"%s\" type=\"%s\" href=\"%s\">` .Rel .MediaType.Type "
        ".Permalink | safeHTML }}{{ end }}\n"
        "{{ template `_internal/opengraph.html` . }}{{ template `_internal/schema.html` . }}\n</head>\n<body>\n"
        '<header><p class="brand"><a href="{{ site.BaseURL }}">{{ site.Title }}</a></p><nav><ul>'
        "{{ range site.Taxonomies.categories }}<li><a href='{{ .Page.Permalink }}'>{{ .Page.Title }}</a></li>{{ end }}</ul></nav>"
        "</header>\n<main>{{ block `main` . }}{{ end }}</main>\n"
        "<footer><p>© 2019–2026 {{ site.Title }}</p></footer>\n</body>\n</html>\n"
    ),
    "layouts/_default/list.html": (
        "{{ define `main` }}<h1>{{ .Title }}</h1>\n{{ range site.RegularPages }}<article class='summary'><h2><a href='{{ .Permalink }}'>"
        "{{ .Title }}</a></h2><time datetime='{{ .Date.Format `2006-01-02T15:04:05Z07:00` }}'>{{ .Date.Format `02/01/2006` }}</time>"
        "<p>{{ .Summary }}</p></article>\n{{ end }}{{ end }}"
    ),
    "layouts/_default/single.html": (
        "{{ define `main` }}<article><header><h1>{{ .Title }}</h1><p class='meta'>{{ with .Params.author }}<span class='byline'>{{ . }}"
        "</span> · {{ end }}<time datetime='{{ .Date.Format `2006-01-02T15:04:05Z07:00` }}'>{{ .Date.Format `02/01/2006` }}</time> · "
        "{{ .ReadingTime }} phút đọc</p></header>\n{{ .Content }}\n</article>\n"
        "<aside class='related'><h2>Bài khác</h2><ul>{{ range first 3 site.RegularPages }}<li><a href='{{ .Permalink }}'>{{ .Title }}"
        "</a> <time datetime='{{ .Date.Format `2006-01-02` }}'>{{ .Date.Format `02/01/2006` }}</time></li>{{ end }}</ul></aside>\n"
        "<p class='pager'>{{ with .PrevInSection }}<a href='{{ .Permalink }}'>« {{ .Title }}</a>{{ end }}"
        "{{ with .NextInSection }}<a href='{{ .Permalink }}'>{{ .Title }} »</a>{{ end }}</p>{{ end }}"
    ),
}  # fmt: skip


def hugo(posts: tuple[Post, ...], folder: Path, home: str) -> Path:
    hugo = _need("hugo")
    config = {
        "baseURL": f"{home}/",
        "title": SITE_TITLE,
        "languageCode": "vi",
        "timeZone": "Asia/Ho_Chi_Minh",
        "markup": {"goldmark": {"renderer": {"unsafe": True}}},
    }
    _write(folder, {"config.json": json.dumps(config), **HUGO_THEME})
    for post in posts:
        values = {
            "title": post.title,
            "date": post.published.isoformat(),
            "author": post.author,
            "categories": [post.category],
        }
        body = as_markdown(post, lambda name: f"/images/{name}.jpg")
        _write(folder, {f"content/posts/{post.slug}.md": f"{json.dumps(values)}\n\n{body}"})
    save_photos(posts, folder / "static/images")
    run([hugo, "--quiet"], folder)
    return folder / "public"


def jekyll(posts: tuple[Post, ...], folder: Path, home: str) -> Path:
    jekyll = _need("jekyll")
    config = {
        "url": home,
        "title": SITE_TITLE,
        "description": "Tin từ các thôn bản",
        "lang": "vi",
        "theme": "minima",
        "timezone": "Asia/Ho_Chi_Minh",
        "plugins": ["jekyll-feed", "jekyll-sitemap", "jekyll-seo-tag"],
        "permalink": "/:categories/:year/:month/:day/:title.html",
    }
    about = _front_matter(
        {"layout": "page", "title": "Giới thiệu", "permalink": "/about/"}, "Bản tin của các thôn."
    )
    _write(
        folder, {"_config.yml": json.dumps(config), "index.md": "---\nlayout: home\n---\n", "about.md": about}
    )
    for post in posts:
        values = {
            "layout": "post",
            "title": post.title,
            "date": f"{post.published:%Y-%m-%d %H:%M:%S %z}",
            "author": post.author,
            "tags": [post.category],
        }
        body = as_markdown(post, lambda name: f"/images/{name}.jpg")
        _write(folder, {f"_posts/{post.published:%Y-%m-%d}-{post.slug}.md": _front_matter(values, body)})
    save_photos(posts, folder / "images")
    run([jekyll, "build", "--quiet"], folder)
    return folder / "_site"


PELICAN = ("pelican[markdown]==4.12.0", "pelican-sitemap==1.2.2")


def pelican(theme: str) -> Build:
    def build(posts: tuple[Post, ...], folder: Path, home: str) -> Path:
        programs = python_packages("pelican", *PELICAN)
        settings = {
            "AUTHOR": SITE_AUTHOR,
            "SITENAME": SITE_TITLE,
            "SITEURL": home,
            "PATH": "content",
            "TIMEZONE": "Asia/Ho_Chi_Minh",
            "DEFAULT_LANG": "vi",
            "THEME": theme,
            "FEED_ALL_ATOM": "feeds/all.atom.xml",
            "FEED_ALL_RSS": "feeds/all.rss.xml",
            "STATIC_PATHS": ["images"],
            "DEFAULT_PAGINATION": 20,
            "PLUGINS": ["pelican.plugins.sitemap"],
            "SITEMAP": {"format": "xml"},
        }
        lines = "".join(f"{name} = {value!r}\n" for name, value in settings.items())
        _write(folder, {"pelicanconf.py": lines})
        for post in posts:
            head = {
                "Title": post.title,
                "Date": f"{post.published:%Y-%m-%d %H:%M}",
                "Category": post.category,
                "Slug": post.slug,
                "Authors": post.author,
                "Lang": post.language,
            }
            body = as_markdown(post, lambda name: f"{{static}}/images/{name}.jpg")
            text = "".join(f"{name}: {value}\n" for name, value in head.items())
            _write(folder, {f"content/{post.slug}.md": f"{text}\n{body}"})
        save_photos(posts, folder / "content/images")
        run([str(programs / "pelican"), "content", "--settings", "pelicanconf.py", "--quiet"], folder)
        return folder / "output"

    return build


def nikola(posts: tuple[Post, ...], folder: Path, home: str) -> Path:
    programs = python_packages("nikola", "nikola==8.3.3", "Markdown==3.11.3")
    run([str(programs / "nikola"), "init", "--quiet", "site"], folder)
    site = folder / "site"
    changes = {
        "BLOG_AUTHOR": SITE_AUTHOR,
        "BLOG_TITLE": SITE_TITLE,
        "SITE_URL": f"{home}/",
        "BLOG_EMAIL": "toa-soan@ban-tin.example",
        "DEFAULT_LANG": "vi",
        "TIMEZONE": "Asia/Ho_Chi_Minh",
        "FEED_TEASERS": False,
        "POSTS": (("posts/*.md", "posts", "post.tmpl"),),
        "TRANSLATIONS": {"vi": ""},
        "NAVIGATION_LINKS": {"vi": (("/archive.html", "Lưu trữ"), ("/rss.xml", "RSS"))},
    }
    lines = "".join(f"{name} = {value!r}\n" for name, value in changes.items())
    (site / "conf.py").write_text((site / "conf.py").read_text() + "\n" + lines)
    for post in posts:
        head = {
            "title": post.title,
            "slug": post.slug,
            "date": f"{post.published:%Y-%m-%d %H:%M:%S UTC%z}"[:-2] + ":00",
            "tags": post.category,
            "author": post.author,
        }
        text = "".join(f".. {name}: {value}\n" for name, value in head.items())
        body = as_markdown(post, lambda name: f"/images/{name}.jpg")
        _write(site, {f"posts/{post.slug}.md": f"<!--\n{text}-->\n\n{body}"})
    save_photos(posts, site / "images")
    run([str(programs / "nikola"), "build", "--quiet"], site)
    return site / "output"


def mkdocs(theme: str) -> Build:
    def build(posts: tuple[Post, ...], folder: Path, home: str) -> Path:
        programs = python_packages("mkdocs", "mkdocs==1.6.1", "mkdocs-material==9.7.7")
        config = {"site_name": SITE_TITLE, "site_url": f"{home}/", "theme": {"name": theme, "locale": "vi"}}
        index = "# Mục lục\n\n" + "".join(f"* [{post.title}](bai/{post.slug}.md)\n" for post in posts)
        _write(folder, {"mkdocs.yml": json.dumps(config), "docs/index.md": index})
        for post in posts:
            body = as_markdown(post, lambda name: f"/images/{name}.jpg")
            _write(folder, {f"docs/bai/{post.slug}.md": f"# {post.title}\n\n{body}"})
        save_photos(posts, folder / "docs/images")
        run([str(programs / "mkdocs"), "build", "--quiet"], folder)
        return folder / "site"

    return build


def hexo(posts: tuple[Post, ...], folder: Path, home: str) -> Path:
    packages = npm_packages(
        "hexo", "hexo@8.1.2", "hexo-theme-landscape@1.1.0", "hexo-generator-feed@3.0.0", "hexo-generator-sitemap@3.0.1",
        "hexo-generator-index@4.0.0", "hexo-generator-archive@2.0.0", "hexo-generator-category@2.0.0",
        "hexo-generator-tag@2.0.0", "hexo-renderer-ejs@2.0.0", "hexo-renderer-stylus@3.0.1", "hexo-renderer-marked@7.0.1",
    )  # fmt: skip
    plugins = json.loads((packages / "package.json").read_text())["dependencies"]
    _write(
        folder,
        {"package.json": json.dumps({"private": True, "hexo": {"version": ""}, "dependencies": plugins})},
    )
    (folder / "node_modules").symlink_to(packages / "node_modules")
    config = {
        "title": SITE_TITLE,
        "author": SITE_AUTHOR,
        "language": "vi",
        "timezone": "Asia/Ho_Chi_Minh",
        "url": home,
        "theme": "landscape",
        "permalink": ":year/:month/:day/:title/",
        "feed": {"type": ["atom", "rss2"], "path": ["atom.xml", "rss2.xml"], "limit": 20},
        "sitemap": {"path": ["sitemap.xml"]},
        "index_generator": {"per_page": 20, "order_by": "-date"},
    }
    _write(folder, {"_config.yml": json.dumps(config)})
    for post in posts:
        values = {
            "title": post.title,
            "date": f"{post.published:%Y-%m-%d %H:%M:%S}",
            "author": post.author,
            "categories": [post.category],
            "lang": post.language,
        }
        body = as_markdown(post, lambda name: f"/images/{name}.jpg")
        _write(folder, {f"source/_posts/{post.slug}.md": _front_matter(values, body)})
    save_photos(posts, folder / "source/images")
    run(["node", "node_modules/hexo/bin/hexo", "generate", "--silent"], folder)
    return folder / "public"


ELEVENTY_SITE = {
    "eleventy.config.mjs": (
        'import rss from "@11ty/eleventy-plugin-rss";\n'
        "export default function (config) {\n"
        "  config.addPlugin(rss);\n"
        '  config.addPassthroughCopy("images");\n'
        '  config.addFilter("iso", (date) => date.toISOString());\n'
        '  config.addFilter("day", (date) => date.toLocaleDateString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" }));\n'
        "}\n"
    ),
    "_includes/base.njk": (
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n<title>{{ title or metadata.title }}</title>\n'
        '<link rel="alternate" href="/feed/feed.xml" type="application/atom+xml" title="{{ metadata.title }}">\n</head>\n<body>\n'
        '<header><a href="/" class="home-link">{{ metadata.title }}</a><nav><ul class="nav"><li class="nav-item"><a href="/">'
        "Trang nhất</a></li></ul></nav></header>\n<main>{{ content | safe }}</main>\n<footer></footer>\n</body>\n</html>\n"
    ),
    "_includes/post.njk": (
        "---\nlayout: base.njk\n---\n<h1>{{ title }}</h1>\n<ul class='post-metadata'><li><time datetime='{{ page.date | iso }}'>"
        "{{ page.date | day }}</time></li><li><a href='/tags/bai/' class='post-tag'>bài</a></li></ul>\n"
        "{{ content | safe }}\n{% set before = collections.posts | getPreviousCollectionItem(page) %}"
        "<ul class='links-nextprev'>{% if before %}<li class='links-nextprev-prev'>← Bài trước<br><a href='{{ before.url }}'>"
        "{{ before.data.title }}</a></li>{% endif %}</ul>"
    ),
    "index.njk": (
        "---\nlayout: base.njk\n---\n<h1>Bài mới</h1>\n<ol reversed class='postlist'>{% for post in collections.posts | reverse %}"
        "<li class='postlist-item'><a href='{{ post.url }}' class='postlist-link'>{{ post.data.title }}</a> "
        "<time class='postlist-date' datetime='{{ post.date | iso }}'>{{ post.date | day }}</time></li>{% endfor %}</ol>"
    ),
    "feed.njk": (
        "---json\n{\"permalink\": \"/feed/feed.xml\", \"eleventyExcludeFromCollections\": true}\n---\n"
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{{ metadata.url }}">\n'
        '<title>{{ metadata.title }}</title>\n<link href="{{ metadata.url }}feed/feed.xml" rel="self"/>\n'
        '<link href="{{ metadata.url }}"/>\n<updated>{{ collections.posts | getNewestCollectionItemDate | dateToRfc3339 }}</updated>\n'
        "<id>{{ metadata.url }}</id>\n<author><name>{{ metadata.author }}</name></author>\n"
        "{%- for post in collections.posts | reverse %}\n{%- set absolute = post.url | absoluteUrl(metadata.url) %}\n"
        '<entry><title>{{ post.data.title }}</title><link href="{{ absolute }}"/><updated>{{ post.date | dateToRfc3339 }}</updated>'
        "<id>{{ absolute }}</id><author><name>{{ post.data.author }}</name></author>"
        '<content type="html">{{ post.templateContent | htmlToAbsoluteUrls(absolute) }}</content></entry>\n{%- endfor %}\n</feed>\n'
    ),
    "sitemap.njk": (
        "---json\n{\"permalink\": \"/sitemap.xml\", \"eleventyExcludeFromCollections\": true}\n---\n"
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        "{%- for post in collections.posts %}\n<url><loc>{{ post.url | absoluteUrl(metadata.url) }}</loc>"
        "<lastmod>{{ post.date | dateToRfc3339 }}</lastmod></url>\n{%- endfor %}\n</urlset>\n"
    ),
}  # fmt: skip


def eleventy(posts: tuple[Post, ...], folder: Path, home: str) -> Path:
    packages = npm_packages("eleventy", "@11ty/eleventy@3.1.8", "@11ty/eleventy-plugin-rss@3.0.0")
    (folder / "node_modules").symlink_to(packages / "node_modules")
    metadata = {"title": SITE_TITLE, "url": f"{home}/", "author": SITE_AUTHOR}
    _write(folder, {"package.json": "{}", "_data/metadata.json": json.dumps(metadata), **ELEVENTY_SITE})
    for post in posts:
        values = {
            "layout": "post.njk",
            "title": post.title,
            "date": post.published.isoformat(),
            "author": post.author,
            "tags": ["posts"],
        }
        body = as_markdown(post, lambda name: f"/images/{name}.jpg")
        _write(folder, {f"blog/{post.slug}.md": _front_matter(values, body)})
    save_photos(posts, folder / "images")
    run(["node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"], folder)
    return folder / "_site"


NO_AUTHOR = frozenset({"author"})
DOCUMENTATION = frozenset({"author", "date"})
MAKERS = (
    Maker(name="Hugo", build=hugo, posts=OPEN, feed="/index.xml", selector="article.summary h2 a"),
    Maker(
        name="Jekyll, minima", build=jekyll, feed="/feed.xml", selector=".post-list h3 a", others=("/about/",)
    ),
    Maker(
        name="Pelican, notmyidea",
        build=pelican("notmyidea"),
        feed="/feeds/all.atom.xml",
        selector="h1 a, h2 a",
    ),
    Maker(name="Pelican, simple", build=pelican("simple"), feed="/feeds/all.rss.xml", selector="h1 a, h2 a"),
    Maker(name="Nikola", build=nikola, feed="/rss.xml", selector=".p-name a"),
    Maker(name="mkdocs", build=mkdocs("mkdocs"), selector='[role="main"] li a', unsaid=DOCUMENTATION),
    Maker(
        name="mkdocs, readthedocs",
        build=mkdocs("readthedocs"),
        selector='[role="main"] li a',
        unsaid=DOCUMENTATION,
    ),
    Maker(name="mkdocs, material", build=mkdocs("material"), selector="article li a", unsaid=DOCUMENTATION),
    Maker(name="Hexo, landscape", build=hexo, feed="/atom.xml", selector=".p-name", unsaid=NO_AUTHOR),
    Maker(
        name="Eleventy",
        build=eleventy,
        feed="/feed/feed.xml",
        selector=".postlist-link",
        unsaid_by_pages=NO_AUTHOR,
    ),
)
