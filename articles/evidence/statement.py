"""What one article states: its evidence, each piece with the place where it stands first. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from articles.evidence.days import times_of
from articles.evidence.figures import figures_of
from articles.evidence.kinds import Kind, Place
from articles.evidence.named_places import NamedPlace, named_places
from articles.evidence.names import Name, latin_words_of, names_of
from articles.evidence.places import (
    is_province,
    provinces_by_commune,
    provinces_by_district,
    provinces_in_han,
    provinces_in_latin,
    provinces_in_sounds,
)
from articles.evidence.sounds import script_of, sounds_of
from articles.evidence.syllables import plain
from articles.grouping.document_forms import MAYBE_URL, URL, fold_number_text, parse_numbers
from articles.grouping.issue_dates import find_issue_date, fold_text

CHARACTERS_AT_MOST = 20_000  # most facts come early; bounds the work
OPENING_CHARACTERS = 400  # of a text without a lead, where no sentence ends before


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: `key` is its normal form, `written` what a name looked like."""

    kind: Kind
    key: str
    place: Place
    written: str = ""


@dataclass(frozen=True)
class Statement:
    """The evidence of an article in `language`, and its text, in which names of others can be looked for."""

    language: str
    text: str
    pieces: tuple[Piece, ...]
    names: tuple[Name, ...] = field(default=())

    @property
    def script(self) -> str | None:
        return script_of(self.language)

    @property
    def is_han(self) -> bool:
        return _is_han(self.language)

    @property
    def is_latin(self) -> bool:
        return not (self.script or self.is_han)

    @cached_property
    def sounds(self) -> str:
        return sounds_of(self.text)

    @cached_property
    def unmarked(self) -> str:
        """The text without marks, in lower case: a name that the rules for names do not tell may stand in it."""
        return plain(self.text)

    @cached_property
    def by_kind(self) -> dict[Kind, dict[str, Place]]:
        found: dict[Kind, dict[str, Place]] = {kind: {} for kind in Kind}
        for piece in self.pieces:
            found[piece.kind][piece.key] = piece.place
        return found


_SENTENCE_END = re.compile(r"[.!?။。！？۔।]\s|[。！？។]|\n")


def statement_of(
    *, language: str, title: str, lead: str, text: str, documents: Iterable[str] = ()
) -> Statement:
    """The evidence of an article; `documents` are the normalised numbers of those that it cites."""
    parts = _parts(title, lead, text)
    found: dict[tuple[Kind, str], Piece] = {}
    names: dict[str, Name] = {}
    for place, part in parts.items():
        for kind, key, name in _pieces(part, language):
            found.setdefault((kind, key), Piece(kind, key, place, name.written if name else ""))
            if name:
                names.setdefault(key, name)
    for number in documents:
        found.setdefault((Kind.DOCUMENT, number), Piece(Kind.DOCUMENT, number, Place.BODY))
    return Statement(language, parts[Place.BODY], tuple(found.values()), tuple(names.values()))


def places_in(*, language: str, title: str, lead: str, text: str) -> tuple[NamedPlace, ...]:
    """The provinces that an article names, without reading what else it states."""
    found: dict[str, Place] = {}
    for place, part in _parts(title, lead, text).items():
        for slug in _provinces(part, script_of(language), is_han=_is_han(language)):
            found.setdefault(slug, place)
    return named_places(found.items())


def _parts(title: str, lead: str, text: str) -> dict[Place, str]:
    """Headline, opening, and the whole text, which holds both."""
    body = text if not lead or text.startswith(lead) else f"{lead}\n{text}"
    return {
        Place.HEADLINE: title,
        Place.OPENING: lead or _first_sentence(text),
        Place.BODY: f"{title}\n{body}"[:CHARACTERS_AT_MOST],
    }


def _is_han(language: str) -> bool:
    return language.partition("-")[0] in ("zh", "ja")


def _first_sentence(text: str) -> str:
    start = text.lstrip()[:OPENING_CHARACTERS]
    ends = [match.end() for match in _SENTENCE_END.finditer(start)]
    return start[: next((end for end in ends if end > OPENING_CHARACTERS // 8), len(start))]


def _pieces(part: str, language: str) -> Iterable[tuple[Kind, str, Name | None]]:
    clean = URL.sub(" ", part) if MAYBE_URL.search(part) else part
    folded = fold_text(clean)
    numbers = tuple(parse_numbers(fold_number_text(folded.folded)))
    # The day on which a document was issued says no more than the document.
    issued = {day for one in numbers if (day := find_issue_date(folded.folded, one.start, one.end))}
    bare = _blanked(folded.folded, ((one.start, one.end) for one in numbers))
    times = times_of(bare)
    for month, number in times.days:
        if (month, number) not in {(one.month, one.day) for one in issued}:
            yield Kind.DAY, f"{month:02}-{number:02}", None
    for year in times.years:
        if year not in {one.year for one in issued}:
            yield Kind.YEAR, str(year), None
    for figure in figures_of(_blanked(bare, times.spans), language):
        yield Kind.FIGURE, figure.key, None
    script, is_han = script_of(language), _is_han(language)
    for word in latin_words_of(folded.original, is_latin=not (script or is_han)):
        yield Kind.WORD, word, None
    names = names_of(folded.original)
    for name in names:
        if not is_province(name.key):
            yield Kind.NAME, name.key, name
    for slug in _provinces(folded.original, script, is_han=is_han, names=names):
        yield Kind.PLACE, slug, None


def _provinces(
    text: str, script: str | None, *, is_han: bool, names: Iterable[Name] | None = None
) -> frozenset[str]:
    """`names` are those of the text if they are known; they are looked at only where it names no province."""
    found = provinces_in_han(text) if is_han else frozenset()
    if script:
        return found | provinces_in_sounds(sounds_of(text), script)
    if is_han:
        return found
    if found := provinces_in_latin(text):
        return found
    known = names_of(text) if names is None else names
    return provinces_by_district(frozenset(name.key for name in known)) or provinces_by_commune(text)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with other signs in place of what is read already."""
    for start, end in spans:
        text = f"{text[:start]}{'¦' * (end - start)}{text[end:]}"
    return text
