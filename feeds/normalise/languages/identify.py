"""Which language a text is in, decided from the text itself; the declared language is only a hint.

Evidence is used in the order that makes the fewest errors: first the script, which settles most Asian languages;
then spelling that only one language has (Vietnamese syllables, simplified or traditional characters, the letters of
each Cyrillic or Arabic alphabet); then letter statistics over the languages of that script. The answer depends on
the arguments alone.
"""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from articles.languages import SITE_LANGUAGES
from feeds.normalise.languages.evidence import is_known, log_evidence
from feeds.normalise.languages.malay import malay_over_indonesian
from feeds.normalise.languages.scripts import (
    LANGUAGE_OF_SCRIPT,
    LANGUAGES_OF_SCRIPT,
    LANGUAGES_WITH_SCRIPT,
    LETTERS_OF_LANGUAGE,
    han_evidence,
    leading_script,
    script_counts,
)
from feeds.normalise.languages.tags import direction, normalise_tag
from feeds.normalise.languages.vietnamese_syllables import (
    SyllableEvidence,
    is_dense_vietnamese,
    syllable_evidence,
    without_vietnamese_words,
)

__all__ = [
    "Identification",
    "direction",
    "foreign_paragraphs",
    "identify",
    "judged_characters",
    "normalise_tag",
]

UNDETERMINED = "und"

# A long text is judged by three windows of this many characters (start, middle, end): more text changed no answer.
WINDOW_CHARACTERS = 500

# The prior probability that a declared language is right: copied templates and translated pages declare a wrong one.
DECLARED_PRIOR = 0.9
# The same as log-odds over each of the two or three likely alternatives.
DECLARED_BONUS = math.log(DECLARED_PRIOR / ((1 - DECLARED_PRIOR) / 2))
# Odds in favour of the languages this site publishes, in natural logarithms.
SITE_LANGUAGE_BONUS = 1.0
SITE_TAGS = frozenset(filter(None, map(normalise_tag, SITE_LANGUAGES)))
# The confidence in a declared language where the text has no letters.
DECLARED_ONLY_CONFIDENCE = 0.3
# From this probability on the declared language is not needed.
_CLEAR = 0.9

# Log-odds that one distinct word adds for Vietnamese: 97 % of Vietnamese words have the shape of one syllable, and
# about 25 % of words in other European and Malay languages.
_SHAPED_WORD = math.log(0.97 / 0.25)
_UNSHAPED_WORD = math.log(0.03 / 0.75)
# A word with a letter that only Vietnamese has is strong evidence; in a name it is weak, as translations keep names.
_MARKED_WORD = 4.0
_MARKED_NAME = 1.0
_MOST_MARKED = 10
# From this log-odds on the syllables alone decide: letter statistics misjudge Vietnamese without its marks.
_SURELY_VIETNAMESE = 5.0
# Under this log-odds the words with Vietnamese letters are names in a text of another language.
_SURELY_NOT_VIETNAMESE = -2.0
# Log-odds against a language for each letter that its alphabet lacks. The count is capped, so that one foreign
# name does not outweigh a sentence.
_FOREIGN_LETTER = -2.0
_MOST_FOREIGN_LETTERS = 5

# A paragraph is foreign (foreign_paragraphs) where the text's language is below the first probability, another one
# above the second, one script has this share of the letters,
_HARDLY_POSSIBLE = 0.01
_LIKELY = 0.5
_SURELY_FOREIGN_SHARE = 0.85
# and there are so many distinct lower-case words (fewer in a script that the language does not use), letters or
# ideographs.
_FEWEST_WORDS = 4
_FEWEST_WORDS_OF_ANOTHER_SCRIPT = 3
_FEWEST_LETTERS = 20
_FEWEST_IDEOGRAPHS = 10
_SMALL_WORD = re.compile(r"(?<![^\W_])(?!\d)[^\W\d_A-ZÀ-ÞА-ЯЁІЇЄҐĐ]{2,}")
_NEAR_LANGUAGES = (
    frozenset({"id", "ms", "jv", "su"}),
    frozenset({"no", "nb", "nn", "da", "sv"}),
    frozenset({"hr", "sr", "bs", "sl", "mk", "bg"}),
    frozenset({"cs", "sk"}),
    frozenset({"es", "pt", "gl", "ca"}),
    frozenset({"nl", "af"}),
    frozenset({"fa", "ps", "ur"}),
    frozenset({"hi", "mr", "ne"}),
    frozenset({"zh", "yue", "zh-Hans", "zh-Hant"}),
    frozenset({"bn", "as"}),
)

