"""What every page carries: its edition, the sections, the languages."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import get_language

from articles.filters import Filters
from articles.models import Category
from newsroom.middleware import edition_of

# The pages that can be followed: each has feeds at its own address (`articles.urls`).
FOLLOWED = frozenset(
    f"articles:{name}"
    for name in (
        "front",
        "category",
        "topic",
        "source",
        "author",
        "document",
        "archive",
        "story",
        "search",
    )
)
# Those of them that readers can narrow; their feeds follow the same filters.
NARROWED = frozenset({"category", "topic", "source", "author", "document", "archive"})
# What makes a part of a list another page; everything else in a query only narrows or marks.
PAGING = ("before", "after")


def site(request: HttpRequest) -> dict[str, object]:
    """Template variables `edition`, `editions`, `sections`, `site_url`, `contact_email`; and for the head of the page
    `canonical`, `feed_address` (path of its feeds without their ending), `feed_query`, `alternates` (code, path)."""
    edition = edition_of(get_language() or settings.LANGUAGE_CODE)
    return {
        "edition": edition,
        "editions": settings.LANGUAGES,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        # Lazy: a page that fails must not need the database to say so.
        "sections": SimpleLazyObject(lambda: list(Category.objects.prefetch_related("names"))),
        **_head(request),
    }


def _head(request: HttpRequest) -> dict[str, object]:
    """What follows from the address alone. Views that know better say so: theirs stands."""
    match = request.resolver_match
    if match is None:
        return {}
    paging = {name: request.GET[name] for name in PAGING if name in request.GET}
    # A search is its words; they belong to its feed's address too.
    query = urlencode({"q": request.GET["q"]}) if request.GET.get("q") else ""
    head: dict[str, object] = {}
    if match.url_name != "search":  # which no search engine is to keep
        head["canonical"] = settings.SITE_URL + request.path + (f"?{urlencode(paging)}" if paging else "")
    if "edition" in match.kwargs:
        rest = request.path.lstrip("/").partition("/")[2]
        head["alternates"] = [(code, f"/{code}/{rest}") for code, _name in settings.LANGUAGES]
    if match.view_name in FOLLOWED and (query or match.url_name != "search"):
        head["feed_address"] = f"{request.path}feed."
        if match.url_name in NARROWED and (filters := Filters.read(request.GET)):
            head["feed_query"] = filters.address()
        else:
            head["feed_query"] = f"?{query}" if match.url_name == "search" else ""
    return head
