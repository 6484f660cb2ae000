"""Which texts are the same text, published again."""

import random

import pytest

from articles.grouping.duplicates import (
    BANDS,
    WORDS_AT_LEAST,
    changed_numbers,
    compare,
    is_republication,
    may_be_republication,
    signature_of,
)

VISIT = (
    "Sáng nay, đoàn công tác của huyện đến thăm và làm việc với cán bộ, nhân dân xã Đồng Mậu. "
    "Tại nhà văn hóa thôn Thượng, bà con kể lại cách cả thôn góp 120 ngày công để mở rộng con đường liên xóm. "
    "Bí thư chi bộ cho biết mọi khoản đóng góp đều được bàn bạc công khai, ai có sức góp sức, ai có đất hiến đất. "
    "Đoàn đề nghị xã tiếp tục lắng nghe ý kiến của người dân trước khi triển khai công trình nước sạch trong năm tới. "
    "Kết thúc buổi làm việc, đoàn trao 35 suất quà cho các hộ khó khăn và trồng cây lưu niệm tại sân trường tiểu học."
)
SCHOOL = (
    "Trường trung học cơ sở thị trấn vừa khánh thành thư viện mới sau hơn một năm xây dựng. "
    "Công trình có ba tầng, phòng đọc rộng, khu học nhóm và một góc dành cho sách của các dân tộc trong vùng. "
    "Thầy hiệu trưởng nói rằng phụ huynh đã tặng gần hai nghìn cuốn sách, còn học sinh tự tay đóng từng chiếc kệ. "
    "Từ tuần sau, thư viện mở cửa cả buổi tối để các em ở nội trú có chỗ học bài."
)
WEATHER = (
    "Dự báo thời tiết ngày {day}: khu vực đồng bằng có mây thay đổi, nhiệt độ thấp nhất {low} độ, cao nhất {high} độ, "
    "độ ẩm {damp} phần trăm. Khu vực miền núi có mưa rào vài nơi, nhiệt độ thấp nhất {hill} độ. Gió nhẹ, ngoài khơi "
    "sóng cao {wave} mét. Người dân cần chú ý sương mù vào sáng sớm khi đi lại trên các tuyến đường đèo dốc trong tỉnh."
)
THAI = (
    "คณะทำงานของอำเภอเดินทางไปเยี่ยมประชาชนในตำบลและรับฟังความคิดเห็นเกี่ยวกับถนนสายใหม่ที่ชาวบ้านช่วยกันสร้าง "
    "ผู้ใหญ่บ้านกล่าวว่าทุกครอบครัวมีส่วนร่วมตั้งแต่การวางแผนจนถึงการลงมือทำ และเงินทุกบาทเปิดเผยต่อที่ประชุมหมู่บ้าน "
    "คณะทำงานขอให้ตำบลรับฟังประชาชนต่อไปก่อนเริ่มโครงการน้ำสะอาดในปีหน้า"
)
CHINESE = (
    "县工作组今天上午来到乡里看望干部群众,听取大家对新修公路的意见。村支部书记介绍说,每一笔捐款都在村民大会上公开讨论,"
    "有力的出力,有地的让地,全村一共投入了一百二十个工日。工作组要求乡里在明年开始建设自来水工程之前继续听取群众的意见,"
    "并向生活困难的家庭赠送了慰问品,还在小学的操场上种下了纪念树。孩子们唱起了自己写的歌,老人们讲起了修路以前的日子。"
)


def bands_of(text: str, language: str) -> tuple[int, ...]:
    return signature_of(text, language).bands


def cut(text: str, sentences: int) -> str:
    return ". ".join(text.split(". ")[:sentences])


def spoilt(text: str, every: int) -> str:
    """The text with every n-th word replaced, as an editor's hand would."""
    return " ".join("khác" if at % every == every - 1 else word for at, word in enumerate(text.split()))


ON_7_MARCH = WEATHER.format(day="7/3", low=17, high=24, damp=85, hill=13, wave="1,5")
ON_8_MARCH = WEATHER.format(day="8/3", low=19, high=27, damp=70, hill=14, wave="2,5")

