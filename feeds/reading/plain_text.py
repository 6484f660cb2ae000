"""Reads the article in the plain-text dump of a page.

A dump is a republished page saved as text: one paragraph a line, with the platform's furniture above and below. This
module recognises shapes (headline, byline, lead, captions of lost pictures, lists, tables, subheadings);
`feeds.normalise.furniture` removes the furniture.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from articles.incoming import Dropped, IncomingPicture
from feeds.normalise.characters import clean_lines
from feeds.normalise.furniture import (
    CAPTION_MAX_WIDTH,
    PROSE_MIN_WIDTH,
    dateline,
    is_prose,
    remove_furniture,
    split_byline,
)
from feeds.normalise.signature import with_signature_line
from feeds.raw import Block, BlockKind, RawArticle
from feeds.vocabulary import Vocabulary, fold_phrase, vocabulary
from feeds.vocabulary.lines import TERMINAL, UNPUNCTUATED, LineKind, classify, split_credit, width

# The byline is within this many lines from the top: brand, menu, tagline, headline, lead.
BYLINE_WITHIN_LINES = 8
HEADLINE_MAX_WIDTH = 300
# A breadcrumb ends in at least this many characters of the headline.
PATH_MIN_SHARED = 12
# The longest line without a full stop that may be a headline above a byline or below a brand line.
BRANDED_HEADLINE_MAX_WIDTH = 200
# Without brand line, byline or repetition only a short line above a clearly longer one is a headline.
BARE_HEADLINE_MAX_WIDTH = 180
HEADING_MAX_WIDTH = 160
# Thai, Lao, Khmer and Burmese have no full stop: a subheading must be much shorter than its text.
UNPUNCTUATED_HEADING_MAX_WIDTH = 90
UNPUNCTUATED_RATIO = 2.5
PUNCTUATED_RATIO = 1.2
# A line below the picture is its caption where it is at most this part of the article's usual paragraph.
CAPTION_RATIO = 0.5
MIN_PROSE_AFTER_CAPTION = 2
LOOK_BELOW = 10
# A dash opens list items, but also remarks in a conversation, which are longer.
DASHED_ITEM_MAX_WIDTH = 300
SHOWN_OF_LEFTOVER = 120

_MENU_KINDS = frozenset({LineKind.BANNER, LineKind.LANGUAGE_NAME, LineKind.SECTION})
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:-]*(?:\s[^<>]*)?/?>|<!--[^<>]*-->|<![a-zA-Z][^<>]*>")
_BREAKING_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|section|article|figure|figcaption|blockquote)\b", re.I
)
_EMBEDDED = re.compile(r"<image>[^<]*</image>|data:image/[\w.+-]+;base64,[A-Za-z0-9+/=…]*", re.IGNORECASE)
_MARKDOWN_PICTURE = re.compile(r"!\[([^\[\]\n]{0,300})\]\(\s*([^()\s]*)[^()\n]*\)")
_MARKDOWN_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,300})\]\((https?://[^()\s]+)\)")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_BULLET = re.compile(r"(?P<mark>[•●▪◦‣·*+–—-])\s+(?P<item>\S.*)")
_TABLE_RULE = re.compile(r"[\s|:+-]*-{3,}[\s|:+-]*")
# A line that ends in one of these goes on below; it is no heading.
_GOES_ON = ",;:，；：、،؛"
_SECOND_SENTENCE = re.compile(r"[.!?…][\"'”’»)]*\s+[«“\"(]?[A-ZÀ-ÖØ-ÞĐĂƠƯА-ЯЁЇІЄҐΑ-Ω]\w{2}|[。！？।].")
_NUMBERED = re.compile(r"\(?\d{1,3}[.)]\s")


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above the body, and the lines of the body (`body`)."""

    title: str = ""
    lead: str = ""
    publisher: str = ""
    author: str = ""
    published_text: str = ""
    has_byline: bool = False
    body: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def read_text(text: str, *, input: str) -> RawArticle:
    """The article in the plain-text dump `text`, one paragraph a line; `input` is the path it was read from.

    Never raises: a dump without an article gives an article without blocks and a warning that says so. A dump
    without a headline gives an empty title. The language is not known yet, so furniture is recognised in all.
    """
    words = vocabulary("")
    cleaned, leftovers = _without_markup(text)
    lines = [line for line in clean_lines(cleaned).split("\n") if line]
    head = _read_head(lines, words)
    blocks, dropped = _read_blocks(head.body)
    blocks, repeated = _with_pictures(blocks, head.title, words)
    article = RawArticle(
        input=input,
        kind="text",
        title=_plain(head.title)[0].text,
        lead=head.lead,
        blocks=tuple(blocks),
        author=head.author,
        publisher=head.publisher,
        published_text=head.published_text,
        dropped=(*leftovers, *head.dropped, *dropped, *repeated),
        raw=text,
    )
    article = _with_lead(with_signature_line(remove_furniture(article, language="")), head)
    return _finished(article, words)


