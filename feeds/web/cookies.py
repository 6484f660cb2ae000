"""The cookies of one fetch: some servers answer only requests that carry the cookie of their first answer (RFC 6265)."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from urllib3 import HTTPHeaderDict

from feeds.web.http_headers import http_date

MAX_COOKIES = 20
MAX_COOKIE_CHARACTERS = 4096


class FetchCookies:
    """The cookies of one fetch. Paths are ignored: the cookies are used for a few requests to one site."""

    def __init__(self) -> None:
        self._by_domain: dict[str, dict[str, tuple[str, bool]]] = {}

    def store(self, url: str, headers: HTTPHeaderDict) -> None:
        """Keep the cookies of an answer from `url`; one that has expired takes its namesake away."""
        host = urlsplit(url).hostname or ""
        for line in headers.getlist("Set-Cookie"):
            pair, *parts = line.split(";")
            attributes = {
                name.strip().lower(): value.strip()
                for name, _, value in (part.partition("=") for part in parts)
            }
            name, equals, value = pair.strip().partition("=")
            kept = self._by_domain.setdefault(_cookie_domain(host, attributes.get("domain", "")), {})
            if not equals or not name or len(pair) > MAX_COOKIE_CHARACTERS:
                continue
            if _has_expired(attributes):
                kept.pop(name, None)
            elif name in kept or len(kept) < MAX_COOKIES:
                kept[name] = value, "secure" in attributes

    def header(self, url: str) -> str:
        """Give the Cookie header for `url`, empty where no cookie belongs to it."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        pairs = {
            name: value
            for domain, cookies in self._by_domain.items()
            if host == domain or (domain.startswith(".") and f".{host}".endswith(domain))
            for name, (value, is_secure) in cookies.items()
            if parts.scheme == "https" or not is_secure
        }
        return "; ".join(f"{name}={value}" for name, value in pairs.items())


def _cookie_domain(host: str, named: str) -> str:
    """Give the domain a cookie is for: ".example.org" where its attribute covers `host`, else `host` alone."""
    domain = "." + named.lower().lstrip(".")
    return domain if domain.count(".") > 1 and f".{host}".endswith(domain) else host


def _has_expired(attributes: dict[str, str]) -> bool:
    """Say whether a cookie is over when it comes, which is how servers delete it; Max-Age beats Expires (section 5.3)."""
    seconds = attributes.get("max-age", "")
    if seconds.removeprefix("-").isdecimal():
        return seconds.startswith("-") or not seconds.strip("0")
    expires = http_date(attributes.get("expires", ""))
    return expires is not None and expires <= datetime.now(UTC)
