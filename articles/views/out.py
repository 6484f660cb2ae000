"""What the site gives to programs: each list as a feed, sitemaps, robots.txt, the web manifest."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from articles import lists, sitemaps, syndication
from articles import search as articles_search
from articles.filters import Filters
from articles.models import Article, Source, Story
from articles.models.article import ArticleQuerySet
from articles.search.following import newest_matches
from articles.search.query import MOST_CHARACTERS
from articles.syndication.entries import absolute, legal
from articles.templatetags.listing import period_text
from articles.templatetags.reading import day_text, direction, language_name
from articles.views.subjects import author_at, category_at, day_at, document_at, source_at, topic_at

# Sitemaps are long to make, and crawlers ask for them a few times a day.
SITEMAP_SECONDS = 3600
XML = "application/xml; charset=utf-8"
# One publication in all languages: what asks for it outside an edition has no language.
PUBLICATION = "Newsroom"
DESCRIPTION = gettext_noop("What newspapers write about mass mobilization in Vietnam, in twenty languages.")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that can be followed: its name (empty for the front page), its page, what is in it."""

    name: str
    address: str
    articles: ArticleQuerySet
    description: str = ""


# A function from the request and the variable parts of the address to the list that stands there.
Finder = Callable[..., Listing]


@require_safe
def feed(request: HttpRequest, edition: str, form: str, listing: Finder, **kept: Any) -> HttpResponse:
    """The newest of a list as `form` (rss, atom, json). Answers 304 to whoever has it already."""
    found = listing(request, edition, **kept)
    articles = syndication.for_feeds(found.articles).newest_first()[: syndication.FEED_SIZE]
    entries, changed = syndication.read_entries(articles)
    place, mark, query = found.address.partition("?")
    site_name = _("Newsroom")
    channel = syndication.Channel(
        title=legal(f"{found.name} – {site_name}" if found.name else site_name),
        description=legal(found.description or _(DESCRIPTION)),
        language=edition,
        address=absolute(found.address),
        # Not as it was asked for: whatever else stood in the address does not make another feed.
        feed_address=absolute(f"{place}feed.{form}{mark}{query}"),
        site_name=site_name,
        icon=absolute(static("icon.svg")),
        hubs=tuple(settings.WEBSUB_HUBS),
        entries=entries,
        changed=changed,
    )
    write, media_type = syndication.FORMATS[form]
    response = HttpResponse(write(channel), content_type=media_type)
    if entries:
        response.headers["Last-Modified"] = http_date(changed.timestamp())
    if channel.hubs:
        links = [f'<{hub}>; rel="hub"' for hub in channel.hubs]
        response.headers["Link"] = ", ".join([*links, f'<{channel.feed_address}>; rel="self"'])
    return response


# --- The lists -----------------------------------------------------------------------------------------------


def front(request: HttpRequest, edition: str) -> Listing:
    address = reverse("articles:front", kwargs={"edition": edition})
    articles = lists.listed(Article.objects.all(), edition=edition, filters=Filters())
    return Listing("", address, articles)


def category(request: HttpRequest, edition: str, slug: str) -> Listing:
    category = category_at(slug)
    whole = Listing(
        category.name_in(edition),
        category.get_absolute_url(edition),
        lists.articles_of_category(category),
        category.description_in(edition),
    )
    return _narrowed(request, edition, whole)


def topic(request: HttpRequest, edition: str, slug: str) -> Listing:
    topic = topic_at(slug)
    whole = Listing(
        topic.name_in(edition),
        topic.get_absolute_url(edition),
        lists.articles_of_topic(topic),
        topic.description_in(edition),
    )
    return _narrowed(request, edition, whole)


def source(request: HttpRequest, edition: str, slug: str) -> Listing:
    source = source_at(slug)
    articles = lists.articles_of_source(source)
    return _narrowed(request, edition, Listing(source.name, source.get_absolute_url(edition), articles))


def author(request: HttpRequest, edition: str, pk: int, slug: str) -> Listing:
    author = author_at(pk)
    articles = lists.articles_of_author(author)
    return _narrowed(request, edition, Listing(author.name, author.get_absolute_url(edition), articles))


def document(request: HttpRequest, edition: str, number: tuple[str, int | None]) -> Listing:
    document = document_at(number)
    articles = lists.articles_citing(document)
    address, title = document.get_absolute_url(edition), document.title_in(edition)
    return _narrowed(request, edition, Listing(str(document), address, articles, title))


