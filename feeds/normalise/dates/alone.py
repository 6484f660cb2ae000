"""Whether a text is nothing but a date: with its day of the week, time of day and zone, and no other word."""

import re
from datetime import date
from functools import cache

from feeds.normalise.dates.calendars import write_out_years
from feeds.normalise.dates.day_periods import words_of
from feeds.normalise.dates.numerals import Reading
from feeds.normalise.dates.words import alternatives, cldr_locale, fold_date, table, weekday_numbers
from feeds.normalise.dates.written import readings, without_era
from feeds.normalise.dates.zones import zone_named, zone_named_at_end

# Longer texts are sentences.
LONGEST_DATE_ALONE = 70  # characters
# Thai, Lao, Burmese and Khmer join the words of a date, Chinese, Japanese and Korean to its numbers.
_JOINED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff가-힣"
_CLOCK = re.compile(
    r"\d{1,2}\s?(?:[:.h時时點点시]|h\s)\s?\d{2}(?:\s?[:.分분]\s?\d{2})?|\d{1,2}\s?(?=[時时點点시])"
)
_HOURS = re.compile(r"\d{1,2}\s?(?:gio|h|ч|год|ໂມງ|นาฬิกา|ម៉ោង|hod|heures?|uhr)\s?(?:\d{1,2})?")
_WEEKDAY_IN_BRACKETS = re.compile(
    r"[(（]?(?:[月火水木金土日]|[월화수목금토일]|周[一二三四五六日]|週[一二三四五六日])[)）]|^\s?[月火水木金土日](?=\s|$)"
)
_OFFSET = re.compile(r"(?:gmt|utc)\s?[+-]\s?\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}\b|\b(?:gmt|utc)\b")


def is_date_alone(text: str, *, language: str | None) -> bool:
    """Whether `text` is one date and what belongs to it ("jeudi 14 mai 2026 à 7 h 45 (UTC+2)").

    `language` is the BCP 47 tag of the text, None where it is unknown.
    """
    if len(text) > LONGEST_DATE_ALONE:
        return False
    line = write_out_years(fold_date(text), language)
    return any(
        _is_alone(reading, line, text, language) for reading in readings(line, language, vietnamese=True)
    )


def _is_alone(reading: Reading, line: str, raw: str, language: str | None) -> bool:
    before, after = line[: reading.start], without_era(line[reading.end :], language)
    rest = [_without_known(part, language) for part in (before, reading.inside, after)]
    rest = [part if not _letters(part) else _without_zone(part, raw, language) for part in rest]
    return not any(map(_letters, rest))


def _without_known(part: str, language: str | None) -> str:
    for pattern in (_OFFSET, _WEEKDAY_IN_BRACKETS, _CLOCK, _HOURS, _known(language)):
        part = pattern.sub(" ", part)
    return " ".join(part.split()).strip(" ,.;:|()[]/·•–-")


def _without_zone(part: str, raw: str, language: str | None) -> str:
    """The text without the zone that begins or ends it; the day of the year makes no difference here."""
    day = date(2026, 1, 1)
    named = zone_named(part, raw, language, day)
    if named is not None:
        return part[named[1] :]
    return "" if zone_named_at_end(part, raw, language, day) is not None and " " not in part else part


def _letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


@cache
def _known(language: str | None) -> re.Pattern[str]:
    """The words that say nothing but which day and what time: weekdays, day periods, "at"."""
    words = {fold_date(word) for name in ("beside_time", "words") for word in table("fillers")[name]}
    for one in dict.fromkeys((language, "en", "vi") if language else ("en", "vi")):
        if one and cldr_locale(one):
            words |= set(weekday_numbers(one)) | set(words_of(one))
    joined = {word for word in words if re.search(f"[{_JOINED}]", word)}
    apart = words - joined
    return re.compile(rf"(?<![^\W\d_])(?:{alternatives(apart)})(?![^\W\d_])\.?|(?:{alternatives(joined)})")
