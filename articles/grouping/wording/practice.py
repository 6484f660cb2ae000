"""Tell work with people from its words, where its name is missing or stands in the name of a body only.

Two signs, read from the headline and the opening:

- a commission or department of mass mobilization at work: its name (a movement's word beside an organ's) in a sentence
  with what it does. A sentence that lists guests, or says who was appointed or arrested, does not count.
- the practice: somebody of the Party, Front, army, police or a mass organization (`actor`) with `people`, and ways of
  the work of different kinds, at least one of them concrete (going from door to door, living together, groups of ten
  families), in Vietnam. Words of other subjects (trade, crime, sport, charity) ask for one way more each.

Two signs count against: a body's name that stands among guests and nowhere else; and protests, elections or another country in a text that names neither Vietnam nor the Party's
bodies; "mass mobilization" means something else there.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from articles.catalogue.practice import ANY_LANGUAGE, load_practice
from articles.grouping.folding import SPACELESS, fold_case, has_vietnamese_marks, unmarked
from articles.grouping.wording.abroad import names_abroad
from articles.grouping.wording.phrases import Phrases

AT_WORK_SCORE = 1.0
PRACTICE_SCORE = 1.0
GUESTS_SCORE = -1.0
ABROAD_SCORE = -2.0
"""Outweighs a full term in headline and lead."""

OPENING = 900
"""Folded characters of lead and text that are read: a summary, or the first two or three paragraphs."""
BODY_GAP = 60  # characters between the movement's word and the organ's: "for Information, Education and"
SPACELESS_BODY_GAP = 24
ABROAD_SENTENCES = 3  # the headline and two sentences, in which a text says where it is
SUBJECT_REACH = 60  # characters from the beginning of a sentence in which its subject stands
WAYS_NEEDED = 2

CONCRETE = frozenset({"doors", "together", "help", "groups", "teach", "unforced"})
SPECIFIC = CONCRETE | {"reconcile", "yield", "school"}
WAYS = SPECIFIC | {"persuade", "listen", "trust"}
NEEDED = SPECIFIC | {"body", "movement"}  # no sign comes without one of these
AGAINST = frozenset({"against_charity", "against_office", "against_other"})

_SENTENCE_END = re.compile(r"[.!?](?= |$)|[。！？।॥။។\n]")
NAMING = frozenset({"body", "movement", "organ", "home", "unrest"})
HIDING = AGAINST | {"body", "movement"}

_BREAK = re.compile(r"[.;:!?](?: |$)")
_SPACELESS = re.compile(f"[{SPACELESS}]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sign:
    """What the wording says: a score for or against the subject, and a short English reason for editors."""

    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Words:
    """The cues of a language: those without which there is no sign, as a cheap test, and all."""

    needed: Phrases[str]
    all: Phrases[str]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The cues of one sentence; positions are from its beginning."""

    folded: str
    cues: Mapping[str, list[Span]]
    place: int  # 0 is the headline

    def has(self, *cues: str) -> bool:
        return any(cue in self.cues for cue in cues)

    def ways(self) -> frozenset[str]:
        return WAYS & self.cues.keys()


def read_wording(title: str, lead: str, text: str, *, language: str, named: bool) -> tuple[Sign, ...]:
    """The signs in an article's headline and opening.

    `language` is the base tag under which words are kept ("id" for Malay too); one without words has no signs.
    `named`: a term of the subject was found, so that it matters whether the text speaks of another country.
    """
    headline, opening = fold_case(title), _opening(lead, text)
    plain = language == "vi" and not has_vietnamese_marks(headline + opening)
    words = _words(language, plain=plain)
    if words is None or not (words.needed.occur_in(headline) or words.needed.occur_in(opening)):
        return ()
    sentences = _sentences(headline, opening, words.all)
    found = {cue for sentence in sentences for cue in sentence.cues}
    at_home = language == "vi" or "home" in found
    bodies = [sentence for sentence in sentences if _bodies(sentence)]
    if not at_home and (named or bodies):
        abroad = _abroad(sentences, language)
        if abroad:
            return (Sign(ABROAD_SCORE, f"not of Vietnam: “{abroad}”"),)
    signs = []
    if any(_is_at_work(sentence, sentences) for sentence in bodies):
        signs.append(Sign(AT_WORK_SCORE, "a body of mass mobilization is at work"))
    if at_home and (ways := _practice(sentences, found)):
        signs.append(Sign(PRACTICE_SCORE, f"work with people: {', '.join(sorted(ways))}"))
    if not signs and bodies and all(_is_among_guests(sentence) for sentence in sentences):
        signs.append(Sign(GUESTS_SCORE, "a body of mass mobilization is named among guests only"))
    return tuple(signs)


def _opening(lead: str, text: str) -> str:
    """The beginning of lead and text, folded; a lead that begins the text counts once."""
    opening = fold_case(lead)[:OPENING]
    if len(opening) < OPENING:
        body = fold_case(text)
        opening = body if body.startswith(opening) else f"{opening}\n{body[:OPENING]}"
    return opening[:OPENING]


