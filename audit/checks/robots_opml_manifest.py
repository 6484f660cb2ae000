"""Files for other programs: robots.txt, the list of feeds as OPML, the web app manifest."""

import json
from collections.abc import Iterable

import listparser
from protego import Protego

from audit.browser import Audit
from audit.figures import Figure, faults
from audit.pages import OK, tree

CRAWLER = "Examplebot"
# Required members of a web app manifest (w3.org/TR/appmanifest).
MANIFEST = (
    "name",
    "short_name",
    "start_url",
    "display",
    "icons",
    "lang",
    "dir",
    "background_color",
    "theme_color",
)
DIRECTIONS = ("ltr", "rtl", "auto")
# Searches are endless, a report belongs to one comment or article, a form says nothing: crawlers must not fetch them.
CLOSED_TEMPLATES = ("search?q", "comment/*/*", "comment/on/*", "report/*/*")


def robots_faults(text: str, listed: Iterable[str], closed: Iterable[str]) -> list[str]:
    """`listed`: URLs that crawlers must be allowed to fetch; `closed`: URLs they must not."""
    rules = Protego.parse(text)
    faulty = [f"robots.txt keeps crawlers from {url}" for url in listed if not rules.can_fetch(url, CRAWLER)]
    faulty += [f"robots.txt lets crawlers in to {url}" for url in closed if rules.can_fetch(url, CRAWLER)]
    if not list(rules.sitemaps):
        faulty.append("robots.txt names no sitemap")
    return faulty


def opml_faults(text: str) -> list[str]:
    """The errors that listparser finds in a list of feeds."""
    parsed = listparser.parse(text)
    faulty = [f"opml.xml: bozo: {parsed.bozo_exception}"] if parsed.bozo else []
    if not parsed.feeds:
        faulty.append("opml.xml lists no feed")
    return faulty + [f"opml.xml: {feed.url} has no title" for feed in parsed.feeds if not feed.title]


def manifest_faults(body: bytes) -> list[str]:
    """What a web app manifest lacks."""
    try:
        manifest = json.loads(body)
    except ValueError as error:
        return [f"is no JSON: {error}"]
    faulty = [f"lacks {name}" for name in MANIFEST if not manifest.get(name)]
    if manifest.get("dir") not in DIRECTIONS:
        faulty.append(f"names the direction {manifest.get('dir')!r}")
    return faulty + [
        f"has an icon without {name}"
        for icon in manifest.get("icons", ())
        for name in ("src", "sizes", "type")
        if not icon.get(name)
    ]


def icons_of(body: bytes) -> list[str]:
    """The URLs of a manifest's icons; none if it cannot be parsed."""
    try:
        return [str(icon["src"]) for icon in json.loads(body)["icons"]]
    except (ValueError, TypeError, KeyError):
        return []


def check(audit: Audit) -> list[Figure]:
    """Counts the faults of each."""
    site = audit.site
    open_pages = (page for page in audit.pages if page.template not in CLOSED_TEMPLATES)
    listed = [site.url(page.path) for page in open_pages if "?" not in page.template]
    closed = [site.url(page.path) for page in audit.pages if page.template in CLOSED_TEMPLATES]
    robots = robots_faults(site.get("/robots.txt").text, listed, [*closed, site.url("/admin/")])
    manifests = dict.fromkeys(
        path
        for page in audit.pages
        for link in _manifests_of(site.get(page.path).text)
        if (path := site.path_of(link))
    )
    faulty: list[str] = []
    for path in manifests:
        answer = site.get(path)
        faulty += [f"{path} {fault}" for fault in manifest_faults(answer.body)]
        for icon in icons_of(answer.body):
            if site.get(site.path_of(icon, on=path) or "/").status != OK:
                faulty.append(f"{path} names the icon {icon}, which is not there")
    return [
        faults("programs", "faults of robots.txt (Protego)", robots),
        faults("programs", "faults of opml.xml (listparser)", opml_faults(site.get("/opml.xml").text)),
        faults("programs", "faults of web manifests", faulty),
        Figure("programs", "web manifests", len(manifests)),
    ]


def _manifests_of(page: str) -> list[str]:
    return [str(one.get("href")) for one in tree(page).iter("link") if one.get("rel") == "manifest"]
