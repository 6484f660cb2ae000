"""Provinces, present and former, in every script."""

import pytest

from articles.catalogue.places import (
    load_communes,
    load_districts,
    load_provinces,
    provinces_by_number,
)
from articles.evidence.places import (
    provinces_by_commune,
    provinces_in_han,
    provinces_in_latin,
    provinces_in_sounds,
)
from articles.evidence.sounds import sounds_of


def test_thirty_four_provinces_took_in_the_former_ones() -> None:
    provinces = load_provinces().values()
    assert sum(province.tile is not None for province in provinces) == 34
    assert len({province.tile for province in provinces if province.tile}) == 34
    # 63, and Thừa Thiên Huế under its own name beside the city of Huế that it became.
    assert len(provinces) == 64
    assert load_provinces()["ha-giang"].present == "tuyen-quang"


def test_names_are_shown_in_han_characters_where_chinese_is_read_and_in_vietnamese_elsewhere() -> None:
    province = load_provinces()["gia-lai"]
    shown = {
        tag: (province.name_in(tag), province.language_of_name(tag)) for tag in ("zh-hans", "zh-hant", "th")
    }
    assert shown == {"zh-hans": ("嘉莱", "zh-hans"), "zh-hant": ("嘉萊", "zh-hant"), "th": ("Gia Lai", "vi")}
    assert load_provinces()["thanh-hoa"].name_in("zh-hant") == "清化"


def test_every_present_province_has_the_number_of_its_own() -> None:
    assert len(provinces_by_number()) == 34
    assert load_provinces()["ha-giang"].number == load_provinces()["tuyen-quang"].number
    assert load_provinces()["tuyen-quang"].former == ("ha-giang",)


def test_districts_count_only_where_their_name_is_of_one_province() -> None:
    assert load_districts()["nong cong"] == "thanh-hoa"
    assert "chau thanh" not in load_districts()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("tại tỉnh Tuyên Quang (trước đây là Hà Giang)", {"tuyen-quang", "ha-giang"}),
        ("in Thanh Hoa Province and Ho Chi Minh City", {"thanh-hoa", "ho-chi-minh"}),
        ("Đắk Lắk, Bà Rịa - Vũng Tàu", {"dak-lak", "ba-ria-vung-tau"}),
        ("an giang", set()),
        ("học tập và làm theo tư tưởng Hồ Chí Minh, Chủ tịch Hồ Chí Minh", set()),
        ("tại TP. Hồ Chí Minh", {"ho-chi-minh"}),
        ("Hô-Chi-Minh-Ville, puis Ho Chi Minh-Ville", {"ho-chi-minh"}),
        ("ông Nguyễn Thái Bình và bà Lê Thị An Giang", set()),
        ("người dân Thái Bình", {"thai-binh"}),
    ],
)
def test_latin(text: str, places: set[str]) -> None:
    assert provinces_in_latin(text) == places


def test_han() -> None:
    assert provinces_in_han("清化省與平順省，在河内") == {"thanh-hoa", "binh-thuan", "ha-noi"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("tại xã Mường Lát, người dân", {"thanh-hoa"}),
        ("ở phường Xuân Hương - Đà Lạt", {"lam-dong"}),
        ("in Ea H'Leo commune", {"dak-lak"}),
        ("đồng chí Mường Lát", set()),
        ("ở xã Tân Lập", set()),  # there are dozens
    ],
)
def test_communes_count_where_their_name_is_of_one_province(text: str, places: set[str]) -> None:
    assert provinces_by_commune(text) == places


def test_no_ambiguous_commune_ships() -> None:
    assert len(load_communes()) > 5_000
    assert load_communes().keys().isdisjoint(("tan lap", "hoa binh", "quyet thang"))
    assert set(load_communes().values()) == {one.slug for one in load_provinces().values() if one.tile}


@pytest.mark.parametrize(
    "text",
    [
        "推广平台",
        "苏林同志",
        "越南定于五日",
        "世界和平",
        "太平洋",
        "获得农民支持",
        "国庆和春节",
        "从广义上说",
    ],
)
def test_han_words_that_only_hold_a_name(text: str) -> None:
    assert provinces_in_han(text) == frozenset()


def test_han_names_in_a_row_share_the_word_for_province() -> None:
    assert provinces_in_han("林同、平顺和得农等三省") == {"lam-dong", "binh-thuan", "dak-nong"}
    assert provinces_in_han("和平省") == {"hoa-binh"}


@pytest.mark.parametrize(
    ("text", "script", "places"),
    [
        ("كانت فريدة أم نادية", "arabic", set()),
        ("قال هذان الرجلان إن الطرفين اتفقا، تاکنون", "arabic", set()),
        ("في محافظة ترا فينه", "arabic", {"tra-vinh"}),
        ("في مدينة كان ثو اليوم", "arabic", {"can-tho"}),
        ("안장에 앉았다", "hangul", set()),
        ("안장성 주민", "hangul", {"an-giang"}),
        ("президент Хо Ши Мин", "cyrillic", set()),
        ("город Хошимин", "cyrillic", {"ho-chi-minh"}),
        ("ศาลจะพิจารณา และเจ้าหน้าที่", "thai", set()),
        ("ที่เมืองเว้", "thai", {"hue"}),
        ("सरकार का काम, कौन तुम, तबाह हुए शहर, आँगन में लोगों की गली", "devanagari", set()),
        ("का माउ प्रांत और ह्यू शहर", "devanagari", {"ca-mau", "hue"}),
        ("राष्ट्रपति हो ची मिन्ह", "devanagari", set()),
        ("हो ची मिन्ह सिटी", "devanagari", {"ho-chi-minh"}),
    ],
)
def test_sounds_that_are_other_words_too(text: str, script: str, places: set[str]) -> None:
    assert provinces_in_sounds(sounds_of(text), script) == places


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("в провинции Тханьхоа", "cyrillic"),
        ("провінції Тхань Хоа", "cyrillic"),
        ("มีที่จังหวัดแทงฮว้าวันนี้", "thai"),
        ("타인호아성에서", "hangul"),
        ("タインホア省", "kana"),
        ("مقاطعة ثانه هوا", "arabic"),
        ("थान होआ प्रांत में", "devanagari"),
        ("थान्ह होआ के लोग", "devanagari"),
    ],
)
def test_sounds(text: str, script: str) -> None:
    assert "thanh-hoa" in provinces_in_sounds(sounds_of(text), script)


def test_names_of_provinces_in_devanagari_need_no_word_for_province() -> None:
    text = "हनोई, दा नांग, न्घे अन, हुंग येन, गिया लाई, लाओ काई और क्वांग त्रि"
    named = {"ha-noi", "da-nang", "nghe-an", "hung-yen", "gia-lai", "lao-cai", "quang-tri"}
    assert provinces_in_sounds(sounds_of(text), "devanagari") == named


def test_without_a_word_for_province_a_spaceless_text_names_none() -> None:
    assert provinces_in_sounds(sounds_of("แทงฮว้า"), "thai") == frozenset()
