"""Read the issue date that a text gives with a citation: "25-NQ/TW ngày 3/6/2013", "dated 14 July 2015".

Only a date tied to the citation counts: one that follows directly, in brackets, or after a word for "dated";
in Chinese, Japanese, Korean and Hindi one directly before. Other dates in a sentence tell when something
happened, not when the document was issued.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from articles.catalogue import load_document_kinds

DATE_REACH = 110
"""Characters after a citation in which its date may end: a long issuer's name and a long date."""
GAP_REACH = 60
"""Characters between the citation and the date: "of the Secretariat of the Party Central Committee dated"."""
FIRST_YEAR = 1930  # the Party's founding; no cited document is older
LAST_YEAR = 2100
BUDDHIST_OFFSET = 543  # years that the Thai and Lao calendar is ahead
FIRST_BUDDHIST_YEAR = 2400  # years above this are not of the common era

INVISIBLE = "\u200b"
"""Replaces every invisible mark in folded text, so that positions do not change."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad"
_SLASHES = "\u2044\u2215\uff0f"
_SIGNS = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _SLASHES), "/"),
    ord("\u00d0"): "Đ",  # the Icelandic letter, typed for the Vietnamese one
    ord("\u0189"): "Đ",
}

# Words that introduce the document's own date.
_STRONG_CUES = (
    *("ban hành ngày", "dated", "issued on", "signed on", "adopted on", "promulgated on", "issued", "of"),
    *("en date du", "datée du", "daté du", "du", "vom", "de fecha", "del", "datada de", "datado de", "de"),
    *(
        "от",
        "від",
        "tertanggal",
        "bertanggal",
        "bertarikh",
        "tarikh",
        "z dnia",
        "z",
        "din data de",
        "din",
        "van",
    ),
    *("المؤرخ في", "المؤرخة في", "مؤرخ في", "بتاريخ", "الصادر في", "الصادرة في", "بتاريخ يوم"),
    *("दिनांक", "दिनांकित", "ลงวันที่", "ลว.", "ລົງວັນທີ", "ចុះថ្ងៃទី", "kelt", "datert", "av", "f.a."),
)
# Words that also mean "on": not accepted after "pada" or between two commas.
_WEAK_CUES = ("ngày", "tanggal", "วันที่", "ວັນທີ", "ថ្ងៃទី", "في", "على", "日期", "日期为")
_NOT_DATED = re.compile(r"(?:\bpada|\bvào|\btrong|ใน|เมื่อ)\s*\w*\s*$", re.I)
_TIED_BEFORE = re.compile(r"付|的|자|वाले|के|का|की|发布|颁布|通过|印发|發布|頒布|通過")
_YEAR = re.compile(r"\d{4}")  # every date needs one; ten times faster than the full search
_BEFORE_REACH = 24
_DIRECT_BEFORE = 6


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text in NFC and its folded form of the same length: plain digits, dashes, slashes and spaces."""

    original: str
    folded: str


def fold_text(text: str) -> FoldedText:
    """NFC, and a folded text of the same length: full-width forms, native digits, dashes and invisible marks
    made plain.
    """
    original = unicodedata.normalize("NFC", text)
    if original.isascii():
        return FoldedText(original, original)
    foreign = {character for character in set(original) if character > "\x7f"}
    table = {ord(one): plain for one in foreign if (plain := _fold_character(one)) != one}
    return FoldedText(original, original.translate(table) if table else original)


def find_issue_date(folded: str, start: int, end: int) -> date | None:
    """The date tied to the citation at `folded[start:end]`, None if there is none."""
    return _date_after(folded[end : end + DATE_REACH]) or _date_before(folded[max(0, start - 40) : start])


@lru_cache(maxsize=4096)  # enough for the letters of the scripts in use
def _fold_character(character: str) -> str:
    if sign := _SIGNS.get(ord(character)):
        return sign
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Cf":
        return INVISIBLE
    if category == "Zs":
        return " "
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return character


