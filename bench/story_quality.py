"""Quality of grouping headlines of one language by event: pairwise and B-cubed figures, and mistakes.

Usage: python -m bench.story_quality FOLDER, where FOLDER holds `*.jsonl` files, one headline a line with `id`,
`title` and `cluster`; each file is one day of one language. Headlines of one `cluster` report one event; a cluster of
one headline is an event reported once: joining anything to it is a mistake. Rows without a `cluster` were unclear to
the annotator: they are part of the input, but not counted.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

from articles.grouping.headline_pairs import Headline, headline_pairs

PRECISION_FLOOR = 0.95
B_CUBED_F1_FLOOR = 0.80


def measure(folder: Path, part: int | None = None) -> dict[str, Any]:
    """Precision and recall of pairs, B-cubed precision, recall and F1 (Bagga and Baldwin 1998), and the mistakes.

    `part` 0 or 1 measures only one half of the clusters, chosen by the hash of their names, to keep a held-out
    half.
    """
    labels: dict[Hashable, str] = {}
    titles: dict[Hashable, str] = {}
    groups: dict[Hashable, set[Hashable]] = {}
    found: set[frozenset[Hashable]] = set()
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        rows = [row for row in rows if part is None or _half(row) in (part, None)]
        headlines = [Headline((path.name, row["id"]), row["title"]) for row in rows]
        titles |= {headline.key: headline.title for headline in headlines}
        labels |= {
            (path.name, row["id"]): f"{path.name} {row['cluster']}" for row in rows if row.get("cluster")
        }
        pairs = {frozenset((pair.first, pair.second)) for pair in headline_pairs(headlines)}
        found |= {pair for pair in pairs if pair <= labels.keys()}
        groups |= _groups(titles, pairs)
    expected = {
        frozenset(pair) for pair in combinations(labels, 2) if len({labels[key] for key in pair}) == 1
    }
    hits = len(found & expected)
    return {
        "headlines": len(labels),
        "expected pairs": len(expected),
        "found pairs": len(found),
        "precision": hits / len(found) if found else 1.0,
        "recall": hits / len(expected) if expected else 1.0,
        **_b_cubed(labels, groups),
        "wrongly joined": [sorted(titles[key] for key in pair) for pair in found - expected],
        "missed": [sorted(titles[key] for key in pair) for pair in expected - found],
    }


def _half(row: Mapping[str, Any]) -> int | None:
    return sha256(row["cluster"].encode()).digest()[0] % 2 if row.get("cluster") else None


def _groups(keys: Iterable[Hashable], pairs: Iterable[frozenset[Hashable]]) -> dict[Hashable, set[Hashable]]:
    """The group of each key: the connected component of its pairs."""
    groups = {key: {key} for key in keys}
    for first, second in map(tuple, pairs):
        joined = groups[first] | groups[second]
        groups |= dict.fromkeys(joined, joined)
    return groups


def _b_cubed(labels: Mapping[Hashable, str], groups: Mapping[Hashable, set[Hashable]]) -> dict[str, float]:
    clusters: dict[str, set[Hashable]] = defaultdict(set)
    for key, label in labels.items():
        clusters[label].add(key)
    precisions, recalls = [], []
    for key, label in labels.items():
        group = groups[key] & labels.keys()
        right = len(group & clusters[label])
        precisions.append(right / len(group))
        recalls.append(right / len(clusters[label]))
    precision = sum(precisions) / len(precisions) if precisions else 1.0
    recall = sum(recalls) / len(recalls) if recalls else 1.0
    return {
        "B-cubed precision": precision,
        "B-cubed recall": recall,
        "B-cubed F1": 2 * precision * recall / (precision + recall),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", type=int, choices=(0, 1), help="only one half of the clusters")
    arguments = parser.parse_args()
    if not any(arguments.folder.glob("*.jsonl")):
        parser.error(f"{arguments.folder} holds no *.jsonl file; give the folder of labelled headlines.")
    result = measure(arguments.folder, arguments.part)
    for name, value in result.items():
        if isinstance(value, list):
            print(f"{name}: {len(value)}")
            for pair in value:
                print("  " + " | ".join(pair))
        else:
            print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")
    passed = result["precision"] >= PRECISION_FLOOR and result["B-cubed F1"] >= B_CUBED_F1_FLOOR
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
