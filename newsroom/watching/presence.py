"""How many web processes of this host live. Each holds a lock on a file of its own, which ends with it, however it ends, and
is seen from other containers as well."""

import fcntl
from pathlib import Path
from typing import BinaryIO

ENDING = ".alive"
# Open as long as the process lives.
_held: list[BinaryIO] = []


def hold(folder: Path, name: str) -> None:
    """Says that this process lives, under the name of its place. Raises OSError."""
    file = (folder / f"{name}{ENDING}").open("ab")
    # Whoever counts has it for an instant.
    fcntl.flock(file, fcntl.LOCK_EX)
    _held.append(file)


def living(folder: Path) -> int:
    """The number of processes that live. Raises OSError."""
    return sum(map(_is_held, folder.glob(f"*{ENDING}")))


def _is_held(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
