"""Which addresses show one photo, which of them is the largest, and which show no photo at all.

Publishers give one photo in many sizes: in a `srcset`, in `media:group`, as `og:image`. The size stands in the address
("photo-300x200.jpg", "/thumb_w/640/photo.jpg", "photo.jpg?w=800"); without it the addresses are equal.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from articles.incoming import IncomingPicture

# Below this a picture is an icon, a spacer or a counter.
SMALLEST_SIDE = 60  # pixels
# File names below this are numbers and words that two photos of one publisher may share ("1", "anh", "cover").
SHORTEST_OWN_NAME = 8  # characters
ADDRESSES_KEPT = 1024

_EXTENSION = re.compile(r"(?:\.(?:jpe?g|jfif|png|gif|webp|avif|bmp|tiff?|heic))+$", re.IGNORECASE)
_ANY_EXTENSION = re.compile(r"\.[a-z0-9]{2,5}$")
_SIZE_ENDING = re.compile(
    r"(?:[-_.]?(?:\d{2,4}x\d{1,4}|\d{2,4}[wh]|w\d{2,4}|h\d{2,4})|[-_](?:scaled|thumb(?:nail)?|small|medium|large|xlarge|original)|@\dx|=[swh]\d{1,4}(?:-[a-z]{1,3}\d{0,4})*)+$"
)
_SIZE_SEGMENT = re.compile(
    r"\d{2,4}[x_]\d{0,4}|(?:w|h|s|q|width|height|size)[-_=:]?\d{1,4}(?:[-_,x]?[whq]?[-_=:]?\d{1,4})*|"
    r"thumb(?:nail)?s?(?:[_-][\w-]+)?|zoom|resized?|fit-in|crop|scaled?|quality|width|height|w|h|small|medium|large|"
    r"original|full|[swh]\d{1,4}(?:-[a-z]{1,3}\d{0,4})+|[a-z]{1,3}_[\w.:-]+(?:,[a-z]{1,3}_[\w.:-]+)+"
)
_SIZE_NAME = re.compile(r"(?:width|height|size|quality|resized?|thumb(?:nail)?s?(?:[_-][a-z]+)?|zoom|w|h)")
_NUMBER_SEGMENT = re.compile(r"\d{3,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HOST_SEGMENT = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
_SIZE_PARAMETERS = frozenset(
    "w h width height size sz s resize fit crop q quality auto fm format dpr ssl strip mode scale imwidth impolicy "  # noqa: SIM905 - words in a row read better than a list
    "maxwidth maxheight max v ver version rect mw mh".split()
)
_WIDTH_IN_ADDRESS = (
    re.compile(r"[-_./](\d{2,4})x\d{1,4}(?=[-_.@/]|$)"),
    re.compile(r"[?&](?:w|width|imwidth|maxwidth|mw)=(\d{2,4})\b"),
    re.compile(r"[?&](?:resize|fit)=(\d{2,4})[,x%]"),
    re.compile(r"[/,_-](?:w|width|thumb_w)[-_=:/]?(\d{2,4})(?=[-_,./]|$)"),
    re.compile(r"[/_-](\d{2,4})w(?=[-_./]|$)"),
    re.compile(r"/(\d{3,4})[x_]\d{0,4}/"),
    re.compile(r"/(?!(?:19|20)\d\d/)(\d{3,4})/(?=[^/]*$)"),
)
_WORD = re.compile(r"[a-z]+(?![a-z])|\d+x\d+|\d+")
# These words make a file a stand-in wherever they are in its name; of the others the whole name must consist.
_STAND_IN = re.compile(
    r"placeholder|lazyload|spacer|(?:^|[^a-z0-9])1x1(?![0-9])|no[-_]?(?:image|photo|img)(?![a-z])"
)
_STAND_IN_WORDS = frozenset(
    "loading loader load spinner blank pixel transparent trans lazy grey gray white empty default image img photo picture "  # noqa: SIM905 - words in a row read better than a list
    "thumb thumbnail dot clear preload preloader bg background holder px ajax".split()
)
_STAND_IN_SIGNS = _STAND_IN_WORDS - {
    *("image", "img", "photo", "picture", "thumb", "thumbnail", "background", "bg", "px"),
}
_NOT_PHOTO = frozenset(
    "avatar avatars gravatar userpic icon icons favicon logo logos emoji emojis smiley smilies sprite sprites pixel "  # noqa: SIM905 - words in a row read better than a list
    "tracking tracker beacon twemoji badge".split()
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file of a photo: its absolute address, and its size in pixels where stated. `is_default` where the publisher
    says that this is the one to show."""

    address: str
    width: int | None = None
    height: int | None = None
    is_default: bool = False


