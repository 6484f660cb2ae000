"""The forms of document numbers by the rules in force and before, in the languages of the editions, and no others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.grouping.documents import find_documents

FORMS = [
    ("Luật 80/2015/QH13", ["80/2015/QH13"]),
    ("Nghị quyết số 1211/2016/UBTVQH13 ngày 25/5/2016", ["1211/2016/UBTVQH13"]),
    ("Pháp lệnh số 02/2022/UBTVQH15", ["02/2022/UBTVQH15"]),
    ("Pháp lệnh 34/2007/PL-UBTVQH11", ["34/2007/PL-UBTVQH11"]),
    ("Công văn số 5678/BNV-CCHC ngày 1/3/2023", ["5678/BNV-CCHC"]),
    ("theo 5678/BNV-CCHC", ["5678/BNV-CCHC"]),
    ("văn bản 1234/BNNPTNT-KTHT", ["1234/BNNPTNT-KTHT"]),
    ("Công văn 456/UBND-KGVX", ["456/UBND-KGVX"]),
    ("văn bản số 789/TTg-NN", ["789/TTg-NN"]),
    ("Sắc lệnh số 65/SL", ["65/SL"]),
    ("Sắc lệnh 65-SL ngày 23/11/1945", ["65/SL"]),
    ("Decree No. 65/SL of 1945", ["65/SL"]),
    ("Lệnh số 12/2025/L-CTN", ["12/2025/L-CTN"]),
    ("12/2025/L-CTN", ["12/2025/L-CTN"]),
    ("Văn bản hợp nhất 15/VBHN-VPQH", ["15/VBHN-VPQH"]),
    ("15/VBHN-VPQH", ["15/VBHN-VPQH"]),
    ("403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN", ["403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN"]),
    ("403/2017/NQLT-UBTVQH14-CP-DCTUBTWMTTQVN", ["403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN"]),
    ("Quyết định 1523-QĐNS/TW", ["1523-QĐNS/TW"]),
    ("1523-QDNS/TW", ["1523-QĐNS/TW"]),
    ("Quyết định số 1523-QĐ-NS/TW", ["1523-QĐNS/TW"]),
    ("Quyết định 217 và 218-QĐ/TW", ["217-QĐ/TW", "218-QĐ/TW"]),
    ("217 và 218-QĐ/TW", ["217-QĐ/TW", "218-QĐ/TW"]),
    ("Decisions 217 and 218-QD/TW", ["217-QĐ/TW", "218-QĐ/TW"]),
    ("第217和218-QĐ/TW号决定", ["217-QĐ/TW", "218-QĐ/TW"]),
    ("القرارين 217 و218-QĐ/TW", ["217-QĐ/TW", "218-QĐ/TW"]),
    ("มติที่ ๒๑๗ และ ๒๑๘-QĐ/TW", ["217-QĐ/TW", "218-QĐ/TW"]),
    ("Nghị quyết số 18, 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("Nghị quyết số 18, số 19 và số 20-NQ/TW", ["18-NQ/TW", "19-NQ/TW", "20-NQ/TW"]),
    ("các Nghị định 29 và 30/2020/NĐ-CP", ["29/2020/NĐ-CP", "30/2020/NĐ-CP"]),
    ("Nghị định 30/2020/NĐ-CP", ["30/2020/NĐ-CP"]),
    ("Thông tư liên tịch 01/2019/TTLT-BNV-BTC", ["01/2019/TTLT-BNV-BTC"]),
    ("08/2001/TTLT/BTP-BNV", ["08/2001/TTLT-BTP-BNV"]),
    ("Quyết định 1234/QĐ-TTg", ["1234/QĐ-TTg"]),
    ("Công điện 02/CĐ-TTg", ["02/CĐ-TTg"]),
    ("Kế hoạch 12/KH-UBND", ["12/KH-UBND"]),
    ("Nghị quyết 27/NQ-CP", ["27/NQ-CP"]),
    ("Nghị quyết 30a/2008/NQ-CP", ["30a/2008/NQ-CP"]),
    ("18-NQ/TW và 05-CT/TW", ["18-NQ/TW", "05-CT/TW"]),
    ("62-QĐi/TU", ["62-QĐi/TU"]),
    ("43/2023/QĐ-UBND", ["43/2023/QĐ-UBND"]),
    ("Hướng dẫn 06-HD/BDVTW", ["06-HD/BDVTW"]),
    ("Thông tri 02-TT/TW", ["02-TT/TW"]),
    ("Quy chế 12-QC/TW", ["12-QC/TW"]),
    ("Công văn 123-CV/BTCTW", ["123-CV/BTCTW"]),
    ("45/BC-BDVTU", ["45/BC-BDVTU"]),
    ("Kế hoạch 88/KH-MTTW-BTT", ["88/KH-MTTW-BTT"]),
    ("88/KH-MTTW-BTT", ["88/KH-MTTW-BTT"]),
    ("12/2023/TT-BCA", ["12/2023/TT-BCA"]),
    ("Nghị quyết số 25 - NQ / TW", ["25-NQ/TW"]),
    ("CHỈ THỊ 33/CT-TTG", ["33/CT-TTg"]),
    ("25-NQ/TWngày 3/6/2013", ["25-NQ/TW"]),
    ("25-NQ/TW(03/6/2013)", ["25-NQ/TW"]),
    ("Nghị quyết số25-NQ/TW", ["25-NQ/TW"]),
    ("25-NQ/T.Ư", ["25-NQ/TW"]),
    ("25-NQ/T.W", ["25-NQ/TW"]),
    ("Nghị định số 36/CP", ["36/CP"]),
    ("Nghị định 169-HĐBT", ["169-HĐBT"]),
    ("Quyết định 13/HĐBT", ["13-HĐBT"]),
    ("Chỉ thị 406-TTg", ["406/TTg"]),
    ("Luật Báo chí số 29-LCT/HĐNN8", ["29-LCT/HĐNN8"]),
    ("Pháp lệnh số 19-L/CTN", ["19-L/CTN"]),
    ("Nghị quyết 05-NQ/ĐUCA", ["05-NQ/ĐUCA"]),
    ("Nghị quyết 1656-NQ/QUTW", ["1656-NQ/QUTW"]),
    ("02/2022/NQ-HĐTP", ["02/2022/NQ-HĐTP"]),
    ("Thông báo kết luận 13-TBKL/TW", ["13-TBKL/TW"]),
    ("मतदान प्रस्ताव संख्या २५-NQ/TW", ["25-NQ/TW"]),
    ("القرار رقم ٢٥-NQ/TW", ["25-NQ/TW"]),
    ("សេចក្ដីសម្រេច ២៥-NQ/TW", ["25-NQ/TW"]),
    ("ມະຕິເລກທີ ໒໕-NQ/TW", ["25-NQ/TW"]),
    ("постановление №30/2020/NĐ-CP", ["30/2020/NĐ-CP"]),
    ("Thông tư 05/2023/TT-BGDĐT", ["05/2023/TT-BGDĐT"]),
    ("Thông tư 05/2023/TT-BGDDT", ["05/2023/TT-BGDĐT"]),
    ("Quyết định 22/2023/QĐ-TTg", ["22/2023/QĐ-TTg"]),
    ("29-ĐA/TU", ["29-ĐA/TU"]),
    ("29-DA/TU", ["29-ĐA/TU"]),
    ("01/2022/QĐ-CTN", ["01/2022/QĐ-CTN"]),
    ("Quy định 144-QĐ/TW", ["144-QĐ/TW"]),
    ("Kết luận số 123-KL/TW ngày 24/01/2025", ["123-KL/TW"]),
    ("Nghị quyết 202/2025/QH15 và Luật 72/2025/QH15", ["202/2025/QH15", "72/2025/QH15"]),
    ("12/2022/TTLT-VKSNDTC-TANDTC-BCA", ["12/2022/TTLT-VKSNDTC-TANDTC-BCA"]),
    ("Hướng dẫn 24-HD/BTGDVTW", ["24-HD/BTGDVTW"]),
    ("Chương trình 03-CTr/BDVTW-BCSĐCP", ["03-CTr/BDVTW-BCSĐCP"]),
    ("Kế hoạch 21/KHPH-BDV-BCH", ["21/KHPH-BDV-BCH"]),
    ("Công văn số 45/SNV-CCHC", ["45/SNV-CCHC"]),
    (
        "Căn cứ Quyết định số 18/2023/QĐ-UBND ngày 02 tháng 5 năm 2023 của UBND tỉnh, Công văn 123/SNN-KL, Hướng dẫn số 01-HD/BTGDVTU",
        ["18/2023/QĐ-UBND", "123/SNN-KL", "01-HD/BTGDVTU"],
    ),
    ("Theo Sắc lệnh số 63/SL ngày 22/11/1945, Sắc lệnh 77/SL và 11/SL", ["63/SL", "77/SL", "11/SL"]),
    ("65/SL ngày 23/11/1945", ["65/SL"]),
    ("Директива № 33/2021/CT-TTg и указ № 65/SL", ["33/CT-TTg", "65/SL"]),
    ("第65/SL号敕令", ["65/SL"]),
    ("第36/CP号法令", ["36/CP"]),
    ("Nghị định của Chính phủ số 36/CP", ["36/CP"]),
    ("Nghị quyết liên tịch số 09/2008/NQLT-CP-UBTƯMTTQVN", ["09/2008/NQLT-CP-UBTƯMTTQVN"]),
    ("NGHỊ QUYẾT SỐ 18-NQ/TW", ["18-NQ/TW"]),
    (
        "Resolution 57-NQ/TW, Resolutions 59-NQ/TW, 66-NQ/TW and 68-NQ/TW",
        ["57-NQ/TW", "59-NQ/TW", "66-NQ/TW", "68-NQ/TW"],
    ),
    ("Resolutions 57, 59, 66 and 68-NQ/TW", ["57-NQ/TW", "59-NQ/TW", "66-NQ/TW", "68-NQ/TW"]),
    ("Nghị quyết số 57, 59, 66, 68-NQ/TW", ["57-NQ/TW", "59-NQ/TW", "66-NQ/TW", "68-NQ/TW"]),
    ("Quyết định số: 1234 /QĐ - TTg", ["1234/QĐ-TTg"]),
    ("Quyết định 217\u2011QĐ/TW; 218—QĐ/TW", ["217-QĐ/TW", "218-QĐ/TW"]),
    ("(số 25-NQ/TW)", ["25-NQ/TW"]),
    ("Thông tư 02/2023/TT-BNNMT", ["02/2023/TT-BNNMT"]),
    ("02/2025/TT-BDTTG", ["02/2025/TT-BDTTG"]),
    ("Nghị quyết 190/2025/QH15", ["190/2025/QH15"]),
    ("国会第190/2025/QH15号决议", ["190/2025/QH15"]),
    ("قرار الجمعية الوطنية رقم ١٩٠/٢٠٢٥/QH15", ["190/2025/QH15"]),
    ("\u200f٢٥-NQ/TW\u200f و\u200f٢٣-QD/TW", ["25-NQ/TW", "23-QĐ/TW"]),
    ("มติ 18-NQ/TWและ19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("ມະຕິເລກທີ ໑໘ ແລະ ໑໙-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("សេចក្ដីសម្រេចលេខ ១៨ និង ១៩-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("संकल्प 18 और 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("결의 18과 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("決議第18と19-NQ/TW号", ["18-NQ/TW", "19-NQ/TW"]),
    ("Resoluciones 18 y 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("Beschlüsse Nr. 18 und 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("les résolutions n° 18 et 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("резолюции № 18 и 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("Resolusi 18 dan 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
    ("Quyết định số 2345/QĐ-BNV, văn bản 345/MTTW-BTT", ["2345/QĐ-BNV", "345/MTTW-BTT"]),
    ("Kế hoạch số 12-KH/BTGDVTW", ["12-KH/BTGDVTW"]),
    ("Quyết định 99-QĐ/TW và Quy định số 37-QĐ/TW", ["99-QĐ/TW", "37-QĐ/TW"]),
    ("Chương trình hành động 20-CTrHĐ/TU", ["20-CTrHĐ/TU"]),
    ("Kế hoạch 02/KHPH-BDV-CA", ["02/KHPH-BDV-CA"]),
    ("Nghị định 60/2003/NĐ – CP", ["60/2003/NĐ-CP"]),
    ("Luật số: 10/2022/QH15", ["10/2022/QH15"]),
    ("Luật số 10 /2022/ QH 15", ["10/2022/QH15"]),
    ("Quy chế số 01/QCPH-UBND-MTTQ", ["01/QCPH-UBND-MTTQ"]),
    ("Chỉ thị 12/CT-BCA-V05", ["12/CT-BCA"]),
    ("Thông tư số 123/2020/TT-BQP, Chỉ thị số 124/CT-BTL", ["123/2020/TT-BQP", "124/CT-BTL"]),
    ("Hướng dẫn số 135/HD-CT", ["135/HD-CT"]),
    ("Nghị quyết số 05/NQ-HĐND, 06/NQ-HĐND", ["05/NQ-HĐND", "06/NQ-HĐND"]),
    ("Quyết định 45-QĐ/BTCTW", ["45-QĐ/BTCTW"]),
    ("Nghị quyết số 28-NQ/TW, Khóa XIII", ["28-NQ/TW"]),
    ("Kết luận 54-KL/TW,Kết luận 102-KL/TW", ["54-KL/TW", "102-KL/TW"]),
    ("Công văn số 1234-CV/TU", ["1234-CV/TU"]),
    ("Công văn số 4567/UBND-NC ngày 1/2/2024", ["4567/UBND-NC"]),
    ("Công văn số 6789/VPCP-QHĐP", ["6789/VPCP-QHĐP"]),
    ("Quyết định số 217 -QĐ/TW, 218 -QĐ/TW", ["217-QĐ/TW", "218-QĐ/TW"]),
    ("Quyết định 217/QĐ-TW, 218/QĐ-TW", ["217-QĐ/TW", "218-QĐ/TW"]),
    ("Kết luận số 126-KL/TW và 127-KL/TW, ngày 28-2-2025", ["126-KL/TW", "127-KL/TW"]),
    ("Nghị quyết số 1668/NQ-UBTVQH15, Nghị quyết 76/2025/UBTVQH15", ["1668/NQ-UBTVQH15", "76/2025/UBTVQH15"]),
    ("Quyết định số 58/QĐ-MTTW-BTT", ["58/QĐ-MTTW-BTT"]),
    ("Hướng dẫn 37/HD-LĐLĐ; Kế hoạch 22/KH-HND; 15/KH-BTV", ["37/HD-LĐLĐ", "22/KH-HND", "15/KH-BTV"]),
]


@pytest.mark.parametrize(("text", "numbers"), FORMS, ids=[row[0] for row in FORMS])
def test_number_in_each_form(text: str, numbers: list[str]) -> None:
    assert [document.number for document in find_documents(text)] == numbers


OTHER_NUMBERS = [
    "Giá 25.000 đồng/kg, 12/CP",
    "giá 20.500 đồng/CP",
    "xe 29A-123.45, 51G-678.90",
    "mã 12-AB/CD-34",
    "tỷ lệ 3/4, 50/50, 24/7",
    "0912-345-678 hoặc 024/3823",
    "ISBN 978-604-57-1234-5",
    "ngày 12/3/2024, 12-03-2024",
    "thắng 3-1, 2/1",
    "ISO/IEC 27001:2013, TCVN 5945-2005",
    "QL1A, ĐT 741, tỉnh lộ 12/TL",
    "chuyến bay VN-123, VJ 456/HAN-SGN",
    "số 12/34 phố Huế",
    "nhà số 12/KH Thụy Khuê",
    "lớp 10A1, 12-CT/A",
    "lớp 12/TT-Anh",
    "máy bay Su-30/MK2, Boeing 737-800",
    "tàu 571-KN/VN",
    "năm 2013 và 2014",
    "5/10-CP",
    "lô số 12-KH/BT",
    "căn 12-TT/BH, biển số 15-TB/HP",
    "cổ phiếu 45/VNM-HOSE",
    "kênh 3-TT/VTV",
    "2/CT-scan",
    "Quyển 12/TTr",
    "A25-NQ/TW",
    "Đoạn Km12-Km15/QL-1A",
    "số lượng 65/SL",
    "65/SL",
    "Mercedes 300-SL",
    "12-HD/FullHD",
    "trận 2-CT/TT",
    "5-QD/day",
    "16-BC/AD",
    "bảng 4-KL/kg",
    "1-TB/NAS giá 3 triệu",
    "mã lớp 21-CTr/K5",
    "Thông tin 24/24",
    "3/2-TP.HCM",
    "phòng 12-BC/A2",
    "USB 64-TT/OTG",
    "10-KH/CN",
    "Tỷ giá 1/BTC-USD",
    "Tuyển 20/40 chỉ tiêu; 3/KH-XH",
    "giai đoạn 2020/2021-2025",
    "CT 64/CT-Scanner, MRI 3-T/HD",
    "mã hàng 12-TB/HN",
    "Nhà số 12-TB/TT Trần Hưng Đạo",
    "giải 3-CT/HSG",
    "VT-12/QH",
    "số 15-TT/HL (thửa)",
    "xe số 12-KH/TW1",
    "điểm 9/10, 10-QĐ",
    "km12/QL-14",
    "2/2025/U23-VN",
    "U23/2025/QH",
    "Điều 5 và 25/30",
    "huyết áp 120/80-TB",
    "đội hình 4-3-3, 3/5/2",
    "0/CP-BS",
    "Boeing-777/VN-A861",
    "lớp 10/CT-A1",
    "bến 5/KH-Q4, ĐT 028/3822-1234",
    "1/500, 1/2.000, 1/QH",
    "quy hoạch 1/2000/QH",
    "Hà Nội 12/2023/TTXVN",
    "(12/2023/TTXVN)",
    "tháng 5/2024/BNV",
    "ngày 5/QĐ",
    "5G/NQ",
    "10 TB/SSD",
    "tập 12/TT-HD",
    "theo tiêu chuẩn số 12-TB/HD",
    "3-D/HD-TV",
    "12/UBND-",
    "báo số 12/BTT-HN",
    "tốc độ 100-TB/s",
    "kỳ 12/TW",
]


@pytest.mark.parametrize("text", OTHER_NUMBERS)
def test_other_numbers_are_no_documents(text: str) -> None:
    assert find_documents(text) == ()


KINDS = [
    ("Nghị quyết số 1211/2016/UBTVQH13", "NQ", "UBTVQH"),
    ("Pháp lệnh số 02/2022/UBTVQH15", "PL", "UBTVQH"),
    ("第190/2025/QH15号决议", "NQ", "QH"),
    ("Luật số 80/2015/QH13", "L", "QH"),
    ("Luật Đất đai số 24-L/CTN", "L", "CTN"),
    ("Pháp lệnh số 19-L/CTN", "PL", "CTN"),
    ("Pháp lệnh số 34-LCT/HĐNN8", "PL", "HĐNN"),
    ("Lệnh số 12/2025/L-CTN", "Lệnh", "CTN"),
    ("Công văn 5678/BNV-CCHC", "CV", "BNV"),
    ("Quyết định 1523-QĐNS/TW", "QĐ", "TW"),
    ("Sắc lệnh 65/SL", "SL", "CTN"),
    ("Nghị định 36/CP", "NĐ", "CP"),
    ("Quyết định 217-HĐBT", "QĐ", "HĐBT"),
]


@pytest.mark.parametrize(("text", "kind", "issuer"), KINDS, ids=[row[0] for row in KINDS])
def test_kind_and_issuer_of_a_number(text: str, kind: str, issuer: str) -> None:
    (document,) = find_documents(text)
    assert (document.kind, document.issuer) == (kind, issuer)


LISTS = [
    ("a year before is no number", "năm 2013 và 218-QĐ/TW", ["218-QĐ/TW"]),
    ("nor is an article of a law", "Điều 23 và 25-NQ/TW", ["25-NQ/TW"]),
    ("nor is a count of people", "có 35 đại biểu và 218-QĐ/TW", ["218-QĐ/TW"]),
    ("far numbers need a kind's name", "Resolutions 4 and 25-NQ/TW", ["04-NQ/TW", "25-NQ/TW"]),
    ("far numbers without one", "trong 4 và 25-NQ/TW", ["25-NQ/TW"]),
    ("a price", "giá 3.217 và 218-QĐ/TW", ["218-QĐ/TW"]),
]


@pytest.mark.parametrize(("text", "numbers"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_a_list_shares_the_code_of_its_last_number(text: str, numbers: list[str]) -> None:
    assert [document.number for document in find_documents(text)] == numbers


def test_a_listed_number_is_cited_with_the_code_it_shares() -> None:
    first, second = find_documents("217 và 218-QĐ/TW ngày 12/12/2013")
    assert (first.cited_as, second.cited_as) == ("217 và 218-QĐ/TW", "218-QĐ/TW")


def test_a_number_longer_than_any_is_none() -> None:
    assert find_documents("Nghị quyết 12/NQ-" + "-".join(["BNV"] * 30)) == ()


_digits = st.integers(0, 99999).map(str)
_pieces = st.one_of(
    _digits,
    st.builds("{}/{}".format, _digits, _digits),
    st.builds("{}-{}".format, _digits, _digits),
    st.builds("{}.{}/kg".format, _digits, _digits),
    st.builds("29{}-{}".format, st.sampled_from("ABCDEFGH"), _digits),
    st.builds("{}-{}".format, st.sampled_from(["VN", "QL", "Su", "ISO", "TCVN", "ĐT"]), _digits),
    st.sampled_from(
        [
            "Nghị quyết",
            "số",
            "của",
            "ngày 3/6/2013",
            "ໃນ",
            "และ",
            "و",
            "第",
            "号",
            "№",
            "QĐ",
            "TW",
            "và",
            "Article",
            "2025",
        ]
    ),
)


@settings(deadline=None)  # patterns are compiled on first use
@given(st.lists(_pieces, max_size=12).map(" ".join))
def test_text_without_a_code_after_its_numbers_cites_nothing(text: str) -> None:
    assert find_documents(text) == ()
