"""The words of made-up texts: those of the project's own texts in a language, then others coined from their letters.

Words are drawn by their rank as in natural texts (Zipf 1936, with Mandelbrot's shift). The first ranks are the words of
the samples, the catalogue and the interface, by how often they stand there. All others are coined by a Markov chain of
characters over these, so that they have the letters, marks and lengths of the language; each is coined when its rank is
first drawn. A million articles thus have hundreds of thousands of different words, most of them rare, as real ones do.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import pairwise

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from articles.catalogue import FOLDER, load_categories, load_terms, load_topics
from articles.grouping.folding import SPACELESS
from articles.search.words import pieces, plain, run_words

SAMPLES = settings.BASE_DIR / "samples"
LOCALE = settings.BASE_DIR / "locale"
VOCABULARY = settings.BASE_DIR / "feeds/vocabulary"
PRACTICE = FOLDER / "practice"

ZIPF_EXPONENT = 1.05
ZIPF_SHIFT = 2.7
# Vietnamese is written in syllables, of which it has some 7,000; other languages have no such bound.
RANKS = 60_000
RANKS_OF_VIETNAMESE = 7_000
LONGEST_COINED = 16  # characters
LONGEST_OF_SPACELESS = 4
# Pairs of neighbouring words of the texts that stand there so often are drawn as one.
PAIR_AT_LEAST = 3
# Primes by which a name's number finds its two words, so that neighbouring names share none.
NAME_STEPS = (7_919, 104_729)
ORDER = 2  # characters that choose the next one

# The catalogue has one list for a language's two scripts, or for two languages with one vocabulary.
_TERMS = {"zh-hans": "zh", "zh-hant": "zh", "ms": "id"}
_TAG = re.compile(r"<[^>]*>")
_PO_LINE = re.compile(r'^(msgstr(?:\[\d\])? )?"(.*)"$')
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|https?://\S+|\\[nt\"]")
_QUOTED = re.compile(r'"([^"\n]{2,})"')
_LATIN = re.compile(r"[a-z]")
_VIETNAMESE = re.compile("[ăđơư\u1ea0-\u1ef9]")
_RUN = re.compile(f"[{SPACELESS}]+")


@dataclass(frozen=True, slots=True)
class Script:
    """How a language writes sentences: what stands between words, at a comma, at the end of a sentence, in a headline."""

    space: str = " "
    comma: str = ", "
    stop: str = ". "
    colon: str = ": "


_FULL_WIDTH = Script("", "，", "。", "：")
SCRIPTS = {
    "zh-hans": _FULL_WIDTH,
    "zh-hant": _FULL_WIDTH,
    "ja": Script("", "、", "。", "："),
    "th": Script("", " ", " "),
    "lo": Script("", " ", " "),
    "km": Script("", " ", "។ "),
    "ar": Script(" ", "، ", ". "),
    "hi": Script(" ", ", ", "। "),
}


class Vocabulary:
    """The words of one language by rank. `draw` gives ranks, `word` the word of a rank."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.script = SCRIPTS.get(code, Script())
        counted = _counted(code, self.script)
        self._words: list[str | None] = [word for word, _times in counted.most_common()]
        self._natural = len(self._words)
        ranks = RANKS_OF_VIETNAMESE if code == "vi" else RANKS
        self._words = self._words[:ranks] + [None] * (ranks - len(self._words))
        self._chain = _Chain(word for word in counted if " " not in word)
        weights = 1.0 / (np.arange(ranks) + 1 + ZIPF_SHIFT) ** ZIPF_EXPONENT
        self._shares: NDArray[np.float64] = np.cumsum(weights / weights.sum())
        self.phrases = phrases_of(code)

    def draw(self, chance: np.random.Generator, count: int) -> list[str]:
        """`count` words, each with the frequency of its rank."""
        ranks = np.searchsorted(self._shares, chance.random(count)).tolist()
        words = self._words
        return [words[rank] or self._coined(rank) for rank in ranks]

    def word(self, rank: int) -> str:
        """The word of a rank, 0 for the most frequent."""
        return self._words[rank] or self._coined(rank)

    def name(self, number: int) -> str:
        """The `number`th made-up name: two coined words, with capitals where the language has them."""
        coined = len(self._words) - self._natural
        first, second = (self.word(self._natural + number * step % coined) for step in NAME_STEPS)
        return f"{first}{self.script.space}{second}".title()

    @property
    def longest(self) -> int:
        """The most characters of a coined word."""
        if not self.script.space:
            return LONGEST_OF_SPACELESS
        return 6 if self.code == "vi" else LONGEST_COINED

    def _coined(self, rank: int) -> str:
        word = self._chain.word(random.Random(f"{self.code} {rank}"), self.longest)
        self._words[rank] = word
        return word


