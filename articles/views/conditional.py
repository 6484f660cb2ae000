"""Answers to conditional requests (RFC 9110, 13) before a page is rendered.

A page's version is a digest of what it depends on: the rows that it shows, the code, the settings and the translations.
It is a weak entity tag, as it says nothing of bytes. No row holds the time since when a page has stood as it stands, so
each process remembers when it first saw a version; If-Modified-Since is answered when it names that very time.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags, parse_http_date_safe

# Pages whose version a process remembers: some two megabytes.
MOST_REMEMBERED = 5_000
# What decides how a page is rendered, below the project's folder.
CODE = (
    "articles/**/*.py",
    "articles/catalogue/**/*.toml",
    "articles/catalogue/**/*.tsv",
    "feeds/*.py",
    "newsroom/**/*.py",
    "templates/**/*.html",
    "locale/**/*.mo",
    "requirements.txt",
)
SETTINGS = (
    "COMMENTS_PUBLISH",
    "COMMENTS_CLOSE_AFTER_DAYS",
    "SITE_URL",
    "SITE_NAME",
    "CONTACT_EMAIL",
    "LANGUAGES",
    "READER_TIME_ZONE",
    "STATIC_URL",
    "MEDIA_URL",
    "STORAGES",
    "WEBSUB_HUBS",
    "AI_CRAWLERS",
)
# What collectstatic writes: the names of styles and scripts.
MANIFEST = "staticfiles.json"


def answer(request: HttpRequest, parts: Iterable[str], render: Callable[[], HttpResponse]) -> HttpResponse:
    """304 if the client holds the version of the page that depends on `parts`, else what `render` gives."""
    digest = hashlib.sha256("\0".join((code_version(), *parts)).encode()).hexdigest()[:32]
    etag, since = f'W/"{digest}"', _seen.since(request.get_full_path(), digest)
    response = HttpResponseNotModified() if _is_held(request, etag, since) else render()
    if response.status_code == HttpResponseNotModified.status_code:
        # The answer with content varies with its compression (RFC 9110, 15.4.5).
        patch_vary_headers(response, ["Accept-Encoding"])
    # Django's middleware would answer an older time than the client's as well; that is not always the same version.
    request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
    response["ETag"] = etag
    # A time with seconds tells two versions of one second apart only when it is over.
    if since < int(time.time()):
        response["Last-Modified"] = http_date(since)
    return response


def _is_held(request: HttpRequest, etag: str, since: int) -> bool:
    """Whether the client's conditions name this version; If-None-Match counts before If-Modified-Since (13.2.2)."""
    if request.method not in ("GET", "HEAD"):
        return False
    if tags := request.META.get("HTTP_IF_NONE_MATCH"):
        named = parse_etags(tags)
        return "*" in named or etag in {f"W/{tag.removeprefix('W/')}" for tag in named}
    return parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", "")) == since


class _Seen:
    """The versions of pages and the second in which this process first saw them."""

    def __init__(self) -> None:
        self.pages: OrderedDict[bytes, tuple[str, int]] = OrderedDict()
        self.lock = Lock()

    def since(self, address: str, digest: str) -> int:
        """The second in which the page at `address` was first seen in this version."""
        # An address may be as long as its sender likes.
        key = hashlib.sha256(address.encode()).digest()
        with self.lock:
            known = self.pages.pop(key, None)
            if known is None or known[0] != digest:
                known = (digest, int(time.time()))
            self.pages[key] = known
            if len(self.pages) > MOST_REMEMBERED:
                self.pages.popitem(last=False)
            return known[1]


_seen = _Seen()


@cache
def code_version() -> str:
    """A digest of code, templates, translations, names of static files and settings; the same in all processes of one
    release."""
    seen = hashlib.sha256(repr([getattr(settings, name) for name in SETTINGS]).encode())
    root = Path(settings.BASE_DIR)
    files = [file for pattern in CODE for file in sorted(root.glob(pattern))]
    for file in (*files, Path(settings.STATIC_ROOT) / MANIFEST):
        if file.is_file():
            seen.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return seen.hexdigest()
