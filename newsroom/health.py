"""Health checks for load balancers and monitors.

They come by IP address over plain HTTP, so the answer precedes any other middleware.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from newsroom.doctor import NEEDED_TO_SERVE, findings
from newsroom.page_cache import replica


class HealthMiddleware:
    """`/healthz` (liveness): 200 if the process answers. `/readyz`: 200 if the database answers, has the tables of this
    version, and pictures can be written, else 503 with the first thing that is wrong. A second line says whether a replica is
    in use: without it the primary answers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return _response("ok", 200)
        if request.path_info == "/readyz":
            wrong = findings(NEEDED_TO_SERVE)
            # Whoever asks may be anybody: what the database said is for the operator (`manage.py doctor`).
            return _response(f"not ready: {wrong[0].check}", 503) if wrong else _response(_ready(), 200)
        return self.get_response(request)


def _ready() -> str:
    if not replica.replica.is_named:
        return "ok"
    return "ok\nreplica: left, the primary answers" if replica.state() else "ok\nreplica: in use"


def _response(words: str, status: int) -> HttpResponse:
    return HttpResponse(
        f"{words}\n", content_type="text/plain", status=status, headers={"Cache-Control": "no-store"}
    )
