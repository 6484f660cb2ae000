"""Furniture taken from blocks, and what must stay. All texts here are samples."""

from dataclasses import replace
from pathlib import Path

import pytest

from articles.incoming import IncomingPicture
from feeds.normalise.furniture import dateline, remove_furniture, split_byline
from feeds.raw import Block, BlockKind, RawArticle
from feeds.vocabulary import (
    KEYS,
    Vocabulary,
    VocabularyError,
    fold_phrase,
    language_independent,
    languages,
    load,
    vocabulary,
)
from feeds.vocabulary.lines import LABEL_MAX_WIDTH, LineKind, classify, split_credit, width

FIRST = (
    "At the sample meeting the officers listened to residents on roads, clean water and the village school."
)
SECOND = (
    "The sample commune will meet again next month to see which promises were kept and which were not yet."
)
THIRD = (
    "A sample resident said that the sample road had been mended with sand that the neighbours gave freely."
)


def article(*texts: str | Block, **changes: object) -> RawArticle:
    blocks = tuple(text if isinstance(text, Block) else Block(BlockKind.PARAGRAPH, text) for text in texts)
    return replace(RawArticle(input="sample", kind="page", blocks=blocks), **changes)  # type: ignore[arg-type]


def picture(caption: str = "", credit: str = "") -> Block:
    return Block(
        BlockKind.PICTURE, caption, picture=IncomingPicture("https://example.vn/a.jpg", caption, credit)
    )


def kept(result: RawArticle) -> list[str]:
    return [block.text for block in result.blocks]


DROPPED_AT_THE_END = {
    "source with address": ("en", "Source: https://example.vn/a", LineKind.SOURCE),
    "source in brackets": ("vi", "(Nguồn: TTXVN)", LineKind.SOURCE),
    "source in French": ("fr", "Source : Báo Mẫu", LineKind.SOURCE),
    "bare source": ("ko", "원천", LineKind.SOURCE),
    "bare source in Khmer": ("km", "ប្រភព៖", LineKind.SOURCE),
    "counter": ("ms", "Komen (0)", LineKind.COUNTER),
    "counter before its word": ("en", "12 Comments", LineKind.COUNTER),
    "counter of an unknown language": ("xx", "Maoni yote (0)", LineKind.COUNTER),
    "counter left in English": ("fr", "Comment (0)", LineKind.COUNTER),
    "counter in full-width brackets": ("ja", "コメント（3）", LineKind.COUNTER),
    "marker": ("id", "[iklan_2]", LineKind.ADVERTISEMENT),
    "marker in an unknown language": ("xx", "[tangazo_1]", LineKind.ADVERTISEMENT),
    "marker with a space": ("ar", "[إعلان 1]", LineKind.ADVERTISEMENT),
    "advertisement": ("vi", "QUẢNG CÁO", LineKind.ADVERTISEMENT),
    "see also": ("vi", "Xem thêm: Một bài mẫu khác về dân vận", LineKind.POINTER),
    "sharing": ("ja", "Email Print Like 0", LineKind.SHARE),
    "sharing in Vietnamese": ("vi", "Chia sẻ | Facebook | Zalo | In bài", LineKind.SHARE),
    "tags": ("vi", "Từ khóa: dân vận khéo, xã mẫu", LineKind.TAGS),
    "section": ("uk", "Спадщина", LineKind.SECTION),
    "breadcrumb": ("vi", "Trang chủ > Thời sự > Chính trị", LineKind.SECTION),
    "author": ("ru", "Автор: Отдел образцов", LineKind.AUTHOR),
    "photo label": ("uk", "Фотознімок", LineKind.CREDIT),
    "update": ("vi", "Cập nhật lúc: 10:30 23/02/2024", LineKind.UPDATED),
    "views": ("vi", "Lượt xem: 123", LineKind.SERVICE),
    "invitation": ("uk", "Залиште коментар, щоб поділитися своїми почуттями!", LineKind.INVITATION),
    "reply form": ("ru", "Добавить комментарий", LineKind.INVITATION),
    "brand line": ("th", "Vietnam.vn - Nền tảng quảng bá Việt Nam", LineKind.BANNER),
    "brand line translated": ("fr", "Vietnam.vn - Plateforme de promotion du Vietnam", LineKind.BANNER),
}


