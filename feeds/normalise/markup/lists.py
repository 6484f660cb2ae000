"""Reads lists: their items as lines, lists in lists below the item that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from articles.markup import allowed_value
from feeds.normalise import inline
from feeds.normalise.markup.elements import HEADING_LEVELS, SILENT, holds
from feeds.raw import BlockKind

if TYPE_CHECKING:
    from feeds.normalise.markup.walk import Walk

DEEPEST_LIST = 8  # levels; deeper ones are read flat
LISTS = ("ul", "ol")


def is_list_of_boxes(listing: HtmlElement) -> bool:
    """Whether a list is layout: an item holds several paragraphs, a heading, a table, a figure or a quotation."""
    return holds(listing, "table", "figure", "blockquote", *HEADING_LEVELS) or any(
        len(item.findall(".//p")) > 1 for item in listing.iter("li")
    )


def read_list(walk: Walk, listing: HtmlElement) -> None:
    """Append a list as one block."""
    lines, markup = _items(walk, listing, 0)
    walk.add(BlockKind.LIST, "\n".join(lines), markup, listing)


def _items(walk: Walk, listing: HtmlElement, depth: int) -> tuple[list[str], str]:
    lines: list[str] = []
    items: list[str] = []

    def add(own: str, markup: str, below: list[str]) -> None:
        if own or below:
            lines.extend(([own] if own else []) + below)
            items.append(f"<li>{markup}</li>")

    # Words between the items are no valid HTML, but words of the article.
    stray = inline.plain(listing.text or "")
    add(stray, inline.html_of([inline.run_of(stray, ())]), [])
    for item in listing:
        if isinstance(item.tag, str) and (item.tag in SILENT or walk.skip(item)):
            walk.leave_out(item)
        elif isinstance(item.tag, str):
            nested = _lists_in(item) if depth < DEEPEST_LIST else []
            runs = walk.runs_of(item, passing_over=frozenset(nested))
            below = [_items(walk, child, depth + 1) for child in nested]
            markup = inline.html_of(runs) + "".join(inner for _, inner in below)
            add(inline.text_of(runs), markup, [line for more, _ in below for line in more])
        stray = inline.plain(item.tail or "")
        add(stray, inline.html_of([inline.run_of(stray, ())]), [])
    return lines, f"<{listing.tag}{_start(listing)}>{''.join(items)}</{listing.tag}>"


def _start(listing: HtmlElement) -> str:
    """The attribute of a list that goes on, such as after a picture, with the number at which it does."""
    start = listing.get("start", "").strip() if listing.tag == "ol" else ""
    return f' start="{start}"' if allowed_value("start", start) else ""


def _lists_in(item: HtmlElement) -> list[HtmlElement]:
    """The lists in an item that stand in no list in it."""
    if item.tag in LISTS or not holds(item, *LISTS):
        return []
    return [child for child in item.iterdescendants(*LISTS) if _nearest_list(child, item) is None]


def _nearest_list(element: HtmlElement, item: HtmlElement) -> HtmlElement | None:
    for one in element.iterancestors():
        if one is item:
            return None
        if one.tag in LISTS:
            return one
    return None
