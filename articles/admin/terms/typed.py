"""A topic's terms in one language as an editor typed them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.grouping.topics import Term as PlainTerm
from articles.grouping.topics import TermBase
from articles.linking.term_effect import Proposed
from articles.models import Term

HEAVIEST = 10.0  # the database constraint's limit
PHRASE_CHARACTERS = 200
MOST_TERMS = 1_000  # of a topic in a language; with four fields each, fewer than a form may have
MOST_LINES = 5 * MOST_TERMS  # of new terms that are read


@dataclass(frozen=True, slots=True)
class Row:
    """One term as it stands in its fields, and what is wrong with it."""

    key: str
    phrase: str
    weight: str = "1"
    place: str = Term.Place.ANYWHERE
    is_gone: bool = False
    is_new: bool = False
    error: str = ""

    @property
    def is_title_only(self) -> bool:
        return self.place == Term.Place.TITLE


def rows_of(terms: Sequence[Proposed]) -> list[Row]:
    """The fields of the terms as they are stored."""
    return [
        Row(str(number), one.phrase, f"{one.weight:g}", one.place)
        for number, one in enumerate(sorted(terms, key=lambda one: one.phrase.casefold()))
    ]


def typed_rows(posted: Mapping[str, str], stored: Sequence[Proposed]) -> list[Row]:
    """The fields as they were sent, those of new terms after the others; each with what is wrong with it."""
    kept = {one.phrase for one in stored}
    rows: list[Row] = []
    seen: set[str] = set()
    keys = [name.removeprefix("phrase-") for name in posted if name.startswith("phrase-")]
    for key in keys:
        phrase = _phrase(posted[f"phrase-{key}"])
        row = Row(
            str(len(rows)),
            phrase,
            posted.get(f"weight-{key}", "1").strip(),
            Term.Place.TITLE if posted.get(f"title-{key}") else Term.Place.ANYWHERE,
            is_gone=bool(posted.get(f"gone-{key}")) or not phrase,
            is_new=phrase not in kept,
        )
        if phrase:
            rows.append(_checked(row, seen))
    for line in posted.get("new", "").replace("\0", " ").splitlines()[:MOST_LINES]:
        if phrase := _phrase(line):
            rows.append(_checked(Row(str(len(rows)), phrase, is_new=True), seen))
    return rows


def proposed_by(rows: Sequence[Row]) -> list[Proposed]:
    """The terms that rows without errors say."""
    return [Proposed(one.phrase, _weight(one.weight) or 0.0, one.place) for one in rows if not one.is_gone]


def _checked(row: Row, seen: set[str]) -> Row:
    if row.is_gone:
        return row
    error = _wrong(row, seen)
    seen.add(row.phrase)
    return Row(row.key, row.phrase, row.weight, row.place, row.is_gone, row.is_new, error)


def _wrong(row: Row, seen: set[str]) -> str:
    if len(seen) >= MOST_TERMS:
        return _("A topic has at most %(most)s terms in a language. Take some away.") % {"most": MOST_TERMS}
    if row.phrase in seen:
        return _("This term stands here twice. Take one away.")
    if len(row.phrase) > PHRASE_CHARACTERS:
        return _("A term has at most %(most)s characters.") % {"most": PHRASE_CHARACTERS}
    if _weight(row.weight) is None:
        return _("The weight is a number between −10 and 10, such as 1 or 0.4.")
    try:
        TermBase.compile([PlainTerm("topic", "vi", row.phrase, 1.0)])
    except ValueError:
        return _("A term begins with a letter or digit, not with a star.")
    return ""


def _weight(typed: str) -> float | None:
    try:
        weight = float(typed.replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return weight if -HEAVIEST <= weight <= HEAVIEST else None  # nan is not


def _phrase(typed: str) -> str:
    return " ".join(typed.replace("\0", " ").split())
