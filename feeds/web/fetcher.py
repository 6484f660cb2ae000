"""The only module that talks HTTP: one address in, one `FetchResult` or one `FetchError` out.

At every hop of a redirect the host name is resolved, the IP address is checked and that same address is dialled, so
DNS rebinding cannot lead inside the network. One total deadline covers a whole fetch, redirects included. HTTP follows RFC 9110 (semantics), RFC 9111 (caching) and RFC 6265 (cookies, inside one fetch only).
"""

import builtins
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import Protocol, TypeVar
from urllib.parse import urlencode, urljoin

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    EmptyPoolError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from feeds.errors import FetchError
from feeds.web.accept import FEED_ACCEPT
from feeds.web.addresses import check_url, clean_url, host_of, shown_url
from feeds.web.content_coding import PIECE_BYTES, CodingError, decoded
from feeds.web.cookies import FetchCookies
from feeds.web.dialling import (
    DeadlineTLSSocket,
    PinnedPool,
    PinnedTLSPool,
    RefusedAddressError,
    TooMuchError,
    allowance,
    remaining_seconds,
)
from feeds.web.entity_tags import if_none_match
from feeds.web.http_headers import content_type, etag, http_date, last_modified, max_age, retry_after

CONNECTIONS_PER_HOST = 2

# Hosts that urllib3 keeps a pool for; their connections are closed after each request.
KEPT_HOSTS = 200

# What is read ahead of a head or a body; and how much the framing of tiny chunks may add to a body.
READ_AHEAD_BYTES = 64 * 1024
FRAMING_SHARE = 2

# The body of an error page is kept for a diagnosis only.
ERROR_BODY_BYTES = 64 * 1024

