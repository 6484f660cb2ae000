"""Bodies of mass mobilization at work, the practice without its name, and what neither of them is."""

import pytest

from articles.catalogue import SITE_LANGUAGES
from articles.catalogue.practice import ANY_LANGUAGE, CUES, load_practice, practice_languages
from articles.grouping.folding import fold_case
from articles.grouping.topics import family_of
from articles.grouping.wording.practice import (
    ABROAD_SCORE,
    GUESTS_SCORE,
    NEEDED,
    _bodies,
    _sentences,
    _words,
    read_wording,
)

BODIES = [
    ("vi", "Ban Dân vận Trung ương"),
    ("vi", "Ban Tuyên giáo và Dân vận Tỉnh ủy"),
    ("vi", "Ban Tuyên giáo & Dân vận Thành ủy"),
    ("vi", "Ban Dân vận - Mặt trận"),
    ("vi", "khối Dân vận xã"),
    ("vi", "Phòng Dân vận Công an tỉnh"),
    ("vi", "Cục Dân vận"),
    ("vi", "Ban Xây dựng Đảng, Tuyên giáo và Dân vận"),
    ("vi", "Ban Dân vận - Tuyên giáo"),
    ("vi", "Ban Dan van Tinh uy"),
    ("en", "Central Commission for Mass Mobilization"),
    ("en", "Party Central Committee's Commission for Communications, Education and Mass Mobilisation"),
    ("en", "Commission for Information, Education and Mass Mobilization"),
    ("en", "Department of Propaganda and Mass Mobilization"),
    ("en", "Provincial Mass Mobilization Board"),
    ("en", "Board for Mass Mobilisation"),
    ("en", "Mass Mobilisation Department"),
    ("en", "Commission on Publicity, Education and Mass Mobilization"),
    ("en", "Propaganda and Mass Mobilization Commission"),
    ("en", "People's Mobilization Commission"),
    ("en", "mass mobilisation officers"),
    ("en", "Commission for Popular Mobilization"),
    ("en", "Mass Work Department"),
    ("en", "Public Mobilization Committee"),
    ("zh", "中央民运部"),
    ("zh", "省委宣教与民运部"),
    ("zh", "宣教和民运委员会"),
    ("zh", "中央宣教民运委员会"),
    ("zh", "省委民運處"),
    ("zh", "群众工作部"),
    ("zh", "民众动员委员会"),
    ("zh", "大众动员委员会"),
    ("zh", "群眾動員委員會"),
    ("zh", "民运干部"),
    ("zh", "宣传教育与群众动员委员会"),
    ("ja", "中央大衆動員委員会"),
    ("ja", "宣伝・大衆動員委員会"),
    ("ja", "宣伝教育・大衆動員委員会"),
    ("ja", "民運部"),
    ("ja", "大衆運動委員会"),
    ("ja", "人民動員委員会"),
    ("ja", "大衆動員局"),
    ("ja", "省党委の大衆動員部門"),
    ("ja", "宣伝教育および民衆動員委員会"),
    ("ko", "중앙대중동원위원회"),
    ("ko", "선전 및 대중 동원 위원회"),
    ("ko", "선전교육·대중동원위원회"),
    ("ko", "대중동원부"),
    ("ko", "민중동원위원회"),
    ("ko", "대중운동위원회"),
    ("ko", "민운부"),
    ("ko", "당 대중동원국"),
    ("fr", "Commission centrale de mobilisation des masses"),
    ("fr", "Commission de la sensibilisation, de l'éducation et de la mobilisation des masses"),
    ("fr", "Commission de mobilisation populaire"),
    ("fr", "Département de la propagande et de la mobilisation de masse"),
    ("fr", "Comité de mobilisation de masse"),
    ("fr", "Bureau de mobilisation des masses"),
    ("fr", "Commission de communication, d'éducation et de mobilisation auprès des masses"),
    ("fr", "cadres de la mobilisation des masses"),
    ("fr", "service de mobilisation du peuple"),
    ("de", "Kommission für Massenmobilisierung"),
    ("de", "Zentrale Kommission für Massenmobilisierung"),
    ("de", "Kommission für Information, Bildung und Massenmobilisierung"),
    ("de", "Abteilung für Propaganda und Massenmobilisierung"),
    ("de", "Massenmobilisierungskommission"),
    ("de", "Massenmobilisierungsabteilungen"),
    ("de", "Ausschuss für Massenmobilisierung"),
    ("de", "der Kommission für die Mobilisierung der Massen"),
    ("de", "Zentralkomitee für Massenmobilisierung"),
    ("de", "Amt für Massenmobilisierung"),
    ("de", "Kommission für Volksmobilisierung"),
    ("es", "Comisión Central de Movilización de Masas"),
    ("es", "Comisión de Comunicación, Educación y Movilización de Masas"),
    ("es", "Departamento de Propaganda y Movilización de Masas"),
    ("es", "Comité de Movilización de Masas"),
    ("es", "Consejo del Trabajo de Masas"),
    ("es", "Comisión de Movilización Popular"),
    ("es", "Comisión de Divulgación, Educación y Movilización de Masas"),
    ("es", "cuadros de movilización de masas"),
    ("es", "Comisión para la Movilización de las Masas"),
    ("pt", "Comissão Central de Mobilização de Massas"),
    ("pt", "Comissão de Propaganda, Educação e Mobilização de Massas"),
    ("pt", "Departamento de Mobilização de Massas"),
    ("pt", "Comitê Central de Mobilização de Massas"),
    ("pt", "Comité de Mobilização das Massas"),
    ("pt", "Comissão de Mobilização Popular"),
    ("pt", "quadros de mobilização de massas"),
    ("pt", "Comissão de Comunicação, Educação e Mobilização em Massa"),
    ("it", "Commissione centrale per la mobilitazione delle masse"),
    ("it", "Commissione per l'informazione, l'educazione e la mobilitazione di massa"),
    ("it", "Dipartimento di propaganda e mobilitazione di massa"),
    ("it", "Comitato per la mobilitazione popolare"),
    ("it", "Ufficio per la mobilitazione delle masse"),
    ("it", "Commissione di Mobilitazione di Massa"),
    ("it", "quadri della mobilitazione di massa"),
    ("ru", "Комиссия по массовой мобилизации"),
    ("ru", "Комиссией ЦК по массовой мобилизации"),
    ("ru", "Комиссии по пропаганде и массовой мобилизации"),
    ("ru", "Отдел пропаганды и массовой мобилизации"),
    ("ru", "Комитетом по массовой мобилизации"),
    ("ru", "отделе по работе с массами"),
    ("ru", "Комиссия по пропаганде, просвещению и мобилизации масс"),
    ("ru", "сотрудники отдела массовой мобилизации"),
    ("ru", "Комиссию по народной мобилизации"),
    ("ru", "Комиссия ЦК КПВ по информации, воспитанию и массовой мобилизации"),
    ("uk", "Комісія з масової мобілізації"),
    ("uk", "Комісією ЦК з масової мобілізації"),
    ("uk", "Комісії з пропаганди та мобілізації мас"),
    ("uk", "Відділ пропаганди та масової мобілізації"),
    ("uk", "Комітетом з масової мобілізації"),
    ("uk", "відділі роботи з масами"),
    ("uk", "Комісію з народної мобілізації"),
    ("uk", "працівники відділу масової мобілізації"),
    ("ar", "لجنة التعبئة الجماهيرية"),
    ("ar", "اللجنة المركزية للتعبئة الجماهيرية"),
    ("ar", "ولجنة الدعاية والتعبئة الجماهيرية"),
    ("ar", "إدارة الدعاية والتعبئة الجماهيرية"),
    ("ar", "لجنة الإعلام والتثقيف والتعبئة الجماهيرية"),
    ("ar", "للجنة التعبئة الشعبية"),
    ("ar", "قسم التعبئة الجماهيرية"),
    ("ar", "لجان التعبئة الجماهيرية"),
    ("ar", "كوادر العمل الجماهيري"),
    ("hi", "केंद्रीय जन लामबंदी आयोग"),
    ("hi", "प्रचार और जन लामबंदी आयोग"),
    ("hi", "प्रचार, शिक्षा एवं जन-लामबंदी आयोग"),
    ("hi", "जन लामबंदी विभाग"),
    ("hi", "जन गोलबंदी समिति"),
    ("hi", "जन लामबंदी बोर्ड के"),
    ("hi", "जन लामबंदी कार्यकर्ताओं"),
    ("th", "คณะกรรมการระดมมวลชนกลาง"),
    ("th", "คณะกรรมาธิการระดมมวลชน"),
    ("th", "คณะกรรมการโฆษณาชวนเชื่อและระดมมวลชน"),
    ("th", "คณะกรรมการรณรงค์มวลชนส่วนกลาง"),
    ("th", "คณะกรรมการระดมพลมวลชนกลาง"),
    ("th", "กรมระดมมวลชน"),
    ("th", "ฝ่ายระดมมวลชน"),
    ("lo", "ຄະນະຂົນຂວາຍມະຫາຊົນສູນກາງ"),
    ("lo", "ຄະນະໂຄສະນາ ແລະ ຂົນຂວາຍມະຫາຊົນ"),
    ("lo", "ຄະນະໂຄສະນາອົບຮົມ ແລະ ຂົນຂວາຍມະຫາຊົນ"),
    ("lo", "ພະແນກຂົນຂວາຍມະຫາຊົນ"),
    ("lo", "ຄະນະກຳມະການລະດົມມະຫາຊົນ"),
    ("lo", "ພະນັກງານຂົນຂວາຍມະຫາຊົນ"),
    ("km", "គណៈកម្មាធិការចលនាមហាជន"),
    ("km", "គណៈកម្មការចលនាមហាជនមជ្ឈិម"),
    ("km", "គណៈកម្មាធិការឃោសនា និងចលនាមហាជន"),
    ("km", "គណៈចល័តមហាជន"),
    ("km", "នាយកដ្ឋានចល័តមហាជន"),
    ("km", "មន្ត្រីចលនាមហាជន"),
    ("km", "គណៈកម្មាធិការឃោសនាអប់រំ និងចល័តមហាជន"),
    ("id", "Komisi Mobilisasi Massa Pusat"),
    ("id", "Komisi Propaganda dan Mobilisasi Massa"),
    ("id", "Komisi Penerangan, Pendidikan, dan Mobilisasi Massa"),
    ("id", "Departemen Mobilisasi Massa"),
    ("id", "Komite Mobilisasi Rakyat"),
    ("id", "Badan Penggerakan Massa"),
    ("id", "Tim Mobilisasi Massa"),
    ("id", "Suruhanjaya Mobilisasi Massa"),
    ("id", "Suruhanjaya Propaganda dan Mobilisasi Massa"),
    ("id", "Jawatankuasa Penggerak Massa"),
    ("id", "Jabatan Mobilisasi Massa"),
]


