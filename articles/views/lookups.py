"""Look up what the variable parts of a URL name (category, topic, source, author, document, day, month).

Used by list pages and their feeds. Raises Http404 if there is no such thing.
"""

from datetime import date
from functools import reduce
from operator import or_
from typing import TypeVar
from urllib.parse import unquote

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from articles.catalogue.places import Province, load_provinces
from articles.grouping.documents import find_documents
from articles.kept.counts import article_count
from articles.models import Author, Category, Document, ListCount, Source, Topic
from articles.pages.periods import FIRST_YEAR, LAST_YEAR
from desk.record import former_row


def moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect | None:
    """A redirect to the canonical path `address`, None if the request used it.

    So every page has one URL for readers and crawlers, however a link spells its name.
    """
    if request.path == unquote(address):
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


Row = TypeVar("Row", Category, Topic, Source)


class GoneError(Http404):
    """What stood at an address was public and is in the bin: the address answers 410 (`articles.views.errors`)."""


def category_at(slug: str) -> Category:
    return _at_slug(Category.objects.prefetch_related("names"), slug)


def topic_at(slug: str) -> Topic:
    return _at_slug(Topic.objects.prefetch_related("names"), slug)


def province_at(slug: str) -> Province:
    """The present province of a slug, which may be that of a former one."""
    found = load_provinces().get(slug)
    if found is None:
        raise Http404(_("There is no such place."))
    return load_provinces()[found.present]


def source_at(slug: str) -> Source:
    return _at_slug(Source.objects.all(), slug)


def _at_slug(rows: QuerySet[Row], slug: str) -> Row:
    """The row of a slug, of its present one or of one that it had before. Raises GoneError and Http404."""
    found = rows.filter(slug=slug).first()
    if found is None:
        key = former_row(table=rows.model._meta.db_table, column="slug", value=slug)
        found = rows.filter(pk=key).first() if key else None
        if key and found is None:
            raise GoneError
    if found is None:
        raise Http404(f"Nothing has the slug {slug}.")
    return found


def author_at(pk: int) -> Author:
    return get_object_or_404(Author.objects.select_related("source"), pk=pk)


def document_at(number: tuple[str, int | None]) -> Document:
    """The document of a number and a year (`DocumentNumberConverter`), in any spelling.

    Letter case and lost diacritics ("23-qd/tw") do not matter. A number without a year, if all documents of
    that number have one, means the document that most published articles cite.
    """
    written, year = number
    normal = [cited.number for cited in find_documents(written)]
    found = Document.objects.filter(_is_numbered(written, *normal)).prefetch_related("names")
    if year is not None:
        found = found.filter(year=year)
    candidates = list(found.annotate(cited=article_count(ListCount.Kind.DOCUMENT)).order_by("-cited", "pk"))
    document = min(
        candidates,
        key=lambda one: (one.number != written, one.year != year, candidates.index(one)),
        default=None,
    )
    if document is None and former_row(table=Document._meta.db_table, column="number", value=written):
        raise GoneError
    if document is None:
        raise Http404(f"No document has the number {written}.")
    return document


def _is_numbered(*numbers: str) -> Q:
    return reduce(or_, (Q(number__iexact=number) for number in numbers))


def day_at(year: int, month: int, day: int) -> date:
    try:
        when = date(year, month, day)
    except ValueError:
        when = date.min
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise Http404(_("There is no such day."))
    return when


def month_at(year: int, month: int) -> date:
    """The first day of the month."""
    return day_at(year, month, 1)
