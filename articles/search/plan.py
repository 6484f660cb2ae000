"""Translate a query into PostgreSQL `tsquery` texts: what must match, and what raises the score."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from articles.search.languages import STOP_WORDS, stemming_languages, subtag
from articles.search.query import Query
from articles.search.syllables import marked
from articles.search.variants import han_forms, ukrainian_beginnings, variants, without_particle
from articles.search.vectors import document_lexeme
from articles.search.words import (
    LONGEST_SYLLABLE,
    LOOSE,
    Piece,
    forms,
    pieces,
    plain,
    run_characters,
    run_words,
    script_of,
)

LONGEST_PAIR = 2  # characters of a word without an order of pairs
# With more words, not all ways to leave some out are tried.
MOST_LEFT_OUT_OF = 8

# (language, word) → its stem; empty for a stop word.
Stems = Mapping[tuple[str, str], str]

# Languages and names.
Names = Sequence[tuple[str, str]]

_LABEL = "\x01"  # marks the place of a weight after a lexeme
_PREFIX = "\x02"  # the same after a prefix
_IN_ORDER = "<->"
_VIETNAMESE = re.compile("[ăđơưạ-ỹ]")
# Particles of Japanese and Chinese.
_MEANS_LITTLE = re.compile(
    "[\u3041-\u309f]{1,2}|[的了和与與在被把是]|ため|から|まで|ที่|และ|ของ|ใน|ແລະ|ຂອງ|និង|នៅ|ដោយ"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """`tsquery` texts; empty if one does not apply.

    `match` must match. An article that holds all its words, and cites all documents whose lexemes are `certain`, matches in
    whatever order the words stand; empty where no citing settles that. So does one in which all of `written` stand as they
    are; empty where these do not settle it either. For a query of exclusions only, `unwanted` is what
    to exclude: a positive search that is then excluded uses the index, which a negation cannot. Each of the others adds to
    the score if it matches: all words as typed (`exact`) or in any form (`loose`), in sequence (`..._phrase`), and all in the
    title (`..._title`), and the terms that are meant, the words of each in sequence (`meant`, `meant_title`).
    """

    match: str = ""
    certain: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    unwanted: str = ""
    exact: str = ""
    loose: str = ""
    exact_phrase: str = ""
    loose_phrase: str = ""
    exact_title: str = ""
    loose_title: str = ""
    meant: str = ""
    meant_title: str = ""


@dataclass(frozen=True, slots=True)
class _Term:
    """`cited` is the lexeme of a document that an article with the term may cite instead of naming it, `written` what its
    words are as they were typed, if these have an order.
    """

    exact: str
    loose: str
    cited: str = ""
    written: tuple[str, ...] = ()


def words_to_stem(query: Query) -> list[tuple[str, str]]:
    """The (language, word) pairs whose stems `plan` needs. Quoted and excluded words are not stemmed."""
    return [
        (language, spelling)
        for word in query.words
        for piece in _pieces(word)
        if not piece.is_run and not _VIETNAMESE.search(forms(piece.text).exact)
        for spelling in (forms(piece.text).exact, *variants(forms(piece.text).exact))
        for language in stemming_languages(spelling, query.language)
    ]


def plan(query: Query, stems: Stems, edition: str, *, meant: Iterable[Names] = ()) -> Plan:
    """What to ask PostgreSQL for `query`, typed by a reader of `edition`. `meant` are terms beside its words, each by its
    names, any of which will do.
    """
    return _plan(query, _terms(query, stems, edition, meant), _whole_phrase(query, stems, edition))


def with_meant(asked: Plan, meant: Iterable[Names], stems: Stems) -> Plan:
    """The same, which prefers articles that hold the terms `meant`, each by any of its names, its words in sequence."""
    terms = _all(term.loose for names in meant if (term := _named(names, stems)))
    return replace(asked, meant=_restricted_to(terms, ""), meant_title=_restricted_to(terms, "A"))


def plans_with_fewer(
    query: Query, stems: Stems, edition: str, *, meant: Iterable[Names] = ()
) -> Iterator[Plan]:
    """Plans for articles that hold all but one of the words and terms, all but two, and so on, at least half of them."""
    words = tuple(part for word in query.words for part in _parts(word))
    terms = _terms(replace(query, words=words), stems, edition, meant)[:MOST_LEFT_OUT_OF]
    for number in range(len(terms) - 1, (len(terms) - 1) // 2, -1):
        some = list(combinations(terms, number))
        wanted = _Term(
            _any(_all(one.exact for one in group) for group in some),
            _any(_all(one.loose for one in group) for group in some),
        )
        yield _plan(query, [wanted], ("", ""))


def _parts(word: str) -> Iterator[str]:
    """The words of a run of a script without spaces that mean something; else the word."""
    found = _pieces(word)
    if not any(piece.is_run for piece in found):
        yield word
        return
    for piece in found:
        for part in [one for _place, one in run_words(piece.text)] if piece.is_run else [piece.text]:
            if not _MEANS_LITTLE.fullmatch(part):
                yield part


def _terms(query: Query, stems: Stems, edition: str, meant: Iterable[Names]) -> list[_Term]:
    words = _without_stop_words(query, stems, subtag(query.language or edition))
    terms = [term for word in words if (term := _term(word, stems, query.language, edition))]
    terms += [term for names in meant if (term := _named(names, stems))]
    terms += [term for phrase in query.phrases if (term := _phrase(phrase))]
    return terms + [_document(number) for number in query.documents]


def _plan(query: Query, terms: Sequence[_Term], whole: tuple[str, str]) -> Plan:
    excluded = [term.loose for phrase in query.excluded if (term := _phrase(phrase))]
    if not terms:
        unwanted = " | ".join(f"({_restricted_to(text, '')})" for text in excluded)
        return Plan(match=f"!({unwanted})" if unwanted else "", unwanted=unwanted)
    exact, loose = _all(term.exact for term in terms), _all(term.loose for term in terms)
    exact_phrase, loose_phrase = whole
    ordered = [term for term in terms if _IN_ORDER in term.loose and not excluded]
    certain = tuple(term.cited for term in ordered) if all(term.cited for term in ordered) else ()
    is_written = all(term.written for term in ordered)
    return Plan(
        match=_matching(_restricted_to(loose, ""), excluded),
        certain=certain,
        written=tuple(one for term in ordered for one in term.written) if is_written else (),
        exact=_restricted_to(exact, ""),
        loose=_restricted_to(loose, ""),
        exact_phrase=_restricted_to(exact_phrase, ""),
        loose_phrase=_restricted_to(loose_phrase, ""),
        exact_title=_restricted_to(exact, "A"),
        loose_title=_restricted_to(loose, "A"),
    )


def _pieces(text: str) -> list[Piece]:
    """The words and runs of a typed text; a piece that folds to nothing (a lone vowel sign) is dropped."""
    return [piece for piece in pieces(plain(text)) if piece.is_run or forms(piece.text).exact]


def _without_stop_words(query: Query, stems: Stems, tag: str) -> list[str]:
    """The words without stop words ("of") of the reader's own language.

    Only of that one: "dan" is a stop word in Indonesian, but not in Vietnamese.
    """
    of_no_list = STOP_WORDS.get(tag, frozenset())
    telling = [
        word
        for word in query.words
        if (read := forms(plain(word)).exact) not in of_no_list and stems.get((tag, read)) != ""
    ]
    return telling if telling or query.phrases or query.documents else list(query.words)


def _matching(wanted: str, excluded: list[str]) -> str:
    return " & ".join([f"({wanted})", *(f"!({_restricted_to(text, '')})" for text in excluded)])


def _restricted_to(text: str, weight: str) -> str:
    """The text with each lexeme restricted to a weight (A is the title); the empty weight means anywhere."""
    return text.replace(_LABEL, f":{weight}" if weight else "").replace(_PREFIX, f":*{weight}")


def _all(parts: Iterable[str]) -> str:
    return " & ".join(f"({part})" for part in parts if part)


def _any(parts: Iterable[str]) -> str:
    return " | ".join(f"({part})" for part in dict.fromkeys(parts) if part)


def _named(names: Names, stems: Stems) -> _Term | None:
    """A term by any of its names, the words of each in sequence."""
    found = []
    for language, name in names:
        parts = [
            _chain(piece.text) if piece.is_run else _word(piece, stems, language) for piece in _pieces(name)
        ]
        found.append(_in_sequence(parts) if parts else _Term("", ""))
    either = _any(one.loose for one in found)
    return _Term(either, either) if either else None


def _term(word: str, stems: Stems, language: str, reader: str) -> _Term | None:
    """One typed word. A word of several pieces ("Covid-19") is a phrase; of mixed scripts all pieces must
    match.
    """
    found = _pieces(word)
    if not found:
        return None
    if any(piece.is_run for piece in found):
        parts = [
            _run(piece.text) if piece.is_run else _word(piece, stems, language, reader) for piece in found
        ]
        return _Term(
            _all(part.exact for part in parts),
            _all(part.loose for part in parts),
            written=tuple(one for part in parts for one in part.written),
        )
    words = _in_sequence([_word(piece, stems, language, reader) for piece in found])
    return replace(words, written=_written(word))


def _phrase(phrase: str) -> _Term | None:
    """A quoted phrase: the exact words in sequence; without marks if they were typed without."""
    parts: list[_Term] = []
    words: list[_Term] = []
    for piece in _pieces(phrase):
        if not piece.is_run:
            words.append(_word(piece, {}, ""))
            continue
        if words:
            parts.append(_in_sequence(words))
        words = []
        parts.append(_chain(piece.text))
    if words:
        parts.append(_in_sequence(words))
    exact, loose = _all(part.exact for part in parts), _all(part.loose for part in parts)
    return _Term(exact, loose, written=_written(phrase)) if parts else None


def _written(typed: str) -> tuple[str, ...]:
    """What was typed as lower-case texts have it, from its first word to its last."""
    text = plain(typed)
    found = [piece for piece in pieces(text) if piece.is_run or forms(piece.text).exact]
    return (" ".join(text[found[0].start : found[-1].end].split()),) if found else ()


def _document(number: str) -> _Term:
    """A document: cited as such, or its number in the text."""
    parts = [forms(piece.text) for piece in _pieces(number)]
    written = " <-> ".join(
        f"({_lexeme(part.exact)} | {_lexeme(part.loose.removeprefix(LOOSE))})"
        if part.loose
        else _lexeme(part.exact)
        for part in parts
    )
    cited = document_lexeme(number)
    either = f"{_lexeme(cited)} | ({written})"
    return _Term(either, either, cited, _written(number))


def _word(piece: Piece, stems: Stems, language: str, reader: str = "") -> _Term:
    """A word of a script with spaces: as typed, without marks if it was typed so, and by its stems.

    A Vietnamese word with marks matches exactly: "dân" does not find "dẫn".
    """
    word = forms(piece.text)
    spellings = (word.exact, *variants(word.exact))
    choices = list(spellings)
    if not word.loose:
        choices += [LOOSE + word.exact, *sorted({one for spelling in spellings for one in marked(spelling)})]
    elif script_of(word.exact) == "arabic":
        choices.append(word.loose)
    elif not _VIETNAMESE.search(word.exact) and len(word.exact) > LONGEST_SYLLABLE:
        choices += [word.loose, word.loose.removeprefix(LOOSE)]
    for tag in stemming_languages(word.exact, language):
        choices += [f"{tag}:{stem}" for one in spellings if (stem := stems.get((tag, one), ""))]
    lexemes = [_lexeme(choice) for choice in dict.fromkeys(choices) if choice]
    if subtag(language or reader) == "uk" and script_of(word.exact) == "cyrillic":
        lexemes += [f"'{one}'{_PREFIX}" for one in ukrainian_beginnings(word.exact)]
    return _Term(_lexeme(word.exact), " | ".join(lexemes))


def _run(run: str) -> _Term:
    """A run of a script without spaces: each of its dictionary words, matched as a substring."""
    words = [word for _place, word in run_words(run)]
    if script_of(run) == "hangul":
        words = [without_particle(word) for word in words]
    return _Term(
        _all(_lexeme(word) for word in words),
        _all(_bigrams_in_sequence(word) for word in words),
        written=tuple(word for word in words if len(run_characters(word)) > LONGEST_PAIR),
    )


def _chain(run: str) -> _Term:
    """A run of a script without spaces as it is."""
    chain = _bigrams_in_sequence(run)
    return _Term(chain, chain)


def _bigrams_in_sequence(run: str) -> str:
    """The run's bigrams in sequence, of Chinese characters in all their forms; for a single character, any bigram that
    starts with it.
    """
    characters = run_characters(run)
    if len(characters) == 1:
        found = _any(f"'{LOOSE}{form}'{_PREFIX}" for form in han_forms(characters))
        return found if len(han_forms(characters)) > 1 else f"'{LOOSE}{characters}'{_PREFIX}"
    pairs = [
        [_lexeme(f"{LOOSE}{one}{next_one}") for one in han_forms(first) for next_one in han_forms(second)]
        for first, second in pairwise(characters)
    ]
    return " <-> ".join(pair[0] if len(pair) == 1 else f"({' | '.join(pair)})" for pair in pairs)


def _in_sequence(terms: list[_Term]) -> _Term:
    return _Term(
        " <-> ".join(f"({term.exact})" for term in terms), " <-> ".join(f"({term.loose})" for term in terms)
    )


def _whole_phrase(query: Query, stems: Stems, edition: str) -> tuple[str, str]:
    """All typed words in sequence, exact and loose; empty for a single word or mixed scripts."""
    found = [piece for word in query.words for piece in _pieces(word)]
    if len(found) > 1 and not any(piece.is_run for piece in found):
        whole = _in_sequence([_word(piece, stems, query.language, edition) for piece in found])
        return whole.exact, whole.loose
    if found and all(piece.is_run for piece in found):
        chain = _bigrams_in_sequence("".join(piece.text for piece in found))
        return chain, ""
    return "", ""


def _lexeme(text: str) -> str:
    return "'" + text.replace("\\", "").replace("'", "") + "'" + _LABEL
