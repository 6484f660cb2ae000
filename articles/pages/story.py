"""The story page: who told a story, in which languages, when, and what they cite. In one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from articles.models.article import ZONE
from articles.pages import names
from articles.pages.rows import StoryRows, story_rows
from articles.pages.values import Card, CitedDocument, Heading, Publisher

# From so many days on a story is told as a timeline.
DAYS_OF_TIMELINE = 2


@dataclass(frozen=True, slots=True)
class Telling:
    """What one paper told: `text` is its own article (of several the original, else the oldest), `others` the rest, in the
    order of editions. `sign` is a letter by which the page names the paper, in a circle for every other one."""

    sign: str
    is_round: bool
    paper: Publisher
    text: Card
    others: list[Card]
    is_first: bool

    @property
    def articles(self) -> list[Card]:
        return [self.text, *self.others]


@dataclass(frozen=True, slots=True)
class Happening:
    """A day in the life of a story: what a paper published, or that it was corrected (`is_correction`)."""

    when: datetime
    is_day_only: bool
    article: Card
    is_correction: bool


@dataclass(frozen=True, slots=True)
class StoryDocument:
    """A document that a story cites, and the signs of the papers that cite it."""

    document: CitedDocument
    signs: list[str]


@dataclass(frozen=True, slots=True)
class StoryPage:
    """All versions of story `pk` for readers of an edition; `written` changes with every write of what they show."""

    pk: int
    edition: str
    versions: list[Card]
    tellings: list[Telling]
    timeline: list[Happening]
    documents: list[StoryDocument]
    related: list[Card]
    original: Card | None
    written: str

    @property
    def headline(self) -> Card:
        """The version by which readers of the edition know the story: that in its language, else the original, else the
        oldest."""
        own = [one for one in self.versions if one.language == self.edition]
        return min(own, key=lambda one: not one.is_lead, default=self.original or self.versions[0])

    @property
    def category(self) -> Heading | None:
        """The category, which is the same of all versions."""
        return names.categories().by_pk.get(self.versions[0].category_id or 0)

    @property
    def languages(self) -> int:
        return len({article.language for article in self.versions})

    @property
    def comments(self) -> int:
        return self.versions[0].comment_count

    @property
    def own_picture(self) -> Card | None:
        """The article whose picture stands for the story: the headline's own, else the first that has one."""
        return next((one for one in (self.headline, *self.versions) if one.lead_picture), None)

    @property
    def pair(self) -> tuple[Card, Card] | None:
        """Two texts that are worth comparing: of two papers in one language, the edition's if there are such, else a
        translation beside what it was made from. None where there is no pair."""
        whole = [one for one in self.versions if not one.shows_excerpt_only]
        papers = [
            (one, other)
            for place, one in enumerate(whole)
            for other in whole[place + 1 :]
            if one.language == other.language and one.source_id != other.source_id
        ]
        if papers:
            return min(papers, key=lambda pair: pair[0].language != self.edition)
        base = self.original or self.versions[0]
        return (self.headline, base) if self.is_comparable(self.headline, base) else None

    def is_comparable(self, one: Card, other: Card) -> bool:
        return one.pk != other.pk and not one.shows_excerpt_only and not other.shows_excerpt_only


def story_page(*, pk: int, edition: str) -> StoryPage:
    """The page of one story: papers in the order in which they told it. One query."""
    rows = story_rows(pk, edition=edition)
    original = original_among(rows.versions)
    tellings = _tellings(rows.versions, original)
    signs = {article.pk: telling.sign for telling in tellings for article in telling.articles}
    return StoryPage(
        pk=pk,
        edition=edition,
        versions=rows.versions,
        tellings=tellings,
        timeline=_timeline(rows, tellings),
        documents=[
            StoryDocument(document, sorted({signs[article] for article in citing}))
            for document, citing in rows.documents
        ],
        related=rows.related,
        original=original,
        written=rows.written,
    )


_EDITION_ORDER = {code: number for number, (code, _name) in enumerate(settings.LANGUAGES)}


def _tellings(versions: list[Card], original: Card | None) -> list[Telling]:
    """The articles by paper, the paper that told it first at the head."""
    by_paper: dict[int, list[Card]] = {}
    for article in versions:
        by_paper.setdefault(article.source_id, []).append(article)
    found = []
    for number, articles in enumerate(by_paper.values()):
        text = min(
            articles, key=lambda one: (one != original, one.machine_translated, one.ordered_at, one.pk)
        )
        others = sorted(
            (one for one in articles if one != text),
            key=lambda one: (_EDITION_ORDER.get(one.language, len(_EDITION_ORDER)), one.language, one.pk),
        )
        is_first = number == 0 and len(by_paper) > 1
        found.append(Telling(_sign(number), number % 2 == 1, text.source, text, others, is_first))
    return found


def _sign(number: int) -> str:
    """A, B … Z, then A2 and so on."""
    turn, letter = divmod(number, 26)
    return chr(ord("A") + letter) + (str(turn + 1) if turn else "")


def _timeline(rows: StoryRows, tellings: list[Telling]) -> list[Happening]:
    """What papers published and corrected, oldest first; empty where all of it is of one day."""
    happened = [
        Happening(telling.text.published_at, telling.text.published_day_only, telling.text, False)
        for telling in tellings
        if telling.text.published_at
    ]
    happened += [
        Happening(rows.changed_at[telling.text.pk], False, telling.text, True)
        for telling in tellings
        if telling.text.pk in rows.changed_at
    ]
    days = {one.when.astimezone(ZONE).date() for one in happened}
    return sorted(happened, key=lambda one: one.when) if len(days) >= DAYS_OF_TIMELINE else []


def original_among(versions: Iterable[Card]) -> Card | None:
    """The version whose URL the others cite as original; None if none is cited.

    Of several, the one that cites no other; of those, the first in `versions`.
    """
    versions = list(versions)
    cited = {one.origin_key for one in versions if one.origin_key and one.origin_key != one.address_key}
    found = [one for one in versions if one.address_key in cited]
    return min(
        found, key=lambda one: bool(one.origin_key and one.origin_key != one.address_key), default=None
    )
