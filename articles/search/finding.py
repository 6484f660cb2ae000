"""Find articles: one story once, the edition's language first, the best match first, then the newest.

However large the site is, at most `MOST_RESULTS` candidates are ranked (those in the edition's language and the
newest before others), and a page costs the same number of queries.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BooleanField, Case, FloatField, IntegerField, Q, Value, When
from django.db.models.expressions import RawSQL
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Article, ArticleTopic, Source, Topic
from articles.models.article import ArticleQuerySet
from articles.search.excerpts import excerpt, finds, marked, sought_of, words_like
from articles.search.facets import Facets, facets_of
from articles.search.plan import Plan, plan, words_to_stem
from articles.search.query import Query
from articles.search.stems import stems_of
from articles.search.suggestions import suggest

PAGE_SIZE = 20
MOST_PAGES = 50
MOST_RESULTS = PAGE_SIZE * MOST_PAGES
MOST_SOURCES = 50  # that one `source:` may name by a part of their names

# What each quality of a match adds to its score. A title that holds everything as it was typed outweighs any number
# of words in the text; the same words typed with their marks outweigh those that only look alike without them.
_EXACT_TITLE, _LOOSE_TITLE, _EXACT_PHRASE, _LOOSE_PHRASE = 1.0, 0.8, 0.8, 0.6
_EXACT_WORDS, _LOOSE_WORDS = 1.0, 0.5
# Weights of text (D is not used), text, lead and title; long texts gain nothing by their length (normalisation 1).
_RANK = "ts_rank('{0.1, 0.2, 0.5, 1.0}', articles_article.search, %s::tsquery, 1)"
_HOLDS = "(articles_article.search @@ %s::tsquery)::int"


@dataclass(frozen=True, slots=True)
class Result:
    """An article found, its headline and an excerpt as HTML with the words found in `<mark>`."""

    article: Article
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results.

    `here` are those in the language asked for (the edition's, else that of `lang:`), `elsewhere` the others. `total`
    counts stories, and `is_more` says that there are more than were counted. `suggestion` is another spelling that
    does find something. `problems` are sentences about what was not understood.
    """

    query: Query
    here: tuple[Result, ...] = ()
    elsewhere: tuple[Result, ...] = ()
    total: int = 0
    is_more: bool = False
    number: int = 1
    pages: int = 0
    facets: Facets = field(default_factory=Facets)
    suggestion: str = ""
    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.total > 0

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    pk: int
    story: int
    language: str
    source: int
    is_lead: bool
    moment: datetime
    score: float


def find(query: Query, *, edition: str, number: int = 1) -> SearchPage:
    """The results of `query` on page `number` (from 1; beyond the last page, the last) for readers of `edition`."""
    if not query:
        return SearchPage(query, problems=query.problems)
    query_stems = stems_of(words_to_stem(query))
    wanted, unknown = narrowed_by(query)
    candidates = _candidates(wanted, plan(query, query_stems, edition), edition)
    is_more = len(candidates) > MOST_RESULTS
    candidates = candidates[:MOST_RESULTS]
    chosen = _one_a_story(candidates, edition)
    problems = (*query.problems, *unknown)
    if not chosen:
        return SearchPage(query, suggestion=_working_suggestion(query, edition), problems=problems)
    pages = -(-len(chosen) // PAGE_SIZE)
    number = min(max(number, 1), pages)
    results = _results(chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], query, query_stems)
    preferred = query.language or edition
    return SearchPage(
        query,
        here=tuple(one for one in results if _is_in(one.article.language, preferred)),
        elsewhere=tuple(one for one in results if not _is_in(one.article.language, preferred)),
        total=len(chosen),
        is_more=is_more,
        number=number,
        pages=pages,
        facets=_facets(query, candidates, chosen),
        problems=problems,
    )


def narrowed_by(query: Query) -> tuple[ArticleQuerySet, list[str]]:
    """The published articles that pass the query's filters, and what is wrong with them."""
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
    """The source of that address or host; else those whose name holds these words, with or without marks."""
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


def _candidates(wanted: ArticleQuerySet, asked: Plan, edition: str) -> list[_Candidate]:
    """What matches, one more than is shown at most, in one query; ranked only where there is something to rank by."""
    if asked.unwanted:
        wanted = wanted.exclude(pk__in=Article.objects.filter(matching(asked.unwanted)).values("pk"))
    elif asked.match:
        wanted = wanted.filter(matching(asked.match))
    near = Case(When(language=edition, then=Value(0)), default=Value(1), output_field=IntegerField())
    newest = wanted.annotate(near=near).order_by("near", "-ordered_at", "-pk")
    keys = newest.values("pk")[: MOST_RESULTS + 1]
    rows = Article.objects.filter(pk__in=keys).annotate(score=_score(asked))
    columns = ("pk", "story_id", "language", "source_id", "is_lead", "ordered_at", "score")
    return [_Candidate(*row) for row in rows.order_by("-score", "-ordered_at", "-pk").values_list(*columns)]


