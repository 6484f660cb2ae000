"""The public list of feeds (OPML), and the callback for hubs (WebSub)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.clock import database_now
from feeds.following.adding import outlines_of
from feeds.formats.feed_lists import write_opml
from feeds.formats.kinds import KINDS
from feeds.models import Feed, Subscription
from feeds.websub import subscriptions
from feeds.websub.rules import is_signed

# How long caches may keep the list: it changes only by an editor.
OPML_SECONDS = 3600
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# A push carries the new entries, or the whole feed, which may have 1,000 items with their texts.
PUSH_BYTES = 5 * 1024 * 1024
PIECE_BYTES = 64 * 1024
# A challenge is a random word, sent in the request line.
CHALLENGE_CHARACTERS = 2000


@require_safe
def opml(request: HttpRequest) -> HttpResponse:
    """The enabled feeds as OPML 2.0, for feed readers. Disabled feeds and notes are for editors only."""
    kinds = [kind.name for kind in KINDS if kind.suits_feed_readers]
    feeds = Feed.objects.filter(enabled=True, kind__in=kinds).select_related("source", "category")
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
    """The callback of one subscription: the hub verifies a request (GET) or pushes (POST)."""
    return _push(request, token) if request.method == "POST" else _verification(request, token)


def _verification(request: HttpRequest, token: str) -> HttpResponse:
    """Answers a verification or denial (WebSub, sections 5.2 and 5.3); 404 says that we made no such request."""
    said = request.GET
    mode, topic, challenge = (said.get(f"hub.{name}", "") for name in ("mode", "topic", "challenge"))
    now = database_now()
    if mode == "denied":
        if not subscriptions.deny(token, topic=topic, reason=said.get("hub.reason", ""), now=now):
            return _unknown()
        return HttpResponse(content_type="text/plain")
    if not 0 < len(challenge) <= CHALLENGE_CHARACTERS:
        return _unknown()
    lease = said.get("hub.lease_seconds", "")
    if not subscriptions.verify(token, mode=mode, topic=topic, lease_seconds=lease, now=now):
        return _unknown()
    return HttpResponse(challenge, content_type="text/plain; charset=utf-8")


def _unknown() -> HttpResponse:
    """A plain 404: the site's own error page would query the database."""
    return HttpResponse("This was not asked for.\n", status=404, content_type="text/plain; charset=utf-8")


def _push(request: HttpRequest, token: str) -> HttpResponse:
    """Makes the feed of a signed push due; the pushed content is not used.

    The next pull fetches the feed from its publisher as always, so a hub can add or leave out nothing. The price is one
    conditional request and the wait for the next pull.

    A push with a wrong signature gets the same answer and changes nothing (section 7.1). An ended or unknown
    subscription answers 410, which tells the hub to stop.
    """
    subscription = Subscription.objects.filter(token=token, feed__isnull=False).first()
    if subscription is None or subscription.state != Subscription.State.VERIFIED:
        return HttpResponse(
            "Nothing is subscribed to here.\n", status=410, content_type="text/plain; charset=utf-8"
        )
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return HttpResponse(status=411)  # WSGI reads no body without a length.
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > PUSH_BYTES:
        return HttpResponse(status=413)
    try:
        is_right = is_signed(
            request.headers.get("X-Hub-Signature", ""), subscription.secret, _pieces(request)
        )
    except UnreadablePostError:
        return HttpResponse(status=400)  # The hub closed the connection.
    if is_right:
        subscriptions.record_push(subscription, database_now())
    return HttpResponse(status=202)


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """The body in pieces, never as a whole in memory."""
    while piece := request.read(PIECE_BYTES):
        yield piece