def one_picture(
    renditions: Sequence[Rendition], *, caption: str = "", credit: str = ""
) -> IncomingPicture | None:
    """Give the one picture of a photo that is offered in several sizes (`media:group`, `srcset`): the default one, else
    the widest, else the first. Stand-ins, avatars and counters are no renditions; None where nothing else is left."""
    fitting = [one for one in renditions if is_photo(one.address, one.width, one.height)]
    if not fitting:
        return None
    best = next((one for one in fitting if one.is_default), None) or max(fitting, key=_breadth)
    return IncomingPicture(best.address, caption, credit, width=best.width, height=best.height)


def _breadth(rendition: Rendition) -> int:
    return rendition.width or width_in_address(rendition.address) or 0


def is_photo(address: str, width: int | None = None, height: int | None = None) -> bool:
    """Whether an address can be that of a photo: no stand-in of lazy loading, no icon, avatar or counter."""
    if any(side is not None and side < SMALLEST_SIDE for side in (width, height)):
        return False
    return not is_stand_in(address) and not (_NOT_PHOTO & words_in_name(_path_and_host(address)))


def is_stand_in(address: str) -> bool:
    """Whether an address is that of an image shown until the real one is loaded, by its file name."""
    if address.startswith(("data:", "blob:", "about:", "javascript:")):
        return True
    name = _ANY_EXTENSION.sub("", address.partition("?")[0].rpartition("/")[2].lower())
    if _STAND_IN.search(name):
        return True
    words = _WORD.findall(name)
    letters = {word for word in words if word.isalpha()}
    return bool(letters & _STAND_IN_SIGNS) and letters <= _STAND_IN_WORDS


def words_in_name(name: str) -> set[str]:
    """The words of a class, file name or path, in lower case: "siteLogo-2" gives {"site", "logo", "2"}."""
    return set(_WORD.findall(_CAMEL.sub(" ", name).lower()))


def _path_and_host(address: str) -> str:
    return address.partition("?")[0].partition("#")[0]


def width_in_address(address: str) -> int | None:
    """The width in pixels that an address names ("photo-300x200.jpg", "?w=800"); None where it names none."""
    for pattern in _WIDTH_IN_ADDRESS:
        match = pattern.search(address)
        if match:
            return int(match[1])
    return None


@lru_cache(maxsize=ADDRESSES_KEPT)
def photo_key(address: str) -> str:
    """Give a key that is equal for the sizes of one photo at one publisher: the address without host, size, format and
    version. Two addresses without a size that differ have different keys."""
    return _key(address, is_any_number_size=False)


@lru_cache(maxsize=ADDRESSES_KEPT)
def _loose_key(address: str) -> str:
    """As `photo_key`, but any number of three or four digits in the path that is no year counts as a size."""
    return _key(address, is_any_number_size=True)


def _key(address: str, *, is_any_number_size: bool) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    path = unicodedata.normalize("NFC", unquote(parts.path)).lower()
    is_file = _EXTENSION.search(path) is not None
    *folders, name = [segment for segment in path.split("/") if segment] or [""]
    name = _EXTENSION.sub("", name)
    kept = [
        segment
        for index, segment in enumerate(folders)
        if not _SIZE_SEGMENT.fullmatch(segment)
        and not (index == 0 and _HOST_SEGMENT.fullmatch(segment))
        and not (_NUMBER_SEGMENT.fullmatch(segment) and _is_size(folders, index, is_any_number_size))
    ]
    key = "/".join((*kept, _SIZE_ENDING.sub("", name) or name))
    if is_file or not parts.query:
        return key
    query = [pair for pair in parse_qsl(parts.query) if pair[0].lower() not in _SIZE_PARAMETERS]
    return f"{key}?{query}"


