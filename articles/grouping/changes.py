"""The differences between two versions of an article: title, lead and paragraphs, word by word. Pure.

Paragraphs are first compared as wholes; reworded ones then by words, or by characters in scripts without
spaces. Differences in spaces and line breaks do not count.
"""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

# Two paragraphs less similar than this (twice the common words by all words) are not a rewording.
LIKENESS_AT_LEAST = 0.4
# The old version of a paragraph is searched among this many replaced ones.
LOOK_AHEAD = 6
# Unchanged words between two changes are shown as changed if they are this short: "a", "và".
CRUMB_CHARACTERS = 3
# Bounds the work to half a second for a change of 400 paragraphs: the number of word pairs to compare. The
# rest is shown as removed and added as a whole.
PAIRS_AT_MOST = 200_000
PARAGRAPHS_AT_MOST = 400

# Scripts without spaces; marks belong to their character, in Khmer and Burmese also subscripts.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_MARKS = "".join(
    letter for letter in map(chr, range(0x0E00, 0x1800)) if unicodedata.category(letter).startswith("M")
)
_BELOW = "\u1039\u17d2"
_PUNCTUATION = r"!-/:-@\[-`{-~«»‘-‟…、-】।"
_TOKEN = re.compile(
    rf"(?:[{_SPACELESS}](?:[{_MARKS}]|(?<=[{_BELOW}])[{_SPACELESS}])*"
    rf"|\d+(?:[.,]\d+)*|[^\s{_SPACELESS}{_PUNCTUATION}\d]+|\S)\s*"
)


class Part(StrEnum):
    TITLE = "title"
    LEAD = "lead"
    PARAGRAPH = "paragraph"


class Happened(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of an article at one time, with spaces and line breaks as they are."""

    title: str
    lead: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, were added or were removed, with the space after them."""

    happened: Happened
    text: str

    @property
    def words(self) -> str:
        return self.text.rstrip()

    @property
    def space(self) -> str:
        return self.text[len(self.words) :]


@dataclass(frozen=True, slots=True)
class Change:
    """The change of the title, the lead or one paragraph, as pieces in reading order."""

    part: Part
    happened: Happened
    pieces: tuple[Piece, ...]


def is_reworded(before: Wording, after: Wording) -> bool:
    """Whether a reader would see a difference: more than spaces, line breaks and paragraph breaks."""
    return _all_words(before) != _all_words(after)


def changes_between(before: Wording, after: Wording) -> tuple[Change, ...]:
    """The visible changes in reading order; empty if only spaces or line breaks differ."""
    if not is_reworded(before, after):
        return ()
    heads = ((Part.TITLE, before.title, after.title), (Part.LEAD, before.lead, after.lead))
    pairs = [(part, _plain(old), _plain(new)) for part, old, new in heads]
    pairs += [(Part.PARAGRAPH, old, new) for old, new in _paragraph_pairs(before, after)]
    left = PAIRS_AT_MOST
    changes = []
    for part, old, new in pairs:
        if old != new:
            change, spent = _change(part, old, new, left)
            left -= spent
            changes.append(change)
    return tuple(changes)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _all_words(wording: Wording) -> tuple[str, str, str]:
    return _plain(wording.title), _plain(wording.lead), _plain(" ".join(wording.paragraphs))


def _paragraph_pairs(before: Wording, after: Wording) -> Iterator[tuple[str, str]]:
    """The old and new text of each paragraph that differs; "" for none."""
    old = [text for text in map(_plain, before.paragraphs) if text]
    new = [text for text in map(_plain, after.paragraphs) if text]
    start, end = _common_ends(old, new)
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(old), len(new)) > PARAGRAPHS_AT_MOST:
        yield from _likely_pairs(old, new)
        return
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from _likely_pairs(old[i:j], new[k:m])


