"""The cookies of one fetch: some servers answer only requests that carry the cookie of their first answer (RFC 6265)."""

from urllib.parse import urlsplit

from urllib3 import HTTPHeaderDict

MAX_COOKIES = 20
MAX_COOKIE_CHARACTERS = 4096


class FetchCookies:
    """The cookies of one fetch. Paths are ignored: the cookies are used for a few requests to one site."""

    def __init__(self) -> None:
        self._by_domain: dict[str, dict[str, str]] = {}

    def store(self, url: str, headers: HTTPHeaderDict) -> None:
        host = urlsplit(url).hostname or ""
        for line in headers.getlist("Set-Cookie"):
            pair, *attributes = line.split(";")
            name, equals, value = pair.strip().partition("=")
            kept = self._by_domain.setdefault(_cookie_domain(host, attributes), {})
            if equals and name and len(pair) <= MAX_COOKIE_CHARACTERS and len(kept) < MAX_COOKIES:
                kept[name] = value

    def header(self, url: str) -> str:
        """Give the Cookie header for `url`, empty where no cookie belongs to it."""
        host = urlsplit(url).hostname or ""
        pairs = {
            name: value
            for domain, cookies in self._by_domain.items()
            if host == domain or (domain.startswith(".") and f".{host}".endswith(domain))
            for name, value in cookies.items()
        }
        return "; ".join(f"{name}={value}" for name, value in pairs.items())


def _cookie_domain(host: str, attributes: list[str]) -> str:
    """Give the domain a cookie is for: ".example.org" where its attribute covers `host`, else `host` alone."""
    for attribute in attributes:
        name, _, value = attribute.strip().partition("=")
        domain = "." + value.strip().lower().lstrip(".")
        if name.lower() == "domain" and domain.count(".") > 1 and f".{host}".endswith(domain):
            return domain
    return host
