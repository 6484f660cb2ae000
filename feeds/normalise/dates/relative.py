"""Relative dates: "3 giờ trước", "yesterday", "2 hours ago"."""

import re
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from feeds.normalise.dates.words import fold_date, table

# Longer than "2 hours and 15 minutes ago"; a longer text is a sentence (in characters).
LONGEST_RELATIVE_TEXT = 40
# "A month ago" and "2 years ago" name no day, so anything older than four weeks is left unknown.
OLDEST_RELATIVE = timedelta(days=28)
# Languages tried where the text's language is unknown.
LANGUAGES_WITHOUT_A_TAG = ("vi", "en")

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
# "2 giờ" is a duration; only a word of direction ("trước", "ago", 前) makes it a time.
_DURATION = re.compile(r"\d+ ?[^\s\d]+(?<!前)(?<!전)")
_HAS_LETTER = re.compile(r"[^\W\d_]")


def find_relative(
    line: str, text: str, *, language: str | None, now: datetime
) -> tuple[datetime, Literal["minute", "day"]] | None:
    """The time of a relative date, in the zone of `now`, and its precision; None where the text is not one.

    `text` is the date as written, `line` the same folded. Future dates ("in 2 hours") give None: they are no time of
    publication.
    """
    if len(line) > LONGEST_RELATIVE_TEXT or _HAS_LETTER.search(line) is None:
        return None
    if line in _words_for_now():
        return now, "minute"
    for unit, pattern in _own_patterns():
        if match := pattern.fullmatch(line):
            at = now - timedelta(seconds=int(match["n"]) * _SECONDS[unit])
            return at, "day" if unit == "day" else "minute"
    at_or_none = None if _DURATION.fullmatch(line) else _ask_dateparser(text, language, now)
    if at_or_none is None or not now - OLDEST_RELATIVE < at_or_none <= now:
        return None
    # Words for a day ("yesterday", "3 days ago") leave the time of day as it is.
    same_time = at_or_none.time() == now.time() and at_or_none != now
    # With digits the text is a count of zero ("0 minutes ago"), without them a word for the day ("today").
    names_today = at_or_none == now and re.search(r"\d", line) is None
    return at_or_none, "day" if same_time or names_today else "minute"


@cache
def _words_for_now() -> frozenset[str]:
    return frozenset(fold_date(word) for word in table("now")["words"])


@cache
def _own_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = []
    for unit, forms in table("ago").items():
        for form in forms:
            # Scripts without spaces between words may have one here or not.
            pieces = (re.escape(piece) for piece in fold_date(form.replace("{n}", "0")).split("0", 1))
            before, after = (piece.replace(r"\ ", r"\s?") for piece in pieces)
            patterns.append((unit, re.compile(rf"{before}(?P<n>\d{{1,4}}){after}")))
    return tuple(patterns)


def _ask_dateparser(text: str, language: str | None, now: datetime) -> datetime | None:
    # Imported here because few feeds have relative dates and the import is slow.
    import dateparser

    primary = re.split("[-_]", language)[0].lower() if language else None
    for languages in ([primary] if primary else [], list(LANGUAGES_WITHOUT_A_TAG)):
        if not languages:
            continue
        try:
            found = dateparser.parse(text, languages=languages, settings=_settings(now))
        except (
            ValueError,
            OverflowError,
        ):  # a language that it does not know, or a number beyond all calendars
            continue
        if found is not None:
            at: datetime = found.replace(tzinfo=now.tzinfo)
            return at
    return None


def _settings(now: datetime) -> dict[str, object]:
    return {"RELATIVE_BASE": now.replace(tzinfo=None), "PARSERS": ["relative-time"]}
