"""Every list as a feed: RSS, Atom, JSON Feed; long ones in several documents (RFC 5005, 3), each of which begins after a
known article, so that the hundredth costs what the first costs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from articles import search as articles_search
from articles.models import Article, Source, Story
from articles.outgoing import feeds as syndication
from articles.outgoing.feeds.entries import absolute, legal
from articles.pages import lists, names
from articles.pages.filters import Filters
from articles.pages.places import EDITION, ArticleList, Place
from articles.search.newest import newest_matches
from articles.search.query import MOST_CHARACTERS
from articles.templatetags.listing import period_text
from articles.templatetags.reading import day_text, endonym, language_name
from articles.views.conditional import answer
from articles.views.lookups import (
    author_at,
    category_at,
    day_at,
    document_at,
    province_at,
    source_at,
    topic_at,
)

DESCRIPTION = gettext_noop("What newspapers write about mass mobilization in Vietnam, in twenty languages.")
ONE_MORE = syndication.FEED_SIZE + 1  # tells whether there are more


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with feeds: its name (empty for the front page) and what it is, its page, and its newest places, or the next
    after the one that the address names; one more than a document holds if there are more.
    """

    name: str
    kind: str
    address: str
    places: list[Place]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """The same of a list that readers can narrow, before it is."""

    name: str
    kind: str
    address: str
    articles: ArticleList
    description: str = ""


# From the request and the variable parts of the URL to the list.
Finder = Callable[..., Listing]


@require_safe
def feed(request: HttpRequest, edition: str, form: str, listing: Finder, **kept: Any) -> HttpResponse:
    """The newest articles of a list as `form` (rss, atom, json), or those after a place. Conditional requests get 304
    before anything is rendered: the version of a feed is that of everything that it shows.
    """
    found = listing(request, edition, **kept)
    shown = found.places[: syndication.FEED_SIZE]
    pks = [place.pk for place in shown]
    before = shown[-1] if len(found.places) > len(shown) else None
    parts = (syndication.written(pks), names.categories().digest, names.topics().digest)
    about = (form, found.name, found.kind, found.address, found.description, str(before))
    return answer(
        request, (*parts, *about), lambda: _rendered(request, edition, form, found, pks=pks, before=before)
    )


def _rendered(
    request: HttpRequest, edition: str, form: str, found: Listing, *, pks: Sequence[int], before: Place | None
) -> HttpResponse:
    """The document of the articles with these ids; `before` is the place after which the next one begins."""
    articles = syndication.for_feeds(Article.objects.published().filter(pk__in=pks)).newest_first()
    entries, changed = syndication.read_entries(articles)
    place, mark, query = found.address.partition("?")
    # Canonical: other query parameters do not make another feed.
    address = absolute(f"{place}feed.{form}{mark}{query}")
    channel = syndication.Channel(
        title=legal(title_of(edition, found.name, found.kind)),
        description=legal(found.description or _(DESCRIPTION)),
        language=edition,
        address=absolute(found.address),
        feed_address=address,
        this_address=_further(address, request.GET.get("before")),
        next_address=_further(address, str(before)) if before else "",
        site_name=settings.SITE_NAME,
        icon=absolute(static("icon.svg")),
        hubs=tuple(settings.WEBSUB_HUBS),
        entries=entries,
        changed=changed,
    )
    write, media_type = syndication.FORMATS[form]
    response = HttpResponse(write(channel), content_type=media_type)
    if channel.hubs:
        links = [f'<{hub}>; rel="hub"' for hub in channel.hubs]
        response.headers["Link"] = ", ".join([*links, f'<{channel.this_address}>; rel="self"'])
    return response


def _further(address: str, before: str | None) -> str:
    """The address of the document that begins after a place; of the first one, if there is no such place."""
    place = Place.read(before)
    return f"{address}{'&' if '?' in address else '?'}before={place}" if place else address


def title_of(edition: str, name: str, kind: str) -> str:
    """The title of a list's feeds: what it is a list of, the site, and the edition by its own name, so that no two lists of
    all editions have the same.
    """
    site = f"{settings.SITE_NAME} ({endonym(edition)})"
    return f"{name} · {kind} – {site}" if name else site


# --- The lists ----------------------------------------------------------------------------------------------


def front(request: HttpRequest, edition: str) -> Listing:
    address = reverse("articles:front", kwargs={"edition": edition})
    before = request.GET.get("before")
    return Listing("", "", address, _newest(EDITION, edition, Filters(before=before)))


