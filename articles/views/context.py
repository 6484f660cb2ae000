"""The context of every page: edition, sections, languages."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import get_language

from articles.pages import names
from articles.pages.filters import Filters
from newsroom.middleware import edition_of

# URL names of pages with feeds (`articles.urls`).
FOLLOWED = frozenset(
    f"articles:{name}"
    for name in (
        "front",
        "category",
        "topic",
        "place",
        "source",
        "author",
        "document",
        "archive",
        "story",
        "search",
    )
)
# Those that readers can filter; their feeds have the same filters.
NARROWED = frozenset({"category", "topic", "place", "source", "author", "document", "archive"})
# Query parameters that make another page; all others only filter or highlight.
PAGING = ("before", "after")


def site(request: HttpRequest) -> dict[str, object]:
    """Template variables `edition`, `editions`, `sections` (with `sections_version`), `site_url`, `site_name`, `contact_email`; and for the head
    `canonical`, `feed_address` (path of its feeds without extension), `feed_query`, `alternates` (code,
    path).
    """
    edition = edition_of(get_language() or settings.LANGUAGE_CODE)
    return {
        "edition": edition,
        "editions": settings.LANGUAGES,
        "site_url": settings.SITE_URL,
        "site_name": settings.SITE_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        # Lazy: an error page must not need the database.
        "sections": SimpleLazyObject(lambda: names.sections(edition)),
        "sections_version": lambda: names.sections_digest(edition),
        **_head(request),
    }


def _head(request: HttpRequest) -> dict[str, object]:
    """The values that follow from the URL alone; a view's own values take precedence."""
    match = request.resolver_match
    if match is None:
        return {}
    paging = {name: request.GET[name] for name in PAGING if name in request.GET}
    # The words of a search are part of its feed's URL too.
    query = urlencode({"q": request.GET["q"]}) if request.GET.get("q") else ""
    head: dict[str, object] = {}
    if match.url_name != "search":  # search results are not indexed
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
