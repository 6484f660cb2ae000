"""Where terms stand in a text as it was written: for editors who try what they would find."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from articles.grouping.folding import SPACELESS, fold_case
from articles.grouping.wording.phrases import Phrases

MOST_WORDS = 12  # of one term, the words between its parts counted
MOST_CHARACTERS = 30  # the same in scripts without spaces
_TOKEN = re.compile(rf"[{SPACELESS}]|(?:(?![{SPACELESS}])[\w\u0300-\u036f])+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
PREFIXES = 3  # letters that Arabic writes before a word


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `term` is the phrase that stands there, empty between two."""

    text: str
    term: str = ""


def marked(text: str, phrases: Iterable[str]) -> list[Piece]:
    """The text in pieces, those that are terms marked: of overlapping ones the longest, as the matcher counts."""
    found = Phrases([(fold_case(phrase), phrase) for phrase in phrases])
    tokens = list(_TOKEN.finditer(text))
    pieces: list[Piece] = []
    at = start = 0
    while at < len(tokens):
        last, term = _longest(found, text, tokens, at)
        if not term:
            at += 1
            continue
        begin, end = tokens[at].start(), tokens[last].end()
        pieces += [Piece(text[start:begin])] if begin > start else []
        pieces.append(Piece(text[begin:end], term))
        at, start = last + 1, end
    return [*pieces, Piece(text[start:])] if start < len(text) else pieces


def _longest(found: Phrases[str], text: str, tokens: list[re.Match[str]], at: int) -> tuple[int, str]:
    """The last token of the longest term that begins with the token `at`, and the term."""
    most = (
        MOST_CHARACTERS
        if len(tokens[at][0]) == 1 and re.match(f"[{SPACELESS}]", tokens[at][0])
        else MOST_WORDS
    )
    for last in range(min(at + most, len(tokens)) - 1, at - 1, -1):
        folded = fold_case(text[tokens[at].start() : tokens[last].end()])
        for begin, end, term in found.occurrences(folded):
            is_start = begin == 0 or (begin <= PREFIXES and bool(_ARABIC.match(folded)))
            if is_start and end == len(folded):
                return last, term
    return at, ""
