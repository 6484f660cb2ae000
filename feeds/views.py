"""The list of feeds that the site reads, for anyone to take along; and where hubs call back."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from feeds import hubs
from feeds.models import Feed, Subscription
from feeds.opml import write_opml
from feeds.subscriptions import outlines_of
from feeds.websub import is_signed

# The list changes when an editor changes it.
OPML_SECONDS = 3600
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# A push carries the new entries, or the whole feed, which may have 1,000 items with their texts.
PUSH_BYTES = 5 * 1024 * 1024
PIECE_BYTES = 64 * 1024
# A challenge is a random word; an address of a request line holds no more anyway.
CHALLENGE_CHARACTERS = 2000


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


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def websub(request: HttpRequest, token: str) -> HttpResponse:
    """Where the hub of one subscription calls back: to verify what was asked of it (GET), and to push (POST)."""
    return _push(request, token) if request.method == "POST" else _verification(request, token)


def _verification(request: HttpRequest, token: str) -> HttpResponse:
    """Answers a hub that asks whether we asked (WebSub, sections 5.2 and 5.3); 404 says no."""
    said = request.GET
    mode, topic, challenge = (said.get(f"hub.{name}", "") for name in ("mode", "topic", "challenge"))
    now = timezone.now()
    if mode == "denied":
        if not hubs.deny(token, topic=topic, reason=said.get("hub.reason", ""), now=now):
            return _unknown()
        return HttpResponse(content_type="text/plain")
    if not 0 < len(challenge) <= CHALLENGE_CHARACTERS:
        return _unknown()
    lease = said.get("hub.lease_seconds", "")
    if not hubs.verify(token, mode=mode, topic=topic, lease_seconds=lease, now=now):
        return _unknown()
    return HttpResponse(challenge, content_type="text/plain; charset=utf-8")


def _unknown() -> HttpResponse:
    """What was not asked for, in a line for machines: the site's own page would ask the database for readers."""
    return HttpResponse("This was not asked for.\n", status=404, content_type="text/plain; charset=utf-8")


def _push(request: HttpRequest, token: str) -> HttpResponse:
    """Takes a push for the news that there is news: the feed is made due, and what was pushed is not kept.

    The next pull asks the publisher itself, over the one road that every article takes. So nothing that a hub adds,
    leaves out or sends twice can reach readers, two pushes cost no more than one, and the hub has its answer within
    milliseconds. The price is one conditional request and the wait for the next pull.

    A push that is not signed rightly gets the same answer and changes nothing (section 7.1). A hub that pushes for a
    subscription which is over, or which nobody here knows, learns from 410 to stop.
    """
    subscription = Subscription.objects.filter(token=token, feed__isnull=False).first()
    if subscription is None or subscription.state != Subscription.State.VERIFIED:
        return HttpResponse(
            "Nothing is subscribed to here.\n", status=410, content_type="text/plain; charset=utf-8"
        )
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return HttpResponse(status=411)  # What comes without its length is not read by a WSGI application.
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > PUSH_BYTES:
        return HttpResponse(status=413)
    try:
        is_right = is_signed(
            request.headers.get("X-Hub-Signature", ""), subscription.secret, _pieces(request)
        )
    except UnreadablePostError:
        return HttpResponse(status=400)  # The hub hung up; it knows better than we what it sent.
    if is_right:
        hubs.push_came(subscription, timezone.now())
    return HttpResponse(status=202)


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """The body, piece by piece, never whole in memory."""
    while piece := request.read(PIECE_BYTES):
        yield piece
