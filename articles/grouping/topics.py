"""Find the terms of the term base in an article, and from them its topics.

A term is a phrase in one language with a weight. Weight 1: the phrase alone assigns its topic if it is in
title or lead. Below `WEAK_WEIGHT` it only adds to the score (a commission's name, a related subject). Weight
0 hides a shorter term inside the phrase ("người dân vận chuyển" is no "dân vận"); a negative weight counts
against the topic. In a phrase, `*` matches any word ending, and `**` between two spaces up to five words (in
scripts without spaces: twelve characters).

Matching is Aho-Corasick over the literal beginnings of all phrases (pyahocorasick), then a regular expression
for what follows a wildcard. Of overlapping matches the longest wins; an ambiguous term (weight below 1 but
not weak) never displaces another.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from articles.grouping.folding import SPACELESS, fold_case, has_vietnamese_marks, unmarked
from articles.grouping.wording.phrases import Phrases
from articles.incoming import TermMatch

Where = Literal["anywhere", "title"]
Place = Literal["title", "lead", "text"]

TOPIC_THRESHOLD = 0.6
"""Score from which an article has a topic: a full term in title or lead, or one in about 400 words of text."""
TITLE_FACTOR = 1.5  # a headline names the subject
LEAD_FACTOR = 1.2
LONG_TEXT_LEAD_FACTOR = 0.8
"""In a long text a term in the lead is not enough: the body must have one too."""
LONG_TEXT_WORDS = 400  # from here a text is an article rather than a summary
TERM_EVERY_WORDS = 250  # one full term in so many words scores 1 for the text
WEAK_WEIGHT = 0.5
WEAK_CEILING = 0.5
"""Weak terms together stay below the threshold, however many: a guest list names many commissions."""
# Letters per word in scripts without word spaces: two ideographs, two to three Korean syllables, four to five
# letters in Thai, Lao, Khmer and Burmese.
_LETTERS_A_WORD = (
    (re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"), 1.7),
    (re.compile("[\uac00-\ud7af]"), 2.5),
    (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 4.5),
)

ANY_LANGUAGE = "mul"
_RELATED = {"ms": "id", "nb": "no", "nn": "no", "da": "no", "cmn": "zh", "yue": "zh", "in": "id"}
_SPACELESS = re.compile(f"[{SPACELESS}]")


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
    """What one term added to its topic's score; shown to editors as a reason."""

    topic: str
    term: str
    place: Place
    count: int
    weight: float
    score: float


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """`topics`: slugs above their threshold, best first. `terms`: the matches. `scores`: each topic's own
    score.
    """

    topics: tuple[str, ...]
    terms: tuple[TermMatch, ...]
    scores: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    contributions: tuple[Contribution, ...] = ()


class Matcher:
    """A compiled term base, made by `TermBase.compile`; thread-safe.

    A language's automaton is built on first use: most pulls need two or three languages.
    """

    def __init__(self, terms: Iterable[Term], part_of: Mapping[str, str]) -> None:
        self._by_language: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            _check(term)
            self._by_language[family_of(term.language)].append(term)
        self._part_of = dict(part_of)
        self._automata: dict[tuple[str, bool], Phrases[Term]] = {}

    def _automaton(self, family: str, *, plain: bool = False) -> Phrases[Term]:
        """The automaton of a language, without marks if `plain`; of all languages if it has none."""
        known = family in self._by_language and family != ANY_LANGUAGE
        key = (family if known else "", plain)
        if key not in self._automata:
            own = self._by_language[family] if known else self._of_languages()
            self._automata[key] = _phrases([*own, *self._by_language.get(ANY_LANGUAGE, ())], plain=plain)
        return self._automata[key]

    def _of_languages(self) -> list[Term]:
        return [term for family, own in self._by_language.items() if family != ANY_LANGUAGE for term in own]

    def match(self, title: str, lead: str, text: str, language: str) -> TopicMatch:
        """The topics and terms of an article in `language` (a BCP 47 tag; terms of all languages if unknown).

        A title that repeats the beginning of the text, and a lead that begins the text, count once.
        """
        parts = _parts(title, lead, text)
        family = family_of(language)
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
    """The combined score of these topics: full terms count fully, weak ones up to their ceiling."""
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
    headline, opening, body = fold_case(title), fold_case(lead), fold_case(text)
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


def family_of(language: str) -> str:
    """The language under which terms of a BCP 47 tag are kept: "zh" of "zh-Hant", "id" of "ms"."""
    base = language.split("-")[0].lower()
    return _RELATED.get(base, base)


def _phrases(terms: list[Term], plain: bool) -> Phrases[Term]:
    seen: set[tuple[str, str, Where]] = set()
    phrases = []
    for term in terms:
        phrase = fold_case(term.phrase)
        # The same phrase in two related languages, or in two spellings that fold to one, counts once.
        if (term.topic, phrase, term.where) in seen:
            continue
        seen.add((term.topic, phrase, term.where))
        phrases.append((unmarked(phrase) if plain else phrase, term))
    return Phrases(phrases)


def _check(term: Term) -> None:
    """Raises ValueError for a phrase without a literal beginning."""
    if not term.phrase[:1].isalnum() and not fold_case(term.phrase).partition("*")[0].strip(" *"):
        raise ValueError(f"a term must begin with a letter or digit, not with a wildcard: {term.phrase!r}")


def _find(phrases: Phrases[Term], folded: str, place: Place) -> Iterator[Term]:
    """The terms in the folded text, once for each occurrence; of overlapping ones the longest."""
    spans: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for start, end, term in phrases.occurrences(folded):
        if term.where == "anywhere" or place == "title":
            spans[start, end].append(term)
    taken: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: _precedence(span, spans[span])):
        if all(end <= other_start or start >= other_end for other_start, other_end in taken):
            taken.append((start, end))
            # Several phrases of one topic may match one span; the longest phrase counts.
            by_topic = {
                term.topic: term for term in sorted(spans[start, end], key=lambda term: len(term.phrase))
            }
            yield from by_topic.values()


def _precedence(span: tuple[int, int], terms: Iterable[Term]) -> tuple[bool, int, int]:
    """Sort key: clear terms before ambiguous ones, longer before shorter, earlier before later."""
    ambiguous = all(WEAK_WEIGHT <= term.weight < 1 for term in terms)
    return ambiguous, span[0] - span[1], span[0]
