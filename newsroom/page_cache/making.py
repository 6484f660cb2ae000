"""A page is made by Django, or found to be as it was by the statements that it read."""

import re
import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.apps import apps
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest, get_script_name
from django.db import connection
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils import timezone

from articles.dependence import SEARCHED, Reading, Statement, digest_of, recorded
from articles.models.article import ZONE
from newsroom.logs.requests import view_name
from newsroom.page_cache.changes import Changes
from newsroom.page_cache.pages import Page, body_of, headers_of, may_be_kept, version_of
from newsroom.page_cache.requests import Environ

# What one client asks of its own copy, which must not decide what is made for all; nor do its cookies.
_CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
)
_MAX_AGE = re.compile(r"\bmax-age=(\d+)")

# The tables whose every change that readers could see is told (migration 0005).
WATCHED = frozenset(
    {
        "articles_article",
        "articles_articleplace",
        "articles_articletopic",
        "articles_author",
        "articles_category",
        "articles_categoryname",
        "articles_citation",
        "articles_document",
        "articles_documentname",
        "articles_documentterm",
        "articles_evidence",
        "articles_feature",
        "articles_listcount",
        "articles_picture",
        "articles_readcount",
        "articles_revision",
        "articles_source",
        "articles_sourcedomain",
        "articles_story",
        "articles_storylink",
        "articles_term",
        "articles_topic",
        "articles_topicname",
        "comments_comment",
        "comments_opening",
        SEARCHED,
    }
)


@lru_cache(1)
def tables() -> frozenset[str]:
    """All tables of the site, and what stands for one."""
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True)) | {
        SEARCHED
    }


class Maker:
    """Makes pages with one handler of Django."""

    def __init__(self, handler: WSGIHandler, changes: Changes) -> None:
        self.handler, self.changes = handler, changes

    def make(self, environ: Environ, before: Page | None) -> tuple[HttpResponseBase, Page | None]:
        """Django's answer, and the page of it where it may be kept. `before` is the page that stood at its address.

        The answer is the caller's to close. Raises django.db.Error where the database does not answer.
        """
        number, snapshot = self.changes.ask()
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked["REQUEST_METHOD"] = "GET"
        cookies = asked.pop("HTTP_COOKIE", "")
        with recorded() as reading:
            request, response = self._answered(asked)
        named = frozenset().union(*(one.names for one in reading.statements)) & tables()
        is_public = may_be_kept(response) and named <= WATCHED
        if not isinstance(response, HttpResponse) or not is_public or reading.writes:
            if cookies and not reading.writes:
                # It is this client's own: a form whose token its cookie has.
                response.close()
                _request, response = self._answered({**asked, "HTTP_COOKIE": cookies})
            return response, None
        body = body_of(response)
        etag, modified = version_of(response, body, before)
        page = Page(
            status=f"{response.status_code} {response.reason_phrase}",
            headers=headers_of(response),
            body=body,
            etag=etag,
            modified=modified,
            view=view_name(request),
            edition=getattr(request, "LANGUAGE_CODE", ""),
            statements=tuple(reading.statements),
            tables=named,
            is_whole=reading.is_whole,
            until=_until(reading, response),
            snapshot=snapshot,
            known_good=number,
        )
        return response, page

    def _answered(self, environ: Environ) -> tuple[WSGIRequest, HttpResponseBase]:
        set_script_prefix(get_script_name(environ))
        signals.request_started.send(sender=WSGIHandler, environ=environ)
        request = self.handler.request_class(environ)
        response: HttpResponseBase = self.handler.get_response(request)
        response._handler_class = WSGIHandler  # type: ignore[attr-defined]
        return request, response

    def checked(self, page: Page, changed: Collection[str]) -> Page | None:
        """The page, as good as new, if what it read of the tables in `changed` is what is there now; else None.

        Raises django.db.Error.
        """
        if not page.is_whole:
            return None
        number, snapshot = self.changes.ask()
        # What changed meanwhile is looked at too.
        changed = {*changed, *self.changes.since(page.known_good, page.tables)}
        wanted = [one for one in page.statements if not one.names.isdisjoint(changed)]
        if not _read_the_same(wanted):
            return None
        page.known_good, page.snapshot = number, snapshot
        return page


def _read_the_same(statements: Collection[Statement]) -> bool:
    for one in statements:
        with connection.cursor() as cursor:
            cursor.execute(one.sql.decode())
            if digest_of(cursor.cursor) != one.digest:
                return False
    return True


def _until(reading: Reading, response: HttpResponse) -> float:
    """When the page is another one by the clock alone: at a moment that its maker named, at the latest when a day begins,
    by the readers' clock or that of the world; or when it says itself that it is too old."""
    now = timezone.now()
    moments = [_next_day(now), _next_day(now.astimezone(ZONE))]
    if reading.until is not None:
        moments.append(reading.until)
    until = min(moments).timestamp()
    if (age := _MAX_AGE.search(response.headers.get("Cache-Control", ""))) and int(age[1]):
        until = min(until, time.time() + int(age[1]))
    return until


def _next_day(now: datetime) -> datetime:
    start = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return start.astimezone(UTC)
