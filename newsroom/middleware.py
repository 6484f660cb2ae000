"""Who asks, for which edition and how: the address behind the proxies, the first part of the path, HEAD."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation

EDITIONS = frozenset(code for code, _ in settings.LANGUAGES)
# The interface that a reader of an article in another language gets.
FALLBACK_EDITION = "en"
# Chinese and its like: a language without an edition of its own name that reads one of ours.
NEAREST = {"zh": "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant"}
# The shape of a BCP 47 language tag as the site's addresses carry it: "vi", "zh-hans".
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def edition_of(tag: str) -> str:
    """The edition whose interface goes with a language tag ("pt-BR" → "pt", "pl" → "en")."""
    tag = tag.lower()
    while tag:
        if tag in EDITIONS:
            return tag
        if tag in NEAREST:
            return NEAREST[tag]
        tag = tag.rpartition("-")[0]
    return FALLBACK_EDITION


# The desk's own texts are not translated: beside Django's that are, they would read as a mixture.
DESK, DESK_LANGUAGE = "admin", "en"


class EditionMiddleware:
    """Activates the interface language of the edition named in the path, and the desk's; elsewhere the browser's wish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = request.path_info.lstrip("/").partition("/")[0]
        is_language = LANGUAGE_TAG.fullmatch(first) is not None
        if first == DESK:
            edition = DESK_LANGUAGE
        elif is_language:
            edition = edition_of(first)
        else:
            edition = translation.get_language_from_request(request)
        with translation.override(edition):
            request.LANGUAGE_CODE = edition
            return self.get_response(request)


class VisitorAddressMiddleware:
    """Puts the visitor's own address into REMOTE_ADDR where proxies of the operator's stand before the site.

    Each trusted proxy appends the address that it saw to X-Forwarded-For, so with `n` of them the n-th entry from the
    end is the visitor's; everything before it is the visitor's own word and counts for nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = [
            part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
        ]
        if 0 < settings.TRUSTED_PROXIES <= len(seen):
            request.META["REMOTE_ADDR"] = seen[-settings.TRUSTED_PROXIES]
        return self.get_response(request)


class HeadMiddleware:
    """Takes the body from what answers a HEAD request and leaves its headers (RFC 9110, 9.3.2).

    The server would do so itself, and write a warning into the log for each.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = []
            else:
                response.content = b""
        return response
