"""How often a publisher wishes its feed to be asked for: RSS 2.0's ttl, skipHours and skipDays, RSS 1.0's syndication."""

import re
from collections.abc import Mapping
from typing import Any

_PERIOD_SECONDS = {
    "hourly": 3600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}
# 0 is Monday.
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SKIP = re.compile(r"<skip(hours|days)[^<>]*>(.*?)(?:</skip\1\s{0,20}>|\Z)", re.IGNORECASE | re.DOTALL)
_MAYBE_SKIP = re.compile("<skip", re.IGNORECASE)
_SKIP_VALUE = re.compile(r"<(?:hour|day)[^>]*>\s*(\w+)\s*<", re.IGNORECASE)


def ttl(text: str) -> int | None:
    """Minutes."""
    return int(text[:9]) if text.isascii() and text.isdigit() else None


def update_period(channel: Mapping[str, Any]) -> int | None:
    """Read the syndication module of RSS 1.0: a period and how often within it, by default once a day."""
    period = (channel.get("sy_updateperiod") or "").strip().lower()
    frequency = (channel.get("sy_updatefrequency") or "").strip()
    if not period and not frequency:
        return None
    seconds = _PERIOD_SECONDS.get(period or "daily")
    times = int(frequency[:6]) if frequency.isascii() and frequency.isdigit() else 1
    return seconds // max(times, 1) if seconds else None


def skips(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Read skipHours (0 to 23, where 24 is midnight too) and skipDays (0 is Monday) of RSS 2.0.

    feedparser keeps only the last value of each, so they are read from the text around the entries, which is given.
    """
    hours: set[int] = set()
    days: set[int] = set()
    # Without lower(): it takes twelve bytes of memory a character.
    if not _MAYBE_SKIP.search(text):
        return frozenset(), frozenset()
    for match in _SKIP.finditer(text):
        values = _SKIP_VALUE.findall(match[2])
        if match[1].lower() == "hours":
            hours.update(int(value) % 24 for value in values if value.isdigit() and int(value) <= 24)
        else:
            days.update(_DAYS.index(value.lower()) for value in values if value.lower() in _DAYS)
    return frozenset(hours), frozenset(days)
