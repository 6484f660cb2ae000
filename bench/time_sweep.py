"""How dates and times in the formats of 28 locales and of common software are read: `python -m bench.time_sweep`.

    python -m bench.time_sweep [--verbose] [--locale NAME]

Babel writes moments in every date and time pattern of the Unicode CLDR (with day periods, zone patterns and native
digits), and in the formats of publishing software. Each text is read back with its language given. A reading is
"right", "day" (the day is right, the time of day left open), "unknown" or "wrong"; a time read out of a date alone is
wrong. The exit status is 1 where anything is wrong.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import cache
from itertools import chain, islice
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime

from bench.time_styles import AMERICAN, STYLES
from feeds.normalise.dates.parse import VIETNAM, understand

LOCALES = tuple(
    "vi en zh_Hans zh_Hant ja ko fr de es pt it ru uk ar hi th lo km id ms fa bn my pl nl tr el cs".split()  # noqa: SIM905
)
NOW = datetime(2026, 11, 21, 16, tzinfo=UTC)
# Night, midnight, morning, noon, afternoon and evening, in eight months; days below and above twelve.
MOMENTS = (
    datetime(2026, 5, 12, 0, 0, 0, tzinfo=VIETNAM),
    datetime(2024, 2, 29, 3, 30, 5, tzinfo=VIETNAM),
    datetime(2026, 1, 2, 8, 5, 9, tzinfo=VIETNAM),
    datetime(2025, 7, 3, 12, 0, 0, tzinfo=VIETNAM),
    datetime(2023, 12, 5, 12, 40, 0, tzinfo=VIETNAM),
    datetime(2026, 9, 14, 14, 10, 30, tzinfo=VIETNAM),
    datetime(2026, 10, 9, 18, 44, 7, tzinfo=VIETNAM),
    datetime(2022, 4, 30, 23, 20, 0, tzinfo=VIETNAM),
)
# Zones are written in winter and in summer.
ZONED = (datetime(2026, 1, 23, 18, 44, 0, tzinfo=VIETNAM), datetime(2026, 7, 8, 6, 5, 30, tzinfo=VIETNAM))
# Dublin is left out: its winter has a negative saving, for which Babel writes the names of summer.
_ZONES = (
    "UTC Asia/Ho_Chi_Minh Asia/Bangkok Asia/Jakarta Asia/Makassar Asia/Singapore Asia/Shanghai Asia/Tokyo Asia/Seoul "
    "Asia/Kolkata Asia/Tehran Europe/Moscow Europe/Kyiv Europe/Berlin Europe/London Europe/Lisbon "
    "America/Sao_Paulo America/Toronto America/Chicago America/Los_Angeles Australia/Sydney"
)
ZONES = tuple(ZoneInfo(name) for name in _ZONES.split())
# "O" is left out: Babel writes the word "None" for it.
ZONE_PATTERNS = (
    "z",
    "zzzz",
    "OOOO",
    "v",
    "vvvv",
    "V",
    "VV",
    "VVVV",
    "x",
    "xxx",
    "X",
    "XXX",
    "Z",
    "ZZZZ",
    "ZZZZZ",
)
NATIVE_DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹", "hi": "०१२३४५६७८९", "bn": "০১২৩৪৫৬৭৮৯"} | {
    "my": "၀၁၂၃၄၅၆၇၈၉",
    "th": "๐๑๒๓๔๕๖๗๘๙",
    "lo": "໐໑໒໓໔໕໖໗໘໙",
    "km": "០១២៣៤៥៦៧៨៩",
}

AMERICA = ZoneInfo("America/New_York")

Verdict = Literal["right", "day", "unknown", "wrong"]
Unit = Literal["day", "hour", "minute", "second"]
_SIGNS: dict[Unit, str] = {"hour": "hHkK", "minute": "m", "second": "s"}


@dataclass(frozen=True, slots=True)
class Written:
    """A text in `language` (BCP 47), the moment it states (aware), and the pattern that it was written with.

    `finest` is the smallest unit of the pattern, "day" for a date alone; `default` is the zone of the publisher.
    """

    language: str
    pattern: str
    text: str
    meant: datetime
    finest: Unit
    default: tzinfo = VIETNAM


@dataclass(frozen=True, slots=True)
class Result:
    """One text and how it was read; `found` is for people."""

    written: Written
    verdict: Verdict
    found: str


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be written: a moment's date and time of day, in a pattern, in a zone."""

    pattern: str
    moment: datetime
    zone: tzinfo = VIETNAM
    default: tzinfo = VIETNAM


def written_in(locale: str, step: int = 1) -> Iterator[Written]:
    """The texts of one locale, every `step`-th of them, in Western digits and in its own."""
    orders = chain(_dates(locale), _times(locale), _zoned(locale), _styles(locale))
    for order in islice(orders, 0, None, step):
        written = _written(locale, order)
        if written is None:
            continue
        yield written
        digits = NATIVE_DIGITS.get(locale)
        if digits:
            yield replace(written, text=written.text.translate(str.maketrans("0123456789", digits)))


def _dates(locale: str) -> Iterator[_Order]:
    for pattern in date_patterns(locale):
        for moment in MOMENTS:
            yield _Order(pattern, moment)


def _times(locale: str) -> Iterator[_Order]:
    known = Locale.parse(locale)
    for form in ("short", "medium", "full"):
        for pattern in time_patterns(locale):
            for moment in MOMENTS:
                yield _Order(glued(locale, form, known.date_formats[form].pattern, pattern), moment)