def matching(text: str) -> RawSQL:
    """The condition that an article's vector answers the `tsquery` text."""
    # Without the table's name: inside a subquery Django gives it another one.
    return RawSQL("search @@ %s::tsquery", [text], output_field=BooleanField())


def _score(asked: Plan) -> RawSQL | Value:
    parts = [
        (_EXACT_TITLE, _HOLDS, asked.exact_title),
        (_LOOSE_TITLE, _HOLDS, asked.loose_title),
        (_EXACT_PHRASE, _HOLDS, asked.exact_phrase),
        (_LOOSE_PHRASE, _HOLDS, asked.loose_phrase),
        (_EXACT_WORDS, _RANK, asked.exact),
        (_LOOSE_WORDS, _RANK, asked.loose),
    ]
    used = [(weight, sql, text) for weight, sql, text in parts if text]
    if not used:
        return Value(0.0, output_field=FloatField())
    # Rounded: of two articles that match alike, the newer one comes first.
    total = " + ".join(f"{weight} * {sql}" for weight, sql, _text in used)
    sql = f"round(({total})::numeric, 2)::float8"
    # The SQL is made of this module's own constants; what was typed is a parameter.
    return RawSQL(sql, [text for *_, text in used], output_field=FloatField())  # noqa: S611


def _is_in(language: str, preferred: str) -> bool:
    return language == preferred or language.startswith(f"{preferred}-")


def _one_a_story(candidates: Sequence[_Candidate], edition: str) -> list[_Candidate]:
    """The article that stands for each story: in the edition's language, the story's lead, the best match."""
    best: dict[int, _Candidate] = {}
    for one in candidates:
        other = best.get(one.story)
        if other is None or _stands_before(one, edition) < _stands_before(other, edition):
            best[one.story] = one
    return sorted(best.values(), key=lambda one: _result_order(one, edition))


def _stands_before(one: _Candidate, edition: str) -> tuple[bool, bool, float]:
    return one.language != edition, not one.is_lead, -one.score


def _result_order(one: _Candidate, edition: str) -> tuple[bool, float, float, int]:
    return one.language != edition, -one.score, -one.moment.timestamp(), -one.pk


def _results(
    chosen: Sequence[_Candidate], query: Query, query_stems: dict[tuple[str, str], str]
) -> list[Result]:
    keys = [one.pk for one in chosen]
    rows = Article.objects.filter(pk__in=keys).for_cards().defer(None).defer("html", "search").in_bulk()
    articles = [rows[pk] for pk in keys if pk in rows]
    sought = sought_of(query, query_stems)
    bodies = [_body(article) for article in articles]
    like: set[tuple[str, str]] = set()
    for article, body in zip(articles, bodies, strict=True):
        like |= words_like(sought, f"{article.title}\n{body}", article.language)
    stems = stems_of(like)
    results = []
    for article, body in zip(articles, bodies, strict=True):
        in_title = finds(article.title, sought, language=article.language, stems=stems)
        in_body = finds(body, sought, language=article.language, stems=stems)
        results.append(Result(article, marked(article.title, in_title), excerpt(body, in_body)))
    return results


def _body(article: Article) -> str:
    """What an excerpt may be taken from: of a source that allows lead and link only, the lead."""
    lead, text = article.lead.strip(), article.text.strip()
    if article.shows_excerpt_only:
        return lead
    return text if not lead or text.startswith(lead) else f"{lead}\n{text}"


def _facets(query: Query, candidates: Sequence[_Candidate], chosen: Sequence[_Candidate]) -> Facets:
    languages = Counter(tag for _story, tag in {(one.story, one.language) for one in candidates})
    sources = Counter(pk for _story, pk in {(one.story, one.source) for one in candidates})
    narrowed = {
        name
        for name, value in (("lang", query.language), ("source", query.source), ("topic", query.topic))
        if value
    }
    return facets_of(
        text=query.text,
        languages=languages,
        sources=sources,
        article_pks=[one.pk for one in chosen],
        narrowed=narrowed,
    )


def _working_suggestion(query: Query, edition: str) -> str:
    """Another spelling, only when it does find something in all languages and sources."""
    text = suggest(query)
    if not text:
        return ""
    better = Query(text=text, words=tuple(text.split()))
    stems = stems_of(words_to_stem(better))
    return text if _candidates(Article.objects.published(), plan(better, stems, edition), edition) else ""