_ADDRESSES = r"""https?://\S+ | www\.\S+
      | [\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]+                                      # e-mail
      | \b[\w-]{1,64}(?:\.[\w-]{1,64}){0,5}\.(?:com|net|org|vn|gov|edu|info|html?)\b\S*"""
# The first character class comes first, so that the engine can skip to those characters.
_NUMBERS_AND_MARKS = r"""[@\#\d&\u200b\u2060\ufeff](?:
        (?<=[@\#])[\w.]+                                        # accounts, hashtags
      | (?<=\d)(?:[\w.]{0,64}[/-][\w./-]{0,64}\w               # document numbers, dates: 25-NQ/TW, 3/2/1930
               | [\d.,:%]*)
      | (?<=&)\#?\w{1,8};
      | (?<=[\u200b\u2060\ufeff])                             # invisible
      )"""
_NOISE = re.compile(f"{_ADDRESSES}|{_NUMBERS_AND_MARKS}", re.VERBOSE | re.IGNORECASE)
# For texts without an address: trying every word as one takes most of the time.
_NOISE_WITHOUT_ADDRESSES = re.compile(_NUMBERS_AND_MARKS, re.VERBOSE | re.IGNORECASE)
_MAYBE_ADDRESS = re.compile(
    r"[@:.](?:(?<=@)|(?<=:)//|(?<=www\.)|(?<=\.)(?:com|net|org|vn|gov|edu|info|html?)\b)", re.IGNORECASE
)
_SOFT_HYPHEN = "\u00ad"
_CAPITALS = "".join(character for character in map(chr, range(0xFFFF)) if character.isupper())
# A whole word. The look-behind stands after the first letter, so that the engine tries capitals only.
_ACRONYM = re.compile(rf"[{_CAPITALS}](?<!\w\w)[^\W\d_a-z]+\b")


# Letters that only the Vietnamese alphabet has: a fifth of the characters of Vietnamese prose. A foreign paragraph
# has them in names only.
_ONLY_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_VIETNAMESE_LETTERS_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Identification:
    """A language as a BCP 47 tag ("vi", "zh-Hant", "und" where unknown) and how sure that is, 0 to 1."""

    tag: str
    confidence: float


def identify(text: str, *, declared: str | None = None) -> Identification:
    """The language of `text` (plain text of any length, any normalisation form).

    `declared` is the language that the page or feed declares, as written there. It counts as a prior, and decides
    alone (with DECLARED_ONLY_CONFIDENCE) only where the text has no letters or no known language fits. Without
    either the tag is "und" with confidence 0. Chinese comes with its script (zh-Hans, zh-Hant), every other language as its bare subtag.
    Raises nothing for any string.
    """
    claimed = normalise_tag(declared)
    prose = _prose(text)
    if not script_counts(prose):
        return (
            Identification(claimed, DECLARED_ONLY_CONFIDENCE)
            if claimed
            else Identification(UNDETERMINED, 0.0)
        )
    probabilities = _probabilities(prose, claimed)
    tag = max(probabilities, key=probabilities.__getitem__)
    if (
        claimed
        and probabilities[tag] < _CLEAR
        and claimed not in LANGUAGES_WITH_SCRIPT
        and not is_known(claimed)
    ):
        # No model knows the declared language (Hmong, Ede), and no known one fits well.
        return Identification(claimed, DECLARED_ONLY_CONFIDENCE)
    return Identification(tag, round(probabilities[tag], 4))


def judged_characters(text: str) -> int:
    """How many characters of `text` are judged: all of a short text, three windows of a long one."""
    return min(len(text), 3 * WINDOW_CHARACTERS)


def _probabilities(prose: str, claimed: str | None) -> dict[str, float]:
    """The languages that `prose` (with at least one letter) may be in, each with its probability."""
    counts = script_counts(prose)
    script, share = leading_script(counts)
    if script == "Han":
        return _han_probabilities(prose, counts, share, claimed)
    if script in LANGUAGE_OF_SCRIPT:
        return {LANGUAGE_OF_SCRIPT[script]: _script_confidence(share, counts[script])}
    odds = 0.0
    if script == "Latin":
        syllables = syllable_evidence(prose)
        odds = _vietnamese_odds(syllables, claimed)
        if odds > _SURELY_VIETNAMESE:
            return {"vi": 1 / (1 + math.exp(-odds))}
        if odds < _SURELY_NOT_VIETNAMESE:
            prose = without_vietnamese_words(prose)
    scores = _scores(prose, script, claimed, odds)
    return {tag: probability * math.sqrt(share) for tag, probability in _softmax(scores).items()}


