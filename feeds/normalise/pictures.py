"""A picture as it stands in HTML: its address among the lazy-loading attributes, its caption, its credit."""

import re
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from articles.incoming import IncomingPicture
from feeds.normalise.inline import plain

# Below this a picture is an icon, a spacer or a counter.
SMALLEST_SIDE = 60  # pixels
# A caption longer than this is a paragraph that a page put into a caption class.
LONGEST_CAPTION = 700  # characters

_ADDRESS_ATTRIBUTES = (
    "data-original", "data-src", "data-lazy-src", "data-original-src", "data-full-src", "data-url", "data-image", "src",
)  # fmt: skip
_SET_ATTRIBUTES = ("data-srcset", "data-lazy-srcset", "srcset")
_CAPTION_CLASS = re.compile(
    r"caption|(?:^|[\s_-])(?:pcaption|chu-?thich|desc[_-]?image|image[_-]?desc|photo[_-]?desc|img[_-]?desc|note-?image)",
    re.IGNORECASE,
)
_CREDIT_CLASS = re.compile(
    r"credit|copyright|photo-?cms[_-]author|(?:photo|image|img)[_-]?(?:author|source|by)", re.IGNORECASE
)
_NOT_CONTENT = re.compile(
    r"avatar|icon|logo|emoji|spacer|pixel|tracking|blank\.(?:gif|png)|1x1|loading\.|placeholder|sprite|gravatar",
    re.IGNORECASE,
)
# What newspapers write before the name of the photographer, at the end of a caption. A word that may start a
# sentence about a photo counts only with a colon.
_CREDIT_WORDS = (
    "ảnh|nguồn ảnh|ảnh minh họa|hình|photo(?:s)?(?: by| credit)?|image|picture|credit|foto|fotos|crédit|imagen|фото|"
    "图|图片|摄影|图源|写真|撮影|사진|ภาพ|ພາບ|រូបភាព|รูป|صورة|الصورة|चित्र"
)
_TRAILING_CREDIT = re.compile(
    rf"(?:^|[\s.(\[–—-])(?P<mark>[(\[]?)(?:{_CREDIT_WORDS})\s*[:：]\s*(?P<name>[^.:：()\[\]]{{2,60}}?)\s*[)\]]?\.?$",
    re.IGNORECASE,
)
# Some systems fill in the name of the file where the editor wrote nothing.
_FILE_NAME = re.compile(
    r"%[0-9a-f]{2}|\.(?:jpe?g|png|gif|webp|avif)\b|^(?:img|dsc|image)[_ -]?\d+$", re.IGNORECASE
)
_PICTURE_TABLE = re.compile(
    r"(?:^|[\s_-])(?:picture|image|photo|img|tplcaption|imagetable)(?:$|[\s_-])", re.IGNORECASE
)
_PICTURE_DIV = re.compile(
    r"(?:^|[\s_-])(?:img|image|photo|picture|pic|figure)(?:[_-]?(?:box\w?|wrap(?:per)?|container|block|frame|detail|caption))?(?:$|[\s_-])",
    re.IGNORECASE,
)
# A box named after pictures that holds more words than this holds more than a caption.
LONGEST_BOX_CAPTION = 450  # characters


def split_credit(caption: str) -> tuple[str, str]:
    """Give caption and credit of a caption text: "Lễ hội. Ảnh: TTXVN" gives ("Lễ hội.", "TTXVN")."""
    match = _TRAILING_CREDIT.search(caption)
    if match is None:
        return caption, ""
    return caption[: match.start()].strip(" ([–—-") + ("." if caption[match.start()] == "." else ""), match[
        "name"
    ].strip()


