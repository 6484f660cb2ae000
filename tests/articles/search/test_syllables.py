"""Who types a Vietnamese syllable without marks may mean any that it is without them."""

import pytest

from articles.search.syllables import marked


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dan", {"dân", "dẫn", "đàn", "đạn", "dặn"}),
        ("van", {"vận", "văn", "vạn"}),
        ("nguoi", {"người", "nguội"}),
        ("duong", {"đường", "dương", "dưỡng"}),
        ("quoc", {"quốc"}),
        ("hoa", {"hoà", "hoá", "hoạ"}),  # the tone stands where `fold_case` puts it
        ("giua", {"giữa"}),
        ("nghieng", {"nghiêng"}),
        ("quynh", {"quỳnh"}),
        ("y", {"ý", "ỵ"}),
        ("uy", {"uỷ", "uỳ"}),
        ("dak", {"đắk"}),
    ],
)
def test_a_syllable_has_its_marked_forms(typed: str, meant: set[str]) -> None:
    assert meant <= marked(typed)
    assert typed not in marked(typed)
    assert len(marked(typed)) < 40


@pytest.mark.parametrize("typed", ["", "people", "krong", "dân", "nghiengs", "xyz", "cate"])
def test_what_is_no_syllable_has_none(typed: str) -> None:
    assert not marked(typed)
