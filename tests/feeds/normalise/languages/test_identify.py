import dataclasses
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.language_quality import main, measure
from feeds.normalise.languages.identify import (
    DECLARED_ONLY_CONFIDENCE,
    SITE_TAGS,
    Identification,
    direction,
    foreign_paragraphs,
    identify,
    normalise_tag,
)

SENTENCES = {
    "vi": "Cán bộ dân vận về từng thôn, lắng nghe ý kiến của bà con trước khi làm đường.",
    "en": "Officials went from village to village and listened to the people before the road was built.",
    "fr": "Les cadres sont allés de village en village pour écouter les habitants avant de construire la route.",
    "de": "Die Beamten gingen von Dorf zu Dorf und hörten den Bewohnern zu, bevor die Straße gebaut wurde.",
    "es": "Los funcionarios fueron de pueblo en pueblo y escucharon a los vecinos antes de construir el camino.",
    "pt": "Os funcionários foram de aldeia em aldeia e ouviram os moradores antes de construir a estrada.",
    "it": "I funzionari sono andati di villaggio in villaggio e hanno ascoltato gli abitanti prima dei lavori.",
    "id": "Para petugas mendatangi setiap desa karena pemerintah provinsi ingin mendengar pendapat warga.",
    "ms": "Pegawai kerajaan melawat setiap kampung kerana mereka mahu mendengar pandangan penduduk.",
    "ru": "Сотрудники объехали все деревни и выслушали жителей, прежде чем начать строить дорогу.",
    "uk": "Працівники об'їхали всі села й вислухали мешканців, перш ніж почати будувати дорогу.",
    "ar": "زار المسؤولون كل قرية واستمعوا إلى آراء السكان قبل البدء في بناء الطريق.",
    "hi": "अधिकारी हर गाँव में गए और सड़क बनाने से पहले लोगों की बात सुनी।",
    "th": "เจ้าหน้าที่ลงพื้นที่ทุกหมู่บ้านเพื่อรับฟังความคิดเห็นของประชาชนก่อนสร้างถนน",
    "lo": "ເຈົ້າໜ້າທີ່ໄດ້ລົງໄປທຸກບ້ານເພື່ອຮັບຟັງຄຳເຫັນຂອງປະຊາຊົນກ່ອນການກໍ່ສ້າງທາງ",
    "km": "មន្ត្រីបានចុះទៅគ្រប់ភូមិ ដើម្បីស្តាប់មតិប្រជាជនមុនពេលសាងសង់ផ្លូវ",
    "ja": "職員は村々を回り、道路を作る前に住民の意見を聞いた。",
    "ko": "공무원들은 도로를 건설하기 전에 마을마다 찾아가 주민들의 의견을 들었다.",
    "zh-Hans": "干部走村入户，在修路之前认真听取群众的意见。",
    "zh-Hant": "幹部走村入戶，在修路之前認真聽取群眾的意見。",
    "pl": "Urzędnicy jeździli od wsi do wsi i słuchali mieszkańców, zanim zbudowano drogę.",
    "nl": "De ambtenaren gingen van dorp tot dorp en luisterden naar de bewoners voordat de weg werd aangelegd.",
    "ro": "Funcționarii au mers din sat în sat și i-au ascultat pe locuitori înainte de construirea drumului.",
    "hu": "A tisztviselők faluról falura jártak, és meghallgatták a lakókat, mielőtt megépült az út.",
    "cs": "Úředníci jezdili od vesnice k vesnici a naslouchali obyvatelům, než se začala stavět silnice.",
    "no": "Tjenestemennene reiste fra bygd til bygd og hørte på folket før veien ble bygget.",
    "sv": "Tjänstemännen åkte från by till by och lyssnade på invånarna innan vägen byggdes.",
    "da": "Embedsmændene rejste fra landsby til landsby og lyttede til beboerne, før vejen blev bygget.",
    "fi": "Virkamiehet kulkivat kylästä kylään ja kuuntelivat asukkaita ennen kuin tie rakennettiin.",
    "tr": "Görevliler köy köy dolaştı ve yol yapılmadan önce halkın görüşlerini dinledi.",
    "bg": "Служителите обиколиха всички села и изслушаха жителите, преди да започне строежът на пътя.",
    "be": "Супрацоўнікі аб'ехалі ўсе вёскі і выслухалі жыхароў, перш чым пачаць будаваць дарогу.",
    "sr": "Службеници су обишли сва села и саслушали мештане пре него што је почела изградња пута.",
    "fa": "مسئولان به همهٔ روستاها رفتند و پیش از ساختن جاده به گفته‌های مردم گوش دادند.",
    "ur": "سرکاری اہلکار ہر گاؤں گئے اور سڑک بنانے سے پہلے لوگوں کی بات سنی۔",
    "bn": "কর্মকর্তারা রাস্তা তৈরির আগে প্রতিটি গ্রামে গিয়ে মানুষের কথা শুনেছেন।",
    "ta": "சாலை அமைப்பதற்கு முன் அதிகாரிகள் ஒவ்வொரு கிராமத்திற்கும் சென்று மக்களின் கருத்தைக் கேட்டனர்.",
    "el": "Οι υπάλληλοι πήγαν από χωριό σε χωριό και άκουσαν τους κατοίκους πριν χτιστεί ο δρόμος.",
    "he": "הפקידים עברו מכפר לכפר והקשיבו לתושבים לפני שנסלל הכביש.",
    "my": "တာဝန်ရှိသူများသည် လမ်းမဖောက်မီ ရွာတိုင်းသို့သွား၍ ပြည်သူတို့၏ အသံကို နားထောင်ခဲ့သည်။",
}