def _likely_pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each old paragraph with the first similar one of the next few new ones; the others alone, in order."""
    words = [Counter(_words(text)) for text in new]
    place = 0
    for text in old:
        ours = Counter(_words(text))
        window = range(place, min(place + LOOK_AHEAD, len(new)))
        found = next((at for at in window if _likeness(ours, words[at]) >= LIKENESS_AT_LEAST), None)
        if found is None:
            yield text, ""
            continue
        yield from (("", added) for added in new[place:found])
        yield text, new[found]
        place = found + 1
    yield from (("", added) for added in new[place:])


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


def _words(text: str) -> list[str]:
    return [token.strip() for token in _TOKEN.findall(text)]


def _change(part: Part, old: str, new: str, pairs_left: int) -> tuple[Change, int]:
    """The change of one text, and the number of word pairs compared for it."""
    if not old or not new:
        happened = Happened.REMOVED if old else Happened.ADDED
        return Change(part, happened, (Piece(happened, old or new),)), 0
    ours, theirs = _TOKEN.findall(old), _TOKEN.findall(new)
    keys, other_keys = [[sys.intern(token.strip()) for token in side] for side in (ours, theirs)]
    start, end = _common_ends(keys, other_keys)
    middle, other_middle = slice(start, len(ours) - end), slice(start, len(theirs) - end)
    spent = len(keys[middle]) * len(other_keys[other_middle])
    pieces = [Piece(Happened.SAME, "".join(theirs[:start]))]
    if spent > pairs_left:
        spent = 0
        pieces += _replaced("".join(ours[middle]), "".join(theirs[other_middle]))
    else:
        pieces += _compared(ours[middle], theirs[other_middle], keys[middle], other_keys[other_middle])
    pieces.append(Piece(Happened.SAME, "".join(theirs[len(theirs) - end :])))
    return Change(part, Happened.REWORDED, _merged_pieces(pieces)), spent


def _compared(
    ours: Sequence[str], theirs: Sequence[str], keys: Sequence[str], other_keys: Sequence[str]
) -> Iterator[Piece]:
    for what, i, j, k, m in SequenceMatcher(None, keys, other_keys, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(Happened.SAME, "".join(theirs[k:m]))
        else:
            yield from _replaced("".join(ours[i:j]), "".join(theirs[k:m]))


def _replaced(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece(Happened.REMOVED, old)
    if new:
        yield Piece(Happened.ADDED, new)


def _merged_pieces(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces without empty ones; neighbouring changes and short unchanged words between them merged."""
    kept: list[Piece] = []
    old = new = ""
    filled = [piece for piece in pieces if piece.text]
    for place, piece in enumerate(filled):
        is_crumb = 0 < place < len(filled) - 1 and len(piece.text.strip()) <= CRUMB_CHARACTERS
        if piece.happened is Happened.SAME and not is_crumb:
            kept += [*_replaced(old, new), piece]
            old = new = ""
            continue
        old += piece.text if piece.happened is not Happened.ADDED else ""
        new += piece.text if piece.happened is not Happened.REMOVED else ""
    return (*kept, *_replaced(old, new))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text; `is_marked` where the other text does not have it."""

    text: str
    is_marked: bool


def marked_between(
    one: str, other: str, *, pairs_left: int = PAIRS_AT_MOST
) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...], int]:
    """Two texts, each in stretches of its own words that both have or it alone has; and the number of word pairs compared.
    Above `pairs_left` all but the same beginning and end is marked. Spaces stand outside of marks.
    """
    tokens = [_TOKEN.findall(_plain(text)) for text in (one, other)]
    keys = [[sys.intern(token.strip()) for token in side] for side in tokens]
    start, end = _common_ends(*keys)
    middles = [side[start : len(side) - end] for side in keys]
    spent = len(middles[0]) * len(middles[1])
    if spent > pairs_left:
        codes, spent = [("replace", 0, len(middles[0]), 0, len(middles[1]))], 0
    else:
        codes = list(SequenceMatcher(None, middles[0], middles[1], autojunk=False).get_opcodes())
    marks = [[False] * len(side) for side in keys]
    for place, (what, i, j, k, m) in enumerate(codes):
        crumb = "".join(middles[0][i:j])
        is_crumb = 0 < place < len(codes) - 1 and len(crumb) <= CRUMB_CHARACTERS
        if what != "equal" or is_crumb:
            marks[0][start + i : start + j] = [True] * (j - i)
            marks[1][start + k : start + m] = [True] * (m - k)
    first, second = (_stretches(side, marked) for side, marked in zip(tokens, marks, strict=True))
    return first, second, spent


def _stretches(tokens: Sequence[str], marks: Sequence[bool]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for is_marked, group in groupby(zip(tokens, marks, strict=True), key=lambda pair: pair[1]):
        text = "".join(token for token, _mark in group)
        words = text.rstrip() if is_marked else text
        found.append(Stretch(words, is_marked))
        if words != text:
            found.append(Stretch(text[len(words) :], False))
    return tuple(found)


def _common_ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """The length of the common prefix of two sequences, and of the common suffix of the rest."""
    shorter = min(len(one), len(other))
    start = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    rest = shorter - start
    end = next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)
    return start, end