@pytest.mark.parametrize(
    ("language", "line", "kind"), DROPPED_AT_THE_END.values(), ids=DROPPED_AT_THE_END.keys()
)
def test_dropped_below_the_text(language: str, line: str, kind: LineKind) -> None:
    result = remove_furniture(article(FIRST, SECOND, line), language=language)
    assert kept(result) == [FIRST, SECOND]
    assert [(dropped.text, dropped.reason) for dropped in result.dropped] == [(line, kind.value)]


STAYS = {
    "sentence with the word source": "The source of the sample spring is a sample cave.",
    "sentence with a colon": "Photo opportunities: residents could stand beside the sample bridge, said the organisers.",
    "subheading that is a section": "Heritage",
    "subheading that is a source label": "Sources",
    "source named in the middle": "Source: General Statistics Office",
    "numbered chapter": "[Chapter 1]",
    "footnote": "[1]",
    "theo at the beginning": "Theo kế hoạch mẫu",
    "short subheading": "Share of the work",
    "by at the beginning": "By working together",
    "comments in a sentence": "Comments (12 in all) came from sample residents of three sample hamlets.",
    "decorated list": "Business > Heritage > People power",
}


@pytest.mark.parametrize("line", STAYS.values(), ids=STAYS.keys())
def test_stays_in_the_middle(line: str) -> None:
    result = remove_furniture(article(FIRST, line, SECOND), language="en")
    assert kept(result) == [FIRST, line, SECOND]
    assert result.dropped == ()


SHORT_LAST_LINES = [
    "Nguyện vọng của dân",
    "The meeting went on.",
    "Xã Mẫu",
    "Theo kế hoạch, xã mẫu sẽ họp lại.",
]


@pytest.mark.parametrize("line", SHORT_LAST_LINES)
def test_a_short_last_line_that_is_no_furniture_stays(line: str) -> None:
    assert kept(remove_furniture(article(FIRST, SECOND, line), language="vi")) == [FIRST, SECOND, line]


def test_everything_below_the_foot_goes() -> None:
    related = ["A sample headline about a sample flower village.", "Another sample headline", "Heritage"]
    result = remove_furniture(article(FIRST, SECOND, "Same category", *related), language="en")
    assert kept(result) == [FIRST, SECOND]
    assert {dropped.text for dropped in result.dropped} == {"Same category", *related}


def test_a_label_in_the_middle_does_not_end_the_article() -> None:
    long = " ".join([THIRD] * 3)
    result = remove_furniture(article(FIRST, "Same topic", long, SECOND), language="en")
    assert kept(result) == [FIRST, "Same topic", long, SECOND]


def test_a_box_of_links_inside_the_text() -> None:
    links = Block(
        BlockKind.LIST, "A sample headline\nAnother", links=("https://example.vn/1", "https://example.vn/2")
    )
    long = " ".join([THIRD] * 3)
    result = remove_furniture(article(FIRST, "Related news", links, long), language="en")
    assert kept(result) == [FIRST, long]
    assert [dropped.reason for dropped in result.dropped] == [LineKind.POINTER, "related articles"]


def test_a_menu_at_the_end_without_a_counter() -> None:
    result = remove_furniture(
        article(FIRST, SECOND, "Heritage", "A sample headline", "Business"), language="en"
    )
    assert kept(result) == [FIRST, SECOND]


def test_source_lines_give_origin_and_publisher() -> None:
    line = "Nguồn: Báo Mẫu (https://example.vn/bai-mau-1.html)"
    result = remove_furniture(article(FIRST, SECOND, line), language="vi")
    assert (result.origin_urls, result.publisher) == (("https://example.vn/bai-mau-1.html",), "Báo Mẫu")


def test_a_bare_source_label_takes_the_line_below() -> None:
    result = remove_furniture(article(FIRST, SECOND, "Джерело", "Báo Mẫu", "Коментар (0)"), language="uk")
    assert (kept(result), result.publisher) == ([FIRST, SECOND], "Báo Mẫu")


