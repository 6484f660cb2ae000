"""The proxy of the operators' manual, as it stands there, before the site."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3
from django.utils import timezone

from articles.comments.models import Comment
from articles.comments.services.visitors import visitor_at
from articles.comments.tokens import form_token
from tests.articles.comments.writing import form_address
from tests.factories import make_article

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]

REPOSITORY = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def proxy(live_server, settings) -> Iterator[str]:
    """The address of nginx with the manual's lines, before the live server; the site's public address."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    manual = (REPOSITORY / "docs" / "operators.md").read_text()
    sample = re.search(r"(?s)```nginx\n(.*?)```", manual)
    assert sample
    folder, port = Path(tempfile.mkdtemp(prefix="proxy")), free_port()
    lines = sample[1].replace("http://127.0.0.1:8000", live_server.url)
    places = "".join(
        f"{one}_temp_path {folder}/{one};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} "
        f"http {{ {places} access_log off; server {{ listen 127.0.0.1:{port}; {lines} }} }}"
    )
    settings.TRUSTED_PROXIES, settings.SITE_URL = 1, f"http://127.0.0.1:{port}"
    server = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        for _attempt in range(100):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield settings.SITE_URL
    finally:
        server.terminate()
        server.wait(timeout=10)
        shutil.rmtree(folder)


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
