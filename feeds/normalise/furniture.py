"""Removes furniture (what platforms print around an article) from its blocks; a doubtful block stays.

The same rules serve plain-text dumps, feed entries and web pages. The position of a line counts as much as its words:
“Heritage” after the comment counter is a section of the platform, between two paragraphs it is a subheading. There
are three regions: the head (before the first paragraph of prose), the middle, and the tail (after the last). In the
middle only unmistakable lines are dropped. From the foot on (comment counter, “Same topic” …) everything is dropped,
unless that would be most of the article.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from articles.grouping.addresses import same_article_key
from articles.incoming import Dropped, IncomingPicture
from feeds.normalise.byline import dateline, split_byline
from feeds.normalise.characters import clean
from feeds.normalise.sanitise import sanitise
from feeds.raw import Block, BlockKind, RawArticle
from feeds.vocabulary import Vocabulary, fold_phrase, language_independent, vocabulary
from feeds.vocabulary.lines import (
    LONGEST_KEPT,
    NUMBERED_MARKER,
    TERMINAL,
    UNPUNCTUATED,
    URL,
    FurnitureLine,
    LineKind,
    classify,
    foreign_source_line,
    is_name,
    is_numbered_marker,
    split_credit,
    width,
)

__all__ = ["dateline", "is_prose", "remove_furniture", "split_byline"]

# A paragraph of prose: a sentence of some length, or a long line where the script has no full stop.
SENTENCE_MIN_WIDTH = 60
PROSE_MIN_WIDTH = 130
UNPUNCTUATED_PROSE_MIN_WIDTH = 95
# A block this long below the foot is prose; related headlines are shorter.
LONG_PROSE_MIN_WIDTH = 250
# A longer line that ends in a photo credit is a paragraph, not a caption.
CAPTION_MAX_WIDTH = 420
# Shorter paragraphs may repeat on purpose: a refrain, "(Applause)".
REPEATED_MIN_WIDTH = 80
# A signature is a name or two on a line of their own.
NAME_LINE_MAX_WIDTH = 80
# The source stands at the end; related headlines may be below it.
SOURCE_WITHIN_LAST_BLOCKS = 3
# `is_prose` is called several times for each paragraph; the cache holds one long article's.
PARAGRAPHS_KEPT = 256
# "The post … appeared first on" and the name of the site.
APPEARANCE_LINE_ADDS = 160  # characters
# Above the text a counter is followed by more than this many times the text before it.
TOP_COUNTER_RATIO = 3

_FOOT_KINDS = frozenset({LineKind.COUNTER, LineKind.INVITATION, LineKind.COMMENTS, LineKind.RELATED})
_SURE_FOOT_KINDS = frozenset({LineKind.COUNTER, LineKind.INVITATION})
# These are furniture in any region; all others only in the head or the tail.
_ANYWHERE = frozenset(
    {
        LineKind.BANNER,
        LineKind.ADVERTISEMENT,
        LineKind.COUNTER,
        LineKind.INVITATION,
        LineKind.SHARE,
        LineKind.POINTER,
    }
)
_LINKING_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.HEADING})
_PROSE_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTATION, BlockKind.TABLE})

# A full stop, a label of a few words, and an address that ends the paragraph.
_ENDS_IN_ADDRESS = re.compile(
    r"(?<=[.!?…。！？।॥៕။؟”»\"')）])\s*[(（\[]?(?P<label>[^\W\d_][^.!?…。:：៖]{1,24}?)\s*[:：៖]\s*https?://\S+\s*$"
)
_TRAILING_OPENING = re.compile(r"(?:\s|<br\s*/?>|<(?:strong|em|b|i|a|span)(?:\s[^<>]*)?>|[(（\[])+$")
_LANGUAGE_PREFIX = re.compile(r"([^:：]{2,30})[:：]\s*(?=\S)")


@dataclass(slots=True)
class _Findings:
    """What the removal finds: dropped pieces and the facts in them."""

    dropped: list[Dropped] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    publisher: str = ""
    credited_to: str = ""
    author: str = ""
    labels: list[str] = field(default_factory=list)
    posted: str = ""
    updated: str = ""

    def drop(self, text: str, reason: str) -> None:
        self.dropped.append(Dropped(text, reason))


def remove_furniture(article: RawArticle, *, language: str) -> RawArticle:
    """`article` without its furniture; every piece taken away is added to `dropped` with its reason.

    `language` is the BCP 47 tag of the text, "" where it is unknown. Along the way the addresses of source lines
    go to `origin_urls`, a publisher named by a source line to `publisher`, an author line to `author` where it is
    empty, tags to `labels`, photo credits to their pictures. A dateline stays in the text. The function may be
    applied again to its own result and then changes nothing.
    """
    words = vocabulary(language)
    findings = _Findings()
    blocks = _without_empty(article.blocks, findings)
    blocks = _without_inline(blocks, words, findings)
    blocks = _without_appearance_line(blocks, article, findings)
    blocks = _without_source_at_end(blocks, words, findings)
    blocks = _without_foot(blocks, words, findings)
    blocks = _without_lines(blocks, words, findings)
    blocks = _with_captions(blocks, words, findings)
    blocks = _without_repetitions(blocks, article, findings)
    return _applied(article, blocks, findings)


def is_prose(block: Block) -> bool:
    """Whether `block` is running text of the article by its length and its full stop."""
    if block.kind not in _PROSE_KINDS:
        return False
    text = block.text
    return _is_running_cached(text) if len(text) <= LONGEST_KEPT else _is_running(text)


def _is_running(text: str) -> bool:
    room = width(URL.sub("", text) if "://" in text else text)
    if UNPUNCTUATED.search(text):
        return room >= UNPUNCTUATED_PROSE_MIN_WIDTH
    return room >= PROSE_MIN_WIDTH or (room >= SENTENCE_MIN_WIDTH and bool(TERMINAL.search(text)))


_is_running_cached = lru_cache(maxsize=PARAGRAPHS_KEPT)(_is_running)


def _without_empty(blocks: Sequence[Block], findings: _Findings) -> list[Block]:
    kept = []
    for block in blocks:
        if block.text.strip() or (block.picture and (block.picture.url or block.picture.caption)):
            kept.append(block)
        elif block.html.strip():
            findings.drop(block.html, "empty block")
        elif block.picture and block.picture.credit:
            findings.drop(block.picture.credit, "empty block")
    return kept


def _without_inline(blocks: Sequence[Block], words: Vocabulary, findings: _Findings) -> list[Block]:
    """Cut out advertisement markers inside paragraphs, and the name of a language before the first paragraph."""
    kept = list(blocks)
    for index, block in enumerate(kept):
        if block.kind is not BlockKind.PARAGRAPH or not any(bracket in block.text for bracket in "[［【"):
            continue
        for match in NUMBERED_MARKER.finditer(block.text):
            if match[0] != block.text and is_numbered_marker(match[0], words):
                findings.drop(match[0], LineKind.ADVERTISEMENT)
                kept[index] = _shortened(kept[index], match[0])
    if kept and kept[0].kind is BlockKind.PARAGRAPH:
        prefix = _LANGUAGE_PREFIX.match(kept[0].text)
        if prefix and fold_phrase(prefix[1]) in language_independent().language_names:
            findings.drop(prefix[0].strip(), LineKind.LANGUAGE_NAME)
            kept[0] = _shortened(kept[0], prefix[0])
    return kept


def _without_appearance_line(
    blocks: Sequence[Block], article: RawArticle, findings: _Findings
) -> list[Block]:
    """“The post X appeared first on Y.” at the end, in any language: it links to the article itself and says little more
    than its headline."""
    last = blocks[-1] if blocks else None
    if last is None or len(blocks) < 2 or last.kind is not BlockKind.PARAGRAPH or not last.links:
        return list(blocks)
    title = fold_phrase(article.title)
    own = same_article_key(article.url) if article.url else ""
    says_title = bool(title) and title in fold_phrase(last.text)
    if (
        says_title
        and len(last.text) <= len(article.title) + APPEARANCE_LINE_ADDS
        and any(same_article_key(link) == own for link in last.links)
    ):
        findings.drop(last.text, "where the post appeared first")
        return list(blocks[:-1])
    return list(blocks)


def _without_source_at_end(blocks: Sequence[Block], words: Vocabulary, findings: _Findings) -> list[Block]:
    """Cut off a source line at the end of a paragraph, where its line break was lost: “… year. Source: https://…”."""
    kept = list(blocks)
    for index in range(max(len(kept) - SOURCE_WITHIN_LAST_BLOCKS, 0), len(kept)):
        block = kept[index]
        match = _ENDS_IN_ADDRESS.search(block.text) if block.kind is BlockKind.PARAGRAPH else None
        if match and words.has(match["label"], "source"):
            line = match[0].strip()
            findings.drop(line, LineKind.SOURCE)
            findings.urls.extend(URL.findall(line))
            kept[index] = replace(
                block, text=block.text[: match.start()].rstrip(), html=_cut_at(block.html, match["label"])
            )
    return kept


