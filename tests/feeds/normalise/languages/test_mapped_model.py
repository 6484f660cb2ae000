"""The mapped model answers as py3langid's own loading of it does, in less memory."""

import subprocess
import sys

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from feeds.normalise.languages.mapped_model import mapped_identifier

TEXTS = (
    "The committee met the families of the commune on Sunday.",
    "Le comité a rencontré les familles de la commune dimanche.",
    "Panitia bertemu keluarga di desa pada hari Minggu.",
    "Комитет встретился с семьями общины в воскресенье.",
    "اجتمعت اللجنة مع عائلات البلدة يوم الأحد.",
    "समिति ने रविवार को परिवारों से मुलाकात की।",
    "x",
    "",
)
MEMORY = """
import numpy
from feeds.normalise.languages import mapped_model
from py3langid.langid import MODEL_FILE, LanguageIdentifier

def peak():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

before = peak()
kept = mapped_model.mapped_identifier() if {mapped} else LanguageIdentifier.from_model_file(MODEL_FILE)
kept.rank("The committee met the families.")
print(peak() - before)
"""


@pytest.fixture(scope="module")
def both() -> tuple[LanguageIdentifier, LanguageIdentifier]:
    return mapped_identifier(), LanguageIdentifier.from_model_file(MODEL_FILE)


@pytest.mark.parametrize("text", TEXTS)
def test_it_ranks_as_the_library_does(both: tuple[LanguageIdentifier, LanguageIdentifier], text: str) -> None:
    mapped, own = both
    assert mapped.rank(text) == own.rank(text)
    assert mapped.labels == own.labels


def test_it_takes_less_than_half_of_the_memory() -> None:
    grown = [
        int(
            subprocess.run(
                [sys.executable, "-c", MEMORY.format(mapped=mapped)], capture_output=True, check=True
            ).stdout
        )
        for mapped in (True, False)
    ]
    assert grown[0] < grown[1] / 2, grown
