"""What the front page and the page of an article or story show, in a number of queries that does not grow with content.

The pages that list articles are in `articles.lists`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from articles.changes import last_change, updated_at
from articles.comments.models import Comment
from articles.models import (
    Article,
    ArticleTopic,
    Category,
    Document,
    DocumentTerm,
    Feature,
    Source,
    Story,
    Topic,
)
from articles.models.article import ArticleQuerySet

FRONT_SECONDS = 3  # items beside the lead
FRONT_LATEST = 10
FRONT_PER_CATEGORY = 4
FRONT_ELSEWHERE = 6
FRONT_DISCUSSED = 5
FRONT_TOPICS = 8
RELATED = 4
# "Of the week" and "most discussed" look back this far from the newest article, so that a quiet site is not empty.
TOPICS_PERIOD = timedelta(days=7)
DISCUSSED_PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Placed:
    """An article in a slot of the front page, with the words that an editor put in place of its own."""

    article: Article
    headline: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class CategoryBlock:
    category: Category
    articles: list[Article]


@dataclass(frozen=True, slots=True)
class FrontPage:
    lead: Placed | None
    seconds: list[Placed]
    latest: list[Article]
    categories: list[CategoryBlock]
    discussed: list[Article]
    topics: list[Topic]
    elsewhere: list[Article]


def front_page(*, edition: str, now: datetime) -> FrontPage:
    """The front page of one edition: what editors placed, filled up with the newest so that it is never empty."""
    published = Article.objects.published().in_language(edition).leads_of_stories()
    placed = _placed(edition, now)
    newest = list(published.for_cards().newest_first()[: FRONT_LATEST + FRONT_SECONDS + 1])
    # By story, since an editor may have placed an article that does not stand for its own.
    taken = {one.article.story_id for slot in placed.values() for one in slot}
    fill = [Placed(article) for article in newest if article.story_id not in taken]
    lead = placed[Feature.Slot.LEAD][0] if placed[Feature.Slot.LEAD] else _take_with_picture(fill)
    seconds = [*placed[Feature.Slot.LEAD][1:], *placed[Feature.Slot.SECOND]][:FRONT_SECONDS]
    while len(seconds) < FRONT_SECONDS and fill:
        seconds.append(fill.pop(0))
    shown = {one.article.story_id for one in [*seconds, *([lead] if lead else [])]}
    since = newest[0].ordered_at if newest else now
    return FrontPage(
        lead=lead,
        seconds=seconds,
        latest=[article for article in newest if article.story_id not in shown][:FRONT_LATEST],
        categories=_category_blocks(published, shown),
        discussed=_discussed(published, since - DISCUSSED_PERIOD),
        topics=_topics_since(edition, since - TOPICS_PERIOD),
        elsewhere=list(only_elsewhere(Article.objects.published(), edition=edition)[:FRONT_ELSEWHERE]),
    )


def _placed(edition: str, now: datetime) -> dict[str, list[Placed]]:
    """What runs now, slot by slot. A placed story shows its article in this edition's language."""
    features = list(
        Feature.objects.in_edition(edition).running(now).order_by("slot", "position", "-starts_at")
    )
    story_ids = [feature.story_id for feature in features if feature.story_id]
    article_ids = [feature.article_id for feature in features if feature.article_id]
    wanted = Q(pk__in=article_ids) | Q(story_id__in=story_ids, language=edition, is_lead=True)
    articles = list(Article.objects.published().filter(wanted).for_cards()) if features else []
    by_pk = {article.pk: article for article in articles}
    by_story = {
        article.story_id: article for article in articles if article.is_lead and article.language == edition
    }
    slots: dict[str, list[Placed]] = {slot: [] for slot in Feature.Slot.values}
    seen: set[int] = set()
    for feature in features:
        article = by_pk.get(feature.article_id or 0) or by_story.get(feature.story_id or 0)
        if article and article.pk not in seen:
            seen.add(article.pk)
            slots[feature.slot].append(Placed(article, feature.headline, feature.lead))
    return slots


