"""Previews of shared pages: every page has a picture of a known size that is there, with words for it, and a description."""

from collections.abc import Iterator
from functools import cache

from audit.browser import Audit
from audit.figures import Figure, faults
from audit.pages import tree

NEEDED = ("og:image", "og:image:alt", "og:description")
# From so many pixels services show a preview across the whole width.
LARGE = 1200


def metas_of(page: str) -> dict[str, str]:
    """The properties in a page's head, with the spaces around their values taken off."""
    return {
        str(one.get("property")): str(one.get("content") or "").strip()
        for one in tree(page).iter("meta")
        if one.get("property")
    }


def missing(metas: dict[str, str], page: str) -> Iterator[str]:
    """Sentences about what a preview of a page lacks."""
    for name in NEEDED:
        if not metas.get(name):
            yield f"{page} has no {name}"
    if metas.get("og:image") and not (metas.get("og:image:width") and metas.get("og:image:height")):
        yield f"{page} names no size of its og:image"


def check(audit: Audit) -> list[Figure]:
    """Counts pages whose preview lacks something, and pictures that are not there; tells how many are large."""
    read = {
        page: metas_of(audit.site.get(page.path).text) for page in audit.pages if page.template != "not found"
    }

    @cache
    def is_there(address: str) -> bool:
        path = audit.site.path_of(address)
        return path is not None and audit.site.get(path).status == 200

    lacking = [sentence for page, metas in read.items() for sentence in missing(metas, str(page))]
    absent = [
        f"{page}: {metas['og:image']} is not there"
        for page, metas in read.items()
        if metas.get("og:image") and not is_there(metas["og:image"])
    ]
    large = sum(int(metas.get("og:image:width") or 0) >= LARGE for metas in read.values())
    return [
        faults("sharing", "previews that lack something", lacking),
        faults("sharing", "pictures of previews that are not there", absent),
        Figure("sharing", f"previews of {LARGE} pixels or more", large),
    ]