class _Chain:
    """A Markov chain of characters over the words of a language."""

    def __init__(self, words: Iterable[str]) -> None:
        following: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word in words:
            padded = "\n" * ORDER + word + "\n"
            for place in range(len(padded) - ORDER):
                following[padded[place : place + ORDER]][padded[place + ORDER]] += 1
        self._following = {
            before: (list(after), list(np.cumsum(list(after.values())).tolist()))
            for before, after in following.items()
        }

    def word(self, chance: random.Random, longest: int) -> str:
        """A coined word of two characters or more."""
        while True:
            made = "\n" * ORDER
            while len(made) < longest + ORDER:
                letters, shares = self._following[made[-ORDER:]]
                letter = chance.choices(letters, cum_weights=shares)[0]
                if letter == "\n":
                    break
                made += letter
            if len(made) > ORDER + 1:
                return made[ORDER:]


@cache
def vocabulary(code: str) -> Vocabulary:
    """The vocabulary of an edition's language; made once a process."""
    return Vocabulary(code)


@cache
def phrases_of(code: str) -> dict[str, tuple[str, ...]]:
    """The phrases that name each topic (by slug) in a language, strongest terms only."""
    wanted = _TERMS.get(code, code)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for term in load_terms():
        if term.language == wanted and term.weight >= 1 and "**" not in term.phrase:
            found[term.topic].append(term.phrase.replace("*", ""))
    return {topic: tuple(phrases) for topic, phrases in found.items()}


def _counted(code: str, script: Script) -> Counter[str]:
    """The words of the project's texts in a language with how often they stand there; pairs that recur as well."""
    counted: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in _texts(code):
        words = _words_of(text, script)
        counted.update(words)
        if script.space:
            pairs.update(pairwise(words))
    if code not in ("en", "fr", "de", "es", "pt", "it", "id", "ms", "vi"):
        # Names in Latin letters stand in every text, and would teach the chain the wrong letters.
        counted = Counter({word: times for word, times in counted.items() if not _LATIN.search(word)})
        pairs = Counter({pair: times for pair, times in pairs.items() if not _LATIN.search("".join(pair))})
    elif code != "vi":
        # Names of Vietnamese places and papers.
        counted = Counter({word: times for word, times in counted.items() if not _VIETNAMESE.search(word)})
        pairs = Counter(
            {pair: times for pair, times in pairs.items() if not _VIETNAMESE.search("".join(pair))}
        )
    joined = {" ".join(pair): times for pair, times in pairs.items() if times >= PAIR_AT_LEAST}
    return counted + Counter(joined)


def _words_of(text: str, script: Script) -> list[str]:
    if script.space:
        return [word for one in pieces(plain(text)) for word in one.text.split() if not word[0].isdigit()]
    return [word for run in _RUN.findall(text) for _place, word in run_words(run)]


def _texts(code: str) -> Iterator[str]:
    """The project's own texts in a language: samples, interface, catalogue, furniture."""
    for folder, pattern in (("texts", f"{code}-*"), ("pages", f"{code}-*"), ("feeds", f"*-{code}-*")):
        for file in sorted((SAMPLES / folder).glob(pattern)):
            yield _plain(file.read_text(encoding="utf-8"))
    if code == "vi":
        for file in sorted((SAMPLES / "feeds").glob("*-mau-[0-9].xml")):
            yield _plain(file.read_text(encoding="utf-8"))
    yield from _messages(code)
    for names in (*(one.names for one in load_categories()), *(one.names for one in load_topics())):
        yield names.get(code, "")
    for said in (
        *(one.descriptions for one in load_categories()),
        *(one.descriptions for one in load_topics()),
    ):
        yield said.get(code, "")
    yield from (phrase for phrases in phrases_of(code).values() for phrase in phrases)
    for file in (VOCABULARY / f"{code}.toml", PRACTICE / f"{_TERMS.get(code, code)}.toml"):
        if file.exists():
            yield from _QUOTED.findall(file.read_text(encoding="utf-8"))


def _plain(markup: str) -> str:
    return unescape(_TAG.sub(" ", unescape(markup.replace("<![CDATA[", " ").replace("]]>", " "))))


def _messages(code: str) -> Iterator[str]:
    """The interface's texts in a language."""
    language, _hyphen, script = code.partition("-")
    file = LOCALE / (f"{language}_{script.title()}" if script else language) / "LC_MESSAGES/django.po"
    if not file.exists():
        return  # English stands in the code
    is_translation = False
    for line in file.read_text(encoding="utf-8").splitlines():
        found = _PO_LINE.match(line)
        is_translation = bool(found and (found[1] or is_translation))
        if found and is_translation:
            yield _PLACEHOLDER.sub(" ", found[2])