# Link headers carry a handful of addresses; what is longer is noise.
LINK_HEADER_CHARACTERS = 8000

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
# After these a form is sent again to the new address; after the others a GET would follow (RFC 9110 section 15.4).
_FORM_REDIRECTS = frozenset({307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How to fetch. Times are in seconds, sizes in bytes.

    `user_agent` names the site and carries an address where its operator can be reached. `max_compressed_bytes` caps
    what is received, `max_bytes` what it expands to. `extra_ports` are allowed beside 80 and 443.
    """

    user_agent: str
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    total_timeout: float = 60.0
    max_compressed_bytes: int = 10 * 1024 * 1024
    max_bytes: int = 20 * 1024 * 1024
    max_redirects: int = 6
    max_header_bytes: int = 64 * 1024
    allow_loopback: bool = False
    extra_ports: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if "@" not in self.user_agent and "http" not in self.user_agent:
            raise ValueError("user_agent must carry a contact address: an e-mail address or a URL")


@dataclass(frozen=True, slots=True)
class Conditions:
    """The validators of the last full answer, as they were sent; `is_exact`: `etag` is a whole If-None-Match."""

    etag: str = ""
    last_modified: str = ""
    is_exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """One complete HTTP answer, whatever its status.

    `url` is the final address. `etag` and `last_modified` stand as sent, empty where absent. `content_type` is the
    media type in lower case without parameters, `charset` its parameter. `retry_after` and `max_age` are seconds.
    `permanent_redirect` is the final address where every hop was permanent (301 or 308) and it answered well.
    `redirects` are the addresses passed through, in order, the first being the requested one. `elapsed` is seconds;
    `bytes` is the size of the final body as received, `body` the same decoded (cut to 64 KB for error statuses).
    `link` is the Link header (RFC 8288), several joined into one; `via` is the Via header.
    """

    url: str
    status: int
    not_modified: bool = False
    body: builtins.bytes = b""
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    charset: str = ""
    retry_after: int | None = None
    max_age: int | None = None
    expires: datetime | None = None
    permanent_redirect: str | None = None
    redirects: tuple[str, ...] = ()
    elapsed: float = 0.0
    bytes: int = 0
    link: str = ""
    via: str = ""

    @property
    def ok(self) -> bool:
        """True for a success that carries a body (2xx)."""
        return 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """True where the server says that the address will never answer again (410)."""
        return self.status == 410


class FetchFunction(Protocol):
    """What fetches an address: `Fetcher.fetch`, or a fake of the same signature."""

    def __call__(
        self, url: str, conditions: Conditions | None = None, *, accept: str = FEED_ACCEPT
    ) -> FetchResult: ...


class HostLimiter(Protocol):
    """The rate limit of hosts that a fetch comes to by redirects (`feeds.web.rate_limits.ClockedLimiter`)."""

    def turn(self, host: str) -> AbstractContextManager[None]:
        """Waits for a turn of the host, which lasts as long as the block. Raises HostBackoffError where that takes long."""

    def observe(self, result: FetchResult) -> None:
        """Records the back-off that an answer asks for its whole host (429, Retry-After)."""


class PostForm(Protocol):
    """What sends a form: `Fetcher.post_form`, or a fake of the same signature."""

    def __call__(self, url: str, fields: Mapping[str, str]) -> FetchResult: ...


class Fetcher:
    """Fetches addresses. One instance serves any number of threads; `close()` ends its connections.

    `host_limiter` gives a turn before a redirect to another host is followed, and observes every answer.
    """

    def __init__(self, settings: FetchSettings, host_limiter: HostLimiter | None = None) -> None:
        self._settings = settings
        self._host_limiter = host_limiter
        context = ssl.create_default_context()
        context.sslsocket_class = DeadlineTLSSocket
        self._pools = urllib3.PoolManager(
            num_pools=KEPT_HOSTS, maxsize=CONNECTIONS_PER_HOST, block=True, retries=False, ssl_context=context
        )
        self._pools.pool_classes_by_scheme = {"http": PinnedPool, "https": PinnedTLSPool}

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every kept connection."""
        self._pools.clear()

    def fetch(
        self, url: str, conditions: Conditions | None = None, *, accept: str = FEED_ACCEPT
    ) -> FetchResult:
        """Fetch `url` and return the answer, whatever its status.

        `conditions` make the request conditional; `accept` is the Accept header. Raises `FetchError`, and nothing
        else, where no complete answer came or where the address must not be fetched.
        """
        with self._allowed(url) as started:
            return self._follow(clean_url(url), conditions or Conditions(), accept, started)

    def post_form(self, url: str, fields: Mapping[str, str]) -> FetchResult:
        """Send `fields` as a form (application/x-www-form-urlencoded) and return the answer, whatever its status.

        The addresses are checked and the time is bounded as in `fetch`. Only 307 and 308 are followed, which keep the
        method, and never from https to plain http. Raises `FetchError`, and nothing else; a form is never sent twice to
        one address, as nobody knows what the first did.
        """
        with self._allowed(url) as started:
            return self._submit(clean_url(url), urlencode(fields), started)

    def _turn(self, here: str, own: str) -> AbstractContextManager[None]:
        """The turn of a host that a redirect leads to; the caller has the turn of the first host."""
        host = host_of(here)
        return nullcontext() if self._host_limiter is None or host == own else self._host_limiter.turn(host)

    @contextmanager
    def _allowed(self, url: str) -> Iterator[float]:
        """Sets the limits of one fetch; gives when it began, and turns every error of it into a `FetchError`."""
        started = time.monotonic()
        allowance.deadline = started + self._settings.total_timeout
        allowance.connect_timeout = self._settings.connect_timeout
        allowance.read_timeout = self._settings.read_timeout
        allowance.allow_loopback = self._settings.allow_loopback
        try:
            yield started
        except FetchError:
            raise
        except RefusedAddressError as error:
            raise FetchError(error.url, f"this address may not be fetched: {error}") from error
        except (HTTPError, HTTPException, CodingError, OSError, ValueError) as error:
            raise FetchError(shown_url(url), _sentence(error, self._settings)) from error

    def _submit(self, url: str, form: str, started: float) -> FetchResult:
        here, passed, statuses = url, list[str](), list[int]()
        seen: set[tuple[str, str]] = set()
        while True:
            self._check_hop(here, passed, seen, "")
            headers = self._headers(Conditions(), "*/*", "")
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            with self._turn(here, host_of(url)):
                response = self._send(here, headers, method="POST", body=form)
                try:
                    self._check_headers(here, response)
                    target = _redirect_target(here, response) if response.status in _FORM_REDIRECTS else None
                    if target is None:
                        return self._result(here, response, passed, statuses, started)
                finally:
                    _close_response(response)
            passed.append(here)
            statuses.append(response.status)
            here = target

    def _follow(self, url: str, conditions: Conditions, accept: str, started: float) -> FetchResult:
        here, cookies = url, FetchCookies()
        passed: list[str] = []
        statuses: list[int] = []
        seen: set[tuple[str, str]] = set()
        while True:
            self._check_hop(here, passed, seen, cookies.header(here))
            headers = self._headers(conditions, accept, cookies.header(here))
            with self._turn(here, host_of(url)):
                response = self._send(here, headers)
                try:
                    self._check_headers(here, response)
                    cookies.store(here, response.headers)
                    target = _redirect_target(here, response)
                    if target is None:
                        return self._result(here, response, passed, statuses, started)
                finally:
                    _close_response(response)
            passed.append(here)
            statuses.append(response.status)
            here = target

    def _check_hop(self, here: str, passed: list[str], seen: set[tuple[str, str]], cookie: str) -> None:
        """Refuse the next address of a fetch where it is forbidden, repeats, or is one redirect too many."""
        try:
            check_url(here, ports=self._settings.extra_ports, allow_loopback=self._settings.allow_loopback)
        except FetchError as error:
            if not passed:
                raise
            raise FetchError(passed[0], f"it redirects to {shown_url(here)}: {error.message}") from error
        if passed and passed[-1].startswith("https:") and here.startswith("http:"):
            raise FetchError(
                passed[0],
                f"redirects from https to plain http ({here}), which anyone on the way could change; "
                "if the publisher offers no https, set that address for the feed",
            )
        if (here, cookie) in seen:
            raise FetchError(passed[0], f"the redirects run in a circle at {here}")
        if len(passed) > self._settings.max_redirects:
            raise FetchError(passed[0], f"more than {self._settings.max_redirects} redirects")
        seen.add((here, cookie))

    def _headers(self, conditions: Conditions, accept: str, cookie: str) -> dict[str, str]:
        headers = {
            "User-Agent": self._settings.user_agent,
            "Accept": accept,
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Connection": "close",
        }
        if conditions.etag:
            tag = conditions.etag
            headers["If-None-Match"] = tag if conditions.is_exact else if_none_match(tag)
        if conditions.last_modified:
            headers["If-Modified-Since"] = conditions.last_modified
        if cookie:
            headers["Cookie"] = cookie
        return headers

    def _check_headers(self, url: str, response: urllib3.BaseHTTPResponse) -> None:
        size = sum(len(name) + len(value) for name, value in response.headers.items())
        if size > self._settings.max_header_bytes:
            raise FetchError(url, f"the answer's headers take {size} bytes", status=response.status)

    def _send(
        self, url: str, headers: dict[str, str], *, method: str = "GET", body: str | None = None
    ) -> urllib3.BaseHTTPResponse:
        """Send one request and read the head of its answer."""
        allowance.octets = self._settings.max_header_bytes + READ_AHEAD_BYTES
        return self._pools.urlopen(
            method,
            url,
            body=body,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
            timeout=urllib3.Timeout(connect=self._settings.connect_timeout, read=self._settings.read_timeout),
            pool_timeout=remaining_seconds(),
        )

    def _result(
        self,
        url: str,
        response: urllib3.BaseHTTPResponse,
        passed: list[str],
        statuses: list[int],
        started: float,
    ) -> FetchResult:
        body, received = self._body(url, response)
        headers = response.headers
        media_type, charset = content_type(headers.get("Content-Type", ""))
        answered_well = response.status == 304 or 200 <= response.status < 300
        moved = bool(statuses) and _PERMANENT.issuperset(statuses) and answered_well
        result = FetchResult(
            url=url,
            status=response.status,
            not_modified=response.status == 304,
            body=body,
            etag=etag(headers.get("ETag", "")),
            last_modified=last_modified(headers.get("Last-Modified", "")),
            content_type=media_type,
            charset=charset,
            # A date is compared with the clock that wrote it.
            retry_after=retry_after(
                headers.get("Retry-After", ""), http_date(headers.get("Date", "")) or datetime.now(UTC)
            ),
            max_age=max_age(headers.get("Cache-Control", ""), headers.get("Age", "").strip()),
            expires=http_date(headers.get("Expires", "")),
            permanent_redirect=url if moved else None,
            redirects=tuple(passed),
            elapsed=time.monotonic() - started,
            bytes=received,
            link=_joined(response, "Link")[:LINK_HEADER_CHARACTERS],
            via=_joined(response, "Via"),
        )
        if self._host_limiter:
            # Before the turn ends: the next request must see the back-off.
            self._host_limiter.observe(result)
        return result

    def _body(self, url: str, response: urllib3.BaseHTTPResponse) -> tuple[builtins.bytes, int]:
        """Read, decode and cap the body; give it with the number of bytes received."""
        if response.status in {204, 304}:
            return b"", 0
        is_error = response.status >= 400
        limit = ERROR_BODY_BYTES if is_error else self._settings.max_bytes
        counter = _Counter(self._settings.max_compressed_bytes)
        allowance.octets = FRAMING_SHARE * self._settings.max_compressed_bytes + READ_AHEAD_BYTES
        body = bytearray()
        try:
            for piece in decoded(counter.count(_received(response)), _joined(response, "Content-Encoding")):
                body += piece
                if len(body) > limit:
                    break
        except (CodingError, HTTPError, HTTPException, OSError) as error:
            if not is_error:
                message = _sentence(error, self._settings)
                raise FetchError(url, message, status=response.status) from error
        if len(body) > limit and not is_error:
            message = f"the body expands to more than {limit} bytes; it was not read further"
            raise FetchError(url, message, status=response.status)
        return bytes(body[:limit]), counter.received


class _Counter:
    """Counts the bytes of one body as they arrive and stops at a limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.received = 0

    def count(self, chunks: Iterator[builtins.bytes]) -> Iterator[builtins.bytes]:
        for chunk in chunks:
            self.received += len(chunk)
            if self.received > self._limit:
                raise CodingError(f"the body is larger than {self._limit} bytes; it was not read further")
            yield chunk


def _close_response(response: urllib3.BaseHTTPResponse) -> None:
    """Close the connection and give its place in the pool back."""
    response.close()
    response.release_conn()


def _received(response: urllib3.BaseHTTPResponse) -> Iterator[builtins.bytes]:
    while chunk := response.read(PIECE_BYTES, decode_content=False):
        yield chunk


def _joined(response: urllib3.BaseHTTPResponse, name: str) -> str:
    return ", ".join(response.headers.getlist(name))


def _redirect_target(here: str, response: urllib3.BaseHTTPResponse) -> str | None:
    """Give the address that the answer redirects to, or None where it does not (RFC 9110 section 15.4)."""
    location = response.headers.get("Location", "").strip()
    if response.status not in _REDIRECTS or not location:
        return None
    with suppress(UnicodeError):
        # http.client reads headers as Latin-1, while servers write UTF-8 there.
        location = location.encode("latin-1").decode("utf-8")
    return clean_url(urljoin(here, location))


_Fault = TypeVar("_Fault", bound=BaseException)


def _find(error: BaseException, kind: type[_Fault]) -> _Fault | None:
    """Find an error of `kind` among `error`, its arguments and its causes."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, kind):
            return seen
        for argument in seen.args:
            if isinstance(argument, kind):
                return argument
        seen = seen.__cause__
    return None


def _sentence(error: Exception, settings: FetchSettings) -> str:
    """Say in one sentence what an error of the transport means for the reader of a feed's health record."""
    if _find(error, TooMuchError) is not None:
        return "the server sends more than is read of one answer; it was not read further"
    incomplete = _find(error, IncompleteRead)
    if incomplete is not None and incomplete.expected is not None:
        whole = int(incomplete.partial if isinstance(incomplete.partial, int) else len(incomplete.partial))
        return f"the body ended early: {whole} bytes came and {incomplete.expected} were still to come"
    if _find(error, IncompleteRead) is not None:
        return "the body ended early"
    if allowance.deadline <= time.monotonic():
        return f"no complete answer within {settings.total_timeout:g} seconds"
    for kind, sentence in _SENTENCES.items():
        if _find(error, kind) is not None:
            return sentence.format(settings=settings)
    certificate = _find(error, ssl.SSLError)
    if certificate is not None or isinstance(error, SSLError):
        return f"the secure connection failed ({_first_line(certificate or error)})"
    if isinstance(error, CodingError):
        return str(error)
    if isinstance(error, UnicodeError):
        return "it holds characters that no address can; check its spelling"
    return f"the connection failed ({_first_line(error)})"


# The first kind that fits is used: urllib3 derives its refused connection from its connect timeout.
_SENTENCES: Mapping[type[BaseException], str] = {
    EmptyPoolError: "all connections to this host stayed busy; it is asked again later",
    NameResolutionError: "the name of the host is not known; check its spelling",
    ConnectionRefusedError: "the host refuses connections",
    RemoteDisconnected: "the host hung up without an answer",
    NewConnectionError: "the host cannot be reached",
    ConnectTimeoutError: "no connection within {settings.connect_timeout:g} seconds",
    ReadTimeoutError: "no byte came for {settings.read_timeout:g} seconds",
    TimeoutError: "no byte came for {settings.read_timeout:g} seconds",
    ssl.SSLCertVerificationError: "its certificate cannot be trusted; the publisher must renew or complete it",
}


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
