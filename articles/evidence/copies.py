"""Whether two texts of one language that share most of their sentences state the same. Pure.

Offices report the same kind of event in the same sentences, month by month and province by province; a copy carries the
facts too. So sentences alone make no republication: what both texts state is weighed by how rarely it stands in a text
by chance, and a stock sentence, which states nothing rare, weighs nothing.
"""

import math
from collections.abc import Iterable

from articles.evidence.comparison import other_places, prior
from articles.evidence.kinds import Kind
from articles.evidence.statement import Statement

# The share of what one text states (of two, the one that states less) that a copy has too: editors leave out sentences, and
# add some of their own.
KEPT_AT_LEAST = 0.5
# A text that states less says nothing of whether it is a copy.
STATED_BITS = 12.0


def states_the_same(one: Statement, other: Statement) -> bool:
    """Whether one text may be a copy of the other by what they state; True where either states too little to tell."""
    if other_places(one, other):
        return False
    first, second = _stated(one), _stated(other)
    stated = min(_bits(first), _bits(second))
    return stated < STATED_BITS or _bits(first & second) >= KEPT_AT_LEAST * stated


def _stated(statement: Statement) -> frozenset[tuple[Kind, str]]:
    return frozenset((piece.kind, piece.key) for piece in statement.pieces if piece.kind is not Kind.WORD)


def _bits(pieces: Iterable[tuple[Kind, str]]) -> float:
    return math.fsum(-math.log2(prior(kind, key)) for kind, key in pieces)
