"""Pages that list articles: category, topic, source, author, document, day."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import pages
from articles.models import Article, Source, Topic
from articles.models.article import ArticleQuerySet
from articles.views.subjects import author_at, category_at, day_at, document_at, moved, source_at, topic_at


def _section(
    request: HttpRequest, template: str, edition: str, articles: ArticleQuerySet, context: dict[str, object]
) -> HttpResponse:
    """A list page: the same frame for every kind of list, with the template that heads it."""
    section = pages.section_page(articles=articles, edition=edition, filters=pages.Filters.read(request.GET))
    return render(request, template, {"section": section, **context})


@require_safe
def category(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    category = category_at(slug)
    articles = pages.articles_of_category(category)
    return _section(request, "category.html", edition, articles, {"category": category})


@require_safe
def topic(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    topic = topic_at(slug)
    context: dict[str, object] = {"topic": topic, "related_topics": pages.related_topics(topic)}
    return _section(request, "topic.html", edition, pages.articles_of_topic(topic), context)


@require_safe
def source(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    source = source_at(slug)
    return _section(request, "source.html", edition, pages.articles_of_source(source), {"source": source})


@require_safe
def author(request: HttpRequest, edition: str, pk: int, slug: str) -> HttpResponse:
    """What one byline wrote. The number alone counts; an old or misspelt name leads to the present one."""
    author = author_at(pk)
    if elsewhere := moved(request, author.get_absolute_url(edition)):
        return elsewhere
    return _section(request, "author.html", edition, pages.articles_of_author(author), {"author": author})


@require_safe
def document(request: HttpRequest, edition: str, number: tuple[str, int | None]) -> HttpResponse:
    document = document_at(number)
    if elsewhere := moved(request, document.get_absolute_url(edition)):
        return elsewhere
    articles = pages.articles_citing(document)
    return _section(request, "document.html", edition, articles, {"document": document})


@require_safe
def archive(request: HttpRequest, edition: str, year: int, month: int, day: int) -> HttpResponse:
    """What was published on a day; "05" leads to "5"."""
    when = day_at(year, month, day)
    kept = {"edition": edition, "year": year, "month": month, "day": day}
    if elsewhere := moved(request, reverse("articles:archive", kwargs=kept)):
        return elsewhere
    return _section(request, "archive.html", edition, pages.articles_of_day(when), {"day": when})


@require_safe
def topics(request: HttpRequest, edition: str) -> HttpResponse:
    here = Q(
        article_links__excluded=False,
        article_links__article__state=Article.State.PUBLISHED,
        article_links__article__language=edition,
    )
    rows = Topic.objects.annotate(article_count=Count("article_links", filter=here)).prefetch_related("names")
    return render(request, "topics.html", {"topics": rows, "page_is_topics": True})


@require_safe
def sources(request: HttpRequest, edition: str) -> HttpResponse:
    here = Q(articles__state=Article.State.PUBLISHED, articles__language=edition)
    rows = Source.objects.annotate(article_count=Count("articles", filter=here)).order_by(
        "-article_count", "name"
    )
    return render(request, "sources.html", {"sources": rows, "page_is_sources": True})
