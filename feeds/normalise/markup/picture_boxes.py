"""Recognises the boxes of pictures: figures, galleries, tables and lists of photos with their captions."""

import re

from lxml.html import HtmlElement

from feeds.normalise.inline import plain
from feeds.normalise.markup.elements import holds, words_of
from feeds.normalise.markup.picture_elements import LONGEST_CAPTION, content_images, holds_image, is_caption

# A box of a picture class with more text than this holds more than a caption.
LONGEST_BOX_CAPTION = 450  # characters

_PICTURE_TABLE = re.compile(
    r"(?:^|[\s_-])(?:picture|image|photo|img|tplcaption|imagetable)(?:$|[\s_-])", re.IGNORECASE
)
_PICTURE_DIV = re.compile(
    r"(?:^|[\s_-])(?:img|image|photo|picture|pic|figure)(?:[_-]?(?:box\w?|wrap(?:per)?|container|block|frame|detail|caption))?(?:$|[\s_-])",
    re.IGNORECASE,
)


def is_picture_box(element: HtmlElement) -> bool:
    """Whether an element is the box of one picture or of several with one caption: a figure, a widget of type Photo, a
    table of pictures and captions, or a small element of a picture class. A gallery, whose pictures have boxes of their
    own, is none."""
    tag = element.tag
    if tag not in {"figure", "table", "div"} or holds(element, "table", "figure"):
        return False
    if not holds_image(element):
        return tag == "figure" and holds(element, "figcaption") and not is_figure_of_words(element)
    words = len(plain(element.text_content()))
    if words > LONGEST_CAPTION:
        return False
    names = element.get("class") or ""
    if tag == "figure" or (element.get("type") or "").lower() == "photo" or "wp-caption" in names.split():
        return not _is_gallery(element)
    if words > LONGEST_BOX_CAPTION or holds(element, "h2", "ul", "ol", "form", "dl"):
        return False
    if tag == "div":
        return (
            bool(_PICTURE_DIV.search(names))
            and len(element.findall(".//p")) < 3
            and element.find(".//a/p") is None
            and not _is_gallery(element)
        )
    if _PICTURE_TABLE.search(names):
        return True
    rows = element.findall(".//tr")
    return len(rows) <= 2 and all(len(row.findall("td")) <= 2 for row in rows)


def _is_gallery(element: HtmlElement) -> bool:
    """Whether several elements inside are captions: each stands at its own picture."""
    if next(element.iterdescendants("img", "amp-img"), None) is None:
        return False
    found = 0
    for one in element.iterdescendants("figcaption", "p", "div", "dd", "span"):
        parent = one.getparent()
        if is_caption(one) and not holds_image(one) and (parent is None or not is_caption(parent)):
            found += 1
    return found > 1 and len(content_images(element)) > 1


def is_figure_of_words(figure: HtmlElement) -> bool:
    """Whether a `figure` shows a quotation, a listing or a poem rather than a picture (HTML, section 4.4.12)."""
    return not holds_image(figure) and any(
        plain(one.text_content()) and next(one.iterancestors("figcaption"), None) is None
        for one in figure.iterdescendants("blockquote", "pre", "p", "ul", "ol", "dl")
    )


def is_caption_of_words(caption: HtmlElement) -> bool:
    """Whether a `figcaption` is that of a quotation, a listing or a poem."""
    parent = caption.getparent()
    return caption.tag == "figcaption" and parent is not None and is_figure_of_words(parent)


def is_own_caption_of_gallery(caption: HtmlElement) -> bool:
    """Whether a `figcaption` is that of a gallery: its figure holds several pictures with boxes of their own."""
    parent = caption.getparent()
    return caption.tag == "figcaption" and parent is not None and holds(parent, "figure", "li")


def is_picture_list(element: HtmlElement) -> bool:
    """Whether a list is a gallery: each item is one picture with at most a caption that leads nowhere else."""
    items = [item for item in element if item.tag == "li"]
    return bool(items) and all(_is_picture_item(item) for item in items)


def _is_picture_item(item: HtmlElement) -> bool:
    if holds(item, "figure", "ul", "ol") or len(content_images(item)) != 1:
        return False
    if len(words_of(item)) > LONGEST_BOX_CAPTION:
        return False
    return not any(plain(link.text_content()) for link in item.iter("a"))


def caption_in(box: HtmlElement) -> HtmlElement | None:
    """Give the element of a picture box that holds the caption, None where no words stand with the picture."""
    for element in box.iterdescendants():
        if isinstance(element.tag, str) and is_caption(element) and plain(element.text_content()):
            return element
    if box.tag == "div" and plain(box.text_content()):
        words = [
            one for one in box.iterdescendants("p", "h1", "h3", "h4", "span", "div") if plain(one.text or "")
        ]
        return (
            words[0].getparent() if len(words) > 1 and words[0].tag != "span" else words[0] if words else box
        )
    if box.tag == "table" and plain(box.text_content()):
        return next(
            (cell for cell in box.iter("td", "th") if plain(cell.text_content()) and not holds_image(cell)),
            None,
        )
    return None
