"""A site behind its page cache in the process of the test, which counts how often a page is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.http.response import HttpResponseBase

from articles.models import Article, Author, Category, Document, Source, Story, Topic
from articles.pages import names
from newsroom.page_cache.changes import Changes
from newsroom.page_cache.making import Maker
from newsroom.page_cache.memory import Memory
from newsroom.page_cache.pages import Page
from newsroom.page_cache.requests import Environ
from newsroom.page_cache.serving import PageCache
from newsroom.page_cache.shared import Alone, Shared


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(compare=False)


class CountingMaker(Maker):
    """Notes what it makes."""

    made: list[str]

    def make(self, environ: Environ, before: Page | None) -> tuple[HttpResponseBase, Page | None]:
        query = environ["QUERY_STRING"]
        self.made.append(environ.get("asked", environ["PATH_INFO"]) + (f"?{query}" if query else ""))
        return super().make(environ, before)


@dataclass
class Site:
    """A page cache before Django's handler."""

    cache: PageCache
    made: list[str] = field(default_factory=list)

    def ask(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """What a reader gets."""
        return _answer(self.cache, address, method, headers)

    def fresh(self, address: str) -> Answer:
        """What Django gives, with nothing kept."""
        names.forget()
        return _answer(self.cache.handler, address, "GET", {})


@contextmanager
def site_with_cache(shared: Shared | None = None) -> Iterator[Site]:
    changes = Changes()
    cache = PageCache(
        WSGIHandler(), changes=changes, memory=Memory(100 * 1024 * 1024), shared=shared or Alone()
    )
    site = Site(cache)
    maker = CountingMaker(cache.handler, changes)
    maker.made, cache.maker = site.made, maker
    try:
        yield site
    finally:
        changes.end()


def _answer(application: Any, address: str, method: str, headers: dict[str, str]) -> Answer:
    told: dict[str, Any] = {}

    def start_response(status: str, found: list[tuple[str, str]]) -> None:
        told.update(status=int(status[:3]), headers={name.lower(): value for name, value in found})

    parts = urlsplit(address)
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": quote(parts.query, safe="=&%+"),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "asked": parts.path,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    body = application(environ, start_response)
    try:
        content = b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    return Answer(told["status"], content, told["headers"])


def addresses(articles: int = 7) -> list[str]:
    """Addresses of all kinds of pages, of some of what there is now."""
    found = [
        "/sitemap-vi.xml",
        "/news-sitemap.xml",
        "/api/v1/articles",
        "/km/",
        "/en/",
        "/km/topic/",
        "/en/search/?q=canal",
    ]
    pages = (
        "",
        "topic/",
        "place/",
        "source/",
        "feeds/",
        "about/",
        "feed.rss",
        "feed.json",
        "archive/2026/2/",
    )
    found += [f"/vi/{page}" for page in pages]
    for model in (Category, Topic, Source, Author, Document):
        for number, one in enumerate(model.objects.order_by("pk")[:3]):
            found.append(one.get_absolute_url("en" if number == 1 else "vi"))
    found += [f"{Topic.objects.earliest('pk').get_absolute_url('vi')}feed.rss"]
    found += [story.get_absolute_url("vi") for story in Story.objects.order_by("pk")[:5]]
    for article in Article.objects.order_by("pk").defer("search")[:articles]:
        found.append(article.get_absolute_url())
    found += [Article.objects.defer("search").earliest("pk").get_changes_url()]
    return list(dict.fromkeys(found))
