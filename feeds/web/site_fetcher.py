"""The fetcher with the settings of this installation: user agent, contact, allowed ports."""

from django.conf import settings

from feeds.web.fetcher import Fetcher, FetchSettings, HostLimiter

# One address with all its redirects and its body, in a pull.
WHOLE_FETCH_SECONDS = 60.0


def site_fetcher(
    *, host_limiter: HostLimiter | None = None, total_seconds: float = WHOLE_FETCH_SECONDS
) -> Fetcher:
    """A fetcher with the site's name, contact address and allowances, which gives up after `total_seconds` on one
    address and keeps to `host_limiter`; the caller closes it."""
    return Fetcher(
        FetchSettings(
            user_agent=settings.USER_AGENT,
            total_timeout=total_seconds,
            allow_loopback=settings.FETCH_ALLOW_LOOPBACK,
            extra_ports=settings.FETCH_EXTRA_PORTS,
        ),
        host_limiter,
    )
