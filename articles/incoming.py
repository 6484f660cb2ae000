"""The type of an article between the normaliser and `articles.services.store`: everything enters this way.

All classes are frozen: to change a value, make another object (`dataclasses.replace`). Times are
timezone-aware and in UTC; languages are BCP 47 tags; addresses are absolute http(s) URLs.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class IncomingSource:
    """The first publisher of the text, as far as the text says.

    `name` is the publisher's own name if known, else its domain; `domain` is the registrable domain in lower
    case (`baochinhphu.vn`), empty if only a name is known.
    """

    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class IncomingPicture:
    """A picture of the article. `url` is None if only its caption is left.

    `width` and `height` are the pixels of the file at `url`, where the input states them. `place` is the number of
    blocks of the article's HTML that stand before the picture; None where it stands outside of the text.
    `is_alternative`: the caption is the picture's alternative text, for want of another.
    """

    url: str | None
    caption: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None
    place: int | None = None
    is_alternative: bool = False


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """An official document that the text cites.

    `number` is the normal form ("25-NQ/TW", "23-QĐ/TW"), `cited_as` the words in the text. `kind` and
    `issuer` are the codes of `articles.grouping.documents` ("NQ", "TW"); `year` and `issued_on` are None if
    the text does not give them.
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


@dataclass(frozen=True, slots=True)
class MediaTopic:
    """An IPTC media topic (or subject code) of a news agency's item: its eight digits, and the name given with it."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyFacts:
    """What a news agency's document says of an item beside its text.

    `item` identifies the item in all its versions and languages, `language` is the one that the document says, in lower
    case; `document` identifies this version where the format tells them apart; `related` are items of which this one is a language version. `version` rises, `version_created` is its time; either
    may be unknown. `status` is "usable" or "withheld". `is_embargoed`: not to be published before `embargoed_until`
    (None: until further notice). `is_key_reused`: the provider gives the same `item` to another story after some days.
    `note` is meant for editors only.
    """

    format: str
    item: str
    language: str = ""
    document: str = ""
    related: tuple[str, ...] = ()
    version: int | None = None
    version_created: datetime | None = None
    status: str = "usable"
    is_embargoed: bool = False
    embargoed_until: datetime | None = None
    is_key_reused: bool = False
    copyright: str = ""
    usage_terms: str = ""
    note: str = ""
    media_topics: tuple[MediaTopic, ...] = ()

    def is_held(self, now: datetime) -> bool:
        """Whether it must not be published at the time `now`."""
        if self.status == "withheld":
            return True
        return self.is_embargoed and (self.embargoed_until is None or self.embargoed_until > now)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingArticle:
    """One normalised article in one language.

    `url` is where this text stands, `origin_url` the first publication that it cites; either may be None, as
    may every date: what the input does not say stays unknown. `html` holds only allowed tags, `text` the same
    body as plain text with one paragraph per line. `title_derived` is true if the input had no headline and
    the title was made from the first sentence. If only the day of a time is known, `..._day_only` is true and
    the hour means nothing. `published_evidence` and `author_evidence` say in a short English phrase where the
    input states them. `raw` is the input as read, kept so that it can be normalised
    again. `agency` is set for what a news agency's document gave.
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
    published_day_only: bool = False
    updated_day_only: bool = False
    published_evidence: str = ""
    author_evidence: str = ""
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
    agency: AgencyFacts | None = None
