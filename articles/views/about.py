"""Pages about the site: what it is, its feeds, privacy, accessibility, translations and corrections."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.catalogue.glossary import load_glossary
from articles.pages import names

# Where the Party publishes the texts of its documents.
LIBRARY = "https://tulieuvankien.dangcongsan.vn/"


@require_safe
def glossary(request: HttpRequest, edition: str) -> HttpResponse:
    """The terms that articles link where they stand first."""
    return render(request, "pages/glossary.html", {"glossary": load_glossary(edition), "library": LIBRARY})


@require_safe
def feeds(request: HttpRequest, edition: str) -> HttpResponse:
    """What feeds are, and those of the sections and topics."""
    return render(request, "pages/feeds.html", {"topics": list(names.topics().by_pk.values())})


@require_safe
def page(request: HttpRequest, edition: str, name: str) -> HttpResponse:
    """Renders `templates/pages/<name>.html` in an edition; the names are those in `articles.urls`."""
    return render(request, f"pages/{name}.html")
