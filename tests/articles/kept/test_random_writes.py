"""What is kept stays true while several processes write at random and one of them is killed."""

import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY


@pytest.mark.long
@pytest.mark.timeout(600)
def test_random_writes_by_four_processes_leave_no_difference() -> None:
    command = [sys.executable, "-m", "bench.random_writes", "--writes", "320", "--processes", "4", "--kill"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "exit codes [-9, 0, 0, 0, 0]" in done.stdout
    assert done.stdout.count("0 differences") == 2
