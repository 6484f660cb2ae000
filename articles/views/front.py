"""The front pages."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from articles.pages.front import front_page
from newsroom.middleware import edition_of


@require_safe
def choose_edition(request: HttpRequest) -> HttpResponse:
    """Redirects `/` to the edition that the browser asks for."""
    edition = edition_of(translation.get_language_from_request(request))
    response = HttpResponseRedirect(reverse("articles:front", kwargs={"edition": edition}))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def nearest(request: HttpRequest, edition: str) -> HttpResponse:
    """Leads from a language without an edition of its own to the one that its readers read."""
    return HttpResponsePermanentRedirect(reverse("articles:front", kwargs={"edition": edition}))


@require_safe
def front(request: HttpRequest, edition: str) -> HttpResponse:
    page = front_page(edition=edition, now=timezone.now())
    return render(request, "front.html", {"page": page, "page_is_front": True})
