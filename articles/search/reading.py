"""What the texts of a few articles say of the words that are asked for: where these stand, as PostgreSQL's vectors.

The index knows which articles hold the words, not where. Of the candidates the words asked for, and no others, are looked
up in their texts; PostgreSQL then says of these small vectors whether they match and how well.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import filterfalse
from string import punctuation
from typing import NamedTuple

from articles.grouping.folding import SPACELESS, SpacelessError
from articles.search.languages import stemming_languages, subtag
from articles.search.plan import Plan
from articles.search.stems import read_stems
from articles.search.vectors import (
    LAST_POSITION,
    MOST_CHARACTERS,
    SPACELESS_LANGUAGES,
    document_lexeme,
    loose_lexemes,
)
from articles.search.words import (
    LONGEST_WORD,
    LOOSE,
    WORDS_OF_PIECE,
    Forms,
    cut,
    finditer,
    forms,
    plain,
    run_characters,
)

SHORTEST_SHARED_STEM = 3
# Stems of words are asked of PostgreSQL once; so many are remembered by a process.
STEMS_KEPT = 32_768

_LEXEME = re.compile(r"'([^']+)'(?::\*)?")
_BEGINNING = re.compile(rf"'([^'{LOOSE}#][^']*)':\*")
_STEM = re.compile(r"([a-z]{2,3}):(.+)")
_SPACELESS = re.compile(f"[{SPACELESS}]")

# Characters that `plain` writes otherwise in a run: full and half width, compatibility forms, letters in parts.
_UNUSUAL = re.compile(
    "[\u0e4d\u0ecd\u0edc\u0edd\u1100-\u11ff\u2e80-\u2fdf\u3099\u309a\u3130-\u318f\uf900-\ufaff\uff10-\uffdc]"
)

# Which lexemes asked for stand at which places.
_Found = list[tuple[int, tuple[str, ...]]]
# Signs beside which a word surely ends, whatever stands behind them.
_ENDING = ' \n.,:;!?()"“”«»…'
# In a longer text not every word has a place of its own: each may be one character, or one and a space.
MOST_OF_OWN_PLACE = LAST_POSITION - 1

# A piece between spaces: how many words it holds, and what is found in it.
_Piece = tuple[int, _Found]
_stems: dict[tuple[str, str], str] = {}


class Texts(NamedTuple):
    """What is read of an article; `documents` are the numbers that it cites."""

    language: str
    title: str
    lead: str = ""
    text: str = ""
    documents: Sequence[str] = ()


class Reading(NamedTuple):
    """A vector of the words asked for as PostgreSQL's text, and the number of words of the whole text."""

    vector: str
    length: int


