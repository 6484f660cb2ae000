"""How cleanly plain-text dumps are parted into article and furniture: lines left in, lines lost.

    python -m bench.furniture_quality FOLDER…

The truth needs no labels: in a dump the source line and the comment counter stand below the article and above what is
related to it. A line above them that is no furniture by itself is the article's and must be found again; whatever
stands below them, or is furniture by itself, must not be.
"""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from feeds.normalise.byline import split_byline
from feeds.normalise.furniture import is_prose
from feeds.raw import Block, BlockKind, RawArticle
from feeds.text import read_text
from feeds.vocabulary import fold, vocabulary
from feeds.vocabulary.lines import LineKind, classify, split_credit

FOOT = frozenset({LineKind.SOURCE, LineKind.COUNTER, LineKind.INVITATION})
# Headings of the text may bear the name of a section; they count as neither.
EITHER = frozenset({LineKind.SECTION, LineKind.MEDIA, LineKind.CREDIT})


@dataclass(frozen=True, slots=True)
class Parted:
    """One dump: furniture lines that stayed in the text, and lines of the article that are in no part of it."""

    name: str
    left: tuple[str, ...]
    lost: tuple[str, ...]


def measure(folders: Iterable[Path]) -> list[Parted]:
    """The findings for every `*.txt` below the folders, in the order of their names."""
    files = [file for folder in folders for file in sorted(folder.glob("*.txt"))]
    return [part(file.read_text(encoding="utf-8"), file.stem) for file in files]


def part(text: str, name: str) -> Parted:
    """What of the dump `text` is on the wrong side after reading it."""
    words = vocabulary("")
    article = read_text(text, input=name)
    kept = _kept(article)
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    kinds = [seen.kind if (seen := classify(line, words)) else None for line in lines]
    first_prose = next((i for i, line in enumerate(lines) if _is_prose(line)), 0)
    foot = next((i for i, kind in enumerate(kinds) if kind in FOOT and i > first_prose), len(lines))
    left = [
        line
        for index, (line, kind) in enumerate(zip(lines, kinds, strict=True))
        if fold(line) in kept and (index >= foot or (kind and kind not in EITHER))
    ]
    # What stands above the headline is the platform's.
    top = next((i for i, line in enumerate(lines) if article.title and fold(line) == fold(article.title)), 0)
    lost = [
        line
        for line, kind in zip(lines[top:foot], kinds[top:foot], strict=True)
        if kind is None and not split_byline(line) and not _is_found(line, kept)
    ]
    return Parted(name, tuple(left), tuple(lost))


def _kept(article: RawArticle) -> frozenset[str]:
    blocks = [line for block in article.blocks for line in block.text.splitlines()]
    captions = [picture.caption for picture in article.pictures]
    return frozenset(fold(line) for line in (article.title, article.lead, *blocks, *captions))


def _is_prose(line: str) -> bool:
    return is_prose(Block(BlockKind.PARAGRAPH, line))


def _is_found(line: str, kept: frozenset[str]) -> bool:
    """Whether the line is there as it is, without its credit, its bullet or its Markdown marks."""
    split = split_credit(line, vocabulary(""))
    forms = [line, line.strip("-•*#> "), split[0] if split else line]
    return any(fold(form) in kept for form in forms)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+")
    found = measure(parser.parse_args().folders)
    for dump in found:
        print(f"{dump.name}: {len(dump.left)} left, {len(dump.lost)} lost")
        for what, lines in (("left", dump.left), ("lost", dump.lost)):
            print("".join(f"  {what}: {line}\n" for line in lines), end="")
    return 1 if any(dump.left or dump.lost for dump in found) else 0


if __name__ == "__main__":
    sys.exit(main())
