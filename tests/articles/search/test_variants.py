"""Other spellings of words, and what search makes of them."""

import pytest

from articles.search import find, index_articles, parse
from articles.search.variants import simplified, ukrainian_beginnings, variants, without_particle
from tests.factories import make_article

SPELLINGS = {
    "mobilise": "mobilize",
    "organizations": "organisations",
    "labour": "labor",
    "center": "centre",
    "programmes": "programs",
    "kĩ": "kỹ",
    "quý": "quí",
    "हिन्दी": "हिंदी",
    "हिंदी": "हिन्दी",
    "जमीन": "ज़मीन",
    "गाँव": "गांव",
}


@pytest.mark.parametrize(("typed", "other"), SPELLINGS.items())
def test_other_spellings(typed: str, other: str) -> None:
    assert other in variants(typed)


@pytest.mark.parametrize("word", ["exercise", "size", "promise", "dân", "bridge", "мова"])
def test_words_with_one_spelling(word: str) -> None:
    assert variants(word) == ()


def test_beginnings_of_ukrainian_words() -> None:
    assert set(ukrainian_beginnings("повені")) & set(ukrainian_beginnings("повінь"))
    assert set(ukrainian_beginnings("виборцями")) & set(ukrainian_beginnings("виборці"))
    assert ukrainian_beginnings("та") == ()


def test_particles_and_characters() -> None:
    assert (without_particle("다리를"), without_particle("나이")) == ("다리", "나이")
    assert simplified("漁民") == "渔民"


FOUND = {
    "hoà for hòa": ("vi", "Hòa giải ở cơ sở", "hoà giải"),
    "kĩ for kỹ": ("vi", "Thi kỹ năng dân vận", "kĩ năng"),
    "ize for ise": ("en", "They organize a fair", "organise"),
    "a dot for a letter": ("hi", "हिन्दी की कक्षा", "हिंदी"),
    "no dot below": ("hi", "ज़मीन का दान", "जमीन"),
    "traditional for simplified": ("zh-hans", "渔民领到救生衣", "漁民"),
    "simplified for traditional": ("zh-hant", "漁民領到救生衣", "渔民领"),
    "another apostrophe": ("uk", "Здоров’я людей", "здоров'я"),
    "no apostrophe": ("uk", "Здоровʼя людей", "здоровя"),
    "a form of a Ukrainian word": ("uk", "Зустріч із виборцями", "виборець зустрічі"),
    "a Korean particle": ("ko", "새 다리 개통", "다리를"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("edition", "title", "typed"), FOUND.values(), ids=FOUND)
def test_a_variant_is_found_and_marked(edition: str, title: str, typed: str) -> None:
    article = make_article(title=title, language=edition)
    index_articles([article.pk])
    page = find(parse(typed), edition=edition)
    assert [one.article for one in page.here] == [article]
    assert "<mark>" in page.here[0].title
