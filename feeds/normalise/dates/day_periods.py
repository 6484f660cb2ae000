"""Day periods: the words beside an hour from 1 to 12 that say which half of the day it is in ("p. m.", "chiều", 下午).

The words and the hours they stand for come from the Unicode CLDR (`dayPeriods` and `dayPeriodRules`, through Babel)
for the text's language, completed by `words.toml`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tomllib import loads
from types import MappingProxyType

from babel import Locale

from feeds.normalise.dates.sources import languages_of_words
from feeds.normalise.dates.words import alternatives, cldr_locale, fold_date, table, weekday_numbers

# Minutes of a day that a word stands for: from the first, up to and without the second; the second may be smaller.
Span = tuple[int, int]

NOON, DAY = 12 * 60, 24 * 60
# Nearer than this to one reading, and this much farther from the other, a word outside its hours is still understood
# ("11:30 trưa", where CLDR knows the word for 12:00 alone), in minutes.
TOLERANCE = 3 * 60

_HALVES: Mapping[str, Span] = {"am": (0, NOON), "pm": (NOON, DAY)}
# Written in every language, by software that is set to English or Vietnamese.
_EVERYWHERE = {"am": "am", "a.m.": "am", "a. m.": "am", "pm": "pm", "p.m.": "pm", "p. m.": "pm"}
# A word never begins or ends inside another one. Thai, Lao, Burmese and Khmer put no spaces between words.
_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# Letters, of words that must stand alone even in scripts without spaces.
_SHORT_WORD = 2
# Letters beside a time in which a day period is looked for.
_WIDTH = 24
_MAY_BE_WORD = re.compile(r"[^\s\d.,:|()\[\]/-]")


@dataclass(frozen=True, slots=True)
class DayPeriod:
    """The hours that a word beside a time stands for, and the text on both sides without that word."""

    spans: tuple[Span, ...]
    before: str
    after: str


def find_period(before: str, after: str, language: str | None) -> DayPeriod | None:
    """The day period beside a time, where `before` and `after` are the text (folded) on both sides; or None."""
    beside = f"{before[-_WIDTH:]} {after[:_WIDTH]}"
    if not _MAY_BE_WORD.search(before[-3:] + after[:3]):
        return None
    sources = languages_of_words(beside, language, latin=True)
    own = _period_in(sources[:1], before, after, language) if sources[0] == language else None
    return own or _period_in(sources, before, after, language)


def _period_in(sources: tuple[str, ...], before: str, after: str, language: str | None) -> DayPeriod | None:
    words, follows, precedes = _patterns(sources, language)
    if match := follows.match(after):
        return DayPeriod(words[match[1]], before, after[match.end() :])
    if match := precedes.search(before):
        return DayPeriod(words[match[1]], before[: match.start()], after)
    return None


def hour_of(period: DayPeriod, hour: int, minute: int) -> int | None:
    """The hour from 0 to 23 that `hour` (0 to 12) means in that period; None where the period leaves it open."""
    return _hour_within(period.spans, hour % 12, minute)


def is_contradicted(text: str, hour: int, minute: int, language: str | None) -> bool:
    """Whether `text` (folded) has a day period elsewhere that a time of 24 hours cannot be in ("Chiều 12/5, 6:44")."""
    if language is None:
        return False
    words, anywhere = _anywhere(language)
    match = anywhere.search(text) if anywhere else None
    return match is not None and _hour_within(words[match[0]], hour % 12, minute) not in (hour, None)


def _hour_within(spans: tuple[Span, ...], hour: int, minute: int) -> int | None:
    """`hour` (0 to 11) or twelve hours later, whichever is in `spans` or clearly nearer to them."""
    early, late = (_distance(spans, (hour + shift) * 60 + minute) for shift in (0, 12))
    nearer, farther = min(early, late), max(early, late)
    if nearer == farther or nearer > TOLERANCE or (nearer and farther - nearer < TOLERANCE):
        return None
    return hour if early < late else hour + 12


def _distance(spans: tuple[Span, ...], at: int) -> int:
    """Minutes from `at` to the nearest of `spans`, on a round clock; 0 inside one."""
    best = DAY
    for start, end in spans:
        if (at - start) % DAY < (end - start) % DAY or end - start == DAY:
            return 0
        best = min(best, (start - at) % DAY, (at - end) % DAY + 1)
    return best


@cache
def _patterns(
    sources: tuple[str, ...], language: str | None
) -> tuple[Mapping[str, tuple[Span, ...]], re.Pattern[str], re.Pattern[str]]:
    """The words of `sources` in a text in `language`, and where they stand beside a time.

    A word of several languages may stand for the hours of each.
    """
    # "Sa" is Saturday in German; a letter alone means too much.
    weekdays = weekday_numbers(language) if language else {}
    merged: dict[str, set[Span]] = {}
    for source in sources:
        for word, spans in (words_of(source) if source == language else _words_elsewhere(source)).items():
            if source == language or (word not in weekdays and _is_telling(word)):
                merged.setdefault(word, set()).update(spans)
    words = {word: tuple(sorted(spans)) for word, spans in merged.items()}
    long, short = (
        alternatives(w for w in words if (len(w) > _SHORT_WORD) is is_long) for is_long in (True, False)
    )
    end, start = rf"(?![^\W\d_{_NO_SPACES}])", rf"(?<![^\W\d_{_NO_SPACES}])"
    # A short word is the beginning of many others, so that nothing but a space or a mark may follow.
    return (
        words,
        re.compile(rf"[\s,]?((?:{long}){end}|(?:{short})(?=[\s,.|()\d-]|$))"),
        re.compile(rf"({start}(?:{long})|(?:(?<=[\s,.|()\d-])|^)(?:{short}))[\s,]?$"),
    )


@cache
def _anywhere(language: str) -> tuple[Mapping[str, tuple[Span, ...]], re.Pattern[str] | None]:
    """The longer day periods of `language`, and a pattern for them as whole words."""
    words = {
        word: spans for word, spans in words_of(language).items() if len(word) > (2 if word.isascii() else 1)
    }
    words = {word: spans for word, spans in words.items() if word not in _EVERYWHERE and "." not in word}
    if not words:
        return words, None
    start, end = rf"(?<![^\W\d_{_NO_SPACES}])", rf"(?![^\W\d_{_NO_SPACES}])"
    return words, re.compile(rf"{start}(?:{alternatives(words)}){end}")


def _words_elsewhere(language: str) -> Mapping[str, tuple[Span, ...]]:
    """The day periods of a language that is not the text's, from the derived table where it has them.

    Babel's data of a language takes a megabyte, and a page's date is seldom in another language than its text.
    """
    return _table_of_words().get(language) or words_of(language)


@cache
def _table_of_words() -> Mapping[str, Mapping[str, tuple[Span, ...]]]:
    table = loads(Path(__file__).with_name("day_period_words.toml").read_text(encoding="utf-8"))
    return {
        language: {word: tuple((start, end) for start, end in spans) for word, spans in words.items()}
        for language, words in table.items()
    }


@cache
def words_of(language: str) -> Mapping[str, tuple[Span, ...]]:
    """The day periods of `language`, folded, each with the hours it may stand for."""
    words: dict[str, set[Span]] = {}
    for word, span in (*_from_cldr(language), *_from_table(language.partition("-")[0])):
        words.setdefault(fold_date(word), set()).add(span)
    for word, half in _EVERYWHERE.items():
        words[word] = {_HALVES[half]}
    return MappingProxyType({word: tuple(sorted(spans)) for word, spans in words.items()})


def _from_cldr(language: str) -> Iterator[tuple[str, Span]]:
    name = cldr_locale(language)
    if name is None:
        return
    locale = Locale.parse(name)
    rules = locale.day_period_rules.get(None, {})
    for width in ("wide", "abbreviated", "narrow"):
        for context in ("format", "stand-alone"):
            for period, word in locale.day_periods.get(context, {}).get(width, {}).items():
                for span in _spans(period, rules):
                    yield word, span


def _spans(period: str, rules: Mapping[str, list[dict[str, int]]]) -> Iterator[Span]:
    """The hours of a day period ("pm", "noon", "evening1"); CLDR counts them in seconds."""
    if period in _HALVES:
        yield _HALVES[period]
    for rule in rules.get(period, ()):
        if "at" in rule:
            start = rule["at"] // 60 % DAY
            yield start, start + 1
        else:
            yield rule["from"] // 60, rule["before"] // 60


def _from_table(primary: str) -> Iterator[tuple[str, Span]]:
    for hours, words in table("day_periods").get(primary, {}).items():
        start, _, end = hours.partition("-")
        for word in words:
            yield word, (int(start) * 60, int(end) * 60)


def _is_telling(word: str) -> bool:
    return len(word) > 1 or word >= "\u0600"
