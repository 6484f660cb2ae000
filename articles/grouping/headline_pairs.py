"""Find headlines of one language that report the same event, for editors to decide. Pure.

The words of a headline are weighed by their rarity among the headlines of the same days. The result is only
suggested: two reports of one event are similar, but not the same text.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import combinations, pairwise

from articles.grouping.folding import SPACELESS, fold_case
from articles.grouping.headline_words import EVERYDAY_WORDS, FUNCTION_WORDS, HEDGES

# Reports of one event appear within two days; later ones are follow-ups.
SAME_EVENT_HOURS = 48
# Minimum score of a pair (see `_score`). Measured on one day's headlines of eight newspapers: unlike pairs
# stay below 0.3, but reports on two aspects of one big subject come near 0.5.
SCORE_AT_LEAST = 0.5
# Minimum score if each headline names somebody whom the other does not.
COMMON_WORDS_DESPITE_OTHER_NAMES = 0.85
# Minimum sum of the rarities of common words; 1 is a word that only these two headlines have. Somewhat less
# than four rare Vietnamese syllables, i.e. two compound words; one compound is not enough.
EVIDENCE_AT_LEAST = 3.5
# Words less rare than this are in many headlines every day, and are no reason to compare two.
EVERYDAY_WEIGHT = 0.4
COMPOUND_BONUS = 0.05
# Minimum average similarity to the members of a group, so that chains do not drift.
LINK_AT_LEAST = 0.45
# Words in more headlines than this rarity allows (about a seventh of 300) create no candidate pair.
RARITY_OF_A_CLUE = 0.4
# "more than 237 million" and "nearly 238 million" are one amount; without such a word figures must be equal.
HEDGED_DIFFERENCE_AT_MOST = 0.015
AMOUNT_DIGITS_AT_LEAST = 3
# With a higher share of capitals the headline is in title case, and capitals mark no names.
CAPITALS_AT_MOST = 0.7

_Pair = tuple[int, int]  # positions, the smaller first
_TOKENS = re.compile(rf"\d+(?:[.,]\d+)*|[{SPACELESS}]+|[^\W\d_{SPACELESS}]+[\u0300-\u036f\u0900-\u0dff]*\d*")
_SPACELESS_RUN = re.compile(f"[{SPACELESS}]")
_DATE = re.compile(r"(?<![\d.,/-])(\d{1,2})[/-](\d{1,2})(?![\d.,]*\d)")
_SENTENCE_START = re.compile(r"(?:^|[:.!?…|])[\s\"'“”‘’«»]*$")


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline to compare. `key` is the caller's own; `published_at` (UTC) is None where unknown."""

    key: Hashable
    title: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeadlinePair:
    """Two headlines of one event: the callers' keys, the score (0 to 1), and what they share."""

    first: Hashable
    second: Hashable
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Amount:
    value: float
    unit: str
    hedged: bool
    digits: int


@dataclass(frozen=True, slots=True)
class _Features:
    words: frozenset[str]
    compounds: frozenset[tuple[str, str]]
    names: frozenset[str]
    amounts: tuple[_Amount, ...]
    dates: frozenset[tuple[int, int]]
    slots: dict[tuple[str, str], str]


def headline_pairs(headlines: Sequence[Headline], about: Hashable = None) -> tuple[HeadlinePair, ...]:
    """The pairs of headlines (of one language) that report one event, best first.

    Rarity is computed from the headlines themselves: pass those of several days, dozens or more. With
    `about`, the key of one headline, only its pairs are searched, which is much faster.
    """
    features = [_features(headline.title) for headline in headlines]
    rarity = _rarity(features)
    scores: dict[_Pair, float] = {}
    apart: set[_Pair] = set()
    sure: list[tuple[float, _Pair]] = []
    chosen = [at for at, headline in enumerate(headlines) if about is None or headline.key == about]
    for pair in _candidates(features, rarity, chosen):
        one, other = features[pair[0]], features[pair[1]]
        if not _same_time(headlines[pair[0]], headlines[pair[1]]) or _contradict(one, other):
            apart.add(pair)
            continue
        scores[pair] = _score(one, other, rarity)
        if _is_sure(one, other, scores[pair], rarity):
            sure.append((scores[pair], pair))
    ordered = [pair for _score_of, pair in sorted(sure, reverse=True)]
    found = ordered if about is not None else _pairs_of_groups(ordered, scores, apart)
    pairs = [
        HeadlinePair(
            headlines[first].key,
            headlines[second].key,
            min(scores.get((first, second), 0.0), 1.0),
            _reasons(features[first], features[second]),
        )
        for first, second in found
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair.score))


