"""One page that is kept: its bytes in every packing, and what tells whether it is still the page of its address."""

import gzip
import hashlib
import re
import time
from dataclasses import dataclass, field

import brotli
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from articles.dependence import Statement
from newsroom.page_cache.changes import Snapshot

# Higher levels take ten times as long for a twentieth less.
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
# Smaller bodies are not worth it; what is no text is packed already.
LEAST_PACKED = 500  # bytes
PACKED_TYPES = ("text/", "application/json", "application/xml", "application/javascript", "image/svg+xml")
PACKED_SUFFIXES = ("+xml", "+json")
# What a page shows of an article it links.
_SHOWN = re.compile(rb"/article/([0-9]{1,18})/")
# Of the answer as a whole, or of this way of sending it.
_OWN = frozenset(
    {
        "content-encoding",
        "content-length",
        "vary",
        "etag",
        "last-modified",
        "x-request-id",
        "date",
        "connection",
    }
)
CACHEABLE = frozenset({200, 301, 410})

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Page:
    """A page and what it depends on. `known_good` is the number of `Changes` up to which it holds, in this process."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    modified: str
    view: str
    edition: str
    statements: tuple[Statement, ...]
    tables: frozenset[str]
    is_whole: bool
    until: float
    snapshot: Snapshot
    known_good: int = -1
    shown: frozenset[int] = frozenset()
    packed: dict[str, bytes] = field(default_factory=dict)
    sent: dict[str, Headers] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shown = frozenset(int(one) for one in _SHOWN.findall(self.body))

    @property
    def size(self) -> int:
        """About the bytes that it takes, with its packings to come; without a body, as a redirect, it takes some too."""
        read = sum(len(one.sql) + 400 for one in self.statements)
        said = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.body) * 2 + read + said + 4_000

    @property
    def is_packable(self) -> bool:
        kind = next((value for name, value in self.headers if name.lower() == "content-type"), "")
        kind = kind.partition(";")[0]
        is_text = kind.startswith(PACKED_TYPES) or kind.endswith(PACKED_SUFFIXES)
        return is_text and len(self.body) >= LEAST_PACKED

    def answer(self, encoding: str) -> tuple[Headers, bytes]:
        """Headers and body for a client that takes this packing."""
        if encoding and not self.is_packed_as(encoding):
            encoding = ""
        if (headers := self.sent.get(encoding)) is None:
            headers = self.sent[encoding] = self._headers(encoding)
        return headers, self.packed[encoding] if encoding else self.body

    def is_packed_as(self, encoding: str) -> bool:
        """Packs it, once, where that makes it smaller."""
        if encoding not in self.packed:
            if not self.is_packable:
                return False
            # Two threads that do it at once do the same.
            pack = _brotli if encoding == "br" else _gzip
            self.packed[encoding] = pack(self.body)
        return True

    def _headers(self, encoding: str) -> Headers:
        headers = [*self.headers, ("ETag", self.etag), ("Last-Modified", self.modified)]
        headers.append(("Content-Length", str(len(self.packed[encoding] if encoding else self.body))))
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return headers

    def unchanged(self) -> Headers:
        """The headers of a 304: those that the full answer would have had of its version (RFC 9110, 15.4.5)."""
        if (headers := self.sent.get("304")) is None:
            kept = [one for one in self.headers if not one[0].lower().startswith("content-")]
            headers = self.sent["304"] = [*kept, ("ETag", self.etag), ("Last-Modified", self.modified)]
        return headers


def _brotli(body: bytes) -> bytes:
    packed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
    return packed


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def may_be_kept(response: HttpResponseBase) -> bool:
    """Whether it is the same for every visitor who takes its packing: public, without a cookie, varying by nothing else."""
    if response.streaming or response.cookies or response.status_code not in CACHEABLE:
        return False
    directives = {one.strip().lower() for one in response.headers.get("Cache-Control", "").split(",")}
    varies = {one.strip().lower() for one in response.headers.get("Vary", "").split(",") if one.strip()}
    return "public" in directives and "no-cache" not in directives and varies <= {"accept-encoding"}


def body_of(response: HttpResponse) -> bytes:
    """The body without its packing."""
    packed = response.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(response.content) if packed else response.content


def headers_of(response: HttpResponse) -> Headers:
    """The headers that stay the same however the page is sent."""
    kept = [(name, value) for name, value in response.items() if name.lower() not in _OWN]
    return [*kept, ("Vary", "Accept-Encoding")]


def version_of(response: HttpResponse, body: bytes, before: Page | None) -> tuple[str, str]:
    """Entity tag and time of change. A page that was made again and is the same keeps those that it had."""
    etag = response.headers.get("ETag") or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    etag = f"W/{etag.removeprefix('W/')}"
    if before is not None and before.etag == etag:
        return etag, before.modified
    return etag, response.headers.get("Last-Modified") or http_date(int(time.time()))
