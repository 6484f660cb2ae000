"""The units that stand in a host, run as systemd would: their lines, as their user, in their folder."""

import shlex
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.hosts.debian import Host

SERVICES = "/etc/systemd/system"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a service of systemd says."""

    name: str
    kind: str
    user: str
    folder: str
    environment: dict[str, str]
    lines: tuple[tuple[str, ...], ...]

    @property
    def goes_on(self) -> bool:
        return self.kind != "oneshot"


def units(host: Host) -> dict[str, Unit]:
    """Name without `newsroom-` → the service of this name, as installed."""
    files = sorted((host.folder / SERVICES.lstrip("/")).glob("newsroom-*.service"))
    return {unit.name: unit for unit in map(_read, files)}


def _read(file: Path) -> Unit:
    said: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            said.setdefault(key, []).append(value)
    pairs = [tuple(one.split("=", 1)) for line in said.get("Environment", []) for one in shlex.split(line)]
    return Unit(
        name=file.stem.removeprefix("newsroom-"),
        kind=said["Type"][0],
        user=said["User"][0],
        folder=said["WorkingDirectory"][0],
        environment=dict(pairs),
        lines=tuple(tuple(shlex.split(line.removeprefix("-"))) for line in said["ExecStart"]),
    )


def run(host: Host, unit: Unit) -> str:
    """Runs each line of a unit that ends; gives what they say. Raises RuntimeError where one fails."""
    return "".join(host.run(*line, user=unit.user, folder=unit.folder) for line in unit.lines)


def start(host: Host, unit: Unit, log: Path) -> subprocess.Popen[bytes]:
    """Starts a unit that goes on. Raises RuntimeError with its log where it ends at once."""
    (line,) = unit.lines
    process = host.start(line, user=unit.user, folder=unit.folder, env=unit.environment, log=log)
    time.sleep(1)
    if process.poll() is not None:
        raise RuntimeError(f"{unit.name} ended with {process.returncode}:\n{log.read_text()[-4000:]}")
    return process
