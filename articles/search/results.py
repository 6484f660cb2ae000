"""Find articles: one per story, the edition's language first, then by score, then the newest.

At most `MOST_RESULTS` candidates are ranked (those in the edition's language and the newest first), and what a page
costs does not grow with the site (`articles.search.candidates`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BooleanField, Case, IntegerField, Q, Value, When
from django.db.models.expressions import RawSQL
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Article, ArticleTopic, Source, Topic
from articles.models.article import ArticleQuerySet
from articles.search.candidates import HOLDS, MOST_RESULTS, Candidate, in_order
from articles.search.excerpts import Highlighter, excerpt, highlighted, search_terms_of, words_to_stem_in
from articles.search.facets import Facets, facets_of
from articles.search.passes import Looked, Manner, look_for
from articles.search.plan import Plan, plan, words_to_stem
from articles.search.query import Query
from articles.search.stems import stems_of

PAGE_SIZE = 20
MOST_PAGES = MOST_RESULTS // PAGE_SIZE
# What a result shows of its article.
_SHOWN = (
    *("language", "title", "lead", "text", "published_at", "published_day_only", "machine_translated", "comment_count"),
    *("source__name", "source__language", "source__rights", "source__pictures_allowed"),
)  # fmt: skip
MOST_SOURCES = 50  # sources that one `source:` may match by a part of the name


@dataclass(frozen=True, slots=True)
class Result:
    """An article, with its headline and an excerpt as HTML, matches in `<mark>`."""

    article: Article
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results.

    `here` are those in the language asked for (the edition's, else that of `lang:`), `elsewhere` the others.
    `total` counts stories; `is_more` says that there are more than were counted, and `is_cut` that older articles with
    the words were not looked through. `manner` says how the results answer the query where none holds its words; where
    they are those of another spelling, `suggestion` is that. `problems` are sentences about parts of the query that were
    not understood.
    """

    query: Query
    here: tuple[Result, ...] = ()
    elsewhere: tuple[Result, ...] = ()
    total: int = 0
    is_more: bool = False
    is_cut: bool = False
    number: int = 1
    pages: int = 0
    facets: Facets = field(default_factory=Facets)
    suggestion: str = ""
    manner: Manner = Manner.WORDS
    by_date: bool = False
    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.total > 0

    @property
    def order(self) -> str:
        """What an address of another page of the results adds to keep their order."""
        return "&sort=date" if self.by_date else ""

    @property
    def by_facts(self) -> bool:
        """No article holds the words; these state the same."""
        return self.manner is Manner.FACTS

    @property
    def by_some(self) -> bool:
        """No article holds all words; these hold most."""
        return self.manner is Manner.SOME

    @property
    def by_spelling(self) -> bool:
        """No article holds the words; these hold those of `suggestion`."""
        return self.manner is Manner.SPELLING

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def find(query: Query, *, edition: str, number: int = 1, by_date: bool = False) -> SearchPage:
    """The results of `query` on page `number` (from 1; beyond the last page, the last) for readers of `edition`, the best
    or, `by_date`, the newest first.
    """
    if not query:
        return SearchPage(query, problems=query.problems)
    wanted, unknown = narrowed_by(query)
    looked = look_for(query, wanted, edition)
    problems = (*query.problems, *unknown)
    chosen = looked.chosen
    if not chosen:
        return SearchPage(query, suggestion=looked.suggestion, is_cut=looked.is_cut, problems=problems)
    preferred = query.language or edition
    if by_date:
        chosen = sorted(chosen, key=lambda one: (one.language != preferred, -one.moment.timestamp(), -one.pk))
    pages = -(-len(chosen) // PAGE_SIZE)
    number = min(max(number, 1), pages)
    results = _results(chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], looked, edition)
    return SearchPage(
        query,
        here=tuple(one for one in results if _is_in(one.article.language, preferred)),
        elsewhere=tuple(one for one in results if not _is_in(one.article.language, preferred)),
        total=len(chosen),
        is_more=looked.is_more,
        is_cut=looked.is_cut,
        number=number,
        pages=pages,
        facets=_facets(query, looked.matched),
        suggestion=looked.suggestion,
        manner=looked.manner,
        by_date=by_date,
        problems=problems,
    )


@dataclass(frozen=True, slots=True)
class Everything:
    """All published articles that a query matches, in no order: those of `articles` that `keep` keeps.

    Nothing is looked for in other words, and nothing is left out of a long list, as `find` does. `problems` are sentences
    about what of the query was not understood.
    """

    articles: ArticleQuerySet
    problems: list[str]
    asked: Plan | None = None

    def keep(self, pks: Sequence[int]) -> list[int]:
        """Those of some of the articles whose words stand in the order that was asked for; their texts are read."""
        return in_order(pks, self.asked) if self.asked else list(pks)


