"""Pages about the site itself: what it is, what it keeps of readers, how it translates and corrects."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def page(request: HttpRequest, edition: str, name: str) -> HttpResponse:
    """The page `templates/pages/<name>.html` in an edition; the names are those in `articles.urls`."""
    return render(request, f"pages/{name}.html")
