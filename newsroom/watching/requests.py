"""Counts each request of a web process, where METRICS_BIND is set."""

import time
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from articles.templatetags.keeping import tally
from newsroom.logs.requests import view_name
from newsroom.page_cache.replica import is_read_from
from newsroom.watching import presence, slots

if TYPE_CHECKING:
    from newsroom.watching.counting import Counts

DESK = "admin:"


@cache
def _counts() -> "Counts":
    """The counts of this process."""
    from newsroom.watching.counting import Counts  # which costs memory

    settings.METRICS_DIR.mkdir(parents=True, exist_ok=True)
    presence.hold(settings.METRICS_DIR, slots.name())
    return Counts()


def count_answer(view: str | None, status: int, seconds: float, found: str) -> None:
    """A page of the page cache was answered, and how it was found. Without a view Django has counted the request itself."""
    if settings.METRICS_BIND:
        _counts().found_page(found)
        if view is not None:
            _counts().answered(view, status, seconds, hits=0, misses=0)


def count_reading(is_replica: bool) -> None:
    """A page for all was read from the replica, or was to be and was not."""
    if settings.METRICS_BIND and "replica" in settings.DATABASES:
        _counts().read_from("replica" if is_replica else "primary")


class CountMiddleware:
    """Counts answers by view and status, their time, and what of their pages was kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS_BIND:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.counts = _counts()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hits, misses, began = tally.hits, tally.misses, time.perf_counter()
        response = self.get_response(request)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR and is_read_from():
            return response  # nobody gets it: the primary is asked next
        self.counts.answered(
            _counted_as(request),
            response.status_code,
            time.perf_counter() - began,
            hits=tally.hits - hits,
            misses=tally.misses - misses,
        )
        return response


def _counted_as(request: HttpRequest) -> str:
    """The view; all of the desk as one, files as one, and addresses that lead nowhere as one: few enough to be kept."""
    if request.resolver_match is None:
        path = request.path_info
        if path in ("/healthz", "/readyz"):
            return "health"
        return "static" if path.startswith(settings.STATIC_URL) else "none"
    name = view_name(request)
    return "admin" if name.startswith(DESK) else name
