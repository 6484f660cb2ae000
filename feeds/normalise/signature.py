"""The signature of a text: the author's name that stands last in it, in bold or as a line of its own."""

import re
from dataclasses import replace

from articles.incoming import Dropped
from feeds.normalise.author import is_signature
from feeds.normalise.inline import key_of
from feeds.raw import SIGNED, BlockKind, RawArticle
from feeds.vocabulary.lines import TERMINAL, LineKind

# One paragraph or heading that is bold as a whole, whatever else marks it.
_BOLD = re.compile(
    r"<p>(?:<em>)?<strong>(?:(?!</?strong).)*</strong>(?:</em>)?[.\s]*</p>"
    r"|<h[2-6]>(?:(?!</h).)*</h[2-6]>"
)
_LONGEST = 120  # characters


def with_signature_line(article: RawArticle) -> RawArticle:
    """`article` of a plain-text dump with the author that its last line names, as a dump has no bold type.

    A source line below, with or without a source, shows that the line is a signature; without one the line must be a
    full name of three words or more behind a finished sentence.
    """
    if article.author or len(article.blocks) < 2:
        return article
    before, last = article.blocks[-2:]
    if last.kind not in {BlockKind.PARAGRAPH, BlockKind.HEADING} or not is_signature(last.text):
        return article
    lines = article.raw.splitlines()
    place = max((index for index, line in enumerate(lines) if line.strip() == last.text), default=len(lines))
    below = {piece.text for piece in article.dropped if piece.reason == LineKind.SOURCE}
    has_source = any(line.strip() in below for line in lines[place + 1 :])
    if not has_source and (len(last.text.split()) < 3 or not TERMINAL.search(before.text)):
        return article
    return replace(
        article,
        author=last.text.strip(" ()（）.,"),
        author_evidence=SIGNED,
        blocks=article.blocks[:-1],
        dropped=(*article.dropped, Dropped(last.text, LineKind.SIGNATURE)),
    )


def with_signature(article: RawArticle) -> RawArticle:
    """`article` with the author that a bold last line names, and without that line; unchanged where there is none, or
    where the line is not the name of the author that is known already."""
    places = [index for index, block in enumerate(article.blocks) if block.kind is not BlockKind.PICTURE]
    if len(places) < 2:
        return article
    last = article.blocks[places[-1]]
    if len(last.text) > _LONGEST or not _BOLD.fullmatch(last.html) or not is_signature(last.text):
        return article
    name = last.text.strip(" ()（）.,")
    if article.author and key_of(article.author) != key_of(name):
        return article
    return replace(
        article,
        author=article.author or name,
        author_evidence=article.author_evidence or SIGNED,
        blocks=tuple(block for index, block in enumerate(article.blocks) if index != places[-1]),
        dropped=(*article.dropped, Dropped(last.text, LineKind.SIGNATURE)),
    )
