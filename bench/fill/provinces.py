"""The provinces that made-up stories name, as each language writes them."""

import random
from functools import cache

import numpy as np

from articles.catalogue.places import Province, load_provinces
from bench.linking.spelling import spelt

# "Province" before and after its name, where a script needs it to tell the name from other words.
_WORDS = {
    "th": ("จังหวัด", ""), "lo": ("ແຂວງ", ""), "km": ("ខេត្ត", ""), "zh-hans": ("", "省"), "zh-hant": ("", "省"), "ja": ("", "省"),
    "ko": ("", "성"),
}  # fmt: skip
NAMING, TWO = 0.8, 0.25  # shares of stories: name a province; of those two


def draw_provinces(chance: np.random.Generator) -> list[Province]:
    """Those of one story: some have much more news than others, and now and then a former one is named."""
    if chance.random() >= NAMING:
        return []
    every = tuple(load_provinces().values())
    number = 1 + int(chance.random() < TWO)
    return [every[int(len(every) * chance.random() ** 2)] for _one in range(number)]


@cache
def written(province: Province, language: str) -> str:
    """The name as a text in `language` writes it."""
    before, after = _WORDS.get(language, ("", ""))
    if language in ("zh-hans", "zh-hant"):
        name = province.name_in(language)
    else:
        name = spelt(province.name.replace(" - ", " "), language, random.Random(province.slug))
    return f"{before}{name}{after}"
