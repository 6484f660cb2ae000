"""Finds picture captions that a machine translation left in Vietnamese and that stand in the text as paragraphs."""

from collections.abc import Sequence

from articles.incoming import IncomingPicture
from feeds.normalise.languages.identify import foreign_paragraphs, identify
from feeds.raw import Block, BlockKind
from feeds.vocabulary.lines import width

# A caption is a sentence or two; a longer paragraph was left untranslated for another reason.
LONGEST_CAPTION = 260  # width
# Above this share of the text the translation is partial, and no paragraph is surely a caption.
MOST_LEFT = 0.4


def untranslated_captions(blocks: Sequence[Block], language: str) -> tuple[Block, ...]:
    """`blocks` of a machine translation into `language` (BCP 47), where each paragraph that is surely an untranslated
    Vietnamese caption became a picture without an address. Other blocks stay as they are."""
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
    """Whether a block is short and no quoted speech, which may be in its own language on purpose. A caption without a
    full stop may have been read as a heading."""
    return (
        block.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}
        and width(block.text) <= LONGEST_CAPTION
        and not block.text.startswith(("“", '"', "«", "–", "—", "- "))
    )