def _cut_at(html: str, label: str) -> str:
    """The HTML of a paragraph before the last `label`, with open tags closed; "" where that is not sure, and the HTML
    is then made from the text."""
    before, found, _ = html.rpartition(label)
    if not found or before.count("<") != before.count(">"):
        return ""
    return sanitise(_TRAILING_OPENING.sub("", before), base_url=None)


def _shortened(block: Block, part: str) -> Block:
    html = block.html.replace(part.strip(), "", 1) if part.strip() in block.html else ""
    return replace(block, text=clean(block.text.replace(part, " ", 1)), html=html)


def _without_foot(blocks: Sequence[Block], words: Vocabulary, findings: _Findings) -> list[Block]:
    lines = [classify(block.text, words) for block in blocks]
    start = _foot_start(blocks, lines, words)
    if start is None:
        return list(blocks)
    for block, line in zip(blocks[start:], lines[start:], strict=True):
        if line and line.kind is LineKind.SOURCE:
            _take(line, findings, block.links)
        findings.drop(block.text or block.html, line.kind if line else "below the foot of the article")
    return list(blocks[:start])


def _foot_start(
    blocks: Sequence[Block], lines: Sequence[FurnitureLine | None], words: Vocabulary
) -> int | None:
    rooms = [
        width(block.text) if line is None and is_prose(block) else 0
        for block, line in zip(blocks, lines, strict=True)
    ]
    for index, line in enumerate(lines):
        if line is None:
            continue
        before = sum(rooms[:index])
        long_after = sum(room for room in rooms[index:] if room >= LONG_PROSE_MIN_WIDTH)
        if line.kind in _SURE_FOOT_KINDS and long_after <= TOP_COUNTER_RATIO * before:
            return index
        labelled = line.kind in _FOOT_KINDS - _SURE_FOOT_KINDS and not long_after
        if labelled and (before or not any(rooms)):
            return index
        if line.kind is LineKind.SECTION and not long_after and _is_menu(lines[index:]):
            return index
    return None


