"""The comparison page: two versions of a story side by side, with what differs marked.

Two versions in one language are compared word by word; in two languages, figures, dates, names and documents are, which a
translation keeps (`articles.evidence.differences`).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from articles.cutting import cut
from articles.evidence.differences import missing_facts
from articles.evidence.statement import Statement, statement_of
from articles.grouping.alignment import Row, align
from articles.grouping.changes import PAIRS_AT_MOST, Stretch, marked_between
from articles.grouping.document_forms import fold_number_text, parse_numbers
from articles.grouping.issue_dates import fold_text
from articles.grouping.passages import Passage, paragraph, passages_of
from articles.models import Article, Story

# Letters of a folded passage that stand beside the number of those folded with it.
BEGINNING = 60
# Two passages that share less than this part of their letters say different things, and marks would be a patchwork.
MARKED_AT_MOST = 0.8


class Finding(StrEnum):
    """What the comparison of one row found."""

    SAME = "same"
    DIFFERENT = "different"
    ONLY_FIRST = "only-first"
    ONLY_SECOND = "only-second"


@dataclass(frozen=True, slots=True)
class ComparedPassage:
    """A passage with its stretches; there are none where nothing is marked, so that its own HTML is shown."""

    passage: Passage
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """Passages of both versions that tell the same; `number` counts from 1."""

    number: int
    finding: Finding
    left: tuple[ComparedPassage, ...]
    right: tuple[ComparedPassage, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring rows in which nothing differs, to be folded; or one row that differs."""

    rows: tuple[ComparedRow, ...]
    is_same: bool

    @property
    def beginning(self) -> str:
        """How the first passage begins."""
        return cut(self.rows[0].left[0].passage.text, BEGINNING)


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Two versions of a story and their passages in rows, those of `first` on the left."""

    story: Story
    first: Article
    second: Article
    rows: tuple[ComparedRow, ...]

    @property
    def versions(self) -> tuple[Article, Article]:
        return self.first, self.second

    @property
    def is_one_language(self) -> bool:
        return self.first.language == self.second.language

    @property
    def runs(self) -> list[Run]:
        """The rows in order, neighbouring equal ones together."""
        found: list[Run] = []
        for is_same, group in groupby(self.rows, key=lambda row: row.finding is Finding.SAME):
            rows = tuple(group)
            found += [Run(rows, True)] if is_same else [Run((row,), False) for row in rows]
        return found

    def _number(self, finding: Finding) -> int:
        return sum(row.finding is finding for row in self.rows)

    @property
    def same(self) -> int:
        return self._number(Finding.SAME)

    @property
    def different(self) -> int:
        return self._number(Finding.DIFFERENT)

    @property
    def only_first(self) -> int:
        return self._number(Finding.ONLY_FIRST)

    @property
    def only_second(self) -> int:
        return self._number(Finding.ONLY_SECOND)

    @property
    def excerpt_sources(self) -> list[str]:
        """The names of sources that allow only an excerpt; if there is one, only the leads are compared."""
        return list(dict.fromkeys(one.source.name for one in self.versions if one.shows_excerpt_only))


def comparison_page(*, story: Story, first: Article, second: Article) -> ComparisonPage:
    """The rows of two articles that come with their sources and texts. No query."""
    leads = [_lead(article) for article in (first, second)]
    rows: tuple[Row, ...]
    if first.shows_excerpt_only or second.shows_excerpt_only:
        rows = (Row(*leads),) if any(leads) else ()
    elif all(leads):
        rows = (Row(*leads), *align(passages_of(first.html), passages_of(second.html)))
    else:
        # One version's lead is probably the first paragraph of the other.
        rows = align((*leads[0], *passages_of(first.html)), (*leads[1], *passages_of(second.html)))
    compared = _by_words(rows) if first.language == second.language else _by_facts(rows, first, second)
    return ComparisonPage(story, first, second, tuple(compared))


def _lead(article: Article) -> tuple[Passage, ...]:
    return (paragraph(article.lead),) if article.lead.strip() else ()


def _by_words(rows: Sequence[Row]) -> Iterator[ComparedRow]:
    """Rows of two versions in one language."""
    left = PAIRS_AT_MOST
    for number, row in enumerate(rows, start=1):
        if alone := _alone(number, row):
            yield alone
            continue
        sides = [" ".join(passage.text for passage in side) for side in (row.left, row.right)]
        of_first, of_second, spent = marked_between(*sides, pairs_left=left)
        left -= spent
        if not any(one.is_marked for one in (*of_first, *of_second)):
            yield _unmarked(number, Finding.SAME, row)
        elif min(_marked_part(of_first), _marked_part(of_second)) > MARKED_AT_MOST:
            yield _unmarked(number, Finding.DIFFERENT, row)
        else:
            left_side = (ComparedPassage(row.left[0], of_first),)
            yield ComparedRow(
                number, Finding.DIFFERENT, left_side, (ComparedPassage(row.right[0], of_second),)
            )


def _marked_part(stretches: Sequence[Stretch]) -> float:
    marked = sum(len(one.text) for one in stretches if one.is_marked)
    return marked / max(sum(len(one.text) for one in stretches), 1)


def _by_facts(rows: Sequence[Row], first: Article, second: Article) -> Iterator[ComparedRow]:
    """Rows of versions in two languages."""
    stated = [_statement(article, rows, side) for article, side in ((first, "left"), (second, "right"))]
    for number, row in enumerate(rows, start=1):
        left = tuple(_fact_marks(passage, first.language, stated[1]) for passage in row.left)
        right = tuple(_fact_marks(passage, second.language, stated[0]) for passage in row.right)
        is_marked = any(one.stretches for one in (*left, *right))
        if not row.left or not row.right:
            yield ComparedRow(number, _side(row), left, right)
        else:
            yield ComparedRow(number, Finding.DIFFERENT if is_marked else Finding.SAME, left, right)


def _statement(article: Article, rows: Sequence[Row], side: str) -> Statement:
    """What the whole version states."""
    text = "\n".join(passage.text for row in rows for passage in getattr(row, side))
    numbers = parse_numbers(fold_number_text(fold_text(f"{article.title}\n{text}").folded))
    return statement_of(
        language=article.language,
        title=article.title,
        lead="",
        text=text,
        documents=[one.number for one in numbers],
    )


def _fact_marks(passage: Passage, language: str, other: Statement) -> ComparedPassage:
    text = unicodedata.normalize("NFC", passage.text)
    facts = missing_facts(text, language, other)
    if not facts:
        return ComparedPassage(passage)
    stretches, at = [], 0
    for fact in facts:
        stretches += [Stretch(text[at : fact.start], False), Stretch(text[fact.start : fact.end], True)]
        at = fact.end
    stretches.append(Stretch(text[at:], False))
    return ComparedPassage(passage, tuple(one for one in stretches if one.text))


def _alone(number: int, row: Row) -> ComparedRow | None:
    """The row of a passage that one version alone has."""
    return None if row.left and row.right else _unmarked(number, _side(row), row)


def _side(row: Row) -> Finding:
    return Finding.ONLY_FIRST if row.left else Finding.ONLY_SECOND


def _unmarked(number: int, finding: Finding, row: Row) -> ComparedRow:
    left, right = (tuple(map(ComparedPassage, side)) for side in (row.left, row.right))
    return ComparedRow(number, finding, left, right)
