"""Times in feeds whose writing leaves no doubt: RFC 822 (with RFC 2822's zones) and RFC 3339.

Every other writing gives None here and is left to the rules that know a language's and a publisher's habits.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

_RFC_822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3}[a-z]*\s+(?:\d{2}|\d{4})\s+\d{1,2}:\d{2}(?::\d{2})?\s+"
    r"(?:[+-]\d{4}|GMT|UT|UTC|Z|EST|EDT|CST|CDT|MST|MDT|PST|PDT)"
)
_RFC_3339 = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s*([Zz]|[+-]\d{2}:?\d{2})"
)


@lru_cache(maxsize=512)  # asked when a feed is read, and again for each of its entries
def certain_time(raw: str) -> datetime | None:
    """Return the time that `raw` gives, in UTC, or None where it is written in any other way or has no zone."""
    text = " ".join(raw.split())
    try:
        if _RFC_822.fullmatch(text):
            parsed = parsedate_to_datetime(text)
            # "-0000" says that the time is in UTC and the sender's own zone unknown (RFC 5322 section 3.3).
            return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
        match = _RFC_3339.fullmatch(text)
        if match is None:
            return None
        zone = "+00:00" if match[4] in "Zz" else match[4]
        fraction = f".{match[3][:6]:0<6}" if match[3] else ""
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{fraction}{zone}").astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
