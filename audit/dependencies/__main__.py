"""Asks for known faults of the packages that are installed here, by pip-audit, and of those that are built into the desk's
editor: `make audit-dependencies`.

    python -m audit.dependencies [--advisories FILE] ...

Without a file api.osv.dev is asked, which learns the names and versions of the packages. With files nobody is asked: they are
the archives that osv.dev publishes for PyPI and npm, or JSON in the form of OSV. The exit status is 1 where something is
known, 2 where it could not be found out.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from audit.dependencies import scripts
from audit.dependencies.advisories import NPM, PYPI, Advisories, AdvisoriesError, answering, read

ONLINE = "https://api.osv.dev/v1/query"
SECONDS = 600
# How pip-audit ends where it could not ask: in an exception of the library that asks, or in its own words.
UNREACHABLE = ("ConnectionError", "Could not connect", "ProxyError", "Max retries exceeded", "ReadTimeout")
ARCHIVE = "https://osv-vulnerabilities.storage.googleapis.com/{}/all.zip"
KNOWN, UNKNOWN = 1, 2  # exit status


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m audit.dependencies", description=__doc__)
    parser.add_argument(
        "--advisories",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="advisories of OSV, to ask nobody",
    )
    parser.add_argument("--online", default=ONLINE, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if not options.advisories:
        return audited(options.online)
    try:
        advisories = Advisories(record for file in options.advisories for record in read(file))
    except AdvisoriesError as error:
        print(error, file=sys.stderr)
        return UNKNOWN
    with answering(advisories) as address:
        status = audited(address)
    missing = [one for one in (PYPI, NPM) if one not in advisories.ecosystems]
    for one in missing:
        print(
            f"No file holds advisories of {one}, so nothing was found out about its packages: "
            f"fetch {ARCHIVE.format(one)} and name it too.",
            file=sys.stderr,
        )
    return status or (UNKNOWN if missing else 0)


def audited(address: str) -> int:
    """Asks a server of OSV about the packages of this environment and of the editor, and prints what it knows."""
    of_python = _audited_by_pip(address)
    if of_python == UNKNOWN:
        return UNKNOWN
    try:
        found = list(scripts.known_faults(address))
    except OSError as error:
        print(f"{address} cannot be asked about the packages of the editor: {error}.", file=sys.stderr)
        return UNKNOWN
    for one in found:
        print(scripts.line(*one))
    if not found:
        print("No known faults of the packages of the desk's editor.")
    return KNOWN if found else of_python


def _audited_by_pip(address: str) -> int:
    """Runs pip-audit over this environment, and prints its report."""
    command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv", "--osv-url", address]
    command += ["--progress-spinner", "off", "--desc", "on", "--skip-editable"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode and any(word in done.stderr for word in UNREACHABLE):
        print(
            f"{address} cannot be reached, so nothing was found out. Where there is no network, fetch "
            f"{ARCHIVE.format(PYPI)} and {ARCHIVE.format(NPM)} elsewhere and name them: "
            'make audit-dependencies ADVISORIES="PyPI.zip npm.zip"',
            file=sys.stderr,
        )
        return UNKNOWN
    print(done.stdout, end="")
    print(done.stderr, end="", file=sys.stderr)
    return done.returncode if done.returncode in {0, KNOWN} else UNKNOWN


if __name__ == "__main__":
    raise SystemExit(main())
