"""Folding brings spellings of one word to one form, piece by piece or the whole text at once."""

import pytest

from articles.grouping.folding import _folded_anew, fold_case

FOLDED = {
    "case and tone place": ("HOÀ bình, Hòa Bình", "hoà bình, hoà bình"),
    "quotes and hyphens": ("“dân vận” – l'eau d’été co-op", "dân vận l eau d été co op"),
    "odd spaces": ("Dân\u00a0vận\u2003khéo\n\n１２ ½", "dân vận khéo 12 1⁄2"),
    "invisible marks": ("dân\u200b vận \u200d soft\u00adhyphen", "dân vận softhyphen"),
    "Arabic article and hamza": ("الكتاب والأمن", "كتاب امن"),
    "Thai without spaces": ("การ ระดม มวลชน 2567", "การระดมมวลชน2567"),
    "a word of Han letters in Vietnamese": ("dân vận 民 运 khéo", "dân vận民运khéo"),
    "Han letters out of one sign": ("công ty ㍿ mới", "công ty株式会社mới"),
    "signs alone": (" – / ' ", ""),
}


@pytest.mark.parametrize(("text", "expected"), FOLDED.values(), ids=FOLDED)
def test_fold(text: str, expected: str) -> None:
    assert fold_case(text) == expected
    assert _folded_anew(text) == expected


@pytest.mark.parametrize("text", [text for text, _folded in FOLDED.values()], ids=FOLDED)
def test_a_long_text_is_folded_alike(text: str) -> None:
    assert fold_case(f"{text} " * 200) == _folded_anew(f"{text} " * 200)
