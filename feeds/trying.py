"""The admin's second button: from the form's values to a trial, and the trial within an editor's patience."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import AdminErrorList, AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feeds import knowledge
from feeds.errors import FetchError
from feeds.extracting import Extraction
from feeds.fetcher import FEED_ACCEPT, Conditions, Fetch, FetchResult
from feeds.models import Feed, SourceRules
from feeds.pacing import Manners, Pace
from feeds.page_rules import rules_of
from feeds.site_fetcher import site_fetcher
from feeds.trial import Means, Trial, Tried, try_feed

if TYPE_CHECKING:
    # Django's classes take type arguments in their stubs only.
    FeedModelForm = forms.ModelForm[Feed]
    FeedDesk = ModelAdmin[Feed]
else:
    FeedModelForm, FeedDesk = forms.ModelForm, ModelAdmin

# The names of the two buttons: try what stands in the form; take over a feed that was found, and try that.
TRY, TAKE = "_try", "_take"
# An editor waits 30 seconds in all: no request begins after the first 20, and none takes longer than 8; what is left
# is for reading the last page.
LAST_REQUEST_SECONDS = 20.0
ONE_REQUEST_SECONDS = 8.0
ONE_PAGE_SECONDS = 2.0
TURN_SECONDS = 2.0
TRIED_FIELDS = frozenset({"url", "kind", "item_selector", "language", "intake_rule", "full_text"})


def tried_form(desk: FeedDesk, request: HttpRequest, object_id: str | None) -> HttpResponse:
    """The form that was sent to be tried, with all that was typed and what it would give; nothing is saved.

    Raises Http404 and PermissionDenied as the form itself would. Takes up to half a minute, outside any transaction.
    """
    feed = desk.get_object(request, unquote(object_id)) if object_id else None
    if object_id and feed is None:
        raise Http404
    if not (desk.has_change_permission(request, feed) if feed else desk.has_add_permission(request)):
        raise PermissionDenied
    form = desk.get_form(request, feed, change=feed is not None)(_taken_over(request.POST), instance=feed)
    trial = _trial_of_form(form)
    fieldsets: Any = list(desk.get_fieldsets(request, feed))
    shown = AdminForm(form, fieldsets, {}, desk.get_readonly_fields(request, feed), model_admin=desk)
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Try a feed"),
        "subtitle": str(feed) if feed else None,
        "original": feed,
        "object_id": object_id,
        "adminform": shown,
        "errors": AdminErrorList(form, []),
        "media": desk.media + shown.media,
        "inline_admin_formsets": [],
        "is_popup": False,
        "to_field": None,
        "preserved_filters": desk.get_preserved_filters(request),
        "tried": _run(trial) if trial else None,
    }
    page = desk.render_change_form(request, context, add=feed is None, change=feed is not None, obj=feed)
    return page.render() if isinstance(page, SimpleTemplateResponse) else page


def tried_feed(desk: FeedDesk, request: HttpRequest, feed: Feed) -> HttpResponse:
    """A page with what a feed would give as its row stands; nothing is stored."""
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Try a feed"),
        "subtitle": str(feed),
        "opts": desk.opts,
        "feed": feed,
        "tried": _run(_trial_of_feed(feed)),
    }
    return render(request, "admin/feeds/feed/try.html", context)


def _taken_over(posted: QueryDict) -> QueryDict:
    """What was posted, with the kind and address of the feed that was chosen, if one was ("sitemap https://…")."""
    data = posted.copy()
    kind, _space, url = posted.get(TAKE, "").partition(" ")
    if url:
        data["kind"], data["url"] = kind, url
    return data


def _trial_of_form(form: FeedModelForm) -> Trial | None:
    """The trial that a bound form asks for; None where what it needs is wrong. Other faults are not told yet."""
    form.is_valid()
    for name in set(form.errors) - TRIED_FIELDS:
        del form.errors[name]
    return None if form.errors else _trial_of_feed(form.instance)


def _trial_of_feed(feed: Feed) -> Trial:
    """The trial of a feed as its row stands, saved or not."""
    return Trial(
        url=feed.url,
        kind=feed.kind,
        selector=feed.item_selector,
        rule=feed.intake_rule,
        language=feed.language,
        full_text=feed.full_text,
        page_rules=rules_of(SourceRules.objects.filter(source=feed.source_id).first()),
    )


def _run(trial: Trial) -> Tried:
    """Tries with the site's own fetcher and knowledge, within half a minute, and as gently as the pullers ask."""
    last_request = time.monotonic() + LAST_REQUEST_SECONDS

    def goes_on() -> bool:
        return time.monotonic() < last_request

    def fetch(url: str, conditions: Conditions | None = None, *, accept: str = FEED_ACCEPT) -> FetchResult:
        if not goes_on():
            raise FetchError(
                url, f"The {LAST_REQUEST_SECONDS:g} seconds for asking were over; try again later."
            )
        return politely(url, conditions, accept=accept)

    with Pace() as pace, Extraction(seconds=ONE_PAGE_SECONDS) as extraction:
        manners = Manners(pace, timezone.now, patience=TURN_SECONDS)
        with site_fetcher(courtesy=manners, total_seconds=ONE_REQUEST_SECONDS) as fetcher:
            politely = manners.polite(fetcher.fetch)
            return try_feed(trial, _means(fetch, extraction, goes_on))


def _means(fetch: Fetch, extraction: Extraction, goes_on: Callable[[], bool]) -> Means:
    return Means(
        fetch=fetch,
        extract=extraction.read,
        knowledge=knowledge.from_database(),
        now=timezone.now(),
        user_agent=settings.USER_AGENT,
        goes_on=goes_on,
    )
