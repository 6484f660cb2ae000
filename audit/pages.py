"""The pages to audit: one of every template in every edition, found on the site itself.

The sitemap lists editions, lists and articles; their links lead to the rest. A template is recognised by the
shape of its URL: "/vi/category/land/" has the shape "category/*". So a new template is audited as soon as a
page links to it.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html

from audit.fetching import Site

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# Articles of an edition that are compared; the one with most content is audited.
ARTICLES_LOOKED_AT = 12
OK = 200
ARTICLE = "article/*/*"
FRONT = "front"
STORY = "story/*"
ARCHIVE = "archive/*/*/*"
# Pages that no page links to, or only with a query.
ALWAYS = {
    "search": "/{edition}/search/",
    "search?q": "/{edition}/search/?q=dan+van",
    "offline": "/{edition}/offline/",
    "not found": "/{edition}/no/such/page/",
}
# Files for programs.
NOT_PAGES = re.compile(r"/feed\.(rss|atom|json)$|\.(xml|txt|webmanifest|js|css|svg|png|ico|jpg|webp)$")


@dataclass(frozen=True, slots=True)
class Page:
    """A page to audit: its edition, the shape of its template, its path."""

    edition: str
    template: str
    path: str

    def __str__(self) -> str:
        return f"{self.edition} {self.template} ({self.path})"


def addresses_in(sitemap: bytes) -> list[str]:
    """The URLs in a sitemap or a sitemap index."""
    return [(loc.text or "").strip() for loc in etree.fromstring(sitemap).iter(f"{SITEMAP}loc")]


def shape(path: str, editions: Iterable[str]) -> tuple[str, str] | None:
    """Edition and template of a path; None if it is no page for readers.

    >>> shape("/vi/category/land/", ["vi"])
    ('vi', 'category/*')
    """
    parts = urlsplit(path)
    segments = [part for part in parts.path.split("/") if part]
    if not segments or segments[0] not in editions or NOT_PAGES.search(parts.path):
        return None
    edition, *rest = segments
    if not rest:
        return edition, FRONT
    return edition, "/".join([rest[0], *("*" for _ in rest[1:])])


def tree(page: str) -> html.HtmlElement:
    """The parsed page; an empty response is an empty page."""
    return html.document_fromstring(page if page.strip() else "<html></html>")


def links_of(page: str) -> list[str]:
    """The targets of all links of a page as written, without fragments."""
    found = (str(one.get("href")) for one in tree(page).iter("a") if one.get("href"))
    return [link.partition("#")[0] for link in found if link.partition("#")[0]]


def day_of(page: str) -> str:
    """The first date in a `time` element ("2024-05-19"), or nothing."""
    found = re.search(r"<time[^>]*datetime=\"?(\d{4}-\d\d-\d\d)", page)
    return found[1] if found else ""


def find(
    site: Site, extra: Mapping[str, Iterable[str]] | None = None, only: Container[str] = ()
) -> list[Page]:
    """One page of every template in every edition, in the order of the sitemap.

    `extra`: further paths by template; `only`: the editions to audit if not all.
    """
    listed = sitemap_paths(site)
    editions = list(dict.fromkeys(path.split("/")[1] for path in listed if path.count("/") == 2))
    found: dict[tuple[str, str], str] = {}
    for edition in editions:
        if only and edition not in only:
            continue
        here = [path for path in listed if path.startswith(f"/{edition}/")]
        for path in _candidates(site, edition, here, editions):
            known = shape(path, editions)
            if known and known[0] == edition and known not in found and site.get(path).status == OK:
                found[known] = path
        found |= {(edition, name): path.format(edition=edition) for name, path in ALWAYS.items()}
    for template, paths in (extra or {}).items():
        for path in paths:
            edition = path.split("/")[1]
            if not only or edition in only:
                found[edition, template] = path
    return [Page(edition, template, path) for (edition, template), path in found.items()]


def sitemap_paths(site: Site) -> list[str]:
    """The paths of all pages in the sitemap."""
    paths: list[str] = []
    for part in addresses_in(site.get("/sitemap.xml").body):
        site.set_public_host(part)
        path = site.path_of(part)
        if path:
            paths += [site.path_of(address) or "" for address in addresses_in(site.get(path).body)]
    return [path for path in paths if path]


def _candidates(site: Site, edition: str, listed: list[str], editions: list[str]) -> Iterator[str]:
    """Paths of an edition's pages, the best of each template first."""
    articles = [path for path in listed if shape(path, editions) == (edition, ARTICLE)]
    articles = articles[:ARTICLES_LOOKED_AT]
    if articles:
        # The page with most content is the likeliest to show a fault.
        fullest = max(articles, key=lambda path: len(site.get(path).body))
        yield fullest
        day = day_of(site.get(fullest).text)
        if day:
            yield f"/{edition}/archive/{day.replace('-', '/')}/"
    yield from listed
    stories: list[str] = []
    for path in dict.fromkeys([*articles, *listed]):
        for target in _targets(site, path):
            yield target
            if not stories and shape(target, editions) == (edition, STORY):
                stories.append(target)
    # No sitemap lists stories, and of originals only these link to comparisons.
    for path in stories:
        yield from _targets(site, path)


def _targets(site: Site, path: str) -> Iterator[str]:
    """The pages that a page links to."""
    answer = site.get(path)
    if answer.status == OK:
        for link in links_of(answer.text):
            target = site.path_of(link, on=path)
            # Filters, sorting and pagination have no template of their own.
            if target and "?" not in target:
                yield target
