"""Reads pictures from HTML elements: the address in whatever attribute it stands, the caption and the credit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from articles.incoming import IncomingPicture
from feeds.normalise.inline import plain
from feeds.normalise.markup.elements import holds, words_of
from feeds.normalise.markup.srcset import Candidate, candidates
from feeds.normalise.pictures import (
    SMALLEST_SIDE,
    Rendition,
    is_photo,
    photo_key,
    width_in_address,
    words_in_name,
)
from feeds.web.addresses import absolute_url

IMAGES = frozenset({"img", "amp-img", "amp-anim"})
# A longer text in an element of a caption class is a paragraph.
LONGEST_CAPTION = 700  # characters
# A `picture` stands this close above its `img`; parsers put an `img` into the `source` before it.
FARTHEST_PICTURE = 8  # elements
FARTHEST_LINK = 2  # elements

_CAPTION_CLASS = re.compile(
    r"caption|(?:^|[\s_-])(?:pcaption|chu-?thich|desc[_-]?image|image[_-]?desc|photo[_-]?desc|img[_-]?desc|note-?image)",
    re.IGNORECASE,
)
_CREDIT_CLASS = re.compile(
    r"credit|copyright|photo-?cms[_-]author|(?:photo|image|img)[_-]?(?:author|source|by)", re.IGNORECASE
)
_NOT_CONTENT = frozenset(
    "avatar avatars gravatar icon icons logo logos emoji smiley spacer pixel tracking sprite userpic".split()  # noqa: SIM905 - words in a row read better than a list
)
_TINY_STYLE = re.compile(
    r"(?:^|[;\s])(?:width|height)\s*:\s*[01]px|display\s*:\s*none|visibility\s*:\s*hidden"
)
# Images that stand for characters: their alternative text is part of the sentence.
_CHARACTER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:emoji|smil(?:ey|ie)s?|twemoji|latex|mwe-math\S*)(?:$|[\s_-])", re.I
)
_CHARACTER_ADDRESS = re.compile(r"/(?:emoji|smil(?:ey|ie)s|twemoji)/|//s\.w\.org/images/core/emoji", re.I)
LONGEST_CHARACTER = 200  # characters; a formula's source may be long
# Attributes of scripts for lazy loading and for zooming, before `src`, which then holds a stand-in.
_LAZY = re.compile(
    r"(?:data-)?(?:lazy|original|orig|src|url|image|img|file|full|hi-?res|high|large|big|zoom|retina|real|load|echo|nitro|pagespeed|ezsrc|cfsrc)"
    r"(?:[-_]?\w+)*"
)
_LARGEST = re.compile(r"orig-?file|large|full|hi-?res|high-?res|zoom|big")
_NOT_LAZY = re.compile(
    r"thumb|placeholder|low|lqip|blur|tiny|small|avatar|logo|icon|preview|author|share|link|page|permalink|caption|"
    r"loading|background-color|size"
)
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|jfif|png|gif|webp|avif)(?:$|[?#!@])", re.IGNORECASE)
_WHOLE_ADDRESS = re.compile(r"(?:https?:)?//\S+|/\S+|[\w.%~-]+(?:/[\w.%~-]+)*\.\w{3,4}(?:\?\S*)?")
# A stated size beyond this is no file's.
WIDEST = 20_000  # pixels
# The labels before a photographer's name at the end of a caption. Each needs a colon, as it may also start a sentence.
_CREDIT_WORDS = (
    "ảnh|nguồn ảnh|ảnh minh họa|hình|photo(?:s)?(?: by| credit)?|image|picture|credit|foto|fotos|crédit|imagen|фото|"
    "图|图片|摄影|图源|写真|撮影|사진|ภาพ|ພາບ|រូបភាព|รูป|صورة|الصورة|चित्र"
)
_TRAILING_CREDIT = re.compile(
    rf"(?:^|[\s.(\[–—-])(?P<mark>[(\[]?)(?:{_CREDIT_WORDS})\s*[:：]\s*(?P<name>[^.:：()\[\]]{{2,60}}?)\s*[)\]]?\.?$",
    re.IGNORECASE,
)
# Some systems put the file name where the editor wrote no alternative text.
_FILE_NAME = re.compile(
    r"%[0-9a-f]{2}|\.(?:jpe?g|png|gif|webp|avif)\b|^(?:img|dsc|image)[_ -]?\d+$", re.IGNORECASE
)


def split_credit(caption: str) -> tuple[str, str]:
    """Give caption and credit of a caption text: "Lễ hội. Ảnh: TTXVN" gives ("Lễ hội.", "TTXVN")."""
    match = _TRAILING_CREDIT.search(caption)
    if match is None:
        return caption, ""
    return caption[: match.start()].strip(" ([–—-") + ("." if caption[match.start()] == "." else ""), match[
        "name"
    ].strip()


def classes_of(element: HtmlElement) -> str:
    """Class and id of an element in one string, for matching by name."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_caption(element: HtmlElement) -> bool:
    """Whether an element is a `figcaption`, or has a caption class and is short enough to be one."""
    if element.tag == "figcaption":
        return True
    names = element.get("class")
    if not names or not _CAPTION_CLASS.search(names):
        return False
    return len(element.text_content()) <= LONGEST_CAPTION