def category(request: HttpRequest, edition: str, slug: str) -> Listing:
    category = category_at(slug)
    whole = Whole(
        category.name_in(edition),
        _("Category"),
        category.get_absolute_url(edition),
        ArticleList.of(category),
        category.description_in(edition),
    )
    return _narrowed(request, edition, whole)


def topic(request: HttpRequest, edition: str, slug: str) -> Listing:
    topic = topic_at(slug)
    whole = Whole(
        topic.name_in(edition),
        _("Topic"),
        topic.get_absolute_url(edition),
        ArticleList.of(topic),
        topic.description_in(edition),
    )
    return _narrowed(request, edition, whole)


def place(request: HttpRequest, edition: str, slug: str) -> Listing:
    province = province_at(slug)
    whole = Whole(
        province.name_in(edition),
        _("Province or city"),
        province.get_absolute_url(edition),
        ArticleList.of(province),
    )
    return _narrowed(request, edition, whole)


def source(request: HttpRequest, edition: str, slug: str) -> Listing:
    source = source_at(slug)
    whole = Whole(source.name, _("Source"), source.get_absolute_url(edition), ArticleList.of(source))
    return _narrowed(request, edition, whole)


def author(request: HttpRequest, edition: str, pk: int, slug: str) -> Listing:
    author = author_at(pk)
    whole = Whole(author.name, _("Author"), author.get_absolute_url(edition), ArticleList.of(author))
    return _narrowed(request, edition, whole)


def document(request: HttpRequest, edition: str, number: tuple[str, int | None]) -> Listing:
    document = document_at(number)
    address, title = document.get_absolute_url(edition), document.title_in(edition)
    whole = Whole(str(document), _("Document"), address, ArticleList.of(document), title)
    return _narrowed(request, edition, whole)


def archive(request: HttpRequest, edition: str, year: int, month: int, day: int) -> Listing:
    when = day_at(year, month, day)
    address = reverse(
        "articles:archive", kwargs={"edition": edition, "year": year, "month": month, "day": day}
    )
    return _narrowed(request, edition, Whole(day_text(when), _("Archive"), address, ArticleList.of_day(when)))


def _narrowed(request: HttpRequest, edition: str, whole: Whole) -> Listing:
    """A list as on its page: in the edition's language, one article per story, with the URL's filters.

    The filters are part of its name, so that two feeds of one list have different names.
    """
    filters = Filters.read(request.GET)
    return Listing(
        name=" · ".join([whole.name, *_words_of(filters)]),
        kind=whole.kind,
        address=whole.address + filters.address() if filters else whole.address,
        places=_newest(whole.articles, edition, filters),
        description=whole.description,
    )


def _newest(articles: ArticleList, edition: str, filters: Filters) -> list[Place]:
    return lists.listed(articles, edition=edition, filters=filters, most=ONE_MORE)


def _words_of(filters: Filters) -> list[str]:
    source = Source.objects.filter(slug=filters.source).first() if filters.source else None
    words = (
        language_name(filters.language) if filters.language else "",
        source.name if source else filters.source,
        period_text(filters.within) if filters.within else filters.period,
    )
    return [one for one in words if one]


def story(request: HttpRequest, edition: str, pk: int) -> Listing:
    """All versions in all languages."""
    story = get_object_or_404(Story.objects.select_related("merged_into"), pk=pk)
    story = story.merged_into or story
    # By their ids: to give the newest, the database might go through all articles to find those of the story.
    of_story = Article.objects.published().filter(story=story).order_by("-ordered_at", "-pk")
    versions = list(of_story.values_list("ordered_at", "pk", "title", "language"))
    if not versions:
        raise Http404(_("There is no such story."))
    before = Place.read(request.GET.get("before"))
    places = [Place(moment, pk) for moment, pk, _title, _language in versions]
    return Listing(
        # The edition's own headline, else the first one.
        next((title for _at, _pk, title, tag in reversed(versions) if tag == edition), versions[-1][2]),
        _("Full coverage"),
        story.get_absolute_url(edition),
        [place for place in places if before is None or place < before][:ONE_MORE],
    )


def search(request: HttpRequest, edition: str) -> Listing:
    query = articles_search.parse(request.GET.get("q", "")[: MOST_CHARACTERS + 1].strip())
    if not query:
        raise Http404(_("Say what to search for: add ?q= and the words."))
    address = f"{reverse('articles:search', kwargs={'edition': edition})}?{urlencode({'q': query.text})}"
    found = newest_matches(query, edition=edition)
    if before := Place.read(request.GET.get("before")):
        found = [one for one in found if one < (before.moment, before.pk)]
    places = [Place(*one) for one in found[:ONE_MORE]]
    return Listing(query.text, _("Search"), address, places)
