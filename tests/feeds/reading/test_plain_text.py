"""The plain-text dump reader: shapes of republished pages in many languages. All texts here are samples."""

import time
import unicodedata
from itertools import chain
from pathlib import Path

import pytest

from feeds.raw import BlockKind, RawArticle
from feeds.reading.plain_text import read_text

BRAND = "Vietnam.vn - Nền tảng quảng bá Việt Nam"


def texts(article: RawArticle) -> list[str]:
    return [block.text for block in article.blocks if block.kind is not BlockKind.PICTURE]


def reasons(article: RawArticle) -> dict[str, str]:
    return {dropped.text: dropped.reason for dropped in article.dropped}


# language, headline, lead, two paragraphs, the foot as its platform prints it
PAGES = {
    "vi": (
        "Bài mẫu về công tác dân vận ở xã mẫu",
        "Xã mẫu tổ chức buổi họp mẫu để bàn về công tác dân vận khéo trong năm nay với sự tham gia của người dân.",
        "Tại buổi họp mẫu, cán bộ xã đã nghe người dân nói về đường làng, nước sạch và việc giữ gìn vệ sinh chung.",
        "Xã mẫu sẽ họp lại vào tháng sau để xem những việc đã hứa với người dân được làm đến đâu và còn thiếu gì.",
        [
            "Ảnh",
            "Nguồn",
            "Bình luận (0)",
            "Hãy bình luận để chia sẻ cảm nhận của bạn nhé!",
            "Cùng chủ đề",
            "Di sản",
        ],
    ),
    "en": (
        "A sample article on mass mobilization in a sample commune",
        "A sample commune held a sample meeting on skilful mass mobilization, and many residents came to speak.",
        "At the sample meeting the officers listened to residents on roads, clean water and the village school.",
        "The sample commune will meet again next month to see which of the promises were kept and which were not.",
        [
            "[ad_2]",
            "Source: https://example.vn/bai-mau-1",
            "Comment (0)",
            "Same category",
            "Heritage",
            "Figure",
        ],
    ),
    "fr": (
        "Un article type sur la mobilisation des masses dans une commune type",
        "Une commune type a tenu une réunion type sur la mobilisation habile des masses avec ses habitants.",
        "Lors de la réunion type, les cadres ont écouté les habitants sur les routes, l'eau propre et l'école.",
        "La commune type se réunira le mois prochain pour voir quelles promesses ont été tenues et lesquelles non.",
        [
            "Source : https://example.vn/bai-mau-2",
            "Comment (0)",
            "Même sujet",
            "Du même auteur",
            "Patrimoine",
        ],
    ),
    "de": (
        "Ein Beispielartikel über Massenmobilisierung in einer Beispielgemeinde",
        "Eine Beispielgemeinde hielt eine Beispielsitzung über geschickte Massenmobilisierung mit Bewohnern ab.",
        "In der Beispielsitzung hörten die Beamten den Bewohnern zu: Straßen, sauberes Wasser und die Dorfschule.",
        "Die Beispielgemeinde trifft sich im nächsten Monat wieder, um zu sehen, welche Zusagen gehalten wurden.",
        [
            "[Anzeige_1]",
            "Quelle: https://example.vn/bai-mau-3",
            "Kommentar (0)",
            "Gleiche Kategorie",
            "Erbe",
            "Figur",
        ],
    ),
    "es": (
        "Un artículo de muestra sobre la movilización de masas en una comuna",
        "Una comuna de muestra celebró una reunión de muestra sobre la movilización hábil de masas con vecinos.",
        "En la reunión de muestra los funcionarios escucharon a los vecinos sobre caminos, agua limpia y escuela.",
        "La comuna de muestra volverá a reunirse el próximo mes para ver qué promesas se cumplieron y cuáles no.",
        [
            "[anuncio_1]",
            "Fuente: https://example.vn/bai-mau-4",
            "Comentario (0)",
            "Mismo tema",
            "Patrimonio",
            "Negocio",
        ],
    ),
    "id": (
        "Artikel contoh tentang mobilisasi massa di komune contoh",
        "Sebuah komune contoh mengadakan rapat contoh tentang mobilisasi massa yang terampil bersama warganya.",
        "Dalam rapat contoh itu para pejabat mendengarkan warga tentang jalan desa, air bersih, dan sekolah desa.",
        "Komune contoh akan bertemu lagi bulan depan untuk melihat janji mana yang ditepati dan mana yang belum.",
        [
            "[iklan_1]",
            "Sumber: https://example.vn/bai-mau-5",
            "Komentar (0)",
            "Topik yang sama",
            "Warisan",
            "Bisnis",
        ],
    ),
    "uk": (
        "Зразкова стаття про масову мобілізацію в зразковій комуні",
        "Зразкова комуна провела зразкову нараду про вмілу масову мобілізацію за участю багатьох мешканців.",
        "На зразковій нараді посадовці вислухали мешканців про дороги, чисту воду та сільську школу для дітей.",
        "Зразкова комуна збереться наступного місяця, щоб побачити, які обіцянки виконано, а які ще ні.",
        ["Фотознімок", "Джерело", "Коментар (0)", "У тій самій темі", "Спадщина", "Поточні події"],
    ),
    "ar": (
        "مقال نموذجي عن التعبئة الجماهيرية في بلدية نموذجية",
        "عقدت بلدية نموذجية اجتماعا نموذجيا حول التعبئة الجماهيرية الماهرة بمشاركة عدد كبير من السكان المحليين.",
        "في الاجتماع النموذجي استمع المسؤولون إلى السكان حول الطرق والمياه النظيفة ومدرسة القرية وحاجات الأطفال.",
        "ستجتمع البلدية النموذجية مرة أخرى في الشهر المقبل لمعرفة الوعود التي تحققت والوعود التي لم تتحقق بعد.",
        ["[إعلان 1]", "المصدر: https://example.vn/bai-mau-6", "تعليق (0)", "نفس الموضوع", "التراث", "أعمال"],
    ),
    "ja": (
        "見本の村の大衆動員に関する見本記事",
        "見本の村は、巧みな大衆動員についての見本の会議を開き、多くの住民が参加して自分たちの意見を述べた。",
        "見本の会議では、担当者が道路、きれいな水、村の学校について住民の話を聞き、ひとつひとつ記録に残した。",
        "見本の村は来月ふたたび会議を開き、どの約束が果たされ、どの約束がまだ果たされていないかを確かめる予定だ。",
        [
            "出典: https://example.vn/bai-mau-7",
            "コメント (0)",
            "同じトピック",
            "同じカテゴリー",
            "遺産",
            "人物",
        ],
    ),
    "ko": (
        "견본 마을의 대중동원에 관한 견본 기사",
        "견본 마을은 능숙한 대중동원에 관한 견본 회의를 열었고 많은 주민이 참석하여 자신의 의견을 말하였다.",
        "견본 회의에서 담당자들은 도로와 깨끗한 물, 마을 학교에 관한 주민들의 이야기를 듣고 모두 기록하였다.",
        "견본 마을은 다음 달에 다시 모여 어떤 약속이 지켜졌고 어떤 약속이 아직 지켜지지 않았는지 살펴볼 것이다.",
        ["[광고_1]", "원천", "댓글 (0)", "같은 주제", "같은 카테고리", "유산"],
    ),
    "th": (
        "บทความตัวอย่างเรื่องการระดมมวลชน",
        "ตำบลตัวอย่างจัดการประชุมตัวอย่างเรื่องการระดมมวลชนอย่างมีทักษะ โดยมีประชาชนจำนวนมากเข้าร่วมและแสดงความเห็นของตน และคณะกรรมการได้บันทึกทุกความเห็นไว้เพื่อติดตามผลต่อไป",
        "ในการประชุมตัวอย่าง เจ้าหน้าที่ได้รับฟังประชาชนเรื่องถนน น้ำสะอาด และโรงเรียนในหมู่บ้าน พร้อมทั้งให้คำมั่นว่าจะดำเนินการแก้ไขปัญหาที่ประชาชนร้องเรียนโดยเร็วที่สุด",
        "ตำบลตัวอย่างจะประชุมอีกครั้งในเดือนหน้าเพื่อดูว่าคำมั่นใดทำได้แล้วและคำมั่นใดยังไม่ได้ทำ และจะรายงานผลให้ประชาชนทุกคนในตำบลได้ทราบโดยทั่วกันผ่านเสียงตามสาย",
        ["ที่มา: https://example.vn/bai-mau-8", "การแสดงความคิดเห็น (0)", "หัวข้อเดียวกัน", "มรดก", "ธุรกิจ"],
    ),
    "zh": (
        "样本乡群众动员工作样本文章",
        "样本乡召开了关于巧妙开展群众动员工作的样本会议,许多居民到会并发表了自己的意见,会议记录了全部意见。",
        "在样本会议上,干部们听取了居民关于道路、清洁用水和村里学校的意见,并且一一记录下来,答应尽快处理好。",
        "样本乡将于下个月再次开会,看看哪些承诺已经兑现,哪些承诺还没有兑现,并且把结果告诉全乡的每一位居民。",
        ["来源:https://example.vn/bai-mau-9", "评论 (0)", "同一主题", "同一类别", "遗产", "政治制度"],
    ),
    "hi": (
        "एक नमूना गाँव में जन लामबंदी पर नमूना लेख",
        "एक नमूना गाँव ने कुशल जन लामबंदी पर एक नमूना बैठक की, जिसमें बहुत से निवासियों ने आकर अपनी अपनी बात सबके सामने रखी।",
        "नमूना बैठक में अधिकारियों ने सड़कों, स्वच्छ पानी और गाँव के विद्यालय के बारे में निवासियों की बात ध्यान से सुनी।",
        "नमूना गाँव अगले महीने फिर मिलेगा ताकि देखा जा सके कि कौन से वादे पूरे हुए और कौन से वादे अभी पूरे नहीं हुए हैं।",
        ["स्रोत: https://example.vn/bai-mau-10", "टिप्पणी (0)", "एक ही विषय", "विरासत", "व्यवसाय"],
    ),
}


