"""An HTML fragment becomes blocks: the one form in which every later rule sees a body, and back again.

The walk is over the parsed tree, in reading order. What is inline is gathered as runs (`inline`); a block element or
two line breaks end the paragraph.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape

from lxml import etree
from lxml.html import HtmlElement

from articles.incoming import IncomingPicture
from feeds.normalise import inline, pictures
from feeds.normalise.inline import BREAK, Run, plain, run_of
from feeds.normalise.sanitise import absolute_link, sanitise
from feeds.raw import Block, BlockKind

# Python's own stack is the limit of a recursive walk. What is nested deeper is read as plain text.
DEEPEST_WALK = 150  # elements
DEEPEST_LIST = 8  # levels
# A subheading that is only bold has no mark of its own; beyond this it is a bold paragraph, often the lead.
LONGEST_BOLD_HEADING = 100  # characters
# A table whose cells hold whole paragraphs carries layout, not data.
LONGEST_DATA_CELL = 400  # characters

SILENT = frozenset(
    "script style noscript template iframe object embed svg math button input select textarea head title meta link "  # noqa: SIM905 - words in a row read better than a list
    "video audio canvas map".split()
)
_BLOCK = frozenset(
    "p div section article main header footer aside nav address center body html details summary form dl dt dd fieldset "  # noqa: SIM905 - words in a row read better than a list
    "legend hr figure figcaption li tr td th tbody thead tfoot caption".split()
)
_INLINE = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
}
_HEADING_LEVELS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_HREF = re.compile(r'<a href="([^"]*)"')
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_ENDS_A_SENTENCE = (".", ",", ";", "!", "…", "。", "，", "；", "！", "،", "।", "»", ")", '"', "”", ":")

_PLACE = re.compile(r"location|dateline|place", re.IGNORECASE)

Skip = Callable[[HtmlElement], bool]


@dataclass(frozen=True, slots=True)
class LocatedBlock:
    """A block together with the element it was read from."""

    block: Block
    element: HtmlElement


def blocks_from_html(html: str, *, base_url: str | None) -> tuple[Block, ...]:
    """Give the blocks of an HTML fragment (a feed's content, an extracted body) in reading order.

    Links and pictures are absolute against `base_url`; without it, relative ones lose their address. Any input is
    read, broken markup as libxml2 repairs it; nothing is raised. No block is empty or repeats the one before it.
    """
    root = parse_fragment(html)
    if root is None:
        return ()
    found = located_blocks(root, base_url=base_url)
    if not found and len(html) > DEEPEST_WALK:
        # Nested beyond what the parser follows: the cleaner takes the boxes away and leaves the text.
        flat = parse_fragment(sanitise(html, base_url=base_url))
        found = located_blocks(flat, base_url=base_url) if flat is not None else []
    return tuple(located.block for located in found)


def html_of(blocks: Iterable[Block]) -> str:
    """Give the body's HTML, one block a line. Pictures travel apart from it (`RawArticle.pictures`) and are left out;
    a block that came from plain text gets the element of its kind."""
    parts = (block.html or _html_from_text(block) for block in blocks if block.kind is not BlockKind.PICTURE)
    return "\n".join(part for part in parts if part)


def text_of(blocks: Iterable[Block]) -> str:
    """Give the body as plain text, one paragraph, list item or table row a line. Pictures are left out."""
    return "\n".join(block.text for block in blocks if block.kind is not BlockKind.PICTURE and block.text)


def located_blocks(
    root: HtmlElement, *, base_url: str | None, skip: Skip = lambda _: False
) -> list[LocatedBlock]:
    """Give the blocks under `root`, each with its element; elements for which `skip` is true are passed over."""
    walk = _Walk(base_url, skip)
    walk.into(root, (), 0)
    walk.end_paragraph(root)
    return walk.blocks


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
    """One class for all elements: lxml.html's own parser looks the class up by name, in Python, for each element."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


@dataclass(slots=True)
class _Walk:
    """One walk: the runs of the paragraph being read, the pictures seen inside it, and the blocks so far."""

    base_url: str | None
    skip: Skip
    blocks: list[LocatedBlock] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    waiting: list[LocatedBlock] = field(default_factory=list)

    def into(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        """Read text and children of an element; the caller reads its tail."""
        if depth > DEEPEST_WALK:
            self.runs.append(run_of(" ".join(element.itertext()), marks))
            return
        self.runs.append(run_of(element.text or "", marks))
        for child in element:
            if isinstance(child.tag, str) and child.tag not in SILENT and not self.skip(child):
                self.one(child, marks, depth + 1)
            self.runs.append(run_of(child.tail or "", marks))

    def one(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        tag = element.tag
        if tag == "br":
            self.runs.append(Run(BREAK))
        elif tag == "img":
            self.picture(element, None, inside=True)
        elif tag in _INLINE:
            self.into(element, (*marks, f"<{_INLINE[tag]}>"), depth)
        elif tag == "a":
            href = absolute_link(element.get("href") or "", self.base_url)
            link = (
                ()
                if href is None or any(mark.startswith("<a ") for mark in marks)
                else (f'<a href="{escape(href)}">',)
            )
            self.into(element, (*marks, *link), depth)
        elif tag in _BLOCK or tag in _HEADING_LEVELS or tag in {"ul", "ol", "blockquote", "table", "pre"}:
            self.end_paragraph(element.getparent() if element.getparent() is not None else element)
            self.block_element(element, marks, depth)
        else:
            self.into(element, marks, depth)
            if (
                tag == "span"
                and _PLACE.search(element.get("class") or "")
                and (element.tail or "")[:1].isalpha()
            ):
                # A dateline whose dash is drawn by the style sheet; without it the words would run together.
                self.runs.append(Run(" - ", marks))

    def block_element(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        tag = element.tag
        if tag in _HEADING_LEVELS:
            self.heading(element)
        elif tag in {"ul", "ol"} and not _holds_blocks(element):
            self.list_element(element)
        elif tag == "blockquote":
            self.quotation(element, depth)
        elif tag == "pre":
            self.preformatted(element)
        elif tag == "table" and not _is_layout(element) and not pictures.is_picture_box(element):
            self.table(element)
        elif pictures.is_picture_box(element):
            self.picture_box(element)
        elif pictures.is_caption(element):
            self.caption(element, marks, depth)
        elif not marks and not len(element):
            self.words(element)
        else:
            self.into(element, marks, depth)
            self.end_paragraph(element)

    def words(self, element: HtmlElement) -> None:
        """A box of nothing but text, as most paragraphs are: what runs would come to, without the way around."""
        text = plain(element.text or "")
        self.keep(BlockKind.PARAGRAPH, text, f"<p>{escape(text, quote=False)}</p>", element)

    def end_paragraph(self, element: HtmlElement) -> None:
        for piece in inline.paragraphs(self.runs):
            self.paragraph(piece, element)
        self.runs = []
        self.blocks.extend(self.waiting)
        self.waiting = []

    def paragraph(self, runs: list[Run], element: HtmlElement) -> None:
        text = inline.text_of(runs)
        if _is_bold_heading(runs, text):
            unmarked = [
                Run(run.text, tuple(mark for mark in run.marks if mark != "<strong>")) for run in runs
            ]
            self.add(BlockKind.HEADING, text, f"<h3>{inline.html_of(unmarked)}</h3>", element, level=3)
        else:
            self.add(BlockKind.PARAGRAPH, text, f"<p>{inline.html_of(runs)}</p>", element)

    def add(self, kind: BlockKind, text: str, markup: str, element: HtmlElement, *, level: int = 0) -> None:
        self.keep(kind, text, sanitise(markup, base_url=None), element, level=level)

    def keep(self, kind: BlockKind, text: str, html: str, element: HtmlElement, *, level: int = 0) -> None:
        """Keeps a block, its HTML as clean as the cleaner would leave it; but none without words, and none twice."""
        if not _LETTER_OR_DIGIT.search(text):
            return
        previous = self.blocks[-1].block if self.blocks else None
        if previous is not None and previous.kind is kind and previous.text == text:
            return
        links = tuple(unescape(href) for href in _HREF.findall(html)) if "<a " in html else ()
        self.blocks.append(LocatedBlock(Block(kind, text, html, level, links), element))

    def heading(self, element: HtmlElement) -> None:
        level = _HEADING_LEVELS[element.tag]
        inner = _Walk(self.base_url, self.skip)
        inner.into(element, (), DEEPEST_WALK // 2)
        images = inner.waiting
        inner.end_paragraph(element)
        texts = [located.block for located in inner.blocks if located.block.kind is not BlockKind.PICTURE]
        text = plain(" ".join(block.text for block in texts))
        markup = " ".join(re.sub(r"^<(\w+)[^>]*>|</\w+>$", "", block.html.strip()) for block in texts)
        self.add(BlockKind.HEADING, text, f"<h{level}>{markup}</h{level}>", element, level=level)
        self.blocks.extend(images)

    def list_element(self, element: HtmlElement) -> None:
        lines, markup = self.list_items(element, 0)
        self.add(BlockKind.LIST, "\n".join(lines), markup, element)

    def list_items(self, element: HtmlElement, depth: int) -> tuple[list[str], str]:
        lines: list[str] = []
        items: list[str] = []
        for item in element:
            if not isinstance(item.tag, str) or item.tag in SILENT or self.skip(item):
                continue
            # Below some levels nesting says nothing any more, and the text is read flat.
            nested = (
                [child for child in item.iter("ul", "ol") if _nearest_item(child) is item]
                if depth < DEEPEST_LIST
                else []
            )
            runs = self.runs_of(item, passing_over=set(nested))
            own = inline.text_of(runs)
            below_lines: list[str] = []
            below_markup = ""
            for child in nested:
                more, inner = self.list_items(child, depth + 1)
                below_lines, below_markup = below_lines + more, below_markup + inner
            if own or below_lines:
                lines += ([own] if own else []) + below_lines
                items.append(f"<li>{inline.html_of(runs)}{below_markup}</li>")
        return lines, f"<{element.tag}>{''.join(items)}</{element.tag}>"

    def runs_of(self, element: HtmlElement, passing_over: set[HtmlElement] | None = None) -> list[Run]:
        """The inline content of an item or a cell, in which block elements only separate words."""
        part = _Walk(self.base_url, lambda one: self.skip(one) or one in (passing_over or ()))
        gathered: list[Run] = []
        _gather(part, element, (), gathered, 0)
        self.blocks.extend(part.waiting)
        return gathered

    def quotation(self, element: HtmlElement, depth: int) -> None:
        inner = _Walk(self.base_url, self.skip)
        inner.into(element, (), depth)
        inner.end_paragraph(element)
        words = [located.block for located in inner.blocks if located.block.kind is not BlockKind.PICTURE]
        if any(block.kind not in {BlockKind.PARAGRAPH, BlockKind.QUOTATION} for block in words) or len(
            words
        ) < len(inner.blocks):
            # A box rather than a quotation: what it holds keeps its own kinds.
            self.blocks.extend(inner.blocks)
            return
        markup = "".join(re.sub(r"</?blockquote>", "", block.html) for block in words)
        self.add(
            BlockKind.QUOTATION,
            "\n".join(block.text for block in words),
            f"<blockquote>{markup}</blockquote>",
            element,
        )

    def preformatted(self, element: HtmlElement) -> None:
        text = element.text_content().strip("\n")
        self.add(BlockKind.PREFORMATTED, text.strip(), f"<pre>{escape(text, quote=False)}</pre>", element)

    def table(self, element: HtmlElement) -> None:
        lines: list[str] = []
        rows: list[str] = []
        for row in element.iter("tr"):
            cells = [(cell, self.runs_of(cell)) for cell in row if cell.tag in {"td", "th"}]
            texts = [inline.text_of(runs) for _, runs in cells]
            if any(texts):
                lines.append(" | ".join(texts))
                rows.append(
                    "<tr>" + "".join(_cell(cell, inline.html_of(runs)) for cell, runs in cells) + "</tr>"
                )
        caption = element.find("caption")
        title = plain(caption.text_content()) if caption is not None else ""
        head = f"<caption>{escape(title, quote=False)}</caption>" if title else ""
        markup = f"<table>{head}<tbody>{''.join(rows)}</tbody></table>"
        self.add(BlockKind.TABLE, "\n".join(([title] if title else []) + lines), markup, element)

    def picture(self, image: HtmlElement, caption: HtmlElement | None, *, inside: bool = False) -> None:
        if not pictures.is_content_picture(image):
            return
        found = pictures.picture_of(image, caption, self.base_url)
        if found is not None:
            (self.waiting if inside else self.blocks).append(LocatedBlock(_picture_block(found), image))

    def picture_box(self, element: HtmlElement) -> None:
        images = [image for image in element.iter("img") if pictures.is_content_picture(image)]
        caption = pictures.caption_in(element)
        for image in images[:-1]:
            self.picture(image, None)
        if images:
            self.picture(images[-1], caption)
        elif caption is not None:
            self.lone_caption(caption)

    def caption(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        """A caption that follows its picture as the next element, or that stands where a picture was lost."""
        if element.find(".//img") is not None:
            self.into(element, marks, depth)
            self.end_paragraph(element)
            return
        last = self.blocks[-1] if self.blocks else None
        words, credit = pictures.caption_words(element)
        if last is not None and last.block.picture is not None and (words or credit):
            told = IncomingPicture(last.block.picture.url, words, credit or last.block.picture.credit)
            self.blocks[-1] = LocatedBlock(_picture_block(told), last.element)
        else:
            self.lone_caption(element)

    def lone_caption(self, element: HtmlElement) -> None:
        words, credit = pictures.caption_words(element)
        if words or credit:
            self.blocks.append(LocatedBlock(_picture_block(IncomingPicture(None, words, credit)), element))


def _gather(walk: _Walk, element: HtmlElement, marks: tuple[str, ...], into: list[Run], depth: int) -> None:
    """Append all runs under an element, block boundaries turned into spaces."""
    if depth > DEEPEST_WALK:
        into.append(run_of(" ".join(element.itertext()), marks))
        return
    into.append(run_of(element.text or "", marks))
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT and not walk.skip(child):
            if (
                child.tag in _BLOCK
                or child.tag in _HEADING_LEVELS
                or child.tag in {"ul", "ol", "table", "blockquote", "pre"}
            ):
                into.append(Run(" "))
                _gather(walk, child, marks, into, depth + 1)
                into.append(Run(" "))
            elif child.tag in _INLINE:
                _gather(walk, child, (*marks, f"<{_INLINE[child.tag]}>"), into, depth + 1)
            elif child.tag == "a" and (href := absolute_link(child.get("href") or "", walk.base_url)):
                nested = any(mark.startswith("<a ") for mark in marks)
                _gather(
                    walk, child, marks if nested else (*marks, f'<a href="{escape(href)}">'), into, depth + 1
                )
            elif child.tag == "br":
                into.append(Run(BREAK))
            elif child.tag == "img":
                walk.picture(child, None, inside=True)
            else:
                _gather(walk, child, marks, into, depth + 1)
        into.append(run_of(child.tail or "", marks))


def _nearest_item(element: HtmlElement) -> HtmlElement | None:
    return next(element.iterancestors("li"), None)


def _holds_blocks(listing: HtmlElement) -> bool:
    """Whether a list is a layout of boxes (several paragraphs, tables or figures in an item) rather than a list."""
    return any(
        item.find(".//table") is not None
        or item.find(".//figure") is not None
        or item.find(".//blockquote") is not None
        or len(item.findall(".//p")) > 1
        for item in listing.iter("li")
    )


def _is_layout(table: HtmlElement) -> bool:
    """Whether a table only places things: nested tables, one cell a row, cells of whole paragraphs or with pictures."""
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    if len(rows) < 2 or all(len(cells) < 2 for cells in rows) or table.find(".//table") is not None:
        return (
            not any(len(cells) > 1 for cells in rows)
            or table.find(".//table") is not None
            or _has_prose(rows)
        )
    return _has_prose(rows)


def _has_prose(rows: list[list[HtmlElement]]) -> bool:
    return any(len(plain(cell.text_content())) > LONGEST_DATA_CELL for cells in rows for cell in cells)


def _is_bold_heading(runs: list[Run], text: str) -> bool:
    """Whether a paragraph is surely a subheading: all bold, short, on one line, no link, not ending like a sentence."""
    if (
        len(text) > LONGEST_BOLD_HEADING
        or text.endswith(_ENDS_A_SENTENCE)
        or not any(ch.isalpha() for ch in text)
    ):
        return False
    worded = [run for run in runs if run.text.strip()]
    return not any(run.text == BREAK for run in runs) and all(
        "<strong>" in run.marks and not any(mark.startswith("<a ") for mark in run.marks) for run in worded
    )


def _cell(cell: HtmlElement, inner: str) -> str:
    spans = "".join(
        f' {name}="{escape(cell.get(name))}"' for name in ("colspan", "rowspan") if cell.get(name)
    )
    return f"<{cell.tag}{spans}>{inner}</{cell.tag}>"


def _picture_block(picture: IncomingPicture) -> Block:
    return Block(BlockKind.PICTURE, plain(picture.caption), picture=picture)


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
