"""Fetching over TLS: the certificate is checked, and the deadline holds there too."""

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from feeds.errors import FetchError
from feeds.web.fetcher import Fetcher, FetchSettings
from tests.feeds.server import FeedServer

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True, timeout=20)
    return certificate, key


@pytest.fixture
def tls_server(certificate: tuple[Path, Path]) -> Iterator[FeedServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = FeedServer()
    server._http.socket = context.wrap_socket(server._http.socket, server_side=True)
    with server:
        yield server


def fetcher_for(server: FeedServer, *, trusting: Path | None, **overrides: float) -> Fetcher:
    settings = FetchSettings(
        user_agent="Newsroom-test (+https://example.org/about)",
        allow_loopback=True,
        extra_ports=frozenset({server.port}),
        **{"connect_timeout": 2.0, "read_timeout": 0.5, "total_timeout": 2.0, **overrides},  # type: ignore[arg-type]
    )
    fetcher = Fetcher(settings)
    if trusting:
        fetcher._pools.connection_pool_kw["ssl_context"].load_verify_locations(str(trusting))
    return fetcher


def secure(url: str) -> str:
    return url.replace("http:", "https:", 1)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    for _ in range(100):
        handler.wfile.write(b"a")
        time.sleep(0.05)


def test_a_trusted_certificate_is_accepted(tls_server: FeedServer, certificate: tuple[Path, Path]) -> None:
    url = secure(tls_server.answer("/feed", b"<rss/>"))
    with fetcher_for(tls_server, trusting=certificate[0]) as fetcher:
        assert fetcher.fetch(url).body == b"<rss/>"
        assert fetcher.fetch(url).url == url


def test_an_unknown_certificate_is_refused(tls_server: FeedServer) -> None:
    url = secure(tls_server.answer("/feed", b"<rss/>"))
    with (
        fetcher_for(tls_server, trusting=None) as fetcher,
        pytest.raises(FetchError, match="certificate cannot be trusted"),
    ):
        fetcher.fetch(url)
    assert tls_server.requests == []


def test_a_slow_drip_ends_at_the_deadline(tls_server: FeedServer, certificate: tuple[Path, Path]) -> None:
    url = secure(tls_server.raw("/feed", drip))
    started = time.monotonic()
    with (
        fetcher_for(tls_server, trusting=certificate[0], total_timeout=0.5) as fetcher,
        pytest.raises(FetchError, match=r"no complete answer within 0\.5 seconds"),
    ):
        fetcher.fetch(url)
    assert time.monotonic() - started < 2.5  # seconds; the drip goes on for five


def test_a_silent_handshake_ends(feed_server: FeedServer) -> None:
    """A server that takes the connection and never begins TLS."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings = FetchSettings(
            user_agent="x (+https://example.org)",
            connect_timeout=0.3,
            read_timeout=0.3,
            total_timeout=1.0,
            allow_loopback=True,
            extra_ports=frozenset({port}),
        )
        started = time.monotonic()
        with Fetcher(settings) as fetcher, pytest.raises(FetchError, match="no byte came"):
            fetcher.fetch(f"https://127.0.0.1:{port}/")
        assert time.monotonic() - started < 5  # seconds; it would never end by itself


def test_a_redirect_to_plain_http_is_refused(
    tls_server: FeedServer, feed_server: FeedServer, certificate: tuple[Path, Path]
) -> None:
    location = [("Location", feed_server.answer("/feed", b"<rss/>"))]
    url = secure(tls_server.answer("/feed", status=301, headers=location))
    settings = FetchSettings(
        user_agent="x (+https://example.org)",
        allow_loopback=True,
        extra_ports=frozenset({tls_server.port, feed_server.port}),
    )
    with Fetcher(settings) as fetcher:
        fetcher._pools.connection_pool_kw["ssl_context"].load_verify_locations(str(certificate[0]))
        with pytest.raises(FetchError, match="from https to plain http"):
            fetcher.fetch(url)
    assert feed_server.requests == []
