"""Words for large numbers and percentages in each language (`number_words.toml`)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from articles.catalogue import FOLDER

_HAN_NUMBERS = "〇一二三四五六七八九十百千万萬亿億"
_COUNTERS = "个個名位人户戶天年月家条條件间間所座次种種项項组組社村つ"
_WRITES_ON = re.compile("[\u0e00-\u0eff\u1780-\u17ff]")


@dataclass(frozen=True, slots=True)
class NumberWords:
    """`scales` gives the multiplier of each form, `words` the value of each number word before a scale.

    `alone` finds in a language the number words that stand alone; the group that matched, "n2" to "n10", is the value.

    Patterns match a form where it stands alone; those of scripts without spaces match wherever they stand.
    """

    comma_languages: frozenset[str]
    scales: Mapping[str, int]
    stems: tuple[tuple[str, int], ...]
    words: Mapping[str, int]
    scale_pattern: str
    percent_after: str
    percent_before: str
    word_pattern: str
    alone: Mapping[str, re.Pattern[str]]

    def scale(self, written: str) -> int:
        """The multiplier of a form that `scale_pattern` matched."""
        form = written.lower()
        if form in self.scales:
            return self.scales[form]
        return next(value for stem, value in self.stems if form.startswith(stem))


@cache
def load_number_words() -> NumberWords:
    """The number words that ship with the project."""
    data = tomllib.loads((FOLDER / "number_words.toml").read_text(encoding="utf-8"))
    forms = {form: int(value) for value, listed in data["scales"].items() for form in listed}
    words = {word: number for listed in data["words"].values() for number, word in enumerate(listed, 1)}
    stems = sorted(
        ((form[:-1], value) for form, value in forms.items() if form.endswith("*")),
        key=lambda stem: -len(stem[0]),
    )
    return NumberWords(
        comma_languages=frozenset(data["decimal"]["comma"]),
        scales=MappingProxyType({form: value for form, value in forms.items() if not form.endswith("*")}),
        stems=tuple(stems),
        words=MappingProxyType(words),
        scale_pattern=_any_of(forms),
        percent_after=_any_of(data["percent"]["after"]),
        percent_before=_any_of(data["percent"]["before"]),
        word_pattern=_words(list(words)),
        alone=MappingProxyType(
            {language: _alone(language, listed) for language, listed in data["alone"].items()}
        ),
    )


def _any_of(forms: Mapping[str, int] | list[str]) -> str:
    return "|".join(_pattern(form) for form in sorted(forms, key=len, reverse=True))


def _words(words: list[str]) -> str:
    """Number words begin a word, but in Thai, Lao and Khmer, which set none apart."""
    inside = [word for word in words if _WRITES_ON.match(word)]
    apart = [word for word in words if not _WRITES_ON.match(word)]
    return rf"(?<![^\W\d_])(?:{_any_of(apart)})|{_any_of(inside)}"


def _alone(language: str, words: list[str]) -> re.Pattern[str]:
    """A Han character is a number where a word for what is counted follows it."""
    forms = "|".join(f"(?P<n{number}>{form})" for number, form in reversed(list(enumerate(words, 2))))
    if language in ("zh", "ja"):
        return re.compile(rf"(?<![{_HAN_NUMBERS}])(?:{forms})(?=[{_COUNTERS}])")
    if _WRITES_ON.match(words[0]):
        return re.compile(forms)
    end = "" if language == "ko" else r"(?![^\W\d_])"
    return re.compile(rf"(?<![^\W\d_])(?:{forms}){end}", re.IGNORECASE)


def _pattern(form: str) -> str:
    """A form ends with its word, in scripts that set words apart."""
    if form.endswith("*"):
        return re.escape(form[:-1]) + r"\w*"
    return re.escape(form) + (r"(?![^\W\d_])" if form[-1].isalpha() and form[-1] < "\u0e00" else "")