def character_of(image: HtmlElement) -> str:
    """Give the characters for which an image stands (an emoji, a formula), as its alternative text says; "" for all
    other images."""
    if not (_CHARACTER_CLASS.search(classes_of(image)) or _CHARACTER_ADDRESS.search(image.get("src") or "")):
        return ""
    text = plain(image.get("alt") or "")
    return text if len(text) <= LONGEST_CHARACTER else ""


def content_images(box: HtmlElement) -> list[HtmlElement]:
    """The images inside an element that can be pictures of the article, in document order."""
    return [image for image in box.iter(*IMAGES) if is_content_picture(image)]


def is_content_picture(image: HtmlElement) -> bool:
    """Whether an image can be a picture of the article rather than an icon, a counter, an avatar or a character."""
    for side in () if _has_ratio_alone(image) else ("width", "height"):
        value = (image.get(side) or "").removesuffix("px")
        if value.isdigit() and int(value) < SMALLEST_SIDE:
            return False
    style = image.get("style")
    if style and _TINY_STYLE.search(style.lower()):
        return False
    if any(
        _NOT_CONTENT & words_in_name(classes_of(one)) for one in (image, image.getparent()) if one is not None
    ):
        return False
    return not _CHARACTER_ADDRESS.search(image.get("src") or "")


def _has_ratio_alone(image: HtmlElement) -> bool:
    """Whether width and height state the shape of a picture and no pixels: AMP's layout "responsive", which is also that
    of a picture with `sizes` and no layout."""
    layout = (image.get("layout") or "").lower()
    return image.tag == "amp-img" and (
        layout == "responsive" or (not layout and image.get("sizes") is not None)
    )


def picture_of(
    image: HtmlElement, caption: HtmlElement | None, base_url: str | None
) -> IncomingPicture | None:
    """Give the picture that an image element shows, with the words of its caption element; None where there is neither
    an address nor a caption. The alternative text stands in only where the page gives no caption."""
    best = _largest(list(_renditions(image, base_url)), image)
    if best is None and caption is None:
        return None
    words, credit = caption_words(caption) if caption is not None else ("", "")
    is_alternative = False
    if not words and not credit:
        alternative = plain(image.get("alt") or image.get("title") or "")
        words, credit = ("", "") if _FILE_NAME.search(alternative) else split_credit(alternative)
        is_alternative = bool(words)
    if best is None:
        return IncomingPicture(None, words, credit)
    return IncomingPicture(
        best.address, words, credit, width=best.width, height=best.height, is_alternative=is_alternative
    )


@dataclass(frozen=True, slots=True)
class _Offered:
    """A file that an image element names: the rank of its attribute, its width where stated, and a number to compare
    it by where only its density is."""

    rank: int
    address: str
    width: int | None
    breadth: float


_RANK_OF_SRC, _RANK_OF_SET, _RANK_OF_LAZY, _RANK_OF_LARGEST = 1, 2, 3, 4


def _largest(offered: list[_Offered], image: HtmlElement) -> Rendition | None:
    """The largest of the files: that of an attribute for zooming, else the original of a sized one, else the widest of
    those with a known width, else that of the attribute of the highest rank."""
    if not offered:
        return None
    widths = {one.address: one.width for one in offered if one.width}
    top = max(one.rank for one in offered)
    if top >= _RANK_OF_LAZY:
        # Beside an attribute of lazy loading `src` may be a blurred preview.
        offered = [one for one in offered if one.rank != _RANK_OF_SRC]
    if top == _RANK_OF_LARGEST:
        offered = [one for one in offered if one.rank == _RANK_OF_LARGEST]
    best = max(offered, key=lambda one: (one.breadth > 0, one.breadth, one.rank))
    if width_in_address(best.address):
        best = next((one for one in offered if _is_original(one, best, widths)), best)
    return _with_size(best, widths.get(best.address), image)


