"""The search page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles import search as articles_search
from articles.models import Topic
from articles.search.best_bets import best_bets
from articles.search.query import MOST_CHARACTERS, without

HELP_TOPICS = 12  # shown without a query or results


@require_safe
def search(request: HttpRequest, edition: str) -> HttpResponse:
    """The results for `?q=`, page `?page=`, the newest first with `?sort=date`; without a query, help on the grammar."""
    # One character more than allowed, so that the parser can report the cut.
    typed = request.GET.get("q", "")[: MOST_CHARACTERS + 1].strip()
    query = articles_search.parse(typed)
    page = articles_search.find(
        query,
        edition=edition,
        number=_number(request.GET.get("page", "")),
        by_date=request.GET.get("sort") == "date",
    )
    topics = [] if page else list(Topic.objects.prefetch_related("names")[:HELP_TOPICS])
    everywhere = without(without(without(query.text, "lang"), "source"), "topic")
    context = {
        "search_page": page,
        "bets": best_bets(query, edition=edition) if page.number == 1 else None,
        "query_text": query.text,
        "topics": topics,
        "wider": everywhere if query.has_filters and everywhere != query.text else "",
        "alternates": [(code, _address(code, query.text)) for code, _name in settings.LANGUAGES],
    }
    return render(request, "search.html", context)


def _address(edition: str, text: str) -> str:
    address = reverse("articles:search", kwargs={"edition": edition})
    return f"{address}?{urlencode({'q': text})}" if text else address


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
