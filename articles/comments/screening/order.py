"""The order of the phases: cheap and certain ones first. The first refusal ends it; of what holds, the first is told."""

from collections.abc import Callable, Sequence

from articles.comments.screening import conduct, text
from articles.comments.screening.findings import FINE, Finding, Known, Submission, Verdict
from articles.comments.screening.links import links
from articles.comments.screening.names import pretending
from articles.comments.screening.words import listed_words

Phase = Callable[[Submission, Known], Finding]

# What the words alone say, without the database.
OF_WORDS: tuple[Phase, ...] = (
    text.empty,
    text.marks,
    text.direction,
    text.length,
    text.repeats,
    text.capitals,
    links,
)
# What else is known: only a new comment floods; a change is looked at by the others.
OF_CONDUCT: tuple[Phase, ...] = (
    conduct.honeypot,
    conduct.barred,
    conduct.flooding,
    conduct.timing,
    conduct.same_text,
    conduct.spam_filter,
)
PHASES: tuple[Phase, ...] = (*OF_CONDUCT, *OF_WORDS, pretending, listed_words)
OF_CHANGES: tuple[Phase, ...] = (conduct.barred, *OF_WORDS, listed_words)


def screen(submission: Submission, known: Known, phases: Sequence[Phase] = PHASES) -> Finding:
    """The first refusal of the phases, else the first that holds, else publish."""
    found = FINE
    for phase in phases:
        finding = phase(submission, known)
        if finding.verdict is Verdict.REFUSE:
            return finding
        if finding.verdict > found.verdict:
            found = finding
    return found
