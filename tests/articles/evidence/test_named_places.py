"""Which provinces an article is about, by where it names them."""

import pytest

from articles.evidence.kinds import Place
from articles.evidence.named_places import NamedPlace, named_places
from articles.evidence.statement import places_in

TUYEN_QUANG, THANH_HOA, CAO_BANG = 8, 38, 4
MANY = "Lai Châu, Điện Biên, Sơn La, Lạng Sơn, Quảng Ninh, Nghệ An, Hà Tĩnh"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Mưa lũ ở Hà Giang", "", [NamedPlace(TUYEN_QUANG, ("ha-giang",))]),
        ("Mưa lũ ở Hà Giang", "Nay là tỉnh Tuyên Quang.", [NamedPlace(TUYEN_QUANG)]),
        ("Một con đường", "Xã Nông Cống mở đường mới.", [NamedPlace(THANH_HOA)]),
        (
            "Cao Bằng họp",
            f"Hội nghị diễn ra sáng nay tại trung tâm hội nghị của tỉnh. Cùng dự có các tỉnh {MANY}.",
            [NamedPlace(CAO_BANG)],
        ),
        ("Học tập Hồ Chí Minh", "", []),
        ("", "", []),
    ],
)
def test_vietnamese(title: str, text: str, expected: list[NamedPlace]) -> None:
    assert list(places_in(language="vi", title=title, lead="", text=text)) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [("th", "น้ำท่วมที่จังหวัดแทงฮว้า"), ("zh-hans", "清化省发生洪水"), ("ru", "Паводок в провинции Тханьхоа"), ("en", "Floods in Thanh Hoa")],
)  # fmt: skip
def test_other_scripts(language: str, text: str) -> None:
    assert [one.number for one in places_in(language=language, title=text, lead="", text="")] == [THANH_HOA]


def test_a_list_of_provinces_is_about_none_of_them() -> None:
    slugs = ("lai-chau", "dien-bien", "son-la", "lang-son", "quang-ninh", "nghe-an", "ha-tinh")
    assert named_places((slug, Place.BODY) for slug in slugs) == ()
    assert [one.number for one in named_places((slug, Place.HEADLINE) for slug in slugs[:2])] == [11, 12]
