"""Find the numbers that share the code of the last in a list: "217 và 218-QĐ/TW" cites two documents. Pure."""

import re
from itertools import pairwise

from articles.grouping.document_names import GAP, NUMBER_MARK, cue_of
from articles.grouping.issue_dates import INVISIBLE

LIST_REACH = 60
"""Characters before a full number in which the list of bare numbers stands: about eight of them."""

NEIGHBOURS = 3
"""How far numbers may lie apart that are taken for a list without a kind's name before it."""

_AND = (
    r"(?:[,;、،&]|(?<=[ \u200b])(?:và|and|et|y|e|und|и|та|і|й|dan|serta|i|oraz|și|en|og|och|ve|और|तथा|एवं|với|cùng)(?=[ \u200b])"
    r"|و|和|与|與|及|と|および|、|와|과|및|และ|กับ|ແລະ|និង)"
)
_LIST = re.compile(
    rf"(?<![\d.,:/-])(?<![A-Za-zÀ-ɏḀ-ỿ])(?:\d{{1,4}}[a-c]?{GAP}(?:[,;、،]{GAP})?{_AND}{GAP}(?:{NUMBER_MARK}{GAP})?){{1,8}}$",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,4}[a-c]?")
# Words before numbers of other things: articles, clauses, pages, dates.
_OTHER_NUMBERS = re.compile(
    r"(?:điều|khoản|mục|chương|trang|phần|ngày|tháng|năm|quý|article|section|page|chapter|clause|year|статья|статьи|"
    r"artikel|artículo|articolo|pasal|第?条)\s*$",
    re.IGNORECASE,
)


def listed_before(text: str, start: int, number: str) -> list[tuple[int, str]]:
    """The starts and digits of the numbers before the full one at `start` that share its code.

    `number` are the digits of the full one. A list counts after a kind's name or a word for "number", or where its
    numbers are neighbours ("217 và 218").
    """
    reach = max(0, start - LIST_REACH)
    match = _LIST.search(text[reach:start]) if _ends_like_a_list(text, start) else None
    if match is None:
        return []
    first = reach + match.start()
    found = [(first + one.start(), one.group()) for one in _BARE.finditer(match.group())]
    if _OTHER_NUMBERS.search(text[max(0, first - 20) : first]):
        return []
    cue = cue_of(text, first, first)
    values = [int(digits.rstrip("abcABC")) for _, digits in found] + [int(re.sub(r"\D", "", number))]
    neighbours = all(0 < after - before <= NEIGHBOURS for before, after in pairwise(values))
    return found if neighbours or cue.marked or cue.beside else []


def _ends_like_a_list(text: str, start: int) -> bool:
    """A cheap test: most numbers follow a word with no digit near it."""
    before = text[max(0, start - 14) : start].rstrip(f" {INVISIBLE}")
    return bool(before) and any(character.isdecimal() for character in before)