def _take_with_picture(fill: list[Placed]) -> Placed | None:
    """The newest that has a picture, else the newest; taken out of `fill`."""
    best = next((one for one in fill if one.article.lead_picture), fill[0] if fill else None)
    if best:
        fill.remove(best)
    return best


def _category_blocks(published: ArticleQuerySet, shown: Iterable[int]) -> list[CategoryBlock]:
    """The newest of each category in one query, by a window over the categories; without the stories `shown`."""
    ranked = (
        published.exclude(story_id__in=list(shown))
        .exclude(category=None)
        .annotate(
            rank=Window(
                RowNumber(),
                partition_by=[F("category_id")],
                order_by=[F("ordered_at").desc(), F("pk").desc()],
            )
        )
        .filter(rank__lte=FRONT_PER_CATEGORY)
    )
    blocks: dict[int, CategoryBlock] = {}
    for article in ranked.for_cards().newest_first():
        if category := article.category:
            blocks.setdefault(category.pk, CategoryBlock(category, [])).articles.append(article)
    return sorted(blocks.values(), key=lambda block: (block.category.position, block.category.slug))


def _discussed(published: ArticleQuerySet, since: datetime) -> list[Article]:
    counted = published.filter(ordered_at__gte=since).annotate(
        comment_count=Count("comments", filter=Q(comments__state=Comment.State.APPROVED))
    )
    return list(
        counted.filter(comment_count__gt=0)
        .for_cards()
        .order_by("-comment_count", "-ordered_at")[:FRONT_DISCUSSED]
    )


def _topics_since(edition: str, since: datetime) -> list[Topic]:
    recent = Q(
        article_links__excluded=False,
        article_links__article__state=Article.State.PUBLISHED,
        article_links__article__language=edition,
        article_links__article__ordered_at__gte=since,
    )
    topics = Topic.objects.annotate(article_count=Count("article_links", filter=recent)).filter(
        article_count__gt=0
    )
    return list(topics.prefetch_related("names").order_by("-article_count", "position")[:FRONT_TOPICS])


def only_elsewhere(articles: ArticleQuerySet, *, edition: str) -> ArticleQuerySet:
    """The newest of stories that do not exist in this edition's language: each story once, its original first."""
    here = Article.objects.published().in_language(edition).values("story_id")
    ranked = articles.exclude(story_id__in=here).annotate(
        story_rank=Window(
            RowNumber(),
            partition_by=[F("story_id")],
            order_by=[F("machine_translated").asc(), F("ordered_at").asc()],
        )
    )
    return ranked.filter(story_rank=1).for_cards().newest_first()


# --- One story, one article ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoryVersion:
    """One version of a story. `beside` is the version to compare it with, where both texts may be shown."""

    article: Article
    is_original: bool
    beside: Article | None


