"""Hosts that asked to be left alone (429, or Retry-After), as editors see them."""

from collections.abc import Iterable

from django.db.models import Func, OuterRef, Subquery, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from feeds.addresses import host_of
from feeds.models import Host

# The host of an address, as `feeds.addresses.host_of` gives it for those that are stored: without name and port.
_HOST_IN_SQL = r"://([^/:?#@]+)"


def resting_hosts(urls: Iterable[str]) -> list[Host]:
    """Those of the addresses' hosts that are not asked now because they wish so; one query."""
    names = {host_of(url) for url in urls}
    return list(Host.objects.filter(name__in=names, next_allowed_at__gt=timezone.now()).exclude(reason=""))


def rests_until() -> Subquery:
    """For a query of feeds: until when the host of each is left alone because it wished so, or NULL."""
    host = Lower(Func(OuterRef("url"), Value(_HOST_IN_SQL), function="SUBSTRING"))
    resting = Host.objects.filter(name=host, next_allowed_at__gt=timezone.now()).exclude(reason="")
    return Subquery(resting.values("next_allowed_at")[:1])


def rest_of(host: Host) -> str:
    """Until when a host is left alone, and why, in a sentence."""
    until = f"{localtime(host.next_allowed_at):%Y-%m-%d %H:%M}"
    return _("The host %(host)s is not asked before %(time)s. %(reason)s") % {
        "host": host.name,
        "time": until,
        "reason": host.reason,
    }
