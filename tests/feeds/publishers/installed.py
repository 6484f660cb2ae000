"""Publishers' software from the registries, each in a folder of its own, installed once and kept for the next run."""

import os
import subprocess
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
KEPT = REPOSITORY / "var" / "publishers"
PATIENCE_SECONDS = 600


class NotInstalledError(Exception):
    """The software cannot be had here; the message says why."""


def run(command: list[str], folder: Path, **environment: str) -> str:
    """Runs a program of the software and gives its output. Raises `AssertionError` with it where the program fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env={**os.environ, "LANG": "C.UTF-8", **environment},
        check=False,
    )
    output = f"{done.stdout}{done.stderr}"
    assert done.returncode == 0, f"{command} failed: {output[-3000:]}"
    return output


def python_packages(name: str, *requirements: str) -> Path:
    """The folder of the programs of PyPI's packages. Raises `NotInstalledError`."""
    folder = KEPT / name
    if not (folder / "complete").exists():
        venv.create(folder, with_pip=True, clear=True)
        _install([str(folder / "bin/pip"), "install", "--quiet", *requirements], folder)
        (folder / "complete").write_text("\n".join(requirements))
    return folder / "bin"


def npm_packages(name: str, *packages: str) -> Path:
    """The folder that holds `node_modules` with npm's packages. Raises `NotInstalledError`."""
    folder = KEPT / name
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}")
        _install(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *packages], folder)
        (folder / "complete").write_text("\n".join(packages))
    return folder


def _install(command: list[str], folder: Path) -> None:
    try:
        run(command, folder)
    except (AssertionError, OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(f"it cannot be installed: {str(error)[-300:]}") from error