def _is_menu(lines: Sequence[FurnitureLine | None]) -> bool:
    """Whether the rest is a menu of sections with a few headlines among them, and not an article's subheadings."""
    sections = sum(1 for line in lines if line and line.kind is LineKind.SECTION)
    return sections >= 2 and 2 * sections >= len(lines)


def _without_lines(blocks: Sequence[Block], words: Vocabulary, findings: _Findings) -> list[Block]:
    lines = [classify(block.text, words) for block in blocks]
    prose = [i for i, (b, line) in enumerate(zip(blocks, lines, strict=True)) if line is None and is_prose(b)]
    first, last = (prose[0], prose[-1]) if prose else (len(blocks), -1)
    kept: list[Block] = []
    taken_as_value = -1
    related = _related_lists(blocks, lines)
    for index, (block, line) in enumerate(zip(blocks, lines, strict=True)):
        in_head, in_tail = index < first, index > last
        if index == taken_as_value:
            continue
        if index in related:
            findings.drop(block.text, line.kind if line else "related articles")
            continue
        if line is None:
            if not in_tail or not _signature(block, index == len(blocks) - 1, words, findings):
                kept.append(block)
            continue
        beside_picture = (
            line.kind in {LineKind.CREDIT, LineKind.MEDIA} and bool(kept) and _is_picture(kept[-1])
        )
        if not _goes(block, line, in_head=in_head, in_tail=in_tail, beside_picture=beside_picture):
            kept.append(block)
            continue
        findings.drop(block.text, line.kind)
        if line.kind is LineKind.CREDIT and line.value and kept and _is_picture(kept[-1]):
            kept[-1] = _with_credit(kept[-1], line.value)
        if line.kind is LineKind.SOURCE and not line.value and not line.urls:
            taken_as_value = _value_below(blocks, lines, index, findings)
        _take(line, findings, block.links)
    return kept