def _finished(article: RawArticle, words: Vocabulary) -> RawArticle:
    blocks = _with_headings(article.blocks, words)
    warnings = article.warnings
    if not any(block.kind is not BlockKind.PICTURE for block in blocks):
        what = "nothing but furniture" if article.raw.strip() else "no text at all"
        warnings = (*warnings, f"The input holds {what}: no paragraph of an article was found in it.")
    pictures = tuple(block.picture for block in blocks if block.picture)
    return replace(article, blocks=blocks, pictures=pictures, warnings=warnings)


def _without_markup(text: str) -> tuple[str, list[Dropped]]:
    """`text` without remains of HTML, embedded images and empty Markdown pictures, and the pieces removed."""
    leftovers: list[Dropped] = []

    def cut(match: re.Match[str]) -> str:
        leftovers.append(Dropped(_shown(match[0]), "markup left in the text"))
        return "\n" if _BREAKING_TAG.match(match[0]) else ""

    def cut_picture(match: re.Match[str]) -> str:
        if match[2].startswith(("http://", "https://")):
            return match[0]
        return cut(match)

    text = _EMBEDDED.sub(cut, text)
    for element in ("script", "style"):
        text = _without_element(text, element, leftovers)
    text = _TAG.sub(cut, text)
    text = _MARKDOWN_PICTURE.sub(cut_picture, text)
    return _MARKDOWN_LINK.sub(r"\1", text), leftovers


def _without_element(text: str, element: str, leftovers: list[Dropped]) -> str:
    """Cuts `<element>…</element>` with its content; searched by hand, as a pattern would take quadratic time."""
    lowered, pieces, position = text.lower(), [], 0
    if len(lowered) != len(text):
        return text
    while (start := lowered.find(f"<{element}", position)) >= 0:
        end = lowered.find(f"</{element}>", start)
        if end < 0:
            break
        end += len(element) + 3
        pieces.append(text[position:start])
        leftovers.append(Dropped(_shown(text[start:end]), "markup left in the text"))
        position = end
    return "".join((*pieces, text[position:]))


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN_OF_LEFTOVER else f"{text[:SHOWN_OF_LEFTOVER]}… ({len(text)} characters)"


def _read_head(lines: Sequence[str], words: Vocabulary) -> _Head:
    dropped: list[Dropped] = []
    above: list[str] = []
    branded = False
    for index, line in enumerate(lines):
        # After two paragraphs a date belongs to a signature, not a byline.
        prose = sum(1 for each in above[1:] if is_prose(Block(BlockKind.PARAGRAPH, each)))
        if len(above) > BYLINE_WITHIN_LINES or prose > 1:
            break
        furniture = classify(line, words)
        dated = furniture is None or furniture.kind is LineKind.POSTED
        byline = split_byline(line) if dated else None
        if byline:
            dropped.append(Dropped(line, "byline"))
            return _head_with_byline(above, byline, lines[index + 1 :], dropped)
        if furniture and furniture.kind in _MENU_KINDS and not above:
            branded = branded or furniture.kind is LineKind.BANNER
            dropped.append(Dropped(line, furniture.kind))
            continue
        if not above and _is_path_to(line, lines[index + 1 : index + 3]):
            dropped.append(Dropped(line, "path to the page"))
            continue
        if furniture and furniture.kind in {LineKind.COUNTER, LineKind.INVITATION} and len(above) > 1:
            break
        above.append(line)
    rest = lines[len(dropped) :]
    return _head_without_byline(rest, dropped, branded=branded, words=words)