@pytest.mark.parametrize("language", PAGES, ids=str)
def test_a_republished_page_in_any_language(language: str) -> None:
    title, lead, first, second, foot = PAGES[language]
    article = read_text(
        "\n\n".join([BRAND, title, "Báo MẫuBáo Mẫu30/10/2025", lead, first, second, *foot]), input="a.txt"
    )
    assert (article.title, article.lead, article.publisher) == (title, lead, "Báo Mẫu")
    assert article.published_text == "30/10/2025"
    assert texts(article) == [first, second]
    assert reasons(article).keys() == {BRAND, "Báo MẫuBáo Mẫu30/10/2025", *foot}
    assert article.origin_urls == tuple("https" + line.split("https")[1] for line in foot if "https" in line)
    assert article.warnings == ()


@pytest.mark.parametrize("language", PAGES, ids=str)
def test_the_lead_may_stand_above_the_byline(language: str) -> None:
    title, lead, first, second, foot = PAGES[language]
    article = read_text(
        "\n".join([BRAND, title, lead, "Báo Mẫu•25/08/2024", first, second, *foot]), input="a.txt"
    )
    assert (article.title, article.lead, texts(article)) == (title, lead, [first, second])
    assert (article.publisher, article.published_text) == ("Báo Mẫu", "25/08/2024")


