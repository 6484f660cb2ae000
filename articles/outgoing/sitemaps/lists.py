"""The lists in the sitemap: front pages, categories, topics, sources, documents, provinces, and pages that every edition has."""

from django.conf import settings
from django.urls import reverse

from articles.catalogue.places import provinces_by_number
from articles.kept.counts import languages_of
from articles.models import Category, Document, ListCount, Source, Topic
from articles.outgoing.feeds.entries import absolute
from articles.outgoing.sitemaps.writing import Place

MOST_LISTS = 5_000  # of an edition
X_DEFAULT_EDITION = "en"
# Pages that every edition has.
ALWAYS_THERE = (
    "front",
    "topics",
    "places",
    "sources",
    "about",
    "glossary",
    "translations-and-corrections",
    "privacy",
    "accessibility",
)


def list_pages(edition: str) -> list[Place]:
    """The non-empty lists of an edition: front page, categories, topics, sources, documents, provinces."""
    codes = [code for code, _name in settings.LANGUAGES]
    places = [
        _list_place(edition, {code: reverse(f"articles:{name}", args=[code]) for code in codes})
        for name in ALWAYS_THERE
    ]
    kinds: tuple[tuple[int, type[Category] | type[Topic] | type[Source] | type[Document]], ...] = (
        (ListCount.Kind.CATEGORY, Category),
        (ListCount.Kind.TOPIC, Topic),
        (ListCount.Kind.SOURCE, Source),
        (ListCount.Kind.DOCUMENT, Document),
    )
    for kind, model in kinds:
        languages = languages_of(kind)
        here = sorted(pk for pk, tags in languages.items() if edition in tags)[: MOST_LISTS - len(places)]
        for thing in model._default_manager.filter(pk__in=here).order_by("pk"):
            addresses = {code: thing.get_absolute_url(code) for code in codes if code in languages[thing.pk]}
            places.append(_list_place(edition, addresses))
    languages = languages_of(ListCount.Kind.PLACE)
    for number, province in sorted(provinces_by_number().items()):
        if edition in languages.get(number, ()):
            addresses = {code: province.get_absolute_url(code) for code in codes if code in languages[number]}
            places.append(_list_place(edition, addresses))
    return places


def _list_place(edition: str, addresses: dict[str, str]) -> Place:
    """The same versions, in the same order, as on the page itself."""
    alternates = [(code, absolute(address)) for code, address in addresses.items()]
    if addresses[edition] == reverse("articles:front", args=[edition]):
        # The root redirects to the edition that the browser asks for.
        alternates.append(("x-default", absolute(reverse("articles:root"))))
    elif X_DEFAULT_EDITION in addresses:
        alternates.append(("x-default", absolute(addresses[X_DEFAULT_EDITION])))
    return Place(absolute(addresses[edition]), None, tuple(alternates))
