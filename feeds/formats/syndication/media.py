"""The pictures that an item declares by Media RSS 1.5.1, from its own XML, each photo once with its caption.

feedparser gives one flat list: it forgets which files are sizes of one photo (`media:group`) and which caption belongs
to which file.
"""

import re
from collections.abc import Iterator

from lxml import etree

from articles.incoming import IncomingPicture
from feeds.normalise.markup.picture_elements import split_credit
from feeds.normalise.pictures import Rendition, one_picture
from feeds.normalise.plain_title import plain_title
from feeds.web.addresses import absolute_url

_MEDIA = "http://search.yahoo.com/mrss/"
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif)$|^[\w-]*$|^(?:img|dsc|image)[_ -]?\d+$", re.IGNORECASE
)
_PARSER = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
# A longer text describes a video, not a photo.
LONGEST_CAPTION = 700  # characters


def is_picture(media_type: str, address: str) -> bool:
    """Whether a file is a picture by its media type or medium ("image"), or by its name where it has neither."""
    kind = media_type.lower()
    return kind.startswith("image") or (not kind and bool(_PICTURE_NAME.search(address)))


def media_pictures(item: str, prefixes: tuple[str, ...], base: str) -> tuple[IncomingPicture, ...]:
    """The pictures of an item, in its order. `prefixes` are those that its feed binds to Media RSS.

    Thumbnails stand in for media that are no pictures; beside pictures they are only smaller copies.
    """
    named = [prefix for prefix in prefixes if f"<{prefix}:" in item]
    if not named:
        return ()
    declared = " ".join(f'xmlns:{prefix}="{_MEDIA}"' for prefix in named)
    try:
        root = etree.fromstring(f"<x {declared}>{item}</x>".encode("utf-8", "replace"), _PARSER)
    except (etree.LxmlError, ValueError):
        return ()
    if root is None or not len(root):
        return ()
    entry = root[0]
    found = list(_of_container(entry, base, alone=_count(entry) == 1))
    return tuple(found) or tuple(_thumbnail(entry, base, ("", "")))


def _count(entry: etree._Element) -> int:
    return len(_children(entry, "content")) + len(_children(entry, "group"))


def _of_container(entry: etree._Element, base: str, *, alone: bool) -> Iterator[IncomingPicture]:
    """The pictures of the item's `media:content` and `media:group`; a caption of the item is that of its only picture."""
    inherited = _words(entry, base) if alone else ("", "")
    for element in entry:
        if element.tag == f"{{{_MEDIA}}}group":
            yield from _photo(element, _children(element, "content"), base, inherited)
        elif element.tag == f"{{{_MEDIA}}}content":
            yield from _photo(element, [element], base, inherited)


def _photo(
    box: etree._Element, files: list[etree._Element], base: str, inherited: tuple[str, str]
) -> Iterator[IncomingPicture]:
    """The one photo in a group or in a content element."""
    renditions = [one for file in files if (one := _rendition(file, base))]
    own = _words(box, base)
    for file in files:
        own = own if any(own) else _words(file, base)
    caption, credit = own[0] or inherited[0], own[1] or inherited[1]
    picture = one_picture(renditions, caption=caption, credit=credit)
    if picture:
        yield picture
    elif not renditions:
        yield from _thumbnail(box, base, (caption, credit))


def _thumbnail(box: etree._Element, base: str, words: tuple[str, str]) -> Iterator[IncomingPicture]:
    sizes = [
        Rendition(address, _pixels(one, "width"), _pixels(one, "height"))
        for one in _children(box, "thumbnail")
        if (address := absolute_url(one.get("url"), base))
    ]
    picture = one_picture(sizes, caption=words[0], credit=words[1])
    if picture:
        yield picture


def _rendition(file: etree._Element, base: str) -> Rendition | None:
    address = absolute_url(file.get("url"), base)
    if not address or not is_picture(file.get("type") or file.get("medium") or "", address):
        return None
    return Rendition(
        address,
        _pixels(file, "width"),
        _pixels(file, "height"),
        is_default=(file.get("isDefault") or "").lower() == "true",
    )


def _words(box: etree._Element, base: str) -> tuple[str, str]:
    """The caption and the credit in a box: its description, else a title that is no file name; names, no addresses."""
    description = _text(box, "description")
    title = _text(box, "title")
    caption, credit = split_credit(description or ("" if _FILE_NAME.search(title) else title))
    names = (_plain(one) for one in _children(box, "credit"))
    named = ", ".join(dict.fromkeys(name for name in names if name and not absolute_url(name, None)))
    return ("" if len(caption) > LONGEST_CAPTION else caption), named or credit


def _children(box: etree._Element, name: str) -> list[etree._Element]:
    return list(box.iterchildren(f"{{{_MEDIA}}}{name}"))


def _text(box: etree._Element, name: str) -> str:
    return next((text for one in _children(box, name) if (text := _plain(one))), "")


def _plain(element: etree._Element) -> str:
    return plain_title("".join(element.itertext()))


def _pixels(element: etree._Element, side: str) -> int | None:
    value = (element.get(side) or "").removesuffix("px")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else None