@pytest.mark.parametrize("language", sorted(PAGES.keys() - {"th"}), ids=str)
def test_without_a_headline_none_is_invented(language: str) -> None:
    _, lead, first, second, foot = PAGES[language]
    article = read_text("\n".join([lead, first, second, *foot]), input="a.txt")
    assert (article.title, article.lead, texts(article)) == ("", "", [lead, first, second])


EN_TITLE, EN_LEAD, EN_FIRST, EN_SECOND, _ = PAGES["en"]
LONG = " ".join([EN_FIRST, EN_SECOND, EN_FIRST, EN_SECOND])
TOP = [BRAND, EN_TITLE, "Việt NamViệt Nam23/02/2024", EN_LEAD]


def test_the_repeated_headline_is_a_picture_with_its_caption() -> None:
    caption = "Overview of the sample meeting, held in the sample hall of the sample commune on a sample day."
    article = read_text("\n\n".join([*TOP, EN_TITLE, caption, LONG, LONG + " Sample end."]), input="a.txt")
    picture = article.blocks[0].picture
    assert picture is not None
    assert (picture.url, picture.caption, picture.credit) == (None, caption, "")
    assert article.pictures == (picture,)
    assert reasons(article)[EN_TITLE] == "headline repeated"
    assert article.lead == EN_LEAD


