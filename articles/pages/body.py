"""The body of an article in parts: its HTML cut where pictures stand, each picture before the part that follows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from articles.pages.values import ShownPicture

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*>")
_HEADING = re.compile(r"<(?P<slash>/?)h(?P<level>[1-6])(?P<rest>(?:\s[^>]*)?)>")
# Of a block that an editor changed, so much of its words at least is there still.
MOSTLY_THE_SAME = 0.5
# Blocks that were changed together in pairs; of more, each stands where the one of its number does.
MOST_COMPARED = 100
_VOID = frozenset({"br", "hr", "img"})


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture of the body. `is_shown` is false where only its caption may or can be: the source allows no pictures,
    or there is no file. `is_first` is true for the first file that the page shows."""

    picture: ShownPicture
    is_shown: bool
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A piece of the body's HTML (whole blocks; may be empty) and the pictures that stand before it."""

    pictures: tuple[PlacedPicture, ...]
    html: str


def body_of(html: str, pictures: Sequence[ShownPicture], *, allowed: bool) -> list[BodyPart]:
    """Give the parts of a body whose HTML is `html`, with all pictures of the article in their order; `allowed` says
    whether the source allows them to be shown.

    A picture stands before the block whose number is its `place`. One without a place was declared beside the text: it
    opens the body where the text has no pictures, else it follows the text.
    """
    placed = _placed(pictures, allowed)
    if not placed:
        return [BodyPart((), html)]
    blocks = blocks_of(html)
    places = _places(placed, len(blocks))
    parts: list[BodyPart] = []
    cuts = sorted(set(places))
    if cuts[0] > 0:
        parts.append(BodyPart((), "".join(blocks[: cuts[0]])))
    for start, end in zip(cuts, [*cuts[1:], len(blocks)], strict=True):
        here = tuple(one for one, place in zip(placed, places, strict=True) if place == start)
        parts.append(BodyPart(here, "".join(blocks[start:end])))
    return parts


def opening_of(pictures: Sequence[ShownPicture], *, allowed: bool) -> list[BodyPart]:
    """Give the one part of a body that may not be shown: the article's first picture, without text."""
    placed = _placed(pictures, allowed)
    first = next((one for one in placed if one.is_first), None) or next(iter(placed), None)
    return [BodyPart((first,), "")] if first else []


def _placed(pictures: Sequence[ShownPicture], allowed: bool) -> list[PlacedPicture]:
    """The pictures of which the page can say anything."""
    first = next((one for one in pictures if one.is_shown), None) if allowed else None
    placed = [
        PlacedPicture(one, is_shown=allowed and one.is_shown, is_first=one is first) for one in pictures
    ]
    return [one for one in placed if one.is_shown or one.picture.caption]


def _places(placed: Sequence[PlacedPicture], end: int) -> list[int]:
    in_text = any(one.picture.place is not None for one in placed)
    places: list[int] = []
    for number, one in enumerate(placed):
        if one.picture.place is not None:
            places.append(min(one.picture.place, end))
        else:
            places.append(end if in_text or number else 0)
    return places


def blocks_of(html: str) -> list[str]:
    """Cut sanitised HTML, in which every tag is closed, into its outermost elements; joined they give `html` again."""
    blocks: list[str] = []
    depth = start = 0
    for tag in _TAG.finditer(html):
        if tag[2] in _VOID:
            continue
        depth += -1 if tag[1] else 1
        if depth == 0:
            blocks.append(html[start : tag.end()])
            start = tag.end()
    if start < len(html):
        blocks[-1:] = ["".join((*blocks[-1:], html[start:]))]
    return blocks


def places_moved(old: str, new: str, places: Sequence[int]) -> list[int]:
    """Where pictures stand in a text that was changed from `old` to `new`, both sanitised HTML: before the block that
    followed them, or the one that stands in its place; at the end still where they were at the end."""
    # White space between blocks is none of them: the first of a text has none before it.
    before, after = ([block.strip() for block in blocks_of(html)] for html in (old, new))
    following = [len(after)] * (len(before) + 1)
    for kind, first, end, other, other_end in SequenceMatcher(
        a=before, b=after, autojunk=False
    ).get_opcodes():
        for number in range(first, end):
            following[number] = min(other + number - first, other_end)
        if kind == "replace" and other_end - other != end - first:
            following[first:end] = (
                _likest(before[first:end], after[other:other_end], other) or following[first:end]
            )
    return [following[min(place, len(before))] for place in places]


def _likest(old: Sequence[str], new: Sequence[str], start: int) -> list[int]:
    """Where each of some blocks stands among more or fewer that took their place, the first of which is `start`: at the one
    that has most of its words, else where the next of them stands. Empty where none has."""
    if len(old) * len(new) > MOST_COMPARED:
        return []
    places: list[int] = []
    place = start + len(new)
    for block in reversed(old):
        alike = [SequenceMatcher(None, block.split(), one.split()).quick_ratio() for one in new]
        if max(alike) > MOSTLY_THE_SAME:
            place = start + alike.index(max(alike))
        places.append(place)
    return [] if min(places) == start + len(new) else places[::-1]


def headings_in_order(html: str) -> str:
    """Article HTML with its headings counted from h2 and no level left out, below the one h1 of the page.

    A source's own page may start at h3 or jump to h5; who listens to a page's outline would look for what is missing.
    """
    levels: list[int] = []
    closing = ""

    def numbered(tag: re.Match[str]) -> str:
        nonlocal closing
        if tag["slash"]:
            return f"</h{closing or 2}>"
        level = int(tag["level"])
        while levels and levels[-1] >= level:
            levels.pop()
        levels.append(level)
        closing = str(min(len(levels) + 1, 6))
        return f"<h{closing}{tag['rest']}>"

    return _HEADING.sub(numbered, html)
