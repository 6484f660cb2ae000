"""Language versions (hreflang): each version of a page links back to it, in heads and in sitemaps, with an x-default."""

from collections.abc import Callable, Mapping
from functools import cache

from lxml import etree

from audit.browser import Audit
from audit.figures import Figure, faults
from audit.pages import SITEMAP, addresses_in, tree

DEFAULT = "x-default"
XHTML = "{http://www.w3.org/1999/xhtml}"


def alternates_of(page: str) -> dict[str, str]:
    """The versions named in a page's head: URL by language tag."""
    return {
        str(one.get("hreflang")): str(one.get("href"))
        for one in tree(page).iter("link")
        if one.get("rel") == "alternate" and one.get("hreflang")
    }


def missing_return_links(
    pages: Mapping[str, Mapping[str, str]], versions_at: Callable[[str], Mapping[str, str] | None]
) -> list[str]:
    """Sentences about versions that do not link back.

    `pages`: for each path the versions (path by tag) that it names. `versions_at` returns the same for any
    path, None if there is no page. The root redirects to an edition, names no versions and may be the
    default.
    """
    found = []
    for path, versions in pages.items():
        if not versions:
            continue
        if DEFAULT not in versions:
            found.append(f"{path} names no {DEFAULT}")
        if path not in versions.values():
            found.append(f"{path} does not name itself among its versions")
        for tag, version in versions.items():
            named = versions_at(version)
            if tag == DEFAULT and version == "/":
                continue
            if named is None:
                found.append(f"{path} names {version} as {tag}, which is not there")
            elif path not in named.values():
                found.append(f"{path} names {version} as {tag}, which does not name it back")
    return found


def sets_of(sitemap: bytes) -> dict[str, dict[str, str]]:
    """For each URL of a sitemap the versions that it gives, by language tag."""
    return {
        (url.findtext(f"{SITEMAP}loc") or "").strip(): {
            str(link.get("hreflang")): str(link.get("href")) for link in url.iter(f"{XHTML}link")
        }
        for url in etree.fromstring(sitemap).iter(f"{SITEMAP}url")
    }


def open_sets(sets: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Sentences about URLs of all sitemaps whose versions do not give the same ones."""
    return [
        f"{address} gives {version} as {tag}, which gives others"
        for address, versions in sets.items()
        for tag, version in versions.items()
        if tag != DEFAULT and sets.get(version) != versions
    ]


def check(audit: Audit) -> list[Figure]:
    """Counts versions that do not link back on the audited pages, and sets in the sitemaps that are not closed."""

    @cache
    def versions_at(path: str) -> dict[str, str] | None:
        answer = audit.site.get(path)
        if answer.status != 200:
            return None
        named = alternates_of(answer.text)
        return {tag: audit.site.path_of(address) or address for tag, address in named.items()}

    pages = {page.path: versions_at(page.path) or {} for page in audit.pages if "?" not in page.template}
    sets: dict[str, dict[str, str]] = {}
    for address in addresses_in(audit.site.get("/sitemap.xml").body):
        sets |= sets_of(audit.site.get(audit.site.path_of(address) or address).body)
    return [
        faults("hreflang", "sets of sitemaps that are not closed", open_sets(sets)),
        faults("hreflang", "versions that are not mutual", missing_return_links(pages, versions_at)),
        Figure("hreflang", "pages with versions", sum(map(bool, pages.values()))),
    ]
