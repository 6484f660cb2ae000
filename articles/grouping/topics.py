"""Find the terms of the term base in an article, and from them its topics.

A term is a phrase in one language with a weight. Weight 1 says that the phrase alone makes an article of its topic
when it stands in title or lead; below `WEAK_WEIGHT` it only helps (the name of a commission, a neighbouring
subject); 0 makes a phrase swallow a shorter term inside it ("người dân vận chuyển" is no "dân vận"); a negative
weight speaks against the topic. In a phrase, `*` stands for any ending of a word and `**` between two spaces for
up to five words (in scripts without spaces: twelve characters).

Matching is Aho-Corasick over the literal beginnings of all phrases (pyahocorasick), then a regular expression for
what follows a wildcard. Of overlapping matches the longest wins; an ambiguous term (weight below 1 but not weak)
never displaces another.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

import ahocorasick

from articles.grouping.folding import SPACELESS, fold, has_vietnamese_marks, unmarked
from articles.incoming import TermMatch

Where = Literal["anywhere", "title"]
Place = Literal["title", "lead", "text"]

TOPIC_THRESHOLD = 0.6
"""Score from which an article has a topic: a full term in title or lead, or one in about 400 words of text."""
TITLE_FACTOR = 1.5  # a headline names the subject
LEAD_FACTOR = 1.2
LONG_TEXT_LEAD_FACTOR = 0.8
"""In a long text the lead alone is not enough: the body must come back to the subject."""
LONG_TEXT_WORDS = 400  # from here a text is an article rather than a summary
TERM_EVERY_WORDS = 250  # one full term in so many words scores 1 for the text
WEAK_WEIGHT = 0.5
WEAK_CEILING = 0.5
"""Weak terms together stay below the threshold, however many: a guest list names many commissions."""
# Letters that take the room of one word, where spaces do not tell words apart: an ideograph is about a syllable and
# two make a word, Korean words have two to three syllables, those of Thai, Lao, Khmer and Burmese four to five letters.
_LETTERS_A_WORD = (
    (re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"), 1.7),
    (re.compile("[\uac00-\ud7af]"), 2.5),
    (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 4.5),
)

ANY_LANGUAGE = "mul"
_RELATED = {"ms": "id", "nb": "no", "nn": "no", "da": "no", "cmn": "zh", "yue": "zh", "in": "id"}
_SPACELESS = re.compile(f"[{SPACELESS}]")
_WORD_GAP = r"(?:[^\s.;:!?]+ ){0,5}"
_CHARACTER_GAP = r"[^。.;!?]{0,24}?"
_ARABIC_PREFIX = re.compile(r"(?<![\u0621-\u064a])[وف]?[بلك]?$")


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase that editors keep for a topic in one language (`mul`: in texts of any language)."""

    topic: str
    language: str
    phrase: str
    weight: float
    where: Where = "anywhere"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one term added to its topic's score, for the reasons that are shown to editors."""

    topic: str
    term: str
    place: Place
    count: int
    weight: float
    score: float


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """`topics`: slugs with enough score, best first. `terms`: what was found. `scores`: each topic's own score."""

    topics: tuple[str, ...]
    terms: tuple[TermMatch, ...]
    scores: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A term in the automaton: its literal beginning, and the pattern of what follows a wildcard (empty without)."""

    term: Term
    literal: str
    rest: str


class Matcher:
    """A compiled term base; safe to share between threads. Made by `TermBase.compile`.

    The automaton of a language is built when a text in it comes first: most pulls bring two or three languages.
    """

    def __init__(self, terms: Iterable[Term], part_of: Mapping[str, str]) -> None:
        self._by_language: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            _check(term)
            self._by_language[_family(term.language)].append(term)
        self._part_of = dict(part_of)
        self._automata: dict[tuple[str, bool], Any] = {}

    def _automaton(self, family: str, *, plain: bool = False) -> Any:
        """The automaton of a language, without marks where `plain`; of all languages where there is none of it."""
        known = family in self._by_language and family != ANY_LANGUAGE
        key = (family if known else "", plain)
        if key not in self._automata:
            own = self._by_language[family] if known else self._of_languages()
            self._automata[key] = _automaton([*own, *self._by_language.get(ANY_LANGUAGE, ())], plain=plain)
        return self._automata[key]

    def _of_languages(self) -> list[Term]:
        return [term for family, own in self._by_language.items() if family != ANY_LANGUAGE for term in own]

    def match(self, title: str, lead: str, text: str, language: str) -> TopicMatch:
        """The topics and terms of an article in `language` (a BCP 47 tag; terms of all languages if unknown).

        A title that only repeats the beginning of the text, and a lead that begins the text, count once.
        """
        parts = _parts(title, lead, text)
        family = _family(language)
        plain = family == "vi" and not has_vietnamese_marks(" ".join(parts.values()))
        automaton = self._automaton(family, plain=plain)
        words = sum(map(_count_words, parts.values()))
        contributions: list[Contribution] = []
        for place, part in parts.items():
            found = Counter(_find(automaton, part, place))
            factor = _factor(place, words)
            for term, count in found.items():
                counted = count if place == "text" else min(count, 2)
                score = term.weight * factor * counted
                contributions.append(Contribution(term.topic, term.phrase, place, count, term.weight, score))
        return self._result(contributions)

    def _result(self, contributions: list[Contribution]) -> TopicMatch:
        scores = {
            topic: score_of(contributions, frozenset({topic}))
            for topic in dict.fromkeys(item.topic for item in contributions)
        }
        reached = {topic for topic, score in scores.items() if score >= TOPIC_THRESHOLD}
        reached |= {self._part_of[topic] for topic in reached if topic in self._part_of}
        order = sorted(reached, key=lambda topic: (-scores.get(topic, 0.0), topic))
        matches = tuple(
            TermMatch(item.topic, item.term, item.place, item.count)
            for item in contributions
            if item.weight > 0
        )
        return TopicMatch(tuple(order), matches, MappingProxyType(scores), tuple(contributions))


class TermBase:
    """The terms of all languages, as editors keep them."""

    @staticmethod
    def compile(terms: Iterable[Term], part_of: Mapping[str, str] | None = None) -> Matcher:
        """A matcher for `terms`. `part_of` maps a topic to the wider one that its articles also have.

        Raises `ValueError` for a phrase that has no literal beginning (a wildcard alone would match everything).
        """
        return Matcher(terms, part_of or {})


def score_of(contributions: Iterable[Contribution], topics: frozenset[str]) -> float:
    """The score of these topics taken together: full terms in full, weak ones up to their ceiling."""
    strong = weak = against = 0.0
    for item in contributions:
        if item.topic not in topics:
            continue
        if item.weight < 0:
            against += item.score
        elif item.weight < WEAK_WEIGHT:
            weak += item.score
        else:
            strong += item.score
    return strong + min(weak, WEAK_CEILING) + against


def _parts(title: str, lead: str, text: str) -> dict[Place, str]:
    headline, opening, body = fold(title), fold(lead), fold(text)
    if opening and body.startswith(opening.rstrip("… .")):
        body = body[len(opening.rstrip("… .")) :]
    beginning = headline.rstrip("… .")
    if beginning and (opening.startswith(beginning) or body.startswith(beginning)):
        headline = ""
    return {"title": headline, "lead": opening, "text": body}


def _factor(place: Place, words: int) -> float:
    if place == "title":
        return TITLE_FACTOR
    if place == "lead":
        return LEAD_FACTOR if words < LONG_TEXT_WORDS else LONG_TEXT_LEAD_FACTOR
    return TERM_EVERY_WORDS / max(words, TERM_EVERY_WORDS)


def _count_words(folded: str) -> int:
    if not _SPACELESS.search(folded):
        return len(folded.split())
    spaced = len(_SPACELESS.sub(" ", folded).split())
    return spaced + int(sum(len(letters.findall(folded)) / room for letters, room in _LETTERS_A_WORD))


def _family(language: str) -> str:
    base = language.split("-")[0].lower()
    return _RELATED.get(base, base)


def _automaton(terms: list[Term], plain: bool) -> Any:
    """Aho-Corasick over the phrases' literal beginnings, each carrying its entries; None without terms."""
    by_literal: dict[str, list[_Entry]] = defaultdict(list)
    seen: set[tuple[str, str, Where]] = set()
    for term in terms:
        phrase = fold(term.phrase)
        # The same phrase in two related languages, or in two spellings that fold to one, counts once.
        if (term.topic, phrase, term.where) in seen:
            continue
        seen.add((term.topic, phrase, term.where))
        entry = _entry(term, unmarked(phrase) if plain else phrase)
        by_literal[entry.literal].append(entry)
    if not by_literal:
        return None
    automaton = ahocorasick.Automaton()
    for literal, entries in by_literal.items():
        automaton.add_word(literal, entries)
    automaton.make_automaton()
    return automaton


