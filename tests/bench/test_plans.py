"""At 20,000 articles every page costs what it shows: the plans of all its statements, on a site of its own.

The site is filled, multiplied and asked as by hand (`python -m bench.fill`, `python -m bench.multiply`, `python -m
bench.pages --plans`), in a database that is committed and analysed, so that PostgreSQL plans as it does for readers. It
takes some minutes, so that only a build server asks, or who sets NEWSROOM_PLANS.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
# Telling twenty thousand takes the processor four minutes, multiplying one.
TOLD, TIMES = 4_000, 5
NEWEST = "2026-11-01T12:00:00"


@pytest.mark.long
@pytest.mark.timeout(1_200)
@pytest.mark.skipif(
    not (os.environ.get("CI") or os.environ.get("NEWSROOM_PLANS")), reason="takes minutes; set NEWSROOM_PLANS"
)
def test_no_page_reads_more_than_it_shows(tmp_path: Path) -> None:
    filled = _run(tmp_path, "bench.fill", str(TOLD), "--newest", NEWEST)
    assert filled.returncode == 0, filled.stderr
    multiplied = _run(tmp_path, "bench.multiply", str(TIMES), "--searchable")
    assert multiplied.returncode == 0, multiplied.stderr
    asked = _run(tmp_path, "bench.pages", "--plans")
    assert asked.returncode == 0, asked.stdout
    assert "0 statements of 0 pages" in asked.stdout


def _run(data: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a bench on the embedded PostgreSQL of the folder."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "NEWSROOM_DATA_DIR": str(data),
    }
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
