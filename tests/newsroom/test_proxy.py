"""The proxy as it is shipped (`deploy/nginx`), before the site."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3
from django.utils import timezone

from articles.comments.models import Comment
from articles.comments.services.visitors import visitor_at
from articles.comments.tokens import form_token
from articles.services.reads import read_in
from tests.articles.comments.writing import form_address
from tests.factories import make_article

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]

REPOSITORY = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def shipped(folder: Path, port: int, *, site: str) -> str:
    """The shipped configuration for a port of this machine without HTTPS, its files in a folder."""
    text = (REPOSITORY / "deploy" / "nginx" / "newsroom.conf").read_text()
    text = re.sub(r"(?m)^ +(ssl_.*|listen \[::\].*)$", "", text)
    for shipped_one, own in {
        "listen 80;": "listen unix:{folder}/redirects;",
        "listen 443 ssl http2;": "listen 127.0.0.1:{port};",
        "server 127.0.0.1:8000;": "server {site};",
        "/var/cache/nginx/newsroom": "{folder}/cache",
        "/var/log/newsroom/": "{folder}/",
    }.items():
        assert shipped_one in text
        text = text.replace(shipped_one, own.format(folder=folder, port=port, site=site))
    return text


class Proxy(str):
    """The address of a proxy, with the file of its log and the socket on which it redirects what comes without HTTPS."""

    log: Path
    redirects: Path


@contextmanager
def nginx_before(site: str, *, port: int, more: str = "", load: str = "") -> Iterator[Proxy]:
    """nginx with the configuration that ships and `more` of it, with modules to `load`, before a site (host and port)."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    folder = Path(tempfile.mkdtemp(prefix="proxy"))
    places = "".join(
        f"{one}_temp_path {folder}/{one};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{load} {user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} "
        f"http {{ {places} {shipped(folder, port, site=site)} {more} }}"
    )
    server = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        for _attempt in range(100):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        address = Proxy(f"http://127.0.0.1:{port}")
        address.log, address.redirects = folder / "access.log", folder / "redirects"
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)
        shutil.rmtree(folder)


@pytest.fixture
def proxy(live_server, settings) -> Iterator[Proxy]:
    """The address of nginx with the configuration that ships, before the live server; the site's public address."""
    port = free_port()
    settings.TRUSTED_PROXIES, settings.SITE_URL = 1, f"http://127.0.0.1:{port}"
    with nginx_before(live_server.url.removeprefix("http://"), port=port) as address:
        yield address


def test_what_a_visitor_writes_into_the_header_counts_for_nothing(proxy: str) -> None:
    article = make_article(language="vi")
    for number, forged in enumerate(["203.0.113.9", "198.51.100.7, 192.0.2.1", "unknown"]):
        fields = {"name": "A", "body": f"Ý kiến {number}", "token": form_token(article.pk, timezone.now())}
        answer = urllib3.request(
            "POST",
            proxy + form_address(article),
            fields=fields,
            headers={"X-Forwarded-For": forged, "Origin": proxy},
            redirect=False,
        )
        assert answer.status == 302, answer.data.decode()[:2000]
    seen = set(Comment.objects.values_list("visitor", flat=True))
    assert seen == {visitor_at("127.0.0.1", now=timezone.now()).visitor}


def test_a_form_of_another_port_is_refused_and_the_sites_own_is_taken(proxy: str, live_server) -> None:
    article = make_article(language="vi")
    fields = {"name": "A", "body": "Ý kiến", "token": form_token(article.pk, timezone.now())}
    for origin, status in (("http://127.0.0.1:1", 400), (proxy, 302)):
        answer = urllib3.request(
            "POST", proxy + form_address(article), fields=fields, headers={"Origin": origin}, redirect=False
        )
        assert answer.status == status


def test_plain_http_is_redirected_to_the_address_that_the_site_is_set_up_with(proxy: Proxy) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(str(proxy.redirects))
        one.sendall(b"GET /vi/?a=b HTTP/1.0\r\nHost: news.example.org\r\n\r\n")
        said = one.makefile().read()
    assert "301" in said.splitlines()[0]
    # `deploy/install` and Compose put SITE_URL there, with its port.
    assert "Location: https://news.example.org/vi/?a=b\n" in said
    for script in ("deploy/install", "deploy/compose/proxy"):
        assert r"s#https://news\.example\.org#" in (REPOSITORY / script).read_text()


def test_a_public_page_comes_from_the_cache_in_one_spelling(proxy: str, live_server) -> None:
    address = proxy + make_article(language="vi", title="Cả bản cùng làm đường").get_absolute_url()
    first, second = (urllib3.request("GET", address, timeout=60) for _time in range(2))
    assert (first.status, first.headers["X-Cache"], second.headers["X-Cache"]) == (200, "MISS", "HIT")
    spelled = urllib3.request("GET", address, headers={"Accept-Encoding": "gzip, deflate, br"})
    again = urllib3.request("GET", address, headers={"Accept-Encoding": "br;q=0.5, gzip;q=1.0"})
    assert (spelled.headers["X-Cache"], again.headers["X-Cache"]) == ("MISS", "HIT")
    desk = urllib3.request("GET", f"{proxy}/admin/login/")
    assert (desk.status, "X-Cache" in desk.headers) == (200, False)


def test_a_request_has_one_number_everywhere_and_the_log_names_nobody(proxy: Proxy) -> None:
    browser = {"User-Agent": "Mozilla/5.0 (X11) Firefox/145.0", "X-Request-ID": "made-up-by-a-visitor"}
    article = make_article(language="vi").get_absolute_url()
    for path in (article, "/vi/search/?q=bimat", "/vi/newsletter/AbCdEfGhIjKlMnOpQrStUv/", "/robots.txt"):
        answer = urllib3.request("GET", proxy + path, headers=browser)
        number = answer.headers["X-Request-ID"]
        assert answer.headers.getlist("X-Request-ID") == [number]
        assert re.fullmatch("[0-9a-f]{32}", number)
    urllib3.request("GET", proxy + article, headers={"User-Agent": "Googlebot/2.1"})
    for _attempt in range(100):
        lines = proxy.log.read_text().splitlines()
        if len(lines) == 5:
            break
        time.sleep(0.01)
    assert lines[3].endswith(number)
    assert "/vi/newsletter/private " in lines[2]
    for word in ("127.0.0.1", "bimat", "Firefox", "AbCdEf", "made-up"):
        assert word not in proxy.log.read_text()
    assert [read_in(line) is not None for line in lines] == [True, False, False, False, False]
