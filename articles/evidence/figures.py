"""Read the figures of a text: amounts and percentages in one normal form for all languages and scripts. Pure.

"11,2 tỷ", "112억", "1,120,000,000" and "11.2 billion" are one amount (the first two are 11200000000). A figure is
normalised to a decimal number without grouping; a percentage keeps its sign: "96.5%".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from articles.catalogue.number_words import load_number_words

# Longer runs of digits are telephone and account numbers.
DIGITS_AT_MOST = 15
GROUP = 3  # digits between two grouping signs

_GROUPING = " '’٬"
_HAN_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "兩": 2,
}
_HAN_UNITS = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "萬": 10_000,
    "亿": 100_000_000,
    "億": 100_000_000,
}
_HAN_BREAK = 10_000  # from this unit on, what stands before is multiplied as a whole
_HAN = re.compile(f"[{''.join(_HAN_DIGITS)}{''.join(_HAN_UNITS)}]{{2,}}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its normal form, whether it is a percentage, and its place in the text."""

    value: str
    is_percentage: bool
    start: int
    end: int

    @property
    def key(self) -> str:
        return f"{self.value}%" if self.is_percentage else self.value


def figures_of(folded: str, language: str) -> tuple[Figure, ...]:
    """The figures of a folded text (`articles.grouping.issue_dates.fold_text`) in reading order."""
    is_comma = language.partition("-")[0] in load_number_words().comma_languages
    found = list(_written_in_digits(folded, is_comma=is_comma))
    main = language.partition("-")[0]
    if main in ("zh", "ja"):
        found += _written_in_han(folded)
    if alone := load_number_words().alone.get(main):
        taken = [(figure.start, figure.end) for figure in found]
        found += (figure for figure in _in_words(folded, alone) if not _lies_in(figure.start, taken))
    return tuple(sorted(found, key=lambda figure: figure.start))


def _written_in_digits(text: str, *, is_comma: bool) -> Iterator[Figure]:
    until = 0
    for match in _pattern().finditer(text):
        if match.start() < until:
            continue
        percent = bool(match["before"] or match["percent"])
        value, end = _amount(match, percent=percent, is_comma=is_comma), match.end()
        # "3억 5천만", "1 tỷ 200 triệu": smaller parts follow.
        smallest = _multiplier(match["scale"])
        while smallest > 1 and (more := _pattern().match(text, end + (text[end : end + 1] == " "))):
            multiplier = _multiplier(more["scale"])
            follows_apart = text[end : end + 1] == " " and multiplier == 1
            part = _amount(more, percent=False, is_comma=is_comma)
            if (
                multiplier >= smallest
                or part >= smallest
                or follows_apart
                or more["percent"]
                or more["before"]
            ):
                break
            value, smallest, end = value + part, multiplier, more.end()
        until = end
        if len(str(int(value))) <= DIGITS_AT_MOST:
            yield Figure(_plain(value), percent, match.start("number" if match["number"] else "word"), end)


def _in_words(text: str, alone: re.Pattern[str]) -> Iterator[Figure]:
    """Numbers from two to ten that are written as words."""
    for match in alone.finditer(text):
        yield Figure((match.lastgroup or "")[1:], False, match.start(), match.end())


def _lies_in(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _amount(match: re.Match[str], *, percent: bool, is_comma: bool) -> Decimal:
    multiplier = _multiplier(match["scale"])
    if word := match["word"]:
        return Decimal(load_number_words().words[word.lower()] * multiplier)
    return _read(match["number"], is_comma=is_comma, may_be_fraction=percent or multiplier > 1) * multiplier


def _multiplier(scales: str | None) -> int:
    value = 1
    for scale in _scale_pattern().findall(scales or ""):
        value *= load_number_words().scale(scale)
    return value


def _read(written: str, *, is_comma: bool, may_be_fraction: bool) -> Decimal:
    """The number. One sign with three digits after it groups thousands, unless a fraction is likelier."""
    digits = re.sub(f"[{_GROUPING}]", "", written).replace("٫", ",")
    signs = re.findall("[.,]", digits)
    if not signs:
        return Decimal(digits)
    head, _sign, tail = digits.rpartition(signs[-1])
    mixed, repeated = len(set(signs)) > 1, len(signs) > 1
    is_mark = (signs[-1] == ",") == is_comma
    grouped = len(tail) == GROUP and not head.startswith("0") and not (may_be_fraction and is_mark)
    if (repeated and not mixed) or (grouped and not mixed):
        return Decimal(re.sub("[.,]", "", digits))
    return Decimal(f"{re.sub('[.,]', '', head)}.{tail}")


def _plain(value: Decimal) -> str:
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _written_in_han(text: str) -> Iterator[Figure]:
    """Numbers of two characters or more: 三十二, 一百二十万."""
    for match in _HAN.finditer(text):
        written = match.group()
        if written[0] in "万萬亿億" or text[match.start() - 1 : match.start()].isdigit():
            continue
        is_percentage = text[max(0, match.start() - 3) : match.start()] == "百分之"
        if value := _han_value(written):
            yield Figure(str(value), is_percentage, match.start(), match.end())


def _han_value(written: str) -> int:
    if not set(written) & set(_HAN_UNITS):
        return int("".join(str(_HAN_DIGITS[character]) for character in written))
    total = section = digit = 0
    for character in written:
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character]
            continue
        unit = _HAN_UNITS[character]
        if unit >= _HAN_BREAK:
            total, section, digit = total + (section + digit or 1) * unit, 0, 0
        else:
            section, digit = section + (digit or 1) * unit, 0
    return total + section + digit


@cache
def _pattern() -> re.Pattern[str]:
    words = load_number_words()
    number = rf"\d+(?:[{_GROUPING}]\d{{3}}(?!\d))*(?:[.,٫]\d+)*"
    scales = rf"(?:[ -]?(?:de )?(?:{words.scale_pattern})){{1,3}}"
    return re.compile(
        rf"(?:(?P<before>{words.percent_before})\s?)?"
        rf"(?:(?<![\dA-Za-z])(?<!\d[.,:])(?<![A-Za-z]-)(?P<number>{number})(?![\d:]|h\d)"
        rf"|(?P<word>{words.word_pattern})(?={scales}))"
        rf"(?P<scale>{scales})?(?:\s?(?P<percent>{words.percent_after}))?",
        re.IGNORECASE,
    )


@cache
def _scale_pattern() -> re.Pattern[str]:
    return re.compile(load_number_words().scale_pattern, re.IGNORECASE)
