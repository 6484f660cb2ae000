"""Translate a query into PostgreSQL `tsquery` texts: what must match, and what raises the score."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.search.languages import stemming_languages, subtag
from articles.search.query import Query
from articles.search.syllables import marked
from articles.search.vectors import document_lexeme
from articles.search.words import (
    LONGEST_SYLLABLE,
    LOOSE,
    Piece,
    bigrams,
    forms,
    pieces,
    plain,
    run_words,
    script_of,
)

# (language, word) → its stem; empty for a stop word.
Stems = Mapping[tuple[str, str], str]

_LABEL = "\x01"  # marks the place of a weight after a lexeme
_PREFIX = "\x02"  # the same after a prefix
_VIETNAMESE = re.compile("[ăđơưạ-ỹ]")


@dataclass(frozen=True, slots=True)
class Plan:
    """`tsquery` texts; empty if one does not apply.

    `match` must match. For a query of exclusions only, `unwanted` is what to exclude: a positive search that
    is then excluded uses the index, which a negation cannot. Each of the others adds to the score if it
    matches: all words as typed (`exact`) or in any form (`loose`), in sequence (`..._phrase`), and all in the
    title (`..._title`).
    """

    match: str = ""
    unwanted: str = ""
    exact: str = ""
    loose: str = ""
    exact_phrase: str = ""
    loose_phrase: str = ""
    exact_title: str = ""
    loose_title: str = ""


@dataclass(frozen=True, slots=True)
class _Term:
    exact: str
    loose: str


def words_to_stem(query: Query) -> list[tuple[str, str]]:
    """The (language, word) pairs whose stems `plan` needs. Quoted and excluded words are not stemmed."""
    return [
        (language, forms(piece.text).exact)
        for word in query.words
        for piece in _pieces(word)
        if not piece.is_run and not _VIETNAMESE.search(forms(piece.text).exact)
        for language in stemming_languages(forms(piece.text).exact, query.language)
    ]


def plan(query: Query, stems: Stems, edition: str) -> Plan:
    """What to ask PostgreSQL for `query`, typed by a reader of `edition`."""
    words = _without_stop_words(query, stems, subtag(query.language or edition))
    terms = [term for word in words if (term := _term(word, stems, query.language))]
    terms += [term for phrase in query.phrases if (term := _phrase(phrase))]
    terms += [_document(number) for number in query.documents]
    excluded = [term.loose for phrase in query.excluded if (term := _phrase(phrase))]
    if not terms:
        unwanted = " | ".join(f"({_restricted_to(text, '')})" for text in excluded)
        return Plan(match=f"!({unwanted})" if unwanted else "", unwanted=unwanted)
    exact, loose = _all(term.exact for term in terms), _all(term.loose for term in terms)
    exact_phrase, loose_phrase = _whole_phrase(query, stems)
    return Plan(
        match=_matching(_restricted_to(loose, ""), excluded),
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
    telling = [word for word in query.words if stems.get((tag, forms(plain(word)).exact)) != ""]
    return telling if telling or query.phrases or query.documents else list(query.words)


def _matching(wanted: str, excluded: list[str]) -> str:
    return " & ".join([f"({wanted})", *(f"!({_restricted_to(text, '')})" for text in excluded)])


def _restricted_to(text: str, weight: str) -> str:
    """The text with each lexeme restricted to a weight (A is the title); the empty weight means anywhere."""
    return text.replace(_LABEL, f":{weight}" if weight else "").replace(_PREFIX, f":*{weight}")


def _all(parts: Iterable[str]) -> str:
    return " & ".join(f"({part})" for part in parts if part)


def _term(word: str, stems: Stems, language: str) -> _Term | None:
    """One typed word. A word of several pieces ("Covid-19") is a phrase; of mixed scripts all pieces must
    match.
    """
    found = _pieces(word)
    if not found:
        return None
    if any(piece.is_run for piece in found):
        parts = [_run(piece.text) if piece.is_run else _word(piece, stems, language) for piece in found]
        return _Term(_all(part.exact for part in parts), _all(part.loose for part in parts))
    return _in_sequence([_word(piece, stems, language) for piece in found])


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
        chain = _bigrams_in_sequence(piece.text)
        parts.append(_Term(chain, chain))
    if words:
        parts.append(_in_sequence(words))
    return _Term(_all(part.exact for part in parts), _all(part.loose for part in parts)) if parts else None


def _document(number: str) -> _Term:
    """A document: cited as such, or its number in the text."""
    parts = [forms(piece.text) for piece in _pieces(number)]
    written = " <-> ".join(
        f"({_lexeme(part.exact)} | {_lexeme(part.loose.removeprefix(LOOSE))})"
        if part.loose
        else _lexeme(part.exact)
        for part in parts
    )
    either = f"{_lexeme(document_lexeme(number))} | ({written})"
    return _Term(either, either)


def _word(piece: Piece, stems: Stems, language: str) -> _Term:
    """A word of a script with spaces: as typed, without marks if it was typed so, and by its stems.

    A Vietnamese word with marks matches exactly: "dân" does not find "dẫn".
    """
    word = forms(piece.text)
    choices = [word.exact]
    if not word.loose:
        choices += [LOOSE + word.exact, *sorted(marked(word.exact))]
    elif script_of(word.exact) == "arabic":
        choices.append(word.loose)
    elif not _VIETNAMESE.search(word.exact) and len(word.exact) > LONGEST_SYLLABLE:
        choices += [word.loose, word.loose.removeprefix(LOOSE)]
    for tag in stemming_languages(word.exact, language):
        stem = stems.get((tag, word.exact), "")
        if stem:
            choices.append(f"{tag}:{stem}")
    return _Term(
        _lexeme(word.exact), " | ".join(_lexeme(choice) for choice in dict.fromkeys(choices) if choice)
    )


def _run(run: str) -> _Term:
    """A run of a script without spaces: each of its dictionary words, matched as a substring."""
    words = [word for _place, word in run_words(run)]
    return _Term(_all(_lexeme(word) for word in words), _all(_bigrams_in_sequence(word) for word in words))


def _bigrams_in_sequence(run: str) -> str:
    """The run's bigrams in sequence; for a single character, any bigram that starts with it."""
    pairs = bigrams(run)
    if len(pairs) == 1:
        return f"'{pairs[0]}'{_PREFIX}"
    return " <-> ".join(_lexeme(pair) for pair in pairs[:-1])


def _in_sequence(terms: list[_Term]) -> _Term:
    return _Term(
        " <-> ".join(f"({term.exact})" for term in terms), " <-> ".join(f"({term.loose})" for term in terms)
    )


def _whole_phrase(query: Query, stems: Stems) -> tuple[str, str]:
    """All typed words in sequence, exact and loose; empty for a single word or mixed scripts."""
    found = [piece for word in query.words for piece in _pieces(word)]
    if len(found) > 1 and not any(piece.is_run for piece in found):
        whole = _in_sequence([_word(piece, stems, query.language) for piece in found])
        return whole.exact, whole.loose
    if found and all(piece.is_run for piece in found):
        chain = _bigrams_in_sequence("".join(piece.text for piece in found))
        return chain, ""
    return "", ""


def _lexeme(text: str) -> str:
    return "'" + text.replace("\\", "").replace("'", "") + "'" + _LABEL
