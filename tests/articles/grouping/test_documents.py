"""Cited documents: one normal form in every script, no false ones, and what joins two citations."""

import time
from datetime import date

import pytest

from articles.grouping.documents import KnownDocument, best_match, find_documents, same_document
from articles.incoming import CitedDocument

NUMBERS = [
    ("party resolution", "Nghị quyết số 25-NQ/TW", "25-NQ/TW"),
    ("lost diacritics", "Decision 23-QD/TW", "23-QĐ/TW"),
    ("kept diacritics", "Quyết định 763-QĐ/TU", "763-QĐ/TU"),
    ("official letter", "№ 1470-CV/TU про", "1470-CV/TU"),
    ("prime minister", "Chỉ thị 33/CT-TTg", "33/CT-TTg"),
    ("prime minister with year", "Директиві № 33/2021/CT-TTg", "33/CT-TTg"),
    ("directive from before 2016 keeps its year", "Chỉ thị 34/2008/CT-TTg", "34/2008/CT-TTg"),
    ("decree", "Decree 55/2024/ND-CP", "55/2024/NĐ-CP"),
    ("two issuers", "03-CTr/BDVTW-BCSDCP", "03-CTr/BDVTW-BCSĐCP"),
    ("issuer with term", "34/2007/PL-UBTVQH11", "34/2007/PL-UBTVQH11"),
    ("law", "Luật số 10/2022/QH15", "10/2022/QH15"),
    ("body that writes its own way", "01/QĐ-BDVTW", "01/QĐ-BDVTW"),
    ("guideline stays", "15-HD/BDVTU", "15-HD/BDVTU"),
    ("spaces", "số 25 - NQ /TW", "25-NQ/TW"),
    ("no-break hyphen", "25\u2011NQ/TW", "25-NQ/TW"),
    ("en dash", "25–NQ/TW", "25-NQ/TW"),
    ("full width", "第25-NQ/TW号决议", "25-NQ/TW"),
    ("right-to-left marks", "القرار \u200f25-NQ/TW\u200f الصادر", "25-NQ/TW"),
    ("thai without spaces", "มติที่25-NQ/TWของโปลิตบูโร", "25-NQ/TW"),
    ("thai digits", "มติ ๒๕-NQ/TW", "25-NQ/TW"),
    ("decomposed letters", "763-QĐ/TƯ".replace("Ư", "U\u031b"), "763-QĐ/TW"),
    ("marks exchanged", "Nghị quyết 25/NQ-TW", "25-NQ/TW"),
    ("look-alike letters", "рішення 23-QD/ТW", "23-QĐ/TW"),
    ("ministry not in the catalogue", "Thông tư số 22/TT-BXYZ", "22/TT-BXYZ"),
    ("leading zero", "Chỉ thị 5-CT/TW", "05-CT/TW"),
]


@pytest.mark.parametrize(("text", "number"), [row[1:] for row in NUMBERS], ids=[row[0] for row in NUMBERS])
def test_number_has_one_normal_form(text: str, number: str) -> None:
    assert [document.number for document in find_documents(text)] == [number]


NOT_DOCUMENTS = [
    ("phone", "Điện thoại 024-3823/45"),
    ("score", "Thắng 3-2, hiệp một 1-0"),
    ("date", "Ngày 23/02/2024 và 13-5-2024"),
    ("ratio", "13/13 xã đạt chuẩn"),
    ("plate", "xe 29A-123.45"),
    ("standard", "ISO 9001:2015, TCVN 5945:2005, QCVN 14-MT:2015/BTNMT"),
    ("aircraft", "máy bay Su-30/MK, An-2/VN"),
    ("range", "giai đoạn 2021-2023"),
    ("memory", "ổ cứng 2-TB/SSD, màn hình 4-HD/UHD"),
    ("address", "https://example.vn/nghi-quyet/25-NQ/TW-moi www.example.vn/25-NQ/TW"),
    ("address without scheme", "example.com.vn/25-NQ/TW"),
    ("spelled out alone", "Resolution 25 and Conclusion 114"),
    ("empty", ""),
]


@pytest.mark.parametrize("text", [row[1] for row in NOT_DOCUMENTS], ids=[row[0] for row in NOT_DOCUMENTS])
def test_what_is_no_document_is_not_found(text: str) -> None:
    assert find_documents(text) == ()


