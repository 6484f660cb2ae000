"""Fetching, against a scripted server on loopback."""

import contextlib
import gzip
import io
import logging
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import brotli
import pytest
import zstandard

from feeds.errors import FetchError
from feeds.web.fetcher import Conditions, Fetcher, FetchFunction, FetchResult, FetchSettings
from tests.feeds.fakes import FakeFetcher
from tests.feeds.server import Answer, FeedServer, Request

FEED = "<rss version='2.0'><channel><title>Tin tức</title></channel></rss>".encode()
MEGABYTE = 1024 * 1024


def make_settings(server: FeedServer, **overrides: object) -> FetchSettings:
    values: dict[str, object] = {
        "user_agent": "Newsroom-test (+https://example.org/about)",
        "connect_timeout": 2.0,
        "read_timeout": 0.5,
        "total_timeout": 2.0,
        "allow_loopback": True,
        "extra_ports": frozenset({server.port}),
    }
    return FetchSettings(**{**values, **overrides})  # type: ignore[arg-type]


@pytest.fixture
def fetcher(feed_server: FeedServer) -> Iterator[Fetcher]:
    with Fetcher(make_settings(feed_server)) as fetcher:
        yield fetcher


def test_a_feed_comes_with_what_its_headers_say(feed_server: FeedServer, fetcher: Fetcher) -> None:
    headers = [
        ("Content-Type", 'Application/RSS+xml; Charset="UTF-8"'),
        ("ETag", 'W/"a-b c"'),
        ("Last-Modified", "Tue, 14 Nov 2017 10:42:44 GMT"),
        ("Cache-Control", "public, max-age=300"),
        ("Expires", "Tue, 14 Nov 2017 11:00:00 GMT"),
    ]
    url = feed_server.answer("/feed", FEED, headers=headers)
    result = fetcher.fetch(url)
    assert (result.url, result.status, result.body, result.ok) == (url, 200, FEED, True)
    assert (result.etag, result.last_modified) == ('W/"a-b c"', "Tue, 14 Nov 2017 10:42:44 GMT")
    assert (result.content_type, result.charset) == ("application/rss+xml", "utf-8")
    assert (result.max_age, result.expires) == (300, datetime(2017, 11, 14, 11, tzinfo=UTC))
    assert (result.retry_after, result.permanent_redirect, result.redirects) == (None, None, ())
    assert result.bytes == len(FEED)
    assert 0 < result.elapsed < 2
    sent = feed_server.requests[0].headers
    assert sent["user-agent"] == "Newsroom-test (+https://example.org/about)"
    assert "application/rss+xml" in sent["accept"]
    assert sent["accept-encoding"] == "gzip, deflate, br, zstd"
    assert "cookie" not in sent
    assert "if-none-match" not in sent


def test_validators_travel_back_as_they_were_sent(feed_server: FeedServer, fetcher: Fetcher) -> None:
    def script(request: Request) -> Answer:
        known = request.headers.get("if-none-match") == 'W/"á-1"'
        known = known and request.headers.get("if-modified-since") == "yesterday, more or less"
        return Answer(b"" if known else FEED, 304 if known else 200, [("ETag", 'W/"á-1"')])

    url = feed_server.script("/feed", script)
    first = fetcher.fetch(url)
    again = fetcher.fetch(url, Conditions(etag=first.etag, last_modified="yesterday, more or less"))
    assert (again.status, again.not_modified, again.body, again.etag) == (304, True, b"", first.etag)


@pytest.mark.parametrize("status", [404, 410, 429, 500, 503])
def test_an_error_status_is_an_answer(feed_server: FeedServer, fetcher: Fetcher, status: int) -> None:
    url = feed_server.answer("/feed", b"x" * (100 * 1024), status=status, headers=[("Retry-After", "120")])
    result = fetcher.fetch(url)
    assert (result.status, result.ok, result.gone) == (status, False, status == 410)
    assert result.retry_after == 120
    assert len(result.body) == 64 * 1024


def test_retry_after_as_a_date(feed_server: FeedServer, fetcher: Fetcher) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    url = feed_server.answer("/feed", status=503, headers=[("Retry-After", when)])
    assert fetcher.fetch(url).retry_after == pytest.approx(600, abs=3)


UNREADABLE_HEADERS = {
    "Retry-After": "soon",
    "Expires": "-1",
    "Cache-Control": "max-age=soon, no-cache",
    "Content-Type": ";;;=",
    "ETag": "x" * 5000,
}


