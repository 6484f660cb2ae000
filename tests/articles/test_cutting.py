"""Texts cut to a length: after a word, never inside a letter of any script."""

import pytest

from articles.cutting import cut, is_between_letters

# Of each script the first sentence of a made-up report.
SENTENCES = {
    "vi": "Bà con bản Na hiến đất, góp công làm con đường lên nương dài hai cây số.",
    "en": "The families of the village gave land and labour for two kilometres of road to the fields.",
    "th": "ชาวบ้านร่วมกันบริจาคที่ดินและแรงงานเพื่อสร้างถนนขึ้นสู่ไร่บนภูเขาระยะทางสองกิโลเมตร",
    "lo": "ຊາວບ້ານໄດ້ບໍລິຈາກທີ່ດິນ ແລະ ແຮງງານເພື່ອສ້າງເສັ້ນທາງຂຶ້ນໄປໄຮ່ຢູ່ພູຍາວສອງກິໂລແມັດ",
    "km": "ប្រជាជននៅក្នុងភូមិបានបរិច្ចាគដី និងកម្លាំងពលកម្មដើម្បីសាងសង់ផ្លូវឡើងទៅចម្ការប្រវែងពីរគីឡូម៉ែត្រ",
    "hi": "गाँव के परिवारों ने खेतों तक जाने वाली दो किलोमीटर सड़क के लिए ज़मीन और श्रम दिया।",
    "ar": "تبرّعت عائلات القرية بالأرض والعمل لشقّ طريق طوله كيلومتران إلى الحقول في الجبل.",
    "zh": "村里的家庭捐出土地和劳力，修建了一条通往山上田地的两公里长的道路。",
    "ko": "마을 가족들이 밭으로 가는 이 킬로미터 길을 위해 땅과 노동을 내놓았다.",
    "emoji": "👩‍🌾👩‍🌾 harvest 👨‍👩‍👧‍👦 family 🇻🇳 Vietnam and the road to the fields",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_no_cut_falls_inside_a_letter(language: str) -> None:
    sentence = SENTENCES[language]
    for most in range(4, len(sentence)):
        shown = cut(sentence, most)
        kept = shown.removesuffix("…")
        assert sentence.startswith(kept)
        assert is_between_letters(sentence, len(kept)), (most, shown)


@pytest.mark.parametrize("language", ["vi", "en", "ar", "hi", "ko"])
def test_a_cut_falls_behind_a_word(language: str) -> None:
    sentence = SENTENCES[language]
    words = {word.rstrip(".,،।") for word in sentence.split()}
    for most in range(20, len(sentence) - 1):
        assert cut(sentence, most).removesuffix("…").split()[-1].rstrip(".,،।") in words


def test_letters_count_not_characters() -> None:
    # 16 letters of 30 characters.
    clusters = "ម្ពុ" * 16
    assert cut(clusters, 16) == clusters
    assert cut(clusters, 15) == "ម្ពុ" * 14 + "…"


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("Short.", 6, "Short."),
        ("  Two\n lines ", 9, "Two lines"),
        ("Mười hai ba", 9, "Mười hai…"),
        ("One, two", 5, "One…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("", 10, ""),
    ],
)
def test_cutting(text: str, most: int, shown: str) -> None:
    assert cut(text, most) == shown


COUNTED = {
    "ar": ("استفاد من البرنامج 1.3 مليون شخص في المقاطعة", "1.3"),
    "vi": ("Sau hai năm, xã vận động được 1.130 hộ dân hiến đất làm đường", "1.130"),
    "zh": ("全省城乡有1.3万户居民参加了活动以及更多的人", "1.3"),
    "fa": ("در این برنامه ۱٫۳ میلیون نفر از روستاها شرکت کردند", "۱٫۳"),
}


@pytest.mark.parametrize("language", COUNTED)
def test_no_number_stands_without_what_it_counts(language: str) -> None:
    sentence, number = COUNTED[language]
    shown = [cut(sentence, most).removesuffix("…") for most in range(15, len(sentence))]
    assert not [one for one in shown if one.rstrip().endswith((number, number[0]))]
    assert [one for one in shown if number in one]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Work on the road began in 2024, and people of the village gave land", "2024"),
        ("A campaign against COVID19 that the women of the village led", "COVID19"),
        ("Resolution 25-NQ/TW on the work of mobilisation among the people", "25-NQ/TW"),
    ],
)
def test_a_number_that_counts_nothing_behind_it_stays(text: str, end: str) -> None:
    assert cut(text, text.index(end) + len(end) + 2) == text[: text.index(end) + len(end)] + "…"