SAME = {
    "the very text": (VISIT, VISIT),
    "other case, quotes and spaces": (VISIT, f"“{VISIT.upper()}”".replace(". ", ".\n\n")),
    "the tone mark elsewhere": (VISIT, VISIT.replace("hóa", "hoá")),
    "one word of nine changed": (VISIT, spoilt(VISIT, 9)),
    "with the furniture of another site": (
        VISIT,
        f"Theo báo huyện. {VISIT} Ảnh: Ban biên tập. Nguồn: bản tin 2024.",
    ),
    "cut to its first three sentences": (VISIT, cut(VISIT, 3)),
    "Thai, with other spaces": (THAI, THAI.replace(" ", "  ").replace("  คณะ", "คณะ")),
    "Chinese, cut": (CHINESE, CHINESE[: len(CHINESE) * 5 // 6]),
    "a bulletin of one day, copied": (ON_7_MARCH, f"{ON_7_MARCH} Nguồn: đài tỉnh."),
}
OTHER = {
    "another subject": (VISIT, SCHOOL),
    "the weather of two days": (ON_7_MARCH, ON_8_MARCH),
    "too short to tell": (cut(VISIT, 1), cut(VISIT, 1)),
    "a text quoted in a much longer one": (
        cut(VISIT, 3),
        f"{cut(VISIT, 3)} {SCHOOL} {SCHOOL.upper()[::-1]} {THAI}",
    ),
    "half of one, half of another": (VISIT, f"{cut(VISIT, 2)} {SCHOOL}"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_republications(one: str, other: str) -> None:
    assert is_republication(one, other)
    assert is_republication(other, one)


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_republications_share_a_band(one: str, other: str) -> None:
    assert set(bands_of(one, "vi")) & set(bands_of(other, "vi"))


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER)
def test_other_texts(one: str, other: str) -> None:
    assert not is_republication(one, other)
    assert not is_republication(other, one)


def test_a_form_filled_in_anew_overlaps_and_yet_differs() -> None:
    """What keeps the weather of two days apart is the changed numbers, not the overlap of the words."""
    assert compare(ON_7_MARCH, ON_8_MARCH).jaccard > 0.5
    assert changed_numbers(ON_7_MARCH, ON_8_MARCH) > 0.5


def test_bands_depend_on_language_and_are_stable() -> None:
    bands = bands_of(VISIT, "vi")
    assert len(bands) == len(set(bands)) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in bands)
    assert not set(bands) & set(bands_of(VISIT, "en"))
    assert bands == bands_of(VISIT, "vi-VN")
    # Stored bands must stay comparable: another value here makes every stored one useless.
    assert bands[0] == STORED_FIRST_BAND


STORED_FIRST_BAND = -7450106454574079613


@pytest.mark.parametrize(
    ("words", "has_bands"),
    [(WORDS_AT_LEAST - 1, False), (WORDS_AT_LEAST, True)],
    ids=["too short", "long enough"],
)
def test_short_texts_have_no_bands(words: int, has_bands: bool) -> None:
    text = " ".join(f"word{number}" for number in range(words))
    assert bool(bands_of(text, "en")) is has_bands


@pytest.mark.parametrize(
    ("characters", "has_bands"), [(119, False), (120, True)], ids=["too short", "long enough"]
)
def test_three_characters_of_a_script_without_spaces_count_as_a_word(
    characters: int, has_bands: bool
) -> None:
    text = "".join(chr(ord("一") + number) for number in range(characters))
    assert bool(bands_of(text, "zh-hans")) is has_bands


def test_unlike_texts_seldom_share_a_band() -> None:
    chance = random.Random(7)
    vocabulary = [f"word{number}" for number in range(400)]
    texts = [" ".join(chance.choices(vocabulary, k=200)) for _ in range(40)]
    bands = [set(bands_of(text, "en")) for text in texts]
    assert sum(bool(one & other) for at, one in enumerate(bands) for other in bands[:at]) == 0


def test_half_edited_texts_nearly_always_share_a_band() -> None:
    chance = random.Random(7)
    found = 0
    for _ in range(60):
        words = [f"word{chance.randrange(5000)}" for _ in range(150)]
        edited = [word if chance.random() > 0.17 else f"other{chance.randrange(5000)}" for word in words]
        found += bool(set(bands_of(" ".join(words), "en")) & set(bands_of(" ".join(edited), "en")))
    assert found >= 58


def test_shares_of_overlap() -> None:
    """Three pairs of words and four, two of them common."""
    overlap = compare("một hai ba bốn", "một hai ba năm sáu")
    assert (overlap.jaccard, overlap.containment, overlap.length_ratio) == (2 / 5, 2 / 3, 3 / 4)


def test_order_of_words_counts() -> None:
    assert compare("một hai", "hai một").jaccard == 0


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ("大众动员", "的大众动员。", 1),
        ("大众动员", "大众 动员", 1),
        ("大众动", "大众动", 0),
        ("大众动员", "员动众大", 0),
    ],
    ids=["four characters", "spaces say nothing", "three are too few", "another order"],
)
def test_shingles_of_scripts_without_spaces_are_runs_of_characters(one: str, other: str, common: int) -> None:
    assert compare(one, other).containment == common


def test_likeness_estimated_by_bands_follows_the_overlap() -> None:
    """Of two texts with a third of their pairs in common, a band in 27 agrees."""
    chance, common = random.Random(11), 0
    for _ in range(40):
        words = [f"word{chance.randrange(100_000)}" for _ in range(300)]
        other = [*words[:150], *(f"other{chance.randrange(100_000)}" for _ in range(150))]
        common += len(set(bands_of(" ".join(words), "en")) & set(bands_of(" ".join(other), "en")))
    assert 0.75 < common / (40 * BANDS / 27) < 1.25


def test_very_long_text_is_read_too() -> None:
    text = " ".join(f"word{number}" for number in range(20_000))
    assert len(bands_of(text, "en")) == BANDS
    assert is_republication(text, f"{text} more")


def shared_words(share: float, chance: random.Random) -> tuple[str, str]:
    """Two texts of 300 words that begin with the same words, so many of them."""
    words = [f"word{chance.randrange(100_000)}" for _ in range(300)]
    kept = round(300 * share)
    return " ".join(words), " ".join(
        [*words[:kept], *(f"other{chance.randrange(100_000)}" for _ in words[kept:])]
    )


@pytest.mark.parametrize(
    ("share", "lost", "passed"), [(0.46, 0.01, 1.0), (0.1, 1.0, 0.01)], ids=["a cut copy", "a stock phrase"]
)
def test_sketches_tell_apart_what_merely_shares_a_phrase(share: float, lost: float, passed: float) -> None:
    chance = random.Random(5)
    pairs = [shared_words(share, chance) for _ in range(200)]
    sketches = [(signature_of(one, "en").sketch, signature_of(other, "en").sketch) for one, other in pairs]
    possible = sum(may_be_republication(one, other) for one, other in sketches)
    assert 200 * (1 - lost) <= possible <= 200 * passed


def test_without_a_sketch_nothing_is_ruled_out() -> None:
    assert may_be_republication(b"", signature_of(VISIT, "vi").sketch)
    assert signature_of(cut(VISIT, 1), "vi").sketch == b""
