"""The written forms of document numbers and of the names of kinds and issuers, compiled from the catalogue."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from articles.catalogue import DocumentKind, Issuer, load_document_kinds
from articles.grouping.issue_dates import INVISIBLE

CUE_REACH = 45
"""Characters before a number in which a kind's name or a number mark vouches for an issuer we do not know."""
ISSUER_CAPITALS = 2  # an abbreviation of a body has at least two capital letters
NUMBER_DIGITS = 2  # official numbers are padded to two digits: 03-CTr, 05-CT/TW

# Names of hosts and mailboxes are bounded and start at the edge of a word, so that no text costs quadratic time.
URL = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,190}"
    r"|(?<![a-z0-9.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,6}\.[a-z]{2,24}/[!-~]*",
    re.IGNORECASE,
)

# What each of the three has. Most texts have none of it, and this finds so in a fifth of the time.
MAYBE_URL = re.compile(r"[:@wW.](?:(?<=:)//|(?<=@)|(?<=[wW])[wW]{2}\.|(?<=\.)[a-zA-Z]{2,24}/)")

_GAP = rf"[ {INVISIBLE}]{{0,3}}"
_LETTER = "A-Za-zĐđƯưƠơ"
NUMBER = re.compile(
    # The first digit stands before what may not stand in front of it, so that the engine looks for digits only.
    rf"(?P<number>\d(?<![0-9A-Za-zÀ-ɏḀ-ỿ/_@#=&+]\d)(?<![0-9][.,:-]\d)(?<![A-Za-z]-\d)\d{{0,4}})"
    rf"(?:{_GAP}/{_GAP}(?P<law_year>(?:19|20)\d{{2}}){_GAP}/{_GAP}QH{_GAP}(?P<term>\d{{1,2}})(?![0-9{_LETTER}])"
    rf"|(?P<mark>{_GAP}[-/]{_GAP}|[ {INVISIBLE}])(?:(?P<year>(?:19|20)\d{{2}}){_GAP}[/-]{_GAP})?"
    rf"(?P<kind>[{_LETTER}]{{1,6}}){_GAP}[-/]{_GAP}"
    # Looked ahead for and then taken whole: none of it is given back, so that a code is not cut where a letter follows
    # that no code has. Python's possessive quantifiers say the same, but not rightly before 3.11.5.
    rf"(?=(?P<whole>[{_LETTER}]{{2,16}}\d{{0,2}}(?:[-.][{_LETTER}]{{2,16}}\d{{0,2}})*))"
    rf"(?P<issuer>(?P=whole))(?![0-9À-ɏḀ-ỿ]))"
)

# Letters of Cyrillic and Greek that a translation or a keyboard puts for the Latin ones of the same shape.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХУІЈЅΑΒΕΗΙΚΜΝΟΡΤΧ", "ABEKMHOPCTXYIJSABEHIKMNOPTX")

_LOOKALIKE = re.compile("[\u0370-\u052f]")