DATES = [
    ("vietnamese figures", "25-NQ/TW ngày 3/6/2013", date(2013, 6, 3)),
    ("vietnamese words", "25-NQ/TW ngày 3 tháng 6 năm 2013", date(2013, 6, 3)),
    ("vietnamese commas", "25-NQ/TW, ngày 03/6/2013, của Ban", date(2013, 6, 3)),
    ("english", "114-KL/TW dated 14 July 2015", date(2015, 7, 14)),
    ("english, month first", "114-KL/TW of the Secretariat dated July 14, 2015", date(2015, 7, 14)),
    ("ukrainian", "№ 23-QD/TW від 30 липня 2021 року", date(2021, 7, 30)),
    ("indonesian", "25-NQ/TW tanggal 3 Juni 2013 dari", date(2013, 6, 3)),
    ("indonesian, comma", "114-KL/TW, tertanggal 14 Juli 2015 dari", date(2015, 7, 14)),
    ("thai, Buddhist year", "25-NQ/TW ลงวันที่ 3 มิถุนายน 2556", date(2013, 6, 3)),
    ("arabic", "25-NQ/TW المؤرخ في 3 يونيو 2013", date(2013, 6, 3)),
    ("chinese, before", "2013年6月3日第25-NQ/TW号决议", date(2013, 6, 3)),
    ("korean, before", "2013년 6월 3일자 결의 25-NQ/TW호", date(2013, 6, 3)),
    ("french", "25-NQ/TW du 3 juin 2013", date(2013, 6, 3)),
    ("spanish", "25-NQ/TW del 3 de junio de 2013", date(2013, 6, 3)),
    ("german", "25-NQ/TW vom 3. Juni 2013", date(2013, 6, 3)),
    ("brackets", "25-NQ/TW (3/6/2013)", date(2013, 6, 3)),
    ("what happened on a day", "Theo 25-NQ/TW, ngày 20/5/2024, Tỉnh ủy họp", None),
    ("another sentence", "25-NQ/TW. On 15 October 2023 they met", None),
    ("no such day", "25-NQ/TW ngày 31/6/2013", None),
]


@pytest.mark.parametrize(("text", "issued_on"), [row[1:] for row in DATES], ids=[row[0] for row in DATES])
def test_issue_date_is_read_only_where_tied(text: str, issued_on: date | None) -> None:
    (document,) = find_documents(text)
    assert document.issued_on == issued_on
    assert document.year == (issued_on.year if issued_on else None)


def test_each_document_once_with_its_first_words_and_all_that_is_said_of_it() -> None:
    text = "Theo 33/CT-TTg, và Chỉ thị 33/2021/CT-TTg ngày 26/11/2021; lại 33/CT-TTg"
    assert find_documents(text) == (
        CitedDocument("33/CT-TTg", "33/CT-TTg", "CT", "TTg", 2021, date(2021, 11, 26)),
    )


def test_one_number_of_two_years_is_two_documents() -> None:
    text = "16/2018/CT-TTg và 16/2020/CT-TTg"
    assert [(document.number, document.year) for document in find_documents(text)] == [
        ("16/CT-TTg", 2018),
        ("16/CT-TTg", 2020),
    ]


def test_a_resolution_of_the_national_assembly_is_no_law() -> None:
    (document,) = find_documents("Nghị quyết số 55/2022/QH15")
    assert (document.number, document.kind, document.year) == ("55/2022/QH15", "NQ", 2022)


def test_spelled_out_citation_joins_the_full_number_of_the_same_text() -> None:
    (document,) = find_documents("Kesimpulan 114 penting. Kesimpulan No. 114-KL/TW, Resolusi 4")
    assert (document.number, document.cited_as) == ("114-KL/TW", "Kesimpulan 114")


