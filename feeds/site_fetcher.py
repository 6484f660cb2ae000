"""The fetcher as this site's settings want it."""

from django.conf import settings

from feeds.fetcher import Courtesy, Fetcher, FetchSettings

# One address, all its redirects and its body: the pullers' patience.
WHOLE_FETCH_SECONDS = 60.0


def site_fetcher(*, courtesy: Courtesy | None = None, total_seconds: float = WHOLE_FETCH_SECONDS) -> Fetcher:
    """A fetcher with the site's name, contact address and allowances, which gives up after `total_seconds` on one
    address and keeps to `courtesy`; the caller closes it."""
    return Fetcher(
        FetchSettings(
            user_agent=settings.USER_AGENT,
            total_timeout=total_seconds,
            allow_loopback=settings.FETCH_ALLOW_LOOPBACK,
            extra_ports=settings.FETCH_EXTRA_PORTS,
        ),
        courtesy,
    )
