"""Whether another site sent a form.

Comments and reports need no session, so a forged request gains little and no CSRF token is needed. Without the token's
cookie, shared caches can keep all pages for readers.
"""

from django.conf import settings
from django.http import HttpRequest

# Sec-Fetch-Site of a form on a page of this very origin, and of what a reader sends again by hand.
_OURS = frozenset({"same-origin", "none"})


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that a page of another origin sent the request.

    Sec-Fetch-Site (W3C Fetch Metadata) counts first: the browser compares scheme, host and port itself, whatever a proxy
    makes of them. Browsers without it send Origin (RFC 6454), which must be the site's public address or the address that
    was asked for: behind a proxy on another port only the former has the port. Where neither is said, nothing is known.
    """
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site not in _OURS
    origin = request.headers.get("Origin")
    return origin is not None and origin not in {
        settings.SITE_URL.lower(),
        f"{request.scheme}://{request.get_host()}",
    }