def test_the_repeated_headline_without_a_caption_is_only_dropped() -> None:
    article = read_text("\n\n".join([*TOP, EN_TITLE, LONG, LONG + " Sample end."]), input="a.txt")
    assert texts(article) == [LONG, LONG + " Sample end."]
    assert article.pictures == ()


def test_a_caption_with_its_credit_becomes_a_picture() -> None:
    article = read_text("\n".join([*TOP, "The sample hall. Photo: VNA", EN_FIRST, EN_SECOND]), input="a.txt")
    assert [(p.caption, p.credit) for p in article.pictures] == [("The sample hall.", "VNA")]


def test_a_caption_twice_is_alternative_text_and_caption() -> None:
    article = read_text(
        "\n".join(
            [*TOP, EN_FIRST, "Sample residents at the hall", "Sample residents at the hall", EN_SECOND]
        ),
        input="a",
    )
    assert [p.caption for p in article.pictures] == ["Sample residents at the hall"]


def test_a_tagline_above_the_headline() -> None:
    article = read_text("\n".join([BRAND, "Sample kicker", *TOP[1:], EN_FIRST, EN_SECOND]), input="a.txt")
    assert article.title == EN_TITLE
    assert reasons(article)["Sample kicker"] == "tagline above the headline"


@pytest.mark.parametrize("leaked", ["Français", "Bahasa Indonesia:", "Tiếng Việt English 中文"], ids=str)
def test_a_leaked_name_of_a_language(leaked: str) -> None:
    article = read_text("\n".join([leaked, EN_LEAD, EN_FIRST]), input="a.txt")
    assert texts(article) == [EN_LEAD, EN_FIRST]
    assert reasons(article)[leaked] == "name of a language"


def test_a_leaked_name_of_a_language_before_the_first_sentence() -> None:
    article = read_text("\n".join(["Bahasa Indonesia: " + EN_LEAD, EN_FIRST]), input="a.txt")
    assert texts(article) == [EN_LEAD, EN_FIRST]


def test_subheadings_lists_tables_and_numbered_paragraphs() -> None:
    body = [
        *TOP,
        EN_FIRST,
        "A sample subheading without a full stop",
        "1. " + EN_FIRST,
        "2. " + EN_SECOND,
        "• Sample item one",
        "• Sample item two",
        "Year | Meetings",
        "--- | ---",
        "2024 | 3",
        EN_SECOND + " So it ends.",
    ]
    article = read_text("\n".join(body), input="a.txt")
    assert [(block.kind, block.text) for block in article.blocks] == [
        (BlockKind.PARAGRAPH, EN_FIRST),
        (BlockKind.HEADING, "A sample subheading without a full stop"),
        (BlockKind.PARAGRAPH, "1. " + EN_FIRST),
        (BlockKind.PARAGRAPH, "2. " + EN_SECOND),
        (BlockKind.LIST, "Sample item one\nSample item two"),
        (BlockKind.TABLE, "Year | Meetings\n2024 | 3"),
        (BlockKind.PARAGRAPH, EN_SECOND + " So it ends."),
    ]


LEFTOVERS = {
    "empty picture": "![]()",
    "picture in a table": "![]() |",
    "embedded picture": "<image>data:image/png;base64,iVBORw0KGgo=</image>",
    "tags": '<p class="x"></p><br/>',
    "script": "<script>let a = '<p>';</script>",
}