def everything(query: Query, *, edition: str) -> Everything:
    """What matches the query, as readers of `edition` type it; all published articles for an empty one."""
    wanted, unknown = narrowed_by(query)
    problems = [*query.problems, *unknown]
    if not query.has_terms and not query.excluded:
        return Everything(wanted, problems)
    asked = plan(query, stems_of(words_to_stem(query)), edition)
    # The index does not know the order of words.
    is_ordered = "<->" in asked.match
    words = asked.loose.replace("<->", "&") if is_ordered else asked.match
    if words:
        wanted = wanted.filter(RawSQL(HOLDS, (words,), BooleanField()))  # noqa: S611  # a constant; words are a parameter
    return Everything(wanted, problems, asked if is_ordered else None)


def narrowed_by(query: Query) -> tuple[ArticleQuerySet, list[str]]:
    """The published articles that pass the query's filters, and sentences about filters that are wrong."""
    articles, problems = Article.objects.published(), []
    if query.language:
        articles = articles.filter(Q(language=query.language) | Q(language__startswith=f"{query.language}-"))
    if query.source:
        sources = list(_sources_named(query.source))
        if not sources:
            problems.append(_("There is no source called “%(name)s” here.") % {"name": query.source})
        articles = articles.filter(Q(source__in=sources) | Q(carrier__in=sources))
    if query.topic:
        topics = list(_topics_named(query.topic))
        if not topics:
            problems.append(_("There is no topic called “%(name)s” here.") % {"name": query.topic})
        links = ArticleTopic.objects.filter(topic__in=topics, excluded=False)
        articles = articles.filter(pk__in=links.values("article_id"))
    if query.after:
        articles = articles.filter(ordered_at__gte=_first_moment(query.after))
    if query.before:
        articles = articles.filter(ordered_at__lt=_first_moment(query.before))
    return articles, problems


def _sources_named(name: str) -> Iterable[int]:
    """The source with that slug or host; else those whose name contains the words, with or without marks."""
    host = name.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").strip("/")
    exact = Q(slug__iexact=name) | Q(domains__host=host) | Q(name__unaccent__iexact=name)
    within = Q(name__unaccent__icontains=name)
    rows = (
        Source.objects.filter(exact | within)
        .annotate(is_exact=Case(When(exact, then=Value(1)), default=Value(0), output_field=IntegerField()))
        .order_by("-is_exact", "name")
        .values_list("pk", "is_exact")[:MOST_SOURCES]
    )
    found = list(rows)
    return dict.fromkeys(pk for pk, is_exact in found if is_exact or not found[0][1])


def _topics_named(name: str) -> Iterable[int]:
    by_name = Q(slug__iexact=name) | Q(names__name__unaccent__iexact=name)
    return Topic.objects.filter(by_name).distinct().values_list("pk", flat=True)


def _first_moment(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.READER_TIME_ZONE))


def _is_in(language: str, preferred: str) -> bool:
    return language == preferred or language.startswith(f"{preferred}-")


def _results(chosen: Sequence[Candidate], looked: Looked, edition: str) -> list[Result]:
    keys = [one.pk for one in chosen]
    shown = Article.objects.only(*_SHOWN).select_related("source").prefetch_related("pictures")
    rows = shown.in_bulk(keys)
    articles = [rows[pk] for pk in keys if pk in rows]
    terms = search_terms_of(looked.shown, looked.stems, edition=edition)
    bodies = [_body(article) for article in articles]
    like: set[tuple[str, str]] = set()
    for article, body in zip(articles, bodies, strict=True):
        like |= words_to_stem_in(terms, f"{article.title}\n{body}", article.language)
    highlighter = Highlighter(terms, stems_of(like))
    results = []
    for article, body in zip(articles, bodies, strict=True):
        in_title = highlighter.matches_in(article.title, article.language)
        in_body = highlighter.matches_in(body, article.language)
        results.append(Result(article, highlighted(article.title, in_title), excerpt(body, in_body)))
    return results


def _body(article: Article) -> str:
    """The text that an excerpt may show; of sources that allow only an excerpt, the lead."""
    lead, text = article.lead.strip(), article.text.strip()
    if article.shows_excerpt_only:
        return lead
    return text if not lead or text.startswith(lead) else f"{lead}\n{text}"


def _facets(query: Query, found: Sequence[Candidate]) -> Facets:
    """The stories of all matches by language, source and topic, whichever article of a story is shown."""
    languages = Counter(tag for _story, tag in {(one.story, one.language) for one in found})
    sources = Counter(pk for _story, pk in {(one.story, one.source) for one in found})
    narrowed = {
        name
        for name, value in (("lang", query.language), ("source", query.source), ("topic", query.topic))
        if value
    }
    return facets_of(
        text=query.text,
        languages=languages,
        sources=sources,
        stories={one.pk: one.story for one in found},
        narrowed=narrowed,
    )
