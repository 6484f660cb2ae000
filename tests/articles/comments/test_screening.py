"""The phases of the screening, each in every language of the editions: what is said in good faith passes."""

from functools import partial

import pytest
from django.conf import settings
from django.utils.translation import override

from articles.comments.reasons import REASONS, reason_words
from articles.comments.screening import conduct, text
from articles.comments.screening.findings import FINE, Known, Recent, Submission, Verdict, Word
from articles.comments.screening.links import links, links_in
from articles.comments.screening.names import fold, pretending
from articles.comments.screening.order import PHASES, screen
from articles.comments.screening.words import listed_words
from articles.grouping.folding import fold_case
from tests.articles.comments.languages import NAMES, ORDINARY

EDITIONS = [code for code, _name in settings.LANGUAGES]
each_language = pytest.mark.parametrize("language", EDITIONS)
NOTHING = Known()


def submission(language: str, **fields: object) -> Submission:
    known = {
        "name": NAMES[language][0],
        "body": ORDINARY[language],
        "language": language,
        "edition": language,
    }
    return Submission(**{**known, **fields})


def test_there_is_a_case_for_every_edition() -> None:
    assert set(ORDINARY) == set(NAMES) == set(EDITIONS)


@each_language
def test_an_ordinary_comment_passes_every_phase(language: str) -> None:
    for phase in PHASES:
        assert phase(submission(language, seconds=40), NOTHING) == FINE, phase.__name__


@each_language
@pytest.mark.parametrize(
    "blank", ["\u200b\u200b", " \u3000\u00a0\n", "\u2800", "\u3164", "\u0301", "\u202e\u2066"]
)
def test_empty(language: str, blank: str) -> None:
    assert text.empty(submission(language, body=blank), NOTHING).reason == "empty"
    assert text.empty(submission(language, name=blank), NOTHING).verdict is Verdict.REFUSE
    # Invisible characters within words are ordinary: the joiners of Hindi and Khmer, the mark before an address.
    assert text.empty(submission(language, body=f"\u200f{ORDINARY[language]}\u200d"), NOTHING) == FINE


@each_language
def test_marks(language: str) -> None:
    words = ORDINARY[language]
    assert text.marks(submission(language, body=f"{words}{chr(0x335) * 7}"), NOTHING).reason == "marks"
    assert text.marks(submission(language, name=f"A{chr(0x20E3) * 9}"), NOTHING).verdict is Verdict.REFUSE
    assert text.marks(submission(language, body=f"{words}{chr(0x335) * 2}"), NOTHING) == FINE


@each_language
def test_direction(language: str) -> None:
    words = ORDINARY[language]
    assert text.direction(submission(language, body=f"\u202e{words}"), NOTHING).verdict is Verdict.HOLD
    assert text.direction(submission(language, name="\u202enomra"), NOTHING).verdict is Verdict.REFUSE
    assert text.direction(submission(language, body=f"\u200f{words}\u200e \u2068x\u2069"), NOTHING) == FINE


@each_language
def test_length(language: str) -> None:
    words = ORDINARY[language]
    assert text.length(submission(language, body=f"{words[:5]}\n" * 81), NOTHING).reason == "length"
    assert text.length(submission(language, body=f"{words}\n\n{words}"), NOTHING) == FINE


@each_language
def test_repeats(language: str) -> None:
    words = ORDINARY[language]
    letter = next(one for one in words if one.isalpha())
    assert text.repeats(submission(language, body=f"{words[:5]}{letter * 20}"), NOTHING).reason == "repeats"
    assert text.repeats(submission(language, body=f"{words[:9]} " * 12), NOTHING).reason == "repeats"
    assert text.repeats(submission(language, body=f"{words}… {letter * 4}!!!"), NOTHING) == FINE


@each_language
def test_capitals(language: str) -> None:
    words = ORDINARY[language]
    shouted = text.capitals(submission(language, body=words.upper()), NOTHING)
    has_case = words.upper() != words
    assert shouted.reason == ("capitals" if has_case else "")
    assert text.capitals(submission(language, body=words.upper()[:12]), NOTHING) == FINE


@each_language
@pytest.mark.parametrize(
    "address",
    ["https://shop.example/a", "www.shop.example", "shop.com", "cua-hang.vn/khuyen-mai", "пример.рф"],
)
def test_links(language: str, address: str) -> None:
    words = ORDINARY[language]
    assert links(submission(language, body=f"{words} {address}"), NOTHING) == FINE
    assert (
        links(submission(language, body=f"{words} {address} {address} {address}"), NOTHING).reason == "links"
    )
    assert links(submission(language, body=f"{address} " * 10), NOTHING).verdict is Verdict.REFUSE
    assert links(submission(language, name=f"A {address}"), NOTHING).reason == "link-in-name"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Rất hay.Tôi đồng ý.Cảm ơn", 0),
        ("25-NQ/TW, 3.2.1930, 1.500 đồng", 0),
        ("https://a.example/b.com?c=d.org", 1),
        ("see example.com, example.org.", 2),
        ("me@example.com", 0),
    ],
)
def test_what_is_a_link(words: str, number: int) -> None:
    assert links_in(words) == number