def _prose(text: str) -> str:
    """The words of `text`: sampled, in NFKC, without addresses, numbers and acronyms."""
    if len(text) > judged_characters(text):
        middle = (len(text) - WINDOW_CHARACTERS) // 2
        text = " ".join(
            (
                text[:WINDOW_CHARACTERS],
                text[middle : middle + WINDOW_CHARACTERS],
                text[-WINDOW_CHARACTERS:],
            )
        )
    # NFKC can lengthen a text: one Arabic ligature becomes eighteen letters.
    composed = unicodedata.normalize("NFKC", text)[: 3 * WINDOW_CHARACTERS].replace(_SOFT_HYPHEN, "")
    noise = _NOISE if _MAYBE_ADDRESS.search(composed) else _NOISE_WITHOUT_ADDRESSES
    text = noise.sub(" ", composed)
    if _is_in_capitals(text):
        return unicodedata.normalize("NFC", text.lower())
    # Acronyms are the same in every language, and the models read them as rare words.
    spelled_out = _ACRONYM.sub(lambda word: " " if word[0].isupper() else word[0], text)
    return spelled_out if script_counts(spelled_out) else text


def _is_in_capitals(text: str) -> bool:
    """Whether `text` has more upper-case than lower-case letters.

    A letter is upper case if `lower` changes it, and lower case if `upper` does.
    """
    written, small = _codes(text), _codes(text.lower())
    # Most texts have more plain small letters than capitals, which is seen without changing them to capitals.
    plain = ((written >= ord("a")) & (written <= ord("z"))).sum()
    if len(written) == len(small) and plain >= (written != small).sum():
        return False
    capital = _codes(text.upper())
    if not len(written) == len(small) == len(capital):  # ß has no capital of its own
        return sum(map(str.isupper, text)) > sum(map(str.islower, text))
    return bool((written != small).sum() > (written != capital).sum())


def _codes(text: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint32]]":
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _script_confidence(share: float, letters: int) -> float:
    """The confidence in a script's only language: lower with a share below 1 (foreign names) and with few letters."""
    return math.sqrt(share) * letters / (letters + 0.2)


def _han_probabilities(
    prose: str, counts: Mapping[str, int], share: float, claimed: str | None
) -> dict[str, float]:
    """Japanese or Chinese, and for Chinese its script. Kana in a brand name does not make a text Japanese."""
    evidence = han_evidence(prose)
    kana, han = counts["Kana"], counts["Han"]
    japanese = kana + 2 * evidence["Jpan"] + (0.5 if claimed == "ja" else 0.0)
    chinese = 2 * evidence["Chinese"] + (0.5 if (claimed or "").startswith("zh") else 0.0)
    letters = kana + han
    certain = _script_confidence(share, letters)
    # Running Japanese is at least a fifth kana; headlines may have next to none.
    if kana >= 0.2 * letters or japanese > chinese:
        return {"ja": certain}
    simplified = evidence["Hans"] + (0.5 if claimed == "zh-Hans" else 0.0)
    traditional = evidence["Hant"] + (0.5 if claimed == "zh-Hant" else 0.0)
    clarity = (simplified + 0.05) / (simplified + traditional + 0.1)
    return {"zh-Hans": certain * clarity, "zh-Hant": certain * (1 - clarity)}


def _vietnamese_odds(syllables: SyllableEvidence, claimed: str | None) -> float:
    """Log-odds for Vietnamese, from the shape of the words and the letters that only Vietnamese has."""
    unshaped = syllables.words - syllables.shaped
    odds = (
        syllables.shaped * _SHAPED_WORD + unshaped * _UNSHAPED_WORD + min(syllables.marked, 10) * _MARKED_WORD
    )
    # One of some thirty languages, before anything is known.
    prior = DECLARED_PRIOR if claimed == "vi" else 0.03
    return odds + math.log(prior / (1 - prior))


def _scores(prose: str, script: str, claimed: str | None, vietnamese_odds: float) -> dict[str, float]:
    """Log-probabilities, up to a constant, of the languages that write `script`."""
    candidates = _candidates(script, claimed)
    scores = log_evidence(prose, candidates)
    for tag in candidates:
        scores[tag] += SITE_LANGUAGE_BONUS if tag in SITE_TAGS else 0.0
        scores[tag] += _letter_evidence(prose, tag, script)
    if claimed in scores:
        scores[claimed] += DECLARED_BONUS
    if "vi" in scores:
        scores["vi"] += vietnamese_odds
    if "ms" in scores:
        scores["ms"] += malay_over_indonesian(prose)
    return scores