def _is_size(folders: list[str], index: int, is_any: bool) -> bool:
    if _YEAR.fullmatch(folders[index]):
        return False
    return is_any or (index > 0 and _SIZE_NAME.fullmatch(folders[index - 1]) is not None)


def is_same_photo(one: str, other: str) -> bool:
    """Whether the picture that a page or feed declares (`one`) is a picture of its text (`other`) in another size: the
    same address but for the size, or the same file name where it is long enough to be the photo's own."""
    if photo_key(one) == photo_key(other) or _loose_key(one) == _loose_key(other):
        return True
    names = [_loose_key(address).rpartition("/")[2] for address in (one, other)]
    return names[0] == names[1] and len(names[0]) >= SHORTEST_OWN_NAME and "?" not in names[0]


def distinct_pictures(
    in_text: Sequence[IncomingPicture], declared: Sequence[IncomingPicture]
) -> tuple[IncomingPicture, ...]:
    """Give each photo once in its largest size: those of the text in their order with their captions, then those that
    only the page's or the feed's metadata name (`declared`). What is no photo by its address is left out."""
    kept: list[IncomingPicture] = []
    places: dict[str, int] = {}
    for picture in in_text:
        words = picture.caption or picture.credit
        key = photo_key(picture.url) if picture.url else f"caption: {words}"
        if key in places:
            kept[places[key]] = _with_both_captions(kept[places[key]], picture)
        elif (picture.url and is_photo(picture.url)) or (picture.url is None and words):
            places[key] = len(kept)
            kept.append(picture)
    for picture in declared:
        if not picture.url or not is_photo(picture.url, picture.width, picture.height):
            continue
        same = next(
            (i for i, one in enumerate(kept) if one.url and is_same_photo(picture.url, one.url)), None
        )
        if same is None:
            kept.append(picture)
        else:
            kept[same] = _merged(kept[same], picture)
    return tuple(kept)


def _with_both_captions(one: IncomingPicture, other: IncomingPicture) -> IncomingPicture:
    """`one` in the larger size of both; where a text shows it twice with different captions, both stay. An alternative
    text is no caption beside another one."""
    if one.is_alternative or other.is_alternative:
        return _merged(one, other)
    captions = [one.caption] if other.caption in one.caption else [one.caption, other.caption]
    if one.caption and one.caption in other.caption:
        captions = [other.caption]
    return _merged(replace(one, caption=" ".join(caption for caption in captions if caption)), other)


def _merged(one: IncomingPicture, other: IncomingPicture) -> IncomingPicture:
    """`one` in the larger size of both, with the caption of `other` where its own is an alternative text."""
    larger = other if _is_larger(other, one) else one
    has_caption = bool(one.caption) and not (
        one.is_alternative and other.caption and not other.is_alternative
    )
    captioned = one if has_caption else other
    return replace(
        one,
        url=larger.url,
        width=larger.width,
        height=larger.height,
        caption=captioned.caption,
        is_alternative=captioned.is_alternative,
        credit=one.credit or other.credit,
    )


def _is_larger(one: IncomingPicture, other: IncomingPicture) -> bool:
    """Whether `one` is the larger file. An address without a size beside one with a size is the original's."""
    if not one.url or not other.url:
        return bool(one.url)
    named, other_named = width_in_address(one.url), width_in_address(other.url)
    width, other_width = one.width or named, other.width or other_named
    if width and other_width:
        return width > other_width
    if (named is None) != (other_named is None):
        return named is None
    return width is not None and other_width is None and other_named is None and named is not None