def archive(request: HttpRequest, edition: str, year: int, month: int, day: int) -> Listing:
    when = day_at(year, month, day)
    address = reverse(
        "articles:archive", kwargs={"edition": edition, "year": year, "month": month, "day": day}
    )
    return _narrowed(request, edition, Listing(day_text(when), address, lists.articles_of_day(when)))


def _narrowed(request: HttpRequest, edition: str, whole: Listing) -> Listing:
    """A list as its page shows it first: in the edition's language, each story once, narrowed as the address says.

    What narrows it stands in its name, so that two feeds of one list can be told apart.
    """
    filters = Filters.read(request.GET)
    return replace(
        whole,
        name=" · ".join([whole.name, *_words_of(filters)]),
        address=whole.address + filters.address() if filters else whole.address,
        articles=lists.listed(whole.articles, edition=edition, filters=filters),
    )


def _words_of(filters: Filters) -> list[str]:
    source = Source.objects.filter(slug=filters.source).first() if filters.source else None
    words = (
        language_name(filters.language) if filters.language else "",
        source.name if source else filters.source,
        period_text(filters.within) if filters.within else filters.period,
    )
    return [one for one in words if one]


def story(request: HttpRequest, edition: str, pk: int) -> Listing:
    """Every version, in all languages: whoever follows one story wants them all."""
    story = get_object_or_404(Story.objects.select_related("merged_into"), pk=pk)
    story = story.merged_into or story
    versions = Article.objects.published().filter(story=story)
    first = versions.order_by("ordered_at", "pk").first()
    if first is None:
        raise Http404(_("There is no such story."))
    return Listing(first.title, story.get_absolute_url(edition), versions)


def search(request: HttpRequest, edition: str) -> Listing:
    query = articles_search.parse(request.GET.get("q", "")[: MOST_CHARACTERS + 1].strip())
    if not query:
        raise Http404(_("Say what to search for: add ?q= and the words."))
    address = f"{reverse('articles:search', kwargs={'edition': edition})}?{urlencode({'q': query.text})}"
    name = _("Search: %(query_text)s") % {"query_text": query.text}
    return Listing(name, address, newest_matches(query, edition=edition))


# --- For crawlers --------------------------------------------------------------------------------------------


def _sitemap(document: str) -> HttpResponse:
    response = HttpResponse(document, content_type=XML)
    patch_cache_control(response, public=True, max_age=SITEMAP_SECONDS)
    return response


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return _sitemap(sitemaps.write_index(sitemaps.index_of_parts()))


@require_safe
def sitemap_lists(request: HttpRequest, edition: str) -> HttpResponse:
    return _sitemap(sitemaps.write_pages(sitemaps.list_pages(edition)))


@require_safe
def sitemap_articles(request: HttpRequest, part: int) -> HttpResponse:
    places = sitemaps.article_pages(part)
    if not places:
        raise Http404(_("There is no such part of the sitemap."))
    return _sitemap(sitemaps.write_pages(places))


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    news = sitemaps.news(now=timezone.now())
    return HttpResponse(sitemaps.write_news(news, publication=PUBLICATION), content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read but the desk, and searches, of which there is no end (RFC 9309)."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*/search/?",
        "Disallow: /*/search/feed.",
        "Disallow: /*/comment/",
        "Allow: /",
        "",
        f"Sitemap: {absolute(reverse('articles:sitemap'))}",
        f"Sitemap: {absolute(reverse('articles:news-sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


# --- For devices ---------------------------------------------------------------------------------------------


@require_safe
def manifest(request: HttpRequest, edition: str) -> HttpResponse:
    """What a device needs to keep the edition beside its own programs (w3.org/TR/appmanifest)."""
    start = reverse("articles:front", kwargs={"edition": edition})
    facts = {
        "id": start,
        "name": _("Newsroom: mass mobilization in Vietnam"),
        "short_name": _("Newsroom"),
        "description": _(DESCRIPTION),
        "lang": edition,
        "dir": direction(edition),
        "start_url": start,
        # The whole site: an article in another language is still part of it.
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#FBFAF6",
        "theme_color": "#FBFAF6",
        "categories": ["news"],
        "icons": [{"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(
        facts, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
