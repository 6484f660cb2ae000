"""Which blocks of a page are its article.

trafilatura decides which text is the article's; the page's own tree gives the structure. Every block of the page
that trafilatura kept is kept in its original form, then what it is known to lose is put back (the lead, subheadings,
tables and paragraphs between kept ones) and what it lets through is taken out (boxes of links, repeated titles).
"""

import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from feeds.extractor.lead import find_lead
from feeds.extractor.metadata import Metadata
from feeds.extractor.rules import RuledElements
from feeds.extractor.surroundings import (
    LONGEST_DATE_LINE,
    is_date_line,
    is_never_article,
    is_related_label,
    looks_like_furniture,
)
from feeds.normalise.inline import key_of, plain
from feeds.normalise.structure import LocatedBlock, blocks_from_html, located_blocks
from feeds.raw import Block, BlockKind

# A box that bears a name of furniture but holds more of the article than this is the article's own box.
LARGEST_FURNITURE_SHARE = 0.3
# The body's box is the deepest element that holds this much of the kept text; the rest is leads and stray boxes.
CONTAINER_SHARE = 0.85
# Shorter keys occur by chance inside longer text, so they must equal a whole line.
SHORTEST_CONTAINED = 25  # letters and digits
# Below this share of the extracted text found again in the tree, the extraction's own order and text are better.
LEAST_COVERAGE = 0.25
# A paragraph with more of its text inside links is a box of links.
LINKS_ONLY = 0.8

# An unmatched block with half of its text in links leads elsewhere.
MOSTLY_LINKS = 0.5
# Above this many elements trafilatura's comparison with other extractors is left out: its time grows with their square.
MOST_ELEMENTS_COMPARED = 5_000
# The same holds for depth, and for tables in tables; real pages nest about 40 deep.
DEEPEST_COMPARED = 200  # elements
# A longer row of pictures before the first or after the last paragraph is a strip of other articles.
MOST_PICTURES_AROUND = 3
_LEADS_TO_PICTURE = re.compile(
    r"^#|^javascript:|\.(?:jpe?g|png|gif|webp|avif)|attachment|gallery|photo|image", re.IGNORECASE
)
_LINKABLE = frozenset({BlockKind.LIST, BlockKind.PARAGRAPH, BlockKind.HEADING})


@dataclass(frozen=True, slots=True)
class Body:
    """The article's body: its lead, and its blocks in reading order without title and lead."""

    lead: str
    blocks: tuple[Block, ...]


def read_body(
    tree: HtmlElement,
    metadata: Metadata,
    title: str,
    *,
    base_url: str | None,
    ruled: RuledElements | None = None,
) -> Body:
    """Give lead and blocks of the page's article; both empty where the page holds none. What an editor's rules name
    (`ruled`) goes before what is found."""
    named = ruled or RuledElements()
    root = tree.find("body") if tree.find("body") is not None else tree
    everything = located_blocks(
        root, base_url=base_url, skip=lambda one: one in named.remove or is_never_article(one)
    )
    chosen = _inside(everything, named.content) if named.content else []
    if not chosen:
        lines = extracted_lines(tree)
        chosen, coverage = _select(everything, lines, metadata.body)
        if coverage < LEAST_COVERAGE:
            # The tree does not hold the text as blocks: scripts would have drawn it, or it is in one odd element.
            menus = {key_of(text) for one in root.iter() if _is_menu(one) for text in one.itertext()}
            lines = [line for line in lines if key_of(line) not in menus]
            declared = len(key_of(metadata.body)) >= sum(len(key_of(line)) for line in lines)
            return Body("", tuple(_plain_blocks(metadata.body.splitlines() if declared else lines, title)))
    told = _inside(everything, named.lead[:1])
    words = " ".join(one.block.text for one in told if one.block.kind is not BlockKind.PICTURE)
    kept = [one for one in chosen if one.block.picture or all(one is not other for other in told)]
    lead, rest = find_lead(everything, kept, metadata, title, told=words or _text_of(named.lead))
    return Body(lead, _without_title(rest, title))


