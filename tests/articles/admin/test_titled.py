"""The newest articles whose titles hold words are the same whether the newest or the index of titles are asked."""

from datetime import timedelta

import pytest

from articles.admin.finding import searching
from articles.models import Article
from tests.factories import NOON, make_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["kênh", "kenh", "làng kênh", "once", "nowhere", ""])
@pytest.mark.parametrize(("newest", "frequent"), [(2_000, 60), (10, 1), (10, 3), (3, 1)])
def test_the_newest_titles_that_hold_words(
    monkeypatch: pytest.MonkeyPatch, words: str, newest: int, frequent: int
) -> None:
    monkeypatch.setattr(searching, "NEWEST", newest)
    monkeypatch.setattr(searching, "FREQUENT", frequent)
    monkeypatch.setattr(searching, "FOUND_AT_MOST", 5)
    for number in range(40):
        title = ("Kênh mới", "Làng bên kênh", "Trường học", "Once" if number == 30 else "Đường")[number % 4]
        make_article(title=f"{title} {number}", published_at=NOON - timedelta(hours=number), language="vi")
    holding = Article.objects.titled(words).newest_first()[:5]
    assert [pk for pk, _story in searching.titled(words)] == [one.pk for one in holding]
