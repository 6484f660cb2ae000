"""The text of NITF and of XHTML as HTML: the words, their order and their pictures stay."""

import copy

from lxml import etree

from articles.incoming import IncomingPicture
from feeds.formats.agency.item import Rendition, one_picture, paragraphs_of, pixels
from feeds.formats.agency.xml_reading import (
    Element,
    as_html,
    attribute,
    below,
    children,
    first,
    name_of,
    words_of,
)

_SAME = (
    "p h2 h3 h4 ul ol li dl dt dd table thead tbody tfoot tr td th caption pre a br em strong b i sub sup q blockquote "
    "figure figcaption img div section"
)
_XHTML = {name: name for name in _SAME.split()} | {"h1": "h2", "h5": "h4", "h6": "h4"}
_NITF = {name: name for name in _SAME.split()} | {
    "hl1": "h2",
    "hl2": "h2",
    "bq": "blockquote",
    "block": "div",
    "nitf-table": "div",
    "note": "div",
    "credit": "p",
    "datasource": "p",
    "fn": "p",
}


def nitf_html(content: Element, *, base: str) -> str:
    """The HTML of a `body.content`. Each `media` is one figure, whatever the number of its references."""
    root = copy.deepcopy(content)
    for media in list(below(root, "media")):
        figure = _figure(nitf_picture(media, base=base))
        figure.tail = media.tail
        parent = media.getparent()
        if parent is not None:
            parent.replace(media, figure)
    return as_html(root, _NITF)


def nitf_picture(media: Element, *, base: str) -> IncomingPicture | None:
    if attribute(media, "media-type") not in {"", "image", "photo", "picture", "graphic"}:
        return None
    renditions = [
        Rendition(
            attribute(one, "source"),
            attribute(one, "mime-type"),
            (pixels(attribute(one, "width")), pixels(attribute(one, "height"))),
        )
        for one in children(media, "media-reference")
    ]
    captions = [words_of(one) for one in children(media, "media-caption")]
    credit = words_of(first(media, "media-producer"))
    return one_picture(renditions, base=base, caption=" ".join(captions), credit=credit)


def xhtml_html(root: Element, *, headline: str) -> str:
    """The HTML of an XHTML document or a part of one, without its head and without a heading that is the headline."""
    body = next(below(root, "body"), root)
    body = copy.deepcopy(body)
    for heading in list(below(body, "h1")):
        if words_of(heading) == headline:
            remove(heading)
    if body.text and body.text.strip() and not children(body, "p", "div", "section", "article"):
        return paragraphs_of(words_of(body)) if not len(body) else f"<p>{as_html(body, _XHTML)}</p>"
    return as_html(body, _XHTML)


def remove(element: Element) -> None:
    """Takes an element out; the words behind it stay."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def picture_figures(content: Element, *, base: str) -> tuple[IncomingPicture, ...]:
    """The pictures of a `body.content`, with what HTML does not hold of them."""
    found = (nitf_picture(media, base=base) for media in below(content, "media"))
    return tuple(picture for picture in found if picture)


def _figure(picture: IncomingPicture | None) -> Element:
    figure = etree.Element("figure")
    if picture is not None and picture.url:
        etree.SubElement(figure, "img", src=picture.url)
        if picture.caption:
            etree.SubElement(figure, "figcaption").text = picture.caption
    return figure


def is_nitf(element: Element) -> bool:
    return name_of(element) == "nitf" or next(below(element, "body.content"), None) is not None
