"""Quality of paragraph alignment: translations of the samples, whole and with known damage.

Usage: python -m bench.alignment_quality [FOLDER]. Two versions of a sample story with the same kinds of passages in
the same order count as correctly aligned. Then one of them loses passages, has two merged, or loses its second half,
and the alignment must find that. Precision and recall count pairs of passages.
"""

import argparse
import os
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import django

from articles.grouping.alignment import align
from articles.grouping.passages import Kind, Passage, passages_of
from bench.sample_quality import SAMPLES, read, versions

Groups = list[list[int]]  # for each present passage, the indices of the original ones in it
Damage = Callable[[Groups, Sequence[Passage], random.Random], Groups]


def leave_one_out(groups: Groups, passages: Sequence[Passage], chance: random.Random) -> Groups:
    out = chance.randrange(len(groups))
    return groups[:out] + groups[out + 1 :]


def merge_two(groups: Groups, passages: Sequence[Passage], chance: random.Random) -> Groups:
    """Two neighbouring paragraphs merged; nothing if there are none."""
    places = [
        at
        for at in range(len(groups) - 1)
        if all(passages[one].kind is Kind.PARAGRAPH for one in (*groups[at], *groups[at + 1]))
    ]
    if not places:
        return groups
    at = chance.choice(places)
    return [*groups[:at], groups[at] + groups[at + 1], *groups[at + 2 :]]


DAMAGES: dict[str, tuple[Damage, ...]] = {
    "whole": (),
    "one left out": (leave_one_out,),
    "two left out": (leave_one_out, leave_one_out),
    "two made one": (merge_two,),
    "one left out, two made one": (leave_one_out, merge_two),
    "second half missing": (lambda groups, _passages, _chance: groups[: max(2, len(groups) // 2)],),
}


def pairs(folder: Path) -> Iterator[tuple[tuple[Passage, ...], tuple[Passage, ...]]]:
    """The passages of every two versions of one story with the same layout."""
    found = read(folder)
    stories: dict[str, list[tuple[Passage, ...]]] = defaultdict(list)
    for version in versions(folder):
        if article := found.get(version.url or version.file):
            stories[version.story].append(passages_of(article.html))
    for told in stories.values():
        for one, other in combinations(told, 2):
            if [passage.kind for passage in one] == [passage.kind for passage in other] and len(one) > 2:
                yield one, other


def measure(folder: Path = SAMPLES) -> dict[str, dict[str, float]]:
    """For each damage: `precision` and `recall` of pairs, and the share of texts that are entirely `right`."""
    chance = random.Random(1)
    counts: dict[str, list[int]] = {name: [0, 0, 0, 0, 0] for name in DAMAGES}
    for one, other in pairs(folder):
        for name, damages in DAMAGES.items():
            groups: Groups = [[at] for at in range(len(other))]
            for damage in damages:
                groups = damage(groups, other, chance)
            wanted = {(at, place) for place, group in enumerate(groups) for at in group}
            got = _links(one, _damaged(other, groups))
            hits = len(wanted & got)
            for at, number in enumerate((hits, len(got), len(wanted), wanted == got, 1)):
                counts[name][at] += number
    return {
        name: {"precision": hits / got, "recall": hits / wanted, "right": right / texts}
        for name, (hits, got, wanted, right, texts) in counts.items()
    }


def _damaged(passages: Sequence[Passage], groups: Groups) -> list[Passage]:
    return [
        replace(passages[group[0]], text=" ".join(passages[one].text for one in group)) for group in groups
    ]


def _links(one: Sequence[Passage], other: Sequence[Passage]) -> set[tuple[int, int]]:
    links = set()
    i = j = 0
    for row in align(one, other):
        links |= {(i + at, j + place) for at in range(len(row.left)) for place in range(len(row.right))}
        i, j = i + len(row.left), j + len(row.right)
    return links


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLES)
    options = parser.parse_args()
    for name, figures in measure(options.folder).items():
        print(
            f"{name:<30}" + "".join(f"{figure} {value:.3f}  " for figure, value in figures.items()).rstrip()
        )
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    sys.exit(main())
