"""The article as the readers (feed parser, page extractor, plain text) pass it to the normaliser.

A body is a sequence of blocks, so that the same rules remove furniture from feed entries, web pages and plain-text
dumps.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from articles.incoming import AgencyFacts, Dropped, IncomingPicture

RawKind = Literal["entry", "page", "text"]
# The reason for which the words of a page that are not the article's are dropped: menus, teasers, footers. They say
# nothing about the article itself.
OUTSIDE = "outside of the article"


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


# The evidence for a date of a feed's entry, and for one in the path of a page's address.
FEED = "the feed's entry"
PAGE_ADDRESS = "the page's address"
# The evidence for the author whose name stands last in the text.
SIGNED = "the signature below the text"


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact as the input states it, and where: `evidence` is a short English phrase ("JSON-LD datePublished")."""

    text: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """An article as a reader found it.

    `input` is the path or address it was read from. `url` is the address of this text. `origin_urls` are addresses
    that the input itself declares as the original (canonical on another host, `isBasedOn`, `<source url>`), best
    first. `published` and `updated` are times that the reader parsed; `published_text` and `updated_text` are dates as
    written, not parsed yet; `published_statements` and `updated_statements` are all that the input states of them, the
    most trusted first; `author_evidence` says where the author stands. `publisher` is the site or feed name as
    declared; `person` is the person whose own site it is. `blocks` is the body in reading order, with the furniture that the reader did not recognise. `title_agreed` is true where several
    statements of a page give the same title: no part of it is then the site's name. `title_is_text` is true where the
    title is plain text for certain, in which "<b>" is a word.
    `pictures` are those that the metadata declare; those of the body are in its blocks, and both may be the same.
    """

    input: str
    kind: RawKind
    url: str | None = None
    declared_language: str | None = None
    title: str = ""
    title_agreed: bool = False
    title_is_text: bool = False
    lead: str = ""
    blocks: tuple[Block, ...] = ()
    author: str = ""
    author_evidence: str = ""
    publisher: str = ""
    person: str = ""
    published: datetime | None = None
    published_text: str = ""
    published_statements: tuple[Statement, ...] = ()
    updated: datetime | None = None
    updated_text: str = ""
    updated_statements: tuple[Statement, ...] = ()
    origin_urls: tuple[str, ...] = ()
    pictures: tuple[IncomingPicture, ...] = ()
    labels: tuple[str, ...] = ()
    identity: str = ""
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()
    raw: str = ""
    agency: AgencyFacts | None = None
