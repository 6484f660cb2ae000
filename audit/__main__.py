"""Audits the served site with checkers that others use: `python -m audit`, or `make audit`.

    python -m audit [--only axe,nu] [--editions vi,ar] [--base-url URL] [--json FILE] [--write docs/audit.md]

Without --base-url the sample site is started for it and ended after it. Nothing beyond this machine is asked. The exit
status is 1 where a figure misses its floor, 2 where the audit could not run.
"""

import argparse
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Container, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, ModuleType

from playwright.sync_api import Error as PlaywrightError
from urllib3.exceptions import HTTPError

from audit import pages
from audit.browser import Audit
from audit.checks import (
    accessibility,
    alternates,
    clipping,
    feeds,
    lighthouse,
    links,
    markup,
    newsboat,
    overflow,
    reading,
    robots_opml_manifest,
    screenshots,
    sharing,
    sitemaps,
    structured_data,
    weight,
)
from audit.fetching import Site
from audit.figures import Figure, as_data, page, table
from audit.serving import served
from audit.tools import WORK, AuditError

# In order of duration, seconds first. Each module has a function `check`, and the first line of its docstring
# describes the check in docs/audit.md.
CHECKS: dict[str, ModuleType] = {
    "sitemaps": sitemaps,
    "hreflang": alternates,
    "links": links,
    "sharing": sharing,
    "json-ld": structured_data,
    "programs": robots_opml_manifest,
    "feeds": feeds,
    "newsboat": newsboat,
    "nu": markup,
    "screenshots": screenshots,
    "text": clipping,
    "overflow": overflow,
    "reading": reading,
    "weight": weight,
    "axe": accessibility,
    "lighthouse": lighthouse,
}


def chosen(only: str) -> list[str]:
    """The names of the checks to run, in order. Raises AuditError for an unknown name."""
    names = _names(only)
    unknown = sorted(set(names) - set(CHECKS))
    if unknown:
        raise AuditError(f"There is no check named {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
    return [name for name in CHECKS if not names or name in names]


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def audit_site(
    site: Site, names: Iterable[str], extra: dict[str, list[str]], editions: Container[str] = ()
) -> tuple[list[Figure], list[str]]:
    """The figures of the named checks, and sentences about checks that could not run, which count as
    failures.
    """
    found = Audit(site, pages.find(site, extra, editions), WORK)
    print(f"{len(found.pages)} pages: {_templates(found)}\n", flush=True)
    figures, skipped = [], []
    for name in names:
        started = time.monotonic()
        try:
            measured: list[Figure] = CHECKS[name].check(found)
        except (AuditError, PlaywrightError, HTTPError) as error:
            skipped.append(f"{name}: {error}")
            print(skipped[-1], flush=True)
            continue
        print(table(measured, []), flush=True)
        print(f"{'':12} {time.monotonic() - started:.0f} s", flush=True)
        figures += measured
    return figures, skipped


def _templates(found: Audit) -> str:
    counts = Counter(page.template for page in found.pages)
    return ", ".join(f"{template} ({count})" for template, count in counts.items())


def main() -> int:
    options = _options()
    for ending in (signal.SIGINT, signal.SIGTERM):
        # Installed explicitly: a process started in the background of a shell inherits an ignored SIGINT.
        signal.signal(ending, _stop)
    try:
        with ExitStack() as stack:
            names = chosen(options.only)
            base, extra = options.base_url, {}
            if not base:
                print("Starting the sample site ...", flush=True)
                site = stack.enter_context(served(WORK / "site"))
                base, extra = site.base, site.extra
            figures, skipped = audit_site(Site(base), names, extra, _names(options.editions))
    except AuditError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 2
    _keep(options, figures, skipped)
    missed = [figure for figure in figures if not figure.passes]
    print(
        f"\n{len(figures)} figures, {len(missed)} below their floor, {len(skipped)} checks that could not run."
    )
    return 1 if missed or skipped else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m audit", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help=f"names of checks, with commas: {', '.join(CHECKS)}")
    parser.add_argument("--editions", default="", help="audit these alone, with commas: vi,ar (all)")
    parser.add_argument("--base-url", default="", help="audit this site instead of starting one")
    parser.add_argument("--json", type=Path, help="write figures and all findings to this file")
    parser.add_argument("--write", type=Path, help="write the figures to this page of the docs")
    return parser.parse_args()


def _keep(options: argparse.Namespace, figures: list[Figure], skipped: list[str]) -> None:
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(as_data(figures, skipped), ensure_ascii=False, indent=1)
        options.json.write_text(f"{text}\n", encoding="utf-8")
    if options.write:
        descriptions = {name: _about(module) for name, module in CHECKS.items()}
        day = datetime.now(UTC).date().isoformat()
        former = options.write.read_text(encoding="utf-8") if options.write.is_file() else ""
        text = page(figures, skipped, day=day, descriptions=descriptions, former=former)
        options.write.write_text(text, encoding="utf-8")


def _about(module: ModuleType) -> str:
    """The first line of a check's docstring, for the docs."""
    return (module.__doc__ or "").partition("\n")[0]


def _stop(signal_number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
