"""The codes of kinds and issuers in document numbers, looked up in the catalogue with or without diacritics."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from articles.catalogue import DocumentKind, Issuer, OldCode, load_document_kinds
from articles.grouping.issue_dates import INVISIBLE

# Bodies whose code the number of their term follows: QH15, UBTVQH14, HĐNN8.
_WITH_TERMS = frozenset({"QH", "UBTVQH", "TVQH", "HĐNN", "HĐND"})
_DOTTED = re.compile(r"T\.[WƯ]")


@dataclass(frozen=True, slots=True)
class WrittenIssuers:
    """The issuers of a number: the first one's entry (None if unknown), all codes with diacritics restored, and how
    many characters of the written form belong to the number."""

    first: Issuer | None
    codes: str
    length: int


@dataclass(frozen=True, slots=True)
class OldCodes:
    """Numbers without a kind: a cheap test, the pattern, and the entries by code without diacritics."""

    maybe: re.Pattern[str]
    pattern: re.Pattern[str]
    by_code: Mapping[str, OldCode]


def bare_code(code: str) -> str:
    """A code in capitals without diacritics: "BCSĐ" → "BCSD"."""
    decomposed = unicodedata.normalize("NFD", code.upper().replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def kind_of(written: str, issuers: str) -> tuple[DocumentKind | None, str]:
    """The kind of a written code, and the code with its diacritics; (None, "") where it is not a kind's.

    A single letter is a kind only with an issuer that uses it: "L" of the President's orders.
    """
    if not any(letter.isupper() for letter in written):
        return None, ""
    joined = written.replace("-", "")
    entry = _kinds().get(joined) or _kinds().get(bare_code(joined))
    if entry is None or (len(joined) == 1 and issuers not in ("CTN", "HĐNN")):
        return None, ""
    return entry


def known_issuer(written: str) -> Issuer | None:
    """The catalogue's entry of an issuer's code, None where there is none."""
    return _issuers().get(written) or _issuers().get(bare_code(written))


def read_issuers(written: str) -> WrittenIssuers:
    """Read the codes after the kind: one body or several that issue together.

    A part after a separator belongs to the number only if it is a code itself: "BDVTW-BCSDCP" names two bodies.
    """
    if _DOTTED.search(written):
        undotted = known_issuer(written.replace(".", ""))
        return WrittenIssuers(undotted, undotted.code if undotted else "", len(written))
    parts = re.split(r"[-./]", written)
    first, restored = _restored(parts[0])
    taken, codes = len(parts[0]), [restored]
    for part in parts[1:]:
        entry, code = _restored(part)
        if entry is None and not (part.isupper() and part.isalpha()):
            break
        codes.append(code)
        taken += 1 + len(part)
    return WrittenIssuers(first, "-".join(codes), taken)


def _restored(part: str) -> tuple[Issuer | None, str]:
    letters, digits = re.fullmatch(r"(\D*)(\d*)", part).groups()  # type: ignore[union-attr]
    entry = known_issuer(letters)
    if entry is None or (digits and entry.code not in _WITH_TERMS):
        return None, part
    return entry, entry.code + digits


@cache
def _kinds() -> dict[str, tuple[DocumentKind, str]]:
    table: dict[str, tuple[DocumentKind, str]] = {}
    for exact in (False, True):
        for kind in load_document_kinds().kinds:
            codes = [kind.code] if len(kind.code) > 1 else []
            table.update({code if exact else bare_code(code): (kind, code) for code in (*codes, *kind.also)})
    return table


@cache
def _issuers() -> dict[str, Issuer]:
    shipped = load_document_kinds()
    issuers = (*shipped.bodies, *shipped.issuers)
    table = {bare_code(issuer.code): issuer for issuer in issuers}
    for issuer in issuers:
        table.update(dict.fromkeys((issuer.code, *issuer.also), issuer))
    return table


@cache
def old_codes() -> OldCodes:
    """The forms of numbers without a kind, compiled from the catalogue on first use."""
    shipped = load_document_kinds().old_codes
    spellings = {spelling for old in shipped for spelling in (old.code, bare_code(old.code))}
    codes = "|".join(sorted(map(re.escape, spellings), key=len, reverse=True))
    return OldCodes(
        maybe=re.compile(rf"[-/] ?(?:{codes})(?![A-Za-z0-9À-ɏḀ-ỿ/-])"),
        pattern=re.compile(
            rf"(?P<number>\d(?<![0-9A-Za-zÀ-ɏḀ-ỿ/.,:_-]\d)\d{{0,4}}[a-c]?)"
            rf"[ {INVISIBLE}]{{0,3}}[-/][ {INVISIBLE}]{{0,3}}(?P<code>{codes})(?![A-Za-z0-9À-ɏḀ-ỿ/&]|-\w)"
        ),
        by_code={bare_code(old.code): old for old in shipped},
    )
