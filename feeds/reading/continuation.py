"""The link by which a feed's summary leads on to the article's own page: "… Continue reading ⟨headline⟩"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from articles.grouping.addresses import same_article_key
from articles.incoming import Dropped
from feeds.normalise.inline import plain
from feeds.raw import Block, BlockKind
from feeds.vocabulary import vocabulary

# Ends a text that the feed cut off.
CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*$")
# "Read more" in any language, with the name of the site: a line of so many words at most.
CONTINUATION_WORDS = 8
REASON = "leads on to the article's page"
# The last link of a block, with nothing behind it but arrows and closing tags.
_LAST_LINK = re.compile(
    r"\s*<a\b[^<>]*>(?P<words>(?:(?!</?a\b).)*)</a>(?P<behind>[^<>\w]{0,3}(?:</\w+>)*)$", re.DOTALL
)
_TAG = re.compile(r"<[^<>]*>")


def without_continuation(
    blocks: Sequence[Block], url: str | None
) -> tuple[tuple[Block, ...], tuple[Dropped, ...]]:
    """The blocks without the link to `url` at the end of the last paragraph, and the words of that link.

    It goes where the text before it breaks off, where its words are such a phrase in any language, and where a few words
    are a paragraph of their own.
    """
    prose = [index for index, block in enumerate(blocks) if block.kind is not BlockKind.PICTURE]
    last = prose[-1] if prose else -1
    if (
        last < 0
        or not url
        or blocks[last].kind is not BlockKind.PARAGRAPH
        or not _leads_to(blocks[last], url)
    ):
        return tuple(blocks), ()
    block = blocks[last]
    if _is_only_link(block) and len(prose) > 1:
        return (*blocks[:last], *blocks[last + 1 :]), (Dropped(block.text, REASON),)
    found = _LAST_LINK.search(block.html)
    words = plain(unescape(_TAG.sub("", found["words"]))) if found else ""
    before, same, behind = block.text.rpartition(words) if words else ("", "", "")
    before = before.rstrip()
    if not found or not same or not before or len(behind) > len(found["behind"]):
        return tuple(blocks), ()
    if not CUT_OFF.search(before) and not vocabulary("").has(words, "read_more"):
        return tuple(blocks), ()
    kept = replace(
        block,
        text=before,
        html=block.html[: found.start()] + _closing(found["behind"]),
        links=block.links[:-1],
    )
    return (*blocks[:last], kept, *blocks[last + 1 :]), (Dropped(words, REASON),)


def _leads_to(block: Block, url: str) -> bool:
    return bool(block.links) and same_article_key(block.links[-1]) == same_article_key(url)


def _is_only_link(block: Block) -> bool:
    found = _LAST_LINK.search(block.html)
    before = _TAG.sub("", block.html[: found.start()]) if found else block.html
    return not before.strip() and len(block.links) == 1 and len(block.text.split()) <= CONTINUATION_WORDS


def _closing(behind: str) -> str:
    return "".join(_TAG.findall(behind))
