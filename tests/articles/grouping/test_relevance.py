"""Whether dân vận is the main subject, with the catalogue's own terms."""

import pytest

from articles.catalogue import load_terms, load_topics
from articles.grouping.documents import find_documents
from articles.grouping.relevance import judge
from articles.grouping.topics import Matcher, TermBase
from bench.relevance_quality import PRECISION_FLOOR, RECALL_FLOOR, measure


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return TermBase.compile(load_terms(), {t.slug: t.part_of for t in load_topics() if t.part_of})


RELEVANT = [
    ("vi", "Xã vùng cao đổi mới công tác dân vận"),
    ("vi", "Cong tac dan van o vung cao"),
    ("en", "Skilful mass mobilisation helps a commune build its road"),
    ("fr", "La mobilisation habile des masses dans un district de montagne"),
    ("es", "El ejército mejora la movilización de masas"),
    ("pt", "O exército melhora a mobilização de massas"),
    ("it", "La mobilitazione delle masse in montagna"),
    ("de", "Geschickte Massenmobilisierung im Bergland"),
    ("ru", "Улучшать работу по массовой мобилизации"),
    ("uk", "Покращення масової мобілізаційної роботи"),
    ("zh-hans", "做好新形势下的民运工作"),
    ("zh-hant", "做好新形勢下的民運工作"),
    ("ja", "巧みな大衆動員の模範を表彰"),
    ("ko", "능숙한 대중 동원 경연대회"),
    ("ar", "تعزيز عمل التعبئة الجماهيرية"),
    ("hi", "सेना में जन लामबंदी कार्य"),
    ("th", "งานระดมมวลชนในสถานการณ์ใหม่"),
    ("lo", "ວຽກງານຂົນຂວາຍມະຫາຊົນ"),
    ("km", "ការងារចល័តមហាជន"),
    ("id", "Pekerjaan mobilisasi massa di desa"),
    ("ms", "Kerja mobilisasi massa di kampung"),
    ("en", "Grassroots democracy in the communes"),
]


@pytest.mark.parametrize(("language", "sentence"), RELEVANT, ids=[f"{r[0]}-{r[1][:24]}" for r in RELEVANT])
def test_relevant_in_every_site_language(matcher: Matcher, language: str, sentence: str) -> None:
    assert judge(sentence, "", "", language=language, matcher=matcher).relevant
    assert judge("", sentence, sentence, language=language, matcher=matcher).relevant


# A committee or a person may stand in the same sentence; only a commission's own name is no subject.
ACTS_ON_THE_SUBJECT = [
    ("fr", "Le comité du Parti appelle à renforcer la mobilisation des masses"),
    ("id", "Komite Partai mendorong mobilisasi massa di desa"),
    ("th", "คณะกรรมการพรรคส่งเสริมการระดมมวลชน"),
    ("ar", "لجنة الحزب تعزز التعبئة الجماهيرية"),
    ("en", "Head of state calls for better mass mobilisation"),
    ("es", "El comité provincial refuerza la movilización de masas"),
]


@pytest.mark.parametrize(("language", "text"), ACTS_ON_THE_SUBJECT, ids=[r[0] for r in ACTS_ON_THE_SUBJECT])
def test_who_acts_does_not_hide_the_subject(matcher: Matcher, language: str, text: str) -> None:
    assert judge("", text, text, language=language, matcher=matcher).relevant


OFF_SUBJECT = [
    ("commission head receives guests", "vi", "Trưởng Ban Dân vận Trung ương tiếp khách Lào"),
    ("commission gives presents", "vi", "Ban Tuyên giáo và Dân vận Tỉnh ủy trao quà Tết"),
    ("appointment", "vi", "Ông được bổ nhiệm Phó Trưởng ban Dân vận Tỉnh ủy"),
    ("people carry goods", "vi", "Người dân vận chuyển hàng cứu trợ"),
    ("people operate", "vi", "Người dân vận hành hồ chứa, nhân dân vận động nhau"),
    ("athlete", "vi", "Vận động viên giành huy chương vàng"),
    ("capital", "vi", "Ngân hàng huy động vốn từ người dân"),
    (
        "guest list",
        "en",
        "Present were the head of the Party Central Committee's Commission for Mass Mobilisation",
    ),
    ("conscription", "en", "Partial mobilization of reservists brings a mass mobilization of protesters"),
    ("relief", "ja", "宣伝大衆動員委員会が義援金を渡した"),
    ("guest list in Thai", "th", "หัวหน้าคณะกรรมการโฆษณาชวนเชื่อและระดมมวลชนส่วนกลางต้อนรับแขก"),
    ("sport for all in Chinese", "zh-hans", "全民运动会开幕,农民运动会随后举行"),
    ("Lao state's name in Arabic", "ar", "رئيس جمهورية لاوس الديمقراطية الشعبية يزور هانوي"),
    ("Swiss votes", "de", "Direkte Demokratie in der Schweiz"),
    ("Dutch words", "nl", "Meer dan van de eerste dag"),
]


@pytest.mark.parametrize(("language", "text"), [r[1:] for r in OFF_SUBJECT], ids=[r[0] for r in OFF_SUBJECT])
def test_off_subject(matcher: Matcher, language: str, text: str) -> None:
    assert not judge(text, "", "", language=language, matcher=matcher).relevant
    assert not judge("", text, text, language=language, matcher=matcher).relevant


def test_one_mention_in_a_long_report_is_not_its_subject(matcher: Matcher) -> None:
    text = "The work of mass mobilisation was mentioned. " + "The road was opened to traffic today. " * 120
    assert not judge("A road opens", "", text, language="en", matcher=matcher).relevant


def test_a_long_report_that_keeps_coming_back_is(matcher: Matcher) -> None:
    text = ("Mass mobilisation work was reviewed. " + "Many things were said in the hall. " * 10) * 8
    assert judge("A meeting", "", text, language="en", matcher=matcher).relevant


def test_core_documents_support_and_never_suffice(matcher: Matcher) -> None:
    text = "Hội nghị quán triệt 25-NQ/TW, 23-QĐ/TW, 114-KL/TW"
    documents = find_documents(text)
    plain = judge("", text, "", language="vi", matcher=matcher)
    supported = judge("", text, "", language="vi", matcher=matcher, documents=documents)
    assert supported.score > plain.score
    assert not supported.relevant
    assert any("25-NQ/TW" in reason for reason in supported.reasons)


def test_reasons_are_never_empty(matcher: Matcher) -> None:
    assert judge("", "", "", language="vi", matcher=matcher).reasons == ("no term of the subject found",)


@pytest.mark.shared
def test_judged_rows_stay_above_the_floors(shared) -> None:
    result = measure(shared / "data" / "topics")
    assert result["precision"] >= PRECISION_FLOOR, result["mistakes"]
    assert result["recall"] >= RECALL_FLOOR, result["mistakes"]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "language"), [("id_000", "id"), ("th_004", "th"), ("uk_001", "uk")])
def test_shared_articles_are_relevant(shared, matcher: Matcher, name: str, language: str) -> None:
    text = (shared / "articles" / f"{name}.txt").read_text(encoding="utf-8")
    assert judge("", "", text, language=language, matcher=matcher).relevant