@pytest.mark.parametrize("leftover", LEFTOVERS.values(), ids=LEFTOVERS.keys())
def test_remains_of_markup(leftover: str) -> None:
    article = read_text("\n".join([*TOP, EN_FIRST, leftover, EN_SECOND]), input="a.txt")
    assert texts(article) == [EN_FIRST, EN_SECOND]


def test_the_caption_in_the_frame_of_a_lost_picture() -> None:
    article = read_text(
        "\n".join([*TOP, EN_FIRST, "![]() |", "| The sample hall. (Photo: VGP/Mau) |", EN_SECOND]), input="a"
    )
    assert [(p.caption, p.credit) for p in article.pictures] == [("The sample hall.", "VGP/Mau")]
    assert texts(article) == [EN_FIRST, EN_SECOND]


def test_tags_inside_a_sentence_leave_its_words() -> None:
    article = read_text(
        "\n".join(
            [*TOP, "<p>" + EN_FIRST.replace("sample", "<b>sample</b>") + "</p>", "2 < 3, " + EN_SECOND]
        ),
        input="a",
    )
    assert texts(article) == [EN_FIRST, "2 < 3, " + EN_SECOND]


def test_byte_order_mark_line_ends_and_decomposed_letters() -> None:
    title, lead, first, second, foot = PAGES["vi"]
    plain = "\n".join([BRAND, title, "Báo MẫuBáo Mẫu30/10/2025", lead, first, second, *foot])
    rough = "\ufeff" + unicodedata.normalize("NFD", plain).replace("\n", "\r\n")
    expected, article = read_text(plain, input="a.txt"), read_text(rough, input="a.txt")
    assert (article.title, article.lead, article.blocks, article.dropped) == (
        expected.title,
        expected.lead,
        expected.blocks,
        expected.dropped,
    )


@pytest.mark.parametrize(
    "dump",
    [
        "",
        " \n\ufeff\n",
        BRAND,
        "\n".join([BRAND, "[ad_2]", "Source", "Comment (0)", "Same topic", "Heritage"]),
    ],
    ids=["empty", "blank", "brand", "furniture"],
)
def test_nothing_but_furniture_gives_a_warning_and_no_blocks(dump: str) -> None:
    article = read_text(dump, input="a.txt")
    assert (article.title, article.blocks) == ("", ())
    assert len(article.warnings) == 1


def test_one_line_is_one_paragraph() -> None:
    article = read_text(EN_LEAD, input="a.txt")
    assert (article.title, texts(article), article.warnings) == ("", [EN_LEAD], ())


def test_the_middle_of_the_article_is_left_alone() -> None:
    middle = [
        "Heritage",
        EN_FIRST,
        "The source of the sample spring is a sample cave.",
        "Business",
        EN_SECOND,
    ]
    article = read_text("\n".join([*TOP, LONG, *middle]), input="a.txt")
    assert texts(article) == [LONG, *middle]


def test_a_counter_above_the_text_does_not_end_it() -> None:
    article = read_text("\n".join([*TOP[:3], "Comments (0)", EN_LEAD, EN_FIRST, LONG]), input="a.txt")
    assert [article.lead, *texts(article)] == [EN_LEAD, EN_FIRST, LONG]


def test_a_breadcrumb_run_together_with_the_headline() -> None:
    path = "HomeCurrent affairs" + EN_TITLE[:30] + " ..."
    article = read_text("\n".join([path, EN_TITLE, EN_FIRST, EN_SECOND]), input="a.txt")
    assert (article.title, reasons(article)[path]) == (EN_TITLE, "path to the page")


@pytest.mark.parametrize("line", ["Posted: 23/02/2024", "Friday, 23/02/2024", "TTXVN | 23/02/2024"])
def test_a_line_with_the_date_below_the_headline(line: str) -> None:
    article = read_text("\n".join([EN_TITLE, line, EN_LEAD, EN_FIRST]), input="a.txt")
    assert (article.title, article.published_text, article.lead) == (EN_TITLE, "23/02/2024", EN_LEAD)


