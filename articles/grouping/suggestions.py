"""Which articles probably tell one story, for editors to decide. Pure rules.

`headline_pairs` reads the headlines of one language and a few days; `shared_facts` compares two articles of
different languages by what no translation changes: document numbers, names in Latin letters, figures and dates.
Neither is ever applied by itself: two reports of one event are alike, which is less than being the same text.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, pairwise

from articles.grouping.folding import SPACELESS, fold

# Reports of one event appear within two days; later ones are its follow-ups.
SAME_EVENT_HOURS = 48
# A pair is sure from this score on (see `_score`), or from the lower one where it has no name against it and its
# common words are rare. Measured on headlines of one day by eight newspapers: unlike pairs stay below 0.35.
SCORE_AT_LEAST = 0.55
SCORE_DESPITE_OTHER_NAMES = 0.85
# Common words, each counted by its rarity: 1 for a word that only these two headlines have. Four Vietnamese
# syllables are two compound words.
EVIDENCE_AT_LEAST = 4.0
COMPOUND_BONUS = 0.05
# A headline joins a group when it is this much like its members on average, so that chains do not drift.
LINK_AT_LEAST = 0.4
# "more than 114 billion" and "nearly 115 billion" are one amount; without such a word figures must be equal.
HEDGED_DIFFERENCE_AT_MOST = 0.015
AMOUNT_DIGITS_AT_LEAST = 3
# More capitals than this and the headline is set in title case: its capitals name nothing.
CAPITALS_AT_MOST = 0.7

_TOKENS = re.compile(rf"\d+(?:[.,]\d+)*|[{SPACELESS}]+|[^\W\d_{SPACELESS}]+[\u0300-\u036f\u0900-\u0dff]*")
_SPACELESS_RUN = re.compile(f"[{SPACELESS}]")
_DATE = re.compile(r"(?<![\d.,/-])(\d{1,2})[/-](\d{1,2})(?![\d.,]*\d)")
_SENTENCE_START = re.compile(r"(?:^|[:.!?…|])[\s\"'“”‘’«»]*$")
_HEDGES = frozenset(["hơn", "gần", "khoảng", "trên", "dưới", "tới", "ngót", "about", "nearly", "over", "almost"])
# Vietnamese syllables that say how, when and whether, never what: they tell no event from another.
_FUNCTION_WORDS = frozenset(
    ["và", "của", "là", "có", "được", "cho", "với", "từ", "đến", "tại", "ở", "trong", "ngoài", "trên", "dưới", "khi", "sau", "trước", "các", "những", "một", "này", "đó", "nào", "gì", "sao", "thế", "thì", "mà", "để", "bị", "do", "vì", "nên", "hay", "hoặc", "cũng", "đã", "đang", "sẽ", "sắp", "vừa", "mới", "vẫn", "còn", "chỉ", "như", "về", "theo", "vào", "ra", "lên", "xuống", "đi", "lại", "rồi", "cùng", "hơn", "gần", "khoảng", "rất", "nhất", "không", "chưa", "chẳng", "ai", "đâu", "ông", "bà", "anh", "chị", "vụ", "việc", "người", "năm", "tháng", "ngày", "hôm", "nay", "qua", "mai", "giữa", "nếu", "tới", "bằng", "làm", "nhiều", "ít", "mỗi", "mọi", "cả", "loạt", "nói", "thêm", "đồng", "vs"]
)


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline to compare. `key` is the caller's own; `published_at` (UTC) is None where unknown."""

    key: Hashable
    title: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeadlinePair:
    """Two headlines surely of one event: the callers' keys, 0 to 1, and what they share."""

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
    headline: Headline
    words: frozenset[str]
    compounds: frozenset[tuple[str, str]]
    names: frozenset[str]
    amounts: tuple[_Amount, ...]
    dates: frozenset[tuple[int, int]]
    slots: dict[tuple[str, str], str]


def headline_pairs(headlines: Sequence[Headline]) -> tuple[HeadlinePair, ...]:
    """The pairs of headlines (of one language) that surely report one event, the surest first.

    How rare a word is is learnt from the headlines themselves: give those of a few days together, dozens or more.
    """
    features = [_features(headline) for headline in headlines]
    rarity = _rarity(features)
    scores: dict[tuple[int, int], float] = {}
    sure: list[tuple[float, int, int]] = []
    for first, second in _candidates(features, rarity):
        one, other = features[first], features[second]
        if not _same_time(one.headline, other.headline) or _contradict(one, other):
            continue
        score = _score(one, other, rarity)
        scores[first, second] = score
        if _is_sure(one, other, score, rarity):
            sure.append((score, first, second))
    groups = _grouped(sorted(sure, reverse=True), scores, len(features))
    pairs = [
        _pair(features[first], features[second], scores.get((first, second), 0.0))
        for group in groups
        for first, second in combinations(sorted(group), 2)
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair.score))


def _pair(one: _Features, other: _Features, score: float) -> HeadlinePair:
    shared = one.names & other.names
    reasons = [f"name: {name}" for name in sorted(shared)]
    if amounts := [
        f"amount: {a.value:g} {a.unit}" for a in one.amounts for b in other.amounts if _agree(a, b)
    ]:
        reasons += amounts
    common = sorted((one.words & other.words) - set(" ".join(shared).split()))
    if common:
        reasons.append("words: " + ", ".join(common))
    return HeadlinePair(one.headline.key, other.headline.key, min(score, 1.0), tuple(reasons))


