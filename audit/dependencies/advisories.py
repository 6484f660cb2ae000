"""Published faults of packages from files, in the form of OSV (ossf.github.io/osv-schema), for machines without a network.

Python's packages are asked about by pip-audit, those of the editor's script by `audit.dependencies.scripts`; both ask a
server. `answering` is that server for one run, on this machine, and answers from the files.
"""

import json
import re
import threading
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

PYPI, NPM = "PyPI", "npm"

Advisory = Mapping[str, Any]

# Semantic versions (semver.org, 2.0): what comes behind a plus sign has no rank.
_SEMANTIC = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+.*)?")


class AdvisoriesError(Exception):
    """The file holds no advisories; the message says why."""


def read(file: Path) -> list[Advisory]:
    """The advisories of a file: an archive that osv.dev publishes (`all.zip`, a record a file), or JSON, one
    record or a list of them. Raises AdvisoriesError."""
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                names = [name for name in archive.namelist() if name.endswith(".json")]
                found = [json.loads(archive.read(name)) for name in names]
        else:
            found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise AdvisoriesError(f"{file} cannot be read as advisories: {error}") from error
    records = found if isinstance(found, list) else [found]
    if not records or not all(isinstance(one, dict) and "id" in one for one in records):
        raise AdvisoriesError(f"{file} holds no advisories in the form of OSV: each needs an id.")
    return records


class Advisories:
    """Advisories by the package that they are about."""

    def __init__(self, records: Iterable[Advisory]) -> None:
        self._of: dict[tuple[str, str], list[Advisory]] = defaultdict(list)
        for record in records:
            for package in {_package(affected) for affected in record.get("affected", ())}:
                self._of[package].append(record)

    @property
    def ecosystems(self) -> set[str]:
        """Of what packages they are."""
        return {ecosystem for ecosystem, _name in self._of}

    def about(self, name: str, version: str, ecosystem: str = PYPI) -> list[Advisory]:
        """Those that hold for a version of a package."""
        package = ecosystem, _canonical(name, ecosystem)
        return [record for record in self._of.get(package, ()) if _holds(record, package, version)]


def _package(affected: Advisory) -> tuple[str, str]:
    package = affected.get("package", {})
    ecosystem = package.get("ecosystem", "")
    return ecosystem, _canonical(package.get("name", ""), ecosystem)


def _canonical(name: str, ecosystem: str) -> str:
    return canonicalize_name(name) if ecosystem == PYPI else name


def _holds(record: Advisory, package: tuple[str, str], version: str) -> bool:
    parsed = Version if package[0] == PYPI else _semantic
    return any(
        version in affected.get("versions", ())
        or any(_within(one.get("events", ()), version, parsed) for one in affected.get("ranges", ()))
        for affected in record.get("affected", ())
        if _package(affected) == package
    )


def _semantic(version: str) -> Any:
    """What sorts as a semantic version does. Raises InvalidVersion."""
    found = _SEMANTIC.fullmatch(version)
    if found is None:
        raise InvalidVersion(version)
    numbers = tuple(int(found[place] or 0) for place in (1, 2, 3))
    parts = found[4].split(".") if found[4] else []
    # One without a label comes after all that have one; a number before words.
    return numbers, not parts, [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def _within(events: Sequence[Advisory], version: str, parsed: Callable[[str], Any]) -> bool:
    """Whether a range of OSV holds a version: introduced at or before it, and not fixed since. Ranges of commits, whose
    places are no versions, hold none; those records name their versions one by one."""
    try:
        asked = parsed(version)
        is_in = False
        for kind, place in sorted(_places(events, parsed), key=lambda one: one[1]):
            if kind == "introduced" and place <= asked:
                is_in = True
            elif (kind == "fixed" and place <= asked) or (kind == "last_affected" and place < asked):
                is_in = False
    except InvalidVersion:
        return False
    return is_in


def _places(events: Sequence[Advisory], parsed: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    for event in events:
        for kind, place in event.items():
            yield kind, parsed(place)


@contextmanager
def answering(advisories: Advisories) -> Iterator[str]:
    """The address of a server that answers `POST /v1/query` as api.osv.dev does, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            package = asked["package"]
            found = advisories.about(package["name"], asked["version"], package.get("ecosystem", PYPI))
            body = json.dumps({"vulns": found} if found else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Says nothing: the report is pip-audit's."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
