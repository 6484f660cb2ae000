"""What editors' answers say of the suggestions: how often each kind of evidence was right, and which threshold they bear out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.evidence.comparison import FULL_SCORE_BITS
from articles.models import StoryDecision, StoryLink, StorySuggestion

# The share of suggestions that shall be right, and of links.
SUGGESTIONS_RIGHT, LINKS_RIGHT = 0.9, 0.995
# Answers on which a threshold rests; fewer prove nothing.
ANSWERS_AT_LEAST = 50


@dataclass(frozen=True, slots=True)
class Label:
    """An editor's answer: the score in bits, the kinds of evidence that agreed, and whether it was one story."""

    bits: float
    kinds: tuple[str, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class Quality:
    """Answers and right ones by kind of evidence; the thresholds that the answers bear out, None if too few do.

    `parted` is how many of the `linked` pairs that a rule joined an editor parted again.
    """

    kinds: dict[str, tuple[int, int]]
    suggest_at: float | None
    join_at: float | None
    linked: int
    parted: int


def linking_quality() -> Quality:
    """The quality of suggestions and links by editors' answers up to now."""
    labels = _labels()
    counted: dict[str, tuple[int, int]] = {}
    for label in labels:
        for kind in label.kinds:
            answers, right = counted.get(kind, (0, 0))
            counted[kind] = (answers + 1, right + label.same)
    pairs = list(StoryLink.objects.values_list("first_id", "second_id"))
    apart = set(
        StoryDecision.objects.filter(verdict=StoryDecision.Verdict.APART).values_list("first_id", "second_id")
    )
    return Quality(
        kinds=counted,
        suggest_at=threshold(labels, SUGGESTIONS_RIGHT),
        join_at=threshold(labels, LINKS_RIGHT),
        linked=len(pairs),
        parted=len(apart.intersection(pairs)),
    )


def threshold(labels: Sequence[Label], right: float) -> float | None:
    """The fewest bits from which on at least the share `right` of all answers said "one story"; None if unproved."""
    answers: Counter[bool] = Counter()
    proved = None
    for label in sorted(labels, key=lambda label: -label.bits):
        answers[label.same] += 1
        if answers.total() >= ANSWERS_AT_LEAST and answers[True] >= right * answers.total():
            proved = label.bits
    return proved


def _labels() -> list[Label]:
    answered = StorySuggestion.objects.filter(kind=StorySuggestion.Kind.FACTS).exclude(
        decided=StorySuggestion.Decision.WAITING
    )
    return [
        Label(score * FULL_SCORE_BITS, tuple(_kinds(reasons)), decided == StorySuggestion.Decision.SAME)
        for score, reasons, decided in answered.values_list("score", "reasons", "decided")
    ]


def _kinds(reasons: Iterable[str]) -> Iterable[str]:
    """The words before the colons: "figures", "names" …, and "other days" for what disagreed."""
    return dict.fromkeys(str(reason).partition(":")[0] for reason in reasons)