@pytest.mark.parametrize(("tag", "text"), SENTENCES.items(), ids=SENTENCES)
def test_a_sentence_is_identified_without_and_against_its_declaration(tag: str, text: str) -> None:
    wrong = "fr" if tag == "en" else "en"
    assert identify(text).tag == tag
    assert identify(text, declared=wrong).tag == tag


@pytest.mark.parametrize("tag", sorted(SITE_TAGS))
def test_capitals_and_decomposed_letters_change_nothing(tag: str) -> None:
    assert identify(SENTENCES[tag].upper()).tag == tag
    assert identify(unicodedata.normalize("NFD", SENTENCES[tag])).tag == tag


TRAPS = {
    "Vietnamese without marks": (
        "Hoi nghi Trung uong lan thu tam ban ve cong tac dan van cua Dang",
        None,
        "vi",
    ),
    "short Vietnamese without marks, declared": ("Dan van kheo", "vi", "vi"),
    "Vietnamese place in capitals": ("TUYÊN QUANG", None, "vi"),
    "Vietnamese with foreign words": ("Camera trước 2MP, sau 5MP", None, "vi"),
    "Vietnamese address full of abbreviations": (
        "72 - 74 Nguyễn Thị Minh Khai, P.6, Q.3, TP.HCM",
        None,
        "vi",
    ),
    "Vietnamese names in English": ("Nguyễn Văn A visits the people of Điện Biên", None, "en"),
    "Vietnamese names in French": ("À Đà Nẵng, la mobilisation des masses change de visage", "vi", "fr"),
    "Latin name in Thai": ("VietnamPlus รายงานข่าวจากฮานอย", None, "th"),
    "Latin name in Lao": ("Facebook ແລະ Zalo ຂອງປະຊາຊົນ", "en", "lo"),
    "Latin names in Ukrainian": ("Редакція VietnamPlus та Báo Nhân Dân повідомляє", None, "uk"),
    "Chinese word in English": ("The Chinese word 群众 means the masses of ordinary people", None, "en"),
    "kana in a Chinese brand name": ("優の良品推出新產品，消費者反應熱烈", None, "zh-Hant"),
    "Japanese headline without kana": ("日本共産党中央委員会総会開催", None, "ja"),
    "ideographs of no one script, declared": ("中山", "zh-TW", "zh-Hant"),
    "Japanese ideographs, declared": ("日本", "ja", "ja"),
    "Korean with ideographs": ("北 김정은 위원장, 美 대통령과 회담", None, "ko"),
    "Ukrainian title": ("Партія і народ", None, "uk"),
    "Russian title": ("Партия и народ едины", None, "ru"),
    "Persian in Arabic letters": ("مردم ايران در همه پرسي شركت كردند و رأي دادند", None, "fa"),
    "document number and address only in English text": (
        "See https://vi.example.vn/tin-tuc/dan-van-kheo-o-cac-xa and 25-NQ/TW for the details of the decision",
        None,
        "en",
    ),
    "a language the models do not know, declared": ("Cov kws", "hmn", "hmn"),
    "a language beside the usual ones, declared": ("Herritarrek bide berria eskatu dute", "eu", "eu"),
    "short French title": ("Le Vietnam renforce la mobilisation", None, "fr"),
    "short title, rightly declared": ("Nota oficial", "pt-BR", "pt"),
    "invisible characters": ("Dân\u200b vận\u00ad khéo ở\ufeff thôn", None, "vi"),
    "soft hyphens": ("La mobi\u00adlisation des masses au ser\u00advice des habi\u00adtants", None, "fr"),
    "only Vietnamese letters, not Vietnamese words": ("ẩẩẩẩ ợợợợ", None, "vi"),
    "Malay title": ("Perdana Menteri melawat syarikat kesihatan di Kuala Lumpur", None, "ms"),
    "Indonesian title": ("Presiden meresmikan kantor pemerintah provinsi yang baru", None, "id"),
    "lone surrogate": ("Dân vận \ud800 khéo", None, "vi"),
}