@pytest.mark.parametrize(("language", "name"), BODIES)
def test_official_names_and_their_translations_are_bodies(language: str, name: str) -> None:
    words = _words(language, plain=name.isascii() and language == "vi")
    assert words is not None
    (sentence,) = _sentences(fold_case(name), "", words.all)[:1]
    assert _bodies(sentence)


AT_WORK = [
    ("vi", "Ban Tuyên giáo và Dân vận Đảng ủy xã xuống thôn nghe dân nói về tái định cư."),
    ("vi", "Phòng Dân vận tổ chức khảo sát tình hình công nhân khu trọ."),
    ("en", "The provincial Mass Mobilization Commission met weavers and settled their dispute."),
    ("de", "Die Kommission für Massenmobilisierung besuchte die Weberinnen und hörte sich ihre Klagen an."),
    ("fr", "La Commission de mobilisation des masses a écouté les tisserands du hameau."),
    ("es", "La Comisión de Movilización de Masas escuchó a los tejedores de la aldea."),
    ("pt", "A Comissão de Mobilização de Massas ouviu os tecelões da aldeia."),
    ("it", "La Commissione per la mobilitazione delle masse ha ascoltato i tessitori del villaggio."),
    ("ru", "Комиссия по массовой мобилизации выслушала ткачей деревни."),
    ("uk", "Комісія з масової мобілізації вислухала ткачів села."),
    ("zh", "省委民运部走访织布村，听取村民意见。"),
    ("ja", "大衆動員委員会が織物の村の住民の意見を聞いた。"),
    ("ko", "대중동원위원회가 직물 마을 주민의 의견을 들었다."),
    ("ar", "استمعت لجنة التعبئة الجماهيرية إلى سكان قرية النسيج."),
    ("hi", "जन लामबंदी आयोग ने बुनकरों के गाँव में लोगों की शिकायतें सुनीं।"),
    ("th", "คณะกรรมการระดมมวลชนลงพื้นที่รับฟังชาวบ้านช่างทอ"),
    ("lo", "ຄະນະຂົນຂວາຍມະຫາຊົນ ລົງຮັບຟັງຊາວບ້ານຕ່ຳຫູກ."),
    ("km", "គណៈកម្មាធិការចលនាមហាជនចុះស្តាប់អ្នកភូមិត្បាញ។"),
    ("id", "Komisi Mobilisasi Massa mendengar keluhan penenun di desa."),
]


