"""The words that newspapers put before and behind an author's name, in each language."""

import pytest

from feeds.normalise.author import author_name
from feeds.normalise.author_labels import without_author_label

NAMES = {
    "en": {
        "Words by Ada Sample": "Ada Sample",
        "Story and photos by Ada Sample": "Ada Sample",
        "Ada Sample, Staff Writer": "Ada Sample",
        "Ada Sample | Special Correspondent": "Ada Sample",
        "Our Correspondent Ada Sample": "Ada Sample",
        "Staff Reporter": "",
        "Byron Sample": "Byron Sample",
        "Ada Reporter": "Ada Reporter",
        "Words Worth": "Words Worth",
    },
    "vi": {
        "Bài và ảnh: Lò Văn Mẫu": "Lò Văn Mẫu",
        "Phóng viên Lò Văn Mẫu": "Lò Văn Mẫu",
        "Lò Văn Mẫu (CTV)": "Lò Văn Mẫu",
        "Lò Văn Mẫu - Cộng tác viên": "Lò Văn Mẫu",
        "Người viết: Mai Mẫu": "Mai Mẫu",
        "Nhóm phóng viên": "Nhóm phóng viên",
        "Tin Văn Mẫu": "Tin Văn Mẫu",
    },
    "th": {
        "รายงานโดย สมชาย ตัวอย่าง": "สมชาย ตัวอย่าง",
        "โดยสมชาย ตัวอย่าง": "สมชาย ตัวอย่าง",
        "เรื่อง : สมชาย ตัวอย่าง": "สมชาย ตัวอย่าง",
        "ผู้สื่อข่าว สมชาย ตัวอย่าง": "สมชาย ตัวอย่าง",
        "สมชาย ตัวอย่าง ผู้สื่อข่าว": "สมชาย ตัวอย่าง",
    },
    "lo": {
        "ລາຍງານໂດຍ ສົມພອນ ຕົວຢ່າງ": "ສົມພອນ ຕົວຢ່າງ",
        "ໂດຍ: ສົມພອນ ຕົວຢ່າງ": "ສົມພອນ ຕົວຢ່າງ",
        "ນັກຂ່າວ ສົມພອນ": "ສົມພອນ",
    },
    "km": {
        "ដោយ៖ សុខ គំរូ": "សុខ គំរូ",
        "អត្ថបទដោយ សុខ គំរូ": "សុខ គំរូ",
        "ដោយសុខ គំរូ": "សុខ គំរូ",
    },
    "ko": {
        "글·사진 김예시": "김예시",
        "김예시 기자": "김예시",
        "김예시기자": "김예시",
        "김예시·이견본 기자": "김예시·이견본",
        "취재 김예시": "김예시",
        "작성자: 김예시": "김예시",
        "글쓴이 김예시": "김예시",
        "김예시 특파원": "김예시",
    },
    "ja": {
        "文・写真 例文花子": "例文花子",
        "取材・文／例文花子": "例文花子",
        "文＝例文花子": "例文花子",
        "例文花子 記者": "例文花子",
        "【例文花子】": "例文花子",
        "執筆：例文花子": "例文花子",
        "例文花子（ライター）": "例文花子",
        "本紙記者 例文花子": "例文花子",
    },
    "zh": {
        "本报记者 陈样本": "陈样本",
        "记者陈样本": "陈样本",
        "文/图 陈样本": "陈样本",
        "撰稿：陈样本": "陈样本",
        "記者王範例／台北報導": "王範例",
        "採訪撰文／王範例": "王範例",
        "特約記者 王範例": "王範例",
        "王範例 記者": "王範例",
        "陈样本（通讯员）": "陈样本",
    },
    "ru": {
        "Текст: Анна Образцова": "Анна Образцова",
        "Подготовила Анна Образцова": "Анна Образцова",
        "Анна Образцова, специальный корреспондент": "Анна Образцова",
        "Корреспондент Анна Образцова": "Анна Образцова",
        "Беседовала Анна Образцова": "Анна Образцова",
    },
    "uk": {
        "Текст і фото: Олена Зразкова": "Олена Зразкова",
        "Підготувала Олена Зразкова": "Олена Зразкова",
        "Олена Зразкова, кореспондентка": "Олена Зразкова",
    },
    "ar": {
        "بقلم: سلمى النموذجي": "سلمى النموذجي",
        "كتبت سلمى النموذجي": "سلمى النموذجي",
        "إعداد: سلمى النموذجي": "سلمى النموذجي",
        "سلمى النموذجي - مراسل خاص": "سلمى النموذجي",
    },
    "fa": {
        "به قلم مینا نمونه": "مینا نمونه",
        "خبرنگار: مینا نمونه": "مینا نمونه",
        "نویسنده مینا نمونه": "مینا نمونه",
    },
    "hi": {
        "लेखक: मीरा नमूना": "मीरा नमूना",
        "द्वारा मीरा नमूना": "मीरा नमूना",
        "मीरा नमूना, संवाददाता": "मीरा नमूना",
        "विशेष संवाददाता": "",
    },
    "bn": {
        "লিখেছেন মিতা নমুনা": "মিতা নমুনা",
        "মিতা নমুনা, নিজস্ব প্রতিবেদক": "মিতা নমুনা",
    },
    "my": {
        "ရေးသားသူ - မမနမူနာ": "မမနမူနာ",
        "စာရေးသူ မမနမူနာ": "မမနမူနာ",
    },
    "fr": {
        "Textes et photos : Léa Modèle": "Léa Modèle",
        "Propos recueillis par Léa Modèle": "Léa Modèle",
        "Léa Modèle, envoyée spéciale": "Léa Modèle",
        "Par Léa Modèle": "Léa Modèle",
    },
    "de": {
        "Text und Fotos: Jana Muster": "Jana Muster",
        "Ein Bericht von Jana Muster": "Jana Muster",
        "Jana Muster, Korrespondentin": "Jana Muster",
    },
    "es": {
        "Un reportaje de Ana Ejemplo": "Ana Ejemplo",
        "Ana Ejemplo / Corresponsal": "Ana Ejemplo",
        "Texto y fotos: Ana Ejemplo": "Ana Ejemplo",
        "Redacción Cultura": "Redacción Cultura",
    },
    "pt": {
        "Reportagem de Rita Modelo": "Rita Modelo",
        "Rita Modelo, enviada especial": "Rita Modelo",
    },
    "it": {
        "A cura di Lia Modello": "Lia Modello",
        "di Lia Modello": "Lia Modello",
        "Lia Modello, inviata": "Lia Modello",
    },
    "id": {
        "Laporan: Sari Contoh": "Sari Contoh",
        "Ditulis oleh Sari Contoh": "Sari Contoh",
        "Sari Contoh, Kontributor": "Sari Contoh",
        "Wartawan Sari Contoh": "Sari Contoh",
    },
    "ms": {
        "Berita oleh Aminah Misal": "Aminah Misal",
        "Disediakan oleh: Aminah Misal": "Aminah Misal",
    },
    "nl": {
        "Tekst en foto's: Eva Voorbeeld": "Eva Voorbeeld",
        "Door onze verslaggever Eva Voorbeeld": "Eva Voorbeeld",
        "Eva Voorbeeld, redacteur": "Eva Voorbeeld",
    },
    "pl": {
        "Tekst i zdjęcia: Ewa Przykład": "Ewa Przykład",
        "Opracowała Ewa Przykład": "Ewa Przykład",
        "Ewa Przykład, korespondentka": "Ewa Przykład",
    },
    "tr": {
        "Hazırlayan: Elif Örnek": "Elif Örnek",
        "Yazan Elif Örnek": "Elif Örnek",
        "Elif Örnek - Muhabir": "Elif Örnek",
        "Metin Örnek": "Metin Örnek",
    },
    "cs": {
        "Napsala Eva Vzorová": "Eva Vzorová",
        "Eva Vzorová, redaktorka": "Eva Vzorová",
    },
    "el": {
        "Γράφει η Μαρία Δείγμα": "Μαρία Δείγμα",
        "Της Μαρίας Δείγμα": "Μαρίας Δείγμα",
        "του Γιώργου Παραδείγματος": "Γιώργου Παραδείγματος",
        "ΤΟΥ ΓΙΩΡΓΟΥ ΠΑΡΑΔΕΙΓΜΑΤΟΣ": "ΓΙΩΡΓΟΥ ΠΑΡΑΔΕΙΓΜΑΤΟΣ",
        "Των Μαρίας Δείγμα και Γιώργου Παραδείγματος": "Μαρίας Δείγμα και Γιώργου Παραδείγματος",
        "Του ανταποκριτή μας Γιώργου Παραδείγματος": "Γιώργου Παραδείγματος",
        "Από τη Μαρία Δείγμα": "Μαρία Δείγμα",
        "Της Σύνταξης": "",
        "Μαρία Δείγμα, ανταποκρίτρια": "Μαρία Δείγμα",
    },
}  # fmt: skip
CASES = [(language, text, wanted) for language, rows in NAMES.items() for text, wanted in rows.items()]


@pytest.mark.parametrize(("language", "text", "wanted"), CASES, ids=[f"{one[0]}-{one[1]}" for one in CASES])
def test_the_name_alone_is_the_author(language: str, text: str, wanted: str) -> None:
    assert author_name(text) == wanted


# Lines of a header that begin as weaker labels do: no author, unless something marks them as one.
SECTIONS = ("Laporan Khusus", "ຂ່າວ ກິລາ", "เรื่อง เด่น", "Text Size", "Haber Merkezi", "تقرير خاص", "लेख संग्रह", "Tin Văn Hóa")  # fmt: skip


@pytest.mark.parametrize("line", SECTIONS)
def test_a_section_is_no_byline(line: str) -> None:
    assert without_author_label(line) is None


LINES = {
    "Words by Ada Sample": "Ada Sample", "ຂຽນໂດຍ ສົມພອນ": "ສົມພອນ", "김예시 기자": "김예시", "記者陳範例": "陳範例",
    "Подготовила Анна Образцова": "Анна Образцова", "Ditulis oleh Sari Contoh": "Sari Contoh",
}  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), LINES.items())
def test_a_line_with_a_sure_label_is_a_byline(line: str, wanted: str) -> None:
    assert without_author_label(line) == wanted
