"""The shipped catalogue is whole, and a fault in it is named."""

from pathlib import Path

import pytest

from articles import catalogue
from articles.grouping.relevance import SUBJECT_TOPICS
from articles.languages import SITE_LANGUAGES


def test_categories_are_the_seven_in_order() -> None:
    assert [category.slug for category in catalogue.load_categories()] == [
        "heritage",
        "figures",
        "business",
        "current-affairs",
        "political-system",
        "local",
        "products",
    ]


def test_everything_is_named_and_described_in_every_site_language() -> None:
    for entry in (*catalogue.load_categories(), *catalogue.load_topics()):
        assert set(entry.names) == set(entry.descriptions) == set(SITE_LANGUAGES)
        for language in SITE_LANGUAGES:
            assert entry.descriptions[language] != entry.names[language]


def test_names_of_one_language_differ_between_topics() -> None:
    for language in SITE_LANGUAGES:
        names = [topic.names[language] for topic in catalogue.load_topics()]
        assert len(names) == len(set(names)), language


def test_subject_topics_exist_and_have_terms_in_every_site_language() -> None:
    assert {topic.slug for topic in catalogue.load_topics()} >= SUBJECT_TOPICS
    bases = {language.split("-")[0] for language in SITE_LANGUAGES}
    for base in bases:
        assert any(
            term.topic == "dan-van" and term.weight >= 1
            for term in catalogue.load_terms()
            if term.language == base
        ), base


def test_document_kinds_restore_diacritics_and_know_months() -> None:
    data = catalogue.load_document_kinds()
    assert {"NQ", "CT", "KL", "QĐ", "NĐ", "HD", "CTr"} <= {kind.code for kind in data.kinds}
    assert {"TW", "TU", "TTg", "CP", "QH", "UBTVQH", "BDVTW"} <= {issuer.code for issuer in data.issuers}
    assert set(data.months.values()) == set(range(1, 13))


FAULTS = [
    ("not TOML", "topics.toml", "[[topic", "is not TOML"),
    ("no table", "topics.toml", "x = 1", r"topics\.toml: must hold tables \[\[topic\]\]"),
    ("no slug", "topics.toml", "[[topic]]", "slug must be a non-empty text"),
    ("no names", "topics.toml", '[[topic]]\nslug = "a"', "topic 'a': names must be a table"),
    (
        "language missing",
        "topics.toml",
        '[[topic]]\nslug = "a"\n[topic.names]\nvi = "A"',
        "topic 'a': names lacks en",
    ),
]


@pytest.mark.parametrize(
    ("file", "content", "message"), [row[1:] for row in FAULTS], ids=[r[0] for r in FAULTS]
)
def test_fault_is_named(tmp_path: Path, monkeypatch, file: str, content: str, message: str) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    with pytest.raises(catalogue.CatalogueError, match=message):
        catalogue.load_topics.__wrapped__()


TERM_FAULTS = [
    ("unknown topic", 'topic = "nothing"\nweight = 1\nphrases = ["a"]', "topic must be a slug"),
    ("no weight", 'topic = "dan-van"\nphrases = ["a"]', "weight must be a number"),
    ("empty phrase", 'topic = "dan-van"\nweight = 1\nphrases = [" "]', "non-empty texts"),
    ("place", 'topic = "dan-van"\nweight = 1\nphrases = ["a"]\nwhere = "lead"', "where must be"),
]


@pytest.mark.parametrize(
    ("row", "message"), [row[1:] for row in TERM_FAULTS], ids=[r[0] for r in TERM_FAULTS]
)
def test_fault_of_a_term_is_named(tmp_path: Path, monkeypatch, row: str, message: str) -> None:
    catalogue.load_topics()  # from the real folder, before it is exchanged
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "xx.toml").write_text(f"[[term]]\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    with pytest.raises(catalogue.CatalogueError, match=rf"xx\.toml: .*{message}"):
        catalogue.load_terms.__wrapped__()


def test_missing_file_is_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    with pytest.raises(catalogue.CatalogueError, match=r"categories\.toml: cannot be read"):
        catalogue.load_categories.__wrapped__()
