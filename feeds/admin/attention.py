"""Which feeds need an editor's attention, and the tone of each state."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feeds.models import Feed

FEED_TONES = {
    Feed.State.NEW: "quiet",
    Feed.State.WELL: "good",
    Feed.State.EMPTY: "waiting",
    Feed.State.SILENT: "waiting",
    Feed.State.UNREACHABLE: "bad",
    Feed.State.REFUSED: "bad",
    Feed.State.MISSING: "bad",
    Feed.State.GONE: "bad",
    Feed.State.CHALLENGE: "bad",
    Feed.State.LOGIN: "bad",
    Feed.State.PAGE: "bad",
    Feed.State.NOT_A_FEED: "bad",
}
# How long a gone feed, which is switched off, stays among those that need attention.
GONE_NOTICE = timedelta(days=30)


def waiting_feeds() -> QuerySet[Feed]:
    """The broken feeds, and those that are gone since at most `GONE_NOTICE`."""
    broken = [state for state, tone in FEED_TONES.items() if tone == "bad"]
    newly_gone = Q(state=Feed.State.GONE, state_since__gt=timezone.now() - GONE_NOTICE)
    return Feed.objects.filter(Q(enabled=True, state__in=broken) | newly_gone)


class AttentionFilter(admin.SimpleListFilter):
    """The feeds that need attention, whatever their states."""

    title = _("need of attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Broken, or gone lately"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feed]) -> QuerySet[Feed]:
        return queryset.filter(pk__in=waiting_feeds().values("pk")) if self.value() == "1" else queryset
