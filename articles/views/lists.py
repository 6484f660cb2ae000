"""Pages that list articles: category, topic, source, author, document, day; and those that lead to them."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import archive as archives
from articles import lists
from articles.charts import MonthChart, month_chart
from articles.filters import Filters
from articles.models import Article, Topic
from articles.models.article import ArticleQuerySet
from articles.templatetags.reading import ZONE, direction
from articles.views.subjects import (
    author_at,
    category_at,
    day_at,
    document_at,
    month_at,
    moved,
    source_at,
    topic_at,
)


def _section(
    request: HttpRequest,
    template: str,
    edition: str,
    articles: ArticleQuerySet,
    context: dict[str, object],
    *,
    with_chart: bool = False,
    by_period: bool = True,
) -> HttpResponse:
    """A list page: the same frame for every kind of list, with the template that heads it."""
    filters = Filters.read(request.GET)
    section = lists.section_page(articles=articles, edition=edition, filters=filters, by_period=by_period)
    chart = _chart(section, edition) if with_chart else None
    return render(request, template, {"section": section, "chart": chart, **context})


def _chart(section: lists.SectionPage, edition: str) -> MonthChart | None:
    return month_chart(
        section.months,
        today=timezone.now().astimezone(ZONE).date(),
        right_to_left=direction(edition) == "rtl",
        chosen=section.filters.within,
    )


@require_safe
def category(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    category = category_at(slug)
    articles = lists.articles_of_category(category)
    return _section(request, "category.html", edition, articles, {"category": category})


@require_safe
def topic(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    topic = topic_at(slug)
    articles = lists.articles_of_topic(topic)
    context: dict[str, object] = {"topic": topic, "related_topics": lists.related_topics(topic)}
    return _section(request, "topic.html", edition, articles, context, with_chart=True)


@require_safe
def source(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    source = source_at(slug)
    context: dict[str, object] = {"source": source, "facts": lists.source_facts(source)}
    return _section(request, "source.html", edition, lists.articles_of_source(source), context)


@require_safe
def author(request: HttpRequest, edition: str, pk: int, slug: str) -> HttpResponse:
    """What one byline wrote. The number alone counts; an old or misspelt name leads to the present one."""
    author = author_at(pk)
    if elsewhere := moved(request, author.get_absolute_url(edition)):
        return elsewhere
    return _section(request, "author.html", edition, lists.articles_of_author(author), {"author": author})


@require_safe
def document(request: HttpRequest, edition: str, number: tuple[str, int | None]) -> HttpResponse:
    document = document_at(number)
    if elsewhere := moved(request, document.get_absolute_url(edition)):
        return elsewhere
    articles = lists.articles_citing(document)
    context: dict[str, object] = {"document": document, "forms": lists.forms_of_citing(document)}
    return _section(request, "document.html", edition, articles, context, with_chart=True)


@require_safe
def archive(request: HttpRequest, edition: str, year: int, month: int, day: int) -> HttpResponse:
    """What was published on a day; "05" leads to "5"."""
    when = day_at(year, month, day)
    kept = {"edition": edition, "year": year, "month": month, "day": day}
    if elsewhere := moved(request, reverse("articles:archive", kwargs=kept)):
        return elsewhere
    context: dict[str, object] = {
        "day": when,
        "neighbours": archives.neighbours_of(edition=edition, day=when),
    }
    articles = lists.articles_of_day(when)
    return _section(request, "archive.html", edition, articles, context, by_period=False)


@require_safe
def archive_month(request: HttpRequest, edition: str, year: int, month: int) -> HttpResponse:
    """The calendar of a month; "05" leads to "5"."""
    first = month_at(year, month)
    kept = {"edition": edition, "year": year, "month": month}
    if elsewhere := moved(request, reverse("articles:archive-month", kwargs=kept)):
        return elsewhere
    page = archives.archive_month(edition=edition, month=first)
    return render(request, "archive_month.html", {"archive": page, "month": first})


@require_safe
def newest_month(request: HttpRequest, edition: str) -> HttpResponse:
    """To the newest month that holds an article, where there is none to the present one."""
    month = archives.newest_month(edition=edition) or timezone.now().astimezone(ZONE).date()
    kept = {"edition": edition, "year": month.year, "month": month.month}
    return HttpResponseRedirect(reverse("articles:archive-month", kwargs=kept))


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
    """All publishers by what they are; `?kind=` shows those of one kind, and none of a kind that is none."""
    groups = lists.source_groups(edition=edition)
    kind = request.GET.get("kind", "").strip()
    shown = [group for group in groups if group.kind == kind] if kind else groups
    context = {
        "groups": groups,
        "shown": shown,
        "kind": kind,
        "has_active": any(group.active for group in shown),
        "silent": [source for group in shown for source in group.silent],
        "page_is_sources": True,
    }
    return render(request, "sources.html", context)
