"""The kinds of evidence and where it stands, apart from what finds it: the models know only these."""

from enum import IntEnum


class Kind(IntEnum):
    """The kinds of evidence; the numbers are stored."""

    FIGURE = 1
    DAY = 2
    YEAR = 3
    DOCUMENT = 4
    PLACE = 5
    NAME = 6
    WORD = 7


class Place(IntEnum):
    """Where a piece of evidence stands first; the numbers are stored."""

    HEADLINE = 0
    OPENING = 1
    BODY = 2