@pytest.mark.parametrize(("language", "lead"), AT_WORK)
def test_a_body_at_work_is_a_sign(language: str, lead: str) -> None:
    (sign,) = read_wording("", lead, "", language=language, named=False)
    assert sign.score > 0


AMONG_GUESTS = [
    ("vi", "Dự lễ khánh thành có đại diện Ban Xây dựng Đảng, Tuyên giáo và Dân vận cùng các nhà thầu."),
    ("en", "The opening was attended by the head of the Mass Mobilization Commission and two singers."),
    ("de", "Unter den Gästen war ein Vertreter der Kommission für Massenmobilisierung."),
    ("ru", "Среди гостей был представитель Комиссии по массовой мобилизации."),
    ("ja", "開会式には大衆動員委員会の代表が出席した。"),
]


@pytest.mark.parametrize(("language", "lead"), AMONG_GUESTS)
def test_a_body_among_guests_speaks_against(language: str, lead: str) -> None:
    (sign,) = read_wording("", lead, "", language=language, named=True)
    assert sign.score == GUESTS_SCORE


PRACTICE = [
    ("persuading", "vi", "Bí thư chi bộ đến từng nhà phân tích, các hộ tự nguyện lùi rào mở ngõ."),
    ("without marks", "vi", "Bi thu chi bo den tung nha phan tich, cac ho tu nguyen lui rao mo ngo."),
    (
        "living together",
        "en",
        "In a Vietnamese hamlet soldiers lived with families and helped them mend the dyke.",
    ),
    (
        "ten families",
        "es",
        "En Vietnam, la célula del Partido formó grupos de diez familias que resuelven disputas.",
    ),
    ("police", "it", "In Vietnam la polizia va di casa in casa ad ascoltare gli abitanti."),
]


