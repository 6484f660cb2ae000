"""Relative dates: "3 giờ trước", "yesterday", "2 hours ago"."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Literal

from feeds.normalise.dates.words import alternatives, fold_date, table

# Longer than "2 hours and 15 minutes ago"; a longer text is a sentence (in characters).
LONGEST_RELATIVE_TEXT = 40
# "A month ago" and "2 years ago" name no day, so anything older than four weeks is left unknown.
OLDEST_RELATIVE = timedelta(days=28)
# Languages tried where the text's language is unknown.
LANGUAGES_WITHOUT_A_TAG = ("vi", "en")

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
_WHOLE_DAYS = ("day", "week")
# "2 giờ" is a duration; only a word of direction ("trước", "ago", 前) makes it a time. "Lúc 2 giờ" is at two o'clock.
# In Arabic "khilal", within, looks ahead.
_NO_TIME_BACK = re.compile(
    r"(?:luc )?(?:\d+(?:\.\d+)? ?|an? )[^\s\d]+(?<!前)(?<!전)|\u062e\u0644\u0627\u0644 .*"
)
_NUMBER = re.compile(r"\d+")
# "Today - 10:30": a dash that is no minus.
_DASH_BEFORE_TIME = re.compile(r"\s[-–—]\s+(?=\d{1,2}:\d{2})")
# Of what dateparser has a word for, by its own name for it: a whole week, month or year, or this hour, is no one day.
_SPAN = re.compile(r"\b(?:week|month|year)\b|^0 (?:hour|minute)\b")
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
    exact = _words_about().sub(" ", unicodedata.normalize("NFC", text)).strip()
    if exact != text.strip():
        text, line = exact, fold_date(exact)
    if line in _words_for_now():
        return now, "minute"
    if (found := _own_form(line)) is not None:
        number, unit = found
        at = now - timedelta(seconds=number * _SECONDS[unit])
        if unit not in _WHOLE_DAYS:
            return at, "minute"
        return (at, "day") if now - OLDEST_RELATIVE < at else None
    at_or_none = None if _NO_TIME_BACK.fullmatch(line) else _ask_dateparser(text, line, language, now)
    if at_or_none is None or not now - OLDEST_RELATIVE < at_or_none <= now:
        return None
    has_digit = re.search(r"\d", line) is not None
    # Words for a day ("yesterday", "3 days ago") leave the time of day as it is.
    same_time = at_or_none.time() == now.time() and at_or_none != now
    # With digits the text is a count of zero ("0 minutes ago"), without them a word for the day ("today").
    names_today = at_or_none == now and not has_digit
    # "This morning" is no minute: dateparser says nine o'clock, whatever the time is now.
    is_full_hour = at_or_none.replace(minute=0, second=0, microsecond=0) == at_or_none
    names_part = not has_digit and is_full_hour and (now - at_or_none) % timedelta(minutes=1) != timedelta()
    return at_or_none, "day" if same_time or names_today or names_part else "minute"


@cache
def _words_for_now() -> frozenset[str]:
    return frozenset(fold_date(word) for word in table("now")["words"])


def _own_form(line: str) -> tuple[int, str] | None:
    """The number and the unit of a form that `words.toml` has."""
    if (named := _own_words().get(line)) is not None:
        return named
    for unit, pattern in _own_patterns():
        if match := pattern.fullmatch(line):
            return int(match["n"]), unit
    return None


@cache
def _own_words() -> Mapping[str, tuple[int, str]]:
    """Forms without a digit: "một giờ trước", منذ ساعتين, "hôm kia"."""
    counted = [(1, table("one_ago")), (2, table("two_ago"))]
    named = [(int(days), {"day": words}) for days, words in table("days_back").items()]
    return MappingProxyType(
        {
            fold_date(form): (number, unit)
            for number, units in [*counted, *named]
            for unit, forms in units.items()
            for form in forms
        }
    )


@cache
def _words_about() -> re.Pattern[str]:
    words, anywhere = table("about")["words"], table("about")["anywhere"]
    return re.compile(rf"(?<!\w)(?:{alternatives(words)})(?!\w)|{alternatives(anywhere)}", re.IGNORECASE)


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


def _ask_dateparser(text: str, line: str, language: str | None, now: datetime) -> datetime | None:
    text = _DASH_BEFORE_TIME.sub(" ", text)
    primary = re.split("[-_]", language)[0].lower() if language else None
    # dateparser has the words of traditional characters under a name of their own.
    own = ["zh", "zh-Hant"] if primary == "zh" else [primary] if primary else []
    for languages in (own, list(LANGUAGES_WITHOUT_A_TAG)):
        if not languages:
            continue
        if any(line.replace(".", "") in _words_for_spans(one) for one in languages):
            return None
        if (at := _parsed(text, languages, now)) is not None:
            return at if _counts_all(text, languages, now, at) else None
    return None


def _parsed(text: str, languages: list[str], now: datetime) -> datetime | None:
    # Imported here because few feeds have relative dates and the import is slow.
    import dateparser

    try:
        found = dateparser.parse(text, languages=languages, settings=_settings(now))
    except (ValueError, OverflowError):  # a language that it does not know, or a number beyond all calendars
        return None
    return None if found is None else found.replace(tzinfo=now.tzinfo)


def _counts_all(text: str, languages: list[str], now: datetime, at: datetime) -> bool:
    """Whether every number of a text counts for the time that dateparser reads in it. It passes over words that it does
    not know, and so over the half hour of "il y a 1 h 30" and the day of "1 ngày 3 giờ trước"."""
    if any(unicodedata.category(letter) == "No" for letter in text):  # "½ hour ago"
        return False
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) == 1:
        return True
    others = (f"{text[: one.start()]}{int(one[0]) + 1}{text[one.end() :]}" for one in numbers)
    return all(_parsed(other, languages, now) != at for other in others)


@cache
def _words_for_spans(language: str) -> frozenset[str]:
    """The words of a language for a whole week, month or year: "this week", "last year"."""
    from dateparser.languages.loader import default_loader

    try:
        told = default_loader.get_locale(language).info.get("relative-type", {})
    except ValueError:  # a language that it does not know
        return frozenset()
    spans = (word for name, words in told.items() if _SPAN.search(name) for word in words)
    return frozenset(fold_date(word).replace(".", "") for word in spans)


def _settings(now: datetime) -> dict[str, object]:
    return {"RELATIVE_BASE": now.replace(tzinfo=None), "PARSERS": ["relative-time"]}
