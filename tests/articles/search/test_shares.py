"""How many of a query's words a text holds."""

import pytest

from articles.search.shares import Asked


@pytest.mark.parametrize(
    ("asked", "text", "share"),
    [
        ("dân vận", "Công tác Dân Vận", 1.0),
        ("dân vận", "Công tác dẫn", 0.5),  # whatever its marks
        ("dân vận", "Dân tộc", 0.5),
        ("ดนตรี", "ฟังดน ตรีไทย", 1.0),  # spaces say nothing there
        ("ดนตรี", "Công tác dân vận", 0.0),
        ("群众工作", "群众", 1 / 3),
        ("群众 25", "报告（２５）群众", 1.0),  # of any width
        ("dân", "ประชาชน dẫn ไทย", 1.0),
        ("カキ", "ｶｷ", 1.0),
        ("", "dân", 0.0),
    ],
)
def test_share_of_the_words_that_a_text_holds(asked: str, text: str, share: float) -> None:
    assert Asked(asked).share_in(text) == pytest.approx(share)