def classes_of(element: HtmlElement) -> str:
    """Class and identifier of an element in one string, for matching by name."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_caption(element: HtmlElement) -> bool:
    """Whether the page itself calls this element a caption, and it is short enough to be one."""
    if element.tag == "figcaption":
        return True
    return (
        bool(_CAPTION_CLASS.search(element.get("class") or ""))
        and len(element.text_content()) <= LONGEST_CAPTION
    )


def picture_address(image: HtmlElement, base_url: str | None) -> str | None:
    """The absolute http(s) address of an `img`: a lazy-loading attribute before `src`, which then holds a stand-in."""
    for name in _ADDRESS_ATTRIBUTES:
        found = _absolute(image.get(name), base_url)
        if found:
            return found
    for name in _SET_ATTRIBUTES:
        candidates = [part.split() for part in re.split(r",\s+", image.get(name) or "") if part.strip()]
        if candidates:
            return _absolute(max(candidates, key=_width)[0], base_url)
    return None


def _absolute(value: str | None, base_url: str | None) -> str | None:
    address = (value or "").strip()
    if not address or address.startswith(("data:", "blob:", "#")):
        return None
    try:
        joined = urljoin(base_url or "", address)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in {"http", "https"} and parts.netloc else None


def _width(candidate: list[str]) -> float:
    size = candidate[1].rstrip("wx") if len(candidate) > 1 else "0"
    return float(size) if size.replace(".", "", 1).isdigit() else 0.0


def is_content_picture(image: HtmlElement) -> bool:
    """Whether an `img` can be a picture of the article rather than an icon, a counter or an avatar."""
    for side in ("width", "height"):
        value = (image.get(side) or "").removesuffix("px")
        if value.isdigit() and int(value) < SMALLEST_SIDE:
            return False
    return not _NOT_CONTENT.search(f"{classes_of(image)} {image.get('src') or image.get('data-src') or ''}")


def picture_of(
    image: HtmlElement, caption: HtmlElement | None, base_url: str | None
) -> IncomingPicture | None:
    """Give the picture that an `img` shows with the words of its caption element; None where there is neither address
    nor caption. The alternative text stands in only where the page gives no caption."""
    address = picture_address(image, base_url)
    words, credit = caption_words(caption) if caption is not None else ("", "")
    if not words and not credit:
        told = plain(image.get("alt") or image.get("title") or "")
        words, credit = ("", "") if _FILE_NAME.search(told) else split_credit(told)
    if address is None and caption is None:
        return None
    return IncomingPicture(url=address, caption=words, credit=credit)


def caption_words(caption: HtmlElement) -> tuple[str, str]:
    """Give caption and credit of a caption element; the credit is an element so named, or the caption's last words."""
    whole = plain(" ".join(caption.itertext()))
    for part in caption.iterdescendants():
        if isinstance(part.tag, str) and _CREDIT_CLASS.search(part.get("class") or ""):
            credit = plain(part.text_content())
            if credit and credit in whole:
                _, name = split_credit(credit)
                return plain(whole.replace(credit, "", 1)), name or credit
    return split_credit(whole)


def is_picture_box(element: HtmlElement) -> bool:
    """Whether an element is there for a picture: a figure, a widget of type Photo, a table of pictures and captions,
    or a small box named after pictures."""
    if element.tag not in {"figure", "table", "div"} or _holds(element, "table"):
        return False
    if not _holds(element, "img"):
        return element.tag == "figure" and _holds(element, "figcaption")
    words = len(plain(element.text_content()))
    if words > LONGEST_CAPTION:
        return False
    names = element.get("class") or ""
    if (
        element.tag == "figure"
        or (element.get("type") or "").lower() == "photo"
        or "wp-caption" in names.split()
    ):
        return True
    if words > LONGEST_BOX_CAPTION or _holds(element, "h2", "ul", "ol", "form"):
        return False
    if element.tag == "div":
        return (
            bool(_PICTURE_DIV.search(names))
            and len(element.findall(".//p")) < 3
            and element.find(".//a/p") is None
        )
    if _PICTURE_TABLE.search(names):
        return True
    rows = element.findall(".//tr")
    return len(rows) <= 2 and all(len(row.findall("td")) <= 2 for row in rows)


def _holds(element: HtmlElement, *tags: str) -> bool:
    """Whether any of these elements stands inside; a tenth of the time of a path."""
    return next(element.iterdescendants(*tags), None) is not None


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
            (
                cell
                for cell in box.iter("td", "th")
                if plain(cell.text_content()) and cell.find(".//img") is None
            ),
            None,
        )
    return None
