"""The subjects that made-up stories tell: a headline and a sentence of each in every edition's language.

`subjects/<edition>.tsv` holds them: the subject's name, headline, sentence. A story has the same subject in all of its
languages, so that one can tell which stories answer a query.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "subjects"
# Neighbouring stories have different subjects, and each has as many stories as the others.
STEP = 7
# The subjects that are topics of the site.
TOPICS = {
    "skilful": "dan-van-kheo",
    "front": "fatherland-front",
    "democracy": "grassroots-democracy",
    "dialogue": "dialogue-with-citizens",
    "festival": "great-national-unity",
    "pagoda": "religious-affairs",
    "elder": "ethnic-affairs",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What happened, in one language."""

    headline: str
    sentence: str


@cache
def load_subjects(code: str) -> Mapping[str, Subject]:
    """The subjects in an edition's language by their names."""
    rows = (
        line.split("\t") for line in (FOLDER / f"{code}.tsv").read_text(encoding="utf-8").splitlines() if line
    )
    return {name: Subject(headline, sentence) for name, headline, sentence in rows}


def subject_of(story: int, *, seed: int) -> str:
    """The name of the subject that a story tells."""
    names = tuple(load_subjects("vi"))
    return names[(story * STEP + seed) % len(names)]
