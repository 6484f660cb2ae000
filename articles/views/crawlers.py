"""For search engines: sitemaps and robots.txt."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import chain
from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.clock import database_now
from articles.outgoing import sitemaps
from articles.outgoing.feeds.entries import absolute

# Sitemaps are slow to make, and crawlers ask for them a few times a day.
SITEMAP_SECONDS = 3600
# The standard asks for less than a year.
SECURITY_CONTACT_FOR = timedelta(days=180)
XML = "application/xml; charset=utf-8"
# One publication name in all languages: a crawler asks for the news sitemap outside any edition.

# Programs that gather texts to train models, by the names that their operators publish. Those that answer a reader's
# question with links are not among them.
AI_GATHERERS = (
    "Amazonbot",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "Google-Extended",
    "GPTBot",
    "Meta-ExternalAgent",
    "cohere-training-data-crawler",
)
AI_RULES = (
    *(f"User-agent: {name}" for name in AI_GATHERERS),
    "Disallow: /*/article/",
    "Disallow: /*/feed.",
    "",
)

Response = TypeVar("Response", bound=HttpResponseBase)


def _sitemap(document: Iterable[str]) -> HttpResponse:
    """A document that is small enough to be sent as a whole."""
    return _kept(HttpResponse("".join(document), content_type=XML))


def _kept(response: Response) -> Response:
    patch_cache_control(response, public=True, max_age=SITEMAP_SECONDS)
    return response


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return _sitemap(sitemaps.write_index(sitemaps.index_of_parts()))


@require_safe
def sitemap_lists(request: HttpRequest, edition: str) -> HttpResponse:
    return _sitemap(sitemaps.write_pages(sitemaps.list_pages(edition)))


@require_safe
def sitemap_articles(request: HttpRequest, part: int) -> StreamingHttpResponse:
    """Sent while it is written: a part is some megabytes."""
    places = sitemaps.article_pages(part)
    # The first one has asked the database, so that a fault of it has its own answer.
    first = next(places, None)
    if first is None:
        raise Http404(_("There is no such part of the sitemap."))
    return _kept(StreamingHttpResponse(sitemaps.write_pages(chain([first], places)), content_type=XML))


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    news = sitemaps.news(now=timezone.now())
    return HttpResponse("".join(sitemaps.write_news(news, publication=settings.SITE_NAME)), content_type=XML)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """security.txt (RFC 9116): where to tell of a hole, and how long that is sure to be read."""
    expires = database_now().replace(hour=0, minute=0, second=0, microsecond=0) + SECURITY_CONTACT_FOR
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, vi",
        f"Canonical: {absolute(reverse('articles:security'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt (RFC 9309): everything but the admin, comments, reports, and searches, which are endless.

    Crawlers that gather texts for training models get no articles unless the operator allows it: the texts belong to
    their publishers. The news sitemap is named when it holds something, as search engines report an empty one as a fault.
    """
    is_news = bool(sitemaps.news(now=timezone.now()))
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*/search/?",
        "Disallow: /*/search/feed.",
        "Disallow: /*/comment/",
        "Disallow: /*/report/",
        "Allow: /",
        "",
        *([] if settings.AI_CRAWLERS else AI_RULES),
        f"Sitemap: {absolute(reverse('articles:sitemap'))}",
        *([f"Sitemap: {absolute(reverse('articles:news-sitemap'))}"] if is_news else []),
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
