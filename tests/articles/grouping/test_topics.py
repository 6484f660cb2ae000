"""Terms in texts: scripts with and without spaces, inflection, overlaps, Vietnamese marks, and scores."""

import time

import pytest

from articles.grouping.folding import fold_case
from articles.grouping.topics import Term, TermBase

FOUND = [
    ("case", "en", "mass mobilization", "MASS Mobilization work", 1),
    ("word boundary before", "en", "art", "part", 0),
    ("word boundary after", "en", "art", "arts", 0),
    ("stem", "en", "mobili*", "mobilisation and mobilized", 2),
    ("stem in each word", "uk", "масов* мобіліз*", "роботи з масової мобілізації", 1),
    ("gap", "en", "commission for ** mobilization", "Commission for Education and Mass Mobilization", 1),
    (
        "gap ends with the sentence",
        "en",
        "commission for ** mobilization",
        "commission for X. Mobilization",
        0,
    ),
    ("quotes inside", "vi", "công tác dân vận khéo", "công tác “Dân vận khéo”", 1),
    ("hyphen", "en", "mass mobilization", "mass-mobilization", 1),
    ("thai", "th", "ระดมมวลชน", "งานระดมมวลชนของพรรค", 1),
    ("thai with spaces", "th", "ระดมมวลชน", "ระดม มวลชน", 1),
    ("lao", "lo", "ມະຫາຊົນ", "ວຽກງານມະຫາຊົນຂອງພັກ", 1),
    ("khmer with zero-width spaces", "km", "ចល័តមហាជន", "ការចល័ត\u200bមហាជន", 1),
    ("chinese", "zh-hans", "民运", "做好民运工作", 1),
    ("chinese terms of the other script", "zh-hant", "民運", "民運工作", 1),
    ("japanese", "ja", "大衆動員", "巧みな大衆動員の", 1),
    ("korean spacing and particle", "ko", "대중 동원", "대중동원을 강화", 1),
    ("arabic article and preposition", "ar", "التعبئة الجماهيرية", "للتعبئة الجماهيرية دور", 1),
    ("arabic conjunction", "ar", "التعبئة الجماهيرية", "والتعبئة الجماهيرية", 1),
    ("related language", "ms", "mobilisasi massa", "kerja mobilisasi massa", 1),
    ("tone placement", "vi", "hoà giải", "hòa giải ở cơ sở", 1),
    ("unmarked text", "vi", "dân vận", "cong tac dan van o xa", 1),
    ("unmarked words in a marked text", "vi", "dân vận", "dan van là tiếng Việt", 0),
    ("other marks", "vi", "dân vận", "đàn vẫn còn", 0),
    ("hindi vowel sign is part of the word", "hi", "जन", "जना", 0),
]


@pytest.mark.parametrize(
    ("language", "phrase", "text", "count"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND]
)
def test_term_is_found(language: str, phrase: str, text: str, count: int) -> None:
    matcher = TermBase.compile([Term("topic", language, phrase, 1.0)])
    matches = matcher.match("", "", text, language).terms
    assert sum(match.count for match in matches) == count


def test_term_of_any_language_is_found_in_a_language_of_its_own() -> None:
    matcher = TermBase.compile([Term("dan-van", "mul", "dân vận", 1.0), Term("x", "en", "xyz", 1.0)])
    assert matcher.match("", "", "The Dân vận movement", "en").topics == ("dan-van",)


def test_language_without_terms_is_matched_with_all() -> None:
    matcher = TermBase.compile([Term("dan-van", "id", "mobilisasi massa", 1.0)])
    assert matcher.match("mobilisasi massa", "", "", "jv").topics == ("dan-van",)


def test_longest_match_swallows_the_shorter() -> None:
    terms = [Term("dan-van", "vi", "dân vận", 1.0), Term("dan-van", "vi", "dân vận chuyển", 0.0)]
    matcher = TermBase.compile(terms)
    assert matcher.match("", "", "người dân vận chuyển hàng", "vi").terms == ()
    assert matcher.match("", "", "công tác dân vận", "vi").topics == ("dan-van",)


def test_same_phrase_may_belong_to_two_topics() -> None:
    matcher = TermBase.compile([Term("a", "en", "village", 1.0), Term("b", "en", "village", 1.0)])
    assert matcher.match("village", "", "", "en").topics == ("a", "b")


def test_same_phrase_of_related_languages_counts_once() -> None:
    matcher = TermBase.compile([Term("a", "id", "massa", 1.0), Term("a", "ms", "massa", 1.0)])
    assert [match.count for match in matcher.match("", "", "massa", "id").terms] == [1]


def test_title_term_counts_in_titles_only() -> None:
    matcher = TermBase.compile([Term("a", "en", "village", 1.0, "title")])
    assert matcher.match("", "village", "village", "en").terms == ()
    assert matcher.match("The village", "", "", "en").topics == ("a",)


def test_part_of_gives_the_wider_topic_too() -> None:
    matcher = TermBase.compile([Term("narrow", "en", "village", 1.0)], {"narrow": "wide"})
    assert set(matcher.match("village", "", "", "en").topics) == {"narrow", "wide"}


def test_one_mention_in_a_long_text_is_no_topic() -> None:
    matcher = TermBase.compile([Term("a", "en", "village", 1.0)])
    long_text = "village " + "other words here " * 500
    assert matcher.match("", "", long_text, "en").topics == ()
    assert matcher.match("", "", "village life", "en").topics == ("a",)


def test_weak_terms_never_suffice_however_many() -> None:
    matcher = TermBase.compile([Term("a", "en", "commission", 0.3)])
    assert matcher.match("commission", "commission", "commission " * 50, "en").topics == ()


def test_negative_term_speaks_against() -> None:
    matcher = TermBase.compile([Term("a", "en", "mobilization", 1.0), Term("a", "en", "reservists", -1.0)])
    assert matcher.match("", "mobilization of reservists", "", "en").topics == ()


def test_title_that_repeats_the_text_counts_once() -> None:
    matcher = TermBase.compile([Term("a", "en", "village", 0.6)])
    sentence = "The village."
    assert matcher.match(sentence, sentence, sentence, "en").scores["a"] == pytest.approx(0.72)


def test_wildcard_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="must begin with a letter"):
        TermBase.compile([Term("a", "en", "* words", 1.0)])


def test_fold_normalises_tone_places_and_widths() -> None:
    assert fold_case("Hòa thúy KHỎE") == fold_case("Hoà thuý KHOẺ")
    assert fold_case("ＡＢＣ") == "abc"


def test_thousand_words_against_thousands_of_terms_are_quick() -> None:
    words = [f"term{number} other{number}" for number in range(5000)]
    matcher = TermBase.compile([Term("a", "en", phrase, 1.0) for phrase in words])
    text = " ".join(f"word{number} term{number}" for number in range(500))
    matcher.match("", "", text, "en")
    durations = []
    for _ in range(5):
        started = time.process_time()
        matcher.match("", "", text, "en")
        durations.append(time.process_time() - started)
    assert min(durations) < 0.02  # seconds of processor time; about 0.002


def test_ambiguous_term_never_displaces_a_clear_one() -> None:
    terms = [Term("a", "en", "work of mobilization", 0.7), Term("a", "en", "mobilization of all", 1.0)]
    (match,) = TermBase.compile(terms).match("", "", "the work of mobilization of all", "en").terms
    assert match.term == "mobilization of all"
