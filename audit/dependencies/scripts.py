"""The npm packages that are built into the desk's editor, and what is known of them.

They are those of `editor/package-lock.json` (the third version of that format) which are no tools of the build.
"""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from audit.dependencies.advisories import NPM, Advisory
from audit.tools import REPOSITORY

LOCK = REPOSITORY / "editor" / "package-lock.json"
SECONDS = 30

Row = Mapping[str, Any]


def locked(lock: Path = LOCK) -> tuple[dict[str, Row], list[str]]:
    """The row of each package by its name, and the names of those that the editor itself asks for."""
    stored = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    direct = list(stored.pop("").get("dependencies", {}))
    return (
        {path.removeprefix("node_modules/"): row for path, row in stored.items() if not row.get("dev")},
        direct,
    )


def known_faults(address: str, lock: Path = LOCK) -> Iterator[tuple[str, str, Advisory]]:
    """Name, version and advisory of each fault that a server of OSV (`POST /v1/query`) knows. Raises OSError."""
    for name, row in locked(lock)[0].items():
        question = {"package": {"name": name, "ecosystem": NPM}, "version": row["version"]}
        request = urllib.request.Request(
            address, json.dumps(question).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            for advisory in json.load(answer).get("vulns", ()):
                yield name, row["version"], advisory


def line(name: str, version: str, advisory: Advisory) -> str:
    """A fault in a line."""
    return f"{name} {version}: {advisory['id']} {advisory.get('summary', '')}".rstrip()
