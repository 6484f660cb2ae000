"""Names in the order of each edition's alphabet."""

import pytest

from articles.catalogue.places import provinces_by_number
from articles.collation import collation
from articles.languages import SITE_LANGUAGES

IN_ORDER = {
    "vi": ["An Giang", "Ảnh Việt", "Ăn", "Âu Lạc", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Da", "Đà Nẵng", "Huế"],
    "en": ["An Giang", "Âu Lạc", "Bắc Ninh", "Dalat", "Đà Nẵng", "Hanoi", "Zeit", "Київ"],
    "es": ["nube", "ñandú", "oro"],
    "de": ["Arm", "Ärzte", "Aufbau"],
    "uk": ["вітер", "гора", "ґанок", "дім", "ера", "єдність", "ім’я", "їжа", "йод", "Hanoi"],
    "ru": ["ежи", "ёлка", "ель", "жизнь"],
    "th": ["กลาง", "เก่า", "เกาะ", "เกี่ยว", "ขยาย", "ข้อ", "ขาว", "ข่าว", "แขก", "คน"],
    "zh-hans": ["安江", "北宁", "河内", "顺化"],
    "zh-hant": ["人", "中文", "河內", "龍"],
    "ko": ["가", "나", "하노이"],
    "ar": ["أبرز", "أُضيفت", "أمل", "بيت", "تاج"],
    "hi": ["अवधि", "अवैध", "उद्धरण", "उद्धृत", "कर", "किताब", "कुल", "केरल"],
    "lo": ["ກອງ", "ກ່ຽວ", "ສາທາ", "ທາງ", "ນາ", "ໜ້າ", "ຫວຽດ", "ອາທິດ"],
    "km": ["កងទ័ព", "កាសែត", "កិច្ចការ", "ក្រុង", "ខេត្ត", "គ្មាន\u200bអ្វី", "ចែករំលែក"],
}  # fmt: skip


@pytest.mark.parametrize("edition", IN_ORDER)
def test_names_are_in_order(edition: str) -> None:
    names = IN_ORDER[edition]
    mixed = [*names[1::2], *names[::2]]
    assert sorted(mixed, key=collation(edition)) == names


@pytest.mark.parametrize("edition", SITE_LANGUAGES)
def test_any_name_has_a_place(edition: str) -> None:
    names = ["", " ", "🙂", "၁", "½", "²", *(one.name_in(edition) for one in provinces_by_number().values())]
    assert len(sorted(names, key=collation(edition))) == len(names)
