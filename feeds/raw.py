"""What the readers (parser, extractor, text) hand to the normaliser: an article as found, nothing decided yet.

A body is a sequence of blocks, so that one set of rules removes furniture from plain-text dumps, feed entries
and web pages alike.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from articles.incoming import Dropped, IncomingPicture

RawKind = Literal["entry", "page", "text"]


class BlockKind(StrEnum):
    """What a block of a body is; each value maps to one HTML element of the allow-list."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTATION = "quotation"
    TABLE = "table"
    PICTURE = "picture"
    PREFORMATTED = "preformatted"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body.

    `text` is its plain text (NFC, single spaces; one line per list item or table row). `html` is its sanitised
    outer HTML, empty where the input was plain text (then it is made from `text`). `level` is 2 to 4 for headings,
    0 otherwise. `links` are the absolute addresses it links to, in order. `picture` is set for PICTURE blocks.
    """

    kind: BlockKind
    text: str
    html: str = ""
    level: int = 0
    links: tuple[str, ...] = ()
    picture: IncomingPicture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """An article as a reader found it.

    `input` is the path or address it was read from. `url` is the address of this text. `origin_urls` are addresses
    that the input itself declares as the original (canonical on another host, `isBasedOn`, `<source url>`), best
    first. `published` and `updated` are times that are already certain; `published_text` and `updated_text` are
    dates as written, still to be understood. `publisher` is the site or feed name as declared. `blocks` is the body
    in reading order, furniture included where the reader could not tell.
    """

    input: str
    kind: RawKind
    url: str | None = None
    declared_language: str | None = None
    title: str = ""
    lead: str = ""
    blocks: tuple[Block, ...] = ()
    author: str = ""
    publisher: str = ""
    published: datetime | None = None
    published_text: str = ""
    updated: datetime | None = None
    updated_text: str = ""
    origin_urls: tuple[str, ...] = ()
    pictures: tuple[IncomingPicture, ...] = ()
    labels: tuple[str, ...] = ()
    identity: str = ""
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()
    raw: str = ""
