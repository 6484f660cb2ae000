"""Parses HTML into blocks, the form in which all later rules see a body, and writes blocks as HTML and as text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape

from lxml import etree
from lxml.html import HtmlElement

from articles.incoming import Dropped
from feeds.normalise.markup.walk import DEEPEST_WALK, Skip, Walk
from feeds.normalise.sanitise import sanitise
from feeds.raw import Block, BlockKind

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fragment:
    """The blocks of a piece of HTML, and the words that are in none of them, each with the reason."""

    blocks: tuple[Block, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def read_fragment(html: str, *, base_url: str | None) -> Fragment:
    """Give the blocks of an HTML fragment (a feed's content, an extracted body) in reading order.

    Links and pictures are absolute against `base_url`; without it, relative ones lose their address. Any input is
    read, broken markup as libxml2 repairs it; nothing is raised. No block is empty.
    """
    root = parse_fragment(html)
    if root is None:
        return Fragment()
    walk = walked(root, base_url=base_url)
    if not walk.blocks and not walk.dropped and len(html) > DEEPEST_WALK:
        # Nested deeper than the parser goes: the sanitiser removes the boxes and keeps the text.
        flat = parse_fragment(sanitise(html, base_url=base_url))
        walk = walked(flat, base_url=base_url) if flat is not None else walk
    return Fragment(tuple(located.block for located in walk.blocks), tuple(walk.dropped))


def blocks_from_html(html: str, *, base_url: str | None) -> tuple[Block, ...]:
    """Give only the blocks of `read_fragment`."""
    return read_fragment(html, base_url=base_url).blocks


def html_of(blocks: Iterable[Block]) -> str:
    """Give the body's HTML, one block a line, without pictures (they are in `RawArticle.pictures`). A block read from
    plain text gets the element of its kind."""
    parts = (block.html or _html_from_text(block) for block in blocks if block.kind is not BlockKind.PICTURE)
    return "\n".join(part for part in parts if part)


def text_of(blocks: Iterable[Block]) -> str:
    """Give the body as plain text, one paragraph, list item or table row a line. Pictures are left out."""
    return "\n".join(block.text for block in blocks if block.kind is not BlockKind.PICTURE and block.text)


def nothing_skipped(_: HtmlElement) -> str:
    """Skip no element."""
    return ""


def walked(root: HtmlElement, *, base_url: str | None, skip: Skip = nothing_skipped) -> Walk:
    """Give the finished walk over `root`: its blocks, each with its element, and what was left out. Elements for which
    `skip` gives a reason are passed over."""
    walk = Walk(base_url, skip)
    walk.into(root, (), 0)
    walk.end_paragraph(root)
    return walk


def parse_fragment(html: str) -> HtmlElement | None:
    """Parse a piece of HTML into an element that holds it; None where there is nothing to parse."""
    source = _CONTROLS.sub(" ", html)
    if not source.strip():
        return None
    try:
        root = etree.fromstring(f"<div>{source}</div>".encode(), _parser())
    except (etree.LxmlError, ValueError):
        return None
    return root if isinstance(root, HtmlElement) else None


@cache
def _parser() -> etree.HTMLParser:
    """A parser with one class for all elements: lxml.html's own looks the class up in Python for each element."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def _html_from_text(block: Block) -> str:
    lines = [escape(line, quote=False) for line in block.text.split("\n") if line.strip()]
    if block.kind is BlockKind.HEADING:
        return f"<h{block.level or 3}>{' '.join(lines)}</h{block.level or 3}>"
    if block.kind is BlockKind.LIST:
        return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    if block.kind is BlockKind.QUOTATION:
        return f"<blockquote>{''.join(f'<p>{line}</p>' for line in lines)}</blockquote>"
    if block.kind is BlockKind.TABLE:
        rows = ("".join(f"<td>{cell}</td>" for cell in line.split(" | ")) for line in lines)
        return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"
    if block.kind is BlockKind.PREFORMATTED:
        return f"<pre>{escape(block.text, quote=False)}</pre>"
    return f"<p>{'<br>'.join(lines)}</p>" if lines else ""
