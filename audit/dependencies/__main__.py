"""Asks for known faults of the packages that are installed here, by pip-audit: `make audit-dependencies`.

    python -m audit.dependencies [--advisories FILE]

Without a file api.osv.dev is asked, which learns the names and versions of the packages. With one nobody is asked: FILE is
the archive that osv.dev publishes for PyPI, or JSON in the form of OSV. The exit status is 1 where something is known, 2
where it could not be found out.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from audit.dependencies.advisories import Advisories, AdvisoriesError, answering, read

ONLINE = "https://api.osv.dev/v1/query"
SECONDS = 600
# How pip-audit ends where it could not ask: in an exception of the library that asks, or in its own words.
UNREACHABLE = ("ConnectionError", "Could not connect", "ProxyError", "Max retries exceeded", "ReadTimeout")
ARCHIVE = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m audit.dependencies", description=__doc__)
    parser.add_argument("--advisories", type=Path, metavar="FILE", help="advisories of OSV, to ask nobody")
    parser.add_argument("--online", default=ONLINE, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.advisories is None:
        return audited(options.online)
    try:
        advisories = Advisories(read(options.advisories))
    except AdvisoriesError as error:
        print(error, file=sys.stderr)
        return 2
    with answering(advisories) as address:
        return audited(address)


def audited(address: str) -> int:
    """Runs pip-audit over this environment against a server of OSV, and prints its report."""
    command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv", "--osv-url", address]
    command += ["--progress-spinner", "off", "--desc", "on", "--skip-editable"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode and any(word in done.stderr for word in UNREACHABLE):
        print(
            f"{address} cannot be reached, so nothing was found out. Where there is no network, fetch {ARCHIVE} "
            "elsewhere and name it: make audit-dependencies ADVISORIES=all.zip",
            file=sys.stderr,
        )
        return 2
    print(done.stdout, end="")
    print(done.stderr, end="", file=sys.stderr)
    return done.returncode if done.returncode in {0, 1} else 2


if __name__ == "__main__":
    raise SystemExit(main())
