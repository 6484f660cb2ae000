"""The HTTP client of the audit: requests each URL of the audited site once, and no other host."""

from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import urllib3

SECONDS = 60
# Some proxies and publishers reject requests without a user agent.
USER_AGENT = "Newsroom-audit"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, which may be a redirect."""

    status: int
    media_type: str
    body: bytes
    location: str = ""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def escaped(part: str) -> str:
    """A path or query percent-encoded (RFC 3987, 3.1): "nhà-báo" and "nh%C3%A0-b%C3%A1o" are one URL."""
    return quote(part, safe="/%:@!$&'()*+,;=?-._~")


class Site:
    """The audited site. Addresses are paths ("/vi/"); absolute URLs with its public host are mapped to it."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self._pool = urllib3.PoolManager(maxsize=4, headers={"User-Agent": USER_AGENT})
        self._known: dict[str, Answer] = {}
        self._hosts = {urlsplit(self.base).netloc}

    def url(self, path: str) -> str:
        return self.base + path

    def set_public_host(self, address: str) -> None:
        """Takes the host of `address` (from a sitemap or canonical link) as the site's public host."""
        self._hosts.add(urlsplit(address).netloc)

    def path_of(self, address: str, *, on: str = "/") -> str | None:
        """The path and query of a link on the page `on`; None if it leads to another site."""
        parts = urlsplit(urljoin(self.url(on), address))
        if parts.scheme not in ("http", "https") or parts.netloc not in self._hosts:
            return None
        return escaped(parts.path or "/") + (f"?{escaped(parts.query)}" if parts.query else "")

    def get(self, path: str) -> Answer:
        """The response for `path`, cached for the whole audit. Raises urllib3's HTTPError."""
        if path not in self._known:
            response = self._pool.request("GET", self.url(path), redirect=False, retries=1, timeout=SECONDS)
            self._known[path] = Answer(
                response.status,
                response.headers.get("Content-Type", "").partition(";")[0].strip(),
                response.data,
                response.headers.get("Location", ""),
            )
        return self._known[path]
