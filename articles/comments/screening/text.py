"""Phases that look at the words themselves: empty, marks, direction, length, repeats, capitals."""

import re
import unicodedata
from itertools import groupby

from articles.comments.screening.findings import FINE, Finding, Known, Submission, hold, refuse

# On one letter: Vietnamese writes two, Hebrew and Thai with every sign four, Tibetan five.
MARKS_AT_MOST = 6
# Embeddings and overrides (UAX 9). The marks LRM, RLM, ALM and the isolates turn nothing around and stay.
_TURNING = re.compile("[\u202a\u202b\u202d\u202e]")
LINES_AT_MOST = 80
# 14 of one character in a row are a scream or a line drawn with it.
_ONE_OVER_AND_OVER = re.compile(r"(\S)\1{14,}")
_PIECES_OVER_AND_OVER = re.compile(r"(\S(?:.{1,30}?))\1{9,}", re.DOTALL)
# Capitals count only in texts of some length.
CAPITALS_JUDGED_FROM = 40
CAPITALS_SHARE = 0.7
# Letters that show nothing: the Hangul fillers, the Braille blank, the Khmer inherent vowels.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\u17b4\u17b5")


def is_blank(text: str) -> bool:
    """Whether readers would see nothing: only spaces, controls, marks without a letter and invisible characters."""
    return not any(
        unicodedata.category(character)[0] not in "ZCM" and character not in _BLANK for character in text
    )


def empty(submission: Submission, known: Known) -> Finding:
    """Nothing to read, in the words or in the name."""
    return refuse("empty") if is_blank(submission.body) or is_blank(submission.name) else FINE


def marks(submission: Submission, known: Known) -> Finding:
    """More marks on a letter than any script writes, which run over the lines above and below."""
    for text in (submission.name, submission.body):
        runs = groupby(text, key=lambda character: unicodedata.category(character) in {"Mn", "Me"})
        if any(is_mark and sum(1 for _ in run) > MARKS_AT_MOST for is_mark, run in runs):
            return refuse("marks")
    return FINE


def direction(submission: Submission, known: Known) -> Finding:
    """Signs that turn the direction around: in a name they make another one of it."""
    if _TURNING.search(submission.name):
        return refuse("direction")
    return hold("direction") if _TURNING.search(submission.body) else FINE


def length(submission: Submission, known: Known) -> Finding:
    """More lines than a comment needs. The number of characters is bounded by the form."""
    return hold("length") if submission.body.count("\n") >= LINES_AT_MOST else FINE


def repeats(submission: Submission, known: Known) -> Finding:
    """One character, or the same few words, over and over."""
    if _ONE_OVER_AND_OVER.search(submission.body) or _PIECES_OVER_AND_OVER.search(submission.body):
        return hold("repeats")
    return FINE


def capitals(submission: Submission, known: Known) -> Finding:
    """Mostly capitals, in scripts that have them."""
    letters = [character for character in submission.body if character.isalpha()]
    large = sum(character.isupper() for character in letters)
    if len(letters) >= CAPITALS_JUDGED_FROM and large / len(letters) > CAPITALS_SHARE:
        return hold("capitals")
    return FINE
