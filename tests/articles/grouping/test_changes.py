"""What changed between two wordings, as a reader would say it."""

import time

import pytest

from articles.grouping.changes import Change, Happened, Wording, changes_between, is_reworded

SIGNS = {Happened.SAME: "", Happened.ADDED: "+", Happened.REMOVED: "-"}


def told(before: Wording, after: Wording) -> list[str]:
    """Each change on a line: what, and its pieces with + or - before those that came or went."""
    return [
        f"{change.part} {change.happened}: "
        + "|".join(SIGNS[one.happened] + one.text for one in change.pieces)
        for change in changes_between(before, after)
    ]


def titled(title: str) -> Wording:
    return Wording(title, "", ())


def body(*paragraphs: str) -> Wording:
    return Wording("Đất", "", paragraphs)


CASES = {
    "nothing": (body("Một."), body("Một."), []),
    "only spaces": (
        Wording("Hiến  đất ", "Lead\n", ("Một\u00a0hai.",)),
        Wording("Hiến đất", "Lead", (" Một hai.", " ")),
        [],
    ),
    "the same words in other paragraphs": (body("Một. Hai."), body("Một.", "Hai."), []),
    "composed and decomposed letters": (titled("Đất"), titled("Đâ\u0301t"), []),
    "a word added": (
        titled("Bản Mẫu hiến đất"),
        titled("Bản Mẫu hiến 3 ha đất"),
        ["title reworded: Bản Mẫu hiến |+3 ha |đất"],
    ),
    "a figure corrected": (
        body("Có 1.200 hộ dân."),
        body("Có 1.300 hộ dân."),
        ["paragraph reworded: Có |-1.200 |+1.300 |hộ dân."],
    ),
    "a sign only": (titled("Hiến đất"), titled("Hiến đất?"), ["title reworded: Hiến đất|+?"]),
    "what little stayed between goes with it": (
        titled("Ông Nam và Hoa hiến đất"),
        titled("Ông Bình và Lan hiến đất"),
        ["title reworded: Ông |-Nam và Hoa |+Bình và Lan |hiến đất"],
    ),
    "a lead added": (titled("Đất"), Wording("Đất", "Mới.", ()), ["lead added: +Mới."]),
    "a lead removed": (Wording("Đất", "Cũ.", ()), titled("Đất"), ["lead removed: -Cũ."]),
    "paragraphs added and removed": (
        body("Một hai ba.", "Bốn năm sáu.", "Bảy."),
        body("Không.", "Một hai ba.", "Bảy."),
        ["paragraph added: +Không.", "paragraph removed: -Bốn năm sáu."],
    ),
    "another paragraph in its place": (
        body("Một hai ba bốn.", "Hết."),
        body("Năm sáu bảy tám chín.", "Hết."),
        ["paragraph removed: -Một hai ba bốn.", "paragraph added: +Năm sáu bảy tám chín."],
    ),
    "a new one before a reworded one": (
        body("Một hai ba bốn năm.", "Hết."),
        body("Mở đầu mới.", "Một hai ba bốn sáu.", "Hết."),
        ["paragraph added: +Mở đầu mới.", "paragraph reworded: Một hai ba bốn |-năm|+sáu|."],
    ),
    "Thai, by its signs with their marks": (
        titled("ชาวบ้านร่วมบริจาคที่ดินเปิดถนน"),
        titled("ชาวบ้านร่วมมอบที่ดินเปิดถนน"),
        ["title reworded: ชาวบ้านร่วม|-บริจาค|+มอบ|ที่ดินเปิดถนน"],
    ),
    "Chinese, by its characters": (
        titled("那茂村村民捐地修路"),
        titled("那茂村村民献地修路"),
        ["title reworded: 那茂村村民|-捐|+献|地修路"],
    ),
    "Khmer, without parting what stands below": (
        titled("ភូមិក្រៅបើកផ្លូវ"),
        titled("ភូមិក្រៅធ្វើផ្លូវ"),
        ["title reworded: ភូមិក្រៅ|-បើក|+ធ្វើ|ផ្លូវ"],
    ),
    "Hindi, by its words": (
        titled("गाँव ने सड़क के लिए ज़मीन दी"),
        titled("गाँव ने स्कूल के लिए ज़मीन दी"),
        ["title reworded: गाँव ने |-सड़क |+स्कूल |के लिए ज़मीन दी"],
    ),
    "Korean, by its words": (
        titled("마을이 길을 위해 땅을 기부했다"),
        titled("마을이 학교를 위해 땅을 기부했다"),
        ["title reworded: 마을이 |-길을 |+학교를 |위해 땅을 기부했다"],
    ),
    "Arabic, by its words": (
        titled("قرية تتبرع بالأرض لفتح طريق"),
        titled("قرية تتبرع بالمال لفتح طريق"),
        ["title reworded: قرية تتبرع |-بالأرض |+بالمال |لفتح طريق"],
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES.keys())
def test_what_changed(before: Wording, after: Wording, expected: list[str]) -> None:
    assert told(before, after) == expected
    assert is_reworded(before, after) is bool(expected)


@pytest.mark.parametrize(("before", "after", "_expected"), CASES.values(), ids=CASES.keys())
def test_the_pieces_hold_both_wordings(before: Wording, after: Wording, _expected: list[str]) -> None:
    def said(change: Change, other: Happened) -> str:
        return " ".join("".join(one.text for one in change.pieces if one.happened != other).split())

    for change in changes_between(before, after):
        # What is shown of the text as it was, and as it is, stands in the text that was, and that is.
        for wording, other in ((before, Happened.ADDED), (after, Happened.REMOVED)):
            whole = " ".join(" ".join((wording.title, wording.lead, *wording.paragraphs)).split())
            assert said(change, other).replace(" ", "") in whole.replace(" ", "")


LONG = {
    "one endless paragraph": (
        ["a b"[place % 3] for place in range(30_000)],
        ["b a"[place % 3] for place in range(30_000)],
    ),
    "two thousand paragraphs": (
        [f"câu {place % 7} của đoạn" for place in range(2_000)],
        [f"chữ {place % 5} ở đoạn" for place in range(2_000)],
    ),
}


@pytest.mark.parametrize(("old", "new"), LONG.values(), ids=LONG.keys())
def test_a_text_of_any_length_costs_little(old: list[str], new: list[str]) -> None:
    began = time.process_time()
    joined = [" ".join(old)], [" ".join(new)]
    assert changes_between(body(*joined[0]), body(*joined[1]))
    assert changes_between(body(*old), body(*new))
    assert time.process_time() - began < 10  # seconds; without bounds it takes minutes
