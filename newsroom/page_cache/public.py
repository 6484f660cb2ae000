"""Cache-Control: public pages may be kept by caches that many share for a second, by browsers to be asked again, and by both
for the hours of an outage; personal ones by nobody."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_cache_control

# A correction is to be seen within a second or so by whoever asks: a proxy that nobody tells of changes asks as often.
SHARED_SECONDS = 1
# While the site fails, a page of an hour ago is better than none.
OUTAGE_SECONDS = 3_600
PUBLIC = (
    f"public, max-age=0, s-maxage={SHARED_SECONDS}, stale-while-revalidate={SHARED_SECONDS}, "
    f"stale-if-error={OUTAGE_SECONDS}"
)
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
            response.headers["Cache-Control"] = PUBLIC
        return response
