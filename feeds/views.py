"""The list of feeds that the site reads, for anyone to take along."""

from datetime import UTC, datetime

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from feeds.models import Feed
from feeds.opml import write_opml
from feeds.subscriptions import outlines_of

# The list changes when an editor changes it.
OPML_SECONDS = 3600
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@require_safe
def opml(request: HttpRequest) -> HttpResponse:
    """The feeds that are read now as OPML 2.0. Those that editors switched off, and their notes, are theirs alone."""
    # What is no feed is of no use to a feed reader.
    feeds = Feed.objects.filter(enabled=True, kind=Feed.Kind.FEED).select_related("source", "category")
    # Dated by its newest source, so that an unchanged list stays the same to the byte.
    changed = feeds.aggregate(moment=Max("source__created_at"))["moment"] or NEVER
    outlines = outlines_of(feeds.order_by("source__name", "url"))
    response = HttpResponse(
        write_opml(outlines, title="Newsroom: sources", now=changed),
        content_type="text/x-opml; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="newsroom-sources.opml"'},
    )
    patch_cache_control(response, public=True, max_age=OPML_SECONDS)
    return response
