"""Names in Latin letters, and known again in other scripts: 300 that are combined at random, in each."""

import random

import pytest

from articles.evidence.names import Name, is_in_han, is_sounded, latin_words_of, names_of
from articles.evidence.sounds import script_of, sounds_of
from articles.evidence.syllables import is_syllable, plain
from bench.linking.spelling import spelt
from bench.linking.stories import held_out_names

NAMES, SHARE = 300, 0.95
# Names of three syllables that a text does not write and that are found in it nevertheless.
BY_CHANCE_AT_MOST = 0.02


def found(name: str, text: str, language: str) -> bool:
    known = Name(name, plain(name))
    if script := script_of(language):
        return is_sounded(known, sounds_of(text), script)
    return is_in_han(known, text)


@pytest.mark.parametrize("language", ["ru", "uk", "ar", "th", "lo", "km", "ja", "ko", "zh-hans", "hi"])
def test_held_out_names_are_known_again(language: str) -> None:
    chance = random.Random(31)
    names = held_out_names(NAMES, seed=97)
    known = [name for name in names if found(name, spelt(name, language, chance), language)]
    assert len(known) >= SHARE * NAMES, sorted(set(names) - set(known))[:10]


@pytest.mark.parametrize("language", ["ru", "ar", "th", "lo", "km", "ja", "ko", "zh-hans", "hi"])
def test_names_are_not_found_where_they_are_not(language: str) -> None:
    chance = random.Random(32)
    names = [name for name in held_out_names(3 * NAMES, seed=98) if name.count(" ") == 2][:100]
    texts = [
        " ".join(spelt(name, language, chance) for name in names[at : at + 10]) for at in range(0, 100, 10)
    ]
    wrong = [
        (name, at)
        for number, name in enumerate(names)
        for at, text in enumerate(texts)
        if number // 10 != at and found(name, text, language)
    ]
    assert len(wrong) <= BY_CHANCE_AT_MOST * len(names) * (len(texts) - 1), wrong[:10]


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("нардеп Нгуен Ван Биня заявил", "ru", "Nguyễn Văn Bình"),
        ("ตำบลหนองก๊ง จังหวัดแทงฮว้า", "th", "Nông Cống"),
        ("ឃុំណុងកុង ខេត្តថាញ់ហ័រ", "km", "Nông Cống"),
        ("ຕາແສງໜອງກົງ", "lo", "Nông Cống"),
        ("وقال نغوين فان بينه إن", "ar", "Nguyễn Văn Bình"),
        ("응우옌 반 빈은 말했다", "ko", "Nguyễn Văn Bình"),
        ("グエン・ヴァン・ビン氏は", "ja", "Nguyễn Văn Bình"),
        ("主席阮文平说", "zh-hans", "Nguyễn Văn Bình"),
        ("阮文平主席", "zh-hant", "Nguyen Van Binh"),
        ("न्गुयेन वान बिन्ह ने", "hi", "Nguyễn Văn Bình"),
    ],
)
def test_known_spellings(text: str, language: str, name: str) -> None:
    assert found(name, text, language)


def test_names_of_latin_texts() -> None:
    text = (
        "Sáng 31/10, Ông Trần Đức Lương cùng xã Nông Cống. Le Van Minh met The Nguyen Thi Hoa in Nong Cong."
    )
    assert [name.written for name in names_of(text)] == [
        "Trần Đức Lương",
        "Nông Cống",
        "Le Van Minh",
        "Nguyen Thi Hoa",
    ]


def test_words_in_latin_letters_are_kept_in_every_script() -> None:
    assert "vneid" in latin_words_of("ứng dụng VNeID", is_latin=True) & latin_words_of(
        "แอป VNeID ใหม่", is_latin=False
    )


@pytest.mark.parametrize("word", ["nguyễn", "Đắk", "quyên", "uyển", "giếng", "a", "Nghĩa"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["street", "province", "str", "", "nnn"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)
