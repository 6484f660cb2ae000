"""Parse the response headers that a feed reader needs. Pure; a malformed header counts as absent."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Longer validators are not kept.
MAX_ETAG_CHARACTERS = 1000
MAX_LAST_MODIFIED_CHARACTERS = 200

# Servers write huge numbers for "for ever"; capped at a year, as RFC 9111 section 1.2.2 allows.
MAX_DELTA_SECONDS = 365 * 24 * 3600
# A quoted text may hold what parts a header (RFC 9110 section 5.6.4).
_PARAMETER = re.compile(r'(?:[^";]|"(?:[^"\\]|\\.)*"?)+')
_DIRECTIVE = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*"?)+')


def content_type(header: str) -> tuple[str, str]:
    """Return the media type in lower case and its charset, each empty where absent."""
    media_type, _, parameters = header.partition(";")
    for parameter in _PARAMETER.findall(parameters):
        name, _, value = parameter.strip().partition("=")
        if name.strip().lower() == "charset":
            return media_type.strip().lower(), value.strip().strip("\"'").lower()
    return media_type.strip().lower(), ""


def etag(header: str) -> str:
    """Return the ETag exactly as sent; empty where it is too long or holds a NUL, which PostgreSQL cannot store."""
    return header if len(header) <= MAX_ETAG_CHARACTERS and "\0" not in header else ""


def last_modified(header: str) -> str:
    """Return Last-Modified exactly as sent, even where it is no date: it is sent back in conditional requests."""
    return header if len(header) <= MAX_LAST_MODIFIED_CHARACTERS and "\0" not in header else ""


def retry_after(header: str, now: datetime) -> int | None:
    """Read Retry-After in both forms, seconds and date, as seconds from `now` (RFC 9110 section 10.2.3)."""
    value = header.strip()
    if value.isascii() and value.isdigit():
        return min(int(value[:12]), MAX_DELTA_SECONDS)
    date = http_date(value)
    if date is None:
        return None
    return max(0, min(round((date - now).total_seconds()), MAX_DELTA_SECONDS))


def max_age(header: str, age: str = "") -> int | None:
    """Return the seconds for which an answer stays fresh, by the max-age of its Cache-Control.

    `age` is the Age header: what the answer has spent in caches counts (RFC 9111 section 4.2).
    """
    spent = min(int(age[:12]), MAX_DELTA_SECONDS) if age.isascii() and age.isdigit() else 0
    for directive in _DIRECTIVE.findall(header.lower()):
        name, _, value = directive.strip().partition("=")
        value = value.strip('" ')
        if name.strip() == "max-age" and value.isascii() and value.isdigit():
            return max(0, min(int(value[:12]), MAX_DELTA_SECONDS) - spent)
    return None


def http_date(value: str) -> datetime | None:
    """Return an HTTP date in UTC."""
    try:
        parsed = parsedate_to_datetime(value)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
