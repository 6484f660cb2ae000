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
        if log.isEnabledFor(logging.INFO):
            log.info("request", extra=_told(request, response, time.perf_counter() - began))
        return response


def view_name(request: HttpRequest) -> str:
    """The name of the view that answered, such as "articles:front"; "none" for an address that leads nowhere."""
    return request.resolver_match.view_name or "unnamed" if request.resolver_match else "none"


def _told(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, str | int | float]:
    return {
        "view": view_name(request),
        "method": request.method or "",
        "status": response.status_code,
        "milliseconds": round(1000 * seconds, 1),
        "edition": getattr(request, "LANGUAGE_CODE", ""),
    }
