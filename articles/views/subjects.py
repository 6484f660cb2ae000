"""What the variable parts of an address name: the category, topic, source, author, document, story, day or month of a list.

The list's page and its feeds ask here alike. What is not there raises Http404.
"""

from datetime import date
from functools import reduce
from operator import or_
from urllib.parse import unquote

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from articles.grouping.documents import find_documents
from articles.models import Author, Category, Document, Source, Topic
from articles.periods import FIRST_YEAR, LAST_YEAR


def moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect | None:
    """The way to `address` (a path as `reverse` gives it) for who asked by another one; None where it is the same.

    Readers and crawlers then know each page by one address, however its name was spelled in the link.
    """
    if request.path == unquote(address):
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def category_at(slug: str) -> Category:
    return get_object_or_404(Category.objects.prefetch_related("names"), slug=slug)


def topic_at(slug: str) -> Topic:
    return get_object_or_404(Topic.objects.prefetch_related("names"), slug=slug)


def source_at(slug: str) -> Source:
    return get_object_or_404(Source, slug=slug)


def author_at(pk: int) -> Author:
    return get_object_or_404(Author.objects.select_related("source"), pk=pk)


def document_at(number: tuple[str, int | None]) -> Document:
    """The document of a number and a year (`DocumentNumberConverter`), however it was written.

    Letter case and lost diacritics ("23-qd/tw") lead to the same one. A number without a year, where every document
    of that number has one, is the document that most articles cite.
    """
    written, year = number
    normal = [cited.number for cited in find_documents(written)]
    found = Document.objects.filter(_is_numbered(written, *normal)).prefetch_related("names")
    if year is not None:
        found = found.filter(year=year)
    candidates = list(found.annotate(cited=Count("citations")).order_by("-cited", "pk"))
    document = min(
        candidates,
        key=lambda one: (one.number != written, one.year != year, candidates.index(one)),
        default=None,
    )
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
