"""Who uses the site meanwhile: readers, commenters, an editor. Each keeps what it was answered."""

import html
import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import lxml.html
import urllib3

ASKED_SECONDS = 90.0
SEEN_EVERY, MOST_HOPS = 0.05, 5
COME_BACK = "Retry-After"


@dataclass(frozen=True, slots=True)
class Page:
    """An address and what must stand on it."""

    path: str
    says: str


@dataclass
class Reads:
    """What readers were answered: pages, wrong pages with their HTML, told to come back, and anything else; and how often
    nobody answered, as the proxy itself was down."""

    pages: int = 0
    come_back: int = 0
    unanswered: int = 0
    wrong: list[tuple[Page, str]] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        return self.pages + self.come_back + self.unanswered + len(self.wrong) + sum(self.failed.values())


def plain(text: str) -> str:
    """A text without what HTML may write in several ways."""
    return " ".join(html.unescape(text).split())


class Actor(threading.Thread):
    """Does one thing after the other, `rate` times a second, until it is told to stop."""

    def __init__(self, base: str, rate: float) -> None:
        super().__init__(daemon=True)
        self.http = urllib3.PoolManager(maxsize=4, retries=False, timeout=ASKED_SECONDS)
        self.base, self.rate = base, rate
        self.is_over = threading.Event()

    def run(self) -> None:
        began = time.monotonic()
        for number in itertools.count():
            if self.is_over.wait(max(0.0, began + number / self.rate - time.monotonic())):
                return
            self.act(number)

    def act(self, number: int) -> None:
        raise NotImplementedError

    def end(self) -> None:
        self.is_over.set()
        self.join()


class Reader(Actor):
    def __init__(
        self,
        base: str,
        rate: float,
        pages: list[Page],
        reads: Reads,
        mutex: threading.Lock,
        *,
        is_without_proxy: threading.Event | None = None,
    ) -> None:
        super().__init__(base, rate)
        self._pages, self._reads, self._mutex = pages, reads, mutex
        self._is_without_proxy = is_without_proxy or threading.Event()

    def act(self, number: int) -> None:
        page = random.choice(self._pages)
        try:
            answer = self.http.request("GET", f"{self.base}{page.path}", redirect=False)
            status, text = answer.status, answer.data.decode(errors="replace")
        except urllib3.exceptions.HTTPError as error:
            with self._mutex:
                if self._is_without_proxy.is_set():
                    self._reads.unanswered += 1
                else:
                    self._reads.failed[type(error).__name__] += 1
            return
        with self._mutex:
            if status == 503 and COME_BACK in answer.headers:
                self._reads.come_back += 1
            elif status != 200:
                self._reads.failed[str(status)] += 1
            elif plain(page.says) not in plain(text):
                self._reads.wrong.append((page, text))
            else:
                self._reads.pages += 1


class Commenter(Actor):
    """Sends comments, each with words of its own, from an address of its own."""

    def __init__(self, base: str, rate: float, forms: list[str], token: Callable[[str], str]) -> None:
        super().__init__(base, rate)
        self._forms, self._token = forms, token
        self.accepted: set[str] = set()
        self.unsure: set[str] = set()

    def act(self, number: int) -> None:
        form = self._forms[number % len(self._forms)]
        words = f"Ý kiến số {number} về con đường mới của bản"
        sent = {"name": "Người đọc", "body": words, "token": self._token(form)}
        visitor = {"X-Forwarded-For": f"10.{number // 250 % 250}.{number % 250}.7"}
        try:
            answer = self.http.request(
                "POST", self.base + form, fields=sent, headers=visitor, encode_multipart=False, redirect=False
            )
        except urllib3.exceptions.HTTPError:
            self.unsure.add(words)
            return
        if answer.status == 302:
            self.accepted.add(words)
        elif answer.status >= 500:
            # The database may have gone in the very moment in which it stored.
            self.unsure.add(words)


class Editor(Actor):
    """Gives articles other headlines by the desk's own form, and keeps which of them were taken; then waits as a reader until
    it is seen, where it is told by `is_in_fault` whether something is broken. `seen`: how many seconds that took, and whether
    something was broken meanwhile."""

    def __init__(
        self,
        base: str,
        rate: float,
        forms: list[str],
        cookie: str,
        *,
        is_in_fault: threading.Event | None = None,
    ) -> None:
        super().__init__(base, rate)
        self._forms, self._cookie, self._is_in_fault = forms, cookie, is_in_fault
        self.seen: list[tuple[float, bool]] = []
        self.accepted: dict[str, str] = {}
        self.unsure: dict[str, set[str]] = {}
        self.number = 0

    def act(self, number: int) -> None:
        form = self._forms[number % len(self._forms)]
        title = f"Tiêu đề thứ {number} của người biên tập"
        headers = {"Cookie": self._cookie, "Referer": self.base + form}
        try:
            page = self.http.request("GET", self.base + form, headers=headers, redirect=False)
            if page.status != 200:
                return
            shown = next(
                one for one in lxml.html.fromstring(page.data.decode()).forms if "title" in one.fields
            )
            typed = [(name, value) for name, value in shown.form_values() if name != "title"]
            typed += [("title", title), ("reason", "So it is"), ("_save", "Save")]
            token = str(dict(typed)["csrfmiddlewaretoken"])
            headers["Cookie"] = f"{self._cookie}; csrftoken={_cookie_of(page.headers) or token}"
            self.unsure.setdefault(form, set()).add(title)
            answer = self.http.request(
                "POST",
                self.base + form,
                fields=_joined(typed),
                headers=headers,
                redirect=False,
                encode_multipart=True,
            )
        except urllib3.exceptions.HTTPError:
            return
        if answer.status == 302:
            self.accepted[form] = title
            self.unsure[form] = set()
            self.number += 1
            if self._is_in_fault is not None:
                # Whatever headline stands in its address, the site leads to the right one.
                self._wait_for(title, f"/vi/article/{form.split('/')[-3]}/-/", self._is_in_fault)
        elif answer.status < 500:
            self.unsure[form].discard(title)

    def _wait_for(self, title: str, path: str, is_in_fault: threading.Event) -> None:
        began, was_in_fault = time.monotonic(), is_in_fault.is_set()
        while title not in self._read(path):
            if time.monotonic() - began > ASKED_SECONDS:
                break
            time.sleep(SEEN_EVERY)
        self.seen.append((time.monotonic() - began, was_in_fault or is_in_fault.is_set()))

    def _read(self, path: str) -> str:
        """A page as a browser follows its redirects; its address has the headline in it."""
        try:
            for _hop in range(MOST_HOPS):
                answer = self.http.request("GET", self.base + path, redirect=False)
                if "Location" not in answer.headers:
                    return plain(answer.data.decode(errors="replace"))
                path = urlsplit(answer.headers["Location"]).path
        except urllib3.exceptions.HTTPError:
            pass
        return ""


def _joined(typed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in typed if value is not None]


def _cookie_of(headers: urllib3.HTTPHeaderDict) -> str:
    """The value of the cookie that goes with the form's token."""
    for line in headers.getlist("Set-Cookie"):
        name, _equals, value = line.partition(";")[0].partition("=")
        if name == "csrftoken":
            return value
    return ""
