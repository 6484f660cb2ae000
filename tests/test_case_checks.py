"""What is right of a written case is told from what is wrong, one property at a time."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.case_checks import check_article, check_list, check_published
from bench.cases_quality import case_files, check, figures, relevance

REPOSITORY = Path(__file__).resolve().parents[1]
CASES = REPOSITORY / "tests/feeds/cases"
GOT: dict[str, Any] = {
    "url": "https://bao.example/1",
    "origin_url": None,
    "title": "Chợ phiên",
    "title_derived": False,
    "lead": "Câu dẫn.",
    "text": "Câu dẫn.\nĐoạn một.\nĐoạn hai.",
    "html": '<p>Câu dẫn.</p><p>Đoạn một.</p><p><a href="https://x.example/?a=1&amp;b=2#c">Đoạn hai.</a></p>',
    "language": "zh-Hans",
    "author": "Lò Mẫu",
    "published_at": "2026-05-12T01:00:00Z",
    "pictures": [
        {"url": "https://bao.example/a.jpg", "caption": "Chú thích"},
        {"url": None, "caption": "Clip"},
    ],
    "documents": [{"number": "25-NQ/TW"}],
}


@pytest.mark.parametrize(
    ("wanted", "mistakes"),
    [
        ({"title": "Chợ  phiên"}, 0),
        ({"title": "Chợ"}, 1),
        ({"paragraphs": ["Câu dẫn.", "Đoạn hai."]}, 0),
        ({"paragraphs": ["Đoạn hai.", "Đoạn một."]}, 1),
        ({"absent": ["Đoạn ba"]}, 0),
        ({"absent": ["phiên", "Đoạn hai"]}, 2),
        ({"author": "Lò Mẫu"}, 0),
        ({"author": ["Mẫu", "Lò Mẫu"]}, 0),
        ({"author": None}, 1),
        ({"pictures": [{"url": ["https://bao.example/b.jpg", "https://bao.example/a.jpg"]}]}, 0),
        ({"pictures": [{"url": "https://bao.example/a.jpg", "caption": ""}]}, 1),
        ({"pictures": []}, 1),
        ({"documents": [["25-NQ/TW", "25/NQ-TW"]]}, 0),
        ({"documents": []}, 1),
        ({"documents": ["25-NQ/TW", "1-CT/TW"]}, 1),
        ({"links": ["https://x.example/?a=1&b=2#c"]}, 0),
        ({"links": ["https://x.example/?a=1&b=2"]}, 1),
        ({"no_links": True}, 1),
        ({"language": "zh-hans", "link": "https://bao.example/1", "origin": None}, 0),
        ({"language": "zh-hant"}, 1),
        ({"refused": True}, 1),
    ],
)
def test_properties(wanted: dict[str, Any], mistakes: int) -> None:
    assert len(check_article(wanted, GOT).mistakes) == mistakes


@pytest.mark.parametrize(
    ("wanted", "found", "outcome"),
    [
        ("2026-05-12T01:00:00Z", "2026-05-12T01:00:00Z", "right"),
        ("2026-05-12T01:00:00Z", "2026-05-12T05:00:00Z", "unsure hour"),
        ("2026-05-12T18:00:00Z", "2026-05-12T01:00:00Z", "wrong"),
        ("2026-05-12", "2026-05-12", "right"),
        ("2026-05-12", "2026-05-12T05:00:00Z", "unsure hour"),
        ("2026-05-12", None, "missing"),
        (["2026-05-12T01:00:00Z", "2026-05-12"], "2026-05-12", "right"),
        (["2026-05-12T01:00:00Z", "2026-05-12"], "2026-05-12T05:00:00Z", "unsure hour"),
        (None, "2026-05-12", "wrong"),
        (None, None, "right"),
    ],
    ids=["moment", "hour", "next day", "day", "noon", "nothing", "either", "neither", "invented", "undated"],
)
def test_dates(wanted: str | list[str] | None, found: str | None, outcome: str) -> None:
    assert check_published(wanted, {"published_at": found})[0] == outcome


def test_a_refusal_is_right_only_where_it_is_wanted() -> None:
    refused = {"error": "no text"}
    assert check("a", {"refused": True}, {"articles": [refused]}).right
    assert not check("a", {"refused": True}, {"articles": [GOT]}).right
    lost = check(
        "a", {"articles": [{"title": "Chợ phiên", "paragraphs": ["Đoạn một."]}]}, {"articles": [refused]}
    )
    assert lost.checked[0].f1 == 0.0
    assert figures([lost])["right"] == "0/1"


def test_articles_are_paired_by_title_where_their_number_differs() -> None:
    other = {**GOT, "title": "Khác"}
    result = check("a", {"articles": [{"title": "Chợ phiên"}]}, {"articles": [other, GOT]})
    assert result.mistakes == ("2 articles instead of 1",)


def test_lists_are_compared_in_any_order() -> None:
    got = {
        "addresses": ["b", "a"],
        "entries": [{"link": "a", "title": "A", "published": "2026-05-12T08:00:00+07:00"}],
    }
    assert check_list("addresses", ["a", "b"], got) == []
    assert len(check_list("addresses", ["a", "c"], got)) == 2
    assert check_list("entries", [{"link": "a", "published": "2026-05-12T01:00:00Z"}], got) == []
    assert len(check_list("entries", [{"link": "a", "published": "2026-05-12"}], got)) == 2


def test_relevance_counts_what_is_missed_and_what_is_alarmed_wrongly() -> None:
    texts = [("Công tác dân vận khéo ở cơ sở", True), ("Giá cà phê tăng", True), ("Giá lúa giảm", False)]
    rows = [{"language": "vi", "title": t, "text": t, "relevant": r, "short": True} for t, r in texts]
    lines, mistakes = relevance(rows)
    assert lines["all"] == "precision 1.000  recall 0.500  (3 texts)"
    assert mistakes == ["vi missed: Giá cà phê tăng"]


@pytest.mark.parametrize("kind", ["shapes", "pages"])
def test_every_case_says_what_is_right(kind: str) -> None:
    cases = list(case_files(CASES / kind))
    assert cases
    for file, expected in cases:
        assert expected["note"], file
        assert expected["url"].startswith("https://"), file
        assert {"refused", "articles", "feeds", "addresses", "entries", "parts"} & set(expected), file
        for article in expected.get("articles", []) if kind == "pages" else []:
            assert {"title", "paragraphs", "absent", "author", "published"} <= set(article), file


def test_every_edition_has_texts_of_both_kinds() -> None:
    from newsroom.settings import LANGUAGES

    lines = (REPOSITORY / "bench/cases/relevance.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for code, _ in LANGUAGES:
        assert {row["relevant"] for row in rows if row["language"] == code} == {True, False}, code
