"""Years and months of other calendars, turned into the Gregorian one.

Buddhist Era: Thailand and Laos count from 543 BC (the year 2567 is 2024). Solar Hijri: the calendar of Iran.
Japanese eras: Reiwa began in 2019, Heisei in 1989.
"""

import re
from datetime import date, timedelta

BUDDHIST_OFFSET = 543
# Years of the Buddhist Era that can stand on a page of the Web: 1990 to 2100 of the common era.
BUDDHIST_YEARS = range(2533, 2644)
# Years of the Solar Hijri calendar that can stand on a page of the Web: about 1990 to 2060.
SOLAR_HIJRI_YEARS = range(1369, 1440)
JAPANESE_ERAS = {"令和": 2018, "平成": 1988}

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ERA_YEAR = re.compile(r"(令和|平成)\s*(元|\d{1,2})\s*年")
_HAN_NUMBER = re.compile(r"[〇零一二三四五六七八九十]+(?=\s*[年月日号號])")


def write_out_han_numbers(text: str) -> str:
    """`text` with numbers in Han characters before 年, 月 and 日 in digits and Japanese eras as common years."""
    digits = _HAN_NUMBER.sub(lambda match: _han_value(match[0]), text)
    return _ERA_YEAR.sub(
        lambda match: f"{JAPANESE_ERAS[match[1]] + (1 if match[2] == '元' else int(match[2]))}年", digits
    )


def _han_value(number: str) -> str:
    if "十" not in number:
        return "".join(str(_DIGITS[character]) for character in number)
    tens, _, ones = number.partition("十")
    return str((_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0))


def common_year(digits: str, *, this_year: int, buddhist: bool) -> int | None:
    """The Gregorian year that `digits` (two or four) mean, or None where no reading is sensible.

    `buddhist` says that the text is one that may count in the Buddhist Era. A year of two digits is the latest
    year up to the next one, so that "26" is 2026 and "98" is 1998; in Buddhist texts "69" is 2569, that is 2026.
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
    """The Gregorian date of a date in Iran's calendar, or None where there is no such day.

    Uses the 33-year cycle of leap years, exact for the years of `SOLAR_HIJRI_YEARS` up to 1502.
    """
    if year not in SOLAR_HIJRI_YEARS or not 1 <= month <= 12 or not 1 <= day <= (31 if month <= 6 else 30):
        return None
    # 1 Farvardin 1369 was 21 March 1990. A year is a leap year at these places of the cycle of 33.
    leap = (1, 5, 9, 13, 17, 22, 26, 30)
    if month == 12 and day == 30 and year % 33 not in leap:
        return None
    days = sum(366 if earlier % 33 in leap else 365 for earlier in range(1369, year))
    days += 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return date(1990, 3, 21) + timedelta(days=days)