@each_language
def test_names_that_pretend(language: str) -> None:
    ordinary, pretender = NAMES[language]
    assert pretending(submission(language, name=ordinary), NOTHING) == FINE
    assert pretending(submission(language, name=pretender), NOTHING).reason == "name-of-site"
    with override(language):
        from articles.comments.services.knowledge import _site_names

        known = Known(site_names=_site_names(), source_names=frozenset({fold("Báo Nà Mẫu")}))
    assert pretending(submission(language, name="BÁO  NÀ MẪU"), known).reason == "name-of-source"


@pytest.mark.parametrize(
    "name",
    ["Аdmin", "m0derator", "A d m i n", "ＡＤＭＩＮ", "ad\u200bmin", "Modérateur!", "mоderatоr", "«admin»"],
)
def test_names_in_disguise(name: str) -> None:
    assert pretending(Submission(name=name, body="x"), NOTHING).verdict is Verdict.REFUSE


@each_language
def test_words(language: str) -> None:
    # A word of the language's own text: the longest, or a piece where words are not parted.
    words = fold_case(ORDINARY[language])
    phrase = max(words.split(), key=len).strip(".,।។。") if " " in words else words[2:4]
    listed = {"phrase": phrase, "language": language}
    assert listed_words(submission(language), Known(words=(Word(**listed),))).reason == "word"
    refused = Known(words=(Word(phrase=phrase, refused=True), Word(**listed)))
    assert listed_words(submission(language), refused).reason == "word-refused"
    other = Known(words=(Word(phrase=phrase, language="xx"),))
    assert listed_words(submission(language), other) == FINE


def test_a_word_within_another_is_not_meant() -> None:
    known = Known(words=(Word(phrase="hay"),))
    assert listed_words(Submission(name="A", body="ngày thay"), known) == FINE
    assert listed_words(Submission(name="A", body="Rất HAY!"), known).verdict is Verdict.HOLD


FLOODS = {
    "flood-writer": (Recent(writer=5), Recent(writer=4)),
    "flood-network": (Recent(visitor=30), Recent(visitor=29, block=119)),
    "flood-day": (Recent(visitor_today=300), Recent(visitor_today=299, block_today=1499)),
    "flood-site": (Recent(site=900), Recent(site=899)),
    "flood-story": (Recent(story=200), Recent(story=199)),
}


@each_language
@pytest.mark.parametrize("reason", FLOODS)
def test_flooding(language: str, reason: str) -> None:
    too_many, just_under = FLOODS[reason]
    found = conduct.flooding(submission(language), Known(recent=too_many))
    assert found.reason == reason
    assert found.verdict is (Verdict.HOLD if reason == "flood-story" else Verdict.REFUSE)
    assert conduct.flooding(submission(language), Known(recent=just_under)) == FINE


@pytest.mark.parametrize("recent", [Recent(block=120), Recent(block_today=1500)])
def test_who_is_in_good_standing_is_not_counted_against_the_block(recent: Recent) -> None:
    flooding = partial(conduct.flooding, Submission(name="A", body="B"))
    assert flooding(Known(recent=recent)).verdict is Verdict.REFUSE
    assert flooding(Known(recent=recent, in_standing=True)) == FINE


@each_language
def test_conduct(language: str) -> None:
    def found(phase, known: Known = NOTHING, **fields: object) -> str:
        return phase(submission(language, **fields), known).reason

    assert found(conduct.honeypot, honeypot=ORDINARY[language]) == "honeypot"
    assert found(conduct.barred, Known(is_barred=True)) == "barred"
    assert found(conduct.same_text, Known(others_with_text=2)) == "same-text"
    assert found(conduct.same_text, Known(others_with_text=1)) == ""
    assert found(conduct.spam_filter, Known(is_spam=True)) == "spam-filter"
    assert found(conduct.spam_filter, Known(filter_is_silent=True)) == "filter-silent"
    assert [found(conduct.timing, seconds=seconds) for seconds in (0, 2, 3, None)] == [
        "timing",
        "timing",
        "",
        "",
    ]


def test_a_refusal_counts_more_than_what_holds_and_comes_first_of_several() -> None:
    crowded = Known(recent=Recent(story=999), others_with_text=9)
    assert screen(Submission(name="A", body="B"), crowded).reason == "flood-story"
    assert screen(Submission(name="admin", body="B"), crowded).reason == "name-of-site"
    assert screen(Submission(name="admin", body="\u200b"), crowded).reason == "empty"


@each_language
def test_every_reason_is_said_in_the_language(language: str) -> None:
    with override(language):
        said = {name: reason_words(name) for name in REASONS}
    assert all(said.values())
    with override("en"):
        english = {name: reason_words(name) for name in REASONS}
    assert language == "en" or not {name for name in said if said[name] == english[name]}


def test_the_longest_comment_is_screened_quickly() -> None:
    import time

    for body in ("a b" * 1000, "x." * 1500, "ab" * 1500, "\u0e01" * 3000, "http" * 750, "-" * 3000):
        started = time.process_time()
        screen(Submission(name="A", body=body), NOTHING)
        assert time.process_time() - started < 0.25, body[:9]