_NUMBER_MARK = (
    r"(?:số|nos?\.?|numbers?|№|n[º°o]\.?|n\.\s?[º°]|nr\.?|num(?:éro|ero)?\.?|número|nomor|bil(?:angan)?\.?|"
    r"第|제|رقم|संख्या|นัมเบอร์|เลขที่|ฉบับที่|ที่|ເລກທີ|លេខ|numer|számú)"
)
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A number read: its normal form, the codes, and how many characters of the text it takes."""

    number: str
    kind: str
    issuer: str
    year: int | None
    length: int


def fold_number_text(folded: str) -> str:
    """Folded text in which look-alike letters of other scripts are Latin; of the same length."""
    return folded.translate(_LOOKALIKES) if _LOOKALIKE.search(folded) else folded


def parse_number(match: re.Match[str], text: str) -> Parsed | None:
    """What a match of `NUMBER` in `text` says; None where it is no document number."""
    digits = match["number"].zfill(NUMBER_DIGITS) if len(match["number"]) < NUMBER_DIGITS else match["number"]
    digits = digits.lstrip("0").zfill(NUMBER_DIGITS)
    if match["law_year"]:
        before = text[max(0, match.start() - CUE_REACH) : match.start()]
        kind = "NQ" if _last_kind(before) == "NQ" else "L"
        year = int(match["law_year"])
        return Parsed(f"{digits}/{year}/QH{match['term']}", kind, "QH", year, len(match.group()))
    return _parse_coded(match, text, digits)


def kinds_named(name: str) -> frozenset[str]:
    """The codes of the kinds that a word of some language names ("Resolution" → NQ)."""
    word = name.lower().strip()
    return frozenset(code for pattern, code in _kind_patterns() if pattern.fullmatch(word))


def issuer_named(code: str, clause: str) -> bool:
    """Whether the clause names the body of that code in any language that the catalogue knows."""
    names = next((issuer.names for issuer in load_document_kinds().issuers if issuer.code == code), ())
    return any(name.lower() in clause.lower() for name in names)


def _parse_coded(match: re.Match[str], text: str, digits: str) -> Parsed | None:
    kind = _kind(match["kind"])
    if kind is None or not any(letter.isupper() for letter in match["issuer"]):
        return None
    known, issuer, written = _issuer(match["issuer"])
    if known is None and not _vouched(match, text):
        return None
    year = int(match["year"]) if match["year"] else None
    number = _normal_form(digits, kind, known, issuer, year, match["mark"].strip(f" {INVISIBLE}"))
    length = match.end() - match.start() - (len(match["issuer"]) - len(written))
    code = known.code if known is not None and "-" not in issuer else issuer
    return Parsed(number, kind.code, code, year, length)


def _normal_form(
    digits: str, kind: DocumentKind, known: Issuer | None, issuer: str, year: int | None, mark: str
) -> str:
    style = known.style if known else "written"
    party = style == "party" or (style == "written" and mark == "-" and year is None)
    if party:
        return f"{digits}-{kind.code}/{issuer}"
    if year is None or (kind.yearless_since is not None and year >= kind.yearless_since):
        return f"{digits}/{kind.code}-{issuer}"
    return f"{digits}/{year}/{kind.code}-{issuer}"


def _issuer(written: str) -> tuple[Issuer | None, str, str]:
    """The first body's entry if we know it, the issuer with its diacritics restored, and the part of `written` used.

    A part after a hyphen belongs to the number only where it is a code itself: "BDVTW-BCSDCP" names two bodies.
    """
    parts = re.split(r"[-.]", written)
    first, restored = _known_issuer(parts[0])
    taken, codes = len(parts[0]), [restored]
    for part in parts[1:]:
        entry, code = _known_issuer(part)
        if entry is None and not _is_abbreviation(part):
            break
        codes.append(code)
        taken += 1 + len(part)
    return first, "-".join(codes), written[:taken]


def _known_issuer(part: str) -> tuple[Issuer | None, str]:
    letters, digits = re.fullmatch(r"(\D*)(\d*)", part).groups()  # type: ignore[union-attr]
    entry = _issuers().get(letters) or _issuers().get(_bare(letters))
    if entry is None:
        return None, part
    return entry, entry.code + digits


def _vouched(match: re.Match[str], text: str) -> bool:
    """Whether something beside the shape says that this is a document of a body that the catalogue lacks."""
    if not _is_abbreviation(re.split(r"[-.]", match["issuer"])[0]) or not match["mark"].strip(
        f" {INVISIBLE}"
    ):
        return False
    if not match["kind"].isupper() and match["kind"] not in {
        kind.code for kind in load_document_kinds().kinds
    }:
        return False
    before = text[max(0, match.start() - CUE_REACH) : match.start()]
    return bool(re.search(_NUMBER_MARK + rf"\s*[:{INVISIBLE}]?\s*$", before, re.I)) or (
        _last_kind(before) is not None
    )


def _is_abbreviation(part: str) -> bool:
    letters = part.rstrip("0123456789")
    return sum(letter.isupper() for letter in letters) >= ISSUER_CAPITALS and letters[:1].isupper()


def _kind(written: str) -> DocumentKind | None:
    if not any(letter.isupper() for letter in written):
        return None
    return _kinds().get(written) or _kinds().get(_bare(written))


def _last_kind(before: str) -> str | None:
    """The kind that the words before a number name last, None where they name none."""
    last = None
    for match in _kind_words().finditer(before.lower()):
        last = match.group()
    if last is None:
        return None
    kinds = kinds_named(last)
    return "NQ" if "NQ" in kinds else min(kinds, default=None)


def _bare(code: str) -> str:
    decomposed = unicodedata.normalize("NFD", code.upper().replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _kinds() -> dict[str, DocumentKind]:
    kinds = [kind for kind in load_document_kinds().kinds if len(kind.code) > 1]
    return {_bare(kind.code): kind for kind in kinds} | {kind.code: kind for kind in kinds}


@cache
def _issuers() -> dict[str, Issuer]:
    issuers = load_document_kinds().issuers
    table = {_bare(issuer.code): issuer for issuer in issuers}
    for issuer in issuers:
        table.update(dict.fromkeys((issuer.code, *issuer.also), issuer))
    return table


def _word_pattern(word: str) -> str:
    escaped = re.escape(word.lower()).replace(r"\*", r"\w*")
    return escaped if _SPACELESS.search(word) else rf"(?<![^\W\d_]){escaped}(?![^\W\d_])"


def _words_of(kind: DocumentKind) -> list[str]:
    words = sorted({*kind.names.values(), *kind.words}, key=len, reverse=True)
    # A single Han character ("法") stands inside too many other words to name a kind.
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
    """A kind's name and a bare number ("Resolution 25", "第25号决议"): a citation only where something vouches for it.

    Compiled when such a number is met first: it takes a tenth of a second, which most commands need not wait for.
    """
    return re.compile(
        rf"(?P<name>{_kind_alternatives()})"
        rf"(?:(?:[ {INVISIBLE}]+[^\W\d]+){{0,4}}{_GAP}{_NUMBER_MARK})?{_GAP}"
        rf"(?P<after>\d{{1,4}})(?!\d|[.,:]\d|{_GAP}[-/]{_GAP}\w|\s?%)"
        rf"|(?<![\d./-])(?P<before>\d{{1,4}})(?:号|號|호){_GAP}(?P<name_last>{_kind_alternatives()})",
        re.IGNORECASE,
    )
