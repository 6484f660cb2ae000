"""Broken and quiet feeds in the queue of the desk's first page."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.formatting import change_address
from articles.clock import database_now
from desk.queue.finding import leave_aside, since
from desk.queue.kinds import NO, YES, Decision, Item, Line, QueueKind, Verb
from feeds.admin.attention import waiting_feeds
from feeds.models import Feed
from feeds.pull.asking import ask_feeds

QUIET = (Feed.State.SILENT, Feed.State.EMPTY)
QUIET_FOR = timedelta(days=30)  # until a feed that was left quiet is asked about again


class _OfFeeds(QueueKind):
    """A feed that was asked for at once waits again when it answered."""

    right = "feeds.change_feed"
    seen_fields = ("state", "url", "enabled", "state_since")
    condition = since("state_since")

    def line(self, row: Feed) -> Line:
        said = f"{row.source}: {row.get_state_display()}"
        return Line(row.title or row.url, row.language, said, row.state_since)

    def item(self, row: Feed, request: HttpRequest) -> Item:
        times = ngettext("%d failure", "%d failures in a row", row.failures) % row.failures
        return Item(
            why=[
                f"{row.get_state_display()}. {times if row.failures else ''}".strip(),
                *([row.state_reason] if row.state_reason else []),
            ],
            template="admin/feeds/feed/queue_item.html",
            context={"feed": row, "fetches": row.fetches.all()[:5]},
            opens=change_address(row),
            opens_label=gettext("Edit"),
            facts=[str(row.source), row.url],
        )


class BrokenFeed(_OfFeeds):
    """Broken since longest last: what broke just now may be mended first."""

    name, label, place = "broken", _("Broken feeds"), 42
    verbs = {
        YES: Verb(_("Ask it at once"), _("To be asked at once")),
        NO: Verb(_("Switch it off"), _("Switched off")),
    }

    def waiting(self, *, by: User, now: datetime) -> QuerySet[Feed]:
        rows = waiting_feeds().exclude(enabled=True, next_check_at__lte=now)
        return rows.select_related("source").order_by("-state_since", "pk")

    def decide(self, row: Feed, decision: Decision) -> None:
        if not row.enabled:
            # It is gone, and off already: seen.
            leave_aside(self, row, by=decision.by, now=decision.now, until=None, for_all=True)
        elif decision.verb == YES:
            Feed.objects.filter(pk=row.pk).update(next_check_at=database_now())
            ask_feeds(feeds=[row], by=decision.by, now=timezone.now())
        else:
            _switch_off(row)


class QuietFeed(_OfFeeds):
    name, label, place = "quiet", _("Quiet feeds"), 44
    verbs = {
        YES: Verb(_("It is quiet: ask again in a month"), _("Left quiet for a month")),
        NO: Verb(_("Switch it off"), _("Switched off")),
    }

    def waiting(self, *, by: User, now: datetime) -> QuerySet[Feed]:
        quiet = Feed.objects.filter(Q(state__in=QUIET), enabled=True)
        return quiet.select_related("source").order_by("-state_since", "pk")

    def decide(self, row: Feed, decision: Decision) -> None:
        if decision.verb == YES:
            until = decision.now + QUIET_FOR
            leave_aside(self, row, by=decision.by, now=decision.now, until=until, for_all=True)
        else:
            _switch_off(row)


def _switch_off(feed: Feed) -> None:
    Feed.objects.filter(pk=feed.pk).update(enabled=False)
