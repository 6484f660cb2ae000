"""The line above an entry's text that repeats its title, author and date, as Drupal's feeds write it."""

from collections.abc import Sequence

from articles.incoming import Dropped
from feeds.normalise.dated_line import read_labelled_date
from feeds.raw import Block, BlockKind

REASON = "title, author and date of the entry"


def without_opening_line(
    blocks: Sequence[Block], *, title: str, author: str
) -> tuple[tuple[Block, ...], tuple[Dropped, ...]]:
    """The blocks without a first paragraph that is `title`, perhaps `author`, and a date; and that paragraph."""
    first = blocks[0] if blocks else None
    if (
        first is None
        or first.kind is not BlockKind.PARAGRAPH
        or not title
        or not first.text.startswith(title)
    ):
        return tuple(blocks), ()
    rest = first.text[len(title) :].strip()
    rest = rest.removeprefix(author).strip(" -–—|·,") if author else rest
    if not rest or read_labelled_date(rest, None) is None:
        return tuple(blocks), ()
    return tuple(blocks[1:]), (Dropped(first.text, REASON),)