def _goes(block: Block, line: FurnitureLine, *, in_head: bool, in_tail: bool, beside_picture: bool) -> bool:
    if block.kind in {BlockKind.PICTURE, BlockKind.PREFORMATTED}:
        return False
    if in_tail or beside_picture:
        return True
    if in_head:
        # Above the text a bare "Photo" or "Source" may be the start of a line that the rules do not know.
        return line.kind not in {LineKind.CREDIT, LineKind.SOURCE, LineKind.TAGS} or bool(
            line.value or line.urls
        )
    if line.kind is LineKind.SOURCE:
        return bool(line.urls)
    if line.kind is LineKind.POINTER:
        return bool(line.value) or _is_only_links(block)
    if line.kind is LineKind.CREDIT and block.kind is BlockKind.PARAGRAPH:
        # A credit without its picture says nothing to a reader.
        return bool(line.value)
    if line.kind is LineKind.SERVICE and _is_only_links(block):
        return True  # a button in the middle of the text: "Subscribe now"
    if block.kind is BlockKind.HEADING:
        return line.kind in {LineKind.BANNER, LineKind.COUNTER}
    return line.kind in _ANYWHERE


def _related_lists(blocks: Sequence[Block], lines: Sequence[FurnitureLine | None]) -> frozenset[int]:
    """The blocks of boxes inside the text: a bare “See also” or “Same topic” with nothing but links below it."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        if line is None or line.value or line.kind not in {LineKind.POINTER, LineKind.RELATED}:
            continue
        end = index + 1
        while end < len(blocks) and _is_only_links(blocks[end]) and blocks[end].kind in _LINKING_KINDS:
            end += 1
        if end > index + 1:
            found.update(range(index, end))
    return frozenset(found)


def _is_only_links(block: Block) -> bool:
    return bool(block.links) and len(block.links) >= len(block.text.splitlines())


def _value_below(
    blocks: Sequence[Block], lines: Sequence[FurnitureLine | None], index: int, findings: _Findings
) -> int:
    """A bare “Source” may be followed by its name or address on a line of its own; returns that line's index."""
    below = index + 1
    if below >= len(blocks) or lines[below] is not None:
        return -1
    if any(line is None for line in lines[below + 1 :]):
        return -1
    text = blocks[below].text
    urls = tuple(URL.findall(text))
    name = URL.sub(" ", text).strip(" ()[],;–—-")
    if (name and not is_name(name)) or not (urls or name) or TERMINAL.search(name):
        return -1
    findings.drop(text, LineKind.SOURCE)
    _take(FurnitureLine(LineKind.SOURCE, name, urls), findings, blocks[below].links)
    return below


def _signature(block: Block, is_last: bool, words: Vocabulary, findings: _Findings) -> bool:
    """“Theo Báo Y”, “X (theo Y)” below the text, and in the last line a source label of an unknown language."""
    text = block.text.strip()
    if is_last and not findings.urls and (urls := foreign_source_line(text)):
        findings.drop(text, LineKind.SOURCE)
        findings.urls.extend(urls)
        return True
    if width(text) > NAME_LINE_MAX_WIDTH or block.kind is not BlockKind.PARAGRAPH:
        return False
    labels = "|".join(re.escape(phrase) for phrase in words.phrases["according_to"])
    match = (
        re.fullmatch(
            rf"(?P<author>[^()（）:]*?)[\s(（|/–-]*(?<!\w)(?i:{labels})[\s:：]+(?P<publisher>[^()（）]+?)[)）]?\.?",
            text,
        )
        if labels
        else None
    )
    if not match or not is_name(match["publisher"]) or (match["author"] and not is_name(match["author"])):
        return False
    if match["author"] and not re.search(r"[(（|/]", text):
        return False
    findings.drop(text, LineKind.SIGNATURE)
    findings.urls.extend(block.links)
    findings.author = findings.author or match["author"].strip()
    findings.credited_to = findings.credited_to or match["publisher"].strip()
    return True