def test_a_date_below_the_text_is_no_byline() -> None:
    article = read_text("\n".join([EN_LEAD, EN_FIRST, EN_SECOND, "Báo Mẫu 23/02/2024"]), input="a.txt")
    assert (article.title, article.lead, texts(article)[:3]) == ("", "", [EN_LEAD, EN_FIRST, EN_SECOND])


def test_a_dump_in_markdown() -> None:
    dump = [
        "# " + EN_TITLE,
        EN_FIRST,
        "## A sample part",
        EN_SECOND,
        "![The hall](https://example.vn/a.jpg)",
        EN_LEAD,
    ]
    article = read_text("\n\n".join(dump), input="a.txt")
    assert article.title == EN_TITLE
    assert texts(article) == [EN_FIRST, "A sample part", EN_SECOND, EN_LEAD]
    assert [(p.url, p.caption) for p in article.pictures] == [("https://example.vn/a.jpg", "The hall")]


HOSTILE = {
    "brackets": "[" * 5_000,
    "tags": "<a " * 5_000,
    "embedded": "<image>" * 5_000,
    "scripts": "<script>" * 5_000,
    "one long line": EN_FIRST * 2_000,
    "many lines": "ab cd\n" * 2_000,
    "pictures": "![" * 5_000,
    "rows": "a | b\n" * 3_000,
}
MOST_SECONDS = 0.5  # of the processor; each takes less than a tenth where it is read once through


@pytest.mark.parametrize("dump", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_dumps_are_read_in_reasonable_time(dump: str) -> None:
    started = time.process_time()
    assert read_text(dump, input="a.txt").raw == dump
    assert time.process_time() - started < MOST_SECONDS


def accounted(article: RawArticle) -> set[str]:
    captions = (picture.caption for picture in article.pictures)
    blocks = chain.from_iterable(block.text.split("\n") for block in article.blocks)
    return {article.title, article.lead, *captions, *blocks, *(dropped.text for dropped in article.dropped)}


@pytest.mark.shared
@pytest.mark.parametrize("name", ["id_000", "th_004", "uk_001"])
def test_every_line_of_a_captured_page_is_accounted_for(shared: Path, name: str) -> None:
    text = (shared / "articles" / f"{name}.txt").read_text(encoding="utf-8")
    article = read_text(text, input=name)
    lines = {" ".join(line.split()) for line in text.splitlines() if line.strip()}
    assert lines == accounted(article) - {""}
    kept = {article.title, article.lead, *(block.text for block in article.blocks)}
    assert not kept & {dropped.text for dropped in article.dropped} - {article.title}
    assert not any("https://" in line or "(0)" in line or "_2]" in line for line in kept)


@pytest.mark.shared
def test_the_captured_ukrainian_page(shared: Path) -> None:
    article = read_text((shared / "articles/uk_001.txt").read_text(encoding="utf-8"), input="uk_001.txt")
    assert article.title.startswith("Керівництво та керівництво")
    assert article.lead.startswith("22 лютого 2024 року Постійний комітет")
    assert article.published_text == "23/02/2024"
    assert [picture.caption[:14] for picture in article.pictures] == ["Огляд семінару"]
    assert len(texts(article)) == 13
    assert texts(article)[-1].startswith("Відділ масової мобілізації")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "count", "headings", "host"),
    [("id_000", 24, 1, "baotainguyenmoitruong.vn"), ("th_004", 17, 2, "kinhtedothi.vn")],
)
def test_the_captured_pages_without_a_headline(
    shared: Path, name: str, count: int, headings: int, host: str
) -> None:
    article = read_text((shared / f"articles/{name}.txt").read_text(encoding="utf-8"), input=name)
    assert (article.title, article.lead, len(article.blocks)) == ("", "", count)
    assert sum(block.kind is BlockKind.HEADING for block in article.blocks) == headings
    assert [url.split("/")[2] for url in article.origin_urls] == [host]
