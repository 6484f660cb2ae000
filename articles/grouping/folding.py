"""Fold texts and terms to the form in which they are compared.

Ignored are: case, quotes, hyphens, full-width forms and invisible marks; spaces in scripts that write without
them (Thai, Lao, Khmer, Chinese, Japanese) or use them loosely (Korean); the Arabic article and the spelling
of hamza; the position of a Vietnamese tone mark (hòa = hoà).
"""

import re
import unicodedata
from functools import lru_cache

from articles.grouping.word_cache import WordCache

SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
)
"""Character ranges of the scripts in which a space says nothing about words."""

# An article's text is folded for its terms and again for its signature; the texts of a batch are cached.
TEXTS_KEPT = 256
KEPT_LENGTHS = range(500, 50_000)  # characters

_SPACELESS = re.compile(f"[{SPACELESS}]")
_SPACE_BESIDE = re.compile(rf"(?<=[{SPACELESS}]) +| +(?=[{SPACELESS}])")
_DROPPED = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0640\u064b-\u0652\u0670]")
_SIGNS = re.compile(r"[\"'`´‘’‚‛“”„‟«»‹›「」『』〈〉《》ʼʻ\-‐‑‒–—―_/]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
# Characters that most texts lack: searched once instead of once per rule.
_RARE = re.compile(rf"{_DROPPED.pattern}|{_ARABIC.pattern}|{_SPACELESS.pattern}")
_ARABIC_LETTERS = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_ARABIC_ARTICLE = re.compile(r"(?<![\u0621-\u064a])[وف]?(?:[بك]?ال|لل)(?=[\u0621-\u064a]{3})")
_TONES = {
    old: new
    for base, toned in (("oa", "òóỏõọ"), ("oe", "òóỏõọ"), ("uy", "ùúủũụ"))
    for old, new in (
        (
            mark + base[1],
            base[0] + unicodedata.normalize("NFC", base[1] + unicodedata.normalize("NFD", mark)[1:]),
        )
        for mark in toned
    )
}
_TONE_PLACES = re.compile("[òóỏõọ][ae]|[ùúủũụ]y")
_VIETNAMESE_MARKS = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")


def fold_case(text: str) -> str:
    """The folded form of `text`; `*` and sentence punctuation stay."""
    return _folded_lately(text) if len(text) in KEPT_LENGTHS else _folded(text)


class SpacelessError(Exception):
    """A piece is in a script without spaces, so its neighbours matter."""


def _folded(text: str) -> str:
    """Folds piece by piece, as most are common words; only scripts without spaces look across a space."""
    if not _SPACELESS.search(text):
        try:
            return " ".join(filter(None, map(_FOLDED_PIECES.__getitem__, text.split())))
        except SpacelessError:
            pass
    return _folded_anew(text)


def _folded_piece(piece: str) -> str:
    folded = _folded_anew(piece)
    if _SPACELESS.search(folded):
        raise SpacelessError
    return folded


_FOLDED_PIECES = WordCache(_folded_piece)


def _folded_anew(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _RARE.search(folded):
        folded = _spaced(_DROPPED.sub("", folded))
        if _ARABIC.search(folded):
            folded = _ARABIC_ARTICLE.sub("", folded.translate(_ARABIC_LETTERS))
        if _SPACELESS.search(folded):
            folded = _SPACE_BESIDE.sub("", folded)
    else:
        folded = _spaced(folded)
    if _TONE_PLACES.search(folded):
        # Fifteen plain searches are faster than one regular expression with a callback per word.
        for old, new in _TONES.items():
            folded = folded.replace(old, new)
    return folded.strip()


_folded_lately = lru_cache(maxsize=TEXTS_KEPT)(_folded)


def _spaced(text: str) -> str:
    """`text` with single spaces, and quotes and hyphens replaced by spaces."""
    return " ".join(_SIGNS.sub(" ", text).split())


def has_vietnamese_marks(folded: str) -> bool:
    """Whether any letter of the folded text has a Vietnamese mark."""
    return _VIETNAMESE_MARKS.search(folded) is not None


def unmarked(folded: str) -> str:
    """Folded Vietnamese text without tone and vowel marks: "dân vận" → "dan van"."""
    letters = unicodedata.normalize("NFD", folded.replace("đ", "d"))
    return "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")
