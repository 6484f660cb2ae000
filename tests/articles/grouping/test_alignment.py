"""Passages of two texts side by side: named cases, what is always true, and how much it costs."""

import random
import time

import pytest

from articles.grouping.alignment import PASSAGES_AT_MOST, align, anchors_of
from articles.grouping.passages import Kind, Passage

VIETNAMESE = (
    "Sáng 12/5, tại xã Na Mẫu, hơn 120 hộ dân đã họp bàn việc hiến đất mở đường vào bản Tả Mẫu.",
    "Ông Lò Văn Mẫu, trưởng bản, cho biết con đường cũ chỉ rộng 2,5 mét, xe tải không vào được, nông sản phải gùi bộ ra chợ.",
    "Sau ba buổi họp, mọi nhà đều đồng ý.",
    "Theo Nghị quyết 25-NQ/TW, cán bộ phải nghe dân trước khi làm, và phải trả lời từng ý kiến bằng văn bản trong mười ngày.",
    "Đến nay, bản đã góp 3.400 ngày công và gần 9.000 mét vuông đất, trong đó có cả đất ruộng của những hộ còn khó khăn.",
    "Con đường sẽ xong trước mùa mưa năm 2024.",
)
ENGLISH = (
    "On the morning of 12 May, more than 120 households of Na Mau commune met to discuss giving land for a road to Ta Mau village.",
    "The village head, Lo Van Mau, said that the old road was only 2.5 metres wide, so that lorries could not get in and produce had to be carried to market on foot.",
    "After three meetings every family agreed.",
    "Under Resolution 25-NQ/TW, officials must listen to people before they act, and must answer each opinion in writing within ten days.",
    "So far the village has given 3,400 days of work and almost 9,000 square metres of land, some of it paddy fields of families that are poor themselves.",
    "The road will be finished before the rains of 2024.",
)
THAI = (
    "เช้าวันที่ 12 พฤษภาคม ชาวบ้านกว่า 120 ครัวเรือนในตำบลนาเมาประชุมหารือเรื่องบริจาคที่ดินเปิดถนนเข้าหมู่บ้านตาเมา",
    "นายหลอ วัน เมา ผู้ใหญ่บ้าน กล่าวว่าถนนเดิมกว้างเพียง 2.5 เมตร รถบรรทุกเข้าไม่ได้ ต้องแบกผลผลิตเดินเท้าไปตลาด",
    "หลังประชุมสามครั้ง ทุกบ้านเห็นด้วย",
    "ตามมติ 25-NQ/TW เจ้าหน้าที่ต้องฟังประชาชนก่อนลงมือทำ และต้องตอบทุกความเห็นเป็นลายลักษณ์อักษรภายในสิบวัน",
    "ถึงวันนี้ หมู่บ้านได้ร่วมแรง 3,400 วันทำงาน และที่ดินเกือบ 9,000 ตารางเมตร รวมถึงที่นาของครอบครัวที่ยังลำบาก",
    "ถนนจะเสร็จก่อนฤดูฝนปี 2567",
)
CHINESE = (
    "5月12日上午,那茂乡120多户村民开会商议捐地修路,通往塔茂村。",
    "村长罗文茂说,旧路只有2.5米宽,卡车进不去,农产品只能步行背到集市。",
    "开了三次会后,家家都同意了。",
    "根据第25-NQ/TW号决议,干部做事前必须听取群众意见,并在十天内书面答复每一条意见。",
    "到目前为止,全村已投入3400个工日,捐出近9000平方米土地,其中也有困难户的水田。",
    "道路将在2024年雨季前完工。",
)
ARABIC = (
    "في صباح ١٢ مايو اجتمعت أكثر من ١٢٠ أسرة في بلدية نا ماو لمناقشة التبرع بالأرض لشق طريق إلى قرية تا ماو.",
    "وقال رئيس القرية لو فان ماو إن عرض الطريق القديم لا يتجاوز ٢٫٥ متر فلا تدخله الشاحنات، وكان المحصول يحمل إلى السوق سيرا على الأقدام.",
    "وبعد ثلاثة اجتماعات وافقت كل البيوت.",
    "ووفقا للقرار 25-NQ/TW يجب أن يستمع المسؤولون إلى الناس قبل العمل وأن يجيبوا عن كل رأي كتابة في غضون عشرة أيام.",
    "وقد قدمت القرية حتى الآن ٣٬٤٠٠ يوم عمل ونحو ٩٬٠٠٠ متر مربع من الأرض، ومنها حقول أرز لأسر فقيرة.",
    "وسيكتمل الطريق قبل موسم الأمطار عام ٢٠٢٤.",
)
WHOLE = [((place,), (place,)) for place in range(6)]