def _check(term: Term) -> None:
    """Raises ValueError for a phrase without a literal beginning; folding leaves a letter or digit what it is."""
    if not term.phrase[:1].isalnum() and not fold(term.phrase).partition("*")[0].strip(" *"):
        raise ValueError(f"a term must begin with a letter or digit, not with a wildcard: {term.phrase!r}")


def _entry(term: Term, phrase: str) -> _Entry:
    literal, star, rest = phrase.partition("*")
    if not star:
        return _Entry(term, phrase, "")
    gap = _CHARACTER_GAP if _SPACELESS.search(literal) else _WORD_GAP
    pattern = re.escape("*" + rest).replace(r"\*\*\ ", gap).replace(r"\*\*", gap)
    return _Entry(term, literal, pattern.replace(r"\*", r"[\w\u0900-\u097f]*"))


@cache
def _pattern(rest: str) -> re.Pattern[str]:
    """Compiled when its beginning is met first: hardly any of the thousand is in a run."""
    return re.compile(rest)


def _find(automaton: Any, folded: str, place: Place) -> Iterator[Term]:
    """The terms that stand in the folded text, one yield for each occurrence, the longest of overlapping ones."""
    if automaton is None or not folded:
        return
    spans: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for last, entries in automaton.iter(folded):
        for entry in entries:
            if entry.term.where == "title" and place != "title":
                continue
            start = last + 1 - len(entry.literal)
            end = _end(entry, folded, last + 1)
            if end is not None and _bounded(folded, start, end):
                spans[start, end].append(entry.term)
    taken: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: _precedence(span, spans[span])):
        if all(end <= other_start or start >= other_end for other_start, other_end in taken):
            taken.append((start, end))
            # Several phrases of one topic may describe one span; the most particular of them counts.
            by_topic = {
                term.topic: term for term in sorted(spans[start, end], key=lambda term: len(term.phrase))
            }
            yield from by_topic.values()


def _precedence(span: tuple[int, int], terms: Iterable[Term]) -> tuple[bool, int, int]:
    """Sorts clear terms before ambiguous ones, longer before shorter, earlier before later."""
    ambiguous = all(WEAK_WEIGHT <= term.weight < 1 for term in terms)
    return ambiguous, span[0] - span[1], span[0]


def _end(entry: _Entry, folded: str, end: int) -> int | None:
    if not entry.rest:
        return end
    match = _pattern(entry.rest).match(folded, end)
    return match.end() if match else None


def _bounded(folded: str, start: int, end: int) -> bool:
    """Whether the span begins and ends at the edge of a word, in scripts that have words."""
    if end < len(folded) and _in_word(folded[end]) and _in_word(folded[end - 1]):
        return False
    if start > 0 and _in_word(folded[start]) and _in_word(folded[start - 1]):
        return "\u0600" <= folded[start] <= "\u06ff" and bool(
            _ARABIC_PREFIX.search(folded, max(0, start - 4), start)
        )
    return True


def _in_word(character: str) -> bool:
    if _SPACELESS.match(character):
        return False
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")