def test_a_source_label_of_an_unknown_language() -> None:
    result = remove_furniture(article(FIRST, SECOND, "Chanzo: https://example.vn/a"), language="sw")
    assert (kept(result), result.origin_urls) == ([FIRST, SECOND], ("https://example.vn/a",))


SIGNATURES = {
    "agency": ("Theo TTXVN", "", "TTXVN"),
    "agency in brackets": ("(Theo Báo Mẫu)", "", "Báo Mẫu"),
    "author and newspaper": ("Bút Mẫu (theo Báo Mẫu)", "Bút Mẫu", "Báo Mẫu"),
}


@pytest.mark.parametrize(("line", "author", "publisher"), SIGNATURES.values(), ids=SIGNATURES.keys())
def test_signatures(line: str, author: str, publisher: str) -> None:
    result = remove_furniture(article(FIRST, SECOND, line), language="vi")
    assert (kept(result), result.author, result.publisher) == ([FIRST, SECOND], author, publisher)


def test_tags_author_and_update_are_collected() -> None:
    lines = ["Tác giả: Bút Mẫu", "Cập nhật: 23/02/2024 10:30", "Tags: dân vận; xã mẫu"]
    result = remove_furniture(article(FIRST, SECOND, *lines), language="vi")
    assert (result.author, result.updated_text) == ("Bút Mẫu", "23/02/2024 10:30")
    assert result.labels == ("dân vận", "xã mẫu")


def test_a_marker_inside_a_paragraph() -> None:
    result = remove_furniture(article(FIRST + " [anuncio_1]", SECOND), language="es")
    assert kept(result) == [FIRST, SECOND]
    assert [dropped.text for dropped in result.dropped] == ["[anuncio_1]"]


def test_repetitions() -> None:
    heading = Block(BlockKind.HEADING, "A sample headline", level=2)
    given = article(heading, FIRST, SECOND, THIRD, SECOND, title="A sample headline", lead=FIRST)
    result = remove_furniture(given, language="en")
    assert kept(result) == [SECOND, THIRD]
    assert [d.reason for d in result.dropped] == ["headline repeated", "lead repeated", "paragraph repeated"]


def test_a_lead_that_is_the_whole_article_stays() -> None:
    assert kept(remove_furniture(article(FIRST, lead=FIRST), language="en")) == [FIRST]


def test_credits_go_to_their_pictures() -> None:
    blocks = [
        picture("The sample hall. Photo: VNA"),
        FIRST,
        picture(),
        "Residents. (Ảnh: TTXVN)",
        SECOND,
        picture("Road"),
        "Photo: Mau",
    ]
    result = remove_furniture(article(*blocks), language="en")
    pictures = [block.picture for block in result.blocks if block.picture]
    assert [(p.caption, p.credit) for p in pictures] == [
        ("The sample hall.", "VNA"),
        ("Residents.", "TTXVN"),
        ("Road", "Mau"),
    ]


CREDITS = {
    "sentence": ("en", "The sample hall. Photo: VNA", ("The sample hall.", "VNA")),
    "spaced colon": ("fr", "La salle type. Photo : SCS.", ("La salle type.", "SCS")),
    "brackets": ("pl", "Sala wzorcowa. (Zdjęcie: VGP/Mau)", ("Sala wzorcowa.", "VGP/Mau")),
    "label inside": (
        "vi",
        "Quang cảnh buổi họp mẫu. Ảnh: Bút Mẫu/TTXVN",
        ("Quang cảnh buổi họp mẫu.", "Bút Mẫu/TTXVN"),
    ),
    "full width": ("zh", "样本会议现场。(图:越通社)", ("样本会议现场。", "越通社")),
    "equals sign": ("ko", "견본 회의 모습. 사진=견본통신", ("견본 회의 모습.", "견본통신")),
    "credit only": ("de", "Foto: VNA", ("", "VNA")),
    "no credit": ("vi", "Xã mẫu công bố bộ ảnh: Quê hương", None),
    "no label": ("en", "The photo shows the sample hall", None),
}


@pytest.mark.parametrize(("language", "caption", "expected"), CREDITS.values(), ids=CREDITS.keys())
def test_split_credit(language: str, caption: str, expected: tuple[str, str] | None) -> None:
    assert split_credit(caption, vocabulary(language)) == expected


