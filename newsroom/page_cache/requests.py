"""Which requests may be answered from memory, and what they ask for there."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.cookie import parse_cookie

Environ = dict[str, Any]

# What others append to addresses to find out where readers come from; no page looks at it.
TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "zanpid", "_openstat"}
)
TRACKING_PREFIX = "utm_"
LONGEST_QUERY = 1_000  # characters; a longer one is asked once
SPELLINGS_KEPT = 200


def is_public(environ: Environ) -> bool:
    """Whether the answer may be one that all visitors get."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
        return False
    path = environ["PATH_INFO"]
    if path.startswith(_own_paths()) or len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return False
    cookies = environ.get("HTTP_COOKIE")
    return not cookies or not _is_signed_in(cookies)


@lru_cache(1)
def _own_paths() -> tuple[str, ...]:
    """Files, the desk, and what says how this process fares."""
    return settings.STATIC_URL, "/media/", "/admin/", "/healthz", "/readyz", "/websub/"


def _is_signed_in(cookies: str) -> bool:
    name = settings.SESSION_COOKIE_NAME
    # As Django finds it, beside cookies of others that are written badly.
    return name in cookies and name in parse_cookie(cookies)


def key_of(environ: Environ) -> str:
    """What distinguishes one page from others: scheme, host, path and query; the latter without tracking, in one order.

    The query of `environ` becomes that one.
    """
    query = environ.get("QUERY_STRING", "")
    if query:
        query = environ["QUERY_STRING"] = _normal(query)
    host = environ.get("HTTP_HOST", environ.get("SERVER_NAME", ""))
    scheme = environ["wsgi.url_scheme"]
    if header := settings.SECURE_PROXY_SSL_HEADER:
        scheme = environ.get(header[0], scheme)
    return f"{scheme}://{host}{environ['PATH_INFO']}?{query}"


@lru_cache(SPELLINGS_KEPT)
def _normal(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, encoding="latin-1")
    kept = [
        (name, value)
        for name, value in pairs
        if name not in TRACKING and not name.startswith(TRACKING_PREFIX)
    ]
    # In each other's order where they have one name.
    return urlencode(sorted(kept, key=lambda pair: pair[0]), encoding="latin-1")


@lru_cache(SPELLINGS_KEPT)
def encoding_of(accepted: str) -> str:
    """The best of "br", "gzip" and "" that Accept-Encoding takes (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    every = weights.get("*", 0.0)
    best = max(("br", "gzip"), key=lambda name: weights.get(name, every))
    return best if weights.get(best, every) > 0 else ""


def _weight(parameters: str) -> float:
    name, _equals, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def is_held(headers: Mapping[str, Any], etag: str, modified: str) -> bool:
    """Whether the client holds this version; If-None-Match counts before If-Modified-Since (RFC 9110, 13.2.2)."""
    if tags := headers.get("HTTP_IF_NONE_MATCH"):
        bare = etag.removeprefix("W/")
        return tags.strip() == "*" or any(one.strip().removeprefix("W/") == bare for one in tags.split(","))
    return bool(modified) and headers.get("HTTP_IF_MODIFIED_SINCE") == modified
