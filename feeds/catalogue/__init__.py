"""The feeds that the project ships: `feeds.csv`, one feed a row; `source` is a slug of the shipped sources."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from articles.catalogue import CatalogueError

FILE = Path(__file__).with_name("feeds.csv")
COLUMNS = ("source", "url", "language", "category", "intake", "enabled", "note")
INTAKE_RULES = frozenset({"publish", "on-topic", "hold"})


@dataclass(frozen=True, slots=True)
class ShippedFeed:
    source: str
    url: str
    language: str
    category: str
    intake: str
    enabled: bool
    note: str


@cache
def load_feeds(file: Path = FILE) -> tuple[ShippedFeed, ...]:
    """All feeds of the file. Raises `CatalogueError` with the line that is wrong."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise CatalogueError(f"{file.name}: the first line must be {','.join(COLUMNS)}")
            return tuple(_feed(row, file, reader.line_num) for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(f"{file.name}: cannot be read: {error}") from error


def _feed(row: dict[str, str], file: Path, line: int) -> ShippedFeed:
    if not row["source"] or not row["url"].startswith(("http://", "https://")):
        raise CatalogueError(f"{file.name}, line {line}: source and url must be filled in")
    if row["intake"] not in INTAKE_RULES or row["enabled"] not in {"true", "false"}:
        raise CatalogueError(
            f"{file.name}, line {line}: intake is one of {', '.join(sorted(INTAKE_RULES))}, enabled true or false"
        )
    return ShippedFeed(**{**row, "enabled": row["enabled"] == "true"})  # type: ignore[arg-type]