@dataclass(frozen=True, slots=True)
class KindOfPublisher:
    """How many versions of a story stand at publishers of one kind; `label` in the reader's language."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class StoryPage:
    story: Story
    rows: list[StoryVersion]
    kinds: list[KindOfPublisher]
    languages: int
    sources: int
    has_original: bool

    @property
    def versions(self) -> list[Article]:
        return [row.article for row in self.rows]


def story_page(*, story: Story) -> StoryPage:
    """Every version and republication of one story: the original first, then the oldest. Two queries."""
    versions = list(
        Article.objects.published()
        .filter(story=story)
        .select_related("source", "carrier")
        .prefetch_related("pictures")  # one of them stands for the story where its address is shared
        .defer("text", "html", "search")
        .order_by("ordered_at", "pk")
    )
    original = original_among(versions)
    versions.sort(key=lambda article: article != original)
    # Where nothing is known to be the original, the oldest is what the others can be held against.
    base = versions[0] if versions and not versions[0].shows_excerpt_only else None
    return StoryPage(
        story=story,
        rows=[
            StoryVersion(
                article=article,
                is_original=article == original,
                beside=base if article != base and not article.shows_excerpt_only else None,
            )
            for article in versions
        ],
        kinds=_kinds_of_publishers(versions),
        languages=len({article.language for article in versions}),
        sources=len({article.source_id for article in versions}),
        has_original=original is not None,
    )


def original_among(versions: Iterable[Article]) -> Article | None:
    """The version at whose address others say that they were first published; None where no other names it.

    Of several, the one that names no other itself; of those, the oldest of `versions` in their order.
    """
    versions = list(versions)
    cited = {one.origin_key for one in versions if one.origin_key and one.origin_key != one.address_key}
    found = [one for one in versions if one.address_key in cited]
    return min(
        found, key=lambda one: bool(one.origin_key and one.origin_key != one.address_key), default=None
    )


def _kinds_of_publishers(versions: Iterable[Article]) -> list[KindOfPublisher]:
    """Where the versions stand: at the platform that carries a text, else at its source. The most frequent first."""
    counts = Counter((article.carrier or article.source).kind for article in versions)
    labels = {kind: str(Source.Kind(kind).label) for kind in counts}
    return [
        KindOfPublisher(labels[kind], number)
        for kind, number in sorted(counts.items(), key=lambda pair: (-pair[1], labels[pair[0]]))
    ]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    article: Article
    updated_at: datetime | None
    changed_at: datetime | None
    topics: list[Topic]
    documents: list[Document]
    versions: list[Article]
    original: Article | None
    same_story: list[Article]
    same_topic: list[Article]
    same_category: list[Article]
    same_author: list[Article]


def article_page(*, article: Article) -> ArticlePage:
    """One article with what leads on from it. `article` comes with its source, author, category and pictures."""
    topics = list(
        Topic.objects.filter(article_links__article=article, article_links__excluded=False).prefetch_related(
            "names"
        )
    )
    of_story = list(
        Article.objects.published()
        .filter(story_id=article.story_id)
        .exclude(pk=article.pk)
        .for_cards()
        .newest_first()
    )
    neighbours = (
        Article.objects.published()
        .in_language(article.language)
        .leads_of_stories()
        .exclude(story_id=article.story_id)
    )
    same_topic = _related(neighbours.filter(_shares_topic(topics)), taken=set()) if topics else []
    taken = {one.pk for one in same_topic}
    same_category = (
        _related(neighbours.filter(category=article.category), taken) if article.category_id else []
    )
    taken |= {one.pk for one in same_category}
    same_author = _related(neighbours.filter(author=article.author), taken) if article.author_id else []
    changed_at = last_change(article)
    return ArticlePage(
        article=article,
        updated_at=updated_at(article, changed_at),
        changed_at=changed_at,
        topics=topics,
        documents=DocumentTerm.objects.attach(article.documents.order_by("number").prefetch_related("names")),
        versions=sorted(
            (one for one in of_story if one.is_lead and one.language != article.language), key=_edition_order
        ),
        original=_original(article, of_story),
        same_story=[one for one in of_story if one.language == article.language],
        same_topic=same_topic,
        same_category=same_category,
        same_author=same_author,
    )


def _shares_topic(topics: list[Topic]) -> Q:
    links = ArticleTopic.objects.filter(topic__in=topics, excluded=False)
    return Q(pk__in=links.values("article_id"))


def _related(articles: ArticleQuerySet, taken: set[int]) -> list[Article]:
    return list(articles.exclude(pk__in=taken).for_cards().newest_first()[:RELATED])


def _edition_order(article: Article) -> tuple[int, str]:
    order = {code: number for number, (code, _name) in enumerate(settings.LANGUAGES)}
    return order.get(article.language, len(order)), article.language


def _original(article: Article, of_story: list[Article]) -> Article | None:
    """The article of the story that stands at the cited original's address, when the site has it."""
    if not article.origin_key:
        return None
    return next((one for one in of_story if one.address_key == article.origin_key), None)


def versions_of(story_id: int) -> dict[str, Article]:
    """The article that stands for a story in each language."""
    leads = Article.objects.published().leads_of_stories().filter(story_id=story_id)
    return {article.language: article for article in leads.defer("text", "html", "search")}
