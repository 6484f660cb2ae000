"""The preview of a feed in the admin: from the form's values, within a time limit."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.admin.helpers import AdminErrorList, AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.generics import ModelAdmin, ModelForm
from feeds import knowledge
from feeds.admin.feed_form import TAKE
from feeds.errors import FetchError
from feeds.following.preview import FeedPreview, PreviewRequest, PreviewTools, preview_feed
from feeds.models import Feed, SourceRules
from feeds.reading.bounded import Extraction
from feeds.reading.page_rules import rules_of
from feeds.web.accept import FEED_ACCEPT
from feeds.web.fetcher import Conditions, FetchFunction, FetchResult
from feeds.web.rate_limits import ClockedLimiter, RateLimiter
from feeds.web.site_fetcher import site_fetcher

# The names of the two buttons: preview the form; choose a discovered feed and preview that.
# An editor waits 30 seconds in all: no request begins after the first 20, and none takes longer than 8; what is left
# is for reading the last page.
LAST_REQUEST_SECONDS = 20.0
ONE_REQUEST_SECONDS = 8.0
ONE_PAGE_SECONDS = 2.0
TURN_SECONDS = 2.0
PREVIEWED_FIELDS = frozenset({"url", "kind", "item_selector", "language", "intake_rule", "full_text"})


def previewed_form(
    model_admin: ModelAdmin[Feed], request: HttpRequest, object_id: str | None
) -> HttpResponse:
    """The posted form with its preview; nothing is saved.

    Raises Http404 and PermissionDenied as the form itself would. Takes up to half a minute, outside any transaction.
    """
    feed = model_admin.get_object(request, unquote(object_id)) if object_id else None
    if object_id and feed is None:
        raise Http404
    if not (
        model_admin.has_change_permission(request, feed) if feed else model_admin.has_add_permission(request)
    ):
        raise PermissionDenied
    form = model_admin.get_form(request, feed, change=feed is not None)(
        _with_chosen_feed(request.POST), instance=feed
    )
    preview_request = _preview_request(form)
    fieldsets: Any = list(model_admin.get_fieldsets(request, feed))
    shown = AdminForm(
        form, fieldsets, {}, model_admin.get_readonly_fields(request, feed), model_admin=model_admin
    )
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Try a feed"),
        "subtitle": str(feed) if feed else None,
        "original": feed,
        "object_id": object_id,
        "adminform": shown,
        "errors": AdminErrorList(form, []),
        "media": model_admin.media + shown.media,
        "inline_admin_formsets": [],
        "is_popup": False,
        "to_field": None,
        "preserved_filters": model_admin.get_preserved_filters(request),
        "tried": _run(preview_request) if preview_request else None,
    }
    page = model_admin.render_change_form(
        request, context, add=feed is None, change=feed is not None, obj=feed
    )
    return page.render() if isinstance(page, SimpleTemplateResponse) else page


def previewed_feed(model_admin: ModelAdmin[Feed], request: HttpRequest, feed: Feed) -> HttpResponse:
    """A page with the preview of a saved feed; nothing is stored."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Try a feed"),
        "subtitle": str(feed),
        "opts": model_admin.opts,
        "feed": feed,
        "tried": _run(_request_of_feed(feed)),
    }
    return render(request, "admin/feeds/feed/try.html", context)


def _with_chosen_feed(posted: QueryDict) -> QueryDict:
    """The posted values, with the kind and address of the chosen feed, if there is one ("sitemap https://…")."""
    data = posted.copy()
    kind, _space, url = posted.get(TAKE, "").partition(" ")
    if url:
        data["kind"], data["url"] = kind, url
    return data


def _preview_request(form: ModelForm[Feed]) -> PreviewRequest | None:
    """The preview of a bound form; None where a field that it needs is wrong. Errors of other fields are dropped."""
    form.is_valid()
    for name in set(form.errors) - PREVIEWED_FIELDS:
        del form.errors[name]
    return None if form.errors else _request_of_feed(form.instance)


def _request_of_feed(feed: Feed) -> PreviewRequest:
    """The preview of a feed as its row stands, saved or not."""
    return PreviewRequest(
        url=feed.url,
        kind=feed.kind,
        selector=feed.item_selector,
        rule=feed.intake_rule,
        language=feed.language,
        full_text=feed.full_text,
        page_rules=rules_of(SourceRules.objects.filter(source=feed.source_id).first()),
    )


def _run(request: PreviewRequest) -> FeedPreview:
    with trial() as tools:
        return preview_feed(request, tools)


@contextmanager
def trial() -> Iterator[PreviewTools]:
    """The site's fetcher and knowledge for an editor who waits: within half a minute, and the rate limits of pulls."""
    last_request = time.monotonic() + LAST_REQUEST_SECONDS

    def may_continue() -> bool:
        return time.monotonic() < last_request

    def fetch(url: str, conditions: Conditions | None = None, *, accept: str = FEED_ACCEPT) -> FetchResult:
        if not may_continue():
            raise FetchError(
                url,
                gettext("The %(last_request_seconds)s seconds for asking were over; try again later.")
                % {"last_request_seconds": f"{LAST_REQUEST_SECONDS:g}"},
            )
        return limited_fetch(url, conditions, accept=accept)

    with RateLimiter() as limiter, Extraction(seconds=ONE_PAGE_SECONDS) as extraction:
        clocked = ClockedLimiter(limiter, timezone.now, longest_wait=TURN_SECONDS)
        with site_fetcher(host_limiter=clocked, total_seconds=ONE_REQUEST_SECONDS) as fetcher:
            limited_fetch = clocked.limited(fetcher.fetch)
            yield _tools(fetch, extraction, may_continue)


def _tools(fetch: FetchFunction, extraction: Extraction, may_continue: Callable[[], bool]) -> PreviewTools:
    return PreviewTools(
        fetch=fetch,
        extract=extraction.read,
        knowledge=knowledge.from_database(),
        now=timezone.now(),
        user_agent=settings.USER_AGENT,
        may_continue=may_continue,
    )
