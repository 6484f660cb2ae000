"""How much of a block is links: boxes of links lead elsewhere, a sentence that is one link is the article's."""

import re

from feeds.normalise.inline import key_of
from feeds.raw import Block, BlockKind

# A block with at least this share of its text in links is a box of links.
LINKS_ONLY = 0.8
# A headline seldom ends in a full stop; a sentence that does and is as long as this is one of the text.
SHORTEST_LINKED_SENTENCE = 60  # characters
_ENDS_A_SENTENCE = (".", "。", "!", "?", "…", "”", "»", "។", "।")
# An unmatched block with at least this share of its text in links leads elsewhere.
MOSTLY_LINKS = 0.5


def link_share(block: Block) -> float:
    """Give the share of a block's text that stands inside links, 0 to 1."""
    linked = sum(
        len(key_of(re.sub(r"<[^>]+>", "", inner)))
        for inner in re.findall(r"<a [^>]*>(.*?)</a>", block.html, re.DOTALL)
    )
    return linked / max(len(key_of(block.text)), 1)


def is_one_link(block: Block) -> bool:
    """Whether a sentence or a heading is one link: a reference of the author rather than a headline of the site. Whether
    the heading has text below it is for the caller to see."""
    if len(block.links) != 1:
        return False
    return block.kind is BlockKind.HEADING or (
        block.kind is BlockKind.PARAGRAPH
        and len(block.text) >= SHORTEST_LINKED_SENTENCE
        and block.text.endswith(_ENDS_A_SENTENCE)
    )
