"""The read API: what it answers over HTTP. Anybody may read it from any site; nothing of it depends on who asks.

Other methods than reading ones are refused before a form's token is asked for. Errors are problem details (RFC 9457). ETags and 304 are those of Django's middleware, from the bytes of the answer.
"""

import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from articles.outgoing.api import answering, asking, openapi
from articles.outgoing.api.asking import RefusedError
from articles.outgoing.feeds.entries import absolute

JSON, PROBLEM = "application/json", "application/problem+json"
METHODS = "GET, HEAD, OPTIONS"
# How long a browser may remember that it may ask (seconds).
PREFLIGHT_SECONDS = 86_400
ANSWER_SECONDS = 60

_LISTS: Mapping[str, Callable[[answering.Asked], answering.Page]] = {
    "articles": answering.articles,
    "stories": answering.stories,
    "topics": answering.topics,
    "documents": answering.documents,
    "places": answering.places,
}
_ONE: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "articles": (asking.NUMBER, answering.article),
    "stories": (asking.NUMBER, answering.story),
    "topics": (asking.SLUG, answering.topic),
    "documents": (asking.NUMBER, answering.document),
    "places": (asking.SLUG, answering.place),
}


@csrf_exempt
def root(request: HttpRequest) -> HttpResponse:
    """What there is, and where it is described."""
    lists = {name: absolute(f"{openapi.ROOT}{name}") for name in openapi.THINGS}
    return _answered(request, (), lambda asked: {**lists, "openapi": absolute(f"{openapi.ROOT}openapi.json")})


@csrf_exempt
def described(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return _answered(request, (), lambda asked: openapi.document())


@csrf_exempt
def listed(request: HttpRequest, name: str) -> HttpResponse:
    """A page of a list."""

    def page(asked: answering.Asked) -> dict[str, Any]:
        items, following = _LISTS[name](asked)
        others = {one: str(said) for one, said in request.GET.items() if one not in {"before", "after"}}
        address = f"{absolute(request.path)}?{urlencode({**others, **following})}" if following else None
        return {"items": items, "next": address}

    return _answered(request, openapi.THINGS[name].parameters, page)


@csrf_exempt
def one(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """One thing, or where a merged story is now."""
    pattern, find = _ONE[name]
    if not re.fullmatch(pattern, key, re.ASCII):
        return _problem(RefusedError(404, f"There is nothing of the name {key[:60]!r} among the {name}."))
    return _answered(request, (), lambda asked: find(int(key) if pattern == asking.NUMBER else key))


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    return _problem(RefusedError(404, f"There is nothing here; {absolute(openapi.ROOT)} says what there is."))


def _answered(
    request: HttpRequest, parameters: tuple[asking.Parameter, ...], find: Callable[[answering.Asked], Any]
) -> HttpResponse:
    if request.method == "OPTIONS":
        return _preflight()
    if request.method not in ("GET", "HEAD"):
        refused = _problem(RefusedError(405, f"Only {METHODS} are answered here."))
        refused["Allow"] = METHODS
        return refused
    try:
        found = find(asking.asked(request.GET, parameters))
    except RefusedError as error:
        return _problem(error)
    if isinstance(found, int):
        response = _shared(HttpResponse(status=HTTPStatus.PERMANENT_REDIRECT))
        response["Location"] = f"{openapi.ROOT}stories/{found}"
        return response
    response = _json(found, JSON)
    if isinstance(found, dict) and found.get("next"):
        response["Link"] = f'<{found["next"]}>; rel="next"'
    patch_cache_control(response, public=True, max_age=ANSWER_SECONDS)
    return response


def _problem(error: RefusedError) -> HttpResponse:
    title = HTTPStatus(error.status).phrase
    told = {"type": "about:blank", "title": title, "status": error.status, "detail": error.message}
    return _json(told, PROBLEM, status=error.status)


def _json(value: Any, content_type: str, *, status: int = 200) -> HttpResponse:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _shared(HttpResponse(body, content_type=content_type, status=status))


def _preflight() -> HttpResponse:
    response = _shared(HttpResponse(status=HTTPStatus.NO_CONTENT))
    response["Allow"] = METHODS
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since, Accept"
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def _shared(response: HttpResponse) -> HttpResponse:
    """Other sites' pages may read it (Fetch standard, CORS), and search engines need not list it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Link"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
