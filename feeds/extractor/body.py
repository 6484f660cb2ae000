"""Selects the blocks of a page that are its article.

trafilatura decides which text is the article's; the page's own tree gives the structure. Each block whose text
trafilatura kept is kept in its original form. Then what trafilatura often loses is put back (the lead, subheadings,
tables and paragraphs between kept ones), and what it often keeps is removed (boxes of links, repeated titles).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby

from lxml import etree
from lxml.html import HtmlElement

from articles.incoming import Dropped
from feeds.extractor.body_pictures import is_teaser_picture, opening_pictures, with_pictures
from feeds.extractor.lead import find_lead
from feeds.extractor.links import LINKS_ONLY, MOSTLY_LINKS, is_one_link, link_share
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
from feeds.normalise.markup.elements import is_struck
from feeds.normalise.markup.picture_elements import holds_image
from feeds.normalise.markup.walk import LocatedBlock
from feeds.normalise.structure import blocks_from_html, walked
from feeds.raw import OUTSIDE, Block, BlockKind

# An element with a class of furniture that holds more of the article than this is the article's own box.
LARGEST_FURNITURE_SHARE = 0.3
# The body's container is the deepest element with at least this share of the matched text.
CONTAINER_SHARE = 0.85
# Shorter keys may occur in longer text by chance, so they must equal a whole line.
SHORTEST_CONTAINED = 25  # letters and digits
# Below this share of the extracted text found in the tree, the extracted lines themselves are used.
LEAST_COVERAGE = 0.25

# With more elements trafilatura skips its comparison with other extractors, whose time grows with their square.
MOST_ELEMENTS_COMPARED = 5_000
# The same holds for depth, and for tables in tables; real pages nest about 40 deep.
DEEPEST_COMPARED = 200  # elements
_LINKABLE = frozenset({BlockKind.LIST, BlockKind.PARAGRAPH, BlockKind.HEADING})


@dataclass(frozen=True, slots=True)
class Body:
    """The article's body: its lead, its blocks in reading order without title and lead, and what else the page says."""

    lead: str
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...] = ()


def read_body(
    tree: HtmlElement,
    metadata: Metadata,
    title: str,
    *,
    base_url: str | None,
    ruled: RuledElements | None = None,
) -> Body:
    """Give lead and blocks of the page's article; both empty where the page holds none. Elements named by an editor's
    rules (`ruled`) take precedence over those found."""
    named = ruled or RuledElements()
    root = tree.find("body") if tree.find("body") is not None else tree
    walk = walked(root, base_url=base_url, skip=lambda one: _reason_to_skip(one, named.remove))
    everything = walk.blocks
    chosen = _inside(everything, named.content) if named.content else []
    if not chosen:
        lines = extracted_lines(tree)
        chosen, coverage = _select(everything, lines, metadata.body)
        if coverage < LEAST_COVERAGE:
            # The text is not in the tree as blocks: a script draws it, or it is in one odd element.
            menus = {key_of(text) for one in root.iter() if _is_menu(one) for text in one.itertext()}
            lines = [line for line in lines if key_of(line) not in menus]
            declared = len(key_of(metadata.body)) >= sum(len(key_of(line)) for line in lines)
            blocks = tuple(_plain_blocks(metadata.body.splitlines() if declared else lines, title))
            return Body("", blocks, (*walk.dropped, *_left_out(everything, (), title)))
    of_rule = _inside(everything, named.lead[:1])
    words = " ".join(one.block.text for one in of_rule if one.block.kind is not BlockKind.PICTURE)
    kept = [one for one in chosen if one.block.picture or all(one is not other for other in of_rule)]
    lead, rest = find_lead(everything, kept, metadata, title, given=words or _text_of(named.lead))
    dropped = (*walk.dropped, *_left_out(everything, rest, title))
    return Body(lead, _without_title(rest, title), dropped)