BYLINES = {
    "doubled": ("Tạp chí MẫuTạp chí Mẫu10/12/2025", ("Tạp chí Mẫu", "", "10/12/2025")),
    "doubled country": ("Việt NamViệt Nam23/02/2024", ("Việt Nam", "", "23/02/2024")),
    "doubled in Thai": ("ข่าวตัวอย่างข่าวตัวอย่าง23/02/2567", ("ข่าวตัวอย่าง", "", "23/02/2567")),
    "doubled with Arabic digits": ("صحيفة نموذجصحيفة نموذج٢٣/٠٢/٢٠٢٤", ("صحيفة نموذج", "", "٢٣/٠٢/٢٠٢٤")),
    "doubled in Japanese": ("見本新聞見本新聞2024年2月23日", ("見本新聞", "", "2024年2月23日")),
    "bullet": ("Báo Mẫu•25/08/2024", ("Báo Mẫu", "", "25/08/2024")),
    "two names glued": ("Báo MẫuBút Vàng30/10/2025", ("Báo Mẫu", "Bút Vàng", "30/10/2025")),
    "newspaper and space": ("Báo Mẫu 23/02/2024 10:30", ("Báo Mẫu", "", "23/02/2024 10:30")),
    "agency": ("TTXVN | 23/02/2024", ("TTXVN", "", "23/02/2024")),
    "date alone": ("10:30 23/02/2024", ("", "", "10:30 23/02/2024")),
    "date in words": ("23 février 2024", ("", "", "23 février 2024")),
    "weekday": ("Thứ Sáu, 23/02/2024", ("", "", "23/02/2024")),
    "posted": ("Ngày đăng: 23/02/2024", ("", "", "23/02/2024")),
    "author": ("Tác giả: Bút Mẫu - 23/02/2024", ("", "Bút Mẫu", "23/02/2024")),
    "doubled without a date": ("Báo MẫuBáo Mẫu", ("Báo Mẫu", "", "")),
    "headline with a date": ("Hội nghị dân vận mẫu ngày 15/10/2024", None),
    "headline with a year": ("Sample plan of the sample commune for 2024", None),
    "sentence": (FIRST, None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("line", "expected"), BYLINES.values(), ids=BYLINES.keys())
def test_split_byline(line: str, expected: tuple[str, str, str] | None) -> None:
    assert split_byline(line, "") == expected


DATELINES = {
    "agency in brackets": ("(TN&MT) - Ngày 31 tháng 10", "(TN&MT)"),
    "place and agency": ("Hà Nội (TTXVN) – Sáng nay", "Hà Nội (TTXVN)"),
    "no space": ("(PLVN) -Xã mẫu", "(PLVN)"),
    "acronym": ("TCCS - Le texte", "TCCS"),
    "Latin in Japanese": ("(VOVWORLD) -見本の村", "(VOVWORLD)"),
    "item": ("(a) - the first", None),
    "number": ("(1) - the first", None),
    "sentence": ("The council (elected) - as usual - met", None),
    "plain": (FIRST, None),
}


@pytest.mark.parametrize(("text", "expected"), DATELINES.values(), ids=DATELINES.keys())
def test_dateline(text: str, expected: str | None) -> None:
    assert dateline(text) == expected


def test_a_dateline_stays_in_the_text() -> None:
    text = "(TN&MT) - " + FIRST
    assert kept(remove_furniture(article(text, SECOND), language="en")) == [text, SECOND]


@pytest.mark.parametrize("language", ["", "en", "xx"])
def test_a_second_removal_changes_nothing(language: str) -> None:
    lines = [
        "Vietnam.vn",
        FIRST,
        "The hall. Photo: VNA",
        SECOND,
        "[ad_1]",
        "Source: VNA",
        "Comment (0)",
        "Heritage",
    ]
    once = remove_furniture(article(*lines), language=language)
    assert remove_furniture(once, language=language) == once


def test_nothing_is_lost() -> None:
    lines = [
        "Home > News",
        FIRST,
        "Share",
        "A subheading",
        SECOND,
        "Advertisement",
        THIRD,
        "Tags: a, b",
        "Comments (3)",
        "x",
    ]
    result = remove_furniture(article(*lines), language="en")
    assert sorted([*kept(result), *(dropped.text for dropped in result.dropped)]) == sorted(lines)


@pytest.mark.parametrize("tag", languages())
def test_every_language_file_is_sound(tag: str) -> None:
    words = vocabulary(tag)
    label = words.phrases["source"][0]
    line = classify(f"{label}: https://example.vn/a", words)
    assert line is not None
    assert (line.kind, line.urls) == (LineKind.SOURCE, ("https://example.vn/a",))
    counter = classify(f"{words.phrases['comments'][0]} (7)", words)
    assert counter is not None
    assert counter.kind is LineKind.COUNTER
    assert words.has("Cùng chủ đề", "same_topic")
    assert words.has("same topic", "same_topic")


def test_tags_of_one_language() -> None:
    assert len(languages()) >= 34
    assert vocabulary("zh-TW").has("來源", "source")
    assert vocabulary("pt-BR").phrases == vocabulary("pt").phrases
    assert not vocabulary("fr").has("Джерело", "source")
    assert vocabulary("xx").has("Джерело", "source")
    assert isinstance(vocabulary(""), Vocabulary)
    assert fold_phrase("  «Source :» ") == "source"
    assert fold_phrase("Tiếng Việt") in language_independent().language_names


BROKEN = {
    "not TOML": ("source = [", "cannot be read as TOML"),
    "missing key": ('source = ["A"]', "“according_to” is missing"),
    "unknown key": ('sauce = ["A"]', "“sauce” is not known"),
    "no list": ("\n".join(f'{key} = "A"' for key in KEYS), "“source” must be a list"),
    "empty list": ("\n".join(f"{key} = []" for key in KEYS), "“source” is an empty list"),
    "no letters": ("\n".join(f'{key} = ["–"]' for key in KEYS), "“source” holds a phrase without letters"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_language_file_is_named_with_its_key(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "xy.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(VocabularyError, match=message) as error:
        load(path)
    assert error.value.where == "xy.toml"


def test_no_line_that_is_known_by_its_whole_text_is_too_wide_to_be_looked_up() -> None:
    known = language_independent().banners | language_independent().language_names
    assert max(map(width, known)) <= LABEL_MAX_WIDTH


OWN = "https://paper.example/tin/1.html"


@pytest.mark.parametrize(
    ("line", "link", "goes"),
    [
        ("The post Cầu mới ở bản appeared first on Paper.", OWN, True),
        ("Bài viết Cầu mới ở bản xuất hiện đầu tiên trên Paper.", f"{OWN}?utm_source=rss", True),
        ("The post Cầu mới ở bản appeared first on Paper.", "https://paper.example/tin/2.html", False),
        ("More on this tomorrow.", OWN, False),
    ],
)
def test_a_last_line_that_links_to_the_article_by_its_headline_goes(line: str, link: str, goes: bool) -> None:
    last = Block(BlockKind.PARAGRAPH, line, links=(link,))
    result = remove_furniture(article(FIRST, SECOND, last, title="Cầu mới ở bản", url=OWN), language="en")
    assert (kept(result) == [FIRST, SECOND]) is goes
    assert [piece.text for piece in result.dropped] == ([line] if goes else [])


def test_a_block_that_repeats_the_one_before_it_goes() -> None:
    result = remove_furniture(article(FIRST, "(Vỗ tay)", "(Vỗ tay)", SECOND, "(Vỗ tay)"), language="vi")
    assert kept(result) == [FIRST, "(Vỗ tay)", SECOND, "(Vỗ tay)"]
    assert [piece.reason for piece in result.dropped] == ["block repeated"]


def test_words_of_a_video_that_look_like_a_credit_stay_its_caption() -> None:
    clip = IncomingPicture(None, "Clip: Bà con kéo thuyền")
    given = article(FIRST, Block(BlockKind.PICTURE, clip.caption, picture=clip))
    assert [one.picture for one in remove_furniture(given, language="vi").blocks if one.picture] == [clip]
