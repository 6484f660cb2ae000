"""The written texts of `bench/cases` are judged within the floors of `make quality`."""

from bench.quality import CASES, relevance_case_figures


def test_written_texts_are_judged_within_the_floors() -> None:
    figures = list(relevance_case_figures(CASES))
    assert [figure.name for figure in figures if not figure.passes] == []
    assert all(figure.bound for figure in figures)