def _is_path_to(line: str, below: Sequence[str]) -> bool:
    """Whether the line is a breadcrumb whose parts ran together and end in the headline below, perhaps cut off:
    “HomeNewsA sample head...” above “A sample headline”."""
    for headline in below:
        at = line.find(headline[:PATH_MIN_SHARED])
        shared = line[at:].rstrip(". …")
        if at > 0 and len(shared) >= PATH_MIN_SHARED and headline.startswith(shared):
            return width(line) <= HEADLINE_MAX_WIDTH and width(headline) <= HEADLINE_MAX_WIDTH
    return False


def _head_with_byline(
    above: Sequence[str], byline: tuple[str, str, str], below: Sequence[str], dropped: list[Dropped]
) -> _Head:
    publisher, author, date = byline
    title, lead, body = "", "", list(below)
    if above:
        at = _headline_index(above, below)
        if at is None:
            body = [*above, *below]
        else:
            title = above[at]
            dropped.extend(Dropped(line, "tagline above the headline") for line in above[:at])
            if at + 1 < len(above):
                lead = above[at + 1]
                body = [*above[at + 2 :], *below]
    elif body and _is_headline_above(body, 0):
        title, body = body[0], body[1:]
    return _Head(title, lead, publisher, author, date, True, tuple(body), tuple(dropped))


def _headline_index(above: Sequence[str], below: Sequence[str]) -> int | None:
    """The index of the headline among the lines above the byline: the one that the page repeats, else the last that is
    no sentence, else the first."""
    repeated = set(below)
    fitting = [index for index, line in enumerate(above) if width(line) <= HEADLINE_MAX_WIDTH]
    for index in fitting:
        if above[index] in repeated:
            return index
    for index in reversed(fitting):
        if _is_heading_shape(above[index], BRANDED_HEADLINE_MAX_WIDTH) and not dateline(above[index]):
            return index
    return fitting[0] if fitting and fitting[0] == 0 else None


def _head_without_byline(
    lines: Sequence[str], dropped: list[Dropped], *, branded: bool, words: Vocabulary
) -> _Head:
    for index, line in enumerate(lines[:3]):
        if width(line) <= HEADLINE_MAX_WIDTH and line in lines[index + 1 :] and not classify(line, words):
            taglines = [Dropped(above, "tagline above the headline") for above in lines[:index]]
            return _Head(title=line, body=tuple(lines[index + 1 :]), dropped=(*dropped, *taglines))
    if len(lines) > 1 and not classify(lines[0], words):
        first = lines[0]
        short = width(first) <= (HEADLINE_MAX_WIDTH if branded else BARE_HEADLINE_MAX_WIDTH)
        if short and (
            _is_headline_above(lines, 0)
            or (branded and not dateline(first) and width(first) <= BRANDED_HEADLINE_MAX_WIDTH)
        ):
            return _Head(title=first, body=tuple(lines[1:]), dropped=tuple(dropped))
    return _Head(body=tuple(lines), dropped=tuple(dropped))


def _is_headline_above(lines: Sequence[str], index: int) -> bool:
    """Whether the line is a heading by its shape: short, no sentence, and running text below it."""
    line = lines[index]
    if index + 1 >= len(lines) or not _is_heading_shape(line, BARE_HEADLINE_MAX_WIDTH) or dateline(line):
        return False
    return _is_text_under(line, lines[index + 1])