def _features(headline: Headline) -> _Features:
    title = unicodedata.normalize("NFC", headline.title)
    matches = list(_TOKENS.finditer(title))
    folded = [fold(match.group()) for match in matches]
    units = [_units(token) for token in folded]
    content = [set(unit) - _FUNCTION_WORDS for unit in units]
    compounds = {
        (one, other)
        for one, other in pairwise(folded)
        if not {one, other} & _FUNCTION_WORDS
    }
    return _Features(
        headline,
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
    """A word is itself; a run of a script without spaces is its pairs of characters."""
    if not _SPACELESS_RUN.match(token):
        return [token]
    return [token[at : at + 2] for at in range(max(len(token) - 1, 1))]


def _names(title: str, matches: Sequence[re.Match[str]]) -> frozenset[str]:
    """Runs of capitalised words, folded; one capital at the start of a sentence is no name."""
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
            names.add(" ".join(fold(part.group()) for part in run))
        run = [match] if match and match.group()[0].isupper() else []
    return frozenset(names)


def _starts_sentence(title: str, match: re.Match[str]) -> bool:
    return _SENTENCE_START.search(title[: match.start()]) is not None


def _amounts(folded: Sequence[str]) -> Iterable[_Amount]:
    for at, token in enumerate(folded[:-1]):
        if token[0].isdigit() and folded[at + 1][0].isalpha():
            value, digits = _value(token), len(re.sub(r"\D", "", token).strip("0"))
            yield _Amount(value, folded[at + 1], at > 0 and folded[at - 1] in _HEDGES, digits)


def _value(token: str) -> float:
    """The number, where three digits after a mark are thousands ("1.100", "95.000") and others decimals ("5,2")."""
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
    """Of each word: 1 where two headlines have it, falling to 0 for one that all have (logarithmic)."""
    found = Counter(word for feature in features for word in feature.words)
    # A handful of headlines says little about a language: a word of two in a handful may be common.
    total = max(len(features), 20) + 1
    return {word: min(1.0, math.log(total / number) / math.log(total / 2)) for word, number in found.items()}


def _candidates(features: Sequence[_Features], rarity: dict[str, float]) -> list[tuple[int, int]]:
    """The pairs with two words in common at least, found through the words that not everybody uses."""
    holders: dict[str, list[int]] = defaultdict(list)
    for position, feature in enumerate(features):
        for word in feature.words:
            if rarity[word] > 0.3:
                holders[word].append(position)
    shared = Counter(pair for positions in holders.values() for pair in combinations(positions, 2))
    return sorted(shared)


def _score(one: _Features, other: _Features, rarity: dict[str, float]) -> float:
    """The overlap of the words by their rarity (Dice), with a bonus for each compound word in common; may pass 1."""

    def weight(words: Iterable[str]) -> float:
        return sum(rarity[word] for word in words)

    whole = weight(one.words) + weight(other.words)
    overlap = 2 * weight(one.words & other.words) / whole if whole else 0.0
    return overlap + COMPOUND_BONUS * len(one.compounds & other.compounds)


def _is_sure(one: _Features, other: _Features, score: float, rarity: dict[str, float]) -> bool:
    common = one.words & other.words
    if _share_amount(one, other, common):
        return True
    if one.names - other.names and other.names - one.names and not _overlap(one.names, other.names):
        return False
    floor = SCORE_AT_LEAST
    if _own_names(one, other) and _own_names(other, one):
        floor = SCORE_DESPITE_OTHER_NAMES
    return score >= floor and sum(rarity[word] for word in common) >= EVIDENCE_AT_LEAST


def _share_amount(one: _Features, other: _Features, common: frozenset[str]) -> bool:
    """One exact sum with its unit and something else in common, and no two places or persons against it."""
    if _long_names(one) and _long_names(other) and not _overlap(one.names, other.names):
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


def _overlap(names: frozenset[str], others: frozenset[str]) -> bool:
    """Whether any word of a name stands in a name of the others: "Trump" and "Donald Trump"."""
    return bool(set(" ".join(names).split()) & set(" ".join(others).split()))


def _own_names(one: _Features, other: _Features) -> bool:
    return any(not set(name.split()) & other.words for name in one.names)


def _same_time(one: Headline, other: Headline) -> bool:
    if one.published_at is None or other.published_at is None:
        return True
    return abs(one.published_at - other.published_at) <= timedelta(hours=SAME_EVENT_HOURS)


def _contradict(one: _Features, other: _Features) -> bool:
    """Other dates, or another number between the same words: two issues of one daily column."""
    if one.dates and other.dates and one.dates.isdisjoint(other.dates):
        return True
    return any(
        slot in other.slots and _value(number) != _value(other.slots[slot])
        for slot, number in one.slots.items()
    )


def _grouped(
    sure: Sequence[tuple[float, int, int]], scores: dict[tuple[int, int], float], total: int
) -> list[set[int]]:
    """Average-link groups: two groups become one where a sure pair ties them and they are alike on the whole."""
    group_of = {position: {position} for position in range(total)}
    certain = {(first, second) for _score_of, first, second in sure}
    for _score_of, first, second in sure:
        one, other = group_of[first], group_of[second]
        if one is other:
            continue
        across = [(min(a, b), max(a, b)) for a in one for b in other]
        likeness = [max(scores.get(pair, 0.0), LINK_AT_LEAST if pair in certain else 0.0) for pair in across]
        if sum(likeness) / len(across) >= LINK_AT_LEAST:
            one |= other
            group_of |= dict.fromkeys(other, one)
    return [group for group in {id(group): group for group in group_of.values()}.values() if len(group) > 1]