def _take(line: FurnitureLine, findings: _Findings, links: Sequence[str]) -> None:
    """Keep the facts of a line. A source line may show a name and have its address only as a link (`links`)."""
    if line.kind is LineKind.SOURCE:
        findings.urls.extend((*line.urls, *links))
        findings.publisher = findings.publisher or line.value
    elif line.kind is LineKind.AUTHOR:
        findings.author = findings.author or line.value
    elif line.kind is LineKind.TAGS:
        findings.labels.extend(tag for part in re.split(r"[,;#|、،]", line.value) if (tag := part.strip()))
    elif line.kind is LineKind.POSTED:
        findings.posted = findings.posted or line.value
    elif line.kind is LineKind.UPDATED:
        findings.updated = findings.updated or line.value


def _is_picture(block: Block) -> bool:
    return block.kind is BlockKind.PICTURE and block.picture is not None


def _with_credit(block: Block, credit: str) -> Block:
    if block.picture is None or block.picture.credit:
        return block
    return replace(block, picture=replace(block.picture, credit=credit))


def _with_captions(blocks: Sequence[Block], words: Vocabulary, findings: _Findings) -> list[Block]:
    """Photo credits go to their pictures; a short paragraph that ends in one is a caption."""
    kept: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.PICTURE:
            kept.append(_caption_split(block, words))
            continue
        short = block.kind is BlockKind.PARAGRAPH and width(block.text) <= CAPTION_MAX_WIDTH
        split = split_credit(block.text, words) if short else None
        if not split or not split[0]:
            kept.append(block)
            continue
        caption, credit = split
        above = kept[-1] if kept else None
        if above and above.kind is BlockKind.PICTURE and above.picture and not above.picture.caption:
            kept[-1] = replace(
                above,
                text=caption,
                html=above.html,
                picture=replace(above.picture, caption=caption, credit=credit, is_alternative=False),
            )
        elif above and above.picture and fold_phrase(above.picture.caption) == fold_phrase(caption):
            findings.drop(block.text, "caption repeated")
            kept[-1] = _with_credit(above, credit)
        else:
            kept.append(Block(BlockKind.PICTURE, caption, picture=IncomingPicture(None, caption, credit)))
    return kept


def _caption_split(block: Block, words: Vocabulary) -> Block:
    picture = block.picture
    if picture is None or picture.credit or not (split := split_credit(picture.caption, words)):
        return block
    if picture.url is None and not split[0]:
        # "Clip: …" where a video was: the words are all that is known of it.
        return block
    text = split[0] if block.text == picture.caption else block.text
    return replace(block, text=text, picture=replace(picture, caption=split[0], credit=split[1]))


def _without_repetitions(blocks: Sequence[Block], article: RawArticle, findings: _Findings) -> list[Block]:
    title, lead = fold_phrase(article.title), fold_phrase(article.lead)
    prose_left = sum(1 for block in blocks if is_prose(block))
    seen: set[str] = set()
    kept: list[Block] = []
    for block in blocks:
        folded = fold_phrase(block.text)
        textual = block.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}
        # Only equal texts count: two long paragraphs may begin alike.
        if textual and title and folded == title and not any(is_prose(above) for above in kept):
            findings.drop(block.text, "headline repeated")
        elif textual and lead and folded == lead and prose_left > 1:
            findings.drop(block.text, "lead repeated")
        elif kept and kept[-1].kind is block.kind and kept[-1].text == block.text and not block.picture:
            findings.drop(block.text, "block repeated")
        elif block.kind is BlockKind.PARAGRAPH and folded in seen and width(block.text) >= REPEATED_MIN_WIDTH:
            findings.drop(block.text, "paragraph repeated")
        else:
            kept.append(block)
            seen.add(folded)
    return kept


def _applied(article: RawArticle, blocks: Sequence[Block], findings: _Findings) -> RawArticle:
    publisher = findings.publisher or article.publisher
    if findings.credited_to and (
        not publisher or fold_phrase(publisher) in language_independent().placeholders
    ):
        publisher = findings.credited_to
    return replace(
        article,
        blocks=tuple(blocks),
        author=article.author or findings.author,
        publisher=publisher,
        published_text=article.published_text or findings.posted,
        updated_text=article.updated_text or findings.updated,
        origin_urls=tuple(dict.fromkeys((*article.origin_urls, *findings.urls))),
        labels=tuple(dict.fromkeys((*article.labels, *findings.labels))),
        dropped=(*article.dropped, *findings.dropped),
    )
