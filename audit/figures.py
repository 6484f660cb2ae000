"""The results of checks, as a text table, as JSON, and as a page of the docs."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Literal

# Findings shown per figure in the table; `--json` has all.
MOST_SHOWN = 12
NARROW_TITLE = 44


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value of a check.

    `bound` is the minimum (if `sense` is "most", the maximum) that passes, None if the figure is only
    reported. `findings` are sentences about what lowers the value.
    """

    check: str
    name: str
    value: float
    bound: float | None = None
    sense: Literal["least", "most"] = "most"
    unit: str = ""
    findings: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        if self.bound is None:
            return True
        return self.value >= self.bound if self.sense == "least" else self.value <= self.bound

    @property
    def floor(self) -> str:
        return "" if self.bound is None else f"{'≥' if self.sense == 'least' else '≤'} {self.bound:g}"

    @property
    def verdict(self) -> str:
        return "" if self.bound is None else "pass" if self.passes else "FAIL"

    @property
    def shown(self) -> str:
        return f"{self.value:g} {self.unit}".rstrip()


def faults(check: str, name: str, findings: Iterable[str]) -> Figure:
    """The figure of a check that counts faults, of which none are allowed."""
    found = tuple(findings)
    return Figure(check, name, len(found), 0, findings=found)


def table(figures: Iterable[Figure], skipped: Iterable[str]) -> str:
    """The figures as lines of text, with the findings of each that does not pass."""
    lines = []
    for figure in figures:
        lines.append(
            f"{figure.check:<12} {figure.name:<{NARROW_TITLE}} {figure.shown:>10}  {figure.floor:<8} {figure.verdict}".rstrip()
        )
        shown = figure.findings[:MOST_SHOWN] if not figure.passes else ()
        lines.extend(f"    {finding}" for finding in shown)
        if shown and len(figure.findings) > len(shown):
            lines.append(f"    … and {len(figure.findings) - len(shown)} more")
    return "\n".join((*lines, *skipped))


def as_data(figures: Iterable[Figure], skipped: Sequence[str]) -> dict[str, Any]:
    """The figures for JSON, with all findings."""
    return {
        "figures": [{**asdict(figure), "passes": figure.passes} for figure in figures],
        "skipped": list(skipped),
    }


NOT_CHECKED = "Not checked in this run"


def sections_of(page: str) -> dict[str, str]:
    """What stands under each heading of a page of the docs, without what was not checked then."""
    parts = (part.partition("\n") for part in page.split("\n## ")[1:])
    return {name: text.strip() for name, _line, text in parts if name != NOT_CHECKED}


def page(
    figures: Iterable[Figure],
    skipped: Sequence[str],
    *,
    day: str,
    descriptions: dict[str, str],
    former: str = "",
) -> str:
    """The page of the docs: what each check does, and the figures of its last run.

    `day` is the date of this run, `descriptions` the description of each check, in the order of the page; `former` is the
    page before this run, whose sections stay where their checks did not run.
    """
    lines = [
        "# The audit of the served site",
        "",
        "`make audit` starts the site as production serves it, with the sample articles, and asks checkers that others",
        "use. It exits with 1 where a floor is missed. The reader's promises are in [readers.md](readers.md). This page",
        "is written by the tool: `.venv/bin/python -m audit --write docs/audit.md`.",
    ]
    sections = sections_of(former)
    for check, of_check in groupby(figures, key=lambda figure: figure.check):
        rows = [f"| {one.name} | {one.shown} | {one.floor} | {one.verdict} |" for one in of_check]
        head = [descriptions.get(check, ""), "", f"Run on {day}.", ""]
        sections[check] = "\n".join([*head, "| figure | value | floor | |", "|---|---|---|---|", *rows])
    for check in [*descriptions, *(one for one in sections if one not in descriptions)]:
        if check in sections:
            lines += ["", f"## {check}", "", sections[check]]
    if skipped:
        lines += ["", f"## {NOT_CHECKED}", "", *(f"- {sentence}" for sentence in skipped)]
    return "\n".join(lines) + "\n"
