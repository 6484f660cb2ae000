"""The lead: the paragraph under the headline that tells the article in short (in Vietnamese newspapers the sapo)."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from feeds.extractor.metadata import Metadata
from feeds.extractor.surroundings import is_date_line
from feeds.normalise.inline import key_of
from feeds.normalise.markup.walk import LocatedBlock
from feeds.raw import BlockKind

SHORTEST_LEAD = 30  # letters and digits: below it is a label or a date line
SHORTEST_NAMED = 15  # of an element that bears a lead's name
LONGEST_LEAD = 1200  # letters and digits
LONGEST_LEAD_BOX = 1500  # characters
# How much of a description must agree with a paragraph: descriptions are cut at 150 to 160 characters.
SHORTEST_AGREEMENT = 50  # letters and digits
FARTHEST_ABOVE = 6  # blocks

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LEAD_NAMES = re.compile(
    r"sapo|chapp?eau|(?:^|[\s_-])(?:lead|lede|standfirst|chapeau|chapo|dek|deck|intro|summary|subtitle|sub-?title|subhead(?:line|er|ing)?|"
    r"sub-?headline|abstract|excerpt|entradilla|bajada|copete|sottotitolo|anons|teaser-?text|article__desc(?:ription)?|desc|"
    r"description|head-?desc|summarize|synopsis|mota|mo-?ta|tom-?tat|chuyen-?de-?sapo)(?:$|[\s_-])",
    re.IGNORECASE,
)


def find_lead(
    everything: Sequence[LocatedBlock],
    chosen: Sequence[LocatedBlock],
    metadata: Metadata,
    title: str,
    *,
    given: str = "",
) -> tuple[str, list[LocatedBlock]]:
    """Give the lead and the chosen blocks without it.

    The lead is `given` where not empty, else an element so named between the headline and the body's second
    paragraph, else the paragraph there that the page's own description repeats. Empty where there is none.
    """
    if given:
        found = [given]
    else:
        headline = key_of(title)
        texts = (one for one in chosen if one.block.kind is not BlockKind.PICTURE)
        words = [one for one in texts if key_of(one.block.text) != headline]
        found = [one.block.text.replace("\n", " ") for one in _found(everything, words, metadata, title)]
    keys = {key_of(text) for text in found}
    lead = " ".join(dict.fromkeys(found))
    return lead, [one for one in chosen if one.block.picture or key_of(one.block.text) not in keys]


def _found(
    everything: Sequence[LocatedBlock], words: Sequence[LocatedBlock], metadata: Metadata, title: str
) -> list[LocatedBlock]:
    """The blocks of the lead; several where an element of a lead's class holds several."""
    if not words:
        return []
    upper, start, named_end = _places(everything, words, title)
    fitting = [one for one in everything[upper:named_end] if _can_lead(one, SHORTEST_NAMED)]
    named = [one for one in fitting if _lead_box(one.element) is not None]
    if named:
        return [one for one in named if _lead_box(one.element) is _lead_box(named[0].element)]
    above = [one for one in everything[upper : start + 1] if _can_lead(one)]
    described = [one for one in above if _is_described(one.block.text, metadata.descriptions)]
    if described:
        return described[-1:]
    other = _subtitle(above, words) or _bold_opening(words)
    return [other] if other is not None else []


def _places(
    everything: Sequence[LocatedBlock], words: Sequence[LocatedBlock], title: str
) -> tuple[int, int, int]:
    """Where the lead may begin, where the body does, and where a named lead must have come by (positions in
    `everything`). Where the headline is not among the blocks, only the blocks close above the body are considered, as
    teasers of other articles have the same classes."""
    numbers = {id(one): index for index, one in enumerate(everything)}
    start = numbers.get(id(words[0]), 0)
    second = numbers.get(id(words[min(1, len(words) - 1)]), start)
    wanted = key_of(title)
    places = [
        index for index in range(start + 1) if wanted and key_of(everything[index].block.text) == wanted
    ]
    return (places[-1] + 1 if places else max(0, start - FARTHEST_ABOVE)), start, second + 1


def _subtitle(between: Sequence[LocatedBlock], words: Sequence[LocatedBlock]) -> LocatedBlock | None:
    """A heading that stands between the headline and the first paragraph, beside that paragraph."""
    opening = next((one for one in words if one.block.kind is BlockKind.PARAGRAPH), words[0])
    place = opening.element.getparent()
    fits = (one for one in reversed(between) if one.block.kind is BlockKind.HEADING)
    return next((one for one in fits if one.element.getparent() is place), None)


def _bold_opening(words: Sequence[LocatedBlock]) -> LocatedBlock | None:
    """The first paragraph where only it is all bold: sites without an element for the lead mark it so."""
    if len(words) < 3 or not _can_lead(words[0]) or len(key_of(words[0].block.text)) < SHORTEST_AGREEMENT:
        return None
    bold = [
        re.fullmatch(r"<(p|h3)><strong>(?:(?!</?strong).)*</strong></\1>", one.block.html) is not None
        for one in words[:3]
    ]
    return words[0] if bold == [True, False, False] else None


def _can_lead(one: LocatedBlock, shortest: int = SHORTEST_LEAD) -> bool:
    size = len(key_of(one.block.text))
    kinds = {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTATION, BlockKind.LIST}
    if is_date_line(one.element, one.block.text, opening=True):
        return False
    return one.block.kind in kinds and shortest <= size <= LONGEST_LEAD


def _lead_box(element: HtmlElement) -> HtmlElement | None:
    """The element, or an ancestor close above, with a class of leads; one with as much text as an article is none."""
    for depth, one in enumerate((element, *element.iterancestors())):
        if depth > 3 or len(one.text_content()) > LONGEST_LEAD_BOX:
            return None
        names = _CAMEL.sub("-", f"{one.get('class') or ''} {one.get('id') or ''}")
        if _LEAD_NAMES.search(names) or (one.get("itemprop") or "") in {"description", "alternativeHeadline"}:
            return one
    return None


def _is_described(text: str, descriptions: Sequence[str]) -> bool:
    wanted = key_of(text)
    for description in descriptions:
        given = key_of(description.rstrip(". …"))
        shared = min(len(given), len(wanted))
        if (
            shared >= SHORTEST_AGREEMENT
            and given[:shared] == wanted[:shared]
            and len(wanted) <= 3 * len(given)
        ):
            return True
    return False
