"""Find what one text states and a version of it in another language does not: figures, days, years, documents, names. Pure.

Words of two languages cannot be compared, but what a translation keeps can. A fact that stands anywhere in the other
version is not missing: paragraphs are cut and put together otherwise. Numbers up to twelve are left alone, as texts write
them as words too. Names are told from Latin letters only, and looked for in other scripts as they may sound.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.evidence.comparison import telling, writes
from articles.evidence.days import times_of
from articles.evidence.figures import figures_of
from articles.evidence.kinds import Kind
from articles.evidence.names import Name, names_of
from articles.evidence.places import is_province
from articles.evidence.statement import Statement
from articles.grouping.document_forms import fold_number_text, parse_numbers
from articles.grouping.issue_dates import find_issue_date, fold_text

# "Khối Dân vận" and the like are bodies, which translations name by their own words.
_OFFICES = frozenset(("khoi", "hoi", "doan", "ban", "uy", "mat"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact and its place in the text: characters `start` to `end`."""

    kind: Kind
    key: str
    start: int
    end: int


def missing_facts(text: str, language: str, other: Statement) -> tuple[Fact, ...]:
    """The facts of a passage in NFC that `other` states nowhere, in reading order; none overlaps another."""
    found: list[Fact] = []
    for fact in sorted(_facts_of(text, language, other), key=lambda fact: (fact.start, -fact.end)):
        if not found or fact.start >= found[-1].end:
            found.append(fact)
    return tuple(found)


def _facts_of(text: str, language: str, other: Statement) -> Iterator[Fact]:
    folded = fold_text(text)
    stated = other.by_kind
    bare = folded.folded
    issued = set()
    for number in parse_numbers(fold_number_text(folded.folded)):
        bare = _blanked(bare, number.start, number.end)
        if issue := find_issue_date(folded.folded, number.start, number.end):
            issued.add(issue)
        if number.number not in stated[Kind.DOCUMENT]:
            yield Fact(Kind.DOCUMENT, number.number, number.start, number.end)
    times = times_of(bare)
    days_of_documents = {(one.month, one.day) for one in issued}
    for day, span in zip(times.days, times.day_spans, strict=True):
        key = f"{day[0]:02}-{day[1]:02}"
        if key not in stated[Kind.DAY] and day not in days_of_documents:
            yield Fact(Kind.DAY, key, *span)
    for year, span in zip(times.years, times.year_spans, strict=True):
        if str(year) not in stated[Kind.YEAR] and year not in {one.year for one in issued}:
            yield Fact(Kind.YEAR, str(year), *span)
    for start, end in times.spans:
        bare = _blanked(bare, start, end)
    for figure in figures_of(bare, language):
        if telling([figure.key]) and figure.key not in stated[Kind.FIGURE]:
            yield Fact(Kind.FIGURE, figure.key, figure.start, figure.end)
    for name in names_of(folded.original):
        is_office = name.key.partition(" ")[0] in _OFFICES
        if not is_office and not is_province(name.key) and not _names(other, name):
            start = folded.original.find(name.written)
            if start >= 0:
                yield Fact(Kind.NAME, name.key, start, start + len(name.written))


def _names(statement: Statement, name: Name) -> bool:
    if name.key in statement.by_kind[Kind.NAME]:
        return True
    return name.key in statement.unmarked if statement.is_latin else writes(statement, name)


def _blanked(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{'¦' * (end - start)}{text[end:]}"
