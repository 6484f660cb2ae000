"""What a site has before its first article: sources with feeds and authors, documents, picture files, editors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.contrib.auth import get_user_model

from articles.catalogue import load_document_kinds
from articles.grouping.documents import find_documents
from articles.grouping.topics import Matcher
from articles.languages import SITE_LANGUAGES
from articles.models import Author, Category, Document, Source, SourceDomain, Topic
from articles.services.catalogue_loading import load_taxonomy
from articles.services.pictures import read_picture, save_files
from articles.services.store import Rule
from articles.services.term_matcher import current_matcher
from bench.fill.plan import ORIGINALS, Weighted
from bench.fill.words import vocabulary
from feeds.models import Feed

ARTICLES_A_SOURCE = 400
SOURCES = (40, 2_500)
PLATFORMS = 12
ARTICLES_A_DOCUMENT = 120
DOCUMENTS = (60, 8_000)
AUTHORS_A_SOURCE = (2, 40)
FEEDS_A_SOURCE = (1, 5)
RULES = Weighted({Rule.PUBLISH: 0.72, Rule.ON_TOPIC: 0.20, Rule.HOLD: 0.08})
EDITORS = 4
FILES = 6
DRAWINGS = settings.BASE_DIR / "samples/pictures"
HOURS_A_FEED = 6  # the longest wait for its next check


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed with what it gives its articles."""

    pk: int
    rule: Rule
    category: int | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with what its articles take from it."""

    pk: int
    slug: str
    name: str
    host: str
    category: int | None
    pictures_allowed: bool
    feeds: tuple[FeedRow, ...]
    authors: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A picture whose files are in the storage."""

    stem: str
    widths: tuple[int, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class World:
    """All that articles refer to, by what they draw it with."""

    sources: Mapping[str, Weighted[SourceRow]]  # by language
    platforms: tuple[SourceRow, ...]
    documents: Mapping[tuple[str, int | None], int]  # number and year → id
    citations: Weighted[str]  # how a document is cited
    topics: Mapping[str, int]
    categories: Mapping[str, int]
    files: tuple[File, ...]
    editors: tuple[int, ...]
    matcher: Matcher


def make_world(articles: int, *, seed: int, newest: datetime) -> World:
    """Stores everything that a site of so many articles has beside them. The database has been migrated."""
    load_taxonomy()
    chance = np.random.default_rng((seed, 0, articles))
    categories = dict(Category.objects.values_list("slug", "pk"))
    matcher = current_matcher()
    assert matcher is not None, "the catalogue has terms"
    counts = _sources_by_language(articles)
    made = {code: _make_sources(code, count, chance, categories, newest) for code, count in counts.items()}
    documents, citations = _make_documents(_within(articles // ARTICLES_A_DOCUMENT, DOCUMENTS), chance)
    return World(
        sources={code: _by_rank(rows) for code, rows in made.items()},
        platforms=tuple(_make_platforms(chance, newest)),
        documents=documents,
        citations=citations,
        topics=dict(Topic.objects.values_list("slug", "pk")),
        categories=categories,
        files=_make_files(),
        editors=_make_editors(),
        matcher=matcher,
    )


def _within(number: int, bounds: tuple[int, int]) -> int:
    return min(max(number, bounds[0]), bounds[1])


def _by_rank(rows: Sequence[SourceRow]) -> Weighted[SourceRow]:
    """The first sources have most of the articles."""
    return Weighted({row: 1 / (rank + 3) for rank, row in enumerate(rows)})


def _sources_by_language(articles: int) -> dict[str, int]:
    wanted = _within(articles // ARTICLES_A_SOURCE, SOURCES)
    return {code: max(2, round(ORIGINALS[code] * wanted)) for code in SITE_LANGUAGES}


def _make_sources(
    code: str, count: int, chance: np.random.Generator, categories: Mapping[str, int], newest: datetime
) -> list[SourceRow]:
    """The sources of a language, largest first, with their hosts, feeds and authors."""
    kinds = [kind for kind in Source.Kind.values if kind != Source.Kind.PLATFORM]
    words = vocabulary(code)
    sources = Source.objects.bulk_create(
        Source(
            slug=f"source-{code}-{number}",
            name=f"{words.name(number)} {number}",
            homepage=f"https://source-{code}-{number}.example/",
            kind=kinds[int(chance.integers(len(kinds)))],
            publisher=words.name(10_000 + number),
            place=words.name(20_000 + number),
            language=code,
            rights=Source.Rights.EXCERPT if chance.random() < 0.15 else Source.Rights.FULL,
            pictures_allowed=bool(chance.random() < 0.92),
            category_id=_category(chance, categories, 0.5),
        )
        for number in range(1, count + 1)
    )
    feeds = _make_feeds(sources, code, chance, categories, newest)
    authors = Author.objects.bulk_create(
        Author(source=source, name=f"{words.name(30_000 + int(chance.integers(5_000)))} {number}")
        for source in sources
        for number in range(int(chance.integers(*AUTHORS_A_SOURCE)))
    )
    of_source: dict[int, list[tuple[int, str]]] = {source.pk: [] for source in sources}
    for author in authors:
        of_source[author.source_id].append((author.pk, author.name))
    return [_row(source, feeds[source.pk], of_source[source.pk]) for source in sources]


def _make_feeds(
    sources: Sequence[Source],
    code: str,
    chance: np.random.Generator,
    categories: Mapping[str, int],
    newest: datetime,
) -> dict[int, list[FeedRow]]:
    SourceDomain.objects.bulk_create(
        SourceDomain(source=source, host=f"{source.slug}.example") for source in sources
    )
    rows = Feed.objects.bulk_create(
        Feed(
            source=source,
            url=f"https://{source.slug}.example/{number}.rss",
            title=f"{source.name} {number}",
            language=code,
            category_id=_category(chance, categories, 0.6),
            intake_rule=RULES.pick(chance).value,
            state=Feed.State.WELL if chance.random() < 0.9 else Feed.State.SILENT,
            state_since=newest - timedelta(days=int(chance.integers(1, 300))),
            last_checked_at=newest - timedelta(minutes=int(chance.integers(1, 300))),
            last_new_at=newest - timedelta(minutes=int(chance.integers(1, 3_000))),
            next_check_at=newest + timedelta(minutes=int(chance.integers(1, 60 * HOURS_A_FEED))),
        )
        for source in sources
        for number in range(int(chance.integers(*FEEDS_A_SOURCE)))
    )
    found: dict[int, list[FeedRow]] = {source.pk: [] for source in sources}
    for row in rows:
        found[row.source_id].append(FeedRow(row.pk, Rule(row.intake_rule), row.category_id))
    return found


def _make_platforms(chance: np.random.Generator, newest: datetime) -> list[SourceRow]:
    """The sites that carry others' texts, with one feed for each language."""
    sources = Source.objects.bulk_create(
        Source(
            slug=f"platform-{number}",
            name=f"Platform {number}",
            homepage=f"https://platform-{number}.example/",
            kind=Source.Kind.PLATFORM,
            language="en",
        )
        for number in range(1, PLATFORMS + 1)
    )
    feeds = _make_feeds(sources, "en", chance, {}, newest)
    return [_row(source, feeds[source.pk], ()) for source in sources]


def _row(source: Source, feeds: Sequence[FeedRow], authors: Sequence[tuple[int, str]]) -> SourceRow:
    return SourceRow(
        pk=source.pk,
        slug=source.slug,
        name=source.name,
        host=f"{source.slug}.example",
        category=source.category_id,
        pictures_allowed=source.pictures_allowed,
        feeds=tuple(feeds),
        authors=tuple(authors),
    )


def _category(chance: np.random.Generator, categories: Mapping[str, int], share: float) -> int | None:
    if not categories or chance.random() >= share:
        return None
    return list(categories.values())[int(chance.integers(len(categories)))]


def _make_documents(
    count: int, chance: np.random.Generator
) -> tuple[dict[tuple[str, int | None], int], Weighted[str]]:
    """Documents as the project's rules read them from a citation, and the citations, the first cited most."""
    kinds = load_document_kinds()
    cited: dict[str, Document] = {}
    while len(cited) < count:
        kind = kinds.kinds[int(chance.integers(len(kinds.kinds)))]
        issuer = kinds.issuers[int(chance.integers(len(kinds.issuers)))]
        number, year = int(chance.integers(1, 400)), int(chance.integers(1998, 2026))
        written = (
            f"{number}-{kind.code}/{issuer.code}"
            if issuer.style == "party"
            else f"{number}/{year}/{kind.code}-{issuer.code}"
        )
        found = find_documents(f"({written})")
        if len(found) == 1 and not any(row.number == found[0].number for row in cited.values()):
            one = found[0]
            cited[f"({written})"] = Document(
                number=one.number, year=one.year, kind=one.kind, issuer=one.issuer, issued_on=one.issued_on
            )
    rows = Document.objects.bulk_create(cited.values())
    ranked = {words: 1 / (rank + 2) for rank, words in enumerate(cited)}
    return {(row.number, row.year): row.pk for row in rows}, Weighted(ranked)


def _make_files() -> tuple[File, ...]:
    """The drawings of the samples in the storage, as `articles.services.pictures` stores a picture."""
    files = []
    for drawing in sorted(DRAWINGS.glob("*.jpg"))[:FILES]:
        content = drawing.read_bytes()
        made = read_picture(content)
        files.append(File(save_files(content, made), tuple(made.widths), made.width, made.height))
    return tuple(files)


def _make_editors() -> tuple[int, ...]:
    users = get_user_model().objects
    return tuple(users.create_user(f"editor-{number}", is_staff=True).pk for number in range(1, EDITORS + 1))
