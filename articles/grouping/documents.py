"""Find the official documents that a text cites and normalise their numbers.

Vietnamese official documents carry a number, a kind and an issuer: Party documents as 25-NQ/TW, state documents as
33/CT-TTg or 55/2024/NĐ-CP, laws as 10/2022/QH15 (Decree 30/2020/NĐ-CP on clerical work; Regulation 66-QĐ/TW on the
form of Party documents). Translations lose the diacritics (QD for QĐ), put spaces around the separators, or spell
the citation out ("Resolution 25"); a spelled-out citation counts only where exactly one document fits it.

Normal form: digits padded to two, diacritics restored, separators in the issuer's own style. Directives have been
numbered without a year since 2016: "33/2021/CT-TTg" becomes "33/CT-TTg" with 2021 in `year`, so that both spellings
have one number.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from articles.catalogue import load_document_kinds
from articles.grouping.document_forms import (
    MAYBE_URL,
    URL,
    Parsed,
    fold_number_text,
    padded,
    parse_numbers,
)
from articles.grouping.document_lists import listed_before
from articles.grouping.document_names import issuer_named, kinds_named, spelled_out
from articles.grouping.issue_dates import find_issue_date, fold_text
from articles.incoming import CitedDocument

ISSUER_REACH = 80
"""Characters after a spelled-out citation in which its issuer is looked for: about one long clause."""

NAME_REACH = 70
"""Characters around a bare number in which its kind is looked for: a name, four words and a word for "number"."""

BARE_NUMBER = re.compile(r"(?<![\d/.,-])\d{1,4}(?!\d|[.,:]\d| ?[-/])")
"""Digits that are not part of a full number, a date or a fraction; only these can be a spelled-out citation."""

_DIGIT = re.compile(r"\d")
_DIGITS_FIRST = re.compile(r"\d+[a-d]?")

MOST_BARE_NUMBERS = 200
"""Most bare numbers examined in a text: a limit on the cost of hostile input, far above any real article."""


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document in the database, against which spelled-out citations are checked."""

    number: str
    kind: str
    issuer: str
    year: int | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    document: CitedDocument


def find_documents(text: str, known: Sequence[KnownDocument] = ()) -> tuple[CitedDocument, ...]:
    """The documents that `text` cites, each once, in the order of their first citation.

    `known` are documents in the database: a citation that is only spelled out ("Resolution 25 of 3 June 2013") is
    matched where its kind and number with either the date or the issuer fit exactly one of them. `cited_as` is a
    piece of the text (in NFC). Nothing is raised; a text without citations gives an empty tuple.
    """
    if not _DIGIT.search(text):
        return ()
    plain = fold_text(text)
    masked = plain.folded
    if MAYBE_URL.search(masked):
        masked = URL.sub(lambda match: "\u0000" * len(match.group()), masked)
    found = _numbered(plain.original, masked)
    found += _spelled_out(plain.original, masked, found, known)
    return _each_once(found)


def same_document(first: CitedDocument | KnownDocument, second: CitedDocument | KnownDocument) -> bool | None:
    """Whether two citations from different texts name one document; None where that is uncertain.

    Numbers restart with every term or year, and every province has its own "763-QĐ/TU". Equal numbers of a local
    issuer are one document only if their dates are equal too; a known year beside an unknown one is uncertain.
    """
    if (first.number, first.kind, first.issuer) != (second.number, second.kind, second.issuer):
        return False
    if first.year and second.year and first.year != second.year:
        return False
    if first.issued_on and second.issued_on:
        return first.issued_on == second.issued_on
    if first.issuer in _local_issuers():
        return None
    if bool(first.year) != bool(second.year):
        return None
    return True


def best_match(document: CitedDocument, known: Sequence[KnownDocument]) -> KnownDocument | None:
    """The known document that the citation means: the one certain match, else the only possible one, else None.

    A merely possible match is taken for national issuers only: without a date, a local number may be any province's.
    """
    verdicts = [(same_document(document, candidate), candidate) for candidate in known]
    certain = [candidate for verdict, candidate in verdicts if verdict]
    if certain:
        return certain[0] if len(certain) == 1 else None
    possible = [candidate for verdict, candidate in verdicts if verdict is None]
    if len(possible) == 1 and document.issuer not in _local_issuers():
        return possible[0]
    return None


def _local_issuers() -> frozenset[str]:
    shipped = load_document_kinds()
    return frozenset(issuer.code for issuer in (*shipped.issuers, *shipped.bodies) if issuer.local)