def _reason_to_skip(element: HtmlElement, removed: Collection[HtmlElement]) -> str:
    if removed and element in removed:
        return "removed by a rule of the source"
    return OUTSIDE if is_never_article(element) else ""


def _words_of(one: LocatedBlock) -> str:
    picture = one.block.picture
    return f"{picture.caption} {picture.credit}".strip() if picture else one.block.text


def _left_out(
    everything: Sequence[LocatedBlock], kept: Sequence[LocatedBlock], title: str
) -> Iterator[Dropped]:
    """What the page says in blocks that are neither the article's nor its title, neighbours in one piece."""
    staying, headline = {id(one) for one in kept}, key_of(title)
    others = [one for one in everything if id(one) in staying or key_of(one.block.text) != headline]
    for is_kept, group in groupby(others, key=lambda one: id(one) in staying):
        if not is_kept and (text := "\n".join(filter(None, map(_words_of, group)))):
            yield Dropped(text, OUTSIDE)


def _is_menu(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and is_never_article(element)


def extracted_lines(tree: HtmlElement) -> list[str]:
    """Give the lines of text that trafilatura takes for the article; none where it finds none."""
    # Imported here, as loading takes 0.25 s, and few pulls and no public views extract a page.
    import trafilatura

    size, depth = _size_and_depth(tree)
    plain_shape = depth <= DEEPEST_COMPARED
    document = trafilatura.bare_extraction(
        _as_read(deepcopy(tree)),
        include_comments=False,
        include_tables=plain_shape,
        fast=size > MOST_ELEMENTS_COMPARED or not plain_shape,
    )
    text = getattr(document, "text", None) or ""
    # Cells of tables stand between bars.
    return [line for line in (plain(part).strip("| ") for part in text.splitlines()) if line]


def _as_read(tree: HtmlElement) -> HtmlElement:
    """The tree as the blocks are read from it: without struck-out words, and with anchors that lead nowhere as text,
    which trafilatura takes for links."""
    for one in [*tree.iter("s", "strike", "del")]:
        if is_struck(one) and one.getparent() is not None:
            one.drop_tree()
    for one in [*tree.iter("a")]:
        if not (one.get("href") or "").strip() and one.getparent() is not None:
            one.drop_tag()
    return tree


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
    start, end = with_pictures(everything, eligible, hits[0], hits[-1])
    chosen = [
        everything[index]
        for index in range(start, end + 1)
        if eligible[index] and (matched[index] or _is_repairable(everything[index], shapes))
    ]
    if all(one.block.picture for one in chosen):
        chosen = _with_words(everything, eligible, chosen, container)
    if not any(one.block.picture for one in chosen[:1]):
        chosen = [*opening_pictures(everything, start, container), *chosen]
    return _prune(chosen), min(total / max(len(whole), 1), 1.0)


def _with_words(
    everything: list[LocatedBlock], eligible: list[bool], chosen: list[LocatedBlock], container: HtmlElement
) -> list[LocatedBlock]:
    """A photo story with the few words beside its pictures, which are too short to be found by their length."""
    pictures = set(map(id, chosen))
    return [
        one
        for one, fit in zip(everything, eligible, strict=True)
        if id(one) in pictures
        or (fit and one.block.kind is BlockKind.PARAGRAPH and one.element.getparent() is container)
    ]


def _shape(element: HtmlElement) -> tuple[str, str, HtmlElement | None]:
    """Tag, class and parent of an element; equal for siblings of one kind."""
    return element.tag, element.get("class") or "", element.getparent()


def _is_matched(block: Block, whole: str, exact: Counter[str]) -> bool:
    if block.kind is BlockKind.PICTURE:
        # A caption shows that its picture is the article's; the picture may be all there is.
        caption = key_of(block.text)
        return len(caption) >= SHORTEST_CONTAINED and caption in whole
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
    """The number of letters of matched text under each element."""
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
    """Whether an element or an ancestor has a class of furniture and holds little of the article."""
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


def _is_repairable(one: LocatedBlock, shapes: set[tuple[str, str, HtmlElement | None]]) -> bool:
    """Whether a block that trafilatura left out, but that stands among kept blocks, is the article's: a picture, text
    with kept siblings of its kind, or a heading or table beside them."""
    block = one.block
    if block.kind is BlockKind.PICTURE:
        return not is_teaser_picture(one.element)
    if block.kind is BlockKind.LIST or (link_share(block) >= MOSTLY_LINKS and not is_one_link(block)):
        return False
    parents = {parent for _, _, parent in shapes}
    around = one.element.getparent()
    if block.kind is BlockKind.PARAGRAPH and one.element.tag != "figcaption":
        return _shape(one.element) in shapes
    # A figure may hold a quotation or a listing and name where it is from.
    if around is not None and around.tag == "figure" and not holds_image(around):
        return around.getparent() in parents
    if block.kind is BlockKind.TABLE and around is not None and around.tag in {"figure", "div"}:
        return around in parents or around.getparent() in parents
    return around in parents


def _prune(chosen: list[LocatedBlock]) -> list[LocatedBlock]:
    """Remove boxes of links, labels of related articles with what follows them, date lines above the text, and
    headings at the end."""
    core = _core(chosen)
    within: list[LocatedBlock] = []
    beside, opening = False, True
    for index, one in enumerate(chosen):
        block = one.block
        at_home = one.element is core or one.element.getparent() is core or _stands_like(one, within)
        if is_related_label(block.text):
            beside = True
            continue
        beside = beside and (not at_home or link_share(block) >= MOSTLY_LINKS or block.kind is BlockKind.LIST)
        if (
            beside
            or (
                block.kind in _LINKABLE
                and link_share(block) >= LINKS_ONLY
                and not (at_home and is_one_link(block) and _leads_on(chosen, index))
            )
            or is_date_line(one.element, block.text, opening=opening)
        ):
            continue
        within.append(one)
        opening = opening and not (block.kind is BlockKind.PARAGRAPH and len(block.text) > LONGEST_DATE_LINE)
    while within and within[-1].block.kind is BlockKind.HEADING:
        within.pop()
    return within


def _leads_on(chosen: Sequence[LocatedBlock], index: int) -> bool:
    """Whether a block is a paragraph, or a heading with text below it that is no headline of another page."""
    if chosen[index].block.kind is not BlockKind.HEADING:
        return True
    below = next((one.block for one in chosen[index + 1 :] if not one.block.picture), None)
    if below is None or below.kind is BlockKind.HEADING:
        return False
    return link_share(below) < MOSTLY_LINKS or is_one_link(below)


def _stands_like(one: LocatedBlock, others: Sequence[LocatedBlock]) -> bool:
    place = _place(one)
    return place is not None and any(_place(other) == place for other in others)


def _place(one: LocatedBlock) -> tuple[str, ...] | None:
    """Tag and class of a paragraph and of its parent; None where neither has a class. They are equal for all paragraphs
    of a page that puts each into a box of its own."""
    around = one.element.getparent()
    if one.block.kind is not BlockKind.PARAGRAPH or around is None:
        return None
    classes = one.element.get("class") or "", around.get("class") or ""
    return (str(one.element.tag), str(around.tag), *classes) if any(classes) else None


def _core(chosen: list[LocatedBlock]) -> HtmlElement | None:
    """The element with most of the text in its own children or in itself."""
    sizes: Counter[HtmlElement] = Counter()
    for one in chosen:
        if one.block.kind is BlockKind.PARAGRAPH:
            parent = one.element.getparent() if one.element.tag == "p" else one.element
            sizes[parent] += len(one.block.text)
    return max(sizes, key=lambda element: sizes[element]) if sizes else None


def _without_title(chosen: Sequence[LocatedBlock], title: str) -> tuple[Block, ...]:
    wanted = key_of(title)
    return tuple(one.block for one in chosen if not wanted or key_of(one.block.text) != wanted)
