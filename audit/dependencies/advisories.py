"""Published faults of packages from a file, in the form of OSV (ossf.github.io/osv-schema), for machines without a network.

pip-audit asks a server. `answering` is that server for one run, on this machine, and answers from the file.
"""

import json
import threading
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ECOSYSTEM = "PyPI"

Advisory = Mapping[str, Any]


class AdvisoriesError(Exception):
    """The file holds no advisories; the message says why."""


def read(file: Path) -> list[Advisory]:
    """The advisories of a file: the archive that osv.dev publishes for PyPI (`all.zip`, a record a file), or JSON, one
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
        self._of: dict[str, list[Advisory]] = defaultdict(list)
        for record in records:
            for name in {_name(affected) for affected in record.get("affected", ())} - {""}:
                self._of[name].append(record)

    def about(self, package: str, version: str) -> list[Advisory]:
        """Those that hold for a version of a package."""
        name = canonicalize_name(package)
        return [record for record in self._of[name] if _holds(record, name, version)]


def _name(affected: Advisory) -> str:
    package = affected.get("package", {})
    return canonicalize_name(package.get("name", "")) if package.get("ecosystem") == ECOSYSTEM else ""


def _holds(record: Advisory, name: str, version: str) -> bool:
    return any(
        version in affected.get("versions", ())
        or any(_within(one.get("events", ()), version) for one in affected.get("ranges", ()))
        for affected in record.get("affected", ())
        if _name(affected) == name
    )


def _within(events: Sequence[Advisory], version: str) -> bool:
    """Whether a range of OSV holds a version: introduced at or before it, and not fixed since. Ranges of commits, whose
    places are no versions, hold none; those records name their versions one by one."""
    try:
        asked = Version(version)
        is_in = False
        for kind, place in sorted(_places(events), key=lambda one: one[1]):
            if kind == "introduced" and place <= asked:
                is_in = True
            elif (kind == "fixed" and place <= asked) or (kind == "last_affected" and place < asked):
                is_in = False
    except InvalidVersion:
        return False
    return is_in


def _places(events: Sequence[Advisory]) -> Iterator[tuple[str, Version]]:
    for event in events:
        for kind, place in event.items():
            yield kind, Version(place)


@contextmanager
def answering(advisories: Advisories) -> Iterator[str]:
    """The address of a server that answers `POST /v1/query` as api.osv.dev does, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            found = advisories.about(asked["package"]["name"], asked["version"])
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
