"""What pages read, as plain values: without the models' machinery, which costs a page more than its queries.

They answer to the same names as the models, so that one template shows either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from articles import addresses
from articles.models import Article, Picture, Source
from articles.models.article import ZONE, slug_of_title
from articles.models.document import TermNames, described, document_text
from articles.models.picture import file_address
from articles.models.taxonomy import FALLBACK_LANGUAGES, slug_of_author


@dataclass(frozen=True, slots=True)
class Publisher:
    """A source."""

    pk: int
    slug: str
    name: str
    language: str
    kind: str
    publisher: str
    homepage: str
    rights: str
    pictures_allowed: bool
    canonical: str = Source.Canonical.OWN.value

    def get_absolute_url(self, edition: str) -> str:
        return addresses.source_address(edition, self.slug)

    def get_kind_display(self) -> str:
        """The kind in the reader's language."""
        return str(Source.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Heading:
    """A category or a topic; `names` holds name and description by language."""

    pk: int
    slug: str
    is_topic: bool
    names: Mapping[str, tuple[str, str]]

    def get_absolute_url(self, edition: str) -> str:
        address = addresses.topic_address if self.is_topic else addresses.category_address
        return address(edition, self.slug)

    def name_in(self, language: str) -> str:
        """The name in `language`, else in English, else in Vietnamese, else the slug."""
        tag = self._tag(language)
        return self.names[tag][0] if tag else self.slug

    def description_in(self, language: str) -> str:
        """The description in `language`, with the same fallbacks; empty if there is none."""
        found = (self.names[tag][1] for tag in (language, *FALLBACK_LANGUAGES) if tag in self.names)
        return next(filter(None, found), "")

    def language_of_name(self, language: str) -> str:
        """The language of the name that `name_in(language)` returns."""
        return self._tag(language) or FALLBACK_LANGUAGES[0]

    def _tag(self, language: str) -> str | None:
        return next((tag for tag in (language, *FALLBACK_LANGUAGES) if tag in self.names), None)


@dataclass(frozen=True, slots=True)
class Byline:
    """An author."""

    pk: int
    name: str

    def get_absolute_url(self, edition: str) -> str:
        return addresses.author_address(edition, self.pk, slug_of_author(self.name))


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture of an article, with its files if there are any."""

    position: int
    place: int | None
    caption: str
    credit: str
    state: str
    stored_as: str
    widths: tuple[int, ...]
    width: int | None
    height: int | None
    jpg_bytes: int | None = None

    @classmethod
    def of(cls, picture: Picture) -> "ShownPicture":
        """The values of a stored picture."""
        return cls(
            picture.position,
            picture.place,
            picture.caption,
            picture.credit,
            picture.state,
            picture.stored_as,
            tuple(picture.widths),
            picture.width,
            picture.height,
            picture.jpg_bytes,
        )

    @property
    def is_shown(self) -> bool:
        return self.state == Picture.State.STORED and bool(self.widths)

    def file_url(self, width: int, kind: str) -> str:
        """The URL of the file of `width` pixels; `kind` is "webp" or "jpg"."""
        return file_address(self.stored_as, width, kind)

    @property
    def webp_srcset(self) -> str:
        return self._srcset("webp")

    @property
    def jpg_srcset(self) -> str:
        return self._srcset("jpg")

    @property
    def fallback_url(self) -> str:
        """The file for browsers without `srcset`: the middle width, the smaller of two."""
        return self.file_url(self.widths[(len(self.widths) - 1) // 2], "jpg")

    def _srcset(self, kind: str) -> str:
        return ", ".join(f"{self.file_url(width, kind)} {width}w" for width in self.widths)


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document; `titles` by language, `terms` the names of all codes."""

    number: str
    year: int | None
    kind: str
    issuer: str
    titles: Mapping[str, str]
    terms: TermNames

    def __str__(self) -> str:
        return document_text(self.number, self.year)

    def get_absolute_url(self, edition: str) -> str:
        address = f"{self.number}~{self.year}" if self.year else self.number
        return addresses.document_address(edition, address)

    def title_in(self, language: str) -> str:
        """The title in `language`, else English, else Vietnamese, else empty."""
        found = (self.titles[tag] for tag in (language, *FALLBACK_LANGUAGES) if tag in self.titles)
        return next(found, "")

    def description_in(self, language: str) -> list[tuple[str, str]]:
        """Kind and issuer in words, as `Document.description_in`."""
        return described(self.kind, self.issuer, self.terms, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article as lists and links show it. `lead_picture` is the first picture that may be shown. Of its whole story
    are, where they are shown: `comment_count`, the number of comments; `story_papers` and `story_languages`, how many told
    it; `known_since`, its earliest known date where the article itself names none."""

    pk: int
    story_id: int
    category_id: int | None
    language: str
    title: str
    lead: str
    published_at: datetime | None
    published_day_only: bool
    ordered_at: datetime
    is_lead: bool
    machine_translated: bool
    address_key: str
    origin_key: str
    source: Publisher
    source_id: int
    carrier: Publisher | None
    lead_picture: ShownPicture | None
    address: str
    comment_count: int
    title_derived: bool = False
    story_papers: int = 0
    story_languages: int = 0
    known_since: datetime | None = None

    def get_absolute_url(self) -> str:
        return self.address

    @property
    def published_day(self) -> date | None:
        """The day of publication by the readers' clock; None where it is unknown."""
        return self.published_at.astimezone(ZONE).date() if self.published_at else None

    @property
    def published_moment(self) -> datetime | None:
        """The time of publication; None where it is unknown, or known to the day only."""
        return None if self.published_day_only else self.published_at

    @property
    def shows_excerpt_only(self) -> bool:
        return self.source.rights == Source.Rights.EXCERPT

    @property
    def is_listed_by_search_engines(self) -> bool:
        """Whether its page is the one that search engines are asked to list (`articles.outgoing.alternates`)."""
        return stands_for_itself(
            is_lead=self.is_lead,
            wish=self.source.canonical,
            has_original=bool(self.origin_key or self.address_key),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArticle(Card):
    """An article as its own page shows it, without its text."""

    state: str
    url: str
    origin_url: str
    updated_at: datetime | None
    updated_day_only: bool
    author: Byline | None
    category: Heading | None
    pictures: tuple[ShownPicture, ...]

    @property
    def is_withdrawn(self) -> bool:
        return self.state == Article.State.WITHDRAWN

    def get_changes_url(self) -> str:
        """The URL of the page with its changes."""
        return f"{self.address}changes/"


def stands_for_itself(*, is_lead: bool, wish: str, has_original: bool) -> bool:
    """Whether an article's own page is its canonical one, so that it stands in sitemaps and among the versions of its
    story: it leads its story in its language, and its source wishes it, or wishes the original which nobody knows.
    """
    if wish == Source.Canonical.ORIGINAL:
        return is_lead and not has_original
    return is_lead and wish == Source.Canonical.OWN


def address_of(language: str, pk: int, title: str) -> str:
    """The path of an article with this title."""
    return addresses.article_address(language, pk, slug_of_title(title))
