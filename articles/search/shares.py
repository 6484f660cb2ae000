"""How many of the words of a query a text holds, marks aside."""

import re

from articles.grouping.folding import SPACELESS
from articles.search.words import WORDS_OF_PIECE, Forms, bigrams, forms, pieces, plain, run_characters

# What may be a character of these, or become one in its plain form.
_MAYBE_SPACELESS = re.compile("[^\x00-\u0dff\u1e00-\u2e7f]")
_RUNS = re.compile(f"[{SPACELESS}]+")


class Asked:
    """The words of a query without marks; of scripts without spaces each two neighbouring characters."""

    def __init__(self, text: str) -> None:
        words: set[str] = set()
        pairs: set[str] = set()
        for piece in pieces(plain(text)):
            if piece.is_run:
                pairs.update(pair[1:] for pair in bigrams(piece.text) if len(pair) > len("~x"))
            else:
                words.add(_bare(forms(piece.text)))
        self._words, self._pairs = frozenset(words - {""}), frozenset(pairs)

    def share_in(self, text: str) -> float:
        """The share of them that stand in a text, 0 to 1."""
        asked = len(self._words) + len(self._pairs)
        return self._held_in(text) / asked if asked else 0.0

    def _held_in(self, text: str) -> int:
        if not _MAYBE_SPACELESS.search(text):
            return self._words_in(text)
        folded = plain(text)
        return self._pairs_in(folded) + self._words_in(_RUNS.sub(" ", folded))

    def _words_in(self, text: str) -> int:
        """Of a text without such scripts; its words are known by their pieces."""
        if not self._words:
            return 0
        found = {_bare(word) for piece in set(text.split()) for word in WORDS_OF_PIECE[piece]}
        return len(self._words & found)

    def _pairs_in(self, folded: str) -> int:
        characters = run_characters(folded)
        return sum(pair in characters for pair in self._pairs)


def _bare(word: Forms) -> str:
    return word.loose or word.exact
