"""Where terms stand in a text as it was written: for editors who try what they would find."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from articles.grouping.folding import SPACELESS, fold_case, unmarked
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


def marked(text: str, phrases: Iterable[str], *, plain: bool = False) -> list[Piece]:
    """The text in pieces, those that are terms marked: of overlapping ones the longest, as the matcher counts. With `plain`
    terms are looked for without their Vietnamese marks."""
    fold = (lambda phrase: unmarked(fold_case(phrase))) if plain else fold_case
    found = Phrases([(fold(phrase), phrase) for phrase in phrases])
    tokens = list(_TOKEN.finditer(text))
    pieces: list[Piece] = []
    at = start = 0
    while at < len(tokens):
        last, end, term = _longest(found, text, tokens, at)
        if not term:
            at += 1
            continue
        begin = tokens[at].start()
        pieces += [Piece(text[start:begin])] if begin > start else []
        pieces.append(Piece(text[begin:end], term))
        at, start = last + 1, end
    return [*pieces, Piece(text[start:])] if start < len(text) else pieces


def _longest(found: Phrases[str], text: str, tokens: list[re.Match[str]], at: int) -> tuple[int, int, str]:
    """The last token of the longest term that begins with the token `at`, where it ends, and the term. It may end with
    signs that stand after the token, as C++ does."""
    most = (
        MOST_CHARACTERS
        if len(tokens[at][0]) == 1 and re.match(f"[{SPACELESS}]", tokens[at][0])
        else MOST_WORDS
    )
    for last in range(min(at + most, len(tokens)) - 1, at - 1, -1):
        first, stop = tokens[at].start(), tokens[last].end()
        after = tokens[last + 1].start() if last + 1 < len(tokens) else len(text)
        least = len(fold_case(text[first:stop]))
        folded = fold_case(text[first:after].rstrip())
        ends = {
            end: term
            for begin, end, term in found.occurrences(folded)
            if end >= least and (begin == 0 or (begin <= PREFIXES and bool(_ARABIC.match(folded))))
        }
        if ends:
            end = max(ends)
            return last, min(stop + end - least, after), ends[end]
    return at, 0, ""