@pytest.mark.parametrize(
    ("language", "lead"), [row[1:] for row in PRACTICE], ids=[row[0] for row in PRACTICE]
)
def test_practice_is_told_without_its_name(language: str, lead: str) -> None:
    (sign,) = read_wording("", lead, "", language=language, named=False)
    assert sign.score > 0


NO_PRACTICE = [
    (
        "nobody who does it",
        "en",
        "Nurses in Vietnam went from house to house and explained the vaccine to families.",
    ),
    ("one way only", "en", "Vietnamese soldiers helped families harvest rice."),
    ("another country", "en", "Soldiers lived with families of the village and helped them mend the dyke."),
    (
        "other subjects",
        "vi",
        "Công an đến từng nhà, vận động dân khai báo vụ trộm; nghi phạm là lao động công ty du lịch.",
    ),
    ("trade", "vi", "Nông dân thu hoạch lúa, giá lúa ở các thôn tăng."),
    ("a language without words", "nl", "Soldaten woonden bij families in Vietnam en hielpen met de oogst."),
    ("empty", "vi", ""),
]


@pytest.mark.parametrize(
    ("language", "lead"), [row[1:] for row in NO_PRACTICE], ids=[row[0] for row in NO_PRACTICE]
)
def test_what_is_no_practice_gives_no_sign(language: str, lead: str) -> None:
    assert read_wording("", lead, "", language=language, named=False) == ()


ABROAD = [
    ("unrest", "fr", "Les syndicats appellent à une mobilisation de masse contre la réforme."),
    ("a country", "en", "Kenya plans a mass mobilisation to plant trees."),
    ("a city", "es", "Movilización de masas en Nairobi a favor del agua."),
    ("an inflected country", "ru", "В Эфиопии началась массовая мобилизация для посадки деревьев."),
    ("a country in a script without spaces", "ja", "ケニアで植樹のための大衆動員が始まった。"),
]


@pytest.mark.parametrize(("language", "lead"), [row[1:] for row in ABROAD], ids=[row[0] for row in ABROAD])
def test_a_text_about_another_country_speaks_against(language: str, lead: str) -> None:
    (sign,) = read_wording("", lead, "", language=language, named=True)
    assert sign.score == ABROAD_SCORE


def test_another_country_beside_vietnam_does_not() -> None:
    lead = "Vietnam and Kenya exchange experience of mass mobilisation."
    assert read_wording("", lead, "", language="en", named=True) == ()


def test_a_headline_with_the_body_is_judged_with_the_sentence_after_it() -> None:
    title = "Mass Mobilization Commission visits weavers"
    at_work = read_wording(title, "Staff spent a week in Bac Ninh.", "", language="en", named=True)
    guests = read_wording(title, "Guests included two ministers.", "", language="en", named=True)
    assert [sign.score > 0 for sign in at_work] == [True]
    assert not any(sign.score > 0 for sign in guests)


def test_the_lead_and_the_text_that_begins_with_it_are_read_once() -> None:
    lead = "Bí thư chi bộ đến từng nhà phân tích."
    text = f"{lead} Các hộ tự nguyện lùi rào mở ngõ."
    assert read_wording("", lead, text, language="vi", named=False) == read_wording(
        "", "", text, language="vi", named=False
    )


def test_every_edition_has_every_list() -> None:
    needed = set(CUES) - {"home", "body", "movement"}
    for language in {family_of(language) for language in SITE_LANGUAGES}:
        words = load_practice(language)
        assert needed <= {cue for cue, phrases in words.items() if phrases}, language
        assert set(words) >= NEEDED, language


def test_every_file_can_be_read_and_no_other_is_asked_for() -> None:
    assert "vi" in practice_languages()
    assert all(load_practice(language) for language in (*practice_languages(), ANY_LANGUAGE))
    assert not load_practice("tlh")
    assert not load_practice("../terms")