@pytest.mark.parametrize(("name", "value"), UNREADABLE_HEADERS.items(), ids=UNREADABLE_HEADERS.keys())
def test_an_unreadable_header_counts_as_absent(
    feed_server: FeedServer, fetcher: Fetcher, name: str, value: str
) -> None:
    result = fetcher.fetch(feed_server.answer("/feed", FEED, headers=[(name, value)]))
    assert (result.retry_after, result.expires, result.max_age) == (None, None, None)
    assert (result.content_type, result.charset, result.etag) == ("", "", "")


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [
        ((301,), True),
        ((308,), True),
        ((302,), False),
        ((303,), False),
        ((307,), False),
        ((301, 308), True),
        ((301, 302), False),
        ((307, 301), False),
    ],
    ids=str,
)
def test_redirects(
    feed_server: FeedServer, fetcher: Fetcher, statuses: tuple[int, ...], permanent: bool
) -> None:
    for position, status in enumerate(statuses):
        location = [("Location", f"hop{position + 1}")]
        feed_server.answer(f"/a/hop{position}", b"moved", status=status, headers=location)
    final = feed_server.answer(f"/a/hop{len(statuses)}", FEED)
    result = fetcher.fetch(feed_server.url("/a/hop0"))
    assert (result.url, result.body) == (final, FEED)
    assert result.permanent_redirect == (final if permanent else None)
    assert result.redirects == tuple(feed_server.url(f"/a/hop{i}") for i in range(len(statuses)))


def test_a_permanent_redirect_to_a_missing_page_moves_nothing(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    url = feed_server.answer("/old", status=301, headers=[("Location", "/new")])
    result = fetcher.fetch(url)
    assert (result.status, result.permanent_redirect) == (404, None)


def test_location_in_utf8_and_credentials(feed_server: FeedServer, fetcher: Fetcher) -> None:
    location = f"http://u:secret@127.0.0.1:{feed_server.port}/tin-tức".encode().decode("latin-1")
    feed_server.answer("/tin-t%E1%BB%A9c", FEED)
    url = feed_server.answer("/old", status=302, headers=[("Location", location)])
    assert fetcher.fetch(url).url == feed_server.url("/tin-t%E1%BB%A9c")


def test_a_redirect_without_an_address_is_an_answer(feed_server: FeedServer, fetcher: Fetcher) -> None:
    assert fetcher.fetch(feed_server.answer("/feed", b"?", status=302)).status == 302


REFUSED_TARGETS = {
    "circle": ("/loop", "circle"),
    "file": ("file:///srv/feed.xml", "http://"),
    "metadata": ("http://169.254.169.254/latest/", "link-local"),
    "private": ("http://10.0.0.1/", "private"),
    "other port": ("http://127.0.0.1:5432/", "port 5432"),
    "mapped loopback": ("http://[::ffff:127.0.0.1]/", "embeds"),
}


@pytest.mark.parametrize(("target", "says"), REFUSED_TARGETS.values(), ids=REFUSED_TARGETS.keys())
def test_refused_redirect(feed_server: FeedServer, fetcher: Fetcher, target: str, says: str) -> None:
    url = feed_server.answer("/loop", status=302, headers=[("Location", target)])
    with pytest.raises(FetchError, match=says):
        fetcher.fetch(url)


def test_endless_redirects_end(feed_server: FeedServer, fetcher: Fetcher) -> None:
    def script(request: Request) -> Answer:
        number = int(request.path.partition("=")[2] or 0)
        return Answer(status=302, headers=[("Location", f"/next?n={number + 1}")])

    with pytest.raises(FetchError, match="more than 6 redirects"):
        fetcher.fetch(feed_server.script("/next", script))
    assert len(feed_server.requests) == 7


def test_a_cookie_demanded_first_is_brought_back_once(feed_server: FeedServer, fetcher: Fetcher) -> None:
    def script(request: Request) -> Answer:
        if "session=7; lang=vi" in request.headers.get("cookie", ""):
            return Answer(FEED)
        cookies = [("Set-Cookie", "session=7; Path=/; HttpOnly"), ("Set-Cookie", "lang=vi")]
        return Answer(status=302, headers=[*cookies, ("Location", "/feed")])

    url = feed_server.script("/feed", script)
    assert fetcher.fetch(url).body == FEED
    assert len(feed_server.requests) == 2
    fetcher.fetch(url)
    assert "cookie" not in feed_server.requests[2].headers, "cookies live inside one fetch"


def test_a_cookie_of_another_host_stays_there(feed_server: FeedServer, fetcher: Fetcher) -> None:
    feed_server.answer("/feed", FEED)
    headers = [("Set-Cookie", "a=1"), ("Location", f"http://localhost:{feed_server.port}/feed")]
    fetcher.fetch(feed_server.answer("/start", status=302, headers=headers))
    assert "cookie" not in feed_server.requests[-1].headers


def deflate_raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "gzip, two members": ("gzip", lambda data: gzip.compress(data[:30]) + gzip.compress(data[30:])),
    "gzip, padded": ("gzip", lambda data: gzip.compress(data) + bytes(100)),
    "gzip unsaid": ("", gzip.compress),
    "said gzip but plain": ("gzip", bytes),
    "deflate": ("deflate", zlib.compress),
    "deflate without header": ("deflate", deflate_raw),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.compress),
    "twice": ("deflate, gzip", lambda data: gzip.compress(zlib.compress(data))),
    "identity": ("identity", bytes),
    "a charset by mistake": ("UTF-8", bytes),
}