def _candidates(script: str, claimed: str | None) -> tuple[str, ...]:
    """The languages of `script`, and the declared one unless it has a script of its own."""
    candidates = LANGUAGES_OF_SCRIPT[script]
    elsewhere = {tag for tags in LANGUAGES_OF_SCRIPT.values() for tag in tags} | set(
        LANGUAGE_OF_SCRIPT.values()
    )
    if claimed and claimed not in elsewhere and is_known(claimed):
        return (*candidates, claimed)
    return candidates


def _letter_evidence(prose: str, tag: str, script: str) -> float:
    """Log-odds against `tag` from letters that other languages of the script have and it has not."""
    foreign_letters = _foreign_letters(tag, script)
    foreign = sum(letter in foreign_letters for letter in prose.lower()) if foreign_letters else 0
    return _FOREIGN_LETTER * min(foreign, _MOST_FOREIGN_LETTERS)


@cache
def _foreign_letters(tag: str, script: str) -> frozenset[str]:
    """The letters of LETTERS_OF_LANGUAGE that other languages of `script` have and `tag` has not."""
    if tag not in LETTERS_OF_LANGUAGE:
        return frozenset()
    letters = {
        letter for other in LANGUAGES_OF_SCRIPT[script] for letter in LETTERS_OF_LANGUAGE.get(other, "")
    }
    return frozenset(letters) - frozenset(LETTERS_OF_LANGUAGE[tag])


def _softmax(scores: dict[str, float]) -> dict[str, float]:
    best = max(scores.values())
    odds = {tag: math.exp(score - best) for tag, score in scores.items()}
    total = sum(odds.values())
    return {tag: share / total for tag, share in odds.items()}


def foreign_paragraphs(paragraphs: Sequence[str], main: str) -> list[int]:
    """The indexes of the paragraphs that are surely in another language than `main` (BCP 47), in order.

    Finds paragraphs and captions that a translation left untranslated. Names, credit lines, quotations inside a
    paragraph and paragraphs of a few words are never reported, nor is a language that is easily mistaken for `main`
    (Malay in Indonesian, either script of Chinese).
    """
    language = normalise_tag(main)
    if language is None:
        return []
    return [index for index, paragraph in enumerate(paragraphs) if _is_surely_foreign(paragraph, language)]


def _is_surely_foreign(paragraph: str, main: str) -> bool:
    if main == "vi" and len(_ONLY_VIETNAMESE.findall(paragraph)) > _VIETNAMESE_LETTERS_SHARE * len(paragraph):
        return False
    if main == "vi" and is_dense_vietnamese(paragraph):
        return False
    prose = _prose(paragraph)
    counts = script_counts(prose)
    if not counts:
        return False
    script, share = leading_script(counts)
    words = _FEWEST_WORDS if main in LANGUAGES_OF_SCRIPT.get(script, ()) else _FEWEST_WORDS_OF_ANOTHER_SCRIPT
    if not _is_running_text(prose, counts, script, words):
        return False
    if share < _SURELY_FOREIGN_SHARE or (main == "ko" and script == "Han"):
        return False
    probabilities = _probabilities(prose, main)
    own = sum(probability for tag, probability in probabilities.items() if _close(tag, main))
    return own < _HARDLY_POSSIBLE and max(probabilities.values()) > _LIKELY


def _is_running_text(prose: str, counts: Mapping[str, int], script: str, fewest_words: int) -> bool:
    """Whether there is enough text beside names: lower-case words, or letters where a script has no case."""
    if script == "Han":
        return counts["Han"] + counts["Kana"] >= _FEWEST_IDEOGRAPHS
    if script == "Hangul":
        return counts["Hangul"] >= _FEWEST_IDEOGRAPHS
    if script in {"Latin", "Cyrillic", "Greek", "Armenian"}:
        return len(set(_SMALL_WORD.findall(prose))) >= fewest_words and counts[script] >= _FEWEST_LETTERS
    return counts[script] >= _FEWEST_LETTERS


def _close(tag: str, main: str) -> bool:
    """Whether the two are one language, or too similar to tell apart from one paragraph."""
    return tag.partition("-")[0] == main.partition("-")[0] or any(
        {tag, main} <= group for group in _NEAR_LANGUAGES
    )
