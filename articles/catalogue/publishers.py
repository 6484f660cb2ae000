"""The publishers known to the project: `sources.toml`, and files in the same format."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from articles.catalogue import FOLDER, CatalogueError


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher with its hosts. `native_editions` maps a host or host/path to the language published there."""

    slug: str
    name: str
    kind: str
    language: str
    domains: tuple[str, ...]
    homepage: str = ""
    publisher: str = ""
    place: str = ""
    native_editions: tuple[tuple[str, str], ...] = ()


@cache
def load_publishers(file: Path = FOLDER / "sources.toml") -> tuple[Publisher, ...]:
    """All publishers of a file. Raises `CatalogueError` with the file and the slug that is wrong."""
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8")).get("source", [])
    except OSError as error:
        raise CatalogueError(f"{file.name}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{file.name}: is not TOML in UTF-8: {error}") from error
    return tuple(_publisher(row, file) for row in rows)


def _publisher(row: Mapping[str, Any], file: Path) -> Publisher:
    missing = [key for key in ("slug", "name", "kind", "domains") if not row.get(key)]
    if missing:
        raise CatalogueError(f"{file.name}: source {row.get('slug')!r}: lacks {', '.join(missing)}")
    return Publisher(
        slug=row["slug"],
        name=row["name"],
        kind=row["kind"],
        language=row.get("language", "vi"),
        domains=tuple(host.lower().removeprefix("www.") for host in row["domains"]),
        homepage=row.get("homepage", ""),
        publisher=row.get("publisher", ""),
        place=row.get("place", ""),
        native_editions=tuple(row.get("native_editions", {}).items()),
    )
