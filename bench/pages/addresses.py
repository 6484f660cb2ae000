"""The pages to measure: one address of each kind, of the largest list there is, on the site that the database holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from articles.catalogue.places import Province, provinces_by_number
from articles.models import Article, ArticlePlace, Author, Category, Document, Source, Story, Topic
from articles.models.article import ZONE
from articles.outgoing.sitemaps import PART_SIZE
from bench.fill.words import vocabulary

# Editions that are measured: the largest one, a middle one in a script without spaces, one of the smallest.
EDITIONS = ("vi", "zh-hans", "km")
FEEDS = ("front", "category", "topic", "place", "source", "author", "document", "archive", "story")
# Articles looked at for the fullest page, from the newest on.
ARTICLES_LOOKED_AT = 2_000
# Words of these ranks are searched for: the most frequent one, a common one, a rare one.
RANKS = {"frequent": 0, "common": 60, "rare": 1_800}
# The desk's fields of search: a frequent word of Vietnamese headlines.
DESK_WORD = "của"


@dataclass(frozen=True, slots=True)
class Address:
    """A page to measure: its kind ("vi category", "desk article list"), its group, its path."""

    kind: str
    group: str
    path: str


def public_addresses(editions: tuple[str, ...] = EDITIONS) -> list[Address]:
    """Every kind of page, feed and sitemap that readers and crawlers ask for."""
    found = [Address("robots", "sitemap", reverse("articles:robots"))]
    for edition in editions:
        pages = _pages(edition)
        found += [Address(f"{edition} {kind}", "page", path) for kind, path in pages.items()]
        found += [Address(f"{edition} {kind}", "search", path) for kind, path in _searches(edition)]
        for kind in (*FEEDS, "search common"):
            path = pages.get(kind) or dict(_searches(edition)).get(kind)
            if path:
                place, mark, query = path.partition("?")
                found.append(Address(f"{edition} feed {kind}", "feed", f"{place}feed.rss{mark}{query}"))
        found.append(
            Address(f"{edition} sitemap lists", "sitemap", reverse("articles:sitemap-lists", args=[edition]))
        )
    found += [Address(f"api {kind}", "api", path) for kind, path in _api(editions[0])]
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    part = max(newest // PART_SIZE - 1, 0)
    found += [
        Address("sitemap index", "sitemap", reverse("articles:sitemap")),
        Address("sitemap part", "sitemap", reverse("articles:sitemap-articles", args=[part])),
        Address("sitemap news", "sitemap", reverse("articles:news-sitemap")),
    ]
    return found


def _pages(edition: str) -> dict[str, str]:
    """The reader's pages of an edition by their kind."""
    here = Article.objects.published().in_language(edition)
    article = _fullest(here)
    category = _largest(Category.objects.all(), "articles", edition)
    topic = _largest(Topic.objects.all(), "articles", edition)
    province = _largest_province(edition)
    source = _largest(Source.objects.all(), "articles", edition)
    author = _largest(Author.objects.all(), "articles", edition)
    document = _largest(Document.objects.all(), "articles", edition)
    story = Story.objects.annotate(size=Count("articles")).order_by("-size", "-pk")[:1].get()
    newest = here.newest_first()[:1].get()
    day = newest.ordered_at.astimezone(ZONE)
    year = {"edition": edition, "year": day.year}
    versions = list(story.articles.filter(state=Article.State.PUBLISHED).order_by("pk")[:2])
    changed = here.filter(revisions__isnull=False).newest_first()[:1].get()
    before = _cursor(here.newest_first()[400:401].first() or newest)
    return {
        "front": reverse("articles:front", args=[edition]),
        "category": category.get_absolute_url(edition),
        "category older": f"{category.get_absolute_url(edition)}?before={before}",
        "topic": topic.get_absolute_url(edition),
        "topic narrowed": f"{topic.get_absolute_url(edition)}?source={source.slug}&period={day.year}",
        "topics": reverse("articles:topics", args=[edition]),
        "place": province.get_absolute_url(edition),
        "place older": f"{province.get_absolute_url(edition)}?before={before}",
        "place narrowed": f"{province.get_absolute_url(edition)}?source={source.slug}&period={day.year}",
        "places": reverse("articles:places", args=[edition]),
        "source": source.get_absolute_url(edition),
        "sources": reverse("articles:sources", args=[edition]),
        "author": author.get_absolute_url(edition),
        "document": document.get_absolute_url(edition),
        "archive": reverse("articles:archive", kwargs={**year, "month": day.month, "day": day.day}),
        "archive month": reverse("articles:archive-month", kwargs={**year, "month": day.month}),
        "story": story.get_absolute_url(edition),
        "compare": reverse("articles:compare", args=[edition, story.pk, *(one.pk for one in versions)]),
        "article": article.get_absolute_url(),
        "article plain": newest.get_absolute_url(),
        "changes": changed.get_changes_url(),
        "not found": f"/{edition}/no/such/page/",
        "search empty": reverse("articles:search", args=[edition]),
    }


