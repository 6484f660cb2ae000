"""Which pictures of a page are the article's: those around its text, and the main picture above it."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from feeds.extractor.links import LINKS_ONLY, link_share
from feeds.extractor.surroundings import is_never_article, looks_like_furniture
from feeds.normalise.markup.walk import LocatedBlock
from feeds.raw import BlockKind

# A longer row of pictures without captions before the first or after the last paragraph is a strip of other articles.
MOST_PICTURES_AROUND = 3
# The main picture stands within so many blocks above the text: headline, lead, byline, date, buttons.
FARTHEST_OPENING = 10  # blocks
SMALLEST_MAIN_PICTURE = 300  # pixels
_MAIN_PICTURE = re.compile(
    r"featured|post-?thumbnail|wp-post-image|field-image|(?:primary|main|lead|hero|cover|article|entry|item|top)-?_?(?:image|img|photo|picture|media)|"
    r"hero|full-?image",
    re.IGNORECASE,
)
_LEADS_TO_PICTURE = re.compile(
    r"^#|^javascript:|\.(?:jpe?g|png|gif|webp|avif)|attachment|gallery|photo|image", re.IGNORECASE
)


def with_pictures(
    everything: list[LocatedBlock], eligible: list[bool], start: int, end: int
) -> tuple[int, int]:
    """Widen the span from the first matched block to the last by the pictures just around it: all with captions of
    their own that lead nowhere else, of the others only a few."""
    first, last = start, end
    while start > 0 and _is_picture_around(everything, eligible, start - 1, first - start):
        start -= 1
    while end + 1 < len(everything) and _is_picture_around(everything, eligible, end + 1, end - last):
        end += 1
    return start, end


def _is_picture_around(everything: list[LocatedBlock], eligible: list[bool], index: int, taken: int) -> bool:
    one = everything[index]
    if not eligible[index] or one.block.kind is not BlockKind.PICTURE:
        return False
    if taken < MOST_PICTURES_AROUND:
        return True
    return any(above.tag == "figure" for above in one.element.iterancestors()) and not _leads_elsewhere(one)


def opening_pictures(
    everything: list[LocatedBlock], start: int, container: HtmlElement
) -> list[LocatedBlock]:
    """The article's main picture, which systems put above the box of the text: between the page's header and the text,
    large, in no link to another page, and under an element around the text that is not the whole page."""
    around = {one for one in container.iterancestors() if one.tag not in {"body", "html"}}
    found: list[LocatedBlock] = []
    for one in reversed(everything[max(0, start - FARTHEST_OPENING) : start]):
        if one.block.picture is None:
            if link_share(one.block) >= LINKS_ONLY and one.block.kind is BlockKind.LIST:
                break
        elif _is_main_picture(one, around):
            found.insert(0, one)
    return found[-1:]


def _is_main_picture(one: LocatedBlock, around: set[HtmlElement]) -> bool:
    picture = one.block.picture
    if picture is None or picture.url is None or _leads_elsewhere(one):
        return False
    path = [one.element, *one.element.iterancestors()]
    if not any(box in around for box in path):
        return False
    inner = [box for box in path if box not in around and box.tag not in {"body", "html"}]
    if any(box.tag == "header" and box.find(".//h1") is None for box in path):
        return False
    if any(looks_like_furniture(box) or is_never_article(box) for box in inner):
        return False
    return bool(picture.width and picture.width >= SMALLEST_MAIN_PICTURE) or any(
        box.tag == "figure" or _MAIN_PICTURE.search(box.get("class") or "") for box in inner
    )


def is_teaser_picture(element: HtmlElement) -> bool:
    """Whether a picture leads to another page: it stands in a link that is neither a picture nor its own page."""
    above = list(element.iterancestors())[:4]
    return not any(one.tag == "figure" for one in above) and _has_page_link(above)


def _leads_elsewhere(one: LocatedBlock) -> bool:
    """Whether the picture or anything else in its figure is a link to another page."""
    above = list(one.element.iterancestors())[:4]
    figure = next((box for box in above if box.tag == "figure"), None)
    return _has_page_link([*above, *(figure.iter("a") if figure is not None else ())])


def _has_page_link(elements: Sequence[HtmlElement]) -> bool:
    hrefs = [str(one.get("href") or "") for one in elements if one.tag == "a"]
    return any(href and not _LEADS_TO_PICTURE.search(href) for href in hrefs)
