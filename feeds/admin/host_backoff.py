"""Hosts in back-off (429 or Retry-After), as editors see them."""

from collections.abc import Iterable

from django.db.models import Func, OuterRef, Subquery, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import wording
from feeds.models import Host
from feeds.web.addresses import host_of

# The host of a stored address, as `feeds.web.addresses.host_of` gives it: without user name and port.
_HOST_IN_SQL = r"://([^/:?#@]+)"


def hosts_in_backoff(urls: Iterable[str]) -> list[Host]:
    """Those of the addresses' hosts that are in back-off now; one query."""
    names = {host_of(url) for url in urls}
    return list(Host.objects.filter(name__in=names, next_allowed_at__gt=timezone.now()).exclude(reason=""))


def backoff_until() -> Subquery:
    """For a query of feeds: the end of the back-off of each feed's host, or NULL."""
    host = Lower(Func(OuterRef("url"), Value(_HOST_IN_SQL), function="SUBSTRING"))
    in_backoff = Host.objects.filter(name=host, next_allowed_at__gt=timezone.now()).exclude(reason="")
    return Subquery(in_backoff.values("next_allowed_at")[:1])


def backoff_sentence(host: Host) -> str:
    """A sentence on when the back-off of a host ends, and why."""
    until = wording.minute(host.next_allowed_at)
    return _("The host %(host)s is not asked before %(time)s. %(reason)s") % {
        "host": host.name,
        "time": until,
        "reason": host.reason,
    }