@pytest.mark.parametrize(("coding", "encode"), CODINGS.values(), ids=CODINGS.keys())
def test_content_codings(
    feed_server: FeedServer, fetcher: Fetcher, coding: str, encode: Callable[[bytes], bytes]
) -> None:
    feed = FEED * 3000
    url = feed_server.answer("/feed", encode(feed), headers=[("Content-Encoding", coding)])
    assert fetcher.fetch(url).body == feed


@pytest.mark.parametrize(
    ("coding", "encode"),
    [CODINGS[name] for name in ("gzip", "deflate", "br", "zstd")],
    ids=["gzip", "deflate", "br", "zstd"],
)
def test_compressed_body_cut_short(
    feed_server: FeedServer, fetcher: Fetcher, coding: str, encode: Callable[[bytes], bytes]
) -> None:
    half = encode(FEED * 3000)[:-20]
    url = feed_server.answer("/feed", half, headers=[("Content-Encoding", coding)])
    with pytest.raises(FetchError, match=r"ended early|damaged"):
        fetcher.fetch(url)


def zeros(size: int, coding: str) -> bytes:
    """Pack `size` zero bytes without holding them in memory."""
    out = io.BytesIO()
    chunk = bytes(MEGABYTE)
    if coding == "zstd":
        with zstandard.ZstdCompressor(level=1).stream_writer(out, closefd=False) as packer:
            for _ in range(size // MEGABYTE):
                packer.write(chunk)
        return out.getvalue()
    if coding == "br":
        brotler = brotli.Compressor(quality=1)
        parts = [brotler.process(chunk) for _ in range(size // MEGABYTE)]
        return b"".join([*parts, brotler.finish()])
    zipper = zlib.compressobj(1, wbits=31 if coding == "gzip" else 15)
    return b"".join([*(zipper.compress(chunk) for _ in range(size // MEGABYTE)), zipper.flush()])


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_what_expands_is_stopped_early_in_little_memory(feed_server: FeedServer, coding: str) -> None:
    """The body is as large as an ordinary picture; the limit is set far below it."""
    packed = zeros(8 * MEGABYTE, coding.partition(",")[0])
    if "," in coding:
        packed = gzip.compress(packed)
    url = feed_server.answer("/feed", packed, headers=[("Content-Encoding", coding)])
    with Fetcher(make_settings(feed_server, max_bytes=64 * 1024)) as fetcher:
        tracemalloc.start()
        try:
            with pytest.raises(FetchError, match="more than 65536 bytes"):
                fetcher.fetch(url)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 6 * MEGABYTE


@pytest.mark.parametrize("coding", ["gzip, gzip, gzip", "compress", "x-rot13"])
def test_strange_codings_are_refused(feed_server: FeedServer, fetcher: Fetcher, coding: str) -> None:
    url = feed_server.answer("/feed", FEED, headers=[("Content-Encoding", coding)])
    with pytest.raises(FetchError, match=r"encoded 3 times|unknown content coding"):
        fetcher.fetch(url)


def test_too_much_is_not_received(feed_server: FeedServer) -> None:
    url = feed_server.answer("/feed", bytes(3 * MEGABYTE))
    with (
        Fetcher(make_settings(feed_server, max_compressed_bytes=MEGABYTE)) as fetcher,
        pytest.raises(FetchError, match="larger than 1048576 bytes"),
    ):
        fetcher.fetch(url)


def test_a_body_shorter_than_declared_is_reported(feed_server: FeedServer, fetcher: Fetcher) -> None:
    url = feed_server.answer("/feed", FEED, declared_length=len(FEED) + 50)
    with pytest.raises(FetchError, match=r"ended early: .* and 50 were still to come") as caught:
        fetcher.fetch(url)
    assert caught.value.status == 200


def chunked(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n6\r\n</rss>\r\n0\r\n\r\n"
    )


def chunked_cut(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n600\r\n</r")


def test_chunks(feed_server: FeedServer, fetcher: Fetcher) -> None:
    assert fetcher.fetch(feed_server.raw("/feed", chunked)).body == b"<rss></rss>"
    with pytest.raises(FetchError, match="ended early"):
        fetcher.fetch(feed_server.raw("/cut", chunked_cut))


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    drip(handler)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(handler)


def drip(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(100):
        handler.wfile.write(b"a")
        time.sleep(0.05)


@pytest.mark.parametrize("handler", [drip_body, drip_headers])
def test_a_slow_drip_ends_at_the_deadline(
    feed_server: FeedServer, handler: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    url = feed_server.raw("/feed", handler)
    with Fetcher(make_settings(feed_server, total_timeout=0.4)) as fetcher:
        started = time.monotonic()
        with pytest.raises(FetchError, match=r"no complete answer within 0\.4 seconds"):
            fetcher.fetch(url)
    assert time.monotonic() - started < 2.5  # seconds; the drip goes on for five


def test_silence_ends_at_the_read_timeout(feed_server: FeedServer) -> None:
    url = feed_server.raw("/feed", lambda _: time.sleep(0.6))
    with (
        Fetcher(make_settings(feed_server, read_timeout=0.2)) as fetcher,
        pytest.raises(FetchError, match=r"no byte came for 0\.2 seconds"),
    ):
        fetcher.fetch(url)


BROKEN_ANSWERS = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "half a status line": b"HTTP/1.1",
    "endless header": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    "too many headers": b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200 + b"\r\n",
    "large headers": b"HTTP/1.1 200 OK\r\n" + (b"X: " + b"a" * 9000 + b"\r\n") * 10 + b"\r\n",
    "chunk of no size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<rss>",
}


@pytest.mark.parametrize("answer", BROKEN_ANSWERS.values(), ids=BROKEN_ANSWERS.keys())
def test_broken_answers_raise_fetch_error(feed_server: FeedServer, fetcher: Fetcher, answer: bytes) -> None:
    url = feed_server.raw("/feed", lambda handler: handler.wfile.write(answer))
    with pytest.raises(FetchError):
        fetcher.fetch(url)


def test_a_host_that_hangs_up_is_named_so(feed_server: FeedServer, fetcher: Fetcher) -> None:
    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)

    with pytest.raises(FetchError, match="hung up without an answer"):
        fetcher.fetch(feed_server.raw("/feed", hang_up))


def test_no_connection_stays_open_when_its_answer_is_read(feed_server: FeedServer, fetcher: Fetcher) -> None:
    """A server that offers to keep them does not have to bear those of pullers that are done."""
    ended = threading.Event()

    def keep_open(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\n<rss>")
        handler.wfile.flush()
        handler.connection.settimeout(5)
        if handler.connection.recv(1) == b"":
            ended.set()

    assert fetcher.fetch(feed_server.raw("/feed", keep_open)).body == b"<rss>"
    assert ended.wait(5)


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"


@pytest.mark.parametrize(
    "before", [HINTS, HINTS * 3, b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 102 Processing\r\n\r\n"]
)
def test_what_a_server_says_before_its_answer_is_passed_over(
    feed_server: FeedServer, fetcher: Fetcher, before: bytes
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(before)
        handler.wfile.flush()
        time.sleep(0.05)
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<rss>")

    result = fetcher.fetch(feed_server.raw("/feed", answer))
    assert (result.status, result.body) == (200, b"<rss>")


def test_a_switch_of_protocols_that_nobody_asked_for_is_no_answer(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    switch = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"
    with pytest.raises(FetchError, match="101"):
        fetcher.fetch(feed_server.raw("/feed", lambda handler: handler.wfile.write(switch) and None))


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", id="a chunk of minus one"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", id="a chunk's size without end"
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\n", id="a head without end"),
    ],
)
def test_no_more_is_received_than_is_allowed(feed_server: FeedServer, head: bytes) -> None:
    sent = 0

    def flood(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.wfile.write(head)
        piece = (b"X-Name: " + b"1" * 1000 + b"\r\n") * 64
        with contextlib.suppress(OSError):
            while sent < 200_000_000:
                handler.wfile.write(piece)
                sent += len(piece)

    limits = make_settings(feed_server, max_compressed_bytes=500_000)
    with Fetcher(limits) as fetcher, pytest.raises(FetchError):
        fetcher.fetch(feed_server.raw("/feed", flood))
    # What the two systems' buffers take lies on top.
    assert sent < 20_000_000


@pytest.mark.parametrize("name", ["Expires", "Retry-After"])
def test_a_time_at_the_end_of_the_calendar_counts_as_absent(
    feed_server: FeedServer, fetcher: Fetcher, name: str
) -> None:
    last = [(name, "Fri, 31 Dec 9999 23:59:59 -0100")]
    result = fetcher.fetch(feed_server.answer("/feed", b"<rss>", headers=last))
    assert (result.expires, result.retry_after) == (None, None)


def test_an_address_that_no_one_can_write_is_refused(fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match="characters that no address can"):
        fetcher.fetch("http://127.0.0.1/\ud800")


def test_an_answer_in_several_frames_is_read_to_its_end(feed_server: FeedServer, fetcher: Fetcher) -> None:
    whole = zstandard.compress(b"<rss>") + zstandard.compress(b"x" * 300_000)
    url = feed_server.answer("/feed", whole, headers=[("Content-Encoding", "zstd")])
    assert fetcher.fetch(url).body == b"<rss>" + b"x" * 300_000
    padded = feed_server.answer(
        "/padded", zstandard.compress(b"<rss>") + b"\0\0 more", headers=[("Content-Encoding", "zstd")]
    )
    assert fetcher.fetch(padded).body == b"<rss>"
    cut = feed_server.answer("/cut", whole[:-3], headers=[("Content-Encoding", "zstd")])
    with pytest.raises(FetchError, match="ended early"):
        fetcher.fetch(cut)


def test_a_redirect_to_where_nothing_may_be_fetched_names_the_place(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    url = feed_server.answer("/away", status=302, headers=[("Location", "http://u:p@10.0.0.1/rss")])
    with pytest.raises(FetchError, match=r"it redirects to http://10\.0\.0\.1/rss: .*private"):
        fetcher.fetch(url)


class Turns:
    """A courtesy that takes down what it was asked and told."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.statuses: list[int] = []

    @contextlib.contextmanager
    def turn(self, host: str) -> Iterator[None]:
        self.hosts.append(host)
        if host == "localhost" and self.hosts.count(host) > 1:
            raise FetchError(host, f"the host {host} wants to be left alone")
        yield

    def observe(self, result: FetchResult) -> None:
        self.statuses.append(result.status)


def test_a_redirect_to_another_host_waits_for_its_turn(feed_server: FeedServer) -> None:
    turns = Turns()
    feed_server.answer("/there", b"busy", status=429, headers=[("Retry-After", "60")])
    feed_server.answer("/here", b"<rss>")
    away = feed_server.answer(
        "/away", status=302, headers=[("Location", f"http://localhost:{feed_server.port}/there")]
    )
    home = feed_server.answer("/home", status=302, headers=[("Location", "/here")])
    with Fetcher(make_settings(feed_server), turns) as fetcher:
        assert fetcher.fetch(home).body == b"<rss>"
        assert turns.hosts == []
        assert fetcher.fetch(away).status == 429
        with pytest.raises(FetchError, match="left alone"):
            fetcher.fetch(away)
    assert turns.hosts == ["localhost", "localhost"]
    assert turns.statuses == [200, 429]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1:1/", "port 1 is not allowed"),
        ("http://no-such-host.invalid/", "not known"),
        ("http://10.0.0.1/", "private"),
        ("ftp://example.org/", "http://"),
        ("http://", "no host"),
    ],
)
def test_refused_before_anything_is_sent(fetcher: Fetcher, url: str, says: str) -> None:
    with pytest.raises(FetchError, match=says):
        fetcher.fetch(url)


def test_a_refused_connection_says_so(feed_server: FeedServer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        Fetcher(make_settings(feed_server, extra_ports=frozenset({port}))) as fetcher,
        pytest.raises(FetchError, match="refuses connections"),
    ):
        fetcher.fetch(f"http://127.0.0.1:{port}/")


def resolving_to(*ips: str) -> Callable[..., list[object]]:
    def resolve(host: str, port: int, *_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    return resolve


def test_a_public_name_with_a_private_address_is_refused(
    feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to("127.0.0.1", "10.0.0.8"))
    feed_server.answer("/feed", FEED)
    url = f"http://news.example.org:{feed_server.port}/feed"
    with (
        Fetcher(make_settings(feed_server, allow_loopback=False)) as fetcher,
        pytest.raises(FetchError, match=r"10\.0\.0\.8: it is a private address"),
    ):
        fetcher.fetch(url)
    assert feed_server.requests == []


def test_the_checked_address_is_the_one_dialled(
    feed_server: FeedServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that changes its mind after the check is not asked a second time."""
    answers = iter([["127.0.0.1"], ["10.0.0.8"]])

    def resolve(host: str, port: int, *_: object, **__: object) -> list[object]:
        return resolving_to(*next(answers))(host, port)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    feed_server.answer("/feed", FEED)
    assert fetcher.fetch(f"http://news.example.org:{feed_server.port}/feed").body == FEED
    assert feed_server.requests[0].headers["host"] == f"news.example.org:{feed_server.port}"


def test_credentials_are_neither_sent_nor_logged(
    feed_server: FeedServer, fetcher: Fetcher, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    feed_server.answer("/feed", FEED)
    result = fetcher.fetch(f"http://name:secret@127.0.0.1:{feed_server.port}/feed")
    assert "authorization" not in feed_server.requests[0].headers
    with pytest.raises(FetchError) as caught:
        fetcher.fetch("http://name:secret@127.0.0.1:9/feed")
    assert "secret" not in result.url + caplog.text + str(caught.value)


def test_threads_share_two_connections_a_host(feed_server: FeedServer, fetcher: Fetcher) -> None:
    inside, most, lock = [0], [0], threading.Lock()

    def script(_: Request) -> Answer:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        time.sleep(0.02)
        with lock:
            inside[0] -= 1
        return Answer(FEED)

    url = feed_server.script("/feed", script)
    results: list[FetchResult] = []
    threads = [threading.Thread(target=lambda: results.append(fetcher.fetch(url))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.body for result in results] == [FEED] * 8
    assert most[0] == 2


def test_failed_fetches_do_not_use_up_the_connections(feed_server: FeedServer, fetcher: Fetcher) -> None:
    cut = feed_server.answer("/cut", FEED, declared_length=len(FEED) + 50)
    large = feed_server.answer("/moved", b"x" * MEGABYTE, status=302, headers=[("Location", "/feed")])
    feed_server.answer("/feed", FEED)
    for _ in range(4):
        with pytest.raises(FetchError, match="ended early"):
            fetcher.fetch(cut)
        assert fetcher.fetch(large).body == FEED


def test_a_user_agent_without_a_contact_is_refused() -> None:
    with pytest.raises(ValueError, match="contact address"):
        FetchSettings(user_agent="Newsroom")


def test_the_fake_has_the_real_shape() -> None:
    known = FetchResult(url="https://example.org/a", status=200, body=b"x")
    fake = FakeFetcher({known.url: known, "https://example.org/b": FetchError("https://example.org/b", "no")})
    fetch: FetchFunction = fake.fetch
    assert fetch(known.url, Conditions(etag="1")) is known
    assert fake.asked == [(known.url, Conditions(etag="1"))]
    for url in ("https://example.org/b", "https://example.org/c"):
        with pytest.raises(FetchError):
            fetch(url)


def test_the_bare_tag_is_sent_beside_that_of_the_compressed_form(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    url = feed_server.answer("/feed", FEED)
    fetcher.fetch(url, Conditions('"a-gzip"'))
    fetcher.fetch(url, Conditions('"a-gzip"', is_exact=True))
    sent = [request.headers["if-none-match"] for request in feed_server.requests]
    assert sent == ['"a-gzip", "a"', '"a-gzip"']