def _sentences(headline: str, opening: str, cues: Phrases[str]) -> list[_Sentence]:
    """The headline and the sentences of the opening, with their cues."""
    joined = f"{headline}\n{opening}"
    ends = [match.end() for match in _SENTENCE_END.finditer(joined)]
    starts = [0, *(end for end in ends if end < len(joined))]
    found: list[dict[str, list[Span]]] = [{} for _ in starts]
    for start, end, cue in _outermost(list(cues.occurrences(joined))):
        place = bisect_right(starts, start) - 1
        found[place].setdefault(cue, []).append((start - starts[place], end - starts[place]))
    pieces = zip(starts, [*starts[1:], len(joined)], found, strict=True)
    return [_Sentence(joined[start:end], spans, place) for place, (start, end, spans) in enumerate(pieces)]


def _outermost(occurrences: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Without words inside a longer name or word of another subject: "dân" in "Ban Dân vận", "vận động" in "vận động
    viên"."""
    longer = [(start, end) for start, end, cue in occurrences if cue in HIDING]
    for start, end, cue in occurrences:
        hidden = cue not in NAMING and any(
            one <= start and end <= other and end - start < other - one for one, other in longer
        )
        if not hidden:
            yield start, end, cue


@cache
def _words(language: str, *, plain: bool = False) -> _Words | None:
    """The cues of a language, without diacritics if `plain`; None for one that has none."""
    own = load_practice(language)
    if not own or language == ANY_LANGUAGE:
        return None
    cues = {
        (unmarked(fold_case(phrase)) if plain else fold_case(phrase), cue)
        for table in (own, load_practice(ANY_LANGUAGE))
        for cue, phrases in table.items()
        for phrase in phrases
    }
    return _Words(
        needed=Phrases(sorted(pair for pair in cues if pair[1] in NEEDED)), all=Phrases(sorted(cues))
    )


def _bodies(sentence: _Sentence) -> list[Span]:
    """Names of bodies of mass mobilization: whole ones, and a movement's word with an organ's near it."""
    bodies = list(sentence.cues.get("body", ()))
    for start, end in sentence.cues.get("movement", ()):
        for organ_start, organ_end in sentence.cues.get("organ", ()):
            between = sentence.folded[min(end, organ_end) : max(start, organ_start)]
            room = SPACELESS_BODY_GAP if _SPACELESS.search(sentence.folded[start:end]) else BODY_GAP
            # A name may list the body's fields: "Commission for Information, Education and Mass Mobilization".
            broken = _BREAK.search(between) or (organ_start > start and "," in between)
            if len(between) <= room and not broken:
                bodies.append((min(start, organ_start), max(end, organ_end)))
    return bodies


def _is_at_work(sentence: _Sentence, sentences: list[_Sentence]) -> bool:
    if sentence.has("guest", "against_office", "against_charity"):
        return False
    specific = SPECIFIC | {"persuade", "listen"}
    if specific & sentence.cues.keys() and sentence.has("people", *SPECIFIC):
        return True
    subject = any(start <= SUBJECT_REACH for start, _ in _bodies(sentence))
    if not subject or not sentence.has("act", *specific) or sentence.has("against_other"):
        return False
    # A headline alone may name the body for any reason: the next sentence must not show it among guests.
    following = sentences[sentence.place + 1 : sentence.place + 2] if sentence.place == 0 else ()
    return not any(one.has("guest", "against_office", "against_charity") for one in following)


def _is_among_guests(sentence: _Sentence) -> bool:
    """Whether all that the sentence says of mass mobilization is the name of a body in a list of guests."""
    named = sentence.cues.get("movement", ())
    if not named:
        return True
    bodies = _bodies(sentence)
    inside = all(any(start <= one and end >= other for start, end in bodies) for one, other in named)
    return inside and sentence.has("guest")


def _practice(sentences: list[_Sentence], found: Collection[str]) -> frozenset[str]:
    """The ways of the work told in one sentence or two in a row, empty where they are too few."""
    if "actor" not in found or "people" not in found:
        return frozenset()
    needed = WAYS_NEEDED + len(AGAINST & set(found))
    for first, second in zip(sentences, [*sentences[1:], None], strict=True):
        if len(first.ways()) >= needed and SPECIFIC & first.ways() and first.has("people"):
            return first.ways()
        if second is None:
            break
        ways = first.ways() | second.ways()
        if len(ways) >= needed and CONCRETE & ways and (first.has("people") or second.has("people")):
            return ways
    return frozenset()


def _abroad(sentences: list[_Sentence], language: str) -> str:
    """The word that shows that the text is about another country, empty where there is none."""
    for sentence in sentences:
        for start, end in sentence.cues.get("unrest", ()):
            return sentence.folded[start:end]
    for sentence in sentences[:ABROAD_SENTENCES]:
        for _, _, name in names_abroad(language).occurrences(sentence.folded):
            return name
    return ""
