"""Pages that list articles (category, topic, source, author, document, day), and the pages that link to them."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.pages import archive as archives
from articles.pages import lists
from articles.pages.charts import MonthChart, month_chart
from articles.pages.filters import Filters
from articles.pages.places import ArticleList
from articles.templatetags.reading import ZONE, direction
from articles.views.lookups import (
    author_at,
    category_at,
    day_at,
    document_at,
    month_at,
    moved,
    source_at,
    topic_at,
)


def section_response(
    request: HttpRequest,
    template: str,
    edition: str,
    listing: ArticleList,
    context: dict[str, object],
    *,
    with_chart: bool = False,
) -> HttpResponse:
    """A list page: one frame for all lists, with the template of the list's head."""
    section = lists.section_page(listing=listing, edition=edition, filters=Filters.read(request.GET))
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
    if elsewhere := moved(request, category.get_absolute_url(edition)):
        return elsewhere
    return section_response(
        request, "category.html", edition, ArticleList.of(category), {"category": category}
    )


@require_safe
def topic(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    topic = topic_at(slug)
    if elsewhere := moved(request, topic.get_absolute_url(edition)):
        return elsewhere
    context: dict[str, object] = {"topic": topic, "related_topics": lists.related_topics(topic)}
    return section_response(request, "topic.html", edition, ArticleList.of(topic), context, with_chart=True)


@require_safe
def source(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    source = source_at(slug)
    if elsewhere := moved(request, source.get_absolute_url(edition)):
        return elsewhere
    context: dict[str, object] = {"source": source, "facts": lists.source_facts(source)}
    return section_response(request, "source.html", edition, ArticleList.of(source), context)


@require_safe
def author(request: HttpRequest, edition: str, pk: int, slug: str) -> HttpResponse:
    """The articles of one byline. Only the id counts: an old or wrong name redirects."""
    author = author_at(pk)
    if elsewhere := moved(request, author.get_absolute_url(edition)):
        return elsewhere
    return section_response(request, "author.html", edition, ArticleList.of(author), {"author": author})


@require_safe
def document(request: HttpRequest, edition: str, number: tuple[str, int | None]) -> HttpResponse:
    document = document_at(number)
    if elsewhere := moved(request, document.get_absolute_url(edition)):
        return elsewhere
    section = lists.section_page(
        listing=ArticleList.of(document), edition=edition, filters=Filters.read(request.GET)
    )
    context = {
        "document": document,
        "forms": lists.forms_of_citing(document),
        "section": section,
        "citing": lists.citing_languages(document, section),
        "chart": _chart(section, edition),
    }
    return render(request, "document.html", context)


@require_safe
def archive(request: HttpRequest, edition: str, year: int, month: int, day: int) -> HttpResponse:
    """The articles of a day; "05" redirects to "5"."""
    when = day_at(year, month, day)
    kept = {"edition": edition, "year": year, "month": month, "day": day}
    if elsewhere := moved(request, reverse("articles:archive", kwargs=kept)):
        return elsewhere
    context: dict[str, object] = {
        "day": when,
        "neighbours": archives.neighbours_of(edition=edition, day=when),
    }
    return section_response(request, "archive.html", edition, ArticleList.of_day(when), context)


@require_safe
def archive_month(request: HttpRequest, edition: str, year: int, month: int) -> HttpResponse:
    """The calendar of a month; "05" redirects to "5"."""
    first = month_at(year, month)
    kept = {"edition": edition, "year": year, "month": month}
    if elsewhere := moved(request, reverse("articles:archive-month", kwargs=kept)):
        return elsewhere
    page = archives.archive_month(edition=edition, month=first)
    return render(request, "archive_month.html", {"archive": page, "month": first})


@require_safe
def newest_month(request: HttpRequest, edition: str) -> HttpResponse:
    """Redirects to the newest month with articles, or to the present one."""
    month = archives.newest_month(edition=edition) or timezone.now().astimezone(ZONE).date()
    kept = {"edition": edition, "year": month.year, "month": month.month}
    return HttpResponseRedirect(reverse("articles:archive-month", kwargs=kept))


@require_safe
def topics(request: HttpRequest, edition: str) -> HttpResponse:
    context = {"topics": lists.topics_with_counts(edition=edition), "page_is_topics": True}
    return render(request, "topics.html", context)


@require_safe
def sources(request: HttpRequest, edition: str) -> HttpResponse:
    """All sources by kind; `?kind=` shows those of one kind, an unknown kind none."""
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
