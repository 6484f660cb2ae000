"""Years and dates of other calendars, converted to the Gregorian calendar.

Buddhist Era: Thailand and Laos count from 543 BC (the year 2567 is 2024). Solar Hijri: the calendar of Iran.
Japanese eras: Reiwa began in 2019, Heisei in 1989. Minguo: Taiwan counts from 1912. Cambodia's Buddhist year changes in
May, so that its dates are not converted.
"""

import re
from datetime import date, timedelta

BUDDHIST_OFFSET = 543
# Plausible years of the Buddhist Era: 1990 to 2100 of the Common Era.
BUDDHIST_YEARS = range(2533, 2644)
# Plausible years of the Solar Hijri calendar: 1990 to 2060.
SOLAR_HIJRI_YEARS = range(1369, 1440)
# Plausible years of the Minguo calendar: 1990 to 2060.
MINGUO_YEARS = range(79, 150)
MINGUO_OFFSET = 1911
# The year before an era's first, and its last year; none for the present era.
_REIWA, _HEISEI = (2018, 99), (1988, 31)
JAPANESE_ERAS = {"令和": _REIWA, "r": _REIWA, "平成": _HEISEI, "h": _HEISEI}

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ERA_YEAR = re.compile(r"(令和|平成)\s*(元|\d{1,2})\s*年")
# "R8.9.14": the era by its letter, in Japanese texts only.
_ERA_LETTER = re.compile(r"(?<![^\W\d_])([rh])\s?(\d{1,2})(?=\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,2}(?!\d))")
_MINGUO_NAMED = re.compile(r"(?:中華|中华)?(?:民國|民国)\s*(元|\d{1,3})(?=\s*[年./-])")
# Three digits before a month are a year of Taiwan.
_MINGUO_YEAR = re.compile(
    r"(?<![\d./-])(\d{3})(?=\s?(?:年\s?\d{1,2}\s?月|[./-]\s?\d{1,2}\s?[./-]\s?\d{1,2}(?!\d)))"
)
_HAN_NUMBER = re.compile(r"[〇零一二三四五六七八九十百]+(?=\s*[年月日号號])")


def write_out_years(text: str, language: str | None) -> str:
    """`text` with Han numbers before 年, 月 and 日 as digits, and years of Japan and Taiwan as Gregorian years.

    `language` (BCP 47) decides about "R8.9.14" and "115/9/14"; named eras are read in every language.
    """
    if text.isascii() and language != "ja" and language != "zh-Hant":
        return text
    text = _HAN_NUMBER.sub(lambda match: _han_value(match[0]), text)
    text = _ERA_YEAR.sub(lambda match: f"{_japanese_year(match)}年", text)
    text = _MINGUO_NAMED.sub(
        lambda match: str(MINGUO_OFFSET + (1 if match[1] == "元" else int(match[1]))), text
    )
    if language == "ja":
        return _ERA_LETTER.sub(_japanese_year, text)
    return _MINGUO_YEAR.sub(_minguo_year, text) if language == "zh-Hant" else text


def _japanese_year(match: re.Match[str]) -> str:
    """The Gregorian year; what is written, where the era had no such year."""
    before, last = JAPANESE_ERAS[match[1]]
    year = 1 if match[2] == "元" else int(match[2])
    return str(before + year) if 1 <= year <= last else match[0].rstrip("年")


def _minguo_year(match: re.Match[str]) -> str:
    return str(MINGUO_OFFSET + int(match[1])) if int(match[1]) in MINGUO_YEARS else match[1]


def _han_value(number: str) -> str:
    if not set(number) & {"十", "百"}:
        return "".join(str(_DIGITS[character]) for character in number)
    hundreds, _, rest = number.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = 100 * (_DIGITS.get(hundreds, 1) if "百" in number else 0)
    return str(
        value + 10 * (_DIGITS.get(tens.lstrip("零〇"), 1) if ten else 0) + _DIGITS.get(ones.lstrip("零〇"), 0)
    )


def common_year(digits: str, *, this_year: int, buddhist: bool) -> int | None:
    """The Gregorian year of `digits` (two or four); None for any other number of digits.

    `buddhist`: the text may count in the Buddhist Era. A year of two digits is the latest such year that is not
    after next year: "26" is 2026 and "98" is 1998; in Buddhist texts "69" is 2569, that is 2026.
    """
    year = int(digits)
    if len(digits) == 4:
        return year - BUDDHIST_OFFSET if buddhist and year in BUDDHIST_YEARS else year
    if len(digits) != 2:
        return None
    if buddhist and 1990 <= 2500 + year - BUDDHIST_OFFSET <= this_year + 1:
        return 2500 + year - BUDDHIST_OFFSET
    return 2000 + year if 2000 + year <= this_year + 1 else 1900 + year


def from_solar_hijri(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a Solar Hijri date, or None where there is no such day.

    Uses the 33-year cycle of leap years, exact for the years of `SOLAR_HIJRI_YEARS` up to 1502.
    """
    if year not in SOLAR_HIJRI_YEARS or not 1 <= month <= 12 or not 1 <= day <= (31 if month <= 6 else 30):
        return None
    # 1 Farvardin 1369 was 21 March 1990. Leap years are those with these remainders in the 33-year cycle.
    leap = (1, 5, 9, 13, 17, 22, 26, 30)
    if month == 12 and day == 30 and year % 33 not in leap:
        return None
    days = sum(366 if earlier % 33 in leap else 365 for earlier in range(1369, year))
    days += 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return date(1990, 3, 21) + timedelta(days=days)
