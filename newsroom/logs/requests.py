"""The number of a request: from the proxy or made here, in each line of the log, and in the answer."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from newsroom.logs import context

log = logging.getLogger("newsroom.requests")

HEADER = "X-Request-ID"


class RequestIdMiddleware:
    """Outermost of all: whatever is logged while a request is answered has its number.

    The header of a proxy is believed where there is one (`TRUSTED_PROXIES`): what a visitor wrote there the proxy replaces.
    With `LOG_REQUESTS` each request is one line, which names the view and not the address that was asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
        context.begin_request(context.request_id_of(given))
        began = time.perf_counter()
        response = self.get_response(request)
        response.headers[HEADER] = context.request_id()
        tell_request(
            view_name(request),
            request.method or "",
            response.status_code,
            time.perf_counter() - began,
            getattr(request, "LANGUAGE_CODE", ""),
        )
        return response


def tell_request(view: str, method: str, status: int, seconds: float, edition: str) -> None:
    """One line for a request that was answered, with `LOG_REQUESTS`."""
    if log.isEnabledFor(logging.INFO):
        said = {"view": view, "method": method, "status": status, "edition": edition}
        log.info("request", extra={**said, "milliseconds": round(1000 * seconds, 1)})


def view_name(request: HttpRequest) -> str:
    """The name of the view that answered, such as "articles:front"; "none" for an address that leads nowhere."""
    return request.resolver_match.view_name or "unnamed" if request.resolver_match else "none"
