"""Connections that go only where they may and never longer than they may.

A connection resolves its host's name itself, checks each address and dials that very address, so that no second answer
of a name server can lead elsewhere; and every read of its socket ends at the deadline of the fetch that runs in the
same thread. `fetcher` is the only user.
"""

import socket
import ssl
import threading
import time
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from feeds.addresses import refuse_reason


class RefusedAddressError(Exception):
    """A name resolved to addresses of which none may be dialled."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(reason)
        self.url = url


class Allowance(threading.local):
    """What the fetch that runs in this thread may still take.

    `deadline` is a `time.monotonic()` value; the timeouts are seconds.
    """

    deadline: float = 0.0
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


class _DeadlineSocket(socket.socket):
    """A socket whose every read waits no longer than the running fetch may still take.

    A read timeout alone starts anew with each byte, so that a server dripping bytes could hold a worker for hours.
    """

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(min(allowance.read_timeout, remaining_seconds()))
        return super().recv_into(*args, **kwargs)


class DeadlineTLSSocket(ssl.SSLSocket):
    """The same for TLS."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(min(allowance.read_timeout, remaining_seconds()))
        return super().recv_into(*args, **kwargs)


class _PinnedConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _dial(self)


class _PinnedTLSConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _dial(self)


class PinnedPool(HTTPConnectionPool):
    ConnectionCls = _PinnedConnection


class PinnedTLSPool(HTTPSConnectionPool):
    ConnectionCls = _PinnedTLSConnection


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
