"""Lexemes, vectors and plans, without a database."""

import pytest

from articles.search.languages import configuration_of, stemming_languages
from articles.search.plan import plan, words_to_stem
from articles.search.query import parse
from articles.search.vectors import document_lexeme, lexemes_of
from articles.search.words import Forms, bigrams, forms, pieces, plain, run_words, spaced_words

FORMS = {
    "marked Vietnamese": ("Dân", Forms("dân", "~dan")),
    "d with a bar": ("Đảng", Forms("đảng", "~dang")),
    "unmarked": ("Front", Forms("front", "")),
    "French": ("Générale", Forms("générale", "~generale")),
    "Russian io": ("Ещё", Forms("еще", "")),
    "full width": ("ＡＢＣ", Forms("abc", "")),
    "Arabic with article and vowels": ("الرَّقميّة", Forms("الرقمية", "~رقميه")),
    "Hindi digits": ("२०२४", Forms("2024", "")),
}


@pytest.mark.parametrize(("word", "expected"), FORMS.values(), ids=FORMS)
def test_forms(word, expected):
    assert forms(plain(word)) == expected


def test_either_place_of_a_tone_is_one_word():
    assert forms(plain("HOÀ")) == forms(plain("hòa")) != forms(plain("hoả"))


PIECES = {
    "Vietnamese": ("Dân vận, khéo!", ["dân", "vận", "khéo"]),
    "apostrophe": ("l’eau d'été", ["l", "eau", "d", "été"]),
    "Hindi keeps its vowel signs": ("हिन्दी भाषा।", ["हिन्दी", "भाषा"]),
    "mixed scripts": ("AI技術と5G", ["ai", "技術と", "5g"]),
    "Korean with a space": ("대중동원 사업", ["대중동원 사업"]),
    "Thai with digits": ("ปี 2567 นี้", ["ปี", "2567", "นี้"]),
    "Thai vowel am": ("น้ำ", ["น้ำ"]),
    "Lao vowel am": ("ນ້ຳ", ["ນ້ຳ"]),
    "document number": ("25-NQ/TW", ["25", "nq", "tw"]),
}


@pytest.mark.parametrize(("text", "expected"), PIECES.values(), ids=PIECES)
def test_pieces(text, expected):
    assert [piece.text for piece in pieces(plain(text))] == expected


SPACED = {
    "marks around words": "“Dân vận”, (khéo)! – l’eau d'été… 25-NQ/TW,",
    "odd spaces": "Dân\u00a0vận\u2003khéo\n\n ﬁ １２\t½",
    "letters that fold into a space": "a¨b ﷺ x",
    "Hindi": "हिन्दी भाषा। २०२४",
    "Arabic": "الرَّقميّة، والمال",
    "combining marks": "e\u0301te\u0301 d\u200ca",
    "nothing": " … ",
}


@pytest.mark.parametrize("text", SPACED.values(), ids=SPACED)
def test_words_piece_by_piece_are_those_of_the_whole(text):
    expected = [found for piece in pieces(plain(text)) if (found := forms(piece.text)).exact]
    assert spaced_words(text) == expected
    assert not any(piece.is_run for piece in pieces(plain(text)))


@pytest.mark.parametrize("text", ["Dân vận 民运", "ปี 2567", "Công ty ㍿ mới"])
def test_a_text_with_a_script_without_spaces_is_not_read_piece_by_piece(text):
    assert spaced_words(text) is None


def test_runs_are_cut_into_words_and_pairs():
    assert bigrams("民运工作") == ["~民运", "~运工", "~工作", "~作"]
    assert bigrams("대중 동원") == ["~대중", "~중동", "~동원", "~원"]
    assert run_words("대중동원 사업") == [(0, "대중동원"), (4, "사업")]
    assert "".join(word for _place, word in run_words("การระดมมวลชน")) == "การระดมมวลชน"


def test_only_what_the_database_cannot_read_is_kept():
    kept = lexemes_of(
        title="Dân vận ở Đăk Nông",
        lead="L'élève à Genève, COVID-19.",
        text="hòa bình 10.000 24h →",
        language="vi",
        documents=["23-QĐ/TW"],
    )
    assert kept == {"~eleve", "~geneve", "hoà", "#23-qd/tw"}
    assert lexemes_of(title="民运 dân", lead="", text="", language="vi") == {"~民运", "~运", "dân"}
    assert lexemes_of(title="Dân vận", lead="", text="", language="zh-hans") == {"dân", "vận"}


def test_document_lexemes_forget_diacritics():
    assert document_lexeme("23-QĐ/TW") == document_lexeme("23-qd/tw") == "#23-qd/tw"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "english"),
        ("pt-br", "portuguese"),
        ("vi", ""),
        ("zh-hans", ""),
        ("ms", "indonesian"),
        ("uk", ""),
        ("xx", ""),
    ],
)
def test_configurations(language, expected):
    assert configuration_of(language) == expected


@pytest.mark.parametrize(
    ("word", "only", "expected"),
    [
        ("люди", "", ["ru"]),
        ("الناس", "", ["ar"]),
        ("लोग", "", ["hi"]),
        ("people", "en", ["en"]),
        ("people", "vi", []),
        ("people", "nl", ["nl"]),
        ("люди", "en", []),
    ],
)
def test_stemming_languages(word, only, expected):
    assert stemming_languages(word, only) == expected


def asked(typed, stems=None, edition="vi"):
    return plan(parse(typed), stems or {}, edition).match.replace("(", "").replace(")", "")


def test_marked_words_ask_for_themselves_unmarked_ones_for_both():
    assert asked("dân") == "'dân'"
    assert asked("dan").startswith("'dan' | '~dan' | 'dàn' | 'dán' | 'dân' | 'dãn'")
    assert asked("dane") == "'dane' | '~dane'"
    assert asked("đ") == "'đ'"
    assert asked("évaluations") == "'évaluations' | '~evaluations' | 'evaluations'"
    assert asked('"dane vane"') == "'dane' | '~dane' <-> 'vane' | '~vane'"
    assert asked("工作人") == "'~工作' & '~人':*"
    assert asked("民运工作") == "'~民运' | '~民運' & '~工作'"
    assert asked('"民运工作"') == "'~民运' | '~民運' <-> '~运工' | '~運工' <-> '~工作'"
    assert asked("民") == "'~民':*"


def test_stems_and_stop_words():
    query = parse("the bridges lang:en")
    assert set(words_to_stem(query)) == {("en", "the"), ("en", "bridges")}
    stems = {("en", "the"): "", ("en", "bridges"): "bridg"}
    assert asked("the bridges lang:en", stems) == "'bridges' | '~bridges' | 'en:bridg'"
    assert asked("the lang:en", stems).startswith("'the' | '~the' | 'thè'")
    assert asked('the "reds bridge" lang:en', stems) == "'reds' | '~reds' <-> 'bridge' | '~bridge'"
    assert "'the'" in asked("the bridges", stems, "vi")


def test_only_a_minus_filters():
    assert asked("lang:vi -dân") == "!'dân'"
    assert plan(parse("lang:vi -dân"), {}, "vi").unwanted == "((('dân')))"
    assert asked("vận -dân") == "'vận' & !'dân'"
    assert asked("lang:vi") == ""
