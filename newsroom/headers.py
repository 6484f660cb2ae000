"""Headers by which browsers keep the site's pages apart from others, and from what they have no use for."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from newsroom.middleware import ADMIN, has_edition

# What no page of the site uses. Copying and sharing stay as browsers have them.
UNUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join(f"{name}=()" for name in UNUSED)
# What other sites' pages may show: feed readers in a browser show pictures and feeds within their own page.
SHARED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "text/x-opml")
# Of static files: what a page loads and never becomes a document of its own, so that policies of documents would be weight
# alone. Pictures that may (SVG) keep theirs.
PARTS = ("text/javascript", "text/css", "font/", "application/manifest+json")
# Django's own scripts at the desk write HTML as text; readers' scripts do not, and browsers are told so.
DESK_POLICY = {"require-trusted-types-for": None, "trusted-types": None}


class HardHeadersMiddleware:
    """Adds `Permissions-Policy` and `Cross-Origin-Resource-Policy`, and `Vary` where the language was chosen by the
    browser; the Content-Security-Policy comes after it, from outside. Scripts, style sheets and fonts have no policies of
    documents."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Cross-Origin-Resource-Policy", "cross-origin" if _is_shared(request, response) else "same-origin"
        )
        if _is_part(request, response):
            response._csp_exempt = True  # type: ignore[attr-defined]
            del response.headers["Cross-Origin-Opener-Policy"]
            return response
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.path_info.lstrip("/").partition("/")[0] == ADMIN:
            response._csp_replace = DESK_POLICY  # type: ignore[attr-defined]
        elif _is_page(response) and not has_edition(request):
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def _is_page(response: HttpResponse) -> bool:
    return bool(response.headers.get("Content-Type", "").startswith("text/html"))


def _is_part(request: HttpRequest, response: HttpResponse) -> bool:
    if not request.path_info.startswith(settings.STATIC_URL):
        return False
    # "Not modified" says no type, and what the browser kept has its headers.
    is_kept = response.status_code == HTTPStatus.NOT_MODIFIED
    return is_kept or response.headers.get("Content-Type", "").startswith(PARTS)


def _is_shared(request: HttpRequest, response: HttpResponse) -> bool:
    places = (settings.MEDIA_URL, settings.STATIC_URL)
    return request.path_info.startswith(places) or response.headers.get("Content-Type", "").startswith(
        SHARED_TYPES
    )
