"""All quality figures with their floors, and the cost of each stage: `python -m bench.quality`.

    python -m bench.quality [--shared FOLDER] [--json FILE] [--step N]

FOLDER holds the captured data (`data/`, `articles/`); sections without data are listed as skipped. The project's own
samples are always measured. The exit status is 1 if a figure is below its floor.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from typing import Literal

import django

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
CASES = REPOSITORY / "bench/cases"
REPORT = REPOSITORY / "var/quality.json"
# Where the script decides, only a broken sample may fail; related languages in one script are harder.
SENTENCE_FLOORS = {
    **dict.fromkeys(("th", "lo", "km", "ko", "ja", "ar"), 0.99),
    **dict.fromkeys(("vi", "uk", "ru", "zh", "fr", "de", "es", "it", "pt", "en"), 0.97),
}
PARAGRAPH_FLOOR = 0.99
# The rest are English numerals in an order that nothing decides, and hours without a word: their day alone is read.
DATES_RIGHT_FLOOR = 0.98
# Milliseconds that a stage of our own code may take per page of 1,000 words; extraction is a library's.
STAGE_CEILING = 5.0
NOT_OURS = frozenset({"read", "all of normalise", "total"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `bound` is the minimum (if `sense` is "most", the maximum) that passes; None if the
    figure is only reported.
    """

    section: str
    name: str
    value: float
    bound: float | None = None
    sense: Literal["least", "most"] = "least"

    @property
    def passes(self) -> bool:
        if self.bound is None:
            return True
        return self.value >= self.bound if self.sense == "least" else self.value <= self.bound


def measure(shared: Path, *, step: int = 5) -> tuple[list[Figure], list[str]]:
    """All figures, and sentences about skipped sections. `step`: use every n-th language sample."""
    sections: tuple[tuple[str, Path, Callable[[Path], Iterator[Figure]]], ...] = (
        ("language", shared / "data/language", lambda folder: language_figures(folder, step)),
        ("pages", shared / "data/pages", page_figures),
        ("plain text", shared / "articles", furniture_figures),
        ("relevance", shared / "data/topics", relevance_figures),
        ("relevance", CASES, relevance_case_figures),
        ("stories", shared / "data/stories", story_figures),
        ("samples", REPOSITORY / "samples", sample_figures),
        ("dates", REPOSITORY / "bench", lambda _: date_figures()),
        ("encodings", REPOSITORY / "bench", lambda _: encoding_figures()),
        ("time, ms", REPOSITORY / "samples/pages", lambda _: time_figures()),
    )
    figures: list[Figure] = []
    skipped: list[str] = []
    for section, folder, measured in sections:
        if not folder.is_dir():
            skipped.append(f"{section}: not there ({folder}); skipped")
            continue
        figures.extend(measured(folder))
    return figures, skipped


def language_figures(folder: Path, step: int) -> Iterator[Figure]:
    from bench.language_quality import measure as measured

    rights = measured(folder, step=step)
    for language, floor in SENTENCE_FLOORS.items():
        if f"sentences/{language}" in rights:
            yield Figure("language", f"sentences {language}", rights[f"sentences/{language}"], floor)
    paragraphs = [value for key, value in rights.items() if key.startswith("paragraphs/")]
    if paragraphs:
        yield Figure("language", "paragraphs, mean", mean(paragraphs), PARAGRAPH_FLOOR)


def page_figures(folder: Path) -> Iterator[Figure]:
    from bench.extraction_quality import measure as measured

    summary = measured(folder)["summary"]
    rows: tuple[tuple[str, str, str, float, Literal["least", "most"]], ...] = (
        ("text F1, mean", "gold and silver", "f1", 0.965, "least"),
        ("text F1, Vietnamese", "Vietnamese", "f1", 0.98, "least"),
        ("must-have segments", "all", "with", 0.97, "least"),
        ("must-not segments", "all", "without", 0.93, "least"),
        ("publication day exact", "all", "date_right", 0.97, "least"),
        ("publication day wrong", "all", "date_wrong", 0.02, "most"),
    )
    for name, kind, key, bound, sense in rows:
        value = summary.get(kind, {}).get(key)
        if value is not None:
            yield Figure("pages", name, value, bound, sense)
    everything = summary.get("all", {}).get("f1")
    if everything is not None:
        yield Figure("pages", "text F1, other extractors' output too", everything)


def furniture_figures(folder: Path, section: str = "plain text") -> Iterator[Figure]:
    from bench.furniture_quality import measure as measured

    dumps = measured([folder])
    yield Figure(section, "furniture lines left", sum(len(dump.left) for dump in dumps), 0, "most")
    yield Figure(section, "article lines lost", sum(len(dump.lost) for dump in dumps), 0, "most")


