"""What the machine can do at best: nginx that serves a page as a file, PostgreSQL that runs a page's statements alone."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.pages.addresses import Address
from bench.pages.load import fetched, load, written
from bench.pages.plans import editor, is_question, reader
from bench.pages.processes import free_port, running, user_of_servers
from bench.pages.serving import served

STATEMENT_ROUNDS = 20
NGINX = """
daemon off;
{user}
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  default_type text/html;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    {server}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A page by other means: milliseconds, and requests (or rounds of all its statements) a second."""

    name: str
    kind: str
    p50: float
    p95: float
    a_second: float


@contextmanager
def nginx(folder: Path, server: str) -> Iterator[str]:
    """nginx with the lines `server` in its one server block, and its address."""
    port = free_port()
    user = f"user {user_of_servers()};" if user_of_servers() == "root" else ""
    file = folder / "nginx.conf"
    file.write_text(NGINX.format(folder=folder, port=port, user=user, server=server))
    base = f"http://127.0.0.1:{port}"
    with running(["nginx", "-c", str(file)], log=folder / "nginx.out", answers=f"{base}/"):
        yield base


def as_files(
    addresses: Sequence[Address], folder: Path, *, seconds: float, connections: int
) -> list[Yardstick]:
    """Each page as nginx serves it from a file."""
    pages = folder / "pages"
    pages.mkdir(exist_ok=True)
    with served(folder / "gunicorn.log") as (base, _web):
        names = {
            address: written(fetched(base + address.path), pages, number)
            for number, address in enumerate(addresses)
        }
    with nginx(folder, f"root {pages};") as base:
        found = []
        for address, name in names.items():
            alone = load(f"{base}/{name}", connections=1, seconds=seconds)
            many = load(f"{base}/{name}", connections=connections, seconds=seconds)
            found.append(Yardstick("nginx, a file", address.kind, alone.p50, alone.p95, many.a_second))
        return found


def statements_alone(addresses: Sequence[Address]) -> list[Yardstick]:
    """The statements of each page over one connection, without anything around them."""
    clients = {True: editor(), False: reader()}
    found = []
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            answer = clients[address.group == "desk"].get(address.path)
            answer.getvalue()
        statements = [query["sql"] for query in captured.captured_queries if is_question(query["sql"])]
        times = [_run(statements) for _round in range(STATEMENT_ROUNDS)]
        p95 = quantiles(times, n=20)[-1]
        found.append(
            Yardstick("PostgreSQL alone", address.kind, median(times), p95, 1000 / max(median(times), 0.001))
        )
    return found


def _run(statements: Sequence[str]) -> float:
    """Milliseconds for all statements with their rows."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
            cursor.fetchall()
    return 1000 * (time.perf_counter() - started)
