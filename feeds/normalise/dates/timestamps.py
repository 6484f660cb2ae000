"""Valid feed timestamps: RFC 822 (with RFC 2822's zones) and RFC 3339.

Any other text gives None here and is left to `parse`, which knows languages and malformed dates.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

_RFC_822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3}[a-z]*\s+(?:\d{2}|\d{4})\s+\d{1,2}:\d{2}(?::\d{2})?\s+"
    r"(?:[+-]\d{4}|GMT|UT|UTC|EST|EDT|CST|CDT|MST|MDT|PST|PDT|[A-IK-Za-ik-z])"
)
_RFC_3339 = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s*([Zz]|[+-]\d{2}:?\d{2})"
)


def certain_time(raw: str) -> datetime | None:
    """The time of `raw` in UTC; None where it has another format or no zone."""
    at = time_as_stated(raw)
    try:
        return at and at.astimezone(UTC)
    except OverflowError:  # the first and the last day of the years 1 to 9999
        return None


@lru_cache(maxsize=512)  # each date is read twice: by the feed parser and by the normaliser
def time_as_stated(raw: str) -> datetime | None:
    """The same in the offset from UTC that `raw` states, so that its day is the one that is written."""
    text = " ".join(raw.split())
    try:
        if _RFC_822.fullmatch(text):
            parsed = parsedate_to_datetime(text)
            # "-0000" says that the time is in UTC and the sender's own zone unknown (RFC 5322 section 3.3); a military
            # letter says the same, as RFC 822 defined them wrongly (RFC 2822 section 4.3).
            return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed
        match = _RFC_3339.fullmatch(text)
        if match is None:
            return None
        zone = "+00:00" if match[4] in "Zz" else match[4]
        fraction = f".{match[3][:6]:0<6}" if match[3] else ""
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{fraction}{zone}")
    except (ValueError, OverflowError, TypeError):
        return None
