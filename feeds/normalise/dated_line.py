"""Lines that state when an article was published or changed, with or without its author (“11/05/2026 | Lò Văn A”)."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from feeds.normalise.author_labels import without_author_label
from feeds.normalise.byline import BYLINE_MAX_WIDTH, MOMENT, is_weekday
from feeds.normalise.dates.alone import is_date_alone
from feeds.vocabulary import Vocabulary, fold_phrase, vocabulary
from feeds.vocabulary.lines import TERMINAL, is_name, split_label, width

_MOMENT_WITHIN = re.compile(rf"(?<!\d){MOMENT}(?!\d)")
# What may stand before or behind a date without saying anything else: a time in words, a zone, counts.
_CLOCK_WORDS = re.compile(
    r"\d{1,2}\s?(?:giờ|h|g|時|时|시|ч\.?)\s?(?:\d{1,2}\s?(?:phút|p|['’′]|分|분|мин\.?)?)?(?:\s?(?:sáng|chiều|tối|đêm|trưa))?"
    r"|\b\d{1,2}[:.]\d{2}(?::\d{2})?(?![\d.,])(?:\s?[AaPp]\.?[Mm]\.?)?|[(（]?(?:GMT|UTC)\s?[+-]?\d{0,2}(?::?\d{2})?[)）]?"
    r"|\b[AaPp]\.?[Mm]\b\.?|\bSA\b|\bCH\b"
)
_COUNTS = re.compile(r"[\d.,]+\s?(?:\w+\s?){0,3}|(?:\w+\s?){1,3}[:：]\s?[\d.,]+")
_PIECES = re.compile(r"[|•·–—,;()（）/\n]+|\s-+\s|^-|-$")
_PIECE = re.compile(r"(?:(?!\s-+\s)[^|•·–—,;()（）/\n])+")
_BAR = re.compile(r"[|•·\n]")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff가-힣]")
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_PREPOSITIONS = frozenset(
    "lúc vào ngày at on um am le à el a las em às alle il в на о pada pukul tanggal を に".split()  # noqa: SIM905 - words in a row read better than a list
)
# A number of a document or of a licence: the date beside it is that of the document.
DOCUMENT_NUMBER = re.compile(r"\d\s?[-/]\s?[A-ZĐ]{2,}|(?:\bsố|\bNo\.?|№)\s?:?\s?\d|[©®]", re.IGNORECASE)
# A byline may name the section beside the date, where a bar parts the two.
SECTION_MAX_WORDS = 4
AUTHOR_MAX_WORDS = 8
WORDS_OF_A_TIME = 3  # of a day period and a zone


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A line that states when an article was published or changed. `label` says which, empty where the line has none;
    `when` is the date with its time and zone, `names` are the names beside it, `author` the one that an author label
    marks."""

    when: str
    label: Literal["posted", "updated", ""] = ""
    names: tuple[str, ...] = ()
    author: str = ""


def read_dated_line(line: str) -> DatedLine | None:
    """What a short line such as “Thứ hai, 11/05/2026 - 10:05 (GMT+7)” or “11 May 2026 at 10:05 | by A” says.

    None where it has no whole date, and where other words than a byline's stand beside it: a sentence, a label such as
    “Deadline:”, the number of a document.
    """
    match = _MOMENT_WITHIN.search(line) if width(line) <= BYLINE_MAX_WIDTH else None
    if match is None:
        return None
    rest = (line[: match.start()], line[match.end() :])
    # “(updated 12 May 2026)” behind the first date is a fact of its own.
    further = _MOMENT_WITHIN.search(rest[1])
    if further:
        rest = (rest[0], rest[1][: further.start()])
    if any(DOCUMENT_NUMBER.search(part) for part in rest) or TERMINAL.search(rest[0].strip()):
        return None
    words = vocabulary("")
    found = _Beside()
    begin, end = match.span()
    has_time = _CLOCK_WORDS.search(match[0]) is not None
    for side, part in enumerate(rest):
        barred = _BAR.search(part) is not None
        in_time = True
        for piece in _PIECE.finditer(part):
            text = piece[0].strip(" \t.")
            if not text:
                continue
            if side == 1 and piece.start() == 0 and _is_joined(piece[0], words):
                return None
            opens = piece.start() == 0 or part[piece.start() - 1] in "(（"
            if (_CLOCK_WORDS.search(text) or (side == 1 and in_time and opens)) and _belongs_to_time(
                text, behind_time=has_time
            ):
                has_time = True
                begin = min(begin, piece.start()) if side == 0 else begin
                end = max(end, match.end() + piece.end()) if side == 1 else end
                continue
            in_time = False
            clock = _CLOCK_WORDS.search(part, piece.start(), piece.end()) if side == 0 else None
            begin = min(begin, clock.start()) if clock else begin
            if not _understood(_CLOCK_WORDS.sub(" ", text).strip(" \t."), words, found, barred=barred):
                return None
    if further and found.label == "updated" and not _says_update(rest[0], words):
        found.label = "posted"
    end += line[end : end + 1] in {")", "）"}
    return DatedLine(line[begin:end], found.label, tuple(found.names), found.author)


