"""Pages for what went wrong: a plain sentence and a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language

from articles.models import Article
from newsroom.middleware import edition_of

LATEST = 5


# What is not here has neither versions nor an address to name.
NOWHERE: dict[str, object] = {"alternates": [], "canonical": "", "feed_address": ""}


def not_found(request: HttpRequest, exception: Exception | None = None, *, reason: str = "") -> HttpResponse:
    """Nothing is at this address; the latest of the edition are. `reason` is a sentence for readers."""
    edition = edition_of(get_language() or "")
    latest = (
        Article.objects.published()
        .in_language(edition)
        .leads_of_stories()
        .for_cards()
        .newest_first()[:LATEST]
    )
    return render(request, "404.html", {"latest": latest, "reason": reason, **NOWHERE}, status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """Something was at this address and was taken back."""
    return render(request, "410.html", NOWHERE, status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """Static: whatever is broken, this page needs none of it."""
    return HttpResponse(loader.get_template("500.html").render({}), status=500)
