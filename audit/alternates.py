"""Language versions (hreflang): each page that a page names as its version names it back, and a default besides."""

from collections.abc import Callable, Mapping
from functools import cache

from audit.browser import Audit
from audit.figures import Figure, faults
from audit.pages import tree

DEFAULT = "x-default"


def alternates_of(page: str) -> dict[str, str]:
    """The versions that a page names in its head: address by language tag."""
    return {
        str(one.get("hreflang")): str(one.get("href"))
        for one in tree(page).iter("link")
        if one.get("rel") == "alternate" and one.get("hreflang")
    }


def one_sided(
    pages: Mapping[str, Mapping[str, str]], versions_at: Callable[[str], Mapping[str, str] | None]
) -> list[str]:
    """Sentences about what is not mutual.

    `pages`: by path the versions (path by tag) that each names. `versions_at` gives the same of any path, None where
    no page stands. The root, which leads everyone to an edition, names nothing and may be the default.
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


def check(audit: Audit) -> list[Figure]:
    """Counts what is not mutual on the audited pages."""

    @cache
    def versions_at(path: str) -> dict[str, str] | None:
        answer = audit.site.get(path)
        if answer.status != 200:
            return None
        named = alternates_of(answer.text)
        return {tag: audit.site.path_of(address) or address for tag, address in named.items()}

    pages = {page.path: versions_at(page.path) or {} for page in audit.pages if "?" not in page.template}
    return [
        faults("hreflang", "versions that are not mutual", one_sided(pages, versions_at)),
        Figure("hreflang", "pages with versions", sum(map(bool, pages.values()))),
    ]