def read_labelled_date(line: str, language: str | None) -> DatedLine | None:
    """The date that a line consists of, with a label of publication or update beside it or with none.

    It knows the dates of every language and calendar, but no word else; a bar may part the date from a name or section.
    """
    if not any(map(str.isnumeric, line)):
        return None
    parts = [part.strip() for part in _BAR.split(line) if part.strip()]
    dated = [part for part in parts if any(map(str.isnumeric, part))]
    others = [part for part in parts if part not in dated]
    if len(dated) != 1 or any(len(part.split()) > AUTHOR_MAX_WORDS for part in others):
        return None
    label, when = _without_date_label(dated[0])
    return DatedLine(when, label) if is_date_alone(when, language=language) else None


def _without_date_label(text: str) -> tuple[Literal["posted", "updated", ""], str]:
    """The label of a date before or behind it, and the date."""
    before, behind = _date_labels()
    match = before.match(text) or behind.search(text)
    if match is None:
        return "", text
    is_update = vocabulary("").has(match[1], "updated") and not vocabulary("").has(match[1], "posted")
    rest = f"{text[: match.start()]}{text[match.end() :]}".strip(" ()（）")
    return "updated" if is_update else "posted", rest


@cache
def _date_labels() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for a label before a date and behind it; where a script has no spaces it may be joined to the date."""
    words = vocabulary("").phrases
    phrases = sorted({*words["posted"], *words["updated"]}, key=lambda one: (-len(one), one))
    joined = "|".join(re.escape(one) for one in phrases if _WITHOUT_SPACES.search(one))
    apart = "|".join(re.escape(one) for one in phrases if not _WITHOUT_SPACES.search(one))
    return (
        re.compile(rf"\s*[(（]?((?:{joined})|(?:{apart})(?![^\W\d_]))\s*[:：៖/／–-]?\s*", re.IGNORECASE),
        re.compile(rf"\s*[(（]?((?:{joined})|(?<![^\W\d_])(?:{apart}))\s*[)）]?\s*$", re.IGNORECASE),
    )


def _is_joined(piece: str, words: Vocabulary) -> bool:
    """Whether a word that is no label is joined to the date before it, as in “2026年5月14日開催” (held on that day)."""
    is_joined = _HAN_OR_KANA.match(piece) is not None and _CLOCK_WORDS.search(piece) is None
    return is_joined and not words.has(piece, "posted", "updated")


def _belongs_to_time(piece: str, *, behind_time: bool) -> bool:
    """Whether a piece is a time of day, with its words and zone ("8:15 malam MYT"), or such words behind a time."""
    is_count = _COUNTS.fullmatch(piece) is not None and not re.search(r"\d[:：]\d", piece)
    if is_count or without_author_label(piece) is not None or piece.endswith((":", "：")):
        return False
    rest = _CLOCK_WORDS.sub(" ", piece)
    return (
        (behind_time or rest != piece)
        and len(rest.split()) <= WORDS_OF_A_TIME
        and not any(one.isdigit() for one in rest)
    )


def _says_update(before: str, words: Vocabulary) -> bool:
    return any(words.has(piece.strip(" :："), "updated") for piece in _PIECES.split(before))


@dataclass(slots=True)
class _Beside:
    label: Literal["posted", "updated", ""] = ""
    names: list[str] = field(default_factory=list)
    author: str = ""


def _understood(piece: str, words: Vocabulary, found: _Beside, *, barred: bool) -> bool:
    """Whether a piece beside the date belongs to a byline; what it tells is put into `found`."""
    is_label = piece.endswith((":", "："))
    piece = piece.strip(" :：")
    while (last := piece.rpartition(" ")[2]).lower() in _PREPOSITIONS and last != piece:
        piece = piece.removesuffix(last).strip(" :：")
    folded = fold_phrase(piece)
    if not folded or folded in _PREPOSITIONS or is_weekday(piece) or _COUNTS.fullmatch(piece):
        return True
    for label in ("updated", "posted"):
        if words.has(piece, label):
            found.label = label
            return True
    author = without_author_label(piece)
    if author is not None and len(author.split()) <= AUTHOR_MAX_WORDS:
        found.author = found.author or (author if is_name(author) else "")
        return True
    if split_label(piece, words, "source", "same_category", "same_topic") is not None:
        return True
    if is_label or ":" in piece or "：" in piece:
        return False
    if is_name(piece) and not any(word[:1].islower() for word in piece.split()):
        found.names.append(piece)
        return True
    return barred and len(piece.split()) <= SECTION_MAX_WORDS
