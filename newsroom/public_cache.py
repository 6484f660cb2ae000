"""Cache-Control: public pages may be cached for a minute, personal ones not at all."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_cache_control

# Seconds before a correction is visible; a busy front page is rendered once a minute per proxy.
PUBLIC_SECONDS = 60
CACHEABLE = frozenset({HTTPStatus.OK, HTTPStatus.NOT_MODIFIED, HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.GONE})


class PublicCacheMiddleware:
    """Marks a page `public` if it neither sets nor depends on a cookie, else `private`.

    A view's own Cache-Control is kept.
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
