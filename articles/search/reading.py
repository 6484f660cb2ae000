"""What the texts of a few articles say of the words that are asked for: where these stand, as PostgreSQL's vectors.

The index knows which articles hold the words, not where. Of the candidates the words asked for, and no others, are looked
up in their texts; PostgreSQL then says of these small vectors whether they match and how well.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from articles.grouping.folding import SPACELESS, SpacelessError
from articles.search.languages import stemming_languages, subtag
from articles.search.plan import Plan
from articles.search.stems import read_stems
from articles.search.vectors import LAST_POSITION, MOST_CHARACTERS, document_lexeme, loose_lexemes
from articles.search.words import LOOSE, WORDS_OF_PIECE, Forms, cut, forms, plain, run_characters

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

# A piece between spaces: how many words it holds, and which lexemes asked for stand at which of them.
_Piece = tuple[int, tuple[tuple[int, tuple[str, ...]], ...]]
_stems: dict[tuple[str, str], str] = {}


@dataclass(frozen=True, slots=True)
class Texts:
    """What is read of an article; `documents` are the numbers that it cites."""

    language: str
    title: str
    lead: str = ""
    text: str = ""
    documents: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A vector of the words asked for as PostgreSQL's text, and the number of words of the whole text."""

    vector: str
    length: int


class Reader:
    """Reads texts for the words of one plan. `kept` are readings of whole articles by their ids."""

    def __init__(self, asked: Plan) -> None:
        self.kept: dict[int, Reading] = {}
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

    def read(self, texts: Sequence[Texts]) -> list[Reading]:
        """A reading of each, in their order; at most one query, for stems not met before."""
        self._learn_stems(texts)
        return [self._read(one) for one in texts]

    def _read(self, one: Texts) -> Reading:
        places: dict[str, list[str]] = defaultdict(list)
        position, lead = 1, one.lead[:MOST_CHARACTERS]
        pieces = self._pieces_in(subtag(one.language))
        body = one.text[: MOST_CHARACTERS - len(lead)]
        for weight, text in (("A", one.title), ("B", lead), ("C", body)):
            if not text:
                continue
            found, count = self._found_in(text, pieces)
            for place, lexemes in found:
                where = f"{min(position + place, LAST_POSITION)}{weight}"
                for lexeme in lexemes:
                    places[lexeme].append(where)
            position += count
        for number in one.documents if self._documents else ():
            if (lexeme := document_lexeme(number)) in self._documents:
                places[lexeme].append(f"{LAST_POSITION}B")
        vector = " ".join(f"'{lexeme}':{','.join(where)}" for lexeme, where in places.items())
        return Reading(vector, position)

    def _found_in(self, text: str, pieces: "_Pieces") -> tuple[list[tuple[int, tuple[str, ...]]], int]:
        """The lexemes asked for in a text, each with its place, and the number of places."""
        words = text.split()
        try:
            pieces.learn(words)
        except SpacelessError:
            return self._found_in_mixed(text, pieces)
        found: list[tuple[int, tuple[str, ...]]] = []
        # Words in pieces so far beyond one in each.
        further = 0
        telling = pieces.telling
        for number, piece in [(number, piece) for number, piece in enumerate(words) if piece in telling]:
            count, hits = pieces[piece]
            found += [(number + further + offset, lexemes) for offset, lexemes in hits]
            further += count - 1
        return found, len(words) + further

    def _found_in_mixed(self, text: str, pieces: "_Pieces") -> tuple[list[tuple[int, tuple[str, ...]]], int]:
        """The same of a text with runs of a script without spaces."""
        if self._asks_for_runs_alone and not _UNUSUAL.search(text):
            characters = run_characters(text)
            return list(self._found_in_run(characters)), len(characters)
        found: list[tuple[int, tuple[str, ...]]] = []
        position = 0
        for piece, is_run in cut(plain(text)):
            if is_run:
                characters = run_characters(piece)
                found += [(position + place, lexemes) for place, lexemes in self._found_in_run(characters)]
                # One place after a run stays free: its last and the next run's first character are no neighbours.
                position += len(characters) + 1
            elif (word := forms(piece)).exact:
                if lexemes := pieces.lexemes(word):
                    found.append((position, lexemes))
                position += 1
        return found, position

    def _found_in_run(self, characters: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        for lexeme, wanted in self._runs:
            start = characters.find(wanted)
            while start >= 0:
                yield start, (lexeme,)
                start = characters.find(wanted, start + 1)

    def _pieces_in(self, tag: str) -> "_Pieces":
        if tag not in self._pieces:
            self._pieces[tag] = _Pieces(tag, self._words, self._stems.get(tag, set()), self._beginnings)
        return self._pieces[tag]

    def _learn_stems(self, texts: Iterable[Texts]) -> None:
        """Asks PostgreSQL for the stems of words that may share one with the words asked for."""
        if not self._stems:
            return
        unknown: set[tuple[str, str]] = set()
        for tag, beginnings in self._beginnings_of_stems().items():
            pieces = {
                piece
                for one in texts
                if subtag(one.language) == tag
                for text in (one.title, one.lead, one.text)
                for piece in text.casefold().split()
            }
            alike = (piece for piece in pieces if any(beginning in piece for beginning in beginnings))
            for word in _words_in(alike):
                if (tag, word) not in _stems and tag in stemming_languages(word, tag):
                    unknown.add((tag, word))
        if unknown:
            if len(_stems) + len(unknown) > STEMS_KEPT:
                _stems.clear()
            _stems.update(read_stems(unknown))

    def _beginnings_of_stems(self) -> Mapping[str, set[str]]:
        """What a word holds that may have one of the stems: endings may change a stem's last letter."""
        return {
            tag: {stem[: max(SHORTEST_SHARED_STEM, len(stem) - 1)] for stem in stems}
            for tag, stems in self._stems.items()
        }


class _Pieces(dict[str, _Piece]):
    """What of a piece between two spaces is asked for, in texts of one language. Raises SpacelessError for a piece that
    has a script without spaces. `telling` are the pieces in which something is, and those that are not one word."""

    def __init__(self, tag: str, words: set[str], stems: set[str], beginnings: tuple[str, ...]) -> None:
        super().__init__()
        self.telling: set[str] = set()
        self._tag, self._words, self._wanted, self._begun = tag, words, stems, beginnings

    def learn(self, pieces: Iterable[str]) -> None:
        """Looks into those not met before."""
        for piece in set(pieces):
            if piece not in self:
                self[piece]

    def __missing__(self, piece: str) -> _Piece:
        words = WORDS_OF_PIECE[piece]
        hits = ((place, self.lexemes(word)) for place, word in enumerate(words))
        value = (len(words), tuple(hit for hit in hits if hit[1]))
        if len(words) != 1 or value[1]:
            self.telling.add(piece)
        self[piece] = value
        return value

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


def _words_in(pieces: Iterable[str]) -> Iterable[str]:
    for piece in pieces:
        try:
            yield from (word.exact for word in WORDS_OF_PIECE[piece])
        except SpacelessError:
            yield from (forms(part).exact for part, is_run in cut(plain(piece)) if not is_run)
