"""How likely two articles tell one story, from what both state. Pure.

The model is that of Fellegi and Sunter ("A Theory for Record Linkage", 1969): each piece of evidence that agrees adds the
logarithm (base 2, "bits") of how much likelier it is in two versions of one story than in two articles of one time and
subject; what disagrees takes off. How often a piece stands in articles by chance is estimated from a prior for its form
("45" is common, "1284" is not) and from the articles of the same days, so that a sentence that every office writes is
no evidence. The weights were chosen on one half of `bench.linking` and are fixed.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.catalogue.places import load_provinces
from articles.evidence.kinds import Kind, Place
from articles.evidence.names import Name, is_in_han, is_sounded
from articles.evidence.statement import Statement

# From this score on a pair is offered to editors; and joined without them, if nothing else speaks against it.
SUGGEST_AT_BITS = 10.0
JOIN_AT_BITS = 18.0
# Independent facts (figures, documents, days with a place, names) that must be rare on both sides to join without an editor.
RARE_FACTS_TO_JOIN = 3
RARE_BITS = 4.0
FIGURES_KEPT_TO_JOIN = 0.3

FULL_SCORE_BITS = 50  # shown as a score of 1

# The prior's weight against what is counted: as that many articles of the same days and language.
PRIOR_ARTICLES = 30
# Of a fact that one version states, the share that another one keeps, and by how much one that is missing counts against.
MISSING_FIGURE_BITS = 0.7
MISSING_HEADLINE_FIGURE_BITS = 1.5
MISSING_AT_MOST_BITS = 9.0
OTHER_PROVINCE_BITS = 9.0
OTHER_YEAR_BITS = 8.0
OTHER_DAY_BITS = 3.0
OTHER_FIGURES_BITS = 5.0
# Names, words and documents of one text hang together (a person and her commune, a directive and the resolution before
# it): the second counts half, and so on.
NAMES_AT_MOST_BITS = 14.0
WORDS_AT_MOST_BITS = 5.0
DAYS_AT_MOST_BITS = 7.0
SMALL_FIGURES_AT_MOST_BITS = 3.0  # up to twelve, which texts also write as words
NAMES_LOOKED_FOR = 16
# The chance that a name of two or three syllables stands by accident in a text that marks no words, and in others.
_SPACELESS = ("thai", "lao", "khmer")
_NAME_BITS = {2: 7.0, 3: 9.0}
_SPACELESS_NAME_BITS = {2: 3.0, 3: 8.0}
# Two long texts share some facts by chance.
LONG_TEXTS_BITS = 3.0
SHORT_CHARACTERS = 500  # a headline with a sentence or two states only part of what its story does

# The share of articles of one subject in which a piece stands by chance, by its kind or by the form of a figure: small
# numbers and days of a month are everywhere, then it falls with the digits that are not zeros at the end.
_PRIORS = {
    Kind.DAY: 0.04,
    Kind.YEAR: 0.4,
    Kind.DOCUMENT: 0.03,
    Kind.PLACE: 0.05,
    Kind.NAME: 0.004,
    Kind.WORD: 0.04,
}
_SMALL, _SMALL_PRIOR = 12, 0.4
_CALENDAR, _CALENDAR_PRIOR = 31, 0.12
_FIGURE_PRIORS, _LONG_FIGURE_PRIOR = {1: 0.1, 2: 0.04, 3: 0.012}, 0.003
_PERCENTAGE_PRIORS, _LONG_PERCENTAGE_PRIOR = {1: 0.06, 2: 0.03}, 0.006


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many articles of the same days and one language each piece stands (`counts`), of how many (`articles`)."""

    counts: Mapping[tuple[Kind, str], int]
    articles: int

    def bits(self, kind: Kind, key: str) -> float:
        """How much it says that two articles share this piece."""
        seen = max(self.counts.get((kind, key), 0) - 1, 0)
        share = (seen + PRIOR_ARTICLES * prior(kind, key)) / (max(self.articles - 1, 0) + PRIOR_ARTICLES)
        return max(0.0, -math.log2(min(share, 1.0)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The score in bits, the evidence that agrees by kind (with its bits), and what disagrees, in words."""

    bits: float
    shared: tuple[tuple[Kind, str, float], ...]
    against: tuple[str, ...]
    figures_kept: float
    """The share of the figures of the text with fewer of them that the other has too."""

    @property
    def score(self) -> float:
        """The bits on a scale of 0 to 1, for lists."""
        return round(max(0.0, min(1.0, self.bits / FULL_SCORE_BITS)), 3)

    @property
    def rare_facts(self) -> int:
        """The number of shared facts that are rare by themselves; all documents together are one."""
        rare = [kind for kind, _key, bits in self.shared if bits >= RARE_BITS]
        return sum(kind is not Kind.DOCUMENT for kind in rare) + (Kind.DOCUMENT in rare)

    @property
    def is_certain(self) -> bool:
        """Whether the pair may be joined without an editor, if the bits are enough and each is the other's best.

        Reports on two matters of one office share its names, its day and its documents, so a rare figure must be among
        the facts, and of several figures a good part must agree.
        """
        figures = [key for kind, key, bits in self.shared if kind is Kind.FIGURE and bits >= RARE_BITS]
        agrees = bool(figures) and self.figures_kept >= FIGURES_KEPT_TO_JOIN
        return agrees and self.rare_facts >= RARE_FACTS_TO_JOIN and not self.against


def prior(kind: Kind, key: str) -> float:
    """The share of articles of one subject in which a piece of this form stands by chance."""
    if kind is Kind.FIGURE:
        return _figure_prior(key)
    return _PRIORS[kind]


def _figure_prior(key: str) -> float:
    percent, digits = key.endswith("%"), key.rstrip("%")
    significant = len(digits.replace(".", "").strip("0")) or 1
    if percent:
        return _PERCENTAGE_PRIORS.get(significant, _LONG_PERCENTAGE_PRIOR)
    if "." not in digits and int(digits) <= _CALENDAR:
        return _SMALL_PRIOR if int(digits) <= _SMALL else _CALENDAR_PRIOR
    return _FIGURE_PRIORS.get(significant, _LONG_FIGURE_PRIOR)


def compare(one: Statement, other: Statement, frequencies: Frequencies) -> Comparison:
    """Compares two articles; `frequencies` are those of the other's language and days."""
    shared = [
        (kind, key, frequencies.bits(kind, key))
        for kind in (Kind.DOCUMENT, Kind.FIGURE, Kind.DAY, Kind.PLACE, Kind.WORD)
        for key in one.by_kind[kind].keys() & other.by_kind[kind].keys()
    ]
    shared += _shared_names(one, other, frequencies)
    bits = {kind: sorted((b for k, _key, b in shared if k is kind), reverse=True) for kind in Kind}
    total = (
        _hanging_together(bits[Kind.DOCUMENT])
        + _figure_bits(shared)
        + min(sum(bits[Kind.DAY]), DAYS_AT_MOST_BITS)
        + max(bits[Kind.PLACE], default=0.0)
        + min(_hanging_together(bits[Kind.NAME]), NAMES_AT_MOST_BITS)
        + min(_hanging_together(bits[Kind.WORD]), WORDS_AT_MOST_BITS)
    )
    against = _against(one, other)
    total -= _missing(one, other) + sum(cost for _why, cost in against)
    if min(len(one.text), len(other.text)) > SHORT_CHARACTERS:
        total -= LONG_TEXTS_BITS
    shared.sort(key=lambda piece: (-piece[2], piece[1]))
    stated = [telling(statement.by_kind[Kind.FIGURE]) for statement in (one, other)]
    kept = len(stated[0] & stated[1]) / max(min(map(len, stated)), 1)
    return Comparison(round(total, 2), tuple(shared), tuple(why for why, _cost in against), kept)


def _figure_bits(shared: Iterable[tuple[Kind, str, float]]) -> float:
    figures = [(key, bits) for kind, key, bits in shared if kind is Kind.FIGURE]
    large = telling(key for key, _bits in figures)
    small = sum(bits for key, bits in figures if key not in large)
    return sum(bits for key, bits in figures if key in large) + min(small, SMALL_FIGURES_AT_MOST_BITS)


def _hanging_together(bits: list[float]) -> float:
    return math.fsum(bit * 0.5**number for number, bit in enumerate(bits))


def _shared_names(
    one: Statement, other: Statement, frequencies: Frequencies
) -> list[tuple[Kind, str, float]]:
    """Names that both give in Latin letters, and those of the one that the other writes in its script."""
    common = one.by_kind[Kind.NAME].keys() & other.by_kind[Kind.NAME].keys()
    shared = [(Kind.NAME, key, frequencies.bits(Kind.NAME, key)) for key in common]
    for named, foreign in ((one, other), (other, one)):
        if not foreign.is_latin:
            scale = _SPACELESS_NAME_BITS if foreign.script in _SPACELESS else _NAME_BITS
            shared += (
                (Kind.NAME, name.key, scale[min(len(name.syllables), 3)])
                for name in named.names[:NAMES_LOOKED_FOR]
                if name.key not in common and writes(foreign, name)
            )
    return shared


def writes(statement: Statement, name: Name) -> bool:
    """Whether an article in another script writes a name that a text in Latin letters gives."""
    if statement.script and is_sounded(name, statement.sounds, statement.script):
        return True
    return statement.is_han and is_in_han(name, statement.text)


def _missing(one: Statement, other: Statement) -> float:
    """What one text states and the other does not; of two texts the one that states less."""
    first, second = one.by_kind[Kind.FIGURE], other.by_kind[Kind.FIGURE]
    fewer, more = (first, second) if len(telling(first)) <= len(telling(second)) else (second, first)
    missing = telling(fewer) - more.keys()
    cost = MISSING_FIGURE_BITS * len(missing)
    for figures, text in ((first, other), (second, one)):
        if len(text.text) > SHORT_CHARACTERS:
            gone = telling(key for key, place in figures.items() if place is not Place.BODY)
            cost += MISSING_HEADLINE_FIGURE_BITS * len(gone - text.by_kind[Kind.FIGURE].keys())
    return min(cost, MISSING_AT_MOST_BITS)


def telling(figures: Iterable[str]) -> frozenset[str]:
    """Figures that a version would hardly leave out: not those that a word may say."""
    return frozenset(key for key in figures if not re.fullmatch(r"\d|1[0-2]", key))


def other_places(one: Statement, other: Statement) -> str:
    """In words, the provinces of two texts that have none in common; empty if they share one or a text names none."""
    return _disagreement(_present(one), _present(other))


def _against(one: Statement, other: Statement) -> list[tuple[str, float]]:
    found = []
    if apart := other_places(one, other):
        found.append((f"other provinces: {apart}", OTHER_PROVINCE_BITS))
    if apart := _disagreement(
        _early(one, Kind.YEAR), _early(other, Kind.YEAR), _all(one, Kind.YEAR), _all(other, Kind.YEAR)
    ):
        found.append((f"other years: {apart}", OTHER_YEAR_BITS))
    if apart := _disagreement(
        _early(one, Kind.DAY), _early(other, Kind.DAY), _all(one, Kind.DAY), _all(other, Kind.DAY)
    ):
        found.append((f"other days: {apart}", OTHER_DAY_BITS))
    first, second = telling(_early(one, Kind.FIGURE)), telling(_early(other, Kind.FIGURE))
    if apart := _disagreement(first, second, _all(one, Kind.FIGURE), _all(other, Kind.FIGURE)):
        found.append((f"other figures: {apart}", OTHER_FIGURES_BITS))
    return found


def _disagreement(
    first: frozenset[str],
    second: frozenset[str],
    wide: frozenset[str] = frozenset(),
    other_wide: frozenset[str] = frozenset(),
) -> str:
    """In words, what both begin with and neither states of the other's; empty if they agree or one is silent."""
    if not first or not second or first & (second | other_wide) or second & wide:
        return ""
    return f"{', '.join(sorted(first))} and {', '.join(sorted(second))}"


def _early(statement: Statement, kind: Kind) -> frozenset[str]:
    return frozenset(key for key, place in statement.by_kind[kind].items() if place is not Place.BODY)


def _all(statement: Statement, kind: Kind) -> frozenset[str]:
    return frozenset(statement.by_kind[kind])


def _present(statement: Statement) -> frozenset[str]:
    """The present provinces of all places, so that a former province agrees with the one that took it in."""
    return frozenset(load_provinces()[slug].present for slug in statement.by_kind[Kind.PLACE])
