"""A reader of an installed site: opens its pages by HTTPS, and sends a comment as the form on the page says."""

import html
import re
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import urllib3


@dataclass(frozen=True, slots=True)
class Reader:
    """Knows the site by its name and port, and trusts one certificate alone."""

    name: str
    port: int
    certificate: Path

    @property
    def origin(self) -> str:
        return f"https://{self.name}" + (f":{self.port}" if self.port != 443 else "")

    def ask(
        self, method: str, path: str, *, fields: dict[str, str] | None = None, cookie: str = ""
    ) -> urllib3.BaseHTTPResponse:
        """One request on a connection of its own."""
        pool = urllib3.HTTPSConnectionPool(
            "127.0.0.1",
            self.port,
            ca_certs=str(self.certificate),
            server_hostname=self.name,
            assert_hostname=self.name,
            retries=False,
            timeout=60,
        )
        headers = {"Host": self.origin.removeprefix("https://")}
        if fields is not None:
            headers |= {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded"}
        if cookie:
            headers |= {"Cookie": cookie, "Referer": self.origin + path}
        body = urlencode(fields) if fields is not None else None
        return pool.request(method, path, body=body, headers=headers, redirect=False)

    def plain(self, port: int, path: str) -> urllib3.BaseHTTPResponse:
        """One request without HTTPS, of whatever listens on a port of the host."""
        headers = {"Host": self.name}
        pool = urllib3.HTTPConnectionPool("127.0.0.1", port, retries=False, timeout=60)
        return pool.request("GET", path, headers=headers, redirect=False)

    def sign_in(self, user: str, password: str) -> None:
        """Signs in at the desk. Raises AssertionError where the account is not taken."""
        form = self.ask("GET", "/admin/login/")
        cookie = form.headers["Set-Cookie"].partition(";")[0]
        fields = {**_hidden(form.data.decode()), "username": user, "password": password}
        answer = self.ask("POST", "/admin/login/", fields=fields, cookie=cookie)
        assert answer.status == 302, answer.data.decode()[:3000]

    def page(self, path: str) -> str:
        """The text of a page. Raises AssertionError where it is not served."""
        answer = self.ask("GET", path)
        text = answer.data.decode()
        assert answer.status == 200, f"{path}: {answer.status}\n{text[:2000]}"
        return text

    def address_of(self, path: str, title: str) -> str:
        """The address of the article with this title that a page links to. Raises AssertionError where it does not."""
        for address, text in re.findall(
            r'<a [^>]*href="(/[^"]*/article/[^"]*)"[^>]*>(.*?)</a>', self.page(path), re.DOTALL
        ):
            if title in html.unescape(re.sub(r"<[^>]*>", "", text)):
                return html.unescape(address)
        raise AssertionError(f"{path} does not name {title!r}")

    def wait(self, seconds: float = 120) -> None:
        """Waits until the site is ready to serve. Raises AssertionError."""
        ends = time.monotonic() + seconds
        status = 0
        while status != 200:
            assert time.monotonic() < ends, f"the site did not come up: {status}"
            try:
                status = self.ask("GET", "/readyz").status
            except urllib3.exceptions.HTTPError:
                status = 0
            time.sleep(0.3)

    def send_comment(self, path: str, *, name: str, body: str) -> None:
        """Fills the form of an article's page in and sends it. Raises AssertionError where it is not taken."""
        page = self.page(path)
        form = re.search(r'<form[^>]*action="([^"]*/comment/on/[^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL)
        assert form, f"no form of comments on {path}"
        fields = {**_hidden(form[2]), "name": name, "body": body}
        answer = self.ask("POST", html.unescape(form[1]), fields=fields)
        assert answer.status == 302, answer.data.decode()[:3000]


def _hidden(form: str) -> dict[str, str]:
    """The hidden fields of a form with their values."""
    found = {}
    for field in re.findall(r'<input[^>]*type="hidden"[^>]*>', form):
        named, value = re.search(r'name="([^"]*)"', field), re.search(r'value="([^"]*)"', field)
        if named:
            found[named[1]] = html.unescape(value[1]) if value else ""
    return found
