"""What two articles of different languages share."""

import pytest

from articles.grouping.facts import Facts, facts_of, shared_facts

VIETNAMESE = facts_of(
    title="Đồng chí Lê Văn Minh thăm xã Tân Hòa",
    text="Ngày 12/5, đồng chí Lê Văn Minh cùng bà Trần Thị Bích thăm 1.250 hộ dân xã Tân Hòa, trao 345 suất quà, "
    "tổng trị giá 2,75 tỷ đồng, lát 4.380 m đường và trồng 15.600 cây. Xem https://paper.example/le-van-minh-382516.",
    documents=["25-NQ/TW"],
)
ALIKE = {
    "English": facts_of(
        title="Secretary Le Van Minh visits Tan Hoa",
        text="On May 12, Mr Le Van Minh and Ms Tran Thi Bich met 1,250 households and gave 345 gifts.",
    ),
    "Thai, with a document": facts_of(
        title="นาย Le Van Minh เยี่ยมชุมชน",
        text="เมื่อวันที่ 12 พฤษภาคม Le Van Minh เยี่ยม 1,250 ครัวเรือน มอบของขวัญ 345 ชุด",
        documents=["25-NQ/TW"],
    ),
    "Russian, by figures and the day": facts_of(
        title="Делегация посетила общину",
        text="12 мая делегация посетила 1 250 семей, вручила 345 подарков на 2,75 млрд донгов, "
        "проложено 4 380 м дороги и посажено 15 600 деревьев.",
    ),
    "Chinese": facts_of(
        title="代表团访问新和乡",
        text="5月12日,代表团走访1250户,赠送345份礼物,总值2.75亿盾,修路4380米,种树15600棵。",
    ),
}
UNLIKE = {
    "only the document": facts_of(title="A resolution explained", text="", documents=["25-NQ/TW"]),
    "only a name": facts_of(title="Le Van Minh on reading", text="A talk by Le Van Minh."),
    "a document and the day": facts_of(title="Review", text="On 12 May 2024 it met.", documents=["25-NQ/TW"]),
    "only years and small numbers": facts_of(title="In 2024", text="12 of 30 villages, 5 times, 12/5."),
    "names that stand everywhere": facts_of(title="Hà Nội, Việt Nam", text="Hồ Chí Minh, 12/5, 345."),
    "nothing": facts_of(title="", text=""),
}


@pytest.mark.parametrize("other", ALIKE.values(), ids=ALIKE)
def test_alike(other: Facts) -> None:
    assert shared_facts(VIETNAMESE, other).is_worth_a_look
    assert shared_facts(VIETNAMESE, other) == shared_facts(other, VIETNAMESE)


@pytest.mark.parametrize("other", UNLIKE.values(), ids=UNLIKE)
def test_unlike(other: Facts) -> None:
    assert not shared_facts(VIETNAMESE, other).is_worth_a_look


def test_reasons_name_the_facts() -> None:
    reasons = shared_facts(VIETNAMESE, ALIKE["Thai, with a document"]).reasons
    assert reasons == ("documents: 25-NQ/TW", "names: le van minh", "figures: 1250, 345", "days: 12/5")


def test_a_table_of_figures_in_common_stays_below_one() -> None:
    figures = ", ".join(str(number) for number in range(3100, 3160))
    one, other = (facts_of(title=title, text=f"12/5: {figures}") for title in ("Bảng một", "Table two"))
    assert shared_facts(one, other).score < 1


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("1.250", "1250"),
        ("1,250", "1250"),
        ("1 250", "1250"),
        ("๑,๒๕๐", "1250"),
        ("2,75", "2.75"),
        ("2.75", "2.75"),
    ],
)
def test_spellings_of_a_figure(written: str, figure: str) -> None:
    assert facts_of(title="", text=f"( {written} )").figures == {figure}


@pytest.mark.parametrize(
    "written",
    [
        "12/5",
        "12/05/2024",
        "12-5-2024",
        "12.5.2024",
        "12 tháng 5",
        "May 12",
        "12 May",
        "12 мая",
        "5月12日",
        "5월 12일",
    ],
)
def test_spellings_of_a_day(written: str) -> None:
    assert facts_of(title="", text=f"( {written} )").days == {(5, 12)}
