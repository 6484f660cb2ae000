"""Pages for what went wrong: a plain sentence and a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language

from articles.models import Article
from newsroom.middleware import edition_of

LATEST = 5


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    edition = edition_of(get_language() or "")
    latest = (
        Article.objects.published()
        .in_language(edition)
        .leads_of_stories()
        .for_cards()
        .newest_first()[:LATEST]
    )
    # What is not here has neither versions nor an address to name.
    context = {"latest": latest, "alternates": [], "canonical": "", "feed_address": ""}
    return render(request, "404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Static: whatever is broken, this page needs none of it."""
    return HttpResponse(loader.get_template("500.html").render({}), status=500)
