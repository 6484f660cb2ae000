"""The phase that looks for the words of the editors' lists."""

import re

from articles.comments.screening.findings import FINE, Finding, Known, Submission, hold, refuse
from articles.grouping.folding import SPACELESS, fold_case

_SPACELESS = re.compile(f"[{SPACELESS}]")


def listed_words(submission: Submission, known: Known) -> Finding:
    """A word of a list for the comment's language, its edition's, or all; whole words where words are parted by spaces."""
    if not known.words:
        return FINE
    text = fold_case(f"{submission.name}\n{submission.body}")
    found = [
        word
        for word in known.words
        if word.language in {"", submission.language, submission.edition} and _stands_in(word.phrase, text)
    ]
    if any(word.refused for word in found):
        return refuse("word-refused")
    return hold("word") if found else FINE


def _stands_in(phrase: str, text: str) -> bool:
    if phrase not in text:
        return False
    return bool(_SPACELESS.search(phrase)) or bool(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text))
