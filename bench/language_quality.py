"""Accuracy of language identification over folders of labelled samples.

    python -m bench.language_quality FOLDER

FOLDER holds `lingua/<kind>/<language>.txt` with one sample a line and `udhr/<language>.txt` with one paragraph a
line; the file name is the truth.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from feeds.normalise.languages.identify import Identification, identify

KINDS = ("sentences", "word-pairs", "single-words")
# Shorter paragraphs are headings ("Article 5"); titles are measured elsewhere.
SHORTEST_PARAGRAPH = 20


def measure(folder: Path, *, step: int = 1) -> dict[str, float]:
    """Accuracy, 0 to 1, keyed "<kind>/<language>" and "<kind> declared/<language>".

    Every `step`-th sample is used. Declared runs pass the true language as declaration; "wrongly declared"
    runs pass English (French for English) and count what is still right. Raises FileNotFoundError if `folder`
    has no samples.
    """
    rights: dict[str, float] = {}
    for kind, file in _files(folder):
        samples = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        if kind == "paragraphs":
            samples = [sample for sample in samples if len(sample) >= SHORTEST_PARAGRAPH]
        samples = samples[::step]
        language = file.stem
        wrong = "fr" if language == "en" else "en"
        for name, declared in (
            (kind, None),
            (f"{kind} declared", language),
            (f"{kind} wrongly declared", wrong),
        ):
            right = sum(_agrees(identify(sample, declared=declared), language) for sample in samples)
            rights[f"{name}/{language}"] = right / len(samples)
    if not rights:
        raise FileNotFoundError(
            f"{folder}: no samples; expected lingua/<kind>/<language>.txt or udhr/<language>.txt"
        )
    return rights


def _files(folder: Path) -> list[tuple[str, Path]]:
    found = [(kind, file) for kind in KINDS for file in sorted((folder / "lingua" / kind).glob("*.txt"))]
    return found + [("paragraphs", file) for file in sorted((folder / "udhr").glob("*.txt"))]


def _agrees(identified: Identification, language: str) -> bool:
    """Samples labelled "zh" mix both scripts, so either is right."""
    return identified.tag == language or (language == "zh" and identified.tag.startswith("zh-"))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--step", type=int, default=1, help="take every STEP-th sample (default: all)")
    options = parser.parse_args()
    identify("warm up the models")
    started = time.perf_counter()
    rights = measure(options.folder, step=options.step)
    columns = list(dict.fromkeys(key.rpartition("/")[0] for key in rights))
    languages = sorted({key.rpartition("/")[2] for key in rights})
    print("language", *(f"{column:>26}" for column in columns))
    for language in languages:
        cells = (rights.get(f"{column}/{language}") for column in columns)
        print(f"{language:8}", *(f"{'' if cell is None else f'{cell:.3f}':>26}" for cell in cells))
    counts = Counter(key.rpartition("/")[0] for key in rights)
    means = (sum(v for k, v in rights.items() if k.rpartition("/")[0] == c) / counts[c] for c in columns)
    print("mean    ", *(f"{mean:26.3f}" for mean in means))
    print(f"{time.perf_counter() - started:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
