"""Programs of the system that some tests need: such a test is skipped with a sentence where they are absent, but fails on
a build server, which installs them (`.ci/run`)."""

import os
import shutil
from pathlib import Path

import pytest

FAKETIME = Path("/usr/lib") / f"{os.uname().machine}-linux-gnu" / "faketime" / "libfaketime.so.1"


def needed(program: str | Path, *, package: str) -> str:
    """The path of a program or library, from Debian's `package`."""
    found = str(program) if Path(program).exists() else shutil.which(str(program), path=_PATH)
    if found:
        return found
    complaint = f"There is no {program} here: apt-get install {package}."
    if os.environ.get("CI"):
        pytest.fail(complaint)
    pytest.skip(complaint)


def clock_ahead(shift: str) -> dict[str, str]:
    """The environment of a process whose clock is wrong by so much (`+1d`, `-1d`); what counts time goes on."""
    return {
        "LD_PRELOAD": needed(FAKETIME, package="faketime"),
        "FAKETIME": shift,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


# Daemons stand where only root looks for them.
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
