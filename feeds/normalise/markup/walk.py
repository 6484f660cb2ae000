"""The walk over a parsed tree in reading order, which gives its blocks and what was left out of them.

Inline content is collected as runs (`inline`); a block element or two line breaks end a paragraph.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape, unescape

from lxml.html import HtmlElement

from articles.incoming import Dropped, IncomingPicture
from feeds.normalise import inline
from feeds.normalise.inline import BREAK, Run, plain, run_of
from feeds.normalise.markup import lists, picture_boxes, picture_elements, preformatted, tables
from feeds.normalise.markup.elements import (
    BLOCKS,
    HEADING_LEVELS,
    READINGS,
    SILENT,
    WITHOUT_WORDS,
    all_words_of,
    holds,
    is_struck,
    quotation_marks,
    reason_of_silence,
    words_of,
)
from feeds.normalise.markup.picture_elements import IMAGES
from feeds.normalise.markup.platform_blocks import is_platform_block
from feeds.normalise.markup.styles import is_bold_heading, is_button_after, is_caption_by_style
from feeds.normalise.pictures import photo_key
from feeds.normalise.sanitise import absolute_link, sanitise
from feeds.raw import Block, BlockKind

# The walk is recursive and Python's stack is limited: deeper elements are read as plain text.
DEEPEST_WALK = 150  # elements
# Some systems wrap the whole page in one form; a shorter form has no prose.
LONGEST_FORM = 400  # characters

_MARKS = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
}
# All others that need more than their words; a test of this set comes first, as most elements are none.
_SPECIAL = frozenset({"br", "a", "q", "rp", "s", "strike", "del"}) | IMAGES | READINGS
_OPENING_TAG = re.compile(r"^<(\w+)[^>]*>|</\w+>$")
_QUOTATION_TAG = re.compile(r"</?blockquote>")
_HREF = re.compile(r'<a href="([^"]*)"')
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_PLACE = re.compile(r"location|dateline|place", re.IGNORECASE)

# The reason for which an element is passed over, "" for one that is read.
Skip = Callable[[HtmlElement], str]


@dataclass(frozen=True, slots=True)
class LocatedBlock:
    """A block and the element it was read from."""

    block: Block
    element: HtmlElement


@dataclass(slots=True)
class Walk:
    """State of a walk: the blocks so far, the runs of the current paragraph and the pictures inside it (`waiting`), and
    what was left out. A `flat` walk gives runs only: block elements in it separate words."""

    base_url: str | None
    skip: Skip
    dropped: list[Dropped] = field(default_factory=list)
    flat: bool = False
    passing_over: frozenset[HtmlElement] = frozenset()
    blocks: list[LocatedBlock] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    waiting: list[LocatedBlock] = field(default_factory=list)
    # The last picture block whose caption is an element of the page rather than its alternative text.
    captioned: Block | None = None

    def inner(self) -> "Walk":
        return Walk(self.base_url, self.skip, self.dropped)

    def text(self, text: str, marks: tuple[str, ...] = ()) -> None:
        self.runs.append(run_of(text, marks))

    def into(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        """Read text and children of an element; the caller reads its tail."""
        if depth > DEEPEST_WALK:
            self.text(all_words_of(element), marks)
            return
        if element.text:
            self.text(element.text, marks)
        for child in element:
            # As `child` does, but without a frame of Python's stack for each level.
            if isinstance(child.tag, str):
                if child.tag in SILENT or self.skip(child):
                    self.silent(child, marks, depth + 1)
                elif not self.passing_over or child not in self.passing_over:
                    self.one(child, marks, depth + 1)
            if child.tail:
                self.text(child.tail, marks)

    def child(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        """Read an element, or record what it says where it is left out."""
        if element.tag in SILENT or self.skip(element):
            self.silent(element, marks, depth)
        elif element not in self.passing_over:
            self.one(element, marks, depth)

    def silent(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        """Leave out an element that is not read; figures for browsers without scripts are."""
        if element.tag == "noscript" and _is_figures(element) and not self.skip(element):
            self.into(element, marks, depth)
        else:
            self.leave_out(element)

    def leave_out(self, element: HtmlElement, reason: str = "") -> None:
        """Record the words of an element that is not read; the pictures in `noscript` are."""
        if element.tag in WITHOUT_WORDS:
            return
        if not reason and element.tag == "noscript" and not self.skip(element):
            for image in picture_elements.content_images(element):
                self.picture(image)
        words = all_words_of(element)
        if _LETTER_OR_DIGIT.search(words):
            self.dropped.append(
                Dropped(words, reason or self.skip(element) or reason_of_silence(element.tag))
            )

    def one(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        tag = element.tag
        if tag in BLOCKS:
            if self.flat:
                self.runs.append(Run(" "))
                self.into(element, marks, depth)
                self.runs.append(Run(" "))
                return
            self.end_paragraph(element.getparent() if element.getparent() is not None else element)
            self.block_element(element, marks, depth)
        elif tag in _MARKS:
            self.into(element, (*marks, f"<{_MARKS[tag]}>"), depth)
        elif tag in _SPECIAL:
            self.special(element, marks, depth)
        elif element.get("style") and is_struck(element):
            self.leave_out(element, "struck out")
        elif self.waiting and not self.flat and picture_elements.is_caption(element):
            self.end_paragraph(element)
            self.caption_of_last(element)
        else:
            self.into(element, marks, depth)
            if tag == "span" and self.is_dateline(element):
                # The dash after this dateline is drawn by the style sheet; without one the words run together.
                self.runs.append(Run(" - ", marks))

    @staticmethod
    def is_dateline(element: HtmlElement) -> bool:
        tail = element.tail
        return bool(tail and tail[0].isalpha() and _PLACE.search(element.get("class") or ""))

    def special(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        tag = element.tag
        if tag == "br":
            self.runs.append(Run(BREAK))
        elif tag == "a":
            self.link(element, marks, depth)
        elif tag in IMAGES:
            if characters := picture_elements.character_of(element):
                self.text(characters, marks)
            else:
                self.picture(element)
            if tag != "img":
                self.leave_out(element, "fallback text")
        elif tag in READINGS:
            # The reading of the characters before it: without brackets it would run into them.
            if plain(element.text_content()):
                self.text("(", marks)
                self.into(element, marks, depth)
                self.text(")", marks)
        elif tag == "q":
            # Browsers write the marks of this quotation.
            before, after = quotation_marks(element)
            self.text(before, marks)
            self.into(element, marks, depth)
            self.text(after, marks)
        elif tag == "rp":
            # Brackets for browsers that cannot set readings; words in them are none of the article.
            self.leave_out(element, "bracket of a reading")
        elif is_struck(element):
            self.leave_out(element, "struck out")
        else:
            self.into(element, marks, depth)

    def link(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        """An element `a`; without an address it is an anchor, and its words are text."""
        previous = element.getprevious()
        if (
            previous is not None
            and previous.tag == "a"
            and not previous.tail
            and plain(previous.text_content())
        ):
            if is_button_after(previous, element):
                self.leave_out(element, "button")
                return
            self.runs.append(Run(" ", marks))
        address = (element.get("href") or "").strip()
        href = absolute_link(address, self.base_url) if address else None
        if href is None or any(mark.startswith("<a ") for mark in marks):
            self.into(element, marks, depth)
        else:
            self.into(element, (*marks, f'<a href="{escape(href)}">'), depth)

    def block_element(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        tag = element.tag
        names = element.get("class")
        if names and is_platform_block(names):
            self.leave_out(element, "block of the platform")
        elif tag in HEADING_LEVELS:
            self.heading(element)
        elif tag in lists.LISTS:
            self.listing(element, marks, depth)
        elif tag == "blockquote":
            self.quotation(element, depth)
        elif tag == "pre":
            self.preformatted(element)
        elif tag == "table":
            self.table(element, marks, depth)
        elif tag == "form" and len(all_words_of(element)) < LONGEST_FORM:
            self.leave_out(element, "form")
        elif picture_boxes.is_picture_box(element):
            self.picture_box(element)
        elif picture_elements.is_caption(element) and not picture_boxes.is_caption_of_words(element):
            self.caption(element, marks, depth)
        elif not marks and not len(element):
            self.words(element)
        else:
            self.into(element, marks, depth)
            self.end_paragraph(element)

    def words(self, element: HtmlElement) -> None:
        """A block of text without child elements, as most paragraphs are: the same result as by runs, but faster."""
        text = plain(element.text or "")
        self.keep(BlockKind.PARAGRAPH, text, f"<p>{escape(text, quote=False)}</p>", element)

    def end_paragraph(self, element: HtmlElement) -> None:
        if self.runs:
            for piece in inline.paragraphs(self.runs):
                self.paragraph(piece, element)
            self.runs = []
        if self.waiting:
            self.blocks.extend(self.waiting)
            self.waiting = []

    def paragraph(self, runs: list[Run], element: HtmlElement) -> None:
        text = inline.text_of(runs)
        last = self.blocks[-1].block if self.blocks else None
        if (
            last is not None
            and last.picture
            and last is not self.captioned
            and is_caption_by_style(runs, text, element)
        ):
            self.caption_of_last(element)
        elif is_bold_heading(runs, text):
            unmarked = [
                Run(run.text, tuple(mark for mark in run.marks if mark != "<strong>")) for run in runs
            ]
            self.add(BlockKind.HEADING, text, f"<h3>{inline.html_of(unmarked)}</h3>", element, level=3)
        else:
            self.add(BlockKind.PARAGRAPH, text, f"<p>{inline.html_of(runs)}</p>", element)

    def add(self, kind: BlockKind, text: str, markup: str, element: HtmlElement, *, level: int = 0) -> None:
        self.keep(kind, text, sanitise(markup, base_url=None), element, level=level)

    def keep(self, kind: BlockKind, text: str, html: str, element: HtmlElement, *, level: int = 0) -> None:
        """Append a block whose `html` is sanitised; one without words is left out."""
        if not _LETTER_OR_DIGIT.search(text):
            return
        links = tuple(unescape(href) for href in _HREF.findall(html)) if "<a " in html else ()
        self.blocks.append(LocatedBlock(Block(kind, text, html, level, links), element))

    def heading(self, element: HtmlElement) -> None:
        level = HEADING_LEVELS[element.tag]
        inner = self.inner()
        inner.into(element, (), DEEPEST_WALK // 2)
        inner.end_paragraph(element)
        texts = [located.block for located in inner.blocks if located.block.kind is not BlockKind.PICTURE]
        text = plain(" ".join(block.text for block in texts))
        markup = " ".join(_OPENING_TAG.sub("", block.html.strip()) for block in texts)
        self.add(BlockKind.HEADING, text, f"<h{level}>{markup}</h{level}>", element, level=level)
        self.blocks.extend(one for one in inner.blocks if one.block.kind is BlockKind.PICTURE)

    def listing(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        if lists.is_list_of_boxes(element):
            self.into(element, marks, depth)
            self.end_paragraph(element)
        elif holds(element, *IMAGES) and picture_boxes.is_picture_list(element):
            for item in element:
                self.cell_of_pictures(item, None)
        else:
            lists.read_list(self, element)

    def runs_of(self, element: HtmlElement, passing_over: frozenset[HtmlElement] = frozenset()) -> list[Run]:
        """The inline content of a list item or table cell; block elements in it only separate words."""
        part = Walk(self.base_url, self.skip, self.dropped, flat=True, passing_over=passing_over)
        if element.tag in IMAGES or element.tag == "a":
            part.one(element, (), 0)
        else:
            part.into(element, (), 0)
        self.blocks.extend(part.waiting)
        return part.runs

    def quotation(self, element: HtmlElement, depth: int) -> None:
        inner = self.inner()
        inner.into(element, (), depth)
        inner.end_paragraph(element)
        words = [located.block for located in inner.blocks if located.block.kind is not BlockKind.PICTURE]
        kinds = {block.kind for block in words}
        if not kinds <= {BlockKind.PARAGRAPH, BlockKind.QUOTATION} or len(words) < len(inner.blocks):
            # A layout box rather than a quotation: its blocks keep their own kinds.
            self.blocks.extend(inner.blocks)
            return
        markup = "".join(_QUOTATION_TAG.sub("", block.html) for block in words)
        text = "\n".join(block.text for block in words)
        self.add(BlockKind.QUOTATION, text, f"<blockquote>{markup}</blockquote>", element)

    def preformatted(self, element: HtmlElement) -> None:
        if preformatted.is_gutter(element):
            self.leave_out(element, preformatted.LINE_NUMBERS)
            return
        whole, left_out = preformatted.read_preformatted(element)
        text = whole.strip("\n")
        self.dropped += left_out
        self.add(BlockKind.PREFORMATTED, text.strip(), f"<pre>{escape(text, quote=False)}</pre>", element)
        for image in picture_elements.content_images(element):
            self.picture(image)

    def table(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        if holds(element, *IMAGES):
            if not holds(element, "table") and tables.is_photo_table(element):
                tables.read_photo_table(self, element)
                return
            if picture_boxes.is_picture_box(element):
                self.picture_box(element)
                return
        if tables.is_layout(element):
            self.into(element, marks, depth)
            self.end_paragraph(element)
        else:
            tables.read_data_table(self, element)

    def picture(self, image: HtmlElement) -> None:
        """An image inside a paragraph: its block follows the paragraph's."""
        if not picture_elements.is_content_picture(image):
            return
        found = picture_elements.picture_of(image, None, self.base_url)
        if found is None:
            return
        last = self.waiting[-1].block.picture if self.waiting else None
        if last and last.url and found.url and photo_key(last.url) == photo_key(found.url):
            # The same photo for browsers without scripts.
            return
        self.waiting.append(LocatedBlock(_picture_block(found), image))

    def picture_box(self, element: HtmlElement) -> None:
        caption = picture_boxes.caption_in(element)
        self.pictures_with_caption(element, caption)
        self.leave_out_beside(element, caption)

    def cell_of_pictures(self, element: HtmlElement, caption: HtmlElement | None) -> None:
        """A cell or item with pictures; the caption is `caption`, else the words beside them."""
        own = caption if caption is not None else element if words_of(element) else None
        self.pictures_with_caption(element, own)
        if caption is not None:
            self.leave_out_beside(element, None)

    def pictures_with_caption(self, element: HtmlElement, caption: HtmlElement | None) -> None:
        found: list[tuple[IncomingPicture, HtmlElement]] = []
        for image in picture_elements.content_images(element):
            picture = picture_elements.picture_of(image, None, self.base_url)
            if picture is None:
                continue
            keys = [photo_key(one.url) for one, _ in found if one.url]
            if picture.url and photo_key(picture.url) not in keys:
                found.append((picture, image))
        self.blocks.extend(LocatedBlock(_picture_block(picture), image) for picture, image in found)
        if caption is not None:
            # One caption below several photos of a figure is that of them all.
            is_of_all = len(found) > 1 and element.tag == "figure"
            self.caption_of_last(caption) if found and not is_of_all else self.lone_caption(caption)

    def leave_out_beside(self, element: HtmlElement, caption: HtmlElement | None) -> None:
        """Record the words in a picture's box that are not its caption."""
        if caption is element:
            return
        taken = words_of(caption) if caption is not None else ""
        whole = all_words_of(element)
        if inline.key_of(whole) != inline.key_of(taken) and _LETTER_OR_DIGIT.search(whole):
            self.dropped.append(Dropped(whole, "words beside a picture"))

    def caption(self, element: HtmlElement, marks: tuple[str, ...], depth: int) -> None:
        """A caption after its picture, or one whose picture is not in the page."""
        if holds(element, *IMAGES):
            self.into(element, marks, depth)
            self.end_paragraph(element)
        elif tables.is_caption_of_table(element):
            return
        elif picture_boxes.is_own_caption_of_gallery(element):
            self.lone_caption(element)
        else:
            self.caption_of_last(element)

    def caption_of_last(self, element: HtmlElement) -> None:
        """Give the caption to the picture just before it, where it has none yet."""
        last = self.blocks[-1] if self.blocks else None
        words, credit = picture_elements.caption_words(element)
        if (
            last is None
            or last.block.picture is None
            or last.block is self.captioned
            or not (words or credit)
        ):
            self.lone_caption(element)
            return
        credit = credit or last.block.picture.credit
        picture = replace(last.block.picture, caption=words, credit=credit, is_alternative=False)
        self.captioned = _picture_block(picture)
        self.blocks[-1] = LocatedBlock(self.captioned, last.element)
        self.record_unshown(element)

    def lone_caption(self, element: HtmlElement) -> None:
        words, credit = picture_elements.caption_words(element)
        if words or credit:
            self.captioned = _picture_block(IncomingPicture(None, words, credit))
            self.blocks.append(LocatedBlock(self.captioned, element))
            self.record_unshown(element)
        else:
            self.leave_out(element, "caption of which no word is shown")

    def record_unshown(self, caption: HtmlElement) -> None:
        for one in caption.iterdescendants("s", "strike", "del", "rp"):
            self.leave_out(one, "bracket of a reading" if one.tag == "rp" else "struck out")


def _picture_block(picture: IncomingPicture) -> Block:
    return Block(BlockKind.PICTURE, plain(picture.caption), picture=picture)


def _is_figures(noscript: HtmlElement) -> bool:
    """Whether a `noscript` holds figures and nothing else: their captions are read as those of other figures."""
    words = [noscript.text, *(child.tail for child in noscript)]
    return (
        len(noscript) > 0
        and all(one.tag == "figure" for one in noscript)
        and not "".join(filter(None, words)).strip()
    )