def _reasons(one: _Features, other: _Features) -> tuple[str, ...]:
    shared = one.names & other.names
    common = sorted((one.words & other.words) - set(" ".join(shared).split()))
    return (
        *(f"name: {name}" for name in sorted(shared)),
        *(f"amount: {a.value:g} {a.unit}" for a in one.amounts for b in other.amounts if _agree(a, b)),
        *((f"words: {', '.join(common)}",) if common else ()),
    )


# A day's headlines are compared again with each new one, so their features are cached.
@lru_cache(maxsize=2048)
def _features(headline: str) -> _Features:
    title = unicodedata.normalize("NFC", headline)
    matches = list(_TOKENS.finditer(title))
    folded = [fold_case(match.group()) for match in matches]
    units = [_units(token) for token in folded]
    content = [set(unit) - FUNCTION_WORDS for unit in units]
    compounds = {(one, other) for one, other in pairwise(folded) if not {one, other} & FUNCTION_WORDS}
    return _Features(
        frozenset(set().union(*content)) if content else frozenset(),
        frozenset(compounds),
        _names(title, matches),
        tuple(_amounts(folded)),
        frozenset((int(match[1]), int(match[2])) for match in _DATE.finditer(title)),
        {
            (folded[at - 1] if at else "", folded[at + 1] if at + 1 < len(folded) else ""): token
            for at, token in enumerate(folded)
            if token[0].isdigit()
        },
    )


def _units(token: str) -> list[str]:
    """Words; of a run of a script without spaces its character bigrams."""
    if not _SPACELESS_RUN.match(token):
        return [token]
    return [token[at : at + 2] for at in range(max(len(token) - 1, 1))]


def _names(title: str, matches: Sequence[re.Match[str]]) -> frozenset[str]:
    """Folded runs of capitalised words; a single capitalised word at the start of a sentence is no name."""
    letters = [match for match in matches if match.group()[0].isalpha()]
    capitals = [match for match in letters if match.group()[0].isupper()]
    if len(capitals) > CAPITALS_AT_MOST * len(letters):
        return frozenset()
    names: set[str] = set()
    run: list[re.Match[str]] = []
    for match in [*matches, None]:
        if match and match.group()[0].isupper() and (not run or title[run[-1].end() : match.start()] == " "):
            run.append(match)
            continue
        if run and (len(run) > 1 or run[0].group()[1:].isupper() or not _starts_sentence(title, run[0])):
            names.add(" ".join(fold_case(part.group()) for part in run))
        run = [match] if match and match.group()[0].isupper() else []
    return frozenset(names)


def _starts_sentence(title: str, match: re.Match[str]) -> bool:
    return _SENTENCE_START.search(title[: match.start()]) is not None


def _amounts(folded: Sequence[str]) -> Iterable[_Amount]:
    for at, token in enumerate(folded[:-1]):
        if token[0].isdigit() and folded[at + 1][0].isalpha():
            value, digits = _value(token), len(re.sub(r"\D", "", token).strip("0"))
            yield _Amount(value, folded[at + 1], at > 0 and folded[at - 1] in HEDGES, digits)


def _value(token: str) -> float:
    """The number; three digits after a separator are thousands ("1.100", "95.000"), others decimals ("5,2")."""
    plain = re.sub(r"[.,](?=\d{3}(?!\d))", "", token).replace(",", ".")
    try:
        return float(plain)
    except ValueError:  # "1.2.3": a version or a date
        return float(re.sub(r"\D", "", token))


def _agree(one: _Amount, other: _Amount) -> bool:
    if one.unit != other.unit:
        return False
    allowed = HEDGED_DIFFERENCE_AT_MOST if one.hedged or other.hedged else 0.0
    return abs(one.value - other.value) <= allowed * max(one.value, other.value)


def _rarity(features: Sequence[_Features]) -> dict[str, float]:
    """For each word: 1 if two headlines have it, falling to 0 if all have it (logarithmic)."""
    found = Counter(word for feature in features for word in feature.words)
    # Among few headlines, a word in two of them may well be a common one.
    total = max(len(features), 20) + 1
    rarity = {
        word: min(1.0, math.log(total / number) / math.log(total / 2)) for word, number in found.items()
    }
    return {
        word: min(value, EVERYDAY_WEIGHT) if word in EVERYDAY_WORDS else value
        for word, value in rarity.items()
    }