def _is_menu(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and is_never_article(element)


def extracted_lines(tree: HtmlElement) -> list[str]:
    """Give the lines of text that trafilatura takes for the article; none where it finds none."""
    # Loading it takes a quarter of a second; few pulls and no views for readers read a page.
    import trafilatura

    size, depth = _size_and_depth(tree)
    plain_shape = depth <= DEEPEST_COMPARED
    document = trafilatura.bare_extraction(
        deepcopy(tree),
        include_comments=False,
        include_tables=plain_shape,
        fast=size > MOST_ELEMENTS_COMPARED or not plain_shape,
    )
    text = getattr(document, "text", None) or ""
    return [line for line in (plain(part) for part in text.splitlines()) if line]


def _size_and_depth(tree: HtmlElement) -> tuple[int, int]:
    """The number of elements of a tree, and how deep the deepest stands."""
    size = depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        size += event == "start"
        deepest = max(deepest, depth)
    return size, deepest


def _inside(everything: list[LocatedBlock], boxes: Sequence[HtmlElement]) -> list[LocatedBlock]:
    wanted = set(boxes)
    return [
        one
        for one in everything
        if one.element in wanted or any(box in wanted for box in one.element.iterancestors())
    ]


def _text_of(elements: Sequence[HtmlElement]) -> str:
    return plain(elements[0].text_content()) if elements else ""


def _plain_blocks(lines: list[str], title: str) -> list[Block]:
    markup = "".join(
        f"<p>{line}</p>" for line in (line.replace("&", "&amp;").replace("<", "&lt;") for line in lines)
    )
    return [block for block in blocks_from_html(markup, base_url=None) if key_of(block.text) != key_of(title)]


def _select(
    everything: list[LocatedBlock], lines: list[str], declared: str
) -> tuple[list[LocatedBlock], float]:
    """Give the blocks of the article, and the share of the extracted text that was found again in the tree.

    `lines` is the extracted text; `declared` the text that the page's JSON-LD gives, empty where it gives none.
    """
    keys = [key_of(line.removeprefix("- ")) for line in lines]
    whole, exact = "".join(keys), Counter(keys)
    evidence = f"{whole} {key_of(declared)}"
    matched = [_is_matched(one.block, evidence, exact) for one in everything]
    weights = _weights(everything, matched)
    total = sum(len(key_of(one.block.text)) for one, hit in zip(everything, matched, strict=True) if hit)
    if not total:
        return [], 0.0
    container = _container(weights, total)
    verdicts: dict[HtmlElement, bool] = {}
    eligible = [
        (container is one.element or container in one.element.iterancestors())
        and not _in_furniture(one.element, weights, total, verdicts)
        for one in everything
    ]
    shapes = {
        _shape(one.element)
        for one, hit, fit in zip(everything, matched, eligible, strict=True)
        if hit and fit
    }
    hits = [index for index, (hit, fit) in enumerate(zip(matched, eligible, strict=True)) if hit and fit]
    if not hits:
        return [], 0.0
    start, end = _with_pictures(everything, eligible, hits[0], hits[-1])
    chosen = [
        everything[index]
        for index in range(start, end + 1)
        if eligible[index] and (matched[index] or _is_repairable(everything[index], shapes))
    ]
    return _prune(chosen), min(total / max(len(whole), 1), 1.0)


def _with_pictures(
    everything: list[LocatedBlock], eligible: list[bool], start: int, end: int
) -> tuple[int, int]:
    """Widen the span from the first matched block to the last by the pictures just around it."""
    first, last = start, end
    while first - start < MOST_PICTURES_AROUND and start > 0 and _is_picture(everything, eligible, start - 1):
        start -= 1
    while (
        end - last < MOST_PICTURES_AROUND
        and end + 1 < len(everything)
        and _is_picture(everything, eligible, end + 1)
    ):
        end += 1
    return start, end


def _is_picture(everything: list[LocatedBlock], eligible: list[bool], index: int) -> bool:
    return eligible[index] and everything[index].block.kind is BlockKind.PICTURE


def _shape(element: HtmlElement) -> tuple[str, str, HtmlElement | None]:
    """What makes two elements siblings of one kind: tag, class and parent."""
    return element.tag, element.get("class") or "", element.getparent()


def _is_matched(block: Block, whole: str, exact: Counter[str]) -> bool:
    if block.kind is BlockKind.PICTURE:
        return False
    keys = [key for key in map(key_of, block.text.split("\n")) if key]
    found = [
        key
        for key in keys
        if (key in whole if len(key) >= SHORTEST_CONTAINED else exact[key] > 0 or _cells(key, whole, block))
    ]
    return bool(keys) and 2 * sum(map(len, found)) >= sum(map(len, keys))


def _cells(key: str, whole: str, block: Block) -> bool:
    return block.kind in {BlockKind.TABLE, BlockKind.LIST} and len(key) > 2 and key in whole


def _weights(everything: list[LocatedBlock], matched: list[bool]) -> dict[HtmlElement, int]:
    """How many letters of matched text stand under each element."""
    weights: dict[HtmlElement, int] = {}
    for one, hit in zip(everything, matched, strict=True):
        if hit:
            size = len(key_of(one.block.text))
            for element in (one.element, *one.element.iterancestors()):
                weights[element] = weights.get(element, 0) + size
    return weights


def _container(weights: dict[HtmlElement, int], total: int) -> HtmlElement:
    holders = [element for element, weight in weights.items() if weight >= CONTAINER_SHARE * total]
    return max(holders, key=lambda element: sum(1 for _ in element.iterancestors()))


def _in_furniture(
    element: HtmlElement, weights: dict[HtmlElement, int], total: int, verdicts: dict[HtmlElement, bool]
) -> bool:
    """Whether an element or one above it is furniture by name and holds little of the article."""
    path: list[HtmlElement] = []
    verdict = False
    for one in (element, *element.iterancestors()):
        if one in verdicts:
            verdict = verdicts[one]
            break
        path.append(one)
    for one in reversed(path):
        if not verdict:
            verdict = weights.get(one, 0) <= LARGEST_FURNITURE_SHARE * total and looks_like_furniture(one)
        verdicts[one] = verdict
    return verdict


def link_share(block: Block) -> float:
    """Give the share of a block's text that stands inside links, 0 to 1."""
    linked = sum(
        len(key_of(re.sub(r"<[^>]+>", "", inner)))
        for inner in re.findall(r"<a [^>]*>(.*?)</a>", block.html, re.DOTALL)
    )
    return linked / max(len(key_of(block.text)), 1)


def _is_repairable(one: LocatedBlock, shapes: set[tuple[str, str, HtmlElement | None]]) -> bool:
    """Whether a block that the extraction passed over may be the article's, given that it stands among its blocks: a
    picture, or text that has siblings of its kind there, or a heading or table beside them."""
    block = one.block
    if block.kind is BlockKind.PICTURE:
        return not _is_teaser_picture(one.element)
    if link_share(block) >= MOSTLY_LINKS or block.kind is BlockKind.LIST:
        return False
    if block.kind is BlockKind.PARAGRAPH:
        return _shape(one.element) in shapes
    return one.element.getparent() in {parent for _, _, parent in shapes}


def _is_teaser_picture(element: HtmlElement) -> bool:
    """Whether a picture leads to another page: it stands in a link that is neither a picture nor its own page."""
    above = list(element.iterancestors())[:4]
    if any(one.tag == "figure" for one in above):
        return False
    hrefs = [str(one.get("href") or "") for one in above if one.tag == "a"]
    return any(href and not _LEADS_TO_PICTURE.search(href) for href in hrefs)


def _prune(chosen: list[LocatedBlock]) -> list[LocatedBlock]:
    """Take out boxes of links, labels of related matter with what they introduce, date lines above the text, and
    headings under which nothing is left."""
    core = _core(chosen)
    within: list[LocatedBlock] = []
    beside, opening = False, True
    for one in chosen:
        block = one.block
        at_home = one.element is core or one.element.getparent() is core or _stands_like(one, within)
        if is_related_label(block.text):
            beside = True
            continue
        beside = beside and (not at_home or link_share(block) >= MOSTLY_LINKS or block.kind is BlockKind.LIST)
        if (
            beside
            or (block.kind in _LINKABLE and link_share(block) >= LINKS_ONLY)
            or is_date_line(one.element, block.text, opening=opening)
        ):
            continue
        within.append(one)
        opening = opening and not (block.kind is BlockKind.PARAGRAPH and len(block.text) > LONGEST_DATE_LINE)
    while within and within[-1].block.kind is BlockKind.HEADING:
        within.pop()
    return within


def _stands_like(one: LocatedBlock, others: Sequence[LocatedBlock]) -> bool:
    place = _place(one)
    return place is not None and any(_place(other) == place for other in others)


def _place(one: LocatedBlock) -> tuple[str, ...] | None:
    """What kind of place a paragraph stands in, its own element and the one around it, where a class tells them from
    others; None where none does. Pages that put each paragraph into a box of its own repeat it."""
    around = one.element.getparent()
    if one.block.kind is not BlockKind.PARAGRAPH or around is None:
        return None
    classes = one.element.get("class") or "", around.get("class") or ""
    return (str(one.element.tag), str(around.tag), *classes) if any(classes) else None


def _core(chosen: list[LocatedBlock]) -> HtmlElement | None:
    """The element that has most of the text in its own children or itself."""
    sizes: Counter[HtmlElement] = Counter()
    for one in chosen:
        if one.block.kind is BlockKind.PARAGRAPH:
            parent = one.element.getparent() if one.element.tag == "p" else one.element
            sizes[parent] += len(one.block.text)
    return max(sizes, key=lambda element: sizes[element]) if sizes else None


def _without_title(chosen: Sequence[LocatedBlock], title: str) -> tuple[Block, ...]:
    wanted = key_of(title)
    return tuple(one.block for one in chosen if not wanted or key_of(one.block.text) != wanted)
