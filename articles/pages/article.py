"""The article page: the article and links to related ones, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from unicodedata import category, east_asian_width

from django.conf import settings

from articles.grouping.folding import fold_case
from articles.models import Source
from articles.models.article import ZONE
from articles.pages import names
from articles.pages.body import BodyPart, body_of, headings_in_order, opening_of
from articles.pages.changes import Stated, last_change, updated_at
from articles.pages.provinces import NamedProvince
from articles.pages.rows import Around, ArticleRows, texts_of
from articles.pages.values import Byline, Card, CitedDocument, Heading, ShownArticle
from articles.reading_time import minutes_of
from articles.term_links import with_terms_linked

# A lead of more columns than this begins the text, so that the text is not pushed down; Chinese characters take two.
LEAD_COLUMNS = 170
LONG_TITLE_COLUMNS = 95
_WIDE = frozenset("WF")  # Unicode Standard Annex 11


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """`author` is a person, or None where the byline only repeats the paper's name; `papers` the number of sources that
    told the story; `known_since` the earliest known time of the story, where the article itself names none."""

    article: ShownArticle
    author: Byline | None
    papers: int
    known_since: datetime | None
    known_since_day_only: bool
    text: str
    body: list[BodyPart]
    updated_at: datetime | None
    updated_day_only: bool
    changed_at: datetime | None
    topics: list[Heading]
    places: list[NamedProvince]
    documents: list[CitedDocument]
    versions: list[Card]
    original: Card | None
    shared_facts: tuple[str, ...]
    same_story: list[Card]
    same_event: list[Card]
    same_topic: list[Card]
    same_category: list[Card]
    same_author: list[Card]

    @property
    def opens_with_lead(self) -> bool:
        """Whether the lead is so long that it stands as the first paragraph of the text."""
        return columns(self.article.lead) > LEAD_COLUMNS

    @property
    def has_long_title(self) -> bool:
        return columns(self.article.title) > LONG_TITLE_COLUMNS

    @property
    def address_of_whole(self) -> str:
        """Where the whole text stands: at its publisher, else where it was found; may be empty."""
        return self.article.origin_url or self.article.url

    @property
    def minutes(self) -> int:
        """How long the text takes to read; 0 where only an excerpt stands here."""
        return 0 if self.article.shows_excerpt_only else minutes_of(self.text)

    @property
    def alternates(self) -> list[Card]:
        """The versions among which search engines choose by language: the same on each of their pages. None where this
        page is not among them, as then its canonical address is another, or none."""
        if not self.article.is_listed_by_search_engines:
            return []
        return [self.article, *(one for one in self.versions if one.is_listed_by_search_engines)]

    @property
    def canonical(self) -> str:
        """The address that search engines are asked to list in place of this page's; a path where it is on this site."""
        article = self.article
        if article.source.canonical == Source.Canonical.ORIGINAL and (article.origin_url or article.url):
            return article.origin_url or article.url
        lead = next((one for one in self.same_story if one.is_lead), None)
        return article.address if article.is_lead or lead is None else lead.address

    @property
    def is_kept_out(self) -> bool:
        """Whether its source wishes that search engines do not list it."""
        return self.article.source.canonical == Source.Canonical.NONE

    @property
    def updated_day(self) -> date | None:
        """The day of the update by the readers' clock; None where there was none."""
        return self.updated_at.astimezone(ZONE).date() if self.updated_at else None


def article_page(*, rows: ArticleRows, around: Around) -> ArticlePage:
    """The page of one article and what stands around it. One query, two if the article was ever revised."""
    article = rows.article
    earliest = _earliest(around.story) if article.published_at is None else None
    author = _person(article)
    text, html = texts_of(article.pk)
    allowed = article.source.pictures_allowed
    changed_at = None
    if rows.is_revised:
        stated = Stated(article.pk, article.title, article.lead, text, html, article.shows_excerpt_only)
        changed_at = last_change(stated)
    update = updated_at(article, changed_at)
    return ArticlePage(
        article=article,
        author=author,
        papers=len({article.source_id, *(one.source_id for one in around.story)}),
        known_since=earliest.published_at if earliest else None,
        known_since_day_only=bool(earliest and earliest.published_day_only),
        text=text,
        body=opening_of(article.pictures, allowed=allowed)
        if article.shows_excerpt_only
        else _with_terms(
            body_of(headings_in_order(html), article.pictures, allowed=allowed), article.language
        ),
        updated_at=update,
        updated_day_only=article.updated_day_only and update == article.updated_at,
        changed_at=changed_at,
        topics=names.topics().of(rows.topic_ids),
        places=rows.places,
        documents=rows.documents,
        versions=sorted(
            (one for one in around.story if one.is_lead and one.language != article.language),
            key=_edition_order,
        ),
        original=_original(article, around.story),
        shared_facts=rows.shared_facts if around.story else (),
        same_story=[one for one in around.story if one.language == article.language],
        same_event=around.event,
        same_topic=around.topic,
        same_category=around.category,
        same_author=around.author if author else [],
    )


def _with_terms(body: list[BodyPart], language: str) -> list[BodyPart]:
    linked = with_terms_linked((part.html for part in body), language)
    return [replace(part, html=html) for part, html in zip(body, linked, strict=True)]


_EDITION_ORDER = {code: number for number, (code, _name) in enumerate(settings.LANGUAGES)}


def _edition_order(article: Card) -> tuple[int, str]:
    return _EDITION_ORDER.get(article.language, len(_EDITION_ORDER)), article.language


def _original(article: ShownArticle, of_story: Sequence[Card]) -> Card | None:
    """The article of the story at the cited original's URL, if the site has it."""
    if not article.origin_key:
        return None
    return next((one for one in of_story if one.address_key == article.origin_key), None)


def columns(text: str) -> int:
    """How wide a text is, in columns of a terminal: marks take none, Chinese characters two."""
    return sum(
        2 if east_asian_width(character) in _WIDE else 1
        for character in text
        if category(character) not in ("Mn", "Me", "Cf")
    )


def _person(article: ShownArticle) -> Byline | None:
    """The author, unless the byline names only the paper, its publisher or the site that carries it."""
    papers = [article.source, *([article.carrier] if article.carrier else [])]
    names_of_papers = {fold_case(name) for paper in papers for name in (paper.name, paper.publisher)}
    author = article.author
    return author if author and fold_case(author.name) not in names_of_papers else None


def _earliest(of_story: Sequence[Card]) -> Card | None:
    """The first dated article of a story: of the original, if it is known, else of any."""
    dated = [one for one in of_story if one.published_at]
    return min(dated, key=lambda one: (one.machine_translated, one.ordered_at), default=None)
