"""What a filled site consists of: how many stories of which size at what time, in which languages. Pure.

The shares are those of a Vietnamese news site whose stories platforms translate. Figures of this module are the only
place that says them.
"""

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Thing = TypeVar("Thing")

YEARS = 12
# Days back from the newest article → share of all articles that are younger. Recent weeks are denser, as a site grows.
AGES = ((0, 0.0), (2, 0.004), (14, 0.022), (60, 0.07), (365, 0.28), (3 * 365, 0.60), (YEARS * 365, 1.0))
# Articles of a story → share of stories.
SIZES = {1: 0.56, 2: 0.19, 3: 0.10, 4: 0.055, 5: 0.033, 6: 0.021, 7: 0.014, 8: 0.010, 9: 0.007, 10: 0.005}
SIZES |= {11: 0.003, 12: 0.002}
# Language → share of stories first told in it.
ORIGINALS = {
    "vi": 0.62,
    "en": 0.13,
    "zh-hans": 0.04,
    "fr": 0.03,
    "ru": 0.025,
    "es": 0.025,
    "ja": 0.02,
    "ko": 0.02,
}
ORIGINALS |= {"de": 0.015, "zh-hant": 0.015, "th": 0.012, "id": 0.012, "pt": 0.01, "it": 0.008, "ar": 0.008}
ORIGINALS |= {"lo": 0.005, "km": 0.005, "hi": 0.004, "uk": 0.003, "ms": 0.003}
# Language → share of translations.
TRANSLATIONS = {
    "en": 0.26,
    "zh-hans": 0.09,
    "vi": 0.06,
    "fr": 0.07,
    "ru": 0.06,
    "es": 0.06,
    "ja": 0.06,
    "ko": 0.05,
}
TRANSLATIONS |= {"de": 0.05, "zh-hant": 0.05, "th": 0.04, "id": 0.035, "pt": 0.03, "it": 0.025, "ar": 0.02}
TRANSLATIONS |= {"lo": 0.01, "km": 0.01, "hi": 0.01, "uk": 0.01, "ms": 0.01}
# Of the further articles of a story, this share carries the same text again; the rest are translations.
COPIES = 0.42
ON_TOPIC = 0.38  # of stories
CITING = 0.16  # of stories
LENGTH_MEDIAN, LENGTH_SIGMA = 380, 0.55  # words of a body, log-normal
LENGTH_BOUNDS = (45, 1_500)
FURTHER_WITHIN = timedelta(hours=20)  # the mean time after the original


class Weighted(Generic[Thing]):
    """Things that are drawn with given shares."""

    def __init__(self, shares: Mapping[Thing, float]) -> None:
        self._things = list(shares)
        weights = np.array(list(shares.values()), dtype=np.float64)
        self._ends: list[float] = np.cumsum(weights / weights.sum()).tolist()

    def pick(self, chance: np.random.Generator) -> Thing:
        return self._things[min(bisect(self._ends, chance.random()), len(self._things) - 1)]

    def picks(self, chance: np.random.Generator, count: int) -> list[Thing]:
        """`count` of them, the same one perhaps more than once."""
        places = np.searchsorted(self._ends, chance.random(count)).tolist()
        return [self._things[min(place, len(self._things) - 1)] for place in places]


_ORIGINALS = Weighted(ORIGINALS)
_TRANSLATIONS = Weighted(TRANSLATIONS)


@dataclass(frozen=True, slots=True)
class Plan:
    """The stories of a site, oldest first. `first` is the id of each story's first article, `moments` its time."""

    seed: int
    newest: datetime
    sizes: NDArray[np.int64]
    first: NDArray[np.int64]
    moments: NDArray[np.float64]  # seconds before `newest`

    @classmethod
    def make(cls, articles: int, *, seed: int, newest: datetime) -> "Plan":
        """The plan of a site of exactly so many articles."""
        chance = np.random.default_rng(seed)
        sizes = np.array(Weighted(SIZES).picks(chance, articles))
        ends = np.cumsum(sizes)
        stories = int(np.searchsorted(ends, articles)) + 1
        sizes = sizes[:stories].astype(np.int64)
        sizes[-1] -= int(ends[stories - 1]) - articles
        days, shares = zip(*AGES, strict=True)
        ages = np.interp(chance.random(stories), shares, days) * 86_400.0
        return cls(
            seed=seed,
            newest=newest,
            sizes=sizes,
            first=np.cumsum(sizes) - sizes + 1,
            moments=np.sort(ages)[::-1],
        )

    def chance(self, story: int) -> np.random.Generator:
        """The numbers by which everything about a story is decided, whichever process writes it."""
        return np.random.default_rng((self.seed, story))

    def told_at(self, story: int) -> datetime:
        return self.newest - timedelta(seconds=float(self.moments[story]))


def original_language(chance: np.random.Generator) -> str:
    return _ORIGINALS.pick(chance)


def translation_languages(chance: np.random.Generator, count: int, original: str) -> list[str]:
    """So many different languages besides `original`."""
    found: list[str] = []
    while len(found) < count:
        code = _TRANSLATIONS.pick(chance)
        if code != original and code not in found:
            found.append(code)
    return found


def length(chance: np.random.Generator) -> int:
    """The words of a story's body."""
    drawn = chance.lognormal(np.log(LENGTH_MEDIAN), LENGTH_SIGMA)
    return int(min(max(drawn, LENGTH_BOUNDS[0]), LENGTH_BOUNDS[1]))
