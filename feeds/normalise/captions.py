"""Captions that a translating machine left in Vietnamese: the pictures are gone from the text, their words stand in it."""

from collections.abc import Sequence

from articles.incoming import IncomingPicture
from feeds.normalise.language import foreign_paragraphs, identify
from feeds.raw import Block, BlockKind
from feeds.vocabulary.lines import width

# A caption is a sentence or two; what is longer was left out of the translation for another reason.
LONGEST_CAPTION = 260
# Where captions would be more of the text than this, it is only partly translated, and nothing is a caption for sure.
MOST_LEFT = 0.4


def untranslated_captions(blocks: Sequence[Block], language: str) -> tuple[Block, ...]:
    """`blocks` of a machine's translation into `language` (BCP 47), with the paragraphs that are surely captions left
    in Vietnamese made pictures of which only the caption is known. Other blocks stay as they are."""
    texts = [block.text if _may_be_caption(block) else "" for block in blocks]
    left = [
        index
        for index in foreign_paragraphs(texts, language)
        if identify(texts[index], declared="vi").tag == "vi"
    ]
    room = sum(width(texts[index]) for index in left)
    if language.partition("-")[0] == "vi" or room > MOST_LEFT * sum(width(block.text) for block in blocks):
        return tuple(blocks)
    made = list(blocks)
    for index in left:
        made[index] = Block(
            BlockKind.PICTURE, texts[index], picture=IncomingPicture(None, caption=texts[index])
        )
    return tuple(made)


def _may_be_caption(block: Block) -> bool:
    """A short paragraph that is no speech: what is quoted may stand in its own language on purpose. A caption without
    a full stop was taken for a heading."""
    return (
        block.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}
        and width(block.text) <= LONGEST_CAPTION
        and not block.text.startswith(("“", '"', "«", "–", "—", "- "))
    )
