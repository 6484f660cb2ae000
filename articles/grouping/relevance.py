"""Judge whether an article's main subject is dân vận, the mobilization of the people by Party and state.

Its terms must stand in the headline, in the lead, or often in the text. A commission's name in a guest list,
a person's office, and similar words (transport, athletes, conscripts, raising capital) have low, zero or
negative weight in the term base; core documents of the subject add to the score. The result is one score and
one threshold.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.grouping.topics import Contribution, Matcher, TopicMatch, family_of, score_of
from articles.grouping.wording.practice import Sign, read_wording
from articles.incoming import CitedDocument

SUBJECT_TOPICS = frozenset(
    {"dan-van", "dan-van-kheo", "grassroots-democracy", "government-dan-van", "armed-forces-dan-van"}
)
"""The topics that make up the subject; their terms add to one score."""

SUBJECT = "dan-van"
"""The topic that the others are part of."""

RELEVANCE_THRESHOLD = 1.0
"""One full term in the lead, or one in every 250 words of the text; see `articles.grouping.topics`."""
CERTAIN_SCORE = 2.0
"""No sign of the wording takes a Vietnamese text of this score below the threshold, so none is looked for."""
DOCUMENT_SCORE = 0.25
DOCUMENT_CEILING = 0.5
"""Core documents are cited in many reports on Party work, so they support but never suffice."""
REASONS_SHOWN = 6  # enough for an editor

CORE_DOCUMENTS = frozenset(
    {
        "25-NQ/TW",  # the Party's leadership of dân vận in the new situation, 2013
        "23-QĐ/TW",  # regulation on dân vận of the political system, 2021
        "290-QĐ/TW",  # its forerunner of 2010
        "114-KL/TW",  # dân vận of state bodies, 2015
        "120-KL/TW",  # grassroots democracy, 2016
        "43-KL/TW",  # great national unity and the conclusion on 25-NQ/TW, 2019 and 2023
        "30-CT/TW",  # grassroots democracy, 1998
        "16/CT-TTg",  # dân vận of state bodies, 2018
        "33/CT-TTg",  # dân vận of state bodies, 2021
        "34/2007/PL-UBTVQH11",  # ordinance on democracy in communes and wards
        "10/2022/QH15",  # law on grassroots democracy
        "59/2023/NĐ-CP",  # decree on the law
        "217-QĐ/TW",  # social supervision and criticism, 2013
        "218-QĐ/TW",  # the people's opinions on Party and state, 2013
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`relevant`: dân vận is the main subject; `score`: from 1.0 on it is.

    `reasons` are short English phrases for editors, those with the highest scores first.
    """

    relevant: bool
    score: float
    reasons: tuple[str, ...]


def judge(
    title: str,
    lead: str,
    text: str,
    *,
    language: str,
    matcher: Matcher,
    documents: Sequence[CitedDocument] = (),
    matched: TopicMatch | None = None,
) -> Verdict:
    """Whether the article is about dân vận.

    `title`, `lead` and `text` are plain text and may be empty; `language` is a BCP 47 tag. `matched` is the
    result of `matcher.match` for the same texts if the caller has it. Raises nothing.
    """
    found = matched if matched is not None else matcher.match(title, lead, text, language)
    subject = [item for item in found.contributions if item.topic in SUBJECT_TOPICS and item.weight]
    core = tuple(document.number for document in documents if document.number in CORE_DOCUMENTS)
    support = min(DOCUMENT_SCORE * len(core), DOCUMENT_CEILING)
    score, family = score_of(subject, SUBJECT_TOPICS) + support, family_of(language)
    signs: tuple[Sign, ...] = ()
    if score < CERTAIN_SCORE or family != "vi":
        signs = read_wording(title, lead, text, language=family, named=bool(subject))
    score = round(score + sum(sign.score for sign in signs), 3)
    return Verdict(score >= RELEVANCE_THRESHOLD, score, _reasons(subject, core, signs))


def with_subject(topics: tuple[str, ...], *, relevant: bool) -> tuple[str, ...]:
    """The topics of an article, with `SUBJECT` added to a relevant one whose single topics stay below their
    thresholds.
    """
    if relevant and SUBJECT_TOPICS.isdisjoint(topics):
        return (SUBJECT, *topics)
    return topics


def _reasons(subject: Sequence[Contribution], core: Sequence[str], signs: Sequence[Sign]) -> tuple[str, ...]:
    weightiest = sorted(subject, key=lambda item: -abs(item.score))[:REASONS_SHOWN]
    reasons = [
        f"{item.place}: “{item.term}” × {item.count} ({item.topic}, {item.score:+.2f})" for item in weightiest
    ]
    reasons = [f"{sign.reason} ({sign.score:+.2f})" for sign in signs] + reasons
    if core:
        reasons.append(f"cites {', '.join(core)}")
    return tuple(reasons) or ("no term of the subject found",)
