"""The phrases of furniture around articles in each language: "Source", "Comments", "Same topic" …

One TOML file a language, written for translators: each key holds the phrases that platforms really print, machine
translations of them included. `any.toml` holds what is the same in every language. To add a language, copy
`en.toml`, name it by its BCP 47 tag in lower case and replace the phrases; nothing else has to change.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, get_args

from feeds.errors import FeedError

Key = Literal[
    "source",
    "according_to",
    "author",
    "byline",
    "by_particle",
    "role",
    "photo_credit",
    "advertisement",
    "comments",
    "leave_comment",
    "see_also",
    "read_more",
    "same_topic",
    "same_category",
    "same_author",
    "share",
    "print",
    "tags",
    "subscribe",
    "reply_prompt",
    "section_names",
    "image",
    "video",
    "updated",
    "posted",
    "views",
    "login",
    "browser_check",
    "newspaper",
    "caption_opening",
]
KEYS: tuple[Key, ...] = get_args(Key)
# A language may have no word for these that stands before a name.
_MAY_BE_EMPTY: frozenset[Key] = frozenset({"according_to", "by_particle", "newspaper", "caption_opening"})
# These two always apply: platforms leave their phrases untranslated.
ALWAYS_APPLY = ("en", "vi")

_FOLDER = Path(__file__).parent
# Apostrophes are one character; joiners and zero-width spaces differ between copies of one word.
_FOLDED_AWAY = str.maketrans({"’": "'", "\u200b": None, "\u200c": None, "\u200d": None})
# Each line is compared with several lists; the cache holds the lines of a few articles.
PHRASES_KEPT = 512
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
# Other language tags for the language of one of the files.
_SAME_LANGUAGE = {
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
    "zh-mo": "zh-hant",
    "nb": "no",
    "nn": "no",
    "in": "id",
    "iw": "he",
    "tl": "fil",
}


class VocabularyError(FeedError):
    """A vocabulary file is not what it should be; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The phrases of one language (with English and Vietnamese), or of all, by key; language of the text first.

    `phrases` are as written in the files, `folded` the same made comparable by `fold`.
    """

    tag: str
    phrases: Mapping[Key, tuple[str, ...]]
    folded: Mapping[Key, frozenset[str]]

    def has(self, phrase: str, *keys: Key) -> bool:
        """Whether `phrase`, whole and without regard to case and outer punctuation, stands under one of `keys`."""
        folded = fold_phrase(phrase)
        return bool(folded) and any(folded in self.folded[key] for key in keys)


@dataclass(frozen=True, slots=True)
class LanguageIndependent:
    """What is furniture whatever the language is: the contents of `any.toml`, phrases folded."""

    banners: frozenset[str]
    language_names: frozenset[str]
    networks: frozenset[str]
    server_pages: frozenset[str]
    not_a_source: frozenset[str]
    placeholders: frozenset[str]
    untitled: frozenset[str]


@lru_cache(maxsize=PHRASES_KEPT)
def fold_phrase(phrase: str) -> str:
    """`phrase` made comparable: compatibility form, no case, single spaces, no punctuation at either end."""
    folded = unicodedata.normalize("NFKC", phrase).casefold()
    if "’" in folded or "\u200b" in folded or "\u200c" in folded or "\u200d" in folded:
        folded = folded.translate(_FOLDED_AWAY)
    start, end = 0, len(folded)
    while start < end and not _is_letterlike(folded[start]):
        start += 1
    while end > start and not _is_letterlike(folded[end - 1]):
        end -= 1
    return " ".join(folded[start:end].split())


def _is_letterlike(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


@cache
def languages() -> tuple[str, ...]:
    """The tags of all language files, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml") if path.stem != "any"))


@cache
def vocabulary(tag: str) -> Vocabulary:
    """The vocabulary for a text in the language `tag` (BCP 47, any case; "" where it is unknown).

    English and Vietnamese always apply. A language without a file, and an unknown one, gets the phrases of all
    languages together. Raises `VocabularyError` where a file is wrong.
    """
    language = _file_of(tag)
    if language is None:
        return _merged(tag, languages())
    return _merged(tag, dict.fromkeys((language, *ALWAYS_APPLY)))


@cache
def language_independent() -> LanguageIndependent:
    """The language-independent furniture. Raises `VocabularyError` where `any.toml` is wrong."""
    table = _read(_FOLDER / "any.toml")
    names = LanguageIndependent.__slots__
    _check_keys(_FOLDER / "any.toml", table, frozenset(names))
    return LanguageIndependent(
        **{name: _folded(_phrases(_FOLDER / "any.toml", table, name)) for name in names}
    )


def load(path: Path) -> Mapping[Key, tuple[str, ...]]:
    """The phrases of one language file by key. Raises `VocabularyError`, which names the file and the key."""
    if not _TAG.fullmatch(path.stem):
        raise VocabularyError(
            path.name, "the file is not named by a language tag in lower case, such as pt.toml."
        )
    table = _read(path)
    _check_keys(path, table, frozenset(KEYS))
    loaded: dict[Key, tuple[str, ...]] = {}
    for key in KEYS:
        loaded[key] = _phrases(path, table, key, may_be_empty=key in _MAY_BE_EMPTY)
    return loaded


def _file_of(tag: str) -> str | None:
    lowered = tag.lower().replace("_", "-")
    parts = lowered.split("-")
    for length in range(len(parts), 0, -1):
        shorter = "-".join(parts[:length])
        shorter = _SAME_LANGUAGE.get(shorter, shorter)
        if shorter in languages():
            return shorter
    return None


def _merged(tag: str, chosen: Iterable[str]) -> Vocabulary:
    files = [load(_FOLDER / f"{language}.toml") for language in chosen]
    phrases = {key: tuple(dict.fromkeys(phrase for file in files for phrase in file[key])) for key in KEYS}
    return Vocabulary(tag, phrases, {key: _folded(phrases[key]) for key in KEYS})


def _folded(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_phrase(phrase) for phrase in phrases) - {""}


def _read(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(path.name, f"the file cannot be read as TOML in UTF-8: {error}.") from error


def _check_keys(path: Path, table: Mapping[str, object], known: frozenset[str]) -> None:
    for key in table:
        if key not in known:
            raise VocabularyError(
                path.name, f"the key “{key}” is not known; known are {', '.join(sorted(known))}."
            )


def _phrases(
    path: Path, table: Mapping[str, object], key: str, *, may_be_empty: bool = False
) -> tuple[str, ...]:
    if key not in table:
        raise VocabularyError(path.name, f"the key “{key}” is missing; write it as a list of phrases.")
    value = table[key]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise VocabularyError(path.name, f"the key “{key}” must be a list of phrases in quotation marks.")
    if not value and not may_be_empty:
        raise VocabularyError(path.name, f"the key “{key}” is an empty list; give at least one phrase.")
    for item in value:
        if not fold_phrase(item):
            raise VocabularyError(path.name, f"the key “{key}” holds a phrase without letters: “{item}”.")
    return tuple(unicodedata.normalize("NFC", item) for item in value)
