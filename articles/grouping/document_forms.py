"""Read document numbers: the regular expressions of their forms and what a match says. Pure.

Forms, by the rules in force and those before them (Decree 30/2020/NĐ-CP, the Party's rules on the form of documents):

- number, year, kind, issuers: 25-NQ/TW, 33/CT-TTg, 55/2024/NĐ-CP, 403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN
- number, year, National Assembly and its term: 10/2022/QH15, 1211/2016/UBTVQH13
- official letters, which name a unit instead of a kind: 5678/BNV-CCHC
- issuer alone, until the 1990s: Nghị định 36/CP, Nghị định 169-HĐBT; presidential decrees: Sắc lệnh 65/SL
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.catalogue import OldCode
from articles.grouping.document_codes import bare_code, kind_of, known_issuer, old_codes, read_issuers
from articles.grouping.document_names import GAP, Cue, cue_of
from articles.grouping.issue_dates import INVISIBLE, find_issue_date

ISSUER_CAPITALS = 2  # an abbreviation of a body has at least two capital letters
NUMBER_DIGITS = 2  # official numbers are padded to two digits: 03-CTr, 05-CT/TW
CODE_LETTERS = (
    3  # a shorter code of an unknown body, or before a unit (CP, QH), needs a kind's name beside it
)
LONGEST_NUMBER = 60  # characters, with all issuers; longer than any joint document's
LONGEST_ISSUER = 40
LAST_PRESIDENTIAL_DECREE = 1960  # presidential decrees (sắc lệnh) were numbered this way before

# Host and mailbox names are bounded and start at a word boundary, so that no input takes quadratic time.
URL = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,190}"
    r"|(?<![a-z0-9.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,6}\.[a-z]{2,24}/[!-~]*",
    re.IGNORECASE,
)

# A cheap test before `URL`: one of these stands in each of its three alternatives, and most texts have none.
MAYBE_URL = re.compile(r"[:@wW.](?:(?<=:)//|(?<=@)|(?<=[wW])[wW]{2}\.|(?<=\.)[a-zA-Z]{2,24}/)")

_LETTER = "A-Za-zĐđƯưƠơ"
# The lookbehinds follow the first digit, so that the regex engine can search for a digit and nothing else. A letter
# before it belongs to another code, but for a word for "number" that is not set apart: "số25-NQ/TW".
_NUMBER = (
    r"(?P<number>\d(?:(?<![0-9A-Za-zÀ-ɏḀ-ỿ/_@#=&+]\d)|(?<=[sS][ốỐ]\d)|(?<=N[oº°]\d)|(?<=№\d))"
    r"(?<![0-9][.,:-]\d)(?<![A-Za-z]-\d)\d{0,4}(?:[a-dA-D](?= ?[-/]))?)"
)
_MARK = rf"(?P<mark>{GAP}[-/]{GAP}|[ {INVISIBLE}])"
_YEAR = rf"(?P<year>(?:19|20)\d{{2}}){GAP}[/-]{GAP}"
NUMBER = re.compile(
    rf"{_NUMBER}"
    rf"(?:{GAP}/{GAP}(?P<law_year>(?:19|20)\d{{2}}){GAP}/{GAP}(?P<assembly>QH|UBTVQH){GAP}(?P<term>\d{{1,2}})"
    rf"(?![0-9{_LETTER}])"
    rf"|{_MARK}(?:{_YEAR})?"
    rf"(?P<kind>[A-ZĐ][{_LETTER}]{{0,8}}(?:-(?:NS|LT|PH)(?= ?/))?){GAP}[-/]{GAP}"
    # An atomic group, written as lookahead and backreference: without backtracking, a code is not cut short before
    # a letter that no code has. Possessive quantifiers would do the same, but are faulty before Python 3.11.5.
    # The first two alternatives: an abbreviation with dots ("T.Ư"), and a following word that is not set apart.
    rf"(?=(?P<whole>[{_LETTER}]{{0,6}}T\.[WƯ]|[A-ZĐƯƠ][{_LETTER}]{{1,15}}?(?=ngày|của)"
    rf"|[{_LETTER}]{{2,16}}\d{{0,2}}(?:[-./](?<![./](?=T\.))[{_LETTER}]{{2,16}}\d{{0,2}})*))"
    rf"(?P<issuer>(?P=whole))(?![0-9À-ɏḀ-ỿ]|(?<=T\.[WƯ])\w))"
)

# Cyrillic and Greek letters that translations and keyboards put for Latin ones of the same shape.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХУІЈЅΑΒΕΗΙΚΜΝΟΡΤΧ", "ABEKMHOPCTXYIJSABEHIKMNOPTX")

_LOOKALIKE = re.compile("[\u0370-\u052f]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed number: its normal form, the codes, and its place in the text in characters."""

    number: str
    kind: str
    issuer: str
    year: int | None
    start: int
    end: int


def fold_number_text(folded: str) -> str:
    """Folded text in which look-alike letters of other scripts are Latin; of the same length."""
    return folded.translate(_LOOKALIKES) if _LOOKALIKE.search(folded) else folded


def parse_numbers(text: str) -> Iterator[Parsed]:
    """All document numbers of a folded text; the order is that of their forms."""
    for match in NUMBER.finditer(text):
        parsed = _parse_assembly(match, text) if match["assembly"] else _parse_coded(match, text)
        if parsed is not None:
            yield parsed
    if old_codes().maybe.search(text):
        yield from _old_numbers(text)


def padded(written: str) -> str:
    """The digits in their normal form: at least two, no more leading zeros, a suffix letter in lower case."""
    digits, letter = (written[:-1], written[-1].lower()) if written[-1].isalpha() else (written, "")
    return digits.lstrip("0").zfill(NUMBER_DIGITS) + letter


