"""Headlines: cleaned, and derived from the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.incoming import Dropped
from feeds.normalise.title import LONGEST_DERIVED_TITLE, clean_title, derive_title, stated_title

CLEANED = {
    "entity": ("H&#225;t quan h&#7885;", "", "Hát quan họ"),
    "escaped twice": (
        "Bác Hồ &amp;amp; nhân dân &amp;apos;thân yêu&amp;apos;",
        "",
        "Bác Hồ & nhân dân 'thân yêu'",
    ),
    "white space": ("  Hội\n nghị\u00a0 lớn ", "", "Hội nghị lớn"),
    "decomposed": ("Ho\u0323\u0302i nghi\u0323", "", "Hội nghị"),
    "tags": ("<b>Hội nghị</b> <i>lớn</i>", "", "Hội nghị lớn"),
    "escaped tags": ("&lt;b&gt;Hội nghị&lt;/b&gt; lớn", "", "Hội nghị lớn"),
    "tags escaped twice": ("&amp;lt;em&amp;gt;Hội&amp;lt;/em&amp;gt; nghị", "", "Hội nghị"),
    "an unknown tag is a word": ("bỏ thẻ <blink> sau hai mươi năm", "", "bỏ thẻ <blink> sau hai mươi năm"),
    "a tag alone is a word": ("thẻ <mark> hợp với từ điển", "", "thẻ <mark> hợp với từ điển"),
    "a tag of a word processor": ("Hội nghị lớn<o:p></o:p>", "", "Hội nghị lớn"),
    "less than is no tag": ("5 < 6 và 7 > 2", "", "5 < 6 và 7 > 2"),
    "suffix with hyphen": ("Tin A - Tỉnh Xa", "Tỉnh Xa", "Tin A"),
    "suffix of a newspaper": ("Tin A - Báo Tỉnh Xa", "", "Tin A"),
    "suffix by the domain": ("Tin A - Báo điện tử Tỉnh Xa", "baotinhxa.vn", "Tin A"),
    "suffix is a domain": ("Tin A | baotinhxa.vn", "", "Tin A"),
    "suffix with a bar": ("Tin A | Vietnam+ (VietnamPlus)", "VietnamPlus", "Tin A"),
    "suffix twice": ("Tin A - VnExpress | VnExpress", "VnExpress", "Tin A"),
    "prefix": ("VOV.VN - Tin A", "VOV", "Tin A"),
    "prefix before a bar": ("Báo Tỉnh Xa | Tin A", "Báo Tỉnh Xa", "Tin A"),
    "the magazine's name begins a headline": (
        "Dân vận - nghệ thuật của lòng tin",
        "Tạp chí Dân vận",
        "Dân vận - nghệ thuật của lòng tin",
    ),
    "section stays": ("Tin A - Kinh tế - Báo Nhân Dân", "Nhân Dân", "Tin A - Kinh tế"),
    "a part of the headline stays": ("Đảng - Nhân dân vận động", "Nhân Dân", "Đảng - Nhân dân vận động"),
    "two countries stay": ("Việt Nam - Lào", "VnExpress", "Việt Nam - Lào"),
    "a word that begins like a newspaper stays": ("Bão lũ - Báo động đỏ", "", "Bão lũ - Báo động đỏ"),
    "nothing but the name stays": ("Báo Nhân Dân", "Báo Nhân Dân", "Báo Nhân Dân"),
    "empty": ("", "VnExpress", ""),
}

DERIVED = {
    "first sentence": (
        "vi",
        "Hội nghị tổng kết diễn ra hôm qua. Câu thứ hai.",
        "Hội nghị tổng kết diễn ra hôm qua",
    ),
    "question keeps its mark": (
        "en",
        "Who listens to the people here? We do.",
        "Who listens to the people here?",
    ),
    "an agency in a script with vowel signs": (
        "th",
        "(นิตยสารตัวอย่าง) – ค่ำวันที่ 14 ตุลาคม รอบชิงชนะเลิศ",
        "ค่ำวันที่ 14 ตุลาคม รอบชิงชนะเลิศ",
    ),
    "agency in brackets": (
        "id",
        "(TN&MT) - Pada tanggal 31 Oktober delegasi tiba.",
        "Pada tanggal 31 Oktober delegasi tiba",
    ),
    "place and agency": (
        "vi",
        "Hà Nội (TTXVN) – Sáng nay Ban Dân vận họp phiên thứ ba.",
        "Sáng nay Ban Dân vận họp phiên thứ ba",
    ),
    "place, date and agency": (
        "en",
        "Hanoi, February 23 (VNA) - The delegation met villagers.",
        "The delegation met villagers",
    ),
    "capitals": (
        "vi",
        "HÀ NỘI — Sáng nay thành phố tổ chức hội nghị.",
        "Sáng nay thành phố tổ chức hội nghị",
    ),
    "site": ("vi", "VOV.VN - Sáng nay thành phố tổ chức hội nghị.", "Sáng nay thành phố tổ chức hội nghị"),
    "two countries are no dateline": (
        "en",
        "Vietnam - Laos relations grow every year.",
        "Vietnam - Laos relations grow every year",
    ),
    "abbreviation": (
        "vi",
        "Đồng chí công tác tại TP. Hồ Chí Minh đã về. Hai.",
        "Đồng chí công tác tại TP. Hồ Chí Minh đã về",
    ),
    "full stop of Chinese": ("zh", "越南共产党中央民运部召开会议。第二句。", "越南共产党中央民运部召开会议"),
    "danda": ("hi", "पार्टी ने जन जुटाव सम्मेलन आयोजित किया। दूसरा वाक्य।", "पार्टी ने जन जुटाव सम्मेलन आयोजित किया"),
    "empty": ("vi", "", ""),
}

LONG = {
    "vi": "Ban Thường vụ Tỉnh ủy ban hành văn bản về lãnh đạo và chỉ đạo triển khai thực hiện năm dân vận trong các cơ quan nhà nước và chính quyền các cấp",
    "th": "คณะกรรมการระดมมวลชนของคณะกรรมการพรรคประจำเมืองจัดการประชุมเพื่อทบทวนการทำงานในช่วงหกเดือนแรกของปีและกำหนดภารกิจสำหรับหกเดือนหลังของปีนี้",
    "km": "គណៈកម្មាធិការចលនាមហាជននៃគណៈកម្មាធិការបក្សក្រុងបានរៀបចំសន្និសីទដើម្បីពិនិត្យឡើងវិញនូវការងារក្នុងរយៈពេលប្រាំមួយខែដំបូងនៃឆ្នាំនេះនិងកំណត់ភារកិច្ច",
    "ja": "党中央大衆動員委員会は本日ハノイで会議を開き国家機関と各級政府における大衆動員活動の成果と課題を評価し来年の任務について議論したうえで模範的な団体と個人を表彰した",
}


@pytest.mark.parametrize(("title", "publisher", "expected"), CLEANED.values(), ids=CLEANED.keys())
def test_clean_title(title: str, publisher: str, expected: str) -> None:
    assert clean_title(title, publisher=publisher) == expected


@pytest.mark.parametrize(("language", "text", "expected"), DERIVED.values(), ids=DERIVED.keys())
def test_derive_title(language: str, text: str, expected: str) -> None:
    assert derive_title(text, language) == expected


@pytest.mark.parametrize(("language", "text"), LONG.items(), ids=LONG.keys())
def test_a_long_sentence_is_cut_at_a_word(language: str, text: str) -> None:
    title = derive_title(text, language)
    assert title.endswith("…")
    assert len(title) <= LONGEST_DERIVED_TITLE
    kept = title.removesuffix("…")
    assert text.startswith(kept)
    if language == "vi":
        assert text[len(kept)] == " "


def test_one_endless_word_is_cut_too() -> None:
    assert derive_title("a" * 300, "en") == "a" * (LONGEST_DERIVED_TITLE - 1) + "…"


def test_a_paragraph_without_end_is_read_in_its_beginning_only() -> None:
    title = derive_title("dân vận khéo " * 100_000, "vi")
    assert title.endswith("…")
    assert len(title) <= LONGEST_DERIVED_TITLE


@given(st.text(max_size=300), st.sampled_from(["vi", "th", "ar", "zh", "und", ""]))
def test_any_paragraph_gives_a_short_line(text: str, language: str) -> None:
    title = derive_title(text, language)
    assert len(title) <= LONGEST_DERIVED_TITLE
    assert "\n" not in title


@given(st.text(max_size=120), st.text(max_size=20))
def test_any_title_gives_one_line_without_tags(title: str, publisher: str) -> None:
    cleaned = clean_title(f"<b>{title}</b>", publisher=publisher)
    assert len(cleaned.splitlines()) <= 1
    assert "<b>" not in cleaned


@pytest.mark.parametrize(
    "title", ["Untitled", "(Không có tiêu đề)", "Без названия", "（无标题）", "بدون عنوان", "ไม่มีชื่อเรื่อง"]
)
def test_what_stands_for_a_missing_title_is_none(title: str) -> None:
    assert stated_title(title) == ("", (Dropped(title, "stands where a title is missing"),))


@pytest.mark.parametrize("title", ["", "Untitled works by young painters", "Bức tranh không đề"])
def test_a_title_that_is_stated(title: str) -> None:
    assert stated_title(title) == (title, ())
