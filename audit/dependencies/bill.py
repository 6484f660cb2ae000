"""The software bill of materials in the form of CycloneDX: every package that the site runs on, with what asked for it.

    python -m audit.dependencies.bill [--output FILE]

It is made of what is installed, from `requirements.txt` on: pinned packages and all that they bring along; and of the lock
file of the desk's editor, which the built script of `static/editor` is made of. What only developers need is left out.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from audit.dependencies.scripts import LOCK, locked
from audit.tools import REPOSITORY

REQUIREMENTS = REPOSITORY / "requirements.txt"
# Some packages put the whole text of their licence into its field.
LONGEST_LICENCE_NAME = 100  # characters
SITE, SITE_VERSION, SITE_LICENCE = "newsroom", "0.1.0", "BSD-3-Clause"


class NotInstalledError(Exception):
    """A package that the site needs is not installed here; the message names it."""


def required(file: Path) -> list[Requirement]:
    """The requirements of a requirements file, without comments and options."""
    lines = (line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def needed_by(found: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    """What an installed package asks for on this machine, with the extras that were asked of it."""
    for line in found.requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield requirement


def bill_of(roots: Sequence[Requirement]) -> Bom:
    """The bill of these packages and all that they need. Raises NotInstalledError."""
    bill = Bom()
    site = Component(
        name=SITE,
        version=SITE_VERSION,
        type=ComponentType.APPLICATION,
        bom_ref=SITE,
        licenses=[_spdx(SITE_LICENCE)],
    )
    bill.metadata.component = site
    components: dict[str, Component] = {}
    waiting = [(site, requirement) for requirement in roots]
    asked: set[tuple[str, str, frozenset[str]]] = set()
    while waiting:
        parent, requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (str(parent.bom_ref), name, extras) in asked:
            continue
        asked.add((str(parent.bom_ref), name, extras))
        found = _installed(name)
        component = components.setdefault(name, _component(name, found))
        bill.components.add(component)
        bill.register_dependency(parent, [component])
        waiting += [(component, further) for further in needed_by(found, extras)]
    return bill


def add_scripts(bill: Bom, lock: Path = LOCK) -> None:
    """Adds the npm packages of a lock file that are built into a script of the site."""
    rows, direct = locked(lock)
    components = {
        name: Component(
            name=name,
            version=row["version"],
            type=ComponentType.LIBRARY,
            bom_ref=f"npm:{name}@{row['version']}",
            purl=PackageURL("npm", None, name, row["version"]),
            licenses=[_spdx(row["license"])] if "license" in row else [],
        )
        for name, row in rows.items()
    }
    for name, component in components.items():
        bill.components.add(component)
        needs = [components[one] for one in rows[name].get("dependencies", {}) if one in components]
        bill.register_dependency(component, needs)
    site = bill.metadata.component
    assert site is not None
    bill.register_dependency(site, [components[name] for name in direct])


def _installed(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError as error:
        raise NotInstalledError(f"{name} is not installed here: run `make setup` first.") from error


def _component(name: str, found: Distribution) -> Component:
    licence = _licence(found)
    return Component(
        name=name,
        version=found.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{name}@{found.version}",
        purl=PackageURL("pypi", None, name, found.version),
        description=_field(found, "Summary"),
        licenses=[_spdx(licence)] if licence else [],
    )


def _licence(found: Distribution) -> str:
    """The licence as the package states it: an SPDX expression, else its own line, else that of its classifiers."""
    stated = _field(found, "License-Expression") or _field(found, "License")
    if stated and len(stated) <= LONGEST_LICENCE_NAME:
        return stated
    classified = found.metadata.get_all("Classifier") or []
    return " / ".join(line.rpartition(" :: ")[2] for line in classified if line.startswith("License ::"))


def _field(found: Distribution, name: str) -> str:
    values = found.metadata.get_all(name) or [""]
    return "" if values[0] == "UNKNOWN" else str(values[0])


def _spdx(licence: str) -> License:
    return LicenseFactory().make_from_string(licence)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m audit.dependencies.bill", description=__doc__)
    parser.add_argument("--output", type=Path, metavar="FILE", help="instead of standard output")
    options = parser.parse_args(arguments)
    try:
        bill = bill_of(required(REQUIREMENTS))
        add_scripts(bill)
    except NotInstalledError as error:
        print(error, file=sys.stderr)
        return 1
    text = make_outputter(bill, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    if options.output is None:
        print(text)
        return 0
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text + "\n", encoding="utf-8")
    print(f"{len(bill.components)} packages in {options.output}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
