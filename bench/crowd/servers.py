"""nginx as it ships before the site, with the same bytes as a file; Redis; and how often pages are made."""

import contextlib
import gzip
import os
import re
import shutil
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import brotli
from django.conf import settings

from articles.addresses import story_address
from articles.languages import SITE_LANGUAGES
from articles.models import Article
from bench.pages.load import load
from bench.pages.processes import free_port, running, user_of_servers
from bench.pages.serving import served

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
REDIS = shutil.which("redis-server") or shutil.which("valkey-server")
_FILE = """
server {{
    listen 127.0.0.1:{port};
    root {folder}/files;
    access_log off;
    default_type "text/html; charset=utf-8";
    location / {{ try_files /page$newsroom_suffix =404; }}
}}
map $newsroom_encoding $newsroom_suffix {{ default ""; br .br; gzip .gz; }}
"""


def popular_paths(number: int) -> list[str]:
    """The paths of the newest articles, and of their stories in all editions where these are too few."""
    newest = Article.objects.published().newest_first().defer("search", "text", "html")[:number]
    articles = [one.get_absolute_url() for one in newest]
    stories = [story_address(edition, one.story_id) for one in newest for edition in SITE_LANGUAGES]
    return list(dict.fromkeys((*articles, *stories)))[:number]


@contextmanager
def nginx_before(base: str, path: str, folder: Path) -> Iterator[dict[str, str]]:
    """The address of the page at `path` through nginx's cache, and of its bytes as a file."""
    if NGINX is None:
        raise RuntimeError("nginx is not installed; on Debian: apt-get install nginx-light")
    with urllib.request.urlopen(base + path) as answer:
        body = answer.read()
    files = folder / "files"
    files.mkdir()
    for suffix, content in {
        "": body,
        ".gz": gzip.compress(body, 6),
        ".br": brotli.compress(body, quality=5),
    }.items():
        (files / f"page{suffix}").write_bytes(content)
    port, file_port = free_port(), free_port()
    more = f"keepalive_requests 1000000; {_FILE.format(port=file_port, folder=folder)}"
    command = nginx_command(folder, port, [base.removeprefix("http://")], more=more)
    with running(command, log=folder / "nginx.log", answers=f"http://127.0.0.1:{port}{path}"):
        yield {"nginx": f"http://127.0.0.1:{port}{path}", "file": f"http://127.0.0.1:{file_port}/"}


def nginx_command(folder: Path, port: int, sites: Sequence[str], *, more: str = "") -> list[str]:
    """What starts nginx with the configuration that ships before these sites (host and port), its files in `folder`."""
    temporary = "".join(
        f"{one}_temp_path {folder}/{one};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"user {user_of_servers()}; worker_processes 2; daemon off; pid {folder}/pid; events {{}} "
        f"http {{ {temporary} sendfile on; tcp_nopush on; {_shipped(folder, port, sites)} {more} }}"
    )
    return [str(NGINX), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def _shipped(folder: Path, port: int, sites: Sequence[str]) -> str:
    """The configuration that ships, without HTTPS, for ports and folders of the measurement."""
    text = (settings.BASE_DIR / "deploy" / "nginx" / "newsroom.conf").read_text()
    text = re.sub(r"(?m)^ +(ssl_.*|listen \[::\].*)$", "", text)
    for shipped, own in {
        "listen 80;": f"listen unix:{folder}/redirects;",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8000;": "".join(f"server {one} fail_timeout=2s; " for one in sites),
        "/var/cache/nginx/newsroom": f"{folder}/cache",
        "access_log /var/log/newsroom/access.log newsroom;": "access_log off;",
        "/var/log/newsroom/": f"{folder}/",
    }.items():
        text = text.replace(shipped, own)
    return text


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """The address of a Redis; empty where none is installed."""
    if REDIS is None:
        yield ""
        return
    port = free_port()
    command = redis_command(port, folder)
    # It answers, if not in HTTP.
    with contextlib.ExitStack() as stack:
        stack.enter_context(running(command, log=folder / "redis.log", answers=_told_by_file(folder)))
        time.sleep(1)
        yield f"redis://127.0.0.1:{port}/0"


def redis_command(port: int, folder: Path) -> list[str]:
    """What starts Redis."""
    return [str(REDIS), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]


def _told_by_file(folder: Path) -> str:
    return (folder / "redis.log").absolute().as_uri()


def cold_crowd(folder: Path) -> tuple[int, float]:
    """How often a cold page is made of which 500 connections ask at once, and how long until all had it."""
    path = popular_paths(2)[1]
    with redis(folder) as address:
        os.environ |= {"PAGE_CACHE_REDIS": address, "METRICS_BIND": f"127.0.0.1:{free_port()}"}
        try:
            with served(folder / "crowd.log", keeps_pages=True) as (base, _server):
                urllib.request.urlopen(f"{base}/vi/about/").close()
                before = times_made()
                found = load(base + path, connections=500, seconds=3)
                return times_made() - before, found.p95 / 1000
        finally:
            del os.environ["METRICS_BIND"], os.environ["PAGE_CACHE_REDIS"]


def times_made() -> int:
    """How often pages were made, by the counts of all web processes."""
    from newsroom.watching.counting import collector

    made = 0.0
    for metric in collector(settings.METRICS_DIR).collect():  # type: ignore[no-untyped-call]
        made += sum(
            one.value
            for one in metric.samples
            if one.name == "newsroom_page_cache_total" and one.labels["found"] == "made"
        )
    return int(made)
