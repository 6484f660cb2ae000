"""Pages that list articles: category, topic, source, author, document, day."""

from datetime import date

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import pages
from articles.models import Article, Author, Category, Document, Source, Topic
from articles.models.article import ArticleQuerySet


def _section(
    request: HttpRequest, template: str, edition: str, articles: ArticleQuerySet, context: dict[str, object]
) -> HttpResponse:
    """A list page: the same frame for every kind of list, with the template that heads it."""
    section = pages.section_page(articles=articles, edition=edition, filters=pages.Filters.read(request.GET))
    return render(request, template, {"section": section, "alternates": _alternates(request), **context})


def _alternates(request: HttpRequest) -> list[tuple[str, str]]:
    """The same list in every edition: code and address. Only the first part of the path differs."""
    rest = request.path.lstrip("/").partition("/")[2]
    return [(code, f"/{code}/{rest}") for code, _name in settings.LANGUAGES]


@require_safe
def category(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    category = get_object_or_404(Category.objects.prefetch_related("names"), slug=slug)
    return _section(
        request, "category.html", edition, pages.articles_of_category(category), {"category": category}
    )


@require_safe
def topic(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.prefetch_related("names"), slug=slug)
    return _section(request, "topic.html", edition, pages.articles_of_topic(topic), {"topic": topic})


@require_safe
def source(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    source = get_object_or_404(Source, slug=slug)
    return _section(request, "source.html", edition, pages.articles_of_source(source), {"source": source})


@require_safe
def author(request: HttpRequest, edition: str, pk: int, slug: str) -> HttpResponse:
    author = get_object_or_404(Author.objects.select_related("source"), pk=pk)
    return _section(request, "author.html", edition, pages.articles_of_author(author), {"author": author})


@require_safe
def document(request: HttpRequest, edition: str, number: tuple[str, int | None]) -> HttpResponse:
    document = get_object_or_404(
        Document.objects.prefetch_related("names"), number__iexact=number[0], year=number[1]
    )
    return _section(
        request, "document.html", edition, pages.articles_citing(document), {"document": document}
    )


@require_safe
def archive(request: HttpRequest, edition: str, year: int, month: int, day: int) -> HttpResponse:
    try:
        when = date(year, month, day)
    except ValueError as error:
        raise Http404(_("There is no such day.")) from error
    return _section(request, "archive.html", edition, pages.articles_of_day(when), {"day": when})


@require_safe
def topics(request: HttpRequest, edition: str) -> HttpResponse:
    here = Q(
        article_links__excluded=False,
        article_links__article__state=Article.State.PUBLISHED,
        article_links__article__language=edition,
    )
    rows = Topic.objects.annotate(article_count=Count("article_links", filter=here)).prefetch_related("names")
    return render(
        request, "topics.html", {"topics": rows, "alternates": _alternates(request), "page_is_topics": True}
    )


@require_safe
def sources(request: HttpRequest, edition: str) -> HttpResponse:
    here = Q(articles__state=Article.State.PUBLISHED, articles__language=edition)
    rows = Source.objects.annotate(article_count=Count("articles", filter=here)).order_by(
        "-article_count", "name"
    )
    return render(
        request,
        "sources.html",
        {"sources": rows, "alternates": _alternates(request), "page_is_sources": True},
    )
