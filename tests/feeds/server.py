"""A loopback HTTP server whose every route is scripted by a test."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True, slots=True)
class Answer:
    """One scripted answer. Headers are pairs, so that one name may come twice; Content-Length is added if absent."""

    body: bytes = b""
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    declared_length: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; header names are in lower case."""

    path: str
    headers: dict[str, str]
    method: str = "GET"
    body: bytes = b""


Handler = Callable[[BaseHTTPRequestHandler], None]
Script = Answer | Callable[[Request], Answer]


@dataclass
class FeedServer:
    """Answers on 127.0.0.1. `answer` scripts a path, `raw` hands a path's connection to the test."""

    scripts: dict[str, Script] = field(default_factory=dict)
    raw_handlers: dict[str, Handler] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        owner = self

        class _Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Without it every answer in two packets waits 40 ms for the other side's delayed acknowledgement.
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                owner._serve(self)

            def do_POST(self) -> None:
                owner._serve(self)

            def log_message(self, format: str, *args: object) -> None:
                """Keep the test run's output clean."""

        self._http = _QuietServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return self._http.server_address[1]

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        headers: Sequence[tuple[str, str]] = (),
        declared_length: int | None = None,
    ) -> str:
        """Script one fixed answer; returns the URL of the path."""
        data = body.encode() if isinstance(body, str) else body
        self.scripts[path] = Answer(data, status, headers, declared_length)
        return self.url(path)

    def script(self, path: str, script: Callable[[Request], Answer]) -> str:
        """Let a function answer; returns the URL of the path."""
        self.scripts[path] = script
        return self.url(path)

    def raw(self, path: str, handler: Handler) -> str:
        """Let a function write to the connection itself, which is closed afterwards; returns the URL."""
        self.raw_handlers[path] = handler
        return self.url(path)

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        body = handler.rfile.read(int(headers.get("content-length", 0)))
        request = Request(handler.path, headers, handler.command, body)
        self.requests.append(request)
        path = handler.path.partition("?")[0]
        if path in self.raw_handlers:
            handler.close_connection = True
            try:
                self.raw_handlers[path](handler)
            except OSError:
                return  # The client went away, which is what such tests are about.
            return
        script = self.scripts.get(path, Answer(b"no such page", 404))
        answer = script if isinstance(script, Answer) else script(request)
        handler.send_response(answer.status)
        for name, value in answer.headers:
            handler.send_header(name, value)
        if answer.status not in {204, 304}:
            length = len(answer.body) if answer.declared_length is None else answer.declared_length
            handler.send_header("Content-Length", str(length))
        if answer.declared_length is not None:
            handler.close_connection = True
        handler.end_headers()
        if answer.status not in {204, 304}:
            handler.wfile.write(answer.body)


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is part of the tests."""
