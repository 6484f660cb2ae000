"""What two articles of different languages share that no translation changes. Pure rules.

Document numbers are the same in every language; so are, but for their spelling, names in Latin letters ("Nguyễn" and
"Nguyen"), figures and days. Each alone proves little: a likeness needs facts of two kinds, and an editor's eye.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from articles.catalogue import load_document_kinds
from articles.grouping.folding import fold, unmarked
from articles.grouping.issue_dates import INVISIBLE, fold_text

# Offered to editors from this score on: one document with two names or three figures, or five figures of one day.
SUGGEST_AT = 0.6
# What one fact adds, and the most that all of its kind add: forty figures of one table are no forty proofs.
DOCUMENT_WEIGHT, DOCUMENTS_AT_MOST = 0.3, 0.45
NAME_WEIGHT, NAMES_AT_MOST = 0.15, 0.45
FIGURE_WEIGHT, FIGURES_AT_MOST = 0.12, 0.6
DAY_WEIGHT, DAYS_AT_MOST = 0.08, 0.16
KINDS_AT_LEAST = 2
# A long text has many facts, and shares some with any other; below this part of the shorter one's it is chance.
SHARE_AT_LEAST = 0.1
# Figures of fewer digits ("30", "12") are everywhere.
FIGURE_DIGITS_AT_LEAST = 3
CHARACTERS_AT_MOST = 20_000  # facts stand early in an article; it bounds the work
FACTS_IN_A_REASON = 5

# Names that stand in most articles of the field say nothing.
_EVERYWHERE = frozenset(
    [
        *(
            "viet nam",
            "vietnam",
            "ha noi",
            "hanoi",
            "ho chi minh",
            "thanh pho ho chi minh",
            "ho chi minh city",
        ),
        *("president ho chi minh", "dong nam a", "southeast asia", "asean", "covid", "https", "www", "tphcm"),
    ]
)
_WORD = r"[A-ZÀ-ÖØ-ÞĀ-ſƠƯẠ-ỹĐ][\w'’-]*"
_NAME = re.compile(rf"{_WORD}(?: {_WORD})+")
# Among other letters any Latin word is a name, or the abbreviation of one.
_LATIN_WORDS = re.compile(r"(?<![^\W\d_])[A-Za-zÀ-ÿĀ-ſƠ-ưẠ-ỹ]{2,}(?:[ -][A-Za-zÀ-ÿĀ-ſƠ-ưẠ-ỹ]{2,})*")
_LATIN_LETTER = re.compile(r"[A-Za-zÀ-ÿĀ-ɏẠ-ỹ]")
_FIGURE = re.compile(r"(?<![A-Za-z\d./-])\d+(?:[ .,]\d{3})*(?:[.,]\d{1,2})?(?![\d/-])")
_URL = re.compile(r"https?://\S+")
_YEAR = re.compile(r"(?:19|20|25)\d\d")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one article; every set holds comparable forms (`facts_of`)."""

    documents: frozenset[str]
    names: frozenset[str]
    figures: frozenset[str]
    days: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two articles share: 0 to 1, and the shared facts in words for editors."""

    score: float
    reasons: tuple[str, ...]

    @property
    def is_worth_a_look(self) -> bool:
        return self.score >= SUGGEST_AT


def facts_of(*, title: str, text: str, documents: Iterable[str] = ()) -> Facts:
    """The facts that an article (title, then lead and body) states; `documents` are normal forms of numbers."""
    whole = fold_text(_URL.sub(" ", f"{title}\n{text}"[:CHARACTERS_AT_MOST]))
    numbers = frozenset(documents)
    return Facts(numbers, _names(whole.original), _figures(whole.folded), _days(whole.folded))


def shared_facts(one: Facts, other: Facts) -> Likeness:
    """What two articles share. The score is 0 where only facts of one kind agree: that is a subject, no story."""
    documents = sorted(one.documents & other.documents)
    names = _shared_names(one.names, other.names)
    figures = sorted(one.figures & other.figures, key=lambda figure: (-len(figure), figure))
    days = sorted(one.days & other.days)
    kinds = sum(map(bool, (documents, names, figures, days)))
    distinctive = len(names) + len(figures) + len(documents)
    fewest = min(
        len(one.names) + len(one.figures) + len(one.documents),
        len(other.names) + len(other.figures) + len(other.documents),
    )
    reasons = (
        *_reason("documents", documents),
        *_reason("names", names),
        *_reason("figures", figures),
        *_reason("days", [f"{day}/{month}" for month, day in days]),
    )
    if kinds < KINDS_AT_LEAST or distinctive < SHARE_AT_LEAST * fewest:
        return Likeness(0.0, reasons)
    score = (
        min(DOCUMENT_WEIGHT * len(documents), DOCUMENTS_AT_MOST)
        + min(NAME_WEIGHT * len(names), NAMES_AT_MOST)
        + min(FIGURE_WEIGHT * len(figures), FIGURES_AT_MOST)
        + min(DAY_WEIGHT * len(days), DAYS_AT_MOST)
    )
    return Likeness(round(min(score, 1.0), 3), reasons)


def _reason(kind: str, facts: Sequence[str]) -> tuple[str, ...]:
    if not facts:
        return ()
    more = f" and {len(facts) - FACTS_IN_A_REASON} more" if len(facts) > FACTS_IN_A_REASON else ""
    return (f"{kind}: {', '.join(facts[:FACTS_IN_A_REASON])}{more}",)


def _names(text: str) -> frozenset[str]:
    letters = [letter for letter in text if letter.isalpha()]
    is_latin = 2 * len(_LATIN_LETTER.findall(text)) > len(letters)
    found = (_NAME if is_latin else _LATIN_WORDS).findall(text)
    plain = {unmarked(fold(name)) for name in found}
    return frozenset(name for name in plain if len(name) > 2) - _EVERYWHERE


def _shared_names(names: frozenset[str], others: frozenset[str]) -> list[str]:
    """Equal names, and a name that ends the other: "Tran Van Binh" in "Secretary Tran Van Binh"."""
    shared = set(names & others)
    for one in names - shared:
        for other in others - shared:
            shorter, longer = sorted((one, other), key=len)
            if " " in shorter and f" {longer} ".endswith(f" {shorter} "):
                shared.add(shorter)
    return sorted(shared)


def _figures(text: str) -> frozenset[str]:
    """Figures of three digits or more, without marks of thousands and with a point before decimals; no years."""
    figures = set()
    for match in _FIGURE.finditer(text):
        written = match.group()
        plain = re.sub(r"[ .,](?=\d{3}(?!\d))", "", written).replace(",", ".")
        digits = re.sub(r"\D", "", plain).strip("0")
        if len(digits) >= FIGURE_DIGITS_AT_LEAST and not (_YEAR.fullmatch(written)):
            figures.add(plain)
    return frozenset(figures)


def _days(text: str) -> frozenset[tuple[int, int]]:
    """The days that the text names, as (month, day); the year is often left out, and is not compared."""
    months = load_document_kinds().months
    days = set()
    for match in _day_pattern().finditer(text):
        parts = {name.rpartition("_")[2]: value for name, value in match.groupdict().items() if value}
        word = parts["month"].lower()
        month = int(word) if word.isdigit() else months[word]
        if 1 <= month <= 12 and 1 <= int(parts["day"]) <= 31:
            days.add((month, int(parts["day"])))
    return frozenset(days)


@cache
def _day_pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(load_document_kinds().months, key=len, reverse=True))
    space = rf"[ {INVISIBLE}]{{0,3}}"
    return re.compile(
        rf"(?<![\d./-])(?:"
        rf"(?P<cjk_month>\d{{1,2}}){space}[月월]{space}(?P<cjk_day>\d{{1,2}}){space}[日일]"
        rf"|(?P<vi_day>\d{{1,2}}){space}tháng{space}(?P<vi_month>\d{{1,2}})(?!\d)"
        rf"|(?P<num_day>\d{{1,2}})[/-](?P<num_month>\d{{1,2}})(?:[/-](?:19|20|25)\d\d)?(?![\w/-])"
        rf"|(?P<dot_day>\d{{1,2}})\.(?P<dot_month>\d{{1,2}})\.(?:19|20|25)\d\d(?!\d)"
        rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?{space}(?:de{space}|di{space}|ខែ{space}|เดือน{space}|ເດືອນ{space})?(?P<month>{names})(?!\w)"
        rf"|(?<!\w)(?P<us_month>{names})\.?{space}(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
        rf")",
        re.IGNORECASE,
    )
