"""Addresses written without the resolver are those that it writes, and lead to the same pages."""

import pytest
from django.urls import resolve, reverse

from articles import addresses

NAMES = ["ban-mau", "قرية-ماو", "ข่าว-100%", "a'b(c)*;d=e", "x:y@z,!$&+~", "a b#c?d", "đường"]


@pytest.mark.parametrize("name", NAMES)
def test_names_in_any_script_are_written_as_the_resolver_does(name: str) -> None:
    article = reverse("articles:article", kwargs={"language": "zh-hans", "pk": 7, "slug": name})
    author = reverse("articles:author", kwargs={"edition": "vi", "pk": 7, "slug": name})
    assert addresses.article_address("zh-hans", 7, name) == article
    assert addresses.author_address("vi", 7, name) == author


@pytest.mark.parametrize("number", ["25-NQ/TW", "23-QĐ/TW~2021", "33/CT-TTg~2021", "1 & 2/TB"])
def test_numbers_keep_their_slashes(number: str) -> None:
    address = reverse("articles:document", kwargs={"edition": "vi", "number": number})
    assert addresses.document_address("vi", number) == address


def test_the_other_addresses() -> None:
    assert addresses.category_address("vi", "chinh-tri") == reverse(
        "articles:category", args=["vi", "chinh-tri"]
    )
    assert addresses.topic_address("ar", "dan-van") == reverse("articles:topic", args=["ar", "dan-van"])
    assert addresses.place_address("vi", "ha-noi") == reverse("articles:place", args=["vi", "ha-noi"])
    assert addresses.source_address("en", "nhan-dan") == reverse("articles:source", args=["en", "nhan-dan"])
    assert addresses.story_address("km", 12) == reverse("articles:story", args=["km", 12])
    assert resolve(addresses.story_address("km", 12)).view_name == "articles:story"