def _is_original(one: _Offered, other: _Offered, widths: dict[str, int]) -> bool:
    """Whether `one` is "photo.jpg" beside "photo-300x200.jpg": as large as the photo is."""
    if one.address in widths or width_in_address(one.address):
        return False
    return photo_key(one.address) == photo_key(other.address)


def _with_size(best: _Offered, width: int | None, image: HtmlElement) -> Rendition:
    """The size of the file where it is stated: by the set, or by `width` and `height`, which give the shape."""
    stated = _pixels(image.get("width") or image.get("data-width"))
    high = _pixels(image.get("height") or image.get("data-height"))
    if _has_ratio_alone(image) and max(stated or 0, high or 0) < SMALLEST_SIDE:
        stated = high = None
    if width is None and best.rank in {_RANK_OF_SET, _RANK_OF_LARGEST}:
        return Rendition(best.address)
    if width is None:
        return Rendition(best.address, stated, high)
    return Rendition(best.address, width, round(width * high / stated) if stated and high else None)


def _pixels(value: str | None) -> int | None:
    digits = (value or "").strip().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and 0 < int(digits[:6]) <= WIDEST else None


def _renditions(image: HtmlElement, base_url: str | None) -> Iterator[_Offered]:
    """All files that an image element and the sources of its `picture` name."""
    shown = _pixels(image.get("width"))
    yield from _linked_file(image, base_url)
    for one in (image, *_sources_of(image)):
        for name, value in one.attrib.items():
            rank, is_set = _kind_of(str(name), str(value))
            if not rank:
                continue
            for candidate in candidates(str(value)) if is_set else (Candidate(str(value)),):
                address = _absolute(candidate.address, base_url)
                if address:
                    width = candidate.width
                    if candidate.density and shown:
                        width = min(round(shown * candidate.density), WIDEST)
                    breadth = width or width_in_address(address) or candidate.density or 0
                    yield _Offered(rank, address, width, breadth)


def _linked_file(image: HtmlElement, base_url: str | None) -> Iterator[_Offered]:
    """The file to which a small picture links, as galleries do, where it is the same photo."""
    link = image.getparent()
    for _ in range(FARTHEST_LINK):
        if link is None or link.tag == "a":
            break
        link = link.getparent()
    href = (link.get("href") or "") if link is not None and link.tag == "a" else ""
    if not _IMAGE_FILE.search(href):
        return
    address, shown = _absolute(href, base_url), _absolute(image.get("src") or "", base_url)
    if address and shown and photo_key(address) == photo_key(shown):
        yield _Offered(_RANK_OF_SET, address, None, width_in_address(address) or 0)


def _sources_of(image: HtmlElement) -> list[HtmlElement]:
    above = image.getparent()
    for _ in range(FARTHEST_PICTURE):
        if above is None:
            return []
        if above.tag == "picture":
            return list(above.iter("source"))
        if above.tag != "source":
            return []
        above = above.getparent()
    return []


def _kind_of(name: str, value: str) -> tuple[int, bool]:
    """The rank of an attribute among those that name the image's file, and whether it is a set; rank 0 for others."""
    if name == "src":
        return _RANK_OF_SRC, False
    if "srcset" in name:
        return _RANK_OF_SET, True
    is_data = name.startswith("data-")
    if not (is_data or "src" in name or name in {"original", "file", "zoomfile"}) or len(value) > 4000:
        return 0, False
    if _NOT_LAZY.search(name) or not _WHOLE_ADDRESS.fullmatch(value.strip()):
        return 0, False
    if not (_IMAGE_FILE.search(value) or (_LAZY.fullmatch(name) and "/" in value)):
        return 0, False
    return (_RANK_OF_LARGEST if _LARGEST.search(name) else _RANK_OF_LAZY), False


def _absolute(value: str, base_url: str | None) -> str | None:
    address = value.strip()
    if not address or address.startswith("#") or not is_photo(address):
        return None
    found = absolute_url(address, base_url)
    return found.replace(" ", "%20") if found else None


def caption_words(caption: HtmlElement) -> tuple[str, str]:
    """Give caption and credit of a caption element; the credit is an element so named, or the caption's last words."""
    whole = words_of(caption)
    for part in caption.iterdescendants():
        if isinstance(part.tag, str) and _CREDIT_CLASS.search(part.get("class") or ""):
            credit = words_of(part)
            if credit and credit in whole:
                _, name = split_credit(credit)
                return plain(whole.replace(credit, "", 1)), name or credit
    return split_credit(whole)


def holds_image(element: HtmlElement) -> bool:
    """Whether any image element stands inside."""
    return holds(element, *IMAGES)
