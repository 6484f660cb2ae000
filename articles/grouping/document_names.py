"""Find the names of document kinds and issuers in a text ("Resolution", "第…号决议"), as the catalogue gives them."""

import re
from dataclasses import dataclass
from functools import cache

from articles.catalogue import DocumentKind, load_document_kinds
from articles.grouping.issue_dates import INVISIBLE

CUE_REACH = 45
"""Characters before a number in which the name of its kind or a word for "number" is looked for."""

GAP = rf"[ {INVISIBLE}]{{0,3}}"
_BLANK = f" {INVISIBLE}"
NUMBER_MARK = (
    r"(?:số|nos?\.?|numbers?|№|n[º°o]\.?|n\.\s?[º°]|nr\.?|num(?:éro|ero)?\.?|número|nomor|bil(?:angan)?\.?|"
    r"第|제|رقم|संख्या|นัมเบอร์|เลขที่|ฉบับที่|ที่|ເລກທີ|លេខ|numer|számú)"
)
_MARK_LAST = re.compile(rf"(?:(?<![^\W\d_]){NUMBER_MARK}|[第#])\s*[:{INVISIBLE}]?\s*$")
_AFTER_NUMBER = re.compile(rf"{GAP}[号號호]{GAP}")
_SENTENCE_END = re.compile(r"[.;\n] |[\d。]")
# Things that have numbers of the same shape: houses, plots, rooms, vehicles and their plates, accounts.
_NOT_A_DOCUMENT = re.compile(
    r"(?<!\w)(?:nhà|lô|căn|phòng|xe|biển|biển kiểm soát|tàu|thửa|ô|ngõ|hẻm|tổ|lớp|tài khoản|máy|mẫu|mã|house|lot|room|"
    r"plot|apartment|plate|vehicle|flight|account|class|model)\s*$"
)
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def kinds_named(name: str) -> frozenset[str]:
    """The codes of the kinds that a word of some language names ("Resolution" → NQ)."""
    word = name.lower().strip()
    return frozenset(code for pattern, code in _kind_patterns() if pattern.fullmatch(word))


def issuer_named(code: str, clause: str) -> bool:
    """Whether the clause names the body of that code in any language that the catalogue knows."""
    names = next((issuer.names for issuer in load_document_kinds().issuers if issuer.code == code), ())
    return any(name.lower() in clause.lower() for name in names)


@dataclass(frozen=True, slots=True)
class Cue:
    """What the words beside a number say of it.

    `kinds` are the codes that the nearest name of a kind can mean (empty without one). `beside` says that nothing but a
    word for "number" stands between the name and the number, or words that such a word ends ("Decree of the
    Government No. "). `marked`: a word for "number" stands directly before.
    """

    kinds: frozenset[str] = frozenset()
    beside: bool = False
    marked: bool = False


def cue_of(text: str, start: int, end: int) -> Cue:
    """Read the words beside the number at `text[start:end]`; in Chinese the kind's name may follow it."""
    before = text[max(0, start - CUE_REACH) : start].lower()
    mark = _MARK_LAST.search(before)
    marked = mark is not None and not _NOT_A_DOCUMENT.search(before[: mark.start()])
    after = _AFTER_NUMBER.match(text, end)
    following = _kind_words().match(text[after.end() :].lower()) if after else None
    if following:
        return Cue(kinds_named(following.group()), beside=True, marked=marked)
    names = list(_kind_words().finditer(before))
    if not names or _NOT_A_DOCUMENT.search(before[: mark.start()] if mark else before):
        return Cue(marked=marked)
    named = names[-1]
    between = before[named.end() : mark.start() if mark else len(before)]
    if _SENTENCE_END.search(between):
        return Cue(marked=marked)
    return Cue(kinds_named(named.group()), beside=marked or not between.strip(_BLANK), marked=marked)


def _word_pattern(word: str) -> str:
    escaped = re.escape(word.lower()).replace(r"\*", r"\w*")
    return escaped if _SPACELESS.search(word) else rf"(?<![^\W\d_]){escaped}(?![^\W\d_])"


def _words_of(kind: DocumentKind) -> list[str]:
    words = sorted({*kind.names.values(), *kind.words}, key=len, reverse=True)
    # A single Han character ("法") occurs inside too many other words.
    return [word for word in words if len(word) > 1]


@cache
def _kind_patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile("|".join(map(_word_pattern, _words_of(kind)))), kind.code)
        for kind in load_document_kinds().kinds
    ]


@cache
def _kind_words() -> re.Pattern[str]:
    return re.compile(_kind_alternatives())


def _kind_alternatives() -> str:
    words = {word for kind in load_document_kinds().kinds for word in _words_of(kind)}
    return "|".join(_word_pattern(word) for word in sorted(words, key=len, reverse=True))


@cache
def spelled_out() -> re.Pattern[str]:
    """A kind's name and a bare number ("Resolution 25", "第25号决议"); the caller decides whether it is a citation.

    Compiled on first use, because it takes 0.1 s that most commands need not spend.
    """
    return re.compile(
        rf"(?P<name>{_kind_alternatives()})"
        rf"(?:(?:[ {INVISIBLE}]+[^\W\d]+){{0,4}}{GAP}{NUMBER_MARK})?{GAP}"
        rf"(?P<after>\d{{1,4}})(?!\d|[.,:]\d|{GAP}[-/]{GAP}\w|\s?%)"
        rf"|(?<![\d./-])(?P<before>\d{{1,4}})(?:号|號|호){GAP}(?P<name_last>{_kind_alternatives()})",
        re.IGNORECASE,
    )
