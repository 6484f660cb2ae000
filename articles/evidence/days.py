"""Read the days, months and years that a text names, in every language and era. Pure.

Years of the Buddhist calendar (Thai, Lao, Khmer: 2568), of the Republic of China (民國114年) and of Reiwa (令和7年) are
given as years of the common era.
"""

import re
from dataclasses import dataclass
from functools import cache

from articles.catalogue import load_document_kinds
from articles.grouping.folding import SPACELESS
from articles.grouping.issue_dates import BUDDHIST_OFFSET, FIRST_BUDDHIST_YEAR, INVISIBLE

FIRST_YEAR, LAST_YEAR = 1900, 2099
REPUBLIC_OFFSET, REIWA_OFFSET = 1911, 2018
MONTHS, LONGEST_MONTH = 12, 31

_FAR_BEFORE = 12  # characters before "5-10" in which a word makes it a day
_DAY_COMES = re.compile(r"(?:ngày|sáng|trưa|chiều|tối|đêm|hôm nay|,|\()[ (]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Times:
    """`days` as (month, day), `years` of the common era; `spans` are their places in the text, and those of months and
    hours. `day_spans` and `year_spans` are the places of `days` and `years` alone, in the same order.
    """

    days: tuple[tuple[int, int], ...]
    years: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    day_spans: tuple[tuple[int, int], ...]
    year_spans: tuple[tuple[int, int], ...]


def times_of(folded: str) -> Times:
    """The days and years of a folded text (`articles.grouping.issue_dates.fold_text`), in reading order."""
    days, years, spans, day_spans, year_spans = [], [], [], [], []
    for match in _day_pattern().finditer(folded):
        parts = {name.rpartition("_")[2]: value for name, value in match.groupdict().items() if value}
        day = _day(parts)
        if day is None or _is_range(folded, match):
            continue
        days.append(day)
        day_spans.append(match.span())
        spans.append(match.span())
        if year := _common_era(parts.get("year")):
            years.append(year)
            year_spans.append(match.span())
    for match in _year_pattern().finditer(folded):
        if any(start <= match.start() < end for start, end in spans):
            continue
        if year := _year(match):
            years.append(year)
            year_spans.append(match.span())
            spans.append(match.span())
    spans += (match.span() for match in _month_pattern().finditer(folded))
    spans += (match.span() for match in _CLOCK.finditer(folded))
    return Times(tuple(days), tuple(years), tuple(spans), tuple(day_spans), tuple(year_spans))


def _day(parts: dict[str, str]) -> tuple[int, int] | None:
    word = parts["month"].lower()
    month = int(word) if word.isdigit() else load_document_kinds().months[word]
    day = int(parts["day"])
    if month > MONTHS >= day and word.isdigit():  # "10/31"
        month, day = day, month
    return (month, day) if 1 <= month <= MONTHS and 1 <= day <= LONGEST_MONTH else None


def _is_range(folded: str, match: re.Match[str]) -> bool:
    """Whether "5-10" says from five to ten: without a year, only a word before it makes it a day."""
    if not match["num_day"] or match["num_year"] or "-" not in match.group():
        return False
    return not _DAY_COMES.search(folded[max(0, match.start() - _FAR_BEFORE) : match.start()])


def _year(match: re.Match[str]) -> int | None:
    if match["republic"]:
        return _within(int(match["republic"]) + REPUBLIC_OFFSET)
    if match["reiwa"]:
        return _within(int(match["reiwa"]) + REIWA_OFFSET)
    return _common_era(match["year"])


def _common_era(written: str | None) -> int | None:
    if not written:
        return None
    year = int(written)
    return _within(year - BUDDHIST_OFFSET if year > FIRST_BUDDHIST_YEAR else year)


def _within(year: int) -> int | None:
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


_CLOCK = re.compile(r"(?<!\d)\d{1,2}(?::\d{2}|h\d{0,2}(?![a-z]))(?!\d)")


@cache
def _year_pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?:民國|民国|中華民國)\s?(?P<republic>\d{2,3})\s?年|(?:令和|레이와|Reiwa)\s?(?P<reiwa>\d{1,2})"
        r"|(?<![\d.,/A-Za-z])(?P<year>(?:19|20|24|25)\d\d)(?![\d:]|[.,]\d|\s?%)"
    )


@cache
def _months() -> tuple[str, str]:
    """The names of months as alternatives: those that end with their word, and those of scripts without spaces."""
    names = sorted(load_document_kinds().months, key=len, reverse=True)
    inside = [name for name in names if re.search(f"[{SPACELESS}]", name)]
    ending = [name for name in names if name not in inside]
    return "|".join(map(re.escape, ending)), "|".join(map(re.escape, inside))


@cache
def _month_pattern() -> re.Pattern[str]:
    """A month by its number, which is no figure: "tháng 10", "10月", "10월"."""
    return re.compile(
        r"(?:tháng|ខែ)\s?(?:1[0-2]|0?[1-9])(?!\d)|(?<!\d)(?:1[0-2]|0?[1-9])\s?[月월](?![^\W\d_]*間)"
    )


@cache
def _day_pattern() -> re.Pattern[str]:
    ending, inside = _months()
    gap = rf"[ {INVISIBLE}]{{0,3}}"
    year = rf"(?:{gap}(?:năm|de|del|year|ปี|พ\.ศ\.|ค\.ศ\.|ປີ|ឆ្នាំ|г\.?|року|года|,)?{gap}(?P<WHICH_year>(?:19|20|24|25)\d\d)(?!\d))?"
    of = rf"(?:de{gap}|di{gap}|of{gap}|ខែ{gap}|เดือน{gap}|ເດືອນ{gap}|tháng{gap})?"
    return re.compile(
        rf"(?<![\d./-])(?:"
        rf"(?:(?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)(?!\d))"
        rf"|(?:(?P<cjk_year>(?:19|20)\d\d){gap}[年년]{gap})?(?P<cjk_month>\d{{1,2}}){gap}[月월]{gap}(?P<cjk_day>\d{{1,2}}){gap}[日일号號]"
        rf"|(?P<vi_day>\d{{1,2}}){gap}tháng{gap}(?P<vi_month>\d{{1,2}})(?!\d){year.replace('WHICH_', 'vi_')}"
        rf"|(?P<num_day>\d{{1,2}})[/-](?P<num_month>\d{{1,2}})(?:[/-](?P<num_year>(?:19|20|24|25)\d\d))?(?![\w/-]|[.,]\d|%)"
        rf"|(?P<dot_day>\d{{1,2}})\.(?P<dot_month>\d{{1,2}})\.(?:(?P<dot_year>(?:19|20|25)\d\d)(?!\d)|(?!\d))"
        rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.|-го|-е)?{gap}{of}(?P<month>(?:{ending})(?!\w)|{inside}){year.replace('WHICH_', '')}"
        rf")|(?<!\w)(?P<us_month>{ending})\.?{gap}(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d){year.replace('WHICH_', 'us_')}",
        re.IGNORECASE,
    )
