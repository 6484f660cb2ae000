"""Figures of all languages in one normal form."""

import pytest

from articles.evidence.figures import figures_of
from articles.grouping.issue_dates import fold_text

SAME = {
    "vi": "11,2 tỷ đồng, 1.284 hộ, đạt 96,5%, 45 căn",
    "en": "11.2 billion dong, 1,284 households, 96.5 percent, 45 houses",
    "fr": "11,2 milliards de dongs, 1 284 foyers, 96,5 %, 45 maisons",
    "de": "11,2 Milliarden Dong, 1.284 Haushalte, 96,5 Prozent, 45 Häuser",
    "es": "11.200 millones de dongs, 1.284 hogares, 96,5 por ciento, 45 casas",
    "ru": "11,2 млрд донгов, 1 284 семьи, 96,5 процента, 45 домов",
    "uk": "11,2 мільярда донгів, 1 284 родини, 96,5 відсотка, 45 будинків",
    "ar": "١١٫٢ مليار دونغ و١٬٢٨٤ أسرة ونسبة ٩٦٫٥ في المئة و٤٥ منزلا",
    "th": "๑๑.๒ พันล้านดอง ๑,๒๘๔ ครัวเรือน ร้อยละ 96.5 บ้าน 45 หลัง",
    "lo": "11,2 ຕື້ດົ່ງ, 1.284 ຄອບຄົວ, ໙໖,໕ ເປີເຊັນ, 45 ຫຼັງ",
    "km": "១១,២ ប៊ីលានដុង ១.២៨៤ គ្រួសារ ៩៦,៥ ភាគរយ ៤៥ ខ្នង",
    "zh-hans": "112亿越盾，1284户，96.5%，四十五间",
    "ja": "1,120,000万ドン、1,284世帯、96.5％、45棟",
    "ko": "112억 동, 1,284가구, 96.5퍼센트, 45채",
    "id": "11,2 miliar dong, 1.284 keluarga, 96,5 persen, 45 rumah",
}


@pytest.mark.parametrize("language", SAME)
def test_the_same_in_every_language(language: str) -> None:
    found = [figure.key for figure in figures_of(fold_text(SAME[language]).folded, language)]
    assert found == ["11200000000", "1284", "96.5%", "45"]


@pytest.mark.parametrize(
    ("text", "language", "figures"),
    [
        ("3억 5천만 동", "ko", ["350000000"]),
        ("1 tỷ 200 triệu đồng", "vi", ["1200000000"]),
        ("ba triệu đồng", "vi", ["3000000"]),
        ("three million and five people", "en", ["3000000", "5"]),
        ("มีเงินสามล้านบาท", "th", ["3000000"]),
        ("สามารถไปสามตำบล", "th", ["3"]),
        ("năm 2025, chín ngày ở năm xã", "vi", ["2025", "9", "5"]),
        ("en neuf jours", "fr", ["9"]),
        ("三个宗教，三江", "zh-hans", ["3"]),
        ("다섯 개 사", "ko", ["5"]),
        ("មួយលានរៀល", "km", ["1000000"]),
        ("1.5 lakh, 2 crore", "hi", ["150000", "20000000"]),
        ("二十三人，百分之九十六", "zh-hans", ["23", "96%"]),
        ("1.284 tỷ", "vi", ["1284000000000"]),
        ("0.125 ha", "en", ["0.125"]),
        ("1.250.000 và 1,250,000", "vi", ["1250000", "1250000"]),
        ("20-25 triệu", "vi", ["20", "25000000"]),
        ("điện thoại 0912345678901234567", "vi", []),
        ("A4, 14h30, 8:30", "vi", []),
    ],
)
def test_forms(text: str, language: str, figures: list[str]) -> None:
    assert [figure.key for figure in figures_of(fold_text(text).folded, language)] == figures
