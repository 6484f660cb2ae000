"""Error pages: what is wrong in a plain sentence, and links to go on."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.pages.cards import cards
from articles.views.lookups import GoneError
from newsroom.middleware import edition_for, edition_of

LATEST = 5
# When a program that was told to come again may do so: after a busy moment, an outage, a pause (seconds).
RETRY_SECONDS = 60
OUTAGE_RETRY_SECONDS = 15
PAUSE_SECONDS = 300


# An error page has no versions and no canonical URL.
NOWHERE: dict[str, object] = {"alternates": [], "canonical": "", "feed_address": ""}


def not_found(request: HttpRequest, exception: Exception | None = None, *, reason: str = "") -> HttpResponse:
    """404, with the latest articles of the edition. `reason` is a sentence for readers. What is in the bin answers 410."""
    if isinstance(exception, GoneError):
        return render(request, "410_page.html", NOWHERE, status=410)
    edition = edition_of(get_language() or "")
    leads = Article.objects.published().in_language(edition).leads_of_stories()
    found = cards(leads.newest_first().values_list("pk", flat=True)[:LATEST])
    latest = sorted(found.values(), key=lambda one: (one.ordered_at, one.pk), reverse=True)
    return render(request, "404.html", {"latest": latest, "reason": reason, **NOWHERE}, status=404)


def gone(request: HttpRequest, article: Article | None = None) -> HttpResponse:
    """410: the page was public and was withdrawn; with the reason that editors gave for `article`."""
    return render(request, "410.html", {"article": article, **NOWHERE}, status=410)


def took_too_long(request: HttpRequest) -> HttpResponse:
    """503: the database did not give the page in time."""
    words = _("The site is busy and could not gather this page in time. Please try again in a minute.")
    return _without_database(request, 503, _("This page takes too long"), words, retry_after=RETRY_SECONDS)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer."""
    words = _("The site cannot reach its database just now. Please try again in a minute.")
    return _without_database(request, 503, _("Back in a moment"), words, retry_after=OUTAGE_RETRY_SECONDS)


def read_only(request: HttpRequest) -> HttpResponse:
    """503: the site is being restored and takes nothing."""
    words = _("The site can be read just now, but takes nothing new. Please try again in a few minutes.")
    return _without_database(request, 503, _("Back in a moment"), words, retry_after=PAUSE_SECONDS)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read, or asks for what no page of the site asks for."""
    words = _("Something in the address or in what was sent is wrong. Go back one page and try again.")
    return _without_database(request, 400, _("This request cannot be read"), words)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the visitor may not do this."""
    words = _("This page, or what was to be done here, is not open to you. Nothing was changed.")
    return _without_database(request, 403, _("Not allowed"), words)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """405: the address is there, but not for this method."""
    words = _("This address does not take what was sent to it. Nothing was changed.")
    return _without_database(request, 405, _("Not possible at this address"), words)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429: the visitor is asked for a pause."""
    words = _(
        "So much came from your network that the site asks for a pause. Please try again in a few minutes."
    )
    return _without_database(request, 429, _("Too many requests"), words, retry_after=PAUSE_SECONDS)


def _without_database(
    request: HttpRequest, status: int, title: object, words: object, *, retry_after: int | None = None
) -> HttpResponse:
    """A page that asks nothing of the database, nor of the request but its path; `title` and `words` are lazy texts."""
    edition = edition_for(request)
    with override(edition):
        context = {
            "edition": edition,
            "site_name": settings.SITE_NAME,
            "title": title,
            "words": words,
            "is_form": request.method == "POST",
            "may_retry": retry_after is not None,
        }
        page = loader.get_template("plain_error.html").render(context, request=None)
    response = HttpResponse(page, status=status)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    add_never_cache_headers(response)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """A static page: it needs nothing that may be broken."""
    return HttpResponse(loader.get_template("500.html").render({}), status=500)
