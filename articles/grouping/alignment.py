"""Align the passages of two texts: a translation beside its original. Pure.

The algorithm is that of Gale and Church ("A Program for Aligning Sentences in Bilingual Corpora",
Computational Linguistics 19, 1993): dynamic programming over lengths, with passages in place of sentences.
Anchors that translation does not change make it more reliable: figures, document numbers, names in Latin
letters, quoted words, headings. It knows no words of any language.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median

from articles.grouping.folding import fold_case, unmarked
from articles.grouping.passages import Kind, Passage

# How often so many passages of one text match so many of the other: the probabilities of Gale and Church,
# halved where both directions count. They omit 3:1, which happens to short newspaper paragraphs.
PROBABILITIES = {
    (1, 1): 0.89,
    (1, 0): 0.00495,
    (0, 1): 0.00495,
    (2, 1): 0.0445,
    (1, 2): 0.0445,
    (2, 2): 0.011,
    (3, 1): 0.002,
    (1, 3): 0.002,
}
# The variance of a translation's length per character of its original (Gale and Church).
VARIANCE = 6.8
# All costs are negative log probabilities. The length cost is capped: above, leaving both passages unaligned
# (10.6) is cheaper.
LENGTH_COST_AT_MOST = 12.0
# The gain of an anchor that both passages have, divided by the number of passages with it.
ANCHOR_WORTH = 2.0
ANCHORS_AT_MOST = 6.0
# Both have figures, none in common.
OTHER_FIGURES_COST = 1.0
# Only one has figures: the other may spell them out.
FIGURES_OF_ONE_COST = 1.0
# A passage left out beside another one left out: gaps come in runs.
MISSING_WITH_NEIGHBOUR = 1.5
# A heading beside another kind; a quotation beside a paragraph; merging anything but paragraphs.
OTHER_HEADING_COST = 4.0
OTHER_KIND_COST = 1.0
MERGED_KINDS_COST = 4.0

FIGURE_DIGITS_AT_LEAST = 2  # "3" is "three" in the next language
BUDDHIST_YEARS = range(2400, 2600)  # Thai and Lao texts count years 543 ahead
BUDDHIST_OFFSET = 543
ANCHORED_AT_LEAST = 3  # pairs needed to estimate the ratio of lengths

# Bounds the work to less than a second: up to 70 by 70 passages are compared completely, longer texts in a
# band along the diagonal, and passages beyond the last in order.
CELLS_AT_MOST = 5_000
BAND_AT_LEAST = 8
PASSAGES_AT_MOST = 400

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f\u066b\u066c]\d+)*")
_DOCUMENT = re.compile(r"(?<!\w)\d+(?:/\d{4})?[-/][A-ZĐ][A-ZĐ\d]*(?:[-/][A-ZĐa-zđ\d]+)*")
_LATIN_WORD = re.compile(r"(?<![^\W\d_])[A-Za-zÀ-ÿĀ-ɏẠ-ỹ]{2,}")
_LATIN_LETTER = re.compile(r"[A-Za-zÀ-ÿĀ-ɏẠ-ỹ]")
_QUOTED = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』]{2,60})[\"”“»」』]")

# Dense scripts: what a character counts in addition to one letter. By syllables and words, Korean texts are
# about two fifths, Chinese ones a third as long as the same in Latin letters.
_DENSE_SCRIPTS = (
    (re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"), 1.7),
    (re.compile(r"[\uac00-\ud7af]"), 1.4),
    (re.compile(r"[\u3040-\u30ff]"), 0.6),
)

_PRIORS = tuple((move, -math.log(probability)) for move, probability in PROBABILITIES.items())
MERGED_AT_MOST = max(max(move) for move in PROBABILITIES)
_Move = tuple[int, int]  # number of passages taken from each text


@dataclass(frozen=True, slots=True)
class Row:
    """Passages of two texts that say the same; one side is empty if the other has no match."""

    left: tuple[Passage, ...]
    right: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """One passage, or up to three neighbours taken as one.

    `anchors` are those that both texts have, `figures` all anchors that begin with a digit.
    """

    length: float
    anchors: frozenset[str]
    figures: frozenset[str]
    kind: Kind | None  # None where they differ
    size: int


@dataclass(frozen=True, slots=True)
class _Side:
    """One text: for each position the spans that end there, by their number of passages."""

    spans: tuple[dict[int, _Span], ...]

    @property
    def alone(self) -> tuple[_Span, ...]:
        return tuple(here[1] for here in self.spans[1:])


def align(left: Sequence[Passage], right: Sequence[Passage]) -> tuple[Row, ...]:
    """All passages of both texts, in order, as rows."""
    if left and right and min(len(left), len(right)) == 1:
        # A text without paragraphs is aligned with the whole other one.
        return (Row(tuple(left), tuple(right)),)
    rows, i, j = [], 0, 0
    for more, more_right in _moves(left[:PASSAGES_AT_MOST], right[:PASSAGES_AT_MOST]):
        rows.append(Row(tuple(left[i : i + more]), tuple(right[j : j + more_right])))
        i, j = i + more, j + more_right
    beyond = zip_longest(left[PASSAGES_AT_MOST:], right[PASSAGES_AT_MOST:])
    rows += [Row((one,) if one else (), (other,) if other else ()) for one, other in beyond]
    return tuple(rows)


def anchors_of(text: str) -> frozenset[str]:
    """What translations of `text` keep, normalised: figures, document numbers, names, quoted words."""
    found = {_plain_number(number) for number in _NUMBER.findall(text)}
    found = {number for number in found if len(number) >= FIGURE_DIGITS_AT_LEAST}
    found |= {unmarked(fold_case(number)) for number in _DOCUMENT.findall(text)}
    letters = sum(map(str.isalpha, text))
    # In another script any Latin word is a name; in a Latin text names begin with a capital.
    is_latin = 2 * len(_LATIN_LETTER.findall(text)) > letters
    names = [word for word in _LATIN_WORD.findall(text) if word[0].isupper() or not is_latin]
    found |= {unmarked(fold_case(name)) for name in (*names, *_QUOTED.findall(text))}
    return frozenset(found - {""})


def _plain_number(written: str) -> str:
    """A figure without thousands separators, in ASCII digits, with its year in the common era."""
    digits = "".join(str(unicodedata.digit(sign)) for sign in written if sign.isdigit())
    if digits == written and len(digits) == 4 and int(digits) in BUDDHIST_YEARS:
        return str(int(digits) - BUDDHIST_OFFSET)
    return digits.lstrip("0")


def _length(text: str) -> float:
    """The length in letters of an alphabet; spaces do not count, as many scripts use them loosely."""
    dense = sum(more * len(signs.findall(text)) for signs, more in _DENSE_SCRIPTS)
    return max(len(text) - text.count(" ") + dense, 1)


def _sides(left: Sequence[Passage], right: Sequence[Passage]) -> tuple[_Side, _Side, dict[str, float]]:
    """Both texts, and the gain of each anchor that both have: the rarer, the higher."""
    found = [[anchors_of(one.text) for one in side] for side in (left, right)]
    ours, theirs = (Counter(anchor for anchors in side for anchor in anchors) for side in found)
    worth = {
        anchor: ANCHOR_WORTH / max(ours[anchor], theirs[anchor]) for anchor in ours.keys() & theirs.keys()
    }
    return _side(left, found[0], worth), _side(right, found[1], worth), worth


def _side(passages: Sequence[Passage], found: Sequence[frozenset[str]], worth: dict[str, float]) -> _Side:
    lengths = [_length(one.text) for one in passages]
    figures = [frozenset(anchor for anchor in anchors if anchor[0].isdigit()) for anchors in found]
    shared = [anchors & worth.keys() for anchors in found]
    spans: list[dict[int, _Span]] = [{}]
    for end in range(1, len(passages) + 1):
        here = {}
        for size in range(1, min(MERGED_AT_MOST, end) + 1):
            part = slice(end - size, end)
            kinds = {one.kind for one in passages[part]}
            here[size] = _Span(
                length=sum(lengths[part]),
                anchors=frozenset().union(*shared[part]),
                figures=frozenset().union(*figures[part]),
                kind=kinds.pop() if len(kinds) == 1 else None,
                size=size,
            )
        spans.append(here)
    return _Side(tuple(spans))


def _moves(left: Sequence[Passage], right: Sequence[Passage]) -> list[_Move]:
    """The cheapest alignment of both texts from their beginnings."""
    if not left or not right:
        return [*[(1, 0)] * len(left), *[(0, 1)] * len(right)]
    ours, theirs, worth = _sides(left, right)
    ratios = _ratios(ours, theirs, worth)
    ways = [_cheapest(ours, theirs, ratio, worth) for ratio in ratios]
    best = min(ways, key=lambda way: way[0])
    if len(ratios) > 1:
        # The lengths of aligned passages estimate the ratio better than the first guess.
        ratio = _ratio_along(ours, theirs, best[1])
        best = min(best, _cheapest(ours, theirs, ratio, worth), key=lambda way: way[0])
    return best[1]


def _ratios(left: _Side, right: _Side, worth: dict[str, float]) -> list[float]:
    """Candidate ratios: characters of the right text per character of the left.

    The whole lengths are right if nothing is missing. Else passages with a unique shared anchor may be.
    Between two alphabets the ratio is never far from 1.
    """
    ratios = [sum(one.length for one in right.alone) / sum(one.length for one in left.alone)]
    if len(left.alone) == len(right.alone):
        return ratios
    unique = {anchor for anchor, value in worth.items() if value == ANCHOR_WORTH}
    there = {anchor: one.length for one in right.alone for anchor in one.anchors & unique}
    anchored = [there[anchor] / one.length for one in left.alone for anchor in one.anchors & unique]
    return [*ratios, median(anchored) if len(anchored) >= ANCHORED_AT_LEAST else 1.0]


def _ratio_along(left: _Side, right: _Side, moves: Sequence[_Move]) -> float:
    """The ratio of the lengths of the passages that an alignment pairs."""
    ours = theirs = 0.0
    i = j = 0
    for move in moves:
        i, j = i + move[0], j + move[1]
        if all(move):
            ours, theirs = ours + left.spans[i][move[0]].length, theirs + right.spans[j][move[1]].length
    return theirs / ours if ours else 1.0


def _cost(one: _Span, other: _Span, ratio: float, worth: dict[str, float]) -> float:
    """The cost of matching two spans, without that of their numbers of passages."""
    expected = one.length * ratio
    deviation = abs(other.length - expected) / math.sqrt((expected + other.length) / 2 * VARIANCE)
    # Two-sided tail of the normal distribution.
    chance = math.erfc(deviation / math.sqrt(2))
    cost = min(-math.log(chance), LENGTH_COST_AT_MOST) if chance else LENGTH_COST_AT_MOST
    common = one.anchors & other.anchors
    if common:
        cost -= min(sum([worth[anchor] for anchor in common]), ANCHORS_AT_MOST)
    if one.figures and other.figures:
        cost += OTHER_FIGURES_COST * one.figures.isdisjoint(other.figures)
    elif one.figures or other.figures:
        cost += FIGURES_OF_ONE_COST
    if one.size != other.size and not one.kind == other.kind == Kind.PARAGRAPH:
        cost += MERGED_KINDS_COST
    elif one.kind != other.kind:
        cost += OTHER_HEADING_COST if Kind.HEADING in (one.kind, other.kind) else OTHER_KIND_COST
    return cost


def _cheapest(left: _Side, right: _Side, ratio: float, worth: dict[str, float]) -> tuple[float, list[_Move]]:
    """The cost of the cheapest alignment for a ratio of lengths, and its moves."""
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    came: dict[tuple[int, int], _Move] = {}
    end = len(left.alone), len(right.alone)
    for i, j in _cells(*end):
        cheapest = math.inf
        for move, prior in _PRIORS:
            before = best.get((i - move[0], j - move[1]))
            if before is None or before + prior - ANCHORS_AT_MOST >= cheapest:
                continue
            cost = before + prior
            if move == came.get((i - move[0], j - move[1])) and not all(move):
                cost -= MISSING_WITH_NEIGHBOUR
            if move[0] and move[1]:
                cost += _cost(left.spans[i][move[0]], right.spans[j][move[1]], ratio, worth)
            if cost < cheapest:
                cheapest, came[i, j] = cost, move
        best[i, j] = cheapest
    return best[end], _way_back(came, *end)


def _cells(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """The cells to compute, in order, without the first: all, or a band along the diagonal."""
    reach = max(BAND_AT_LEAST, CELLS_AT_MOST // (2 * rows), 2 * math.ceil(columns / rows))
    for i in range(rows + 1):
        centre = i * columns // rows
        for j in range(max(0, centre - reach), min(columns, centre + reach) + 1):
            if i or j:
                yield i, j


def _way_back(came: dict[tuple[int, int], _Move], i: int, j: int) -> list[_Move]:
    moves = []
    while i or j:
        move = came[i, j]
        moves.append(move)
        i, j = i - move[0], j - move[1]
    return moves[::-1]