def _candidates(
    features: Sequence[_Features], rarity: dict[str, float], chosen: Sequence[int]
) -> list[_Pair]:
    """Pairs of the chosen positions with others that share a word that is rare enough."""
    holders: dict[str, list[int]] = defaultdict(list)
    for position, feature in enumerate(features):
        for word in feature.words:
            if rarity[word] > RARITY_OF_A_CLUE:
                holders[word].append(position)
    pairs = {
        (min(one, other), max(one, other))
        for one in chosen
        for word in features[one].words
        for other in holders.get(word, ())
        if one != other
    }
    return sorted(pairs)


def _score(one: _Features, other: _Features, rarity: dict[str, float]) -> float:
    """The overlap of the words, with a bonus for each common compound word; may exceed 1."""
    return _common_words(one, other, rarity) + COMPOUND_BONUS * len(one.compounds & other.compounds)


def _common_words(one: _Features, other: _Features, rarity: dict[str, float]) -> float:
    """The share of common words, weighed by rarity (Dice), 0 to 1."""
    whole = _weight(one.words, rarity) + _weight(other.words, rarity)
    return 2 * _weight(one.words & other.words, rarity) / whole if whole else 0.0


def _weight(words: Iterable[str], rarity: dict[str, float]) -> float:
    return sum(rarity[word] for word in words)


def _is_sure(one: _Features, other: _Features, score: float, rarity: dict[str, float]) -> bool:
    common = one.words & other.words
    if _share_amount(one, other, common):
        return True
    if _own_names(one, other) and _own_names(other, one):
        if not _names_meet(one.names, other.names):
            return False
        if _common_words(one, other, rarity) < COMMON_WORDS_DESPITE_OTHER_NAMES:
            return False
    return score >= SCORE_AT_LEAST and _weight(common, rarity) >= EVIDENCE_AT_LEAST


def _share_amount(one: _Features, other: _Features, common: frozenset[str]) -> bool:
    """Whether they share an exact amount with its unit and something else, and have no different places or
    persons.
    """
    if _long_names(one) and _long_names(other) and not _names_meet(one.names, other.names):
        return False
    for mine in one.amounts:
        for theirs in other.amounts:
            exact = min(mine.digits, theirs.digits) >= AMOUNT_DIGITS_AT_LEAST
            said_by_number = {mine.unit, *re.findall(r"\w+", f"{mine.value:g} {theirs.value:g}")}
            if (
                exact
                and _agree(mine, theirs)
                and {word for word in common - said_by_number if word.isalpha()}
            ):
                return True
    return False


def _long_names(feature: _Features) -> bool:
    return any(" " in name for name in feature.names)


def _names_meet(names: frozenset[str], others: frozenset[str]) -> bool:
    """Whether any word of a name is in a name of the others: "Minh" and "Le Van Minh"."""
    return bool(set(" ".join(names).split()) & set(" ".join(others).split()))


def _own_names(one: _Features, other: _Features) -> bool:
    return any(not set(name.split()) & other.words for name in one.names)


def _same_time(one: Headline, other: Headline) -> bool:
    if one.published_at is None or other.published_at is None:
        return True
    return abs(one.published_at - other.published_at) <= timedelta(hours=SAME_EVENT_HOURS)


def _contradict(one: _Features, other: _Features) -> bool:
    """Different dates, or another number between the same words: two issues of one daily column."""
    if one.dates and other.dates and one.dates.isdisjoint(other.dates):
        return True
    return any(
        slot in other.slots and _value(number) != _value(other.slots[slot])
        for slot, number in one.slots.items()
    )


def _pairs_of_groups(sure: Sequence[_Pair], scores: dict[_Pair, float], apart: set[_Pair]) -> list[_Pair]:
    """All pairs within average-link clusters, merged from the best pair on.

    Two clusters merge if a sure pair connects them, their average similarity is high enough and no two
    members contradict.
    """
    group_of = {position: {position} for pair in sure for position in pair}
    certain = set(sure)
    for first, second in sure:
        one, other = group_of[first], group_of[second]
        across = {(min(a, b), max(a, b)) for a in one for b in other}
        if one is other or across & apart:
            continue
        likeness = sum(max(scores.get(pair, 0.0), LINK_AT_LEAST * (pair in certain)) for pair in across)
        if likeness >= LINK_AT_LEAST * len(across):
            one |= other
            group_of |= dict.fromkeys(other, one)
    groups = {id(group): group for group in group_of.values()}.values()
    return [pair for group in groups for pair in combinations(sorted(group), 2)]
