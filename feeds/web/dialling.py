"""urllib3 connections with checked addresses, a deadline and a byte limit. `fetcher` is the only user.

A connection resolves its host's name itself, checks each address and dials that same address, which defeats DNS
rebinding. Every read of its socket ends at the deadline of the fetch that runs in the same thread, and counts against
the bytes that this fetch may still receive. It serves one request and is closed, so that no idle connection counts
against the limit of a host.
"""

import socket
import ssl
import threading
import time
from http import HTTPStatus
from http.client import BadStatusLine, HTTPResponse
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from feeds.web.addresses import refuse_reason


class RefusedAddressError(Exception):
    """A name resolved to addresses of which none may be dialled."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(reason)
        self.url = url


class TooMuchError(OSError):
    """A server sends more than the running fetch may receive."""


class Allowance(threading.local):
    """The limits of the fetch that runs in this thread.

    `deadline` is a `time.monotonic()` value, `octets` are the bytes that may still be received, the timeouts are
    seconds.
    """

    deadline: float = 0.0
    octets: int = 0
    connect_timeout: float = 0.0
    read_timeout: float = 0.0
    allow_loopback: bool = False


allowance = Allowance()


def remaining_seconds() -> float:
    """Give the seconds left of the running fetch; raise TimeoutError where none are."""
    left = allowance.deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("total")
    return left


def _counted(received: int) -> int:
    """Counts bytes that came; raises TooMuchError where they are too many.

    Caps on a decoded body come too late for what is read before it is known: a head, and a chunk that says -1.
    """
    allowance.octets -= received
    if allowance.octets < 0:
        raise TooMuchError("more than is read of one answer")
    return received


class _DeadlineSocket(socket.socket):
    """A socket whose reads end at the deadline of the running fetch.

    A read timeout alone restarts with each byte, so a server that drips bytes could hold a worker for hours.
    """

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(min(allowance.read_timeout, remaining_seconds()))
        return _counted(super().recv_into(*args, **kwargs))


class DeadlineTLSSocket(ssl.SSLSocket):
    """The same for TLS."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(min(allowance.read_timeout, remaining_seconds()))
        return _counted(super().recv_into(*args, **kwargs))


class _FinalResponse(HTTPResponse):
    """The answer itself: what a server says before it (1xx, RFC 9110 section 15.2) is passed over.

    `http.client` knows 100 alone and takes 103 (Early Hints) for the answer, so that the next request on the connection
    would be given this one's.
    """

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]  # not in the stubs
        if status == HTTPStatus.SWITCHING_PROTOCOLS:
            raise BadStatusLine("101, which nobody asked for")
        return version, HTTPStatus.CONTINUE if status < 200 else status, reason


class _PinnedConnection(HTTPConnection):
    response_class = _FinalResponse

    def _new_conn(self) -> socket.socket:
        return _dial(self)


class _PinnedTLSConnection(HTTPSConnection):
    response_class = _FinalResponse

    def _new_conn(self) -> socket.socket:
        return _dial(self)


class PinnedPool(HTTPConnectionPool):
    """Connections to one host over plain HTTP, each for one request."""

    ConnectionCls = _PinnedConnection

    def _put_conn(self, conn: Any) -> None:
        _close(conn)
        super()._put_conn(conn)


class PinnedTLSPool(HTTPSConnectionPool):
    """The same over TLS."""

    ConnectionCls = _PinnedTLSConnection

    def _put_conn(self, conn: Any) -> None:
        _close(conn)
        super()._put_conn(conn)


def _close(connection: HTTPConnection | None) -> None:
    if connection:
        connection.close()


def _dial(connection: HTTPConnection) -> socket.socket:
    """Resolve the connection's host, check each address and connect to the first that is allowed and answers."""
    host, port = connection._dns_host, connection.port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NameResolutionError(host, connection, socket.gaierror(str(error))) from error
    last: Exception = RefusedAddressError(f"{host}:{port}", "its name has no address")
    for family, kind, protocol, _, address in found:
        reason = refuse_reason(str(address[0]), allow_loopback=allowance.allow_loopback)
        if reason:
            if not isinstance(last, OSError):
                last = RefusedAddressError(f"{host}:{port}", f"{address[0]}: {reason}")
            continue
        dialled = _DeadlineSocket(family, kind, protocol)
        try:
            dialled.settimeout(min(allowance.connect_timeout, remaining_seconds()))
            dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            dialled.connect(address)
        except OSError as error:
            dialled.close()
            last = error
            continue
        return dialled
    if isinstance(last, TimeoutError):
        raise ConnectTimeoutError(connection, str(last)) from last
    if isinstance(last, OSError):
        raise NewConnectionError(connection, str(last)) from last
    raise last
