"""The Vietnamese syllables that one may mean who types without marks: "dan" is dân, dẫn, đàn …

The index holds a syllable as written only: whoever searches without marks searches for all that it may be. Words that
are no syllables of Vietnamese ("élève", "Đăk") are indexed without marks too.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from articles.grouping.folding import fold_case, unmarked

LONGEST_SYLLABLE, LONGEST_ONSET = 7, 3  # letters: "nghiêng"
WORDS_KEPT = 16_384

_ONSETS = (
    *("", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu"),
    *("r", "s", "t", "th", "tr", "v", "x"),
)  # fmt: skip
# The vowels with what may follow them.
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăk ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu
ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yn ynh yt yêm yên yêng yêt yêu
""".split()  # noqa: SIM905  # a list of two hundred would be as many lines
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_STOPPED_TONES = ("", "\u0301", "\u0323")
_STOPS = ("c", "ch", "k", "p", "t")
_VOWELS = frozenset("aăâeêioôơuưy")
_OPEN_ON_SECOND = ("oa", "oe", "uy", "uê", "uơ")


@lru_cache(maxsize=WORDS_KEPT)
def marked(word: str) -> frozenset[str]:
    """The syllables with marks, in the form of `fold_case`, that are `word` without them; mostly none."""
    if len(word) > LONGEST_SYLLABLE:
        return frozenset()
    return frozenset(
        syllable
        for cut in range(min(LONGEST_ONSET, len(word) - 1) + 1)
        for onset in _ONSETS_WITHOUT_MARKS.get(word[:cut], ())
        for rime in _RIMES_WITHOUT_MARKS.get(word[cut:], ())
        for syllable in _toned(onset, rime)
    ) - {word}


def _toned(onset: str, rime: str) -> Iterator[str]:
    """The syllable with each tone that it may have."""
    place = _tone_place(rime) + 1
    for tone in _STOPPED_TONES if rime.endswith(_STOPS) else _TONES:
        yield fold_case(unicodedata.normalize("NFC", f"{onset}{rime[:place]}{tone}{rime[place:]}"))


def _tone_place(rime: str) -> int:
    """The letter that bears the tone: the last with a mark of its own, else by what follows the vowels."""
    own = [place for place, letter in enumerate(rime) if letter in "ăâêôơư"]
    if own:
        return own[-1]
    vowels = next((place for place, letter in enumerate(rime) if letter not in _VOWELS), len(rime))
    if vowels == 1:
        return 0
    if vowels == 3 or vowels < len(rime) or rime in _OPEN_ON_SECOND:
        return 1
    return 0


def _by_unmarked(written: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in written:
        found.setdefault(unmarked(one), []).append(one)
    return found


_ONSETS_WITHOUT_MARKS, _RIMES_WITHOUT_MARKS = _by_unmarked(_ONSETS), _by_unmarked(_RIMES)
