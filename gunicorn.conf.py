"""How gunicorn serves the site; it reads this file by itself, in the project's folder.

What differs between hosts (address, processes, threads) comes on its command line or in GUNICORN_CMD_ARGS, which win.
"""

from typing import Any

from django.urls import get_resolver

from articles.grouping.word_cache import keep_less
from newsroom import garbage
from newsroom.watching import slots

worker_class = "gthread"
# No header of a client says where the site stands: `SCRIPT_NAME` would change each link, `PATH_INFO` each page.
forwarder_headers = ""
# Nobody steers gunicorn while it runs.
control_socket_disable = True

# A search and a private address of a comment are the longest addresses; the rest is refused before it is read.
limit_request_line = 4094  # bytes
limit_request_fields = 60
limit_request_field_size = 8190  # bytes

# Trying a feed at the desk takes half a minute; a process that says nothing for twice that is hung.
timeout = 60  # seconds
# One line an event, as of the site itself. Requests are lines by LOG_REQUESTS alone, without anybody's network address.
logger_class = "newsroom.logs.plain.GunicornLog"
# What is under way when a release or the operator stops a process is finished first.
graceful_timeout = 30  # seconds
keepalive = 5  # seconds
# What a library leaks is given back now and then, not by all processes in one moment.
# Most requests are pages from memory, which a new process does not have.
max_requests = 500_000
max_requests_jitter = 50_000


def pre_fork(server: Any, worker: Any) -> None:
    """What a process counts for Prometheus goes on where the one before it in its place ended."""
    slots.take(worker, server.WORKERS.values())


def post_fork(_server: Any, worker: Any) -> None:
    """In the new process."""
    slots.sit(worker)


def post_worker_init(_worker: Any) -> None:
    """In the new process, once the site is loaded: addresses too, so that no reader waits for them."""
    get_resolver().url_patterns  # noqa: B018  # loads them
    keep_less()
    garbage.begin()


def post_request(_worker: Any, _request: Any, _environ: Any, _response: Any) -> None:
    """After an answer."""
    garbage.answered()
