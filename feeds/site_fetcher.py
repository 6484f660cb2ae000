"""The fetcher as this site's settings want it."""

from django.conf import settings

from feeds.fetcher import Fetcher, FetchSettings


def site_fetcher() -> Fetcher:
    """A fetcher with the site's name, contact address and allowances; the caller closes it."""
    return Fetcher(
        FetchSettings(
            user_agent=settings.USER_AGENT,
            allow_loopback=settings.FETCH_ALLOW_LOOPBACK,
            extra_ports=settings.FETCH_EXTRA_PORTS,
        )
    )
