"""Pages of places: a map and table of all provinces, and the articles that name one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.pages.places import ArticleList
from articles.pages.provinces import former_of, places_page
from articles.views.lists import section_response
from articles.views.lookups import moved, province_at


@require_safe
def overview(request: HttpRequest, edition: str) -> HttpResponse:
    context = {"places": places_page(edition=edition), "page_is_places": True}
    return render(request, "places.html", context)


@require_safe
def place(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    """The articles that name a province; the name of a former one leads to today's."""
    province = province_at(slug)
    if elsewhere := moved(request, province.get_absolute_url(edition)):
        return elsewhere
    context: dict[str, object] = {"province": province, "former": former_of(province)}
    return section_response(
        request, "place.html", edition, ArticleList.of(province), context, with_chart=True
    )