def _zoned(locale: str) -> Iterator[_Order]:
    known = Locale.parse(locale)
    day, hours = known.date_formats["medium"].pattern, known.time_formats["medium"].pattern
    after = [f"{hours} {zone}" for zone in ZONE_PATTERNS]
    before = [f"{zone} {hours}" for zone in ("zzzz", "z", "OOOO")]
    others = (known.time_formats["full"].pattern, f"{hours} (zzzz)", f"{hours} '('OOOO')'")
    for pattern in (*after, *before, *others):
        for zone in ZONES:
            for moment in ZONED:
                yield _Order(glued(locale, "medium", day, pattern), moment, zone)


def _styles(locale: str) -> Iterator[_Order]:
    for locales, pattern in STYLES:
        if locales == "*" or locale in locales.split():
            for moment in MOMENTS:
                yield _Order(pattern, moment)
    for pattern in AMERICAN if locale == "en" else ():
        for moment in MOMENTS:
            yield _Order(pattern, moment, AMERICA, AMERICA)


@cache
def date_patterns(locale: str) -> tuple[str, ...]:
    """The patterns of whole dates: the four forms, and the available formats with day, month and year."""
    known = Locale.parse(locale)
    available = [str(pattern.pattern) for key, pattern in known.datetime_skeletons.items() if _is_date(key)]
    return tuple(dict.fromkeys([form.pattern for form in known.date_formats.values()] + available))


def _is_date(skeleton: str) -> bool:
    return "y" in skeleton and "d" in skeleton and not set(skeleton) & set("hHkKmsBjv")


@cache
def time_patterns(locale: str) -> tuple[str, ...]:
    """The patterns of times without a zone, with each kind of day period in place of another."""
    known = Locale.parse(locale)
    patterns = [known.time_formats[form].pattern for form in ("short", "medium")]
    for key, pattern in known.datetime_skeletons.items():
        if set(key) & set("hHkK") and not set(key) & set("yMdEvGw"):
            patterns.append(str(pattern.pattern))
    for pattern in tuple(patterns):
        for period in ("a", "b", "B"):
            if any(period in part for part in pattern.split("'")[::2]):
                patterns += [
                    _with_period(pattern, period, other) for other in ("a", "b", "B", "aaaa", "BBBB", "aaaaa")
                ]
    return tuple(dict.fromkeys(patterns))


def _with_period(pattern: str, period: str, other: str) -> str:
    parts = pattern.split("'")
    return "'".join(part if at % 2 else part.replace(period, other) for at, part in enumerate(parts))


def glued(locale: str, form: str, day: str, hours: str) -> str:
    """A date and a time pattern, joined as the locale joins them."""
    glue = str(Locale.parse(locale).datetime_formats[form])
    return glue.replace("{1}", day).replace("{0}", hours)


def _written(locale: str, order: _Order) -> Written | None:
    """The text that Babel writes; None where it cannot (it knows no name for noon, say)."""
    aware = order.moment.replace(tzinfo=order.zone)
    try:
        text = format_datetime(aware, order.pattern, locale=locale, tzinfo=order.zone)
    except ValueError:
        return None
    letters = "".join(order.pattern.split("'")[::2])
    finest: Unit = "day"
    for unit, signs in _SIGNS.items():
        if set(letters) & set(signs):
            finest = unit
    return Written(locale.replace("_", "-"), order.pattern, text, aware, finest, order.default)


def judge(written: Written) -> Result:
    """Read a text back and compare."""
    moment = understand(written.text, language=written.language, now=NOW, default_zone=written.default)
    if moment is None:
        return Result(written, "unknown", "")
    if moment.precision == "day":
        day = moment.at.astimezone(written.default).date()
        verdict: Verdict = (
            ("right" if written.finest == "day" else "day") if day == written.meant.date() else "wrong"
        )
        return Result(written, verdict, f"{day}")
    right = written.finest != "day" and moment.at == _stated(written)
    return Result(written, "right" if right else "wrong", f"{moment.at:%Y-%m-%d %H:%M:%S}Z")


def _stated(written: Written) -> datetime:
    """The moment as far as the pattern states it, in UTC."""
    meant = written.meant
    if written.finest == "hour":
        meant = meant.replace(minute=0)
    if written.finest in ("hour", "minute"):
        meant = meant.replace(second=0)
    return meant.astimezone(UTC)


def measure(locales: tuple[str, ...] = LOCALES, *, step: int = 1) -> list[Result]:
    """The results for the texts of `locales`, every `step`-th of them."""
    return [judge(written) for locale in locales for written in written_in(locale, step)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--verbose", action="store_true", help="print every text that was not read right")
    parser.add_argument("--locale", action="append", help="only these locales")
    options = parser.parse_args()
    started = time.perf_counter()
    results = measure(tuple(options.locale or LOCALES))
    if options.verbose:
        for result in results:
            if result.verdict != "right":
                one = result.written
                print(
                    f"{result.verdict:8}{one.language:8}{one.text!r} [{one.pattern}] -> {result.found} ({one.meant})"
                )
    for language in dict.fromkeys(result.written.language for result in results):
        counts = Counter(result.verdict for result in results if result.written.language == language)
        print(f"{language:10}" + "".join(f"{counts[verdict]:7} {verdict}" for verdict in get_args(Verdict)))
    counts = Counter(result.verdict for result in results)
    print(f"{'all':10}" + "".join(f"{counts[verdict]:7} {verdict}" for verdict in get_args(Verdict)))
    print(f"{len(results)} texts, {time.perf_counter() - started:.1f} s")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