def relevance_figures(folder: Path) -> Iterator[Figure]:
    from bench.relevance_quality import PRECISION_FLOOR, RECALL_FLOOR
    from bench.relevance_quality import measure as measured

    result = measured(folder)
    yield Figure("relevance", "relevant precision", result["precision"], PRECISION_FLOOR)
    yield Figure("relevance", "relevant recall", result["recall"], RECALL_FLOOR)


def relevance_case_figures(folder: Path) -> Iterator[Figure]:
    """Figures of the written texts; short ones are a headline and a sentence."""
    from bench.cases_quality import judged_texts, rates, read_rows

    judged = judged_texts(row for file in sorted(folder.glob("relevance*.jsonl")) for row in read_rows(file))
    precision, recall = rates(judged)
    yield Figure("relevance", "written texts, precision", precision, 0.97)
    yield Figure("relevance", "written texts, recall", recall, 0.95)
    precision, recall = rates(pair for pair in judged if pair[0]["short"])
    yield Figure("relevance", "short written texts, precision", precision, 0.97)
    yield Figure("relevance", "short written texts, recall", recall, 0.90)


def story_figures(folder: Path) -> Iterator[Figure]:
    try:
        from bench.story_quality import B_CUBED_F1_FLOOR, PRECISION_FLOOR
        from bench.story_quality import measure as measured
    except ImportError:
        return
    result = measured(folder)
    yield Figure("stories", "pairs precision", result["precision"], PRECISION_FLOOR)
    yield Figure("stories", "pairs recall", result["recall"])
    yield Figure("stories", "B-cubed F1", result["B-cubed F1"], B_CUBED_F1_FLOOR)


def sample_figures(folder: Path) -> Iterator[Figure]:
    from bench.sample_quality import differences, read, versions

    found = read(folder)
    pairs = [(wanted, found.get(wanted.url or wanted.file)) for wanted in versions(folder)]
    yield Figure("samples", "versions as expected", mean(not differences(*pair) for pair in pairs), 1.0)
    wanted_documents = {(one.name, number) for one, _ in pairs for number in one.documents}
    found_documents = {
        (one.name, document.number) for one, article in pairs if article for document in article.documents
    }
    hits = len(wanted_documents & found_documents)
    yield Figure("samples", "document numbers, precision", hits / max(len(found_documents), 1), 1.0)
    yield Figure("samples", "document numbers, recall", hits / max(len(wanted_documents), 1), 1.0)
    judged = [(one.relevant, bool(article and article.relevant)) for one, article in pairs]
    alarms, misses = judged.count((False, True)), judged.count((True, False))
    right = judged.count((True, True))
    yield Figure("samples", "relevant precision", right / max(right + alarms, 1), 0.95)
    yield Figure("samples", "relevant recall", right / max(right + misses, 1), 0.88)
    yield from furniture_figures(folder / "texts", "samples")


def date_figures() -> Iterator[Figure]:
    from bench.time_sweep import measure as measured

    verdicts = Counter(result.verdict for result in measured())
    yield Figure("dates", "localised times read wrong", verdicts["wrong"], 0, "most")
    yield Figure(
        "dates", "localised times read right", verdicts["right"] / verdicts.total(), DATES_RIGHT_FLOOR
    )


def encoding_figures() -> Iterator[Figure]:
    from bench.label_sweep import mistakes

    yield Figure("encodings", "labels of the standard read wrongly", len(list(mistakes())), 0, "most")


def time_figures() -> Iterator[Figure]:
    from bench.stage_times import measure as measured

    for stage, milliseconds in measured().items():
        yield Figure(
            "time, ms", stage, round(milliseconds, 2), None if stage in NOT_OURS else STAGE_CEILING, "most"
        )


def table(figures: list[Figure], skipped: list[str]) -> str:
    """The figures as lines of text, by section."""
    lines = []
    for figure in figures:
        bound = "" if figure.bound is None else f"{'≥' if figure.sense == 'least' else '≤'} {figure.bound:g}"
        verdict = "" if figure.bound is None else "pass" if figure.passes else "FAIL"
        lines.append(
            f"{figure.section:<12}{figure.name:<40}{figure.value:>9.3f}  {bound:<8}{verdict}".rstrip()
        )
    return "\n".join((*lines, *skipped))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=SHARED, help="folder of captured data (default: %(default)s)"
    )
    parser.add_argument(
        "--json", type=Path, default=REPORT, help="where the figures go too (default: %(default)s)"
    )
    parser.add_argument("--step", type=int, default=5, help="take every STEP-th language sample (default: 5)")
    options = parser.parse_args()
    figures, skipped = measure(options.shared, step=options.step)
    print(table(figures, skipped))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "figures": [{**asdict(figure), "passes": figure.passes} for figure in figures],
        "skipped": skipped,
    }
    options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if all(figure.passes for figure in figures) else 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    sys.exit(main())