def _is_heading_shape(line: str, limit: int) -> bool:
    if UNPUNCTUATED.search(line):
        limit = min(limit, UNPUNCTUATED_HEADING_MAX_WIDTH)
    if width(line) > limit or TERMINAL.search(line) or line.rstrip("\"'”’»)").endswith(tuple(_GOES_ON)):
        return False
    return any(character.isalpha() for character in line) and not _BULLET.match(line) and "|" not in line


def _is_text_under(heading: str, below: str) -> bool:
    ratio = UNPUNCTUATED_RATIO if UNPUNCTUATED.search(heading) else PUNCTUATED_RATIO
    return width(below) >= ratio * width(heading) and is_prose(Block(BlockKind.PARAGRAPH, below))


def _read_blocks(lines: Sequence[str]) -> tuple[list[Block], list[Dropped]]:
    blocks: list[Block] = []
    dropped: list[Dropped] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        run = _run_of(lines, index)
        if "|" in line and (run or not line.replace("|", "").strip()):
            blocks_of_table, remains = _table(lines[index : index + max(run, 1)])
            blocks.extend(blocks_of_table)
            dropped.extend(remains)
        elif run:
            items = [match["item"] for entry in lines[index : index + run] if (match := _BULLET.match(entry))]
            blocks.append(Block(BlockKind.LIST, "\n".join(items)))
        else:
            blocks.extend(_plain(line))
        index += max(run, 1)
    return blocks, dropped


def _run_of(lines: Sequence[str], index: int) -> int:
    """How many lines from `index` on are one table or one list; 0 where the line is neither."""
    line = lines[index]
    if "|" in line:
        end = index
        while end < len(lines) and ("|" in lines[end] or (end > index and _TABLE_RULE.fullmatch(lines[end]))):
            end += 1
        return end - index if end - index > 1 or line.startswith("|") or line.endswith("|") else 0
    match = _BULLET.match(line)
    if not match:
        return 0
    dashed = match["mark"] in "–—-+"
    end = index
    while end < len(lines) and (item := _BULLET.match(lines[end])) and item["mark"] == match["mark"]:
        if dashed and width(lines[end]) > DASHED_ITEM_MAX_WIDTH:
            break
        end += 1
    return end - index if end - index > 1 or (end > index and not dashed) else 0


def _table(lines: Sequence[str]) -> tuple[list[Block], list[Dropped]]:
    """The blocks of a table; a table with one cell a row is the frame of a picture with its caption."""
    rows: list[str] = []
    dropped: list[Dropped] = []
    single = True
    for line in lines:
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        filled = [cell for cell in cells if cell]
        if not filled or _TABLE_RULE.fullmatch(line):
            dropped.append(Dropped(line, "remains of a table"))
            continue
        single = single and len(filled) == 1
        rows.append(filled[0] if len(filled) == 1 else " | ".join(cells))
    if not rows:
        return [], dropped
    if single:
        return [block for row in rows for block in _plain(row)], dropped
    return [Block(BlockKind.TABLE, "\n".join(rows))], dropped


def _plain(line: str) -> list[Block]:
    picture = _MARKDOWN_PICTURE.fullmatch(line)
    if picture:
        caption = picture[1].strip()
        return [Block(BlockKind.PICTURE, caption, picture=IncomingPicture(picture[2], caption))]
    heading = _MARKDOWN_HEADING.fullmatch(line)
    if heading:
        return [Block(BlockKind.HEADING, heading[2].strip(" #*"), level=min(max(len(heading[1]), 2), 4))]
    if line.startswith("> "):
        return [Block(BlockKind.QUOTATION, line[2:].strip())]
    if len(line) > 4 and line.startswith("**") and line.endswith("**") and "**" not in line[2:-2]:
        line = line[2:-2].strip()
    return [Block(BlockKind.PARAGRAPH, line)]