def _numbered(original: str, masked: str) -> list[_Found]:
    numbers = fold_number_text(masked)
    found = []
    for parsed in parse_numbers(numbers):
        issued_on = find_issue_date(masked, parsed.start, parsed.end)
        if issued_on and parsed.year and issued_on.year != parsed.year:
            issued_on = None
        found.append(_Found(parsed.start, _document(parsed, original[parsed.start : parsed.end], issued_on)))
        digits = _DIGITS_FIRST.match(parsed.number).group()  # type: ignore[union-attr]
        for start, bare in listed_before(numbers, parsed.start, digits):
            listed = replace(parsed, number=padded(bare) + parsed.number[len(digits) :])
            found.append(_Found(start, _document(listed, original[start : parsed.end], None)))
    return found


def _document(parsed: Parsed, cited_as: str, issued_on: date | None) -> CitedDocument:
    return CitedDocument(
        number=parsed.number,
        cited_as=cited_as,
        kind=parsed.kind,
        issuer=parsed.issuer,
        year=parsed.year or (issued_on.year if issued_on else None),
        issued_on=issued_on,
    )


def _spelled_out(
    original: str, masked: str, numbered: Sequence[_Found], known: Sequence[KnownDocument]
) -> list[_Found]:
    """Citations by kind and bare number that match a full number in the same text, or exactly one known document."""
    here = {(found.document.kind, _bare(found.document.number)): found for found in reversed(numbered)}
    wanted = {bare for _, bare in here} | {_bare(document.number) for document in known}
    found = []
    for match in _spelled_out_near(masked, wanted):
        bare = int(match["after"] or match["before"])
        kinds = kinds_named(match["name"] or match["name_last"])
        words = original[match.start() : match.end()].strip()
        full = [here[kind, bare] for kind in kinds if (kind, bare) in here]
        if full:
            if len(full) == 1:
                found.append(_Found(match.start(), replace(full[0].document, cited_as=words)))
            continue
        document = _certain(masked, match, kinds, bare, known)
        if document is not None:
            found.append(_Found(match.start(), _cited(document, words)))
    return found


def _spelled_out_near(masked: str, wanted: set[int]) -> Iterator[re.Match[str]]:
    """Spelled-out citations of the wanted numbers; only the text around those numbers is searched."""
    if not wanted:
        return
    bare = (digits for digits in BARE_NUMBER.finditer(masked) if int(digits.group()) in wanted)
    for digits in islice(bare, MOST_BARE_NUMBERS):
        nearby = spelled_out().finditer(
            masked, max(0, digits.start() - NAME_REACH), digits.end() + NAME_REACH
        )
        for match in nearby:
            if digits.start() in (match.start("after"), match.start("before")):
                yield match
                break


def _certain(
    masked: str, match: re.Match[str], kinds: frozenset[str], bare: int, known: Sequence[KnownDocument]
) -> KnownDocument | None:
    candidates = [item for item in known if item.kind in kinds and _bare(item.number) == bare]
    if not candidates:
        return None
    issued_on = find_issue_date(masked, match.start(), match.end())
    if issued_on:
        dated = [item for item in candidates if item.issued_on == issued_on]
        return dated[0] if len(dated) == 1 else None
    clause = re.split(r"[.;\n]", masked[match.end() : match.end() + ISSUER_REACH])[0]
    local = _local_issuers()
    named = [item for item in candidates if item.issuer not in local and issuer_named(item.issuer, clause)]
    return named[0] if len(named) == 1 else None


def _cited(document: KnownDocument, words: str) -> CitedDocument:
    return CitedDocument(
        document.number, words, document.kind, document.issuer, document.year, document.issued_on
    )


def _bare(number: str) -> int:
    digits = re.match(r"\d+", number)
    return int(digits.group()) if digits else 0


def _each_once(found: Sequence[_Found]) -> tuple[CitedDocument, ...]:
    """Merge the citations of one document within a text: a year or date given with one of them counts for all.

    A citation without a year is merged with the nearest earlier one of its number that has a year, else the first.
    """
    by_number: dict[str, list[tuple[int, CitedDocument]]] = {}
    for item in sorted(found, key=lambda item: item.start):
        by_number.setdefault(item.document.number, []).append((item.start, item.document))
    joined: list[tuple[int, CitedDocument]] = []
    for citations in by_number.values():
        joined += _join(citations)
    return tuple(document for _, document in sorted(joined, key=lambda pair: pair[0]))


def _join(citations: Sequence[tuple[int, CitedDocument]]) -> list[tuple[int, CitedDocument]]:
    dated = [(start, document) for start, document in citations if document.year]
    years = list(dict.fromkeys(document.year for _, document in dated))
    if not years:
        return [citations[0]]
    starts = [start for start, _ in dated]
    groups: dict[int | None, list[tuple[int, CitedDocument]]] = {year: [] for year in years}
    for start, document in citations:
        nearest = dated[max(bisect_right(starts, start) - 1, 0)][1].year
        groups[document.year or nearest].append((start, document))
    result = []
    for year, members in groups.items():
        issued_on = next((document.issued_on for _, document in members if document.issued_on), None)
        start, first = members[0]
        result.append((start, replace(first, year=year, issued_on=issued_on)))
    return result