KNOWN = (
    KnownDocument("25-NQ/TW", "NQ", "TW", 2013, date(2013, 6, 3)),
    KnownDocument("25-NQ/TW", "NQ", "TW", 2008, date(2008, 7, 25)),
    KnownDocument("114-KL/TW", "KL", "TW", 2015, date(2015, 7, 14)),
    KnownDocument("763-QĐ/TU", "QĐ", "TU", 2021, date(2021, 10, 15)),
)
SPELLED_OUT = [
    ("date decides", "Resolution 25 dated 3 June 2013", [("25-NQ/TW", 2013)]),
    ("issuer decides", "Kesimpulan 114 Sekretariat", [("114-KL/TW", 2015)]),
    ("chinese order", "书记处第114号结论(2015年7月14日)", [("114-KL/TW", 2015)]),
    ("two possible", "Resolution 25 of the Politburo", []),
    ("nothing but the number", "Conclusion 114 says", []),
    ("another date", "Resolution 25 dated 3 June 2014", []),
    ("local issuer needs the date", "Quyết định 763 của Tỉnh ủy", []),
]


@pytest.mark.parametrize(("text", "found"), [row[1:] for row in SPELLED_OUT], ids=[r[0] for r in SPELLED_OUT])
def test_spelled_out_citation_against_known_documents(text: str, found: list[tuple[str, int]]) -> None:
    assert [(document.number, document.year) for document in find_documents(text, KNOWN)] == found


def _cited(number: str, issuer: str, year: int | None = None, day: date | None = None) -> CitedDocument:
    return CitedDocument(number, number, "QĐ", issuer, year, day)


SAME = [
    ("central, no years", _cited("23-QĐ/TW", "TW"), _cited("23-QĐ/TW", "TW"), True),
    ("central, same year", _cited("23-QĐ/TW", "TW", 2021), _cited("23-QĐ/TW", "TW", 2021), True),
    ("other year", _cited("23-QĐ/TW", "TW", 2021), _cited("23-QĐ/TW", "TW", 2016), False),
    ("one year unknown", _cited("23-QĐ/TW", "TW", 2021), _cited("23-QĐ/TW", "TW"), None),
    ("other number", _cited("23-QĐ/TW", "TW"), _cited("24-QĐ/TW", "TW"), False),
    ("local, same year", _cited("763-QĐ/TU", "TU", 2021), _cited("763-QĐ/TU", "TU", 2021), None),
    (
        "local, same day",
        _cited("763-QĐ/TU", "TU", 2021, date(2021, 10, 15)),
        _cited("763-QĐ/TU", "TU", 2021, date(2021, 10, 15)),
        True,
    ),
]


@pytest.mark.parametrize(
    ("first", "second", "verdict"), [row[1:] for row in SAME], ids=[row[0] for row in SAME]
)
def test_same_document(first: CitedDocument, second: CitedDocument, verdict: bool | None) -> None:
    assert same_document(first, second) is verdict
    assert same_document(second, first) is verdict


def test_a_lost_diacritic_names_the_same_document() -> None:
    lost, kept = find_documents("23-QD/TW")[0], find_documents("23-QĐ/TW")[0]
    assert lost.number == kept.number == "23-QĐ/TW"
    assert (lost.kind, lost.issuer) == (kept.kind, kept.issuer) == ("QĐ", "TW")


def test_best_match_takes_the_only_possible_one() -> None:
    conclusion = CitedDocument("114-KL/TW", "114-KL/TW", "KL", "TW")
    assert best_match(conclusion, KNOWN) == KNOWN[2]
    assert best_match(CitedDocument("25-NQ/TW", "25-NQ/TW", "NQ", "TW"), KNOWN) is None
    assert best_match(_cited("763-QĐ/TU", "TU"), KNOWN) is None


SHARED = {
    "id_000": {"114-KL/TW", "120-KL/TW", "33/CT-TTg", "25-NQ/TW", "23-QĐ/TW"},
    "th_004": {"217-QĐ/TW"},
    "uk_001": {"1470-CV/TU", "23-QĐ/TW", "114-KL/TW", "33/CT-TTg", "267-KL/TU", "763-QĐ/TU"},
}


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED)
def test_shared_articles_exactly(shared, name: str) -> None:
    text = (shared / "articles" / f"{name}.txt").read_text(encoding="utf-8")
    documents = find_documents(text)
    assert {document.number for document in documents} == SHARED[name]
    assert all(document.cited_as in text for document in documents)


@pytest.mark.parametrize("piece", ["25-", "1/", "A-", "25-NQ.", "a@", "a.", "Resolution of the number 25 "])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    find_documents("25-NQ/TW " + piece * (60_000 // len(piece)))
    assert time.process_time() - started < 5  # seconds; quadratic time would take minutes
