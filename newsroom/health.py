"""For load balancers and monitors: does the process live, and can it serve?

They ask by address, over plain HTTP and without the site's name, so the answer comes before any other middleware.
"""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse


class HealthMiddleware:
    """`/healthz`: 200 as long as the process answers. `/readyz`: 200 when the database answers too, else 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return _said("ok", 200)
        if request.path_info == "/readyz":
            return _said("ok", 200) if _database_answers() else _said("the database does not answer", 503)
        return self.get_response(request)


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(
        f"{words}\n", content_type="text/plain", status=status, headers={"Cache-Control": "no-store"}
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (Error, ImproperlyConfigured):  # the latter from an embedded server that does not start
        return False
    return True
