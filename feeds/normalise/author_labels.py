"""The words that newspapers put before and behind an author's name: labels ("Story by A", "เรื่องโดย A") and roles
("A, staff writer", "A 기자").

The words are those of all languages of the vocabulary, as a byline often is in another language than its text.
"""

import re
from functools import cache

from feeds.vocabulary import Key, vocabulary
from feeds.vocabulary.lines import UNPUNCTUATED, split_label

_BEHIND_LABEL = r"(?:\s*[:：៖/／|｜・=＝]\s*|\s+)(?=\S)"
_CASED = re.compile("[a-zà-öø-ÿđơưα-ωа-яёіїєґ\u1e00-\u1fff]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# Names in Chinese and Korean, of one or several persons: "김철수·이영희 기자".
_NAMES_BEFORE_ROLE = re.compile(r"[\u4e00-\u9fff가-힣]{2,4}(?:\s?[·・,、]\s?[\u4e00-\u9fff가-힣]{2,4}){0,3}")
_OPENS_ROLE = " \t,，、|｜/／·・–—-(（[［【"
_CLOSES_ROLE = " )）]］】."
WORDS_OF_A_NAME = 2  # a role behind fewer is a part of the name ("Nhóm phóng viên")
LETTERS_OF_A_NAME = 2  # in scripts without letter case, where a name may be one word


def without_author_label(text: str, *, marked: bool = False) -> str | None:
    """The name behind an author label (“By A”, “Tác giả: A”, “記者王小明”); None where `text` has no such label.

    `marked` says that something else shows `text` to be an author: then weaker labels count too, a role or the word
    for a text before a name, and in scripts without spaces a label that is joined to the name.
    """
    labelled = split_label(text, vocabulary(""), "author", "byline", "by_particle", "role")
    if labelled is not None:
        return labelled
    folded = text.casefold()
    if not folded.startswith(_openings()):
        name = without_role(text)
        return name if name != text and _NAMES_BEFORE_ROLE.fullmatch(name) else None
    patterns = _patterns() if marked else _patterns()[:1]
    match = next((found for one in (*patterns, _particles()) if (found := one.match(text))), None)
    if match is None:
        return None
    name = text[match.end() :].strip()
    # "By our special correspondent A": a role behind the label.
    role = _patterns()[1].match(name) if marked else None
    return name[role.end() :] if role else name


def without_role(name: str) -> str:
    """`name` without the role behind it (“A, special correspondent”, “A (CTV)”, “A 기자”)."""
    bare = name.rstrip(_CLOSES_ROLE)
    if not bare.casefold().endswith(_roles()):
        return name
    role = next(one for one in _roles() if bare[-len(one) :].casefold() == one or bare.casefold() == one)
    before = bare[: -len(role)]
    person = before.rstrip(_OPENS_ROLE)
    if _CASED.search(role):
        is_apart = before != person and (before.rstrip() != person or len(person.split()) >= WORDS_OF_A_NAME)
    else:
        is_apart = before != person or _NAMES_BEFORE_ROLE.fullmatch(person) is not None
    return person if is_apart and len(person) >= LETTERS_OF_A_NAME else name


def is_role(name: str) -> bool:
    """Whether a text is only a role or a label, without a name (“Staff Reporter”)."""
    return vocabulary("").has(name, "role", "byline")


@cache
def _openings() -> tuple[str, ...]:
    """What a text with a label begins with, folded; `str.startswith` is much faster than the patterns."""
    return tuple({one.casefold() for one in _phrases("author", "byline", "by_particle", "role")})


@cache
def _roles() -> tuple[str, ...]:
    return tuple(one.casefold() for one in _phrases("role"))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Labels in any line; then those of marked authors: weaker labels, labels joined to a name."""
    sure = _phrases("byline")
    han = [one for one in _phrases("role") if _HAN.fullmatch(one)]
    weaker = [*_phrases("role"), *(one for one in _phrases("author") if not _CASED.search(one.casefold()))]
    joined = [one for one in sure if UNPUNCTUATED.search(one)]
    return (
        re.compile(
            rf"(?:{_any_of(sure)}){_BEHIND_LABEL}|(?:{_any_of(han)})(?=\S{{2,4}}(?:$|[／/]))", re.IGNORECASE
        ),
        re.compile(rf"(?:{_any_of(weaker)}){_BEHIND_LABEL}", re.IGNORECASE),
        re.compile(rf"(?:{_any_of(joined)})(?=[^\W\d_])"),
    )


@cache
def _particles() -> re.Pattern[str]:
    """Labels that begin names too ("von", "di"): they are labels only before a whole name."""
    return re.compile(rf"(?:{_any_of(_phrases('by_particle'))})\s*[:：]?\s+(?=\S+\s+\S)", re.IGNORECASE)


def _phrases(*keys: Key) -> list[str]:
    """The phrases under some keys, the longest first."""
    return sorted(
        {one for key in keys for one in vocabulary("").phrases[key]}, key=lambda one: (-len(one), one)
    )


def _any_of(phrases: list[str]) -> str:
    return "|".join(re.escape(one) for one in sorted(phrases, key=lambda one: (-len(one), one)))