@pytest.mark.parametrize(("text", "declared", "tag"), TRAPS.values(), ids=TRAPS)
def test_traps(text: str, declared: str | None, tag: str) -> None:
    assert identify(text, declared=declared).tag == tag


@pytest.mark.parametrize(
    "text", ["", "  \n", "2024 – 100 %", "25-NQ/TW", "https://baochinhphu.vn/a", "🙂", "\u202b"]
)
def test_a_text_without_words_is_undetermined_or_what_is_declared(text: str) -> None:
    assert identify(text) == Identification("und", 0.0)
    assert identify(text, declared="vi-VN") == Identification("vi", DECLARED_ONLY_CONFIDENCE)
    assert identify(text, declared="not a tag") == Identification("und", 0.0)


@pytest.mark.parametrize("piece", ["1", "1.", "a-", "a.", "1-", "&#1", "a@", "www.", "\ufdfa", "ạ"])
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    identify(SENTENCES["en"])  # the models are loaded before the clock starts
    started = time.process_time()
    identify(piece * 100_000)
    assert time.process_time() - started < 0.5


@given(st.text(max_size=200), st.none() | st.text(max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_text_and_no_declaration_raises(text: str, declared: str | None) -> None:
    found = identify(text, declared=declared)
    assert 0 <= found.confidence <= 1
    assert direction(found.tag) in {"ltr", "rtl"}
    assert foreign_paragraphs([text], declared or "vi") in ([], [0])


def test_confidence_tells_a_sentence_from_a_word() -> None:
    assert identify(SENTENCES["de"]).confidence > 0.95 > 0.7 > identify("Hotel").confidence
    assert all(0 <= identify(text).confidence <= 1 for text in SENTENCES.values())


def test_the_answer_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        identify("Dân vận").tag = "en"


def test_the_same_in_every_thread() -> None:
    texts = list(SENTENCES.values()) * 5
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(identify, texts)) == [identify(text) for text in texts]


def test_a_long_text_is_sampled_from_all_its_parts() -> None:
    assert identify("Quote: " + (SENTENCES["en"] + " ") * 4 + (SENTENCES["fr"] + "\n") * 5000).tag == "fr"


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ("vi", "vi"),
        ("vi-VN", "vi"),
        (" en_US ", "en"),
        ("EN-us", "en"),
        ("pt-BR", "pt"),
        ("es-419", "es"),
        ("de-DE-1996", "de"),
        ("en-US-x-twain", "en"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-SG", "zh-Hans"),
        ("zh-hant", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-cmn-Hant", "zh-Hant"),
        ("zh-CHT", "zh-Hant"),
        ("zh-CHS", "zh-Hans"),
        ("zh-yue", "yue"),
        ("zh-min", None),
        ("in", "id"),
        ("iw", "he"),
        ("vie", "vi"),
        ("ukr", "uk"),
        ("fil", "tl"),
        (None, None),
        ("", None),
        ("-", None),
        ("vietnamese", None),
        ("en-", None),
        ("en--US", None),
        ("en US", None),
        ("en,vi", None),
        ("en_US.UTF-8", None),
        ("qq", None),
        ("x-default", None),
        ("und", None),
        ("<html>", None),
        ("еn", None),  # a Cyrillic letter
    ],
)
def test_declared_tags(raw: str | None, tag: str | None) -> None:
    assert normalise_tag(raw) == tag


@pytest.mark.parametrize(
    ("tag", "way"),
    [
        ("ar", "rtl"),
        ("fa", "rtl"),
        ("he-IL", "rtl"),
        ("ur", "rtl"),
        ("az-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("vi", "ltr"),
        ("zh-Hant", "ltr"),
        ("und", "ltr"),
    ],
)
def test_direction(tag: str, way: str) -> None:
    assert direction(tag) == way


CAPTION = "Ảnh: Cán bộ dân vận trò chuyện cùng bà con xã vùng cao trước ngày hội làng"


@pytest.mark.parametrize(
    ("main", "left"),
    [
        ("uk", CAPTION),
        ("en", CAPTION),
        ("uk", "Example.vn - Tiếng nói bà con Việt Nam"),
        ("th", CAPTION),
        ("zh-Hans", SENTENCES["vi"]),
        ("id", SENTENCES["vi"]),
        ("fr", SENTENCES["en"]),
        ("vi", SENTENCES["id"]),
        ("uk", SENTENCES["ru"]),
        ("en", SENTENCES["zh-Hant"]),
        ("ar", SENTENCES["th"]),
    ],
)
def test_an_untranslated_paragraph_is_found(main: str, left: str) -> None:
    assert foreign_paragraphs([SENTENCES[main], left, SENTENCES[main]], main) == [1]


@pytest.mark.parametrize(
    ("main", "paragraph"),
    [
        ("uk", "Nguyễn Văn A"),
        ("uk", "VietnamPlus, Báo Nhân Dân, Hà Nội"),
        ("th", "Facebook: Ban Dân vận Trung ương"),
        ("en", "Đà Nẵng, Điện Biên, Thừa Thiên Huế"),
        ("en", "“Dân vận khéo” means skilful mass mobilization, say the people of the village."),
        ("id", SENTENCES["ms"]),
        ("zh-Hans", SENTENCES["zh-Hant"]),
        ("fr", "Copyright"),
        ("ko", "中央委員會總會開催報告"),
        ("vi", ""),
        ("uk", "Nguồn: theo báo Nhân Dân"),
        ("uk", "Photo: Reuters, Ha Noi"),
        ("uk", "iPhone, Windows, Facebook Messenger"),
        ("vi", "Hoi nghi ban ve cong tac dan van cua Dang"),
        ("ru", "Народ"),
    ],
)
def test_names_credits_and_near_languages_are_left_alone(main: str, paragraph: str) -> None:
    assert foreign_paragraphs([paragraph], main) == []


def test_without_a_known_main_language_nothing_is_foreign() -> None:
    assert foreign_paragraphs([SENTENCES["vi"]], "und") == []


def test_the_measure_reads_labelled_files(tmp_path: Path, capsys, monkeypatch) -> None:
    with pytest.raises(FileNotFoundError, match="no samples"):
        measure(tmp_path)
    folder = tmp_path / "lingua" / "sentences"
    folder.mkdir(parents=True)
    (folder / "vi.txt").write_text(f"{SENTENCES['vi']}\n\n{SENTENCES['de']}\n", encoding="utf-8")
    assert measure(tmp_path)["sentences/vi"] == 0.5
    monkeypatch.setattr("sys.argv", ["language_quality", str(tmp_path)])
    assert main() == 0
    assert "0.500" in capsys.readouterr().out


SENTENCE_FLOORS = dict.fromkeys(("th", "ko", "ja", "ar"), 0.99) | dict.fromkeys(
    ("vi", "uk", "ru", "zh", "fr", "de", "es", "it", "pt", "en"), 0.97
)
PARAGRAPH_FLOORS = dict.fromkeys(
    (
        "vi",
        "en",
        "zh-Hans",
        "zh-Hant",
        "ja",
        "ko",
        "fr",
        "de",
        "es",
        "pt",
        "ru",
        "uk",
        "ar",
        "th",
        "lo",
        "km",
    ),
    0.99,
)


@pytest.mark.shared
def test_floors_on_captured_text(shared: Path) -> None:
    rights = measure(shared / "data" / "language", step=5)
    below = {
        f"{kind}/{tag}": rights[f"{kind}/{tag}"]
        for kind, floors in (("sentences", SENTENCE_FLOORS), ("paragraphs", PARAGRAPH_FLOORS))
        for tag, floor in floors.items()
        if rights[f"{kind}/{tag}"] < floor
    }
    assert below == {}