def _with_pictures(
    blocks: Sequence[Block], title: str, words: Vocabulary
) -> tuple[list[Block], list[Dropped]]:
    """Find the captions of lost pictures: below the headline repeated as alternative text, or a line that stands twice
    (as alternative text and as caption)."""
    usual = [room for block in blocks if is_prose(block) and (room := width(block.text)) >= PROSE_MIN_WIDTH]
    kept: list[Block] = []
    dropped: list[Dropped] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        below = blocks[index + 1] if index + 1 < len(blocks) else None
        if title and block.kind is BlockKind.PARAGRAPH and fold_phrase(block.text) == fold_phrase(title):
            dropped.append(Dropped(block.text, "headline repeated"))
            if below and _is_caption(below, blocks[index + 2 : index + LOOK_BELOW], usual, words):
                kept.append(_captioned(below.text, words))
                index += 1
        elif below and _is_doubled_caption(block, below, words):
            dropped.append(Dropped(block.text, "caption repeated"))
            kept.append(_captioned(below.text, words))
            index += 1
        else:
            kept.append(block)
        index += 1
    return kept, dropped


def _captioned(caption: str, words: Vocabulary) -> Block:
    text, credit = split_credit(caption, words) or (caption, "")
    return Block(BlockKind.PICTURE, text, picture=IncomingPicture(None, text, credit))


def _is_doubled_caption(block: Block, below: Block, words: Vocabulary) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or block.text != below.text or width(block.text) < 20:
        return False
    return width(block.text) <= HEADLINE_MAX_WIDTH and classify(block.text, words) is None


def _is_caption(block: Block, below: Sequence[Block], usual: Sequence[int], words: Vocabulary) -> bool:
    """Whether the line after a picture's alternative text is its caption and not a paragraph: it ends in a credit, or it
    is one sentence that opens as captions do or is much shorter than the article's paragraphs."""
    text = block.text
    if block.kind is not BlockKind.PARAGRAPH or width(text) > CAPTION_MAX_WIDTH or classify(text, words):
        return False
    if split_credit(text, words):
        return True
    prose_below = sum(1 for other in below if is_prose(other))
    if (
        _NUMBERED.match(text)
        or dateline(text)
        or text.endswith((":", "："))
        or prose_below < MIN_PROSE_AFTER_CAPTION
    ):
        return False
    if _SECOND_SENTENCE.search(text):
        return False
    opening = fold_phrase(text)
    if any(opening.startswith(f"{phrase} ") for phrase in words.folded["caption_opening"]):
        return True
    return bool(usual) and width(text) <= CAPTION_RATIO * median(usual)


def _with_lead(article: RawArticle, head: _Head) -> RawArticle:
    """The lead: above the byline, or the first paragraph below it, or the one between headline and picture."""
    if article.lead or not article.title or len(article.blocks) < 2:
        return article
    first, second = article.blocks[0], article.blocks[1]
    before_picture = second.kind is BlockKind.PICTURE
    if first.kind is not BlockKind.PARAGRAPH or not (head.has_byline or before_picture):
        return article
    if not is_prose(first) or not any(is_prose(block) for block in article.blocks[1:]):
        return article
    if _NUMBERED.match(first.text) or first.text.endswith((":", "：")):
        return article
    return replace(article, lead=first.text, blocks=article.blocks[1:])


def _with_headings(blocks: Sequence[Block], words: Vocabulary) -> tuple[Block, ...]:
    """Short lines without a full stop above running text become headings; two in a row may, three are a list."""
    marked = list(blocks)
    for index in range(len(marked) - 2, -1, -1):
        block, below = marked[index], marked[index + 1]
        if block.kind is not BlockKind.PARAGRAPH or not _is_heading_shape(block.text, HEADING_MAX_WIDTH):
            continue
        if split_credit(block.text, words):
            continue
        twice = below.kind is BlockKind.HEADING and not (
            index + 2 < len(marked) and marked[index + 2].kind is BlockKind.HEADING
        )
        if twice or below.kind is BlockKind.LIST or _is_text_under(block.text, below.text):
            marked[index] = Block(BlockKind.HEADING, block.text, level=2)
    return tuple(marked)
