"""The measurements say what they measured, what passes and what could not be measured."""

from pathlib import Path

import pytest

from bench import quality
from bench.__main__ import benches
from bench.furniture_quality import part
from bench.quality import Figure

SAMPLE = """Vietnam.vn - Nền tảng quảng bá Việt Nam
A canal is cleared by the villagers
Every Sunday morning more than a hundred villagers come out to clear the canal of weeds and rubbish.
{within}Water flows into the fields again, and the ward office has provided two small boats for the work.
[ad_2]
Source: https://bao-goc.example/ca-xom-cung-don-kenh-1024.html
Comment (0)
{below}"""


@pytest.mark.parametrize(
    ("figure", "passes"),
    [
        (Figure("a", "b", 0.95, 0.95), True),
        (Figure("a", "b", 0.94, 0.95), False),
        (Figure("a", "b", 5.0, 5.0, "most"), True),
        (Figure("a", "b", 5.1, 5.0, "most"), False),
        (Figure("a", "b", 0.0), True),
    ],
    ids=["at the floor", "below", "at the ceiling", "above", "only told"],
)
def test_floors(figure: Figure, passes: bool) -> None:
    assert figure.passes is passes


def test_sections_without_data_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(quality, "sample_figures", lambda _: iter([Figure("samples", "right", 1.0, 1.0)]))
    monkeypatch.setattr(
        quality, "time_figures", lambda: iter([Figure("time, ms", "dates", 9.0, 5.0, "most")])
    )
    monkeypatch.setattr(quality, "date_figures", lambda: iter([Figure("dates", "read wrong", 0, 0, "most")]))
    monkeypatch.setattr(quality, "relevance_case_figures", lambda _: iter([Figure("relevance", "all", 1.0)]))
    figures, skipped = quality.measure(tmp_path)
    told = quality.table(figures, skipped)
    assert len(skipped) == 5
    assert "stories: not there" in told
    assert "≤ 5     FAIL" in told


def test_every_bench_says_what_it_measures() -> None:
    found = benches()
    assert {"quality", "language_quality", "extraction_quality", "linking"} <= set(found)
    assert all(found.values())


def test_a_clean_dump_has_nothing_left_and_nothing_lost() -> None:
    found = part(SAMPLE.format(within="", below="Same tag\nHeritage\n"), "dump")
    assert (found.left, found.lost) == ((), ())
