"""Figures know whether they pass, and are told with what lowers them."""

import pytest

from audit.figures import Figure, as_data, faults, page, table


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (faults("axe", "violations", []), "pass"),
        (faults("axe", "violations", ["/vi/: color-contrast"]), "FAIL"),
        (Figure("lighthouse", "vi front: performance", 98, 98, "least"), "pass"),
        (Figure("lighthouse", "vi front: performance", 97, 98, "least"), "FAIL"),
        (Figure("weight", "CSS", 12.1, 12), "FAIL"),
        (Figure("nu", "warnings", 40), ""),
    ],
    ids=["no fault", "a fault", "at the floor", "below the floor", "above the ceiling", "only told"],
)
def test_verdicts(figure: Figure, verdict: str) -> None:
    assert figure.verdict == verdict
    assert figure.passes is (verdict != "FAIL")


def test_the_table_tells_findings_of_what_fails_only() -> None:
    found = [
        faults("axe", "violations", [f"fault {number}" for number in range(15)]),
        Figure("weight", "CSS", 5.5, 12, unit="KB", findings=("/vi/",)),
    ]
    told = table(found, ["nu: java is missing"])
    assert "fault 0" in told
    assert "… and 3 more" in told
    assert "5.5 KB  ≤ 12     pass" in told
    assert "/vi/" not in told
    assert told.endswith("nu: java is missing")


def test_the_page_of_the_docs_has_a_table_for_each_check() -> None:
    figures = [faults("axe", "violations", []), Figure("weight", "CSS", 5.5, 12, unit="KB")]
    text = page(
        figures,
        ["nu: java is missing"],
        day="2026-11-26",
        descriptions={"axe": "No barrier.", "weight": "W."},
    )
    assert "## axe\n\nNo barrier.\n\nRun on 2026-11-26.\n" in text
    assert "| CSS | 5.5 KB | ≤ 12 | pass |" in text
    assert "- nu: java is missing" in text


def test_the_page_keeps_what_the_checks_that_did_not_run_found_before() -> None:
    told = {"axe": "No barrier.", "weight": "W."}
    before = page([faults("weight", "CSS", [])], ["nu: java is missing"], day="2026-11-26", descriptions=told)
    after = page([faults("axe", "violations", [])], [], day="2026-11-30", descriptions=told, former=before)
    assert [line for line in after.splitlines() if line.startswith(("#", "Run"))] == [
        "# The audit of the served site",
        "## axe",
        "Run on 2026-11-30.",
        "## weight",
        "Run on 2026-11-26.",
    ]
    assert after.endswith("| CSS | 0 | ≤ 0 | pass |\n")


def test_json_keeps_every_finding() -> None:
    data = as_data([faults("axe", "violations", ["one"] * 20)], [])
    assert len(data["figures"][0]["findings"]) == 20
    assert data["figures"][0]["passes"] is False