class Reader:
    """Reads texts for the words of one plan. `kept` are readings of whole articles by their ids, `unread` the texts of
    others that were not read yet.
    """

    def __init__(self, asked: Plan) -> None:
        self.kept: dict[int, Reading] = {}
        self.unread: dict[int, Texts] = {}
        self._written = asked.written
        texts = (asked.match, asked.exact, asked.loose, asked.exact_phrase, asked.loose_phrase, asked.meant)
        lexemes = {lexeme for text in texts for lexeme in _LEXEME.findall(text)}
        self._documents = {lexeme for lexeme in lexemes if lexeme.startswith("#")}
        self._runs = [(lexeme, lexeme.removeprefix(LOOSE)) for lexeme in lexemes if _SPACELESS.search(lexeme)]
        self._stems: dict[str, set[str]] = defaultdict(set)
        for lexeme in lexemes:
            if stem := _STEM.fullmatch(lexeme):
                self._stems[stem[1]].add(stem[2])
        self._words = lexemes - self._documents
        self._beginnings = tuple({one for text in texts for one in _BEGINNING.findall(text)})
        self._asks_for_runs_alone = len(self._runs) == len(self._words)
        self._pieces: dict[str, _Pieces] = {}

    @property
    def asks_for_documents(self) -> bool:
        return bool(self._documents)

    def is_sure_of(self, one: Texts) -> bool:
        """Whether the words that must stand in an order stand in a text as they were typed: an article that holds all words
        then matches, and need not be read to know that. Others may match too.
        """
        texts = (one.title, one.lead, one.text)
        return (
            bool(self._written)
            and sum(map(len, texts)) < MOST_OF_OWN_PLACE
            and all(any(_is_written(words, text) for text in texts) for words in self._written)
        )

    def read(self, texts: Sequence[Texts]) -> list[Reading]:
        """A reading of each, in their order; at most one query, for stems not met before."""
        self._learn_stems(texts)
        return [self._read(one) for one in texts]

    def _read(self, one: Texts) -> Reading:
        places: dict[str, list[str]] = defaultdict(list)
        position, lead = 1, one.lead[:MOST_CHARACTERS]
        pieces = self._pieces_in(one.language)
        body = one.text[: MOST_CHARACTERS - len(lead)]
        for weight, text in (("A", one.title), ("B", lead), ("C", body)):
            if not text:
                continue
            found, count = self._found_in(text, pieces)
            for place, lexemes in found:
                place += position
                where = f"{place if place < LAST_POSITION else LAST_POSITION}{weight}"
                for lexeme in lexemes:
                    places[lexeme].append(where)
            position += count
        for number in one.documents if self._documents else ():
            if (lexeme := document_lexeme(number)) in self._documents:
                places[lexeme].append(f"{LAST_POSITION}B")
        vector = " ".join(f"'{lexeme}':{','.join(where)}" for lexeme, where in places.items())
        return Reading(vector, position)

    def _found_in(self, text: str, pieces: "_Pieces") -> tuple[_Found, int]:
        """The lexemes asked for in a text, each with its place, and the number of places."""
        if pieces.is_spaceless and _SPACELESS.search(text):
            return self._found_in_lines(text, pieces)
        try:
            return self._found_in_words(text, pieces)
        except SpacelessError:
            return self._found_in_lines(text, pieces)

    def _found_in_words(self, text: str, pieces: "_Pieces") -> tuple[_Found, int]:
        """The same of a text in scripts with spaces. Raises SpacelessError for any other."""
        words = text.split()
        pieces.learn(words)
        telling = pieces.telling
        found: _Found = []
        # Words in pieces so far beyond one in each.
        further = 0
        for number, piece in [(number, piece) for number, piece in enumerate(words) if piece in telling]:
            count, hits = telling[piece]
            if hits:
                found += [(number + further + offset, lexemes) for offset, lexemes in hits]
            further += count - 1
        return found, len(words) + further

    def _found_in_lines(self, text: str, pieces: "_Pieces") -> tuple[_Found, int]:
        """The same of a text with runs of a script without spaces."""
        if self._asks_for_runs_alone and not _UNUSUAL.search(text):
            characters = run_characters(text)
            return list(self._found_in_run(characters)), len(characters)
        found: _Found = []
        position = 0
        # No run is longer than a line; in a text with a foreign name most lines have none.
        for line in text.split("\n"):
            in_line, count = self._found_in_line(line, pieces)
            found += [(position + place, lexemes) for place, lexemes in in_line] if position else in_line
            position += count
        return found, position

    def _found_in_line(self, line: str, pieces: "_Pieces") -> tuple[_Found, int]:
        if _SPACELESS.search(line):
            return self._found_in_mixed(line, pieces)
        try:
            return self._found_in_words(line, pieces)
        except SpacelessError:
            return self._found_in_mixed(line, pieces)

    def _found_in_mixed(self, line: str, pieces: "_Pieces") -> tuple[_Found, int]:
        found: _Found = []
        position = 0
        for match in finditer(plain(line)):
            piece = match.group()
            if match.lastgroup:
                characters = run_characters(piece)
                if self._runs:
                    found += [
                        (position + place, lexemes) for place, lexemes in self._found_in_run(characters)
                    ]
                # One place after a run stays free: its last and the next run's first character are no neighbours.
                position += len(characters) + 1
            elif (word := forms(piece)).exact:
                if pieces.may_hold(word) and (lexemes := pieces.lexemes(word)):
                    found.append((position, lexemes))
                position += 1
        return found, position

    def _found_in_run(self, characters: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        for lexeme, wanted in self._runs:
            start = characters.find(wanted)
            while start >= 0:
                yield start, (lexeme,)
                start = characters.find(wanted, start + 1)

    def _pieces_in(self, language: str) -> "_Pieces":
        if language not in self._pieces:
            tag = subtag(language)
            stems = self._stems.get(tag, set())
            self._pieces[language] = _Pieces(tag, self._words, stems, self._beginnings)
        return self._pieces[language]

    def _learn_stems(self, texts: Iterable[Texts]) -> None:
        """Asks PostgreSQL for the stems of words that may share one with the words asked for."""
        if not self._stems:
            return
        unknown: set[tuple[str, str]] = set()
        by_language: dict[str, list[Texts]] = defaultdict(list)
        for one in texts:
            by_language[one.language].append(one)
        beginnings_of = self._beginnings_of_stems()
        for language, of_one in by_language.items():
            tag = subtag(language)
            beginnings = beginnings_of.get(tag, frozenset())
            alike: set[str] = set()
            for text in (text for one in of_one if beginnings for text in (one.title, one.lead, one.text)):
                folded = text.casefold()
                if some := [beginning for beginning in beginnings if beginning in folded]:
                    pieces = set(folded.split())
                    alike.update(piece for beginning in some for piece in pieces if beginning in piece)
            for word in _words_in(alike):
                if (tag, word) not in _stems and tag in stemming_languages(word, tag):
                    unknown.add((tag, word))
        if unknown:
            if len(_stems) + len(unknown) > STEMS_KEPT:
                _stems.clear()
            _stems.update(read_stems(unknown))

    def _beginnings_of_stems(self) -> Mapping[str, Set[str]]:
        """What a word holds that may have one of the stems: endings may change a stem's last letter."""
        return {
            tag: {stem[: max(SHORTEST_SHARED_STEM, len(stem) - 1)] for stem in stems}
            for tag, stems in self._stems.items()
        }


class _Pieces:
    """What of the pieces between two spaces is asked for, in texts of one language. `telling` are the pieces in which
    something is, and those that are not one word."""

    def __init__(self, tag: str, words: set[str], stems: set[str], beginnings: tuple[str, ...]) -> None:
        self.telling: dict[str, _Piece] = {}
        self.is_spaceless = tag in SPACELESS_LANGUAGES
        self._known: set[str] = set()
        self._tag, self._words, self._wanted, self._begun = tag, words, stems, beginnings
        self._has_forms = bool(stems or beginnings)

    def learn(self, pieces: Iterable[str]) -> None:
        """Looks into those not met before. Raises SpacelessError where one has a script without spaces."""
        new = set(filterfalse(self._known.__contains__, pieces))
        for piece in new:
            # Most are a word in plain letters, which has no other form.
            if piece.isascii() and (bare := piece.strip(punctuation)).isalnum():
                word = Forms(bare.lower()[:LONGEST_WORD], "")
            else:
                words = WORDS_OF_PIECE[piece]
                if len(words) != 1:
                    hits = ((place, self.lexemes(one)) for place, one in enumerate(words))
                    self.telling[piece] = len(words), [hit for hit in hits if hit[1]]
                    continue
                (word,) = words
            if self.may_hold(word) and (lexemes := self.lexemes(word)):
                self.telling[piece] = 1, [(0, lexemes)]
        self._known |= new

    def may_hold(self, word: Forms) -> bool:
        """Whether a closer look at a word is worth while."""
        return self._has_forms or word[0] in self._words or word[1] in self._words

    def lexemes(self, word: Forms) -> tuple[str, ...]:
        """Those asked for that a word has."""
        exact, loose = word
        found = [exact] if exact in self._words else []
        if loose and loose in self._words:
            found += loose_lexemes(word)
        if self._wanted and (stem := _stems.get((self._tag, exact))) in self._wanted:
            found.append(f"{self._tag}:{stem}")
        if self._begun and exact.startswith(self._begun):
            found += [one for one in self._begun if exact.startswith(one) and one != exact]
        return tuple(found)


def _is_written(words: str, text: str) -> bool:
    """Whether words in `plain` form stand in a text so that they are the same words there."""
    if words.upper() != words:
        text = text.lower()
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        if _SPACELESS.match(words) and _SPACELESS.match(words[-1]):
            # In a run only a part of the last character would make another one of it.
            if not _UNUSUAL.match(text, end):
                return True
        elif (not start or text[start - 1] in _ENDING) and (end == len(text) or text[end] in _ENDING):
            return True
        start = text.find(words, start + 1)
    return False


def _words_in(pieces: Iterable[str]) -> Iterable[str]:
    for piece in pieces:
        try:
            yield from (word.exact for word in WORDS_OF_PIECE[piece])
        except SpacelessError:
            yield from (forms(part).exact for part, is_run in cut(plain(piece)) if not is_run)