def _date_after(following: str) -> date | None:
    match = _dates().search(following) if _YEAR.search(following) else None
    if match is None or match.start() > GAP_REACH:
        return None
    gap = following[: match.start()].replace(INVISIBLE, "")
    if re.search(r'[\d;\n"“”«»]|\.\s', gap) or not _tied(gap, following[match.end() :]):
        return None
    return _read(match)


def _tied(gap: str, rest: str) -> bool:
    words = gap.strip().lower()
    if not words.strip(" ,(-号號호"):
        return not words.endswith(",") or not rest.lstrip().startswith(",")
    if words.endswith("("):
        return True
    if any(_ends_with(words, cue) for cue in _STRONG_CUES):
        return True
    for cue in _WEAK_CUES:
        if _ends_with(words, cue):
            lead = words[: -len(cue)]
            between_commas = (
                "," in lead and rest.lstrip().startswith(",") and not re.match(r"\s*,\s*của", rest)
            )
            return not _NOT_DATED.search(lead) and not between_commas
    return False


def _ends_with(words: str, cue: str) -> bool:
    if not words.endswith(cue):
        return False
    before = words[: -len(cue)]
    return not before or not before[-1].isalpha() or not cue[0].isascii() or not before[-1].isascii()


def _date_before(preceding: str) -> date | None:
    matches = list(_dates().finditer(preceding)) if _YEAR.search(preceding) else []
    if not matches:
        return None
    match = matches[-1]
    gap = preceding[match.end() :].replace(INVISIBLE, "").strip()
    if re.search(r"[\d,,、。।;\n]", gap) or (match["cjk_day"] is None and not re.match(r"के|का|की|को", gap)):
        return None
    tied = len(gap) <= _DIRECT_BEFORE or (len(gap) <= _BEFORE_REACH and _TIED_BEFORE.search(gap))
    return _read(match) if tied else None


@cache
def _dates() -> re.Pattern[str]:
    months = sorted(load_document_kinds().months, key=len, reverse=True)
    month = "|".join(re.escape(name) for name in months)
    space = rf"[ {INVISIBLE}]{{0,3}}"
    year = r"(?:พ\.ศ\.|ค\.ศ\.|năm|ឆ្នាំ|ปี|ປີ)?" + space
    return re.compile(
        rf"(?<!\d)(?:"
        rf"(?P<cjk_year>\d{{4}}){space}[年년]{space}(?P<cjk_month>\d{{1,2}}){space}[月월]{space}(?P<cjk_day>\d{{1,2}}){space}[日일]"
        rf"|(?P<iso_year>\d{{4}})-(?P<iso_month>\d{{2}})-(?P<iso_day>\d{{2}})(?!\d)"
        rf"|(?P<num_day>\d{{1,2}}){space}[./-]{space}(?P<num_month>\d{{1,2}}){space}[./-]{space}(?P<num_year>\d{{4}})(?!\d)"
        rf"|(?P<vi_day>\d{{1,2}}){space}(?:tháng|ខែ){space}(?P<vi_month>\d{{1,2}}|{month}){space},?{space}(?:năm|ឆ្នាំ){space}(?P<vi_year>\d{{4}})(?!\d)"
        rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ο|\.)?{space}(?:de{space}|di{space}|ខែ{space}|เดือน{space}|ເດືອນ{space})?(?P<name>{month}){space},?{space}(?:de[l ]{space})?{year}(?P<year>\d{{4}})(?!\d)"
        rf"|(?<!\w)(?P<us_name>{month})\.?{space}(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?{space},{space}(?P<us_year>\d{{4}})(?!\d)"
        rf")",
        re.IGNORECASE,
    )


def _read(match: re.Match[str]) -> date | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    parts = {name.rsplit("_", 1)[-1]: value for name, value in groups.items()}
    word = parts.get("month") or parts["name"]
    month = int(word) if word.isdigit() else load_document_kinds().months[word.lower()]
    year = int(parts["year"])
    if year > FIRST_BUDDHIST_YEAR:
        year -= BUDDHIST_OFFSET
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, int(parts["day"]))
    except ValueError:  # "31 June"
        return None
