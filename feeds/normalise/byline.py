"""Bylines (“Báo XBáo X30/10/2025”, a line above the text) and datelines (“Hà Nội (TTXVN) –”, at its beginning)."""

import re

from feeds.normalise.dates.words import weekday_names
from feeds.vocabulary import Vocabulary, fold_phrase, vocabulary
from feeds.vocabulary.lines import is_name, split_label, width

# A word with the marks that Indic and South-East Asian scripts write apart from their letters.
_MONTH = (
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd"
    r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3]){1,17}"
)
# Chinese, Japanese and Korean write the day of the week behind the date: 月曜日, （月）, 星期一, 월요일.
_DAY_BEHIND = r"(?:\s?[(（]?(?:星期[一二三四五六日天]|周[一二三四五六日]|[月火水木金土日](?:曜日?)?|[월화수목금토일](?:요일)?)[)）]?)?"
_DATE = (
    r"(?:\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}\.?"
    rf"|\d{{4}}\s?[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일]{_DAY_BEHIND}"
    r"|(?:ngày\s)?\d{1,2}\s[Tt]háng\s\d{1,2}(?:\snăm\s|[,/]\s?|\s)\d{4}"
    rf"|\d{{1,2}}(?:\.|er|º|st|nd|rd|th)?\s(?:de\s|tháng\s)?{_MONTH}\.?,?\s(?:de\s|năm\s)?\d{{4}}(?:\s(?:[гр]\.|года|року|r\.))?"
    rf"|{_MONTH}\.?\s\d{{1,2}},?\s\d{{4}})"
)
_AT = r"(?:(?:lúc|at|um|à|às|alle|a\slas|в|о|เวลา|ເວລາ|ម៉ោង)\s*)?"
_TIME = r"(?:\d{1,2}[:hg]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?)"
_ZONE = r"(?:\s*\(?(?:GMT|UTC)\s?[+-]\d{1,2}(?::\d{2})?\)?)?"
MOMENT = rf"(?:{_TIME}\s*[,|–-]?\s*)?{_DATE}(?:[\s,|–-]*{_AT}{_TIME})?{_ZONE}"
_ENDS_IN_DATE = re.compile(rf"(?P<before>.*?)(?P<date>(?<!\d){MOMENT})\s*$", re.DOTALL)
_JOIN = re.compile(r"\s*[|•·–—,-]+\s*$")
_GLUED = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZÀ-ÖØ-ÞĐĂƠƯА-ЯЁЇІЄҐΑ-Ω])")
# “Thứ Hai, ngày 3…”, “วันจันทร์ที่ 3…”, “Montag, den 3.…”
_LEADS_TO_DATE = re.compile(r"\s*(?:ngày|ngay|ที่|ទី|den|le|el|il)$")
BYLINE_MAX_WIDTH = 140

_DATELINE = re.compile(
    r"(?P<dateline>[^\W\d_][^()\n.;:!?]{1,45}?\s?[(（][^()（）\n]{2,30}[)）]"
    r"|[(（][^()（）\n]{2,30}[)）]"
    r"|[A-ZĐ][A-ZĐ&.]{1,14})\s*[-–—]+\s*(?=\S)"
)
DATELINE_PLACE_MAX_WORDS = 6


def split_byline(line: str, language: str = "") -> tuple[str, str, str] | None:
    """Publisher, author and date (as written) of a byline such as “Báo XBáo X30/10/2025” or “VNA • 25/08/2024”.

    Each of the three may be empty; None where the line is no byline. A headline that ends in a date is none.
    """
    line = line.strip()
    if not line or width(line) > BYLINE_MAX_WIDTH:
        return None
    match = _ENDS_IN_DATE.match(line)
    if not match:
        doubled = _doubled(line, glued=True)
        return (doubled, "", "") if doubled else None
    before, date = match["before"], match["date"].strip()
    if not before.strip():
        return ("", "", date)
    words = vocabulary(language)
    names = before.strip()
    glued = before[-1:].isalpha()
    joined = _JOIN.search(names)
    names = _JOIN.sub("", names)
    doubled = _doubled(names, glued=False)
    if doubled:
        return (doubled, "", date)
    if words.has(names, "posted", "updated") or is_weekday(names):
        return ("", "", date)
    author = split_label(names, words, "author")
    if author is not None and is_name(author):
        return ("", author, date)
    if not is_name(names):
        return None
    if glued or joined or _is_publisher(names, words):
        return _publisher_and_author(names, date, words)
    return None


def dateline(text: str) -> str | None:
    """The dateline at the beginning of `text` as written: “(TN&MT)”, “Hà Nội (TTXVN)”, “TCCS”; None without one."""
    match = _DATELINE.match(text)
    if not match:
        return None
    found = match["dateline"].strip()
    inside = found.strip("()（）")
    letters = [character for character in inside if character.isalpha()]
    if len(letters) < 2 or len(found.split()) > DATELINE_PLACE_MAX_WORDS + 2:
        return None
    # "(a) – first" and "the council (elected) - met" are not datelines: a place and an agency have capitals.
    agency = re.search(r"[(（]\s*([^()（）]+?)\s*[)）]$", found)
    heads = [found.lstrip("(（")[:1], agency[1][:1] if agency else inside[:1]]
    return None if any(head.islower() for head in heads) else found


def is_weekday(names: str) -> bool:
    """Whether the words before the date are only the day of the week."""
    # Khmer may write “day” before the name of the day.
    folded = fold_phrase(names).removeprefix("ថ្ងៃ")
    return folded in weekday_names() or _LEADS_TO_DATE.sub("", folded).rstrip(" ,") in weekday_names()


def _doubled(names: str, *, glued: bool) -> str:
    """The name that is repeated in `names`, empty where none is; with `glued` no space may separate the two."""
    half, odd = divmod(len(names), 2)
    minimum = 5 if glued else 2
    if not odd and half >= minimum and names[:half] == names[half:]:
        return names[:half].strip() if not glued or is_name(names[:half]) else ""
    if odd and not glued and half >= minimum and names[half] in " |•·-" and names[:half] == names[half + 1 :]:
        return names[:half].strip()
    return ""


def _is_publisher(names: str, words: Vocabulary) -> bool:
    if names.isupper() or re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", names):
        return len(names.split()) <= 4
    folded = fold_phrase(names)
    return any(
        folded == w or folded.startswith(w + " ") or folded.endswith(" " + w)
        for w in words.folded["newspaper"]
    )


def _publisher_and_author(names: str, date: str, words: Vocabulary) -> tuple[str, str, str]:
    parts = [part for part in re.split(r"\s*[|•·]\s*|\s+[-–—]\s+", names) if part]
    if len(parts) == 1 and not re.search(r"\.\w", names):
        pieces = _GLUED.split(names)
        parts = pieces if len(pieces) == 2 else parts
    if len(parts) < 2:
        return (names, "", date)
    return (parts[0], "" if parts[1] == parts[0] else parts[1], date)
