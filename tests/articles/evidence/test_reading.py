"""Names that queries write in other scripts are read back, also those that stand in no table (`bench.linking.spelling`)."""

import random

import pytest

from articles.evidence.reading import BEGINNINGS_AT_MOST, Readings
from articles.evidence.sounds import script_of
from articles.evidence.syllables import plain
from bench.linking.spelling import spelt
from bench.linking.stories import held_out_names

NAMES = 80
# So many of a hundred must be read back; in Arabic, which leaves vowels out, fewer.
FLOORS = {"th": 95, "lo": 95, "km": 95, "ar": 92, "ru": 95, "ko": 95, "ja": 95, "hi": 95}
# Of all other names, so many may seem to stand in a query.
WRONG_A_QUERY = 0.3


def plain_name(name: str) -> str:
    return " ".join(plain(syllable) for syllable in name.split())


@pytest.mark.parametrize("language", FLOORS)
def test_held_out_names_are_read_back(language: str) -> None:
    chance, script = random.Random(5), script_of(language)
    assert script
    names = held_out_names(NAMES, seed=211)
    keys = [plain_name(name) for name in names]
    right = wrong = 0
    for name, key in zip(names, keys, strict=True):
        readings = Readings(spelt(name, language, chance), script)
        beginning = " ".join(key.split()[:2])
        right += beginning in readings.beginnings() and readings.holds(key)
        wrong += sum(readings.holds(other) for other in keys if other != key)
    assert right >= FLOORS[language] * NAMES / 100
    assert wrong <= WRONG_A_QUERY * NAMES


def test_a_name_is_found_within_a_sentence() -> None:
    assert Readings("นายหนองก๊งพูดอะไร", "thai").holds("nong cong")
    assert Readings("ماذا قال في ونونغ كونغ", "arabic").holds("nong cong")
    assert not Readings("พูดอะไร", "thai").holds("nong cong")


def test_a_long_query_is_bounded() -> None:
    assert len(Readings("ตำบลหนองก๊งจังหวัดแทงฮว้า" * 20, "thai").beginnings()) <= BEGINNINGS_AT_MOST
