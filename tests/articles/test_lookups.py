"""`title__holds` finds what a text holds, in any case, and takes signs of patterns for themselves."""

import pytest

from articles.models import Article
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("CỦA", True),
        ("của dân", True),
        ("100%", True),
        ("a_b", True),
        ("\\", True),
        ("a%b", False),
        ("axb", False),
    ],
)
def test_a_title_holds_what_was_typed(typed: str, is_found: bool) -> None:
    make_article(title="Của dân: 100% a_b \\ x")
    assert Article.objects.filter(title__holds=typed).exists() is is_found