def _parse_assembly(match: re.Match[str], text: str) -> Parsed:
    """A law, ordinance or resolution of the National Assembly or its Standing Committee."""
    kinds = cue_of(text, match.start(), match.end()).kinds
    standing = match["assembly"] == "UBTVQH"
    kind = next((code for code in ("NQ", "PL") if code in kinds), "NQ" if standing else "L")
    year = int(match["law_year"])
    number = f"{padded(match['number'])}/{year}/{match['assembly']}{match['term']}"
    return Parsed(number, kind, match["assembly"], year, match.start(), match.end())


def _parse_coded(match: re.Match[str], text: str) -> Parsed | None:
    written = read_issuers(match["issuer"])
    if not any(letter.isupper() for letter in match["issuer"]):
        return None
    kind, code = kind_of(match["kind"], written.codes)
    if kind is None:
        return _parse_letter(match, text)
    if written.first is None and not _is_confirmed(match, text):
        return None
    year = int(match["year"]) if match["year"] else None
    style = written.first.style if written.first else "written"
    dash = match["mark"].strip(f" {INVISIBLE}") == "-" and year is None
    digits = padded(match["number"])
    if style == "party" or (style == "written" and dash) or (code in ("L", "LCT") and year is None):
        number = f"{digits}-{code}/{written.codes}"
    elif year is None or (kind.yearless_since is not None and year >= kind.yearless_since):
        number = f"{digits}/{code}-{written.codes}"
    else:
        number = f"{digits}/{year}/{code}-{written.codes}"
    issuer = written.first.code if written.first and "-" not in written.codes else written.codes
    if len(number) > LONGEST_NUMBER or len(issuer) > LONGEST_ISSUER:
        return None
    end = match.end() - (len(match["issuer"]) - written.length)
    return Parsed(number, _kind_by_cue(kind.code, code, match, text), issuer, year, match.start(), end)


def _kind_by_cue(kind: str, code: str, match: re.Match[str], text: str) -> str:
    """Laws and ordinances before 1997 share their codes (24-L/CTN, 29-LCT/HĐNN8): the word beside decides."""
    if code not in ("L", "LCT"):
        return kind
    kinds = cue_of(text, match.start(), match.end()).kinds
    return next((named for named in ("PL", "L") if named in kinds), kind)


def _parse_letter(match: re.Match[str], text: str) -> Parsed | None:
    """An official letter: the first code is the issuer and the second one of its units."""
    issuer, unit = known_issuer(match["kind"]), re.split(r"[./]", match["issuer"])[0]
    if "/" not in match["mark"] or match["year"] or not unit.isupper() or unit in _CURRENCIES:
        return None
    if issuer is not None and (issuer.style == "party" or kind_of(unit, "")[0] is not None):
        return None
    shared = issuer is not None and issuer.local and issuer.style == "written"
    if issuer is None or shared or len(issuer.code) < CODE_LETTERS:
        cue = cue_of(text, match.start(), match.end())
        if "CV" not in cue.kinds or not cue.beside or not _is_abbreviation(match["kind"]):
            return None
    code = issuer.code if issuer else match["kind"]
    end = match.start("issuer") + len(unit)
    number = f"{padded(match['number'])}/{code}-{unit}"
    return Parsed(number, "CV", code, None, match.start(), end)


def _old_numbers(text: str) -> Iterator[Parsed]:
    """Numbers without a kind; a second one with the same code ("77/SL và 11/SL") is of the kind of the first."""
    kinds: dict[str, str] = {}
    for match in old_codes().pattern.finditer(text):
        old = old_codes().by_code[bare_code(match["code"])]
        kind = _kind_of_old(match, text, old) or kinds.get(old.code)
        if kind is None:
            continue
        kinds[old.code] = kind
        number = f"{padded(match['number'])}{old.mark}{old.code}"
        yield Parsed(number, old.kind or kind, old.issuer, None, match.start(), match.end())


def _kind_of_old(match: re.Match[str], text: str, old: OldCode) -> str | None:
    """Only a kind's name directly beside it tells such a number from a quantity or a share price."""
    cue = cue_of(text, match.start(), match.end())
    kind = next((code for code in old.kinds if code in cue.kinds), None) if cue.beside else None
    if kind is None and old.code == "SL":
        issued_on = find_issue_date(text, match.start(), match.end())
        return "SL" if issued_on and issued_on.year < LAST_PRESIDENTIAL_DECREE else None
    return kind


def _is_confirmed(match: re.Match[str], text: str) -> bool:
    """Whether the words before a number of an unknown body show that it is a document number."""
    if not _is_abbreviation(re.split(r"[-./]", match["issuer"])[0]):
        return False
    if not match["mark"].strip(f" {INVISIBLE}"):
        return False
    kind, code = kind_of(match["kind"], "")
    if not match["kind"].isupper() and match["kind"] != code:
        return False
    cue: Cue = cue_of(text, match.start(), match.end())
    marked = cue.marked and len(match["issuer"]) >= CODE_LETTERS
    return bool(kind) and (marked or bool(cue.kinds))


def _is_abbreviation(part: str) -> bool:
    letters = part.rstrip("0123456789")
    return sum(letter.isupper() for letter in letters) >= ISSUER_CAPITALS and letters[:1].isupper()


# Exchange rates look like official letters of the Ministry of Finance (BTC).
_CURRENCIES = frozenset({"USD", "USDT", "VND", "EUR", "ETH", "JPY", "GBP", "CNY", "ETF", "SPOT"})
