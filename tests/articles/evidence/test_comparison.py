"""What two articles share is weighed by rarity; what disagrees speaks against."""

from articles.evidence.comparison import Frequencies, compare
from articles.evidence.kinds import Kind
from articles.evidence.statement import Statement, statement_of

NOTHING_KNOWN = Frequencies({}, 0)
VI = "Ngày 31/10, tỉnh Thanh Hóa bàn giao 1.284 căn nhà ở xã Nông Cống; 96,5% hộ đồng thuận, 880 người giúp."
EN = "On 31 October Thanh Hoa province handed over 1,284 houses in Nong Cong; 96.5 percent agreed, 880 people helped."


def of(text: str, language: str = "en", title: str = "") -> Statement:
    return statement_of(language=language, title=title, lead="", text=text)


def test_versions_are_certain() -> None:
    found = compare(of(VI, "vi"), of(EN), NOTHING_KNOWN)
    assert found.is_certain
    assert {("1284"), ("96.5%"), ("880"), ("10-31"), ("nong cong"), ("thanh-hoa")} == {
        key for _k, key, _b in found.shared
    }


def test_a_common_fact_says_less() -> None:
    counts = {(Kind.FIGURE, "1284"): 30, (Kind.FIGURE, "880"): 1}
    found = compare(of(VI, "vi"), of(EN), Frequencies(counts, 60))
    bits = {key: piece for _kind, key, piece in found.shared}
    assert bits["1284"] < 2 < 6 < bits["880"]


def test_another_province_speaks_against() -> None:
    found = compare(
        of(VI, "vi"), of(EN.replace("Thanh Hoa", "Nghe An").replace("Nong Cong", "the town")), NOTHING_KNOWN
    )
    assert found.against == ("other provinces: thanh-hoa and nghe-an",)
    assert not found.is_certain


def test_a_former_province_agrees_with_the_one_that_took_it_in() -> None:
    one = of("Tỉnh Hà Giang trao 45 căn nhà.", "vi")
    assert compare(one, of("Tuyen Quang province gave 45 houses."), NOTHING_KNOWN).against == ()


def test_another_year_and_other_figures_speak_against() -> None:
    one = of("Ngày hội năm 2024 có 345 người.", "vi", title="Ngày hội năm 2024")
    found = compare(one, of("The 2025 festival had 512 guests.", title="Festival of 2025"), NOTHING_KNOWN)
    assert found.against == ("other years: 2024 and 2025", "other figures: 345 and 512")
    assert found.bits < 0


def test_documents_alone_are_a_subject_and_no_story() -> None:
    numbers = ("25-NQ/TW", "23-QĐ/TW", "33/CT-TTg")
    one, other = (
        statement_of(language=language, title="", lead="", text="", documents=numbers)
        for language in ("vi", "en")
    )
    found = compare(one, other, NOTHING_KNOWN)
    assert not found.is_certain
    assert found.rare_facts == 1


def test_the_day_of_a_document_is_no_day_of_the_story() -> None:
    found = of("Kết luận số 114-KL/TW ngày 14-7-2015; ngày 26-8 đoàn về xã.", "vi")
    assert list(found.by_kind[Kind.DAY]) == ["08-26"]
    assert not found.by_kind[Kind.YEAR]


def test_two_matters_of_one_office_are_not_certain() -> None:
    common = "Ngày 31/10, ông Lê Văn Minh, chủ tịch xã Nông Cống, tỉnh Thanh Hóa, làm việc theo 25-NQ/TW"
    other = "On 31 October Le Van Minh, chairman of Nong Cong commune in Thanh Hoa, worked with residents under 25-NQ/TW"
    found = compare(
        of(f"{common}. Xã có 1.284 hộ, 87 đảng viên, 345 hội viên, 12.600 dân.", "vi"),
        of(f"{other}. 87 children, 2,310 books, 456 chairs and 19,400 bricks were given."),
        NOTHING_KNOWN,
    )
    assert found.rare_facts >= 3
    assert found.bits >= 18
    assert not found.is_certain
