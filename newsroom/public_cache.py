"""Lets browsers and proxies keep public pages for a minute, and nothing that is made for one reader."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_cache_control

# As long as a correction may stay unseen; a busy front page is then made once a minute for each proxy.
PUBLIC_SECONDS = 60
CACHEABLE = frozenset({HTTPStatus.OK, HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.GONE})


class PublicCacheMiddleware:
    """Says `public` of a page that neither sets a cookie nor depends on one; `private` of one that does.

    A view's own Cache-Control stands.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.has_header("Cache-Control"):
            return response
        if response.cookies or has_vary_header(response, "Cookie"):
            patch_cache_control(response, private=True)
        elif request.method in ("GET", "HEAD") and response.status_code in CACHEABLE:
            patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        return response
