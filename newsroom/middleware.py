"""Middleware: client address behind proxies, interface language by path, HEAD requests."""

import re
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation

from desk.languages import language_of, wished

EDITIONS = frozenset(code for code, _ in settings.LANGUAGES)
# The interface for articles in languages without an edition.
FALLBACK_EDITION = "en"
# Languages without an edition of their own whose readers read one of ours, such as Chinese variants.
NEAREST = {"zh": "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant"}
# BCP 47 language tags as in the site's URLs: "vi", "zh-hans".
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def edition_of(tag: str) -> str:
    """The edition for a language tag ("pt-BR" → "pt", "pl" → "en")."""
    tag = tag.lower()
    while tag:
        if tag in EDITIONS:
            return tag
        if tag in NEAREST:
            return NEAREST[tag]
        tag = tag.rpartition("-")[0]
    return FALLBACK_EDITION


# The desk's language until it is known who asks (`DeskLanguageMiddleware`).
ADMIN, ADMIN_LANGUAGE = "admin", "en"


def has_edition(request: HttpRequest) -> bool:
    """Whether the path says the language, so that the browser is not asked."""
    first = request.path_info.lstrip("/").partition("/")[0]
    return first == ADMIN or LANGUAGE_TAG.fullmatch(first) is not None


def edition_for(request: HttpRequest) -> str:
    """The edition of the path, the language of the admin, or that of the browser."""
    if not has_edition(request):
        return translation.get_language_from_request(request)
    first = request.path_info.lstrip("/").partition("/")[0]
    return ADMIN_LANGUAGE if first == ADMIN else edition_of(first)


class EditionMiddleware:
    """Activates the language of the edition in the path, or of the admin; elsewhere the browser's choice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        edition = edition_for(request)
        with translation.override(edition):
            request.LANGUAGE_CODE = edition
            return self.get_response(request)


class DeskLanguageMiddleware:
    """Activates the language of the desk: what its user chose, else what the browser wishes for, of the desk's two.

    After the authentication, and within `EditionMiddleware`, which puts the former language back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.lstrip("/").partition("/")[0] == ADMIN:
            wish = wished(request.headers.get("Accept-Language", ""))
            request.LANGUAGE_CODE = language_of(request.user, otherwise=wish)
            translation.activate(request.LANGUAGE_CODE)
        return self.get_response(request)


# An entry of X-Forwarded-For with a port: "203.0.113.9:443", "[2001:db8::1]:443".
WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d*)?|([\d.]+):\d+")


def address_in(entry: str) -> str:
    """The IP address in an entry of X-Forwarded-For, in its shortest form; empty for what is none ("unknown")."""
    entry = entry.strip().strip('"')
    if found := WITH_PORT.fullmatch(entry):
        entry = found[1] or found[2] or ""
    try:
        address = ip_address(entry)
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


class VisitorAddressMiddleware:
    """Puts the visitor's own IP address into REMOTE_ADDR behind the operator's proxies.

    Each trusted proxy appends the address it saw to X-Forwarded-For, so with `n` proxies the n-th entry from
    the end is the visitor's; entries before it could be forged and are ignored. What is no address there ("unknown")
    leaves the proxy's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = [
            part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
        ]
        if 0 < settings.TRUSTED_PROXIES <= len(seen):
            address = address_in(seen[-settings.TRUSTED_PROXIES])
            request.META["REMOTE_ADDR"] = address or request.META.get("REMOTE_ADDR", "")
        return self.get_response(request)


class HeadMiddleware:
    """Removes the body from responses to HEAD requests and keeps the headers (RFC 9110, 9.3.2).

    The server would do the same, but log a warning for each.
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
