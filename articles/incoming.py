"""The one door through which an article enters: what the road in hands to `articles.services.store`.

Everything here is frozen: a stage that wants another value makes another object (`dataclasses.replace`).
Times are timezone-aware and in UTC; languages are BCP 47 tags; addresses are absolute http(s) URLs.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class IncomingSource:
    """Who published the text first, as far as the text says.

    `name` is the publisher's own name where it is known, otherwise its domain; `domain` is the registrable
    domain in lower case (`baochinhphu.vn`), empty where only a name is known.
    """

    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class IncomingPicture:
    """A picture that the article carries. `url` is None where only its caption survived."""

    url: str | None
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """An official document that the text cites.

    `number` is the one normal form ("25-NQ/TW", "23-QĐ/TW"), `cited_as` the words as they stand in the text.
    `kind` and `issuer` are the codes of `articles.grouping.documents` ("NQ", "TW"); `year` and `issued_on` are
    None where the text does not give them.
    """

    number: str
    cited_as: str
    kind: str
    issuer: str
    year: int | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term of the term base found in the article: where ("title", "lead" or "text") and how often."""

    topic: str
    term: str
    where: Literal["title", "lead", "text"]
    count: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of the input that is not part of the article, and the reason (a short English phrase)."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingArticle:
    """One normalised article in one language.

    `url` is where this text stands, `origin_url` the first publication that it cites; either may be None, as may
    every date: what the input does not say stays unknown. `html` holds only the tags of the project's allow-list,
    `text` the same body as plain text with one paragraph a line. `title_derived` is true where the input had no
    headline and the title was made from its first sentence. `raw` is the input as it was read, kept so that the
    rules can be run again.
    """

    input: str
    url: str | None
    origin_url: str | None
    source: IncomingSource
    title: str
    title_derived: bool
    lead: str
    text: str
    html: str
    language: str
    language_confidence: float
    direction: Direction
    author: str
    published_at: datetime | None
    updated_at: datetime | None
    pictures: tuple[IncomingPicture, ...] = ()
    documents: tuple[CitedDocument, ...] = ()
    topics: tuple[str, ...] = ()
    relevant: bool = False
    relevance_reasons: tuple[str, ...] = ()
    matched_terms: tuple[TermMatch, ...] = ()
    category: str | None = None
    machine_translated: bool = False
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()
    raw: str = ""
    raw_kind: Literal["entry", "page", "text"] = "entry"