def paragraphs(*texts: str) -> list[Passage]:
    return [Passage(Kind.PARAGRAPH, text, f"<p>{text}</p>") for text in texts]


def heading(text: str) -> Passage:
    return Passage(Kind.HEADING, text, f"<h3>{text}</h3>")


def rows_of(left: list[Passage], right: list[Passage]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The rows as positions, of texts in which no passage stands twice."""
    return [
        (tuple(left.index(one) for one in row.left), tuple(right.index(one) for one in row.right))
        for row in align(left, right)
    ]


CASES = {
    "paragraph by paragraph": (paragraphs(*VIETNAMESE), paragraphs(*ENGLISH), WHOLE),
    "Thai, without spaces": (paragraphs(*THAI), paragraphs(*VIETNAMESE), WHOLE),
    "Chinese, a third as long": (paragraphs(*CHINESE), paragraphs(*ENGLISH), WHOLE),
    "Arabic, with its own digits": (paragraphs(*ARABIC), paragraphs(*VIETNAMESE), WHOLE),
    "two scripts without spaces": (paragraphs(*CHINESE), paragraphs(*THAI), WHOLE),
    "two paragraphs made one": (
        paragraphs(ENGLISH[0], f"{ENGLISH[1]} {ENGLISH[2]}", *ENGLISH[3:]),
        paragraphs(*VIETNAMESE),
        [((0,), (0,)), ((1,), (1, 2)), ((2,), (3,)), ((3,), (4,)), ((4,), (5,))],
    ),
    "two paragraphs made one, in Chinese": (
        paragraphs(*CHINESE[:3], f"{CHINESE[3]}{CHINESE[4]}", CHINESE[5]),
        paragraphs(*VIETNAMESE),
        [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3, 4)), ((4,), (5,))],
    ),
    "one paragraph left out": (
        paragraphs(*ENGLISH[:3], *ENGLISH[4:]),
        paragraphs(*VIETNAMESE),
        [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((), (3,)), ((3,), (4,)), ((4,), (5,))],
    ),
    "one paragraph more": (
        paragraphs(*THAI),
        paragraphs(*ENGLISH[:1], *ENGLISH[2:]),
        [((0,), (0,)), ((1,), ()), ((2,), (1,)), ((3,), (2,)), ((4,), (3,)), ((5,), (4,))],
    ),
    "the second half is missing": (
        paragraphs(*ENGLISH[:3]),
        paragraphs(*VIETNAMESE),
        [*WHOLE[:3], ((), (3,)), ((), (4,)), ((), (5,))],
    ),
    "a heading beside its heading": (
        [*paragraphs(*ENGLISH[:2]), heading("One village, one mind"), *paragraphs(*ENGLISH[2:])],
        [*paragraphs(*VIETNAMESE[:2]), heading("Một bản, một lòng"), *paragraphs(*VIETNAMESE[2:])],
        [((place,), (place,)) for place in range(7)],
    ),
    "a heading that one text lacks": (
        [*paragraphs(*ENGLISH[:2]), heading("One village, one mind"), *paragraphs(*ENGLISH[2:])],
        paragraphs(*VIETNAMESE),
        [((0,), (0,)), ((1,), (1,)), ((2,), ()), *[((place + 1,), (place,)) for place in range(2, 6)]],
    ),
    "figures and names outweigh the length": (
        paragraphs(
            "Na Mau has 345 hectares.", "Chieng Mau, a far larger place, has 9,120 hectares.", "It rained."
        ),
        paragraphs(
            "Nà Mẫu, nơi ít người biết tới, nay có 345 héc-ta.", "Chiềng Mẫu có 9.120 héc-ta.", "Trời mưa."
        ),
        [((0,), (0,)), ((1,), (1,)), ((2,), (2,))],
    ),
    "no paragraphs on one side": (
        paragraphs(" ".join(ENGLISH)),
        paragraphs(*VIETNAMESE),
        [((0,), (0, 1, 2, 3, 4, 5))],
    ),
    "one paragraph each": (paragraphs("A"), paragraphs("Một câu rất dài " * 9), [((0,), (0,))]),
    "an empty side": ([], paragraphs("Một", "Hai"), [((), (0,)), ((), (1,))]),
    "the other side empty": (paragraphs("Một", "Hai"), [], [((0,), ()), ((1,), ())]),
    "nothing at all": ([], [], []),
}


@pytest.mark.parametrize(("left", "right", "expected"), CASES.values(), ids=CASES.keys())
def test_passages_stand_beside_what_they_translate(
    left: list[Passage],
    right: list[Passage],
    expected: list[tuple[tuple[int, ...], tuple[int, ...]]],
) -> None:
    assert rows_of(left, right) == expected
    assert rows_of(right, left) == [(other, one) for one, other in expected]


def test_no_passage_is_lost_doubled_or_moved() -> None:
    chance = random.Random(7)
    for _time in range(60):
        left, right = (
            [
                Passage(
                    chance.choice(list(Kind)), "chữ " * chance.randint(1, 60) + str(chance.randint(1, 99)), ""
                )
                for _passage in range(chance.randint(0, 30))
            ]
            for _side in range(2)
        )
        rows = align(left, right)
        assert [one for row in rows for one in row.left] == left
        assert [one for row in rows for one in row.right] == right
        assert all(row.left or row.right for row in rows)


ANCHORS = {
    "figures without marks of thousands": ("3.400 ngày, 9,000 m2, 3 nhà", {"3400", "9000"}),
    "digits of any script": ("١٢٠ أسرة、๓๔๕、1２0", {"120", "345"}),
    "Buddhist years": ("ปี 2567", {"2024"}),
    "document numbers without their marks": ("23-QĐ/TW", {"23", "23 qd tw", "qd", "tw"}),
    "names in Latin letters": ("Ông Lò Văn Mẫu nói", {"ong", "lo", "van", "mau"}),
    "Latin words among others": ("根据 VietnamPlus 报道", {"vietnamplus"}),
    "quoted words": ("phong trào “dân vận khéo” ở đây", {"dan van kheo"}),
    "nothing": ("một hai ba", set()),
}


@pytest.mark.parametrize(("text", "expected"), ANCHORS.values(), ids=ANCHORS.keys())
def test_what_no_translation_changes(text: str, expected: set[str]) -> None:
    assert anchors_of(text) == expected


@pytest.mark.parametrize("count", [70, PASSAGES_AT_MOST, 4 * PASSAGES_AT_MOST])
def test_a_text_of_any_length_costs_little(count: int) -> None:
    left = paragraphs(*(f"{VIETNAMESE[place % 6]} {place}" for place in range(count)))
    right = paragraphs(*(f"{ENGLISH[place % 6]} {place}" for place in range(count - 9)))
    began = time.process_time()
    rows = align(left, right)
    assert time.process_time() - began < 5  # seconds; without bounds the longest takes minutes
    assert sum(len(row.left) for row in rows) == count
