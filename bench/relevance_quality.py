"""Quality of the relevance rule on labelled rows: precision, recall and the mistakes.

Usage: python -m bench.relevance_quality FOLDER, where FOLDER holds `relevance.jsonl`, one row a line with `id`,
`language`, `label` ("dan-van", "hard-negative" or "negative"), `title` (or null), `gist` and `documents`.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from articles.catalogue import load_terms, load_topics
from articles.grouping.relevance import Verdict, judge
from articles.grouping.topics import Matcher, TermBase

PRECISION_FLOOR = 0.95
RECALL_FLOOR = 0.88


def measure(folder: Path, part: int | None = None) -> dict[str, Any]:
    """Precision, recall, counts by label and the mistakes.

    `part` 0 or 1 measures only rows of even or odd position, to keep a held-out half.
    Title and gist are judged like an entry with only a summary: the gist is both lead and text.
    """
    rows = [
        json.loads(line) for line in (folder / "relevance.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    if part is not None:
        rows = rows[part::2]
    matcher = _matcher()
    labels: Counter[str] = Counter()
    outcomes: Counter[tuple[bool, bool]] = Counter()  # (expected, judged)
    mistakes = []
    for row in rows:
        verdict = _judge(row, matcher)
        expected = row["label"] == "dan-van"
        outcomes[expected, verdict.relevant] += 1
        labels[row["label"]] += 1
        if verdict.relevant != expected:
            mistakes.append({**row, "score": verdict.score, "reasons": verdict.reasons})
    hits, alarms, misses = outcomes[True, True], outcomes[False, True], outcomes[True, False]
    return {
        "rows": len(rows),
        "precision": hits / (hits + alarms) if hits + alarms else 1.0,
        "recall": hits / (hits + misses) if hits + misses else 1.0,
        "labels": dict(labels),
        "mistakes": mistakes,
    }


def _matcher() -> Matcher:
    return TermBase.compile(load_terms(), {t.slug: t.part_of for t in load_topics() if t.part_of})


def _judge(row: dict[str, Any], matcher: Matcher) -> Verdict:
    return judge(row["title"] or "", row["gist"], row["gist"], language=row["language"], matcher=matcher)


def main() -> int:
    """Prints the table; the exit status is 1 below a floor."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", type=int, choices=(0, 1))
    arguments = parser.parse_args()
    result = measure(arguments.folder, arguments.part)
    print(f"rows {result['rows']}  precision {result['precision']:.3f}  recall {result['recall']:.3f}")
    print(result["labels"])
    for row in result["mistakes"]:
        print(
            f"\n{row['id']} {row['language']} {row['label']} score {row['score']}: {row['title']} | {row['gist']}"
        )
        print("   ", "; ".join(row["reasons"]))
    return 0 if result["precision"] >= PRECISION_FLOOR and result["recall"] >= RECALL_FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