def _api(edition: str) -> Iterator[tuple[str, str]]:
    """Each list of the API, the largest narrowed ones, a page far down, and one of each thing."""
    root = reverse("articles:api")
    category = _largest(Category.objects.all(), "articles", edition)
    topic = _largest(Topic.objects.all(), "articles", edition)
    source = _largest(Source.objects.all(), "articles", edition)
    document = _largest(Document.objects.all(), "articles", edition)
    story = Story.objects.annotate(size=Count("articles")).order_by("-size", "-pk")[:1].get()
    here = Article.objects.published().in_language(edition)
    before = _cursor(here.newest_first()[400:401].first() or here.newest_first()[:1].get())
    oldest = _cursor(list(Article.objects.published().order_by("ordered_at", "pk")[:40])[-1])
    yield from (
        ("root", root),
        ("description", f"{root}openapi.json"),
        ("articles", f"{root}articles"),
        ("articles most", f"{root}articles?limit=30"),
        ("articles older", f"{root}articles?language={edition}&before={before}"),
        ("articles oldest", f"{root}articles?before={oldest}"),
        ("articles category", f"{root}articles?of=category:{category.slug}"),
        ("articles topic", f"{root}articles?of=topic:{topic.slug}&language={edition}"),
        ("articles source", f"{root}articles?of=source:{source.slug}"),
        ("articles place", f"{root}articles?of=place:{_largest_province(edition).slug}"),
        ("articles document", f"{root}articles?of=document:{document.pk}"),
        ("stories", f"{root}stories?language={edition}"),
        ("topics", f"{root}topics"),
        ("documents", f"{root}documents"),
        ("documents older", f"{root}documents?after={document.pk}&limit=30"),
        ("places", f"{root}places"),
        ("article", f"{root}articles/{_fullest(here).pk}"),
        ("story", f"{root}stories/{story.pk}"),
        ("topic", f"{root}topics/{topic.slug}"),
        ("document", f"{root}documents/{document.pk}"),
    )


def _cursor(article: Article) -> str:
    """The place of an article in lists, as addresses of further pages have it."""
    return f"{int(article.ordered_at.timestamp() * 1_000_000)}-{article.pk}"


def _largest_province(edition: str) -> Province:
    """The one that most articles of the edition's language name."""
    listed = ArticlePlace.objects.filter(language=edition, is_listed=True).values_list("province")
    largest = listed.annotate(size=Count("pk")).order_by("-size", "province").first()
    number = largest[0] if largest else min(provinces_by_number())
    return provinces_by_number()[number]


def _largest(rows: QuerySet[Any], related: str, edition: str) -> Any:
    """The one with most articles; those of the edition's language, where there are some."""
    counted = rows.filter(**{f"{related}__language": edition, f"{related}__state": "published"})
    return counted.annotate(size=Count(related)).order_by("-size", "pk")[:1].get()


def _fullest(articles: QuerySet[Article]) -> Article:
    """The article with most comments, topics, places, versions and pictures among the newest."""
    newest = articles.order_by("-ordered_at").values("pk")[:ARTICLES_LOOKED_AT]
    counted = articles.filter(pk__in=list(newest.values_list("pk", flat=True))).annotate(
        hanging=Count("comments", distinct=True)
        + 3 * Count("topic_links", distinct=True)
        + 3 * Count("place_links", distinct=True)
        + 3 * Count("pictures", distinct=True)
        + 2 * Count("story__articles", distinct=True)
    )
    return counted.order_by("-hanging", "pk")[:1].get()


def _searches(edition: str) -> Iterator[tuple[str, str]]:
    """Searches of an edition: words of different frequency, two words, a phrase, a document, words of another language."""
    words, other = vocabulary(edition), vocabulary("en" if edition != "en" else "vi")
    phrase = next(iter(words.phrases.values()))[0]
    document = Document.objects.annotate(size=Count("articles")).order_by("-size")[:1].get()
    queries = {f"search {name}": words.word(rank) for name, rank in RANKS.items()}
    queries |= {
        "search two words": f"{words.word(3)} {words.word(90)}",
        "search phrase": f'"{phrase}"',
        "search document": document.number,
        "search elsewhere": other.word(40),
        "search nothing": "qqxzvvw",
    }
    place = reverse("articles:search", args=[edition])
    for kind, query in queries.items():
        yield kind, f"{place}?{urlencode({'q': query})}"


def desk_addresses() -> list[Address]:
    """The lists, searches, filters and forms of the editors' desk, of every model that it shows."""
    composer = f"{reverse('admin:articles_feature_compose')}?{urlencode({'edition': 'vi', 'q': DESK_WORD})}"
    found = [
        Address("desk index", "desk", reverse("admin:index")),
        Address("desk lists", "desk", reverse("admin:lists")),
        Address("desk composer", "desk", composer),
        *_named_searches(),
    ]
    for model, desk in admin.site._registry.items():
        found += _desk_of(model, desk)
    return found


def _named_searches() -> Iterator[Address]:
    """Searches of articles by what is named before a word (`articles.admin.finding.named`), of what has most of them."""
    place = reverse("admin:articles_article_changelist")
    source = Source.objects.order_by("pk").first()
    author = Author.objects.order_by("pk").first()
    typed = {
        "text": DESK_WORD,
        "source": source.name if source else "",
        "author": author.name if author else "",
    }
    for name, value in typed.items():
        if value:
            query = urlencode({"q": f'{name}:"{value}"'})
            # The words of texts are looked up as readers' searches are, in the same windows.
            kind = "desk search by text" if name == "text" else f"desk article by {name}"
            yield Address(kind, "desk", f"{place}?{query}")


def _desk_of(model: type[Model], desk: "admin.ModelAdmin[Any]") -> Iterator[Address]:
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    label = f"desk {model._meta.verbose_name}"
    try:
        place = reverse(f"admin:{name}_changelist")
    except NoReverseMatch:
        return
    yield Address(f"{label} list", "desk", place)
    if desk.search_fields:
        yield Address(f"{label} search", "desk", f"{place}?{urlencode({'q': DESK_WORD})}")
    newest = model._default_manager.order_by("-pk").first()
    if newest is not None:
        yield Address(f"{label} form", "desk", reverse(f"admin:{name}_change", args=[newest.pk]))
