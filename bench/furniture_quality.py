"""Quality of separating article and boilerplate in plain-text dumps: lines left in, lines lost.

    python -m bench.furniture_quality FOLDER…

No labels are needed: in a dump the source line and the comment counter separate the article from related links. A line
above them that is no boilerplate by itself belongs to the article and must be kept; lines below them, and boilerplate,
must be removed.
"""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from feeds.normalise.byline import split_byline
from feeds.normalise.furniture import is_prose
from feeds.raw import Block, BlockKind, RawArticle
from feeds.reading.plain_text import read_text
from feeds.vocabulary import fold_phrase, vocabulary
from feeds.vocabulary.lines import LineKind, classify, split_credit

FOOT = frozenset({LineKind.SOURCE, LineKind.COUNTER, LineKind.INVITATION})
# Headings may equal the name of a section, so they count as neither.
EITHER = frozenset({LineKind.SECTION, LineKind.MEDIA, LineKind.CREDIT})


@dataclass(frozen=True, slots=True)
class Parted:
    """One dump: boilerplate lines left in the text, and article lines that were lost."""

    name: str
    left: tuple[str, ...]
    lost: tuple[str, ...]


def measure(folders: Iterable[Path]) -> list[Parted]:
    """The findings for every `*.txt` below the folders, by name."""
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
        if fold_phrase(line) in kept and (index >= foot or (kind and kind not in EITHER))
    ]
    # Lines above the headline are the platform's.
    top = next(
        (
            i
            for i, line in enumerate(lines)
            if article.title and fold_phrase(line) == fold_phrase(article.title)
        ),
        0,
    )
    lost = [
        line
        for line, kind in zip(lines[top:foot], kinds[top:foot], strict=True)
        if kind is None and not split_byline(line) and not _is_found(line, kept)
    ]
    return Parted(name, tuple(left), tuple(lost))


def _kept(article: RawArticle) -> frozenset[str]:
    blocks = [line for block in article.blocks for line in block.text.splitlines()]
    captions = [picture.caption for picture in article.pictures]
    return frozenset(fold_phrase(line) for line in (article.title, article.lead, *blocks, *captions))


def _is_prose(line: str) -> bool:
    return is_prose(Block(BlockKind.PARAGRAPH, line))


def _is_found(line: str, kept: frozenset[str]) -> bool:
    """Whether the line is there, without credit, bullet or Markdown marks."""
    split = split_credit(line, vocabulary(""))
    forms = [line, line.strip("-•*#> "), split[0] if split else line]
    return any(fold_phrase(form) in kept for form in forms)


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
